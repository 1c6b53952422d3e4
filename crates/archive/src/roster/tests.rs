use std::path::{Path, PathBuf};

use groupkeep_config::table::{TableKind, parse_register};
use jiff::tz::TimeZone;

use super::*;
use crate::{Detection, ReadOptions, Unit, detect};

fn fixture(name: &str) -> Unit {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    match detect(&path).unwrap() {
        Detection::Export(unit) => unit,
        other => panic!("{other:?}"),
    }
}

fn collect(names: &[&str], table: Option<&str>) -> Roster {
    let units: Vec<Unit> = names.iter().map(|name| fixture(name)).collect();
    let register = table.map(|text| {
        parse_register(TableKind::Members, Path::new("members.csv"), text.as_bytes(), &TimeZone::UTC).unwrap()
    });
    Roster::collect(&units, register.as_ref(), &ReadOptions::default()).unwrap()
}

fn entry<'r>(roster: &'r Roster, key: &str) -> &'r RosterEntry {
    roster.entries.iter().find(|entry| entry.key == key).unwrap_or_else(|| {
        panic!("{key} among {:?}", roster.entries.iter().map(|entry| &entry.key).collect::<Vec<_>>())
    })
}

fn aliases(entry: &RosterEntry) -> Vec<(&str, AliasKind)> {
    entry.aliases.iter().map(|alias| (alias.text.as_str(), alias.kind)).collect()
}

#[test]
fn two_exports_of_one_chat_make_one_member() {
    let roster = collect(&["weflow-json/weflow.json", "chatlab-json/chatlab.json"], None);
    let owner = entry(&roster, "wechat:wxid_linyu0001");
    assert_eq!(
        aliases(owner),
        [
            ("wxid_linyu0001", AliasKind::Id),
            ("wxid_linyu0001_10e8", AliasKind::Id),
            ("小林", AliasKind::Observed),
            ("晨读-林语", AliasKind::GroupCard),
            ("林语", AliasKind::Nickname),
            ("林语", AliasKind::Observed),
            ("林语", AliasKind::Mention),
        ]
    );
    assert_eq!(owner.roles.iter().collect::<Vec<_>>(), [&MemberRole::Owner]);
    // Named in a sentence only.
    assert_eq!(aliases(entry(&roster, "wechat:name:小满")), [("小满", AliasKind::Observed)]);
    assert_eq!(roster.entries.iter().filter(|entry| entry.aliases.iter().any(|alias| alias.text == "林语")).count(), 1);
}

#[test]
fn names_alone_do_not_join_platforms() {
    let roster = collect(&["weflow-json/weflow.json", "whatsapp-text/与晨读会的 WhatsApp 聊天.txt"], None);
    assert_eq!(entry(&roster, "whatsapp:name:阿青").platform.as_deref(), Some("whatsapp"));
    assert_eq!(entry(&roster, "wechat:wxid_aqing0002").platform.as_deref(), Some("wechat"));
}

#[test]
fn the_table_joins_platforms() {
    let table = "member_id,name,aliases,role,phone\n\
        m1,林语,wxid_linyu0001|telegram:user100001|Lin Yu,owner,\n\
        m2,阿青,wxid_aqing0002|user100002,admin,13800138000\n\
        m9,只在表里,,volunteer,\n";
    let names = [
        "weflow-json/weflow.json",
        "telegram-json/telegram.json",
        "whatsapp-text/与晨读会的 WhatsApp 聊天.txt",
        "whatsapp-text/WhatsApp Chat with Reading circle.txt",
    ];
    let roster = collect(&names, Some(table));
    let owner = entry(&roster, "table:m1");
    let ids: Vec<&str> = owner.ids.iter().map(String::as_str).collect();
    assert_eq!(ids, ["telegram:user100001", "wechat:wxid_linyu0001", "whatsapp:name:Lin Yu", "whatsapp:name:林语"]);
    assert!(aliases(owner).contains(&("100001", AliasKind::Id)));
    assert!(aliases(owner).contains(&("Lin", AliasKind::Nickname)));
    let second = entry(&roster, "table:m2");
    assert!(second.ids.contains("whatsapp:+8613800138000") && second.ids.contains("telegram:user100002"));
    assert_eq!(second.roles.iter().collect::<Vec<_>>(), [&MemberRole::Admin]);
    let only = entry(&roster, "table:m9");
    assert_eq!(
        (only.platform.as_deref(), aliases(only)),
        (None, vec![("m9", AliasKind::Id), ("只在表里", AliasKind::Table)])
    );
}

