//! The HTML of MemoTrace (WeChatMsg): a page whose script holds an array of JavaScript objects, with single quotes and
//! bare keys.

mod object;
mod steps;

use object::Object;

use super::media::{carried_by, file_name};
use super::moment::epoch;
use super::names::id_of_name;
use super::placeholders;
use super::spec::{Body, Spec, TextReader};
use super::telegram_html::pages_are_kept;
use super::weflow_kinds::kind;
use crate::detect::Evidence;
use crate::model::{Attachment, Kind, Message, Nested, Provenance, SenderKind};
use crate::sentences;
use crate::source::Nearby;
use crate::{Capabilities, Precision, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "memotrace-html",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
        joins_leaves: Support::Text,
        announcements: Support::No,
        recall: Support::Text,
        activity: Support::Typed,
        stable_ids: Support::No,
        message_ids: Support::No,
        replies: Support::No,
        money: Support::No,
        attachments: Support::Typed,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Text(&TextReader {
        words: || ["chatMessages", "type", "text", "is_send", "timestamp", "displayname"].to_vec(),
        records: |unit, _| steps::records(unit),
        leaves: |unit, _| Err(pages_are_kept(unit)),
        undecided: |_, _| Ok(None),
    }),
};

/// What the script assigns the messages to.
const MARK: &str = "const chatMessages = [";

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let head = evidence.text();
    if !head.trim_start().starts_with('<') {
        return None;
    }
    let (_, rest) = head.split_once(MARK)?;
    let object = Object::length(rest.trim_start().as_bytes()).and_then(|n| Object::of(rest.trim_start().get(..n)?));
    let sure = object.is_some_and(|object| object.get("type").is_some() && object.get("is_send").is_some());
    let score = if sure { 0.95 } else { 0.6 };
    Some((score, "a page with the script `chatMessages` and MemoTrace's objects".to_owned()))
}

/// One object of the array; `Ok(None)` for the times shown between messages.
fn message(object: &Object, provenance: Provenance, nearby: &Nearby) -> Result<Option<Box<Message>>, &'static str> {
    let number = object.number("type").ok_or("an object without a type")?;
    let mut message = Message::new(0, provenance);
    message.time = object.number("timestamp").and_then(epoch);
    message.raw_kind = number.to_string().into();
    message.text = object.text("text");
    if number == 0 {
        // The page's own times name no member, not even an empty one.
        if object.get("displayname").is_none() {
            return Ok(None);
        }
        message.make_event(sentences::wechat(message.text.as_deref().unwrap_or_default()));
        return Ok(Some(message));
    }
    if let Some(name) = object.text("displayname") {
        let (id, basis) = id_of_name(&name);
        (message.sender_id, message.sender_basis, message.sender_name) = (Some(id), basis, Some(name));
    }
    message.sender_kind = match object.number("is_send") {
        Some(1) => SenderKind::Exporter,
        _ if message.sender_id.is_some() => SenderKind::User,
        _ => SenderKind::Unknown,
    };
    message.kind = match (number, object.number("sub_type")) {
        (49, Some(57)) => Kind::Reply,
        (49, Some(6)) => Kind::File,
        (49, Some(5)) => Kind::Link,
        (49, Some(3)) => Kind::Share,
        (number, _) => kind(None, Some(number)),
    };
    if message.kind == Kind::Link {
        message.text = object.text("title").or(message.text);
    }
    if let Some(said) = object.text("refer_text") {
        let (sender, text) =
            said.split_once('：').map_or((None, said.as_str()), |(name, text)| (Some(name.to_owned()), text));
        message.nested.push(Nested { sender_id: None, sender_name: sender, text: Some(text.to_owned()), time: None });
    }
    if let Some(carried) = carried_by(message.kind) {
        let path = message.text.take().filter(|path| !path.is_empty());
        message.text = object.text("voice_to_text");
        let name = object.text("file_name").or_else(|| path.as_deref().map(|path| file_name(path).to_owned()));
        let presence = path.as_deref().map(|path| nearby.presence(path));
        let file = placeholders::not_exported(carried, None);
        message.attachments.push(Attachment { name, presence: presence.unwrap_or(file.presence), path, ..file });
    }
    Ok(Some(message))
}

#[cfg(test)]
mod tests;
