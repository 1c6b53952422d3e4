//! Values planted to test the whole way: an export of their own, rewritten like any other.

use std::collections::BTreeSet;

use groupkeep_archive::{Alias, AliasKind, RosterEntry};

use crate::leak::Needle;
use crate::pseudonym::{Pseudonyms, Subject};

/// A member who does not exist, and a number nobody has.
pub(crate) struct Canary {
    name: String,
    id: String,
    phone: String,
}

impl Canary {
    /// Values no input can hold but by chance: drawn from the release's own key.
    pub fn drawn(pseudonyms: &Pseudonyms) -> Self {
        let han = |place: &str| {
            let code = 0x4E00 + pseudonyms.drawn(place, 0x5000);
            u32::try_from(code).ok().and_then(char::from_u32).unwrap_or('金')
        };
        let name = ["canary 1", "canary 2", "canary 3", "canary 4"].map(han).iter().collect();
        let phone = format!("139{:08}", pseudonyms.drawn("canary phone", 100_000_000));
        Self { name, id: format!("wxid_{}", pseudonyms.number(Subject::Outsider, "canary id")), phone }
    }

    /// Its place on the roster.
    pub fn roster_entry(&self) -> RosterEntry {
        let alias = |text: &str, kind| Alias { text: text.to_owned(), kind };
        RosterEntry {
            key: format!("canary:{}", self.id),
            platform: Some("wechat".to_owned()),
            ids: BTreeSet::from([format!("wechat:{}", self.id)]),
            aliases: BTreeSet::from([alias(&self.id, AliasKind::Id), alias(&self.name, AliasKind::Nickname)]),
            roles: BTreeSet::new(),
            table_id: None,
        }
    }

    pub fn needles(&self) -> [Needle; 3] {
        let needle = |value: &str| Needle { kind: "canary", value: value.to_owned(), ambiguous: false };
        [needle(&self.name), needle(&self.id), needle(&self.phone)]
    }

    /// A ChatLab export that holds the values in typed fields, running text, escapes and a link.
    pub fn export(&self) -> String {
        let Self { name, id, phone } = self;
        let escaped: String = name.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        let percent: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        [
            r#"{"_type":"header","chatlab":{"version":"0.0.2","exportedAt":1767225600},"meta":{"name":"x","platform":"wechat","type":"group"}}"#.to_owned(),
            format!(r#"{{"_type":"member","platformId":"{id}","accountName":"{name}"}}"#),
            message(id, name, &format!("@{name} 的电话{phone}，问{id}")),
            message(id, &escaped, &format!("{escaped}：{} {}", &phone[..3], &phone[3..])),
            message(id, name, &format!(r#"{{\"from\":\"{}\",\"to\":\"{name}\"}}"#, escaped.replace('\\', r"\\"))),
            message(id, name, &format!("https://example.com/{percent}?q={name}")),
        ]
        .join("\n")
            + "\n"
    }
}

fn message(id: &str, name: &str, content: &str) -> String {
    format!(
        r#"{{"_type":"message","sender":"{id}","accountName":"{name}","timestamp":1767225600,"type":0,"content":"{content}"}}"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    #[test]
    fn the_export_is_json_lines_that_hold_every_value() {
        let canary = Canary::drawn(&Pseudonyms::new(Zeroizing::new([5; 32]), &BTreeSet::new()));
        let lines: Vec<serde_json::Value> =
            canary.export().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 6);
        let text = lines[2]["content"].as_str().unwrap();
        assert!([&canary.name, &canary.id, &canary.phone].into_iter().all(|value| text.contains(value.as_str())));
        assert_eq!(lines[3]["accountName"], canary.name);
    }
}
