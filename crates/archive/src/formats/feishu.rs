//! Pages of messages as the API of Feishu and Lark answers: one page a file, or an array of pages. Nobody's name is in
//! them but that of whoever is mentioned.

mod content;
mod roles;
mod system;

use std::collections::HashMap;

use super::chats::Chats;
use super::media::message_kind;
use super::moment::epoch;
use super::spec::{Body, Dialect, Spec, Table};
use crate::detect::Evidence;
use crate::json::{Spanned, parse};
use crate::leaves::Role;
use crate::model::{Chat, ChatKind, Kind, Member, Mention, Message, Provenance, SenderKind, SourceZone, State};
use crate::{Capabilities, Precision, Support};
pub(super) use roles::{LINE_ROLES, WORDS};

pub(super) const CAPABILITIES: Capabilities = Capabilities {
    roster: Support::Observed,
    silent_members: Support::No,
    roles: Support::No,
    joins_leaves: Support::Text,
    announcements: Support::No,
    recall: Support::Typed,
    activity: Support::Typed,
    stable_ids: Support::Typed,
    message_ids: Support::Typed,
    replies: Support::Typed,
    money: Support::No,
    attachments: Support::Typed,
    precision: Precision::Millisecond,
};

pub(crate) static SPEC: Spec =
    Spec { name: "feishu-json", capabilities: CAPABILITIES, sniff, body: Body::Document(&TABLE) };

pub(super) static TABLE: Table = Table {
    enter: &["", "data", "data.items", "[]", "[].data", "[].data.items"],
    data_keys: &[] as &[(&str, Role)],
    records: &["data.items[]", "[].data.items[]"],
    chats: &[],
    roles: roles::ROLES,
    reserved: &[],
    words: WORDS,
    system: is_notice,
    dialect: |_, _| dialect(),
};

/// True for what Feishu says, not a member.
pub(super) fn is_notice(value: &Spanned<'_>) -> bool {
    value.string("msg_type") == Some("system")
}

pub(super) fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    // Several lines with a page each are read line by line.
    if evidence.json_lines().len() > 1 {
        return None;
    }
    let pages = keys.has("data.items") || keys.has("[].data.items");
    // Keys of messages lie too deep to be noted; those of the page say enough.
    let has = |key: &str| keys.has(key) || keys.has(&format!("[].{key}"));
    let signs = ["code", "msg", "data.has_more", "data.page_token"];
    let found = signs.iter().filter(|key| has(key)).count();
    let reason = format!("pages with `data.items` and {found} of {}", signs.join(", "));
    (pages && found >= 1).then_some((0.5 + 0.1 * found as f64, reason))
}

pub(super) fn dialect() -> Box<dyn Dialect> {
    Box::new(Feishu { chats: Chats::new("feishu", SourceZone::Utc), names: HashMap::new(), current: 0 })
}

struct Feishu {
    chats: Chats,
    /// Names by id, as mentions tell them.
    names: HashMap<String, String>,
    /// The chat of the message last told.
    current: u32,
}

impl Dialect for Feishu {
    fn header(&mut self, _path: &str, _key: Option<&str>, _value: &Spanned<'_>) -> Option<Member> {
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let sender = value.get("sender").filter(|sender| sender.is_object());
        let time = value.int("create_time").and_then(epoch);
        if time.is_none() && sender.is_none() {
            return Err("a message without sender and time");
        }
        // What was forwarded together follows its forward, each with the id of the chat it came from.
        let upper = value.id("upper_message_id");
        if upper.is_none() {
            let id = value.id("chat_id");
            self.current = self.chats.of(id.as_deref().unwrap_or_default(), |chat| {
                chat.chat_id.clone_from(&id);
                chat.kind = ChatKind::Group;
            });
        }
        let mut message = Message::new(self.current, provenance);
        message.time = time;
        message.identify(value.id("message_id"));
        message.raw_kind = value.string("msg_type").unwrap_or_default().to_owned().into();
        message.reply_to = value.id("parent_id");
        message.thread_id = value.id("thread_id").or_else(|| value.id("root_id"));
        message.edited = value.int("update_time").and_then(epoch).filter(|_| value.flag("updated"));
        message.state = match (value.flag("deleted"), value.flag("updated")) {
            (true, _) => State::Recalled,
            (_, true) => State::Edited,
            _ => State::Live,
        };
        message.mentions = value.list("mentions").iter().map(|row| self.mention(row)).collect();
        let written = value.get("body").and_then(|body| body.string("content"));
        let content = written.and_then(|content| parse(content.as_bytes()).ok());
        if is_notice(value) {
            message.text = content.as_ref().and_then(system::sentence);
            let event = system::event(content.as_ref());
            message.make_notice(event);
            return Ok(message);
        }
        if let Some(sender) = sender {
            let id = sender.id("id");
            let name = id.as_ref().and_then(|id| self.names.get(id)).cloned();
            message.sent_by(id, name.as_deref());
            message.sender_kind = match sender.string("sender_type") {
                Some("user") => SenderKind::User,
                Some("app") => SenderKind::Bot,
                _ => SenderKind::Unknown,
            };
        }
        message.kind = content::kind(&message.raw_kind);
        // What is no JSON is kept as it is.
        message.text = match &content {
            Some(content) => content::text(content, value.list("mentions")),
            None => written.map(str::to_owned),
        };
        message.attachments =
            content.iter().filter_map(|content| content::attachment(&message.raw_kind, content)).collect();
        if message.text.as_deref().is_some_and(|text| text.contains("@_all")) {
            message.mentions.push(Mention { id: None, name: None, all: true });
        }
        message.kind = match (message.kind, message.attachments.first()) {
            _ if upper.is_some() => Kind::Forward,
            (Kind::File, Some(first)) => message_kind(first.kind),
            (Kind::Text, _) if message.reply_to.is_some() => Kind::Reply,
            (kind, _) => kind,
        };
        if upper.is_some() {
            message.thread_id = upper;
        }
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chats.take()
    }

    fn keys_chats(&self) -> bool {
        true
    }
}

impl Feishu {
    fn mention(&mut self, row: &Spanned<'_>) -> Mention {
        let (id, name) = (row.id("id"), row.string("name").map(str::to_owned));
        if let (Some(id), Some(name)) = (&id, &name) {
            self.names.insert(id.clone(), name.clone());
        }
        Mention { id, name, all: false }
    }
}

#[cfg(test)]
mod tests;
