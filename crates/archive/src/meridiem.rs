/// Which half of the day a time of twelve hours belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meridiem {
    /// Before noon.
    Am,
    /// After noon.
    Pm,
    /// 中午: from eleven to two.
    Noon,
}

/// The words for the halves of the day.
const WORDS: [(&str, Meridiem); 14] = [
    ("上午", Meridiem::Am),
    ("早上", Meridiem::Am),
    ("凌晨", Meridiem::Am),
    ("清晨", Meridiem::Am),
    ("午前", Meridiem::Am),
    ("오전", Meridiem::Am),
    ("下午", Meridiem::Pm),
    ("晚上", Meridiem::Pm),
    ("傍晚", Meridiem::Pm),
    ("午後", Meridiem::Pm),
    ("오후", Meridiem::Pm),
    ("中午", Meridiem::Noon),
    ("am", Meridiem::Am),
    ("pm", Meridiem::Pm),
];

/// Those that only stand by themselves, for other words begin with them or hold them: Arabic, Hindi, Turkish, Thai, Greek.
pub(crate) const RARE: [(&str, Meridiem); 12] = [
    ("ص", Meridiem::Am),
    ("م", Meridiem::Pm),
    ("पूर्वाह्न", Meridiem::Am),
    ("अपराह्न", Meridiem::Pm),
    ("ÖÖ", Meridiem::Am),
    ("ÖS", Meridiem::Pm),
    ("öö", Meridiem::Am),
    ("ös", Meridiem::Pm),
    ("ก่อนเที่ยง", Meridiem::Am),
    ("หลังเที่ยง", Meridiem::Pm),
    ("π.μ.", Meridiem::Am),
    ("μ.μ.", Meridiem::Pm),
];

impl Meridiem {
    /// The half of the day a time names, in any of the ways chat apps write it.
    pub fn find(text: &str) -> Option<Self> {
        let letters: String =
            text.chars().filter(|c| !c.is_whitespace() && *c != '.').flat_map(char::to_lowercase).collect();
        let known = || WORDS.iter().find(|(word, _)| letters.contains(word));
        let parts = |c: char| c.is_whitespace() || c.is_numeric() || c.is_ascii_punctuation() && c != '.' || c == '،';
        let alone = || text.split(parts).find_map(|part| RARE.iter().find(|(word, _)| *word == part));
        known().or_else(alone).map(|(_, half)| *half)
    }

    /// The half of the day a text begins with, and how many bytes name it.
    pub fn prefix(text: &str) -> Option<(Self, usize)> {
        let half = match text.bytes().next()? {
            b'a' | b'A' => Self::Am,
            b'p' | b'P' => Self::Pm,
            0..0x80 => return None,
            _ => return WORDS.iter().find(|(word, _)| text.starts_with(word)).map(|(word, half)| (*half, word.len())),
        };
        let rest = text[1..].strip_prefix('.').unwrap_or(&text[1..]);
        let rest = rest.strip_prefix(char::is_whitespace).unwrap_or(rest).strip_prefix(['m', 'M'])?;
        Some((half, text.len() - rest.strip_prefix('.').unwrap_or(rest).len()))
    }

    /// The hour of 24; `None` for hours above 12. Some devices write 0 for 12.
    pub fn hour(self, written: i8) -> Option<i8> {
        match (self, written) {
            (_, 13..) | (_, i8::MIN..0) => None,
            (Self::Am, 12) => Some(0),
            (Self::Am, hour) => Some(hour),
            (Self::Pm, 12) | (Self::Noon, 12) => Some(12),
            (Self::Noon, 11) => Some(11),
            (Self::Pm | Self::Noon, hour) => Some(hour + 12),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_many_places() {
        for (text, half) in [
            ("9:05\u{202f}PM", Some(Meridiem::Pm)),
            ("1:55:00 p. m.", Some(Meridiem::Pm)),
            ("11:25 a.m.", Some(Meridiem::Am)),
            ("上午10:04", Some(Meridiem::Am)),
            ("中午12:04", Some(Meridiem::Noon)),
            ("오후 9:37", Some(Meridiem::Pm)),
            ("28/3/2025, 9:29\u{a0}م", Some(Meridiem::Pm)),
            ("28.03.2025 ÖÖ 9:29", Some(Meridiem::Am)),
            ("السبت، 1 مارس 2025 9:29", None),
            ("klo 21.25", None),
            ("23:55", None),
        ] {
            assert_eq!(Meridiem::find(text), half, "{text}");
        }
    }

    #[test]
    fn words_at_the_beginning() {
        for (text, told) in [
            ("PM - A", Some((Meridiem::Pm, 2))),
            ("p.\u{a0}m. - A", Some((Meridiem::Pm, 6))),
            ("a m", Some((Meridiem::Am, 3))),
            ("上午10:04", Some((Meridiem::Am, 6))),
            ("오후 9:37", Some((Meridiem::Pm, 6))),
            ("a", None),
            ("p. x", None),
            ("klo 21.25", None),
            ("早", None),
            ("", None),
        ] {
            assert_eq!(Meridiem::prefix(text), told, "{text}");
        }
    }

    #[test]
    fn noon_and_midnight() {
        assert_eq!([Meridiem::Am.hour(12), Meridiem::Pm.hour(12), Meridiem::Am.hour(0)], [Some(0), Some(12), Some(0)]);
        assert_eq!(
            [Meridiem::Noon.hour(11), Meridiem::Noon.hour(1), Meridiem::Pm.hour(13)],
            [Some(11), Some(13), None]
        );
    }
}
