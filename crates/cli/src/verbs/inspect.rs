//! `inspect`: what exports hold, and what of it could not be read.

use groupkeep_archive::{Coverage, Digests, Error, Format, Hole, Inspection, Record, SourceReport, read};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::args::InspectArgs;
use crate::context::Context;
use crate::error::Failure;
use crate::exit::Exit;
use crate::output;
use crate::sources::Sources;

/// Inspects what the command line names, or what the configuration does.
pub fn inspect(context: &Context, arguments: &InspectArgs) -> Result<Exit, Failure> {
    if arguments.list_formats {
        return formats();
    }
    let config = context.group_if_any()?;
    let sources = Sources::find(context, &arguments.read, config.as_ref())?;
    let met = if sources.notes.iter().any(|note| note.matters) { Exit::Incomplete } else { Exit::Done };
    if arguments.messages {
        return Ok(met.and(records(&sources)?));
    }
    let as_of = context.as_of(config.as_ref());
    let mut inspection =
        Inspection::of(as_of, sources.units.clone(), &sources.notes).map_err(|error| sources.failure(error))?;
    for source in &mut inspection.sources {
        source.path = sources.shown(&source.path).to_owned();
    }
    let told = |source: &SourceReport| if source.is_roster { source.members + source.chats } else { source.accepted };
    let incomplete = |source: &SourceReport| source.is_incomplete() || told(source) == 0;
    let read = if inspection.sources.iter().any(incomplete) { Exit::Incomplete } else { Exit::Done };
    if context.json() {
        output::json(&inspection)?;
    } else {
        let zone = config.as_ref().map_or(TimeZone::UTC, |config| config.group.timezone.clone());
        let shown = Shown { context, zone: &zone };
        let mut parts: Vec<String> = inspection.sources.iter().map(|source| shown.source(source)).collect();
        parts.push(shown.coverage(&inspection.coverage));
        output::text(&parts.join("\n"))?;
    }
    Ok(met.and(read))
}

/// Lists the formats, in the order in which `docs/formats.md` has them.
fn formats() -> Result<Exit, Failure> {
    let width = Format::ALL.iter().map(|format| format.name().len()).max().unwrap_or(0);
    let lines: Vec<String> =
        Format::ALL.iter().map(|format| format!("{:width$}  {}\n", format.name(), format.title())).collect();
    output::text(&lines.concat())?;
    Ok(Exit::Done)
}

/// One line of `--messages`.
#[derive(Serialize)]
struct Line<'r> {
    schema: &'static str,
    path: &'r str,
    part: Option<&'r str>,
    sha256: Option<String>,
    #[serde(flatten)]
    record: &'r Record,
}

/// Prints every record of every source, one JSON object a line.
fn records(sources: &Sources) -> Result<Exit, Failure> {
    let mut exit = Exit::Done;
    let mut out = output::Lines::new();
    for (unit, options) in &sources.units {
        let failed = |error: Error| sources.failure(error);
        let path = sources.shown(&unit.path).to_string_lossy();
        let mut digests = Digests::of(unit);
        let mut accepted = 0_u64;
        for record in read(unit, options).map_err(failed)? {
            let record = record.map_err(failed)?;
            let place = match &record {
                Record::Chat(_) | Record::Member(_) => None,
                Record::Message(message) => {
                    accepted += 1;
                    Some(&message.provenance)
                }
                Record::Skipped(skipped) => Some(&skipped.provenance),
                Record::Unknown(unknown) => Some(&unknown.provenance),
            };
            if matches!(record, Record::Skipped(_) | Record::Unknown(_)) {
                exit = Exit::Incomplete;
            }
            let sha256 = place.map(|place| digests.next(place)).transpose().map_err(failed)?.flatten();
            let part = unit.part.as_deref();
            let line = Line { schema: "groupkeep/record/v1", path: &path, part, sha256, record: &record };
            if !out.json(&line)? {
                return Ok(exit);
            }
        }
        let undecided = groupkeep_archive::undecided(unit, options).map_err(failed)?.is_some();
        if (accepted == 0 && !unit.format.is_roster()) || undecided {
            exit = Exit::Incomplete;
        }
    }
    out.finish()?;
    Ok(exit)
}

