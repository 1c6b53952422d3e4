use crate::report::{Finding, Verdict};
use crate::tests::group::{Group, RESIDENT_ID, october};

const MEMBERS: &str = "member_id,name,phone\nli,李明,13812345678\nwang,王芳,13912345678\n";
const WORKS: &str = "work_id,title,kind,author,licence,match,until\n";

#[test]
fn without_exports_nothing_is_known() {
    let group = Group::new();
    assert_eq!(group.verdict("privacy/pii-critical"), Verdict::Unknown);
    assert_eq!(group.reason("privacy/pii-critical"), "not provided: no export was found");
}

#[test]
fn an_identity_number_is_found_where_it_stands_and_redacted() {
    let rule = "privacy/pii-critical";
    let clean = Group::new().says("m-1", "li", 1, "早");
    assert_eq!(clean.verdict(rule), Verdict::Pass);
    let mut group = clean.says("m-2", "li", 2, &format!("我的身份证{RESIDENT_ID}帮忙登记"));
    let findings = group.findings(rule);
    let [Finding { message, chat, path, line, message_id, .. }] = findings.as_slice() else { panic!("{findings:?}") };
    assert!(message.en.starts_with("identity number 1") && message.en.contains('*'), "{}", message.en);
    assert!(!format!("{findings:?}").contains(RESIDENT_ID));
    assert_eq!((chat.as_deref(), *line, message_id.as_deref()), (Some("晨读会"), Some(3), Some("m-2")));
    assert_eq!(path.as_deref(), Some(std::path::Path::new("exports/chat.jsonl")));
    group.reveal = true;
    assert!(group.findings(rule)[0].message.zh.contains(RESIDENT_ID));
}

#[test]
fn a_number_is_its_owners_to_post() {
    let rule = "privacy/pii-contact";
    let group =
        |sender: &str, text: &str| Group::new().table("members", MEMBERS).says("m-1", sender, 1, text).verdict(rule);
    assert_eq!(group("li", "换号了13812345678"), Verdict::Pass);
    assert_eq!(group("wang", "找李明打13812345678"), Verdict::Fail);
    // Nobody is known to own it; the sender says so.
    assert_eq!(group("wang", "我的电话是13712345678"), Verdict::Pass);
    assert_eq!(group("wang", "那家店的电话13712345678"), Verdict::Fail);
}

#[test]
fn five_numbers_or_a_telling_name_make_a_list() {
    let rule = "privacy/roster-exposed";
    let numbers: Vec<String> = (0..5).map(|n| format!("1381234567{n}")).collect();
    let says = |text: &str| Group::new().says("m-1", "li", 1, text);
    assert_eq!(says(&numbers[..4].join(" ")).verdict(rule), Verdict::Pass);
    assert_eq!(says(&[numbers[0].as_str(); 5].join(" ")).verdict(rule), Verdict::Pass);
    assert_eq!(says(&numbers.join(" ")).findings(rule)[0].message.en, "5 phone numbers in one message");
    let sends = |name: &str| Group::new().message("m-1", "li", october(1), 4, name);
    assert_eq!(sends("[文件] 第三章笔记.txt").verdict(rule), Verdict::Pass);
    assert_eq!(sends("[文件] 成员通讯录.xlsx").verdict(rule), Verdict::Fail);
}

