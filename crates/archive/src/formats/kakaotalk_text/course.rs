use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

/// Tells by its time whether a line can begin a record. The app writes messages in the order in which they were sent, so a
/// line dated before them is a piece of a chat that somebody pasted into a message. When the file was saved bounds nothing:
/// there are files with later messages.
///
/// A pasted line of a later time is taken for a record all the same, and nothing shows that it is none. It must not make
/// the true lines behind it look like pasted ones: what counts is therefore the time before the latest one. An hour is
/// allowed for clocks that are set back, and nobody's message is as long as `LONGEST`.
#[derive(Debug, Default)]
pub(super) struct Course {
    floor: Option<DateTime>,
    last: Option<DateTime>,
    /// Bytes since a line was refused first.
    refused: usize,
}

/// Bytes in which refused lines are believed to be parts of one message.
const LONGEST: usize = 64 << 10;

impl Course {
    /// True when a line of that time begins a record; the course then goes on from there.
    pub fn takes(&mut self, at: DateTime, length: usize) -> bool {
        if self.last == Some(at) {
            self.refused = 0;
            return true;
        }
        let early = self.floor.is_some_and(|floor| at < floor);
        if early && self.refused < LONGEST {
            self.refused += length + 1;
            return false;
        }
        if early {
            (self.floor, self.last) = (None, None);
        }
        self.refused = 0;
        if let Some(last) = self.last.filter(|last| at > *last) {
            self.floor = last.checked_sub(1.hour()).ok();
        }
        self.last = Some(at);
        true
    }

    /// Another line belongs to the open record.
    pub fn passes(&mut self, length: usize) {
        if self.refused > 0 {
            self.refused += length + 1;
        }
    }

    /// A new day begins, whose times stand for themselves.
    pub fn begin(&mut self) {
        (self.floor, self.last, self.refused) = (None, None, 0);
    }
}

/// The day of a file whose lines give only the time of day. Days follow one another as times do.
#[derive(Debug, Default)]
pub(super) struct Days {
    pub today: Option<Date>,
    floor: Option<Date>,
}

impl Days {
    /// True when a banner of that day is the app's. It never names a day twice.
    pub fn takes(&mut self, day: Date) -> bool {
        let early = self.floor.is_some_and(|floor| day <= floor);
        if early || self.today == Some(day) {
            return false;
        }
        match self.today {
            // Nobody writes before the first banner.
            None => self.floor = day.yesterday().ok(),
            Some(today) if day > today => self.floor = Some(today),
            Some(_) => {}
        }
        self.today = Some(day);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    #[test]
    fn pasted_lines_are_refused_and_true_ones_are_not() {
        let mut course = Course::default();
        for (time, taken) in [
            ("2026-03-01T09:00", true),
            ("2026-03-01T09:00", true),
            ("2026-03-02T10:00", true),
            // Of an older chat.
            ("2025-03-01T09:00", false),
            ("2026-03-02T10:01", true),
            // Clocks are set back.
            ("2026-03-02T09:02", true),
            // A pasted line of a later day does not take the true ones away.
            ("2026-03-04T10:00", true),
            ("2026-03-02T10:03", true),
            ("2026-03-02T07:03", false),
        ] {
            assert_eq!(course.takes(at(time), 20), taken, "{time}");
        }
    }

    #[test]
    fn no_message_goes_on_for_ever() {
        let mut course = Course::default();
        // Two pasted lines of later days.
        for time in ["2026-03-01T09:00", "2027-03-01T09:00", "2028-03-01T09:00"] {
            assert!(course.takes(at(time), 20));
        }
        assert!(!course.takes(at("2026-03-01T09:05"), 20));
        course.passes(LONGEST);
        assert!(course.takes(at("2026-03-01T09:06"), 20));
        assert!(course.takes(at("2026-03-01T09:07"), 20));
    }

    #[test]
    fn days_follow_one_another() {
        let mut days = Days::default();
        for (day, taken) in [
            ("2026-03-01", true),
            ("2026-03-01", false),
            ("2026-02-01", false),
            ("2026-03-02", true),
            ("2026-03-01", false),
            ("2026-03-04", true),
            ("2026-03-03", true),
        ] {
            assert_eq!(days.takes(day.parse().unwrap()), taken, "{day}");
        }
    }
}
