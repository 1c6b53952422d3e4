//! The dictionary of every alias of every member.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};
use unicode_normalization::char::is_combining_mark;

use crate::compact::{Compact, compact_alias};
use crate::fold::{ZERO_WIDTH, fold};
use crate::kind::{Confidence, Kind, Match};

/// Words that many people use as a nickname and everybody uses as a word, one a line; `#` begins a comment.
const COMMON_WORDS: &str = include_str!("common_words.txt");

/// Why a roster could not be made searchable.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The automaton over the aliases cannot be built, because there are too many of them.
    #[error("a roster of {aliases} aliases cannot be searched for")]
    Automaton {
        /// How many distinct aliases there are.
        aliases: usize,
        /// What the dictionary said.
        source: Box<aho_corasick::BuildError>,
    },
}

impl Error {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Automaton { .. } => Some("split the inputs into several jobs".to_owned()),
        }
    }
}

/// What an alias is to its member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AliasUse {
    /// An account id: unmistakable unless it is very short.
    Id,
    /// A name people write: may also be a common word.
    Name,
}

/// Collects aliases; see [`RosterIndex`].
#[derive(Debug, Default)]
pub struct RosterIndexBuilder {
    entries: BTreeMap<String, Entry>,
}

#[derive(Debug, Default, Clone)]
struct Entry {
    members: BTreeSet<usize>,
    common: bool,
}

impl RosterIndexBuilder {
    /// An empty roster.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one alias of the member with that number. Adding an alias twice is harmless; an alias of invisible
    /// characters and spaces only is ignored.
    pub fn add(&mut self, member: usize, alias: &str, how: AliasUse) -> &mut Self {
        let key = key(alias);
        if !key.is_empty() {
            let common = is_common(&key, how);
            let entry = self.entries.entry(key).or_insert_with(|| Entry { members: BTreeSet::new(), common: true });
            entry.members.insert(member);
            // An alias that is somewhere an id is as unmistakable as an id.
            entry.common &= common;
        }
        self
    }

    /// The searchable roster.
    pub fn build(&self) -> Result<RosterIndex, Error> {
        let mut compact: BTreeMap<String, Entry> = BTreeMap::new();
        for (alias, entry) in &self.entries {
            let Some(form) = compact_alias(alias) else { continue };
            let doubtful = entry.ambiguous() || is_common(&form, AliasUse::Name);
            let joined = compact.entry(form).or_insert_with(|| Entry { members: BTreeSet::new(), common: true });
            joined.members.extend(&entry.members);
            joined.common &= doubtful;
        }
        let plain = Dictionary::new(self.entries.clone())?;
        Ok(RosterIndex { inner: Arc::new(Inner { plain, compact: Dictionary::new(compact)? }) })
    }
}

impl Dictionary {
    fn new(entries: BTreeMap<String, Entry>) -> Result<Self, Error> {
        let (aliases, entries): (Vec<String>, Vec<Entry>) = entries.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&aliases)
            .map_err(|source| Error::Automaton { aliases: aliases.len(), source: Box::new(source) })?;
        Ok(Self { automaton, aliases, entries })
    }

    fn entry(&self, alias: &str) -> Option<&Entry> {
        let place = self.aliases.binary_search_by(|known| known.as_str().cmp(alias)).ok()?;
        self.entries.get(place)
    }
}

/// Every alias of a roster, searchable in one pass. Matching ignores letter case, width and invisible characters, and in
/// names that are long enough for it ([`compact_alias`]) also separators and accents. Cheap to clone.
///
/// An alias is *ambiguous* when two members own it, when it is a single character or a common word, or an id too short
/// to be told from a number. Debug output shows the number of aliases only.
#[derive(Clone)]
pub struct RosterIndex {
    inner: Arc<Inner>,
}

struct Inner {
    plain: Dictionary,
    /// Aliases without separators and accents.
    compact: Dictionary,
}

struct Dictionary {
    automaton: AhoCorasick,
    aliases: Vec<String>,
    entries: Vec<Entry>,
}

impl std::fmt::Debug for RosterIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RosterIndex").field("aliases", &self.inner.plain.aliases.len()).finish()
    }
}

impl RosterIndex {
    /// The members who own `alias`, the whole text compared: for places that hold a name and nothing else, where a
    /// common word is a name too. Ascending, empty if nobody does.
    #[must_use]
    pub fn owners(&self, alias: &str) -> Vec<usize> {
        let compact = || self.inner.compact.entry(&compact_alias(alias)?);
        let entry = self.entry(alias).or_else(compact);
        entry.map(|entry| entry.members.iter().copied().collect()).unwrap_or_default()
    }

    /// True if `alias` is on the roster but free text that contains it need not mean one certain member.
    #[must_use]
    pub fn is_ambiguous(&self, alias: &str) -> bool {
        self.entry(alias).is_some_and(Entry::ambiguous)
    }

