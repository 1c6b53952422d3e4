//! Rewrites one chat export in place: values change, every other byte stays.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::Path;

use groupkeep_archive::leaves::{Leaf, RawForm, Role, encode, leaves};
use groupkeep_archive::{ReadOptions, Record, Unit, read};
use groupkeep_monitor::Monitor;

use crate::copy::Copy;
use crate::drops::Drops;
use crate::error::Error;
use crate::generalize::{Refusal, band, place};
use crate::profile::{PlaceRule, TimeRule};
use crate::rewriter::{Rewriter, Spot};

/// How many values are rewritten before the monitor is told.
const STEP: u64 = 4096;

/// What is known of an export before it is rewritten.
#[derive(Debug, Clone, Default)]
pub(crate) struct Survey {
    /// The platform of each chat, by ordinal.
    pub platforms: BTreeMap<u32, String>,
    /// Platform and id of each chat.
    pub chats: BTreeSet<(String, String)>,
    /// Records that are messages or notices.
    pub records: u64,
}

impl Survey {
    /// Reads the whole export once.
    pub fn of(unit: &Unit, options: &ReadOptions) -> Result<Self, Error> {
        let mut survey = Self::default();
        for record in read(unit, options)? {
            match record? {
                Record::Chat(chat) => {
                    if let Some(id) = chat.chat_id.filter(|id| !id.is_empty()) {
                        survey.chats.insert((chat.platform.clone(), id));
                    }
                    survey.platforms.insert(chat.ordinal, chat.platform);
                }
                Record::Message(_) => survey.records += 1,
                Record::Member(_) | Record::Skipped(_) | Record::Unknown(_) => {}
            }
        }
        Ok(survey)
    }

    fn platform(&self, chat: u32) -> &str {
        self.platforms.get(&chat).or_else(|| self.platforms.values().next()).map_or("", String::as_str)
    }
}

/// One export on its way into a release.
#[derive(Debug)]
pub(crate) struct Export<'a> {
    pub unit: &'a Unit,
    pub options: &'a ReadOptions,
    pub survey: &'a Survey,
    /// Its path in the release.
    pub path: &'a str,
}

