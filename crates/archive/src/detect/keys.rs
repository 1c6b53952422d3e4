use std::collections::BTreeMap;

use crate::json::push_key;

/// Deepest place whose keys are noted.
const DEPTH: usize = 4;

/// The keys of a JSON document near its root, noted from both of its ends.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    found: BTreeMap<String, Option<String>>,
}

enum Open {
    Object { key: Option<String> },
    Array,
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
}

enum Token {
    Open(bool),
    Close,
    Colon,
    Comma,
    Text(String),
    Word(String),
}

impl Keys {
    /// `None` when `head` does not begin with a bracket. `tail` is empty when `head` is the whole file.
    pub fn of(head: &[u8], tail: &[u8]) -> Option<Self> {
        let first = head.iter().find(|byte| !byte.is_ascii_whitespace())?;
        if !matches!(first, b'{' | b'[') {
            return None;
        }
        let mut keys = Self::default();
        keys.read_head(head);
        if *first == b'{' && !tail.is_empty() {
            keys.read_tail(tail);
        }
        Some(keys)
    }

    /// True when the document has a key at that place, written as a path such as `chats.list` or `messages[].from`.
    pub fn has(&self, path: &str) -> bool {
        self.found.contains_key(path)
    }

    /// The string or word first found at that place.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.found.get(path)?.as_deref()
    }

    /// How many of these keys the objects have that lie one below the root, whatever their own keys are.
    pub fn below_any(&self, keys: &[&str]) -> usize {
        let has =
            |key: &&&str| self.found.keys().any(|path| path.split_once('.').is_some_and(|(_, rest)| rest == **key));
        keys.iter().filter(has).count()
    }

    fn note(&mut self, stack: &[Open], value: Option<String>) {
        if stack.len() > DEPTH {
            return;
        }
        let mut path = String::new();
        for open in stack {
            match open {
                Open::Array => path.push_str("[]"),
                Open::Object { key: Some(key) } => push_key(&mut path, key),
                Open::Object { key: None } => return,
            }
        }
        let known = self.found.entry(path).or_default();
        if known.is_none() {
            *known = value;
        }
    }

    fn read_head(&mut self, head: &[u8]) {
        let mut reader = Reader { text: head, at: 0 };
        let mut stack: Vec<Open> = Vec::new();
        while let Some(token) = reader.next() {
            match token {
                Token::Open(object) => {
                    self.note(&stack, None);
                    stack.push(if object { Open::Object { key: None } } else { Open::Array });
                }
                Token::Close => {
                    stack.pop();
                    clear_key(&mut stack);
                }
                Token::Colon => {}
                Token::Comma => clear_key(&mut stack),
                Token::Text(text) => match stack.last_mut() {
                    Some(Open::Object { key: key @ None }) => *key = Some(text),
                    _ => self.note(&stack, Some(text)),
                },
                Token::Word(word) => self.note(&stack, Some(word)),
            }
        }
    }

    /// The tail begins anywhere, perhaps inside a string, so both are tried; the right one ends with nothing open.
    fn read_tail(&mut self, tail: &[u8]) {
        for start in [0, tail.iter().position(|byte| *byte == b'"').map_or(tail.len(), |at| at + 1)] {
            let mut reader = Reader { text: tail, at: start };
            let (mut depth, mut last, mut noted) = (0_i64, None, Vec::new());
            while let Some(token) = reader.next() {
                match token {
                    Token::Open(_) => depth += 1,
                    Token::Close => depth -= 1,
                    Token::Colon => noted.extend(last.take().map(|key: String| (depth, key))),
                    Token::Comma => {}
                    Token::Text(text) => {
                        last = Some(text);
                        continue;
                    }
                    Token::Word(word) => {
                        // Words outside strings are numbers and literals; anything else means the guess was wrong.
                        let sound = matches!(word.as_str(), "true" | "false" | "null") || word.parse::<f64>().is_ok();
                        if !sound && !noted.is_empty() {
                            noted.clear();
                            break;
                        }
                    }
                }
                last = None;
            }
            // The document's own bracket closes last, so its keys stand one above the end.
            for (_, key) in noted.into_iter().filter(|(at, _)| *at == depth + 1) {
                let mut path = String::new();
                push_key(&mut path, &key);
                self.found.entry(path).or_default();
            }
        }
    }
}

