//! Meta writes the bytes of UTF-8 as if each were a character: `Ã¶` for `ö`.

/// What a garbled string says; `None` for one that is sound. Only a string of nothing but byte-sized characters that are
/// UTF-8 together is garbled, so that a sound one is never touched.
pub(in crate::formats) fn repaired(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    String::from_utf8(bytes?).ok()
}

/// What a string says, garbled or not.
pub(in crate::formats) fn told(text: &str) -> String {
    repaired(text).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_garbled_changes() {
        let garble = |text: &str| text.bytes().map(char::from).collect::<String>();
        for text in ["林语", "Zoë", "😀 ok", "plain", "“quoted”", "", "naïve"] {
            assert_eq!(told(&garble(text)), text);
            assert_eq!(told(text), text);
        }
        // One string may be sound and another garbled in one file.
        for sound in ["é", "ÿ", "ab\u{201c}Ã¶", "Ã"] {
            assert_eq!(repaired(sound), None, "{sound}");
        }
    }
}
