//! Dates and times as they stand in the lines of Chinese exports, scanned by hand: every line of a file is asked.

use std::ops::Range;

use jiff::civil::DateTime;

use super::moment::civil;
use crate::meridiem::Meridiem;

/// A date and time in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dated {
    /// Where it stands.
    pub span: Range<usize>,
    /// What it says; `None` when there is no such moment or it names no year.
    pub at: Option<DateTime>,
    /// Hours of two digits on a clock of 24, dashes in the date: as programs write it.
    pub padded: bool,
}

/// The date and time a line begins with: `2019-07-16 18:15:05`, perhaps with slashes, hours of one digit, or `下午` before
/// the time.
pub(super) fn dated(line: &str) -> Option<Dated> {
    dated_by(line, false)
}

/// As [`dated`]; in a file of `twelve` hours an ` AM` or ` PM` behind the time belongs to it. Elsewhere it begins a name.
pub(super) fn dated_by(line: &str, twelve: bool) -> Option<Dated> {
    let mut scan = Scan { bytes: line.as_bytes(), at: 0 };
    let year = scan.number(4..=4)?;
    let dash = scan.one_of(b"-/.")?;
    let month = scan.number(1..=2)?;
    scan.sign(dash)?;
    let day = scan.number(1..=2)?;
    scan.sign(b' ')?;
    let half = scan.word(line);
    let clock = scan.clock()?;
    let (mut hour, mut padded) = (clock.hour, dash == b'-' && clock.padded);
    if let Some(half) = half {
        hour = half.hour(hour)?;
        padded = false;
    } else if twelve
        && let Some((half, end)) = suffix(line, scan.at)
        && let Some(full) = half.hour(hour)
    {
        (hour, scan.at, padded) = (full, end, false);
    }
    let at = civil(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?, hour, clock.minute, clock.second);
    Some(Dated { span: 0..scan.at, at, padded })
}

/// The time a line ends with, perhaps with a date before it that may lack its year: `05-06 07:08:09`.
pub(super) fn dated_at_end(line: &str) -> Option<Dated> {
    let end = line.trim_end().len();
    let start = |width: usize| end.checked_sub(width).filter(|start| line.is_char_boundary(*start));
    let fits = |start: usize| start == 0 || line.as_bytes()[start - 1] == b' ';
    let time = start(8)?;
    let clock = Scan { bytes: &line.as_bytes()[time..end], at: 0 }.clock().filter(|clock| clock.padded)?;
    if let Some(full) = start(19).filter(|full| fits(*full))
        && let Some(found) = dated(&line[full..end]).filter(|found| found.padded && found.span.end == 19)
    {
        return Some(Dated { span: full..end, ..found });
    }
    let mut span = time..end;
    if let Some(short) = start(14).filter(|short| fits(*short)) {
        let mut scan = Scan { bytes: &line.as_bytes()[short..end], at: 0 };
        let mut date = || {
            let month = scan.number(2..=2)?;
            scan.sign(b'-')?;
            let day = scan.number(2..=2)?;
            scan.sign(b' ')?;
            // 2024 has every day a year can have.
            civil(2024, i8::try_from(month).ok()?, i8::try_from(day).ok()?, clock.hour, clock.minute, clock.second)
        };
        if date().is_some() {
            span = short..end;
        }
    }
    fits(span.start).then_some(Dated { span, at: None, padded: true })
}

/// `23:50:48` and nothing else.
pub(super) fn is_clock(text: &str) -> bool {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    scan.clock().is_some() && scan.at == text.len()
}

/// The time of day of `23:50:48`, and nothing else.
pub(super) fn clock_on(date: jiff::civil::Date, text: &str) -> Option<DateTime> {
    let (half, rest) = match suffix(text, text.len().saturating_sub(3)) {
        Some((half, _)) => (Some(half), &text[..text.len() - 3]),
        None => (None, text),
    };
    let mut scan = Scan { bytes: rest.as_bytes(), at: 0 };
    let clock = scan.clock().filter(|_| scan.at == rest.len())?;
    let hour = half.map_or(Some(clock.hour), |half| half.hour(clock.hour))?;
    civil(date.year(), date.month(), date.day(), hour, clock.minute, clock.second)
}

/// ` AM` or ` PM` at that place, and where it ends.
fn suffix(line: &str, at: usize) -> Option<(Meridiem, usize)> {
    let rest = line.get(at..)?;
    let half = match rest.get(..3)? {
        " AM" => Meridiem::Am,
        " PM" => Meridiem::Pm,
        _ => return None,
    };
    matches!(rest.as_bytes().get(3), None | Some(b' ')).then_some((half, at + 3))
}

struct Clock {
    hour: i8,
    minute: i8,
    second: i8,
    padded: bool,
}

struct Scan<'l> {
    bytes: &'l [u8],
    at: usize,
}

