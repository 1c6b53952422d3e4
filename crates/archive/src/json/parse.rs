use std::borrow::Cow;

use super::{DEPTH_LIMIT, Entry, Spanned, Value};
use crate::stream::NOT_UTF8;

/// Parses the one value that `text` is, with nothing after it but white space. The reason of a failure names no
/// content.
///
/// More is accepted than the standard allows where nothing is lost by it: control characters inside strings, surrogates
/// that stand alone, and between values the NUL bytes a crash leaves. Bytes that are not UTF-8 are never guessed at: what
/// they say would be lost.
pub(crate) fn parse(text: &[u8]) -> Result<Spanned<'_>, &'static str> {
    if std::str::from_utf8(text).is_err() {
        return Err(NOT_UTF8);
    }
    let mut parser = Parser { text, at: 0 };
    let value = parser.value(0)?;
    parser.blank();
    if parser.at == text.len() { Ok(value) } else { Err("more after the end of the value") }
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r' | 0)) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Spanned<'a>, &'static str> {
        if depth > DEPTH_LIMIT {
            return Err("nested too deeply");
        }
        self.blank();
        let start = self.at;
        let value = match self.peek() {
            Some(b'"') => Value::String(self.string()?),
            Some(b'{') => Value::Object(self.object(depth)?),
            Some(b'[') => Value::Array(self.array(depth)?),
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            Some(_) => return Err("not a JSON value"),
            None => return Err("cut off"),
        };
        Ok(Spanned { span: start..self.at, value })
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Result<Value<'a>, &'static str> {
        if self.text[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            Err("not a JSON value")
        }
    }

    fn object(&mut self, depth: usize) -> Result<Vec<Entry<'a>>, &'static str> {
        let mut entries = Vec::new();
        self.at += 1;
        self.blank();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(entries);
        }
        loop {
            self.blank();
            let start = self.at;
            match self.peek() {
                Some(b'"') => {}
                Some(_) => return Err("a key is missing"),
                None => return Err("cut off"),
            }
            let key = self.string()?;
            let key_span = start..self.at;
            self.blank();
            match self.peek() {
                Some(b':') => self.at += 1,
                Some(_) => return Err("a colon is missing"),
                None => return Err("cut off"),
            }
            let value = self.value(depth + 1)?;
            entries.push(Entry { key, key_span, value });
            if self.last_of(b'}')? {
                return Ok(entries);
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Spanned<'a>>, &'static str> {
        let mut items = Vec::new();
        self.at += 1;
        self.blank();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(items);
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.last_of(b']')? {
                return Ok(items);
            }
        }
    }

    /// After an element: true at the closing bracket, false at a comma.
    fn last_of(&mut self, close: u8) -> Result<bool, &'static str> {
        self.blank();
        let byte = self.peek();
        self.at += 1;
        match byte {
            Some(b',') => Ok(false),
            Some(byte) if byte == close => Ok(true),
            Some(_) => Err("a comma is missing"),
            None => Err("cut off"),
        }
    }

    fn digits(&mut self) -> Result<(), &'static str> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err("not a JSON number") } else { Ok(()) }
    }

    fn number(&mut self) -> Result<&'a str, &'static str> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        std::str::from_utf8(&self.text[start..self.at]).map_err(|_| "not a JSON number")
    }

    fn string(&mut self) -> Result<Cow<'a, str>, &'static str> {
        self.at += 1;
        let start = self.at;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => return self.escaped(start),
                Some(_) => self.at += 1,
                None => return Err("cut off"),
            }
        }
        let raw = &self.text[start..self.at];
        self.at += 1;
        Ok(String::from_utf8_lossy(raw))
    }

    /// The rest of a string once an escape was met at the current place.
    fn escaped(&mut self, start: usize) -> Result<Cow<'a, str>, &'static str> {
        let mut text = String::from_utf8_lossy(&self.text[start..self.at]).into_owned();
        let mut plain = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    text.push_str(&String::from_utf8_lossy(&self.text[plain..self.at]));
                    self.at += 1;
                    return Ok(Cow::Owned(text));
                }
                Some(b'\\') => {
                    text.push_str(&String::from_utf8_lossy(&self.text[plain..self.at]));
                    self.at += 1;
                    text.push(self.escape()?);
                    plain = self.at;
                }
                Some(_) => self.at += 1,
                None => return Err("cut off"),
            }
        }
    }

    fn escape(&mut self) -> Result<char, &'static str> {
        let byte = self.peek().ok_or("cut off")?;
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit().ok_or("not a JSON escape")?;
                return Ok(self.scalar(unit));
            }
            _ => return Err("not a JSON escape"),
        })
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    }

    /// The character a UTF-16 unit begins, taking the second half of a pair if it follows.
    fn scalar(&mut self, unit: u32) -> char {
        if (0xD800..0xDC00).contains(&unit) && self.text[self.at..].starts_with(b"\\u") {
            let before = self.at;
            self.at += 2;
            if let Some(low @ 0xDC00..0xE000) = self.unit() {
                let code = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                return char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            }
            self.at = before;
        }
        char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(value: &Spanned<'_>, text: &[u8]) -> serde_json::Value {
        let raw = &text[value.span.clone()];
        match &value.value {
            Value::Array(items) => items.iter().map(|item| plain(item, text)).collect(),
            Value::Object(entries) => {
                for entry in entries {
                    let key: String = serde_json::from_slice(&text[entry.key_span.clone()]).unwrap();
                    assert_eq!(key, entry.key);
                }
                entries.iter().map(|entry| (entry.key.clone().into_owned(), plain(&entry.value, text))).collect()
            }
            scalar => {
                let again: serde_json::Value = serde_json::from_slice(raw).unwrap();
                match scalar {
                    Value::Null => assert!(again.is_null()),
                    Value::Bool(flag) => assert_eq!(again, *flag),
                    Value::Number(digits) => assert_eq!(digits.as_bytes(), raw),
                    Value::String(decoded) => assert_eq!(again, decoded.as_ref()),
                    Value::Array(_) | Value::Object(_) => {}
                }
                again
            }
        }
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let scalar = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(serde_json::Value::from),
            any::<i64>().prop_map(serde_json::Value::from),
            any::<f64>().prop_map(serde_json::Value::from),
            any::<String>().prop_map(serde_json::Value::from),
        ];
        scalar.prop_recursive(5, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6).prop_map(|map| map.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn says_what_serde_json_says(value in any_json(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) }.unwrap();
            let parsed = parse(&text).unwrap();
            prop_assert_eq!(plain(&parsed, &text), serde_json::from_slice::<serde_json::Value>(&text).unwrap());
        }

        #[test]
        fn accepts_whatever_serde_json_accepts(text in r#"[\[\]{}":,\\u0-9a-f.eE+\- tnls]{0,24}"#) {
            let ours = parse(text.as_bytes());
            if serde_json::from_str::<serde_json::Value>(&text).is_ok() {
                prop_assert!(ours.is_ok());
            }
        }

        #[test]
        fn never_panics_on_bytes(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(value) = parse(&bytes) {
                prop_assert!(value.span.end <= bytes.len());
            }
        }
    }

    #[test]
    fn refuses_what_is_no_json() {
        for text in
            ["", "{", "[1,", "[1,]", "{\"a\" 1}", "{\"a\":1,}", "01", "1.", "-", "tru", "\"\\x\"", "\"\\u12g4\"", "1 2"]
        {
            assert!(parse(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn keeps_what_it_can_of_broken_strings() {
        assert_eq!(parse(br#""b\ud83d!""#).unwrap().as_str(), Some("b\u{fffd}!"));
        assert_eq!(parse(b"\"a\xFFb\""), Err(NOT_UTF8));
        assert_eq!(parse(b"\"a\0b\nc\"").unwrap().as_str(), Some("a\0b\nc"));
        assert_eq!(parse(br#""\ud83d\ude00""#).unwrap().as_str(), Some("\u{1f600}"));
    }

    #[test]
    fn nul_bytes_between_values_are_white_space() {
        let value = parse(b"\0\0{\"a\"\0:\0[1\0,2]}\0\0").unwrap();
        assert_eq!(value.list("a").len(), 2);
        assert!(parse(b"\0").is_err() && parse(b"1\x002").is_err());
    }

    #[test]
    fn a_key_is_decoded_like_any_string() {
        let value = parse(br#"{"\u006eame":"x","a\"b":1}"#).unwrap();
        assert_eq!((value.string("name"), value.int("a\"b")), (Some("x"), Some(1)));
    }

    #[test]
    fn nesting_is_bounded() {
        let fine = [b"[".repeat(DEPTH_LIMIT), b"]".repeat(DEPTH_LIMIT)].concat();
        assert!(parse(&fine).is_ok());
        assert_eq!(parse(&b"[".repeat(1 << 20)), Err("nested too deeply"));
    }

    #[test]
    fn the_last_of_repeated_keys_counts() {
        let value = parse(br#"{"id":1,"id":"7","n":"","f":3.9}"#).unwrap();
        assert_eq!((value.id("id").as_deref(), value.int("id")), (Some("7"), Some(7)));
        assert_eq!((value.string("n"), value.int("f"), value.int("x")), (None, Some(3), None));
    }
}
