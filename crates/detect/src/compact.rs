//! Names without what people put into them or leave out: spaces, dots, accents.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use crate::fold::{ZERO_WIDTH, fold};

/// What may stand between the parts of a name, the end of a line included.
const SEPARATORS: &[char] = &[' ', '\t', '\n', '\r', '.', '-', '_', '\'', '’'];

/// Fewer characters than this make no name that is looked for in this form; half of them may be a word.
const SHORTEST: usize = 3;

/// As above for names of ASCII characters only, of which more are needed to be no word.
const SHORTEST_ASCII: usize = 5;

/// A text folded, in lower case, without separators, accents and invisible characters.
#[derive(Debug, Clone, Default)]
pub struct Compact {
    text: String,
    /// For each byte the offset in the original of the character it comes from.
    places: Vec<usize>,
    /// For each byte, and for the end, whether a separator stood right before it.
    apart: Vec<bool>,
}

impl Compact {
    /// Makes a text compact.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let folded = fold(text);
        let mut compact = Self::default();
        let mut apart = false;
        for (index, &c) in folded.chars().iter().enumerate().filter(|&(_, &c)| c != ZERO_WIDTH) {
            if SEPARATORS.contains(&c) {
                apart = true;
                continue;
            }
            let mut push = |part: char| {
                if !is_combining_mark(part) {
                    compact.text.push(part);
                    compact.places.resize(compact.text.len(), folded.offset(index));
                    compact.apart.push(std::mem::take(&mut apart));
                    compact.apart.resize(compact.text.len(), false);
                }
            };
            match c {
                // Most text needs no table.
                '\0'..='\x7F' => push(c.to_ascii_lowercase()),
                '\u{4E00}'..='\u{9FFF}' => push(c),
                _ => c.to_lowercase().for_each(|lower| decompose_canonical(lower, &mut push)),
            }
        }
        compact.apart.push(apart);
        compact
    }

    /// What is left.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte offset in the original of the character that the byte at `at` comes from.
    #[must_use]
    pub fn place(&self, at: usize) -> usize {
        self.places.get(at).copied().unwrap_or_default()
    }

    /// True unless an ASCII letter or digit continues an end of `from..to` that is one itself, with nothing between.
    #[must_use]
    pub fn stands_alone(&self, from: usize, to: usize) -> bool {
        let bytes = self.text.as_bytes();
        let word = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
        let apart = |at: usize| self.apart.get(at).copied().unwrap_or(true);
        let left = word(Some(from)) && word(from.checked_sub(1)) && !apart(from);
        let right = word(to.checked_sub(1)) && word(Some(to)) && !apart(to);
        !left && !right
    }
}

/// The form in which a name is looked for in a [`Compact`] text; `None` for what is too short, or is no name but a number.
#[must_use]
pub fn compact_alias(alias: &str) -> Option<String> {
    let text = Compact::of(alias).text;
    let shortest = if text.is_ascii() && alias.is_ascii() { SHORTEST_ASCII } else { SHORTEST };
    let count = text.chars().filter(|c| c.is_alphanumeric()).count();
    (count >= shortest && text.chars().any(char::is_alphabetic)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn separators_and_accents_go() {
        for form in [
            "Tomás Ferreira",
            "Toma\u{301}s  Ferreira",
            "tomas.ferreira",
            "Tomás\nFerreira",
            "TOMAS_FERREIRA",
            "Ｔomás\u{a0}Ferreira",
        ] {
            assert_eq!(Compact::of(form).text(), "tomasferreira", "{form}");
        }
        assert_eq!(Compact::of("苏·曼 青").text(), "苏曼青");
    }

    #[test]
    fn short_names_and_numbers_have_no_compact_form() {
        for (alias, form) in [
            ("苏曼青", Some("苏曼青")),
            ("曼青", None),
            ("José", Some("jose")),
            ("anna", None),
            ("cdh-0001", Some("cdh0001")),
            ("138-0013-8000", None),
            ("☆☆☆", None),
        ] {
            assert_eq!(compact_alias(alias).as_deref(), form, "{alias}");
        }
    }

    #[test]
    fn ends_are_judged_in_the_original() {
        let compact = Compact::of("hi Beichen Lu ok");
        assert_eq!((compact.text(), compact.place(2)), ("hibeichenluok", 3));
        assert!(compact.stands_alone(2, 11) && !compact.stands_alone(3, 11) && !compact.stands_alone(2, 10));
    }

    proptest! {
        #[test]
        fn every_byte_has_a_place(text in ".{0,60}") {
            let compact = Compact::of(&text);
            prop_assert_eq!(compact.places.len(), compact.text.len());
            prop_assert_eq!(compact.apart.len(), compact.text.len() + 1);
            prop_assert!(compact.places.is_sorted() && compact.places.iter().all(|at| text.is_char_boundary(*at)));
        }
    }
}
