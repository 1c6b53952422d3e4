use proptest::prelude::*;

use super::*;
use crate::testing::{all_leaves, with};
use crate::{Format, ReadOptions, open_as};

/// The leaves of a text, each with the bytes it stands on.
fn of(text: &[u8], format: Format) -> Vec<(Leaf, Vec<u8>)> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    leaves(&open_as(file.path(), format), &ReadOptions::default())
        .unwrap()
        .map(|leaf| leaf.unwrap())
        .map(|leaf| {
            let raw = text[leaf.bytes.start as usize..leaf.bytes.end as usize].to_vec();
            (leaf, raw)
        })
        .collect()
}

#[test]
fn every_scalar_is_a_leaf() {
    let text = br#"{"meta":{"name":"g","x":[1,true,null,{"y":"z"}]},"messages":[{"content":"c","timestamp":5}]}"#;
    let told: Vec<(String, Role, RawForm, Option<u64>)> = of(text, Format::ChatlabJson)
        .into_iter()
        .map(|(leaf, _)| (leaf.key_path, leaf.role, leaf.raw, leaf.record))
        .collect();
    let own = |path: &str, role, raw, record| (path.to_owned(), role, raw, record);
    assert_eq!(
        told,
        [
            own("meta.name", Role::ChatName, RawForm::JsonString, None),
            own("meta", Role::Key, RawForm::JsonString, None),
            own("meta.x[]", Role::Unknown, RawForm::JsonNumber, None),
            own("meta.x[]", Role::Structure, RawForm::JsonOther, None),
            own("meta.x[]", Role::Structure, RawForm::JsonOther, None),
            own("meta.x[]", Role::Key, RawForm::JsonString, None),
            own("meta.x[].y", Role::Unknown, RawForm::JsonString, None),
            own("messages[].content", Role::Text, RawForm::JsonString, Some(0)),
            own("messages[].timestamp", Role::Time(TimeForm::UnixSeconds), RawForm::JsonNumber, Some(0)),
        ]
    );
}

