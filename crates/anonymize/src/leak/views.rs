//! What written bytes say once the encodings that text travels in are taken off.

use encoding_rs::GB18030;
use groupkeep_detect::{Compact, ZERO_WIDTH, fold};

/// One way to read a stretch of bytes.
#[derive(Debug)]
pub(super) struct View {
    /// The encoding that was taken off.
    pub encoding: &'static str,
    /// What can be looked for in it.
    pub kind: ViewKind,
    /// The text, as bytes.
    pub bytes: Vec<u8>,
    /// For every byte of the text, where it comes from; empty where it is at the same place.
    places: Vec<usize>,
    /// The text itself where it is [`ViewKind::Compact`], and empty elsewhere.
    pub compact: Compact,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ViewKind {
    /// As written or decoded: values and their encoded forms.
    Plain,
    /// Folded, lower case, no invisible characters: folded values.
    Folded,
    /// Folded, without separators and accents: names.
    Compact,
    /// Folded digits only, whatever stood between them: numbers.
    Digits,
}

impl View {
    /// Where in the bytes the text's byte at `at` comes from.
    pub fn place(&self, at: usize) -> usize {
        self.places.get(at).copied().unwrap_or(at)
    }

    fn new(encoding: &'static str, kind: ViewKind) -> Self {
        Self { encoding, kind, bytes: Vec::new(), places: Vec::new(), compact: Compact::default() }
    }

    fn push(&mut self, text: &[u8], place: usize) {
        self.bytes.extend(text);
        self.places.resize(self.bytes.len(), place);
    }
}

/// JSON strings that hold JSON are taken apart this deep.
const JSON_DEPTH: usize = 4;

/// Every view of `bytes`. A view that adds nothing to the one it was made from is left out.
pub(super) fn of(bytes: &[u8]) -> Vec<View> {
    let raw = View { bytes: bytes.to_vec(), ..View::new("raw", ViewKind::Plain) };
    let split = decoded(&raw, "split", part_seam);
    let mut views: Vec<View> =
        std::iter::once(raw).chain(split).chain(from_gb18030(bytes)).flat_map(with_decoded).collect();
    let folded: Vec<View> = views.iter().flat_map(folded_views).collect();
    views.extend(folded);
    views
}

/// True for UTF-8, a character cut off at either end aside.
pub(super) fn is_utf8(bytes: &[u8]) -> bool {
    let rest = bytes.iter().take(3).take_while(|byte| matches!(**byte, 0x80..=0xBF)).count();
    std::str::from_utf8(&bytes[rest..]).err().is_none_or(|error| error.error_len().is_none())
}

/// What the bytes say in GB18030, where they are not UTF-8: tables stay in their encoding.
fn from_gb18030(bytes: &[u8]) -> Option<View> {
    if is_utf8(bytes) {
        return None;
    }
    let mut view = View::new("gb18030", ViewKind::Plain);
    let mut at = 0;
    while at < bytes.len() {
        let length = match (bytes[at], bytes.get(at + 1)) {
            (0..0x80, _) => 1,
            (_, Some(b'0'..=b'9')) => 4,
            _ => 2,
        };
        let code = &bytes[at..bytes.len().min(at + length)];
        match GB18030.decode_without_bom_handling_and_without_replacement(code) {
            Some(text) => {
                view.push(text.as_bytes(), at);
                at += length;
            }
            None => {
                view.push(b"?", at);
                at += 1;
            }
        }
    }
    Some(view)
}

/// A view, and what it says with one encoding after the other taken off.
fn with_decoded(view: View) -> Vec<View> {
    let mut views = vec![view];
    for _ in 0..JSON_DEPTH {
        views.extend(views.last().and_then(|outer| decoded(outer, "json-escaped", json_escape)));
    }
    let others: Vec<View> = views.last().map_or_else(Vec::new, |innermost| {
        let percent = decoded(innermost, "url-encoded", percent_escape);
        let entities = decoded(innermost, "xml-escaped", xml_escape);
        percent.into_iter().chain(entities).collect()
    });
    views.extend(others);
    views
}

/// The text of an escape at the beginning of some bytes and how many of them it takes; `None` if there is none.
type Escape = fn(&[u8]) -> Option<(Vec<u8>, usize)>;

/// Takes one encoding off; `None` if there was none to take off.
fn decoded(view: &View, encoding: &'static str, escape: Escape) -> Option<View> {
    let mut bytes = Vec::with_capacity(view.bytes.len());
    let mut places = Vec::with_capacity(view.bytes.len());
    let mut changed = false;
    let mut at = 0;
    while at < view.bytes.len() {
        let (text, used) = match escape(&view.bytes[at..]) {
            Some(found) => {
                changed = true;
                found
            }
            None => (vec![view.bytes[at]], 1),
        };
        places.extend(std::iter::repeat_n(view.place(at), text.len()));
        bytes.extend(text);
        at += used;
    }
    changed.then_some(View { bytes, places, ..View::new(encoding, ViewKind::Plain) })
}

fn json_escape(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let [b'\\', kind, ..] = bytes else { return None };
    let plain = match kind {
        b'"' | b'\\' | b'/' => *kind,
        b'n' | b'r' | b't' | b'b' | b'f' => b' ',
        b'u' => return unicode_escape(bytes),
        _ => return None,
    };
    Some((vec![plain], 2))
}

fn unicode_escape(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let unit = |from: usize| {
        let hex = std::str::from_utf8(bytes.get(from + 2..from + 6)?).ok()?;
        (bytes.get(from..from + 2)? == b"\\u").then(|| u16::from_str_radix(hex, 16).ok())?
    };
    let first = unit(0)?;
    let (units, used) = match unit(6) {
        Some(second) if (0xD800..0xDC00).contains(&first) => (vec![first, second], 12),
        _ => (vec![first], 6),
    };
    Some((String::from_utf16_lossy(&units).into_bytes(), used))
}

fn percent_escape(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let hex = std::str::from_utf8(bytes.strip_prefix(b"%")?.get(..2)?).ok()?;
    Some((vec![u8::from_str_radix(hex, 16).ok()?], 3))
}

fn xml_escape(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let end = bytes.iter().take(12).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(bytes.get(..end)?.strip_prefix(b"&")?).ok()?;
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let hex = number.strip_prefix(['x', 'X']);
            let code = hex.map_or_else(|| number.parse(), |hex| u32::from_str_radix(hex, 16)).ok()?;
            char::from_u32(code)?
        }
        None => ["amp", "lt", "gt", "quot", "apos"]
            .iter()
            .position(|known| *known == name)
            .map(|at| b"&<>\"'"[at].into())?,
    };
    Some((c.to_string().into_bytes(), end + 1))
}

