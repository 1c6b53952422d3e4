//! Times made coarser in the layout they are written in.

use groupkeep_archive::leaves::{TimeForm, retime};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};

use crate::profile::TimeRule;

/// Makes times coarser: one rule and one shift for a whole release.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    pub rule: TimeRule,
    /// Days that every date moves under [`TimeRule::ShiftedHour`].
    pub shift: i64,
    /// Where the hour of an instant begins.
    pub zone: TimeZone,
}

/// Why a time was not rewritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Day and month cannot be told apart.
    Undecided,
    /// The text is not of its form.
    Malformed,
}

impl Clock {
    /// `text`, a time written as `form` says, made as coarse as the rule says and written the same way. Zero and negative
    /// numbers, which some sources write where there is no time, stay.
    pub fn coarsen(&self, text: &str, form: TimeForm) -> Result<String, Refusal> {
        let absent = text.parse::<i64>().is_ok_and(|number| number <= 0);
        match form {
            _ if self.rule == TimeRule::Keep || absent => Ok(text.to_owned()),
            TimeForm::Undecided => Err(Refusal::Undecided),
            _ => retime(form, text, &self.zone, &|at| self.coarse(at))
                .map(|coarse| without_fraction(&coarse, form))
                .ok_or(Refusal::Malformed),
        }
    }

    /// A calendar date of a table.
    pub fn date(&self, date: Date) -> Date {
        date.checked_add(self.span()).unwrap_or(date)
    }

    fn span(&self) -> Span {
        if self.rule == TimeRule::ShiftedHour { self.shift.days() } else { 0.days() }
    }

    fn coarse(&self, at: DateTime) -> DateTime {
        let minute = if self.rule == TimeRule::Minute { at.minute() } else { 0 };
        let time = Time::new(at.hour(), minute, 0, 0).unwrap_or_else(|_| at.time());
        DateTime::from_parts(self.date(at.date()), time)
    }
}

/// The month of a date, as a date: its first day.
pub(crate) fn month(date: Date) -> Date {
    date.first_of_month()
}

/// A written time with zeros for the digits of a second's fraction.
fn without_fraction(text: &str, form: TimeForm) -> String {
    let numeric = matches!(form, TimeForm::UnixSeconds | TimeForm::UnixMillis);
    let fraction = text.rfind(':').and_then(|colon| text[colon..].find('.').map(|point| colon + point + 1));
    let Some(start) = fraction.filter(|start| !numeric && text[*start..].starts_with(|c: char| c.is_ascii_digit()))
    else {
        return text.to_owned();
    };
    let length = text[start..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - start);
    format!("{}{}{}", &text[..start], "0".repeat(length), &text[start + length..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(rule: TimeRule, shift: i64) -> Clock {
        Clock { rule, shift, zone: TimeZone::fixed(jiff::tz::offset(8)) }
    }

    #[test]
    fn seconds_go_under_share() {
        let clock = clock(TimeRule::Minute, 99);
        for (text, form, expected) in [
            ("1767225599", TimeForm::UnixSeconds, "1767225540"),
            ("1767225599123", TimeForm::UnixMillis, "1767225540000"),
            ("0", TimeForm::UnixSeconds, "0"),
            ("2026-01-01T07:59:59", TimeForm::Ymd, "2026-01-01T07:59:00"),
            ("2026-01-01T07:59:59.123", TimeForm::Ymd, "2026-01-01T07:59:00.000"),
            ("1/2/26, 7:59:59 PM", TimeForm::Mdy, "1/2/26, 7:59:00 PM"),
            ("2026/1/2 下午7:59", TimeForm::Ymd, "2026/1/2 下午7:59"),
        ] {
            assert_eq!(clock.coarsen(text, form).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn minutes_go_and_dates_move_under_research() {
        let clock = clock(TimeRule::ShiftedHour, -3);
        for (text, form, expected) in [
            ("2026-01-02T07:59:59", TimeForm::Ymd, "2025-12-30T07:00:00"),
            ("1/2/26, 7:59:59 PM", TimeForm::Mdy, "12/30/25, 7:00:00 PM"),
            ("2026年01月02日 19:59", TimeForm::Ymd, "2025年12月30日 19:00"),
        ] {
            assert_eq!(clock.coarsen(text, form).as_deref(), Ok(expected), "{text}");
        }
        assert_eq!(clock.coarsen("1/2/26, 7:59", TimeForm::Undecided), Err(Refusal::Undecided));
        assert_eq!(clock.coarsen("gestern", TimeForm::Ymd), Err(Refusal::Malformed));
    }

    #[test]
    fn both_ways_to_write_one_instant_stay_equal() {
        let clock = clock(TimeRule::ShiftedHour, -40);
        let written: DateTime = clock.coarsen("2026-01-02T07:59:59", TimeForm::Ymd).unwrap().parse().unwrap();
        let count: i64 = clock.coarsen("1767311999", TimeForm::UnixSeconds).unwrap().parse().unwrap();
        assert_eq!(written.to_zoned(clock.zone.clone()).unwrap().timestamp().as_second(), count);
    }

    #[test]
    fn internal_times_stay_as_they_are() {
        assert_eq!(
            clock(TimeRule::Keep, 5).coarsen("1/2/26, 7:59", TimeForm::Undecided).as_deref(),
            Ok("1/2/26, 7:59")
        );
    }

    #[test]
    fn a_month_is_its_first_day() {
        assert_eq!(month(jiff::civil::date(2026, 2, 28)), jiff::civil::date(2026, 2, 1));
    }
}