#[test]
fn unknown_keys_are_leaves_and_unknown_objects_are_marked() {
    let text = br#"{"weflow":{"version":"1"},"k1":{"k2":{"k3":1}},"messages":[{"content":"c","k4":[{"k5":null}]}]}"#;
    let told: Vec<(String, Role, Option<String>)> = of(text, Format::WeflowJson)
        .into_iter()
        .map(|(leaf, _)| {
            let within = leaf.unknown.map(|bytes| text[bytes.start as usize..bytes.end as usize].to_vec());
            (leaf.value, leaf.role, within.map(|bytes| String::from_utf8(bytes).unwrap()))
        })
        .collect();
    let own = |value: &str, role, within: Option<&str>| (value.to_owned(), role, within.map(str::to_owned));
    let outer = Some(r#"{"k2":{"k3":1}}"#);
    let element = Some(r#"{"k5":null}"#);
    assert_eq!(
        told,
        [
            own("1", Role::Structure, None),
            own("k1", Role::Key, None),
            own("k2", Role::Key, outer),
            own("k3", Role::Key, outer),
            own("1", Role::Unknown, outer),
            own("c", Role::Text, None),
            own("k4", Role::Key, None),
            own("k5", Role::Key, element),
            own("null", Role::Structure, element),
        ]
    );
}

#[test]
fn the_reserved_sender_is_structure_and_its_name_anybody_elses() {
    let text = r#"{"members":[],"messages":[{"sender":"SYSTEM","accountName":"系统消息","type":80,"content":"x"},{"sender":"a","accountName":"系统消息"},{"sender":"SYSTEM","accountName":"林语"}]}"#;
    let names: Vec<(String, Role)> = of(text.as_bytes(), Format::ChatlabJson)
        .into_iter()
        .filter(|(leaf, _)| leaf.key_path.ends_with("sender") || leaf.key_path.ends_with("accountName"))
        .map(|(leaf, _)| (leaf.value, leaf.role))
        .collect();
    let own = |value: &str, role| (value.to_owned(), role);
    assert_eq!(
        names,
        [
            own("SYSTEM", Role::Structure),
            own("系统消息", Role::Structure),
            own("a", Role::MemberId),
            own("系统消息", Role::MemberName),
            own("SYSTEM", Role::Structure),
            own("林语", Role::MemberName),
        ]
    );
}

#[test]
fn records_that_are_not_utf8_are_opaque_and_unknown() {
    let whatsapp = b"[2026/11/13, 09:00:11] A: x\n[2026/11/13, 09:00:12] A: caf\xE9\n[2026/11/13, 09:00:13] A: y\n";
    let lines = b"{\"_type\":\"header\",\"chatlab\":{}}\n# caf\xE9\n{\"_type\":\"message\",\"sender\":\"caf\xE9\"}\n";
    let document = b"{\"weflow\":{},\"messages\":[{\"content\":\"caf\xE9\"},{\"content\":\"y\",\"createTime\":1}]}";
    for (text, format, opaque) in [
        (&whatsapp[..], Format::WhatsappText, 1),
        (&lines[..], Format::ChatlabJsonl, 2),
        (&document[..], Format::WeflowJson, 1),
    ] {
        let found = of(text, format).into_iter().filter(|(leaf, _)| leaf.raw == RawForm::Opaque).count();
        assert_eq!(found, opaque, "{format}");
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let records = crate::read(&open_as(file.path(), format), &ReadOptions::default()).unwrap();
        let unknown: Vec<String> = records
            .filter_map(|record| match record.unwrap() {
                crate::Record::Unknown(unknown) => Some(unknown.reason),
                _ => None,
            })
            .collect();
        assert_eq!(unknown, ["not UTF-8 text"], "{format}");
    }
}

proptest! {
    #[test]
    fn leaves_stand_on_their_own_bytes(name: String, content: String, extra: i64) {
        let text = serde_json::json!({
            "chatlab": {"version": "0.0.2"},
            "meta": {"name": name},
            "messages": [{"sender": name, "content": content, "extra": extra}]
        });
        for bytes in [serde_json::to_vec(&text).unwrap(), serde_json::to_vec_pretty(&text).unwrap()] {
            for (leaf, raw) in of(&bytes, Format::ChatlabJson) {
                let again: serde_json::Value = serde_json::from_slice(&raw).unwrap();
                match leaf.raw {
                    RawForm::JsonString => prop_assert_eq!(again.as_str(), Some(leaf.value.as_str())),
                    _ => prop_assert_eq!(again.to_string(), leaf.value),
                }
            }
        }
    }
}

/// The text with the values that `new` gives put in.
fn rewritten(format: Format, text: &[u8], mut new: impl FnMut(&Leaf) -> Option<String>) -> Vec<u8> {
    with(format, text, |unit| {
        let mut out = Vec::new();
        rewrite(unit, &ReadOptions::default(), &mut out, &mut new).unwrap();
        out
    })
}

const CHATLAB: &str =
    r#"{"chatlab":{},"meta":{"name":"g"},"messages":[{"sender":"a","timestamp":5,"type":0,"content":"hello"}]}"#;

#[test]
fn whatever_is_put_in_the_document_stays_one() {
    for value in
        ["", "\"", "\\", "a\nb\u{1}\u{2028}", "}],\"x\":[{", "\u{1f600}", "😀\0", "晨读会", &"long".repeat(50_000)]
    {
        let again = rewritten(Format::ChatlabJson, CHATLAB.as_bytes(), |leaf| {
            (leaf.role == Role::Text).then(|| value.to_owned())
        });
        let document: serde_json::Value = serde_json::from_slice(&again).unwrap();
        assert_eq!(document["messages"][0]["content"], value);
        let mut expected: serde_json::Value = serde_json::from_str(CHATLAB).unwrap();
        expected["messages"][0]["content"] = value.into();
        assert_eq!(document, expected);
    }
}

#[test]
fn values_of_any_length_can_change_places() {
    let text = r#"{"chatlab":{},"meta":{"name":"A"},"messages":[{"sender":"wxid_long","timestamp":5,"type":0},{"sender":7,"type":0}]}"#;
    let again = rewritten(Format::ChatlabJson, text.as_bytes(), |leaf| match leaf.value.as_str() {
        "A" => Some("wxid_long".to_owned()),
        "wxid_long" => Some(String::new()),
        "7" => Some("member-1".to_owned()),
        _ => None,
    });
    let expected = text.replace("\"A\"", "\"wxid_LONG\"").replace("\"wxid_long\"", "\"\"").replace("LONG", "long");
    assert_eq!(String::from_utf8(again).unwrap(), expected.replace("\"sender\":7", "\"sender\":\"member-1\""));
}

#[test]
fn marks_comments_and_line_breaks_around_the_values_stay() {
    let lines = "\u{feff}# by hand\r\n{\"_type\":\"header\", \"chatlab\":{}}\r\n\r\n{ \"_type\":\"message\",\"sender\":\"a\" , \"type\":0}";
    let again = rewritten(Format::ChatlabJsonl, lines.as_bytes(), |leaf| (leaf.value == "a").then(|| "b".to_owned()));
    assert_eq!(String::from_utf8(again).unwrap(), lines.replace("\"a\"", "\"b\""));
    let text = "\u{feff}13/1/24, 10:00 - A: x\r\n\r\n\u{200e}[13/1/24, 10:00:00] ~\u{202f}A: \u{200e}image omitted\r\n";
    let again = rewritten(Format::WhatsappText, text.as_bytes(), |leaf| (leaf.value == "A").then(|| "Bo".to_owned()));
    assert_eq!(String::from_utf8(again).unwrap(), text.replace("A:", "Bo:"));
}

#[test]
fn keys_that_are_ids_are_leaves_and_other_keys_are_not() {
    let text = r#"{"weflow":{},"session":{},"messages":[],"avatars":{"wxid_a":"data:x","wxid_b":{"avatar":"y","displayName":"B"}}}"#;
    let told: Vec<(String, Role)> =
        all_leaves(Format::WeflowJson, text).into_iter().map(|leaf| (leaf.value, leaf.role)).collect();
    let own = |value: &str, role| (value.to_owned(), role);
    assert_eq!(
        told,
        [
            own("wxid_a", Role::MemberId),
            own("data:x", Role::Avatar),
            own("wxid_b", Role::MemberId),
            own("y", Role::Avatar),
            own("B", Role::MemberName),
        ]
    );
    let again =
        rewritten(Format::WeflowJson, text.as_bytes(), |leaf| (leaf.role == Role::MemberId).then(|| "m\"1".to_owned()));
    assert_eq!(String::from_utf8(again).unwrap().matches(r#""m\"1":"#).count(), 2);
}

#[test]
fn what_the_source_loses_and_the_place_refuses_are_told_apart() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let options = ReadOptions::default();
    with(Format::ChatlabJson, CHATLAB, |unit| {
        let error = rewrite(unit, &options, &mut Full, &mut |_| None).unwrap_err();
        assert!(matches!(error, Error::Write { .. }) && error.hint().unwrap().contains("full"));
        std::fs::remove_file(&unit.path).unwrap();
        let error = rewrite(unit, &options, &mut Vec::new(), &mut |_| None).unwrap_err();
        assert!(matches!(error, Error::Missing { .. }));
        std::fs::write(&unit.path, "").unwrap();
    });
}
