//! The message archive of WeCom (会话内容存档) after decryption: flat messages of any number of rooms and direct chats.

mod content;
mod roles;

use std::collections::HashSet;

use content::content;

use super::chats::Chats;
use super::moment::epoch;
use super::spec::{Dialect, Table};
use crate::json::Spanned;
use crate::model::{
    Chat, ChatKind, Event, EventType, IdBasis, Kind, ListBasis, Member, MemberRole, Message, Party, Provenance,
    SenderKind, SourceZone,
};
use crate::source::Nearby;
use crate::{Capabilities, Precision, ReadOptions, Support};

pub(super) const CAPABILITIES: Capabilities = Capabilities {
    roster: Support::Observed,
    silent_members: Support::No,
    roles: Support::No,
    joins_leaves: Support::No,
    announcements: Support::No,
    recall: Support::Typed,
    activity: Support::Typed,
    stable_ids: Support::Typed,
    message_ids: Support::Typed,
    replies: Support::No,
    money: Support::Typed,
    attachments: Support::Typed,
    precision: Precision::Millisecond,
};

pub(super) static TABLE: Table = Table {
    enter: &[""],
    data_keys: &[],
    records: &["[]"],
    chats: &[],
    roles: roles::ROLES,
    reserved: &[],
    words: &[
        "send",
        "recall",
        "switch",
        "text",
        "image",
        "voice",
        "video",
        "file",
        "emotion",
        "revoke",
        "agree",
        "disagree",
        "card",
        "location",
        "link",
        "weapp",
        "chatrecord",
        "mixed",
        "todo",
        "vote",
        "collect",
        "redpacket",
        "meeting",
        "docmsg",
        "markdown",
        "news",
        "calendar",
        "meeting_voice_call",
        "voip_doc_share",
        "external_redpacket",
        "sphfeed",
        "voiptext",
        "qydiskfile",
        "ChatRecordText",
        "ChatRecordFile",
        "ChatRecordImage",
        "ChatRecordVideo",
        "ChatRecordLink",
        "ChatRecordLocation",
        "ChatRecordMixed",
    ],
    system: |message| is_system(message),
    dialect,
};

/// True for a decrypted message.
pub(super) fn is_message(line: &Spanned<'_>) -> bool {
    line.get("msgid").is_some()
        && matches!(line.string("action"), Some("send" | "recall" | "switch"))
        && (line.get("msgtype").is_some() || line.string("action") == Some("switch"))
}

fn is_system(message: &Spanned<'_>) -> bool {
    matches!(message.string("action"), Some("recall" | "switch"))
        || matches!(message.string("msgtype"), Some("revoke" | "agree" | "disagree"))
}

fn dialect(_nearby: &Nearby, _options: &ReadOptions) -> Box<dyn Dialect> {
    Box::new(Wecom { chats: Chats::new("wecom", SourceZone::Utc), guests: HashSet::new(), fresh: Vec::new() })
}

struct Wecom {
    chats: Chats,
    /// People from outside the organisation, by chat.
    guests: HashSet<(u32, String)>,
    /// Those of them the last message showed first.
    fresh: Vec<Member>,
}

