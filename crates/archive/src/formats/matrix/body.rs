//! What a member sent.

use super::super::media::file_name;
use super::super::moment::epoch;
use super::reaction;
use crate::json::Spanned;
use crate::model::{Attachment, AttachmentKind, Kind, Mention, Message, Nested, Presence, SenderKind, State};

/// Fills a message from its event.
pub(super) fn read(value: &Spanned<'_>, content: &Spanned<'_>, message: &mut Message) {
    let relates = content.get("m.relates_to");
    let relation = relates.and_then(|relates| relates.string("rel_type"));
    let related = relates.and_then(|relates| relates.id("event_id"));
    let answered = relates.and_then(|relates| relates.get("m.in_reply_to")).and_then(|reply| reply.id("event_id"));
    let falls_back = relates.is_some_and(|relates| relates.flag("is_falling_back"));
    let new = content.get("m.new_content").filter(|_| relation == Some("m.replace"));
    let said = new.unwrap_or(content);
    message.text = said.string("body").map(str::to_owned);
    message.kind = kind(&message.raw_kind, said.string("msgtype"));
    message.attachments = attachment(&message.raw_kind, said).into_iter().collect();
    message.mentions = mentions(said);
    match relation {
        // An edit is an event of its own; the message it changes may be in the file as well.
        Some("m.replace") => {
            message.state = State::Edited;
            message.edited = message.time;
            message.raw_kind = "m.replace".into();
        }
        Some("m.annotation") => {
            let key = relates.and_then(|relates| relates.string("key"));
            message.reactions = key.map(|key| reaction(key, message.sender_id.as_ref())).into_iter().collect();
            message.reply_to = related;
        }
        Some("m.thread") => {
            message.thread_id = related;
            message.reply_to = answered.filter(|_| !falls_back);
        }
        Some(_) => message.reply_to = related,
        None => message.reply_to = answered,
    }
    if message.reply_to.is_some() && message.kind == Kind::Text {
        message.kind = Kind::Reply;
        without_quote(message);
    }
    let replaced = value
        .get("unsigned")
        .and_then(|unsigned| unsigned.get("m.relations"))
        .and_then(|relations| relations.get("m.replace"));
    if let Some(replaced) = replaced {
        message.state = State::Edited;
        message.edited = replaced.int("origin_server_ts").and_then(epoch);
    }
    match (&*message.raw_kind, said.string("msgtype")) {
        ("m.room.message", Some("m.notice")) => message.sender_kind = SenderKind::Bot,
        ("m.room.message", Some(msgtype)) => message.raw_kind = msgtype.to_owned().into(),
        _ => {}
    }
    if message.kind == Kind::Poll {
        message.text = question(said).or(message.text.take());
    }
}

fn kind(event: &str, msgtype: Option<&str>) -> Kind {
    match (event, msgtype) {
        ("m.room.message", Some("m.text" | "m.emote" | "m.notice")) => Kind::Text,
        ("m.room.message", Some("m.image")) => Kind::Image,
        ("m.room.message", Some("m.file")) => Kind::File,
        ("m.room.message", Some("m.audio")) => Kind::Voice,
        ("m.room.message", Some("m.video")) => Kind::Video,
        ("m.room.message", Some("m.location")) | ("m.beacon_info" | "m.beacon", _) => Kind::Location,
        ("m.sticker", _) => Kind::Sticker,
        ("m.poll.start" | "org.matrix.msc3381.poll.start", _) => Kind::Poll,
        _ => Kind::Other,
    }
}

fn attachment(event: &str, content: &Spanned<'_>) -> Option<Attachment> {
    let kind = match (event, content.string("msgtype")) {
        ("m.sticker", _) => AttachmentKind::Sticker,
        (_, Some("m.image")) => AttachmentKind::Image,
        (_, Some("m.video")) => AttachmentKind::Video,
        (_, Some("m.audio")) if content.get("org.matrix.msc3245.voice").is_some() => AttachmentKind::Voice,
        (_, Some("m.audio")) => AttachmentKind::Audio,
        (_, Some("m.file")) => AttachmentKind::File,
        _ => return None,
    };
    let info = content.get("info");
    Some(Attachment {
        name: content.string("filename").or_else(|| content.string("body")).map(|name| file_name(name).to_owned()),
        mime: info.and_then(|info| info.string("mimetype")).map(str::to_owned),
        size: info.and_then(|info| info.int("size")).and_then(|size| u64::try_from(size).ok()),
        ..Attachment::new(kind, Presence::UrlOnly)
    })
}

fn mentions(content: &Spanned<'_>) -> Vec<Mention> {
    let Some(told) = content.get("m.mentions") else { return Vec::new() };
    let ids = told.list("user_ids").iter().filter_map(Spanned::as_str);
    let mut all: Vec<Mention> = ids.map(|id| Mention { id: Some(id.to_owned()), name: None, all: false }).collect();
    if told.flag("room") {
        all.push(Mention { id: None, name: None, all: true });
    }
    all
}

/// Takes the quote that old clients put before a reply out of its text: `> <@id:server> …` and an empty line.
fn without_quote(message: &mut Message) {
    let Some(text) = message.text.as_deref().filter(|text| text.starts_with("> ")) else { return };
    let Some((quote, rest)) =
        text.split_once("\n\n").filter(|(quote, _)| quote.lines().all(|line| line.starts_with('>')))
    else {
        return;
    };
    let lines: Vec<&str> = quote.lines().map(|line| line.trim_start_matches('>').trim_start()).collect();
    let quote = lines.join("\n");
    let quote = quote.strip_prefix("* ").unwrap_or(&quote);
    let named = quote.strip_prefix('<').and_then(|quote| quote.split_once("> "));
    let (sender, quoted) = named.map_or((None, quote), |(id, quoted)| (Some(id.to_owned()), quoted));
    message.nested.push(Nested { sender_id: sender, sender_name: None, text: Some(quoted.to_owned()), time: None });
    message.text = Some(rest.to_owned());
}

fn question(content: &Spanned<'_>) -> Option<String> {
    let poll = ["m.poll", "m.poll.start", "org.matrix.msc3381.poll.start"].iter().find_map(|key| content.get(key))?;
    let asked = poll.get("question")?;
    ["body", "org.matrix.msc1767.text", "m.text"].iter().find_map(|key| asked.string(key)).map(str::to_owned)
}
