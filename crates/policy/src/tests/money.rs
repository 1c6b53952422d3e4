use crate::report::{Figure, Verdict};
use crate::tests::group::{Group, october};

const LEDGER: &str = "entry_id,date,direction,amount,counterparty,category,message_id,preparer,approvers,balance,invoice_no,exempt_reason\n";
const MEMBERS: &str = "member_id,name,joined_on\nli,李明,2024-01-01\nwang,王芳,2024-01-01\n";

fn ledger(rows: &str) -> Group {
    Group::new().table("members", MEMBERS).table("ledger", &format!("{LEDGER}{rows}"))
}

#[test]
fn balances_add_up_and_never_fall_below_zero() {
    let rule = "payments/separate-ledger";
    assert_eq!(Group::new().verdict(rule), Verdict::Unknown);
    let ledger = |rows: &str| ledger(rows).charter("payments: {account: 晨读会专户, payee: li}\n");
    let good = "1,2026-10-01,in,100,li,fee,,,,,,\n2,2026-10-02,out,40,wang,refund,,,,,,\n";
    assert_eq!(ledger(good).verdict(rule), Verdict::Pass);
    assert_eq!(self::ledger(good).verdict(rule), Verdict::Unknown);
    assert_eq!(self::ledger(good).charter("purpose: x\n").verdict(rule), Verdict::Fail);
    let opened = "1,2026-10-01,out,100,li,fee,,,,50,,\n2,2026-10-02,out,40,wang,refund,,,,10,,\n";
    assert_eq!(ledger(opened).verdict(rule), Verdict::Pass);
    let below = ledger("1,2026-10-01,in,10,li,fee,,,,,,\n2,2026-10-02,out,40,wang,refund,,,,,,\n").findings(rule);
    assert_eq!((below.len(), below[0].message.en.as_str(), below[0].line), (1, "the balance falls to -30.00", Some(3)));
    let wrong = ledger("1,2026-10-01,in,10,li,fee,,,,10,,\n2,2026-10-02,in,5,wang,fee,,,,16,,\n").findings(rule);
    assert_eq!(wrong[0].message.en, "the balance says 16.00, the rows add up to 15.00");
    let open = ledger("1,2026-09-01,in,10,li,fee,,,,,,\n2,2026-10-02,in,5,wang,fee,,,,15,,\n").findings(rule);
    assert_eq!(open[0].message.en, "2026-09 is not closed: its last row states no balance");
}

fn transfers(rows: &str) -> Group {
    ledger(rows).message("m-1", "li", october(5), 20, "[红包] 茶水费").message(
        "m-2",
        "wang",
        october(6),
        21,
        "[转账] ¥88.00",
    )
}

#[test]
fn every_payment_has_its_row() {
    let rule = "payments/reconcile";
    assert_eq!(Group::new().message("m-1", "li", october(5), 20, "[红包] 茶水费").verdict(rule), Verdict::Unknown);
    let by_id = "1,2026-10-30,in,5,li,red-packet,m-1,,,,,\n2,2026-10-06,in,88,wang,other,m-2,,,,,\n";
    assert_eq!(transfers(by_id).verdict(rule), Verdict::Pass);
    // Without an id: amount, payer and day; without an amount: payer and day. Names count like ids.
    let by_day = "1,2026-10-06,in,5,李明,red-packet,,,,,,\n2,2026-10-05,in,88,wang,other,,,,,,\n";
    assert_eq!(transfers(by_day).verdict(rule), Verdict::Pass);
    assert!(transfers(by_day).reason(rule).contains("no amounts"));
    for missing in [
        "1,2026-10-08,in,5,li,red-packet,,,,,,\n2,2026-10-06,in,88,wang,other,,,,,,\n",
        "1,2026-10-05,in,5,wang,red-packet,,,,,,\n2,2026-10-06,in,88,wang,other,,,,,,\n",
        "1,2026-10-05,in,5,li,red-packet,,,,,,\n2,2026-10-06,in,89,wang,other,,,,,,\n",
    ] {
        let result = transfers(missing).result(rule);
        assert_eq!((result.verdict, result.value), (Verdict::Fail, Some(Figure::Ratio(0.5))), "{missing}");
    }
}

#[test]
fn one_row_stands_for_one_payment() {
    let group = ledger("1,2026-10-05,in,5,li,red-packet,,,,,,\n")
        .message("m-1", "li", october(5), 20, "[红包]")
        .message("m-2", "li", october(5) + 60, 20, "[红包]");
    assert_eq!(group.findings("payments/reconcile").len(), 1);
}

