use std::io::{self, Read};

use crate::json::RECORD_LIMIT;
use crate::model::Provenance;
use crate::window::{Position, Window};

/// How much is kept of a line over the limit: enough to see what begins there.
const BEGINNING: usize = 128;

/// One line of a text file.
pub(crate) struct Line<'l> {
    /// Without its line break; only its beginning when the line is over the limit.
    pub raw: &'l [u8],
    /// The line without its line break.
    pub provenance: Provenance,
    /// Longer than a record may be.
    pub oversize: bool,
}

/// The lines of a file of any size.
pub(crate) struct Lines<R> {
    window: Window<R>,
    raw: Vec<u8>,
    limit: usize,
}

impl<R: Read> Lines<R> {
    /// Stands before the first line.
    pub fn new(window: Window<R>) -> Self {
        Self { window, raw: Vec::new(), limit: RECORD_LIMIT }
    }

    /// Takes lines of at most `limit` bytes.
    #[cfg(test)]
    pub fn limited(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// The first bytes of the lines to come, some 64 KiB of them.
    pub fn ahead(&mut self) -> io::Result<&[u8]> {
        const AHEAD: usize = 64 << 10;
        self.window.reach(AHEAD)?;
        let ahead = self.window.ahead();
        Ok(&ahead[..ahead.len().min(AHEAD)])
    }

    /// The next line; `None` at the end of the file. A line break at the very end does not begin another line.
    pub fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        let start = self.window.offset();
        let Position { line, column } = self.window.position();
        let place = |end| Provenance { part: None, line, column, bytes: start..end };
        if let Some(n) = memchr::memchr(b'\n', self.window.more()?).filter(|n| *n <= self.limit) {
            // The line lies whole in the window.
            self.window.pass_to(n + 1, Position { line: line + 1, column: 1 });
            let raw = &self.window.behind(n + 1)[..n];
            let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
            return Ok(Some(Line { raw, provenance: place(start + raw.len() as u64), oversize: false }));
        }
        self.raw.clear();
        let (mut oversize, mut end) = (false, start);
        loop {
            let ahead = self.window.more()?;
            if ahead.is_empty() {
                if end == start {
                    return Ok(None);
                }
                break;
            }
            let at = memchr::memchr(b'\n', ahead);
            let n = at.unwrap_or(ahead.len());
            oversize |= self.raw.len() + n > self.limit;
            let room = if oversize { BEGINNING.saturating_sub(self.raw.len()) } else { n };
            self.raw.extend_from_slice(&ahead[..n.min(room)]);
            end += n as u64;
            self.window.pass(n + usize::from(at.is_some()));
            if at.is_some() {
                break;
            }
        }
        if oversize {
            self.raw.truncate(BEGINNING);
        } else if self.raw.last() == Some(&b'\r') {
            self.raw.pop();
            end -= 1;
        }
        Ok(Some(Line {
            raw: &self.raw,
            provenance: Provenance { part: None, line, column, bytes: start..end },
            oversize,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8], limit: usize) -> Vec<(String, u64, std::ops::Range<u64>, bool)> {
        let mut lines = Lines::new(Window::with_capacity(text, 5).unwrap()).limited(limit);
        let mut all = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            let text = String::from_utf8_lossy(line.raw).into_owned();
            all.push((text, line.provenance.line, line.provenance.bytes.clone(), line.oversize));
        }
        all
    }

    #[test]
    fn lines_know_their_bytes() {
        let all = lines("\u{feff}one\r\n\nthree 三\nx".as_bytes(), 99);
        assert_eq!(
            all,
            [
                ("one".to_owned(), 1, 3..6, false),
                (String::new(), 2, 8..8, false),
                ("three 三".to_owned(), 3, 9..18, false),
                ("x".to_owned(), 4, 19..20, false),
            ]
        );
    }

    #[test]
    fn an_oversized_line_is_passed_over() {
        let all = lines(b"0123456789abcdef\nok\n", 8);
        let long = ("0123456789abcdef".to_owned(), 1, 0..16, true);
        assert_eq!(all, [long, ("ok".to_owned(), 2, 17..19, false)]);
    }

    #[test]
    fn of_an_oversized_line_the_beginning_is_kept() {
        let text = [&b"x".repeat(BEGINNING + 50)[..], b"\r\n\r\nok\r"].concat();
        let all = lines(&text, 8);
        assert_eq!((all[0].0.len(), all[0].3), (BEGINNING, true));
        assert_eq!(all[1..].iter().map(|line| line.0.as_str()).collect::<Vec<_>>(), ["", "ok"]);
        assert_eq!(all[2].2.end, text.len() as u64 - 1);
    }
}
