//! Payments far outside a payer's habit, and payments to people who have only just come.

use std::collections::BTreeMap;

use groupkeep_config::table::TableKind;
use jiff::civil::Date;

use crate::evaluate::{Case, Draft, Judgement};
use crate::facts::Payment;
use crate::report::{Figure, Gap};
use crate::rule::Text;

/// Fewer earlier days than this are no habit.
const LEAST_DAYS: usize = 5;

/// Scales the median deviation to a standard deviation of a normal distribution.
const MAD_SCALE: f64 = 1.4826;

/// What one payer gave on each day, with the day's first payment.
type Days<'p> = BTreeMap<Date, (f64, &'p Payment)>;

/// Judges every payer's daily totals against the days before.
pub(in crate::evaluate) fn judge(case: &Case<'_>) -> Judgement {
    let facts = case.facts;
    let payments = facts.payments();
    if !payments.is_empty() && payments.iter().all(|payment| payment.amount.is_none()) {
        let reason = Text::new("not provided: the sources have no amounts", "未提供：来源没有金额");
        return Judgement::unknown(Gap::Other, reason);
    }
    let mut findings: Vec<Draft> = payments.iter().filter_map(|payment| newcomer(case, payment)).collect();
    let mut days: BTreeMap<(String, &str), Days<'_>> = BTreeMap::new();
    for payment in &payments {
        let payer = payment.payer.map(|payer| payer.to_string()).or_else(|| payment.payer_text.clone());
        let amount = payment.amount.map(groupkeep_config::table::Amount::as_f64);
        if let (Some(payer), Some(at), Some(amount)) = (payer, payment.place.at, amount) {
            let date = at.to_zoned(facts.timezone.clone()).date();
            let day = days.entry((payer, &payment.currency)).or_default().entry(date).or_insert((0.0, payment));
            day.0 += amount;
        }
    }
    let mut worst: f64 = 0.0;
    for totals in days.values() {
        for (date, (total, payment)) in totals {
            let before: Vec<f64> = totals
                .range(..date)
                .filter(|(earlier, _)| within(**earlier, *date, case.params.days("window")))
                .map(|(_, (total, _))| *total)
                .collect();
            let Some(z) = robust_z(*total, before) else { continue };
            worst = worst.max(z);
            if z > case.params.number("z") {
                let message = Text::new(
                    "the payer's total of this day is far above the days before",
                    "付款人当日合计远高于此前各日",
                );
                findings.push(Draft::at_message(&payment.place, 1, message));
            }
        }
    }
    Judgement::of(findings)
        .measured(Figure::Number((worst * 10.0).round() / 10.0), Figure::Number(case.params.number("z")))
}

fn within(earlier: Date, later: Date, days: i64) -> bool {
    later.since(earlier).is_ok_and(|span| i64::from(span.get_days()) <= days)
}

/// Distance from the median in scaled median deviations; `None` where there is no habit or no spread to measure by.
fn robust_z(value: f64, mut before: Vec<f64>) -> Option<f64> {
    if before.len() < LEAST_DAYS {
        return None;
    }
    let middle = median(&mut before);
    let mut deviations: Vec<f64> = before.iter().map(|one| (one - middle).abs()).collect();
    let spread = median(&mut deviations) * MAD_SCALE;
    // Someone who always gave the same has no spread; half of that sum then stands for one step.
    let step = if spread > 0.0 { spread } else { middle.abs() / 2.0 };
    (step > 0.0).then(|| (value - middle) / step)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) { f64::midpoint(values[middle - 1], values[middle]) } else { values[middle] }
}

/// A payment to somebody who joined only days before.
fn newcomer(case: &Case<'_>, payment: &Payment) -> Option<Draft> {
    let facts = case.facts;
    let payee = facts.people.all.get(payment.payee?)?.table_id.as_deref()?;
    let members = facts.table(TableKind::Members)?;
    let row = members.rows.iter().find(|row| row.text("member_id") == Some(payee))?;
    let date = payment.place.at?.to_zoned(facts.timezone.clone()).date();
    let joined = row.date("joined_on")?;
    (joined <= date && within(joined, date, case.params.days("newcomer"))).then(|| {
        let message =
            Text::new(format!("a payment to somebody who joined on {joined}"), format!("向 {joined} 才入群的成员付款"));
        Draft::at_message(&payment.place, 0, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_habit_needs_five_days() {
        assert_eq!(robust_z(100.0, vec![1.0; 4]), None);
        assert_eq!(robust_z(100.0, vec![0.0; 5]), None);
        assert!(robust_z(100.0, vec![1.0, 2.0, 3.0, 2.0, 1.0]).is_some_and(|z| z > 60.0));
        assert!(robust_z(2.0, vec![1.0, 2.0, 3.0, 2.0, 1.0]).is_some_and(|z| z.abs() < 1e-9));
        assert_eq!(robust_z(20.0, vec![10.0; 6]), Some(2.0));
    }

    #[test]
    fn the_middle_of_an_even_number_lies_between() {
        assert!((median(&mut [4.0, 1.0, 3.0, 2.0]) - 2.5).abs() < 1e-9);
        assert!((median(&mut [9.0, 1.0, 5.0]) - 5.0).abs() < 1e-9);
    }
}
