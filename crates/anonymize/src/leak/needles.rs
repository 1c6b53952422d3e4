//! The values to look for, in every form they could have been written in.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use encoding_rs::GB18030;
use groupkeep_detect::{Kind, canonical, compact_alias};

use super::views::{View, ViewKind, is_utf8};
use crate::error::Error;
use crate::pseudonym::WORDS;

/// Values longer than this are looked for by their beginning.
const LONGEST: usize = 256;

/// A base64 form shorter than this is found in any random data.
const SHORTEST_BASE64: usize = 7;

/// As above for hexadecimal digits.
const SHORTEST_HEX: usize = 8;

/// A number shorter than this is found among sizes and counters; it counts only where it is written as text.
const LONG_NUMBER: usize = 9;

/// A value of so many bytes has a form of its own in every encoding.
const LONG_ENOUGH: usize = 9;

/// The kinds of values people write with other separators and accents.
const NAMES: [&str; 2] = ["member", "canary"];

/// The encodings in which the check finds values, as named in releases.
pub(crate) const ENCODINGS: [&str; 11] = [
    "raw",
    "folded",
    "compact",
    "json-escaped",
    "url-encoded",
    "xml-escaped",
    "split",
    "base64",
    "hex",
    "gb18030",
    "utf-16",
];

/// A value of fewer characters is found by chance in bytes read in the wrong encoding.
const SHORTEST_FOREIGN: usize = 2;

/// A value that must be gone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Needle {
    /// What kind of value, for reports.
    pub kind: &'static str,
    /// The value.
    pub value: String,
    /// The value is also a word: it counts only right after `@`.
    pub ambiguous: bool,
}

/// Where and in which form a needle was found.
#[derive(Debug)]
pub(super) struct Hit {
    pub kind: &'static str,
    pub offset: usize,
    pub encoding: &'static str,
}

/// All needles, ready to be searched for.
pub(crate) struct Needles {
    all: Vec<Needle>,
    /// Values and their percent forms, ASCII case ignored; searched for in raw and decoded text.
    plain: Set,
    /// Hexadecimal, ASCII case ignored.
    hex: Set,
    /// base64 in both alphabets and three alignments, case respected.
    base64: Set,
    /// Folded values.
    folded: Set,
    /// Long numbers.
    digits: Set,
    /// Names without separators and accents.
    compact: Set,
    /// GB18030 where that differs from UTF-8.
    gb18030: Set,
    /// UTF-16 in both orders of bytes.
    utf16: Set,
}

impl std::fmt::Debug for Needles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Needles").field("values", &self.all.len()).finish_non_exhaustive()
    }
}

/// Patterns with the needle each belongs to.
struct Set {
    automaton: AhoCorasick,
    owners: Vec<usize>,
}

impl Set {
    fn new(patterns: BTreeMap<Vec<u8>, usize>, ignore_case: bool) -> Result<Self, Error> {
        let (patterns, owners): (Vec<Vec<u8>>, Vec<usize>) = patterns.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(ignore_case)
            .build(&patterns)
            .map_err(|source| groupkeep_detect::Error::Automaton {
                aliases: patterns.len(),
                source: Box::new(source),
            })?;
        Ok(Self { automaton, owners })
    }
}

