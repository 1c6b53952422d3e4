use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use super::TimeForm;
use super::clock::clock;
use super::named::named;
use crate::meridiem::Meridiem;
use crate::weekday::renamed;

/// Changes a time and writes it back in its own form: same signs, same widths, same half of the day. `zone` is where a
/// number of seconds is turned into a local time and back.
///
/// `None` when the value is no such time, or when the changed one cannot be written that way (an order of day and month
/// that is not decided; a morning that became an afternoon). The caller then has to drop the value.
#[must_use]
pub fn retime(form: TimeForm, value: &str, zone: &TimeZone, change: &dyn Fn(DateTime) -> DateTime) -> Option<String> {
    let order = match form {
        TimeForm::UnixSeconds | TimeForm::UnixMillis => return number(form, value, zone, change),
        TimeForm::Ymd => [0, 1, 2],
        TimeForm::Dmy => [2, 1, 0],
        TimeForm::Mdy => [2, 0, 1],
        TimeForm::Clock => return clock(value, change),
        TimeForm::Named => return named(value, change),
        TimeForm::Undecided => return None,
    };
    let groups = digit_groups(value);
    let at = |n: usize| groups.get(n).and_then(|span| value.get(span.clone()));
    let (year_text, month_text, day_text) = (at(order[0])?, at(order[1])?, at(order[2])?);
    let short_year = year_text.len() <= 2;
    let year: i16 = year_text.parse().ok()?;
    let date = Date::new(if short_year { 2000 + year } else { year }, month_text.parse().ok()?, day_text.parse().ok()?)
        .ok()?;
    if groups.len() == 3 {
        let new = change(date.to_datetime(Time::midnight())).date();
        let year = if short_year { new.year().rem_euclid(100) } else { new.year() };
        let mut numbers = [year; 3];
        (numbers[order[1]], numbers[order[2]]) = (i16::from(new.month()), i16::from(new.day()));
        return Some(renamed(&written_anew(value, &groups, &numbers)?, date.weekday(), new.weekday()));
    }
    let half = Meridiem::find(value);
    let written: i8 = at(3)?.parse().ok()?;
    let hour = half.map_or(Some(written), |half| half.hour(written))?;
    let seconds = has_seconds(value, &groups);
    let second = if seconds { at(5)?.parse().ok()? } else { 0 };
    let old = DateTime::from_parts(date, Time::new(hour, at(4)?.parse().ok()?, second, 0).ok()?);
    let new = change(old);
    let new_hour = hour_written(half, written, new.hour())?;
    let year = if short_year { new.year().rem_euclid(100) } else { new.year() };
    let mut numbers = [0_i16; 6];
    numbers[order[0]] = year;
    numbers[order[1]] = i16::from(new.month());
    numbers[order[2]] = i16::from(new.day());
    numbers[3] = i16::from(new_hour);
    numbers[4] = i16::from(new.minute());
    numbers[5] = i16::from(new.second());
    let text = written_anew(value, &groups, &numbers[..if seconds { 6 } else { 5 }])?;
    Some(renamed(&text, date.weekday(), new.weekday()))
}

/// The value with its first numbers replaced by others of the same width.
pub(super) fn written_anew(value: &str, groups: &[Range<usize>], numbers: &[i16]) -> Option<String> {
    let mut text = String::with_capacity(value.len());
    let mut from = 0;
    for (span, number) in groups.iter().zip(numbers) {
        text.push_str(value.get(from..span.start)?);
        text.push_str(&format!("{number:0width$}", width = span.len()));
        from = span.end;
    }
    text.push_str(value.get(from..)?);
    Some(text)
}

/// An hour as it is written in that half of the day; `None` when it lies in the other half.
pub(super) fn hour_written(half: Option<Meridiem>, before: i8, hour: i8) -> Option<i8> {
    match half {
        // Some devices write 0 for 12; who wrote 12 gets 12 again.
        Some(half) => (i8::from(before != 0)..=12).find(|written| half.hour(*written) == Some(hour)),
        None => Some(hour),
    }
}

fn number(form: TimeForm, value: &str, zone: &TimeZone, change: &dyn Fn(DateTime) -> DateTime) -> Option<String> {
    // Slack writes seconds with microseconds, by which messages are told apart.
    let (whole, fraction) = value.find('.').map_or((value, ""), |at| value.split_at(at));
    if !fraction.bytes().skip(1).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let millis = form == TimeForm::UnixMillis || number > 100_000_000_000;
    let old = if millis { Timestamp::from_millisecond(number) } else { Timestamp::from_second(number) }.ok()?;
    let new = change(zone.to_datetime(old)).to_zoned(zone.clone()).ok()?.timestamp();
    let new = if millis { new.as_millisecond() } else { new.as_second() };
    Some(format!("{new}{fraction}"))
}

pub(super) fn digit_groups(value: &str) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, _) in value.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
        match groups.last_mut() {
            Some(last) if last.end == at => last.end += 1,
            _ => groups.push(at..at + 1),
        }
    }
    groups
}

