//! PyWxDump's JSON: a bare list of the rows its CSV has.

use super::chats::Chats;
use super::mentions::named_mentions;
use super::moment::{epoch, iso};
use super::money::money;
use super::pywxdump_rows::attachment;
use super::spec::{Body, Dialect, Spec, Table};
use super::weflow_kinds::{is_notice_word, kind};
use crate::detect::Evidence;
use crate::json::Spanned;
use crate::leaves::{Role, TimeForm};
use crate::model::{Chat, ChatKind, IdBasis, Message, Provenance, SourceZone};
use crate::sentences;
use crate::source::Nearby;
use crate::{Capabilities, Precision, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "pywxdump-json",
    capabilities: Capabilities {
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
    },
    sniff,
    body: Body::Document(&TABLE),
};

/// What stands for the exporter's id.
const SELF: &str = "我";

static TABLE: Table = Table {
    enter: &[""],
    data_keys: &[],
    records: &["[]"],
    chats: &[],
    roles: &[
        ("[].id", Role::Structure),
        ("[].MsgSvrID", Role::MessageId),
        ("[].type_name", Role::Structure),
        ("[].is_sender", Role::Structure),
        ("[].talker", Role::MemberId),
        ("[].room_name", Role::ChatId),
        ("[].msg", Role::Text),
        ("[].src", Role::FileName),
        ("[].CreateTime", Role::Time(TimeForm::Ymd)),
    ],
    reserved: &[SELF, "系统消息"],
    words: &[
        SELF,
        "系统消息",
        "系统通知",
        "消息撤回",
        "邀请加群",
        "拍一拍",
        "文本",
        "粘贴的文本",
        "图片",
        "语音",
        "视频",
        "动画表情",
        "用户上传的GIF表情",
        "文件",
        "位置",
        "位置共享",
        "推荐公众号",
        "名片",
        "(分享)卡片式链接",
        "(分享)小程序",
        "(分享)音乐",
        "合并转发的聊天记录",
        "引用回复",
        "群公告",
        "接龙",
        "转账",
        "赠送红包封面",
        "语音通话",
        "未知",
    ],
    system: |row| is_system(row),
    dialect,
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    let signs = ["MsgSvrID", "type_name", "is_sender", "talker", "room_name", "msg", "src", "CreateTime"];
    let found = signs.iter().filter(|key| keys.has(&format!("[].{key}"))).count();
    let own = keys.has("[].MsgSvrID") && keys.has("[].type_name");
    own.then(|| (0.4 + 0.07 * found as f64, format!("a bare list of rows with {found} of {}", signs.join(", "))))
}

/// Rows of the room: by their type, and those without a member as sender.
fn is_system(row: &Spanned<'_>) -> bool {
    row.string("type_name").is_some_and(|word| is_notice_word(word) || word == "拍一拍")
        || row.string("talker").is_some_and(|id| id == "系统消息" || id.ends_with("@chatroom"))
}

fn dialect(nearby: &Nearby, options: &ReadOptions) -> Box<dyn Dialect> {
    Box::new(PyWxDump {
        chats: Chats::new("wechat", SourceZone::Naive),
        nearby: nearby.clone(),
        zone: options.timezone.clone(),
    })
}

struct PyWxDump {
    chats: Chats,
    nearby: Nearby,
    zone: jiff::tz::TimeZone,
}

impl Dialect for PyWxDump {
    fn message(&mut self, row: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let time = row
            .int("CreateTime")
            .and_then(epoch)
            .or_else(|| row.string("CreateTime").and_then(|text| iso(text, &self.zone)));
        let sender = row.id("talker");
        if time.is_none() && sender.is_none() {
            return Err("a message without sender and time");
        }
        let room = row.id("room_name");
        let chat = self.chats.of(room.as_deref().unwrap_or_default(), |chat| {
            chat.kind = match &room {
                Some(id) if id.ends_with("@chatroom") => ChatKind::Group,
                Some(_) => ChatKind::Direct,
                None => ChatKind::Unknown,
            };
            chat.chat_id.clone_from(&room);
        });
        let mut message = Message::new(chat, provenance);
        message.time = time;
        message.numbered(row.id("MsgSvrID").filter(|id| id != "0"), || row.id("id"));
        message.raw_kind = row.string("type_name").unwrap_or_default().to_owned().into();
        message.kind = kind(row.string("type_name"), None);
        message.text = row.string("msg").map(str::to_owned);
        if is_system(row) {
            message.make_event(sentences::wechat(message.text.as_deref().unwrap_or_default()));
            return Ok(message);
        }
        message.sent_under(sender, row.int("is_sender") == Some(1));
        if message.sender_id.as_deref() == Some(SELF) {
            (message.sender_name, message.sender_basis) = (message.sender_id.take(), IdBasis::None);
        }
        message.mentions = named_mentions(message.text.as_deref().unwrap_or_default());
        message.attachments.extend(attachment(&self.nearby, message.kind, row.string("src")));
        message.money = money(message.kind, message.text.as_deref().unwrap_or_default());
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chats.take()
    }

    fn keys_chats(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests;
