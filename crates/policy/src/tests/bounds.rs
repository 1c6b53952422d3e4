//! Every limit from both sides: what stands exactly at it, and what is one step beyond.

use groupkeep_keys::{Namespace, SigningKey};

use crate::report::{Figure, Verdict};
use crate::tests::group::{Group, october, sha256};

const MEMBERS: &str = "member_id,name,joined_on\nli,李明,2024-01-01\nwang,王芳,2024-01-01\n";

fn incident(class: &str, column: &str, from: &str, to: &str) -> Group {
    Group::new().table("incidents", &format!("incident_id,class,detected_at,{column}\ni-1,{class},{from},{to}\n"))
}

#[test]
fn deadlines_in_hours_end_with_the_last_second() {
    let from = "2026-10-01T00:00:00+08:00";
    for (rule, class, column, at, after) in [
        ("copyright/takedown-sla", "takedown", "closed_at", "2026-10-02T00:00:00+08:00", "2026-10-02T00:00:01+08:00"),
        ("payments/fraud-report-24h", "fraud", "reported_at", "2026-10-02T00:00:00+08:00", "2026-10-02T00:00:01+08:00"),
        ("privacy/breach-notice", "leak", "notified_at", "2026-10-04T00:00:00+08:00", "2026-10-04T00:00:01+08:00"),
    ] {
        assert_eq!(incident(class, column, from, at).verdict(rule), Verdict::Pass, "{rule}");
        assert_eq!(incident(class, column, from, after).verdict(rule), Verdict::Fail, "{rule}");
        // Another zone says the same moment.
        let elsewhere = at.replace("T00:00:00+08:00", "T01:00:00+09:00");
        assert_eq!(incident(class, column, from, &elsewhere).verdict(rule), Verdict::Pass, "{rule}");
        // Incidents of another class are not asked for it.
        assert_eq!(incident("dispute", column, from, after).verdict(rule), Verdict::Pass, "{rule}");
        assert_eq!(incident(class, column, from, "").verdict(rule), Verdict::Fail, "{rule}");
    }
}

#[test]
fn a_deadline_missed_by_a_second_does_not_read_as_met() {
    let group = incident("takedown", "closed_at", "2026-10-01T00:00:00+08:00", "2026-10-02T00:00:01+08:00");
    let findings = group.findings("copyright/takedown-sla");
    assert_eq!(findings[0].message.en, "`closed_at` came after 24.1 hours, more than 24");
    assert_eq!(findings[0].message.zh, "`closed_at` 用了 24.1 小时，超过 24 小时");
    let result = group.result("copyright/takedown-sla");
    assert_eq!((result.value, result.limit), (Some(Figure::Hours(24.1)), Some(Figure::Hours(24.0))));
}

#[test]
fn an_open_incident_is_measured_up_to_the_moment_of_the_check() {
    let rule = "copyright/takedown-sla";
    // The check speaks for 12:00 UTC.
    assert_eq!(incident("takedown", "closed_at", "2026-10-31T12:00:00Z", "").verdict(rule), Verdict::Pass);
    assert_eq!(incident("takedown", "closed_at", "2026-10-31T11:59:59Z", "").verdict(rule), Verdict::Fail);
    assert_eq!(incident("takedown", "closed_at", "2026-12-01T00:00:00Z", "").verdict(rule), Verdict::Pass);
}

#[test]
fn requests_are_due_when_the_fifteenth_day_is_over() {
    let rule = "privacy/request-sla";
    let group = |closed: &str| {
        let row = format!("request_id,kind,received_at,closed_at\nr1,delete,2026-09-01T09:00:00+08:00,{closed}\n");
        Group::new().table("requests", &row)
    };
    assert_eq!(group("2026-09-16T09:00:00+08:00").verdict(rule), Verdict::Pass);
    let late = group("2026-09-16T09:01:00+08:00");
    assert_eq!(late.findings(rule)[0].message.en, "`closed_at` came after 16 days, more than 15");
    assert_eq!(late.result(rule).value, Some(Figure::Days(16)));
}

fn turnover(rows: &[(&str, &str, &str, &str)]) -> Group {
    let mut csv = "entry_id,date,direction,amount,counterparty,category\n".to_owned();
    for (index, (date, direction, amount, category)) in rows.iter().enumerate() {
        csv.push_str(&format!("{index},{date},{direction},{amount},li,{category}\n"));
    }
    Group::of_scope("commercial").table("ledger", &csv)
}

