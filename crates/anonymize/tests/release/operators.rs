//! The table of profiles, row by row: what becomes of one value of each kind under each profile.

use groupkeep_anonymize::{Profile, anonymize};
use groupkeep_archive::{ReadOptions, Record, detect, read};
use groupkeep_monitor::Silent;
use serde_json::Value;

use crate::group::Group;

const PROFILES: [Profile; 3] = [Profile::Internal, Profile::Share, Profile::Research];

const EXPORT: &str = r#"{
  "weflow": {"version": "1.0.3", "exportedAt": 1793500000},
  "session": {"wxid": "20002000@chatroom", "nickname": "晨读会", "type": "群聊"},
  "messages": [
    {"localId": 1, "createTime": 1793500461, "formattedTime": "2026-11-01 09:34:21", "type": "文本消息", "localType": 1, "isSend": 0, "senderUsername": "wxid_lin0001abcd", "senderDisplayName": "林小溪", "platformMessageId": "7234567890123456711", "content": "电话13800138000 身份证11010519491231002X 卡6222021234567890128 邮箱lin.xx@example.org 微信号：book_worm88 QQ：87654321", "future": "王大海的秘密"},
    {"localId": 2, "createTime": 1793504062, "formattedTime": "2026-11-01 10:34:22", "type": "文本消息", "localType": 1, "isSend": 0, "senderUsername": "wxid_wang002abc", "senderDisplayName": "王大海", "platformMessageId": "7234567890123456712", "content": "看https://example.com/a?id=1&token=x 收到88.50元", "locationLat": 30.245678, "locationLabel": "浙江省杭州市西湖区龙井路1号", "mediaPath": "media/王大海的照片.jpg"},
    {"localId": 3, "createTime": 1793504100, "formattedTime": "2026-11-01 10:35:00", "type": "系统消息", "localType": 10000, "isSend": null, "senderUsername": "20002000@chatroom", "senderDisplayName": "", "content": "\"林小溪\"邀请\"赵明月\"加入了群聊"}
  ]
}
"#;

const CONSENTS: &str =
    "member_id,use,version,given_at,how\nm-lin,research,1,2026-01-01,paper\nm-wang,research,1,2026-01-01,paper\n";

fn group() -> Group {
    let group = Group::new();
    group.write("tables/consents.csv", CONSENTS);
    group.write("exports/weflow.json", EXPORT);
    group
}

/// The released export and tables under each profile, and the message counts of kinds.
fn released(profile: Profile) -> (Value, Vec<Vec<String>>, Value) {
    let group = group();
    let mut job = group.job(profile);
    job.inputs = vec![group.path("exports/weflow.json"), group.path("tables")];
    let release = anonymize(job, &Silent).unwrap();
    let read = |path: &str| std::fs::read_to_string(group.path("out").join(path)).unwrap();
    let rows = ["members", "ledger"].map(|table| {
        let text = read(&format!("tables/{table}.csv"));
        text.lines().nth(1).unwrap().split(',').map(str::to_owned).collect()
    });
    (serde_json::from_str(&read("exports/weflow.json")).unwrap(), rows.into(), serde_json::to_value(release).unwrap())
}

