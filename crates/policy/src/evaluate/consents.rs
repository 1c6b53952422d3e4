use std::collections::BTreeSet;

use groupkeep_config::Profile;
use groupkeep_config::table::{Entry, Register, TableKind};

use super::presence::{absent_files, missing};
use super::rows::{at_row, column_unused};
use super::{Case, Draft, Judgement, gate};
use crate::facts::PersonId;
use crate::report::Gap;
use crate::rule::Text;

/// Every use that needs its own consent, and is made, has it from every member.
pub(super) fn separate(case: &Case<'_>) -> Judgement {
    let facts = case.facts;
    let Some(consents) = facts.table(TableKind::Consents) else {
        return gate::not_provided(TableKind::Consents.name());
    };
    let uses = uses(case);
    if uses.is_empty() {
        let reason = Text::new("no use that needs a consent of its own is configured", "没有配置需要单独同意的用途");
        return Judgement::not_applicable(reason);
    }
    let members = facts.people.members_on(facts.today);
    if members.is_empty() {
        let reason = Text::new("not provided: nobody is listed as a member", "未提供：没有成员名单");
        return Judgement::unknown(Gap::Other, reason);
    }
    let mut findings = Vec::new();
    for (ordinal, name) in (0u32..).zip(uses) {
        let given = facts.consented(consents, &name);
        let lacking: Vec<PersonId> = members.difference(&given).copied().collect();
        if lacking.is_empty() {
            continue;
        }
        let message = Text::new(
            format!("no consent of its own for the use `{name}`"),
            format!("没有针对用途 `{name}` 的单独同意"),
        );
        let before = findings.len();
        for (table, row) in facts.member_rows(&lacking) {
            let mut finding = at_row(case, table, row, None, message.clone());
            finding.ordinal = ordinal;
            findings.push(finding);
        }
        if findings.len() == before {
            let mut finding = Draft::at_file(facts.relative(&consents.path), "table", "consents", message);
            finding.ordinal = ordinal;
            findings.push(finding);
        }
    }
    Judgement::of(findings)
}

/// The uses the configuration makes of members' data, as the consents table calls them.
fn uses(case: &Case<'_>) -> BTreeSet<String> {
    let facts = case.facts;
    let mut uses = BTreeSet::new();
    if let Some(release) = &facts.release {
        uses.extend(release.require_consent.clone());
        match release.profile {
            Profile::Research => {
                uses.insert("research".to_owned());
            }
            Profile::Share if release.require_consent.is_none() => {
                uses.insert("third-party".to_owned());
            }
            _ => {}
        }
    }
    let home = facts.home_region();
    let destinations = facts.backup.iter().flat_map(|backup| &backup.destinations);
    if destinations.filter_map(|one| one.region.as_deref()).any(|region| !region.eq_ignore_ascii_case(home)) {
        uses.insert("cross-border".to_owned());
    }
    uses
}

/// Members under fourteen have a guardian's consent, and the charter's special rules and access log exist.
pub(super) fn minors(case: &Case<'_>) -> Judgement {
    let facts = case.facts;
    let Some(members) = facts.table(TableKind::Members) else {
        return gate::not_provided(TableKind::Members.name());
    };
    if let Some(unused) = column_unused(members, "under14") {
        return unused;
    }
    let is_minor =
        |row: &Entry| row.flag("under14") == Some(true) && row.date("left_on").is_none_or(|left| left > facts.today);
    let minors: Vec<_> = members.rows.iter().filter(|row| is_minor(row)).collect();
    if minors.is_empty() {
        return Judgement::pass();
    }
    let consents = facts.table(TableKind::Consents);
    let mut findings = Vec::new();
    for row in minors {
        let id = row.text("member_id");
        if !consents.is_some_and(|table| guardian_agreed(table, id)) {
            let message =
                Text::new("a member under fourteen without a guardian's consent", "未满十四周岁成员没有监护人同意");
            findings.push(at_row(case, members, row, Some("under14"), message));
        }
    }
    let paths = ["minors.rules_path".to_owned(), "minors.access_log_path".to_owned()];
    let lacking = paths.iter().filter(|path| !facts.charter_has(path));
    findings.extend(lacking.map(|path| missing(case, path)));
    findings.extend(absent_files(case, &paths));
    Judgement::of(findings)
}

fn guardian_agreed(consents: &Register, member: Option<&str>) -> bool {
    consents.rows.iter().any(|row| {
        row.text("member_id") == member && row.text("guardian").is_some() && row.value("withdrawn_at").is_none()
    })
}
