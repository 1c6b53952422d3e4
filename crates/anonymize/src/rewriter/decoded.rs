//! Text with its percent escapes taken off.

/// A text in which every escape of a character is that character.
pub(super) struct Decoded {
    pub text: String,
    /// For each byte of the text, and for its end, where it comes from.
    places: Vec<usize>,
}

impl Decoded {
    /// `None` if there is nothing to take off.
    pub fn of(text: &str) -> Option<Self> {
        if !text.contains('%') {
            return None;
        }
        let mut decoded = Self { text: String::with_capacity(text.len()), places: Vec::with_capacity(text.len() + 1) };
        let mut at = 0;
        let mut changed = false;
        while let Some(next) = text[at..].chars().next() {
            let escaped = escaped_run(&text[at..]);
            match std::str::from_utf8(&escaped) {
                Ok(run) if !run.is_empty() => {
                    changed = true;
                    for c in run.chars() {
                        decoded.push(c, at);
                        at += c.len_utf8() * 3;
                    }
                }
                _ => {
                    decoded.push(next, at);
                    at += next.len_utf8();
                }
            }
        }
        decoded.places.push(text.len());
        changed.then_some(decoded)
    }

    fn push(&mut self, c: char, from: usize) {
        self.text.push(c);
        self.places.resize(self.text.len(), from);
    }

    /// Where the byte at `at` comes from.
    pub fn place(&self, at: usize) -> usize {
        self.places.get(at).or(self.places.last()).copied().unwrap_or_default()
    }
}

/// The bytes of the escapes that follow one another at the beginning of `text`, a cut character at their end left out.
fn escaped_run(text: &str) -> Vec<u8> {
    let byte = |escape: &[u8]| {
        let hex = std::str::from_utf8(escape.strip_prefix(b"%")?).ok()?;
        (hex.len() == 2 && hex.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .then(|| u8::from_str_radix(hex, 16).ok())?
    };
    let mut run: Vec<u8> = text.as_bytes().chunks(3).map_while(byte).collect();
    if let Err(error) = std::str::from_utf8(&run) {
        run.truncate(error.valid_up_to());
    }
    run
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes_become_characters_that_know_their_place() {
        let decoded = Decoded::of("a%E6%9E%97小%41%ZZ%E6").unwrap();
        assert_eq!(decoded.text, "a林小A%ZZ%E6");
        assert_eq!((decoded.place(1), decoded.place(4), decoded.place(7), decoded.place(8)), (1, 10, 13, 16));
        assert!(Decoded::of("100%, 5%的").is_none());
    }

    proptest! {
        #[test]
        fn places_are_character_boundaries(text in "([a%林]|%E6%9E%97|%41|%9){0,12}") {
            if let Some(decoded) = Decoded::of(&text) {
                prop_assert_eq!(decoded.places.len(), decoded.text.len() + 1);
                prop_assert!(decoded.places.is_sorted() && decoded.places.iter().all(|at| text.is_char_boundary(*at)));
            }
        }
    }
}
