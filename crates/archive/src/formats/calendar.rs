//! Local times of an export as instants.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::moment::local;
use crate::model::{Precision, Stamp, TzBasis};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Turns local times into instants, one after the other. Neighbours in an export mostly share their day, so it is looked
/// up once.
pub(super) struct Calendar {
    zone: TimeZone,
    /// The last day, and when it began if all its hours are of equal length.
    day: Option<(Date, Option<i64>)>,
}

impl Calendar {
    /// For times in that zone.
    pub fn new(zone: &TimeZone) -> Self {
        Self { zone: zone.clone(), day: None }
    }

    /// The instant, as [`local`] gives it.
    pub fn stamp(&mut self, at: DateTime, precision: Precision) -> Option<Stamp> {
        let date = at.date();
        let start = match self.day {
            Some((day, start)) if day == date => start,
            _ => {
                let start = self.even(date);
                self.day = Some((date, start));
                start
            }
        };
        let Some(start) = start else { return local(at, precision, &self.zone) };
        let seconds = (i64::from(at.hour()) * 60 + i64::from(at.minute())) * 60 + i64::from(at.second());
        Some(Stamp { ms: start + seconds * 1000, precision, basis: TzBasis::Assumed })
    }

    /// When a day begins that has no clock change and lies in the range of times.
    fn even(&self, date: Date) -> Option<i64> {
        let begin = |date: Date| local(date.at(0, 0, 0, 0), Precision::Second, &self.zone).map(|at| at.ms);
        let (start, next) = (begin(date)?, begin(date.tomorrow().ok()?)?);
        (next - start == DAY_MS).then_some(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_the_zone_says() {
        for name in ["UTC", "Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo"] {
            let zone = TimeZone::get(name).unwrap();
            let mut calendar = Calendar::new(&zone);
            for date in
                ["2018-11-04", "2024-03-31", "2024-10-27", "2024-10-28", "1970-01-01", "1883-03-07", "9999-12-31"]
            {
                for time in ["00:00:00", "00:30:00", "02:30:00", "03:00:00", "23:59:59"] {
                    let at: DateTime = format!("{date}T{time}").parse().unwrap();
                    let (found, expected) =
                        (calendar.stamp(at, Precision::Second), local(at, Precision::Second, &zone));
                    assert_eq!(found, expected, "{at} in {name}");
                }
            }
        }
    }
}