/// Reports for a person.
struct Shown<'c> {
    context: &'c Context,
    zone: &'c TimeZone,
}

impl Shown<'_> {
    fn say(&self, en: &'static str, zh: &'static str) -> &'static str {
        self.context.language.pick(en, zh)
    }

    fn source(&self, source: &SourceReport) -> String {
        let name = source.part.as_ref().map_or_else(|| source.path.clone(), |part| source.path.join(part));
        let mut text = format!("{}\n", name.display());
        let mut line = |label: &str, value: String| text.push_str(&format!("  {label}: {value}\n"));
        let confidence = source.confidence * 100.0;
        line(self.say("format", "格式"), format!("{} ({confidence:.0} %, {})", source.format, source.reason));
        line(
            self.say("holds", "内容"),
            format!(
                "{}, {}",
                self.count(source.chats, ["chat", "chats", "个会话"]),
                self.counts(source.members, source.messages, source.events)
            ),
        );
        for chat in source.by_chat.iter().filter(|_| source.chats > 1) {
            let span = self.span(chat.first.as_deref(), chat.last.as_deref(), &[]);
            let name = self.chat(&chat.platform, chat.name.as_deref());
            let counts = self.counts(chat.members, chat.messages, chat.events);
            line(self.say("chat", "会话"), format!("{name}: {counts}, {span}"));
        }
        if source.first.is_some() {
            let zone = self.zone.iana_name().unwrap_or("UTC");
            let (first, last) = (source.first.as_deref(), source.last.as_deref());
            let (span, holes) = (self.span(first, last, &[]), self.holes(&source.holes));
            line(self.say("covers", "时间"), format!("{span} ({zone}){holes}"));
        }
        line(
            self.say("read", "读取"),
            format!(
                "{}: {} {}, {} {}, {} {}",
                source.read,
                source.accepted,
                self.say("accepted", "条读懂"),
                source.skipped,
                self.say("skipped", "条跳过"),
                source.unknown,
                self.say("not understood", "条不懂"),
            ),
        );
        for note in &source.notes {
            line(self.say("note", "提示"), note.clone());
        }
        text
    }

    /// When each chat was alive, over all sources.
    fn coverage(&self, coverage: &[Coverage]) -> String {
        let mut text = format!("{}\n", self.say("coverage", "时间覆盖"));
        for chat in coverage {
            let name = self.chat(&chat.platform, chat.name.as_deref());
            let span = self.span(chat.first.as_deref(), chat.last.as_deref(), &chat.holes);
            let from = match chat.sources.len() {
                1 => String::new(),
                several => format!(" ({several} {})", self.say("sources", "个来源")),
            };
            text.push_str(&format!("  {name}: {span}{from}\n"));
        }
        text
    }

    fn chat(&self, platform: &str, name: Option<&str>) -> String {
        name.map_or_else(|| platform.to_owned(), |name| format!("{platform} {name}"))
    }

    fn counts(&self, members: u64, messages: u64, events: u64) -> String {
        let members = self.count(members, ["member", "members", "名成员"]);
        let messages = self.count(messages, ["message", "messages", "条消息"]);
        format!("{members}, {messages}, {}", self.count(events, ["event", "events", "条事件"]))
    }

    fn count(&self, number: u64, [one, many, zh]: [&'static str; 3]) -> String {
        format!("{number} {}", self.say(if number == 1 { one } else { many }, zh))
    }

    fn span(&self, first: Option<&str>, last: Option<&str>, holes: &[Hole]) -> String {
        let (Some(first), Some(last)) = (first, last) else {
            return self.say("no certain time", "没有确定的时间").to_owned();
        };
        format!("{} … {}{}", self.day(first), self.day(last), self.holes(holes))
    }

    fn holes(&self, holes: &[Hole]) -> String {
        let each = holes
            .iter()
            .map(|hole| format!(", {} {} … {}", self.say("hole", "空缺"), self.day(&hole.from), self.day(&hole.to)));
        each.collect()
    }

    /// The day of an instant where the group lives.
    fn day(&self, instant: &str) -> String {
        let parsed: Result<Timestamp, _> = instant.parse();
        parsed.map_or_else(|_| instant.to_owned(), |instant| instant.to_zoned(self.zone.clone()).date().to_string())
    }
}
