//! The JSON of chatlog's interface: a bare list of messages, or the list in one of the two wrappers of its forks.

mod nested;
mod roles;

use std::borrow::Cow;

use super::chats::Chats;
use super::media::{carried_by, file_name};
use super::mentions::named_mentions;
use super::moment::iso;
use super::money::money;
use super::spec::{Body, Dialect, Spec, Table};
use super::weflow_kinds::{is_notice, kind, numbered};
use crate::detect::Evidence;
use crate::json::{Spanned, Value};
use crate::model::{
    Attachment, AttachmentKind, Chat, ChatKind, Event, Kind, Member, Message, Money, MoneyDirection, MoneyStatus,
    Party, Presence, Provenance, SourceZone,
};
use crate::sentences;
use crate::source::Nearby;
use crate::{Capabilities, Precision, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "chatlog-json",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
        joins_leaves: Support::Text,
        announcements: Support::Typed,
        recall: Support::Text,
        activity: Support::Typed,
        stable_ids: Support::Typed,
        // `seq` is made of the time and a counter of the exporter's own database.
        message_ids: Support::No,
        // The quoted body is there, the quoted message's id is not.
        replies: Support::Text,
        money: Support::Text,
        attachments: Support::Typed,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Document(&TABLE),
};

/// What stands for the sender of the room's rows.
const ROOM: &str = "系统消息";

/// What a fork writes for the exporter's id.
const SELF: &str = "self";

static TABLE: Table = Table {
    enter: &["", "messages", "data", "data.messages"],
    data_keys: &[],
    records: &["[]", "messages[]", "data.messages[]"],
    chats: &[],
    roles: roles::ROLES,
    reserved: &[ROOM, SELF],
    words: &[ROOM, SELF, "我", "success", "发送", "接收", "退还", "转账"],
    system: |message| is_system(message),
    dialect,
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    for (place, shape) in [("[]", "a bare list"), ("data.messages[]", "`data.messages`"), ("messages[]", "`messages`")]
    {
        let found = |names: &[&str]| names.iter().filter(|name| keys.has(&format!("{place}.{name}"))).count();
        let own = found(&["talkerName", "isChatRoom"]);
        let usual = found(&["talker", "sender", "isSelf", "seq", "subType"]);
        if own > 0 && usual >= 2 {
            let score = 0.4 + 0.1 * own as f64 + 0.08 * usual as f64;
            return Some((score, format!("{shape} of messages with {} of chatlog's own keys", own + usual)));
        }
    }
    let partial = [
        ("data.results[].message", "results of a search in chatlog, not the messages of a chat"),
        ("data[].talkerName", "chatlog's list of chats, without their messages"),
        ("data.talkerName", "chatlog's facts about one chat, without its messages"),
    ];
    partial.iter().find(|(place, _)| keys.has(place)).map(|(_, reason)| (0.3, (*reason).to_owned()))
}

fn is_system(message: &Spanned<'_>) -> bool {
    message.int("type").is_some_and(is_notice)
        || message.string("sender").is_some_and(|id| id == ROOM || id.ends_with("@chatroom"))
}

fn dialect(nearby: &Nearby, options: &ReadOptions) -> Box<dyn Dialect> {
    Box::new(Chatlog {
        chats: Chats::new("wechat", SourceZone::Offset),
        header: Header::default(),
        nearby: nearby.clone(),
        zone: options.timezone.clone(),
    })
}

/// What the wrapper says of the chat, for messages that do not say it themselves.
#[derive(Default)]
struct Header {
    talker: Option<String>,
    name: Option<String>,
    group: bool,
}

struct Chatlog {
    chats: Chats,
    header: Header,
    nearby: Nearby,
    zone: jiff::tz::TimeZone,
}

