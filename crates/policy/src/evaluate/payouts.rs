use std::collections::BTreeSet;

use groupkeep_config::table::{Entry, Register, TableKind};
use groupkeep_keys::{Namespace, beside};

use super::released::Approval;
use super::rows::at_row;
use super::{Case, Draft, Judgement, gate, released};
use crate::rule::Text;

/// How many people must have said yes.
const TWO: usize = 2;

/// Payouts at or over the limit without two approvers who are neither payee nor preparer.
pub(super) fn dual_approval(case: &Case<'_>) -> Judgement {
    let Some(ledger) = case.facts.table(TableKind::Ledger) else {
        return gate::not_provided(TableKind::Ledger.name());
    };
    let mut findings = Vec::new();
    for row in large_payouts(case, ledger) {
        let count = approvers(case, row);
        if count < TWO {
            let message = Text::new(
                format!("a payout at or over the limit has {count} of 2 independent approvers"),
                format!("超过限额的支出只有 {count} 名独立审批人，需要 2 名"),
            );
            findings.push(at_row(case, ledger, row, Some("approvers"), message));
        }
    }
    Judgement::of(findings)
}

fn large_payouts<'r>(case: &Case<'_>, ledger: &'r Register) -> Vec<&'r Entry> {
    let limit = case.params.amount("limit");
    let large = |row: &&Entry| {
        row.text("direction") == Some("out") && row.amount("amount").is_some_and(|amount| amount >= limit)
    };
    ledger.rows.iter().filter(large).collect()
}

/// Different people among the approvers, payee and preparer not counted. Names and ids of one member are one person.
fn approvers(case: &Case<'_>, row: &Entry) -> usize {
    let barred = barred(case, row);
    let named: BTreeSet<String> = row.list("approvers").iter().map(|text| case.facts.people.key(text)).collect();
    named.difference(&barred).count()
}

/// Payee and preparer, who cannot approve a payout.
fn barred(case: &Case<'_>, row: &Entry) -> BTreeSet<String> {
    [row.text("counterparty"), row.text("preparer")]
        .into_iter()
        .flatten()
        .map(|text| case.facts.people.key(text))
        .collect()
}

/// Gifts and red packets to outsiders without tax withheld or a reason.
pub(super) fn incidental_income(case: &Case<'_>) -> Judgement {
    let facts = case.facts;
    let Some(ledger) = facts.table(TableKind::Ledger) else {
        return gate::not_provided(TableKind::Ledger.name());
    };
    if facts.table(TableKind::Members).is_none() {
        // Without a list of members nobody can be told to be an outsider.
        return gate::not_provided(TableKind::Members.name());
    }
    let outsider = |row: &Entry| {
        let person = row.text("counterparty").and_then(|party| facts.people.find(None, party));
        person.is_none_or(|person| !facts.people.all[person].listed)
    };
    let gift = |row: &&Entry| {
        row.text("direction") == Some("out") && matches!(row.text("category"), Some("red-packet" | "gift"))
    };
    let bare = |row: &&Entry| row.amount("withheld").is_none() && row.text("exempt_reason").is_none();
    let message = Text::new(
        "a gift to an outsider without tax withheld or a reason for exemption; ask an adviser",
        "向群外人员的赠与没有代扣税款，也没有免税理由；请咨询专业人士",
    );
    let found = ledger.rows.iter().filter(gift).filter(bare).filter(|row| outsider(row));
    Judgement::of(found.map(|row| at_row(case, ledger, row, Some("exempt_reason"), message.clone())).collect())
}

/// Releases of personal data and large payouts that two people have not signed.
pub(super) fn two_person(case: &Case<'_>) -> Judgement {
    let facts = case.facts;
    let mut findings: Vec<Draft> = Vec::new();
    let (mut judged, mut awaited) = (0, false);
    for release in facts.shared_releases() {
        judged += 1;
        match released::approval(case, release, TWO) {
            Approval::Given => {}
            Approval::Awaited => awaited = true,
            Approval::Lacking(finding) => findings.push(*finding),
        }
    }
    if let Some(ledger) = facts.table(TableKind::Ledger) {
        for row in large_payouts(case, ledger) {
            judged += 1;
            findings.extend(unsigned(case, ledger, row));
        }
    }
    if judged == 0 {
        let reason = Text::new("there is no release and no payout over the limit", "没有发布包，也没有超过限额的支出");
        return Judgement::not_applicable(reason);
    }
    if findings.is_empty() && awaited { released::awaiting() } else { Judgement::of(findings) }
}

/// A payout whose voucher two people other than payee and preparer have not signed.
fn unsigned(case: &Case<'_>, ledger: &Register, row: &Entry) -> Option<Draft> {
    let facts = case.facts;
    let Some(voucher) = row.text("voucher") else {
        let message = Text::new("a payout at or over the limit names no voucher", "超过限额的支出没有凭证");
        return Some(at_row(case, ledger, row, Some("voucher"), message));
    };
    let signers =
        beside::valid_signatures(&facts.dir.join(voucher), Namespace::Ledger, &facts.trust.people, facts.as_of);
    let barred = barred(case, row);
    let principals = signers.iter().map(|signer| signer.principal.as_str());
    let excluded: Vec<&str> = principals.filter(|principal| barred.contains(&facts.people.key(principal))).collect();
    let count = beside::distinct_people(&signers, &excluded);
    (count < TWO).then(|| {
        let message = Text::new(
            format!("the voucher of a payout at or over the limit has {count} of 2 valid signatures"),
            format!("超过限额的支出凭证只有 {count} 个有效签名，需要 2 个"),
        );
        at_row(case, ledger, row, Some("voucher"), message)
    })
}
