//! What the two forms of the ChatLab standard (versions 0.0.1 and 0.0.2) share.

use super::mentions::named_mentions;
use super::moment::epoch;
use super::money::money;
use super::names::id_of_name;
use super::spec::{ChatState, Dialect, Table};
use crate::json::Spanned;
use crate::leaves::{Role, TimeForm};
use crate::model::{
    Chat, ChatKind, Event, EventType, IdBasis, Kind, ListBasis, Member, MemberRole, Message, Nested, Party, Provenance,
    SenderKind, SourceZone,
};
use crate::sentences;
use crate::source::Nearby;
use crate::{Capabilities, Precision, ReadOptions, Support};

pub(super) const CAPABILITIES: Capabilities = Capabilities {
    roster: Support::Typed,
    silent_members: Support::Typed,
    roles: Support::Typed,
    joins_leaves: Support::Text,
    announcements: Support::Text,
    recall: Support::Typed,
    activity: Support::Typed,
    stable_ids: Support::Typed,
    message_ids: Support::Typed,
    replies: Support::Typed,
    money: Support::Text,
    attachments: Support::No,
    precision: Precision::Second,
};

const SECONDS: Role = Role::Time(TimeForm::UnixSeconds);

pub(super) const TABLE: Table = Table {
    enter: &["", "members", "messages"],
    data_keys: &[],
    records: &["messages[]"],
    chats: &[],
    roles: &[
        ("_type", Role::Structure),
        ("chatlab.version", Role::Structure),
        ("chatlab.exportedAt", SECONDS),
        ("chatlab.generator", Role::Structure),
        ("chatlab.description", Role::Text),
        ("meta.name", Role::ChatName),
        ("meta.platform", Role::Structure),
        ("meta.type", Role::Structure),
        ("meta.groupId", Role::ChatId),
        ("meta.groupAvatar", Role::Avatar),
        ("meta.ownerId", Role::MemberId),
        ("meta.sources[]", Role::Unknown),
        ("members[]._type", Role::Structure),
        ("members[].platformId", Role::MemberId),
        ("members[].accountName", Role::MemberName),
        ("members[].groupNickname", Role::MemberAlias),
        ("members[].aliases[]", Role::MemberAlias),
        ("members[].avatar", Role::Avatar),
        ("members[].roles[].id", Role::Structure),
        ("members[].roles[].name", Role::MemberAlias),
        ("messages[]._type", Role::Structure),
        ("messages[].platformMessageId", Role::MessageId),
        ("messages[].sender", Role::MemberId),
        ("messages[].accountName", Role::MemberName),
        ("messages[].groupNickname", Role::MemberAlias),
        ("messages[].timestamp", SECONDS),
        ("messages[].type", Role::Structure),
        ("messages[].content", Role::Text),
        ("messages[].replyToMessageId", Role::MessageId),
        ("messages[].chatRecords[].sender", Role::MemberId),
        ("messages[].chatRecords[].accountName", Role::MemberName),
        ("messages[].chatRecords[].groupNickname", Role::MemberAlias),
        ("messages[].chatRecords[].timestamp", SECONDS),
        ("messages[].chatRecords[].type", Role::Structure),
        ("messages[].chatRecords[].content", Role::Text),
        ("messages[].chatRecords[].avatar", Role::Avatar),
        ("messages[].chatRecords[].chatRecords[].sender", Role::MemberId),
        ("messages[].chatRecords[].chatRecords[].accountName", Role::MemberName),
        ("messages[].chatRecords[].chatRecords[].groupNickname", Role::MemberAlias),
        ("messages[].chatRecords[].chatRecords[].timestamp", SECONDS),
        ("messages[].chatRecords[].chatRecords[].type", Role::Structure),
        ("messages[].chatRecords[].chatRecords[].content", Role::Text),
        ("messages[].chatRecords[].chatRecords[].avatar", Role::Avatar),
        ("sync.hasMore", Role::Structure),
        ("sync.nextSince", SECONDS),
        ("sync.nextOffset", Role::Structure),
        ("sync.watermark", SECONDS),
    ],
    reserved: &["SYSTEM"],
    words: &[
        "SYSTEM",
        "System",
        "系统",
        "系统消息",
        "header",
        "member",
        "message",
        "group",
        "private",
        "wechat",
        "qq",
        "telegram",
        "whatsapp",
        "discord",
        "instagram",
        "line",
        "unknown",
        "owner",
        "admin",
        "ChatLab",
        "WeFlow",
    ],
    system: |message| is_system(message),
    dialect,
};

/// The rooms' own rows: type 80, type 81, and the sender the standard reserves.
fn is_system(message: &Spanned<'_>) -> bool {
    matches!(message.int("type"), Some(80 | 81)) || message.string("sender") == Some("SYSTEM")
}

fn dialect(_nearby: &Nearby, _options: &ReadOptions) -> Box<dyn Dialect> {
    Box::new(Chatlab { state: ChatState::new(Chat::new(0, "unknown", SourceZone::Utc)) })
}

struct Chatlab {
    state: ChatState,
}

