//! Tables in no known format, read by what a person says of their columns in `groupkeep.yaml`; without that, by columns
//! called `time`, `sender`, `text` and so on.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::chats::Chats;
use super::media::{file_name, kind_of, message_kind};
use super::moment::{epoch, written};
use super::spec::Dialect;
use crate::leaves::{Role, TimeForm};
use crate::model::{
    Attachment, Chat, Event, EventType, Kind, Message, Precision, Provenance, SourceZone, Stamp, TzBasis,
};
use crate::sheet::{Cells, Delimited, Origin, Sheet, Told};
use crate::source::Nearby;
use crate::{Capabilities, Columns, DateOrder, ReadOptions, Support, TimeFormat};

/// What such tables can tell at most.
pub(super) const CAPABILITIES: Capabilities = Capabilities {
    roster: Support::Observed,
    silent_members: Support::No,
    roles: Support::No,
    joins_leaves: Support::No,
    announcements: Support::No,
    recall: Support::No,
    activity: Support::Typed,
    stable_ids: Support::Typed,
    message_ids: Support::Typed,
    replies: Support::Typed,
    money: Support::No,
    attachments: Support::Text,
    precision: Precision::Millisecond,
};

const TIME: usize = 0;
const TEXT: usize = 1;

/// The description of a table a person described.
pub(super) fn sheet(options: &ReadOptions) -> Sheet {
    let columns = columns(options);
    // No header line has an empty name, so a column that was not named is nowhere.
    let name = |name: &Option<String>| Cow::Owned(name.clone().unwrap_or_else(|| "\0".to_owned()));
    let form = match columns.time_format {
        TimeFormat::Ymd => TimeForm::Ymd,
        TimeFormat::Dmy => TimeForm::Dmy,
        TimeFormat::Mdy => TimeForm::Mdy,
        TimeFormat::Seconds => TimeForm::UnixSeconds,
        TimeFormat::Milliseconds => TimeForm::UnixMillis,
    };
    Sheet {
        columns: vec![
            (Cow::Owned(columns.time.clone()), Role::Time(form)),
            (Cow::Owned(columns.text.clone()), Role::Text),
            (name(&columns.sender), Role::MemberName),
            (name(&columns.sender_id), Role::MemberId),
            (name(&columns.chat), Role::ChatId),
            (name(&columns.kind), Role::Structure),
            (name(&columns.message_id), Role::MessageId),
            (name(&columns.reply_to), Role::MessageId),
            (name(&columns.file), Role::FileName),
        ],
        required: TEXT + 1,
        cells: Delimited::Quoted,
        preface: true,
        words: &[],
        dialect,
    }
}

const SENDER: usize = 2;
const SENDER_ID: usize = 3;
const CHAT: usize = 4;
const KIND: usize = 5;
const MESSAGE_ID: usize = 6;
const REPLY_TO: usize = 7;
const FILE: usize = 8;

/// What a person says, or the names the keys themselves have.
fn columns(options: &ReadOptions) -> Arc<Columns> {
    let own = |name: &str| Some(name.to_owned());
    options.columns.clone().unwrap_or_else(|| {
        Arc::new(Columns {
            platform: "table".to_owned(),
            chat: own("chat"),
            time: "time".to_owned(),
            sender: own("sender"),
            sender_id: own("sender_id"),
            text: "text".to_owned(),
            kind: own("kind"),
            message_id: own("message_id"),
            reply_to: own("reply_to"),
            file: own("file"),
            ..Columns::default()
        })
    })
}

fn dialect(origin: &Origin<'_>) -> Box<dyn Dialect> {
    let columns = columns(origin.options);
    let zone = match columns.time_format {
        TimeFormat::Seconds | TimeFormat::Milliseconds => SourceZone::Utc,
        TimeFormat::Ymd | TimeFormat::Dmy | TimeFormat::Mdy => SourceZone::Naive,
    };
    Box::new(Described {
        chats: Chats::new("", zone),
        columns,
        nearby: origin.nearby.clone(),
        zone: origin.options.timezone.clone(),
    })
}

