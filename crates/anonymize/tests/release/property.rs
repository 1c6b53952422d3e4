//! Any chat that can be written comes out as a chat with nobody in it.

use groupkeep_anonymize::{Profile, anonymize};
use groupkeep_archive::leaves::RawForm;
use groupkeep_archive::leaves::encode;
use groupkeep_monitor::Silent;
use proptest::prelude::*;

use crate::group::Group;

const NAMES: [(&str, &str); 2] = [("wxid_lin0001abcd", "林小溪"), ("wxid_wang002abc", "王大海")];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("林小溪".to_owned()),
        Just("@王大海\u{2005}".to_owned()),
        Just("王\u{200B}大海".to_owned()),
        Just("wxid_lin0001abcd".to_owned()),
        Just("１３８ 0013—8000".to_owned()),
        Just("一三八零零一三八零零零".to_owned()),
        Just("{\"a\":\"\\u6797\\u5c0f\\u6eaa\"}".to_owned()),
        Just("https://x.cn/%E6%9E%97%E5%B0%8F%E6%BA%AA?a=1".to_owned()),
        "[a-z,.\\\\\"\n\t 😀，。读书]{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_they_write(
        messages in proptest::collection::vec((0_usize..2, proptest::collection::vec(piece(), 0..5)), 1..6),
        internal in any::<bool>(),
    ) {
        let group = Group::new();
        let mut lines = String::from(
            "{\"_type\":\"header\",\"chatlab\":{\"version\":\"0.0.2\",\"exportedAt\":1},\
             \"meta\":{\"name\":\"x\",\"platform\":\"wechat\",\"type\":\"group\"}}\n",
        );
        for (at, (who, pieces)) in messages.iter().enumerate() {
            let (id, name) = NAMES[*who];
            let content = encode(RawForm::JsonString, &pieces.join("，"));
            lines.push_str(&format!(
                "{{\"_type\":\"message\",\"sender\":\"{id}\",\"accountName\":\"{name}\",\"timestamp\":{},\"type\":0,\"content\":{content}}}\n",
                1_793_500_000 + at
            ));
        }
        group.write("exports/lines.jsonl", &lines);
        let mut job = group.job(if internal { Profile::Internal } else { Profile::Share });
        job.inputs = vec![group.path("exports/lines.jsonl")];
        let release = anonymize(job, &Silent);
        prop_assert!(release.is_ok(), "{:?}", release.err());
        let out = std::fs::read_to_string(group.path("out/lines.jsonl")).unwrap();
        prop_assert_eq!(out.lines().count(), lines.lines().count());
        for line in out.lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = value.to_string();
            for gone in ["林小溪", "王大海", "wxid_lin", "13800138000", "８"] {
                prop_assert!(!text.contains(gone), "{}", text);
            }
        }
    }
}
