use groupkeep_keys::{Namespace, SigningKey};

use crate::report::Verdict;
use crate::rule::Severity;
use crate::tests::group::{Group, RESIDENT_ID};

const CRITICAL: &str = "privacy/pii-critical";
const CONTACT: &str = "copyright/netdisk-link";
const KEEPER: &str = "governance/waivers-current";

fn keys() -> Vec<SigningKey> {
    (0..2).map(|_| SigningKey::generate("k")).collect()
}

fn waiver(rule: &str, matching: &str, expires: &str) -> String {
    format!("rule: {rule}\nmatch: {{{matching}}}\nreason: 已处理\nauthor: li\napprovers: [wang]\nexpires: {expires}\n")
}

fn leaking() -> Group {
    Group::new().says("m-1", "li", 1, &format!("身份证{RESIDENT_ID}"))
}

#[test]
fn an_error_is_waived_by_two_signatures_that_are_not_the_authors() {
    let keys = keys();
    let two = [("wang", &keys[0]), ("zhao", &keys[1])];
    let group = |signers: &[(&str, &SigningKey)]| {
        leaking()
            .file("waivers/id.yaml", &waiver(CRITICAL, "message_id: m-1", "2027-01-01"))
            .allow("allowed_signers", &[two[0], two[1], ("li", &keys[1])])
            .sign("waivers/id.yaml", Namespace::Waiver, signers)
    };
    let waived = group(&two);
    assert_eq!((waived.verdict(CRITICAL), waived.verdict(KEEPER)), (Verdict::Waived, Verdict::Pass));
    let findings = waived.findings(CRITICAL);
    assert_eq!(findings[0].verdict, Verdict::Waived);
    assert_eq!(findings[0].waiver.as_ref().map(|mark| mark.id.as_str()), Some("id"));
    for few in [vec![two[0]], vec![two[0], ("li", &keys[1])]] {
        let group = group(&few);
        assert_eq!((group.verdict(CRITICAL), group.verdict(KEEPER)), (Verdict::Fail, Verdict::Fail));
        assert!(group.findings(CRITICAL)[0].message.en.contains("lacks approval"));
    }
}

#[test]
fn a_warning_without_a_law_needs_one_approver() {
    let group = |approver: &str| {
        Group::new().charter("channels: [{platform: wechat, join_link_expires_on: 2026-11-02}]\n").file(
            "waivers/link.yaml",
            &waiver("continuity/join-link-expiry", "path: charter/charter.yaml", "2026-11-01")
                .replace("[wang]", &format!("[{approver}]")),
        )
    };
    assert_eq!(group("wang").verdict("continuity/join-link-expiry"), Verdict::Waived);
    assert_eq!(group("li").verdict("continuity/join-link-expiry"), Verdict::Fail);
}

#[test]
fn a_waiver_that_is_over_or_unreadable_or_idle_is_itself_a_finding() {
    for (text, expected) in [
        (waiver(CRITICAL, "message_id: m-1", "2026-10-31"), "the waiver has expired"),
        (waiver(CRITICAL, "message_id: m-1", "soon"), "the waiver has expired"),
        (waiver(CRITICAL, "message_id: m-2", "2027-01-01"), "the waiver excuses no finding any more"),
        (waiver("privacy/pii-critcal", "message_id: m-1", "2027-01-01"), "the waiver names no rule"),
    ] {
        let group = leaking().file("waivers/w.yaml", &text);
        assert_eq!(group.verdict(CRITICAL), Verdict::Fail);
        let findings = group.findings(KEEPER);
        assert_eq!(findings.iter().map(|one| one.message.en.as_str()).collect::<Vec<_>>(), [expected]);
        assert_eq!(findings[0].path.as_deref(), Some(std::path::Path::new("waivers/w.yaml")));
    }
}

#[test]
fn an_expired_waiver_leaves_its_mark_on_the_finding() {
    let group = leaking().file("waivers/w.yaml", &waiver(CRITICAL, "message_id: m-1", "2026-10-31"));
    assert!(group.findings(CRITICAL)[0].message.zh.ends_with("（豁免已过期）"));
}

