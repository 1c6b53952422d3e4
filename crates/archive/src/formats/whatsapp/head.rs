use std::ops::Range;

use super::scan::{DIRECTION, Scan};
use crate::DateOrder;
use crate::formats::moment;
use crate::meridiem::Meridiem;
use crate::model::Precision;

/// How many years the Thai calendar is ahead.
const BUDDHIST: u16 = 543;

/// The date and time a record begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// The date and time, in bytes of the line.
    pub at: Range<usize>,
    /// Where sender and text begin.
    pub rest: usize,
    /// Written with brackets.
    pub ios: bool,
    /// The three numbers of the date, as written.
    pub numbers: [u16; 3],
    /// How many digits the first and last of them have.
    pub widths: [usize; 2],
    /// What stands between them.
    pub separator: char,
    hour: i8,
    minute: i8,
    second: Option<i8>,
}

impl Head {
    /// `None` when the line does not begin a record: with date and time in brackets (iOS) or before a dash (Android). Read
    /// by hand, since every line of a file is asked.
    pub fn of(line: &str) -> Option<Self> {
        let mut scan = Scan { line, at: 0 };
        while scan.is(|c| DIRECTION.contains(&c) || matches!(c, '\u{feff}' | '\0')) {}
        let ios = scan.is(|c| c == '[');
        scan.marks();
        let start = scan.at;
        let (one, first) = scan.digits(4)?;
        let separator = scan.one_of(b"-/.")?;
        scan.is(char::is_whitespace);
        let (two, _) = scan.digits(2)?;
        scan.one_of(b"-/.")?;
        scan.is(char::is_whitespace);
        let (three, last) = scan.digits(4)?;
        scan.is(|c| c == '.');
        scan.era();
        scan.is(|c| matches!(c, ',' | '،'));
        scan.is(char::is_whitespace).then_some(())?;
        scan.marks();
        scan.word_before_time();
        let before = scan.half();
        if before.is_some() {
            scan.is(char::is_whitespace);
        }
        let (hour, _) = scan.digits(2)?;
        scan.one_of(b":.")?;
        let minute = scan.two_digits()?;
        let mut seconds = scan;
        let second = seconds.one_of(b":.").and_then(|_| seconds.two_digits());
        if second.is_some() {
            scan = seconds;
        }
        let mut behind = scan;
        behind.is(char::is_whitespace);
        let after = behind.half();
        if after.is_some() {
            scan = behind;
        }
        let at = start..scan.at;
        let closed = match ios {
            true => scan.is(|c| c == ']'),
            false => scan.is(char::is_whitespace) && scan.is(|c| matches!(c, '-' | '–')),
        };
        if !closed || !scan.is(char::is_whitespace) {
            return None;
        }
        let half =
            if before.is_some() && after.is_some() { Meridiem::find(&line[at.clone()]) } else { before.or(after) };
        let written = i8::try_from(hour).ok()?;
        let head = Self {
            at,
            rest: scan.at,
            ios,
            numbers: [one, two, three],
            widths: [first, last],
            separator: char::from(separator),
            hour: half.and_then(|half| half.hour(written)).unwrap_or(written),
            minute,
            second,
        };
        (head.hour < 24 && head.minute < 60 && head.second.is_none_or(|second| second < 60)).then_some(head)
    }

    /// The local time under an order of the date's numbers; `None` when there is no such date.
    pub fn moment(&self, order: DateOrder) -> Option<jiff::civil::DateTime> {
        let [one, two, three] = self.numbers;
        let (year, month, day, width) = match order {
            DateOrder::Dmy => (three, two, one, self.widths[1]),
            DateOrder::Mdy => (three, one, two, self.widths[1]),
            DateOrder::Ymd => (one, two, three, self.widths[0]),
        };
        let year = match width {
            2 => 2000 + year,
            4 => year,
            _ => return None,
        };
        // WhatsApp began in 2009; what looks like the time to come is a year of the Thai calendar, 2552 or later.
        let year = match year {
            2552.. => year - BUDDHIST,
            2052..2100 => year + 500 - BUDDHIST,
            _ => year,
        };
        let (year, month, day) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        moment::civil(year, month, day, self.hour, self.minute, self.second.unwrap_or(0))
    }

