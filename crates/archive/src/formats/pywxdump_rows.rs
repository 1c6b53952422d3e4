//! The tables of PyWxDump: pages of CSV, and `users.json` beside them that says who the ids are. Times are local, and as a
//! spreadsheet leaves them where one has saved the file again.

use jiff::tz::TimeZone;

use super::chats::Chats;
use super::media::{carried_by, file_name};
use super::mentions::named_mentions;
use super::moment::written;
use super::money::money;
use super::pywxdump_words::WORDS;
use super::spec::{Dialect, Table};
use super::wechat::ROOM;
use super::weflow_kinds::{is_notice_word, kind};
use crate::json::Spanned;
use crate::leaves::{Role, TimeForm};
use crate::model::{
    Attachment, Chat, ChatKind, IdBasis, Kind, ListBasis, Member, Message, Nested, Presence, Provenance, SourceZone,
};
use crate::sentences;
use crate::sheet::{Cells, Delimited, Origin, Sheet, Told};
use crate::source::Nearby;
use crate::{Capabilities, DateOrder, Precision, ReadOptions, Support};

/// What the tables can tell.
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
    replies: Support::No,
    money: Support::Text,
    attachments: Support::Text,
    precision: Precision::Second,
};

const ID: usize = 0;
const SERVER_ID: usize = 1;
const TYPE: usize = 2;
const IS_SENDER: usize = 3;
const TALKER: usize = 4;
const ROOM_NAME: usize = 5;
const MSG: usize = 6;
const SRC: usize = 7;
const CREATE_TIME: usize = 8;

/// The columns of a page.
pub(super) const COLUMNS: [(&str, Role); 9] = [
    ("id", Role::Structure),
    ("MsgSvrID", Role::MessageId),
    ("type_name", Role::Structure),
    ("is_sender", Role::Structure),
    ("talker", Role::MemberId),
    ("room_name", Role::ChatId),
    ("msg", Role::Text),
    ("src", Role::FileName),
    ("CreateTime", Role::Time(TimeForm::Ymd)),
];

/// The description of a page.
pub(super) fn sheet(_: &ReadOptions) -> Sheet {
    Sheet {
        columns: Sheet::columns(&COLUMNS),
        required: COLUMNS.len(),
        cells: Delimited::Quoted,
        preface: false,
        words: WORDS,
        dialect: |origin: &Origin<'_>| Box::new(Pywxdump::new(origin.nearby, origin.options)),
    }
}

/// The users the messages of an export are of, by id. It is no list of a group's members.
pub(super) static USERS: Table = Table {
    enter: &[""],
    data_keys: &[("", Role::MemberId)],
    records: &[],
    chats: &[],
    roles: &[
        ("*.wxid", Role::MemberId),
        ("*.nickname", Role::MemberName),
        ("*.remark", Role::MemberAlias),
        ("*.account", Role::MemberId),
        ("*.describe", Role::Text),
        ("*.headImgUrl", Role::Avatar),
        ("*.LabelIDList", Role::Structure),
        ("*.LabelIDList[]", Role::Structure),
    ],
    reserved: &[],
    words: &[],
    system: |_| false,
    dialect: |nearby, options| Box::new(Pywxdump::new(nearby, options)),
};

/// Reads pages and users.
pub(super) struct Pywxdump {
    chats: Chats,
    nearby: Nearby,
    zone: TimeZone,
    /// A page named a chat.
    paged: bool,
}

impl Pywxdump {
    /// For files beside which media may lie.
    pub fn new(nearby: &Nearby, options: &ReadOptions) -> Self {
        let chats = Chats::new("wechat", SourceZone::Naive);
        Self { chats, nearby: nearby.clone(), zone: options.timezone.clone(), paged: false }
    }

    /// The chat users are told of under: that of the pages before, for they wrote in one of them.
    fn chat_of_users(&mut self) -> u32 {
        if self.paged { 0 } else { self.chats.of("", |_| {}) }
    }
}

