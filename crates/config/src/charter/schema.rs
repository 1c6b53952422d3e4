//! What a charter may hold, as data.

use std::sync::LazyLock;

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Keys of its own, listed below it.
    Map,
    /// Text; numbers are taken as they were written.
    Text,
    /// A day.
    Date,
    /// A whole number, 0 or more.
    Count,
    /// A number from 0 to 1.
    Share,
    /// One of these.
    Choice(&'static [&'static str]),
    /// A text, or a list of texts.
    Texts,
    /// A list of maps whose keys are listed below it with `[]`.
    Maps,
    /// A list of persons: maps as for [`Kind::Maps`], or just member ids.
    Persons,
    /// A list of texts and maps, whose keys are listed below it with `[]`.
    Notes,
}

use Kind::{Choice, Count, Date, Map, Maps, Notes, Persons, Share, Text, Texts};

/// Every path with its kind; a container stands before what is in it.
pub(super) const SCHEMA: &[(&str, Kind)] = &[
    ("scope", Choice(&["household", "community", "commercial"])),
    ("stage", Text),
    ("kind", Choice(&["interest", "trade"])),
    ("founded_on", Date),
    ("purpose", Text),
    ("audience", Text),
    ("topics", Texts),
    ("value_proposition", Map),
    ("value_proposition.text", Text),
    ("value_proposition.reviewed_on", Date),
    ("positioning", Map),
    ("positioning.text", Text),
    ("positioning.rivals", Texts),
    ("positioning.reviewed_on", Date),
    ("roles", Map),
    ("roles.owner", Map),
    ("roles.owner.member", Text),
    ("roles.owner.account", Text),
    ("roles.owner.duties", Texts),
    ("roles.owner.contact", Text),
    ("roles.admins", Persons),
    ("roles.admins[].member", Text),
    ("roles.admins[].account", Text),
    ("roles.admins[].duties", Texts),
    ("roles.admins[].contact", Text),
    ("roles.volunteers", Persons),
    ("roles.volunteers[].member", Text),
    ("roles.volunteers[].account", Text),
    ("roles.volunteers[].duties", Texts),
    ("roles.volunteers[].contact", Text),
    ("successors", Maps),
    ("successors[].member", Text),
    ("successors[].account", Text),
    ("successors[].accepted_on", Date),
    ("channels", Maps),
    ("channels[].platform", Text),
    ("channels[].owner", Text),
    ("channels[].roster_share", Share),
    ("channels[].drilled_on", Date),
    ("channels[].join_link_expires_on", Date),
    ("rules", Map),
    ("rules.version", Text),
    ("rules.date", Date),
    ("rules.published_message_id", Text),
    ("rules.admission", Text),
    ("rules.speech", Text),
    ("rules.rewards", Text),
    ("rules.prohibited", Texts),
    ("rules.revisions", Notes),
    ("rules.revisions[].version", Text),
    ("rules.revisions[].date", Date),
    ("rules.revisions[].text", Text),
    ("handbook", Map),
    ("handbook.path", Text),
    ("handbook.version", Text),
    ("handbook.date", Date),
    ("handbook.approvers", Texts),
    ("notice", Map),
    ("notice.version", Text),
    ("notice.date", Date),
    ("notice.handler", Text),
    ("notice.contact", Text),
    ("notice.purpose", Text),
    ("notice.method", Text),
    ("notice.kinds", Texts),
    ("notice.retention_days", Count),
    ("notice.rights", Texts),
    ("notice.posted_message_id", Text),
    ("takedown", Map),
    ("takedown.contact", Text),
    ("disclosure", Map),
    ("disclosure.licence", Text),
    ("disclosure.exemption", Text),
    ("disclosure.published_message_id", Text),
    ("minors", Map),
    ("minors.rules_path", Text),
    ("minors.access_log_path", Text),
    ("transfers", Maps),
    ("transfers[].destination", Text),
    ("transfers[].route", Text),
    ("transfers[].date", Date),
    ("payments", Map),
    ("payments.account", Text),
    ("payments.payee", Text),
    ("payments.fundraising", Text),
    ("incident_plan", Map),
    ("incident_plan.path", Text),
    ("incident_plan.date", Date),
    ("lifecycle_review_on", Date),
    ("renewal", Notes),
    ("renewal[].date", Date),
    ("renewal[].text", Text),
    ("risk_register", Map),
    ("risk_register.path", Text),
    ("risk_register.reviewed_on", Date),
];

pub(super) fn paths() -> &'static [&'static str] {
    static PATHS: LazyLock<Vec<&'static str>> = LazyLock::new(|| SCHEMA.iter().map(|(path, _)| *path).collect());
    &PATHS
}

/// The keys directly below a path (`""` for the top, `x[]` for the items of `x`) with their kinds, in order.
pub(super) fn below(parent: &str) -> impl Iterator<Item = (&'static str, Kind)> {
    SCHEMA.iter().filter_map(move |(path, kind)| {
        let rest = if parent.is_empty() { Some(*path) } else { path.strip_prefix(parent)?.strip_prefix('.') };
        rest.filter(|rest| !rest.contains(['.', '['])).map(|key| (key, *kind))
    })
}
