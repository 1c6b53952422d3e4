use std::ops::Range;

use jiff::civil::Date;

use crate::DateOrder;
use crate::formats::scan::Scan;
use crate::leaves::TimeForm;
use crate::weekday::{is_weekday, names};

/// What is known of the order of day and month.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Dates {
    /// As a person said.
    pub given: Option<DateOrder>,
    /// As a date showed whose day of the week fits only one order.
    pub learnt: Option<DateOrder>,
}

/// A line that is a date and its day of the week.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DateLine {
    pub span: Range<usize>,
    /// `None` when day and month cannot be told apart.
    pub date: Option<Date>,
    /// The order that the day of the week shows.
    pub order: Option<DateOrder>,
    pub form: TimeForm,
}

/// The date of `2024/01/15(月)`, `2025.08.04 星期一`, `2024년 1월 15일 월요일`, `Fri, 1/30/2026` and the like; `None` for other
/// lines, and where the day of the week is not that of the date.
pub(super) fn date_line(line: &str, dates: Dates) -> Option<DateLine> {
    // Every line that begins no record is asked.
    let text = line.trim();
    if text.len() > 60 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let before = text[..start].trim();
    let mut scan = Scan::new(text);
    scan.at = start;
    let (one, first) = scan.number(4)?;
    separator(&mut scan)?;
    let (two, _) = scan.number(2)?;
    separator(&mut scan)?;
    let (three, last) = scan.number(4)?;
    scan.is(|c| matches!(c, '日' | '일' | '.'));
    let after = scan.rest().trim();
    let word = match (before.is_empty(), after.is_empty()) {
        (true, false) => after,
        (false, true) => before,
        _ => return None,
    };
    if !is_weekday(word) {
        return None;
    }
    let date = |year: i16, month: i16, day: i16| {
        // Thailand counts from 543 before our era.
        let year = if year > 2400 { year - 543 } else { year };
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        names(word, date.weekday()).then_some(date)
    };
    let offset = line.len() - line.trim_start().len();
    let span = offset..offset + text.len();
    if first == 4 {
        return Some(DateLine { span, date: Some(date(one, two, three)?), order: None, form: TimeForm::Ymd });
    }
    if last != 4 {
        return None;
    }
    let (day_first, month_first) = (date(three, two, one), date(three, one, two));
    let order = match (day_first, month_first) {
        (None, None) => return None,
        (Some(_), None) => Some(DateOrder::Dmy),
        (None, Some(_)) => Some(DateOrder::Mdy),
        (Some(_), Some(_)) => None,
    };
    let known = order.or(dates.given).or(dates.learnt);
    let (date, form) = match known {
        Some(DateOrder::Dmy) => (day_first, TimeForm::Dmy),
        Some(DateOrder::Mdy) => (month_first, TimeForm::Mdy),
        Some(DateOrder::Ymd) | None if day_first == month_first => (day_first, TimeForm::Dmy),
        Some(DateOrder::Ymd) | None => (None, TimeForm::Undecided),
    };
    Some(DateLine { span, date, order, form })
}

fn separator(scan: &mut Scan<'_>) -> Option<()> {
    scan.is(|c| matches!(c, '/' | '.' | '-' | '年' | '月' | '년' | '월'))?;
    scan.all(|c| c == ' ');
    Some(())
}
