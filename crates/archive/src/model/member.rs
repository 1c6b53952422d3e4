use serde::Serialize;

use super::message::IdBasis;

/// What a member may do in the group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemberRole {
    /// Owns the group.
    Owner,
    /// May administer it.
    Admin,
    /// May remove messages or people, short of an admin.
    Moderator,
    /// A program.
    Bot,
    /// From outside the organisation.
    Guest,
    /// A title of the group's own, as the source writes it.
    Custom(String),
}

/// Whether the source listed the member or the member was only seen writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListBasis {
    /// In the source's own member list, so silent members are there too.
    Roster,
    /// Seen as a sender.
    Observed,
}

/// One row of a source's member list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Ordinal of the chat in the unit.
    pub chat: u32,
    /// The platform's id, or `name:` and the NFC name where the source has none.
    pub member_id: String,
    /// What `member_id` is.
    pub id_basis: IdBasis,
    /// The account's own nickname.
    pub display_name: Option<String>,
    /// The name on the group card.
    pub group_alias: Option<String>,
    /// The exporter's private name for the person, often the real one.
    pub remark: Option<String>,
    /// Further names the source lists.
    pub aliases: Vec<String>,
    /// Empty where the source does not say.
    pub roles: Vec<MemberRole>,
    /// Milliseconds since 1970 UTC.
    pub joined_at_ms: Option<i64>,
    /// Milliseconds since 1970 UTC.
    pub left_at_ms: Option<i64>,
    /// Listed or observed.
    pub list_basis: ListBasis,
}

impl Member {
    /// A row of a source's own list, of which only the id is known yet.
    pub(crate) fn listed(chat: u32, member_id: String, id_basis: IdBasis) -> Self {
        Self {
            chat,
            member_id,
            id_basis,
            display_name: None,
            group_alias: None,
            remark: None,
            aliases: Vec::new(),
            roles: Vec::new(),
            joined_at_ms: None,
            left_at_ms: None,
            list_basis: ListBasis::Roster,
        }
    }
}
