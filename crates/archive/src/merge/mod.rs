//! Several exports of one chat as one: each message once, with every place it stands in.
//!
//! Two exports have the same chat if platform and id are equal, or, where one has no id, if platform and name are equal and
//! they have messages in common. Two records are the same message if they have the same id of the platform; where one has
//! none, if time (at the coarser clock of the two), sender, kind and text are equal and their order in both sources allows
//! it: the records of each second or minute are aligned in order, never looked up in a set, so that two equal messages of
//! one minute stay two.
//!
//! Memory does not grow with the messages: sources are walked in the order of time at once. Held are the people and hours
//! of each source, the records of one second or minute (at most 1024 of each source), and of each source that is out of
//! order up to 16,384 messages.

mod align;
mod buckets;
mod chats;
mod ordered;
mod people;
mod report;
mod same;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

pub use chats::may_be_one;
pub use report::{MergeReport, PairReport};

use align::{Slot, align};
use buckets::{Bucket, Buckets};
use ordered::Ordered;
use people::{People, Votes};
use report::Counter;

use crate::inspect::Hole;
use crate::model::{Chat, Member, Message, Precision, Provenance};
use crate::survey::{ChatSurvey, Survey};
use crate::{Error, ReadOptions, Unit};

/// Exports, read once, and the chats in them.
pub struct Merge {
    sources: Vec<(Unit, ReadOptions)>,
    surveys: Vec<Survey>,
    chats: Vec<Vec<Part>>,
    /// Who is who in a chat, once it was asked for.
    people: Mutex<BTreeMap<usize, Arc<People>>>,
}

/// A chat of one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    source: usize,
    ordinal: u32,
}

/// A message, and every place it stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct MergedMessage {
    /// The record that tells most, filled up from the others. `chat` is 0 and `seq` its place in the merged chat; the sender's
    /// id is the one the member has in all sources.
    pub message: Message,
    /// Where it stands: sources by their place among those given, and the record in each.
    pub provenances: Vec<(usize, Provenance)>,
    /// Another source has something else under the same id; that is the message before or after this one.
    pub conflict: bool,
}

impl Merge {
    /// Reads the sources and finds the chats they share. With `one_chat` all of them are one, whatever their ids say.
    ///
    /// # Errors
    /// As [`read`](crate::read).
    pub fn of(sources: Vec<(Unit, ReadOptions)>, one_chat: bool) -> Result<Self, Error> {
        let surveys = sources.iter().map(|(unit, options)| Survey::of(unit, options)).collect::<Result<Vec<_>, _>>()?;
        let mut merge = Self { sources, surveys, chats: Vec::new(), people: Mutex::default() };
        merge.chats = chats::grouped(&merge, one_chat)?;
        Ok(merge)
    }

