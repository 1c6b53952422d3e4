//! What is settled before a rule looks at anything: does it speak of such a group, and is there what it needs?

use groupkeep_archive::Support;

use super::presence::no_charter;
use super::{Case, Judgement};
use crate::report::Gap;
use crate::rule::{Capability, Need, Text};

/// The judgement, where it is settled already.
pub(super) fn settle(case: &Case<'_>) -> Option<Judgement> {
    let (rule, facts) = (case.rule, case.facts);
    if !rule.applies_to(facts.scope) {
        let scope = facts.scope.name();
        return Some(Judgement::not_applicable(Text::new(
            format!("does not apply to a group of scope {scope}"),
            format!("不适用于 scope 为 {scope} 的社群"),
        )));
    }
    if let Some(path) = rule.unless.iter().find(|path| facts.charter_has(path)) {
        return Some(Judgement::not_applicable(Text::new(
            format!("the charter has `{path}`"),
            format!("章程中已有 `{path}`"),
        )));
    }
    rule.needs.iter().find_map(|need| lacking(case, need))
}

fn lacking(case: &Case<'_>, need: &Need) -> Option<Judgement> {
    let facts = case.facts;
    match need {
        Need::Charter(_) if facts.charter.is_none() => Some(no_charter(case)),
        Need::Table(kind) if facts.table(*kind).is_none() => Some(not_provided(kind.name())),
        Need::Archive(capability) => archive(case, *capability),
        Need::Receipts if facts.receipts.trusted.is_empty() => {
            if !facts.receipts.untrusted.is_empty() {
                Some(Judgement::unknown(
                    Gap::Receipts,
                    Text::new("receipt not trusted: its key is not listed", "回执不可信：其密钥未登记"),
                ))
            } else if facts.backup.is_none() {
                Some(Judgement::unknown(
                    Gap::Receipts,
                    Text::new("not provided: no backup is configured", "未提供：没有配置备份"),
                ))
            } else {
                // A backup that is configured and never made is the rule's own failure.
                None
            }
        }
        Need::Releases if facts.releases.is_empty() => {
            Some(Judgement::not_applicable(Text::new("there is no release", "没有发布包")))
        }
        _ => None,
    }
}

/// A table that is not configured.
pub(super) fn not_provided(table: &str) -> Judgement {
    Judgement::unknown(
        Gap::Table(table.to_owned()),
        Text::new(format!("not provided: no {table} table is configured"), format!("未提供：没有配置 {table} 表")),
    )
}

fn archive(case: &Case<'_>, capability: Capability) -> Option<Judgement> {
    let facts = case.facts;
    if facts.sources.is_empty() {
        return Some(Judgement::unknown(
            Gap::Exports,
            Text::new("not provided: no export was found", "未提供：没有找到聊天导出"),
        ));
    }
    let fact = match capability {
        Capability::Messages => return None,
        Capability::Roster if facts.table(groupkeep_config::table::TableKind::Members).is_some() => return None,
        Capability::Roster => "roster",
        Capability::Money => "money",
        Capability::Recall => "recall",
        Capability::Attachments => "attachments",
    };
    let records = |support: Support| match capability {
        // A list of those who happened to write is no list of members.
        Capability::Roster => support >= Support::Text,
        _ => support > Support::No,
    };
    let mut formats: Vec<&str> = Vec::new();
    for source in &facts.sources {
        if source.capabilities.fact(fact).is_some_and(records) {
            return None;
        }
        if !formats.contains(&source.format) {
            formats.push(source.format);
        }
    }
    let formats = formats.join(", ");
    Some(Judgement::unknown(
        Gap::Source(formats.clone()),
        Text::new(format!("{formats} does not record it"), format!("{formats} 不记录此项")),
    ))
}
