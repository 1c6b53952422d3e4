use std::ops::Range;

use jiff::civil::{Date, DateTime, Time};

use super::retime::{digit_groups, hour_written};
use crate::meridiem::Meridiem;
use crate::{months, weekday};

/// A date whose month is a word.
pub(super) fn named(value: &str, change: &dyn Fn(DateTime) -> DateTime) -> Option<String> {
    let starts = value.char_indices().filter(|(at, c)| {
        c.is_ascii_alphabetic() && !value[..*at].ends_with(|before: char| before.is_ascii_alphabetic())
    });
    let (start, (month, length)) = starts.into_iter().find_map(|(at, _)| Some((at, months::month(&value[at..])?)))?;
    let groups = digit_groups(value);
    let number = |span: &Range<usize>| value[span.clone()].parse::<i16>().ok();
    let after = |span: &Range<usize>, sign: &str| value[span.end..].starts_with(sign);
    let time = groups.iter().position(|span| after(span, ":"));
    let year = groups.iter().find(|span| span.len() == 4 && !value[..span.start].ends_with(['+', '-']))?;
    let day = groups.iter().enumerate().find(|(at, span)| span.len() <= 2 && time.is_none_or(|time| *at < time));
    let day = day.map(|(_, span)| span)?;
    let date = Date::new(number(year)?, month, i8::try_from(number(day)?).ok()?).ok()?;
    let half = Meridiem::find(value);
    let clock = time.map_or(&[][..], |time| &groups[time..groups.len().min(time + 3)]);
    let seconds = clock.len() == 3 && after(&clock[1], ":");
    let clock = &clock[..clock.len().min(if seconds { 3 } else { 2 })];
    let mut times = [0_i8; 3];
    for (time, span) in times.iter_mut().zip(clock) {
        *time = i8::try_from(number(span)?).ok()?;
    }
    let hour = half.map_or(Some(times[0]), |half| half.hour(times[0]))?;
    let old = DateTime::from_parts(date, Time::new(hour, times[1], times[2], 0).ok()?);
    let new = change(old);
    let hour = if clock.is_empty() { 0 } else { hour_written(half, times[0], new.hour())? };
    let mut parts = vec![(start..start + length, months::named(new.month(), length)?.to_owned())];
    let mut put =
        |span: &Range<usize>, number: i16| parts.push((span.clone(), format!("{number:0width$}", width = span.len())));
    put(year, new.year());
    put(day, i16::from(new.day()));
    for (span, number) in clock.iter().zip([hour, new.minute(), new.second()]) {
        put(span, i16::from(number));
    }
    parts.sort_by_key(|(span, _)| span.start);
    let (mut text, mut from) = (String::with_capacity(value.len()), 0);
    for (span, part) in parts {
        text.push_str(value.get(from..span.start)?);
        text.push_str(&part);
        from = span.end;
    }
    text.push_str(value.get(from..)?);
    Some(weekday::renamed(&text, old.weekday(), new.weekday()))
}