#[test]
fn a_work_needs_a_row_that_covers_it() {
    let rule = "copyright/unlicensed-repost";
    let group = |rows: &str| {
        Group::new().table("works", &format!("{WORKS}{rows}")).message("m-1", "li", october(1), 4, "[文件] 三体.epub")
    };
    assert_eq!(Group::new().message("m-1", "li", october(1), 4, "三体.epub").verdict(rule), Verdict::Unknown);
    let findings = group("").findings(rule);
    assert_eq!(findings[0].message.zh, "文件“三体.epub”在版权登记表中没有记录");
    let row = findings[0].suggested_row.as_deref().unwrap();
    assert!(row.starts_with("w-") && row.ends_with(",三体,file,,no,,,,,,,m-1,"), "{row}");
    assert_eq!(group("w1,三体,book,刘,written-permission,三体*,\n").verdict(rule), Verdict::Pass);
    assert_eq!(group("w1,三体,book,刘,written-permission,m-1,2027-01-01\n").verdict(rule), Verdict::Pass);
    assert_eq!(group("w1,三体,book,刘,written-permission,三体*,2026-01-01\n").verdict(rule), Verdict::Fail);
    assert_eq!(group("w1,球状闪电,book,刘,written-permission,球状闪电*,\n").verdict(rule), Verdict::Fail);
}

#[test]
fn a_long_text_from_elsewhere_is_a_work_and_a_members_own_is_not() {
    let rule = "copyright/unlicensed-repost";
    let long = "读书笔记".repeat(130);
    let group = |text: &str| Group::new().table("works", WORKS).says("m-1", "li", 1, text);
    assert_eq!(group(&long).verdict(rule), Verdict::Pass);
    assert_eq!(group(&format!("转载 {long}")).verdict(rule), Verdict::Fail);
    assert_eq!(group("转载 短文").verdict(rule), Verdict::Pass);
    let quotes = "copyright/attribution";
    assert_eq!(group(&format!("转载 {long}")).verdict(quotes), Verdict::Fail);
    assert_eq!(group(&format!("转载，作者：鲁迅 {long}")).verdict(quotes), Verdict::Pass);
}

#[test]
fn a_shared_drive_link_is_covered_by_its_address() {
    let rule = "copyright/netdisk-link";
    let group = |rows: &str| {
        let text = "资料 https://pan.baidu.com/s/1abc?pwd=x1y2 提取码 x1y2";
        Group::new().table("works", &format!("{WORKS}{rows}")).says("m-1", "li", 1, text)
    };
    assert_eq!(group("").verdict(rule), Verdict::Fail);
    assert_eq!(group("w1,讲义,course,李明,own,https://pan.baidu.com/s/1abc,\n").verdict(rule), Verdict::Pass);
    assert_eq!(group("w1,讲义,course,李明,own,https://pan.baidu.com/s/1ab,\n").verdict(rule), Verdict::Fail);
}

#[test]
fn a_promise_of_return_counts_with_money_near_it() {
    let rule = "payments/return-promise";
    let group = || Group::new().says("m-1", "li", 1, "新项目保本保息，年化20%，稳赚不赔");
    assert_eq!(group().says("m-2", "wang", 2, "加微信转账").verdict(rule), Verdict::Pass);
    assert_eq!(group().says("m-2", "li", 2, "想参加的加我微信，直接转账给我").verdict(rule), Verdict::Fail);
}

#[test]
fn a_recalled_message_was_handled() {
    let rule = "privacy/pii-critical";
    let text = format!("身份证{RESIDENT_ID}");
    let group = Group::new().says("m-1", "li", 1, "早").message("m-2", "li", october(2), 81, &text);
    assert_eq!(group.verdict(rule), Verdict::Pass);
}

#[test]
fn fingerprints_survive_edits_and_reordering() {
    let rule = "privacy/pii-critical";
    let text = format!("身份证{RESIDENT_ID}");
    let group =
        |first: &str| Group::new().says("m-1", "li", 1, first).says("m-2", "li", 2, &text).says("m-3", "wang", 3, "好");
    let fingerprint = |group: &Group| group.findings(rule)[0].fingerprint.clone();
    let before = fingerprint(&group("早"));
    assert_eq!(fingerprint(&group("早上好，今天读第三章")), before);
    assert_eq!(fingerprint(&group("早").reversed()), before);
    let other = Group::new().says("m-4", "li", 2, &text);
    assert_ne!(fingerprint(&other), before);
}

