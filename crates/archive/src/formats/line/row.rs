use std::ops::Range;

use crate::formats::scan::{Clock, Scan};

/// What parts the columns of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Tabs, on phones.
    Tabs,
    /// Blanks, on computers.
    Blanks,
}

/// The line a record begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Where the time stands.
    pub time: Range<usize>,
    pub clock: Clock,
    /// Where the sender's name stands; `None` for a notice of the room.
    pub name: Option<Range<usize>>,
    /// Where the text begins.
    pub body: usize,
    pub layout: Layout,
}

impl Row {
    /// In a file whose layout is known, a line of the other layout is no row.
    pub fn of(line: &str, layout: Option<Layout>) -> Option<Self> {
        // Most lines that go on with a message are seen not to begin with a time at once.
        let first = line.bytes().next()?;
        if !(first.is_ascii_digit() || first >= 0x80) {
            return None;
        }
        let mut scan = Scan::new(line);
        let clock = scan.clock().filter(|clock| clock.second.is_none())?;
        let time = 0..scan.at;
        let found = if scan.word("\t").is_some() { Layout::Tabs } else { scan.word(" ").map(|()| Layout::Blanks)? };
        if layout.is_some_and(|layout| layout != found) {
            return None;
        }
        let (start, rest) = (scan.at, scan.rest());
        let sign = if found == Layout::Tabs { b'\t' } else { b' ' };
        let length = memchr::memchr(sign, rest.as_bytes());
        let (name, body) = match length {
            Some(0) if found == Layout::Blanks => return None,
            Some(0) => (None, start + 1),
            Some(length) => (Some(start..start + length), start + length + 1),
            // Without a text there is nobody who wrote it.
            None => (None, start),
        };
        (found == Layout::Tabs || !rest.is_empty()).then_some(Self { time, clock, name, body, layout: found })
    }

    /// The text begins with a quote sign that the line itself does not close, as that of several lines does.
    pub fn opens_quote(&self, line: &str) -> bool {
        self.name.is_some() && line[self.body..].starts_with('"') && quotes(&line[self.body..]) % 2 == 1
    }
}

fn quotes(text: &str) -> usize {
    memchr::memchr_iter(b'"', text.as_bytes()).count()
}

/// How many of the lines to come belong to a message whose quote sign is open; none when it is not closed before another
/// quoted message begins, since then it was only a quote sign a member wrote.
pub(super) fn quoted_lines(ahead: &[u8], layout: Option<Layout>) -> usize {
    for (at, line) in ahead.split(|byte| *byte == b'\n').enumerate() {
        let line = String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line));
        if line.ends_with('"') && quotes(&line) % 2 == 1 && !is_quoted_row(&line, layout) {
            return at + 1;
        }
        if is_quoted_row(&line, layout) {
            return 0;
        }
    }
    0
}

fn is_quoted_row(line: &str, layout: Option<Layout>) -> bool {
    Row::of(line, layout).is_some_and(|row| row.name.is_some() && line[row.body..].starts_with('"'))
}

fn are_doubled(mut text: &[u8]) -> bool {
    while let Some(at) = memchr::memchr(b'"', text) {
        let run = text[at..].iter().take_while(|byte| **byte == b'"').count();
        if run % 2 == 1 {
            return false;
        }
        text = &text[at + run..];
    }
    true
}

/// A text of several lines without the quote signs around it; those inside it are single again if all were doubled.
pub(super) fn unquoted(text: String) -> String {
    let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).filter(|inside| inside.contains('\n'));
    let Some(inside) = inside else { return text };
    if are_doubled(inside.as_bytes()) { inside.replace("\"\"", "\"") } else { inside.to_owned() }
}
