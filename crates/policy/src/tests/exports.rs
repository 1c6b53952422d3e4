//! What is read, what is not, and what a report says of it.

use groupkeep_config::GroupConfig;
use groupkeep_monitor::Silent;

use crate::output::{HumanOptions, human, sarif};
use crate::report::Verdict;
use crate::rule::Lang;
use crate::tests::group::{Group, RESIDENT_ID, october};
use crate::{CheckJob, Error};

const PII: &str = "privacy/pii-critical";

fn note(group: &Group, part: &str) -> (String, String) {
    let notes = group.check().notes;
    let found = notes.iter().find(|note| note.en.contains(part)).unwrap_or_else(|| panic!("{notes:?}"));
    (found.en.clone(), found.zh.clone())
}

#[test]
fn what_is_not_read_is_said_in_the_readers_language() {
    for (name, content, en, zh) in [
        ("x.json", "{}", "exports/x.json was not read: it is JSON", "未读取 exports/x.json：未能识别为聊天导出"),
        ("x.jsonl", "", "exports/x.jsonl was not read: it is empty", "未读取 exports/x.jsonl：文件是空的"),
        ("x.md", "# notes", "exports/x.md was not read: ", "未读取 exports/x.md：未能识别为聊天导出"),
        (
            "x.db",
            "SQLite format 3\0",
            "exports/x.db was not read: ",
            "未读取 exports/x.db：是应用的数据库或备份，不予打开；请用原应用导出为 JSON 或 TXT",
        ),
    ] {
        let group = Group::new().says("m-1", "li", 1, "早").file(&format!("exports/{name}"), content);
        let (en_note, zh_note) = note(&group, name);
        assert!(en_note.starts_with(en), "{en_note}");
        assert_eq!(zh_note, zh);
    }
}

#[test]
fn a_chinese_report_has_no_english_sentence_about_an_export() {
    let group = Group::new()
        .says("m-1", "li", 1, "早")
        .line("{\"_type\":\"message\",\"sender\":")
        .file("exports/a.json", "{}")
        .file("exports/b.jsonl", " ")
        .file("exports/c.db", "SQLite format 3\0");
    let report = group.check();
    for note in &report.notes {
        let bare: String = note.zh.split(['：', ' ', '，']).filter(|part| !part.contains("exports/")).collect();
        assert!(
            !bare.contains("it is") && !bare.contains("not") && !bare.contains("nothing"),
            "{} / {}",
            note.zh,
            note.en
        );
    }
    let text = human(&report, HumanOptions::new(Lang::Zh));
    assert!(text.contains("未能识别为聊天导出") && text.contains("结果不完整"), "{text}");
}

#[test]
fn notes_name_files_below_the_group_and_never_where_the_group_lies() {
    let group = Group::new().says("m-1", "li", 1, "早").file("exports/a.jsonl", "").file("exports/b.json", "{");
    let report = group.check();
    let place = group.dir().to_string_lossy().into_owned();
    let sarif = sarif(&report, Lang::En).to_string();
    assert!(!format!("{:?}", report.notes).contains(&place) && !sarif.contains(&place), "{:?}", report.notes);
}

#[test]
fn an_unread_export_leaves_open_what_others_do_not_show() {
    let clean = || Group::new().says("m-1", "li", 1, "早").file("exports/cut.jsonl", "");
    let report = clean().check();
    assert!(!report.complete);
    assert_eq!(report.exit(), 3);
    let reason = clean().reason(PII);
    assert_eq!(
        (clean().verdict(PII), reason.as_str()),
        (Verdict::Unknown, "not everything could be read: exports/cut.jsonl")
    );
    // What was found stays found, and weighs more than what is missing.
    let leak = clean().says("m-2", "li", 2, RESIDENT_ID);
    assert_eq!((leak.verdict(PII), leak.check().exit()), (Verdict::Fail, 1));
    // Rules that read no chat are decided.
    let table = clean().table("requests", "request_id,kind,received_at\n");
    assert_eq!(table.verdict("privacy/request-sla"), Verdict::Pass);
}

