use jiff::civil::{DateTime, Time, date};

use super::retime::{digit_groups, hour_written, written_anew};
use crate::meridiem::Meridiem;

/// A time of day whose date stands elsewhere.
pub(super) fn clock(value: &str, change: &dyn Fn(DateTime) -> DateTime) -> Option<String> {
    let groups = digit_groups(value);
    let mut numbers = Vec::with_capacity(groups.len());
    for span in &groups {
        numbers.push(value.get(span.clone())?.parse::<i8>().ok()?);
    }
    let ([written, minute], rest) = numbers.split_first_chunk()?;
    let (written, minute, half) = (*written, *minute, Meridiem::find(value));
    let hour = half.map_or(Some(written), |half| half.hour(written))?;
    let second = rest.first().copied().unwrap_or(0);
    let new = change(DateTime::from_parts(date(2000, 1, 1), Time::new(hour, minute, second, 0).ok()?));
    let times = [hour_written(half, written, new.hour())?, new.minute(), new.second()].map(i16::from);
    written_anew(value, &groups, &times)
}
