//! The messages of one conversation as WeChatDataAnalysis writes them, names and all or with its privacy mode.

mod roles;

use roles::HIDDEN;

use super::media::{carried_by, file_name};
use super::mentions::named_mentions;
use super::moment::{epoch, iso};
use super::money::money;
use super::spec::{Body, ChatState, Dialect, Spec, Table};
use super::weflow_kinds::{is_notice, kind};
use crate::detect::Evidence;
use crate::json::{Spanned, Value};
use crate::model::{
    Attachment, AttachmentKind, Chat, ChatKind, IdBasis, Kind, Member, Message, Nested, Presence, Provenance,
    SourceZone,
};
use crate::sentences;
use crate::source::Nearby;
use crate::{Capabilities, Precision, ReadOptions, Support};

pub(super) const CAPABILITIES: Capabilities = Capabilities {
    roster: Support::Observed,
    silent_members: Support::No,
    roles: Support::No,
    joins_leaves: Support::Text,
    announcements: Support::Typed,
    recall: Support::Text,
    activity: Support::Typed,
    stable_ids: Support::Typed,
    message_ids: Support::Typed,
    replies: Support::Typed,
    money: Support::Typed,
    attachments: Support::Typed,
    precision: Precision::Second,
};

pub(crate) static SPEC: Spec =
    Spec { name: "wechat-analysis-json", capabilities: CAPABILITIES, sniff, body: Body::Document(&TABLE) };

pub(super) static TABLE: Table = Table {
    enter: &["", "messages"],
    data_keys: &[],
    records: &["messages[]"],
    chats: &[],
    roles: roles::ROLES,
    reserved: &["me", "other", "hidden"],
    words: roles::WORDS,
    system: |message| is_system(message),
    dialect,
};

pub(super) fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    if !keys.has("conversation.isGroup") && !keys.has("messages[].renderType") {
        return None;
    }
    let signs = [
        "schemaVersion",
        "account",
        "conversation.username",
        "conversation.isGroup",
        "messages",
        "messages[].renderType",
        "messages[].conversationUsername",
    ];
    let found = signs.iter().filter(|key| keys.has(key)).count();
    Some((0.15 + 0.12 * found as f64, format!("{found} of {}", signs.join(", "))))
}

/// Rows of the room: by the way they are shown, by number, and those the room itself sent.
fn is_system(message: &Spanned<'_>) -> bool {
    message.string("renderType") == Some("system")
        || message.int("type").is_some_and(is_notice)
        || message.string("senderUsername").is_some_and(|id| id.ends_with("@chatroom"))
}

fn dialect(nearby: &Nearby, options: &ReadOptions) -> Box<dyn Dialect> {
    Box::new(Analysis::new(nearby.clone(), options))
}

/// Reads one conversation after the other.
pub(super) struct Analysis {
    state: ChatState,
    nearby: Nearby,
    zone: jiff::tz::TimeZone,
    /// How many conversations began, when they lie in files of their own.
    parts: u32,
    /// The exporter hid names and ids.
    hidden: bool,
}

impl Analysis {
    pub fn new(nearby: Nearby, options: &ReadOptions) -> Self {
        let state = ChatState::new(Chat::new(0, "wechat", SourceZone::Utc));
        Self { state, nearby, zone: options.timezone.clone(), parts: 0, hidden: false }
    }
}

