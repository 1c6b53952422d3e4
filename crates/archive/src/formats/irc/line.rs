use std::ops::Range;

use jiff::civil::Time;

use crate::model::Precision;

/// One line of a log.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// The time, in bytes of the line, without brackets.
    pub at: Range<usize>,
    pub clock: Clock,
    /// Where what follows the time begins.
    pub rest: usize,
    pub spoken: Spoken,
}

/// How much of a time a line gives.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// Date and time, as ISO 8601 writes them, perhaps with a blank instead of the T.
    Full { text: String },
    /// Only the time of the day.
    OfDay { time: Time, precision: Precision },
    /// None, or a date without a year.
    Unknown,
}

/// What a line is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Spoken {
    /// Words of a person; nick and text in bytes of the line.
    Words { nick: Range<usize>, text: Range<usize> },
    /// What a person says of herself (`/me`).
    Action { nick: Range<usize>, text: Range<usize> },
    /// Of the server or the client.
    Notice,
}

impl Said {
    /// `None` for a line that is none of a log's.
    pub fn of(line: &str) -> Option<Self> {
        // The Ubuntu logs give their notices no time; what a person says always has one.
        if line.starts_with("=== ") {
            return Some(Self { at: 0..0, clock: Clock::Unknown, rest: 4, spoken: Spoken::Notice });
        }
        let (clock, at, after) = clock(line)?;
        // LINE's own text has columns too, after a time of the day.
        let dated = matches!(clock, Clock::Full { .. });
        let (spoken, rest) = if dated && line.as_bytes().get(after) == Some(&b'\t') {
            columns(line, after + 1)?
        } else {
            spoken(line, after)?
        };
        Some(Self { at, clock, rest, spoken })
    }
}

/// The time a line begins with, where it stands, and where it ends.
fn clock(line: &str) -> Option<(Clock, Range<usize>, usize)> {
    if let Some(inside) = line.strip_prefix('[') {
        let at = 1..1 + inside.find(']')?;
        return Some((moment(&line[at.clone()])?, at.clone(), at.end + 1));
    }
    let bytes = line.as_bytes();
    if !bytes.first()?.is_ascii_digit() {
        return None;
    }
    let mut end = bytes.iter().position(|byte| matches!(byte, b' ' | b'\t')).unwrap_or(bytes.len());
    // A date, a blank and a time.
    if end == 10 && bytes.get(4) == Some(&b'-') {
        let time = line.get(11..)?;
        end = 11 + time.find([' ', '\t']).unwrap_or(time.len());
    }
    Some((moment(&line[..end])?, 0..end, end))
}

fn moment(text: &str) -> Option<Clock> {
    let bytes = text.as_bytes();
    if bytes.len() >= 16 && bytes[4] == b'-' && bytes[7] == b'-' {
        let day = text.get(..10)?.parse::<jiff::civil::Date>().is_ok();
        let time = text.get(11..).and_then(|time| time.get(..8).or_else(|| time.get(..5)));
        return (day && time.and_then(of_day).is_some()).then(|| Clock::Full { text: text.to_owned() });
    }
    if let Some((time, precision)) = of_day(text) {
        return Some(Clock::OfDay { time, precision });
    }
    // dircproxy: `14 Jan 11:08`.
    let mut words = text.split(' ');
    let (day, month, time) = (words.next()?, words.next()?, words.next()?);
    let dated = day.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day)) && super::day::named_month(month).is_some();
    (dated && of_day(time).is_some() && words.next().is_none()).then_some(Clock::Unknown)
}

fn of_day(text: &str) -> Option<(Time, Precision)> {
    let number = |at: usize| {
        let digits = text.as_bytes().get(at..at + 2)?;
        digits.iter().all(u8::is_ascii_digit).then(|| (digits[0] - b'0') * 10 + digits[1] - b'0')
    };
    let colon = |at: usize| text.as_bytes().get(at) == Some(&b':');
    let (second, precision) = match text.len() {
        5 => (0, Precision::Minute),
        8 if colon(5) => (number(6)?, Precision::Second),
        _ => return None,
    };
    let (hour, minute) = (number(0)?, number(3).filter(|_| colon(2))?);
    let small = |n: u8| i8::try_from(n).ok();
    // A leap second is the last one of its minute.
    Some((Time::new(small(hour)?, small(minute)?, small(second.min(59))?, 0).ok()?, precision))
}

/// What follows the time after blanks, and where it begins.
fn spoken(line: &str, after: usize) -> Option<(Spoken, usize)> {
    let rest = line.get(after..)?;
    let trimmed = rest.trim_start_matches(' ');
    let start = after + rest.len() - trimmed.len();
    if start == after {
        return None;
    }
    if let Some(inside) = trimmed.strip_prefix('<')
        && let Some(close) = inside.find('>')
    {
        let nick = bare(line, start + 1..start + 1 + close);
        let words = start + 1 + close + 1;
        let text = words + usize::from(line.as_bytes().get(words) == Some(&b' '));
        return is_nick(&line[nick.clone()]).then_some((Spoken::Words { nick, text: text..line.len() }, start));
    }
    for sign in ["-!- ", "=== ", "*** ", "--> ", "<-- ", "--- ", "-> ", "<- "] {
        if trimmed.starts_with(sign) {
            return Some((Spoken::Notice, start + sign.len()));
        }
    }
    trimmed.starts_with("* ").then(|| action(line, start + 2))?.map(|spoken| (spoken, start))
}

