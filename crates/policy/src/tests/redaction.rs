//! No value and no name of the chats gets into any form of a report, unless the check was asked to reveal them.

use groupkeep_config::{GroupConfig, Scope};
use groupkeep_monitor::Silent;

use crate::CheckJob;
use crate::output::{HumanOptions, human, json, sarif};
use crate::report::{CheckReport, Verdict};
use crate::rule::Lang;
use crate::tests::group::{Group, RESIDENT_ID, october};

const PHONE: &str = "13912345678";
const CARD: &str = "6222022000007319054";
const EMAIL: &str = "secret.person@example.org";
const NAME: &str = "诸葛小明";
const OTHER: &str = "欧阳晓红";

/// Values and names that stand in the group below, and the pieces a careless redaction would leave.
const SECRETS: [&str; 9] = [RESIDENT_ID, PHONE, CARD, EMAIL, NAME, OTHER, "19491231", "12345678", "secret.person"];

/// Everybody says or sends something they should not have.
fn talkative(scope: Scope) -> Group {
    let numbers: Vec<String> = (0..6).map(|n| format!("1391234567{n}")).collect();
    let header = "entry_id,date,direction,amount,counterparty,category,preparer,approvers,voucher";
    let message = |id: &str, kind: u32, text: &str| {
        serde_json::json!({"_type": "message", "platformMessageId": id, "sender": "zg", "accountName": NAME,
            "timestamp": october(9), "type": kind, "content": text})
        .to_string()
    };
    Group::of_scope(scope.name())
        .charter("purpose: 共读\nnotice: {retention_days: 1}\n")
        .table("members", &format!("member_id,name,aliases,joined_on,under14,phone\nzg,{NAME},{OTHER},2026-10-08,yes,{PHONE}\nli,,,,,\n"))
        .table("consents", "member_id,use,version,given_at,how\n")
        .table("works", "work_id,title,kind,author,licence\n")
        .table("requests", "request_id,kind,received_at,handler\nr1,delete,2026-01-01,诸葛小明\n")
        .table("ledger", &format!("{header}\n1,2026-10-01,out,500,{NAME},gift,li,{OTHER},\n2,2026-10-02,out,700,诸葛小明,red-packet,,,v.txt\n"))
        .line(&format!(r#"{{"_type":"member","platformId":"zg","accountName":"{NAME}","groupNickname":"{OTHER}"}}"#))
        .line(&message("m-1", 0, &format!("身份证{RESIDENT_ID}，卡号{CARD}")))
        .line(&message("m-2", 0, &format!("有事找{OTHER}，电话{PHONE}，邮箱{EMAIL}")))
        .line(&message("m-3", 0, &numbers.join("、")))
        .line(&message("m-4", 4, &format!("[文件] {NAME}的通讯录{PHONE}.pdf")))
        .line(&message("m-5", 4, &format!("[文件] {OTHER}身份证{RESIDENT_ID}.zip")))
        .line(&message("m-6", 0, &format!("转载 {NAME} {PHONE} {}", "读书笔记".repeat(130))))
        .line(&message("m-7", 20, &format!("[红包] 祝{OTHER}生日快乐{PHONE}")))
        .line(&message("m-8", 21, "[转账] ¥5.00"))
        .line(&message("m-9", 0, &format!("网盘 {NAME}的{PHONE}资料 https://pan.baidu.com/s/1abc 提取码 x1y2")))
        .line(&message("m-10", 0, &format!("{NAME}的项目保本保息，年化20%，稳赚不赔，转账给{OTHER} {PHONE}")))
        .line(&message("m-11", 0, &format!("{OTHER}长期收购出租银行卡、电话卡，联系{PHONE}")))
        .line(&message("m-12", 0, &format!("为{NAME}发起募捐，公开募捐，捐款转账到{CARD}")))
}

/// Every form a report has, in both languages.
fn forms(report: &CheckReport) -> Vec<(&'static str, String)> {
    let text = |lang| human(report, HumanOptions { shown: usize::MAX, ..HumanOptions::new(lang) });
    let short = |lang| human(report, HumanOptions { explain: false, ..HumanOptions::new(lang) });
    vec![
        ("human en", text(Lang::En)),
        ("human zh", text(Lang::Zh)),
        ("short en", short(Lang::En)),
        ("short zh", short(Lang::Zh)),
        ("json", json(report).to_string()),
        ("sarif en", sarif(report, Lang::En).to_string()),
        ("sarif zh", sarif(report, Lang::Zh).to_string()),
        ("debug", format!("{:?} {:?} {:?}", report.findings, report.notes, report.first_three)),
    ]
}

#[test]
fn no_form_of_a_report_holds_a_value_or_a_name() {
    for scope in [Scope::Household, Scope::Community, Scope::Commercial] {
        let report = talkative(scope).check();
        for (form, text) in forms(&report) {
            for secret in SECRETS {
                let found = text.find(secret).map(|at| text[..at].chars().rev().take(40).collect::<Vec<_>>());
                let before: Option<String> = found.map(|chars| chars.into_iter().rev().collect());
                assert_eq!(before, None, "{form} of a {} holds {secret}", scope.name());
            }
        }
    }
}

#[test]
fn the_rules_above_did_look_and_did_find() {
    let report = talkative(Scope::Community).check();
    for rule in [
        "privacy/pii-critical",
        "privacy/pii-contact",
        "privacy/roster-exposed",
        "privacy/retention",
        "privacy/minor-guardian",
        "privacy/consent-register",
        "privacy/request-sla",
        "copyright/unlicensed-repost",
        "copyright/netdisk-link",
        "payments/reconcile",
        "payments/dual-approval",
        "payments/return-promise",
        "payments/account-lending",
        "payments/donation-drive",
        "governance/two-person",
    ] {
        let result = report.rules.iter().find(|result| result.rule.id == rule).unwrap();
        assert_eq!(result.verdict, Verdict::Fail, "{rule}");
    }
    let rows = report.findings.iter().filter(|finding| finding.suggested_row.is_some()).count();
    assert!(rows >= 4, "{rows} rows to paste");
}

#[test]
fn what_is_asked_to_be_revealed_is_shown_whole() {
    let mut group = talkative(Scope::Community);
    group.reveal = true;
    let report = group.check();
    let said: String = report.findings.iter().map(|finding| finding.message.zh.as_str()).collect();
    for value in [RESIDENT_ID, CARD, EMAIL, PHONE, NAME] {
        assert!(said.contains(value), "{value} is not shown");
    }
}

#[test]
fn a_direct_chat_is_not_named_after_the_person() {
    let chat = |kind: &str| {
        let header = format!(
            r#"{{"_type":"header","chatlab":{{"version":"0.0.1","exportedAt":1793000000}},"meta":{{"name":"{NAME}","platform":"wechat","type":"{kind}"}}}}"#
        );
        let message = serde_json::json!({"_type": "message", "platformMessageId": "m-1", "sender": "zg",
            "accountName": NAME, "timestamp": october(9), "type": 0, "content": RESIDENT_ID});
        let group = Group::new().file("exports/a.jsonl", &format!("{header}\n{message}\n"));
        group.findings("privacy/pii-critical").remove(0).chat
    };
    assert_eq!(chat("private"), None);
    assert_eq!(chat("group").as_deref(), Some("诸**"));
}

#[test]
fn errors_of_a_check_name_places_and_no_values() {
    let group = Group::new()
        .table("members", &format!("member_id,name,joined_on,phone\nzg,{NAME},{PHONE},{PHONE}\n"))
        .file("waivers/w.yaml", "rule: [");
    let error = group.try_check().unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("members.csv") && !text.contains(NAME), "{text}");
}

#[test]
fn a_name_that_steers_a_terminal_is_defused() {
    let group = Group::new().table("works", "work_id,title,kind,author,licence\n").message(
        "m-1\u{1b}[2J",
        "li",
        october(1),
        4,
        "[文件] a\u{1b}]0;x\u{7}b\u{202e}.pdf",
    );
    for lang in [Lang::En, Lang::Zh] {
        let text = human(&group.check(), HumanOptions::new(lang));
        assert!(text.contains(".pdf"), "{text}");
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    }
}

#[test]
fn the_job_itself_says_nothing_of_the_group() {
    let config =
        GroupConfig::parse(std::path::Path::new("groupkeep.yaml"), &format!("group: {{name: {NAME}}}\n")).unwrap();
    let job = CheckJob::new(&config, "2026-11-01T00:00:00Z".parse().unwrap(), &Silent);
    assert!(!format!("{job:?}").contains(NAME));
}

/// Somebody no list names.
const STRANGER: &str = "司马长风";

#[test]
fn a_wording_shows_what_set_the_rule_off_and_nothing_around_it() {
    let says = |rule: &str, text: &str| {
        let found = Group::new()
            .table("works", "work_id,title,kind,author,licence\n")
            .line(&format!(r#"{{"_type":"member","platformId":"zg","accountName":"{NAME}"}}"#))
            .says("m-1", "li", 1, text)
            .findings(rule);
        assert_eq!(found.len(), 1, "{rule}");
        assert!(!format!("{found:?}").contains(STRANGER) && !format!("{found:?}").contains(NAME), "{found:?}");
        found[0].message.en.clone()
    };
    let offer = format!("秒杀，{STRANGER}家的{NAME}孩子都说好，扫码下单");
    assert_eq!(says("content/ad-labelled", &offer), "the wording “秒杀”");
    let course = format!("夸克 {STRANGER}的课 提取码 x1y2");
    assert_eq!(says("copyright/netdisk-link", &course), "the wording “夸克”");
    let link = says("copyright/netdisk-link", &format!("https://115cdn.com/s/{STRANGER}"));
    assert_eq!(link, "the wording “115cdn.com/s…”");
    let card = format!("出租{STRANGER}的银行卡");
    assert_eq!(says("payments/account-lending", &card), "the wording “出租”");
    assert_eq!(says("payments/return-promise", "年化约12.55%，加我"), "the wording “年化约12.55%”");
}

#[test]
fn a_chat_named_after_a_member_or_a_number_is_redacted_in_every_form() {
    let header = format!(
        r#"{{"_type":"header","chatlab":{{"version":"0.0.1","exportedAt":1793000000}},"meta":{{"name":"{NAME}的读书群{PHONE}","platform":"wechat","type":"group"}}}}"#
    );
    let message = serde_json::json!({"_type": "message", "platformMessageId": "m-1", "sender": "zg",
        "accountName": NAME, "timestamp": october(9), "type": 0, "content": RESIDENT_ID});
    let mut group = Group::new().file("exports/a.jsonl", &format!("{header}\n{message}\n"));
    let report = group.check();
    let chat = report.findings.iter().find_map(|finding| finding.chat.clone());
    assert_eq!(chat.as_deref(), Some("诸**的读书群139****5678"));
    for (form, text) in forms(&report) {
        assert!(!text.contains(NAME) && !text.contains(PHONE), "{form}");
    }
    group.reveal = true;
    let shown = group.findings("privacy/pii-critical").remove(0).chat;
    assert_eq!(shown, Some(format!("{NAME}的读书群{PHONE}")));
}

#[test]
fn names_of_files_show_no_value_and_no_listed_name() {
    for (secret, name) in [
        (PHONE, format!("名单_{PHONE}_v2.pdf")),
        (PHONE, format!("名单{PHONE}.pdf")),
        (PHONE, "名单139-1234-5678.pdf".to_owned()),
        (RESIDENT_ID, format!("{RESIDENT_ID}名单.pdf")),
        (EMAIL, format!("名单-{EMAIL}.pdf")),
        (NAME, format!("名单{NAME}.pdf")),
        (NAME, format!("{NAME}_名单_2026.pdf")),
        ("wxid_q1w2e3r4t5", "wxid_q1w2e3r4t5_名单.pdf".to_owned()),
        ("wxid_listed0001", "名单-wxid_listed0001.pdf".to_owned()),
        ("王芳", "王芳名单.pdf".to_owned()),
        ("LiMing", "LiMing_名单.pdf".to_owned()),
        ("LiMing", "名单LiMing2026.pdf".to_owned()),
        ("liming", "名单-liming.pdf".to_owned()),
        ("li的昵称", "li的昵称名单.pdf".to_owned()),
        ("王芳", "名单（王芳）.pdf".to_owned()),
    ] {
        let group = Group::new()
            .table("members", &format!("member_id,name,phone\nwxid_listed0001,{NAME},{PHONE}\nw,王芳,\nm,LiMing,\n"))
            .table("works", "work_id,title,kind,author,licence\n")
            .message("", "li", october(1), 4, &format!("[文件] {name}"));
        let report = group.check();
        for rule in ["copyright/unlicensed-repost", "privacy/roster-exposed"] {
            assert!(report.findings.iter().any(|finding| finding.rule == rule), "{rule}: {name}");
        }
        for (form, text) in forms(&report) {
            assert!(!text.contains(secret), "{form} of {name} holds {secret}");
        }
    }
}
