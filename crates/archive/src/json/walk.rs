use std::io::{self, Read};

use super::stretch::{Next, Stretch};
use super::{RECORD_LIMIT, Spanned};
use crate::model::Provenance;
use crate::window::{Position, Window};

/// What the walker came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found<V> {
    /// Goes into an object or array.
    Enter,
    /// Comes out of it.
    Leave,
    /// A whole value.
    Value(V),
    /// A value over the limit, passed over.
    Oversize,
    /// The rest of the file cannot be taken apart, for this reason.
    Broken(&'static str),
}

/// The key a value stands under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    /// The key itself is data.
    pub is_data: bool,
    /// Decoded.
    pub text: String,
    /// In the file, with its quotes.
    pub bytes: std::ops::Range<u64>,
}

/// One step of the walk.
#[derive(Debug)]
pub(crate) struct Item<'w> {
    /// A value comes parsed, or with the reason why it cannot be.
    pub found: Found<Result<Spanned<'w>, &'static str>>,
    /// The keys that lead to it, as in [`Leaf::key_path`](crate::leaves::Leaf::key_path).
    pub path: &'w str,
    /// The key it stands under, unless it is an element of an array or the document.
    pub key: Option<Key>,
    /// The value as written; the spans of a parsed one count in it.
    pub raw: &'w [u8],
    pub provenance: Provenance,
}

/// Which places of a document the walker treats in which way.
pub(crate) trait Place {
    /// True for an object or array whose parts are wanted one by one, since together they may not fit in memory.
    fn enter(&self, path: &str) -> bool;
    /// True for an object whose keys are data.
    fn keys_are_data(&self, path: &str) -> bool;
}

/// One step before its value is parsed.
struct Step {
    found: Found<()>,
    key: Option<Key>,
    provenance: Provenance,
}

struct Frame {
    close: u8,
    path: usize,
    keys_are_data: bool,
    /// An array whose elements are not entered.
    whole: bool,
    provenance: Provenance,
}

/// Walks a JSON document of any size. Between elements it is forgiving: commas may be missing or too many, and NUL
/// bytes, as a crash leaves them, count as white space.
pub(crate) struct Walker<R, P> {
    window: Window<R>,
    place: P,
    stack: Vec<Frame>,
    path: String,
    raw: Vec<u8>,
    limit: usize,
    stretch: Stretch,
    started: bool,
    over: bool,
}

/// How the bytes of one value ended.
enum Ending {
    Whole,
    Oversize,
    Cut,
}

impl<R: Read, P: Place> Walker<R, P> {
    /// Stands before the document.
    pub fn new(window: Window<R>, place: P) -> Self {
        Self {
            window,
            place,
            stack: Vec::new(),
            path: String::new(),
            raw: Vec::new(),
            limit: RECORD_LIMIT,
            stretch: Stretch::new(),
            started: false,
            over: false,
        }
    }

