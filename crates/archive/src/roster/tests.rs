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
    let roster = collect(&["weflow.json", "chatlab.json"], None);
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
    let roster = collect(&["weflow.json", "与晨读会的 WhatsApp 聊天.txt"], None);
    assert_eq!(entry(&roster, "whatsapp:name:阿青").platform.as_deref(), Some("whatsapp"));
    assert_eq!(entry(&roster, "wechat:wxid_aqing0002").platform.as_deref(), Some("wechat"));
}

#[test]
fn the_table_joins_platforms() {
    let table = "member_id,name,aliases,role,phone\n\
        m1,林语,wxid_linyu0001|telegram:user100001|Lin Yu,owner,\n\
        m2,阿青,wxid_aqing0002|user100002,admin,13800138000\n\
        m9,只在表里,,volunteer,\n";
    let names =
        ["weflow.json", "telegram.json", "与晨读会的 WhatsApp 聊天.txt", "WhatsApp Chat with Reading circle.txt"];
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
    let roster = collect(&["weflow.json"], Some(table));
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
    let roster = collect(&["weflow.json"], None);
    assert!(!format!("{roster:?}").contains("林语") && !format!("{roster:?}").contains("wxid"));
}
