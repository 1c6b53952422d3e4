use groupkeep_keys::{Namespace, SigningKey};

use crate::report::Verdict;
use crate::tests::group::{Group, sha256};

const RULE: &str = "privacy/share-deidentified";

fn evidence(level: &str, profile: &str, found: u64, k: Option<u64>) -> String {
    serde_json::json!({"schema": "groupkeep/release/v0", "level": level, "profile": profile, "tool": "groupkeep 0.1.0",
        "preparer": "li", "outputs": [{"path": "chat.jsonl", "sha256": sha256("chat")}],
        "leak_check": {"searched": 9, "found": found}, "tables": k.map(|k| serde_json::json!({"k": k})).into_iter().collect::<Vec<_>>()})
    .to_string()
}

/// The same, made on a day of its own.
fn made(date: &str, found: u64) -> String {
    let mut evidence: serde_json::Value =
        serde_json::from_str(&evidence("de-identified", "share", found, None)).unwrap();
    evidence["as_of"] = format!("{date}T12:00:00Z").into();
    evidence.to_string()
}

fn group(evidence: &str, signers: &[(&str, &SigningKey)]) -> Group {
    Group::new()
        .file("releases/2026-10-01-ab/release.json", evidence)
        .file("releases/2026-10-01-ab/chat.jsonl", "chat")
        .allow("allowed_signers", signers)
        .sign("releases/2026-10-01-ab/release.json", Namespace::Release, signers)
}

#[test]
fn a_release_is_clean_unchanged_measured_and_approved() {
    let keys: Vec<SigningKey> = (0..3).map(|_| SigningKey::generate("k")).collect();
    let two = [("wang", &keys[0]), ("zhao", &keys[1])];
    let good = evidence("de-identified", "share", 0, Some(5));
    assert_eq!(Group::new().verdict(RULE), Verdict::NotApplicable);
    assert_eq!(group(&good, &two).verdict(RULE), Verdict::Pass);
    let messages = |group: Group| group.findings(RULE).into_iter().map(|one| one.message.en).collect::<Vec<_>>();
    assert_eq!(messages(group(&good, &two[..1])), ["the release has 1 of 2 approvals"]);
    // The preparer's own signature, and one key under two names, count for nothing more.
    assert_eq!(messages(group(&good, &[("li", &keys[2]), two[0]])), ["the release has 1 of 2 approvals"]);
    assert_eq!(messages(group(&good, &[("wang", &keys[0]), ("zhao", &keys[0])])), ["the release has 1 of 2 approvals"]);
    let leak = evidence("de-identified", "share", 2, None);
    assert_eq!(messages(group(&leak, &two)), ["the leak check found 2 identifiers"]);
    let small = evidence("de-identified", "share", 0, Some(3));
    assert_eq!(messages(group(&small, &two)), ["a released table has k = 3, less than 5"]);
    let altered = group(&good, &two).file("releases/2026-10-01-ab/chat.jsonl", "chat and more");
    assert_eq!(messages(altered), ["1 files are missing or no longer those that were checked"]);
    assert_eq!(messages(group("{", &two)), ["release.json cannot be read"]);
}

#[test]
fn a_new_release_may_wait_for_its_approvals() {
    let ledger = "entry_id,date,direction,amount,counterparty,category\n1,2026-10-01,out,5,qian,gift\n";
    for rule in [RULE, "governance/two-person"] {
        let verdict = |evidence: &str| group(evidence, &[]).table("ledger", ledger).verdict(rule);
        assert_eq!(verdict(&made("2026-11-01", 0)), Verdict::Unknown);
        assert_eq!(verdict(&made("2026-10-18", 0)), Verdict::Unknown);
        assert_eq!(verdict(&made("2026-10-17", 0)), Verdict::Fail);
        assert_eq!(verdict(&made("2029-01-01", 0)), Verdict::Unknown);
        assert_eq!(verdict(&made("lately", 0)), Verdict::Fail);
    }
    let waiting = group(&made("2026-10-30", 0), &[]);
    assert_eq!((waiting.reason(RULE), waiting.findings(RULE).len()), ("a release awaits its approvals".into(), 0));
    assert_eq!(group(&made("2026-10-30", 1), &[]).verdict(RULE), Verdict::Fail);
}

#[test]
fn a_table_nobody_measured_is_not_known_to_be_safe() {
    let keys: Vec<SigningKey> = (0..2).map(|_| SigningKey::generate("k")).collect();
    let mut bare: serde_json::Value = serde_json::from_str(&evidence("de-identified", "share", 0, None)).unwrap();
    bare["tables"] = serde_json::json!([{"path": "members.csv", "rows": 9}]);
    let group = group(&bare.to_string(), &[("wang", &keys[0]), ("zhao", &keys[1])]);
    assert_eq!((group.verdict(RULE), group.reason(RULE).contains("not measured")), (Verdict::Unknown, true));
}

#[test]
fn what_stays_inside_needs_no_approval() {
    let internal = evidence("de-identified", "internal", 0, None);
    assert_eq!(group(&internal, &[]).verdict(RULE), Verdict::NotApplicable);
}

#[test]
fn pseudonyms_are_not_called_anonymous() {
    let rule = "privacy/share-label";
    for (level, verdict) in [
        ("de-identified", Verdict::Pass),
        ("pseudonymized", Verdict::Pass),
        ("Anonymized", Verdict::Fail),
        ("匿名化", Verdict::Fail),
        ("", Verdict::Fail),
    ] {
        assert_eq!(group(&evidence(level, "share", 0, None), &[]).verdict(rule), verdict, "{level}");
    }
}

#[test]
fn two_people_sign_releases_and_vouchers() {
    let rule = "governance/two-person";
    let keys: Vec<SigningKey> = (0..2).map(|_| SigningKey::generate("k")).collect();
    let two = [("wang", &keys[0]), ("zhao", &keys[1])];
    let small = "entry_id,date,direction,amount,counterparty,category\n1,2026-10-01,out,5,qian,gift\n";
    assert_eq!(Group::new().table("ledger", small).verdict(rule), Verdict::NotApplicable);
    let ledger = "entry_id,date,direction,amount,counterparty,category,preparer,voucher\n1,2026-10-01,out,500,qian,gift,li,vouchers/1.txt\n";
    let paid = || Group::new().table("ledger", ledger).file("vouchers/1.txt", "paid").allow("allowed_signers", &two);
    assert_eq!(paid().sign("vouchers/1.txt", Namespace::Ledger, &two).verdict(rule), Verdict::Pass);
    assert_eq!(paid().sign("vouchers/1.txt", Namespace::Ledger, &two[..1]).verdict(rule), Verdict::Fail);
    assert_eq!(paid().sign("vouchers/1.txt", Namespace::Waiver, &two).verdict(rule), Verdict::Fail);
}