/// The media of a message, from what PyWxDump has under `src`.
pub(super) fn attachment(nearby: &Nearby, kind: Kind, src: Option<&str>) -> Option<Attachment> {
    let kind = carried_by(kind)?;
    // For links and forwards markup stands there instead of a path.
    let src = src.filter(|src| src.contains(['/', '\\']) && !src.contains(['{', '<', '\n']));
    let Some(src) = src else { return Some(Attachment::new(kind, Presence::NotExported)) };
    let is_link = src.starts_with("http://") || src.starts_with("https://");
    let name = (!is_link).then(|| file_name(src).to_owned());
    Some(Attachment { name, path: Some(src.to_owned()), ..Attachment::new(kind, nearby.presence(src)) })
}

impl Dialect for Pywxdump {
    fn header(&mut self, _path: &str, key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        let id = key.map(str::to_owned).or_else(|| value.id("wxid")).filter(|id| !id.is_empty())?;
        let name = |key| value.string(key).map(str::to_owned);
        if id.ends_with(ROOM) {
            // Rooms stand among the users.
            let chat = self.chats.of(&id, |chat| {
                (chat.chat_id, chat.kind) = (Some(id.clone()), ChatKind::Group);
            });
            self.chats.edit(chat)?.name = name("nickname");
            return None;
        }
        let chat = self.chat_of_users();
        Some(Member {
            display_name: name("nickname"),
            remark: name("remark"),
            aliases: name("account").into_iter().collect(),
            list_basis: ListBasis::Observed,
            ..Member::listed(chat, id, IdBasis::Native)
        })
    }

    fn row(&mut self, cells: &Cells<'_>, provenance: Provenance) -> Result<Told, &'static str> {
        let time = cells.time(CREATE_TIME, |text| written(text, DateOrder::Ymd, &self.zone))?;
        let (Some(room), Some(word)) = (cells.get(ROOM_NAME), cells.get(TYPE)) else {
            return Err("a row without room and type");
        };
        let chat = self.chats.of(room, |chat| {
            chat.chat_id = Some(room.to_owned());
            chat.kind = if room.ends_with(ROOM) { ChatKind::Group } else { ChatKind::Direct };
        });
        self.paged = true;
        let mut message = Message::new(chat, provenance);
        message.time = time;
        message.numbered(cells.id(SERVER_ID), || cells.id(ID));
        message.raw_kind = word.to_owned().into();
        message.text = cells.text(MSG);
        // A poke is a sentence of the room here.
        if is_notice_word(word) || word == "拍一拍" {
            message.make_notice(sentences::wechat(message.text.as_deref().unwrap_or_default()));
            return Ok(Told::Message(message));
        }
        let kind = kind(Some(word), None);
        message.kind = kind;
        let sender = cells.text(TALKER).filter(|id| !WORDS.contains(&id.as_str()));
        message.sent_under(sender, cells.int(IS_SENDER) == Some(1));
        if let Some((text, nested)) = message.text.as_deref().filter(|_| kind == Kind::Reply).and_then(quote) {
            message.text = Some(text).filter(|text| !text.is_empty());
            message.nested.push(nested);
        }
        message.mentions = named_mentions(message.text.as_deref().unwrap_or_default());
        message.money = money(kind, message.text.as_deref().unwrap_or_default());
        message.attachments.extend(attachment(&self.nearby, kind, cells.get(SRC)));
        Ok(Told::Message(message))
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chats.take()
    }
}

/// An answer and what it quotes: the text, a blank line, `[引用](time)name:text`.
fn quote(text: &str) -> Option<(String, Nested)> {
    let (own, rest) = text.rsplit_once("[引用](").filter(|(own, _)| own.ends_with('\n'))?;
    let own = own.trim_end_matches(['\r', '\n']);
    let (_, quoted) = rest.split_once(')')?;
    let (name, body) = quoted.split_once(':')?;
    let part = |part: &str| Some(part.to_owned()).filter(|part| !part.is_empty());
    Some((own.to_owned(), Nested { sender_id: None, sender_name: part(name), text: part(body), time: None }))
}