#[test]
fn turnover_counts_a_year_of_sales_to_the_cent() {
    let rule = "payments/small-trade-cap";
    assert_eq!(turnover(&[("2026-10-01", "in", "100000", "sale")]).verdict(rule), Verdict::Pass);
    assert_eq!(turnover(&[("2026-10-01", "in", "100000.01", "sale")]).verdict(rule), Verdict::Fail);
    let with = |row| turnover(&[("2026-10-01", "in", "100000", "sale"), row]).verdict(rule);
    assert_eq!(with(("2026-11-01", "in", "1", "fee")), Verdict::Fail);
    assert_eq!(with(("2025-11-02", "in", "1", "sale")), Verdict::Fail);
    for outside in [
        ("2025-11-01", "in", "1", "sale"),
        ("2026-11-02", "in", "1", "sale"),
        ("2026-10-01", "out", "1", "sale"),
        ("2026-10-01", "in", "1", "gift"),
    ] {
        assert_eq!(with(outside), Verdict::Pass, "{outside:?}");
    }
}

#[test]
fn a_plan_a_handbook_and_an_acceptance_are_good_for_a_year_and_not_before_their_day() {
    let plan = |date: &str| {
        let charter = format!("incident_plan: {{path: plan.md, date: {date}}}\n");
        Group::new().charter(&charter).file("plan.md", "# plan").findings("privacy/incident-plan")
    };
    let handbook = |date: &str| {
        let charter = format!(
            "handbook: {{path: h.md, version: '1', date: {date}, approvers: [li, wang]}}\nrules: {{prohibited: [x]}}\n"
        );
        Group::new().charter(&charter).file("h.md", "# handbook").findings("governance/handbook")
    };
    for (date, said) in [
        ("2025-11-01", None),
        ("2025-10-31", Some("is 366 days old, more than 365")),
        ("2026-11-01", None),
        ("2026-11-02", Some("lies in the future")),
    ] {
        for (findings, path) in [(plan(date), "incident_plan.date"), (handbook(date), "handbook.date")] {
            let messages: Vec<&str> = findings.iter().map(|one| one.message.en.as_str()).collect();
            let expected: Vec<String> = said.iter().map(|said| format!("`{path}` {said}")).collect();
            assert_eq!(messages, expected, "{date}");
        }
    }
}

#[test]
fn a_successor_accepted_at_most_a_year_ago() {
    let group = |date: &str| {
        let charter = format!("successors: [{{member: wang, account: wx-wang, accepted_on: {date}}}]\n");
        Group::new().charter(&charter).findings("continuity/successor").remove(0).message.en
    };
    // Without a drill the rule fails all the same; what it says tells whether the acceptance counted.
    assert!(group("2025-11-01").contains("no receipt"));
    assert_eq!(group("2025-10-31"), "the acceptance is 366 days old, more than 365");
    assert!(group("2026-11-01").contains("no receipt"));
    assert_eq!(group("2026-11-02"), "the acceptance lies in the future");
}

#[test]
fn the_owner_does_not_succeed_under_another_name() {
    let group = |member: &str| {
        let charter = format!(
            "roles: {{owner: {{member: li, account: wx-li}}}}\nsuccessors: [{{member: {member}, account: wx-2, accepted_on: 2026-10-01}}]\n"
        );
        Group::new().table("members", MEMBERS).charter(&charter).findings("continuity/successor").remove(0).message.en
    };
    assert_eq!(
        (group("li"), group("李明")),
        ("the successor is the owner".into(), "the successor is the owner".into())
    );
    assert!(group("王芳").contains("no receipt"));
}

#[test]
fn another_platform_is_ready_by_cover_and_drill() {
    let rule = "continuity/multi-platform";
    let group = |name: &str, share: &str, date: &str| {
        Group::new().charter(&format!(
            "channels:\n  - {{platform: telegram, owner: li, roster_share: 0.9, drilled_on: 2026-10-01}}\n  - {{platform: {name}, owner: wang, roster_share: {share}, drilled_on: {date}}}\n"
        ))
    };
    // 180 days before the first of November.
    assert_eq!(group("qq", "0.6", "2026-05-05").verdict(rule), Verdict::Pass);
    for (name, share, date, said) in [
        ("qq", "0.59", "2026-05-05", "the channel on qq reaches less than 60% of the members"),
        ("qq", "0.6", "2026-05-04", "the channel on qq was not tried within 180 days"),
        ("qq", "0.6", "2026-11-02", "the channel on qq was not tried within 180 days"),
    ] {
        let messages: Vec<String> =
            group(name, share, date).findings(rule).into_iter().map(|one| one.message.en).collect();
        assert_eq!(messages, ["1 of 2 other channels are ready", said]);
    }
}

