use std::path::PathBuf;

use groupkeep_config::{Destination, Place};

use super::{Case, Draft, Judgement, Spot};
use crate::fingerprint::Subject;
use crate::report::Gap;
use crate::rule::Text;

/// Copies that lie outside the home region without a recorded route.
pub(super) fn judge(case: &Case<'_>) -> Judgement {
    let facts = case.facts;
    let Some(backup) = &facts.backup else {
        let reason = Text::new("not provided: no backup is configured", "未提供：没有配置备份");
        return Judgement::unknown(Gap::Other, reason);
    };
    let home = case.params.text("home");
    let mut findings = Vec::new();
    let mut unnamed = Vec::new();
    for destination in &backup.destinations {
        // What stands in the same building is where the group is.
        let at_home = matches!(destination.place, Place::Path(_)) && !destination.offsite;
        match &destination.region {
            Some(region) if region.eq_ignore_ascii_case(home) => {}
            Some(region) if !has_route(case, &destination.name) => {
                let name = &destination.name;
                let message = Text::new(
                    format!("destination `{name}` is in {region} and `transfers` records no route for it"),
                    format!("目的地 `{name}` 位于 {region}，`transfers` 中没有其出境路径"),
                );
                findings.push(at_destination(destination, message));
            }
            None if !at_home => unnamed.push(destination.name.as_str()),
            _ => {}
        }
    }
    if findings.is_empty() && !unnamed.is_empty() {
        let names = unnamed.join(", ");
        return Judgement::unknown(
            Gap::Other,
            Text::new(format!("not provided: the region of {names}"), format!("未提供：{names} 的 region")),
        );
    }
    Judgement::of(findings)
}

fn has_route(case: &Case<'_>, destination: &str) -> bool {
    let transfers = case.facts.charter.as_ref().map(|charter| charter.list("transfers")).unwrap_or_default();
    transfers.iter().any(|item| item.text("destination") == Some(destination) && item.text("route").is_some())
}

/// A finding at a destination in the configuration.
pub(super) fn at_destination(destination: &Destination, message: Text) -> Draft {
    Draft {
        message,
        spot: Spot::File {
            path: PathBuf::from(groupkeep_config::CONFIG_FILE),
            line: destination.position.map(|position| position.line as u64),
            column: destination.position.map(|position| position.column as u64),
            message_id: None,
        },
        subject: Some(Subject::Thing { class: "destination", key: destination.name.clone() }),
        ordinal: 0,
        suggested_row: None,
    }
}
