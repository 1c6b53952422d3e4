//! Logs of IRC clients and bots: irssi, weechat, supybot and other logs with ISO times, ZNC and the Ubuntu logs with
//! times of day, dircproxy with dates without a year. What a person says always carries the nick in angle brackets or in
//! a column of its own, so nobody can play a notice.

mod day;
mod line;
mod notice;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::moment::{iso, local};
use super::names::id_of_name;
use super::spec::{Body, ChatState, Spec, TextReader};
use crate::detect::Evidence;
use crate::leaves::{Role, TimeForm};
use crate::model::{Chat, ChatKind, Message, Precision, SenderKind, SourceZone, Stamp};
use crate::text::{self, Block, Fields, Line, TextDialect};
use crate::{Capabilities, ReadOptions, Support, Unit};
use day::Days;
use line::{Clock, Said, Spoken};

pub(crate) static SPEC: Spec = Spec {
    name: "irc-text",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::Text,
        joins_leaves: Support::Typed,
        announcements: Support::Text,
        recall: Support::No,
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
        words: Vec::new,
        records: |unit, options| text::records(unit, Irc::new(unit, options)),
        leaves: |unit, options| text::leaves(unit, Irc::new(unit, options)),
        undecided: |_, _| Ok(None),
    }),
};

/// Every line has to look like one of a log, and some of them have to be speech.
fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.lines();
    let said: Vec<Said> = lines.iter().filter_map(|line| Said::of(line)).collect();
    let spoken = said.iter().filter(|said| matches!(said.spoken, Spoken::Words { .. } | Spoken::Action { .. })).count();
    if spoken == 0 {
        return None;
    }
    let banners = lines.iter().filter(|line| day::banner(line).is_some()).count();
    let share = (said.len() + banners) as f64 / lines.len() as f64;
    let reason = format!("{} of the first {} lines are those of an IRC log", said.len() + banners, lines.len());
    Some((0.9 * share, reason))
}

struct Irc {
    state: ChatState,
    zone: TimeZone,
    days: Days,
}

impl Irc {
    fn new(unit: &Unit, options: &ReadOptions) -> Self {
        let file = unit.name().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut chat = Chat::new(0, "irc", SourceZone::Naive);
        chat.kind = ChatKind::Group;
        chat.name = file.split(['.', '_', ' ']).find(|part| part.starts_with('#') && part.len() > 1).map(str::to_owned);
        Self { state: ChatState::new(chat), zone: options.timezone.clone(), days: Days::of_file(&file) }
    }

    /// When a line was said; `None` where the log gives no year, or no date and neither a banner nor the file's name does.
    fn time(&mut self, clock: &Clock) -> Option<Stamp> {
        let at = |at: DateTime, precision| local(at, precision, &self.zone);
        match clock {
            Clock::Full { text } => iso(text, &self.zone),
            Clock::OfDay { time, precision } => at(self.days.next(*time)?, *precision),
            Clock::Unknown => None,
        }
    }
}

/// What is kept of a line until its record is told.
struct Head {
    /// Where the words after the time begin.
    rest: usize,
    time: Option<Stamp>,
}

impl TextDialect for Irc {
    type Head = Head;

    fn line(&mut self, line: &str, _open: Option<&Head>) -> Line<Head> {
        if let Some(date) = day::banner(line) {
            self.days.begin(date);
            return Line::Structure;
        }
        match Said::of(line) {
            Some(said) => Line::Begins(Head { rest: said.rest, time: self.time(&said.clock) }),
            None if line.trim_matches(['\0', ' ', '\t', '\r']).is_empty() => Line::Structure,
            None => Line::Continues,
        }
    }

    fn structure(&mut self, line: &str, fields: &mut Fields) {
        fields.add(0..line.len(), Role::Time(TimeForm::Undecided), "day");
    }

    fn record(&mut self, block: &Block<Head>, fields: &mut Fields) -> Result<Box<Message>, &'static str> {
        let line = block.first_line();
        let said = Said::of(line).ok_or("a line of no known log")?;
        let form = if matches!(said.clock, Clock::Full { .. }) { TimeForm::Ymd } else { TimeForm::Undecided };
        fields.add(said.at.clone(), Role::Time(form), "time");
        let mut message = Message::new(0, block.provenance.clone());
        message.time = block.head.time;
        match said.spoken {
            Spoken::Words { ref nick, ref text } | Spoken::Action { ref nick, ref text } => {
                let action = matches!(said.spoken, Spoken::Action { .. });
                fields.add(nick.clone(), Role::MemberName, "sender");
                let nick = &line[nick.clone()];
                let whole = text.start..block.trimmed(text.start).end.max(text.start);
                fields.add(whole.clone(), Role::Text, "text");
                message.raw_kind = if action { "action" } else { "message" }.into();
                message.text = Some(text::plain(&block.text[whole])).filter(|text| !text.is_empty());
                let (id, basis) = id_of_name(nick);
                (message.sender_id, message.sender_basis) = (Some(id), basis);
                message.sender_name = Some(nick.to_owned());
                message.sender_kind = SenderKind::User;
            }
            Spoken::Notice => {
                let whole = block.trimmed(block.head.rest);
                fields.add(whole.clone(), Role::SystemText, "notice");
                message.raw_kind = "notice".into();
                let sentence = text::plain(&block.text[whole]);
                let (event, channel) = notice::read(&sentence);
                message.text = Some(sentence).filter(|text| !text.is_empty());
                message.make_event(event);
                if let Some(channel) = channel.filter(|_| self.state.chat.name.is_none()) {
                    self.state.edit().name = Some(channel);
                }
            }
        }
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }

    fn mixes_latin1(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests;
