//! An independent search for values in a finished release: takes encodings off again and again, by other code than the
//! project's own, until nothing new appears.

use std::collections::BTreeSet;

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::DecodePaddingMode::Indifferent;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

/// Encodings may lie in one another this deep.
const DEPTH: usize = 3;

/// True if `bytes` say `value` in a way that a reader or a program could recover.
pub fn says(bytes: &[u8], value: &str) -> bool {
    let wanted = comparable(value);
    let is_number = wanted.len() >= 9 && wanted.bytes().all(|byte| byte.is_ascii_digit());
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut texts = vec![String::from_utf8_lossy(bytes).into_owned()];
    for _ in 0..=DEPTH {
        let mut inner = Vec::new();
        for text in texts {
            let plain = comparable(&text);
            if plain.contains(&wanted) || (is_number && without_separators(&plain).contains(&wanted)) {
                return true;
            }
            inner.extend(decodings(&text).into_iter().filter(|decoded| seen.insert(decoded.clone())));
        }
        texts = inner;
    }
    false
}

/// Narrow, lower case, without what cannot be seen.
fn comparable(text: &str) -> String {
    let shown = text.chars().filter(|c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}'));
    let narrow = shown.map(|c| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap(),
        _ => match "零一二三四五六七八九".chars().position(|numeral| numeral == c) {
            Some(digit) => char::from(b'0' + u8::try_from(digit).unwrap()),
            None => c,
        },
    });
    narrow.flat_map(char::to_lowercase).collect()
}

fn without_separators(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '\u{3000}')).collect()
}

fn decodings(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in std::iter::once(text).chain(text.lines()) {
        if let Ok(value) = serde_json::from_str::<Value>(part) {
            strings(&value, &mut found);
        }
    }
    found.push(percent_decoded(text));
    found.push(entities_decoded(text));
    let is_coded = |c: char| c.is_ascii_alphanumeric() || "+/-_".contains(c);
    for run in text.split(|c| !is_coded(c)).filter(|run| run.len() >= 8) {
        let bytes: Option<Vec<u8>> = run.as_bytes().chunks(2).map(hex_byte).collect();
        found.extend(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
        for alphabet in [STANDARD, URL_SAFE] {
            let lenient =
                GeneralPurposeConfig::new().with_decode_padding_mode(Indifferent).with_decode_allow_trailing_bits(true);
            let bytes =
                GeneralPurpose::new(&alphabet, lenient).decode(&run[..run.len() - usize::from(run.len() % 4 == 1)]);
            found.extend(bytes.ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    found
}

/// Every string and key, every number, and the text of every list of parts of a text.
fn strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Number(number) => found.push(number.to_string()),
        Value::Array(items) => {
            let part = |item: &Value| item.as_str().or_else(|| item["text"].as_str()).map(str::to_owned);
            found.extend(items.iter().map(part).collect::<Option<String>>());
            items.iter().for_each(|item| strings(item, found));
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                found.push(key.clone());
                strings(value, found);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        match (first, after.get(..2).and_then(hex_byte)) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn entities_decoded(text: &str) -> String {
    let mut parts = text.split("&#");
    let mut decoded = parts.next().unwrap().to_owned();
    for part in parts {
        let entity = part.split_once(';').and_then(|(number, after)| {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            Some((char::from_u32(code)?, after))
        });
        match entity {
            Some((c, after)) => decoded.extend(std::iter::once(c).chain(after.chars())),
            None => decoded.push_str(part),
        }
    }
    decoded
}

fn hex_byte(pair: &[u8]) -> Option<u8> {
    if pair.len() != 2 {
        return None;
    }
    u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()
}

#[test]
fn the_search_itself_sees() {
    for text in [
        "今天林小溪来",
        "林\u{200B}小溪",
        r#"{"a":"{\"b\":\"\\u6797\\u5c0f\\u6eaa\"}"}"#,
        r#"[{"text":["林",{"type":"bold","text":"小溪"}]}]"#,
        "q=%E6%9E%97%e5%b0%8f%E6%BA%AA",
        "<a b=\"&#26519;&#x5c0f;溪\"/>",
        "e69e97e5b08fe6baaa",
        "5p6X5bCP5rqq",
    ] {
        assert!(says(text.as_bytes(), "林小溪"), "{text}");
    }
    for text in ["１３８－００１３－８０００", "+86 (138) 0013 8000", "一三八零零一三八零零零", r#"{"n":13800138000}"#]
    {
        assert!(says(text.as_bytes(), "13800138000"), "{text}");
    }
    assert!(!says("林大溪 13800138001".as_bytes(), "林小溪"));
}