struct Described {
    chats: Chats,
    columns: Arc<Columns>,
    nearby: Nearby,
    zone: TimeZone,
}

impl Dialect for Described {
    fn row(&mut self, cells: &Cells<'_>, provenance: Provenance) -> Result<Told, &'static str> {
        let time = cells.time(TIME, |text| self.time(text))?;
        let sender = cells.get(SENDER).or_else(|| cells.get(SENDER_ID));
        if time.is_none() && sender.is_none() {
            return Err("a row without time and sender");
        }
        let named = cells.get(CHAT);
        let columns = &self.columns;
        let chat = self.chats.of(named.unwrap_or_default(), |chat| {
            columns.platform.clone_into(&mut chat.platform);
            chat.chat_id = named.map(str::to_owned);
            chat.name = columns.chat_name.clone();
        });
        let mut message = Message::new(chat, provenance);
        message.time = time;
        message.identify(cells.id(MESSAGE_ID));
        message.reply_to = cells.id(REPLY_TO);
        message.text = cells.text(TEXT);
        message.raw_kind = cells.text(KIND).unwrap_or_default().into();
        if self.columns.system.is_some() && sender == self.columns.system.as_deref() {
            // Its sentences are of a platform nobody knows here.
            message.make_notice(Event::of(EventType::Unknown));
            return Ok(Told::Message(message));
        }
        message.sent_by(cells.id(SENDER_ID), cells.get(SENDER));
        if let Some(file) = cells.get(FILE) {
            let (kind, presence) = (kind_of(file), self.nearby.presence(file));
            message.kind = message_kind(kind);
            let (name, path) = (Some(file_name(file).to_owned()), Some(file.to_owned()));
            message.attachments.push(Attachment { name, path, ..Attachment::new(kind, presence) });
        }
        if let Some(kind) = kind(&message.raw_kind) {
            message.kind = kind;
        }
        Ok(Told::Message(message))
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chats.take()
    }
}

impl Described {
    fn time(&self, text: &str) -> Option<Stamp> {
        let order = match self.columns.time_format {
            TimeFormat::Seconds => {
                return text.trim().parse().ok().filter(|seconds| *seconds < SECONDS_END).and_then(epoch);
            }
            TimeFormat::Milliseconds => {
                let ms: i64 = text.trim().parse().ok()?;
                epoch(ms.div_euclid(1000))?;
                return Some(Stamp { ms, precision: Precision::Millisecond, basis: TzBasis::Epoch });
            }
            TimeFormat::Ymd => DateOrder::Ymd,
            TimeFormat::Dmy => DateOrder::Dmy,
            TimeFormat::Mdy => DateOrder::Mdy,
        };
        written(text, order, &self.zone)
    }
}

/// More seconds than these would be the year 5138.
const SECONDS_END: i64 = 100_000_000_000;

/// What the commonest names of types mean.
fn kind(word: &str) -> Option<Kind> {
    Some(match word.to_lowercase().as_str() {
        "" => return None,
        "text" | "文本" | "文字" | "txt" => Kind::Text,
        "image" | "picture" | "photo" | "图片" => Kind::Image,
        "voice" | "audio" | "语音" => Kind::Voice,
        "video" | "视频" => Kind::Video,
        "file" | "文件" => Kind::File,
        "sticker" | "emotion" | "表情" => Kind::Sticker,
        "link" | "链接" => Kind::Link,
        "location" | "位置" => Kind::Location,
        "reply" | "回复" | "引用" => Kind::Reply,
        "forward" | "转发" | "聊天记录" => Kind::Forward,
        "announcement" | "公告" | "群公告" => Kind::Announcement,
        "call" | "通话" => Kind::Call,
        _ => Kind::Other,
    })
}
