use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// `YYYYMMDDZ`, `YYYYMMDDHHMMZ` or `YYYYMMDDHHMMSSZ`.
pub(super) fn parse(text: &str) -> Result<Timestamp, String> {
    let Some(digits) = text.strip_suffix(['Z', 'z']) else {
        return Err(format!("the time `{text}` needs a `Z` at its end, to mean the same moment on every machine"));
    };
    let bad = || format!("`{text}` is no time: YYYYMMDDZ or YYYYMMDDHHMM[SS]Z is expected");
    if !matches!(digits.len(), 8 | 12 | 14) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(bad());
    }
    let number = |from: usize, to: usize| digits.get(from..to).map_or(Ok(0), str::parse::<i16>).map_err(|_| bad());
    let small = |from: usize| number(from, from + 2).map(|n| n as i8);
    let time = DateTime::new(number(0, 4)?, small(4)?, small(6)?, small(8)?, small(10)?, small(12)?, 0);
    time.and_then(|t| t.to_zoned(TimeZone::UTC)).map(|z| z.timestamp()).map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_precisions() {
        for (text, expected) in [
            ("20261101Z", "2026-11-01T00:00:00Z"),
            ("202611012359Z", "2026-11-01T23:59:00Z"),
            ("20261101235958z", "2026-11-01T23:59:58Z"),
        ] {
            assert_eq!(parse(text).expect("a time").to_string(), expected);
        }
    }

    #[test]
    fn what_is_no_time() {
        for text in ["", "Z", "20261301Z", "20260230Z", "2026110Z", "2026110124Z", "202611012460Z", "+0261101Z"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse("20261101").expect_err("local time").contains("needs a `Z`"));
    }
}
