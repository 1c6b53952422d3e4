//! Rewrites one chat export in place: values change, every other byte stays.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Read, Write};
use std::path::Path;

use groupkeep_archive::leaves::{Leaf, RawForm, Role, TimeForm, encode, leaves, source};
use groupkeep_archive::{ReadOptions, Record, Unit, read};
use groupkeep_detect::Kind;
use groupkeep_monitor::Monitor;

use crate::copy::{Copy, Marks};
use crate::drops::Drops;
use crate::error::Error;
use crate::generalize::{Refusal, band, place};
use crate::profile::{PlaceRule, TimeRule};
use crate::rewriter::{Part, Rewriter, Spot};

/// How many values are rewritten before the monitor is told.
const STEP: u64 = 4096;

/// What is known of an export before it is rewritten.
#[derive(Debug, Clone, Default)]
pub(crate) struct Survey {
    /// The platform of each chat, by ordinal.
    pub platforms: BTreeMap<u32, String>,
    /// Platform and id of each chat.
    pub chats: BTreeSet<(String, String)>,
    /// The names of the chats.
    pub names: BTreeSet<String>,
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
                    survey.names.extend(chat.name);
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
    /// Writes the export to `output`, rewritten and without `drops`; gives where what was written comes from.
    pub fn rewrite(
        &self,
        rewriter: &mut Rewriter<'_>,
        drops: Drops,
        output: impl Write,
        monitor: &dyn Monitor,
    ) -> Result<Marks, Error> {
        let mut copy = Copy::new(BufReader::with_capacity(1 << 18, source(self.unit)?), output, drops.ranges);
        let mut parties = Parties::of(self.unit, self.options)?;
        let mut parts: Vec<Leaf> = Vec::new();
        let mut opaque = 0;
        let mut emptied = 0;
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
            if leaf.bytes.start < emptied {
                continue;
            }
            if parts.first().is_some_and(|first| !of_one_text(first, &leaf)) {
                self.rewrite_parts(&mut parts, rewriter, &mut copy)?;
            }
            if let Some(unknown) = leaf.unknown.clone().filter(|_| rewriter.operators.strict) {
                // Its keys can hold anything, and nobody knows which of them matter.
                rewriter.tally.changed("unknown-field");
                emptied = unknown.end;
                copy.replace(unknown, b"{}").map_err(|source| self.unwritable(source))?;
                continue;
            }
            if list_of_parts(&leaf).is_some() {
                parts.push(leaf);
                continue;
            }
            let named = if leaf.role == Role::SystemText { parties.of_record(leaf.record)? } else { &[] };
            let becomes = self.instead_of(&leaf, named, rewriter)?;
            self.put(&leaf, &becomes, &mut copy)?;
        }
        self.rewrite_parts(&mut parts, rewriter, &mut copy)?;
        if opaque > 0 {
            return Err(Error::Opaque { path: self.unit.path.clone(), records: opaque });
        }
        let marks = copy.take_marks();
        copy.finish().and_then(|mut output| output.flush()).map_err(|source| self.unwritable(source))?;
        Ok(marks)
    }

    /// Rewrites the parts of one text together, for a name may begin in one and end in the next.
    fn rewrite_parts<R: Read, W: Write>(
        &self,
        parts: &mut Vec<Leaf>,
        rewriter: &mut Rewriter<'_>,
        copy: &mut Copy<R, W>,
    ) -> Result<(), Error> {
        let texts: Vec<Part<'_>> = parts_of(parts);
        let offset = parts.first().map_or(0, |leaf| leaf.bytes.start);
        let mut rewritten = rewriter.text_in_parts(&texts, Spot { path: self.path, offset }).into_iter();
        for leaf in std::mem::take(parts) {
            let becomes = if is_part(&leaf) {
                rewritten.next().unwrap_or_default()
            } else {
                self.instead_of(&leaf, &[], rewriter)?
            };
            self.put(&leaf, &becomes, copy)?;
        }
        Ok(())
    }

    fn put<R: Read, W: Write>(&self, leaf: &Leaf, becomes: &str, copy: &mut Copy<R, W>) -> Result<(), Error> {
        if becomes == leaf.value {
            return Ok(());
        }
        copy.replace(leaf.bytes.clone(), encode(leaf.raw, becomes).as_bytes()).map_err(|source| self.unwritable(source))
    }

    fn unwritable(&self, source: std::io::Error) -> Error {
        Error::Write { path: Path::new(self.path).to_owned(), source }
    }

    fn instead_of(&self, leaf: &Leaf, parties: &[String], rewriter: &mut Rewriter<'_>) -> Result<String, Error> {
        let value = leaf.value.as_str();
        let spot = Spot { path: self.path, offset: leaf.bytes.start };
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
            Role::Time(TimeForm::Undecided) => return Err(Error::DateOrder { path: self.unit.path.clone() }),
            Role::Time(_) if rewriter.clock.rule == TimeRule::Keep && value.contains(char::is_alphabetic) => {
                count(rewriter, "time", false);
                rewriter.text(value, spot)
            }
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
                match band(value) {
                    Some(band) if strict => band,
                    Some(_) => value.to_owned(),
                    None if strict => empty(leaf),
                    None => rewriter.text(value, spot),
                }
            }
            Role::Location => {
                count(rewriter, "place", rewriter.operators.place != PlaceRule::Keep);
                match rewriter.operators.place {
                    PlaceRule::Keep => rewriter.text(value, spot),
                    rule => place(value, rule),
                }
            }
            Role::Structure => rewriter.own_word(value, spot),
            Role::Key => rewriter.key(value, spot),
            Role::Unknown if !strict => rewriter.text(value, spot),
            Role::Unknown => cleared(rewriter, "unknown-field", leaf),
        })
    }

    fn unfit(&self, leaf: &Leaf, what: &'static str) -> Error {
        Error::Value { path: self.unit.path.clone(), offset: leaf.bytes.start, what }
    }
}

