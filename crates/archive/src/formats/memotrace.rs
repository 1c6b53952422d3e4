//! The tables of MemoTrace, also known as WeChatMsg: CSV and workbook have the same columns. Early versions leave the last
//! three cells out in private chats, and the sender out in groups.

use jiff::tz::TimeZone;

use super::media::carried_by;
use super::mentions::named_mentions;
use super::moment::{epoch, written};
use super::money::money;
use super::spec::{ChatState, Dialect};
use super::wechat::ROOM;
use super::weflow_kinds::{is_notice, kind, numbered};
use super::xml::element;
use crate::leaves::{Role, TimeForm};
use crate::model::{Attachment, AttachmentKind, Chat, Message, Presence, Provenance, SourceZone};
use crate::sentences;
use crate::sheet::{Cells, Delimited, Origin, Sheet, Told};
use crate::{Capabilities, DateOrder, Precision, ReadOptions, Support};

/// What both forms can tell.
pub(super) const CAPABILITIES: Capabilities = Capabilities {
    roster: Support::Observed,
    silent_members: Support::No,
    roles: Support::No,
    joins_leaves: Support::Text,
    announcements: Support::No,
    recall: Support::Text,
    activity: Support::Typed,
    stable_ids: Support::Typed,
    message_ids: Support::No,
    replies: Support::No,
    money: Support::Text,
    attachments: Support::No,
    precision: Precision::Second,
};

const LOCAL_ID: usize = 0;
const TYPE: usize = 2;
const SUB_TYPE: usize = 3;
const IS_SENDER: usize = 4;
const CREATE_TIME: usize = 5;
const CONTENT: usize = 7;
const STR_TIME: usize = 8;
const REMARK: usize = 9;
const NICK_NAME: usize = 10;
const SENDER: usize = 11;

/// The columns of both forms.
pub(super) const COLUMNS: [(&str, Role); 12] = [
    ("localId", Role::Structure),
    // Always 1, whoever talks.
    ("TalkerId", Role::Structure),
    ("Type", Role::Structure),
    ("SubType", Role::Structure),
    ("IsSender", Role::Structure),
    ("CreateTime", Role::Time(TimeForm::UnixSeconds)),
    ("Status", Role::Structure),
    ("StrContent", Role::Text),
    ("StrTime", Role::Time(TimeForm::Ymd)),
    ("Remark", Role::MemberAlias),
    ("NickName", Role::MemberName),
    ("Sender", Role::MemberId),
];

/// The description of both forms.
pub(super) fn sheet(_: &ReadOptions) -> Sheet {
    Sheet {
        columns: Sheet::columns(&COLUMNS),
        required: COLUMNS.len(),
        cells: Delimited::Quoted,
        preface: false,
        words: &[],
        dialect,
    }
}

fn dialect(origin: &Origin<'_>) -> Box<dyn Dialect> {
    let mut chat = Chat::new(0, "wechat", SourceZone::Utc);
    // The file is named after the other side, by the exporter's name for it.
    let stem = origin.name.rsplit_once('.').map_or(origin.name, |(stem, _)| stem);
    chat.name = Some(stem.trim_end_matches("_utf8").to_owned()).filter(|name| !name.is_empty() && name != "messages");
    Box::new(Memotrace { state: ChatState::new(chat), zone: origin.options.timezone.clone() })
}

struct Memotrace {
    state: ChatState,
    zone: TimeZone,
}

impl Dialect for Memotrace {
    fn row(&mut self, cells: &Cells<'_>, provenance: Provenance) -> Result<Told, &'static str> {
        let time = match cells.time(CREATE_TIME, |text| text.parse().ok().and_then(epoch))? {
            None => cells.time(STR_TIME, |text| written(text, DateOrder::Ymd, &self.zone))?,
            time => time,
        };
        let number = cells.int(TYPE).ok_or("a row without a type")?;
        let mut message = Message::new(0, provenance);
        message.time = time;
        message.numbered(None, || cells.id(LOCAL_ID));
        let sub = cells.int(SUB_TYPE).unwrap_or(0);
        message.raw_kind = if sub == 0 { number.to_string().into() } else { format!("{number}/{sub}").into() };
        let content = cells.get(CONTENT).unwrap_or_default();
        message.text = text(number, content);
        if is_notice(number) {
            message.make_notice(sentences::wechat(message.text.as_deref().unwrap_or_default()));
            return Ok(Told::Message(message));
        }
        message.kind = kind(None, Some(numbered(number, sub)));
        self.sender(cells, &mut message);
        message.mentions = named_mentions(message.text.as_deref().unwrap_or_default());
        message.money = money(message.kind, message.text.as_deref().unwrap_or_default());
        message.attachments.extend(attachment(&message));
        Ok(Told::Message(message))
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}

impl Memotrace {
    fn sender(&mut self, cells: &Cells<'_>, message: &mut Message) {
        let own = cells.int(IS_SENDER) == Some(1);
        message.sent_under(cells.text(SENDER).filter(|id| !id.ends_with(ROOM)), own);
        message.sender_name = cells.text(NICK_NAME).or_else(|| cells.text(REMARK));
        let Some(id) = &message.sender_id else { return };
        if own && self.state.chat.exported_by.is_none() {
            self.state.edit().exported_by = Some(id.clone());
        }
        self.state.meet(id);
    }
}

/// What members see of a message: its text, or the title or sentence in its XML.
fn text(number: i64, content: &str) -> Option<String> {
    if !content.trim_start().starts_with('<') || number == 1 {
        return Some(content.to_owned()).filter(|text| !text.is_empty());
    }
    match number {
        49 => element(content, "title"),
        10_000 | 10_002 => element(content, "replacemsg").or_else(|| element(content, "content")),
        _ => None,
    }
}

/// Media of which nothing but their being there is exported.
fn attachment(message: &Message) -> Option<Attachment> {
    let kind = carried_by(message.kind)?;
    let name = message.text.clone().filter(|_| kind == AttachmentKind::File);
    Some(Attachment { name, ..Attachment::new(kind, Presence::NotExported) })
}
