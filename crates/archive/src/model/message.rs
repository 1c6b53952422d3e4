use std::borrow::Cow;

use serde::Serialize;

use super::{Event, Money, Provenance, Stamp};

/// What an id is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdBasis {
    /// Given by the platform; the same in every export.
    Native,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A display name; two people may share it, one person may have several.
    Name,
    /// A running number of this export only.
    ExportLocal,
    /// There is none.
    None,
}

/// Who sent a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SenderKind {
    /// A member.
    User,
    /// A program.
    Bot,
    /// Whoever made the export.
    Exporter,
    /// The room or the platform.
    System,
    /// The source does not say, for example a deleted account.
    Unknown,
}

/// What a message is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the platforms' own words")]
pub enum Kind {
    #[default]
    Text,
    Image,
    Voice,
    Video,
    File,
    Sticker,
    Location,
    Link,
    Contact,
    Call,
    Poll,
    RedPacket,
    Transfer,
    Poke,
    Share,
    Reply,
    Forward,
    Announcement,
    /// Typed or untyped notice of the room; [`Message::event`] says which.
    Event,
    /// Sender or time are known, the type is not.
    Other,
}

/// What markup `text` holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextForm {
    /// None.
    Plain,
    /// HTML.
    Html,
    /// Slack's.
    Mrkdwn,
    /// Plain text put together from a list of typed spans.
    Entities,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// As sent.
    Live,
    /// Changed later.
    Edited,
    /// Taken back by its sender.
    Recalled,
    /// Removed.
    Deleted,
}

/// What an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are the platforms' own words")]
pub enum AttachmentKind {
    Image,
    Voice,
    Video,
    Audio,
    File,
    Sticker,
    Other,
}

/// Whether an attachment's bytes came with the export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// A file of that path is there.
    Present,
    /// The export names a path, and no file is there (or the path leads out of the export).
    Missing,
    /// The export says that it left the media out.
    NotExported,
    /// Only a web address is given.
    UrlOnly,
}

/// A file that belongs to a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attachment {
    /// What it is.
    pub kind: AttachmentKind,
    /// The file's name as members see it.
    pub name: Option<String>,
    /// Relative to the export's folder, as the export writes it.
    pub path: Option<String>,
    /// Media type.
    pub mime: Option<String>,
    /// Bytes, as the export says.
    pub size: Option<u64>,
    /// Digest the export gives, as `md5:HEX` or `sha256:HEX`.
    pub digest: Option<String>,
    /// Whether the bytes are there.
    pub presence: Presence,
}

impl Attachment {
    /// A file of which nothing more is known.
    pub(crate) fn new(kind: AttachmentKind, presence: Presence) -> Self {
        Self { kind, name: None, path: None, mime: None, size: None, digest: None, presence }
    }
}

/// Somebody addressed in a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mention {
    /// Member id, where the source gives it.
    pub id: Option<String>,
    /// The name as written, without the `@`.
    pub name: Option<String>,
    /// Everybody was addressed.
    pub all: bool,
}

/// How often a message got one reaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reaction {
    /// Emoji or name.
    pub key: String,
    /// How often.
    pub count: u64,
    /// Who, as far as the source says: ids, else names.
    pub by: Vec<String>,
}

/// The body of a quote, a comment or a forwarded message inside another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Nested {
    /// Member id of its author.
    pub sender_id: Option<String>,
    /// Name of its author as shown.
    pub sender_name: Option<String>,
    /// Its text.
    pub text: Option<String>,
    /// When it was sent.
    pub time: Option<Stamp>,
}

/// One message, or one notice of the room.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Message {
    /// Ordinal of the chat in the unit.
    pub chat: u32,
    /// The platform's id, or a running number of the export; `id_basis` says which.
    pub msg_id: Option<String>,
    /// What `msg_id` is: `Native`, `ExportLocal` or `None`.
    pub id_basis: IdBasis,
    /// Position among the unit's records that count as read, from 0.
    pub seq: u64,
    /// When it was sent; `None` when the source gives no certain time.
    pub time: Option<Stamp>,
    /// Member id: the platform's, or `name:` and the NFC name where the source has none. `None` for the system.
    pub sender_id: Option<String>,
    /// What `sender_id` is.
    pub sender_basis: IdBasis,
    /// Name shown at the time of sending.
    pub sender_name: Option<String>,
    /// Name on the group card at the time of sending, where the source tells it apart.
    pub sender_alias: Option<String>,
    /// Who sent it.
    pub sender_kind: SenderKind,
    /// What it is.
    pub kind: Kind,
    /// The type as the source writes it.
    pub raw_kind: Cow<'static, str>,
    /// What the members see; for a notice the whole sentence.
    pub text: Option<String>,
    /// What markup `text` holds.
    pub text_form: TextForm,
    /// `msg_id` of the message this one answers.
    pub reply_to: Option<String>,
    /// Id of the thread.
    pub thread_id: Option<String>,
    /// Name or id of the author of a forwarded message.
    pub forwarded_from: Option<String>,
    /// Who is addressed, as far as the source says it outside the text.
    pub mentions: Vec<Mention>,
    /// When it was last changed.
    pub edited: Option<Stamp>,
    /// What became of it.
    pub state: State,
    /// Files that belong to it.
    pub attachments: Vec<Attachment>,
    /// What happened, for notices of the room; `None` for what a member sent.
    pub event: Option<Event>,
    /// Red packets and transfers.
    pub money: Option<Money>,
    /// Reactions.
    pub reactions: Vec<Reaction>,
    /// Quoted, commenting and forwarded bodies.
    pub nested: Vec<Nested>,
    /// Where it stands.
    pub provenance: Provenance,
}

