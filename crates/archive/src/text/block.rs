use std::ops::Range;

use crate::json::RECORD_LIMIT;
use crate::model::Provenance;

/// A record: the line that begins it and those that follow.
#[derive(Debug)]
pub(crate) struct Block<H> {
    /// With the line breaks inside it, without the last. Bytes that are not UTF-8 appear as `?`, so that offsets are those
    /// of the file, unless the format mixes encodings.
    pub text: String,
    /// What its first line showed.
    pub head: H,
    /// Where it stands.
    pub provenance: Provenance,
    /// All of it was UTF-8.
    pub(super) is_utf8: bool,
    /// Longer than a record may be; `text` is then empty.
    pub(super) oversize: bool,
    /// The last of several lines.
    pub(super) last: Option<Last>,
}

/// Where the last line of a record stands, so that it can be taken off again.
#[derive(Debug)]
pub(super) struct Last {
    /// Length of the text before it, without and with the line break.
    text: [usize; 2],
    /// Where the record would end without it, and where it begins, in the file.
    bytes: [u64; 2],
    /// How many lines it stands below the first.
    below: u64,
}

impl<H> Block<H> {
    /// A record of one line.
    pub(super) fn begin(text: String, head: H, provenance: Provenance, is_utf8: bool, oversize: bool) -> Self {
        let text = if oversize { String::new() } else { text };
        Self { text, head, provenance, is_utf8, oversize, last: None }
    }

    /// The first line.
    pub fn first_line(&self) -> &str {
        first_line(&self.text)
    }

    /// Where the lines after the first stand, blank lines at their end left out; empty when there are none.
    pub fn rest(&self) -> Range<usize> {
        self.trimmed(memchr::memchr(b'\n', self.text.as_bytes()).map_or(self.text.len(), |at| at + 1))
    }

    /// From `start` to the end of the text, white space at its end left out.
    pub fn trimmed(&self, start: usize) -> Range<usize> {
        let rest = self.text.get(start..).unwrap_or_default();
        start..start + rest.trim_end().len()
    }

    pub(super) fn append(&mut self, line: &str, is_utf8: bool, place: &Provenance, oversize: bool) {
        let gap = place.bytes.start.saturating_sub(self.provenance.bytes.end);
        self.is_utf8 &= is_utf8;
        self.oversize |= oversize || self.text.len() + line.len() + 2 > RECORD_LIMIT;
        let end = std::mem::replace(&mut self.provenance.bytes.end, place.bytes.end);
        if self.oversize {
            (self.text, self.last) = (String::new(), None);
            return;
        }
        let text = self.text.len();
        self.text.push_str(if gap == 2 { "\r\n" } else { "\n" });
        let below = place.line - self.provenance.line;
        self.last = Some(Last { text: [text, self.text.len()], bytes: [end, place.bytes.start], below });
        self.text.push_str(line);
    }

    /// Takes the last line off, as the beginning of another record; `None` when there is only one.
    pub(super) fn split(&mut self, head: H) -> Option<Self> {
        let Last { text: [kept, start], bytes: [end, begin], below } = self.last.take()?;
        let text = self.text.split_off(start);
        self.text.truncate(kept);
        let bytes = begin..std::mem::replace(&mut self.provenance.bytes.end, end);
        let provenance = Provenance { part: None, line: self.provenance.line + below, column: 1, bytes };
        Some(Self::begin(text, head, provenance, self.is_utf8, false))
    }
}

/// The text up to its first line break.
pub(crate) fn first_line(text: &str) -> &str {
    let Some(at) = memchr::memchr(b'\n', text.as_bytes()) else { return text };
    text[..at].strip_suffix('\r').unwrap_or(&text[..at])
}

/// The text of a stretch with plain line breaks.
pub(crate) fn plain(text: &str) -> String {
    if memchr::memchr(b'\r', text.as_bytes()).is_some() { text.replace("\r\n", "\n") } else { text.to_owned() }
}
