use serde::Serialize;

/// What kind of conversation a chat is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChatKind {
    /// Many people who can all write.
    Group,
    /// Two people, or one with a bot or with oneself.
    Direct,
    /// One writes, many read.
    Channel,
    /// The source does not say.
    #[default]
    Unknown,
}

/// What the source's times are relative to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceZone {
    /// Instants.
    Utc,
    /// Local times with an offset.
    Offset,
    /// Local times without one.
    Naive,
}

/// A conversation. A later record with the same `ordinal` replaces the earlier one: in JSON the header may come after
/// the messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chat {
    /// Counts the chats of one unit from 0; [`Message::chat`](crate::Message::chat) refers to it.
    pub ordinal: u32,
    /// The platform's own id, where the source has one.
    pub chat_id: Option<String>,
    /// Lower-case name of the platform: `wechat`, `qq`, `telegram`, `whatsapp`, …
    pub platform: String,
    /// The group's name, or the other person's in a direct chat.
    pub name: Option<String>,
    /// Group, direct or channel.
    pub kind: ChatKind,
    /// The topic or description, where the source has one.
    pub topic: Option<String>,
    /// Member id of the group's owner, only where the source says who owns it.
    pub owner_id: Option<String>,
    /// Member id of whoever made the export.
    pub exported_by: Option<String>,
    /// Milliseconds since 1970 UTC.
    pub exported_at_ms: Option<i64>,
    /// What the times are relative to.
    pub source_zone: SourceZone,
}

impl Chat {
    /// A chat of which nothing is known yet.
    pub(crate) fn new(ordinal: u32, platform: &str, source_zone: SourceZone) -> Self {
        Self {
            ordinal,
            chat_id: None,
            platform: platform.to_owned(),
            name: None,
            kind: ChatKind::Unknown,
            topic: None,
            owner_id: None,
            exported_by: None,
            exported_at_ms: None,
            source_zone,
        }
    }

    /// What names the chat across exports: `platform:id`, or `platform:name:NAME` where the source has no ids.
    #[must_use]
    pub fn key(&self) -> String {
        match (&self.chat_id, &self.name) {
            (Some(id), _) => format!("{}:{id}", self.platform),
            (None, Some(name)) => format!("{}:name:{name}", self.platform),
            (None, None) => format!("{}:name:", self.platform),
        }
    }
}