#[test]
fn the_suggested_row_can_be_pasted_and_settles_it() {
    let rule = "payments/reconcile";
    let header = groupkeep_config::table::template(groupkeep_config::table::TableKind::Ledger, "en");
    let group = |row: &str| {
        let mut group = Group::new().table("ledger", &format!("{}\n{row}\n", header.trim_end())).message(
            "m-2",
            "wang",
            october(6),
            21,
            "[转账] ¥88.00",
        );
        group.reveal = true;
        group
    };
    let row = group("").findings(rule)[0].suggested_row.clone().unwrap();
    assert!(row.contains(",2026-10-06,in,88.00,CNY,wang,other,m-2,"), "{row}");
    assert_eq!(group(&row).verdict(rule), Verdict::Pass);
    let mut redacted = group("");
    redacted.reveal = false;
    assert!(!redacted.findings(rule)[0].suggested_row.as_deref().unwrap().contains("wang"));
}

#[test]
fn an_amount_that_differs_is_told_at_the_row() {
    let group = transfers("1,2026-10-05,in,5,li,red-packet,m-1,,,,,\n2,2026-10-06,in,80,wang,other,m-2,,,,,\n");
    let findings = group.findings("payments/reconcile");
    assert_eq!(findings[0].message.en, "the row says 80.00, the message says 88.00");
    assert_eq!((findings[0].line, findings[0].message_id.as_deref()), (Some(3), Some("m-2")));
}

#[test]
fn large_payouts_need_two_others() {
    let rule = "payments/dual-approval";
    for (row, verdict) in [
        ("1,2026-10-01,out,199.99,wang,gift,,li,,,,\n", Verdict::Pass),
        ("1,2026-10-01,in,900,wang,fee,,li,,,,\n", Verdict::Pass),
        ("1,2026-10-01,out,200,wang,gift,,li,zhao|qian,,,\n", Verdict::Pass),
        ("1,2026-10-01,out,200,wang,gift,,li,zhao,,,\n", Verdict::Fail),
        ("1,2026-10-01,out,200,wang,gift,,li,zhao|zhao,,,\n", Verdict::Fail),
        ("1,2026-10-01,out,200,wang,gift,,li,zhao|li,,,\n", Verdict::Fail),
        // The payee under another name.
        ("1,2026-10-01,out,200,wang,gift,,li,zhao|王芳,,,\n", Verdict::Fail),
    ] {
        assert_eq!(ledger(row).verdict(rule), verdict, "{row}");
    }
}

#[test]
fn a_limit_can_be_changed_within_its_bounds() {
    let row = "1,2026-10-01,out,300,wang,gift,,li,,,,\n";
    let set =
        |limit: &str| ledger(row).config(&format!("check: {{params: {{payments/dual-approval: {{limit: {limit}}}}}}}"));
    assert_eq!(set("500").verdict("payments/dual-approval"), Verdict::Pass);
    for (limit, expected) in [("-1", "groupkeep.yaml:2:"), ("many", "groupkeep.yaml:2:")] {
        let error = set(limit).try_check().unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains("`limit` of `payments/dual-approval`"), "{error}");
    }
}

#[test]
fn rules_for_businesses_do_not_bind_a_community() {
    let rows = "1,2026-10-01,out,20,outsider,gift,,li,,,,\n2,2026-10-01,in,20,li,sale,,li,,,,\n";
    let rules = ["payments/incidental-income", "payments/invoice"];
    assert_eq!(rules.map(|rule| ledger(rows).verdict(rule)), [Verdict::NotApplicable; 2]);
    let commercial = |rows: &str| {
        Group::of_scope("commercial").table("members", MEMBERS).table("ledger", &format!("{LEDGER}{rows}"))
    };
    assert_eq!(rules.map(|rule| commercial(rows).verdict(rule)), [Verdict::Fail; 2]);
    let done = "1,2026-10-01,out,20,outsider,gift,,li,,,,person\n2,2026-10-01,out,20,li,gift,,li,,,,\n3,2026-10-01,in,20,li,sale,,li,,,F-1,\n";
    assert_eq!(rules.map(|rule| commercial(done).verdict(rule)), [Verdict::Pass; 2]);
}

#[test]
fn a_sum_far_above_the_habit_stands_out() {
    let rule = "payments/transfer-anomaly";
    let pays = |group: Group, day: i64, sum: &str| {
        group.message(&format!("m-{day}"), "li", october(day), 21, &format!("[转账] ¥{sum}"))
    };
    let habit = (1..=8).fold(ledger(""), |group, day| pays(group, day, &format!("{}.00", 10 + day % 3)));
    assert_eq!(habit.verdict(rule), Verdict::Pass);
    assert_eq!(pays(habit, 20, "900.00").verdict(rule), Verdict::Fail);
    let unknown = ledger("").message("m-1", "li", october(1), 20, "[红包]");
    assert_eq!(unknown.verdict(rule), Verdict::Unknown);
}
