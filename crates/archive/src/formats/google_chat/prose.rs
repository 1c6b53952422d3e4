//! Takeout writes instants as prose in the language of the account, always in UTC.

use jiff::tz::TimeZone;

use super::super::moment::{civil, local};
use crate::meridiem::Meridiem;
use crate::model::{Precision, Stamp, TzBasis};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// `Friday, May 29, 2026 at 3:00:29 AM UTC`, `Friday, 29 May 2026 at 03:00:29 UTC`, `2026年5月29日星期五 UTC 03:00:29`.
/// `None` for a date there never was, and for a language that is not known: a guess could mistake the month.
pub(super) fn instant(text: &str) -> Option<Stamp> {
    if !text.contains("UTC") {
        return None;
    }
    let numbers: Vec<i16> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let (year, month, day, clock) = match (english_month(text), &numbers[..]) {
        (Some(month), [day, year, clock @ ..]) => (*year, month, *day, clock),
        (None, [year, month, day, clock @ ..]) if *year >= 1000 => (*year, i8::try_from(*month).ok()?, *day, clock),
        _ => return None,
    };
    let [hour, minute, second] = *clock else { return None };
    let small = |number: i16| i8::try_from(number).ok();
    let hour = small(hour)?;
    let half = Meridiem::find(text);
    let hour = half.map_or(Some(hour), |half| half.hour(hour))?;
    let at = civil(year, month, small(day)?, hour, small(minute)?, small(second)?)?;
    let stamp = local(at, Precision::Second, &TimeZone::UTC)?;
    Some(Stamp { basis: TzBasis::Offset, ..stamp })
}

/// The month named in English, by a whole word.
fn english_month(text: &str) -> Option<i8> {
    let words = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
    let month = |word: String| {
        let at = MONTHS.iter().position(|month| word == *month || word == month[..3])?;
        i8::try_from(at + 1).ok()
    };
    words.filter_map(month).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_words() {
        for (text, expected) in [
            ("Friday, May 29, 2026 at 3:00:29\u{202f}AM UTC", Some("2026-05-29T03:00:29Z")),
            ("Friday, May 29, 2026 at 12:00:29 PM UTC", Some("2026-05-29T12:00:29Z")),
            ("Friday, May 29, 2026 at 12:00:29 AM UTC", Some("2026-05-29T00:00:29Z")),
            ("Tuesday, January 5, 2021 at 9:02:14 PM UTC", Some("2021-01-05T21:02:14Z")),
            ("Friday, 29 May 2026 at 03:00:29 UTC", Some("2026-05-29T03:00:29Z")),
            ("Friday 4 September 2026 at 23:00:29 UTC", Some("2026-09-04T23:00:29Z")),
            ("2026年5月29日星期五 UTC 03:00:29", Some("2026-05-29T03:00:29Z")),
            ("2026年5月29日星期五 UTC 下午3:00:29", Some("2026-05-29T15:00:29Z")),
            ("2026年5月29日金曜日 3時00分29秒 UTC", Some("2026-05-29T03:00:29Z")),
            // No such days, no such hours, no such months.
            ("Saturday, February 31, 2026 at 3:00:29 AM UTC", None),
            ("2026年2月31日星期五 UTC 03:00:29", None),
            ("2026年13月1日星期五 UTC 03:00:29", None),
            ("Friday, May 29, 2026 at 13:00:29 AM UTC", None),
            ("Friday, May 29, 2026 at 25:00:29 UTC", None),
            ("Freitag, 29. Mai 2026 um 03:00:29 UTC", None),
            ("Friday, May 29, 2026 at 3:00:29 AM", None),
            ("Friday, May 29, 2026 UTC", None),
            ("yesterday UTC", None),
            ("", None),
            ("99999999999999999999 UTC", None),
        ] {
            let told = instant(text).map(|at| at.instant().unwrap().to_string());
            assert_eq!(told.as_deref(), expected, "{text}");
        }
    }
}
