//! Times as exports write them.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use crate::DateOrder;
use crate::meridiem::Meridiem;
use crate::model::{Precision, Stamp, TzBasis};

/// Year 9999 in milliseconds; nothing later is a message's time.
const LATEST_MS: i64 = 253_402_300_799_999;

/// Seconds since 1970; a number too large for seconds is taken for milliseconds, as some tools write them. `None` for
/// numbers that are no time, 0 among them.
pub(super) fn epoch(number: i64) -> Option<Stamp> {
    let (ms, precision) = if number > 100_000_000_000 {
        (number, Precision::Millisecond)
    } else {
        (number.checked_mul(1000)?, Precision::Second)
    };
    (0 < ms && ms <= LATEST_MS).then_some(Stamp { ms, precision, basis: TzBasis::Epoch })
}

/// A local time in an assumed zone. A time that a clock change makes happen twice is the earlier one; one it leaves out
/// is moved forward.
pub(super) fn local(at: DateTime, precision: Precision, zone: &TimeZone) -> Option<Stamp> {
    let ms = zone.to_timestamp(at).ok()?.as_millisecond();
    (0 < ms && ms <= LATEST_MS).then_some(Stamp { ms, precision, basis: TzBasis::Assumed })
}

/// `2024-10-04T11:42:05`, with a blank instead of the T, or with an offset.
pub(super) fn iso(text: &str, zone: &TimeZone) -> Option<Stamp> {
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        let ms = instant.as_millisecond();
        let precision = if text.contains('.') { Precision::Millisecond } else { Precision::Second };
        return (0 < ms && ms <= LATEST_MS).then_some(Stamp { ms, precision, basis: TzBasis::Offset });
    }
    local(text.parse().ok()?, Precision::Second, zone)
}

/// A local time as people and spreadsheets write it: the numbers of a date, an hour and a minute, perhaps a second, apart
/// by any signs, perhaps with the half of the day; or as [`iso`]. `2024/10/4 11:42` is what a spreadsheet makes of
/// `2024-10-04 11:42:05` when it saves a file again.
pub(super) fn written(text: &str, order: DateOrder, zone: &TimeZone) -> Option<Stamp> {
    let text = text.trim();
    if text.contains(['T', '+']) {
        return iso(text, zone);
    }
    let half = text.bytes().any(|byte| !byte.is_ascii_punctuation() && !byte.is_ascii_digit() && byte != b' ');
    let half = half.then(|| Meridiem::find(text)).flatten();
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let mut number = || numbers.next().filter(|digits| digits.len() <= 4)?.parse::<i16>().ok();
    let (one, two, three) = (number()?, number()?, number()?);
    let (year, month, day) = match order {
        DateOrder::Ymd => (one, two, three),
        DateOrder::Dmy => (three, two, one),
        DateOrder::Mdy => (three, one, two),
    };
    let year = if order != DateOrder::Ymd && year < 100 { 2000 + year } else { year };
    let (hour, minute, second) = (number()?, number()?, number());
    let small = |number: i16| i8::try_from(number).ok();
    let hour = half.map_or(small(hour), |half| half.hour(small(hour)?))?;
    let at = civil(year, small(month)?, small(day)?, hour, small(minute)?, small(second.unwrap_or(0))?)?;
    local(at, if second.is_some() { Precision::Second } else { Precision::Minute }, zone)
}

/// A date and time from their numbers, if there is such a moment.
pub(super) fn civil(year: i16, month: i8, day: i8, hour: i8, minute: i8, second: i8) -> Option<DateTime> {
    Some(DateTime::from_parts(Date::new(year, month, day).ok()?, Time::new(hour, minute, second, 0).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_seconds_or_milliseconds() {
        assert_eq!(epoch(1_544_006_350).map(|at| (at.ms, at.precision)), Some((1_544_006_350_000, Precision::Second)));
        assert_eq!(
            epoch(1_544_006_350_123).map(|at| (at.ms, at.precision)),
            Some((1_544_006_350_123, Precision::Millisecond))
        );
        assert_eq!((epoch(0), epoch(-5), epoch(i64::MAX)), (None, None, None));
    }

    #[test]
    fn no_time_is_made_up() {
        for text in
            ["", "yesterday", "2024-02-30 10:00:00", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "2024-10-01"]
        {
            let at = iso(text, &TimeZone::UTC);
            // A date alone is midnight; nothing else is a time.
            assert_eq!(at.map(|at| at.ms), (text == "2024-10-01").then_some(1_727_740_800_000), "{text}");
        }
        for number in [i64::MIN, -1, 0, LATEST_MS + 1, 1_727_740_800_000_000] {
            assert_eq!(epoch(number), None, "{number}");
        }
    }

    #[test]
    fn times_as_people_write_them() {
        use Precision::{Minute, Second};
        for (text, order, expected) in [
            ("2024-10-04 11:42:05", DateOrder::Ymd, Some(("2024-10-04T11:42:05Z", Second))),
            ("2024/10/4 11:42", DateOrder::Ymd, Some(("2024-10-04T11:42:00Z", Minute))),
            ("2024年10月4日 下午1:02", DateOrder::Ymd, Some(("2024-10-04T13:02:00Z", Minute))),
            ("2024-10-04T11:42:05.000Z", DateOrder::Ymd, Some(("2024-10-04T11:42:05Z", Precision::Millisecond))),
            ("4.10.24, 11:42", DateOrder::Dmy, Some(("2024-10-04T11:42:00Z", Minute))),
            ("10/4/2024 1:02:03 PM", DateOrder::Mdy, Some(("2024-10-04T13:02:03Z", Second))),
            ("2024-10-04", DateOrder::Ymd, None),
            ("24-10-04 11:42", DateOrder::Ymd, None),
            ("1728013325", DateOrder::Ymd, None),
            ("昨天 11:42", DateOrder::Ymd, None),
            ("2024-13-04 11:42", DateOrder::Ymd, None),
        ] {
            let found = written(text, order, &TimeZone::UTC);
            let found = found.map(|at| (at.instant().unwrap().to_string(), at.precision));
            assert_eq!(found, expected.map(|(at, precision)| (at.to_owned(), precision)), "{text}");
        }
    }

    #[test]
    fn a_clock_change_has_one_answer() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        for (text, expected) in [
            ("2024-10-27 02:30:00", "2024-10-27T00:30:00Z"),
            ("2024-10-27 03:00:00", "2024-10-27T02:00:00Z"),
            ("2024-03-31 02:30:00", "2024-03-31T01:30:00Z"),
            ("2024-10-27T02:30:00+01:00", "2024-10-27T01:30:00Z"),
        ] {
            assert_eq!(iso(text, &berlin).unwrap().instant().unwrap().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn local_times_take_the_zone() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let at = iso("2024-10-04T11:42:05", &zone).unwrap();
        assert_eq!((at.ms, at.basis), (1_728_013_325_000, TzBasis::Assumed));
        assert_eq!(iso("2024-10-04 11:42:05", &zone).unwrap().ms, at.ms);
        let told = iso("2024-10-04T11:42:05+08:00", &TimeZone::UTC).unwrap();
        assert_eq!((told.ms, told.basis), (at.ms, TzBasis::Offset));
        assert_eq!(iso("2024-13-04T11:42:05", &zone), None);
        assert_eq!(civil(2021, 2, 31, 0, 0, 0), None);
    }
}