#[test]
fn a_broken_waiver_stops_the_check() {
    for (text, expected) in [
        (waiver(CRITICAL, "", "2027-01-01"), "excuse every finding"),
        (waiver(CRITICAL, "mesage_id: m-1", "2027-01-01"), "mesage_id"),
        ("rule: [".to_owned(), "w.yaml"),
        ("rule: x\n".to_owned(), "reason"),
    ] {
        let error = leaking().file("waivers/w.yaml", &text).try_check().unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn one_of_two_findings_waived_still_fails() {
    let group = Group::new()
        .says("m-1", "li", 1, "https://pan.baidu.com/s/1abc")
        .says("m-2", "li", 2, "https://pan.baidu.com/s/1xyz")
        .table("works", "work_id,title,kind,author,licence\n");
    let keys = keys();
    let two = [("wang", &keys[0]), ("zhao", &keys[1])];
    let group = group
        .file("waivers/w.yaml", &waiver(CONTACT, "message_id: m-1", "2027-01-01"))
        .allow("allowed_signers", &two)
        .sign("waivers/w.yaml", Namespace::Waiver, &two);
    let verdicts: Vec<_> = group.findings(CONTACT).iter().map(|one| one.verdict).collect();
    assert_eq!((group.verdict(CONTACT), verdicts), (Verdict::Fail, vec![Verdict::Waived, Verdict::Fail]));
}

fn attestation(status: &str, expires: &str, more: &str) -> String {
    format!(
        "control: continuity/successor\nstatus: {status}\nperformed: 2026-10-01\nexpires: {expires}\nreviewers: [wang, zhao]\n{more}"
    )
}

#[test]
fn two_reviewers_can_vouch_for_a_successor() {
    let rule = "continuity/successor";
    let keys = keys();
    let two = [("wang", &keys[0]), ("zhao", &keys[1])];
    let group = |text: &str, signers: &[(&str, &SigningKey)]| {
        Group::new()
            .charter("purpose: 共读\n")
            .allow("allowed_signers", &two)
            .file("attestations/successor.yaml", text)
            .sign("attestations/successor.yaml", Namespace::Attestation, signers)
    };
    let met = attestation("met", "2027-01-01", "");
    assert_eq!(group(&met, &two).verdict(rule), Verdict::Attested);
    assert_eq!(group(&met, &two).findings(rule).len(), 0);
    assert_eq!(group(&met, &two[..1]).verdict(rule), Verdict::Fail);
    assert_eq!(group(&attestation("not-met", "2027-01-01", ""), &two).verdict(rule), Verdict::Stale);
    assert_eq!(group(&attestation("met", "2026-10-31", ""), &two).verdict(rule), Verdict::Stale);
    assert_eq!(group(&attestation("met", "2026-13-31", ""), &two).verdict(rule), Verdict::Stale);
    let strangers = met.replace("[wang, zhao]", "[qian, sun]");
    assert_eq!(group(&strangers, &two).verdict(rule), Verdict::Fail);
    let edited = group(&met, &two).file("attestations/successor.yaml", &attestation("met", "2028-01-01", ""));
    assert_eq!(edited.verdict(rule), Verdict::Fail);
}

#[test]
fn evidence_must_be_there_unchanged() {
    let rule = "continuity/successor";
    let keys = keys();
    let two = [("wang", &keys[0]), ("zhao", &keys[1])];
    let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let text = attestation("met", "2027-01-01", &format!("evidence: [{{path: evidence/drill.md, sha256: {hash}}}]\n"));
    let group = |content: &str| {
        Group::new()
            .charter("purpose: 共读\n")
            .allow("allowed_signers", &two)
            .file("evidence/drill.md", content)
            .file("attestations/successor.yaml", &text)
            .sign("attestations/successor.yaml", Namespace::Attestation, &two)
    };
    assert_eq!(group("abc").verdict(rule), Verdict::Attested);
    let changed = group("abd");
    assert_eq!((changed.verdict(rule), changed.reason(rule).contains("evidence")), (Verdict::Fail, true));
}

#[test]
fn what_only_people_can_judge_waits_for_them() {
    let rule = "privacy/impact-assessment";
    let group = Group::of_scope("commercial");
    assert_eq!(group.verdict(rule), Verdict::Unknown);
    let keys = keys();
    let two = [("wang", &keys[0]), ("zhao", &keys[1])];
    let text = attestation("met", "2027-01-01", "").replace("continuity/successor", rule);
    let attested = group.allow("allowed_signers", &two).file("attestations/pia.yaml", &text).sign(
        "attestations/pia.yaml",
        Namespace::Attestation,
        &two,
    );
    assert_eq!(attested.verdict(rule), Verdict::Attested);
    assert_eq!(attested.result(rule).severity, Severity::Error);
}

#[test]
fn a_change_cannot_approve_itself() {
    let keys = keys();
    let two = [("wang", &keys[0]), ("zhao", &keys[1])];
    let mut group = leaking()
        .file("waivers/id.yaml", &waiver(CRITICAL, "message_id: m-1", "2027-01-01"))
        .allow("allowed_signers", &two)
        .sign("waivers/id.yaml", Namespace::Waiver, &two);
    assert_eq!(group.verdict(CRITICAL), Verdict::Waived);
    let base = tempfile::tempdir().unwrap();
    group.trust_from = Some(base.path().to_owned());
    assert_eq!(group.verdict(CRITICAL), Verdict::Fail);
}
