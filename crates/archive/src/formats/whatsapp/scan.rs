use crate::meridiem::{Meridiem, RARE};

/// Marks that turn the direction of writing; in Arabic they stand between the numbers of a date.
pub(super) const DIRECTION: [char; 3] = ['\u{200e}', '\u{200f}', '\u{61c}'];

/// What stands between date and time: Finnish, French, Portuguese, Danish, German, English, Spanish, Italian.
const AT: [&str; 9] = ["klo", "à", "às", "kl.", "um", "at", "a las", "a la", "alle"];

/// Reads a line from its beginning.
#[derive(Clone, Copy)]
pub(super) struct Scan<'l> {
    pub line: &'l str,
    pub at: usize,
}

impl Scan<'_> {
    /// Passes over the character ahead if it is such a one.
    #[inline]
    pub fn is(&mut self, wanted: impl Fn(char) -> bool) -> bool {
        let length = match self.byte() {
            Some(byte) if byte.is_ascii() => usize::from(wanted(char::from(byte))),
            Some(_) => self.line[self.at..].chars().next().filter(|c| wanted(*c)).map_or(0, char::len_utf8),
            None => 0,
        };
        self.at += length;
        length > 0
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.line.as_bytes().get(self.at).copied()
    }

    #[inline]
    pub fn one_of(&mut self, wanted: &[u8]) -> Option<u8> {
        let byte = self.byte().filter(|byte| wanted.contains(byte))?;
        self.at += 1;
        Some(byte)
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.line.as_bytes()[self.at..].starts_with(word.as_bytes());
        self.at += if found { word.len() } else { 0 };
        found
    }

    /// Passes over marks that turn the direction of writing.
    #[inline]
    pub fn marks(&mut self) {
        while self.byte().is_some_and(|byte| !byte.is_ascii()) && self.is(|c| DIRECTION.contains(&c)) {}
    }

    /// Passes over a word between date and time.
    #[inline]
    pub fn word_before_time(&mut self) {
        /// The first byte of `à`.
        const GRAVE: u8 = 0xC3;
        if !self.byte().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == GRAVE) {
            return;
        }
        for word in AT {
            let mut behind = *self;
            if behind.word(word) && behind.is(char::is_whitespace) {
                *self = behind;
                return;
            }
        }
    }

    /// Passes over the era iOS writes behind the year of a Thai calendar.
    #[inline]
    pub fn era(&mut self) {
        let mut behind = *self;
        if behind.is(char::is_whitespace) && behind.word("BE") {
            *self = behind;
        }
    }

    /// A number of at most that many digits, and how many they are. Marks behind it are passed over.
    #[inline]
    pub fn digits(&mut self, most: usize) -> Option<(u16, usize)> {
        let digits = self.line.as_bytes()[self.at..].iter().take(most).take_while(|byte| byte.is_ascii_digit());
        let (mut number, mut width) =
            digits.fold((0, 0), |(number, width), digit| (number * 10 + u16::from(digit - b'0'), width + 1));
        self.at += width;
        if width == 0 && self.byte().is_some_and(|byte| !byte.is_ascii()) {
            (number, width) = self.other_digits(most);
        }
        self.marks();
        (width > 0).then_some((number, width))
    }

    #[cold]
    fn other_digits(&mut self, most: usize) -> (u16, usize) {
        let digits = self.line[self.at..].chars().take(most).map_while(digit);
        let (number, width) = digits.fold((0, 0), |(number, width), digit| (number * 10 + digit, width + 1));
        self.at += self.line[self.at..].chars().take(width).map(char::len_utf8).sum::<usize>();
        (number, width)
    }

    #[inline]
    pub fn two_digits(&mut self) -> Option<i8> {
        let (number, width) = self.digits(2)?;
        i8::try_from(number).ok().filter(|_| width == 2)
    }

    #[inline]
    pub fn half(&mut self) -> Option<Meridiem> {
        if self.byte().is_some_and(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic()) {
            return None;
        }
        let rest = &self.line[self.at..];
        let own = || RARE.iter().find(|(word, _)| rest.starts_with(word)).map(|(word, half)| (*half, word.len()));
        let (half, length) = Meridiem::prefix(rest).or_else(own)?;
        self.at += length;
        self.marks();
        Some(half)
    }
}

/// The value of a digit of the Arabic, Persian or Hindi script.
fn digit(c: char) -> Option<u16> {
    let zero = match c {
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        _ => return None,
    };
    u16::try_from(u32::from(c) - u32::from(zero)).ok()
}
