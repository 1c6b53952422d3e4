use crate::output::{HumanOptions, human, json};
use crate::report::{Gap, Verdict};
use crate::rule::Lang;
use crate::tests::group::Group;

const NOTICE: &str = "notice: {version: '3', date: 2026-09-01, handler: 晨读会, contact: hi@example.org, purpose: 组织共读, \
                      method: 群聊, kinds: 昵称, retention_days: 365, rights: 私信群主, posted_message_id: m-1}\n";

#[test]
fn no_charter_is_unknown_and_an_empty_field_fails() {
    let rule = "privacy/notice-complete";
    let bare = Group::new();
    assert_eq!(
        (bare.verdict(rule), bare.reason(rule)),
        (Verdict::Unknown, "not provided: no charter is configured".into())
    );
    assert_eq!(Group::new().charter(NOTICE).verdict(rule), Verdict::Pass);
    let lacking = Group::new().charter(&NOTICE.replace(", rights: 私信群主", ""));
    let findings = lacking.findings(rule);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].message.en, "the charter has no `notice.rights`");
    assert_eq!(findings[0].path.as_deref(), Some(std::path::Path::new("charter/charter.yaml")));
    assert_eq!(findings[0].line, Some(1));
}

#[test]
fn a_charter_the_configuration_does_not_name_is_pointed_at() {
    let beside = Group::new().file("charter/charter.yaml", NOTICE);
    assert_eq!(beside.result("privacy/notice-complete").gap, Some(Gap::CharterUnnamed));
    let report = beside.check();
    let english = human(&report, HumanOptions::new(Lang::En));
    let line = "need the charter, which is there: write `archive: {charter: charter/}` in groupkeep.yaml\n";
    assert!(english.contains(line) && !english.contains("init charter"), "{english}");
    let chinese = human(&report, HumanOptions::new(Lang::Zh));
    assert!(chinese.contains("请在 groupkeep.yaml 中写入 `archive: {charter: charter/}`\n"), "{chinese}");
    assert!(human(&Group::new().check(), HumanOptions::new(Lang::En)).contains("`groupkeep init charter`"));
}

#[test]
fn a_promise_that_was_never_written_is_to_be_written() {
    for charter in ["purpose: 共读\n", "notice: {retention_days: }\n"] {
        let mut group = Group::new().charter(charter).says("m-1", "li", -900, "早");
        group.overrides.select = vec!["privacy/retention".to_owned()];
        let report = group.check();
        assert_eq!(report.first_three, ["privacy/retention"]);
        let english = human(&report, HumanOptions::new(Lang::En));
        assert_eq!(english.matches("The charter has no `notice.retention_days`").count(), 2, "{english}");
        assert_eq!(english.matches("Write `notice.retention_days` in the charter").count(), 2, "{english}");
        assert!(!english.contains("longer than promised") && !english.contains("Delete"), "{english}");
        let chinese = human(&report, HumanOptions::new(Lang::Zh));
        assert_eq!(chinese.matches("在章程中填写 `notice.retention_days`").count(), 2, "{chinese}");
        assert!(!chinese.contains("删除") && !chinese.contains("超过承诺"), "{chinese}");
        assert_eq!(json(&report)["rules"][0]["title"]["en"], "The charter has no `notice.retention_days`");
    }
    let mut kept = Group::new().charter("notice: {retention_days: 1}\n").says("m-1", "li", 1, "早");
    kept.overrides.select = vec!["privacy/retention".to_owned()];
    assert!(human(&kept.check(), HumanOptions::new(Lang::En)).contains("Delete what is older"));
}

#[test]
fn a_posted_notice_is_looked_for_where_the_archive_reaches_back_to_it() {
    let rule = "privacy/notice-complete";
    let early = Group::new().charter(NOTICE).says("m-0", "li", -60, "早").says("m-9", "li", 2, "早");
    assert_eq!(early.verdict(rule), Verdict::Fail);
    let posted = Group::new().charter(NOTICE).says("m-0", "li", -60, "早").says("m-1", "li", -29, "告知全文");
    assert_eq!(posted.verdict(rule), Verdict::Pass);
    let late = Group::new().charter(NOTICE).says("m-9", "li", 2, "早");
    assert_eq!(late.verdict(rule), Verdict::Pass);
}