#[test]
fn a_slip_in_the_table_never_merges_two_rows() {
    let table = "member_id,name,aliases\nm1,甲,wxid_linyu0001|wxid_aqing0002\nwxid_aqing0002,乙,\n";
    let roster = collect(&["weflow-json/weflow.json"], Some(table));
    assert_eq!(entry(&roster, "table:m1").ids.len(), 1);
    assert!(entry(&roster, "table:wxid_aqing0002").ids.contains("wechat:wxid_aqing0002"));
}

#[test]
fn suffixes_of_wechat_ids() {
    assert_eq!(canonical("wechat", "wxid_abc_10e8"), "wxid_abc");
    for id in ["wxid_abc", "wxid_10e8", "my_id_10e8", "wxid_abc_zzzz", "wxid_abc_10e81"] {
        assert_eq!(canonical("wechat", id), id);
    }
    assert_eq!(canonical("qq", "wxid_abc_10e8"), "wxid_abc_10e8");
}

#[test]
fn debug_output_hides_names() {
    let roster = collect(&["weflow-json/weflow.json"], None);
    assert!(!format!("{roster:?}").contains("林语") && !format!("{roster:?}").contains("wxid"));
}

/// The roster of exports written on the spot.
fn roster(exports: &[(crate::Format, &str)], table: Option<&str>) -> Roster {
    let folder = tempfile::tempdir().unwrap();
    let units: Vec<Unit> = exports
        .iter()
        .enumerate()
        .map(|(at, (format, text))| {
            let path = folder.path().join(at.to_string());
            std::fs::write(&path, text).unwrap();
            crate::open_as(&path, *format)
        })
        .collect();
    let register = table.map(|text| {
        parse_register(TableKind::Members, Path::new("members.csv"), text.as_bytes(), &TimeZone::UTC).unwrap()
    });
    Roster::collect(&units, register.as_ref(), &ReadOptions::default()).unwrap()
}

fn keys(roster: &Roster) -> Vec<&str> {
    roster.entries.iter().map(|entry| entry.key.as_str()).collect()
}

