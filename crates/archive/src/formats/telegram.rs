//! Telegram Desktop's `result.json`: one chat, or a whole account with `chats.list`.

use std::borrow::Cow;

use super::media::{file_name, kind_of, message_kind};
use super::moment::{epoch, iso};
use super::names::id_of_name;
use super::spec::{Body, ChatState, Dialect, Spec, Table};
use super::telegram_actions::event;
use super::telegram_roles::{ROLES, WORDS};
use crate::detect::Evidence;
use crate::json::{Spanned, Value};
use crate::leaves::Role;
use crate::model::{
    Attachment, AttachmentKind, Chat, ChatKind, IdBasis, Kind, Member, Mention, Message, Presence, Provenance,
    Reaction, SenderKind, SourceZone, Stamp, State, TextForm,
};
use crate::source::Nearby;
use crate::{Capabilities, Precision, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "telegram-json",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
        joins_leaves: Support::Typed,
        announcements: Support::Typed,
        recall: Support::No,
        activity: Support::Typed,
        stable_ids: Support::Typed,
        message_ids: Support::Typed,
        replies: Support::Typed,
        money: Support::No,
        attachments: Support::Typed,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Document(&TABLE),
};

static TABLE: Table = Table {
    enter: &[
        "",
        "messages",
        "chats",
        "chats.list",
        "chats.list[]",
        "chats.list[].messages",
        "left_chats",
        "left_chats.list",
        "left_chats.list[]",
        "left_chats.list[].messages",
        "contacts",
        "contacts.list",
        "frequent_contacts",
        "frequent_contacts.list",
        "sessions",
        "sessions.list",
        "web_sessions",
        "web_sessions.list",
        "profile_pictures",
        "stories",
    ],
    data_keys: &[] as &[(&str, Role)],
    records: &["messages[]", "chats.list[].messages[]", "left_chats.list[].messages[]"],
    chats: &["chats.list[]", "left_chats.list[]"],
    roles: ROLES,
    reserved: &[],
    words: WORDS,
    system: |message| message.string("type") == Some("service"),
    dialect,
};

/// The values of a chat's `type`.
const CHAT_TYPES: [&str; 10] = [
    "personal_chat",
    "bot_chat",
    "saved_messages",
    "replies",
    "verification_codes",
    "private_group",
    "private_supergroup",
    "public_supergroup",
    "private_channel",
    "public_channel",
];

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    if keys.has("chats.list") {
        let full = keys.has("about") || keys.has("personal_information");
        return Some((
            if full { 0.95 } else { 0.7 },
            "top-level key `chats` with `list`, as in an export of an account".to_owned(),
        ));
    }
    if !keys.has("messages") {
        return None;
    }
    let known = keys.text("type").is_some_and(|text| CHAT_TYPES.contains(&text));
    if known {
        let share = [keys.has("id"), keys.has("name")].iter().filter(|found| **found).count();
        return Some((
            0.8 + 0.08 * share as f64,
            "top-level `type` is a Telegram chat type, beside `messages`".to_owned(),
        ));
    }
    let fields = ["messages[].date_unixtime", "messages[].from", "messages[].text", "messages[].text_entities"];
    let found = fields.iter().filter(|key| keys.has(key)).count();
    (found >= 3).then(|| (0.4 + 0.1 * found as f64 - 0.1, format!("messages with {found} of {}", fields.join(", "))))
}

fn dialect(nearby: &Nearby, options: &ReadOptions) -> Box<dyn Dialect> {
    Box::new(Telegram { state: None, next: 0, nearby: nearby.clone(), zone: options.timezone.clone() })
}

struct Telegram {
    state: Option<ChatState>,
    /// Ordinal of the next chat.
    next: u32,
    nearby: Nearby,
    zone: jiff::tz::TimeZone,
}