#[test]
fn every_row_of_the_table_holds() {
    let all = PROFILES.map(released);
    let json =
        |pointer: &str| all.each_ref().map(|(export, _, _)| export.pointer(pointer).cloned().unwrap_or_default());
    let text = |pointer: &str| json(pointer).map(|value| value.as_str().unwrap_or_default().to_owned());
    let cell = |table: usize, column: usize| all.each_ref().map(|(_, rows, _)| rows[table][column].clone());

    // Members: ids and names in fields of their own.
    assert!(text("/messages/0/senderDisplayName").iter().all(|name| name.starts_with("成员-")));
    assert!(text("/messages/0/senderUsername").iter().all(|id| id.starts_with("member-")));
    assert!(
        cell(0, 0).iter().all(|id| id.starts_with("member-")) && cell(0, 1).iter().all(|id| id.starts_with("成员-"))
    );

    // Phone, ids, cards, mail, accounts.
    let masked =
        "电话138****8000 身份证11**************2X 卡6222***********0128 邮箱l***@example.org 微信号：b*** QQ：87****21";
    let redacted = "电话[手机号] 身份证[身份证号] 卡[银行卡号] 邮箱[邮箱] 微信号：[微信号] QQ：[QQ号]";
    assert_eq!(text("/messages/0/content"), [masked, redacted, redacted]);
    assert_eq!(cell(0, 7), ["138****8000", "[手机号]", "[手机号]"]);

    // Time.
    let times = json("/messages/0/createTime").map(|time| time.as_i64().unwrap());
    assert_eq!(times[..2], [1793500461, 1793500440]);
    assert!(times[2] < 1793500461 - 86_400 + 3600 && times[2] % 3600 == 0, "{times:?}");
    assert_eq!(text("/messages/0/formattedTime")[..2], ["2026-11-01 09:34:21", "2026-11-01 09:34:00"]);
    assert!(text("/messages/0/formattedTime")[2].ends_with(" 09:00:00"));

    // Place, amount.
    assert_eq!(json("/messages/1/locationLat").map(|place| place.to_string()), ["30.245678", "30.2", "30"]);
    assert_eq!(text("/messages/1/locationLabel"), ["浙江省杭州市西湖区龙井路1号", "浙江省杭州市", "浙江省"]);
    assert_eq!(cell(1, 3), ["88.50", "50.00", "50.00"]);

    // Links; an amount in text is not one in a field of its own.
    let hosts = "看https://example.com/ 收到88.50元";
    assert_eq!(text("/messages/1/content"), ["看https://example.com/a?id=1 收到88.50元", hosts, hosts]);

    // Joins and leaves.
    let counts = json("/messages").map(|messages| messages.as_array().unwrap().len());
    assert_eq!(counts, [3, 3, 2]);
    assert_eq!(cell(0, 4), ["2024-03-15", "2024-03-01", ""]);

    // Unknown fields, file names, what links back to the source.
    let unknown = text("/messages/0/future");
    assert!(unknown[0].starts_with("成员-") && unknown[0].ends_with("的秘密"), "{unknown:?}");
    assert_eq!(unknown[1..], ["", ""]);
    let media = text("/messages/1/mediaPath");
    assert!(media[0].starts_with("media/成员-") && media[0].ends_with("的照片.jpg"), "{media:?}");
    assert_eq!(media[1..], ["文件.jpg", "文件.jpg"]);
    let ids = text("/messages/0/platformMessageId");
    assert!(ids[0] == "7234567890123456711" && ids[1..].iter().all(|id| id.len() == 15), "{ids:?}");
    let names = text("/session/nickname");
    assert!(names[0] == "晨读会" && names[1..].iter().all(|name| name.starts_with("群-")), "{names:?}");
    assert_eq!(cell(0, 8).map(|note| note.is_empty()), [false, true, true]);
}

#[test]
fn every_release_says_what_it_did_and_what_it_cannot_do() {
    for (profile, level) in PROFILES.into_iter().zip(["pseudonymized", "de-identified", "de-identified"]) {
        let (_, _, release) = released(profile);
        assert_eq!((release["level"].as_str(), release["profile"].as_str()), (Some(level), Some(profile.name())));
        assert_eq!(release["key"], "memory only, never written");
        let risk = |id: &str| release["risks"].as_array().unwrap().iter().find(|risk| risk["id"] == id).cloned();
        let values = risk("values-in-text").unwrap();
        assert!(
            values["en"].as_str().unwrap().starts_with("amounts,") && values["zh"].as_str().unwrap().contains("金额")
        );
        assert_eq!(risk("partly-kept").is_some(), profile == Profile::Internal);
        assert_eq!(risk("dropped-joins").is_some(), profile == Profile::Research);
        for (kind, count) in release["counts"].as_object().unwrap() {
            let of = |what: &str| count[what].as_u64().unwrap();
            assert_eq!(of("found"), of("replaced") + of("left") + of("ambiguous"), "{kind}");
        }
        let counted = |kind: &str, what: &str| release["counts"][kind][what].as_u64();
        assert_eq!(counted("email", "replaced"), Some(1));
        let changed = if profile == Profile::Internal { "left" } else { "replaced" };
        assert_eq!(counted("time", changed), counted("time", "found"), "{profile:?}");
        assert_eq!(counted("place", changed), Some(2));
    }
}

#[test]
fn shifted_times_keep_their_order_and_distance_in_all_files() {
    let group = group();
    let consents = std::fs::read_to_string(group.path("tables/consents.csv")).unwrap();
    group.write("tables/consents.csv", consents);
    let mut job = group.job(Profile::Research);
    job.inputs = vec![group.path("exports")];
    anonymize(job, &Silent).unwrap();
    let times = |folder: &str, path: &str| -> Vec<i64> {
        let groupkeep_archive::Detection::Export(unit) = detect(&group.path(folder).join(path)).unwrap() else {
            panic!("{path} is no export")
        };
        let options =
            ReadOptions { timezone: jiff::tz::TimeZone::get("Asia/Shanghai").unwrap(), ..ReadOptions::default() };
        let messages = read(&unit, &options).unwrap().filter_map(|record| match record.unwrap() {
            Record::Message(message) => Some(message.time.unwrap().ms.div_euclid(1000)),
            _ => None,
        });
        messages.collect()
    };
    for path in ["weflow.json", "lines.jsonl", "telegram/result.json"] {
        let (before, after) = (times("exports", path), times("out/exports", path));
        assert!(after.is_sorted() && !after.is_empty(), "{path}");
        let shift = |at: usize| after[at].div_euclid(3600) - before[at].div_euclid(3600);
        assert!(shift(0) < 0 && shift(0) % 24 == 0, "{path}");
        assert_eq!(shift(0), times("out/exports", "weflow.json")[0].div_euclid(3600) - 1793500461_i64.div_euclid(3600));
    }
}
