use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::{Chat, Member, Message};

/// Where a record stands in its file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// The file inside the folder or archive, where the unit has several.
    #[serde(serialize_with = "part", skip_serializing_if = "Option::is_none")]
    pub part: Option<Arc<str>>,
    /// Line of the first byte, from 1.
    pub line: u64,
    /// Column of the first byte, from 1, in characters.
    pub column: u64,
    /// The record's bytes in the file: those of its text in UTF-8, which for a file that is plain UTF-8 are its own.
    pub bytes: Range<u64>,
}

fn part<S: serde::Serializer>(part: &Option<Arc<str>>, serializer: S) -> Result<S::Ok, S::Error> {
    part.as_deref().serialize(serializer)
}

impl Record {
    /// Where it stands, for all that counts as read.
    pub(crate) fn provenance_mut(&mut self) -> Option<&mut Provenance> {
        match self {
            Self::Message(message) => Some(&mut message.provenance),
            Self::Skipped(skipped) => Some(&mut skipped.provenance),
            Self::Unknown(unknown) => Some(&mut unknown.provenance),
            Self::Chat(_) | Self::Member(_) => None,
        }
    }
}

/// A record that was left out on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// Where it stands.
    pub provenance: Provenance,
    /// Why, in words without personal data.
    pub reason: String,
}

/// Something that could not be parsed as a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unknown {
    /// Where it stands.
    pub provenance: Provenance,
    /// Why, in words without personal data.
    pub reason: String,
}

/// What a reader yields, in the order of the file. `read` of an inspection counts all but chats and members.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "record", content = "data", rename_all = "kebab-case")]
pub enum Record {
    /// A conversation begins, or more is known of one.
    Chat(Box<Chat>),
    /// A row of the member list.
    Member(Box<Member>),
    /// A message, or a notice of the room when [`Message::event`] is there.
    Message(Box<Message>),
    /// Left out, and counted.
    Skipped(Skipped),
    /// Not understood, and counted.
    Unknown(Unknown),
}

impl From<Chat> for Record {
    fn from(chat: Chat) -> Self {
        Self::Chat(Box::new(chat))
    }
}

impl From<Member> for Record {
    fn from(member: Member) -> Self {
        Self::Member(Box::new(member))
    }
}
