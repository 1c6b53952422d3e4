//! The months by their English names.

const NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The month a text begins with, from 1, whole or as three letters, and how many bytes name it.
pub(crate) fn month(text: &str) -> Option<(i8, usize)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = &text[..letters];
    let at = NAMES.iter().position(|name| word.eq_ignore_ascii_case(name) || word.eq_ignore_ascii_case(&name[..3]))?;
    Some((i8::try_from(at).ok()? + 1, letters))
}

/// The name of a month from 1, as long as another is written.
pub(crate) fn named(month: i8, length: usize) -> Option<&'static str> {
    let name = *NAMES.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
    Some(if length == 3 { &name[..3] } else { name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_their_names() {
        assert_eq!(month("September 3"), Some((9, 9)));
        assert_eq!(month("Sep 3"), Some((9, 3)));
        assert_eq!((month("Sept"), month("3"), month("")), (None, None, None));
        assert_eq!((named(12, 3), named(1, 7), named(0, 3), named(13, 3)), (Some("Dec"), Some("January"), None, None));
    }
}
