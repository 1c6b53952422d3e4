//! What the charter must say, and how old it may be.

use std::collections::BTreeSet;

use super::{Case, Draft, Judgement, Outcome, Spot};
use crate::facts::file_in;
use crate::fingerprint::Subject;
use crate::report::{Figure, Gap};
use crate::rule::{Presence, Text};

/// Charter fields that are empty, point at nothing, or are too old.
pub(super) fn judge(case: &Case<'_>, presence: &Presence) -> Outcome {
    let facts = case.facts;
    let Some(charter) = &facts.charter else { return Ok(no_charter(case)) };
    let mut findings: Vec<Draft> =
        presence.paths.iter().filter(|path| !charter.present(path)).map(|path| missing(case, path)).collect();
    for group in &presence.any_of {
        if !group.iter().any(|path| charter.present(path)) {
            let first = group.first().map(String::as_str).unwrap_or_default();
            let all = group.join(", ");
            let message = Text::new(format!("the charter has none of: {all}"), format!("章程缺少以下任一项：{all}"));
            findings.push(at_charter(case, first, message));
        }
    }
    for path in presence.posted.iter().filter(|path| charter.present(path)) {
        findings.extend(not_posted(case, path));
    }
    findings.extend(absent_files(case, &presence.files));
    for (path, least) in &presence.at_least {
        let different: BTreeSet<String> = charter.list(path).iter().map(|item| format!("{:?}", item.node)).collect();
        if charter.present(path) && different.len() < *least {
            let message = Text::new(
                format!("`{path}` needs at least {least} different entries"),
                format!("`{path}` 至少需要 {least} 个不同的条目"),
            );
            findings.push(at_charter(case, path, message));
        }
    }
    let mut measured = None;
    if let Some((path, param)) = &presence.max_age {
        let (finding, figures) = too_old(case, path, param)?;
        findings.extend(finding);
        measured = figures;
    }
    let judgement = Judgement::of(findings);
    Ok(match measured {
        Some((value, limit)) => judgement.measured(value, limit),
        None => judgement,
    })
}

/// A date in the charter that must not be too old, and files that must be there.
pub(super) fn freshness(case: &Case<'_>, date: &str, max_age: &str, files: &[String]) -> Outcome {
    let Some(charter) = &case.facts.charter else { return Ok(no_charter(case)) };
    if !charter.present(date) {
        return Ok(Judgement::of(vec![missing(case, date)]));
    }
    let missing_paths = files.iter().filter(|path| !charter.present(path)).map(|path| missing(case, path));
    let mut findings: Vec<Draft> = missing_paths.collect();
    findings.extend(absent_files(case, files));
    let (finding, figures) = too_old(case, date, max_age)?;
    findings.extend(finding);
    let judgement = Judgement::of(findings);
    Ok(match figures {
        Some((value, limit)) => judgement.measured(value, limit),
        None => judgement,
    })
}

/// Without a charter nothing can be said of what is in it.
pub(super) fn no_charter(case: &Case<'_>) -> Judgement {
    // Without `archive.charter` this is the usual place.
    if case.facts.charter_dir.is_dir() {
        let reason = Text::new(
            "not provided: the folder charter is there, and `archive.charter` does not name it",
            "未提供：章程目录 charter 已存在，但 `archive.charter` 未指向它",
        );
        return Judgement::unknown(Gap::CharterUnnamed, reason);
    }
    Judgement::unknown(Gap::Charter, Text::new("not provided: no charter is configured", "未提供：没有配置章程"))
}

/// The finding that a charter field is empty.
pub(super) fn missing(case: &Case<'_>, path: &str) -> Draft {
    at_charter(case, path, Text::new(format!("the charter has no `{path}`"), format!("章程缺少 `{path}`")))
}

/// A finding at a charter field, or at the nearest part of the charter there is.
pub(super) fn at_charter(case: &Case<'_>, path: &str, message: Text) -> Draft {
    let facts = case.facts;
    let mut prefix = path;
    let place = loop {
        if let Some(place) = facts.charter.as_ref().and_then(|charter| charter.position(prefix)) {
            break Some(place);
        }
        match prefix.rfind(['.', '[']) {
            Some(end) => prefix = &prefix[..end],
            None => break None,
        }
    };
    let spot = match place {
        Some((file, position)) => Spot::File {
            path: facts.relative(&file),
            line: Some(position.line as u64),
            column: Some(position.column as u64),
            message_id: None,
        },
        None => Spot::File { path: facts.relative(&facts.charter_file()), line: None, column: None, message_id: None },
    };
    let subject = Some(Subject::Thing { class: "charter", key: path.to_owned() });
    Draft { message, spot, subject, ordinal: 0, suggested_row: None }
}

/// A message the charter names and the archive does not have, where the archive reaches back to it and keeps ids.
fn not_posted(case: &Case<'_>, path: &str) -> Option<Draft> {
    let facts = case.facts;
    let charter = facts.charter.as_ref()?;
    let keeps_ids = facts.sources.iter().any(|source| source.capabilities.message_ids > groupkeep_archive::Support::No);
    let oldest = facts.seen.oldest.iter().flatten().map(|oldest| oldest.at).min()?;
    let dated = path.rsplit_once('.').and_then(|(parent, _)| charter.date(&format!("{parent}.date")));
    let reaches = dated.is_none_or(|date| oldest.to_zoned(facts.timezone.clone()).date() <= date);
    // What was not read to its end may hold it.
    let absent = facts.unread.is_empty() && facts.lacks_message(path);
    (keeps_ids && reaches && absent).then(|| {
        let message = Text::new(
            format!("the message named by `{path}` is not in the archive"),
            format!("存档中没有 `{path}` 所指的消息"),
        );
        at_charter(case, path, message)
    })
}

/// Files the charter names and the group's folder does not have.
pub(super) fn absent_files(case: &Case<'_>, paths: &[String]) -> Vec<Draft> {
    let facts = case.facts;
    let absent = paths.iter().filter_map(|path| {
        let named = facts.charter.as_ref()?.text(path)?;
        file_in(&facts.dir, named).is_none().then(|| {
            let message =
                Text::new(format!("the file named by `{path}` does not exist"), format!("`{path}` 所指的文件不存在"));
            at_charter(case, path, message)
        })
    });
    absent.collect()
}

type Aged = (Option<Draft>, Option<(Figure, Figure)>);

/// A finding when the date at `path` is older than the parameter allows, and both as figures.
fn too_old(case: &Case<'_>, path: &str, param: &str) -> Result<Aged, super::RuleError> {
    let facts = case.facts;
    let Some(date) = facts.charter.as_ref().and_then(|charter| charter.date(path)) else { return Ok((None, None)) };
    let limit = case.params.days(param);
    let age = i64::from(facts.today.since(date)?.get_days());
    let message = if age < 0 {
        Some(Text::new(format!("`{path}` lies in the future"), format!("`{path}` 的日期在未来")))
    } else if age > limit {
        Some(Text::new(
            format!("`{path}` is {age} days old, more than {limit}"),
            format!("`{path}` 已有 {age} 天，超过 {limit} 天"),
        ))
    } else {
        None
    };
    let finding = message.map(|message| at_charter(case, path, message));
    Ok((finding, Some((Figure::Days(age), Figure::Days(limit)))))
}
