//! chatlog's CSV of messages: local times, content rendered in the manner of Markdown, perhaps several chats.

use jiff::tz::TimeZone;

use super::chatlog_content::{WORDS, fill};
use super::chats::Chats;
use super::moment::written;
use super::spec::{Body, Dialect, Spec};
use super::wechat::ROOM;
use crate::detect::Evidence;
use crate::leaves::{Role, TimeForm};
use crate::model::{Chat, ChatKind, IdBasis, Message, Provenance, SenderKind, SourceZone};
use crate::sentences;
use crate::sheet::{Cells, Delimited, Origin, Sheet, Told};
use crate::{Capabilities, DateOrder, Precision, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "chatlog-csv",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
        joins_leaves: Support::Text,
        announcements: Support::Text,
        recall: Support::Text,
        activity: Support::Typed,
        stable_ids: Support::Typed,
        message_ids: Support::No,
        replies: Support::No,
        money: Support::Text,
        attachments: Support::Text,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Csv(sheet),
};

const TIME: usize = 0;
const SENDER_NAME: usize = 1;
const SENDER: usize = 2;
const TALKER_NAME: usize = 3;
const TALKER: usize = 4;
const CONTENT: usize = 5;

const COLUMNS: [(&str, Role); 6] = [
    ("Time", Role::Time(TimeForm::Ymd)),
    ("SenderName", Role::MemberName),
    ("Sender", Role::MemberId),
    ("TalkerName", Role::ChatName),
    ("Talker", Role::ChatId),
    ("Content", Role::Text),
];

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
    Box::new(Chatlog { chats: Chats::new("wechat", SourceZone::Naive), zone: origin.options.timezone.clone() })
}

struct Chatlog {
    chats: Chats,
    zone: TimeZone,
}

impl Dialect for Chatlog {
    fn row(&mut self, cells: &Cells<'_>, provenance: Provenance) -> Result<Told, &'static str> {
        let time = cells.time(TIME, |text| written(text, DateOrder::Ymd, &self.zone))?;
        let talker = cells.get(TALKER).ok_or("a row without a chat")?;
        let chat = self.chats.of(talker, |chat| {
            chat.chat_id = Some(talker.to_owned());
            chat.name = cells.text(TALKER_NAME);
            chat.kind = if talker.ends_with(ROOM) { ChatKind::Group } else { ChatKind::Direct };
        });
        let mut message = Message::new(chat, provenance);
        message.time = time;
        let content = cells.get(CONTENT).unwrap_or_default();
        // No account can have this id, and the room's rows have no name.
        if cells.get(SENDER) == Some("系统消息") && cells.get(SENDER_NAME).is_none() {
            message.raw_kind = "系统消息".into();
            message.text = Some(content.to_owned()).filter(|text| !text.is_empty());
            message.make_notice(sentences::wechat(content));
            return Ok(Told::Message(message));
        }
        message.sender_id = cells.text(SENDER);
        message.sender_name = cells.text(SENDER_NAME);
        if message.sender_id.is_some() {
            (message.sender_basis, message.sender_kind) = (IdBasis::Native, SenderKind::User);
        }
        fill(&mut message, content);
        Ok(Told::Message(message))
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chats.take()
    }
}
