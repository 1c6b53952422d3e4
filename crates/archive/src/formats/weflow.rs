//! WeFlow's detailed JSON of a WeChat conversation, and what its relatives share with it. Two vocabularies of type names
//! are in use, an older and a newer; both are read, and the name stays in `raw_kind`.

mod roles;

use std::collections::HashMap;

use super::media::{carried_by, file_name, kind_of};
use super::mentions::named_mentions;
use super::moment::{epoch, iso};
use super::money::money;
use super::spec::{Body, ChatState, Dialect, Spec, Table};
use super::weflow_kinds::{is_notice, is_notice_word, kind};
use crate::detect::Evidence;
use crate::json::{Spanned, Value};
use crate::leaves::Role;
use crate::model::{
    Attachment, AttachmentKind, Chat, ChatKind, IdBasis, Kind, ListBasis, Member, Mention, Message, Nested, Presence,
    Provenance, SourceZone,
};
use crate::sentences;
use crate::source::Nearby;
use crate::{Capabilities, Precision, ReadOptions, Support};

pub(super) const CAPABILITIES: Capabilities = Capabilities {
    roster: Support::Observed,
    silent_members: Support::No,
    roles: Support::No,
    joins_leaves: Support::Text,
    announcements: Support::Typed,
    recall: Support::Text,
    activity: Support::Typed,
    stable_ids: Support::Typed,
    message_ids: Support::Typed,
    replies: Support::Typed,
    money: Support::Text,
    attachments: Support::Text,
    precision: Precision::Second,
};

pub(crate) static SPEC: Spec =
    Spec { name: "weflow-json", capabilities: CAPABILITIES, sniff, body: Body::Document(&TABLE) };

/// The places of WeFlow's forms and of EchoTrace.
pub(super) static TABLE: Table = Table {
    enter: &["", "messages", "senders", "groupMembers", "avatars"],
    data_keys: &[("avatars", Role::MemberId)],
    records: &["messages[]"],
    chats: &[],
    roles: roles::ROLES,
    reserved: &[],
    words: roles::WORDS,
    system: |message| is_system(message),
    dialect,
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    if !keys.has("weflow") {
        return None;
    }
    if keys.text("weflow.format") == Some("arkme-json") {
        return Some((0.4, "a file of WeFlow, but its `format` is another".to_owned()));
    }
    let signs = ["weflow.version", "session", "session.wxid", "messages"];
    let found = signs.iter().filter(|key| keys.has(key)).count();
    Some((0.6 + 0.1 * found as f64, format!("top-level key `weflow`, and {found} of {}", signs.join(", "))))
}

/// Rows of the room under either vocabulary: the system type, rows sent by the room itself, and, as old versions write
/// them, rows that nobody sent and that were neither sent nor received.
fn is_system(message: &Spanned<'_>) -> bool {
    message.string("type").is_some_and(is_notice_word)
        || message.int("localType").is_some_and(is_notice)
        || message.string("senderUsername").is_some_and(|id| id.ends_with("@chatroom"))
        || message.get("isSend").is_some_and(|flag| flag.value == Value::Null)
            && ["senderUsername", "senderID"].iter().all(|key| message.id(key).is_none())
}

fn dialect(nearby: &Nearby, options: &ReadOptions) -> Box<dyn Dialect> {
    Box::new(Weflow {
        state: ChatState::new(Chat::new(0, "wechat", SourceZone::Utc)),
        nearby: nearby.clone(),
        zone: options.timezone.clone(),
        senders: HashMap::new(),
    })
}

struct Weflow {
    state: ChatState,
    nearby: Nearby,
    zone: jiff::tz::TimeZone,
    /// The numbers by which compact messages name their sender.
    senders: HashMap<String, String>,
}

impl Dialect for Weflow {
    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        match path {
            "weflow" => {
                self.state.edit().exported_at_ms = value.int("exportedAt").and_then(epoch).map(|at| at.ms);
                None
            }
            "session" => {
                let chat = self.state.edit();
                chat.chat_id = value.id("wxid");
                chat.name = ["displayName", "nickname"].iter().find_map(|key| value.string(key)).map(str::to_owned);
                let room = chat.chat_id.as_deref().is_some_and(|id| id.ends_with("@chatroom"));
                chat.kind = match value.string("type") {
                    Some("群聊") => ChatKind::Group,
                    Some("私聊") => ChatKind::Direct,
                    _ if room => ChatKind::Group,
                    _ => ChatKind::Unknown,
                };
                // In a direct chat the session is the other person.
                if chat.kind == ChatKind::Direct { self.member(value) } else { None }
            }
            "senders[]" => self.sender(value),
            "groupMembers[]" => self.member(value),
            _ => None,
        }
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let time = value
            .int("createTime")
            .and_then(epoch)
            .or_else(|| value.string("formattedTime").and_then(|text| iso(text, &self.zone)));
        let sender = value.id("senderUsername").or_else(|| self.senders.get(&value.id("senderID")?).cloned());
        if time.is_none() && sender.is_none() && value.get("content").is_none() {
            return Err("a message without sender, time and content");
        }
        let mut message = Message::new(self.state.chat.ordinal, provenance);
        message.time = time;
        message.numbered(value.id("platformMessageId"), || value.id("localId"));
        message.raw_kind =
            value.string("type").map(str::to_owned).or_else(|| value.id("localType")).unwrap_or_default().into();
        message.kind = kind(value.string("type"), value.int("localType"));
        message.text = value.get("content").and_then(text);
        message.nested = value.list("chatRecords").iter().flat_map(|record| forwarded(record, &self.zone)).collect();
        if is_system(value) || sender.as_deref().is_some_and(|id| id.ends_with("@chatroom")) {
            message.make_event(sentences::wechat(message.text.as_deref().unwrap_or_default()));
            return Ok(message);
        }
        message.sent_under(sender, value.int("isSend") == Some(1));
        message.sender_name = value.string("senderDisplayName").map(str::to_owned);
        message.reply_to = value.id("replyToMessageId");
        if value.string("quotedSender").is_some() || value.string("quotedContent").is_some() {
            message.nested.push(Nested {
                sender_id: None,
                sender_name: value.string("quotedSender").map(str::to_owned),
                text: value.string("quotedContent").map(str::to_owned),
                time: None,
            });
            if message.kind == Kind::Text {
                message.kind = Kind::Reply;
            }
        }
        message.mentions = value.string("source").map(mentions).unwrap_or_default();
        message.mentions.extend(named_mentions(message.text.as_deref().unwrap_or_default()));
        message.attachments = self.attachments(value, &message);
        message.money = money(message.kind, message.text.as_deref().unwrap_or_default());
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}

