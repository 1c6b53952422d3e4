//! Red packets and transfers in the chats against the rows of the ledger.

use std::collections::BTreeSet;

use groupkeep_config::table::{Entry, TableKind, Value};
use jiff::Timestamp;
use jiff::civil::Date;

use super::deadline::elapsed_hours;
use super::rows::{at_row, csv_line};
use super::{Case, Draft, Judgement, Outcome, gate};
use crate::facts::Payment;
use crate::report::{Figure, Verdict};
use crate::rule::Text;

/// Every payment has a row: by message id, or by amount, time and payer; by time and payer where there is no amount.
pub(super) fn judge(case: &Case<'_>, window: &str, tolerance: &str) -> Outcome {
    let facts = case.facts;
    let Some(ledger) = facts.table(TableKind::Ledger) else {
        return Ok(gate::not_provided(TableKind::Ledger.name()));
    };
    let payments = facts.payments();
    let linked: BTreeSet<usize> = (0..ledger.rows.len())
        .filter(|&index| {
            let id = ledger.rows[index].text("message_id");
            id.is_some() && payments.iter().any(|payment| payment.place.native_id.as_deref() == id)
        })
        .collect();
    let mut used = linked;
    let mut findings = Vec::new();
    let mut unmatched = 0;
    for payment in &payments {
        let id = payment.place.native_id.as_deref();
        let by_id = id.and_then(|id| ledger.rows.iter().find(|row| row.text("message_id") == Some(id)));
        if let Some(row) = by_id {
            if let (Some(sent), Some(booked)) = (payment.amount, row.amount("amount"))
                && sent != booked
            {
                unmatched += 1;
                let message = Text::new(
                    format!("the row says {booked}, the message says {sent}"),
                    format!("该行金额为 {booked}，消息中为 {sent}"),
                );
                findings.push(at_row(case, ledger, row, Some("amount"), message));
            }
            continue;
        }
        let fits = |row: &Entry| fits(case, payment, row, case.params.number(window));
        match (0..ledger.rows.len()).find(|index| !used.contains(index) && fits(&ledger.rows[*index])) {
            Some(index) => {
                used.insert(index);
            }
            None => {
                unmatched += 1;
                findings.push(unbooked(case, payment));
            }
        }
    }
    let share = if payments.is_empty() { 0.0 } else { f64::from(unmatched) / payments.len() as f64 };
    let allowed = case.params.number(tolerance);
    let mut judgement = Judgement::of(findings).measured(Figure::Ratio(share), Figure::Ratio(allowed));
    if share <= allowed {
        judgement.verdict = Verdict::Pass;
        judgement.findings.clear();
    }
    if payments.iter().any(|payment| payment.amount.is_none()) {
        judgement = judgement.because(Text::new(
            "where the source has no amounts, rows are matched by payer and time",
            "来源没有金额的，按付款人和时间核对",
        ));
    }
    Ok(judgement)
}

fn fits(case: &Case<'_>, payment: &Payment, row: &Entry, hours: f64) -> bool {
    let near = match (row.value("date"), payment.place.at) {
        (Some(Value::Date(date)), Some(at)) => hours_from_day(case, *date, at) <= hours,
        (Some(Value::Instant(booked)), Some(at)) => elapsed_hours(*booked, at).abs() <= hours,
        _ => false,
    };
    let same_amount = payment.amount.is_none_or(|amount| row.amount("amount") == Some(amount));
    near && same_amount && row.text("counterparty").is_some_and(|party| is_party(case, payment, party))
}

/// How many hours `at` lies outside the day `date`; 0 within it.
fn hours_from_day(case: &Case<'_>, date: Date, at: Timestamp) -> f64 {
    let zone = &case.facts.timezone;
    let start = date.to_zoned(zone.clone()).map(|start| start.timestamp());
    let end = date.tomorrow().and_then(|next| next.to_zoned(zone.clone())).map(|end| end.timestamp());
    match (start, end) {
        (Ok(start), _) if at < start => (start.as_second() - at.as_second()) as f64 / 3600.0,
        (_, Ok(end)) if at > end => (at.as_second() - end.as_second()) as f64 / 3600.0,
        (Ok(_), Ok(_)) => 0.0,
        _ => f64::INFINITY,
    }
}

fn is_party(case: &Case<'_>, payment: &Payment, party: &str) -> bool {
    let person = case.facts.people.find(None, party);
    let known = person.is_some() && (person == payment.payer || person == payment.payee);
    known || payment.payer_text.as_deref() == Some(party)
}

fn unbooked(case: &Case<'_>, payment: &Payment) -> Draft {
    let (en, zh) = if payment.red_packet { ("red packet", "红包") } else { ("transfer", "转账") };
    let amount = payment.amount.map(|amount| amount.to_string());
    let (of_en, of_zh) = match &amount {
        Some(amount) => (format!(" of {amount} {}", payment.currency), format!("（{amount} {}）", payment.currency)),
        None => (String::new(), String::new()),
    };
    let message = Text::new(format!("{en}{of_en} without a row in the ledger"), format!("{zh}{of_zh}未入账"));
    let facts = case.facts;
    let key = facts.finding_key(&case.rule.id, &payment.place, 0);
    let date = payment.place.at.map(|at| at.to_zoned(facts.timezone.clone()).date().to_string());
    let row = csv_line(
        TableKind::Ledger,
        &[
            ("entry_id", &format!("m-{}", &key[..8])),
            ("date", date.as_deref().unwrap_or_default()),
            ("direction", "in"),
            ("amount", amount.as_deref().unwrap_or_default()),
            ("currency", &payment.currency),
            ("counterparty", &payment.payer_shown),
            ("category", if payment.red_packet { "red-packet" } else { "other" }),
            ("message_id", payment.place.native_id.as_deref().unwrap_or_default()),
        ],
    );
    Draft::at_message(&payment.place, 0, message).with_row(row)
}