    /// The folded form of every alias, in order, and whether it is ambiguous.
    pub fn aliases(&self) -> impl Iterator<Item = (&str, bool)> {
        self.inner
            .plain
            .aliases
            .iter()
            .zip(&self.inner.plain.entries)
            .map(|(alias, entry)| (alias.as_str(), entry.ambiguous()))
    }

    fn entry(&self, alias: &str) -> Option<&Entry> {
        self.inner.plain.entry(&key(alias))
    }

    /// Every occurrence of every alias whose neighbours do not continue it; may overlap. Only the fields that matter for
    /// a member are decided here.
    pub(crate) fn find(&self, text: &str) -> Vec<Match> {
        let (haystack, places) = searchable(text);
        let mut found = Vec::new();
        for hit in self.inner.plain.automaton.find_overlapping_iter(&haystack) {
            let (from, to) = (hit.start(), hit.end());
            if !stands_alone(&haystack, from, to) {
                continue;
            }
            let entry = &self.inner.plain.entries[hit.pattern().as_usize()];
            let start = places[from];
            let end = places.get(to).copied().map_or(text.len(), |next| end_before(text, places[to - 1], next));
            let ambiguous = entry.ambiguous() && !haystack[..from].ends_with('@');
            found.push(entry.found(start..end, ambiguous));
        }
        self.find_compact(text, &mut found);
        found
    }

    /// Adds the occurrences that only show without separators and accents.
    fn find_compact(&self, text: &str, found: &mut Vec<Match>) {
        let known: BTreeSet<(usize, usize)> = found.iter().map(|found| (found.start, found.end)).collect();
        let compact = Compact::of(text);
        for hit in self.inner.compact.automaton.find_overlapping_iter(compact.text()) {
            let (from, to) = (hit.start(), hit.end());
            let (start, end) = (compact.place(from), end_with_marks(text, compact.place(to - 1)));
            if compact.stands_alone(from, to) && !known.contains(&(start, end)) {
                let entry = &self.inner.compact.entries[hit.pattern().as_usize()];
                // Two members with names that differ in a space are both certain.
                let ambiguous = entry.common && !text[..start].ends_with(['@', '＠']);
                found.push(entry.found(start..end, ambiguous));
            }
        }
    }
}

impl Entry {
    fn ambiguous(&self) -> bool {
        self.common || self.members.len() > 1
    }

    /// The match of one of its aliases.
    fn found(&self, range: Range<usize>, ambiguous: bool) -> Match {
        Match {
            kind: Kind::Member,
            start: range.start,
            end: range.end,
            confidence: if ambiguous { Confidence::Low } else { Confidence::High },
            member: if self.members.len() > 1 { None } else { self.members.first().copied() },
            ambiguous,
        }
    }
}

/// The form aliases are compared in: folded, lower case, no invisible characters, no spaces around.
pub(crate) fn key(alias: &str) -> String {
    searchable(alias).0.trim().to_owned()
}

/// `text` as the automaton sees it, and for each of its bytes the byte offset in `text` of the character it comes from.
fn searchable(text: &str) -> (String, Vec<usize>) {
    let folded = fold(text);
    let mut haystack = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(text.len());
    for (index, &c) in folded.chars().iter().enumerate().filter(|&(_, &c)| c != ZERO_WIDTH) {
        for lower in c.to_lowercase() {
            haystack.push(lower);
            places.extend(std::iter::repeat_n(folded.offset(index), lower.len_utf8()));
        }
    }
    (haystack, places)
}

/// The end of a match whose last character begins at `last`, the next visible one beginning at `next`: right after the
/// last character, so that invisible characters between stay.
fn end_before(text: &str, last: usize, next: usize) -> usize {
    text[last..].chars().next().map_or(next, |c| last + c.len_utf8())
}

/// The end of the character that begins at `last`, with the combining marks that follow it.
fn end_with_marks(text: &str, last: usize) -> usize {
    let mut chars = text[last..].chars();
    let first = chars.next().map_or(0, char::len_utf8);
    last + first + chars.take_while(|c| is_combining_mark(*c)).map(char::len_utf8).sum::<usize>()
}

/// True unless an ASCII letter or digit continues an end of the match that is one itself.
fn stands_alone(haystack: &str, from: usize, to: usize) -> bool {
    let bytes = haystack.as_bytes();
    let continued =
        |inner: u8, outer: Option<&u8>| inner.is_ascii_alphanumeric() && outer.is_some_and(u8::is_ascii_alphanumeric);
    let left = from.checked_sub(1).and_then(|before| bytes.get(before));
    !continued(bytes[from], left) && !continued(bytes[to - 1], bytes.get(to))
}

fn is_common(key: &str, how: AliasUse) -> bool {
    let count = key.chars().count();
    let digits = key.chars().all(|c| c.is_ascii_digit());
    match how {
        AliasUse::Id => count < 3 || (digits && count < 5),
        AliasUse::Name => {
            let short = count < 2 || (key.is_ascii() && count < 3);
            let plain = !key.chars().any(char::is_alphanumeric);
            short || plain || (digits && count < 7) || common_words().any(|word| word == key)
        }
    }
}

