use std::ops::Range;

use jiff::civil::{Date, DateTime};

use crate::formats::scan::{Clock, Scan};
use crate::leaves::TimeForm;
use crate::{months, weekday};

/// How a file begins its records; all of them alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// On phones: with a date in this style.
    Dated(Style),
    /// On Windows: `[name] [time]`.
    Brackets,
}

/// How a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `2026년 1월 27일`
    Korean,
    /// `2026. 1. 27.`
    Dotted,
    /// `2026-01-27`
    Dashed,
    /// `January 27, 2026`
    English,
}

impl Style {
    pub fn form(self) -> TimeForm {
        if self == Self::English { TimeForm::Named } else { TimeForm::Ymd }
    }
}

/// A date, perhaps with a time of day, at the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dated {
    pub date: Date,
    pub clock: Option<Clock>,
    pub style: Style,
    /// Where it ends.
    pub end: usize,
}

impl Dated {
    /// Reads it.
    pub fn of(text: &str) -> Option<Self> {
        let mut scan = Scan::new(text);
        let (date, style) = if text.as_bytes().first()?.is_ascii_digit() {
            numbers(&mut scan)?
        } else {
            (english(&mut scan)?, Style::English)
        };
        let mut behind = scan;
        let clock = [" at ", ", ", " "].iter().find_map(|gap| behind.word(gap)).and_then(|()| behind.clock());
        if clock.is_some() {
            scan = behind;
        }
        Some(Self { date, clock, style, end: scan.at })
    }

    /// The moment, if there is a time of day.
    pub fn moment(&self) -> Option<DateTime> {
        Some(self.clock?.on(self.date))
    }

    /// A line that only says which day begins, its day of the week behind the date in Korean and before it in English.
    pub fn day(line: &str) -> Option<Self> {
        let (first, english) = match line.split_once(", ") {
            Some((first, rest)) if line.as_bytes()[0].is_ascii_alphabetic() && weekday::is_weekday(first) => {
                (Some(first), rest)
            }
            _ => (None, line),
        };
        let mut found = Self::of(english)?;
        found.end += line.len() - english.len();
        let rest = line[found.end..].trim_end();
        let named = |word: &str| weekday::names(word, found.date.weekday());
        let fits = match (first, found.clock) {
            (Some(day), None) => named(day) && rest.is_empty(),
            (None, Some(_)) => rest.is_empty(),
            (None, None) => rest.strip_prefix(' ').is_some_and(named),
            (Some(_), Some(_)) => false,
        };
        found.end += rest.len();
        fits.then_some(found)
    }
}

/// A date in figures.
fn numbers(scan: &mut Scan<'_>) -> Option<(Date, Style)> {
    let (year, 4) = scan.number(4)? else { return None };
    let (style, [first, second, third]) = match scan.rest().as_bytes().first()? {
        b'.' => (Style::Dotted, [". ", ". ", "."]),
        b'-' => (Style::Dashed, ["-", "-", ""]),
        _ => (Style::Korean, ["년 ", "월 ", "일"]),
    };
    scan.word(first)?;
    let (month, _) = scan.number(2)?;
    scan.word(second)?;
    let (day, _) = scan.number(2)?;
    scan.word(third)?;
    Some((date(year, month, day)?, style))
}

/// A date whose month is a word.
fn english(scan: &mut Scan<'_>) -> Option<Date> {
    let (month, length) = months::month(scan.rest())?;
    scan.at += length;
    scan.word(" ")?;
    let (day, _) = scan.number(2)?;
    scan.word(",");
    scan.word(" ")?;
    let (year, 4) = scan.number(4)? else { return None };
    date(year, i16::from(month), day)
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The beginning of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub shape: Shape,
    /// The date where the line gives one.
    pub date: Option<Date>,
    pub clock: Clock,
    /// Where the time stands.
    pub time: Range<usize>,
    /// Who writes, where the line says so: in brackets.
    pub name: Option<Range<usize>>,
    /// Where what follows begins: the text, or name and text.
    pub rest: usize,
    /// iOS marks the room's own sentences by a colon behind the time.
    pub room: bool,
}

impl Head {
    /// `None` for a line that begins no record.
    pub fn of(line: &str) -> Option<Self> {
        match line.as_bytes().first()? {
            b'[' => Self::in_brackets(line),
            b'0'..=b'9' | b'A'..=b'Z' => Self::dated(line),
            _ => None,
        }
    }

    /// True when a name and a text follow, or a sentence of the room.
    pub fn tells(&self, line: &str) -> bool {
        self.name.is_some() || self.room || line[self.rest..].contains(" : ")
    }

    fn dated(line: &str) -> Option<Self> {
        let found = Dated::of(line)?;
        let room = match line.as_bytes().get(found.end..found.end + 2)? {
            b", " => false,
            b": " => true,
            _ => return None,
        };
        Some(Self {
            shape: Shape::Dated(found.style),
            date: Some(found.date),
            clock: found.clock?,
            time: 0..found.end,
            name: None,
            rest: found.end + 2,
            room,
        })
    }

