//! What written bytes say once the encodings that text travels in are taken off.

use groupkeep_detect::{ZERO_WIDTH, fold};

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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ViewKind {
    /// As written: values and their encoded forms.
    Raw,
    /// Decoded: values.
    Plain,
    /// Folded, lower case, no invisible characters: folded values.
    Folded,
    /// Folded digits only, whatever stood between them: numbers.
    Digits,
}

impl View {
    /// Where in the bytes the text's byte at `at` comes from.
    pub fn place(&self, at: usize) -> usize {
        self.places.get(at).copied().unwrap_or(at)
    }
}

/// Every view of `bytes`. A view that adds nothing to the one it was made from is left out.
pub(super) fn of(bytes: &[u8]) -> Vec<View> {
    let raw = View { encoding: "raw", kind: ViewKind::Raw, bytes: bytes.to_vec(), places: Vec::new() };
    // Twice, for JSON inside a JSON string.
    let json = decoded(&raw, "json-escaped", json_escape);
    let nested = json.as_ref().and_then(|view| decoded(view, "json-escaped", json_escape));
    let innermost = nested.as_ref().or(json.as_ref()).unwrap_or(&raw);
    let percent = decoded(innermost, "url-encoded", percent_escape);
    let entities = decoded(innermost, "xml-escaped", xml_escape);
    let mut views: Vec<View> = [json, nested, percent, entities].into_iter().flatten().collect();
    let folded: Vec<View> = std::iter::once(&raw).chain(&views).flat_map(folded_views).collect();
    views.push(raw);
    views.extend(folded);
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
    changed.then_some(View { encoding, kind: ViewKind::Plain, bytes, places })
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

fn folded_views(view: &View) -> Vec<View> {
    let text = String::from_utf8_lossy(&view.bytes);
    let exact = text.len() == view.bytes.len();
    let folded = fold(&text);
    let mut plain = View { encoding: "folded", kind: ViewKind::Folded, bytes: Vec::new(), places: Vec::new() };
    let mut digits = View { encoding: "folded", kind: ViewKind::Digits, bytes: Vec::new(), places: Vec::new() };
    for (index, &c) in folded.chars().iter().enumerate().filter(|&(_, &c)| c != ZERO_WIDTH) {
        // Bytes that are not UTF-8 shift offsets by a little; a leak is found all the same.
        let place = if exact { view.place(folded.offset(index)) } else { folded.offset(index) };
        if c.is_ascii_digit() {
            digits.bytes.push(c as u8);
            digits.places.push(place);
        } else if !" -.()+".contains(c) {
            digits.bytes.push(b' ');
            digits.places.push(place);
        }
        for lower in c.to_lowercase() {
            let mut buffer = [0; 4];
            let encoded = lower.encode_utf8(&mut buffer).as_bytes();
            plain.bytes.extend(encoded);
            plain.places.extend(std::iter::repeat_n(place, encoded.len()));
        }
    }
    vec![plain, digits]
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
    fn places_lead_back() {
        let view = of(br"ab\u6797c").into_iter().find(|view| view.encoding == "json-escaped").unwrap();
        assert_eq!((view.place(2), view.place(5)), (2, 8));
    }

    #[test]
    fn plain_bytes_have_no_decoded_view() {
        assert_eq!(of(b"plain").len(), 3);
    }
}
