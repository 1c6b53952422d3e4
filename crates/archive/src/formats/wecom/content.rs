//! What a message of WeCom's archive holds: each type has an object of its own.

use crate::formats::moment::epoch;
use crate::json::{self, Spanned};
use crate::model::{Attachment, AttachmentKind, Kind, Money, MoneyDirection, MoneyStatus, Nested, Presence};

/// The content of one message.
#[derive(Default)]
pub(super) struct Content {
    pub kind: Option<Kind>,
    pub text: Option<String>,
    pub attachments: Vec<Attachment>,
    pub nested: Vec<Nested>,
    pub money: Option<Money>,
}

/// Reads the object that belongs to the message's type.
pub(super) fn content(message: &Spanned<'_>) -> Content {
    let Some(kind) = message.string("msgtype") else { return Content::default() };
    let place = match kind {
        "docmsg" => "doc",
        "markdown" | "news" | "voiptext" | "qydiskfile" => "info",
        "external_redpacket" => "redpacket",
        other => other,
    };
    let mut content = Content { kind: kind_of(kind), ..Content::default() };
    let Some(object) = message.get(place) else { return content };
    content.text = text(object);
    content.attachments.extend(attachment(kind, object));
    match kind {
        "mixed" => mixed(object, &mut content),
        "chatrecord" => forwarded(object, &mut content.nested),
        "vote" => {
            let items = object.list("voteitem").iter().filter_map(Spanned::as_str);
            let lines: Vec<&str> = content.text.as_deref().into_iter().chain(items).collect();
            content.text = Some(lines.join("\n")).filter(|text| !text.is_empty());
        }
        "redpacket" | "external_redpacket" => content.money = Some(packet(object)),
        _ => {}
    }
    content
}

fn kind_of(kind: &str) -> Option<Kind> {
    Some(match kind {
        "text" | "markdown" => Kind::Text,
        "image" => Kind::Image,
        "voice" => Kind::Voice,
        "video" => Kind::Video,
        "file" | "voip_doc_share" | "qydiskfile" => Kind::File,
        "emotion" => Kind::Sticker,
        "card" => Kind::Contact,
        "location" => Kind::Location,
        "link" | "news" | "docmsg" => Kind::Link,
        "weapp" | "sphfeed" | "todo" | "collect" | "meeting" | "calendar" => Kind::Share,
        "chatrecord" => Kind::Forward,
        "vote" => Kind::Poll,
        "redpacket" | "external_redpacket" => Kind::RedPacket,
        "meeting_voice_call" | "voiptext" => Kind::Call,
        "mixed" => Kind::Text,
        _ => return None,
    })
}

/// The words of any object: whichever of the fields that hold words it has.
fn text(object: &Spanned<'_>) -> Option<String> {
    const FIELDS: [&str; 13] = [
        "content",
        "title",
        "votetitle",
        "wish",
        "topic",
        "filename",
        "address",
        "description",
        "feed_desc",
        "sph_name",
        "displayname",
        "corpname",
        "link_url",
    ];
    let own = FIELDS.iter().find_map(|key| object.string(key)).map(str::to_owned);
    own.or_else(|| object.list("item").iter().find_map(|item| item.string("title")).map(str::to_owned))
}

fn attachment(kind: &str, object: &Spanned<'_>) -> Option<Attachment> {
    let (kind, size) = match kind {
        "image" => (AttachmentKind::Image, "filesize"),
        "voice" => (AttachmentKind::Voice, "voice_size"),
        "video" => (AttachmentKind::Video, "filesize"),
        "emotion" => (AttachmentKind::Sticker, "imagesize"),
        "file" | "voip_doc_share" | "qydiskfile" => (AttachmentKind::File, "filesize"),
        _ => return None,
    };
    Some(Attachment {
        kind,
        name: object.string("filename").map(str::to_owned),
        path: None,
        mime: None,
        size: object.int(size).and_then(|size| u64::try_from(size).ok()),
        digest: object.string("md5sum").map(|md5| format!("md5:{md5}")),
        // The archive holds a key with which the bytes can be fetched for some days.
        presence: Presence::NotExported,
    })
}

/// A message of several pieces, each of which holds its object as JSON in a string.
fn mixed(object: &Spanned<'_>, content: &mut Content) {
    let mut texts = Vec::new();
    for item in object.list("item") {
        let kind = item.string("type").unwrap_or_default();
        let Some(written) = item.string("content") else { continue };
        match json::parse(written.as_bytes()) {
            Ok(piece) if piece.is_object() => {
                let found = attachment(kind, &piece);
                texts.extend(text(&piece).filter(|_| found.is_none()));
                content.attachments.extend(found);
            }
            _ => texts.push(written.to_owned()),
        }
    }
    content.text = Some(texts.join("\n")).filter(|text| !text.is_empty());
}

/// The messages of a merged forward, in the order they are read. They name no sender. A forward within a forward is JSON
/// in a string in a string, so that escapes bound its depth.
fn forwarded(object: &Spanned<'_>, all: &mut Vec<Nested>) {
    for item in object.list("item") {
        let written = item.string("content").unwrap_or_default();
        let piece = json::parse(written.as_bytes()).ok().filter(Spanned::is_object);
        let said = piece.as_ref().map_or_else(|| Some(written.to_owned()), text);
        all.push(Nested {
            sender_id: None,
            sender_name: None,
            text: said.filter(|text| !text.is_empty()),
            time: item.int("msgtime").and_then(epoch),
        });
        if let Some(piece) = piece {
            forwarded(&piece, all);
        }
    }
}

/// A red packet, whose amount is counted in hundredths.
fn packet(object: &Spanned<'_>) -> Money {
    let cents = object.int("totalamount").filter(|cents| *cents >= 0);
    Money {
        amount: cents.map(|cents| format!("{}.{:02}", cents / 100, cents % 100)),
        currency: "CNY".to_owned(),
        direction: MoneyDirection::FromSender,
        payee_id: None,
        status: MoneyStatus::Offered,
    }
}
