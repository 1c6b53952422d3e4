//! A finding keeps its fingerprint while files around it change, and shares it with no other.

use std::collections::{BTreeMap, BTreeSet};

use groupkeep_keys::SigningKey;

use crate::report::Finding;
use crate::tests::group::{Group, RESIDENT_ID, october, sha256};

const LEDGER: &str = "entry_id,date,direction,amount,counterparty,category,preparer,approvers";

/// Fingerprints of a rule's findings by what they say.
fn by_message(findings: &[Finding]) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for finding in findings {
        all.entry(finding.message.en.clone()).or_default().insert(finding.fingerprint.clone());
    }
    all
}

#[test]
fn rows_can_be_sorted_added_and_reworded() {
    let rule = "payments/dual-approval";
    let ledger = |rows: &str| Group::new().table("ledger", &format!("{LEDGER}\n{rows}")).findings(rule);
    let one = "a,2026-10-01,out,500,qian,gift,li,";
    let two = "b,2026-10-02,out,600,qian,gift,li,";
    let before = by_message(&ledger(&format!("{one}\n{two}\n")));
    assert_eq!(before.values().map(BTreeSet::len).sum::<usize>(), 2);
    assert_eq!(by_message(&ledger(&format!("{two}\n{one}\n"))), before);
    assert_eq!(by_message(&ledger(&format!("c,2026-09-01,in,5,sun,fee,,\n{one}\n{two}\n"))), before);
    assert_eq!(by_message(&ledger(&format!("{}\n{two}\n", one.replace("500", "700")))), before);
    assert_ne!(by_message(&ledger(&format!("{}\n{two}\n", one.replace("a,", "z,")))), before);
}

#[test]
fn columns_can_change_places() {
    let rule = "payments/dual-approval";
    let of = |csv: &str| Group::new().table("ledger", csv).findings(rule)[0].fingerprint.clone();
    let usual = of(&format!("{LEDGER}\na,2026-10-01,out,500,qian,gift,li,\n"));
    let turned = of("amount,entry_id,direction,date,category,counterparty\n500,a,out,2026-10-01,gift,qian\n");
    assert_eq!(usual, turned);
}

#[test]
fn a_file_that_moves_takes_its_findings_along() {
    let rule = "privacy/pii-critical";
    let group = Group::new().says("m-1", "li", 1, RESIDENT_ID);
    let before = group.findings(rule).remove(0);
    std::fs::create_dir_all(group.dir().join("exports/2026")).unwrap();
    let moved = group.dir().join("exports/2026/october.jsonl");
    std::fs::copy(group.dir().join("exports/chat.jsonl"), &moved).unwrap();
    let text = std::fs::read_to_string(&moved).unwrap();
    let after = Group::new().file("exports/2026/october.jsonl", &text).findings(rule).remove(0);
    assert_eq!(after.fingerprint, before.fingerprint);
    assert_ne!(after.path, before.path);
}

#[test]
fn the_value_plays_no_part_in_a_fingerprint() {
    let of = |text: &str| Group::new().says("m-1", "li", 1, text).findings("privacy/pii-critical").remove(0);
    let (one, other) = (of(RESIDENT_ID), of("6222022000007319054"));
    assert_ne!(one.message, other.message);
    assert_eq!(one.fingerprint, other.fingerprint);
}

#[test]
fn a_charter_can_be_rearranged() {
    let rule = "privacy/incident-plan";
    let of = |charter: &str| Group::new().charter(charter).findings(rule).remove(0).fingerprint;
    let before = of("incident_plan: {path: plan.md, date: 2026-10-01}\n");
    assert_eq!(of("purpose: 共读\n\nincident_plan:\n  date: 2026-09-01\n  path: charter/other.md\n"), before);
}

