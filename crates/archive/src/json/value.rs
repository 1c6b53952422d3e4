use std::borrow::Cow;
use std::ops::Range;

/// A JSON value and the bytes it was read from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spanned<'a> {
    /// In the text that was parsed; a string's includes its quotes.
    pub span: Range<usize>,
    pub value: Value<'a>,
}

/// One key of an object with its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry<'a> {
    pub key: Cow<'a, str>,
    /// With its quotes.
    pub key_span: Range<usize>,
    pub value: Spanned<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    /// As written: ids of 19 digits must not go through a float.
    Number(&'a str),
    /// Decoded; lone surrogates appear as U+FFFD.
    String(Cow<'a, str>),
    Array(Vec<Spanned<'a>>),
    /// In the order of the file, repeated keys included.
    Object(Vec<Entry<'a>>),
}

impl<'a> Spanned<'a> {
    /// The value under a key; of repeated keys the last. `None` when this is no object or has no such key.
    pub fn get(&self, key: &str) -> Option<&Spanned<'a>> {
        match &self.value {
            Value::Object(entries) => entries.iter().rev().find(|entry| entry.key == key).map(|entry| &entry.value),
            _ => None,
        }
    }

    /// The string this is.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The string under a key, unless it is empty.
    pub fn string(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str().filter(|text| !text.is_empty())
    }

    /// The string or whole number under a key as text, unless it is empty: ids are written either way. A number with a
    /// fraction or an exponent went through a float on its way and is nobody's id any more.
    pub fn id(&self, key: &str) -> Option<String> {
        match &self.get(key)?.value {
            Value::String(text) if !text.is_empty() => Some(text.clone().into_owned()),
            Value::Number(digits) if digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => {
                Some((*digits).to_owned())
            }
            _ => None,
        }
    }

    /// The whole number this is, written as a number or as a string of digits; a fraction is cut off. `None` for a
    /// number with an exponent: whoever wrote it has lost digits.
    pub fn as_int(&self) -> Option<i64> {
        let text = match &self.value {
            Value::String(text) => text,
            Value::Number(digits) => *digits,
            _ => return None,
        };
        let whole = text.bytes().take_while(|byte| *byte != b'.').count();
        let fraction = text.as_bytes().get(whole + 1..).unwrap_or_default();
        fraction.iter().all(u8::is_ascii_digit).then(|| text[..whole].parse().ok())?
    }

    /// The whole number under a key.
    pub fn int(&self, key: &str) -> Option<i64> {
        self.get(key)?.as_int()
    }

    /// The elements of an array; nothing for any other value.
    pub fn items(&self) -> &[Spanned<'a>] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    /// The elements of the array under a key.
    pub fn list(&self, key: &str) -> &[Spanned<'a>] {
        self.get(key).map_or(&[], Spanned::items)
    }

    /// True when `true` stands under a key.
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Spanned { value: Value::Bool(true), .. }))
    }

    /// True for an object.
    pub fn is_object(&self) -> bool {
        matches!(self.value, Value::Object(_))
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn whole_numbers_are_read_or_refused() {
        for (written, expected) in [
            ("1727740800", Some(1_727_740_800)),
            ("\"1727740800\"", Some(1_727_740_800)),
            ("1727740800.25", Some(1_727_740_800)),
            ("-5", Some(-5)),
            ("1234567890123456789", Some(1_234_567_890_123_456_789)),
            ("92233720368547758070", None),
            ("1.7277408e9", None),
            ("1e3", None),
            ("\"2024.10.01 08:00\"", None),
            ("\"1.5 people\"", None),
            ("\"\"", None),
            ("\"１２\"", None),
            ("null", None),
            ("true", None),
            ("[1]", None),
        ] {
            assert_eq!(parse(written.as_bytes()).unwrap().as_int(), expected, "{written}");
        }
    }

    #[test]
    fn ids_keep_every_digit() {
        for (written, expected) in [
            ("7345678901234567890", Some("7345678901234567890")),
            ("\"0042\"", Some("0042")),
            ("\"\"", None),
            ("null", None),
            ("{}", None),
            ("false", None),
            ("7.345678901234568e18", None),
            ("7345678901234568000.0", None),
        ] {
            let object = format!("{{\"id\":{written}}}");
            assert_eq!(parse(object.as_bytes()).unwrap().id("id").as_deref(), expected, "{written}");
        }
    }

    #[test]
    fn what_is_not_there_is_nothing() {
        let value = parse(b"{\"list\":{\"a\":1},\"text\":5}").unwrap();
        assert!(value.list("list").is_empty() && value.list("none").is_empty());
        assert_eq!((value.string("text"), value.get("a").is_some()), (None, false));
        assert!(parse(b"3").unwrap().get("x").is_none());
    }
}