#[test]
fn a_plan_must_be_recent_and_its_file_must_be_there() {
    let rule = "privacy/incident-plan";
    let group = |date: &str| Group::new().charter(&format!("incident_plan: {{path: charter/plan.md, date: {date}}}\n"));
    assert_eq!(group("2026-05-01").file("charter/plan.md", "# plan").verdict(rule), Verdict::Pass);
    assert_eq!(group("2026-05-01").verdict(rule), Verdict::Fail);
    assert_eq!(group("2024-05-01").file("charter/plan.md", "# plan").verdict(rule), Verdict::Fail);
    assert_eq!(Group::new().charter("purpose: 共读\n").verdict(rule), Verdict::Fail);
}

#[test]
fn a_charter_of_another_scope_stops_the_check() {
    let error = Group::new().charter("scope: commercial\n").try_check().unwrap_err();
    let text = error.to_string();
    assert!(text.contains("charter.yaml:1:8: `scope` differs"), "{text}");
}

#[test]
fn a_successor_must_be_another_person_with_another_account() {
    let rule = "continuity/successor";
    let group = |successors: &str| {
        Group::new().charter(&format!("roles: {{owner: {{member: li, account: wx-li}}}}\nsuccessors: {successors}\n"))
    };
    assert_eq!(Group::new().charter("purpose: 共读\n").verdict(rule), Verdict::Fail);
    for (successors, message) in [
        ("[{member: li, account: wx-2, accepted_on: 2026-05-01}]", "the successor is the owner"),
        ("[{member: wang, account: wx-li, accepted_on: 2026-05-01}]", "the successor uses the owner's account"),
        ("[{member: wang, account: wx-wang}]", "the successor has not accepted"),
        (
            "[{member: wang, account: wx-wang, accepted_on: 2025-01-01}]",
            "the acceptance is 669 days old, more than 365",
        ),
        ("[{member: wang, account: wx-wang, accepted_on: 2027-01-01}]", "the acceptance lies in the future"),
    ] {
        let findings = group(successors).findings(rule);
        assert_eq!(findings.iter().map(|one| one.message.en.as_str()).collect::<Vec<_>>(), [message]);
    }
    let unproven = group("[{member: wang, account: wx-wang, accepted_on: 2026-05-01}]").findings(rule);
    assert!(unproven[0].message.en.contains("no receipt"), "{}", unproven[0].message.en);
}

#[test]
fn join_links_are_renewed_in_time() {
    let rule = "continuity/join-link-expiry";
    let group =
        |date: &str| Group::new().charter(&format!("channels: [{{platform: wechat, join_link_expires_on: {date}}}]\n"));
    assert_eq!(group("2026-11-20").verdict(rule), Verdict::Pass);
    assert_eq!(group("2026-11-04").verdict(rule), Verdict::Pass);
    assert_eq!(group("2026-11-03").verdict(rule), Verdict::Fail);
    assert_eq!(group("2026-10-03").findings(rule)[0].message.en, "a join link ran out on 2026-10-03");
    assert_eq!(Group::new().charter("channels: [{platform: wechat}]\n").verdict(rule), Verdict::Fail);
}

#[test]
fn other_platforms_count_when_they_are_ready() {
    let rule = "continuity/multi-platform";
    let channel = |platform: &str, share: &str, date: &str| {
        format!("{{platform: {platform}, owner: wang, roster_share: {share}, drilled_on: {date}}}")
    };
    let group = |channels: &[String]| Group::new().charter(&format!("channels: [{}]\n", channels.join(", ")));
    let telegram = channel("telegram", "0.7", "2026-09-01");
    assert_eq!(group(&[telegram.clone(), channel("qq", "0.6", "2026-10-01")]).verdict(rule), Verdict::Pass);
    assert_eq!(group(&[telegram.clone(), channel("wechat", "0.9", "2026-10-01")]).verdict(rule), Verdict::Fail);
    assert_eq!(group(&[telegram.clone(), channel("qq", "0.5", "2026-10-01")]).verdict(rule), Verdict::Fail);
    assert_eq!(group(&[telegram, channel("qq", "0.6", "2026-01-01")]).verdict(rule), Verdict::Fail);
}
