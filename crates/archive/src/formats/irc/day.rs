use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, ToSpan};

use crate::months;

/// The clock of a log whose lines give only the time of the day.
#[derive(Debug, Default)]
pub(super) struct Days {
    today: Option<Date>,
    last: Option<Time>,
}

impl Days {
    /// A log whose file's name holds one date is of that day.
    pub fn of_file(name: &str) -> Self {
        Self { today: date_in(name), last: None }
    }

    /// A banner says that a day begins.
    pub fn begin(&mut self, day: Date) {
        (self.today, self.last) = (Some(day), None);
    }

    /// The moment of the next line. A clock that jumps back by more than half a day has gone past midnight; one that goes
    /// back by less was set back.
    pub fn next(&mut self, time: Time) -> Option<DateTime> {
        let back = self.last.is_some_and(|last| last.duration_since(time) > jiff::SignedDuration::from_hours(12));
        if back {
            let day: Span = 1.day();
            self.today = self.today.and_then(|today| today.checked_add(day).ok());
        }
        self.last = Some(time);
        Some(self.today?.to_datetime(time))
    }
}

/// The day a line says to begin: irssi's `--- Log opened Tue Sep 20 00:01:49 2016` and `--- Day changed Wed Sep 21 2016`,
/// and the same of other clients.
pub(super) fn banner(line: &str) -> Option<Date> {
    let rest = line.strip_prefix("--- ").or_else(|| line.strip_prefix("**** "))?;
    let rest = ["Log opened ", "Log closed ", "Day changed ", "BEGIN LOGGING AT ", "ENDING LOGGING AT "]
        .iter()
        .find_map(|words| rest.strip_prefix(words))?;
    let words: Vec<&str> = rest.split_whitespace().collect();
    let ([_, month, day, _, year] | [_, month, day, year]) = words[..] else { return None };
    Date::new(year.parse().ok()?, named_month(month)?, day.parse().ok()?).ok()
}

/// The number of a month by its name, and nothing else.
pub(super) fn named_month(word: &str) -> Option<i8> {
    months::month(word).filter(|(_, length)| *length == word.len()).map(|(month, _)| month)
}

/// The one date in a name, as `2005-04-05` or `20050405`.
fn date_in(name: &str) -> Option<Date> {
    let digits: String = name.chars().map(|c| if c.is_ascii_digit() || c == '-' { c } else { ' ' }).collect();
    let mut dates = digits.split_whitespace().filter_map(|word| {
        let compact = word.replace('-', "");
        let written = word.len() == 10 && word.as_bytes()[4] == b'-' || word.len() == 8 && compact.len() == 8;
        let number = |range: std::ops::Range<usize>| compact.get(range)?.parse::<i16>().ok();
        let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::new(year, month, day).ok().filter(|_| written && year >= 1988)
    });
    let first = dates.next()?;
    dates.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banners_name_days() {
        for line in ["--- Log opened Tue Sep 20 00:01:49 2016", "--- Day changed Tue Sep 20 2016"] {
            assert_eq!(banner(line).unwrap().to_string(), "2016-09-20", "{line}");
        }
        assert_eq!(banner("--- Log opened yesterday"), None);
        assert_eq!(banner("00:25 < mei> --- Day changed Tue Sep 20 2016"), None);
    }

    #[test]
    fn a_name_with_one_date_dates_the_log() {
        for (name, expected) in [
            ("2005-04-05_10.raw.txt", Some("2005-04-05")),
            ("#x.20050405.log", Some("2005-04-05")),
            ("2005-04-05 to 2005-04-06.txt", None),
            ("2005-14-05.txt", None),
            ("irc.log", None),
            ("12345678.txt", None),
        ] {
            assert_eq!(date_in(name).map(|date| date.to_string()).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn midnight_is_passed_and_small_steps_back_are_not() {
        let mut days = Days::of_file("2005-04-05.txt");
        let at = |hour, minute| Time::new(hour, minute, 0, 0).unwrap();
        let told: Vec<String> = [at(23, 50), at(23, 49), at(0, 10), at(12, 0)]
            .into_iter()
            .map(|time| days.next(time).unwrap().to_string())
            .collect();
        assert_eq!(told, ["2005-04-05T23:50:00", "2005-04-05T23:49:00", "2005-04-06T00:10:00", "2005-04-06T12:00:00"]);
        assert_eq!(Days::default().next(at(1, 0)), None);
    }
}
