//! An independent idea of who the members of the reading circle are and how their names could hide in bytes. It uses
//! nothing of groupkeep, so that it does not share its mistakes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::trees::files;

/// Every name, id and number of a member in the member table and in the exports.
pub fn members_of(group: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let table = fs::read_to_string(group.join("tables/members.csv")).expect("the member table");
    for row in table.lines().skip(1) {
        let cells: Vec<_> = row.split(',').collect();
        found.extend([cells[0], cells[1], cells[7]].map(str::to_owned));
        found.extend(cells[2].split('|').map(str::to_owned));
    }
    for name in files(&group.join("exports")) {
        let text = fs::read_to_string(group.join("exports").join(name)).expect("an export");
        let values: Vec<Value> = match serde_json::from_str(&text) {
            Ok(value) => vec![value],
            Err(_) => text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(),
        };
        values.iter().for_each(|value| senders(value, &mut found));
        if values.is_empty() {
            found
                .extend(text.lines().filter_map(|line| Some(line.split_once(" - ")?.1.split_once(": ")?.0.to_owned())));
        }
    }
    // An alias of one character and the pseudo-sender of system messages are nobody.
    found.retain(|needle| needle.chars().count() >= 2 && needle != "SYSTEM");
    found
}

/// The values of the keys that name a sender in one of the formats.
fn senders(value: &Value, found: &mut BTreeSet<String>) {
    const KEYS: [&str; 10] = [
        "senderUsername",
        "senderDisplayName",
        "senderGroupNickname",
        "platformId",
        "accountName",
        "groupNickname",
        "from",
        "from_id",
        "actor",
        "actor_id",
    ];
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(text) if KEYS.contains(&key.as_str()) => drop(found.insert(text.clone())),
                    Value::Array(names) if key == "members" => {
                        found.extend(names.iter().filter_map(Value::as_str).map(str::to_owned));
                        names.iter().for_each(|name| senders(name, found));
                    }
                    _ => senders(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| senders(item, found)),
        _ => {}
    }
}

/// The forms in which a text can stand in a file, by name. Case of ASCII letters is to be ignored.
pub fn encodings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = text.as_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
    let url: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "-_.~".contains(c) { c.to_string() } else { percent_of(c) })
        .collect();
    let escaped = |c: char| c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
    let mut forms = vec![
        ("raw text", bytes.to_vec()),
        ("hex", hex.into_bytes()),
        ("percent", percent.into_bytes()),
        ("URL", url.into_bytes()),
        (
            "JSON",
            text.chars()
                .map(|c| if c.is_ascii() { c.to_string() } else { escaped(c) })
                .collect::<String>()
                .into_bytes(),
        ),
        ("all of JSON", text.chars().map(escaped).collect::<String>().into_bytes()),
        ("UTF-16LE", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16BE", text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ];
    for shift in 0..3 {
        // What the neighbours do not reach into: whole groups of three bytes.
        let whole = bytes.get(shift..).unwrap_or_default();
        let whole = &whole[..whole.len() / 3 * 3];
        if whole.len() >= 6 {
            forms.push(("base64", STANDARD.encode(whole).into_bytes()));
        }
    }
    forms
}

/// Bytes as characters in lower case: both sides of a search that ignores case in any encoding.
pub fn searchable(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

fn percent_of(c: char) -> String {
    c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02x}")).collect()
}

#[test]
fn the_forms_are_those_of_other_tools() {
    let forms = |text: &str| encodings(text).into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>();
    for form in ["苏曼青", "e88b8fe69bbce99d92", "%e8%8b%8f%e6%9b%bc%e9%9d%92", "\\u82cf\\u66fc\\u9752", "6IuP5pu86Z2S"]
    {
        assert!(forms("苏曼青").contains(&form.as_bytes().to_vec()), "{form}");
    }
    // echo -n 'x: wxid_sq7m2' | base64 gives eDogd3hpZF9zcTdtMg==
    let hidden = searchable(b"eDogd3hpZF9zcTdtMg==");
    assert!(forms("wxid_sq7m2").iter().any(|form| hidden.contains(&searchable(form))));
}