impl Dialect for Chatlog {
    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        match path.strip_prefix("data.").unwrap_or(path) {
            "talker" => self.header.talker = value.as_str().map(str::to_owned),
            "talkerName" => self.header.name = value.as_str().map(str::to_owned),
            "isChatRoom" => self.header.group = value.value == Value::Bool(true),
            _ => {}
        }
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let time = value.string("time").and_then(|text| iso(text, &self.zone));
        let sender = value.id("sender");
        if time.is_none() && sender.is_none() {
            return Err("a message without sender and time");
        }
        let mut message = Message::new(self.enter(value), provenance);
        message.time = time;
        message.numbered(None, || value.id("seq"));
        let (number, subtype) = (value.int("type"), value.int("subType").unwrap_or_default());
        message.raw_kind = match (value.id("type"), subtype) {
            (Some(number), 0) => number.into(),
            (Some(number), subtype) => format!("{number}/{subtype}").into(),
            (None, _) => Cow::Borrowed(""),
        };
        message.kind = kind(None, number.map(|number| numbered(number, subtype)));
        let title = value.get("contents").and_then(|contents| contents.string("title"));
        message.text = value.string("content").or(title).map(str::to_owned);
        if is_system(value) {
            message.make_event(event(message.text.as_deref().unwrap_or_default()));
            return Ok(message);
        }
        let is_self = value.get("isSelf").is_some_and(|flag| flag.value == Value::Bool(true));
        message.sent_under(sender.filter(|id| !(is_self && id == SELF)), is_self);
        message.sender_name = value.string("senderName").map(str::to_owned);
        message.nested = nested::nested(value, &self.zone);
        message.mentions = named_mentions(message.text.as_deref().unwrap_or_default());
        message.attachments = self.attachments(value, message.kind);
        message.money = paid(message.kind, message.text.as_deref().unwrap_or_default());
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chats.take()
    }

    fn keys_chats(&self) -> bool {
        true
    }
}

impl Chatlog {
    fn enter(&mut self, value: &Spanned<'_>) -> u32 {
        let talker = value.id("talker").or_else(|| self.header.talker.clone());
        let header = &self.header;
        self.chats.of(talker.as_deref().unwrap_or_default(), |chat| {
            let said = value.get("isChatRoom").map_or(header.group, |flag| flag.value == Value::Bool(true));
            let room = said || talker.as_deref().is_some_and(|id| id.ends_with("@chatroom"));
            chat.kind = match &talker {
                Some(_) if room => ChatKind::Group,
                Some(_) => ChatKind::Direct,
                None => ChatKind::Unknown,
            };
            chat.name = value.string("talkerName").map(str::to_owned).or_else(|| header.name.clone());
            chat.chat_id.clone_from(&talker);
        })
    }

    fn attachments(&self, value: &Spanned<'_>, kind: Kind) -> Vec<Attachment> {
        let Some(kind) = carried_by(kind) else { return Vec::new() };
        let content = |key| value.get("contents").and_then(|contents| contents.string(key));
        let path = ["path", "videofile", "imgfile"].into_iter().find_map(content);
        let digest = content("md5").or_else(|| content("rawmd5"));
        let served = value.string("imageUrl");
        vec![Attachment {
            kind,
            name: content("title").filter(|_| kind == AttachmentKind::File).or(path.map(file_name)).map(str::to_owned),
            path: path.or(served).map(str::to_owned),
            mime: None,
            size: None,
            digest: digest.map(|md5| format!("md5:{md5}")),
            presence: match (path, served) {
                (Some(path), _) => self.nearby.presence(path),
                (None, Some(_)) => Presence::UrlOnly,
                (None, None) => Presence::NotExported,
            },
        }]
    }
}

/// A notice of the room. Where chatlog fills in a template itself it writes `NAME(ID)`. The id is not taken: other notices
/// have plain names, and a member may be called `NAME(ID)`, with somebody else's id.
fn event(text: &str) -> Event {
    let plain = |party: &mut Party| {
        let named = party.name.as_deref().and_then(|name| name.strip_suffix(')')?.rsplit_once('('));
        if let Some((name, id)) = named
            && !name.is_empty()
            && id.len() >= 6
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        {
            party.name = Some(name.to_owned());
        }
    };
    let mut event = sentences::wechat(text);
    event.actor.iter_mut().chain(&mut event.targets).for_each(plain);
    event
}

/// The money of a message. chatlog words transfers itself: `[转账|接收 ￥88.00](书费)`.
fn paid(kind: Kind, text: &str) -> Option<Money> {
    let money = money(kind, text)?;
    let (status, direction) = match text.strip_prefix("[转账|") {
        Some(text) if text.starts_with("接收") => (MoneyStatus::Accepted, MoneyDirection::ToSender),
        Some(text) if text.starts_with("退还") => (MoneyStatus::Returned, MoneyDirection::FromSender),
        _ => (money.status, money.direction),
    };
    Some(Money { status, direction, ..money })
}

#[cfg(test)]
mod tests;