impl Dialect for Telegram {
    fn enter(&mut self, path: &str) {
        if TABLE.chats.contains(&path) {
            self.state = None;
            self.state();
        }
    }

    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        let key =
            ["chats.list[].", "left_chats.list[]."].iter().find_map(|chat| path.strip_prefix(chat)).unwrap_or(path);
        let text = value.as_str().filter(|text| !text.is_empty());
        match key {
            "name" => self.state().edit().name = text.map(str::to_owned),
            "id" => self.state().edit().chat_id = value.as_int().map(|id| id.to_string()).or(text.map(str::to_owned)),
            "type" => self.state().edit().kind = chat_kind(text.unwrap_or_default()),
            _ => {}
        }
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let time = self.time(value, "date_unixtime", "date");
        let service = value.string("type") == Some("service");
        let (from, from_id) = if service { ("actor", "actor_id") } else { ("from", "from_id") };
        if time.is_none() && value.get(from).is_none() && value.get(from_id).is_none() {
            return Err("a message without sender and time");
        }
        let mut message = Message::new(self.state().chat.ordinal, provenance);
        message.time = time;
        message.edited = self.time(value, "edited_unixtime", "edited");
        message.state = if message.edited.is_some() { State::Edited } else { State::Live };
        message.msg_id = value.id("id");
        message.id_basis = if message.msg_id.is_some() { IdBasis::Native } else { IdBasis::None };
        message.reply_to = value.id("reply_to_message_id");
        let text = value.get("text").map(plain).unwrap_or_default();
        message.text = Some(text).filter(|text| !text.is_empty()).or_else(|| told_otherwise(value));
        message.text_form = TextForm::Entities;
        if service {
            message.raw_kind = value.string("action").unwrap_or("service").to_owned().into();
            message.make_event(event(value));
            return Ok(message);
        }
        let (id, basis) = sender(value, from, from_id);
        message.sender_name = value.string(from).map(str::to_owned);
        message.sender_kind = if message.sender_name.is_some() { SenderKind::User } else { SenderKind::Unknown };
        // In a group an admin may write under a title, in a channel posts may be signed.
        message.sender_alias = value.string("author").map(str::to_owned);
        (message.sender_id, message.sender_basis) = (id, basis);
        message.forwarded_from = value.string("forwarded_from").map(str::to_owned);
        message.mentions = mentions(value);
        message.reactions = value.list("reactions").iter().filter_map(reaction).collect();
        message.attachments = self.attachments(value);
        (message.kind, message.raw_kind) = kind(value, &message);
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.as_mut()?.take()
    }
}

impl Telegram {
    /// The current chat; the root is one as soon as something is said of it.
    fn state(&mut self) -> &mut ChatState {
        self.state.get_or_insert_with(|| {
            self.next += 1;
            ChatState::new(Chat::new(self.next - 1, "telegram", SourceZone::Utc))
        })
    }

    /// The instant if the export has it, else the local time, which runs backwards when clocks change.
    fn time(&self, value: &Spanned<'_>, instant: &str, local: &str) -> Option<Stamp> {
        value.int(instant).and_then(epoch).or_else(|| iso(value.string(local)?, &self.zone))
    }

    fn attachments(&self, value: &Spanned<'_>) -> Vec<Attachment> {
        let photo = value.string("photo").map(|path| (path, AttachmentKind::Image));
        let file = value.string("file").map(|path| (path, file_kind(value, path)));
        let number = |key| value.int(key).and_then(|size| u64::try_from(size).ok());
        [(photo, number("photo_file_size")), (file, number("file_size"))]
            .into_iter()
            .filter_map(|(found, size)| found.map(|found| (found, size)))
            .map(|((path, kind), size)| {
                let kept = !path.starts_with('(');
                let name = value.string("file_name").filter(|_| kind != AttachmentKind::Image);
                Attachment {
                    kind,
                    name: name.or(kept.then(|| file_name(path))).map(str::to_owned),
                    path: kept.then(|| path.to_owned()),
                    mime: value.string("mime_type").map(str::to_owned),
                    size,
                    digest: None,
                    presence: match path {
                        path if kept => self.nearby.presence(path),
                        // `(File unavailable, please try again later)`, and the same of photos and other media.
                        path if path.contains(" unavailable, ") => Presence::Missing,
                        _ => Presence::NotExported,
                    },
                }
            })
            .collect()
    }
}

/// The id under which the export names a sender; old exports write plain numbers.
fn sender(value: &Spanned<'_>, name: &str, id: &str) -> (Option<String>, IdBasis) {
    let native = value.get(id).and_then(|id| match &id.value {
        Value::String(text) if !text.is_empty() => Some(text.clone().into_owned()),
        Value::Number(digits) => Some(format!("user{digits}")),
        _ => None,
    });
    match (native, value.string(name)) {
        (Some(id), _) => (Some(id), IdBasis::Native),
        (None, Some(name)) => {
            let (id, basis) = id_of_name(name);
            (Some(id), basis)
        }
        (None, None) => (None, IdBasis::None),
    }
}