fn common_words() -> impl Iterator<Item = &'static str> {
    COMMON_WORDS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roster(aliases: &[(usize, &str, AliasUse)]) -> RosterIndex {
        let mut builder = RosterIndexBuilder::new();
        for &(member, alias, how) in aliases {
            builder.add(member, alias, how);
        }
        builder.build().unwrap()
    }

    fn found<'t>(index: &RosterIndex, text: &'t str) -> Vec<(&'t str, Option<usize>, bool)> {
        index.find(text).into_iter().map(|m| (&text[m.start..m.end], m.member, m.ambiguous)).collect()
    }

    #[test]
    fn names_are_found_inside_running_text_and_across_case_and_width() {
        let index = roster(&[(3, "林小溪", AliasUse::Name), (4, "Alice Wong", AliasUse::Name)]);
        assert_eq!(found(&index, "今天林小溪来"), [("林小溪", Some(3), false)]);
        assert_eq!(found(&index, "林\u{200B}小溪"), [("林\u{200B}小溪", Some(3), false)]);
        assert_eq!(found(&index, "谢谢ＡＬＩＣＥ　wong！"), [("ＡＬＩＣＥ　wong", Some(4), false)]);
        assert_eq!(found(&index, "Malice Wong"), []);
    }

    #[test]
    fn a_longer_alias_that_does_not_fit_leaves_the_shorter_one() {
        let index = roster(&[(1, "nora", AliasUse::Name), (2, "nora wang", AliasUse::Name)]);
        assert_eq!(found(&index, "nora wangs"), [("nora", Some(1), false)]);
    }

    #[test]
    fn common_words_are_ambiguous_except_after_an_at_sign() {
        let index = roster(&[(1, "阳光", AliasUse::Name), (2, "云", AliasUse::Name), (3, "ok", AliasUse::Name)]);
        assert_eq!(found(&index, "阳光真好"), [("阳光", Some(1), true)]);
        assert_eq!(found(&index, "@阳光 真好"), [("阳光", Some(1), false)]);
        assert_eq!(found(&index, "＠云\u{2005}你好"), [("云", Some(2), false)]);
        assert_eq!(found(&index, "ok的"), [("ok", Some(3), true)]);
        assert_eq!(index.owners("阳光"), [1]);
    }

    #[test]
    fn names_are_found_with_other_separators_and_accents() {
        let index = roster(&[
            (1, "Tomás Ferreira", AliasUse::Name),
            (2, "苏曼青", AliasUse::Name),
            (3, "Beichen Lu", AliasUse::Name),
            (4, "小太阳", AliasUse::Name),
        ]);
        for (form, member) in [
            ("Toma\u{301}s Ferreira", 1),
            ("tomas_ferreira", 1),
            ("TomasFerreira", 1),
            ("苏 曼 青", 2),
            ("苏·曼青", 2),
            ("Beichen  Lu", 3),
            ("beichen_lu", 3),
            ("BeichenLu", 3),
        ] {
            let text = format!("请 {form} 来");
            assert_eq!(found(&index, &text), [(form, Some(member), false)], "{form}");
            assert_eq!(index.owners(form), [member], "{form}");
        }
        assert_eq!(found(&index, "beichenluo, xbeichen lu"), []);
        let twins = roster(&[(1, "Beichen Lu", AliasUse::Name), (2, "Beichen  Lu", AliasUse::Name)]);
        assert_eq!(found(&twins, "beichen_lu"), [("beichen_lu", None, false)]);
    }

    #[test]
    fn an_alias_of_two_members_is_nobodys() {
        let index = roster(&[(1, "小明同学", AliasUse::Name), (2, "小明同学", AliasUse::Name)]);
        assert_eq!(found(&index, "小明同学来了"), [("小明同学", None, true)]);
        assert_eq!(found(&index, "@小明同学"), [("小明同学", None, false)]);
        assert_eq!(index.owners("小明同学"), [1, 2]);
    }

    #[test]
    fn ids_are_certain_unless_very_short() {
        let index = roster(&[(1, "m01", AliasUse::Id), (2, "1002", AliasUse::Id), (3, "10023", AliasUse::Id)]);
        assert!(!index.is_ambiguous("m01") && index.is_ambiguous("1002") && !index.is_ambiguous("10023"));
        assert!(!index.is_ambiguous("unknown"));
    }

    #[test]
    fn empty_aliases_and_empty_rosters_find_nothing() {
        let index = roster(&[(1, " \u{200B} ", AliasUse::Name)]);
        assert_eq!(index.aliases().count(), 0);
        assert_eq!(found(&index, "任何文字"), []);
    }

    #[test]
    fn the_list_of_common_words_is_in_its_compared_form() {
        for word in common_words() {
            assert_eq!(key(word), word);
        }
    }
}