/// weechat: the nick or a sign stands in a column of its own.
fn columns(line: &str, start: usize) -> Option<(Spoken, usize)> {
    let (who, _) = line.get(start..)?.split_once('\t')?;
    let text = start + who.len() + 1;
    match who.trim() {
        "-->" | "<--" | "--" | "=!=" => Some((Spoken::Notice, text)),
        "*" => action(line, text).map(|spoken| (spoken, start)),
        _ => {
            let nick = bare(line, start..start + who.len());
            is_nick(&line[nick.clone()]).then_some((Spoken::Words { nick, text: text..line.len() }, start))
        }
    }
}

/// A nick and what it does.
fn action(line: &str, start: usize) -> Option<Spoken> {
    let nick = line[start..].split(' ').next().filter(|nick| is_nick(nick))?;
    let end = start + nick.len();
    Some(Spoken::Action { nick: start..end, text: (end + 1).min(line.len())..line.len() })
}

/// The nick without the sign for its role.
fn bare(line: &str, nick: Range<usize>) -> Range<usize> {
    let signs = line[nick.clone()].len() - line[nick.clone()].trim_start_matches([' ', '@', '+', '%', '&', '~']).len();
    nick.start + signs..nick.end
}

/// RFC 2812 allows less; networks and bridges to other chats allow nearly all but white space.
fn is_nick(nick: &str) -> bool {
    !nick.is_empty() && nick.len() <= 64 && !nick.contains([' ', '\t', '<', '>', ','])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> Option<String> {
        let said = Said::of(line)?;
        let clock = match &said.clock {
            Clock::Full { text } => text.clone(),
            Clock::OfDay { time, .. } => time.to_string(),
            Clock::Unknown => "?".to_owned(),
        };
        Some(match said.spoken {
            Spoken::Words { nick, text } => format!("{clock} <{}> {}", &line[nick], &line[text]),
            Spoken::Action { nick, text } => format!("{clock} *{}* {}", &line[nick], &line[text]),
            Spoken::Notice => format!("{clock} ! {}", &line[said.rest..]),
        })
    }

    #[test]
    fn lines_of_every_client() {
        for (line, expected) in [
            ("[10:13] <mei> hi", "10:13:00 <mei> hi"),
            ("[10:13:59] <mei> hi", "10:13:59 <mei> hi"),
            ("00:25 < mei> hi", "00:25:00 <mei> hi"),
            ("00:25 <@mei> -!- rudi [x] has quit [y]", "00:25:00 <mei> -!- rudi [x] has quit [y]"),
            ("00:25  * mei waves", "00:25:00 *mei* waves"),
            ("00:01 -!- rudi [~r@h] has quit [bye]", "00:01:00 ! rudi [~r@h] has quit [bye]"),
            ("[02:56] === rudi is now known as bo", "02:56:00 ! rudi is now known as bo"),
            ("2005-01-09 02:05:04\tmei\thi\tthere", "2005-01-09 02:05:04 <mei> hi\tthere"),
            ("2005-01-09 02:05:04\t-->\trudi (~r@h) has joined #x", "2005-01-09 02:05:04 ! rudi (~r@h) has joined #x"),
            ("2005-01-09 02:05:04\t *\tmei waves", "2005-01-09 02:05:04 *mei* waves"),
            ("2005-01-09T02:05:04  <mei> hi", "2005-01-09T02:05:04 <mei> hi"),
            (
                "2005-01-09T02:05:04+08:00 *** rudi <r@h> has joined #x",
                "2005-01-09T02:05:04+08:00 ! rudi <r@h> has joined #x",
            ),
            ("[14 Jan 11:08] --> rudi (n=r@h) joined", "? ! rudi (n=r@h) joined"),
            ("[14 Jan 11:08] <mei> ", "? <mei> "),
            ("=== rudi is now known as bo", "? ! rudi is now known as bo"),
            ("[23:59:60] <mei> leap", "23:59:59 <mei> leap"),
        ] {
            assert_eq!(told(line).as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn other_lines_are_none() {
        for line in [
            "",
            "hello",
            "10:13",
            "10:13 hello",
            "[10:13]<mei> hi",
            "[25:13] <mei> hi",
            "[10:13] <a b> hi",
            "[10:13] mei: hi",
            "[2019-12-24, 12:23] Jane: hi",
            "[1/9/24, 9:05:07 PM] A: b",
            "16:10 SUNNY hi",
            "2024-10-01 08:00:00 '林语'",
            "2024-13-01 08:00:00\tmei\thi",
            "10:13\tmei\thi there, LINE",
            "[晨读] <mei> hi",
        ] {
            assert_eq!(told(line), None, "{line}");
        }
    }
}
