//! The text KakaoTalk exports: on Android and iOS with the time before each name, on Windows with the day on a line of its
//! own and the time behind the name; in Korean and English.
//!
//! Texts of several lines stand in the file as they were written, so a member can write what looks like the beginning of
//! a record. What shows it is told apart: lines of another version of the app, of a time out of order ([`Course`]), and
//! days that do not go on. A pasted line of the same minute cannot be told.
//!
//! The room's sentences are believed where nobody else can write them: on phones behind a time without a name, which
//! every member's line has; on Windows, where they have no time, only below a banner or another such sentence. Below what
//! a member wrote they may be a further line of it: they are kept as notices of an unknown type.

mod course;
mod files;
mod header;
mod line;

use std::ops::Range;

use jiff::civil::{Date, DateTime};
use memchr::memmem;

use super::calendar::Calendar;
use super::kakaotalk_words::{self as words, placeholder};
use super::moment::local;
use super::spec::{Body, ChatState, Spec, TextReader};
use crate::detect::Evidence;
use crate::leaves::{Role, TimeForm};
use crate::model::{Chat, ChatKind, Event, EventType, Kind, Message, Party, Precision, SourceZone, State};
use crate::sentences;
use crate::stream::nearby;
use crate::text::{self, Block, Fields, Line, TextDialect, plain};
use crate::{Capabilities, Error, ReadOptions, Support, Unit};
use course::{Course, Days};
use files::{Files, is_digest};
use header::{Header, saved, title};
use line::{Dated, Head, Shape, banner, is_rule};

pub(crate) static SPEC: Spec = Spec {
    name: "kakaotalk-text",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::Text,
        joins_leaves: Support::Text,
        announcements: Support::Text,
        recall: Support::Text,
        activity: Support::Typed,
        stable_ids: Support::No,
        message_ids: Support::No,
        replies: Support::No,
        money: Support::No,
        attachments: Support::Text,
        precision: Precision::Minute,
    },
    sniff,
    body: Body::Text(&TextReader {
        words: words::words,
        records: |unit, options| text::records(unit, Kakaotalk::new(unit, options)?),
        leaves: |unit, options| text::leaves(unit, Kakaotalk::new(unit, options)?),
        undecided: |_, _| Ok(None),
    }),
};

/// The header, days, and beginnings of records, all of one version of the app.
fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.lines();
    let header = Header::told(&lines);
    let (named, dated) = (lines.iter().any(|line| title(line).is_some()), header.saved.is_some());
    let Some(shape) = header.shape else {
        return (named && dated && header.lines > 0).then(|| (0.6, "the header of a chat without messages".to_owned()));
    };
    let begins = |line: &&String| Head::of(line).is_some_and(|head| head.shape == shape && head.tells(line));
    let heads = lines.iter().filter(begins).count();
    let days = lines.iter().filter(|line| banner(line).is_some() || Dated::day(line).is_some()).count();
    if heads == 0 {
        return None;
    }
    let share = (heads + days) as f64 / lines.len() as f64;
    let score = match (dated, shape, days) {
        (true, ..) => 0.65 + 0.3 * share,
        (false, Shape::Brackets, 0) => 0.4 * share,
        (false, ..) => 0.3 + 0.6 * share,
    };
    let above = if dated { "a header, and " } else { "" };
    Some((score.min(0.99), format!("{above}{heads} of the first {} lines begin as KakaoTalk's do", lines.len())))
}

struct Kakaotalk {
    state: ChatState,
    calendar: Calendar,
    files: Files,
    header: Header,
    shape: Option<Shape>,
    course: Course,
    days: Days,
    /// How many lines were seen, and how many of structure told.
    lines: u64,
    told: u64,
    /// The day of the record right below a line that names a day.
    day: Option<Date>,
    /// Names that hold what mostly ends a name, known from sentences of the room.
    names: Vec<String>,
}

/// What the first line of a record shows.
struct Opened {
    at: Option<DateTime>,
    time: Range<usize>,
    form: TimeForm,
    rest: usize,
    by: By,
}

/// Who speaks.
enum By {
    /// A member whose name stands there.
    Member(Range<usize>),
    /// Whoever stands before the colon; where there is none, the room.
    Named,
    /// The room.
    Room,
    /// The room, or a member whose message has a further line.
    Anybody,
}

