//! Exports of one chat that overlap: every message counts once, as if one export held all.

use groupkeep_config::GroupConfig;
use groupkeep_monitor::Recorder;

use crate::CheckJob;
use crate::report::{CheckReport, Figure, Finding, Verdict};
use crate::tests::group::{Group, RESIDENT_ID, october};

const REPOSTS: &str = "copyright/attribution";
const PROMISE: &str = "payments/return-promise";
const LEDGER: &str = "entry_id,date,direction,amount,counterparty,category,message_id\n";

/// A message: id, sender, second, type and text.
type Row<'t> = (Option<&'t str>, &'t str, i64, u32, &'t str);

fn export(meta: &str, rows: &[Row<'_>]) -> String {
    let mut text = format!(
        "{{\"_type\":\"header\",\"chatlab\":{{\"version\":\"0.0.1\",\"exportedAt\":1793000000}},\"meta\":{{\"name\":\"晨读会\",\"type\":\"group\",{meta}}}}}\n"
    );
    for (id, sender, second, kind, content) in rows {
        let line = serde_json::json!({"_type": "message", "platformMessageId": id, "sender": sender,
            "accountName": format!("{sender}的昵称"), "timestamp": second, "type": kind, "content": content});
        text.push_str(&format!("{line}\n"));
    }
    text
}

const WECHAT: &str = r#""platform":"wechat","groupId":"g1@chatroom""#;

fn told(exports: &[(&str, &[Row<'_>])]) -> Group {
    let group = Group::new().table("ledger", LEDGER);
    let write = |(group, n): (Group, usize), (meta, rows): &(&str, &[Row<'_>])| {
        (group.file(&format!("exports/{n}.jsonl"), &export(meta, rows)), n + 1)
    };
    exports.iter().fold((group, 0), write).0
}

/// Verdicts and figures by rule, and the findings without the file and line they stand in.
fn outcome(report: &CheckReport) -> (Vec<String>, Vec<String>) {
    let rules = report.rules.iter().map(|one| format!("{} {:?} {:?}", one.rule.id, one.verdict, one.value));
    let finding = |one: &Finding| format!("{} {} {:?} {}", one.rule, one.message.en, one.message_id, one.fingerprint);
    let mut findings: Vec<String> = report.findings.iter().map(finding).collect();
    findings.sort();
    (rules.collect(), findings)
}

fn phases(group: &Group) -> Vec<String> {
    let yaml = "group: {name: x}\narchive: {exports: [exports/**]}\n";
    let config = GroupConfig::parse(&group.dir().join("groupkeep.yaml"), yaml).unwrap();
    let recorder = Recorder::default();
    crate::check(&CheckJob::new(&config, "2026-11-01T00:00:00Z".parse().unwrap(), &recorder)).unwrap();
    recorder.phases().iter().map(ToString::to_string).collect()
}

const ONCE_MORE: &str = "reading shared chats once more";

/// Long texts from elsewhere with an author and without, payments of one second, and a promise with the money a message
/// later.
fn rows<'t>(named: &'t str, bare: &'t str, ids: bool) -> Vec<Row<'t>> {
    let id = |id| Some(id).filter(|_| ids);
    vec![
        (id("1"), "li", october(1), 0, "早"),
        (id("2"), "li", october(2), 0, named),
        (id("3"), "wang", october(3), 0, bare),
        (id("4"), "wang", october(4), 21, "[转账] ¥88.00"),
        (id("5"), "wang", october(4), 21, "[转账] ¥88.00"),
        (id("6"), "zhao", october(5), 0, "新项目保本保息，年化20%，稳赚不赔"),
        (id("7"), "zhao", october(6), 0, "想参加的加我微信，直接转账给我"),
        (id("8"), "li", october(7), 0, RESIDENT_ID),
        (id("9"), "li", october(8), 0, named),
    ]
}

#[test]
fn two_exports_that_overlap_are_judged_like_one_that_holds_all() {
    let long = "读书笔记".repeat(60);
    let (named, bare) = (format!("转载，作者：鲁迅 {long}"), format!("版权所有 {long}"));
    for ids in [true, false] {
        let rows = rows(&named, &bare, ids);
        let whole = told(&[(WECHAT, &rows)]);
        let expected = outcome(&whole.check());
        assert_eq!(whole.result(REPOSTS).value, Some(Figure::Ratio(1.0 / 3.0)));
        assert_eq!(whole.findings("payments/reconcile").len(), 2);
        assert_eq!(whole.verdict(PROMISE), Verdict::Fail);
        // The last: the promise and the money it speaks of stand in different exports.
        for (to, from) in [(9, 0), (6, 2), (5, 3), (8, 4), (6, 6)] {
            for cuts in [[&rows[..to], &rows[from..]], [&rows[from..], &rows[..to]]] {
                let cut = told(&[(WECHAT, cuts[0]), (WECHAT, cuts[1])]);
                assert_eq!(outcome(&cut.check()), expected, "ids {ids}, to {to}, from {from}");
            }
        }
    }
}

#[test]
fn a_message_taken_back_in_a_later_export_is_taken_back() {
    let leak = format!("身份证{RESIDENT_ID}");
    let rows = [(Some("1"), "li", october(1), 0, leak.as_str()), (Some("2"), "li", october(2), 0, "早")];
    let recall = r#"{"_type":"message","platformMessageId":"3","sender":"li","timestamp":1791000000,"type":81,"content":"你撤回了一条消息","replyToMessageId":"1"}"#;
    let later = export(WECHAT, &rows[1..]) + recall + "\n";
    let group = told(&[(WECHAT, &rows)]);
    assert_eq!(group.verdict("privacy/pii-critical"), Verdict::Fail);
    assert_eq!(group.file("exports/later.jsonl", &later).verdict("privacy/pii-critical"), Verdict::Pass);
}

#[test]
fn a_finding_stands_at_the_first_of_its_places() {
    // Without an id the chats are one because they have messages in common.
    let rows = [(None, "li", october(1), 0, "早上好各位"), (None, "li", october(2), 0, RESIDENT_ID)];
    let group = told(&[(r#""platform":"wechat""#, &rows), (r#""platform":"wechat""#, &rows)]);
    let places: Vec<_> = group.findings("privacy/pii-critical").into_iter().map(|one| (one.path, one.line)).collect();
    assert_eq!(places, [(Some("exports/0.jsonl".into()), Some(3))]);
}

#[test]
fn two_viewpoints_of_one_chat_are_one() {
    let chat = |li: &str| {
        format!(
            "13/10/2026, 08:00 - {li}: 早上好各位\n13/10/2026, 08:01 - 王芳: 今天读什么\n13/10/2026, 08:02 - {li}: 第三章前两节\n\
             13/10/2026, 08:03 - {li}: 读完记得写笔记\n13/10/2026, 08:04 - {li}: 稳赚不赔，保本保息\n\
             13/10/2026, 08:05 - 王芳: {RESIDENT_ID}\n13/10/2026, 08:06 - {li}: 参加的直接转账\n"
        )
    };
    let name = "WhatsApp Chat with 晨读会.txt";
    let group = |second: &str| {
        Group::new()
            .file(&format!("exports/one/{name}"), &chat("李明"))
            .file(&format!("exports/{second}/{name}"), &chat("小李同学"))
    };
    let group = group("two");
    for rule in ["privacy/pii-critical", PROMISE] {
        let places: Vec<_> = group.findings(rule).into_iter().map(|one| (one.path, one.line)).collect();
        let line = if rule == PROMISE { 5 } else { 6 };
        assert_eq!(places, [(Some(format!("exports/one/{name}").into()), Some(line))], "{rule}");
    }
}

#[test]
fn chats_of_two_platforms_or_ids_stay_apart_and_are_read_once() {
    let rows = rows("转载", "转载", true);
    let payments = |meta: &str| told(&[(WECHAT, &rows), (meta, &rows)]).findings("payments/reconcile").len();
    assert_eq!(payments(WECHAT), 2);
    for apart in [r#""platform":"qq","groupId":"g1@chatroom""#, r#""platform":"wechat","groupId":"g2@chatroom""#] {
        assert_eq!(payments(apart), 4, "{apart}");
        assert!(!phases(&told(&[(WECHAT, &rows), (apart, &rows)])).contains(&ONCE_MORE.to_owned()), "{apart}");
    }
}

#[test]
fn exports_are_read_again_only_where_a_rule_looks_for_something_both_hold() {
    let quiet = [(Some("1"), "li", october(1), 0, "早")];
    let leaky = [(Some("1"), "li", october(1), 0, "早"), (Some("2"), "li", october(2), 0, RESIDENT_ID)];
    let again = |exports: &[(&str, &[Row<'_>])]| phases(&told(exports)).contains(&ONCE_MORE.to_owned());
    assert!(!again(&[(WECHAT, &leaky)]));
    assert!(!again(&[(WECHAT, &quiet), (WECHAT, &quiet)]));
    assert!(again(&[(WECHAT, &quiet), (WECHAT, &leaky)]));
}
