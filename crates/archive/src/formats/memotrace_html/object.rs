use crate::html::decoded;

/// A JavaScript object of texts and numbers.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Object<'t>(Vec<(&'t str, Value<'t>)>);

/// As written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'t> {
    /// Between its quotes.
    Text(&'t str),
    Bare(&'t str),
}

/// Where a text ends whose quote was opened before: at a quote with a comma or brace behind it. Names are written as they
/// are, so that theirs may hold quotes too.
fn closing(bytes: &[u8], quote: u8) -> Option<usize> {
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            sign if sign == quote => {
                let next = bytes[at + 1..].iter().find(|byte| !byte.is_ascii_whitespace());
                if matches!(next, None | Some(b',' | b'}')) {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

impl<'t> Object<'t> {
    /// The length of the object these bytes begin with; `None` when its end is not among them.
    pub fn length(bytes: &[u8]) -> Option<usize> {
        let mut at = bytes.starts_with(b"{").then_some(1)?;
        loop {
            match *bytes.get(at)? {
                b'}' => return Some(at + 1),
                quote @ (b'\'' | b'"') => {
                    let end = closing(&bytes[at + 1..], quote)?;
                    // A quote at the very end may go on behind it.
                    bytes.get(at + end + 2)?;
                    at += end + 2;
                }
                _ => at += 1,
            }
        }
    }

    /// The fields of an object, braces included; `None` when it is none.
    pub fn of(text: &'t str) -> Option<Self> {
        let mut rest = text.strip_prefix('{')?.strip_suffix('}')?.trim();
        let mut fields = Vec::new();
        while !rest.is_empty() {
            let (key, behind) = rest.split_once(':')?;
            let behind = behind.trim_start();
            let value = match behind.bytes().next()? {
                quote @ (b'\'' | b'"') => {
                    let end = closing(&behind.as_bytes()[1..], quote)?;
                    let value = Value::Text(&behind[1..=end]);
                    rest = &behind[end + 2..];
                    value
                }
                _ => {
                    let end = behind.find(',').unwrap_or(behind.len());
                    let value = Value::Bare(behind[..end].trim());
                    rest = &behind[end..];
                    value
                }
            };
            fields.push((key.trim(), value));
            rest = rest.trim_start().trim_start_matches(',').trim_start();
        }
        Some(Self(fields))
    }

    pub fn get(&self, key: &str) -> Option<Value<'t>> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
    }

    pub fn number(&self, key: &str) -> Option<i64> {
        match self.get(key)? {
            Value::Bare(text) | Value::Text(text) => text.parse().ok(),
        }
    }

    /// What a text says, its escapes and entities undone; `None` when it is empty.
    pub fn text(&self, key: &str) -> Option<String> {
        let Value::Text(raw) = self.get(key)? else { return None };
        let text = decoded(&unescaped(raw)).replace("<br>", "\n");
        Some(text).filter(|text| !text.is_empty())
    }
}

fn unescaped(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        let escaped = if c == '\\' { chars.next() } else { None };
        match escaped {
            Some('n') => text.push('\n'),
            Some('r') => {}
            Some('t') => text.push('\t'),
            Some(other) => text.push(other),
            None => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_have_texts_and_numbers() {
        let text = r"{ type:1, text: 'it\'s }, { \n&lt;b&gt;',is_send:0,
            displayname:'O'Hara',empty:''}";
        assert_eq!(Object::length(format!("{text},{{ type:1").as_bytes()), Some(text.len()));
        let object = Object::of(text).unwrap();
        assert_eq!((object.number("type"), object.number("is_send"), object.number("x")), (Some(1), Some(0), None));
        assert_eq!(object.text("text").as_deref(), Some("it's }, { \n<b>"));
        assert_eq!((object.text("displayname").as_deref(), object.text("empty")), (Some("O'Hara"), None));
    }

    #[test]
    fn what_is_cut_has_no_length() {
        let text = "{ type:1, text: 'a'}";
        for end in 0..text.len() {
            assert_eq!(Object::length(&text.as_bytes()[..end]), None, "{end}");
        }
        assert_eq!((Object::length(b""), Object::length(b"x}")), (None, None));
        for broken in ["", "{", "{x}", "{a:}", "{a:'b}", "{a:'b'c}"] {
            assert_eq!(Object::of(broken), None, "{broken}");
        }
    }
}
