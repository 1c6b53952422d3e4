use std::collections::BTreeSet;

use groupkeep_archive::{Alias, AliasKind, Roster, RosterEntry, open_as};

use super::*;

/// Drops the records whose text begins with `x` from an array written out in full.
fn without(text: &str, format: Format) -> String {
    let mut gaps = Gaps::new(format);
    let mut at = 0;
    for part in text.split([',', '[', ']', '\n']) {
        let start = at as u64;
        at += part.len() + 1;
        if !part.trim().is_empty() {
            let lead = (part.len() - part.trim_start().len()) as u64;
            let bytes = start + lead..start + lead + part.trim().len() as u64;
            gaps.record(Some(0), bytes, part.trim().starts_with('x'));
        }
    }
    let mut kept = text.as_bytes().to_vec();
    for range in gaps.finish().into_iter().rev() {
        kept.drain(range.start as usize..range.end as usize);
    }
    String::from_utf8(kept).unwrap()
}

#[test]
fn an_array_stays_an_array() {
    for (before, after) in [
        ("[x1, a, b]", "[a, b]"),
        ("[a, x1, x2, b]", "[a, b]"),
        ("[a, b, x1, x2 ]", "[a, b ]"),
        ("[ x1, x2 ]", "[  ]"),
        ("[x1, a, x2]", "[a]"),
    ] {
        assert_eq!(without(before, Format::ChatlabJson), after, "{before}");
    }
}

/// Drops the second of three records of two chats.
fn between(format: Format) -> Option<Range<u64>> {
    let mut gaps = Gaps::new(format);
    for (chat, bytes, dropped) in [(0, 1..3, false), (1, 5..7, true), (0, 9..11, false)] {
        gaps.record(Some(chat), bytes, dropped);
    }
    gaps.finish().pop()
}

#[test]
fn chats_that_alternate_in_one_list_leave_no_separator_behind() {
    assert_eq!(between(Format::ChatlogJson), Some(5..9));
    assert_eq!(between(Format::WecomJsonl), Some(5..7));
}

#[test]
fn lines_leave_an_empty_line() {
    for format in [Format::ChatlabJsonl, Format::WecomJsonl] {
        assert_eq!(without("a\nx1\nb\n", format), "a\n\nb\n");
    }
}

const TELEGRAM: &str = r#"{"name": "x", "type": "private_group", "id": 5, "messages": [
 {"id": 1, "type": "service", "date": "2026-11-01T09:00:05", "date_unixtime": "1793494805", "actor": "Ann Lee", "actor_id": "user10001", "action": "invite_members", "members": ["Bo Chen"], "text": ""},
 {"id": 2, "type": "message", "date": "2026-11-01T09:01:05", "date_unixtime": "1793494865", "from": "Ann Lee", "from_id": "user10001", "text": "hello"},
 {"id": 3, "type": "message", "date": "2026-11-01T09:02:05", "date_unixtime": "1793494925", "from": "Bo Chen", "from_id": "user10002", "text": "hello"},
 {"id": 4, "type": "message", "date": "2026-11-01T09:03:05", "date_unixtime": "1793494985", "from": "Ann Lee", "from_id": "user10001", "text": "thanks, Bo Chen!"},
 {"id": 5, "type": "message", "date": "2026-11-01T09:04:05", "date_unixtime": "1793495045", "from": "Ann Lee", "from_id": "user10001", "forwarded_from": "Bo Chen", "text": "his words"},
 {"id": 6, "type": "message", "date": "2026-11-01T09:05:05", "date_unixtime": "1793495105", "from": "Ann Lee", "from_id": "user10001", "text": "bye"}
]}"#;

const WHATSAPP: &str = "[2026/11/13, 09:00:11] Ann Lee: morning\n[2026/11/13, 09:01:12] Bo Chen: one\ntwo\n\
                        [2026/11/14, 10:00:13] Ann Lee: bye\n";

fn people() -> People {
    let member = |platform: &str, id: &str, name: &str| RosterEntry {
        key: format!("{platform}:{id}"),
        platform: Some(platform.to_owned()),
        ids: BTreeSet::from([format!("{platform}:{id}")]),
        aliases: BTreeSet::from([Alias { text: name.to_owned(), kind: AliasKind::Nickname }]),
        roles: BTreeSet::new(),
        table_id: None,
    };
    let entries = vec![member("telegram", "user10001", "Ann Lee"), member("telegram", "user10002", "Bo Chen")];
    People::new(&Roster { entries }, &BTreeSet::new(), &BTreeSet::new()).unwrap()
}

/// What is left of `text`, and what was counted.
fn left(text: &str, format: Format, joins: bool, agreed: Option<&BTreeSet<usize>>) -> (String, u64, u64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export");
    std::fs::write(&path, text).unwrap();
    let people = people();
    let rules = Rules { joins, agreed, people: &people };
    let drops = rules.decide(&open_as(&path, format), &ReadOptions::default()).unwrap();
    let mut kept = text.as_bytes().to_vec();
    for range in drops.ranges.iter().rev() {
        kept.drain(range.start as usize..range.end as usize);
    }
    (String::from_utf8(kept).unwrap(), drops.without_consent, drops.joins)
}

fn ids(text: &str) -> Vec<i64> {
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    value["messages"].as_array().unwrap().iter().map(|message| message["id"].as_i64().unwrap()).collect()
}

#[test]
fn without_rules_nothing_is_read() {
    assert_eq!(left("no export at all", Format::TelegramJson, true, None), ("no export at all".to_owned(), 0, 0));
}

#[test]
fn joins_leave() {
    let (text, refused, joins) = left(TELEGRAM, Format::TelegramJson, false, None);
    assert_eq!((ids(&text), refused, joins), (vec![2, 3, 4, 5, 6], 0, 1));
}

#[test]
fn whoever_did_not_agree_leaves_with_mentions_forwards_and_notices() {
    let (text, refused, joins) = left(TELEGRAM, Format::TelegramJson, true, Some(&BTreeSet::from([0])));
    assert_eq!((ids(&text), refused, joins), (vec![2, 6], 4, 0));
    let (text, refused, _) = left(TELEGRAM, Format::TelegramJson, true, Some(&BTreeSet::new()));
    assert_eq!((ids(&text), refused), (vec![], 6));
    let (text, refused, _) = left(TELEGRAM, Format::TelegramJson, true, Some(&BTreeSet::from([0, 1])));
    assert_eq!((text.as_str(), refused), (TELEGRAM, 0));
}

#[test]
fn a_message_of_several_lines_leaves_whole() {
    let (text, refused, _) = left(WHATSAPP, Format::WhatsappText, true, Some(&BTreeSet::from([0])));
    assert_eq!(refused, 1);
    assert_eq!(text, "[2026/11/13, 09:00:11] Ann Lee: morning\n[2026/11/14, 10:00:13] Ann Lee: bye\n");
    let (text, refused, _) = left(WHATSAPP, Format::WhatsappText, true, Some(&BTreeSet::from([1])));
    assert_eq!((text.as_str(), refused), ("[2026/11/13, 09:01:12] Bo Chen: one\ntwo\n", 2));
}
