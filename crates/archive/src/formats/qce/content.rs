//! What a message of qq-chat-exporter holds, in either dialect.

use crate::formats::media::{file_name, kind_of};
use crate::formats::moment::{epoch, iso};
use crate::json::Spanned;
use crate::model::{Attachment, AttachmentKind, Kind, Nested, Presence};
use crate::source::Nearby;

/// The quoted message: an element of its own, or, in older files, a field of the content.
pub(super) fn reply<'v, 'a>(content: &'v Spanned<'a>) -> Option<&'v Spanned<'a>> {
    let element = elements(content).find(|(kind, _)| *kind == "reply").map(|(_, data)| data);
    element.or_else(|| content.get("reply").filter(|reply| reply.is_object()))
}

/// The typed pieces of a content.
pub(super) fn elements<'v, 'a>(content: &'v Spanned<'a>) -> impl Iterator<Item = (&'v str, &'v Spanned<'a>)> {
    content.list("elements").iter().filter_map(|element| Some((element.string("type")?, element.get("data")?)))
}

/// What a message is: by its pieces where it has any, else by the number or word of its type.
pub(super) fn kind(message: &Spanned<'_>, content: Option<&Spanned<'_>>) -> Kind {
    if let Some(content) = content {
        let found = |wanted: &str| elements(content).any(|(kind, _)| kind == wanted);
        let order = [
            ("forward", Kind::Forward),
            ("reply", Kind::Reply),
            ("json", Kind::Share),
            ("location", Kind::Location),
            ("file", Kind::File),
            ("video", Kind::Video),
            ("audio", Kind::Voice),
        ];
        if let Some((_, kind)) = order.iter().find(|(wanted, _)| found(wanted)) {
            return *kind;
        }
        if reply(content).is_some() {
            return Kind::Reply;
        }
        let worded = |(kind, data): (&str, &Spanned<'_>)| {
            kind == "at" || kind == "text" && data.string("text").is_some_and(|text| !text.trim().is_empty())
        };
        if elements(content).any(worded) {
            return Kind::Text;
        }
        if found("image") {
            return Kind::Image;
        }
        if found("market_face") || found("face") {
            return Kind::Sticker;
        }
    }
    let kind = by_type(message).unwrap_or(Kind::Other);
    // QQ's type of a picture is that of a text, and older files list no pieces.
    match content.and_then(|content| content.list("resources").first()?.string("type")) {
        Some("image") if kind == Kind::Text && content.is_some_and(is_silent) => Kind::Image,
        _ => kind,
    }
}

/// True for a content without words of its own.
fn is_silent(content: &Spanned<'_>) -> bool {
    content.string("text").is_none_or(|text| text.trim().is_empty())
}

fn by_type(message: &Spanned<'_>) -> Option<Kind> {
    // The number is QQ's own, the word is the exporter's.
    if let Some(number) = message.int("messageType") {
        return Some(match number {
            2 => Kind::Text,
            3 => Kind::File,
            6 => Kind::Voice,
            7 => Kind::Video,
            8 => Kind::Forward,
            9 => Kind::Reply,
            10 => Kind::RedPacket,
            11 => Kind::Share,
            17 => Kind::Sticker,
            _ => return None,
        });
    }
    Some(match message.string("type")? {
        "type_1" | "text" => Kind::Text,
        "type_3" | "reply" => Kind::Reply,
        "type_6" | "audio" | "voice" => Kind::Voice,
        "type_7" | "json" | "card" => Kind::Share,
        "type_8" | "file" => Kind::File,
        "type_9" | "video" => Kind::Video,
        "type_11" | "forward" => Kind::Forward,
        "type_17" | "market_face" => Kind::Sticker,
        "type_19" => Kind::Call,
        "image" => Kind::Image,
        "location" => Kind::Location,
        _ => return None,
    })
}

/// The files of a message: as its list of resources names them, else as its pieces do.
pub(super) fn attachments(content: &Spanned<'_>, nearby: &Nearby) -> Vec<Attachment> {
    let listed = content.list("resources").iter().filter_map(|one| attachment(one.string("type")?, one, nearby));
    let listed: Vec<Attachment> = listed.collect();
    if !listed.is_empty() {
        return listed;
    }
    elements(content).filter_map(|(kind, data)| attachment(kind, data, nearby)).collect()
}

fn attachment(kind: &str, data: &Spanned<'_>, nearby: &Nearby) -> Option<Attachment> {
    let name = data.string("filename").or_else(|| data.string("fileName"));
    let kind = match kind {
        "image" => AttachmentKind::Image,
        "video" => AttachmentKind::Video,
        "audio" | "voice" => AttachmentKind::Voice,
        "file" => name.map_or(AttachmentKind::File, kind_of),
        _ => return None,
    };
    let path = data.string("localPath").or_else(|| data.string("url"));
    Some(Attachment {
        kind,
        name: name.or_else(|| data.string("localPath").map(file_name)).map(str::to_owned),
        path: path.map(str::to_owned),
        mime: data.string("mimeType").map(str::to_owned),
        size: data.int("size").and_then(|size| u64::try_from(size).ok()),
        digest: data.string("md5").map(|md5| format!("md5:{}", md5.to_lowercase())),
        presence: match path {
            // The path of QQ's own server, without its name.
            Some(path) if path.starts_with("/download?") => Presence::UrlOnly,
            Some(path) => nearby.presence(path),
            None => Presence::NotExported,
        },
    })
}

/// What a message quotes, then what it forwards, in the order they are read.
pub(super) fn nested(content: &Spanned<'_>, zone: &jiff::tz::TimeZone) -> Vec<Nested> {
    let mut all = Vec::new();
    if let Some(quoted) = reply(content) {
        all.push(Nested {
            sender_id: quoted.id("senderUin").filter(|id| id != "0"),
            sender_name: quoted.string("senderName").map(str::to_owned),
            text: quoted.string("content").or_else(|| quoted.string("text")).map(str::to_owned),
            time: quoted.int("timestamp").and_then(epoch),
        });
    }
    forwarded(content, zone, &mut all);
    all
}

fn forwarded(content: &Spanned<'_>, zone: &jiff::tz::TimeZone, all: &mut Vec<Nested>) {
    for (_, data) in elements(content).filter(|(kind, _)| *kind == "forward") {
        for message in data.list("messages") {
            let sender = message.get("sender");
            let inner = message.get("content");
            let time = message.int("timestamp").and_then(epoch);
            all.push(Nested {
                sender_id: sender.and_then(|sender| sender.id("uin")).filter(|id| id != "0"),
                sender_name: sender.and_then(|sender| sender.string("name")).map(str::to_owned),
                text: inner.and_then(|inner| inner.string("text")).map(str::to_owned),
                time: time.or_else(|| message.string("time").and_then(|text| iso(text, zone))),
            });
            if let Some(inner) = inner {
                forwarded(inner, zone, all);
            }
        }
    }
}
