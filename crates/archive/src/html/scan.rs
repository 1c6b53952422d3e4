use std::io::{self, Read};

use super::decoded;
use crate::model::Provenance;
use crate::window::{Position, Window};

/// As much as is kept of a tag: pictures within the page make some endless.
const TAG: usize = 64 << 10;

/// Text comes in pieces of at most this size.
const PIECE: usize = 64 << 10;

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// `<div class="x">`; `<br/>` too.
    Open(Tag),
    /// `</div>`, in lower case.
    Close(String),
    /// What stands between tags, entities decoded. Long texts come in pieces. The content of scripts and styles too.
    Text(String),
}

/// A tag that opens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tag {
    /// In lower case.
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute; its name in lower case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// True when it has all these classes.
    pub fn is(&self, classes: &[&str]) -> bool {
        let own = self.get("class").unwrap_or_default();
        classes.iter().all(|class| own.split_ascii_whitespace().any(|known| known == *class))
    }

    /// From what stands between `<` and `>`; `None` when that is no tag.
    fn of(text: &str) -> Option<Self> {
        let text = text.trim_end_matches('/');
        let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == ':')).unwrap_or(text.len());
        let mut tag = Self { name: text[..end].to_ascii_lowercase(), attributes: Vec::new() };
        if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let mut rest = text[end..].trim_start();
        while !rest.is_empty() {
            let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
            let name = rest[..end].to_ascii_lowercase();
            rest = rest[end..].trim_start();
            let mut value = "";
            if let Some(behind) = rest.strip_prefix('=') {
                let behind = behind.trim_start();
                (value, rest) = match behind.chars().next() {
                    Some(quote @ ('"' | '\'')) => {
                        let inner = &behind[1..];
                        inner.split_once(quote).unwrap_or((inner, ""))
                    }
                    _ => behind.split_at(behind.find(char::is_whitespace).unwrap_or(behind.len())),
                };
                rest = rest.trim_start();
            } else if name.is_empty() {
                break;
            }
            tag.attributes.push((name, decoded(value).into_owned()));
        }
        Some(tag)
    }
}

/// The tokens of a page. It is tolerant: whatever is no tag is text, and comments and declarations are passed over.
pub(crate) struct Scanner<R> {
    window: Window<R>,
    raw: Vec<u8>,
    /// Within a script or style, whose content ends only with this tag.
    verbatim: Option<&'static str>,
}

impl<R: Read> Scanner<R> {
    /// Stands before the first byte.
    pub fn new(window: Window<R>) -> Self {
        Self { window, raw: Vec::new(), verbatim: None }
    }

    /// What lies behind the last token.
    pub fn into_window(self) -> Window<R> {
        self.window
    }

    /// The bytes ahead, some of them.
    pub fn ahead(&mut self) -> io::Result<&[u8]> {
        self.window.reach(256)?;
        self.window.more()
    }

    /// The next token and where it stands; `None` at the end.
    pub fn next(&mut self) -> io::Result<Option<(Token, Provenance)>> {
        loop {
            let start = self.window.offset();
            let Position { line, column } = self.window.position();
            let token = match self.window.more()? {
                [] => return Ok(None),
                [b'<', ..] => self.tag()?,
                _ => Some(Token::Text(self.text()?)),
            };
            if let Some(token) = token {
                let place = Provenance { part: None, line, column, bytes: start..self.window.offset() };
                return Ok(Some((token, place)));
            }
        }
    }

    /// Text up to the next `<`, or some of it.
    fn text(&mut self) -> io::Result<String> {
        self.raw.clear();
        while self.raw.len() < PIECE {
            let ahead = self.window.more()?;
            let end = memchr::memchr(b'<', ahead).unwrap_or(ahead.len()).min(PIECE);
            if end == 0 {
                break;
            }
            self.raw.extend_from_slice(&ahead[..end]);
            self.window.pass(end);
        }
        // A character is not cut in half, nor mostly an entity.
        while self.raw.len() >= PIECE {
            let Some(byte) = self.window.more()?.first().copied() else { break };
            let word = self.raw.len() < PIECE + 16 && byte != b'<' && !byte.is_ascii_whitespace();
            if !word && !matches!(byte, 0x80..=0xBF) {
                break;
            }
            self.raw.push(byte);
            self.window.pass(1);
        }
        Ok(if self.verbatim.is_some() { self.lossy().into_owned() } else { decoded(&self.lossy()).into_owned() })
    }