impl Needles {
    /// Makes the needles searchable. Empty values are left out; of two needles with one value the unambiguous stays.
    pub fn new(needles: impl IntoIterator<Item = Needle>) -> Result<Self, Error> {
        let mut distinct: BTreeMap<String, Needle> = BTreeMap::new();
        for needle in needles {
            let value: String = needle.value.trim().chars().take(LONGEST).collect();
            if !value.is_empty() {
                let entry = distinct.entry(value.clone()).or_insert(Needle { value, ..needle });
                entry.ambiguous &= needle.ambiguous;
            }
        }
        let all: Vec<Needle> = distinct.into_values().collect();
        let (mut plain, mut hex, mut base64) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (mut folded, mut digits, mut compact) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (mut gb18030, mut utf16) = (BTreeMap::new(), BTreeMap::new());
        // The unambiguous last: of two values that look the same in some form, they are the ones that count.
        let (words, certain): (Vec<_>, Vec<_>) = all.iter().enumerate().partition(|(_, needle)| needle.ambiguous);
        for (index, needle) in words.into_iter().chain(certain) {
            plain.insert(needle.value.to_ascii_lowercase().into_bytes(), index);
            let fold = canonical(Kind::Member, &needle.value);
            folded.insert(fold.clone().into_bytes(), index);
            if needle.ambiguous {
                continue;
            }
            let form = hex_of(&needle.value);
            if form.len() >= SHORTEST_HEX {
                hex.insert(form.into_bytes(), index);
            }
            base64.extend(base64_forms(&needle.value).into_iter().map(|form| (form.into_bytes(), index)));
            if NAMES.contains(&needle.kind) {
                compact.extend(compact_alias(&needle.value).map(|form| (form.into_bytes(), index)));
            }
            if needle.value.chars().count() >= SHORTEST_FOREIGN {
                utf16.extend([u16::to_le_bytes, u16::to_be_bytes].map(|order| (utf16_of(&needle.value, order), index)));
                if !needle.value.is_ascii() {
                    gb18030.insert(GB18030.encode(&needle.value).0.into_owned(), index);
                }
            }
            if fold.len() >= LONG_NUMBER && fold.bytes().all(|byte| byte.is_ascii_digit()) {
                digits.insert(fold.into_bytes(), index);
            }
        }
        Ok(Self {
            all,
            plain: Set::new(plain, true)?,
            hex: Set::new(hex, true)?,
            base64: Set::new(base64, false)?,
            folded: Set::new(folded, false)?,
            digits: Set::new(digits, false)?,
            compact: Set::new(compact, false)?,
            gb18030: Set::new(gb18030, false)?,
            utf16: Set::new(utf16, false)?,
        })
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// An unambiguous needle in every encoding, to prove that it would be found. The needle must be long enough for all
    /// of them, and hold a character outside ASCII for the escaped forms to differ.
    pub fn samples(&self) -> Vec<(&'static str, Vec<u8>)> {
        // Letters outside ASCII that are compared as they are written: digits and separators have forms of their own.
        let shows = |needle: &&Needle| {
            let plain = needle.value.chars().all(|c| c.is_alphabetic() && !c.is_ascii());
            plain
                && !needle.ambiguous
                && needle.value.len() >= LONG_ENOUGH
                && canonical(Kind::Member, &needle.value) == needle.value
        };
        let Some(value) = self.all.iter().find(shows).map(|needle| &needle.value) else { return Vec::new() };
        let parts: Vec<String> = value.chars().map(|c| format!(r#"{{"type":"plain","text":"{c}"}}"#)).collect();
        let wide: String = value.chars().flat_map(|c| [c, '\u{200B}']).collect();
        let escaped: String = value.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        let percent: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let xml: String = value.chars().map(|c| format!("&#{};", c as u32)).collect();
        vec![
            ("raw", format!("一{value}一").into_bytes()),
            ("folded", wide.into_bytes()),
            ("compact", value.chars().flat_map(|c| [c, ' ']).collect::<String>().into_bytes()),
            ("json-escaped", escaped.into_bytes()),
            ("url-encoded", percent.into_bytes()),
            ("xml-escaped", xml.into_bytes()),
            ("split", parts.join(", ").into_bytes()),
            ("base64", STANDARD_NO_PAD.encode(format!("..{value}..")).into_bytes()),
            ("hex", hex_of(value).into_bytes()),
            // The first byte stands in no UTF-8 text, so that the rest cannot happen to be some.
            ("gb18030", [b"\xFF", &*GB18030.encode(value).0].concat()),
            ("utf-16", utf16_of(value, u16::to_be_bytes)),
        ]
    }

    pub(super) fn find(&self, view: &View) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut search = |set: &Set, encoding: &'static str, accept: &dyn Fn(&Needle, usize, usize) -> bool| {
            for found in set.automaton.find_overlapping_iter(&view.bytes) {
                let needle = &self.all[set.owners[found.pattern().as_usize()]];
                if accept(needle, found.start(), found.end()) {
                    hits.push(Hit { kind: needle.kind, offset: view.place(found.start()), encoding });
                }
            }
        };
        let text = |needle: &Needle, start: usize, end: usize| counts_as_text(&view.bytes, needle, start, end);
        match view.kind {
            // An encoding may lie in another: base64 in a JSON string has its slashes escaped.
            ViewKind::Plain => {
                search(&self.plain, view.encoding, &text);
                search(&self.hex, "hex", &|_, _, _| true);
                search(&self.base64, "base64", &|_, _, _| true);
                if view.encoding == "raw" {
                    search(&self.utf16, "utf-16", &|_, _, _| true);
                    if !is_utf8(&view.bytes) {
                        search(&self.gb18030, "gb18030", &|_, _, _| true);
                    }
                }
            }
            ViewKind::Compact => {
                search(&self.compact, "compact", &|_, start, end| view.compact.stands_alone(start, end));
            }
            ViewKind::Folded => search(&self.folded, view.encoding, &text),
            ViewKind::Digits => search(&self.digits, view.encoding, &|_, _, _| true),
        }
        hits
    }
}

/// True if a find in text means the value: no ASCII letter or digit continues it, a short number is not a bare number,
/// and a common word stands after `@`.
fn counts_as_text(bytes: &[u8], needle: &Needle, start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    let after = bytes.get(end);
    let continues =
        |inner: u8, outer: Option<&u8>| inner.is_ascii_alphanumeric() && outer.is_some_and(u8::is_ascii_alphanumeric);
    if continues(bytes[start], before) || continues(bytes[end - 1], after) {
        return false;
    }
    if needle.ambiguous {
        // A pseudonym after `@` is no member called like the word it begins with.
        return before == Some(&b'@') && !(after == Some(&b'-') && WORDS.contains(&needle.value.as_str()));
    }
    let number = needle.value.len() < LONG_NUMBER && needle.value.bytes().all(|byte| byte.is_ascii_digit());
    !number || before.is_some_and(|byte| matches!(byte, b'"' | b'@' | 0x80..))
}

fn utf16_of(value: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    value.encode_utf16().flat_map(order).collect()
}

fn hex_of(value: &str) -> String {
    value.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// How `value` appears inside base64 of a longer text, for each of the three places its first byte can have; only
/// characters that no neighbour changes.
fn base64_forms(value: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::new();
    for lead in 0..3_usize {
        let padded: Vec<u8> = std::iter::repeat_n(0, lead).chain(value.bytes()).collect();
        let first = (lead * 8).div_ceil(6);
        let last = padded.len() * 8 / 6;
        for encoded in [STANDARD_NO_PAD.encode(&padded), URL_SAFE_NO_PAD.encode(&padded)] {
            if last.saturating_sub(first) >= SHORTEST_BASE64 {
                forms.insert(encoded[first..last].to_owned());
            }
        }
    }
    forms
}