impl Dialect for Wecom {
    fn header(&mut self, _path: &str, _key: Option<&str>, _value: &Spanned<'_>) -> Option<Member> {
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let time = ["msgtime", "time"].iter().find_map(|key| value.int(key)).and_then(epoch);
        let sender = value.id("from").or_else(|| value.id("user"));
        if time.is_none() && sender.is_none() {
            return Err("a message without sender and time");
        }
        let to: Vec<&str> = value.list("tolist").iter().filter_map(Spanned::as_str).collect();
        let chat = self.chat_of(value.id("roomid"), sender.as_deref(), &to);
        for id in sender.as_deref().into_iter().chain(to) {
            self.guest(chat, id);
        }
        let mut message = Message::new(chat, provenance);
        message.time = time;
        message.msg_id = value.id("msgid");
        message.id_basis = if message.msg_id.is_some() { IdBasis::Native } else { IdBasis::None };
        let kind = value.string("msgtype").or_else(|| value.string("action")).unwrap_or_default();
        message.raw_kind = kind.to_owned().into();
        if is_system(value) {
            message.make_event(event(value, sender));
            return Ok(message);
        }
        message.sender_kind = match sender.as_deref() {
            Some(id) if is_robot(id) => SenderKind::Bot,
            Some(_) => SenderKind::User,
            None => SenderKind::Unknown,
        };
        message.sender_basis = if sender.is_some() { IdBasis::Native } else { IdBasis::None };
        message.sender_id = sender;
        let content = content(value);
        message.kind = content.kind.unwrap_or(Kind::Other);
        message.text = content.text;
        message.attachments = content.attachments;
        message.nested = content.nested;
        message.money = content.money;
        Ok(message)
    }

    fn members(&mut self) -> Vec<Member> {
        std::mem::take(&mut self.fresh)
    }

    fn keys_chats(&self) -> bool {
        true
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chats.take()
    }
}

impl Wecom {
    /// A room by its id; a direct chat by the ids of all who take part, since the archive gives it none.
    fn chat_of(&mut self, room: Option<String>, sender: Option<&str>, to: &[&str]) -> u32 {
        if let Some(room) = room {
            return self.chats.of(&room, |chat| {
                chat.kind = ChatKind::Group;
                chat.chat_id = Some(room.clone());
            });
        }
        let mut people: Vec<&str> = sender.into_iter().chain(to.iter().copied()).collect();
        people.sort_unstable();
        people.dedup();
        let key = people.join("+");
        self.chats.of(&key, |chat| {
            // A row to nobody, such as a change of organisation, belongs to no conversation.
            let among = if to.is_empty() { ChatKind::Unknown } else { ChatKind::Direct };
            chat.kind = among;
            chat.chat_id = Some(key.clone()).filter(|_| !to.is_empty());
        })
    }

    fn guest(&mut self, chat: u32, id: &str) {
        if is_external(id) && self.guests.insert((chat, id.to_owned())) {
            self.fresh.push(Member {
                chat,
                member_id: id.to_owned(),
                id_basis: IdBasis::Native,
                display_name: None,
                group_alias: None,
                remark: None,
                aliases: Vec::new(),
                roles: vec![MemberRole::Guest],
                joined_at_ms: None,
                left_at_ms: None,
                list_basis: ListBasis::Observed,
            });
        }
    }
}

/// What happened, in a row that no member wrote.
fn event(value: &Spanned<'_>, sender: Option<String>) -> Event {
    let party = |id: Option<String>| id.map(|id| Party { id: Some(id), ..Party::default() });
    let consent = |word: &str| {
        let who = value.get(word).and_then(|object| object.id("userid")).or_else(|| sender.clone());
        Event { actor: party(who), ..Event::of(EventType::Settings).value(word) }
    };
    match (value.string("msgtype"), value.string("action")) {
        (Some("revoke"), _) | (_, Some("recall")) => Event {
            actor: party(sender),
            value: value.get("revoke").and_then(|object| object.id("pre_msgid")),
            ..Event::of(EventType::Recall)
        },
        // Whether somebody agrees that the conversation is archived.
        (Some("agree"), _) => consent("agree"),
        (Some("disagree"), _) => consent("disagree"),
        _ => Event { actor: party(sender), ..Event::of(EventType::Unknown) },
    }
}

/// Ids of 32 characters that begin like this are contacts outside the organisation; a short account name may begin so too.
fn is_external(id: &str) -> bool {
    id.len() == 32 && (id.starts_with("wm") || id.starts_with("wo"))
}

fn is_robot(id: &str) -> bool {
    id.len() == 32 && id.starts_with("wb")
}

#[cfg(test)]
mod tests;