/// What a part of a text may hold beside the text itself, in the format that writes a text as a list of parts.
const PART_KEYS: &[&[u8]] = &[b"type", b"href", b"language", b"user_id", b"document_id", b"collapsed"];

/// The JSON between two parts of one text, from the quote that ends the first to the quote that begins the second.
fn part_seam(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut rest = skip_space(bytes.strip_prefix(b"\"")?);
    while let Some((key, after)) = rest.strip_prefix(b",").and_then(|rest| pair(skip_space(rest))) {
        rest = PART_KEYS.contains(&key).then(|| scalar(after))??;
    }
    rest = skip_space(rest.strip_prefix(b"}").unwrap_or(rest));
    rest = skip_space(rest.strip_prefix(b",")?);
    if let Some(inside) = rest.strip_prefix(b"{") {
        rest = skip_space(inside);
        loop {
            let (key, after) = pair(rest)?;
            if key == b"text" {
                rest = after;
                break;
            }
            rest = PART_KEYS.contains(&key).then(|| scalar(after))??;
            rest = skip_space(rest.strip_prefix(b",")?);
        }
    }
    Some((Vec::new(), bytes.len() - rest.strip_prefix(b"\"")?.len()))
}

fn skip_space(bytes: &[u8]) -> &[u8] {
    bytes.trim_ascii_start()
}

/// A short key at the beginning of some bytes, and what follows its colon.
fn pair(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let inside = bytes.strip_prefix(b"\"")?;
    let end = inside.iter().take(16).position(|byte| *byte == b'"')?;
    Some((&inside[..end], skip_space(skip_space(&inside[end + 1..]).strip_prefix(b":")?)))
}