#[test]
fn two_channels_of_one_platform_are_one_refuge() {
    let twice = "channels:\n  - {platform: telegram, owner: li, roster_share: 0.9, drilled_on: 2026-10-01}\n  - {platform: telegram, owner: wang, roster_share: 0.9, drilled_on: 2026-10-01}\n";
    let result = Group::new().charter(twice).result("continuity/multi-platform");
    assert_eq!((result.verdict, result.value), (Verdict::Fail, Some(Figure::Count(1))));
}

#[test]
fn a_join_link_needs_three_days_left() {
    let rule = "continuity/join-link-expiry";
    let group = |dates: &[&str]| {
        let channels: Vec<String> =
            dates.iter().map(|date| format!("{{platform: wechat, join_link_expires_on: {date}}}")).collect();
        Group::new().charter(&format!("channels: [{}]\n", channels.join(", ")))
    };
    let soon = group(&["2026-12-24", "2026-11-03"]);
    assert_eq!(soon.findings(rule)[0].message.en, "a join link runs out on 2026-11-03, in 2 days");
    assert_eq!(soon.result(rule).value, Some(Figure::Days(2)));
    assert_eq!(group(&["2026-11-01"]).findings(rule)[0].message.en, "a join link runs out on 2026-11-01, in 0 days");
    assert_eq!(group(&["2026-10-31"]).findings(rule)[0].message.en, "a join link ran out on 2026-10-31");
    assert_eq!(group(&["2026-12-24", "2026-11-04"]).verdict(rule), Verdict::Pass);
}

#[test]
fn a_share_that_is_just_enough_passes() {
    let members: String = (0..100).map(|n| format!("m{n:02}\n")).collect();
    let consents = |given: usize| {
        let rows: String = (0..given).map(|n| format!("m{n:02},notice,1,2026-01-01,paper\n")).collect();
        Group::new()
            .table("members", &format!("member_id\n{members}"))
            .table("consents", &format!("member_id,use,version,given_at,how\n{rows}"))
            .verdict("privacy/consent-register")
    };
    assert_eq!((consents(99), consents(98)), (Verdict::Pass, Verdict::Fail));
    let works = |own: usize, proven: usize| {
        let number = |n| if n < proven { "R-1" } else { "" };
        let rows: String = (0..own).map(|n| format!("{n},t,course,li,yes,own,{}\n", number(n))).collect();
        Group::new()
            .table("works", &format!("work_id,title,kind,author,ours,licence,registration_no\n{rows}"))
            .verdict("copyright/own-works-register")
    };
    assert_eq!((works(5, 4), works(4, 3)), (Verdict::Pass, Verdict::Fail));
    let quotes = |texts: i64| {
        let long = "读书笔记".repeat(60);
        let group = Group::new().says("m-0", "li", 1, &format!("版权所有 {long}"));
        let named = |group: Group, n: i64| group.says(&format!("m-{n}"), "li", 2, &format!("作者：鲁迅 {long}"));
        (1..texts).fold(group, named).verdict("copyright/attribution")
    };
    assert_eq!((quotes(20), quotes(19)), (Verdict::Pass, Verdict::Fail));
}

#[test]
fn consent_counts_from_its_moment_to_its_withdrawal() {
    let group = |given: &str, withdrawn: &str| {
        Group::new()
            .table("members", "member_id\nli\n")
            .table(
                "consents",
                &format!("member_id,use,version,given_at,withdrawn_at,how\nli,notice,1,{given},{withdrawn},paper\n"),
            )
            .verdict("privacy/consent-register")
    };
    assert_eq!(group("2026-11-01T12:00:00Z", ""), Verdict::Pass);
    assert_eq!(group("2026-11-01T12:00:01Z", ""), Verdict::Fail);
    assert_eq!(group("2026-01-01", "2026-11-01T12:00:00Z"), Verdict::Fail);
    assert_eq!(group("2026-01-01", "2026-11-01T12:00:01Z"), Verdict::Pass);
}

#[test]
fn a_child_who_left_is_asked_for_nothing() {
    let rule = "privacy/minor-guardian";
    let group = |left: &str| {
        Group::new()
            .table("members", &format!("member_id,left_on,under14\nli,,no\nchild,{left},yes\n"))
            .table("consents", "member_id,use,version,given_at,how\n")
            .charter("minors: {rules_path: m.md, access_log_path: m.md}\n")
            .file("m.md", "#")
            .verdict(rule)
    };
    assert_eq!((group(""), group("2026-11-02"), group("2026-11-01")), (Verdict::Fail, Verdict::Fail, Verdict::Pass));
}