    /// True when the first number can only be a year.
    pub fn is_year_first(&self) -> bool {
        self.widths[0] == 4 || self.numbers[0] > 31
    }

    /// Seconds on iOS, mostly minutes on Android.
    pub fn precision(&self) -> Precision {
        if self.second.is_some() { Precision::Second } else { Precision::Minute }
    }

    /// `[2019-12-24, 12:23]`, which other tools write too.
    pub fn is_iso_without_seconds(&self) -> bool {
        self.ios && self.widths[0] == 4 && self.separator == '-' && self.second.is_none()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use regex::Regex;

    use super::*;
    use crate::pattern::pattern;

    #[test]
    fn heads_of_many_places() {
        for (line, order, expected) in [
            ("12/9/20, 23:55 - A: b", DateOrder::Dmy, "2020-09-12T23:55:00"),
            ("10.12.2024, 14:30 - A: b", DateOrder::Dmy, "2024-12-10T14:30:00"),
            ("13.6.2018 klo 21.25.15 - A: b", DateOrder::Dmy, "2018-06-13T21:25:15"),
            ("2024/12/01, 10:04 pm - A: b", DateOrder::Ymd, "2024-12-01T22:04:00"),
            ("2023-12-20, 5:46 p.m. - A: b", DateOrder::Ymd, "2023-12-20T17:46:00"),
            ("[07.03.26, 21:22:39] A: b", DateOrder::Dmy, "2026-03-07T21:22:39"),
            ("[2018/06/13 1:55:00 p. m.] A: b", DateOrder::Ymd, "2018-06-13T13:55:00"),
            ("28/3/2025, 9:29 p. m. - A: b", DateOrder::Dmy, "2025-03-28T21:29:00"),
            ("\u{200e}[1/9/24, 9:05:07\u{202f}PM] A: b", DateOrder::Mdy, "2024-01-09T21:05:07"),
            ("[2024/1/2 上午12:05:01] A: b", DateOrder::Ymd, "2024-01-02T00:05:01"),
            ("2024/1/2 下午3:05 - A: b", DateOrder::Ymd, "2024-01-02T15:05:00"),
            ("[2024. 1. 2. 오후 9:37:00] A: b", DateOrder::Ymd, "2024-01-02T21:37:00"),
            ("06/20/2020, 00:08 a. m. - x", DateOrder::Mdy, "2020-06-20T00:08:00"),
            ("29/04/2019 à 14:30 - A: b", DateOrder::Dmy, "2019-04-29T14:30:00"),
            ("01.02.24 kl. 10.05 - A: b", DateOrder::Dmy, "2024-02-01T10:05:00"),
            ("28/3/2025, 9:29\u{a0}م - A: b", DateOrder::Dmy, "2025-03-28T21:29:00"),
            ("\u{200f}[١٥\u{200f}/٠٩\u{200f}/٢٠٢٦، ٨:٤٦:٠٠ م] A: b", DateOrder::Dmy, "2026-09-15T20:46:00"),
            ("२८/३/२५, ९:२९ अपराह्न - A: b", DateOrder::Dmy, "2025-03-28T21:29:00"),
            ("28.03.2025 ÖS 9:29 - A: b", DateOrder::Dmy, "2025-03-28T21:29:00"),
            ("[10/3/2564 BE 13:50:22] A: b", DateOrder::Dmy, "2021-03-10T13:50:22"),
            ("[10/3/2564 13:50:22] A: b", DateOrder::Dmy, "2021-03-10T13:50:22"),
            ("10/3/64 13:50 - A: b", DateOrder::Dmy, "2021-03-10T13:50:00"),
        ] {
            let head = Head::of(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(head.moment(order).unwrap().to_string(), expected, "{line}");
            let rest = &line[head.rest..];
            assert!(rest == "A: b" || rest == "x", "{rest}");
        }
    }

    /// What a head is, as a pattern.
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        let half = r"(?i:[ap]\.?\s?m\.?)|ص|م|अपराह्न|上午|早上|凌晨|清晨|下午|晚上|傍晚|中午|午前|午後|오전|오후";
        let date = r"(?P<d1>\d{1,4})(?P<sep>[-/.])\s?(?P<d2>\d{1,2})[-/.]\s?(?P<d3>\d{1,4})\.?";
        let clock = r"(?P<h>\d{1,2})[:.](?P<m>\d{2})(?:[:.](?P<s>\d{2}))?";
        let moment = format!(
            r"(?P<at>{date}(?:\sBE)?(?:,|،)?\s(?:(?:klo|à|a las)\s)?(?:(?:{half})\s?)?{clock}(?:\s?(?:{half}))?)"
        );
        let android = moment.replace("?P<", "?P<a");
        pattern(&format!(r"^[\u{{200e}}\u{{200f}}\u{{feff}}\x00]*(?:\[{moment}\]\s|{android}\s[-–]\s)"))
    });

