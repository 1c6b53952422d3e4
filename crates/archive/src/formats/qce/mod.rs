//! What the forms of qq-chat-exporter's JSON share. Versions 4 and 5 write messages one way, version 6 another, and files
//! that hold both are about.

mod content;
mod roles;

use std::collections::HashMap;

use super::moment::{epoch, iso};
use super::spec::{ChatState, Dialect, Table};
use crate::json::{Spanned, Value};
use crate::leaves::Role;
use crate::model::{
    Chat, ChatKind, IdBasis, ListBasis, Member, MemberRole, Mention, Message, Provenance, SenderKind, SourceZone, State,
};
use crate::sentences;
use crate::source::Nearby;
use crate::{Capabilities, Precision, ReadOptions, Support};

use roles::NOBODY;

pub(super) const CAPABILITIES: Capabilities = Capabilities {
    roster: Support::Observed,
    silent_members: Support::No,
    // `title` holds the role or a title of the group's own.
    roles: Support::Text,
    joins_leaves: Support::Text,
    announcements: Support::Text,
    recall: Support::Typed,
    activity: Support::Typed,
    stable_ids: Support::Typed,
    message_ids: Support::Typed,
    replies: Support::Typed,
    money: Support::No,
    attachments: Support::Typed,
    precision: Precision::Millisecond,
};

pub(super) static TABLE: Table = Table {
    enter: &["", "statistics", "statistics.senders", "messages", "avatars"],
    data_keys: &[
        ("avatars", Role::MemberId),
        ("statistics.messageTypes", Role::Structure),
        ("statistics.resources.byType", Role::Structure),
        ("exportOptions.options", Role::Structure),
        ("exportOptions.filters", Role::Structure),
    ],
    records: &["messages[]"],
    chats: &[],
    roles: roles::ROLES,
    reserved: &[NOBODY, "0"],
    words: roles::WORDS,
    system: |message| is_system(message),
    dialect: |nearby, options| Box::new(Qce::new(nearby.clone(), options)),
};

/// True for what can be a message of either dialect.
pub(super) fn is_message(line: &Spanned<'_>) -> bool {
    (line.get("id").is_some() || line.get("messageId").is_some())
        && (line.get("sender").is_some() || line.get("content").is_some())
}

fn is_true(value: &Spanned<'_>, key: &str) -> bool {
    value.get(key).is_some_and(|flag| flag.value == Value::Bool(true))
}

/// Rows of the room: by either dialect's flag, by QQ's type of grey notices, and those of the stand-in sender.
fn is_system(message: &Spanned<'_>) -> bool {
    is_true(message, "system")
        || is_true(message, "isSystemMessage")
        || message.int("messageType") == Some(5)
        || message
            .get("sender")
            .is_some_and(|sender| sender.string("uid") == Some(NOBODY) && sender.id("uin").is_none_or(|uin| uin == "0"))
}

/// Reads messages of either dialect.
pub(super) struct Qce {
    state: ChatState,
    nearby: Nearby,
    zone: jiff::tz::TimeZone,
    /// QQ numbers by the client's own ids; not every message has both.
    numbers: HashMap<String, String>,
    /// Title and remark each sender was last seen with.
    told: HashMap<String, [Option<String>; 2]>,
    fresh: Vec<Member>,
}

impl Qce {
    pub fn new(nearby: Nearby, options: &ReadOptions) -> Self {
        Self {
            state: ChatState::new(Chat::new(0, "qq", SourceZone::Utc)),
            nearby,
            zone: options.timezone.clone(),
            numbers: HashMap::new(),
            told: HashMap::new(),
            fresh: Vec::new(),
        }
    }

    /// A QQ number, where it is known of the person, else the client's own id; `None` for the stand-ins.
    fn id(&mut self, person: &Spanned<'_>, uid: &str, uin: &str) -> Option<String> {
        let uid = person.id(uid).filter(|id| id != NOBODY && id != "0");
        let uin = person.id(uin).filter(|id| id != "0");
        if let (Some(uid), Some(uin)) = (&uid, &uin)
            && !self.numbers.contains_key(uid)
        {
            self.numbers.insert(uid.clone(), uin.clone());
        }
        uin.or_else(|| uid.as_ref().and_then(|uid| self.numbers.get(uid).cloned())).or(uid)
    }

    fn stamp(&self, message: &Spanned<'_>) -> Option<crate::model::Stamp> {
        message
            .int("timestamp")
            .and_then(epoch)
            .or_else(|| message.string("timestamp").and_then(|text| iso(text, &self.zone)))
            .or_else(|| message.string("time").and_then(|text| iso(text, &self.zone)))
    }