impl Export<'_> {
    /// Writes the export to `output`, rewritten and without `drops`.
    pub fn rewrite(
        &self,
        rewriter: &mut Rewriter<'_>,
        drops: Drops,
        output: impl Write,
        monitor: &dyn Monitor,
    ) -> Result<(), Error> {
        let read_failed = |source| Error::Read { path: self.unit.path.clone(), source };
        let write_failed = |source| Error::Write { path: Path::new(self.path).to_owned(), source };
        let file = File::open(&self.unit.path).map_err(read_failed)?;
        let mut copy = Copy::new(BufReader::with_capacity(1 << 18, file), output, drops.ranges);
        let mut parties = Parties::of(self.unit, self.options)?;
        let mut opaque = 0;
        let mut done = 0;
        for (count, leaf) in leaves(self.unit, self.options)?.enumerate() {
            let leaf = leaf?;
            if (count as u64).is_multiple_of(STEP) {
                monitor.advance(leaf.bytes.start - done);
                done = leaf.bytes.start;
                if monitor.stopped() {
                    return Err(Error::Interrupted);
                }
            }
            if copy.leaves_out(leaf.bytes.start) {
                continue;
            }
            if leaf.raw == RawForm::Opaque {
                opaque += 1;
                continue;
            }
            let named = if leaf.role == Role::SystemText { parties.of_record(leaf.record)? } else { &[] };
            let becomes = self.instead_of(&leaf, named, rewriter)?;
            if becomes != leaf.value {
                copy.replace(leaf.bytes.clone(), encode(leaf.raw, &becomes).as_bytes()).map_err(write_failed)?;
            }
        }
        if opaque > 0 {
            return Err(Error::Opaque { path: self.unit.path.clone(), records: opaque });
        }
        copy.finish().and_then(|mut output| output.flush()).map_err(write_failed)
    }

    fn instead_of(&self, leaf: &Leaf, parties: &[String], rewriter: &mut Rewriter<'_>) -> Result<String, Error> {
        let value = leaf.value.as_str();
        let spot = Spot { path: self.path, offset: leaf.bytes.start };
        if leaf.role != Role::Unknown {
            rewriter.key_path(&leaf.key_path);
        }
        if leaf.raw == RawForm::JsonOther {
            return Ok(value.to_owned());
        }
        let platform = self.survey.platform(leaf.chat);
        let strict = rewriter.operators.strict;
        Ok(match leaf.role {
            Role::MemberId => rewriter.member_id(platform, value),
            Role::MemberName | Role::MemberAlias if leaf.raw == RawForm::JsonNumber => {
                rewriter.member_id(platform, value)
            }
            Role::MemberName | Role::MemberAlias => rewriter.name(value),
            Role::ChatId => rewriter.chat_id(platform, value),
            Role::ChatName => rewriter.chat_name(value, spot),
            Role::MessageId => rewriter.message_id(value),
            Role::Text => rewriter.text(value, spot),
            Role::SystemText => rewriter.system_text(value, parties, spot),
            Role::Time(form) => match rewriter.clock.coarsen(value, form) {
                Ok(coarse) => {
                    count(rewriter, "time", rewriter.clock.rule != TimeRule::Keep);
                    coarse
                }
                Err(Refusal::Undecided) => return Err(Error::DateOrder { path: self.unit.path.clone() }),
                Err(Refusal::Malformed) if value.trim().is_empty() => value.to_owned(),
                Err(Refusal::Malformed) => return Err(self.unfit(leaf, "a time")),
            },
            Role::FileName => rewriter.file_name(value, spot),
            Role::Url => rewriter.url(value, spot),
            Role::Avatar => cleared(rewriter, "avatar", leaf),
            Role::Secret => cleared(rewriter, "secret", leaf),
            Role::Amount => {
                count(rewriter, "amount", strict);
                if strict { band(value).unwrap_or_else(|| value.to_owned()) } else { value.to_owned() }
            }
            Role::Location => {
                count(rewriter, "place", rewriter.operators.place != PlaceRule::Keep);
                match rewriter.operators.place {
                    PlaceRule::Keep => rewriter.text(value, spot),
                    rule => place(value, rule),
                }
            }
            Role::Structure => {
                rewriter.tally.word(value);
                value.to_owned()
            }
            Role::Unknown if !strict => rewriter.text(value, spot),
            Role::Unknown if leaf.raw == RawForm::JsonNumber && value.len() < 5 => value.to_owned(),
            Role::Unknown => cleared(rewriter, "unknown-field", leaf),
        })
    }

    fn unfit(&self, leaf: &Leaf, what: &'static str) -> Error {
        Error::Value { path: self.unit.path.clone(), offset: leaf.bytes.start, what }
    }
}

fn count(rewriter: &mut Rewriter<'_>, kind: &'static str, changed: bool) {
    if changed {
        rewriter.tally.changed(kind);
    } else {
        rewriter.tally.left(kind);
    }
}

/// Nothing, in the form of the value.
fn cleared(rewriter: &mut Rewriter<'_>, kind: &'static str, leaf: &Leaf) -> String {
    if !leaf.value.is_empty() {
        rewriter.tally.changed(kind);
    }
    if leaf.raw == RawForm::JsonNumber { "0".to_owned() } else { String::new() }
}

/// The names that notices are known to hold, read alongside their text.
struct Parties<I> {
    records: I,
    current: Option<(u64, Vec<String>)>,
}

impl Parties<groupkeep_archive::Records> {
    fn of(unit: &Unit, options: &ReadOptions) -> Result<Self, Error> {
        Ok(Self { records: read(unit, options)?, current: None })
    }
}

impl<I: Iterator<Item = Result<Record, groupkeep_archive::Error>>> Parties<I> {
    /// The names in the record with that number; asked for in ascending order.
    fn of_record(&mut self, record: Option<u64>) -> Result<&[String], Error> {
        let Some(wanted) = record else { return Ok(&[]) };
        while self.current.as_ref().is_none_or(|(seq, _)| *seq < wanted) {
            match self.records.next().transpose()? {
                Some(Record::Message(message)) => {
                    let event = message.event.as_ref();
                    let parties = event.iter().flat_map(|event| event.actor.iter().chain(&event.targets));
                    let names = parties.filter_map(|party| party.name.clone()).collect();
                    self.current = Some((message.seq, names));
                }
                Some(_) => {}
                None => break,
            }
        }
        Ok(match &self.current {
            Some((seq, names)) if *seq == wanted => names,
            _ => &[],
        })
    }
}