    /// The name may hold brackets itself; the first time in brackets ends it, since the text comes behind it.
    fn in_brackets(line: &str) -> Option<Self> {
        let closes = |end: &usize| line.as_bytes()[end + 1..].starts_with(b" [");
        memchr::memchr_iter(b']', line.as_bytes()).filter(closes).find_map(|end| {
            let start = end + 3;
            let mut scan = Scan::new(&line[start..]);
            let clock = scan.clock()?;
            let time = start..start + scan.at;
            scan.word("]")?;
            if scan.word(" ").is_none() && !scan.rest().is_empty() {
                return None;
            }
            let rest = start + scan.at;
            (end > 1).then_some(Self {
                shape: Shape::Brackets,
                date: None,
                clock,
                time,
                name: Some(1..end),
                rest,
                room: false,
            })
        })
    }
}

/// The day on a line like `--------------- 2026년 3월 1일 일요일 ---------------`, and where it stands.
pub(super) fn banner(line: &str) -> Option<(Dated, Range<usize>)> {
    if !line.starts_with("-----") {
        return None;
    }
    let inner = line.trim_matches('-').trim();
    let start = line.find(inner).filter(|_| !inner.is_empty())?;
    let day = Dated::day(inner).filter(|day| day.clock.is_none())?;
    Some((day, start..start + inner.len()))
}

/// True for a line of dashes and nothing else.
pub(super) fn is_rule(line: &str) -> bool {
    line.len() >= 5 && line.bytes().all(|byte| byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When, who, where the text begins, and whether the room speaks.
    fn told(line: &str) -> Option<(String, Option<&str>, &str, bool)> {
        let head = Head::of(line)?;
        let at = head.date.unwrap_or(jiff::civil::date(2000, 1, 1));
        Some((head.clock.on(at).to_string(), head.name.map(|name| &line[name]), &line[head.rest..], head.room))
    }

    #[test]
    fn heads() {
        for (line, at, name, rest, room) in [
            ("2026년 2월 8일 오후 3:17, 민지 : 안녕", "2026-02-08T15:17:00", None, "민지 : 안녕", false),
            ("2026. 1. 27. 21:37, 민지 : 안녕", "2026-01-27T21:37:00", None, "민지 : 안녕", false),
            (
                "2026. 1. 27. 오전 12:37: 민지님이 나갔습니다.",
                "2026-01-27T00:37:00",
                None,
                "민지님이 나갔습니다.",
                true,
            ),
            ("July 1, 2023 at 3:05\u{202f}PM, Mei : hi", "2023-07-01T15:05:00", None, "Mei : hi", false),
            ("July 1, 2023, 3:05 p.m., Mei : hi", "2023-07-01T15:05:00", None, "Mei : hi", false),
            ("Jul 16, 2020 22:23, Mei : hi", "2020-07-16T22:23:00", None, "Mei : hi", false),
            ("Feb 1, 2026 at 20:29: Mei left.", "2026-02-01T20:29:00", None, "Mei left.", true),
            ("2019-03-30 오전 4:39, 민지 : 안녕", "2019-03-30T04:39:00", None, "민지 : 안녕", false),
            ("[민지] [오후 3:05] 안녕", "2000-01-01T15:05:00", Some("민지"), "안녕", false),
            (
                "[[운영] 민지] [오후 3:05] [x] [오후 3:06] y",
                "2000-01-01T15:05:00",
                Some("[운영] 민지"),
                "[x] [오후 3:06] y",
                false,
            ),
            ("[Mei] [3:05 PM]", "2000-01-01T15:05:00", Some("Mei"), "", false),
        ] {
            assert_eq!(told(line), Some((at.to_owned(), name, rest, room)), "{line}");
        }
        for line in [
            "",
            "안녕",
            "2026년 2월 8일 오후 3:17",
            "2026년 2월 30일 오후 3:17, 민지 : 안녕",
            "2026. 1. 27. 25:37, 민지 : 안녕",
            "2026. 1. 27, 민지 : 안녕",
            "July 1, 2023, we met",
            "[민지] 안녕",
            "[] [오후 3:05] 안녕",
            "[민지] [오후 3:05]안녕",
            "[a][b] [오후 13:05] x",
            "Monday",
        ] {
            assert_eq!(told(line), None, "{line}");
        }
    }

    #[test]
    fn days_and_their_names() {
        for (line, date) in [
            ("2026년 1월 27일 화요일", "2026-01-27"),
            ("2026년 2월 8일 오후 3:17", "2026-02-08"),
            ("Saturday, July 1, 2023", "2023-07-01"),
            ("July 1, 2023 at 3:05\u{202f}PM", "2023-07-01"),
        ] {
            assert_eq!(Dated::day(line).unwrap().date.to_string(), date, "{line}");
        }
        for line in
            ["2026년 1월 27일 수요일", "2026년 1월 27일", "2026년 1월 27일 화요일 모임", "Sunday, July 1, 2023", ", "]
        {
            assert_eq!(Dated::day(line), None, "{line}");
        }
        let line = "--------------- 2026년 3월 1일 일요일 ---------------";
        assert_eq!(banner(line).map(|(_, span)| &line[span]), Some("2026년 3월 1일 일요일"));
        assert!(banner("--------------- Sunday, March 1, 2026 ---------------").is_some());
        for line in ["---------------", "--------------- 2026년 3월 1일 ---------------", "2026년 3월 1일 일요일"]
        {
            assert_eq!(banner(line), None, "{line}");
        }
        assert!(is_rule("---------------") && !is_rule("--- -----"));
    }
}
