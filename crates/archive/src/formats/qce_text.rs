//! The text of qq-chat-exporter, versions 4 to 6: between banners, `[title] name:`, `时间: …`, `内容: …` and what else
//! belongs to a message, each under a word of its own.

mod body;

use body::{ANSWER, FILES, Parts, TEXT, TIME};

use super::calendar::Calendar;
use super::dated::dated;
use super::media::kind_of;
use super::names::id_of_name;
use super::placeholders;
use super::qq_text::Titles;
use super::spec::{Body, ChatState, Spec, TextReader};
use crate::detect::Evidence;
use crate::leaves::{Role, TimeForm};
use crate::model::{
    AttachmentKind, Chat, ChatKind, Kind, Member, Mention, Message, Nested, Precision, SenderKind, SourceZone,
};
use crate::text::{self, Block, Fields, Line, TextDialect, plain};
use crate::{Capabilities, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "qce-text",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::Text,
        // The text does not say which messages are the room's.
        joins_leaves: Support::No,
        announcements: Support::No,
        recall: Support::No,
        activity: Support::Typed,
        stable_ids: Support::No,
        message_ids: Support::No,
        replies: Support::No,
        money: Support::No,
        attachments: Support::Text,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Text(&TextReader {
        words,
        records: |unit, options| text::records(unit, QceText::new(options)),
        leaves: |unit, options| text::leaves(unit, QceText::new(options)),
        undecided: |_, _| Ok(None),
    }),
};

const NAME: &str = "聊天名称: ";
const KIND: &str = "聊天类型: ";
const EXPORTED: &str = "导出时间: ";
const RANGE: &str = "时间范围: ";
const TITLE: &str = "QQ聊天记录导出文件";
const END: &str = "导出完成";

fn words() -> Vec<&'static str> {
    let fields = [TIME, TEXT, FILES, ANSWER, body::MENTIONS, NAME, KIND, EXPORTED, RANGE]
        .map(|word| word.trim_end_matches(": "));
    let others =
        [TITLE, END, "QQChatExporter", "群聊", "私聊", "临时会话", "参与人数", "消息总数", "总计导出", "系统消息"];
    fields.into_iter().chain(others).chain(placeholders::words()).collect()
}

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.lines();
    let banner = lines.iter().take(12).any(|line| line.trim() == TITLE || line.starts_with("[QQChatExporter V"));
    let pairs = lines.windows(2).filter(|pair| pair[0].ends_with(':') && is_time(&pair[1])).count();
    match (banner, pairs) {
        (true, _) => Some((0.95, format!("the banner of qq-chat-exporter, and {pairs} messages"))),
        (false, 0) => None,
        (false, pairs) => Some((
            if pairs > 1 { 0.75 } else { 0.55 },
            format!("{pairs} times a name with a colon and `{}` below it", TIME.trim_end()),
        )),
    }
}

/// The line below a sender's name.
fn is_time(line: &str) -> bool {
    line.strip_prefix(TIME)
        .is_some_and(|rest| rest.len() <= 40 && rest.contains(':') && rest.bytes().any(|byte| byte.is_ascii_digit()))
}

/// What is told before and behind the messages.
#[derive(PartialEq, Eq)]
enum Section {
    Banner,
    Records,
    End,
}

struct QceText {
    calendar: Calendar,
    state: ChatState,
    section: Section,
    /// The last line, if it is `name:` behind a blank one.
    name: bool,
    blank: bool,
    titles: Titles,
}

impl QceText {
    fn new(options: &ReadOptions) -> Self {
        Self {
            calendar: Calendar::new(&options.timezone),
            state: ChatState::new(Chat::new(0, "qq", SourceZone::Naive)),
            section: Section::Banner,
            name: false,
            blank: true,
            titles: Titles::default(),
        }
    }
}

impl TextDialect for QceText {
    /// Nothing: what belongs to a message is told by the lines below.
    type Head = ();

    fn line(&mut self, line: &str, open: Option<&()>) -> Line<()> {
        let blank = line.trim().is_empty();
        let before = std::mem::replace(&mut self.blank, blank);
        let named = std::mem::replace(&mut self.name, before && !blank && line.ends_with(':'));
        let rule = line.len() >= 40 && line.bytes().all(|byte| byte == b'=');
        match self.section {
            // No line of the banner ends with a colon.
            Section::Banner if self.name => {
                self.section = Section::Records;
                Line::Begins(())
            }
            Section::Banner | Section::End => Line::Structure,
            // A line a member wrote that ends with a colon begins a record only if a time follows. Who writes both looks
            // like a record.
            Section::Records if named && is_time(line) && open.is_some() => Line::BeginsAbove(()),
            Section::Records if rule && before => {
                self.section = Section::End;
                Line::Structure
            }
            Section::Records => Line::Continues,
        }
    }