    fn by_pattern(line: &str) -> Option<Head> {
        let found = HEAD.captures(line)?;
        let ios = found.name("at").is_some();
        let part = |name: &str| if ios { found.name(name) } else { found.name(&format!("a{name}")) };
        let number = |name: &str| part(name)?.as_str().parse::<u16>().ok();
        let small = |name: &str| number(name).and_then(|n| i8::try_from(n).ok());
        let (at, written) = (part("at")?, small("h")?);
        Some(Head {
            at: at.range(),
            rest: found.get(0)?.end(),
            ios,
            numbers: [number("d1")?, number("d2")?, number("d3")?],
            widths: [part("d1")?.len(), part("d3")?.len()],
            separator: part("sep")?.as_str().chars().next()?,
            hour: Meridiem::find(at.as_str()).and_then(|half| half.hour(written)).unwrap_or(written),
            minute: small("m")?,
            second: small("s"),
        })
        .filter(|head| head.hour < 24 && head.minute < 60 && head.second.is_none_or(|second| second < 60))
    }

    proptest! {
        #[test]
        fn says_what_the_pattern_says(
            line in concat!(
                r"[\u{200e}\x00]{0,2}\[?[0-9]{1,5}[-/.] ?[0-9]{1,3}[-/.] ?[0-9]{1,5}\.?[,،]?( BE)?[ \u{202f}]?(klo |à |م |上午|오후 |p\.m\. |AM)?",
                r"[0-9]{1,3}[:.][0-9]{1,3}([:.][0-9]{1,3})?( ?(pm|a\. m\.|下午|p))?(\] ?|\u{a0}?[-–] ?| - )(A: b)?",
            )
        ) {
            prop_assert_eq!(Head::of(&line), by_pattern(&line));
        }

        #[test]
        fn says_what_the_pattern_says_of_anything(line in r"[\[\] 0-9/.:,apm上午\-–]{0,24}") {
            prop_assert_eq!(Head::of(&line), by_pattern(&line));
        }
    }

    #[test]
    fn a_year_has_two_digits_or_four() {
        for (line, years) in [
            ("1/2/24, 10:00 - x", [Some(2024), Some(2024), None]),
            ("2024/1/2, 10:00 - x", [None, None, Some(2024)]),
            ("24/1/02, 10:00 - x", [Some(2002), None, Some(2024)]),
            ("1/2/024, 10:00 - x", [None, None, None]),
        ] {
            let head = Head::of(line).unwrap();
            let year = |order| head.moment(order).map(jiff::civil::DateTime::year);
            assert_eq!([DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd].map(year), years, "{line}");
        }
    }

    #[test]
    fn other_lines_have_none() {
        for line in [
            "",
            "hello",
            "12/9/20",
            "12/9/20, 23:55",
            "[12/9/20 25:55] A: b",
            "12/9/20, 23:75 - A",
            "1.2 - x",
            "[note] A: b",
        ] {
            assert_eq!(Head::of(line), None, "{line}");
        }
    }

    #[test]
    fn a_date_that_is_none_has_no_moment() {
        let head = Head::of("13/1/2021, 10:00 - A: b").unwrap();
        assert_eq!(head.moment(DateOrder::Mdy), None);
        assert!(head.moment(DateOrder::Dmy).is_some());
    }
}
