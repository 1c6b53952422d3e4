//! Lists: what a snapshot needs, in clear, so that whoever holds no key can still check, copy and prune.
//!
//! One line per object, `<sha256> <stored bytes> <kind> <epoch>`, sorted by kind and digest. Relative to another list,
//! the first line is `base <sha256>` (always of a whole list), and each further one starts with `+` or `-`. All objects
//! are the writer's own.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::str::FromStr;

use super::{Malformed, key::ObjectKey};
use crate::id::{Digest, WriterName};

/// What an object in a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A sealed chunk index.
    Index,
    /// A pack.
    Pack,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Pack => "pack",
        }
    }
}

/// One object a snapshot needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line {
    /// What it is.
    pub kind: Kind,
    /// Digest of its stored bytes.
    pub sha256: Digest,
    /// How many those are.
    pub bytes: u64,
    /// The epoch it is sealed to; 0 for an index, which is sealed to its writer.
    pub epoch: u64,
}

impl Line {
    /// Where `writer` keeps it.
    #[must_use]
    pub fn key(&self, writer: &WriterName) -> ObjectKey {
        let (writer, sha256) = (writer.clone(), self.sha256);
        match self.kind {
            Kind::Index => ObjectKey::Index { writer, sha256 },
            Kind::Pack => ObjectKey::Pack { writer, sha256 },
        }
    }

    fn text(&self) -> String {
        format!("{} {} {} {}", self.sha256, self.bytes, self.kind.as_str(), self.epoch)
    }
}

impl FromStr for Line {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = || Malformed::new("list", "has a line that is not `<sha256> <bytes> <kind> <epoch>`");
        let [sha256, bytes, kind, epoch] = text.split(' ').collect::<Vec<_>>()[..] else { return Err(malformed()) };
        let kind = match kind {
            "index" => Kind::Index,
            "pack" => Kind::Pack,
            _ => return Err(malformed()),
        };
        let line = Self {
            kind,
            sha256: sha256.parse().map_err(|_| malformed())?,
            bytes: bytes.parse().map_err(|_| malformed())?,
            epoch: epoch.parse().map_err(|_| malformed())?,
        };
        // One spelling per line, so that equal lists are equal objects.
        if line.text() == text { Ok(line) } else { Err(malformed()) }
    }
}

/// Everything a snapshot needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// The objects; a digest appears once.
    pub lines: BTreeSet<Line>,
}

impl List {
    /// The object's text, whole.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::with_capacity(self.lines.len() * 90);
        for line in &self.lines {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{}", line.text());
        }
        out
    }

    /// The object's text relative to `base`.
    #[must_use]
    pub fn to_text_on(&self, base: &Self) -> String {
        let mut out = format!("base {}\n", Digest::of(base.to_text().as_bytes()));
        for line in base.lines.difference(&self.lines) {
            let _ = writeln!(out, "-{}", line.text());
        }
        for line in self.lines.difference(&base.lines) {
            let _ = writeln!(out, "+{}", line.text());
        }
        out
    }

    /// The digest of the list a text is relative to; `None` when it is whole.
    ///
    /// # Errors
    /// When the first line begins like one that names a base but does not.
    pub fn base_of(text: &str) -> Result<Option<Digest>, Malformed> {
        match text.lines().next().and_then(|line| line.strip_prefix("base ")) {
            None => Ok(None),
            Some(digest) => digest.parse().map(Some).map_err(|error| Malformed::new("list", error)),
        }
    }

    /// Reads a list; `base` is the list [`List::base_of`] asked for.
    ///
    /// # Errors
    /// When a line is malformed, twice there, out of order, missing from the base or already in it, when the text does
    /// not end with a newline, or when `base` is not the right one.
    pub fn parse(text: &str, base: Option<&Self>) -> Result<Self, Malformed> {
        let malformed = |reason: &str| Malformed::new("list", reason);
        if !text.is_empty() && !text.ends_with('\n') {
            return Err(malformed("is cut"));
        }
        let list = match (Self::base_of(text)?, base) {
            (None, _) => Self { lines: text.lines().map(str::parse).collect::<Result<_, _>>()? },
            (Some(digest), Some(base)) if digest == Digest::of(base.to_text().as_bytes()) => {
                let mut lines = base.lines.clone();
                for change in text.lines().skip(1) {
                    let done = match change.split_at_checked(1) {
                        Some(("+", line)) => lines.insert(line.parse()?),
                        Some(("-", line)) => lines.remove(&line.parse()?),
                        _ => return Err(malformed("has a change that neither adds nor removes")),
                    };
                    if !done {
                        return Err(malformed("adds what is there or removes what is not"));
                    }
                }
                Self { lines }
            }
            (Some(_), _) => return Err(malformed("is relative to another list than the one given")),
        };
        let written = match base.filter(|_| text.starts_with("base ")) {
            Some(base) => list.to_text_on(base),
            None => list.to_text(),
        };
        if written != text {
            return Err(malformed("is not sorted or names an object twice"));
        }
        let mut digests: Vec<_> = list.lines.iter().map(|line| line.sha256).collect();
        digests.sort_unstable();
        if digests.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(malformed("names an object twice"));
        }
        Ok(list)
    }

    /// The stored bytes of everything in it, saturating.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.lines.iter().fold(0, |sum, line| sum.saturating_add(line.bytes))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lists() -> impl Strategy<Value = List> {
        let line = (0..40_u8, any::<bool>());
        proptest::collection::btree_map(0..40_u8, line, 0..12).prop_map(|objects| List {
            lines: objects
                .into_iter()
                .map(|(name, (bytes, index))| Line {
                    kind: if index { Kind::Index } else { Kind::Pack },
                    sha256: Digest([name; 32]),
                    bytes: bytes.into(),
                    epoch: u64::from(!index),
                })
                .collect(),
        })
    }

    proptest! {
        #[test]
        fn whole_lists_round_trip(list in lists()) {
            prop_assert_eq!(List::parse(&list.to_text(), None), Ok(list));
        }

        #[test]
        fn relative_lists_round_trip(list in lists(), base in lists()) {
            let text = list.to_text_on(&base);
            prop_assert_eq!(List::base_of(&text), Ok(Some(Digest::of(base.to_text().as_bytes()))));
            prop_assert_eq!(List::parse(&text, Some(&base)), Ok(list));
            prop_assert!(List::parse(&text, None).is_err());
        }

        #[test]
        fn hostile_lists_never_panic(text in "([0-9a-f]{64} [0-9]{1,20} (pack|index|x) [0-9]\n|base |[+-]|\n){0,5}") {
            drop(List::parse(&text, Some(&List::default())));
        }
    }

    #[test]
    fn unsorted_doubled_and_cut_lists_are_refused() {
        let line = |name: u8, bytes: u64| format!("{} {bytes} pack 1\n", Digest([name; 32]));
        for text in [
            line(2, 1) + &line(1, 1),
            line(1, 1) + &line(1, 1),
            line(1, 1) + &line(1, 2),
            line(1, 1).trim_end().to_owned(),
            line(1, 1).replace(" 1 ", " 01 "),
        ] {
            assert!(List::parse(&text, None).is_err(), "{text}");
        }
    }
}