    /// Notes what only a message tells of its sender.
    fn note(&mut self, id: &str, sender: &Spanned<'_>) {
        let own = |key| sender.string(key).map(str::to_owned);
        let now = [own("title"), own("remark")];
        if now == [None, None] || self.told.get(id) == Some(&now) {
            return;
        }
        self.fresh.push(Member {
            chat: self.state.chat.ordinal,
            member_id: id.to_owned(),
            id_basis: IdBasis::Native,
            display_name: own("nickname").or_else(|| own("name")),
            group_alias: own("groupCard"),
            remark: now[1].clone(),
            aliases: Vec::new(),
            roles: now[0].iter().map(|title| role(title)).collect(),
            joined_at_ms: None,
            left_at_ms: None,
            list_basis: ListBasis::Observed,
        });
        self.told.insert(id.to_owned(), now);
    }
}

impl Dialect for Qce {
    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        match path {
            "metadata" => {
                let at = value.string("exportTime").and_then(|text| iso(text, &self.zone));
                self.state.edit().exported_at_ms = at.map(|at| at.ms);
            }
            "chatInfo" => {
                let exporter = self.id(value, "selfUid", "selfUin");
                let chat = self.state.edit();
                chat.name = value.string("name").map(str::to_owned);
                chat.chat_id = ["peerUin", "peerUid"].iter().find_map(|key| value.id(key)).filter(|id| id != "0");
                chat.exported_by = exporter;
                chat.kind = match value.string("type") {
                    Some("group") => ChatKind::Group,
                    Some("private" | "temp") => ChatKind::Direct,
                    _ => ChatKind::Unknown,
                };
            }
            "statistics.senders[]" => {
                self.id(value, "uid", "uin");
            }
            _ => {}
        }
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let time = self.stamp(value);
        let sender = value.get("sender").filter(|sender| sender.is_object());
        if time.is_none() && sender.is_none() {
            return Err("a message without sender and time");
        }
        let content = value.get("content").filter(|content| content.is_object());
        let raw = |key| value.get("rawMessage").and_then(|raw| raw.string(key)).map(str::to_owned);
        let mut message = Message::new(self.state.chat.ordinal, provenance);
        message.time = time;
        message.msg_id = value.id("id").or_else(|| value.id("messageId"));
        message.id_basis = if message.msg_id.is_some() { IdBasis::Native } else { IdBasis::None };
        message.raw_kind = value.id("type").or_else(|| value.id("messageType")).unwrap_or_default().into();
        message.kind = content::kind(value, content);
        message.text =
            content.map_or_else(|| value.string("content"), |content| content.string("text")).map(str::to_owned);
        if is_true(value, "recalled") || is_true(value, "isRecalled") {
            message.state = State::Recalled;
        }
        if is_system(value) {
            message.make_event(sentences::wechat(message.text.as_deref().unwrap_or_default()));
            return Ok(message);
        }
        if let Some(sender) = sender {
            message.sender_id = self.id(sender, "uid", "uin");
            let name = |key| sender.string(key).map(str::to_owned);
            message.sender_name = name("nickname").or_else(|| raw("sendNickName")).or_else(|| name("name"));
            message.sender_alias = name("groupCard").or_else(|| raw("sendMemberName"));
        }
        message.sender_basis = if message.sender_id.is_some() { IdBasis::Native } else { IdBasis::None };
        message.sender_kind = match (&message.sender_id, &self.state.chat.exported_by) {
            (Some(id), Some(exporter)) if id == exporter => SenderKind::Exporter,
            (Some(_), _) => SenderKind::User,
            (None, _) => SenderKind::Unknown,
        };
        if let (Some(id), Some(sender)) = (&message.sender_id, sender) {
            self.note(id, sender);
        }
        if let Some(content) = content {
            message.reply_to = content::reply(content)
                .and_then(|reply| reply.id("referencedMessageId").or_else(|| reply.id("messageId")))
                .filter(|id| id != "0");
            message.nested = content::nested(content, &self.zone);
            message.mentions = content.list("mentions").iter().map(|mention| self.mention(mention)).collect();
            message.attachments = content::attachments(content, &self.nearby);
        }
        Ok(message)
    }

    fn members(&mut self) -> Vec<Member> {
        std::mem::take(&mut self.fresh)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}

impl Qce {
    fn mention(&mut self, mention: &Spanned<'_>) -> Mention {
        let all = mention.string("type") == Some("all");
        let name = mention.string("name").map(|name| name.trim_start_matches('@').to_owned());
        Mention { id: self.id(mention, "uid", "uin").filter(|_| !all), name: name.filter(|_| !all), all }
    }
}

/// QQ shows a member's role and a title of the group's own in the same place.
fn role(title: &str) -> MemberRole {
    match title {
        "群主" => MemberRole::Owner,
        "管理员" => MemberRole::Admin,
        other => MemberRole::Custom(other.to_owned()),
    }
}

#[cfg(test)]
mod tests;