#[test]
fn an_export_without_a_message_was_not_read() {
    let header = r#""chatlab":{"version":"0.0.1","exportedAt":1793000000},"meta":{"name":"g","platform":"wechat","type":"group"}"#;
    for messages in ["[]", r#""x""#] {
        let text = format!(r#"{{{header},"members":[],"messages":{messages}}}"#);
        let group = Group::new().file("exports/bare.json", &text);
        let report = group.check();
        assert_eq!((report.complete, report.exit() == 0), (false, false), "{messages}");
        assert_eq!((group.verdict(PII), group.reason(PII).contains("exports/bare.json")), (Verdict::Unknown, true));
        let said = report.notes.iter().any(|note| note.en.contains("exports/bare.json") && !note.zh.contains("not "));
        assert!(said, "{messages}: {:?}", report.notes);
        // Other exports do not make up for it.
        let beside = group.says("m-1", "li", 1, "早");
        assert_eq!((beside.verdict(PII), beside.check().exit()), (Verdict::Unknown, 3), "{messages}");
    }
    let only_head = Group::new().file("exports/bare.jsonl", &format!("{{\"_type\":\"header\",{header}}}\n"));
    assert_eq!(only_head.check().exit(), 3);
}

#[cfg(unix)]
#[test]
fn a_link_and_a_pattern_without_a_file_are_told_and_leave_the_check_complete() {
    let group = Group::new().says("m-1", "li", 1, "早").file("elsewhere/a.jsonl", "");
    group.check();
    std::os::unix::fs::symlink("../elsewhere", group.dir().join("exports/old")).unwrap();
    let (en, zh) = note(&group, "link");
    assert_eq!(en, "the link exports/old was not followed; what it leads to was not read");
    assert_eq!(zh, "未跟随链接 exports/old，其指向的内容未读取");
    assert!(group.check().complete);
    let (en, zh) = note(&Group::new(), "fits");
    assert_eq!((en.as_str(), zh.contains("`exports/**`")), ("no file fits `exports/**` of `archive.exports`", true));
    assert!(Group::new().check().complete);
}

#[test]
fn only_what_looks_like_an_export_makes_a_check_incomplete() {
    for (name, content, complete) in [
        ("README.md", "# exports", true),
        ("photo.png", "\u{89}PNG", true),
        ("app.db", "SQLite format 3\0", true),
        ("notes.txt", "dear diary\n", false),
        ("SHEET.CSV", "a,b\n", false),
        ("empty.md", "", true),
        ("empty.jsonl", "", false),
    ] {
        let group = Group::new().says("m-1", "li", 1, "早").file(&format!("exports/{name}"), content);
        assert_eq!(group.check().complete, complete, "{name}");
    }
}

#[test]
fn an_export_named_by_hand_is_refused_with_its_own_reason() {
    let group = Group::new().file("app.db", "SQLite format 3\0").file("empty.jsonl", "");
    let config = GroupConfig::parse(&group.dir().join("groupkeep.yaml"), "group: {name: x}\n").unwrap();
    let check = |name: &str| {
        let exports = Some(vec![group.dir().join(name)]);
        let as_of = "2026-11-01T00:00:00Z".parse().unwrap();
        crate::check(&CheckJob { exports, ..CheckJob::new(&config, as_of, &Silent) }).unwrap_err()
    };
    let refused = check("app.db");
    assert!(matches!(refused, Error::Archive(groupkeep_archive::Error::Refused { .. })), "{refused:?}");
    assert!(refused.hint().is_some_and(|hint| hint.contains("export it")));
    assert!(matches!(check("empty.jsonl"), Error::Archive(groupkeep_archive::Error::Empty { .. })));
    assert!(matches!(check("gone.jsonl"), Error::Archive(groupkeep_archive::Error::Missing { .. })));
}

#[test]
fn dates_that_can_be_read_two_ways_have_to_be_told() {
    let chat = "03/04/2026, 08:00 - 李明: 早\n04/05/2026, 08:00 - 王芳: 好\n";
    let group = || Group::new().file("exports/a.txt", chat).file("exports/b.txt", chat);
    let Err(Error::Wrong(problems)) = group().try_check() else { panic!("the order of day and month was guessed") };
    assert_eq!(problems.len(), 2, "{problems}");
    for problem in &problems {
        assert!(problem.message.contains("cannot be decided"), "{problem}");
        assert!(problem.hint.as_deref().is_some_and(|hint| hint.contains("archive.date_order")));
    }
    // One day over twelve decides it.
    let decided = chat.replace("04/05/2026", "14/05/2026");
    assert!(Group::new().file("exports/a.txt", &decided).try_check().is_ok());
}

fn copied(group: Group, name: &str) -> Group {
    group.check();
    let text = std::fs::read_to_string(group.dir().join("exports/chat.jsonl")).unwrap();
    group.file(name, &text)
}

#[test]
fn a_payment_in_two_exports_is_booked_once() {
    let header = "entry_id,date,direction,amount,counterparty,category,message_id";
    let ledger = format!("{header}\n1,2026-10-05,in,88,wang,other,m-1\n");
    let group = Group::new().table("ledger", &ledger).message("m-1", "wang", october(5), 21, "[转账] ¥88.00");
    let group = copied(group, "exports/later.jsonl");
    assert_eq!(group.verdict("payments/reconcile"), Verdict::Pass);
    let bare =
        Group::new().table("ledger", &format!("{header}\n")).message("m-1", "wang", october(5), 21, "[转账] ¥88.00");
    assert_eq!(copied(bare, "exports/later.jsonl").findings("payments/reconcile").len(), 1);
}

#[test]
fn the_same_id_in_another_chat_is_another_message() {
    let group = Group::new().says("m-1", "li", 1, RESIDENT_ID);
    let group = copied(group, "exports/other.jsonl");
    let other = std::fs::read_to_string(group.dir().join("exports/other.jsonl")).unwrap().replace("g1@", "g2@");
    let findings = group.file("exports/other.jsonl", &other).findings(PII);
    assert_eq!(findings.len(), 2);
    assert_ne!(findings[0].fingerprint, findings[1].fingerprint);
}

const POSTED: &str = "notice: {version: '3', date: 2026-10-05, handler: 晨读会, contact: hi@example.org, purpose: 组织共读, \
                      method: 群聊, kinds: 昵称, retention_days: 365, rights: 私信群主, posted_message_id: ID}\n";

#[test]
fn a_posted_notice_is_found_by_an_id_of_digits_quoted_or_not() {
    let rule = "privacy/notice-complete";
    let group = |id: &str| Group::new().charter(&POSTED.replace("ID", id)).says("7301199545373461762", "li", 1, "告知");
    assert_eq!(group("'7301199545373461762'").verdict(rule), Verdict::Pass);
    assert_eq!(group("7301199545373461762").verdict(rule), Verdict::Pass);
    let wrong = group("7301199545373461763").findings(rule);
    assert_eq!(wrong[0].message.en, "the message named by `notice.posted_message_id` is not in the archive");
}

#[test]
fn a_notice_that_may_stand_in_what_was_not_read_is_not_said_to_be_missing() {
    let rule = "privacy/notice-complete";
    let group = |id: &str| {
        Group::new().charter(&POSTED.replace("ID", id)).says("m-1", "li", 1, "告知").file("exports/cut.jsonl", "")
    };
    assert_eq!((group("m-9").verdict(rule), group("m-9").findings(rule).len()), (Verdict::Unknown, 0));
    assert_eq!(group("m-1").verdict(rule), Verdict::Pass);
}
