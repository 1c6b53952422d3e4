//! WeFlow's CSV for WeClone: as PyWxDump's, but senders are names only, and no column says which chat it is.

use jiff::tz::TimeZone;

use super::media::{carried_by, file_name};
use super::mentions::named_mentions;
use super::moment::written;
use super::spec::{Body, ChatState, Dialect, Spec};
use super::weflow_kinds::kind;
use crate::detect::Evidence;
use crate::leaves::{Role, TimeForm};
use crate::model::{Attachment, Chat, Kind, Message, Presence, Provenance, SenderKind, SourceZone, Stamp};
use crate::sheet::{Cells, Delimited, Origin, Sheet, Told};
use crate::source::Nearby;
use crate::{Capabilities, DateOrder, Precision, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "weclone-csv",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
        // The room's sentences are written like anybody's texts.
        joins_leaves: Support::No,
        announcements: Support::No,
        recall: Support::No,
        activity: Support::Typed,
        stable_ids: Support::No,
        message_ids: Support::Typed,
        replies: Support::No,
        money: Support::No,
        attachments: Support::Text,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Csv(sheet),
};

const ID: usize = 0;
const SERVER_ID: usize = 1;
const TYPE: usize = 2;
const IS_SENDER: usize = 3;
const TALKER: usize = 4;
const MSG: usize = 5;
const SRC: usize = 6;
const CREATE_TIME: usize = 7;

const COLUMNS: [(&str, Role); 8] = [
    ("id", Role::Structure),
    ("MsgSvrID", Role::MessageId),
    ("type_name", Role::Structure),
    ("is_sender", Role::Structure),
    ("talker", Role::MemberName),
    ("msg", Role::Text),
    ("src", Role::FileName),
    ("CreateTime", Role::Time(TimeForm::Ymd)),
];

const WORDS: &[&str] = &["我", "text", "image", "sticker", "video", "voice", "location", "file"];

fn sheet(_: &ReadOptions) -> Sheet {
    Sheet {
        columns: Sheet::columns(&COLUMNS),
        required: COLUMNS.len(),
        cells: Delimited::Quoted,
        preface: false,
        words: WORDS,
        dialect,
    }
}

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    super::header::sniff(evidence.rows(), &COLUMNS, 0.97)
}

fn dialect(origin: &Origin<'_>) -> Box<dyn Dialect> {
    let mut chat = Chat::new(0, "wechat", SourceZone::Utc);
    chat.name = origin.name.rsplit_once('.').map(|(stem, _)| stem.to_owned()).filter(|stem| !stem.is_empty());
    Box::new(Weclone {
        state: ChatState::new(chat),
        nearby: origin.nearby.clone(),
        zone: origin.options.timezone.clone(),
    })
}

struct Weclone {
    state: ChatState,
    nearby: Nearby,
    zone: TimeZone,
}

impl Dialect for Weclone {
    fn row(&mut self, cells: &Cells<'_>, provenance: Provenance) -> Result<Told, &'static str> {
        let time = cells.time(CREATE_TIME, |text| written(text, DateOrder::Ymd, &self.zone))?;
        // The milliseconds are always zero: WeChat has none.
        let time = time.map(|time| Stamp { precision: Precision::Second, ..time });
        let word = cells.get(TYPE).ok_or("a row without a type")?;
        let mut message = Message::new(0, provenance);
        message.time = time;
        message.numbered(cells.id(SERVER_ID), || cells.id(ID));
        message.raw_kind = word.to_owned().into();
        message.kind = match word {
            "text" => Kind::Text,
            "image" => Kind::Image,
            "sticker" => Kind::Sticker,
            "video" => Kind::Video,
            "voice" => Kind::Voice,
            "location" => Kind::Location,
            "file" => Kind::File,
            // Older versions and other tools write the words PyWxDump has.
            word => kind(Some(word), None),
        };
        message.text = cells.text(MSG);
        message.sent_by(None, cells.get(TALKER).filter(|name| *name != "我"));
        if cells.int(IS_SENDER) == Some(1) {
            message.sender_kind = SenderKind::Exporter;
        }
        if let Some(id) = &message.sender_id {
            self.state.meet(id);
        }
        message.mentions = named_mentions(message.text.as_deref().unwrap_or_default());
        message.attachments.extend(self.attachment(message.kind, cells.get(SRC)));
        Ok(Told::Message(message))
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}

impl Weclone {
    fn attachment(&self, kind: Kind, src: Option<&str>) -> Option<Attachment> {
        let kind = carried_by(kind)?;
        let Some(src) = src else { return Some(Attachment::new(kind, Presence::NotExported)) };
        let presence = self.nearby.presence(src);
        let name = (presence != Presence::UrlOnly).then(|| file_name(src).to_owned());
        Some(Attachment { name, path: Some(src.to_owned()), ..Attachment::new(kind, presence) })
    }
}
