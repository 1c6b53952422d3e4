//! Whose word counts, for what, and for how long.

use groupkeep_keys::{Namespace, SigningKey};

use crate::report::Verdict;
use crate::tests::group::{Group, RESIDENT_ID, sha256};

const CRITICAL: &str = "privacy/pii-critical";
const KEEPER: &str = "governance/waivers-current";
const SUCCESSOR: &str = "continuity/successor";

type Signers<'k> = Vec<(&'k str, &'k SigningKey)>;

fn keys() -> [SigningKey; 3] {
    [(); 3].map(|()| SigningKey::generate("k"))
}

fn waiver(matching: &str, expires: &str) -> String {
    format!("rule: {CRITICAL}\nmatch: {{{matching}}}\nreason: 已处理\nauthor: li\nexpires: {expires}\n")
}

fn leaking() -> Group {
    Group::new().says("m-1", "li", 1, RESIDENT_ID)
}

fn waived(text: &str, allowed: &Signers<'_>, signers: &Signers<'_>) -> Group {
    leaking().file("waivers/w.yaml", text).allow("allowed_signers", allowed).sign(
        "waivers/w.yaml",
        Namespace::Waiver,
        signers,
    )
}

#[test]
fn a_waiver_counts_to_the_end_of_its_last_day_in_the_groups_zone() {
    let [a, b, _] = keys();
    let two = vec![("wang", &a), ("zhao", &b)];
    let verdict = |expires: &str| waived(&waiver("message_id: m-1", expires), &two, &two).verdict(CRITICAL);
    assert_eq!(verdict("2026-11-02"), Verdict::Waived);
    assert_eq!(verdict("2026-11-01"), Verdict::Waived);
    assert_eq!(verdict("2026-10-31"), Verdict::Fail);
    // What is no date is over.
    for wrong in ["2026-02-30", "never", "'2026'", "20261231", "''", "true", "[2027-01-01]"] {
        assert_eq!(verdict(wrong), Verdict::Fail, "{wrong}");
    }
}

#[test]
fn only_two_people_who_did_not_write_it_can_approve() {
    let [a, b, c] = keys();
    let all = vec![("wang", &a), ("zhao", &b), ("li", &c)];
    let text = waiver("message_id: m-1", "2027-01-01");
    for (signers, verdict) in [
        (vec![("wang", &a), ("zhao", &b)], Verdict::Waived),
        (vec![("wang", &a), ("zhao", &b), ("li", &c)], Verdict::Waived),
        (vec![("wang", &a), ("li", &c)], Verdict::Fail),
        (vec![("wang", &a)], Verdict::Fail),
        (vec![], Verdict::Fail),
        // A name written over somebody else's key.
        (vec![("wang", &a), ("zhao", &a)], Verdict::Fail),
        (vec![("wang", &a), ("zhao", &c)], Verdict::Fail),
    ] {
        let names: Vec<&str> = signers.iter().map(|(name, _)| *name).collect();
        assert_eq!(waived(&text, &all, &signers).verdict(CRITICAL), verdict, "{names:?}");
    }
    // One key listed under two names is one person.
    let twins = vec![("wang", &a), ("zhao", &a)];
    assert_eq!(waived(&text, &twins, &twins).verdict(CRITICAL), Verdict::Fail);
    // The author under a second name keeps being the author, by the key.
    let second = vec![("wang", &a), ("alias", &c), ("li", &c)];
    assert_eq!(waived(&text, &second, &second).verdict(CRITICAL), Verdict::Fail);
}

#[test]
fn a_signature_for_something_else_or_of_another_text_is_none() {
    let [a, b, _] = keys();
    let two = vec![("wang", &a), ("zhao", &b)];
    let text = waiver("message_id: m-1", "2027-01-01");
    let signed_as = |namespace| {
        leaking()
            .file("waivers/w.yaml", &text)
            .allow("allowed_signers", &two)
            .sign("waivers/w.yaml", namespace, &two)
            .verdict(CRITICAL)
    };
    assert_eq!(signed_as(Namespace::Waiver), Verdict::Waived);
    for other in [Namespace::Attestation, Namespace::Release, Namespace::Ledger, Namespace::Charter] {
        assert_eq!(signed_as(other), Verdict::Fail, "{other:?}");
    }
    let extended = waived(&text, &two, &two).file("waivers/w.yaml", &text.replace("2027", "2037"));
    assert_eq!(extended.verdict(CRITICAL), Verdict::Fail);
    let unlisted = waived(&text, &two[..1].to_vec(), &two);
    assert_eq!(unlisted.verdict(CRITICAL), Verdict::Fail);
}

