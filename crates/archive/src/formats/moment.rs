//! Times as exports write them.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

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
