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
    let text = simdutf8::basic::from_utf8(text).map_err(|_| NOT_UTF8)?;
    let mut parser = Parser::new(text, 0, Vec::new());
    let value = parser.value(0)?;
    parser.blank();
    if parser.at == text.len() { Ok(value) } else { Err("more after the end of the value") }
}

/// Why a value of which only the beginning is there is none.
pub(super) const CUT: &str = "cut off";

/// Reads one value after another from a text.
pub(super) struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// Where spans count from.
    base: usize,
    /// Empty.
    spare: Vec<Entry<'a>>,
}

impl<'a> Parser<'a> {
    /// Stands at that place. The outermost object takes the place of the spare entries.
    pub fn new(text: &'a str, at: usize, spare: Vec<Entry<'a>>) -> Self {
        Self { text, at, base: at, spare }
    }

    /// Where it stands.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Passes over what may stand between the elements of a list.
    pub fn separators(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r' | b',' | 0)) {
            self.at += 1;
        }
    }

    /// The byte ahead.
    pub fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r' | 0)) {
            self.at += 1;
        }
    }

    /// What was read since `start`.
    fn span(&self, start: usize) -> std::ops::Range<usize> {
        start - self.base..self.at - self.base
    }

    /// The value that begins right ahead; its spans count from there.
    pub fn element(&mut self) -> Result<Spanned<'a>, &'static str> {
        self.base = self.at;
        self.value(0)
    }

    /// The value ahead, which lies that deep in others.
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
            None => return Err(CUT),
        };
        Ok(Spanned { span: self.span(start), value })
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Result<Value<'a>, &'static str> {
        if self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            Err("not a JSON value")
        }
    }

    fn object(&mut self, depth: usize) -> Result<Vec<Entry<'a>>, &'static str> {
        let mut entries = if depth == 0 { std::mem::take(&mut self.spare) } else { Vec::new() };
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
                None => return Err(CUT),
            }
            let key = self.string()?;
            let key_span = self.span(start);
            self.blank();
            match self.peek() {
                Some(b':') => self.at += 1,
                Some(_) => return Err("a colon is missing"),
                None => return Err(CUT),
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
            None => Err(CUT),
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
        Ok(&self.text[start..self.at])
    }

    fn string(&mut self) -> Result<Cow<'a, str>, &'static str> {
        self.at += 1;
        let start = self.at;
        match self.stop()? {
            b'"' => {
                self.at += 1;
                Ok(Cow::Borrowed(&self.text[start..self.at - 1]))
            }
            _ => self.escaped(start).map(Cow::Owned),
        }
    }

    /// Goes to the next quote or backslash and says which it is.
    fn stop(&mut self) -> Result<u8, &'static str> {
        let bytes = self.text.as_bytes();
        self.at += quote_or_backslash(&bytes[self.at..]).ok_or(CUT)?;
        Ok(bytes[self.at])
    }

    /// The whole of a string of which an escape was met at the current place.
    fn escaped(&mut self, start: usize) -> Result<String, &'static str> {
        let mut text = self.text[start..self.at].to_owned();
        loop {
            let plain = self.at;
            let stop = self.stop()?;
            text.push_str(&self.text[plain..self.at]);
            self.at += 1;
            if stop == b'"' {
                return Ok(text);
            }
            text.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Result<char, &'static str> {
        let byte = self.peek().ok_or(CUT)?;
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
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    /// The character a UTF-16 unit begins, taking the second half of a pair if it follows.
    fn scalar(&mut self, unit: u32) -> char {
        if (0xD800..0xDC00).contains(&unit) && self.text.as_bytes()[self.at..].starts_with(b"\\u") {
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

/// Where the first quote or backslash stands. Most keys and many values are short, and a search that is fast on long texts
/// takes longer to begin than they need.
fn quote_or_backslash(bytes: &[u8]) -> Option<usize> {
    const SHORT: usize = 3;
    let (words, _) = bytes.as_chunks::<8>();
    for (n, word) in words.iter().take(SHORT).enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = equal(word, b'"') | equal(word, b'\\');
        if found != 0 {
            return Some(n * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let start = words.len().min(SHORT) * 8;
    memchr::memchr2(b'"', b'\\', &bytes[start..]).map(|at| start + at)
}

/// Marks the lowest byte of the word that is `byte`; the bytes above it may be marked wrongly.
fn equal(word: u64, byte: u8) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let differing = word ^ (ONES * u64::from(byte));
    differing.wrapping_sub(ONES) & !differing & (ONES << 7)
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
