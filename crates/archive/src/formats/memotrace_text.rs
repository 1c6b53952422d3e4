//! The text of MemoTrace (WeChatMsg): `2024-05-06 07:08:09 名字`, what was written, a blank line. What the room says
//! stands on one line with the time.

use jiff::civil::DateTime;

use super::calendar::Calendar;
use super::dated::dated;
use super::names::id_of_name;
use super::placeholders;
use super::qq_text::Sender;
use super::spec::{Body, ChatState, Spec, TextReader};
use crate::detect::Evidence;
use crate::leaves::{Role, TimeForm};
use crate::model::{Chat, Kind, Message, Nested, Precision, SenderKind, SourceZone};
use crate::sentences;
use crate::text::{self, Block, Fields, Line, TextDialect, plain};
use crate::{Capabilities, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "memotrace-text",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
        joins_leaves: Support::Text,
        announcements: Support::No,
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
        words: || [QUOTE.trim_end_matches(':'), "未知"].into_iter().chain(placeholders::words()).collect(),
        records: |unit, options| text::records(unit, MemoTrace::new(options)),
        leaves: |unit, options| text::leaves(unit, MemoTrace::new(options)),
        undecided: |_, _| Ok(None),
    }),
};

/// Before the message that is answered.
const QUOTE: &str = "引用:";

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.lines();
    let heads: Vec<&str> = lines.iter().filter_map(|line| Some(&line[head(line)?.0..])).collect();
    if heads.is_empty() {
        return None;
    }
    let count = |is: fn(&str) -> bool| heads.iter().filter(|rest| is(rest)).count();
    let quoted = count(|rest| rest.starts_with('\'') && rest.ends_with('\''));
    let numbered = count(|rest| Sender::of(rest).id.is_some());
    let share = heads.len() as f64 / lines.len() as f64;
    let reason = format!("{} of the first {} lines are a time and a name or a notice", heads.len(), lines.len());
    let begins = lines.first().is_some_and(|line| head(line).is_some());
    // Names in quotes are WeFlow's, numbers behind names QQ's; where every line has a time it is a log of something else.
    let other = 2 * quoted >= heads.len() || 2 * numbered >= heads.len() || share > 0.9 || !begins;
    Some((if other { 0.2 } else { 0.5 + 0.4 * share }, reason))
}

/// Where the name or notice begins on the first line of a record, and the time before it.
fn head(line: &str) -> Option<(usize, Option<DateTime>)> {
    if !line.as_bytes().first()?.is_ascii_digit() {
        return None;
    }
    let found = dated(line).filter(|found| found.padded)?;
    let start = found.span.end + 1;
    let rest = line.get(start..).filter(|rest| !rest.trim().is_empty() && line.as_bytes()[start - 1] == b' ');
    rest.map(|_| (start, found.at))
}

struct MemoTrace {
    calendar: Calendar,
    state: ChatState,
    blank: bool,
}

impl MemoTrace {
    fn new(options: &ReadOptions) -> Self {
        let state = ChatState::new(Chat::new(0, "wechat", SourceZone::Naive));
        Self { calendar: Calendar::new(&options.timezone), state, blank: true }
    }
}

impl TextDialect for MemoTrace {
    type Head = (usize, Option<DateTime>);

    fn line(&mut self, line: &str, _open: Option<&Self::Head>) -> Line<Self::Head> {
        let before = std::mem::replace(&mut self.blank, line.trim().is_empty());
        // As everywhere in these texts, only a blank line tells the next record from one a member copied.
        match head(line).filter(|_| before) {
            Some(head) => Line::Begins(head),
            None => Line::Continues,
        }
    }

    fn record(&mut self, block: &Block<Self::Head>, fields: &mut Fields) -> Result<Box<Message>, &'static str> {
        let (start, at) = block.head;
        let mut message = Message::new(0, block.provenance.clone());
        message.time = at.and_then(|at| self.calendar.stamp(at, Precision::Second));
        fields.add(0..start - 1, Role::Time(TimeForm::Ymd), "time");
        let first = start..start + block.first_line()[start..].trim_end().len();
        let rest = block.rest();
        if rest.is_empty() {
            // WeChat sends no empty message, so a line alone is the room's and no name.
            let sentence = &block.text[first.clone()];
            message.text = Some(sentence.to_owned());
            message.raw_kind = "system".into();
            message.make_event(sentences::wechat(sentence));
            fields.add(first, Role::SystemText, "system");
            return Ok(message);
        }
        let name = &block.text[first.clone()];
        let (id, basis) = id_of_name(name);
        (message.sender_id, message.sender_basis, message.sender_name) = (Some(id), basis, Some(name.to_owned()));
        message.sender_kind = SenderKind::User;
        fields.add(first, Role::MemberName, "sender");
        let written = match quote(&block.text[rest.clone()]) {
            Some((text, sender, said)) => {
                let on = |n: usize| rest.start + n;
                if sender > text + QUOTE.len() {
                    fields.add(on(text + QUOTE.len())..on(sender), Role::MemberName, "quoted sender");
                }
                fields.add(on(said)..rest.end, Role::Text, "quoted text");
                let part = |from, to| Some(plain(&block.text[on(from)..to])).filter(|text| !text.is_empty());
                let (sender_name, said) = (part(text + QUOTE.len(), on(sender)), part(said, rest.end));
                if said.as_deref() != Some("未知") || sender_name.is_some() {
                    message.nested.push(Nested { sender_id: None, sender_name, text: said, time: None });
                }
                message.kind = Kind::Reply;
                rest.start..on(text).max(rest.start + 1) - 1
            }
            None => rest,
        };
        let text = plain(block.text[written.clone()].trim());
        message.text = Some(text).filter(|text| !text.is_empty());
        if message.kind == Kind::Text {
            placeholders::interpret(&mut message);
        }
        if message.text.as_deref().is_some_and(|text| text.starts_with("[链接]:title:")) {
            message.kind = Kind::Link;
        }
        fields.add(written, Role::Text, "text");
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}

/// Where the last `引用:` stands in a text, at the beginning of a line, where the name behind it ends and the quoted text
/// begins. A member who writes such a line is taken at the word.
fn quote(text: &str) -> Option<(usize, usize, usize)> {
    let at = match text.rfind("\n引用:") {
        Some(at) => at + 1,
        None => 0,
    };
    let rest = text[at..].strip_prefix(QUOTE)?;
    let start = at + QUOTE.len();
    let line = rest.lines().next().unwrap_or_default();
    Some(match line.find(':') {
        Some(n) => (at, start + n, start + n + 1),
        None => (at, start, start),
    })
}

#[cfg(test)]
mod tests;
