//! A message of Teams. The administrator's export writes keys as `CreatedDateTime`, Graph as `createdDateTime`.

use super::super::chats::Chats;
use super::super::media::{file_name, kind_of, message_kind};
use super::super::moment::iso;
use super::notices;
use crate::json::{Spanned, Value, parse};
use crate::model::{
    Attachment, AttachmentKind, ChatKind, Kind, Mention, Message, Nested, Presence, Reaction, SenderKind, State,
    TextForm,
};

/// What stands under a key in either spelling; nothing for null.
pub(in crate::formats) fn field<'v, 'a>(value: &'v Spanned<'a>, key: &str) -> Option<&'v Spanned<'a>> {
    let found = value.get(key).or_else(|| {
        let (first, rest) = key.split_at(1);
        value.get(&format!("{}{rest}", first.to_ascii_uppercase()))
    });
    found.filter(|found| found.value != Value::Null)
}

/// The text under a key in either spelling, unless it is empty.
pub(super) fn text<'v>(value: &'v Spanned<'_>, key: &str) -> Option<&'v str> {
    field(value, key)?.as_str().filter(|text| !text.is_empty())
}

fn own(value: &Spanned<'_>, key: &str) -> Option<String> {
    text(value, key).map(str::to_owned)
}

/// The chat a message is in: a channel of a team, or a chat of its own.
pub(in crate::formats) fn chat(value: &Spanned<'_>, chats: &mut Chats) -> u32 {
    let channel = field(value, "channelIdentity").and_then(|identity| own(identity, "channelId"));
    let (id, kind) = match (channel, own(value, "chatId")) {
        (Some(id), _) => (Some(id), ChatKind::Group),
        // `19:…_…@unq.gbl.spaces` is a chat of two.
        (None, Some(id)) => {
            let kind = if id.ends_with("@unq.gbl.spaces") { ChatKind::Direct } else { ChatKind::Group };
            (Some(id), kind)
        }
        (None, None) => (None, ChatKind::Unknown),
    };
    chats.of(&id.clone().unwrap_or_default(), |chat| {
        chat.chat_id = id;
        chat.kind = kind;
    })
}

/// Fills a message; the error says why it is none.
pub(in crate::formats) fn read(
    value: &Spanned<'_>,
    mut message: Box<Message>,
    zone: &jiff::tz::TimeZone,
) -> Result<Box<Message>, &'static str> {
    let time = |key| text(value, key).and_then(|text| iso(text, zone));
    let from = field(value, "from");
    message.time = time("createdDateTime");
    if message.time.is_none() && from.is_none() {
        return Err("a message without sender and time");
    }
    message.identify(own(value, "id"));
    message.edited = time("lastEditedDateTime");
    message.state = match (field(value, "deletedDateTime"), &message.edited) {
        (Some(_), _) => State::Deleted,
        (None, Some(_)) => State::Edited,
        (None, None) => State::Live,
    };
    message.raw_kind = text(value, "messageType").unwrap_or("message").to_owned().into();
    let body = field(value, "body");
    message.text = body.and_then(|body| own(body, "content"));
    message.text_form = match body.and_then(|body| text(body, "contentType")) {
        Some("html") => TextForm::Html,
        _ => TextForm::Plain,
    };
    if let Some(subject) = text(value, "subject") {
        let rest = message.text.take().map(|text| format!("\n{text}")).unwrap_or_default();
        message.text = Some(format!("{subject}{rest}"));
    }
    message.reply_to = own(value, "replyToId");
    message.thread_id.clone_from(&message.reply_to);
    message.reactions = reactions(value);
    if let Some(event) = notices::event(value) {
        message.make_notice(event);
        return Ok(message);
    }
    // Held back or marked by a rule of the organisation.
    if field(value, "policyViolation").is_some() {
        message.raw_kind = "policyViolation".into();
    }
    message.mentions = list(value, "mentions").iter().filter_map(mention).collect();
    sender(from, &mut message);
    let known = matches!(text(value, "messageType"), None | Some("message"));
    message.kind = if known { Kind::Text } else { Kind::Other };
    attached(value, &mut message);
    if message.kind == Kind::Text && message.reply_to.is_some() {
        message.kind = Kind::Reply;
    }
    Ok(message)
}

fn list<'v, 'a>(value: &'v Spanned<'a>, key: &str) -> &'v [Spanned<'a>] {
    field(value, key).map_or(&[], Spanned::items)
}

fn sender(from: Option<&Spanned<'_>>, message: &mut Message) {
    let Some(from) = from else { return };
    let user = field(from, "user");
    let bot = field(from, "application").or_else(|| field(from, "device"));
    if let Some(who) = user.or(bot) {
        message.sent_by(own(who, "id"), text(who, "displayName"));
    }
    if user.is_none() && bot.is_some() {
        message.sender_kind = SenderKind::Bot;
    }
}

/// Files, quoted messages and cards.
fn attached(value: &Spanned<'_>, message: &mut Message) {
    for part in list(value, "attachments") {
        let kind = text(part, "contentType").unwrap_or_default();
        let name = text(part, "name");
        if kind == "messageReference" {
            message.nested.extend(text(part, "content").and_then(quoted));
            message.reply_to = message.reply_to.take().or_else(|| own(part, "id"));
        } else if kind.ends_with("messaging-announcementBanner") {
            message.kind = Kind::Announcement;
        } else if kind.starts_with("application/vnd.microsoft.card") {
            message.kind = Kind::Share;
        } else if let Some(url) = text(part, "contentUrl") {
            let own = name.unwrap_or_else(|| file_name(url));
            let kind = if kind.starts_with("image/") { AttachmentKind::Image } else { kind_of(own) };
            message
                .attachments
                .push(Attachment { name: Some(own.to_owned()), ..Attachment::new(kind, Presence::UrlOnly) });
        }
    }
    if let (Kind::Text, Some(first)) = (message.kind, message.attachments.first()) {
        message.kind = message_kind(first.kind);
    }
}

/// A quoted message, which is JSON in a string.
fn quoted(content: &str) -> Option<Nested> {
    let content = parse(content.as_bytes()).ok()?;
    let user = field(&content, "messageSender").and_then(|sender| field(sender, "user"));
    Some(Nested {
        sender_id: user.and_then(|user| own(user, "id")),
        sender_name: user.and_then(|user| own(user, "displayName")),
        text: own(&content, "messagePreview"),
        time: None,
    })
}

fn mention(value: &Spanned<'_>) -> Option<Mention> {
    let whom = field(value, "mentioned")?;
    let name = own(value, "mentionText");
    match field(whom, "user") {
        Some(user) => Some(Mention { id: own(user, "id"), name, all: false }),
        None => field(whom, "conversation").map(|_| Mention { id: None, name, all: true }),
    }
}

/// One reaction a row, put together by emoji.
fn reactions(value: &Spanned<'_>) -> Vec<Reaction> {
    let mut all: Vec<Reaction> = Vec::new();
    for row in list(value, "reactions") {
        let Some(key) = text(row, "reactionType") else { continue };
        let user = field(row, "user").and_then(|user| field(user, "user"));
        let by = user.and_then(|user| own(user, "id"));
        match all.iter_mut().find(|known| known.key == key) {
            Some(known) => {
                known.count += 1;
                known.by.extend(by);
            }
            None => all.push(Reaction { key: key.to_owned(), count: 1, by: by.into_iter().collect() }),
        }
    }
    all
}
