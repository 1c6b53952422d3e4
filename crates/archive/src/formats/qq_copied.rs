//! What QQ's client puts into the clipboard: `名字  23:50:48`, the lines written, and no date. Messages of other days have
//! one: `名字  2019/7/16 18:15:05`.

use std::ops::Range;

use super::calendar::Calendar;
use super::dated::{Dated, dated, is_clock};
use super::names::id_of_name;
use super::placeholders;
use super::qq_text::Titles;
use super::spec::{Body, ChatState, Spec, TextReader};
use crate::detect::Evidence;
use crate::leaves::{Role, TimeForm};
use crate::model::{Chat, Member, Message, Precision, SenderKind, SourceZone};
use crate::text::{self, Block, Fields, Line, TextDialect, plain};
use crate::{Capabilities, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "qq-copied",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::Text,
        // Notices have no head and look like what was written before them.
        joins_leaves: Support::No,
        announcements: Support::No,
        recall: Support::No,
        activity: Support::Observed,
        stable_ids: Support::No,
        message_ids: Support::No,
        replies: Support::No,
        money: Support::No,
        attachments: Support::No,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Text(&TextReader {
        words: || ["群主", "管理员"].into_iter().chain(placeholders::words()).collect(),
        records: |unit, options| text::records(unit, QqCopied::new(options)),
        leaves: |unit, options| text::leaves(unit, QqCopied::new(options)),
        undecided: |_, _| Ok(None),
    }),
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.lines();
    let heads = lines.iter().filter(|line| Head::of(line).is_some()).count();
    if heads == 0 {
        return None;
    }
    let begins = lines.first().is_some_and(|line| Head::of(line).is_some());
    let share = heads as f64 / lines.len() as f64;
    let score = if begins && heads > 1 && share < 0.9 { 0.5 + 0.3 * share } else { 0.3 };
    Some((score, format!("{heads} of the first {} lines are a name, two blanks and a time", lines.len())))
}

/// The line a message begins with, in bytes of the line.
struct Head {
    title: Option<Range<usize>>,
    name: Range<usize>,
    time: Dated,
}

impl Head {
    fn of(line: &str) -> Option<Self> {
        let line = line.trim_end();
        if !line.as_bytes().last()?.is_ascii_digit() {
            return None;
        }
        let at = line.rfind("  ")?;
        let (name, time) = (&line[..at], &line[at + 2..]);
        let time = match dated(time).filter(|found| found.span.end == time.len()) {
            Some(found) => Dated { span: at + 2..line.len(), ..found },
            None => is_clock(time).then_some(Dated { span: at + 2..line.len(), at: None, padded: false })?,
        };
        let title =
            name.strip_prefix('【').and_then(|rest| rest.find('】')).map(|n| '【'.len_utf8()..'【'.len_utf8() + n);
        let start = title.as_ref().map_or(0, |title| title.end + '】'.len_utf8());
        let bare = line[start..at].trim();
        (!bare.is_empty() && dated(bare).is_none()).then_some(Self { title, name: start..at, time })
    }
}

struct QqCopied {
    calendar: Calendar,
    state: ChatState,
    titles: Titles,
}

impl QqCopied {
    fn new(options: &ReadOptions) -> Self {
        let state = ChatState::new(Chat::new(0, "qq", SourceZone::Naive));
        Self { calendar: Calendar::new(&options.timezone), state, titles: Titles::default() }
    }
}

impl TextDialect for QqCopied {
    type Head = Head;

    fn line(&mut self, line: &str, _open: Option<&Head>) -> Line<Head> {
        Head::of(line).map_or(Line::Continues, Line::Begins)
    }

    fn record(&mut self, block: &Block<Head>, fields: &mut Fields) -> Result<Box<Message>, &'static str> {
        let (head, text) = (&block.head, &block.text);
        let mut message = Message::new(0, block.provenance.clone());
        message.time = head.time.at.and_then(|at| self.calendar.stamp(at, Precision::Second));
        let form = if head.time.at.is_some() { TimeForm::Ymd } else { TimeForm::Undecided };
        fields.add(head.time.span.clone(), Role::Time(form), "time");
        let name = &text[head.name.clone()];
        let (id, basis) = id_of_name(name);
        (message.sender_id, message.sender_basis, message.sender_name) = (Some(id), basis, Some(name.to_owned()));
        message.sender_kind = SenderKind::User;
        fields.add(head.name.clone(), Role::MemberName, "sender");
        if let Some(title) = &head.title {
            // `LV5 管理员` is a level and a rank.
            let words = &text[title.clone()];
            let rank =
                words.split_once(' ').filter(|(level, _)| level.starts_with("LV")).map_or(words, |(_, rank)| rank);
            self.titles.see(&message, rank.trim());
            fields.add(title.clone(), Role::MemberAlias, "title");
        }
        let span = block.rest();
        message.text = Some(plain(&text[span.clone()])).filter(|text| !text.is_empty());
        placeholders::interpret(&mut message);
        fields.add(span, Role::Text, "text");
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }

    fn members(&mut self) -> Vec<Member> {
        self.titles.take()
    }
}

#[cfg(test)]
mod tests;