    /// How many chats there are, those that are one counted once. They are numbered from 0, in the order in which the
    /// sources have them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chats.len()
    }

    /// True when no source has a chat.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chats.is_empty()
    }

    /// What was read of each source.
    pub(crate) fn surveys(&self) -> &[Survey] {
        &self.surveys
    }

    /// The sources, as given.
    #[must_use]
    pub fn sources(&self) -> &[(Unit, ReadOptions)] {
        &self.sources
    }

    /// Records of all sources that were left out or not understood.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.surveys.iter().map(|survey| survey.skipped + survey.unknown).sum()
    }

    /// What is known of a chat over all its sources. `ordinal` is its number.
    #[must_use]
    pub fn chat(&self, chat: usize) -> Chat {
        let mut known = self.parts(chat).map(|(_, survey)| survey.chat.clone());
        let mut first = known.next().expect("invariant: a chat has a part");
        for other in known {
            chats::fill(&mut first, other);
        }
        first.ordinal = u32::try_from(chat).unwrap_or(u32::MAX);
        first
    }

    /// Messages and events of a chat before merging.
    #[must_use]
    pub fn records(&self, chat: usize) -> u64 {
        self.parts(chat).map(|(_, survey)| survey.messages + survey.events).sum()
    }

    /// The sources that hold something of a chat.
    pub fn sources_of(&self, chat: usize) -> impl Iterator<Item = usize> {
        let mut sources: Vec<usize> = self.chats[chat].iter().map(|part| part.source).collect();
        sources.sort_unstable();
        sources.dedup();
        sources.into_iter()
    }

    /// The chats that make up a chat: the source, and their ordinal in it.
    pub fn parts_of(&self, chat: usize) -> impl Iterator<Item = (usize, u32)> {
        self.chats[chat].iter().map(|part| (part.source, part.ordinal))
    }

    /// First and last millisecond of a chat over all its sources, and the stretches of at least
    /// [`HOLE_DAYS`](crate::HOLE_DAYS) that none of them covers.
    #[must_use]
    pub fn coverage(&self, chat: usize) -> Option<(i64, i64, Vec<Hole>)> {
        let mut hours = BTreeMap::new();
        for (_, survey) in self.parts(chat) {
            for (hour, (_, first, last)) in &survey.hours {
                let all = hours.entry(*hour).or_insert((*first, *last));
                *all = (all.0.min(*first), all.1.max(*last));
            }
        }
        let first = hours.values().map(|hour| hour.0).min()?;
        let last = hours.values().map(|hour| hour.1).max()?;
        Some((first, last, crate::inspect::holes(hours.into_values())))
    }

    /// The members of a chat over all its sources, sorted by id: those on a list and those seen writing.
    ///
    /// # Errors
    /// As [`read`](crate::read).
    pub fn members(&self, chat: usize) -> Result<Vec<Member>, Error> {
        let people = self.people(chat)?;
        Ok(chats::members(&people, &self.in_canonical_order(chat)))
    }

    /// The messages of a chat in the order of time, each once.
    ///
    /// # Errors
    /// As [`read`](crate::read).
    pub fn messages(&self, chat: usize) -> Result<Merged, Error> {
        let parts = self.in_canonical_order(chat);
        let spans = parts.iter().map(|(_, survey)| survey.span()).collect();
        Ok(Merged {
            buckets: self.buckets(&parts),
            people: self.people(chat)?,
            names: parts.iter().map(|(source, _)| *source).collect(),
            spans,
            sources: self.sources.len(),
            ready: VecDeque::new(),
            counter: Counter::default(),
            given: 0,
        })
    }

    fn parts(&self, chat: usize) -> impl Iterator<Item = (usize, &ChatSurvey)> {
        self.chats[chat].iter().map(|part| (part.source, &self.surveys[part.source].chats[&part.ordinal]))
    }

    /// The parts in an order that does not depend on how the sources were given.
    fn in_canonical_order(&self, chat: usize) -> Vec<(usize, &ChatSurvey)> {
        let mut parts: Vec<_> = self.parts(chat).collect();
        let name = |source: usize| (&self.sources[source].0.path, &self.sources[source].0.part);
        parts.sort_by(|(one, a), (other, b)| {
            (a.span(), name(*one), a.chat.ordinal).cmp(&(b.span(), name(*other), b.chat.ordinal))
        });
        parts
    }

    fn buckets(&self, parts: &[(usize, &ChatSurvey)]) -> Buckets {
        let precision: Option<Precision> = parts.iter().filter_map(|(_, survey)| survey.precision).max();
        let sources = parts.iter().map(|(source, survey)| Ordered::new(&self.sources[*source], survey));
        Buckets::new(sources.collect(), precision)
    }

    fn people(&self, chat: usize) -> Result<Arc<People>, Error> {
        let known = || self.people.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(people) = known().get(&chat) {
            return Ok(people.clone());
        }
        let people = Arc::new(self.met(chat)?);
        known().insert(chat, people.clone());
        Ok(people)
    }

    /// Reads the sources once more where names alone do not tell who is who.
    fn met(&self, chat: usize) -> Result<People, Error> {
        let parts = self.in_canonical_order(chat);
        let surveys: Vec<&ChatSurvey> = parts.iter().map(|(_, survey)| *survey).collect();
        let mut people = People::new(&self.chat(chat).platform, &surveys);
        if people.are_in_doubt(&surveys) {
            let mut votes = Votes::default();
            let mut buckets = self.buckets(&parts);
            while let Some(mut bucket) = buckets.next()? {
                settle(&people, &mut bucket);
                votes.note(&bucket);
            }
            people.join(&votes, &surveys);
        }
        Ok(people)
    }
}

impl std::fmt::Debug for Merge {
    /// Leaves names and ids out: they are personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Merge")
            .field("sources", &self.sources.len())
            .field("chats", &self.chats)
            .finish_non_exhaustive()
    }
}

fn settle(people: &People, bucket: &mut Bucket) {
    for (source, part) in bucket.parts.iter_mut().enumerate() {
        for message in part {
            people.settle(source, message);
        }
    }
}

/// The messages of one chat in the order of time. After an error it ends.
pub struct Merged {
    buckets: Buckets,
    people: Arc<People>,
    /// The places of the parts among the sources.
    names: Vec<usize>,
    spans: Vec<Option<(i64, i64)>>,
    sources: usize,
    ready: VecDeque<MergedMessage>,
    counter: Counter,
    given: u64,
}

impl Merged {
    /// What was found so far; complete after the last message.
    #[must_use]
    pub fn report(&self) -> MergeReport {
        self.counter.report(self.sources)
    }

    fn fill(&mut self) -> Result<bool, Error> {
        let Some(mut bucket) = self.buckets.next()? else { return Ok(false) };
        settle(&self.people, &mut bucket);
        let Bucket { from, to, parts } = bucket;
        let within = |at: i64| (from..to).contains(&at);
        // Only where one source ends and another begins can each have one of two equal messages.
        let places = |edge: fn(&(i64, i64)) -> i64| -> Vec<usize> {
            let edges = self.spans.iter().enumerate();
            edges.filter(|(_, span)| span.as_ref().is_some_and(|span| within(edge(span)))).map(|(at, _)| at).collect()
        };
        let (ends, begins) = (places(|span| span.1), places(|span| span.0));
        let torn = ends.iter().any(|ends| begins.iter().any(|begins| begins != ends));
        let mut slots = Vec::new();
        for (source, messages) in parts.into_iter().enumerate() {
            if !messages.is_empty() {
                slots = align(slots, self.names[source], messages, torn);
            }
        }
        for slot in slots {
            self.counter.count(&slot);
            let conflict = !slot.rivals.is_empty();
            self.give(slot, conflict);
        }
        Ok(true)
    }

    fn give(&mut self, slot: Slot, conflict: bool) {
        let message = Message { chat: 0, seq: self.given, ..slot.message };
        self.given += 1;
        self.ready.push_back(MergedMessage { message, provenances: slot.sources, conflict });
        for rival in slot.rivals {
            self.give(rival, true);
        }
    }
}

impl Iterator for Merged {
    type Item = Result<MergedMessage, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(message) = self.ready.pop_front() {
                return Some(Ok(message));
            }
            match self.fill() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    self.buckets = Buckets::new(Vec::new(), None);
                    return Some(Err(error));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
