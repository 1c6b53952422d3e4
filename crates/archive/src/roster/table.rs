use std::collections::BTreeMap;

use groupkeep_config::table::Entry;

use super::{Alias, AliasKind, RosterEntry};
use crate::model::MemberRole;

/// Adds what a row of the members table says of its member, who may be known from there only.
pub(super) fn fill(row: &Entry, entries: &mut BTreeMap<String, RosterEntry>) {
    let Some(id) = row.text("member_id") else { return };
    let key = format!("table:{id}");
    let entry = entries.entry(key.clone()).or_insert_with(|| RosterEntry::new(key, Some(id.to_owned())));
    let mut add = |text: &str, kind| {
        let text = text.trim();
        if !text.is_empty() {
            entry.aliases.insert(Alias { text: text.to_owned(), kind });
        }
    };
    add(id, AliasKind::Id);
    if let Some(name) = row.text("name") {
        add(name, AliasKind::Table);
    }
    for alias in row.list("aliases") {
        // `telegram:user123` names an id of that platform.
        add(alias, AliasKind::Table);
        if let Some((platform, id)) = alias.split_once(':')
            && platform.chars().all(|c| c.is_ascii_lowercase())
        {
            add(id, AliasKind::Id);
        }
    }
    entry.roles.extend(match row.text("role") {
        Some("owner") => Some(MemberRole::Owner),
        Some("admin") => Some(MemberRole::Admin),
        Some("bot") => Some(MemberRole::Bot),
        Some("volunteer") => Some(MemberRole::Custom("volunteer".to_owned())),
        _ => None,
    });
}
