use std::collections::BTreeSet;

use groupkeep_archive::{Alias, AliasKind, Roster, RosterEntry};
use groupkeep_config::Profile;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use zeroize::Zeroizing;

use super::*;
use crate::tally::Count;

const SPOT: Spot<'_> = Spot { path: "a.json", offset: 7 };

fn member(platform: &str, id: &str, names: &[&str]) -> RosterEntry {
    let mut aliases: BTreeSet<Alias> =
        names.iter().map(|name| Alias { text: (*name).to_owned(), kind: AliasKind::Nickname }).collect();
    aliases.insert(Alias { text: id.to_owned(), kind: AliasKind::Id });
    RosterEntry {
        key: format!("{platform}:{id}"),
        platform: Some(platform.to_owned()),
        ids: BTreeSet::from([format!("{platform}:{id}")]),
        aliases,
        roles: BTreeSet::new(),
        table_id: None,
    }
}

/// Runs `test` with a rewriter for a small group under `profile`.
fn with<T>(profile: Profile, test: impl FnOnce(&mut Rewriter<'_>) -> T) -> T {
    let roster = Roster {
        entries: vec![
            member("wechat", "wxid_lin0001abcd", &["林小溪", "小溪"]),
            member("wechat", "wxid_wang002abc", &["老王", "阳光"]),
            member("telegram", "user1001", &["小明同学"]),
            member("telegram", "user1002", &["小明同学"]),
        ],
    };
    let chats = BTreeSet::from([("wechat".to_owned(), "12345678@chatroom".to_owned())]);
    let people = People::new(&roster, &chats, &BTreeSet::new()).unwrap();
    let pseudonyms = Pseudonyms::new(Zeroizing::new([1; 32]), &people.known());
    let clock = Clock { rule: Operators::of(profile).time, shift: -30, zone: TimeZone::UTC };
    test(&mut Rewriter::new(Operators::of(profile), "zh", &pseudonyms, &people, clock))
}

fn shared(text: &str) -> String {
    with(Profile::Share, |rewriter| rewriter.text(text, SPOT))
}

#[test]
fn every_alias_of_a_member_becomes_one_pseudonym() {
    with(Profile::Share, |rewriter| {
        let name = rewriter.name("林小溪");
        assert_eq!(rewriter.name("小溪"), name);
        assert_eq!(rewriter.text("找小溪，即wxid_lin0001abcd", SPOT), format!("找{name}，即{name}"));
        assert_eq!(rewriter.member_id("wechat", "wxid_lin0001abcd"), name.replace("成员", "member"));
        assert_eq!(rewriter.member_id("wechat", "wxid_lin0001abcd_10e8"), name.replace("成员", "member"));
        assert_ne!(rewriter.name("老王"), name);
    });
}

#[test]
fn ids_keep_the_shape_of_their_format() {
    with(Profile::Share, |rewriter| {
        let user = rewriter.member_id("telegram", "user1001");
        assert!(user.strip_prefix("user9").is_some_and(|rest| rest.len() == 14), "{user}");
        assert_ne!(user, rewriter.member_id("telegram", "user1002"));
        assert!(rewriter.chat_id("wechat", "12345678@chatroom").ends_with("@chatroom"));
        assert!(rewriter.chat_id("telegram", "-1001234567").starts_with("-9"));
        assert!(rewriter.member_id("qq", "10001").parse::<u64>().is_ok());
        assert_eq!(rewriter.member_id("wechat", "SYSTEM"), "SYSTEM");
        assert_eq!(rewriter.name(""), "");
    });
}

#[test]
fn contacts_are_replaced_by_kind_or_masked() {
    let text = "电话13800138000，邮箱li@x.org";
    assert_eq!(shared(text), "电话[手机号]，邮箱[邮箱]");
    let masked = with(Profile::Internal, |rewriter| rewriter.text(text, SPOT));
    assert_eq!(masked, "电话138****8000，邮箱l***@x.org");
}

#[test]
fn everyday_words_stay_in_text_but_not_in_notices_and_mentions() {
    with(Profile::Share, |rewriter| {
        assert_eq!(rewriter.text("今天阳光真好", SPOT), "今天阳光真好");
        assert_eq!(rewriter.tally.counts["member"], Count { found: 1, replaced: 0, left: 0, ambiguous: 1 });
        let name = rewriter.name("阳光");
        assert_eq!(rewriter.text("@阳光 来", SPOT), format!("@{name} 来"));
        let parties = ["阳光".to_owned(), "路人甲".to_owned()];
        let notice = rewriter.system_text("\"阳光\"邀请\"路人甲\"加入了群聊", &parties, SPOT);
        assert!(notice.starts_with(&format!("\"{name}\"邀请\"外部-")), "{notice}");
        assert_eq!(rewriter.tally.ambiguous.len(), 1);
    });
}

#[test]
fn a_shared_alias_after_an_at_sign_goes_without_a_guess() {
    with(Profile::Share, |rewriter| {
        let rewritten = rewriter.text("@小明同学 在吗", SPOT);
        assert!(rewritten.starts_with("@外部-"), "{rewritten}");
        assert_eq!(rewriter.text("小明同学们好", SPOT), "小明同学们好");
    });
}

#[test]
fn links_keep_their_host_or_lose_their_secrets() {
    let text = "看https://x.cn/p/1?id=2&token=abc吧";
    assert_eq!(shared(text), "看https://x.cn/吧");
    with(Profile::Internal, |rewriter| {
        assert_eq!(rewriter.text(text, SPOT), "看https://x.cn/p/1?id=2吧");
        assert_eq!(rewriter.text("https://x.cn/%E6%9E%97%E5%B0%8F%E6%BA%AA", SPOT), "https://x.cn/");
        assert_eq!(rewriter.url("https://u:p@x.cn/a", SPOT), "https://x.cn/a");
    });
}

#[test]
fn names_inside_escapes_are_found() {
    with(Profile::Share, |rewriter| {
        let name = rewriter.name("林小溪");
        assert_eq!(rewriter.text(r#"{"a":"\u6797\u5c0f\u6eaa"}"#, SPOT), format!(r#"{{"a":"{name}"}}"#));
        assert_eq!(rewriter.text("<a>&#26519;&#x5c0f;溪&amp;</a>", SPOT), format!("<a>{name}&amp;</a>"));
    });
}

#[test]
fn message_ids_stay_consistent_and_running_numbers_stay() {
    with(Profile::Share, |rewriter| {
        let id = rewriter.message_id("7234567890123456789");
        assert_eq!(id, rewriter.message_id("7234567890123456789"));
        assert!(id != "7234567890123456789" && id.parse::<u64>().is_ok());
        assert_eq!(rewriter.message_id("412"), "412");
    });
    assert_eq!(with(Profile::Internal, |rewriter| rewriter.message_id("msg-1")), "msg-1");
}

#[test]
fn file_names_keep_their_ending_only() {
    with(Profile::Share, |rewriter| {
        assert_eq!(rewriter.file_name("林小溪-简历.pdf", SPOT), "文件.pdf");
        assert_eq!(rewriter.file_name("files/无扩展名", SPOT), "文件");
        let remark = "(File not included. Change data exporting settings to download.)";
        assert_eq!(rewriter.file_name(remark, SPOT), remark);
    });
    let internal = with(Profile::Internal, |rewriter| rewriter.file_name("林小溪-简历.pdf", SPOT));
    assert!(internal.starts_with("成员-") && internal.ends_with("-简历.pdf"));
}

#[test]
fn chat_names_go_unless_internal() {
    assert!(with(Profile::Share, |rewriter| rewriter.chat_name("晨读会", SPOT)).starts_with("群-"));
    assert_eq!(with(Profile::Internal, |rewriter| rewriter.chat_name("晨读会", SPOT)), "晨读会");
    let direct = with(Profile::Share, |rewriter| (rewriter.chat_name("林小溪", SPOT), rewriter.name("林小溪")));
    assert_eq!(direct.0, direct.1);
}

proptest! {
    #[test]
    fn no_alias_and_no_number_survives(
        parts in proptest::collection::vec(
            prop_oneof![
                Just("林小溪".to_owned()), Just("@阳光 ".to_owned()), Just("wxid_wang002abc".to_owned()),
                Just("13800138000".to_owned()), Just("１３８ ００１３ ８０００".to_owned()), "[a-z，。 ]{0,5}", Just("😀".to_owned()),
            ],
            0..8,
        )
    ) {
        let text = parts.join("，");
        let rewritten = shared(&text);
        for gone in ["林小溪", "@阳光", "wxid_wang002abc", "13800138000", "００１３"] {
            prop_assert!(!rewritten.contains(gone), "{} -> {}", text, rewritten);
        }
    }

    #[test]
    fn text_without_anything_personal_stays_as_it_is(text in "[一-鿿a-z ，。!]{0,40}") {
        prop_assume!(!["林小溪", "小溪", "老王", "阳光", "小明同学"].iter().any(|name| text.contains(name)));
        prop_assert_eq!(shared(&text), text);
    }
}