fn clear_key(stack: &mut [Open]) {
    if let Some(Open::Object { key }) = stack.last_mut() {
        *key = None;
    }
}

impl Reader<'_> {
    fn next(&mut self) -> Option<Token> {
        loop {
            let byte = *self.text.get(self.at)?;
            self.at += 1;
            return Some(match byte {
                b'{' => Token::Open(true),
                b'[' => Token::Open(false),
                b'}' | b']' => Token::Close,
                b':' => Token::Colon,
                b',' => Token::Comma,
                b'"' => Token::Text(self.string()?),
                b' ' | b'\t' | b'\r' | b'\n' | 0 => continue,
                _ => self.word(),
            });
        }
    }

    fn string(&mut self) -> Option<String> {
        let start = self.at;
        loop {
            match self.text.get(self.at)? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        // Long strings are pictures and texts, of which no more than the beginning is wanted.
        let end = self.at.min(start + 64);
        self.at += 1;
        Some(String::from_utf8_lossy(&self.text[start..end]).into_owned())
    }

    fn word(&mut self) -> Token {
        let start = self.at - 1;
        while self.text.get(self.at).is_some_and(|byte| !b"{}[]:,\" \t\r\n\0".contains(byte)) {
            self.at += 1;
        }
        Token::Word(String::from_utf8_lossy(&self.text[start..self.at]).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_keys_by_their_place() {
        let keys = Keys::of(br#" {"a":{"b":[1,{"c":2}]},"m":[{"x":"y","z":null},{"w":1}],"t":"v"}"#, b"").unwrap();
        for path in ["a", "a.b", "a.b[]", "m", "m[]", "m[].x", "m[].w", "t"] {
            assert!(keys.has(path), "{path}");
        }
        assert_eq!((keys.text("t"), keys.text("m[].x"), keys.text("m[].z")), (Some("v"), Some("y"), Some("null")));
        assert!(!keys.has("x") && !keys.has("c"));
    }

    #[test]
    fn what_stands_in_a_string_is_no_key() {
        let keys = Keys::of(br#"{"content":"{\"weflow\":{}}"}"#, b"").unwrap();
        assert!(!keys.has("weflow"));
    }

    #[test]
    fn finds_keys_at_the_end() {
        let head = b"{\"messages\":[{\"content\":\"abc";
        for tail in [
            &b" end of a text\"},{\"content\":\"x\"}],\"weflow\":{\"version\":1},\"n\":2}\n"[..],
            &b"\"content\":\"x\",\"q\":[]}],\"weflow\":{\"version\":\"{\"}}"[..],
        ] {
            let keys = Keys::of(head, tail).unwrap();
            assert!(keys.has("weflow"), "{}", String::from_utf8_lossy(tail));
            assert!(!keys.has("content") && !keys.has("version"));
        }
    }

    #[test]
    fn one_deep_value_does_not_hide_the_rest() {
        let deep = format!("{{\"x\":{}{},\"weflow\":{{}}}}", "[".repeat(5000), "]".repeat(5000));
        assert!(Keys::of(deep.as_bytes(), b"").unwrap().has("weflow"));
    }

    #[test]
    fn a_key_that_looks_like_a_path_is_none() {
        let keys = Keys::of(br#"{"chats.list":1,"messages[].from":1}"#, b"").unwrap();
        assert!(!keys.has("chats.list") && !keys.has("messages[].from"));
    }

    #[test]
    fn only_documents_have_keys() {
        assert!(Keys::of(b"hello", b"").is_none());
        assert!(Keys::of(b"", b"").is_none());
        assert!(Keys::of(b"[1]", b"").is_some());
        assert!(Keys::of(b"{\"a\\", b"").is_some());
    }
}
