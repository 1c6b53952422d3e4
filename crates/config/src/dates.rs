//! Days and instants as people write them in tables and YAML: ISO 8601, nothing looser.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// A day written `2026-11-01`, and nothing else.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(i, byte)| if i == 4 || i == 7 { *byte == b'-' } else { byte.is_ascii_digit() });
    if shaped { text.parse().ok() } else { None }
}

/// An instant: a day (its first moment), a day and time in `zone`, or one with its own offset.
///
/// The seconds may be missing, and a space may stand for the `T`. A local time a clock change skips or repeats is taken
/// as the zone's rules "compatible" with RFC 5545 say.
pub(crate) fn parse_instant(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    if let Some(date) = parse_date(text) {
        return date.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp());
    }
    parse_date(text.get(..10)?)?;
    if !matches!(text.as_bytes().get(10)?, b'T' | b't' | b' ') || text.contains('[') {
        return None;
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let local: DateTime = text.parse().ok()?;
    local.to_zoned(zone.clone()).ok().as_ref().map(Zoned::timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_iso_days_are_dates() {
        assert_eq!(parse_date(" 2026-02-28 "), Some(jiff::civil::date(2026, 2, 28)));
        for bad in ["2026-02-30", "20260228", "2026-2-28", "28/02/2026", "2026-02-28T10:00", "2026年2月28日", ""] {
            assert_eq!(parse_date(bad), None, "{bad}");
        }
    }

    #[test]
    fn instants_take_the_zone_unless_they_have_an_offset() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        for (text, utc) in [
            ("2026-11-01", "2026-10-31T16:00:00Z"),
            ("2026-11-01 08:30", "2026-11-01T00:30:00Z"),
            ("2026-11-01T08:30:05", "2026-11-01T00:30:05Z"),
            ("2026-11-01T08:30:05Z", "2026-11-01T08:30:05Z"),
            ("2026-11-01 08:30:05-05:00", "2026-11-01T13:30:05Z"),
        ] {
            assert_eq!(parse_instant(text, &zone).map(|t| t.to_string()).as_deref(), Some(utc), "{text}");
        }
        for bad in ["yesterday", "2026-11-01X08:30", "2026-11-01 25:00", "２０２６-11-01"] {
            assert_eq!(parse_instant(bad, &zone), None, "{bad}");
        }
    }
}
