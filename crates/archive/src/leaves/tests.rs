use proptest::prelude::*;

use super::*;
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
            own("meta.x[]", Role::Unknown, RawForm::JsonNumber, None),
            own("meta.x[]", Role::Structure, RawForm::JsonOther, None),
            own("meta.x[]", Role::Structure, RawForm::JsonOther, None),
            own("meta.x[].y", Role::Unknown, RawForm::JsonString, None),
            own("messages[].content", Role::Text, RawForm::JsonString, Some(0)),
            own("messages[].timestamp", Role::Time(TimeForm::UnixSeconds), RawForm::JsonNumber, Some(0)),
        ]
    );
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