    fn structure(&mut self, line: &str, fields: &mut Fields) {
        let named = |prefix: &str| line.strip_prefix(prefix).map(|rest| (line.len() - rest.len()..line.len(), rest));
        if let Some((span, name)) = named(NAME).filter(|_| self.section == Section::Banner) {
            self.state.edit().name = Some(name.trim().to_owned()).filter(|name| !name.is_empty() && name != "未知聊天");
            fields.add(span, Role::ChatName, "chat");
        } else if let Some((_, kind)) = named(KIND).filter(|_| self.section == Section::Banner) {
            self.state.edit().kind = match kind.trim() {
                "群聊" => ChatKind::Group,
                "私聊" | "临时会话" => ChatKind::Direct,
                _ => ChatKind::Unknown,
            };
        } else if let Some((span, time)) = named(EXPORTED) {
            let at = dated(time).and_then(|found| self.calendar.stamp(found.at?, Precision::Second));
            self.state.edit().exported_at_ms = at.map(|at| at.ms);
            fields.add(span, Role::Time(TimeForm::Ymd), "exported");
        } else if let Some((span, range)) = named(RANGE)
            && let Some(middle) = range.find(" - ")
        {
            fields.add(span.start..span.start + middle, Role::Time(TimeForm::Ymd), "range");
            fields.add(span.start + middle + 3..span.end, Role::Time(TimeForm::Ymd), "range");
        }
    }

    fn record(&mut self, block: &Block<()>, fields: &mut Fields) -> Result<Box<Message>, &'static str> {
        let text = &block.text;
        let parts = Parts::of(text).ok_or("a name without a time")?;
        let mut message = Message::new(0, block.provenance.clone());
        message.sender_kind = SenderKind::User;
        let name = &text[parts.name.clone()];
        let (id, basis) = id_of_name(name);
        (message.sender_id, message.sender_basis, message.sender_name) = (Some(id), basis, Some(name.to_owned()));
        fields.add(parts.name.clone(), Role::MemberName, "sender");
        if let Some(title) = &parts.title {
            // A name that begins with a bracket looks like one with a title.
            self.titles.see(&message, &text[title.clone()]);
            let known = matches!(&text[title.clone()], "群主" | "管理员");
            fields.add(title.clone(), if known { Role::Structure } else { Role::MemberAlias }, "title");
        }
        let time = dated(&text[parts.time.clone()]).filter(|found| found.span.end == parts.time.len());
        message.time = time.as_ref().and_then(|found| self.calendar.stamp(found.at?, Precision::Second));
        let form = if time.is_some() { TimeForm::Ymd } else { TimeForm::Undecided };
        fields.add(parts.time.clone(), Role::Time(form), "time");
        if let Some(span) = &parts.text {
            message.text = Some(plain(&text[span.clone()])).filter(|text| !text.is_empty());
            fields.add(span.clone(), Role::Text, "text");
        }
        match message.text.as_deref() {
            Some("[系统消息]") => {
                message.kind = Kind::Other;
                message.raw_kind = "系统消息".into();
            }
            Some("[无文本内容]") => message.text = None,
            _ => placeholders::interpret(&mut message),
        }
        if !parts.files.is_empty() {
            message.attachments.clear();
        }
        for (kind, name) in &parts.files {
            let (kind, file) = (attachment_kind(&text[kind.clone()], &text[name.clone()]), &text[name.clone()]);
            let file = placeholders::not_exported(kind, Some(file).filter(|file| !file.is_empty()));
            if message.kind == Kind::Text
                && message.text.as_deref().is_none_or(|text| text.starts_with('[') && text.ends_with(']'))
            {
                placeholders::carry(&mut message, file);
            } else {
                message.attachments.push(file);
            }
            fields.add(name.clone(), Role::FileName, "file");
        }
        for span in &parts.mentions {
            message.mentions.push(Mention { id: None, name: Some(text[span.clone()].to_owned()), all: false });
            fields.add(span.clone(), Role::MemberName, "mention");
        }
        if let Some((sender, said)) = &parts.answer {
            if message.kind == Kind::Text {
                message.kind = Kind::Reply;
            }
            message.nested.push(Nested {
                sender_id: None,
                sender_name: Some(text[sender.clone()].to_owned()).filter(|name| !name.is_empty()),
                text: Some(plain(&text[said.clone()])),
                time: None,
            });
            fields.add(sender.clone(), Role::MemberName, "quoted sender");
            fields.add(said.clone(), Role::Text, "quoted text");
        }
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }

    fn members(&mut self) -> Vec<Member> {
        self.titles.take()
    }
}

fn attachment_kind(word: &str, name: &str) -> AttachmentKind {
    match word {
        "image" => AttachmentKind::Image,
        "video" => AttachmentKind::Video,
        "audio" => AttachmentKind::Voice,
        "file" => AttachmentKind::File,
        _ => kind_of(name),
    }
}

#[cfg(test)]
mod tests;
