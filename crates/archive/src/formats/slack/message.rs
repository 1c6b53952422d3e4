//! A message as Slack's API writes it, which exports and dumps keep.

use super::super::media::{kind_of, message_kind};
use super::{People, instant, kinds, text};
use crate::json::Spanned;
use crate::model::{
    Attachment, AttachmentKind, Kind, Message, Nested, Presence, Reaction, SenderKind, State, TextForm,
};
use crate::source::Nearby;

/// Fills a message; the error says why it is none.
pub(in crate::formats) fn read(
    value: &Spanned<'_>,
    mut message: Box<Message>,
    people: &People,
    nearby: &Nearby,
) -> Result<Box<Message>, &'static str> {
    let ts = value.id("ts");
    let user = value.id("user").or_else(|| value.get("comment").and_then(|comment| comment.id("user")));
    let bot = value.id("bot_id");
    message.time = ts.as_deref().and_then(instant);
    if message.time.is_none() && user.is_none() && bot.is_none() {
        return Err("a message without sender and time");
    }
    let subtype = value.string("subtype");
    message.identify(ts.clone());
    message.raw_kind = subtype.or_else(|| value.string("type")).unwrap_or_default().to_owned().into();
    message.text = text::of(value);
    message.text_form = TextForm::Mrkdwn;
    message.thread_id = value.id("thread_ts");
    message.reply_to = message.thread_id.clone().filter(|thread| Some(thread) != ts.as_ref());
    message.edited = value.get("edited").and_then(|edited| instant(&edited.id("ts")?));
    message.state = match subtype {
        Some("tombstone") => State::Deleted,
        _ if value.get("edited").is_some_and(Spanned::is_object) => State::Edited,
        _ => State::Live,
    };
    message.reactions = value.list("reactions").iter().filter_map(reaction).collect();
    if let Some(event) = kinds::event(value, people) {
        message.make_notice(event);
        return Ok(message);
    }
    message.mentions = text::mentions(message.text.as_deref().unwrap_or_default(), people);
    sender(value, user, bot, people, &mut message);
    message.kind = kinds::kind(subtype);
    message.attachments = files(value).filter_map(|file| attachment(file, nearby)).collect();
    message.nested = value.list("attachments").iter().filter_map(shared).collect();
    message.kind = match (message.kind, message.attachments.first()) {
        (Kind::Text, Some(first)) => message_kind(first.kind),
        (Kind::Text, None) if !message.nested.is_empty() => Kind::Share,
        (Kind::Text, None) if message.reply_to.is_some() => Kind::Reply,
        (kind, _) => kind,
    };
    Ok(message)
}

fn sender(value: &Spanned<'_>, user: Option<String>, bot: Option<String>, people: &People, message: &mut Message) {
    let within = |key: &str, name: &str| value.get(key).and_then(|profile| profile.string(name));
    let name = value
        .string("username")
        .or_else(|| within("user_profile", "display_name"))
        .or_else(|| within("user_profile", "real_name"))
        .or_else(|| people.name(user.as_deref()?))
        .or_else(|| within("bot_profile", "name"));
    let program = user.is_none() || value.get("bot_profile").is_some_and(Spanned::is_object);
    let is_bot = bot.is_some() && program || user.as_deref().is_some_and(|id| people.is_bot(id));
    message.sent_by(user.or(bot), name);
    if is_bot {
        message.sender_kind = SenderKind::Bot;
    }
}

/// The files of a message; exports before 2018 have one under another key.
fn files<'v, 'a>(value: &'v Spanned<'a>) -> impl Iterator<Item = &'v Spanned<'a>> {
    value.list("files").iter().chain(value.get("file").filter(|file| file.is_object()))
}

fn attachment(file: &Spanned<'_>, nearby: &Nearby) -> Option<Attachment> {
    let url = file.string("url_private").or_else(|| file.string("url_private_download"));
    let name = file.string("name").or_else(|| file.string("title"));
    let mime = file.string("mimetype");
    file.id("id").or_else(|| url.map(str::to_owned))?;
    let kind = match mime.and_then(|mime| mime.split('/').next()) {
        Some("image") => AttachmentKind::Image,
        Some("video") => AttachmentKind::Video,
        Some("audio") if file.string("subtype") == Some("slack_audio") => AttachmentKind::Voice,
        Some("audio") => AttachmentKind::Audio,
        _ => name.map_or(AttachmentKind::File, kind_of),
    };
    let presence = match (file.string("mode"), url) {
        (Some("tombstone"), _) => Presence::Missing,
        (Some("hidden_by_limit"), _) | (_, None) => Presence::NotExported,
        (_, Some(url)) => nearby.presence(url),
    };
    Some(Attachment {
        name: name.map(str::to_owned),
        path: url.filter(|url| !url.starts_with("http")).map(str::to_owned),
        mime: mime.map(str::to_owned),
        size: file.int("size").and_then(|size| u64::try_from(size).ok()),
        ..Attachment::new(kind, presence)
    })
}

/// A message shown inside another.
fn shared(attached: &Spanned<'_>) -> Option<Nested> {
    (attached.flag("is_share") || attached.flag("is_msg_unfurl")).then(|| Nested {
        sender_id: attached.id("author_id"),
        sender_name: attached.string("author_name").map(str::to_owned),
        text: attached.string("text").or_else(|| attached.string("fallback")).map(str::to_owned),
        time: attached.id("ts").and_then(|ts| instant(&ts)),
    })
}

fn reaction(value: &Spanned<'_>) -> Option<Reaction> {
    let by: Vec<String> = value.list("users").iter().filter_map(|user| user.as_str().map(str::to_owned)).collect();
    let count = value.int("count").and_then(|count| u64::try_from(count).ok());
    Some(Reaction { key: value.string("name")?.to_owned(), count: count.unwrap_or(by.len() as u64), by })
}