#[test]
fn every_part_of_a_match_must_fit() {
    let [a, b, _] = keys();
    let two = vec![("wang", &a), ("zhao", &b)];
    let fingerprint = leaking().findings(CRITICAL).remove(0).fingerprint;
    for (matching, fits) in [
        ("message_id: m-1".to_owned(), true),
        ("path: exports/chat.jsonl".to_owned(), true),
        ("chat: 晨读会".to_owned(), true),
        (format!("fingerprint: {fingerprint}"), true),
        (format!("fingerprint: {fingerprint}, message_id: m-1, path: exports/chat.jsonl, chat: 晨读会"), true),
        (format!("fingerprint: {}", "0".repeat(32)), false),
        (format!("fingerprint: {}", fingerprint.to_uppercase()), fingerprint == fingerprint.to_uppercase()),
        ("path: exports/chat.jsonl, message_id: m-2".to_owned(), false),
        ("path: exports".to_owned(), false),
        ("path: ./exports/chat.jsonl".to_owned(), false),
        ("chat: 晨读".to_owned(), false),
        ("message_id: m-1, chat: 夜读会".to_owned(), false),
    ] {
        let group = waived(&waiver(&matching, "2027-01-01"), &two, &two);
        let expected = if fits { (Verdict::Waived, Verdict::Pass) } else { (Verdict::Fail, Verdict::Fail) };
        assert_eq!((group.verdict(CRITICAL), group.verdict(KEEPER)), expected, "{matching}");
    }
}

#[test]
fn a_waiver_excuses_no_other_rule() {
    let [a, b, _] = keys();
    let two = vec![("wang", &a), ("zhao", &b)];
    let text = waiver("message_id: m-1", "2027-01-01").replace(CRITICAL, "privacy/pii-contact");
    let group = waived(&text, &two, &two);
    assert_eq!((group.verdict(CRITICAL), group.verdict(KEEPER)), (Verdict::Fail, Verdict::Fail));
}

#[test]
fn a_waiver_of_a_rule_that_is_not_judged_is_let_be() {
    let [a, b, _] = keys();
    let two = vec![("wang", &a), ("zhao", &b)];
    let text = waiver("message_id: m-1", "2027-01-01");
    let mut group = waived(&text, &two, &two);
    group.overrides.ignore = vec![CRITICAL.to_owned()];
    assert_eq!(group.verdict(KEEPER), Verdict::Pass);
    // Nor does it go stale while its rule cannot be decided.
    let undecided = Group::new().file("waivers/w.yaml", &text).allow("allowed_signers", &two);
    assert_eq!((undecided.verdict(CRITICAL), undecided.verdict(KEEPER)), (Verdict::Unknown, Verdict::Pass));
}

#[test]
fn without_the_rule_on_waivers_their_faults_are_notes() {
    let mut group = leaking().file("waivers/w.yaml", &waiver("message_id: m-1", "2026-01-01"));
    group.overrides.ignore = vec![KEEPER.to_owned()];
    let notes: Vec<_> = group.check().notes.into_iter().filter(|note| note.en.contains("waiver `w`")).collect();
    assert_eq!(notes.len(), 1);
    assert_eq!(
        (notes[0].en.as_str(), notes[0].zh.as_str()),
        ("waiver `w`: the waiver has expired", "豁免 `w`：豁免已过期")
    );
}

#[test]
fn a_lighter_level_does_not_lighten_what_the_law_asks() {
    let text = waiver("message_id: m-1", "2027-01-01") + "approvers: [wang]\n";
    let mut group = leaking().file("waivers/w.yaml", &text);
    group.overrides.levels = vec![(CRITICAL.to_owned(), groupkeep_config::Level::Note)];
    assert_eq!(group.verdict(CRITICAL), Verdict::Fail);
}

fn attestation(expires: &str, evidence: &[(&str, &str)]) -> String {
    let pieces: Vec<String> = evidence.iter().map(|(path, hash)| format!("{{path: {path}, sha256: {hash}}}")).collect();
    format!(
        "control: {SUCCESSOR}\nstatus: met\nperformed: 2026-10-01\nexpires: {expires}\nevidence: [{}]\nreviewers: [wang, zhao]\n",
        pieces.join(", ")
    )
}

