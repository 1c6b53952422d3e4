//! The text LINE exports: with tabs on phones, with blanks on computers, in any of its languages.
//!
//! On computers nothing parts a name from the text but a blank, so that `Ann Lee hi` is by Ann or by Ann Lee. A longer
//! name counts only where it is certain, as that of the other person in the title; else the name ends at the first blank.
//! A notice of the room is believed there only where no name and text could give the same line. Dates stand in lines of
//! their own; where none was seen, a message has no time.

mod content;
mod date;
mod row;
mod title;

use content::interpret;
use date::{Dates, date_line};
use jiff::civil::Date;
use row::{Layout, Row};
use title::{is_saved_on, title};

use super::calendar::Calendar;
use super::spec::{Body, ChatState, Spec, TextReader};
use crate::detect::Evidence;
use crate::leaves::{Role, TimeForm};
use crate::model::{Chat, ChatKind, Message, Precision, SourceZone};
use crate::sentences;
use crate::text::{self, Block, Fields, Line, TextDialect, plain};
use crate::{Capabilities, ReadOptions, Support, Unit};

pub(crate) static SPEC: Spec = Spec {
    name: "line-text",
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
        precision: Precision::Minute,
    },
    sniff,
    body: Body::Text(&TextReader {
        words: content::words,
        records: |unit, options| text::records(unit, Talk::new(unit, options)),
        leaves: |unit, options| text::leaves(unit, Talk::new(unit, options)),
        undecided: |_, _| Ok(None),
    }),
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.lines();
    let titled = lines.first().is_some_and(|line| line.trim_start_matches('\u{feff}').starts_with("[LINE]"));
    let dates = lines.iter().filter(|line| date_line(line, Dates::default()).is_some()).count();
    let tabbed = lines.iter().filter(|line| Row::of(line, Some(Layout::Tabs)).is_some()).count();
    let spaced = lines.iter().filter(|line| Row::of(line, Some(Layout::Blanks)).is_some()).count();
    let share = tabbed.max(spaced) as f64 / lines.len().max(1) as f64;
    let score = match (titled, dates > 0, tabbed > 0) {
        (true, true, _) => 0.8 + 0.15 * share,
        (true, false, _) => 0.6 + 0.3 * share,
        (false, true, true) => 0.5 + 0.4 * share,
        // Rows with blanks alone could be anybody's notes; the dates between them make them a talk.
        (false, true, false) if spaced > 0 => 0.25 + 0.5 * share,
        _ => return None,
    };
    let count = dates + tabbed.max(spaced);
    Some((score, format!("{count} of the first {} lines are dates and rows as LINE writes them", lines.len())))
}

/// What a record begins with.
struct Head {
    row: Row,
    date: Option<Date>,
}

struct Talk {
    calendar: Calendar,
    dates: Dates,
    chat: ChatState,
    date: Option<Date>,
    layout: Option<Layout>,
    /// How many lines behind the one just looked at would belong to it, were it a quoted message.
    ahead: usize,
    /// How many further lines belong to the open message, which is quoted.
    quoted: usize,
    /// The name of the other person, where the title gives it.
    other: Option<String>,
}

impl Talk {
    fn new(unit: &Unit, options: &ReadOptions) -> Self {
        let mut chat = Chat::new(0, "line", SourceZone::Naive);
        let name = unit.name();
        let file = name.file_stem().and_then(|name| name.to_str()).and_then(title);
        let other = file.as_ref().filter(|(_, kind)| *kind == ChatKind::Direct).map(|(name, _)| name.clone());
        if let Some((name, kind)) = file {
            (chat.name, chat.kind) = (Some(name), kind);
        }
        Self {
            calendar: Calendar::new(&options.timezone),
            dates: Dates { given: options.date_order, learnt: None },
            chat: ChatState::new(chat),
            date: None,
            layout: None,
            ahead: 0,
            quoted: 0,
            other,
        }
    }

