//! Reading a line from its beginning, by hand: every line of a file is asked whether it begins a record.

use crate::meridiem::Meridiem;

/// A place in a line.
#[derive(Clone, Copy)]
pub(super) struct Scan<'l> {
    line: &'l str,
    /// How many bytes were read.
    pub at: usize,
}

impl<'l> Scan<'l> {
    /// Stands at the beginning.
    pub fn new(line: &'l str) -> Self {
        Self { line, at: 0 }
    }

    /// What is ahead.
    pub fn rest(&self) -> &'l str {
        &self.line[self.at..]
    }

    /// Passes over the character ahead if it is such a one.
    pub fn is(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let found = self.rest().chars().next().filter(|c| wanted(*c))?;
        self.at += found.len_utf8();
        Some(found)
    }

    /// Passes over such characters, as many as there are; how many bytes they were.
    pub fn all(&mut self, wanted: impl Fn(char) -> bool) -> usize {
        let start = self.at;
        while self.is(&wanted).is_some() {}
        self.at - start
    }

    /// Passes over exactly this text.
    pub fn word(&mut self, word: &str) -> Option<()> {
        self.rest().starts_with(word).then(|| self.at += word.len())
    }

    /// A number of at most that many digits, with no further digit behind it, and how many they are.
    pub fn number(&mut self, most: usize) -> Option<(i16, usize)> {
        let digits = self.rest().bytes().take(most + 1).take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > most {
            return None;
        }
        let number = self.rest()[..digits].parse().ok()?;
        self.at += digits;
        Some((number, digits))
    }

    /// `HH:MM`, perhaps with seconds, perhaps with a half of the day before or behind it.
    pub fn clock(&mut self) -> Option<Clock> {
        let before = self.half();
        if before.is_some() {
            self.is(char::is_whitespace);
        }
        let (written, _) = self.number(2)?;
        self.word(":")?;
        let minute = self.sixty()?;
        let mut behind = *self;
        let second = behind.word(":").and_then(|()| behind.sixty());
        if second.is_some() {
            *self = behind;
        }
        let mut behind = *self;
        behind.is(|c| matches!(c, ' ' | '\u{a0}' | '\u{202f}'));
        let after = if before.is_none() { behind.half() } else { None };
        // Somebody called Amy has no time of her own.
        let after = after.filter(|_| !behind.rest().starts_with(char::is_alphanumeric));
        if after.is_some() {
            *self = behind;
        }
        let written = i8::try_from(written).ok()?;
        let hour = before.or(after).map_or(Some(written), |half| half.hour(written))?;
        (hour < 24).then_some(Clock { hour, minute, second })
    }

    fn half(&mut self) -> Option<Meridiem> {
        let (half, length) = Meridiem::prefix(self.rest())?;
        self.at += length;
        Some(half)
    }

    /// Two digits below 60.
    fn sixty(&mut self) -> Option<i8> {
        let (number, width) = self.number(2)?;
        i8::try_from(number).ok().filter(|number| width == 2 && *number < 60)
    }
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Clock {
    pub hour: i8,
    pub minute: i8,
    pub second: Option<i8>,
}

impl Clock {
    /// That time on a day.
    pub fn on(self, date: jiff::civil::Date) -> jiff::civil::DateTime {
        date.at(self.hour, self.minute, self.second.unwrap_or(0), 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day() {
        for (text, told, rest) in [
            ("16:10 x", Some((16, 10, None)), " x"),
            ("4:10:09 PM\tx", Some((16, 10, Some(9))), "\tx"),
            ("오후 4:10] x", Some((16, 10, None)), "] x"),
            ("上午12:10\tx", Some((0, 10, None)), "\tx"),
            ("16:10 Amy x", Some((16, 10, None)), " Amy x"),
            ("24:10", None, ""),
            ("13:10 PM", None, ""),
            ("4:1", None, ""),
            ("4:99", None, ""),
            ("104:10", None, ""),
        ] {
            let mut scan = Scan::new(text);
            let clock = scan.clock();
            assert_eq!(clock.map(|clock| (clock.hour, clock.minute, clock.second)), told, "{text}");
            assert!(clock.is_none() || scan.rest() == rest, "{text}");
        }
    }
}