fn attested(text: &str, allowed: &Signers<'_>, signers: &Signers<'_>) -> Group {
    Group::new()
        .charter("purpose: 共读\n")
        .file("evidence/drill.md", "drill")
        .file("attestations/a.yaml", text)
        .allow("allowed_signers", allowed)
        .sign("attestations/a.yaml", Namespace::Attestation, signers)
}

#[test]
fn an_attestation_holds_through_its_last_day() {
    let [a, b, _] = keys();
    let two = vec![("wang", &a), ("zhao", &b)];
    let verdict = |expires: &str| attested(&attestation(expires, &[]), &two, &two).verdict(SUCCESSOR);
    assert_eq!(verdict("2026-11-02"), Verdict::Attested);
    assert_eq!(verdict("2026-11-01"), Verdict::Attested);
    assert_eq!(verdict("2026-10-31"), Verdict::Stale);
    assert_eq!(verdict("soon"), Verdict::Stale);
    let group = attested(&attestation("2026-10-31", &[]), &two, &two);
    // A stale rule weighs like a failing one.
    assert_eq!((group.reason(SUCCESSOR).as_str(), group.check().exit()), ("the attestation has expired", 1));
}

#[test]
fn evidence_lies_in_the_group_and_is_what_it_was() {
    let [a, b, _] = keys();
    let two = vec![("wang", &a), ("zhao", &b)];
    let hash = sha256("drill");
    let verdict =
        |path: &str, hash: &str| attested(&attestation("2027-01-01", &[(path, hash)]), &two, &two).verdict(SUCCESSOR);
    assert_eq!(verdict("evidence/drill.md", &hash), Verdict::Attested);
    assert_eq!(verdict("./evidence/drill.md", &hash.to_uppercase()), Verdict::Attested);
    assert_eq!(verdict("evidence/drill.md", &sha256("other")), Verdict::Fail);
    assert_eq!(verdict("evidence/gone.md", &hash), Verdict::Fail);
    assert_eq!(verdict("evidence", &hash), Verdict::Fail);
    assert_eq!(verdict("evidence/../evidence/drill.md", &hash), Verdict::Fail);
    let two_pieces = attestation("2027-01-01", &[("evidence/drill.md", &hash), ("evidence/gone.md", &hash)]);
    assert_eq!(attested(&two_pieces, &two, &two).verdict(SUCCESSOR), Verdict::Fail);
    // One outside the folder is none, even where it is what it was.
    let outside = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(outside.path(), "drill").unwrap();
    assert_eq!(verdict(&outside.path().to_string_lossy(), &hash), Verdict::Fail);
}

#[test]
fn two_of_its_reviewers_must_have_signed_an_attestation() {
    let [a, b, c] = keys();
    let all = vec![("wang", &a), ("zhao", &b), ("sun", &c)];
    let text = attestation("2027-01-01", &[]);
    for signers in [vec![("wang", &a)], vec![("wang", &a), ("sun", &c)], vec![("wang", &a), ("zhao", &a)], vec![]] {
        let group = attested(&text, &all, &signers);
        let reason = group.reason(SUCCESSOR);
        assert_eq!(group.verdict(SUCCESSOR), Verdict::Fail);
        assert!(reason.contains("signatures of two of its reviewers"), "{reason}");
    }
    let group = attested(&text, &all, &all);
    assert_eq!((group.verdict(SUCCESSOR), group.findings(SUCCESSOR).len()), (Verdict::Attested, 0));
}

#[test]
fn the_best_of_several_attestations_counts() {
    let [a, b, _] = keys();
    let two = vec![("wang", &a), ("zhao", &b)];
    let group = attested(&attestation("2026-01-01", &[]), &two, &two)
        .file("attestations/b.yaml", &attestation("2027-01-01", &[]))
        .sign("attestations/b.yaml", Namespace::Attestation, &two);
    assert_eq!(group.verdict(SUCCESSOR), Verdict::Attested);
}

