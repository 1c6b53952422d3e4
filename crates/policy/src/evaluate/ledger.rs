pub(super) mod anomaly;

use std::collections::BTreeMap;

use groupkeep_config::table::{Amount, Entry, Register, TableKind};

use super::presence::missing;
use super::rows::at_row;
use super::{Case, Draft, Judgement, gate};
use crate::rule::Text;

/// What amounts without a currency are in.
const CURRENCY: &str = "CNY";

/// Where the charter names the account that holds nothing but the group's money.
const ACCOUNT: &str = "payments.account";

/// The ledger has an account of its own, never runs below zero, its
/// balances add up, and months that are over are closed with one.
pub(super) fn separate(case: &Case<'_>) -> Judgement {
    let Some(ledger) = case.facts.table(TableKind::Ledger) else {
        return gate::not_provided(TableKind::Ledger.name());
    };
    let mut by_currency: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for row in &ledger.rows {
        by_currency.entry(row.text("currency").unwrap_or(CURRENCY)).or_default().push(row);
    }
    let mut findings = Vec::new();
    if case.facts.charter.is_some() && !case.facts.charter_has(ACCOUNT) {
        findings.push(missing(case, ACCOUNT));
    }
    for rows in by_currency.values() {
        findings.extend(balances(case, ledger, rows));
        findings.extend(open_months(case, ledger, rows));
    }
    Judgement::of(findings)
}

/// What a row adds to the balance.
pub(super) fn signed(row: &Entry) -> Amount {
    let amount = row.amount("amount").unwrap_or_default();
    if row.text("direction") == Some("out") { -amount } else { amount }
}

fn balances(case: &Case<'_>, ledger: &Register, rows: &[&Entry]) -> Vec<Draft> {
    let mut findings = Vec::new();
    // What was there before the first row shows only in that row's own balance.
    let opening = rows.first().and_then(|row| Some(row.amount("balance")? - signed(row)));
    let mut balance = opening.unwrap_or_default();
    for row in rows {
        balance = balance + signed(row);
        if let Some(stated) = row.amount("balance")
            && stated != balance
        {
            let message = Text::new(
                format!("the balance says {stated}, the rows add up to {balance}"),
                format!("余额写为 {stated}，按流水应为 {balance}"),
            );
            findings.push(at_row(case, ledger, row, Some("balance"), message));
            balance = stated;
        }
        if balance < Amount::default() {
            let message = Text::new(format!("the balance falls to {balance}"), format!("余额变为负数：{balance}"));
            let mut finding = at_row(case, ledger, row, Some("amount"), message);
            finding.ordinal = 1;
            findings.push(finding);
        }
    }
    findings
}

/// Months before the present one whose last row states no balance, in a ledger that states balances at all.
fn open_months(case: &Case<'_>, ledger: &Register, rows: &[&Entry]) -> Vec<Draft> {
    if rows.iter().all(|row| row.amount("balance").is_none()) {
        return Vec::new();
    }
    let mut last: BTreeMap<(i16, i8), &Entry> = BTreeMap::new();
    for row in rows {
        if let Some(date) = row.day("date", &case.facts.timezone) {
            last.insert((date.year(), date.month()), row);
        }
    }
    let today = (case.facts.today.year(), case.facts.today.month());
    let open = last.into_iter().filter(|(month, row)| *month < today && row.amount("balance").is_none());
    let finding = |((year, month), row): ((i16, i8), &Entry)| {
        let message = Text::new(
            format!("{year}-{month:02} is not closed: its last row states no balance"),
            format!("{year}-{month:02} 未结账：当月最后一行没有余额"),
        );
        let mut finding = at_row(case, ledger, row, None, message);
        finding.ordinal = 2;
        finding
    };
    open.map(finding).collect()
}