#[test]
fn a_long_text_is_a_work_from_its_five_hundredth_character() {
    let group = |chars: usize| {
        let text = format!("转载{}", "字".repeat(chars - 2));
        Group::new()
            .table("works", "work_id,title,kind,author,licence\n")
            .says("m-1", "li", 1, &text)
            .verdict("copyright/unlicensed-repost")
    };
    assert_eq!((group(499), group(500)), (Verdict::Pass, Verdict::Fail));
}

#[test]
fn suffixes_are_compared_without_case_or_dot() {
    let group = |name: &str, set: &str| {
        Group::new()
            .config(&format!("check: {{params: {{copyright/unlicensed-repost: {{extensions: [{set}]}}}}}}"))
            .table("works", "work_id,title,kind,author,licence\n")
            .message("m-1", "li", october(1), 4, name)
            .verdict("copyright/unlicensed-repost")
    };
    assert_eq!(group("书.PDF", "pdf"), Verdict::Fail);
    assert_eq!(group("书.pdf", ".PDF"), Verdict::Fail);
    assert_eq!(group("书.pdf.txt", "pdf"), Verdict::Pass);
    assert_eq!(group("书pdf", "pdf"), Verdict::Pass);
}

#[test]
fn a_ledger_row_may_lie_a_day_from_the_message() {
    let rule = "payments/reconcile";
    let sent = october(5);
    let group = |date: &str| {
        let header = "entry_id,date,direction,amount,counterparty,category";
        Group::new()
            .table("members", MEMBERS)
            .table("ledger", &format!("{header}\n1,{date},in,88,wang,other\n"))
            .message("m-1", "wang", sent, 21, "[转账] ¥88.00")
            .verdict(rule)
    };
    // Sent at noon of the fifth in Shanghai. A row with a moment is measured from it, one with a day from its ends.
    assert_eq!(group("2026-10-06T12:00:00+08:00"), Verdict::Pass);
    assert_eq!(group("2026-10-06T12:00:01+08:00"), Verdict::Fail);
    assert_eq!(group("2026-10-04T12:00:00+08:00"), Verdict::Pass);
    assert_eq!(group("2026-10-04T11:59:59+08:00"), Verdict::Fail);
    assert_eq!((group("2026-10-06"), group("2026-10-07")), (Verdict::Pass, Verdict::Fail));
    assert_eq!((group("2026-10-04"), group("2026-10-03")), (Verdict::Pass, Verdict::Fail));
}

#[test]
fn payments_without_a_row_are_tolerated_up_to_the_share_set() {
    let rule = "payments/reconcile";
    let group = |missing: usize| {
        let rows: String = (missing..5).map(|n| format!("{n},2026-10-05,in,1,wang,other,m-{n}\n")).collect();
        let header = "entry_id,date,direction,amount,counterparty,category,message_id";
        let group = Group::new()
            .config("check: {params: {payments/reconcile: {tolerance: 0.2}}}")
            .table("ledger", &format!("{header}\n{rows}"));
        (0..5).fold(group, |group, n| group.message(&format!("m-{n}"), "wang", october(5) + n, 21, "[转账] ¥1.00"))
    };
    assert_eq!((group(1).verdict(rule), group(1).findings(rule).len()), (Verdict::Pass, 0));
    assert_eq!((group(2).verdict(rule), group(2).findings(rule).len()), (Verdict::Fail, 2));
}

#[test]
fn a_backup_is_fresh_for_a_week_to_the_second() {
    let rule = "continuity/backup-fresh";
    let key = SigningKey::generate("laptop");
    let group = |stored: &str, verified: &str| {
        let body = serde_json::json!({"kind": "backup", "time": stored, "complete": true, "sources": ["."],
            "destinations": [{"name": "near", "status": "ok", "verified_at": verified}]});
        Group::new()
            .config("backup: {destinations: [{name: near, path: copies}]}")
            .allow(".groupkeep/allowed_signers", &[("laptop", &key)])
            .receipt("r", &body.to_string(), &key)
    };
    let week = "2026-10-25T12:00:00Z";
    assert_eq!(group(week, week).result(rule).value, Some(Figure::Days(7)));
    assert_eq!(group(week, week).verdict(rule), Verdict::Pass);
    let older = group("2026-10-25T11:59:59Z", "2026-10-31T00:00:00Z");
    assert_eq!(older.findings(rule)[0].message.en, "the last verified backup at `near` is 8 days old, more than 7");
    assert_eq!(older.result(rule).value, Some(Figure::Days(8)));
    assert_eq!(group("2026-10-31T00:00:00Z", "2026-10-25T11:59:59Z").verdict(rule), Verdict::Fail);
}

