//! Ids for sources that have none.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::model::IdBasis;

/// An id made from a display name, and what it is: the digits of a telephone number, else `name:` and the name in
/// normal form.
pub(crate) fn id_of_name(name: &str) -> (String, IdBasis) {
    let name = name.trim();
    if name.starts_with('+') {
        let digits: String = name.chars().filter(char::is_ascii_digit).collect();
        let dials = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+-().‑".contains(c);
        if digits.len() >= 7 && name.chars().all(dials) {
            return (format!("+{digits}"), IdBasis::Phone);
        }
    }
    let mut id = String::with_capacity("name:".len() + name.len());
    id.push_str("name:");
    // Most names are in normal form, which is faster to see than to make: nothing below the combining marks, no Chinese
    // character and no Korean syllable has another form.
    let simple = |c: char| c < '\u{300}' || matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    if name.chars().all(simple) || is_nfc_quick(name.chars()) == IsNormalized::Yes {
        id.push_str(name);
    } else {
        id.extend(name.nfc());
    }
    (id, IdBasis::Name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers() {
        assert_eq!(id_of_name("+12 345\u{a0}578"), ("+12345578".to_owned(), IdBasis::Phone));
        assert_eq!(id_of_name(" Zoe\u{308} "), ("name:Zo\u{eb}".to_owned(), IdBasis::Name));
        assert_eq!(id_of_name("+1"), ("name:+1".to_owned(), IdBasis::Name));
        for (name, id) in [
            ("+86 138-0013-8000", "+8613800138000"),
            ("+1 (555) 010-0000", "+15550100000"),
            ("13800138000", "name:13800138000"),
            ("민지", "name:민지"),
            ("\u{1106}\u{1175}\u{11ab}\u{110c}\u{1175}", "name:민지"),
            ("미\u{11ab}지", "name:민지"),
            ("+86 138 0013 8000 (work)", "name:+86 138 0013 8000 (work)"),
            ("+12 345 678 Bo", "name:+12 345 678 Bo"),
            ("", "name:"),
        ] {
            assert_eq!(id_of_name(name).0, id, "{name}");
        }
    }
}