/// A group with something wrong nearly everywhere.
fn broken() -> Group {
    let key = SigningKey::generate("laptop");
    let release = serde_json::json!({"level": "anonymous", "profile": "share",
        "outputs": [{"path": "chat.jsonl", "sha256": sha256("chat")}, {"path": "gone", "sha256": "00"}],
        "leak_check": {"found": 3}, "tables": [{"k": 2}, {"k": 3}, {"k": 2}]});
    let numbers: Vec<String> = (0..6).map(|n| format!("1381234567{n}")).collect();
    let group = Group::of_scope("commercial")
        .config("backup: {destinations: [{name: near, path: a}, {name: far, path: b, offsite: true, region: DE}]}")
        .config("release: {inputs: [exports/**], to: releases, profile: research, purpose: x, recipient: y, basis: z, expires: 2027-01-01, preparer: li, approvers: [wang], require_consent: photo}")
        .charter("channels:\n  - {platform: qq, join_link_expires_on: 2026-11-01}\n  - {platform: telegram, join_link_expires_on: 2026-10-01}\nsuccessors:\n  - {member: zhao}\n  - {account: wx-qian}\nhandbook: {path: gone.md, version: '1', date: 2020-01-01, approvers: [li]}\nnotice: {version: '1', posted_message_id: m-404}\nincident_plan: {path: gone.md, date: 2020-01-01}\nminors: {rules_path: gone.md}\n")
        .table("members", "member_id,name,under14\nli,李明,no\nwang,王芳,yes\nzhao,赵六,yes\n")
        .table("consents", "member_id,use,version,given_at,how\n")
        .table("works", "work_id,title,kind,author,ours,licence\n1,甲,course,李,yes,own\n2,乙,course,李,yes,own\n")
        .table("incidents", "incident_id,class,detected_at\ni1,leak,2026-01-01\ni2,takedown,2026-01-01\ni3,fraud,2026-01-01\ni4,leak,2026-01-01\n")
        .table("requests", "request_id,kind,received_at\nr1,delete,2026-01-01\nr2,copy,2026-01-01\n")
        .table("ledger", &format!("{LEDGER},voucher,balance\na,2026-09-01,out,500,outsider,gift,li,,v/1,\nb,2026-09-02,out,600,outsider,red-packet,li,,,-3\nc,2026-09-03,in,5,li,sale,,,,\n"))
        .file("releases/a/release.json", &release.to_string())
        .file("releases/a/chat.jsonl", "altered")
        .file("releases/b/release.json", &release.to_string())
        .file("releases/c/release.json", "{")
        .file("waivers/w1.yaml", "rule: privacy/nothing\nmatch: {path: x}\nreason: r\nauthor: li\nexpires: 2027-01-01\n")
        .file("waivers/w2.yaml", "rule: privacy/nothing\nmatch: {path: x}\nreason: r\nauthor: li\nexpires: 2027-01-01\n")
        .allow("allowed_signers", &[("laptop", &key)])
        .receipt("r", r#"{"kind": "verify", "time": "2026-01-01T00:00:00Z"}"#, &key)
        .says("m-1", "li", 1, &format!("{RESIDENT_ID} 和 {RESIDENT_ID}"))
        .says("m-2", "li", 2, &numbers.join(" "))
        .message("m-3", "li", october(3), 4, "[文件] 成员通讯录.pdf")
        .says("m-4", "li", 4, "https://pan.baidu.com/s/1abc 提取码 x1y2")
        .message("m-5", "li", october(5), 20, "[红包] 茶水")
        .message("m-6", "li", october(5), 21, "[转账] ¥5.00")
        .says("m-7", "li", 7, &format!("转载 {}", "读书笔记".repeat(130)));
    // Messages without ids, several at one time.
    group.file(
        "exports/chat.txt",
        &format!("2026/10/13, 08:00 - 甲: {RESIDENT_ID}\n2026/10/13, 08:00 - 乙: {RESIDENT_ID}\n2026/10/14, 08:00 - 乙: {RESIDENT_ID}\n"),
    )
}

#[test]
fn no_two_findings_share_a_fingerprint() {
    let report = broken().check();
    let mut known: BTreeMap<&str, &Finding> = BTreeMap::new();
    for finding in &report.findings {
        assert_eq!(finding.fingerprint.len(), 32, "{finding:?}");
        if let Some(other) = known.insert(&finding.fingerprint, finding) {
            panic!("{finding:#?}\nand\n{other:#?}");
        }
    }
    let rules: BTreeSet<&str> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert!(report.findings.len() > 60 && rules.len() > 20, "{} of {rules:?}", report.findings.len());
}

#[test]
fn every_finding_points_at_a_file_of_the_group() {
    let group = broken();
    for finding in group.check().findings {
        let path = finding.path.as_ref().unwrap_or_else(|| panic!("{finding:?}"));
        assert!(path.is_relative(), "{finding:?}");
        // The configuration is parsed from memory here.
        let there = path.as_os_str() == "groupkeep.yaml" || group.dir().join(path).is_file();
        assert!(there, "{finding:?}");
        assert_eq!(finding.line.is_some(), finding.column.is_some(), "{finding:?}");
    }
}

#[test]
fn what_a_charter_lacks_is_told_at_its_file() {
    let rule = "copyright/takedown-contact";
    let path = |group: Group| group.findings(rule).remove(0).path.unwrap();
    assert_eq!(path(Group::new().charter("purpose: 共读\n")), std::path::Path::new("charter/charter.yaml"));
    let other = Group::new().charter("purpose: 共读\n");
    std::fs::rename(other.dir().join("charter/charter.yaml"), other.dir().join("charter/group.yaml")).unwrap();
    assert_eq!(path(other), std::path::Path::new("charter/group.yaml"));
}