    /// Where the name of a row written with blanks really ends.
    fn longer(&self, line: &str, row: &mut Row) {
        let Some(name) = row.name.clone().filter(|_| row.layout == Layout::Blanks) else { return };
        let Some(rest) = self.other.as_deref().and_then(|other| line[name.start..].strip_prefix(other)) else { return };
        let end = line.len() - rest.len();
        if rest.starts_with(' ') {
            (row.name, row.body) = (Some(name.start..end), end + 1);
        } else {
            // The name itself, with no blank behind it: no text can follow a name so.
            (row.name, row.body) = (None, name.start);
        }
    }
}

impl TextDialect for Talk {
    type Head = Head;

    fn line(&mut self, line: &str, open: Option<&Head>) -> Line<Head> {
        if self.quoted > 0 && open.is_some() {
            self.quoted -= 1;
            return Line::Continues;
        }
        self.quoted = std::mem::take(&mut self.ahead);
        if let Some(mut row) = Row::of(line, self.layout) {
            self.layout = Some(row.layout);
            self.longer(line, &mut row);
            return Line::Begins(Head { row, date: self.date });
        }
        let heading = self.layout.is_none() && (title(line).is_some() || is_saved_on(line).is_some());
        if heading || date_line(line, self.dates).is_some() { Line::Structure } else { Line::Continues }
    }

    fn looks_ahead(&self, line: &str) -> bool {
        // Most lines are seen to open no quote at once.
        let opens = |at: usize| at > 0 && matches!(line.as_bytes()[at - 1], b'\t' | b' ');
        self.quoted == 0
            && memchr::memchr_iter(b'"', line.as_bytes()).any(opens)
            && Row::of(line, self.layout).is_some_and(|row| row.opens_quote(line))
    }

    fn ahead(&mut self, bytes: &[u8]) {
        self.ahead = row::quoted_lines(bytes, self.layout);
    }

    fn structure(&mut self, line: &str, fields: &mut Fields) {
        if let Some(found) = date_line(line, self.dates) {
            (self.date, self.dates.learnt) = (found.date, self.dates.learnt.or(found.order));
            fields.add(found.span, Role::Time(found.form), "date");
        } else if let Some(start) = is_saved_on(line) {
            let text = line[start..].trim();
            let form =
                if text.bytes().take(4).all(|byte| byte.is_ascii_digit()) { TimeForm::Ymd } else { TimeForm::Mdy };
            let start = line.len() - line[start..].trim_start().len();
            fields.add(start..start + text.len(), Role::Time(form), "saved");
        } else if let Some((name, kind)) = title(line) {
            let start = line.find(&name).unwrap_or(0);
            let role = if kind == ChatKind::Direct { Role::MemberName } else { Role::ChatName };
            fields.add(start..start + name.len(), role, "title");
            if kind == ChatKind::Direct {
                self.other = Some(name.clone());
            }
            let chat = self.chat.edit();
            (chat.name, chat.kind) = (Some(name), kind);
        }
    }

    fn record(&mut self, block: &Block<Head>, fields: &mut Fields) -> Result<Box<Message>, &'static str> {
        let Head { row, date } = &block.head;
        let mut message = Message::new(0, block.provenance.clone());
        message.time = date.and_then(|date| self.calendar.stamp(row.clock.on(date), Precision::Minute));
        fields.add(row.time.clone(), Role::Time(TimeForm::Clock), "time");
        let span = block.trimmed(row.body);
        let written = &block.text[span.clone()];
        let Some(name) = &row.name else {
            fields.add(span.clone(), Role::SystemText, "system");
            message.text = Some(plain(written)).filter(|text| !text.is_empty());
            message.raw_kind = "system".into();
            message.make_notice(sentences::line(written));
            return Ok(message);
        };
        let name = &block.text[name.clone()];
        message.sent_by(None, Some(name));
        fields.add(block.head.row.name.clone().unwrap_or_default(), Role::MemberName, "sender");
        fields.add(span.clone(), Role::Text, "text");
        message.text = Some(row::unquoted(plain(written))).filter(|text| !text.is_empty());
        interpret(&mut message);
        self.chat.meet(name);
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chat.take()
    }
}

#[cfg(test)]
mod tests;