impl Weflow {
    /// Somebody who wrote, with the number that compact messages name them by. The room itself is listed too, and
    /// whoever has no id as `unknown`; neither is a member.
    fn sender(&mut self, value: &Spanned<'_>) -> Option<Member> {
        let id = value.id("wxid").filter(|id| id != "unknown")?;
        if let Some(number) = value.id("senderID") {
            self.senders.insert(number, id.clone());
        }
        if id.ends_with("@chatroom") {
            return None;
        }
        self.member(value).map(|member| Member { list_basis: ListBasis::Observed, ..member })
    }

    fn member(&mut self, value: &Spanned<'_>) -> Option<Member> {
        let member_id = value.id("wxid").or_else(|| value.id("username"))?;
        let name = |key| value.string(key).map(str::to_owned);
        Some(Member {
            chat: self.state.chat.ordinal,
            member_id,
            id_basis: IdBasis::Native,
            display_name: name("nickname").or_else(|| name("originalName")).or_else(|| name("displayName")),
            group_alias: name("groupNickname"),
            remark: name("remark"),
            aliases: [name("displayName"), name("alias")].into_iter().flatten().collect(),
            roles: Vec::new(),
            joined_at_ms: None,
            left_at_ms: None,
            list_basis: ListBasis::Roster,
        })
    }

    fn attachments(&self, value: &Spanned<'_>, message: &Message) -> Vec<Attachment> {
        let Some(kind) = carried_by(message.kind) else { return Vec::new() };
        let text = message.text.as_deref().unwrap_or_default();
        let stored = value.string("mediaPath").or_else(|| is_path(text).then_some(text));
        let named = text.strip_prefix("[文件]").map(str::trim).filter(|name| !name.is_empty());
        vec![Attachment {
            kind: stored.filter(|_| kind == AttachmentKind::File).map_or(kind, kind_of),
            name: named.or(stored.map(file_name)).map(str::to_owned),
            path: stored.map(str::to_owned),
            mime: None,
            size: None,
            digest: value.string("emojiMd5").map(|md5| format!("md5:{md5}")),
            presence: stored.map_or(Presence::NotExported, |path| self.nearby.presence(path)),
        }]
    }
}

/// One message of a merged forward, and those forwarded within it.
fn forwarded(record: &Spanned<'_>, zone: &jiff::tz::TimeZone) -> Vec<Nested> {
    let name = ["accountName", "senderDisplayName", "groupNickname"].iter().find_map(|key| record.string(key));
    let time = ["timestamp", "createTime"].iter().find_map(|key| record.int(key)).and_then(epoch);
    let own = Nested {
        sender_id: record.id("sender").or_else(|| record.id("senderUsername")),
        sender_name: name.map(str::to_owned),
        text: record.get("content").and_then(text),
        time: time.or_else(|| record.string("formattedTime").and_then(|text| iso(text, zone))),
    };
    let inner = record.list("chatRecords").iter().flat_map(|record| forwarded(record, zone));
    std::iter::once(own).chain(inner).collect()
}

/// The readable part of a message's content, which older versions write as an object.
fn text(content: &Spanned<'_>) -> Option<String> {
    match &content.value {
        Value::String(text) => Some(text.clone().into_owned()).filter(|text| !text.is_empty()),
        Value::Object(_) => {
            ["text", "content", "title", "desc"].iter().find_map(|key| content.string(key)).map(str::to_owned)
        }
        _ => None,
    }
}

/// True for the relative path of a stored file, as content of media messages.
fn is_path(text: &str) -> bool {
    !text.starts_with('[')
        && text.contains(['/', '\\'])
        && !text.contains(['\n', '<'])
        && file_name(text).rsplit_once('.').is_some_and(|(stem, suffix)| !stem.is_empty() && suffix.len() <= 5)
}

/// The ids listed between `<atuserlist>` tags of the message's source.
fn mentions(source: &str) -> Vec<Mention> {
    let Some((_, rest)) = source.split_once("<atuserlist>") else { return Vec::new() };
    let list = rest.split_once("</atuserlist>").map_or("", |(list, _)| list);
    let list = list.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
    list.split(',')
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .map(|id| match id {
            "notify@all" | "announcement@all" => Mention { id: None, name: None, all: true },
            id => Mention { id: Some(id.to_owned()), name: None, all: false },
        })
        .collect()
}

#[cfg(test)]
mod tests;
