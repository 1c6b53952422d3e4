//! Who is who in one chat of several sources: the exporter of one calls a member by a nickname, that of another by a
//! remark, a third source has ids.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::buckets::Bucket;
use super::same::same_words;
use crate::model::{IdBasis, Message, SenderKind};
use crate::roster::canonical;
use crate::survey::ChatSurvey;

/// Messages two names have to share, in time and words, to be believed to be one person.
const PROOF: u64 = 3;

/// The senders of one chat and who of them are the same.
#[derive(Default)]
pub(super) struct People {
    platform: String,
    /// The id a sender of a source is known by: of each source its own table.
    known: Vec<HashMap<String, (String, IdBasis)>>,
}

impl People {
    /// Joins senders by id, and a name with the one id that bears it in another source.
    pub fn new(platform: &str, surveys: &[&ChatSurvey]) -> Self {
        let mut bearers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for survey in surveys {
            for (id, person) in survey.people.iter().filter(|(_, person)| person.basis != IdBasis::Name) {
                for name in &person.names {
                    bearers.entry(name).or_default().insert(id);
                }
            }
        }
        let mut known = vec![HashMap::new(); surveys.len()];
        if surveys.len() > 1 {
            for (source, survey) in surveys.iter().enumerate() {
                for (id, person) in survey.people.iter().filter(|(_, person)| person.basis == IdBasis::Name) {
                    let name = id.strip_prefix("name:").unwrap_or(id);
                    let bearer = bearers.get(name).filter(|ids| ids.len() == 1).and_then(|ids| ids.first());
                    if let Some(bearer) = bearer {
                        let basis =
                            surveys.iter().find_map(|survey| survey.people.get(*bearer)).map(|person| person.basis);
                        known[source].insert(id.clone(), ((*bearer).to_owned(), basis.unwrap_or(IdBasis::Native)));
                    } else if person.exporter {
                        // "Me" is somebody else in every export.
                        known[source].insert(id.clone(), (format!("{id}@{source}"), IdBasis::Name));
                    }
                }
            }
        }
        Self { platform: platform.to_owned(), known }
    }

    /// Replaces a sender's id by the one the person is known by.
    pub fn settle(&self, source: usize, message: &mut Message) {
        let Some(id) = &message.sender_id else { return };
        let id = canonical(&self.platform, id);
        match self.known.get(source).and_then(|known| known.get(id)) {
            Some((id, basis)) => (message.sender_id, message.sender_basis) = (Some(id.clone()), *basis),
            None if message.sender_id.as_deref() != Some(id) => message.sender_id = Some(id.to_owned()),
            None => {}
        }
    }

    /// The id that a sender of a source is known by, and what it is.
    pub fn id(&self, source: usize, id: &str, basis: IdBasis) -> (String, IdBasis) {
        let id = canonical(&self.platform, id);
        self.known.get(source).and_then(|known| known.get(id)).cloned().unwrap_or_else(|| (id.to_owned(), basis))
    }

    /// True when somebody goes by a name only that no other source knows, or two sources have nobody in common: then words
    /// have to show who is who.
    pub fn are_in_doubt(&self, surveys: &[&ChatSurvey]) -> bool {
        let ids = |source: usize| -> BTreeSet<String> {
            surveys[source].people.iter().map(|(id, person)| self.id(source, id, person.basis).0).collect()
        };
        let sets: Vec<BTreeSet<String>> = (0..surveys.len()).map(ids).collect();
        let strangers = sets.iter().enumerate().any(|(at, one)| {
            sets[..at].iter().any(|other| !one.is_empty() && !other.is_empty() && one.is_disjoint(other))
        });
        let loose = surveys.iter().enumerate().any(|(source, survey)| {
            survey.people.iter().any(|(id, person)| {
                let (id, basis) = self.id(source, id, person.basis);
                basis == IdBasis::Name
                    && sets.iter().enumerate().any(|(other, set)| other != source && !set.contains(&id))
            })
        });
        surveys.len() > 1 && (strangers || loose)
    }

    /// Joins those who said the same words at the same time often enough, and nobody else's.
    pub fn join(&mut self, votes: &Votes, surveys: &[&ChatSurvey]) {
        let best = |of: &str| -> Option<(&str, u64)> {
            let shared = votes.pairs.iter().filter_map(|((one, other), count)| match (one == of, other == of) {
                (true, _) => Some((other.as_str(), *count)),
                (_, true) => Some((one.as_str(), *count)),
                _ => None,
            });
            shared.max_by_key(|(who, count)| (*count, std::cmp::Reverse(*who)))
        };
        let mut alias: BTreeMap<String, (String, IdBasis)> = BTreeMap::new();
        for (one, other) in votes.pairs.keys() {
            let mutual = best(one).is_some_and(|(who, count)| who == other && count >= PROOF)
                && best(other).is_some_and(|(who, _)| who == one);
            if mutual && !alias.contains_key(one) && !alias.contains_key(other) {
                let basis = |id: &str| votes.basis.get(id).copied().unwrap_or(IdBasis::Name);
                // The better id stays: a platform's before a name.
                let (kept, lost) = if (basis(one), one) <= (basis(other), other) { (one, other) } else { (other, one) };
                alias.insert(lost.clone(), (kept.clone(), basis(kept)));
            }
        }
        for (source, survey) in surveys.iter().enumerate() {
            for (id, person) in &survey.people {
                if let Some(new) = alias.get(&self.id(source, id, person.basis).0) {
                    self.known[source].insert(id.clone(), new.clone());
                }
            }
        }
    }
}

/// How often two senders of different sources said the same at the same time.
#[derive(Default)]
pub(super) struct Votes {
    pairs: BTreeMap<(String, String), u64>,
    basis: BTreeMap<String, IdBasis>,
    /// Messages that stand in more than one source, whoever they are from.
    pub coincidences: u64,
}

impl Votes {
    /// Notes what a bucket shows. Words that come twice in one source say nothing.
    pub fn note(&mut self, bucket: &Bucket) {
        for (at, one) in bucket.parts.iter().enumerate() {
            for other in &bucket.parts[at + 1..] {
                self.compare(one, other);
            }
        }
    }

    fn compare(&mut self, one: &[Message], other: &[Message]) {
        let only =
            |part: &[Message], message: &Message| part.iter().filter(|each| same_words(each, message)).count() == 1;
        for message in one.iter().filter(|message| only(one, message)) {
            let mut same = other.iter().filter(|each| same_words(each, message));
            let (Some(twin), None) = (same.next(), same.next()) else { continue };
            self.coincidences += 1;
            let (Some(a), Some(b)) = (&message.sender_id, &twin.sender_id) else { continue };
            if a != b && message.sender_kind != SenderKind::System {
                let pair = if a < b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) };
                *self.pairs.entry(pair).or_default() += 1;
                self.basis.insert(a.clone(), message.sender_basis);
                self.basis.insert(b.clone(), twin.sender_basis);
            }
        }
    }
}
