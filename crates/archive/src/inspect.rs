use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;

use crate::model::{Message, Provenance, Record};
use crate::roster::canonical;
use crate::{Error, ReadOptions, Unit, read, undecided};

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
}

impl Inspection {
    /// The document over these sources.
    #[must_use]
    pub fn new(as_of: Timestamp, sources: Vec<SourceReport>) -> Self {
        Self { schema: "groupkeep/inspect/v1", as_of: as_of.to_string(), sources }
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
    /// How many chats.
    pub chats: u64,
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
    /// What a person should know, in words without personal data.
    pub notes: Vec<String>,
    /// True when the order of day and month could not be decided; `first` and `last` are then empty.
    #[serde(skip)]
    pub date_order_undecided: bool,
}

impl SourceReport {
    /// True when something was left out or not understood, or when no time is certain.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        self.skipped > 0 || self.unknown > 0 || self.date_order_undecided
    }
}

/// Reads a unit from end to end and counts what it holds. Memory grows with members and days, not with messages.
///
/// # Errors
/// As [`read`].
pub fn inspect(unit: &Unit, options: &ReadOptions) -> Result<SourceReport, Error> {
    let mut count = Count::default();
    for record in read(unit, options)? {
        count.add(record?);
    }
    let undecided = undecided(unit, options)?;
    let (first, last) = (count.days.values().map(|day| day.0).min(), count.days.values().map(|day| day.1).max());
    let accepted = count.messages + count.events;
    Ok(SourceReport {
        path: unit.path.clone(),
        format: unit.format.name().to_owned(),
        confidence: unit.confidence,
        reason: unit.reason.clone(),
        chats: count.chats.len() as u64,
        members: count.members.len() as u64,
        messages: count.messages,
        events: count.events,
        first: first.and_then(instant),
        last: last.and_then(instant),
        holes: count.holes(),
        read: accepted + count.skipped + count.unknown,
        accepted,
        skipped: count.skipped,
        unknown: count.unknown,
        date_order_undecided: undecided.is_some(),
        notes: count.notes(undecided),
    })
}

/// A path as text; a name that is not UTF-8 shows U+FFFD.
fn lossy<S: serde::Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}

fn instant(ms: i64) -> Option<String> {
    Timestamp::from_millisecond(ms).ok().map(|at| at.to_string())
}

#[derive(Default)]
struct Count {
    /// The platform of each chat.
    chats: HashMap<u32, String>,
    members: HashSet<String>,
    messages: u64,
    events: u64,
    skipped: u64,
    unknown: u64,
    timeless: u64,
    mangled: u64,
    /// First and last millisecond of each day with a record, by days since 1970.
    days: BTreeMap<i64, (i64, i64)>,
    /// How often, and the line of the first case.
    reasons: HashMap<(&'static str, String), (u64, u64)>,
}

impl Count {
    fn add(&mut self, record: Record) {
        match record {
            Record::Chat(chat) => {
                self.chats.insert(chat.ordinal, chat.platform);
            }
            Record::Member(member) => self.member(member.chat, &member.member_id),
            Record::Message(message) => self.message(*message),
            Record::Skipped(skipped) => {
                self.skipped += 1;
                self.reason("left out", skipped.reason, &skipped.provenance);
            }
            Record::Unknown(unknown) => {
                self.unknown += 1;
                self.reason("not understood", unknown.reason, &unknown.provenance);
            }
        }
    }

    fn member(&mut self, chat: u32, id: &str) {
        let id = canonical(self.chats.get(&chat).map_or("", String::as_str), id);
        if !self.members.contains(id) {
            self.members.insert(id.to_owned());
        }
    }

    fn message(&mut self, message: Message) {
        if message.is_event() {
            self.events += 1;
        } else {
            self.messages += 1;
        }
        if let Some(id) = &message.sender_id {
            self.member(message.chat, id);
        }
        self.mangled += u64::from(message.text.is_some_and(|text| text.contains('\u{fffd}')));
        match message.time.map(|at| at.ms) {
            Some(ms) => {
                let day = self.days.entry(ms.div_euclid(DAY_MS)).or_insert((ms, ms));
                *day = (day.0.min(ms), day.1.max(ms));
            }
            None => self.timeless += 1,
        }
    }

    fn reason(&mut self, what: &'static str, reason: String, place: &Provenance) {
        let (count, _) = self.reasons.entry((what, reason)).or_insert((0, place.line));
        *count += 1;
    }

    fn holes(&self) -> Vec<Hole> {
        let pairs = self.days.values().zip(self.days.values().skip(1));
        pairs
            .filter_map(|((_, before), (after, _))| {
                let days = after.abs_diff(*before) / DAY_MS.unsigned_abs();
                (days >= HOLE_DAYS).then_some(Hole { from: instant(*before)?, to: instant(*after)?, days })
            })
            .collect()
    }

