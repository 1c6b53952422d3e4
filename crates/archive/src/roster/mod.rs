//! Who is who over several exports and the members table.

mod collect;
mod join;
mod table;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::model::MemberRole;

/// Where a name of a member was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AliasKind {
    /// An id of a platform or of the members table.
    Id,
    /// The account's own name.
    Nickname,
    /// The name on the group card.
    GroupCard,
    /// The exporter's private name for the person.
    Remark,
    /// Named in a system sentence, a quote or a forward.
    Observed,
    /// Named in an @mention.
    Mention,
    /// Given in the members table.
    Table,
}

/// One name or id of a member.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Alias {
    /// As written.
    pub text: String,
    /// Where it was seen.
    pub kind: AliasKind,
}

/// One member across all units and names.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct RosterEntry {
    /// Stable: `table:ID` for a row of the members table, else `platform:ID`, else `platform:name:NAME`.
    pub key: String,
    /// Where the member was first seen; `None` for somebody only the table knows.
    pub platform: Option<String>,
    /// The ids, sorted, each `platform:ID`.
    pub ids: BTreeSet<String>,
    /// Ids and names, sorted, without repetition.
    pub aliases: BTreeSet<Alias>,
    /// Roles any source gave.
    pub roles: BTreeSet<MemberRole>,
    /// The id in the members table.
    pub table_id: Option<String>,
}

impl RosterEntry {
    /// A member of whom nothing is known but the key and the id in the members table.
    fn new(key: String, table_id: Option<String>) -> Self {
        let (ids, aliases, roles) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        Self { key, platform: None, ids, aliases, roles, table_id }
    }
}

impl std::fmt::Debug for Alias {
    /// Leaves the name out: it is personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Alias").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for RosterEntry {
    /// Leaves names and ids out: they are personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RosterEntry")
            .field("platform", &self.platform)
            .field("ids", &self.ids.len())
            .field("aliases", &self.aliases.len())
            .finish_non_exhaustive()
    }
}

/// Who is who over all units and the members table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Roster {
    /// Sorted by key.
    pub entries: Vec<RosterEntry>,
}

/// A WeChat id without the four hexadecimal digits that WeChat 4.x appends to account folders. An id that begins with
/// `wxid_` has no other underscore, so there the suffix is certain.
pub(crate) fn canonical<'i>(platform: &str, id: &'i str) -> &'i str {
    match without_suffix(id) {
        Some(base) if platform == "wechat" && base.starts_with("wxid_") && !base["wxid_".len()..].contains('_') => base,
        _ => id,
    }
}

fn without_suffix(id: &str) -> Option<&str> {
    let (base, suffix) = id.rsplit_once('_')?;
    let hex = suffix.len() == 4 && suffix.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (hex && base != "wxid" && !base.is_empty()).then_some(base)
}

/// Other ways the same id is written: Telegram's `user123` is the number 123 elsewhere in the same export.
fn further_ids(node: &collect::Node) -> Option<Alias> {
    let number = node.id.strip_prefix("user").filter(|_| node.platform == "telegram")?;
    let digits = number.len() >= 5 && number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| Alias { text: number.to_owned(), kind: AliasKind::Id })
}

#[cfg(test)]
mod tests;
