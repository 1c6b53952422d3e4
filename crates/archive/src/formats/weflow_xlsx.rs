//! The workbook of WeFlow, and of EchoTrace before it: rows about the conversation, then one row for each message.

use jiff::tz::TimeZone;

use super::media::{carried_by, file_name, kind_of};
use super::mentions::named_mentions;
use super::moment::written;
use super::money::money;
use super::spec::{Body, ChatState, Dialect, Spec, never};
use super::wechat::ROOM;
use super::weflow_kinds::kind;
use crate::leaves::{Role, TimeForm};
use crate::model::{
    Attachment, AttachmentKind, Chat, ChatKind, Kind, Message, Presence, Provenance, SenderKind, SourceZone,
};
use crate::sentences;
use crate::sheet::{Cells, Delimited, Origin, Sheet, Told};
use crate::source::Nearby;
use crate::{Capabilities, DateOrder, Precision, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "weflow-xlsx",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
        joins_leaves: Support::Text,
        announcements: Support::Typed,
        recall: Support::Text,
        activity: Support::Typed,
        stable_ids: Support::Typed,
        message_ids: Support::No,
        replies: Support::No,
        money: Support::Text,
        attachments: Support::Text,
        precision: Precision::Second,
    },
    sniff: never,
    body: Body::Workbook(sheet, sniff),
};

const NUMBER: usize = 0;
const TIME: usize = 1;
const TYPE: usize = 2;
const CONTENT: usize = 3;
const NICKNAME: usize = 4;
const WXID: usize = 5;
const GROUP_NICKNAME: usize = 7;
const ROLE: usize = 8;
const SENDER: usize = 9;

/// The first four are always there; of the others some, in another order.
const COLUMNS: [(&str, Role); 10] = [
    ("序号", Role::Structure),
    ("时间", Role::Time(TimeForm::Ymd)),
    ("消息类型", Role::Structure),
    ("内容", Role::Text),
    ("发送者昵称", Role::MemberName),
    ("发送者微信ID", Role::MemberId),
    ("发送者备注", Role::MemberAlias),
    ("群昵称", Role::MemberAlias),
    // Not what a member may do, but the name that is shown.
    ("发送者身份", Role::MemberName),
    ("发送者", Role::MemberName),
];

const REQUIRED: usize = 4;

const WORDS: &[&str] = &[
    "会话信息",
    "微信ID",
    "昵称",
    "备注",
    "导出工具",
    "导出版本",
    "平台",
    "导出时间",
    "我",
    "系统消息",
    "撤回消息",
    "其他消息",
    "文本消息",
    "图片消息",
    "语音消息",
    "视频消息",
    "动画表情",
    "文件消息",
    "位置消息",
    "名片消息",
    "链接消息",
    "转账消息",
    "红包消息",
    "聊天记录",
    "小程序消息",
    "群公告",
    "通话消息",
    "引用消息",
];

fn sheet(_: &ReadOptions) -> Sheet {
    Sheet {
        columns: Sheet::columns(&COLUMNS),
        required: REQUIRED,
        cells: Delimited::Quoted,
        preface: true,
        words: WORDS,
        dialect,
    }
}

fn sniff(rows: &[Vec<String>]) -> Option<(f64, String)> {
    let required: Vec<&str> = COLUMNS.iter().take(REQUIRED).map(|(name, _)| *name).collect();
    let at = super::header::find(rows, &required)?;
    let told = rows.iter().take(at).flatten().any(|cell| cell == "会话信息");
    Some((if told { 0.95 } else { 0.75 }, format!("a header line of the format in row {}", at + 1)))
}

fn dialect(origin: &Origin<'_>) -> Box<dyn Dialect> {
    Box::new(Weflow {
        state: ChatState::new(Chat::new(0, "wechat", SourceZone::Naive)),
        nearby: origin.nearby.clone(),
        zone: origin.options.timezone.clone(),
    })
}

struct Weflow {
    state: ChatState,
    nearby: Nearby,
    zone: TimeZone,
}

impl Dialect for Weflow {
    fn preface(&mut self, cells: &Cells<'_>) {
        // Names and values take turns, with empty cells where cells are merged.
        let mut told = cells.all.iter().filter(|cell| !cell.is_empty());
        let chat = self.state.edit();
        while let Some(name) = told.next() {
            match name.as_ref() {
                "微信ID" => chat.chat_id = told.next().map(ToString::to_string),
                "昵称" => chat.name = told.next().map(ToString::to_string),
                "导出时间" => {
                    let at = told.next().and_then(|at| written(at, DateOrder::Ymd, &self.zone));
                    chat.exported_at_ms = at.map(|at| at.ms);
                }
                _ => {}
            }
        }
        if let Some(id) = &chat.chat_id {
            chat.kind = if id.ends_with(ROOM) { ChatKind::Group } else { ChatKind::Direct };
        }
    }

    fn row(&mut self, cells: &Cells<'_>, provenance: Provenance) -> Result<Told, &'static str> {
        let time = cells.time(TIME, |text| written(text, DateOrder::Ymd, &self.zone))?;
        let word = cells.get(TYPE).ok_or("a row without a type")?;
        let mut message = Message::new(0, provenance);
        message.time = time;
        message.numbered(None, || cells.id(NUMBER));
        message.raw_kind = word.to_owned().into();
        message.text = cells.text(CONTENT);
        let text = message.text.clone().unwrap_or_default();
        if matches!(word, "系统消息" | "撤回消息") {
            message.make_notice(sentences::wechat(&text));
            return Ok(Told::Message(message));
        }
        message.kind = kind(Some(word), None);
        let shown = cells.get(ROLE).or_else(|| cells.get(SENDER));
        let name = cells.get(NICKNAME).or(shown.filter(|name| *name != "我"));
        message.sent_by(cells.text(WXID).filter(|id| !id.ends_with(ROOM)), name);
        message.sender_alias = cells.text(GROUP_NICKNAME);
        if shown == Some("我") {
            message.sender_kind = SenderKind::Exporter;
        }
        message.mentions = named_mentions(&text);
        message.money = money(message.kind, &text);
        message.attachments.extend(self.attachment(message.kind, &text));
        Ok(Told::Message(message))
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}

impl Weflow {
    /// Media are told by their path where they were exported, else by a word in brackets.
    fn attachment(&self, kind: Kind, text: &str) -> Option<Attachment> {
        let kind = carried_by(kind)?;
        let is_path = !text.starts_with('[') && text.contains(['/', '\\']) && !text.contains('\n');
        if !is_path {
            let name = text.strip_prefix("[文件]").map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
            return Some(Attachment { name, ..Attachment::new(kind, Presence::NotExported) });
        }
        let kind = if kind == AttachmentKind::File { kind_of(text) } else { kind };
        let (name, path) = (Some(file_name(text).to_owned()), Some(text.to_owned()));
        Some(Attachment { name, path, ..Attachment::new(kind, self.nearby.presence(text)) })
    }
}