    fn notes(&self, undecided: Option<String>) -> Vec<String> {
        let mut notes: Vec<String> = undecided.into_iter().collect();
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by_key(|(_, (_, line))| *line);
        for ((what, reason), (count, line)) in reasons {
            notes.push(format!("{count} {what}: {reason} (line {line})"));
        }
        if self.timeless > 0 {
            notes.push(format!("{} without a certain time", self.timeless));
        }
        if self.mangled > 0 {
            notes.push(format!("{} hold characters that were lost before the export", self.mangled));
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::{Format, open_as};

    fn report(text: &str) -> SourceReport {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        inspect(&open_as(file.path(), Format::WhatsappText), &ReadOptions::default()).unwrap()
    }

    #[test]
    fn the_document_has_the_promised_keys() {
        let report = report("2024/1/1, 10:00 - A: b\n");
        let document = Inspection::new(Timestamp::UNIX_EPOCH, vec![report]);
        let json = serde_json::to_value(&document).unwrap();
        assert_eq!(
            (json["schema"].as_str(), json["as_of"].as_str()),
            (Some("groupkeep/inspect/v1"), Some("1970-01-01T00:00:00Z"))
        );
        let keys: Vec<&str> = json["sources"][0].as_object().unwrap().keys().map(String::as_str).collect();
        let mut promised = vec![
            "path",
            "format",
            "confidence",
            "reason",
            "chats",
            "members",
            "messages",
            "events",
            "first",
            "last",
            "holes",
            "read",
            "accepted",
            "skipped",
            "unknown",
            "notes",
        ];
        promised.sort_unstable();
        assert_eq!(keys, promised);
    }

    #[test]
    fn gaps_of_two_weeks_are_holes() {
        let report = report(
            "2024/1/1, 10:00 - A: b\n2024/1/15, 09:59 - A: c\n2024/2/1, 10:00 - A: d\n2024/1/20, 10:00 - A: late\n\
             2024/2/15, 10:00 - A: e\n",
        );
        let days: Vec<(String, u64)> = report.holes.into_iter().map(|hole| (hole.from, hole.days)).collect();
        assert_eq!(days, [("2024-02-01T10:00:00Z".to_owned(), 14)]);
        assert_eq!(
            (report.first.as_deref(), report.last.as_deref()),
            (Some("2024-01-01T10:00:00Z"), Some("2024-02-15T10:00:00Z"))
        );
    }

    #[test]
    fn holes_are_counted_from_last_to_first_message() {
        for (dates, holes) in [
            (&["2024/1/1", "2024/1/14"][..], 0),
            (&["2024/1/1", "2024/1/15"], 1),
            (&["2024/1/1"], 0),
            (&["2024/1/15", "2024/1/1"], 1),
            (&["2024/1/1", "2024/2/1", "2024/3/1"], 2),
            (&["1969/1/1", "2024/1/1"], 0),
        ] {
            let text: String = dates.iter().map(|date| format!("{date}, 10:00 - A: b\n")).collect();
            assert_eq!(report(&text).holes.len(), holes, "{dates:?}");
        }
    }

    #[test]
    fn what_was_not_understood_is_counted_once_with_its_first_line() {
        let row = r#"{"sender":"a","timestamp":5,"type":0}"#;
        let text = format!("{{\"chatlab\":{{}},\"messages\":[\n{row},\n7,\n{row},\n8,\n{{}}]}}");
        let told = crate::testing::report(Format::ChatlabJson, text);
        assert_eq!((told.read, told.accepted, told.unknown, told.is_incomplete()), (5, 2, 3, true));
        assert_eq!(
            told.notes,
            [
                "2 not understood: a record that is not an object (line 3)",
                "1 not understood: a message without sender, time and type (line 6)"
            ]
        );
    }

    #[test]
    fn notes_hold_no_personal_data() {
        let text = "secret name\n13/1/24, 10:00 - Secret: secret\n1/13/24, 10:00 - Secret: secret\n";
        let notes = report(text).notes.join("\n").to_lowercase();
        assert!(!notes.is_empty() && !notes.contains("secret"), "{notes}");
    }

    #[test]
    fn lost_characters_are_noted() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(
            "{\"chatlab\":{},\"messages\":[{\"sender\":\"a\",\"timestamp\":5,\"type\":0,\"content\":\"\u{fffd}\"}]}"
                .as_bytes(),
        )
        .unwrap();
        let report = inspect(&open_as(file.path(), Format::ChatlabJson), &ReadOptions::default()).unwrap();
        assert_eq!((report.messages, report.notes.len()), (1, 1), "{:?}", report.notes);
    }
}