impl Kakaotalk {
    fn new(unit: &Unit, options: &ReadOptions) -> Result<Self, Error> {
        let header = Header::of(unit)?;
        let mut chat = Chat::new(0, "kakaotalk", SourceZone::Naive);
        let (name, members) = header.name();
        chat.name = name.map(str::to_owned);
        chat.kind = if members.is_some() { ChatKind::Group } else { ChatKind::Unknown };
        let saved = header.saved;
        chat.exported_at_ms = saved.and_then(|at| local(at, Precision::Minute, &options.timezone)).map(|at| at.ms);
        Ok(Self {
            state: ChatState::new(chat),
            calendar: Calendar::new(&options.timezone),
            files: Files::new(nearby(unit)?),
            shape: header.shape,
            course: Course::default(),
            days: Days::default(),
            header,
            lines: 0,
            told: 0,
            day: None,
            names: Vec::new(),
        })
    }

    /// A line that begins as the file's records do, at a time that fits.
    fn begins(&mut self, line: &str) -> Option<Opened> {
        let head = Head::of(line).filter(|head| self.shape.is_none_or(|shape| shape == head.shape))?;
        let at = head.date.or(self.days.today).map(|date| head.clock.on(date));
        // Of a file without days only the order of its times is known.
        let order = at.unwrap_or_else(|| head.clock.on(Date::ZERO));
        if !self.course.takes(order, line.len()) {
            return None;
        }
        self.shape = Some(head.shape);
        let form = match head.shape {
            Shape::Dated(style) => style.form(),
            Shape::Brackets => TimeForm::Clock,
        };
        let by = match head.name {
            Some(name) => By::Member(name),
            None if head.room => By::Room,
            None => By::Named,
        };
        Some(Opened { at, time: head.time, form, rest: head.rest, by })
    }

    /// A sentence of the room without a time, as Windows writes it.
    fn sentence(&self, line: &str, open: Option<&Opened>) -> Option<Opened> {
        if self.shape != Some(Shape::Brackets) || line.trim().is_empty() {
            return None;
        }
        let by = match open {
            None => By::Room,
            Some(open) if matches!(open.by, By::Room) => By::Room,
            Some(_) => By::Anybody,
        };
        let ends = line.ends_with(['.', '다']);
        let known = || sentences::kakaotalk(line).event != EventType::Unknown;
        // Right below a banner nobody else can write.
        let alone = open.is_none() && self.days.today.is_some();
        let opened = Opened { at: None, time: 0..0, form: TimeForm::Clock, rest: 0, by };
        (alone || ends && known()).then_some(opened)
    }

    /// Where name and text of a line stand that begins with a time; no name for a sentence of the room.
    fn parts(&self, line: &str, start: usize) -> (Option<Range<usize>>, usize) {
        let rest = line.get(start..).unwrap_or_default();
        let known = self.names.iter().filter(|name| rest.strip_prefix(name.as_str()).is_some_and(ends_name));
        let length = known.map(String::len).max().or_else(|| {
            let end = memmem::find(rest.as_bytes(), b" : ");
            end.or_else(|| rest.ends_with(" :").then(|| rest.len() - 2))
        });
        match length.filter(|length| *length > 0) {
            Some(length) => (Some(start..start + length), line.len().min(start + length + 3)),
            None => (None, start),
        }
    }

    /// What the room says.
    fn notice(&mut self, message: &mut Message, sentence: &str, by: &By) {
        message.text = Some(plain(sentence)).filter(|text| !text.is_empty());
        if matches!(by, By::Anybody) {
            message.raw_kind = "unmarked".into();
            message.make_event(Event::of(EventType::Unknown));
            return;
        }
        message.raw_kind = "notice".into();
        let event = sentences::kakaotalk(sentence);
        let parties = event.actor.iter().chain(&event.targets);
        for name in parties.filter_map(|party: &Party| party.name.as_deref()).filter(|name| name.contains(" : ")) {
            if !self.names.iter().any(|known| known == name) {
                self.names.push(name.to_owned());
            }
        }
        message.make_event(event);
    }

    /// What a member says, as it stands in `span` of the record.
    fn say(&mut self, message: &mut Message, block: &Block<Opened>, span: Range<usize>, fields: &mut Fields) {
        let text = plain(&block.text[span.clone()]);
        if !text.is_empty() && text.lines().all(is_digest) {
            message.attachments = text.lines().map(|name| self.files.digest(name)).collect();
            message.kind = message.attachments.first().map_or(Kind::File, |file| super::media::message_kind(file.kind));
            message.raw_kind = "files".into();
            for name in block.text[span.clone()].lines() {
                let start = name.as_ptr() as usize - block.text.as_ptr() as usize;
                fields.add(start..start + name.len(), Role::FileName, "file");
            }
            return;
        }
        if words::is_deleted(&text) {
            message.state = State::Deleted;
            message.raw_kind = "deleted".into();
            fields.add(span, Role::Structure, "placeholder");
            return;
        }
        let found = placeholder(&text);
        match &found {
            None => {
                message.raw_kind = "message".into();
                fields.add(span, Role::Text, "text");
            }
            Some(found) => {
                message.kind = found.kind;
                message.raw_kind = found.word.into();
                message.attachments = self.files.of(&text, found, block.head.at);
                let (role, name) = if found.file.is_some() { (Role::FileName, "file") } else { (Role::Text, "text") };
                if found.rest.is_empty() {
                    fields.add(span, Role::Structure, "placeholder");
                } else {
                    fields.add(span.start + found.rest.start..span.start + found.rest.end, role, name);
                }
            }
        }
        message.text = Some(text).filter(|text| !text.is_empty());
    }
}