    /// Takes values of at most `limit` bytes.
    #[cfg(test)]
    pub fn limited(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Gives `look` the next step; false at the end of the document.
    pub fn walk(&mut self, mut look: impl FnMut(&Item<'_>)) -> io::Result<bool> {
        if self.element_whole(&mut look)? {
            return Ok(true);
        }
        let Some(Step { found, key, provenance }) = self.step()? else { return Ok(false) };
        let found = match found {
            Found::Value(()) => Found::Value(super::parse(&self.raw)),
            Found::Enter => Found::Enter,
            Found::Leave => Found::Leave,
            Found::Oversize => Found::Oversize,
            Found::Broken(reason) => Found::Broken(reason),
        };
        look(&Item { found, path: &self.path, key, raw: &self.raw, provenance });
        Ok(true)
    }

    /// Parses the next element of a list if it is sound and lies whole in the window; false when it does not.
    fn element_whole(&mut self, look: &mut impl FnMut(&Item<'_>)) -> io::Result<bool> {
        let Some(frame) = self.stack.last().filter(|frame| frame.whole && !self.over) else { return Ok(false) };
        self.path.truncate(frame.path);
        self.path.push_str("[]");
        let mut ending = match self.stretch.is_empty() {
            true => Next::Cut,
            false => self.stretch.element(&self.path, self.limit, look),
        };
        if ending == Next::Cut {
            self.stretch.leave(&mut self.window);
            self.stretch.take(&mut self.window)?;
            ending = self.stretch.element(&self.path, self.limit, look);
        }
        if ending != Next::Told {
            self.stretch.give_up(ending, &mut self.window);
        }
        Ok(ending == Next::Told)
    }

    /// The next step; `None` at the end of the document.
    fn step(&mut self) -> io::Result<Option<Step>> {
        self.raw.clear();
        if self.over {
            return Ok(None);
        }
        let path = self.stack.last().map_or(0, |frame| frame.path);
        self.path.truncate(path);
        let Some(byte) = self.blank()? else {
            self.over = true;
            let here = self.here();
            return match (self.started, self.stack.is_empty()) {
                (true, true) => Ok(None),
                _ => Ok(Some(self.broken("the file is cut off", here))),
            };
        };
        if self.started && self.stack.is_empty() {
            let here = self.here();
            return self.rest("more after the end of the document", here).map(Some);
        }
        self.started = true;
        let Some(frame) = self.stack.last() else {
            return self.element(None).map(Some);
        };
        if byte == frame.close {
            self.window.pass(1);
            return Ok(self.leave());
        }
        if frame.close == b']' {
            self.path.push_str("[]");
            return self.element(None).map(Some);
        }
        self.entry().map(Some)
    }

    fn leave(&mut self) -> Option<Step> {
        let frame = self.stack.pop()?;
        let mut provenance = frame.provenance;
        provenance.bytes.end = self.window.offset();
        Some(Step { found: Found::Leave, key: None, provenance })
    }

    /// A key and its value.
    fn entry(&mut self) -> io::Result<Step> {
        let start = self.here();
        let data = self.stack.last().is_some_and(|frame| frame.keys_are_data);
        if self.window.more()?.first() != Some(&b'"') {
            return self.rest("a key is missing", start);
        }
        match self.capture()? {
            Ending::Whole => {}
            Ending::Oversize => return self.rest("a key is too long", start),
            Ending::Cut => return self.rest("the file is cut off", start),
        }
        let bytes = start.bytes.start..self.window.offset();
        let text = match super::parse(&self.raw) {
            Ok(key) => key.as_str().unwrap_or_default().to_owned(),
            Err(reason) => return self.rest(reason, start),
        };
        self.raw.clear();
        match self.blank()? {
            Some(b':') => self.window.pass(1),
            Some(_) => return self.rest("a colon is missing", start),
            None => return self.rest("the file is cut off", start),
        }
        if self.blank()?.is_none() {
            return self.rest("the file is cut off", start);
        }
        super::push_key(&mut self.path, if data { "*" } else { &text });
        self.element(Some(Key { is_data: data, text, bytes }))
    }

    /// The value ahead.
    fn element(&mut self, key: Option<Key>) -> io::Result<Step> {
        let mut provenance = self.here();
        let byte = self.window.more()?.first().copied();
        if let Some(open @ (b'{' | b'[')) = byte
            && self.place.enter(&self.path)
        {
            self.window.pass(1);
            provenance.bytes.end = self.window.offset();
            let path = self.path.len();
            let keys_are_data = self.place.keys_are_data(&self.path);
            self.path.push_str("[]");
            let whole = open == b'[' && !self.place.enter(&self.path);
            self.path.truncate(path);
            let close = if open == b'{' { b'}' } else { b']' };
            self.stack.push(Frame { close, path, keys_are_data, whole, provenance: provenance.clone() });
            return Ok(Step { found: Found::Enter, key, provenance });
        }
        let ending = self.capture()?;
        provenance.bytes.end = self.window.offset();
        if provenance.bytes.is_empty() {
            return self.rest("not a JSON value", provenance);
        }
        let found = match ending {
            Ending::Whole => Found::Value(()),
            Ending::Oversize => Found::Oversize,
            Ending::Cut => {
                self.over = true;
                Found::Broken("the file is cut off")
            }
        };
        Ok(Step { found, key, provenance })
    }

    /// Gives up on the file from `start` on.
    fn rest(&mut self, reason: &'static str, start: Provenance) -> io::Result<Step> {
        loop {
            let n = self.window.more()?.len();
            if n == 0 {
                break;
            }
            self.window.pass(n);
        }
        self.over = true;
        Ok(self.broken(reason, start))
    }

    fn broken(&self, reason: &'static str, mut provenance: Provenance) -> Step {
        provenance.bytes.end = self.window.offset();
        Step { found: Found::Broken(reason), key: None, provenance }
    }

    fn here(&mut self) -> Provenance {
        let Position { line, column } = self.window.position();
        Provenance { part: None, line, column, bytes: self.window.offset()..self.window.offset() }
    }

    /// Passes over white space, commas and NUL bytes; the byte that follows.
    fn blank(&mut self) -> io::Result<Option<u8>> {
        loop {
            let ahead = self.window.more()?;
            if ahead.is_empty() {
                return Ok(None);
            }
            let n = ahead.iter().take_while(|byte| matches!(**byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | 0)).count();
            let byte = ahead.get(n).copied();
            self.window.pass(n);
            if byte.is_some() {
                return Ok(byte);
            }
        }
    }

    /// Copies the bytes of the value ahead into `raw`, by its brackets and quotes alone.
    fn capture(&mut self) -> io::Result<Ending> {
        let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
        let mut oversize = false;
        loop {
            let ahead = self.window.more()?;
            if ahead.is_empty() {
                // A number or word at the very end of the file is whole.
                let scalar = depth == 0 && !in_string && !self.raw.is_empty();
                return Ok(if scalar && !oversize { Ending::Whole } else { Ending::Cut });
            }
            let mut n = 0;
            let mut whole = false;
            while n < ahead.len() {
                if in_string {
                    if escaped {
                        (escaped, n) = (false, n + 1);
                        continue;
                    }
                    let Some(at) = memchr::memchr2(b'"', b'\\', &ahead[n..]) else {
                        n = ahead.len();
                        break;
                    };
                    n += at + 1;
                    if ahead[n - 1] == b'\\' {
                        escaped = true;
                    } else {
                        in_string = false;
                        whole = depth == 0;
                    }
                } else {
                    match ahead[n] {
                        b'"' => in_string = true,
                        b'{' | b'[' => depth += 1,
                        b'}' | b']' if depth > 0 => {
                            depth -= 1;
                            whole = depth == 0;
                        }
                        b'}' | b']' | b',' | b' ' | b'\t' | b'\n' | b'\r' | b':' | 0 if depth == 0 => {
                            whole = true;
                            break;
                        }
                        _ => {}
                    }
                    n += 1;
                }
                if whole {
                    break;
                }
            }
            oversize |= self.raw.len() + n > self.limit;
            if oversize {
                self.raw.clear();
            } else {
                self.raw.extend_from_slice(&ahead[..n]);
            }
            self.window.pass(n);
            if whole {
                return Ok(if oversize { Ending::Oversize } else { Ending::Whole });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Into(&'static [&'static str]);

    impl Place for Into {
        fn enter(&self, path: &str) -> bool {
            self.0.contains(&path)
        }
        fn keys_are_data(&self, path: &str) -> bool {
            path == "avatars"
        }
    }

    const PLACES: Into = Into(&["", "list", "list[]", "list[].messages", "avatars"]);

    fn steps(text: &[u8], window: usize, limit: usize) -> Vec<String> {
        let mut walker = Walker::new(Window::with_capacity(text, window).unwrap(), PLACES).limited(limit);
        let mut steps = Vec::new();
        let mut look = |item: &Item<'_>| {
            let range = item.provenance.bytes.start as usize..item.provenance.bytes.end as usize;
            let (mut found, mut raw) = (format!("{:?}", item.found), &text[..0]);
            if let Found::Value(value) = &item.found {
                (found, raw) = ("Value".to_owned(), &text[range]);
                assert_eq!(value, &crate::json::parse(raw));
            }
            let before = &text[..item.provenance.bytes.start as usize];
            assert_eq!(item.provenance.line, 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64);
            if let Some(key) = &item.key {
                let raw = &text[key.bytes.start as usize..key.bytes.end as usize];
                assert_eq!(raw, format!("\"{}\"", key.text).as_bytes());
            }
            let raw = String::from_utf8_lossy(raw);
            steps.push(format!("{found} {} {raw}", item.path).trim_end().to_owned());
        };
        while walker.walk(&mut look).unwrap() {}
        steps
    }

    #[test]
    fn yields_the_parts_of_what_it_enters() {
        let text = br#" {"a": {"list": 1}, "list":[ {"messages":[1,"]",[{}]],"n":"x"} ],"avatars":{"wxid_a":"u"}} "#;
        let expected = [
            "Enter",
            "Value a {\"list\": 1}",
            "Enter list",
            "Enter list[]",
            "Enter list[].messages",
            "Value list[].messages[] 1",
            "Value list[].messages[] \"]\"",
            "Value list[].messages[] [{}]",
            "Leave list[].messages",
            "Value list[].n \"x\"",
            "Leave list[]",
            "Leave list",
            "Enter avatars",
            "Value avatars.* \"u\"",
            "Leave avatars",
            "Leave",
        ];
        for window in [4, 5, 7, 1024] {
            assert_eq!(steps(text, window, 1024), expected, "window {window}");
        }
    }

    #[test]
    fn what_is_cut_or_broken_is_one_last_step() {
        assert_eq!(steps(b"{\"list\":[", 8, 99), ["Enter", "Enter list", "Broken(\"the file is cut off\") list"]);
        assert_eq!(steps(b"{\"a\":\"x", 8, 99), ["Enter", "Broken(\"the file is cut off\") a"]);
        assert_eq!(steps(b"{\"a\"", 8, 99), ["Enter", "Broken(\"the file is cut off\")"]);
        assert_eq!(steps(b"{\"a\":1} x", 8, 99)[3], "Broken(\"more after the end of the document\")");
        assert_eq!(steps(b"{\"a\":}", 8, 99)[1], "Broken(\"not a JSON value\") a");
        assert_eq!(steps(b"{a:1}", 8, 99)[1], "Broken(\"a key is missing\")");
        assert_eq!(steps(b"]", 8, 99), ["Broken(\"not a JSON value\")"]);
        assert_eq!(steps(b" \n", 8, 99), ["Broken(\"the file is cut off\")"]);
    }

    #[test]
    fn an_empty_key_is_not_the_root_again() {
        let text = br#"{"":{"list":[1],"":{"list":[2]}},"list":[3]}"#;
        let expected = ["Enter", "Value ? {\"list\":[1],\"\":{\"list\":[2]}}", "Enter list", "Value list[] 3"];
        assert_eq!(steps(text, 16, 99)[..4], expected);
    }

    #[test]
    fn a_key_that_looks_like_a_path_is_none() {
        for key in ["list[]", "list[].messages", "a.b", "[", "*"] {
            let text = format!("{{\"{key}\":[1]}}");
            let expected = if key == "*" { "Value * [1]" } else { "Value ? [1]" };
            assert_eq!(steps(text.as_bytes(), 16, 99)[1], expected, "{key}");
        }
    }

    #[test]
    fn what_is_given_up_is_given_up_from_its_key_on() {
        for (text, reason) in [
            (&b"{\"a\":1,\"secret\" 2}"[..], "a colon is missing"),
            (b"{\"a\":1,\"secret\",\"x\":1}", "a colon is missing"),
            (b"{\"a\":1,secret:2}", "a key is missing"),
            (b"{\"a\":1,\"\\x secret\":2}", "not a JSON escape"),
            (b"{\"a\":1,\"secret\":", "the file is cut off"),
            (b"{\"a\":1,\"secret", "the file is cut off"),
            (b"{\"a\":1,\"a secret that is longer than it may be\":2,\"b\":3}", "a key is too long"),
        ] {
            let mut walker = Walker::new(Window::with_capacity(text, 8).unwrap(), PLACES).limited(24);
            let mut last = None;
            while walker.walk(|item| last = Some((format!("{:?}", item.found), item.provenance.bytes.clone()))).unwrap()
            {
            }
            let (found, bytes) = last.unwrap();
            assert_eq!((found, bytes.end), (format!("Broken({reason:?})"), text.len() as u64));
            let secret = text.windows(6).position(|window| window == b"secret").unwrap() as u64;
            assert!(bytes.start <= secret, "{reason}: {bytes:?}");
        }
    }

    #[test]
    fn nesting_takes_no_memory_of_the_walker() {
        let text = [&b"{\"a\":"[..], &b"[".repeat(100_000), &b"]".repeat(100_000), b",\"b\":1}"].concat();
        let mut walker = Walker::new(Window::with_capacity(&text[..], 64).unwrap(), PLACES).limited(1000);
        let mut found = Vec::new();
        let name = |item: &Item<'_>| match item.found {
            Found::Enter => "enter",
            Found::Value(Ok(_)) => "value",
            Found::Oversize => "oversize",
            Found::Leave => "leave",
            Found::Value(Err(_)) | Found::Broken(_) => "broken",
        };
        while walker.walk(|item| found.push(name(item))).unwrap() {}
        assert_eq!(found, ["enter", "oversize", "value", "leave"]);
    }

    #[test]
    fn forgives_commas_and_nul_bytes() {
        assert_eq!(steps(b"{\"a\":1,,\"b\":2 \"c\":3,}\0\0", 8, 99).len(), 5);
    }

    #[test]
    fn an_oversized_value_is_passed_over() {
        let text = br#"{"list":["0123456789012345678901234567890123456789",{"a":"01234567890123456789"}],"b":1}"#;
        let expected = [
            "Enter",
            "Enter list",
            "Oversize list[]",
            "Enter list[]",
            "Oversize list[].a",
            "Leave list[]",
            "Leave list",
        ];
        assert_eq!(steps(text, 16, 20)[..7], expected);
        assert_eq!(steps(text, 16, 20)[7], "Value b 1");
    }

    proptest! {
        #[test]
        fn never_panics_and_always_ends(bytes in prop::collection::vec(prop::sample::select(b"{}[]\",:\\a1 \0".to_vec()), 0..64), window in 4_usize..9) {
            steps(&bytes, window, 16);
        }
    }
}