#[test]
fn an_incomplete_or_failed_backup_is_none() {
    let rule = "continuity/backup-fresh";
    let key = SigningKey::generate("laptop");
    let group = |complete: bool, status: &str, name: &str| {
        let at = "2026-10-31T00:00:00Z";
        let body = serde_json::json!({"kind": "backup", "time": at, "complete": complete, "sources": ["."],
            "destinations": [{"name": name, "status": status, "verified_at": at}]});
        Group::new()
            .config("backup: {destinations: [{name: near, path: copies}]}")
            .allow(".groupkeep/allowed_signers", &[("laptop", &key)])
            .receipt("r", &body.to_string(), &key)
            .verdict(rule)
    };
    assert_eq!(group(true, "ok", "near"), Verdict::Pass);
    assert_eq!(group(false, "ok", "near"), Verdict::Fail);
    assert_eq!(group(true, "unreachable", "near"), Verdict::Fail);
    assert_eq!(group(true, "ok", "NEAR"), Verdict::Fail);
}

#[test]
fn vouchers_are_kept_for_five_years() {
    let rule = "payments/records-kept";
    let key = SigningKey::generate("laptop");
    let group = |date: &str, voucher: &str| {
        let body = serde_json::json!({"kind": "backup", "time": "2096-10-30T00:00:00Z", "complete": true,
            "sources": ["."]});
        let header = "entry_id,date,direction,amount,counterparty,category,voucher";
        Group::of_scope("commercial")
            .table("ledger", &format!("{header}\n1,{date},in,5,li,fee,{voucher}\n"))
            .config("backup: {destinations: [{name: near, path: copies}]}")
            .allow(".groupkeep/allowed_signers", &[("laptop", &key)])
            .receipt("r", &body.to_string(), &key)
    };
    // 1826 days before the first of November 2026.
    assert_eq!(group("2021-10-31", "gone.pdf").verdict(rule), Verdict::Pass);
    assert_eq!(group("2021-11-01", "gone.pdf").findings(rule)[0].message.en, "the voucher is not there");
    // A file outside the group's folder is in no backup of it.
    let outside = group("2026-10-01", "../voucher.pdf");
    std::fs::write(outside.dir().with_file_name("voucher.pdf"), "x").unwrap();
    assert_eq!(outside.findings(rule)[0].message.en, "the voucher is not there");
    std::fs::remove_file(outside.dir().with_file_name("voucher.pdf")).unwrap();
}

fn release(k: &[u64], signers: &[(&str, &SigningKey)]) -> Group {
    let tables: Vec<_> = k.iter().map(|k| serde_json::json!({"k": k})).collect();
    let evidence = serde_json::json!({"level": "de-identified", "profile": "share", "tool": "groupkeep",
        "preparer": "li", "outputs": [{"path": "chat.jsonl", "sha256": sha256("chat")}], "leak_check": {"found": 0},
        "tables": tables});
    Group::new()
        .file("releases/a/release.json", &evidence.to_string())
        .file("releases/a/chat.jsonl", "chat")
        .allow("allowed_signers", signers)
        .sign("releases/a/release.json", Namespace::Release, signers)
}

#[test]
fn released_tables_and_approvals_have_a_least_size() {
    let rule = "privacy/share-deidentified";
    let keys: Vec<SigningKey> = (0..3).map(|_| SigningKey::generate("k")).collect();
    let three = [("wang", &keys[0]), ("zhao", &keys[1]), ("qian", &keys[2])];
    assert_eq!(release(&[5, 9], &three[..2]).verdict(rule), Verdict::Pass);
    assert_eq!(release(&[5, 4], &three[..2]).verdict(rule), Verdict::Fail);
    let strict = |signers| {
        release(&[5], signers)
            .config("check: {params: {privacy/share-deidentified: {approvals: 3, k: 6}}}")
            .findings(rule)
    };
    let messages = |signers| strict(signers).into_iter().map(|one| one.message.en).collect::<Vec<_>>();
    assert_eq!(messages(&three), ["a released table has k = 5, less than 6"]);
    assert_eq!(messages(&three[..2]).len(), 2);
}