/// What a message without a text shows: the question of a poll, the name of a contact, a place or a game.
fn told_otherwise(value: &Spanned<'_>) -> Option<String> {
    if let Some(poll) = value.get("poll") {
        // Newer versions write the question with its formatting.
        return poll.get("question").map(plain).filter(|text| !text.is_empty());
    }
    if let Some(contact) = value.get("contact_information") {
        let names = ["first_name", "last_name", "phone_number"].iter().filter_map(|key| contact.string(key));
        return Some(names.collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty());
    }
    ["place_name", "game_title", "information_text"].iter().find_map(|key| value.string(key)).map(str::to_owned)
}

/// The text of a string, or of a list of strings and typed spans.
fn plain(text: &Spanned<'_>) -> String {
    match text.as_str() {
        Some(text) => text.to_owned(),
        None => text.items().iter().filter_map(|part| part.as_str().or_else(|| part.string("text"))).collect(),
    }
}

fn mentions(value: &Spanned<'_>) -> Vec<Mention> {
    let spans = if value.get("text_entities").is_some() { value.list("text_entities") } else { value.list("text") };
    spans
        .iter()
        .filter(|span| matches!(span.string("type"), Some("mention" | "mention_name")))
        .map(|span| Mention {
            id: span.int("user_id").map(|id| format!("user{id}")),
            name: span.string("text").map(|name| name.trim_start_matches('@').to_owned()),
            all: false,
        })
        .collect()
}

fn reaction(value: &Spanned<'_>) -> Option<Reaction> {
    let key = value.string("emoji").or_else(|| value.string("document_id")).or_else(|| value.string("type"))?;
    let by = value.list("recent").iter().filter_map(|who| sender(who, "from", "from_id").0).collect();
    Some(Reaction {
        key: key.to_owned(),
        count: value.int("count").and_then(|n| u64::try_from(n).ok()).unwrap_or(1),
        by,
    })
}

fn file_kind(value: &Spanned<'_>, path: &str) -> AttachmentKind {
    match value.string("media_type") {
        Some("sticker") => AttachmentKind::Sticker,
        Some("voice_message") => AttachmentKind::Voice,
        Some("video_message" | "video_file" | "animation") => AttachmentKind::Video,
        Some("audio_file") => AttachmentKind::Audio,
        _ => match value.string("mime_type").and_then(|mime| mime.split('/').next()) {
            Some("image") => AttachmentKind::Image,
            Some("video") => AttachmentKind::Video,
            Some("audio") => AttachmentKind::Audio,
            _ => kind_of(path),
        },
    }
}

fn kind(value: &Spanned<'_>, message: &Message) -> (Kind, Cow<'static, str>) {
    let raw = |kind, raw: &str| (kind, Cow::Owned(raw.to_owned()));
    if let Some(attachment) = message.attachments.first() {
        return raw(message_kind(attachment.kind), value.string("media_type").unwrap_or("file"));
    }
    for (key, kind) in [
        ("poll", Kind::Poll),
        ("location_information", Kind::Location),
        ("contact_information", Kind::Contact),
        ("game_title", Kind::Share),
        ("invoice_information", Kind::Other),
    ] {
        if value.get(key).is_some() {
            return (kind, Cow::Borrowed(key));
        }
    }
    match value.string("type") {
        Some("message") | None if message.forwarded_from.is_some() => (Kind::Forward, Cow::Borrowed("message")),
        Some("message") | None if message.reply_to.is_some() => (Kind::Reply, Cow::Borrowed("message")),
        Some("message") | None => (Kind::Text, Cow::Borrowed("message")),
        Some(other) => raw(Kind::Other, other),
    }
}

fn chat_kind(text: &str) -> ChatKind {
    match text {
        "personal_chat" | "bot_chat" | "saved_messages" | "replies" | "verification_codes" => ChatKind::Direct,
        "private_group" | "private_supergroup" | "public_supergroup" => ChatKind::Group,
        "private_channel" | "public_channel" => ChatKind::Channel,
        _ => ChatKind::Unknown,
    }
}

#[cfg(test)]
mod tests;
