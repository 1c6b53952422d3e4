use groupkeep_config::table::TableKind;

use super::patterns::describe;
use super::rows::csv_line;
use super::{Case, Draft, Judgement};
use crate::facts::{Hit, What};

/// Files and long texts from elsewhere that no row of the works register covers.
pub(super) fn judge(case: &Case<'_>) -> Judgement {
    let works = case.facts.works();
    let mut findings = Vec::new();
    for hit in case.facts.seen.hits(&case.rule.id) {
        let id = hit.place.native_id.as_deref();
        let covered = match &hit.what {
            What::File { name, digest, links, .. } => works.cover(Some(name), digest.as_deref(), links, id),
            What::LongText { links, .. } => works.cover(None, None, links, id),
            _ => true,
        };
        if !covered {
            let draft = Draft::at_message(&hit.place, hit.ordinal, describe(&hit.what));
            findings.push(draft.with_row(row(case, hit)));
        }
    }
    Judgement::of(findings)
}

/// A row for the works register. Author and licence stay empty: only a person can know them, and an empty required cell
/// is refused when the table is read.
fn row(case: &Case<'_>, hit: &Hit) -> String {
    let (title, kind, digest) = match &hit.what {
        What::File { shown, digest, .. } => {
            let title = shown.rsplit_once('.').map_or(shown.as_str(), |(stem, _)| stem);
            (title, "file", digest.as_deref().and_then(|digest| digest.strip_prefix("sha256:")).unwrap_or_default())
        }
        _ => ("", "text", ""),
    };
    let shown = match &hit.what {
        What::File { shown, .. } => shown.as_str(),
        _ => "",
    };
    let covers = hit.place.native_id.as_deref().unwrap_or(shown);
    let id = case.facts.finding_key(&case.rule.id, &hit.place, hit.ordinal);
    csv_line(
        TableKind::Works,
        &[
            ("work_id", &format!("w-{}", &id[..8])),
            ("title", title),
            ("kind", kind),
            ("ours", "no"),
            ("sha256", digest),
            ("match", covers),
        ],
    )
}