/// What follows a name: a colon and the text.
fn ends_name(rest: &str) -> bool {
    rest.starts_with(" : ") || rest == " :"
}

impl TextDialect for Kakaotalk {
    type Head = Opened;

    fn line(&mut self, line: &str, open: Option<&Opened>) -> Line<Opened> {
        self.lines += 1;
        if self.lines <= self.header.lines {
            return Line::Structure;
        }
        // A day's own line stands right above its first record, and is never repeated.
        let next = self.day.take();
        let day = next.filter(|next| Dated::day(line).is_some_and(|day| day.date == *next));
        if day.is_some() && day != open.and_then(|open| open.at).map(DateTime::date) {
            return Line::Structure;
        }
        if let Some(opened) = self.begins(line) {
            return Line::Begins(opened);
        }
        let dated = matches!(self.shape, Some(Shape::Dated(_)));
        if !dated
            && let Some((day, _)) = banner(line)
            && self.days.takes(day.date)
        {
            self.shape = Some(Shape::Brackets);
            self.course.begin();
            return Line::Structure;
        }
        if open.is_none() && (is_rule(line) || dated && Dated::day(line).is_some()) {
            return Line::Structure;
        }
        if let Some(opened) = self.sentence(line, open) {
            return Line::Begins(opened);
        }
        self.course.passes(line.len());
        Line::Continues
    }

    fn looks_ahead(&self, line: &str) -> bool {
        /// Bytes of the longest day.
        const LONGEST: usize = 48;
        matches!(self.shape, Some(Shape::Dated(_))) && line.len() <= LONGEST && Dated::day(line).is_some()
    }

    fn ahead(&mut self, bytes: &[u8]) {
        let end = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
        let line = String::from_utf8_lossy(&bytes[..end]);
        let head = Head::of(line.trim_end_matches('\r'));
        self.day = head.filter(|head| self.shape == Some(head.shape)).and_then(|head| head.date);
    }

    fn structure(&mut self, line: &str, fields: &mut Fields) {
        self.told += 1;
        if let Some((span, at)) = saved(line) {
            let form = Dated::of(&line[span.clone()])
                .filter(|_| at.is_some())
                .map_or(TimeForm::Undecided, |at| at.style.form());
            fields.add(span, Role::Time(form), "saved");
        } else if let Some((day, span)) = banner(line) {
            fields.add(span, Role::Time(day.style.form()), "day");
        } else if self.told > self.header.lines {
            let form = Dated::day(line).map_or(TimeForm::Undecided, |day| day.style.form());
            fields.add(if is_rule(line) { 0..0 } else { 0..line.len() }, Role::Time(form), "day");
        } else if let Some(span) = header::file(line) {
            fields.add(span, Role::Time(TimeForm::Ymd), "saved");
        } else {
            let span = title(line).unwrap_or(0..line.len());
            let (name, _) = self.header.name();
            match name.and_then(|name| Some((line[span.clone()].find(name)?, name.len()))) {
                Some((at, length)) => fields.add(span.start + at..span.start + at + length, Role::ChatName, "title"),
                None => fields.add(span, Role::FileName, "name"),
            }
        }
    }

    fn record(&mut self, block: &Block<Opened>, fields: &mut Fields) -> Result<Box<Message>, &'static str> {
        let opened = &block.head;
        let mut message = Message::new(0, block.provenance.clone());
        message.time = opened.at.and_then(|at| self.calendar.stamp(at, Precision::Minute));
        fields.add(opened.time.clone(), Role::Time(opened.form), "time");
        let (name, start) = match &opened.by {
            By::Member(name) => (Some(name.clone()), opened.rest),
            By::Named => self.parts(block.first_line(), opened.rest),
            By::Room | By::Anybody => (None, opened.rest),
        };
        let whole = block.trimmed(start.min(block.text.len()));
        let Some(name) = name else {
            fields.add(whole.clone(), Role::SystemText, "notice");
            self.notice(&mut message, &block.text[whole], &opened.by);
            return Ok(message);
        };
        fields.add(name.clone(), Role::MemberName, "sender");
        let sender = &block.text[name];
        message.sent_by(None, Some(sender));
        self.state.meet(sender);
        self.say(&mut message, block, whole, fields);
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}

#[cfg(test)]
mod tests;