#[test]
fn an_attestation_cannot_stand_for_what_the_data_shows() {
    let [a, b, _] = keys();
    let two = vec![("wang", &a), ("zhao", &b)];
    let text = attestation("2027-01-01", &[]).replace(SUCCESSOR, CRITICAL);
    let group = attested(&text, &two, &two).says("m-1", "li", 1, RESIDENT_ID);
    assert_eq!(group.verdict(CRITICAL), Verdict::Fail);
    assert!(group.check().notes.iter().any(|note| note.en.contains(&format!("control `{CRITICAL}`"))));
}

#[test]
fn another_folders_word_replaces_the_groups_own() {
    let [a, b, c] = keys();
    let two = vec![("wang", &a), ("zhao", &b)];
    let text = waiver("message_id: m-1", "2027-01-01");
    // The trusted folder lists other people: what the group signed for itself counts for nothing.
    let mut group = waived(&text, &two, &two);
    let trusted = waived(&text, &vec![("qian", &c)], &two);
    group.trust_from = Some(trusted.dir().to_owned());
    assert_eq!(group.verdict(CRITICAL), Verdict::Fail);
    // Where it approves, the group needs no papers of its own.
    let approved = waived(&text, &two, &two);
    let mut bare = leaking();
    bare.trust_from = Some(approved.dir().to_owned());
    assert_eq!(bare.verdict(CRITICAL), Verdict::Waived);
    // A fault of a waiver from elsewhere is still told at a relative place.
    let expired = waived(&waiver("message_id: m-1", "2026-01-01"), &two, &two);
    bare.trust_from = Some(expired.dir().to_owned());
    let finding = bare.findings(KEEPER).remove(0);
    assert_eq!(finding.path.as_deref(), Some(std::path::Path::new("waivers/w.yaml")));
}

#[test]
fn receipts_too_are_trusted_from_there() {
    let key = SigningKey::generate("laptop");
    let at = "2026-10-31T00:00:00Z";
    let body = serde_json::json!({"kind": "backup", "time": at, "complete": true, "sources": ["."],
        "destinations": [{"name": "near", "status": "ok", "verified_at": at}]});
    let mut group = Group::new()
        .config("backup: {destinations: [{name: near, path: copies}]}")
        .allow(".groupkeep/allowed_signers", &[("laptop", &key)])
        .receipt("r", &body.to_string(), &key);
    assert_eq!(group.verdict("continuity/backup-fresh"), Verdict::Pass);
    let empty = tempfile::tempdir().unwrap();
    group.trust_from = Some(empty.path().to_owned());
    assert_eq!(group.verdict("continuity/backup-fresh"), Verdict::Unknown);
}

#[test]
fn a_key_listed_for_receipts_approves_nothing() {
    let [a, b, _] = keys();
    let two = vec![("wang", &a), ("zhao", &b)];
    let group = leaking()
        .file("waivers/w.yaml", &waiver("message_id: m-1", "2027-01-01"))
        .allow(".groupkeep/allowed_signers", &two)
        .sign("waivers/w.yaml", Namespace::Waiver, &two);
    assert_eq!(group.verdict(CRITICAL), Verdict::Fail);
}

#[test]
fn the_payee_does_not_sign_for_the_payout_under_another_name() {
    let rule = "governance/two-person";
    let [a, b, c] = keys();
    let all = vec![("wang", &a), ("zhao", &b), ("qian", &c)];
    let header = "entry_id,date,direction,amount,counterparty,category,preparer,voucher";
    let group = |payee: &str, signers: &Signers<'_>| {
        Group::new()
            .table("members", "member_id,name\nwang,王芳\nzhao,赵六\nqian,钱七\n")
            .table("ledger", &format!("{header}\n1,2026-10-01,out,500,{payee},gift,li,v.txt\n"))
            .file("v.txt", "paid")
            .allow("allowed_signers", &all)
            .sign("v.txt", Namespace::Ledger, signers)
    };
    let two = vec![("wang", &a), ("zhao", &b)];
    assert_eq!(group("outsider", &two).verdict(rule), Verdict::Pass);
    assert_eq!(group("wang", &two).verdict(rule), Verdict::Fail);
    assert_eq!(group("王芳", &two).verdict(rule), Verdict::Fail);
    assert_eq!(group("王芳", &all).verdict(rule), Verdict::Pass);
    let finding = group("王芳", &two).findings(rule).remove(0);
    assert_eq!(finding.message.en, "the voucher of a payout at or over the limit has 1 of 2 valid signatures");
}
