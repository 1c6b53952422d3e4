use jiff::Timestamp;

use crate::fingerprint::Subject;

/// Where in the exports something was seen. Resolved against [`Facts`](super::Facts) for display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Index of the source.
    pub source: usize,
    /// Ordinal of the chat in the source.
    pub chat: u32,
    /// Line of the record, from 1.
    pub line: u64,
    /// Column of the record, from 1.
    pub column: u64,
    /// Id of the message, if it is the platform's own.
    pub native_id: Option<String>,
    /// When it was sent.
    pub at: Option<Timestamp>,
    /// Counts the messages of the chat with the same time from 0; only where there is no native id.
    pub ordinal: u32,
}

/// A chat of a source, as far as findings need it.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChatInfo {
    /// The platform's id of the chat.
    pub id: Option<String>,
    /// The platform.
    pub platform: String,
    /// Shown in findings: the name of a group, redacted unless the check reveals. A direct chat has none, since it would
    /// be a person's.
    pub label: Option<String>,
}

impl ChatInfo {
    /// What names the chat in fingerprints and joins exports of one chat; `path` stands in where there is no id.
    pub fn key(&self, path: &str, ordinal: u32) -> String {
        match &self.id {
            Some(id) => format!("{}:{id}", self.platform),
            None => format!("{path}#{ordinal}"),
        }
    }
}

impl Place {
    /// What the fingerprint of a finding here is made of; `chat` is [`ChatInfo::key`].
    pub fn subject(&self, chat: String) -> Subject {
        match &self.native_id {
            Some(id) => Subject::MessageId { chat, id: id.clone() },
            None => {
                Subject::MessageTime { chat, ms: self.at.map_or(-1, Timestamp::as_millisecond), ordinal: self.ordinal }
            }
        }
    }
}
