use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;

use crate::model::ChatKind;
use crate::survey::{ChatSurvey, Outcome, Survey};
use crate::{Error, Merge, Note, ReadOptions, Unit, undecided};

/// A stretch without a record is a hole from this many whole days on. Two weeks is longer than any holiday in which a
/// living group falls silent, and shorter than the gap a lost export leaves.
pub const HOLE_DAYS: u64 = 14;

const DAY_MS: i64 = 86_400_000;

/// The document `inspect` prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inspection {
    /// `groupkeep/inspect/v1`.
    pub schema: &'static str,
    /// When the inspection is taken to be made, RFC 3339.
    pub as_of: String,
    /// One entry per unit.
    pub sources: Vec<SourceReport>,
    /// One entry per chat, over all units that hold something of it.
    pub coverage: Vec<Coverage>,
    /// Files that were met beside the exports and are none, in words without personal data.
    pub notes: Vec<String>,
}

impl Inspection {
    /// Reads the sources from end to end. `notes` says what else there was.
    ///
    /// # Errors
    /// As [`read`](crate::read).
    pub fn of(as_of: Timestamp, sources: Vec<(Unit, ReadOptions)>, notes: &[Note]) -> Result<Self, Error> {
        let merge = Merge::of(sources, false)?;
        let each = merge.sources().iter().zip(merge.surveys());
        Ok(Self {
            schema: "groupkeep/inspect/v1",
            as_of: as_of.to_string(),
            sources: each
                .map(|((unit, options), survey)| SourceReport::of(unit, options, survey))
                .collect::<Result<_, _>>()?,
            coverage: (0..merge.len()).map(|chat| Coverage::of(&merge, chat)).collect(),
            notes: notes.iter().map(|note| format!("{}: {}", note.path.display(), note.reason)).collect(),
        })
    }
}

/// When one chat was alive, as far as any of the sources shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Lower-case name of the platform.
    pub platform: String,
    /// The chat's name, where a source has it.
    pub name: Option<String>,
    /// What kind of chat it is.
    pub kind: ChatKind,
    /// The sources that hold something of it, by their place in the list.
    pub sources: Vec<usize>,
    /// Time of the earliest record, RFC 3339; `None` when no record has a certain time.
    pub first: Option<String>,
    /// Time of the latest record.
    pub last: Option<String>,
    /// Gaps of at least [`HOLE_DAYS`](crate::HOLE_DAYS) in which no source has a record.
    pub holes: Vec<Hole>,
}

impl Coverage {
    fn of(merge: &Merge, at: usize) -> Self {
        let chat = merge.chat(at);
        let (first, last, holes) = merge
            .coverage(at)
            .map_or_else(Default::default, |(first, last, holes)| (instant(first), instant(last), holes));
        let sources = merge.sources_of(at).collect();
        Self { platform: chat.platform, name: chat.name, kind: chat.kind, sources, first, last, holes }
    }
}

/// A stretch of time without a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hole {
    /// The last message before, RFC 3339.
    pub from: String,
    /// The first message after, RFC 3339.
    pub to: String,
    /// Whole days between them.
    pub days: u64,
}

/// What one unit holds of one chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChatReport {
    /// Lower-case name of the platform.
    pub platform: String,
    /// The chat's name, where the source has it.
    pub name: Option<String>,
    /// What kind of chat it is.
    pub kind: ChatKind,
    /// Different members, listed or seen writing.
    pub members: u64,
    /// Records a member sent.
    pub messages: u64,
    /// Notices of the room or the platform.
    pub events: u64,
    /// Time of the earliest record, RFC 3339; `None` when no record has a certain time.
    pub first: Option<String>,
    /// Time of the latest record.
    pub last: Option<String>,
}

impl ChatReport {
    fn of(survey: &ChatSurvey) -> Self {
        let span = survey.span();
        Self {
            platform: survey.chat.platform.clone(),
            name: survey.chat.name.clone(),
            kind: survey.chat.kind,
            members: survey.people.len() as u64,
            messages: survey.messages,
            events: survey.events,
            first: span.and_then(|(first, _)| instant(first)),
            last: span.and_then(|(_, last)| instant(last)),
        }
    }
}

/// Why records were left out or not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Left out or not understood.
    pub outcome: Outcome,
    /// Why, in words without personal data.
    pub reason: String,
    /// How many records.
    pub count: u64,
    /// Line of the first of them, from 1; 0 where lines do not count.
    pub line: u64,
    /// The file of the first of them, where the unit has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
}