/// True when a sixth number follows the minutes as seconds do: after a colon or point.
fn has_seconds(value: &str, groups: &[Range<usize>]) -> bool {
    match (groups.get(4), groups.get(5)) {
        (Some(minute), Some(second)) => matches!(value.get(minute.end..second.start), Some(":" | ".")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    fn to_minute(at: DateTime) -> DateTime {
        at.with().second(0).subsec_nanosecond(0).build().unwrap_or(at)
    }

    fn day_later(at: DateTime) -> DateTime {
        at.checked_add(1.day()).unwrap_or(at)
    }

    #[test]
    fn keeps_the_form() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        for (form, old, minute, day) in [
            (TimeForm::UnixSeconds, "1728013325", "1728013320", "1728099725"),
            (TimeForm::UnixMillis, "1728013325123", "1728013320000", "1728099725123"),
            (TimeForm::Ymd, "2024-10-04 11:42:05", "2024-10-04 11:42:00", "2024-10-05 11:42:05"),
            (TimeForm::Ymd, "2024-12-31T11:42:05+08:00", "2024-12-31T11:42:00+08:00", "2025-01-01T11:42:05+08:00"),
            (TimeForm::Dmy, "31/12/20, 23:55", "31/12/20, 23:55", "01/01/21, 23:55"),
            (TimeForm::Mdy, "1/9/24, 9:05:07\u{202f}PM", "1/9/24, 9:05:00\u{202f}PM", "1/10/24, 9:05:07\u{202f}PM"),
            (TimeForm::Ymd, "2018/06/13 1:55:09 p. m.", "2018/06/13 1:55:00 p. m.", "2018/06/14 1:55:09 p. m."),
            (TimeForm::Dmy, "28/3/2025, 9:29\u{a0}م", "28/3/2025, 9:29\u{a0}م", "29/3/2025, 9:29\u{a0}م"),
            (TimeForm::Ymd, "2024/1/2 上午12:05", "2024/1/2 上午12:05", "2024/1/3 上午12:05"),
            (TimeForm::Mdy, "1/9/24, 12:05:07 PM", "1/9/24, 12:05:00 PM", "1/10/24, 12:05:07 PM"),
            (TimeForm::Mdy, "6/20/2020, 00:08 a. m.", "6/20/2020, 00:08 a. m.", "6/21/2020, 00:08 a. m."),
            (TimeForm::Ymd, "2024/01/15(月)", "2024/01/15(月)", "2024/01/16(火)"),
            (TimeForm::Mdy, "Fri, 1/30/2026", "Fri, 1/30/2026", "Sat, 1/31/2026"),
            (TimeForm::Ymd, "2026년 1월 27일 화요일", "2026년 1월 27일 화요일", "2026년 1월 28일 수요일"),
            (TimeForm::Clock, "16:10", "16:10", "16:10"),
            (TimeForm::Clock, "오전 9:05:33", "오전 9:05:00", "오전 9:05:33"),
            (TimeForm::Named, "Tue Sep 20 00:01:49 2016", "Tue Sep 20 00:01:00 2016", "Wed Sep 21 00:01:49 2016"),
            (
                TimeForm::Named,
                "July 1, 2023 at 3:05\u{202f}PM",
                "July 1, 2023 at 3:05\u{202f}PM",
                "July 2, 2023 at 3:05\u{202f}PM",
            ),
            (
                TimeForm::Named,
                "Thu, 31 Aug 2023 15:05:09 +0200",
                "Thu, 31 Aug 2023 15:05:00 +0200",
                "Fri, 01 Sep 2023 15:05:09 +0200",
            ),
            (TimeForm::Dmy, "13.6.2018 klo 21.25.15", "13.6.2018 klo 21.25.00", "14.6.2018 klo 21.25.15"),
        ] {
            assert_eq!(retime(form, old, &zone, &to_minute).as_deref(), Some(minute), "{old}");
            assert_eq!(retime(form, old, &zone, &day_later).as_deref(), Some(day), "{old}");
            assert_eq!(retime(form, old, &zone, &|at| at).as_deref(), Some(old));
        }
    }

    #[test]
    fn a_local_time_is_changed_in_its_zone() {
        let midnight = |at: DateTime| at.date().to_datetime(Time::midnight());
        let (shanghai, berlin) = (TimeZone::get("Asia/Shanghai").unwrap(), TimeZone::get("Europe/Berlin").unwrap());
        // The 1st of October in Shanghai is still the 30th of September in Berlin.
        for (zone, expected) in [(&shanghai, "1727712000"), (&berlin, "1727647200"), (&TimeZone::UTC, "1727654400")] {
            assert_eq!(retime(TimeForm::UnixSeconds, "1727722800", zone, &midnight).as_deref(), Some(expected));
        }
        assert_eq!(
            retime(TimeForm::Ymd, "2024-10-01 08:00:00", &berlin, &midnight).as_deref(),
            Some("2024-10-01 00:00:00")
        );
    }

    #[test]
    fn what_cannot_be_written_is_none() {
        let later = |at: DateTime| at.checked_add(12.hours()).unwrap_or(at);
        assert_eq!(retime(TimeForm::Mdy, "1/9/24, 9:05 AM", &TimeZone::UTC, &later), None);
        assert_eq!(retime(TimeForm::Undecided, "1/9/24, 9:05", &TimeZone::UTC, &to_minute), None);
        assert_eq!(retime(TimeForm::Ymd, "yesterday", &TimeZone::UTC, &to_minute), None);
        assert_eq!(retime(TimeForm::UnixSeconds, "x", &TimeZone::UTC, &to_minute), None);
        assert_eq!(retime(TimeForm::Clock, "9:05 AM", &TimeZone::UTC, &later), None);
        assert_eq!(retime(TimeForm::Clock, "nine", &TimeZone::UTC, &to_minute), None);
        assert_eq!(retime(TimeForm::Named, "1 Smarch 2024", &TimeZone::UTC, &to_minute), None);
        assert_eq!(retime(TimeForm::Ymd, "2024-13-01 00:00", &TimeZone::UTC, &to_minute), None);
    }
}
