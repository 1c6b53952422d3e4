use std::collections::BTreeMap;

use serde::Serialize;

use super::align::Slot;

/// What merging found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MergeReport {
    /// Messages given.
    pub messages: u64,
    /// Records that were left out because another source had the message already.
    pub duplicates: u64,
    /// Records that say something else than another source under the same id; both are given.
    pub conflicts: u64,
    /// Messages that stand in one source only, by source.
    pub only_in_one: Vec<u64>,
    /// What each two sources have in common; pairs with nothing in common are left out.
    pub pairs: Vec<PairReport>,
}

/// What two sources have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairReport {
    /// Their places among the sources.
    pub sources: (usize, usize),
    /// Messages that stand in both.
    pub duplicates: u64,
    /// Messages of which they say different things.
    pub conflicts: u64,
}

impl MergeReport {
    /// Adds what was found in another chat of the same sources.
    pub(crate) fn add(&mut self, other: &Self) {
        self.messages += other.messages;
        self.duplicates += other.duplicates;
        self.conflicts += other.conflicts;
        self.only_in_one.resize(self.only_in_one.len().max(other.only_in_one.len()), 0);
        for (mine, theirs) in self.only_in_one.iter_mut().zip(&other.only_in_one) {
            *mine += theirs;
        }
        for pair in &other.pairs {
            match self.pairs.iter_mut().find(|known| known.sources == pair.sources) {
                Some(known) => {
                    known.duplicates += pair.duplicates;
                    known.conflicts += pair.conflicts;
                }
                None => self.pairs.push(pair.clone()),
            }
        }
    }
}

/// Counts slots as they are given.
#[derive(Default)]
pub(super) struct Counter {
    messages: u64,
    duplicates: u64,
    conflicts: u64,
    only: BTreeMap<usize, u64>,
    pairs: BTreeMap<(usize, usize), (u64, u64)>,
}

impl Counter {
    pub fn count(&mut self, slot: &Slot) {
        let groups: Vec<&Slot> = std::iter::once(slot).chain(&slot.rivals).collect();
        for (at, group) in groups.iter().enumerate() {
            self.messages += 1;
            self.duplicates += group.sources.len() as u64 - 1;
            for (place, (one, _)) in group.sources.iter().enumerate() {
                for (other, _) in &group.sources[place + 1..] {
                    self.pair(*one, *other).0 += 1;
                }
                for (other, _) in groups[at + 1..].iter().flat_map(|rival| &rival.sources) {
                    self.pair(*one, *other).1 += 1;
                }
            }
        }
        self.conflicts += slot.rivals.len() as u64;
        if let ([(only, _)], []) = (&slot.sources[..], &slot.rivals[..]) {
            *self.only.entry(*only).or_default() += 1;
        }
    }

    fn pair(&mut self, one: usize, other: usize) -> &mut (u64, u64) {
        self.pairs.entry((one.min(other), one.max(other))).or_default()
    }

    /// `sources` is how many there are.
    pub fn report(&self, sources: usize) -> MergeReport {
        MergeReport {
            messages: self.messages,
            duplicates: self.duplicates,
            conflicts: self.conflicts,
            only_in_one: (0..sources).map(|source| self.only.get(&source).copied().unwrap_or(0)).collect(),
            pairs: self
                .pairs
                .iter()
                .map(|(sources, (duplicates, conflicts))| PairReport {
                    sources: *sources,
                    duplicates: *duplicates,
                    conflicts: *conflicts,
                })
                .collect(),
        }
    }
}