/// What one unit holds. `read = messages + events + skipped + unknown`, `accepted = messages + events`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceReport {
    /// As given.
    #[serde(serialize_with = "lossy")]
    pub path: PathBuf,
    /// Name of the format.
    pub format: String,
    /// How sure the detection was, 0 to 1.
    pub confidence: f64,
    /// Why this format.
    pub reason: String,
    /// The file inside the archive at `path`, where it is one of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// How many chats.
    pub chats: u64,
    /// Each of them.
    pub by_chat: Vec<ChatReport>,
    /// How many different members, listed or seen writing.
    pub members: u64,
    /// Records a member sent.
    pub messages: u64,
    /// Notices of the room or the platform.
    pub events: u64,
    /// Time of the earliest record, RFC 3339; `None` when no record has a certain time.
    pub first: Option<String>,
    /// Time of the latest record.
    pub last: Option<String>,
    /// Gaps of at least [`HOLE_DAYS`](crate::HOLE_DAYS) without a record.
    pub holes: Vec<Hole>,
    /// All records.
    pub read: u64,
    /// Records understood.
    pub accepted: u64,
    /// Records left out on purpose.
    pub skipped: u64,
    /// What could not be parsed as a record.
    pub unknown: u64,
    /// What was left out or not understood, by reason.
    pub reasons: Vec<Reason>,
    /// What a person should know, in words without personal data.
    pub notes: Vec<String>,
    /// True when the order of day and month could not be decided; `first` and `last` are then empty.
    #[serde(skip)]
    pub date_order_undecided: bool,
    /// True for a list of members, which has no messages.
    #[serde(skip)]
    pub is_roster: bool,
}

impl SourceReport {
    /// True when something was left out or not understood, or when no time is certain.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        self.skipped > 0 || self.unknown > 0 || self.date_order_undecided
    }
}

/// Reads a unit from end to end and counts what it holds. Memory grows with members and hours, not with messages.
///
/// # Errors
/// As [`read`](crate::read).
pub fn inspect(unit: &Unit, options: &ReadOptions) -> Result<SourceReport, Error> {
    SourceReport::of(unit, options, &Survey::of(unit, options)?)
}

impl SourceReport {
    fn of(unit: &Unit, options: &ReadOptions, survey: &Survey) -> Result<Self, Error> {
        let undecided = undecided(unit, options)?;
        let spans = || survey.chats.values().filter_map(ChatSurvey::span);
        let accepted = survey.messages() + survey.events();
        let mut hours = std::collections::BTreeMap::new();
        for (hour, (_, first, last)) in survey.chats.values().flat_map(|chat| &chat.hours) {
            let all = hours.entry(*hour).or_insert((*first, *last));
            *all = (all.0.min(*first), all.1.max(*last));
        }
        let reasons = reasons(survey);
        Ok(Self {
            path: unit.path.clone(),
            part: unit.part.clone(),
            format: unit.format.name().to_owned(),
            confidence: unit.confidence,
            reason: unit.reason.clone(),
            chats: survey.chats.len() as u64,
            by_chat: survey.chats.values().map(ChatReport::of).collect(),
            members: survey.members.len() as u64,
            messages: survey.messages(),
            events: survey.events(),
            first: spans().map(|span| span.0).min().and_then(instant),
            last: spans().map(|span| span.1).max().and_then(instant),
            holes: holes(hours.into_values()),
            read: accepted + survey.skipped + survey.unknown,
            accepted,
            skipped: survey.skipped,
            unknown: survey.unknown,
            date_order_undecided: undecided.is_some(),
            is_roster: unit.format.is_roster(),
            notes: notes(survey, &reasons, undecided),
            reasons,
        })
    }
}

/// A path as text; a name that is not UTF-8 shows U+FFFD.
fn lossy<S: serde::Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}

fn instant(ms: i64) -> Option<String> {
    Timestamp::from_millisecond(ms).ok().map(|at| at.to_string())
}

/// The gaps between stretches with records, each given by its first and last millisecond, in the order of time.
pub(crate) fn holes(alive: impl Iterator<Item = (i64, i64)>) -> Vec<Hole> {
    let mut holes = Vec::new();
    let mut before: Option<i64> = None;
    for (first, last) in alive {
        if let Some(before) = before {
            let days = first.abs_diff(before) / DAY_MS.unsigned_abs();
            if days >= HOLE_DAYS
                && let (Some(from), Some(to)) = (instant(before), instant(first))
            {
                holes.push(Hole { from, to, days });
            }
        }
        before = Some(last);
    }
    holes
}

/// In the order of their first case.
fn reasons(survey: &Survey) -> Vec<Reason> {
    let mut reasons: Vec<_> = survey.reasons.iter().collect();
    reasons.sort_by_key(|((outcome, reason), (_, place))| (place.line, *outcome, reason.as_str()));
    let told = reasons.into_iter().map(|((outcome, reason), (count, place))| Reason {
        outcome: *outcome,
        reason: reason.clone(),
        count: *count,
        line: place.line,
        part: place.part.as_deref().map(str::to_owned),
    });
    told.collect()
}

fn notes(survey: &Survey, reasons: &[Reason], undecided: Option<String>) -> Vec<String> {
    let mut notes: Vec<String> = undecided.into_iter().collect();
    for Reason { outcome, reason, count, line, part } in reasons {
        let what = match outcome {
            Outcome::Skipped => "left out",
            Outcome::Unknown => "not understood",
        };
        let place = part.as_ref().map_or_else(|| format!("line {line}"), |part| format!("{part}, line {line}"));
        notes.push(format!("{count} {what}: {reason} ({place})"));
    }
    if survey.timeless > 0 {
        notes.push(format!("{} without a certain time", survey.timeless));
    }
    if survey.mangled > 0 {
        notes.push(format!("{} hold characters that were lost before the export", survey.mangled));
    }
    notes
}

#[cfg(test)]
mod tests;
