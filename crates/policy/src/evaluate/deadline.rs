use jiff::Timestamp;

use super::rows::{at_row, is_meant};
use super::{Case, Judgement, Outcome};
use crate::report::Figure;
use crate::rule::{Deadline, ParamType, Text};

/// Rows whose end came, or still has not come, later than allowed.
pub(super) fn judge(case: &Case<'_>, deadline: &Deadline) -> Outcome {
    let facts = case.facts;
    let Some(table) = facts.table(deadline.table) else { return Ok(super::gate::not_provided(deadline.table.name())) };
    let in_days = case.rule.params.get(&deadline.max).is_some_and(|param| param.kind == ParamType::Days);
    let limit = case.params.number(&deadline.max);
    let hours = if in_days { limit * 24.0 } else { limit };
    let (unit_en, unit_zh) = if in_days { ("days", "天") } else { ("hours", "小时") };
    let mut worst: f64 = 0.0;
    let mut findings = Vec::new();
    for row in table.rows.iter().filter(|row| is_meant(row, &deadline.only)) {
        let Some(from) = row.instant(deadline.from, &facts.timezone) else { continue };
        let done = row.instant(deadline.to, &facts.timezone);
        let taken = elapsed_hours(from, done.unwrap_or(facts.as_of));
        worst = worst.max(taken);
        if taken > hours {
            let shown = begun(taken, in_days);
            let message = if done.is_some() {
                Text::new(
                    format!("`{}` came after {shown} {unit_en}, more than {limit}", deadline.to),
                    format!("`{}` 用了 {shown} {unit_zh}，超过 {limit} {unit_zh}", deadline.to),
                )
            } else {
                Text::new(
                    format!("still without `{}` after {shown} {unit_en}, more than {limit}", deadline.to),
                    format!("已过 {shown} {unit_zh}仍无 `{}`，超过 {limit} {unit_zh}", deadline.to),
                )
            };
            findings.push(at_row(case, table, row, Some(deadline.to), message));
        }
    }
    let (value, limit) = if in_days {
        (Figure::Days(begun(worst, true) as i64), Figure::Days(limit as i64))
    } else {
        (Figure::Hours(begun(worst, false)), Figure::Hours(limit))
    };
    Ok(Judgement::of(findings).measured(value, limit))
}

/// Days begun, or tenths of an hour begun: rounding down would show what came too late as if it were in time.
fn begun(hours: f64, in_days: bool) -> f64 {
    if in_days { (hours / 24.0).ceil() } else { (hours * 10.0).ceil() / 10.0 }
}

/// Hours between two moments; negative when `to` comes first.
pub(super) fn elapsed_hours(from: Timestamp, to: Timestamp) -> f64 {
    (to.as_second() - from.as_second()) as f64 / 3600.0
}
