//! WeFlow's HTML: a page whose script holds `window.WEFLOW_DATA`, an array with one JSON object per message, each with
//! the HTML of its bubble.

mod bubble;
mod steps;

use bubble::Bubble;

use super::media::{file_name, kind_of, message_kind};
use super::moment::epoch;
use super::names::id_of_name;
use super::placeholders;
use super::spec::{Body, Spec, TextReader};
use super::telegram_html::pages_are_kept;
use crate::detect::Evidence;
use crate::json::Spanned;
use crate::model::{Attachment, AttachmentKind, IdBasis, Kind, Message, Nested, Provenance, SenderKind};
use crate::source::Nearby;
use crate::{Capabilities, Precision, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "weflow-html",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
        // The page does not say which messages are the room's.
        joins_leaves: Support::No,
        announcements: Support::No,
        recall: Support::No,
        activity: Support::Typed,
        stable_ids: Support::No,
        message_ids: Support::Typed,
        replies: Support::Typed,
        money: Support::Text,
        attachments: Support::Typed,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Text(&TextReader {
        words: || [MARK, "群聊", "私聊"].into_iter().chain(placeholders::words()).collect(),
        records: |unit, _| steps::records(unit),
        leaves: |unit, _| Err(pages_are_kept(unit)),
        undecided: |_, _| Ok(None),
    }),
};

/// What the script assigns the messages to.
const MARK: &str = "window.WEFLOW_DATA";

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let head = evidence.text();
    let html = head.trim_start().starts_with('<');
    let found = html && head.lines().any(|line| line.trim_start().starts_with(MARK));
    found.then(|| (0.95, format!("a page with the script `{MARK}`")))
}

/// One object of the array.
fn message(value: &Spanned<'_>, provenance: Provenance, nearby: &Nearby) -> Result<Box<Message>, &'static str> {
    let html = value.string("b").ok_or("an object without a bubble")?;
    let bubble = Bubble::of(html);
    let mut message = Message::new(0, provenance);
    message.time = value.int("t").and_then(epoch);
    message.msg_id = value.id("p").or_else(|| value.id("i"));
    message.id_basis = match (value.get("p"), &message.msg_id) {
        (Some(_), Some(_)) => IdBasis::Native,
        (None, Some(_)) => IdBasis::ExportLocal,
        _ => IdBasis::None,
    };
    message.reply_to = value.id("r");
    message.text = bubble.text;
    let picture = value.string("a").map(Bubble::of).and_then(|avatar| avatar.alternative);
    if let Some(name) = bubble.sender.or(picture) {
        let (id, basis) = id_of_name(&name);
        (message.sender_id, message.sender_basis, message.sender_name) = (Some(id), basis, Some(name));
        message.sender_kind = SenderKind::User;
    }
    if value.int("s") == Some(1) {
        message.sender_kind = SenderKind::Exporter;
    }
    if bubble.quoted_text.is_some() || bubble.quoted_sender.is_some() {
        message.kind = Kind::Reply;
        message.nested.push(Nested {
            sender_id: None,
            sender_name: bubble.quoted_sender,
            text: bubble.quoted_text,
            time: None,
        });
    } else {
        placeholders::interpret(&mut message);
    }
    if let Some((path, kind)) = bubble.media {
        let kind = kind.unwrap_or_else(|| kind_of(&path));
        let (name, presence) = (Some(file_name(&path).to_owned()), nearby.presence(&path));
        message.attachments.clear();
        message.attachments.push(Attachment {
            name,
            presence,
            path: Some(path),
            ..placeholders::not_exported(kind, None)
        });
        message.kind = message_kind(kind);
    }
    if bubble.link && message.kind == Kind::Text {
        message.kind = Kind::Link;
    }
    Ok(message)
}

impl Bubble {
    /// The kind of file a tag with these classes shows.
    fn kind(name: &str, sticker: bool) -> Option<AttachmentKind> {
        Some(match name {
            "img" if sticker => AttachmentKind::Sticker,
            "img" => AttachmentKind::Image,
            "audio" => AttachmentKind::Voice,
            "video" => AttachmentKind::Video,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests;
