//! One message of a thread.

use super::super::media::{file_name, kind_of, message_kind};
use super::super::moment::epoch;
use super::told;
use crate::json::Spanned;
use crate::model::{Attachment, AttachmentKind, Event, EventType, Kind, Message, Party, Presence, Reaction, State};
use crate::source::Nearby;

/// True for what the app says, not a member. Only exports before 2022 tell; later ones write joins as messages of whoever
/// acted, which anybody could have typed.
pub(super) fn is_notice(value: &Spanned<'_>) -> bool {
    matches!(value.string("type"), Some("Subscribe" | "Unsubscribe"))
}

/// Fills a message; the error says why it is none.
pub(super) fn read(
    value: &Spanned<'_>,
    mut message: Box<Message>,
    nearby: &Nearby,
    folder: &str,
) -> Result<Box<Message>, &'static str> {
    message.time = value.int("timestamp_ms").and_then(epoch);
    let name = value.string("sender_name").map(told);
    if message.time.is_none() && name.is_none() {
        return Err("a message without sender and time");
    }
    message.raw_kind = value.string("type").unwrap_or("message").to_owned().into();
    message.text = value.string("content").map(told);
    message.reactions = reactions(value);
    if is_notice(value) {
        let event = membership(value, name);
        message.make_notice(event);
        return Ok(message);
    }
    message.sent_by(None, name.as_deref());
    if value.flag("is_unsent") {
        message.state = State::Recalled;
    }
    message.attachments = attachments(value, nearby, folder);
    let share = value.get("share").filter(|share| share.is_object());
    message.kind = match (message.attachments.first(), share) {
        _ if value.get("call_duration").is_some() || value.string("type") == Some("Call") => Kind::Call,
        (Some(first), _) => message_kind(first.kind),
        (None, Some(_)) => Kind::Link,
        (None, None) => match value.string("type") {
            None | Some("Generic" | "Share") => Kind::Text,
            Some("Payment") => Kind::Transfer,
            Some(_) => Kind::Other,
        },
    };
    if let Some(share) = share {
        let shared = ["share_text", "link"].iter().find_map(|key| share.string(key)).map(told);
        message.text = message.text.or(shared);
    }
    Ok(message)
}

/// Who was added to the thread, or left or was removed.
fn membership(value: &Spanned<'_>, actor: Option<String>) -> Event {
    let targets: Vec<Party> = value
        .list("users")
        .iter()
        .filter_map(|user| user.string("name"))
        .map(|name| Party::named(told(name)))
        .collect();
    let own = matches!(&targets[..], [only] if only.name == actor);
    let joins = value.string("type") == Some("Subscribe");
    let event = Event::of(match (joins, own) {
        (true, true) => EventType::Join,
        (true, false) => EventType::Invite,
        (false, true) => EventType::Leave,
        (false, false) => EventType::Kick,
    });
    let event = event.to(targets);
    match actor.filter(|_| !own) {
        Some(actor) => event.by(Party::named(actor)),
        None => event,
    }
}

fn attachments(value: &Spanned<'_>, nearby: &Nearby, folder: &str) -> Vec<Attachment> {
    let lists = [
        ("photos", AttachmentKind::Image),
        ("videos", AttachmentKind::Video),
        ("audio_files", AttachmentKind::Voice),
        ("gifs", AttachmentKind::Image),
        ("files", AttachmentKind::File),
    ];
    let listed = lists.iter().flat_map(|(key, kind)| value.list(key).iter().map(move |row| (row, *kind)));
    let sticker = value.get("sticker").filter(|sticker| sticker.is_object());
    listed
        .chain(sticker.map(|sticker| (sticker, AttachmentKind::Sticker)))
        .filter_map(|(row, kind)| {
            let uri = told(row.string("uri")?);
            let stored = !uri.starts_with("http");
            let name = file_name(&uri).to_owned();
            let kind = if kind == AttachmentKind::File { kind_of(&name) } else { kind };
            Some(Attachment {
                name: Some(name),
                path: stored.then(|| uri.clone()),
                ..Attachment::new(kind, presence(&uri, nearby, folder))
            })
        })
        .collect()
}

/// Paths are those of the whole download; a thread may have been copied out of it.
fn presence(uri: &str, nearby: &Nearby, folder: &str) -> Presence {
    match nearby.presence(uri) {
        Presence::Missing => {}
        found => return found,
    }
    let own = uri.rsplitn(3, '/').take(2).collect::<Vec<_>>();
    let own = own.into_iter().rev().collect::<Vec<_>>().join("/");
    nearby.presence(&if folder.is_empty() { own } else { format!("{folder}/{own}") })
}

/// One reaction a row, put together by emoji.
fn reactions(value: &Spanned<'_>) -> Vec<Reaction> {
    let mut all: Vec<Reaction> = Vec::new();
    for row in value.list("reactions") {
        let Some(key) = row.string("reaction").map(told) else { continue };
        let by = row.string("actor").map(|name| super::id_of_name(&told(name)).0);
        match all.iter_mut().find(|known| known.key == key) {
            Some(known) => {
                known.count += 1;
                known.by.extend(by);
            }
            None => all.push(Reaction { key, count: 1, by: by.into_iter().collect() }),
        }
    }
    all
}