/// What follows a string without escapes, a number or a literal at the beginning of some bytes.
fn scalar(bytes: &[u8]) -> Option<&[u8]> {
    let after = match bytes.strip_prefix(b"\"") {
        Some(inside) => &inside[inside.iter().position(|byte| *byte == b'"')? + 1..],
        None => &bytes[bytes.iter().position(|byte| matches!(byte, b',' | b'}' | b']'))?..],
    };
    Some(skip_space(after))
}

fn folded_views(view: &View) -> Vec<View> {
    let text = String::from_utf8_lossy(&view.bytes);
    let exact = text.len() == view.bytes.len();
    let folded = fold(&text);
    let mut plain = View::new("folded", ViewKind::Folded);
    let mut digits = View::new("folded", ViewKind::Digits);
    for (index, &c) in folded.chars().iter().enumerate().filter(|&(_, &c)| c != ZERO_WIDTH) {
        // Bytes that are not UTF-8 shift offsets by a little; a leak is found all the same.
        let place = if exact { view.place(folded.offset(index)) } else { folded.offset(index) };
        if c.is_ascii_digit() {
            digits.push(&[c as u8], place);
        } else if !" -.()+".contains(c) {
            digits.push(b" ", place);
        }
        for lower in c.to_lowercase() {
            plain.push(lower.encode_utf8(&mut [0; 4]).as_bytes(), place);
        }
    }
    let compact = Compact::of(&text);
    let at = |byte: usize| if exact { view.place(compact.place(byte)) } else { compact.place(byte) };
    let places = (0..compact.text().len()).map(at).collect();
    let bytes = compact.text().as_bytes().to_vec();
    vec![plain, digits, View { bytes, places, compact, ..View::new("compact", ViewKind::Compact) }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<(&'static str, String)> {
        of(bytes).into_iter().map(|view| (view.encoding, String::from_utf8_lossy(&view.bytes).into_owned())).collect()
    }

    #[test]
    fn encodings_are_taken_off_one_by_one() {
        let has =
            |bytes: &str, encoding: &str, text: &str| texts(bytes.as_bytes()).contains(&(encoding, text.to_owned()));
        assert!(has(r"\u6797\u5C0f", "json-escaped", "林小"));
        assert!(has(r"\ud83d\ude00", "json-escaped", "😀"));
        assert!(has(r"\\u6797", "json-escaped", "林"));
        assert!(has("%E6%9E%97", "url-encoded", "林"));
        assert!(has("&#26519;&#x6797;&amp;", "xml-escaped", "林林&"));
        assert!(has("１３８ 0013-8000a", "folded", "13800138000 "));
        assert!(has("ＡB\u{200B}c", "folded", "abc"));
    }

    #[test]
    fn parts_of_one_text_are_read_as_one() {
        let joined = |bytes: &str| texts(bytes.as_bytes()).into_iter().find(|(encoding, _)| *encoding == "split");
        for (bytes, text) in [
            (r#"["a", "b"]"#, r#"["ab"]"#),
            (r#"["a",{"type":"bold","text":"b"},"c"]"#, r#"["abc"]"#),
            (
                r#"[{"type":"link","text":"a","href":"x","user_id":7} , { "text" : "b"}]"#,
                r#"[{"type":"link","text":"ab"}]"#,
            ),
            (r#"["\u6797",{"type":"bold","text":"b"}]"#, r#"["\u6797b"}]"#),
        ] {
            assert_eq!(joined(bytes).map(|(_, text)| text).as_deref(), Some(text), "{bytes}");
        }
        for apart in [r#"{"from":"a","text":"b"}"#, r#"{"from":"a"},{"id":3,"text":"b"}"#, r#"["a"]["b"]"#, "\"a"] {
            assert_eq!(joined(apart), None, "{apart}");
        }
    }

    #[test]
    fn places_lead_back() {
        let view = of(br"ab\u6797c").into_iter().find(|view| view.encoding == "json-escaped").unwrap();
        assert_eq!((view.place(2), view.place(5)), (2, 8));
    }

    #[test]
    fn plain_bytes_have_no_decoded_view() {
        assert_eq!(of(b"plain").len(), 4);
    }
}