fn weflow(rows: &str) -> String {
    format!(r#"{{"weflow":{{}},"session":{{"wxid":"1@chatroom","type":"群聊"}},"messages":[{rows}]}}"#)
}

const CHATLAB: crate::Format = crate::Format::ChatlabJson;
const WEFLOW: crate::Format = crate::Format::WeflowJson;
const WHATSAPP: crate::Format = crate::Format::WhatsappText;

#[test]
fn a_name_in_a_sentence_belongs_to_its_only_bearer() {
    let leave = r#"{"createTime":9,"type":"系统消息","content":"\"同名\"退出了群聊"}"#;
    let row =
        |id: &str| format!(r#"{{"createTime":5,"senderUsername":"{id}","senderDisplayName":"同名","content":"x"}}"#);
    let one = roster(&[(WEFLOW, &weflow(&[&row("wxid_a"), leave].join(",")))], None);
    assert_eq!(keys(&one), ["wechat:wxid_a"]);
    assert!(aliases(&one.entries[0]).contains(&("同名", AliasKind::Observed)));
    let two = roster(&[(WEFLOW, &weflow(&[&row("wxid_a"), &row("wxid_b"), leave].join(",")))], None);
    assert_eq!(keys(&two), ["wechat:wxid_a", "wechat:wxid_b"]);
    assert!(two.entries.iter().all(|entry| !aliases(entry).contains(&("同名", AliasKind::Observed))));
    let none = roster(&[(WEFLOW, &weflow(leave))], None);
    assert_eq!(keys(&none), ["wechat:name:同名"]);
}

#[test]
fn every_name_a_member_ever_had_is_theirs() {
    let rows: Vec<String> = ["甲", "乙", "甲", "丙"]
        .iter()
        .map(|name| {
            format!(r#"{{"createTime":5,"senderUsername":"wxid_a","senderDisplayName":"{name}","content":"x"}}"#)
        })
        .collect();
    let all = roster(&[(WEFLOW, &weflow(&rows.join(",")))], None);
    let names: Vec<&str> = aliases(&all.entries[0])
        .into_iter()
        .filter(|alias| alias.1 == AliasKind::Nickname)
        .map(|alias| alias.0)
        .collect();
    assert_eq!(names, ["丙", "乙", "甲"]);
}

#[test]
fn the_same_id_on_two_platforms_is_two_members_until_the_table_says_so() {
    let chat = |platform: &str| {
        format!(
            r#"{{"chatlab":{{}},"meta":{{"platform":"{platform}"}},"messages":[{{"sender":"10001","timestamp":5,"type":0}}]}}"#
        )
    };
    let exports = [(CHATLAB, &*chat("qq")), (CHATLAB, &*chat("line"))];
    assert_eq!(keys(&roster(&exports, None)), ["line:10001", "qq:10001"]);
    let one = "member_id,name,aliases\nm1,A,qq:10001\n";
    assert_eq!(keys(&roster(&exports, Some(one))), ["line:10001", "table:m1"]);
    let both = "member_id,name,aliases\nm1,A,qq:10001|line:10001\n";
    assert_eq!(keys(&roster(&exports, Some(both))), ["table:m1"]);
    let plain = "member_id,name,aliases\nm1,A,10001\n";
    assert_eq!(keys(&roster(&exports, Some(plain))), ["table:m1"]);
}

#[test]
fn names_of_the_table_bind_senders_without_ids_unless_two_rows_share_them() {
    let text = "13/1/24, 10:00 - Zoe\u{308}: x\n13/1/24, 10:01 - Bo: y\n";
    let all = roster(&[(WHATSAPP, text)], Some("member_id,name\nm1,Zo\u{eb}\nm2,Bo\nm3,Bo\n"));
    assert!(entry(&all, "table:m1").ids.contains("whatsapp:name:Zo\u{eb}"));
    assert!(entry(&all, "table:m2").ids.is_empty() && entry(&all, "table:m3").ids.is_empty());
    assert!(keys(&all).contains(&"whatsapp:name:Bo"));
}

#[test]
fn telephone_numbers_are_one_however_written() {
    let text = "13/1/24, 10:00 - +86 138-0013-8000: x\n13/1/24, 10:01 - Ana added +86 138 0013 8000\n";
    let all = roster(&[(WHATSAPP, text)], Some("member_id,name,phone\nm1,A,138 0013 8000\nm2,B,8000\n"));
    assert_eq!(keys(&all), ["table:m1", "table:m2", "whatsapp:name:Ana"]);
    let known = aliases(entry(&all, "table:m1"));
    for name in ["+8613800138000", "+86 138-0013-8000", "+86 138 0013 8000"] {
        assert!(known.iter().any(|alias| alias.0 == name), "{name} among {known:?}");
    }
}

#[test]
fn quotes_forwards_and_reactions_name_members_too() {
    let telegram = r#"{"type":"private_group","id":1,"messages":[{"id":1,"date_unixtime":"1727740800","from":"A","from_id":"user100001","text":"x","forwarded_from":"Fern","reactions":[{"emoji":"x","count":1,"recent":[{"from":"Rea","from_id":"user100002"},{"from":"Nameless"}]}]}]}"#;
    let all = roster(&[(crate::Format::TelegramJson, telegram)], None);
    assert_eq!(
        keys(&all),
        ["telegram:name:Fern", "telegram:name:Nameless", "telegram:user100001", "telegram:user100002"]
    );
    let quoting =
        weflow(r#"{"createTime":5,"senderUsername":"wxid_a","content":"x","quotedSender":"Quo","quotedContent":"y"}"#);
    assert_eq!(keys(&roster(&[(WEFLOW, &quoting)], None)), ["wechat:name:Quo", "wechat:wxid_a"]);
}
