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
    /// Decoded; bytes that are not UTF-8 and lone surrogates appear as U+FFFD.
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

    /// The string or number under a key as text, unless it is empty: ids are written either way.
    pub fn id(&self, key: &str) -> Option<String> {
        match &self.get(key)?.value {
            Value::String(text) if !text.is_empty() => Some(text.clone().into_owned()),
            Value::Number(digits) => Some((*digits).to_owned()),
            _ => None,
        }
    }

    /// The whole number this is, written as a number or as a string of digits; a fraction is cut off.
    pub fn as_int(&self) -> Option<i64> {
        let text = match &self.value {
            Value::String(text) => text,
            Value::Number(digits) => *digits,
            _ => return None,
        };
        text.split_once('.').map_or(text, |(whole, _)| whole).parse().ok()
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

    /// True for an object.
    pub fn is_object(&self) -> bool {
        matches!(self.value, Value::Object(_))
    }
}