impl Dialect for Analysis {
    fn part(&mut self, _name: &str) {
        self.state = ChatState::new(Chat::new(self.parts, "wechat", SourceZone::Utc));
        self.parts += 1;
        self.hidden = false;
    }

    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        match path {
            "exportedAt" => {
                let at = value.as_str().and_then(|text| iso(text, &self.zone));
                self.state.edit().exported_at_ms = at.map(|at| at.ms);
            }
            "account" => {
                self.hidden |= value.as_str() == Some("hidden");
                let account = value.as_str().filter(|id| !id.is_empty() && *id != "hidden");
                self.state.edit().exported_by = account.map(str::to_owned);
            }
            "conversation" => {
                let name = value.string("displayName");
                self.hidden |= name == Some(HIDDEN) && value.string("username").is_none();
                let group = value.get("isGroup").map(|flag| flag.value == Value::Bool(true));
                let chat = self.state.edit();
                chat.chat_id = value.id("username");
                chat.name = name.filter(|name| *name != HIDDEN).map(str::to_owned);
                chat.kind = match group {
                    Some(true) => ChatKind::Group,
                    Some(false) => ChatKind::Direct,
                    None => ChatKind::Unknown,
                };
            }
            _ => {}
        }
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let time = value
            .int("createTime")
            .and_then(epoch)
            .or_else(|| value.string("createTimeText").and_then(|text| iso(text, &self.zone)));
        let sender = value.id("senderUsername");
        if time.is_none() && sender.is_none() {
            return Err("a message without sender and time");
        }
        let mut message = Message::new(self.state.chat.ordinal, provenance);
        message.time = time;
        let native = value.id("serverIdStr").or_else(|| value.id("serverId")).filter(|id| id != "0");
        message.numbered(native, || value.id("id"));
        let shown = value.string("renderType");
        message.raw_kind = shown.map(str::to_owned).or_else(|| value.id("type")).unwrap_or_default().into();
        message.kind = render_kind(shown, value.int("type"));
        message.text = value.string("content").or_else(|| value.string("title")).map(str::to_owned);
        if is_system(value) {
            message.make_event(sentences::wechat(message.text.as_deref().unwrap_or_default()));
            return Ok(message);
        }
        let sent = value.get("isSent").is_some_and(|flag| flag.value == Value::Bool(true));
        message.sent_under(sender, sent);
        if let Some(id) = message.sender_id.as_mut().filter(|_| self.hidden) {
            // In privacy mode `member_1` is whoever wrote first in this one conversation.
            message.sender_basis = IdBasis::ExportLocal;
            if id != "me" && self.state.chat.ordinal > 0 {
                *id = format!("{id}/{}", self.state.chat.ordinal);
            }
        }
        message.sender_name = value.string("senderDisplayName").map(str::to_owned);
        message.reply_to = value.id("quoteServerId").filter(|id| id != "0");
        if value.string("quoteTitle").is_some() || value.string("quoteContent").is_some() {
            message.nested.push(Nested {
                sender_id: value.id("quoteUsername"),
                sender_name: value.string("quoteTitle").map(str::to_owned),
                text: value.string("quoteContent").map(str::to_owned),
                time: None,
            });
        }
        message.mentions = named_mentions(message.text.as_deref().unwrap_or_default());
        message.attachments = self.attachments(value, message.kind);
        let worded = ["amount", "transferStatus"].map(|key| value.string(key).unwrap_or_default()).join(" ");
        message.money = money(message.kind, &worded);
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}

impl Analysis {
    fn attachments(&self, value: &Spanned<'_>, kind: Kind) -> Vec<Attachment> {
        let Some(kind) = carried_by(kind) else { return Vec::new() };
        // Thumbnails are listed beside the video itself.
        let stored = value.list("offlineMedia").iter().rfind(|media| media.string("kind") != Some("video_thumb"));
        let path = stored.and_then(|media| media.string("path"));
        let (digest, url) = match kind {
            AttachmentKind::Image => ("imageMd5", "imageUrl"),
            AttachmentKind::Video => ("videoMd5", "videoUrl"),
            AttachmentKind::Sticker => ("emojiMd5", "emojiUrl"),
            _ => ("fileMd5", "url"),
        };
        let url = value.string(url).filter(|_| path.is_none());
        vec![Attachment {
            kind,
            name: value
                .string("title")
                .filter(|_| kind == AttachmentKind::File)
                .or(path.map(file_name))
                .map(str::to_owned),
            path: path.or(url).map(str::to_owned),
            mime: None,
            size: value.int("fileSize").and_then(|size| u64::try_from(size).ok()),
            digest: value.string(digest).map(|md5| format!("md5:{md5}")),
            presence: match (path, url) {
                (Some(path), _) => self.nearby.presence(path),
                (None, Some(_)) => Presence::UrlOnly,
                (None, None) => Presence::NotExported,
            },
        }]
    }
}

/// What a message is by the way it is shown; the number is finer where that is `text`, `link` or nothing.
fn render_kind(shown: Option<&str>, number: Option<i64>) -> Kind {
    let numbered = kind(None, number);
    match shown {
        Some("image") => Kind::Image,
        Some("emoji") => Kind::Sticker,
        Some("video") => Kind::Video,
        Some("voice") => Kind::Voice,
        Some("file") => Kind::File,
        Some("transfer") => Kind::Transfer,
        Some("redPacket") => Kind::RedPacket,
        Some("quote") => Kind::Reply,
        Some("voip") => Kind::Call,
        Some("location") => Kind::Location,
        Some("chatHistory") => Kind::Forward,
        Some("link") if matches!(numbered, Kind::Other | Kind::Text) => Kind::Link,
        Some("text") if numbered == Kind::Other => Kind::Text,
        _ => numbered,
    }
}

#[cfg(test)]
mod tests;
