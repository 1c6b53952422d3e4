use std::io::{self, Read};

use super::parse::{CUT, Parser};
use super::walk::{Found, Item};
use super::{Entry, Value};
use crate::model::Provenance;
use crate::window::{Position, Window};

/// Bytes copied at once: few enough for the innermost cache of a processor.
const LENGTH: usize = 16 << 10;

/// The most that is copied at once, for elements that are longer.
const LONGEST: usize = 512 << 10;

/// A stretch of the window that is known to be text, so that it need not be looked at again for each element in it. What
/// of it was told is passed over in the window only when it is left.
pub(super) struct Stretch {
    text: String,
    /// Where the next element is looked for.
    at: usize,
    /// Where the text begins in the file.
    offset: u64,
    /// Where its byte `counted` stands.
    position: Position,
    counted: usize,
    /// How many bytes are taken at once.
    length: usize,
    /// The place of an object that is no longer needed.
    spare: Vec<Entry<'static>>,
}

/// What came of looking for an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// It was told.
    Told,
    /// It goes on behind the stretch, or begins there.
    Cut,
    /// There is none, or it has to be read more patiently.
    Other,
}

impl Stretch {
    /// Holds nothing.
    pub fn new() -> Self {
        let position = Position { line: 1, column: 1 };
        Self { text: String::new(), at: 0, offset: 0, position, counted: 0, length: LENGTH, spare: Vec::new() }
    }

    /// True when it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Takes the text ahead in the window.
    pub fn take<R: Read>(&mut self, window: &mut Window<R>) -> io::Result<()> {
        window.reach(self.length)?;
        (self.offset, self.position) = (window.offset(), window.position());
        let ahead = window.ahead();
        self.text.push_str(valid(&ahead[..ahead.len().min(self.length)]));
        Ok(())
    }

    /// Passes over what was told of it, and holds nothing.
    pub fn leave<R: Read>(&mut self, window: &mut Window<R>) {
        if !self.text.is_empty() {
            self.position.pass(&self.text.as_bytes()[self.counted..self.at]);
            window.pass_to(self.at, self.position);
        }
        self.text.clear();
        (self.at, self.counted) = (0, 0);
    }

    /// As [`Stretch::leave`], after an element could not be told. One that is cut is perhaps not too long for more.
    pub fn give_up<R: Read>(&mut self, ending: Next, window: &mut Window<R>) {
        let cut = ending == Next::Cut && self.text.len() + 4 > self.length;
        self.length = if cut { (self.length * 2).min(LONGEST) } else { LENGTH };
        self.leave(window);
    }

    /// Tells the next element.
    pub fn element(&mut self, path: &str, limit: usize, look: &mut impl FnMut(&Item<'_>)) -> Next {
        let mut parser = Parser::new(&self.text, self.at, recycled(std::mem::take(&mut self.spare)));
        parser.separators();
        let start = parser.at();
        match parser.peek() {
            None => return Next::Cut,
            Some(b'}' | b']') => return Next::Other,
            Some(_) => {}
        }
        let value = match parser.element() {
            Ok(value) => value,
            Err(CUT) => return Next::Cut,
            Err(_) => return Next::Other,
        };
        let end = parser.at();
        // A number may go on, and what stands right behind it may belong to it.
        match (&value.value, parser.peek()) {
            (Value::String(_) | Value::Array(_) | Value::Object(_), _) => {}
            (_, Some(b'}' | b']' | b',' | b' ' | b'\t' | b'\n' | b'\r' | b':' | 0)) => {}
            (_, None) => return Next::Cut,
            (_, Some(_)) => return Next::Other,
        }
        if end - start > limit {
            return Next::Other;
        }
        self.position.pass(&self.text.as_bytes()[self.counted..start]);
        let Position { line, column } = self.position;
        let bytes = self.offset + start as u64..self.offset + end as u64;
        let provenance = Provenance { part: None, line, column, bytes };
        let raw = &self.text.as_bytes()[start..end];
        let item = Item { found: Found::Value(Ok(value)), path, key: None, raw, provenance };
        look(&item);
        if let Found::Value(Ok(value)) = item.found
            && let Value::Object(entries) = value.value
        {
            self.spare = recycled(entries);
        }
        (self.counted, self.at) = (start, end);
        Next::Told
    }
}

/// The same memory for other entries: the library collects in place what it may.
fn recycled<'a>(mut entries: Vec<Entry<'_>>) -> Vec<Entry<'a>> {
    entries.clear();
    entries.into_iter().map(|_| unreachable!("invariant: there are no entries")).collect()
}

/// The text these bytes begin with. Mostly it is all of them but a last character that is cut.
fn valid(bytes: &[u8]) -> &str {
    let cut = bytes.iter().rev().take(4).position(|byte| !matches!(*byte, 0x80..=0xBF)).map_or(0, |at| at + 1);
    [bytes, &bytes[..bytes.len() - cut]]
        .into_iter()
        .find_map(|bytes| simdutf8::basic::from_utf8(bytes).ok())
        .unwrap_or_else(|| bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid()))
}