impl Scan<'_> {
    fn number(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
        let run = self.bytes[self.at..].iter().take(digits.end() + 1).take_while(|byte| byte.is_ascii_digit()).count();
        if !digits.contains(&run) {
            return None;
        }
        let number = self.bytes[self.at..self.at + run].iter().fold(0, |sum, digit| sum * 10 + i16::from(digit - b'0'));
        self.at += run;
        Some(number)
    }

    fn one_of(&mut self, signs: &[u8]) -> Option<u8> {
        let sign = *self.bytes.get(self.at).filter(|byte| signs.contains(byte))?;
        self.at += 1;
        Some(sign)
    }

    fn sign(&mut self, sign: u8) -> Option<u8> {
        self.one_of(&[sign])
    }

    /// A half of the day before the time, with or without a blank behind it.
    fn word(&mut self, line: &str) -> Option<Meridiem> {
        if self.bytes.get(self.at)?.is_ascii() {
            return None;
        }
        let rest = &line[self.at..];
        let word = &rest[..rest.find(|c: char| c.is_ascii_digit() || c == ' ')?];
        let half = Meridiem::find(word).filter(|_| word.chars().count() == 2)?;
        self.at += word.len();
        self.sign(b' ');
        Some(half)
    }

    fn clock(&mut self) -> Option<Clock> {
        let start = self.at;
        let hour = self.number(1..=2)?;
        let padded = self.at - start == 2;
        self.sign(b':')?;
        let minute = self.number(2..=2)?;
        self.sign(b':')?;
        let second = self.number(2..=2)?;
        let small = |number: i16, below: i8| i8::try_from(number).ok().filter(|number| *number < below);
        Some(Clock { hour: small(hour, 24)?, minute: small(minute, 60)?, second: small(second, 60)?, padded })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(found: Option<Dated>, line: &str) -> Option<(String, String, bool)> {
        let found = found?;
        let at = found.at.map_or_else(|| "-".to_owned(), |at| at.to_string());
        Some((line[found.span.end..].to_owned(), at, found.padded))
    }

    #[test]
    fn beginnings_of_lines() {
        for (line, rest, at, padded) in [
            ("2019-07-16 18:15:05 阿青(10001)", " 阿青(10001)", "2019-07-16T18:15:05", true),
            ("2019-9-23 8:43:38 PM 阿青", " PM 阿青", "2019-09-23T08:43:38", false),
            ("2019/9/23 18:43:38 x", " x", "2019-09-23T18:43:38", false),
            ("2026-09-15 下午 08:00:00 Mei(10002)", " Mei(10002)", "2026-09-15T20:00:00", false),
            ("2026-02-30 08:00:00 x", " x", "-", true),
        ] {
            let expected = Some((rest.to_owned(), at.to_owned(), padded));
            assert_eq!(told(dated(line), line), expected, "{line}");
        }
        for (line, rest, at) in [
            ("2019-9-23 8:43:38 PM 阿青", " 阿青", "2019-09-23T20:43:38"),
            ("2019-09-23 12:03:38 AM 阿青", " 阿青", "2019-09-23T00:03:38"),
            ("2019-09-23 8:03:38 AM", "", "2019-09-23T08:03:38"),
            ("2019-09-23 8:03:38 AMY", " AMY", "2019-09-23T08:03:38"),
            ("2019-09-23 18:03:38 PM Mei", " PM Mei", "2019-09-23T18:03:38"),
        ] {
            let found = told(dated_by(line, true), line).unwrap();
            assert_eq!((found.0.as_str(), found.1.as_str()), (rest, at), "{line}");
        }
        for line in [
            "",
            "2019",
            "2019-07-16",
            "2019-07-16 25:00:00 x",
            "12019-07-16 18:15:05",
            "2019-07/16 18:15:05",
            "2019-07-16  18:15:05",
            "2019-07-16 18:15",
            "2019-07-16T18:15:05",
            "2019-07-16 下午",
            "书",
        ] {
            assert_eq!(dated(line), None, "{line}");
        }
    }

    #[test]
    fn ends_of_lines() {
        for (line, start, at) in [
            ("阿青(wxid_b) 05-06 07:08:09", "05-06 07:08:09", "-"),
            ("阿青(wxid_b) 07:08:09", "07:08:09", "-"),
            ("wxid_b [群(1@chatroom)] 2024-05-06 07:08:09 ", "2024-05-06 07:08:09", "2024-05-06T07:08:09"),
            ("阿青 13-06 07:08:09", "07:08:09", "-"),
            ("2024-05-06 07:08:09", "2024-05-06 07:08:09", "2024-05-06T07:08:09"),
        ] {
            let found = dated_at_end(line).unwrap();
            let at_text = found.at.map_or_else(|| "-".to_owned(), |at| at.to_string());
            assert_eq!((&line[found.span], at_text.as_str()), (start, at), "{line}");
        }
        for line in ["", "阿青07:08:09", "阿青 7:08:09", "阿青 07:08", "书书书书", "x 24:00:00"] {
            assert_eq!(dated_at_end(line), None, "{line}");
        }
    }

    #[test]
    fn clocks() {
        assert!(is_clock("23:50:48") && is_clock("3:50:48") && !is_clock("3:50") && !is_clock("3:50:481"));
        let date = jiff::civil::date(2012, 4, 11);
        for (text, at) in [("4:36:46", "04:36:46"), ("4:36:46 PM", "16:36:46"), ("12:00:00 AM", "00:00:00")] {
            assert_eq!(clock_on(date, text).unwrap().time().to_string(), at);
        }
        assert_eq!((clock_on(date, "x"), clock_on(date, " PM"), clock_on(date, "")), (None, None, None));
    }
}