#[test]
fn overlapping_exports_show_a_message_once() {
    let text = format!("身份证{RESIDENT_ID}");
    let group = Group::new().says("m-2", "li", 2, &text);
    group.check();
    let copy = std::fs::read_to_string(group.dir().join("exports/chat.jsonl")).unwrap();
    let group = group.file("exports/later.jsonl", &copy);
    assert_eq!(group.findings("privacy/pii-critical").len(), 1);
}

#[test]
fn a_message_kept_longer_than_promised_is_named() {
    let rule = "privacy/retention";
    let group = |days: &str| Group::new().charter(&format!("notice: {{{days}}}\n")).says("m-1", "li", 1, "早");
    assert_eq!(group("retention_days: 31").verdict(rule), Verdict::Pass);
    let findings = group("retention_days: 30").findings(rule);
    assert_eq!((findings.len(), findings[0].message_id.as_deref()), (1, Some("m-1")));
    assert_eq!(group("version: '1'").verdict(rule), Verdict::Fail);
}

#[test]
fn damage_in_an_export_never_passes() {
    let group = Group::new().says("m-1", "li", 1, "早").line("{\"_type\":\"message\",\"sender\":");
    let report = group.check();
    let pii = report.rules.iter().find(|result| result.rule.id == "privacy/pii-critical").unwrap();
    assert_eq!((report.complete, pii.verdict), (false, Verdict::Unknown));
    assert!(report.notes.iter().any(|note| note.en.contains("not understood")), "{:?}", report.notes);
}

#[test]
fn a_file_that_is_no_export_is_noted() {
    let group =
        Group::new().says("m-1", "li", 1, "早").file("exports/README.md", "# exports").file("exports/x.json", "{}");
    let report = group.check();
    assert!(!report.complete);
    assert_eq!(report.notes.iter().filter(|note| note.en.contains("was not read")).count(), 2, "{:?}", report.notes);
}

const WHATSAPP: &str =
    "2026/10/13, 08:00 - 李明: 早\n2026/10/13, 08:00 - 李明: 身份证11010519491231002X\n2026/10/14, 08:01 - 王芳: 好\n";

#[test]
fn a_source_that_cannot_record_a_fact_is_named() {
    let group = Group::new().file("exports/chat.txt", WHATSAPP);
    let rule = "payments/transfer-anomaly";
    assert_eq!(
        (group.verdict(rule), group.reason(rule).as_str()),
        (Verdict::Unknown, "whatsapp-text does not record it")
    );
    // Another source that can is enough.
    let both = group.says("m-1", "li", 1, "早");
    assert_eq!(both.verdict(rule), Verdict::Pass);
}

#[test]
fn without_ids_time_and_order_tell_messages_apart() {
    let rule = "privacy/pii-critical";
    let fingerprint = |text: &str| Group::new().file("exports/chat.txt", text).findings(rule)[0].fingerprint.clone();
    let before = fingerprint(WHATSAPP);
    assert_eq!(fingerprint(&WHATSAPP.replace("好", "好的，收到")), before);
    assert_eq!(fingerprint(&format!("2026/10/12, 08:00 - 王芳: 晚安\n{WHATSAPP}")), before);
    assert_ne!(fingerprint(&WHATSAPP.replace("08:00 - 李明: 身份证", "08:02 - 李明: 身份证")), before);
}

#[test]
fn a_number_in_a_files_name_is_found_once() {
    let group = Group::new().message("m-1", "li", october(1), 4, &format!("[文件] {RESIDENT_ID}.doc"));
    assert_eq!(group.findings("privacy/pii-critical").len(), 1);
}

#[test]
fn two_values_of_one_message_are_two_findings() {
    let group = Group::new().says("m-1", "li", 1, &format!("{RESIDENT_ID} 和 {RESIDENT_ID}"));
    let findings = group.findings("privacy/pii-critical");
    assert_eq!(findings.len(), 2);
    assert_ne!(findings[0].fingerprint, findings[1].fingerprint);
}
