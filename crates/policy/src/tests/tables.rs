use crate::report::{Figure, Verdict};
use crate::rule::Severity;
use crate::tests::group::Group;

const MEMBERS: &str = "member_id,name,role,left_on,under14\nli,李明,owner,,no\nwang,王芳,member,,no\nbot,小助手,bot,,\ngone,老赵,member,2026-01-01,\n";
const CONSENTS: &str = "member_id,use,version,given_at,withdrawn_at,how,guardian\n";

fn consents(rows: &str) -> Group {
    Group::new().table("members", MEMBERS).table("consents", &format!("{CONSENTS}{rows}"))
}

#[test]
fn members_who_left_and_programs_owe_no_consent() {
    let rule = "privacy/consent-register";
    let both = "li,notice,1,2026-01-01,,paper,\nwang,notice,1,2026-01-01,,paper,\n";
    assert_eq!(consents(both).verdict(rule), Verdict::Pass);
    let one = consents("li,notice,1,2026-01-01,,paper,\n");
    let result = one.result(rule);
    assert_eq!(
        (result.verdict, result.value, result.severity),
        (Verdict::Fail, Some(Figure::Ratio(0.5)), Severity::Note)
    );
    let findings = one.findings(rule);
    assert_eq!((findings.len(), findings[0].line), (1, Some(3)));
    let withdrawn = "li,notice,1,2026-01-01,,paper,\nwang,notice,1,2026-01-01,2026-06-01,paper,\n";
    assert_eq!(consents(withdrawn).verdict(rule), Verdict::Fail);
    assert_eq!(Group::new().table("members", MEMBERS).verdict(rule), Verdict::Unknown);
}

#[test]
fn a_use_needs_its_own_consent_only_where_it_is_made() {
    let rule = "privacy/separate-consent";
    let rows = "li,notice,1,2026-01-01,,paper,\nli,research,1,2026-01-01,,paper,\nwang,research,1,2026-01-01,,paper,\n";
    assert_eq!(consents(rows).verdict(rule), Verdict::NotApplicable);
    let release = "release: {inputs: [exports/**], to: releases, profile: research, purpose: x, recipient: y, basis: z, expires: 2027-01-01, preparer: li, approvers: [wang]}";
    assert_eq!(consents(rows).config(release).verdict(rule), Verdict::Pass);
    let fewer = rows.replace("wang,research", "wang,photo");
    assert_eq!(consents(&fewer).config(release).verdict(rule), Verdict::Fail);
}

#[test]
fn a_child_needs_a_guardian_rules_and_a_log() {
    let rule = "privacy/minor-guardian";
    assert_eq!(consents("").verdict(rule), Verdict::Pass);
    let child = MEMBERS.replace("王芳,member,,no", "王芳,member,,yes");
    let group = |rows: &str, charter: &str| {
        Group::new().table("members", &child).table("consents", &format!("{CONSENTS}{rows}")).charter(charter)
    };
    let agreed = "wang,notice,1,2026-01-01,,paper,王强\n";
    let written = "minors: {rules_path: charter/minors.md, access_log_path: charter/log.md}\n";
    let done = group(agreed, written).file("charter/minors.md", "#").file("charter/log.md", "#");
    assert_eq!(done.verdict(rule), Verdict::Pass);
    assert_eq!(group(agreed, written).findings(rule).len(), 2);
    assert_eq!(group("", "purpose: x\n").findings(rule).len(), 3);
    let silent = Group::new().table("members", "member_id,name\nli,李明\n").table("consents", CONSENTS);
    assert_eq!((silent.verdict(rule), silent.reason(rule).contains("`under14`")), (Verdict::Unknown, true));
}

#[test]
fn requests_are_answered_in_time() {
    let rule = "privacy/request-sla";
    let group = |row: &str| Group::new().table("requests", &format!("request_id,kind,received_at,closed_at\n{row}\n"));
    assert_eq!(Group::new().verdict(rule), Verdict::Unknown);
    assert_eq!(group("r1,delete,2026-09-01,2026-09-10").verdict(rule), Verdict::Pass);
    assert_eq!(group("r1,delete,2026-09-01,2026-09-20").verdict(rule), Verdict::Fail);
    assert_eq!(group("r1,delete,2026-10-25,").verdict(rule), Verdict::Pass);
    let open = group("r1,delete,2026-10-01,").findings(rule);
    assert_eq!(open[0].message.en, "still without `closed_at` after 32 days, more than 15");
}

#[test]
fn own_works_carry_a_number_or_a_hash() {
    let rule = "copyright/own-works-register";
    let header = "work_id,title,kind,author,ours,licence,sha256,registration_no\n";
    let hash = "0".repeat(64);
    let group = |rows: &str| Group::new().table("works", &format!("{header}{rows}"));
    assert_eq!(group("1,甲,book,刘,no,public-domain,,\n").verdict(rule), Verdict::NotApplicable);
    assert_eq!(
        group(&format!("1,甲,course,李,yes,own,{hash},\n2,乙,course,李,yes,own,,R-1\n")).verdict(rule),
        Verdict::Pass
    );
    let result = group("1,甲,course,李,yes,own,,\n2,乙,course,李,yes,own,,R-1\n").result(rule);
    assert_eq!((result.verdict, result.value), (Verdict::Fail, Some(Figure::Ratio(0.5))));
}

#[test]
fn a_wrong_table_stops_the_check_with_every_mistake() {
    let group = Group::new().table("members", "name\n李明\n").table("ledger", "entry_id,date\n1,soon\n");
    let error = group.try_check().unwrap_err().to_string();
    assert!(error.contains("members.csv") && error.contains("ledger.csv"), "{error}");
}