impl Message {
    /// A plain text message of an unknown sender. It is large and handed on often, so it stays in one place.
    pub(crate) fn new(chat: u32, provenance: Provenance) -> Box<Self> {
        Box::new(Self {
            chat,
            msg_id: None,
            id_basis: IdBasis::None,
            seq: 0,
            time: None,
            sender_id: None,
            sender_basis: IdBasis::None,
            sender_name: None,
            sender_alias: None,
            sender_kind: SenderKind::Unknown,
            kind: Kind::Text,
            raw_kind: Cow::Borrowed(""),
            text: None,
            text_form: TextForm::Plain,
            reply_to: None,
            thread_id: None,
            forwarded_from: None,
            mentions: Vec::new(),
            edited: None,
            state: State::Live,
            attachments: Vec::new(),
            event: None,
            money: None,
            reactions: Vec::new(),
            nested: Vec::new(),
            provenance,
        })
    }

    /// Sets the platform's own id, where there is one.
    pub(crate) fn identify(&mut self, id: Option<String>) {
        self.id_basis = if id.is_some() { IdBasis::Native } else { IdBasis::None };
        self.msg_id = id;
    }

    /// Sets the platform's own id, else the running number the export gave.
    pub(crate) fn numbered(&mut self, native: Option<String>, number: impl FnOnce() -> Option<String>) {
        self.identify(native);
        if self.msg_id.is_none() {
            self.msg_id = number();
            self.id_basis = if self.msg_id.is_some() { IdBasis::ExportLocal } else { IdBasis::None };
        }
    }

    /// Sets the sender by the platform's id alone; `own` says that whoever made the export sent it.
    pub(crate) fn sent_under(&mut self, id: Option<String>, own: bool) {
        self.sender_basis = if id.is_some() { IdBasis::Native } else { IdBasis::None };
        self.sender_kind = match (own, &id) {
            (true, _) => SenderKind::Exporter,
            (false, Some(_)) => SenderKind::User,
            (false, None) => SenderKind::Unknown,
        };
        self.sender_id = id;
    }

    /// Sets the sender's id as the platform gives it, else one made from the name.
    pub(crate) fn sent_by(&mut self, id: Option<String>, name: Option<&str>) {
        self.sender_name = name.map(str::to_owned);
        (self.sender_id, self.sender_basis) = match (id, name) {
            (Some(id), _) => (Some(id), IdBasis::Native),
            (None, Some(name)) => {
                let (id, basis) = crate::formats::names::id_of_name(name);
                (Some(id), basis)
            }
            (None, None) => (None, IdBasis::None),
        };
        self.sender_kind = if self.sender_id.is_some() { SenderKind::User } else { SenderKind::Unknown };
    }

    /// True for a notice of the room or the platform; such records count as events, all others as messages.
    #[must_use]
    pub fn is_event(&self) -> bool {
        self.event.is_some()
    }

    /// When it was sent, in milliseconds since 1970 UTC.
    #[must_use]
    pub fn ts_ms(&self) -> Option<i64> {
        self.time.map(|stamp| stamp.ms)
    }

    /// Turns the message into a notice of the room that names nobody as its sender: whoever acted is in the event.
    pub(crate) fn make_notice(&mut self, event: Event) {
        self.sender_name = None;
        self.sender_alias = None;
        self.make_event(event);
    }

    /// Turns the message into a notice of the room.
    pub(crate) fn make_event(&mut self, event: Event) {
        self.kind = Kind::Event;
        self.sender_kind = SenderKind::System;
        self.sender_id = None;
        self.sender_basis = IdBasis::None;
        self.event = Some(event);
    }
}
