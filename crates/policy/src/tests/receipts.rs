use groupkeep_keys::SigningKey;

use crate::report::{Figure, Verdict};
use crate::tests::group::Group;

const BACKUP: &str =
    "backup: {sources: ['.'], destinations: [{name: near, path: copies/near}, {name: far, path: copies/far}]}";

fn body(kind: &str, time: &str, verified: &str, names: &[&str]) -> String {
    let at = |name: &&str| serde_json::json!({"name": name, "type": "local", "status": "ok", "verified_at": verified});
    let destinations: Vec<_> = names.iter().map(at).collect();
    serde_json::json!({"schema": "groupkeep/receipt/v0", "kind": kind, "time": time, "complete": true, "sources": ["."],
        "excludes": ["*.tmp"], "destinations": destinations})
    .to_string()
}

fn group(bodies: &[String]) -> Group {
    let key = SigningKey::generate("laptop");
    let group = Group::new().config(BACKUP).allow(".groupkeep/allowed_signers", &[("laptop", &key)]);
    (0..).zip(bodies).fold(group, |group, (at, body)| group.receipt(&format!("r-{at}"), body, &key))
}

#[test]
fn every_destination_needs_a_recent_verified_backup() {
    let rule = "continuity/backup-fresh";
    assert_eq!(Group::new().verdict(rule), Verdict::Unknown);
    let never = group(&[]);
    assert_eq!((never.verdict(rule), never.findings(rule).len()), (Verdict::Fail, 2));
    let fresh = body("backup", "2026-10-30T00:00:00Z", "2026-10-30T01:00:00Z", &["near", "far"]);
    let result = group(std::slice::from_ref(&fresh)).result(rule);
    assert_eq!((result.verdict, result.value), (Verdict::Pass, Some(Figure::Days(2))));
    let one = body("backup", "2026-10-30T00:00:00Z", "2026-10-30T01:00:00Z", &["near"]);
    let findings = group(&[one]).findings(rule);
    assert_eq!(findings.len(), 1);
    assert!(findings[0].message.en.contains("`far`") && findings[0].line == Some(2), "{findings:?}");
    let old = body("backup", "2026-10-20T00:00:00Z", "2026-10-31T00:00:00Z", &["near", "far"]);
    assert_eq!(group(std::slice::from_ref(&old)).verdict(rule), Verdict::Fail);
    // A later verification does not make an old backup new, a later backup does.
    let verify = body("verify", "2026-10-31T00:00:00Z", "2026-10-31T00:00:00Z", &["near", "far"]);
    assert_eq!(group(&[old.clone(), verify]).verdict(rule), Verdict::Fail);
    assert_eq!(group(&[old, fresh]).verdict(rule), Verdict::Pass);
}

#[test]
fn a_receipt_of_the_future_counts_as_made_now() {
    let later = body("backup", "2029-10-30T00:00:00Z", "2029-10-30T01:00:00Z", &["near", "far"]);
    let result = group(&[later]).result("continuity/backup-fresh");
    assert_eq!((result.verdict, result.value), (Verdict::Pass, Some(Figure::Days(0))));
}

#[test]
fn a_key_that_nobody_listed_proves_nothing() {
    let rule = "continuity/backup-fresh";
    let key = SigningKey::generate("stranger");
    let fresh = body("backup", "2026-10-30T00:00:00Z", "2026-10-30T01:00:00Z", &["near", "far"]);
    let group = group(&[]).receipt("forged", &fresh, &key);
    assert_eq!((group.verdict(rule), group.reason(rule).contains("not trusted")), (Verdict::Unknown, true));
}

#[test]
fn a_drill_by_the_successor_proves_the_succession() {
    let rule = "continuity/successor";
    let charter = "roles: {owner: {member: li, account: wx-li}}\nsuccessors: [{member: wang, account: wx-wang, accepted_on: 2026-05-01}]\n";
    let drill = |by: &str, mismatches: u64| {
        serde_json::json!({"kind": "drill", "time": "2026-10-01T00:00:00Z", "complete": true,
            "drill": {"sampled": 9, "mismatches": mismatches, "by": by}})
        .to_string()
    };
    assert_eq!(group(&[drill("wang", 0)]).charter(charter).verdict(rule), Verdict::Pass);
    assert_eq!(group(&[drill("wang", 1)]).charter(charter).verdict(rule), Verdict::Fail);
    assert_eq!(group(&[drill("li", 0)]).charter(charter).verdict(rule), Verdict::Fail);
}

#[test]
fn copies_abroad_need_a_route() {
    let rule = "privacy/destination-region";
    assert_eq!(Group::new().verdict(rule), Verdict::Unknown);
    let far = |more: &str| {
        Group::new().config(&format!(
            "backup: {{destinations: [{{name: near, path: a}}, {{name: far, path: b, offsite: true{more}}}]}}"
        ))
    };
    assert_eq!(far(", region: CN").verdict(rule), Verdict::Pass);
    assert_eq!(far("").verdict(rule), Verdict::Unknown);
    assert_eq!(far(", region: DE").verdict(rule), Verdict::Fail);
    let route = "transfers: [{destination: far, route: standard contract, date: 2026-01-01}]\n";
    assert_eq!(far(", region: DE").charter(route).verdict(rule), Verdict::Pass);
}

#[test]
fn books_lie_in_a_complete_backup() {
    let rule = "payments/records-kept";
    let key = SigningKey::generate("laptop");
    let ledger =
        "entry_id,date,direction,amount,counterparty,category,voucher\n1,2026-10-01,in,5,li,fee,vouchers/1.pdf\n";
    let group_with = |sources: &str, excludes: &[&str], larger: Option<u64>| {
        // The files are written while the test runs, so the receipt is of a time after it.
        let body = serde_json::json!({"kind": "backup", "time": "2096-10-30T00:00:00Z", "complete": true,
            "sources": [sources], "excludes": excludes, "exclude_larger_than": larger});
        Group::of_scope("commercial")
            .config(BACKUP)
            .table("ledger", ledger)
            .allow(".groupkeep/allowed_signers", &[("laptop", &key)])
            .receipt("r", &body.to_string(), &key)
    };
    let group = |sources: &str, excludes: &str| group_with(sources, &[excludes], None);
    let kept = |sources: &str, excludes: &str| group(sources, excludes).file("vouchers/1.pdf", "x").verdict(rule);
    assert_eq!(kept(".", "*.tmp"), Verdict::Pass);
    assert_eq!(kept("tables", "*.tmp"), Verdict::Fail);
    assert_eq!(kept(".", "*.csv"), Verdict::Fail);
    assert_eq!(kept(".", "vouchers/"), Verdict::Fail);
    let kept_with = |excludes: &[&str], larger: u64| {
        group_with(".", excludes, Some(larger)).file("vouchers/1.pdf", "x").verdict(rule)
    };
    let size = ledger.len() as u64;
    assert_eq!(kept_with(&["*.pdf", "!/vouchers/*.pdf"], size), Verdict::Pass, "kept back, and not too large");
    assert_eq!(kept_with(&["vouchers/", "!*.pdf"], size), Verdict::Fail, "its folder is left out");
    assert_eq!(kept_with(&[], size - 1), Verdict::Fail, "the ledger is too large");
    assert_eq!(group(".", "*.tmp").findings(rule)[0].message.en, "the voucher is not there");
}