/// Keys of lists that hold one text in parts.
const PARTED: &[&str] = &["text", "text_entities"];

/// The path of the list if the value stands in a list of parts of one text.
fn list_of_parts(leaf: &Leaf) -> Option<&str> {
    let (list, _) = leaf.key_path.rsplit_once("[]")?;
    PARTED.contains(&list.rsplit('.').next()?).then_some(list)
}

/// True for the text of a part, not for what is said about it.
fn is_part(leaf: &Leaf) -> bool {
    leaf.role == Role::Text && (leaf.key_path.ends_with("[]") || leaf.key_path.ends_with(".text"))
}

fn of_one_text(first: &Leaf, leaf: &Leaf) -> bool {
    first.record == leaf.record && list_of_parts(first) == list_of_parts(leaf)
}

/// The texts among `leaves`, with the kinds their format gives to them.
fn parts_of(leaves: &[Leaf]) -> Vec<Part<'_>> {
    let types: Vec<&str> =
        leaves.iter().filter(|leaf| leaf.key_path.ends_with("[].type")).map(|leaf| leaf.value.as_str()).collect();
    let typed = |leaf: &&Leaf| is_part(leaf) && leaf.key_path.ends_with("[].text");
    // Every typed part has one type and one text; where one is missing, nobody can say which belongs to which.
    let paired = leaves.iter().filter(typed).count() == types.len();
    let mut types = types.into_iter().filter(|_| paired);
    let part = |leaf| {
        let kind = if typed(&leaf) { types.next() } else { None };
        Part { text: leaf.value.as_str(), kind: kind.and_then(contact_kind) }
    };
    leaves.iter().filter(|leaf| is_part(leaf)).map(part).collect()
}

/// The contact data that a format marks as such.
fn contact_kind(name: &str) -> Option<Kind> {
    match name {
        "phone" => Some(Kind::Mobile),
        "email" => Some(Kind::Email),
        "bank_card" => Some(Kind::BankCard),
        _ => None,
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
    empty(leaf)
}

fn empty(leaf: &Leaf) -> String {
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
