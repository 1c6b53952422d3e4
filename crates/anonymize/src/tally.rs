//! What a release counted, and what the leak check and the reviewers need to know of it.

use std::collections::{BTreeMap, BTreeSet};

use groupkeep_detect::{Kind, canonical, redact};
use serde::Serialize;

/// Samples kept per kind for a dry run.
const SAMPLES: usize = 3;

/// Ambiguous places listed for reviewers; the count goes on beyond.
const PLACES: usize = 10_000;

/// How often a kind of value was seen, and what became of it. `found = replaced + left + ambiguous`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// How often it was found.
    pub found: u64,
    /// How often it was replaced, masked, made coarser or dropped.
    pub replaced: u64,
    /// How often the profile lets it stay.
    pub left: u64,
    /// How often it may just be a word, and stays.
    pub ambiguous: u64,
}

/// One redacted example of what a release would change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Sample {
    /// What kind of value.
    pub kind: &'static str,
    /// The value, redacted.
    pub value: String,
    /// What stands there instead.
    pub becomes: String,
}

/// A place where an alias may just be a word.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Ambiguous {
    /// The file in the release.
    pub path: String,
    /// Byte offset, in the input, of the value that holds the alias.
    pub offset: u64,
    /// The alias as written. Only ever sealed to approvers.
    pub alias: String,
}

/// Everything counted while rewriting.
#[derive(Default)]
pub(crate) struct Tally {
    pub counts: BTreeMap<&'static str, Count>,
    pub samples: BTreeSet<Sample>,
    pub ambiguous: BTreeSet<Ambiguous>,
    /// Values that were replaced and must not be found again, in canonical form.
    pub replaced: BTreeSet<(Kind, String)>,
    sampled: BTreeMap<&'static str, usize>,
}

impl std::fmt::Debug for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tally").field("counts", &self.counts).finish_non_exhaustive()
    }
}

impl Tally {
    /// A value that is unmistakable was replaced; it must not be found again anywhere.
    pub fn replaced(&mut self, kind: Kind, value: &str, becomes: &str) {
        self.replaced.insert((kind, canonical(kind, value)));
        self.named(kind, value, becomes);
    }

    /// A name was replaced. Names of the roster are searched for anyway; others may be words elsewhere.
    pub fn named(&mut self, kind: Kind, value: &str, becomes: &str) {
        self.sample(kind.name(), || redact(kind, value), becomes);
        self.changed(kind.name());
    }

    /// A value that nobody will search for was replaced.
    pub fn changed(&mut self, kind: &'static str) {
        let count = self.counts.entry(kind).or_default();
        count.found += 1;
        count.replaced += 1;
    }

    /// The profile lets a value stay.
    pub fn left(&mut self, kind: &'static str) {
        let count = self.counts.entry(kind).or_default();
        count.found += 1;
        count.left += 1;
    }

    /// An alias that may just be a word stays.
    pub fn ambiguous(&mut self, path: &str, offset: u64, alias: &str) {
        let count = self.counts.entry(Kind::Member.name()).or_default();
        count.found += 1;
        count.ambiguous += 1;
        if self.ambiguous.len() < PLACES {
            self.ambiguous.insert(Ambiguous { path: path.to_owned(), offset, alias: alias.to_owned() });
        }
    }

    fn sample(&mut self, kind: &'static str, value: impl FnOnce() -> String, becomes: &str) {
        let sampled = self.sampled.entry(kind).or_default();
        if *sampled < SAMPLES {
            let sample = Sample { kind, value: value(), becomes: becomes.to_owned() };
            *sampled += usize::from(self.samples.insert(sample));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_and_samples_are_redacted_and_few() {
        let mut tally = Tally::default();
        for n in 0..9 {
            tally.replaced(Kind::Mobile, &format!("1380013800{n}"), "[手机号]");
        }
        tally.ambiguous("a.json", 7, "阳光");
        tally.left("time");
        assert_eq!(tally.counts["mobile"], Count { found: 9, replaced: 9, left: 0, ambiguous: 0 });
        assert_eq!(tally.counts["member"].ambiguous, 1);
        assert_eq!(tally.samples.len(), 3);
        assert!(tally.samples.iter().all(|sample| sample.value.starts_with("138****")));
        assert_eq!(tally.replaced.len(), 9);
        assert!(!format!("{tally:?}").contains("13800"));
    }
}