    fn lossy(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.raw)
    }

    /// What begins with `<`; `None` for what is passed over.
    fn tag(&mut self) -> io::Result<Option<Token>> {
        self.window.reach(16)?;
        let ahead = self.window.ahead();
        let begins = matches!(ahead.get(1), Some(byte) if byte.is_ascii_alphabetic() || b"/!?".contains(byte));
        let comment = ahead.starts_with(b"<!--");
        if let Some(name) = self.verbatim {
            let found = ahead.get(2..2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
            if !found || ahead[1] != b'/' {
                return self.sign().map(Some);
            }
            self.verbatim = None;
        } else if comment {
            self.pass_behind(b"-->")?;
            return Ok(None);
        } else if !begins {
            return self.sign().map(Some);
        }
        self.window.pass(1);
        self.capture()?;
        let text = self.lossy().into_owned();
        if let Some(name) = text.strip_prefix('/') {
            return Ok(Some(Token::Close(name.trim().to_ascii_lowercase())));
        }
        let Some(tag) = Tag::of(&text) else { return Ok(None) };
        self.verbatim = ["script", "style"].into_iter().find(|name| *name == tag.name);
        Ok(Some(Token::Open(tag)))
    }

    /// A `<` that begins no tag.
    fn sign(&mut self) -> io::Result<Token> {
        self.window.pass(1);
        Ok(Token::Text("<".to_owned()))
    }

    /// Takes the inside of a tag up to its `>`, which may stand within quotes too.
    fn capture(&mut self) -> io::Result<()> {
        self.raw.clear();
        let mut quote = None;
        let mut before = b'<';
        loop {
            let ahead = self.window.more()?;
            if ahead.is_empty() {
                return Ok(());
            }
            let mut end = None;
            for (at, byte) in ahead.iter().enumerate() {
                match (quote, *byte) {
                    (None, b'>') => {
                        end = Some(at);
                        break;
                    }
                    // A quote opens only a value, so that a stray one does not swallow the page.
                    (None, sign @ (b'"' | b'\'')) if before == b'=' => quote = Some(sign),
                    (Some(open), sign) if open == sign => quote = None,
                    _ => {}
                }
                before = *byte;
            }
            let n = end.unwrap_or(ahead.len());
            let room = TAG.saturating_sub(self.raw.len());
            self.raw.extend_from_slice(&ahead[..n.min(room)]);
            self.window.pass(n + usize::from(end.is_some()));
            if end.is_some() {
                return Ok(());
            }
        }
    }

    fn pass_behind(&mut self, sign: &[u8]) -> io::Result<()> {
        loop {
            self.window.reach(sign.len())?;
            let ahead = self.window.ahead();
            if let Some(at) = memchr::memmem::find(ahead, sign) {
                self.window.pass(at + sign.len());
                return Ok(());
            }
            // The sign may begin in what is left.
            let n = ahead.len().saturating_sub(sign.len() - 1);
            let n = if n == 0 { ahead.len() } else { n };
            if n == 0 {
                return Ok(());
            }
            self.window.pass(n);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(text: &[u8], window: usize) -> Vec<Token> {
        let mut scanner = Scanner::new(Window::with_capacity(text, window).unwrap());
        let mut all: Vec<Token> = Vec::new();
        let mut end = if text.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        while let Some((token, place)) = scanner.next().unwrap() {
            assert!(end <= place.bytes.start && place.bytes.start < place.bytes.end);
            end = place.bytes.end;
            match (all.last_mut(), token) {
                (Some(Token::Text(before)), Token::Text(text)) => before.push_str(&text),
                (_, token) => all.push(token),
            }
        }
        all
    }

    fn told(text: &str) -> Vec<String> {
        let of = |token| match token {
            Token::Open(tag) => {
                let attributes: Vec<String> =
                    tag.attributes.iter().map(|(name, value)| format!(" {name}={value:?}")).collect();
                format!("<{}{}>", tag.name, attributes.concat())
            }
            Token::Close(name) => format!("</{name}>"),
            Token::Text(text) => text,
        };
        tokens(text.as_bytes(), 64).into_iter().map(of).collect()
    }

    #[test]
    fn pages_fall_apart_into_tokens() {
        for (text, expected) in [
            (
                "<DIV class=\"a b\" id=x checked>书&amp;<br/>",
                &["<div class=\"a b\" id=\"x\" checked=\"\">", "书&", "<br>"][..],
            ),
            ("<a title='1 > 2' href=\"&quot;\">", &["<a title=\"1 > 2\" href=\"\\\"\">"]),
            ("a<!-- <b> -- -->b<!DOCTYPE x>c", &["abc"]),
            ("1 < 2 <3 <", &["1 < 2 <3 <"]),
            (
                "<td style=color:#006EFE;padding-left:10px;>x</TD >",
                &["<td style=\"color:#006EFE;padding-left:10px;\">", "x", "</td>"],
            ),
            ("<script>if (a<b) { '</div>' }</script>x", &["<script>", "if (a<b) { '</div>' }", "</script>", "x"]),
            ("<div class=\"a", &["<div class=\"a\">"]),
            ("x<!-- never closed", &["x"]),
        ] {
            let mut found = told(text);
            found.retain(|token| !token.is_empty());
            assert_eq!(found.concat(), expected.concat(), "{text}");
        }
    }

    #[test]
    fn classes_are_words() {
        let Token::Open(tag) = tokens(b"<div class='message default  joined'>", 64).remove(0) else { panic!() };
        assert!(tag.is(&["message", "joined"]) && !tag.is(&["mess"]) && tag.is(&[]));
    }

    #[test]
    fn an_endless_tag_is_cut_and_passed() {
        let text = format!("<img src=\"data:{}\" alt=x>y", "A".repeat(3 << 20));
        let all = tokens(text.as_bytes(), 4096);
        assert!(matches!(&all[0], Token::Open(tag) if tag.get("src").unwrap().len() < TAG));
        assert_eq!(all[1], Token::Text("y".to_owned()));
    }

    proptest! {
        #[test]
        fn nothing_stops_it(pieces in prop::collection::vec(prop::sample::select(vec!["<", ">", "<a ", "\"", "'", "=", "<!--", "-->", "&amp", ";", "</", "<script>", "书", "\u{feff}", "\0", "x", "/", " "]), 0..40), window in 4..40_usize) {
            tokens(pieces.concat().as_bytes(), window);
        }
    }
}