impl Dialect for Chatlab {
    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        match path {
            "chatlab" => {
                self.state.edit().exported_at_ms = value.int("exportedAt").and_then(epoch).map(|at| at.ms);
                None
            }
            "meta" => {
                let chat = self.state.edit();
                chat.name = value.string("name").map(str::to_owned);
                chat.chat_id = value.id("groupId");
                chat.exported_by = value.id("ownerId");
                if let Some(platform) = value.string("platform") {
                    chat.platform = platform.to_lowercase();
                }
                chat.kind = match value.string("type") {
                    Some("group") => ChatKind::Group,
                    Some("private") => ChatKind::Direct,
                    _ => ChatKind::Unknown,
                };
                None
            }
            "members[]" => self.member(value),
            _ => None,
        }
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let code = value.int("type");
        let time = value.int("timestamp").and_then(epoch);
        let sender = value.id("sender");
        if time.is_none() && sender.is_none() && code.is_none() {
            return Err("a message without sender, time and type");
        }
        let mut message = Message::new(self.state.chat.ordinal, provenance);
        message.msg_id = value.id("platformMessageId");
        message.id_basis = if message.msg_id.is_some() { IdBasis::Native } else { IdBasis::None };
        message.time = time;
        message.sender_name = value.string("accountName").map(str::to_owned);
        message.sender_alias = value.string("groupNickname").map(str::to_owned);
        message.raw_kind = value.id("type").unwrap_or_default().into();
        message.kind = code.map_or(Kind::Other, kind);
        message.text = value.string("content").map(str::to_owned);
        message.reply_to = value.id("replyToMessageId");
        message.nested = value.list("chatRecords").iter().flat_map(nested).collect();
        if message.reply_to.is_some() && message.kind == Kind::Text {
            message.kind = Kind::Reply;
        }
        if is_system(value) {
            let actor = sender.filter(|id| id != "SYSTEM");
            message.make_event(self.event(code, actor, &message));
            return Ok(message);
        }
        message.sender_kind = match (&sender, &self.state.chat.exported_by) {
            (Some(id), Some(exporter)) if id == exporter => SenderKind::Exporter,
            (Some(_), _) => SenderKind::User,
            (None, _) => SenderKind::Unknown,
        };
        (message.sender_id, message.sender_basis) = match (sender, &message.sender_name) {
            (Some(id), _) => (Some(id), IdBasis::Native),
            (None, Some(name)) => {
                let (id, basis) = id_of_name(name);
                (Some(id), basis)
            }
            (None, None) => (None, IdBasis::None),
        };
        if self.state.chat.platform == "wechat" {
            message.mentions = named_mentions(message.text.as_deref().unwrap_or_default());
        }
        message.money = money(message.kind, message.text.as_deref().unwrap_or_default());
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}

impl Chatlab {
    fn member(&mut self, value: &Spanned<'_>) -> Option<Member> {
        let member_id = value.id("platformId")?;
        let roles: Vec<MemberRole> = value.list("roles").iter().filter_map(role).collect();
        if roles.contains(&MemberRole::Owner) && self.state.chat.owner_id.is_none() {
            self.state.edit().owner_id = Some(member_id.clone());
        }
        Some(Member {
            chat: self.state.chat.ordinal,
            member_id,
            id_basis: IdBasis::Native,
            display_name: value.string("accountName").map(str::to_owned),
            group_alias: value.string("groupNickname").map(str::to_owned),
            remark: None,
            aliases: value.list("aliases").iter().filter_map(|alias| alias.as_str().map(str::to_owned)).collect(),
            roles,
            joined_at_ms: None,
            left_at_ms: None,
            list_basis: ListBasis::Roster,
        })
    }

    fn event(&self, code: Option<i64>, actor: Option<String>, message: &Message) -> Event {
        let sentence = message.text.as_deref().unwrap_or_default();
        let mut event = match self.state.chat.platform.as_str() {
            "whatsapp" => sentences::whatsapp(sentence),
            _ => sentences::wechat(sentence),
        };
        if code == Some(81) {
            event.event = EventType::Recall;
            if let Some(id) = actor {
                event.actor = Some(Party { id: Some(id), name: message.sender_name.clone(), exporter: false });
            }
        }
        event
    }
}

/// One message of a merged forward, and those forwarded within it.
fn nested(value: &Spanned<'_>) -> Vec<Nested> {
    let own = Nested {
        sender_id: value.id("sender"),
        sender_name: value.string("accountName").or_else(|| value.string("groupNickname")).map(str::to_owned),
        text: value.string("content").map(str::to_owned),
        time: value.int("timestamp").and_then(epoch),
    };
    std::iter::once(own).chain(value.list("chatRecords").iter().flat_map(nested)).collect()
}

fn role(value: &Spanned<'_>) -> Option<MemberRole> {
    Some(match value.string("id")? {
        "owner" => MemberRole::Owner,
        "admin" => MemberRole::Admin,
        other => MemberRole::Custom(value.string("name").unwrap_or(other).to_owned()),
    })
}

fn kind(code: i64) -> Kind {
    match code {
        0 => Kind::Text,
        1 => Kind::Image,
        2 => Kind::Voice,
        3 => Kind::Video,
        4 => Kind::File,
        5 => Kind::Sticker,
        7 => Kind::Link,
        8 => Kind::Location,
        20 => Kind::RedPacket,
        21 => Kind::Transfer,
        22 => Kind::Poke,
        23 => Kind::Call,
        24 => Kind::Share,
        25 => Kind::Reply,
        26 => Kind::Forward,
        27 => Kind::Contact,
        _ => Kind::Other,
    }
}

/// The code of a kind; `None` for what the standard has no code for.
pub(crate) fn code(kind: Kind) -> Option<i64> {
    (0..=27).find(|code| kind != Kind::Other && self::kind(*code) == kind)
}

#[cfg(test)]
mod tests;
