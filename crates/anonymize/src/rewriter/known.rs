//! Numbers known to be somebody's, found whatever stands between their digits and beside them.

use aho_corasick::{AhoCorasick, MatchKind};
use groupkeep_detect::{Confidence, Kind, Match, ZERO_WIDTH, fold};

use crate::error::Error;

/// A shorter number stands in too many others.
const SHORTEST: usize = 9;

/// What may stand between the digits of a number.
const BETWEEN: &str = " -.()+";

/// A set of numbers.
pub(crate) struct KnownNumbers {
    automaton: Option<AhoCorasick>,
    kinds: Vec<Kind>,
}

impl std::fmt::Debug for KnownNumbers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KnownNumbers").field("numbers", &self.kinds.len()).finish_non_exhaustive()
    }
}

impl KnownNumbers {
    /// The empty set.
    pub const fn none() -> Self {
        Self { automaton: None, kinds: Vec::new() }
    }

    /// True if there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Those of `values`, in canonical form, that are numbers and long enough.
    pub fn new<'v>(values: impl IntoIterator<Item = (Kind, &'v str)>) -> Result<Self, Error> {
        let numeric = |value: &str| value.len() >= SHORTEST && value.bytes().all(|byte| byte.is_ascii_digit());
        let (kinds, numbers): (Vec<Kind>, Vec<&str>) =
            values.into_iter().filter(|(kind, value)| *kind != Kind::Member && numeric(value)).unzip();
        if numbers.is_empty() {
            return Ok(Self::none());
        }
        let automaton =
            AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&numbers).map_err(|source| {
                groupkeep_detect::Error::Automaton { aliases: numbers.len(), source: Box::new(source) }
            })?;
        Ok(Self { automaton: Some(automaton), kinds })
    }

    /// Every place in `text`, in order, not overlapping.
    pub fn find(&self, text: &str) -> Vec<Match> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let folded = fold(text);
        let (mut digits, mut places) = (String::new(), Vec::new());
        for (index, &c) in
            folded.chars().iter().enumerate().filter(|(_, c)| **c != ZERO_WIDTH && !BETWEEN.contains(**c))
        {
            digits.push(if c.is_ascii_digit() { c } else { ' ' });
            places.push(index);
        }
        let placed = |found: aho_corasick::Match| Match {
            kind: self.kinds[found.pattern().as_usize()],
            start: folded.offset(places[found.start()]),
            end: folded.offset(places[found.end() - 1] + 1),
            confidence: Confidence::High,
            member: None,
            ambiguous: false,
        };
        automaton.find_iter(&digits).map(placed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_number_is_found_in_any_surrounding() {
        let known =
            KnownNumbers::new([(Kind::Mobile, "13800138001"), (Kind::Qq, "12345"), (Kind::Member, "1380013800")])
                .unwrap();
        for (text, shown) in [
            ("SF13800138001", "13800138001"),
            ("a138.0013.8001z", "138.0013.8001"),
            ("№(138) 0013-8001。", "138) 0013-8001"),
            ("20138001380017", "13800138001"),
            ("１３８0013\u{200B}8001", "１３８0013\u{200B}8001"),
        ] {
            let found = known.find(text);
            assert_eq!(found.iter().map(|m| &text[m.start..m.end]).collect::<Vec<_>>(), [shown], "{text}");
        }
        assert!(known.find("138,00138001 12345").is_empty() && KnownNumbers::none().find("13800138001").is_empty());
    }
}
