//! The text of wechat-dump: `type|name:2015-05-25 15:23:05:` and what was written, one message a line.

use std::ops::Range;

use super::calendar::Calendar;
use super::dated::{Dated, dated};
use super::names::id_of_name;
use super::placeholders::not_exported;
use super::spec::{Body, ChatState, Spec, TextReader};
use super::weflow_kinds::kind;
use crate::detect::Evidence;
use crate::leaves::{Role, TimeForm};
use crate::model::{AttachmentKind, Chat, Kind, Message, Precision, SenderKind, SourceZone};
use crate::sentences;
use crate::text::{self, Block, Fields, Line, TextDialect, plain};
use crate::{Capabilities, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "wechat-dump-text",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
        joins_leaves: Support::Text,
        announcements: Support::Text,
        recall: Support::Text,
        activity: Support::Typed,
        stable_ids: Support::No,
        message_ids: Support::No,
        replies: Support::No,
        money: Support::No,
        attachments: Support::No,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Text(&TextReader {
        words: || vec![OWN, "VIDEO FILE", "WeChat VIDEO", "REQUEST VIDEO CHAT", "LOCATION SHARING"],
        records: |unit, options| text::records(unit, WechatDump::new(options)),
        leaves: |unit, options| text::leaves(unit, WechatDump::new(options)),
        undecided: |_, _| Ok(None),
    }),
};

/// In place of the name of whoever made the dump.
const OWN: &str = "me";

/// Before the path of a thumbnail, at the end of a message.
const THUMBNAIL: &str = "|img:";

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.lines();
    let heads = lines.iter().filter(|line| Head::of(line).is_some()).count();
    let begins = lines.first().is_some_and(|line| Head::of(line).is_some());
    let score = if begins { 0.65 + 0.3 * heads as f64 / lines.len() as f64 } else { 0.3 };
    (heads > 0).then(|| (score, format!("{heads} of the first {} lines are a type, a name and a time", lines.len())))
}

/// The parts before what was written, in bytes of the line.
struct Head {
    kind: i64,
    name: Range<usize>,
    time: Dated,
    text: usize,
}

impl Head {
    fn of(line: &str) -> Option<Self> {
        let (number, rest) = line.split_once('|').filter(|(number, _)| (1..=11).contains(&number.len()))?;
        let (kind, start) = (number.parse().ok()?, number.len() + 1);
        // Names may hold colons; the first with a time behind it ends the name.
        let (end, time) = rest.match_indices(':').find_map(|(at, _)| Some((at, dated(&rest[at + 1..])?)))?;
        let begin = start + end + 1;
        let text = begin + time.span.end + 1;
        let whole = line.get(text - 1..text) == Some(":") && time.padded;
        let time = Dated { span: begin..text - 1, ..time };
        whole.then_some(Self { kind, name: start..start + end, time, text })
    }
}

struct WechatDump {
    calendar: Calendar,
    state: ChatState,
}

impl WechatDump {
    fn new(options: &ReadOptions) -> Self {
        let state = ChatState::new(Chat::new(0, "wechat", SourceZone::Naive));
        Self { calendar: Calendar::new(&options.timezone), state }
    }
}

impl TextDialect for WechatDump {
    type Head = Head;

    /// Line breaks in a text are written as they are: a line a member wrote in this form cannot be told from a record.
    fn line(&mut self, line: &str, _open: Option<&Head>) -> Line<Head> {
        Head::of(line).map_or(Line::Continues, Line::Begins)
    }

    fn record(&mut self, block: &Block<Head>, fields: &mut Fields) -> Result<Box<Message>, &'static str> {
        let (head, text) = (&block.head, &block.text);
        let mut message = Message::new(0, block.provenance.clone());
        message.raw_kind = head.kind.to_string().into();
        message.kind = kind(None, Some(head.kind));
        message.time = head.time.at.and_then(|at| self.calendar.stamp(at, Precision::Second));
        fields.add(head.time.span.clone(), Role::Time(TimeForm::Ymd), "time");
        let mut span = block.trimmed(head.text);
        if let Some(at) =
            text[span.clone()].rfind(THUMBNAIL).filter(|at| !text[span.start + at..span.end].contains('\n'))
        {
            fields.add(span.start + at + THUMBNAIL.len()..span.end, Role::FileName, "thumbnail");
            span.end = span.start + text[span.start..span.start + at].trim_end().len();
        }
        message.text = Some(plain(&text[span.clone()])).filter(|text| !text.is_empty());
        let name = &text[head.name.clone()];
        fields.add(head.name.clone(), if name == OWN { Role::Structure } else { Role::MemberName }, "sender");
        if head.kind == SYSTEM {
            message.make_event(sentences::wechat(message.text.as_deref().unwrap_or_default()));
            fields.add(span, Role::SystemText, "system");
            return Ok(message);
        }
        let (id, basis) = id_of_name(name);
        (message.sender_id, message.sender_basis, message.sender_name) = (Some(id), basis, Some(name.to_owned()));
        message.sender_kind = if name == OWN { SenderKind::Exporter } else { SenderKind::User };
        let file = match message.kind {
            Kind::Image => Some(AttachmentKind::Image),
            Kind::Voice => Some(AttachmentKind::Voice),
            Kind::Video => Some(AttachmentKind::Video),
            Kind::Sticker => Some(AttachmentKind::Sticker),
            _ => None,
        };
        message.attachments.extend(file.map(|kind| not_exported(kind, None)));
        fields.add(span, Role::Text, "text");
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}

/// The type of what the room says.
const SYSTEM: i64 = 10_000;

#[cfg(test)]
mod tests;
