use std::io::{self, Read};

/// Bytes read from the file at a time.
pub(crate) const WINDOW: usize = 1 << 20;

/// A sliding view of a file that knows where it stands. Holds at most one [`WINDOW`].
pub(crate) struct Window<R> {
    source: R,
    buffer: Vec<u8>,
    /// The unread bytes are those from `next` to `end`.
    next: usize,
    end: usize,
    offset: u64,
    line: u64,
    column: u64,
}

impl<R: Read> Window<R> {
    /// Starts at the first byte; a byte order mark of UTF-8 is passed over and counts in offsets only.
    pub fn new(source: R) -> io::Result<Self> {
        Self::with_capacity(source, WINDOW)
    }

    /// As [`Window::new`], with a window of another size, so that tests meet its edges.
    pub fn with_capacity(source: R, capacity: usize) -> io::Result<Self> {
        let buffer = vec![0; capacity.max(4)];
        let mut window = Self { source, buffer, next: 0, end: 0, offset: 0, line: 1, column: 1 };
        if window.more()?.starts_with(b"\xEF\xBB\xBF") {
            window.next = 3;
            window.offset = 3;
        }
        Ok(window)
    }

    /// The bytes ahead, at least one unless the file is at its end.
    pub fn more(&mut self) -> io::Result<&[u8]> {
        if self.next == self.end {
            (self.next, self.end) = (0, 0);
            while self.end < self.buffer.len() {
                match self.source.read(&mut self.buffer[self.end..]) {
                    Ok(0) => break,
                    Ok(n) => self.end += n,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(&self.buffer[self.next..self.end])
    }

    /// Passes over `n` of the bytes [`Window::more`] gave.
    pub fn pass(&mut self, n: usize) {
        let end = self.end.min(self.next + n);
        let passed = &self.buffer[self.next..end];
        let breaks = passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        let tail = match breaks {
            0 => passed,
            _ => {
                self.line += breaks;
                self.column = 1;
                let last = passed.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
                &passed[last..]
            }
        };
        self.column += tail.iter().filter(|byte| !matches!(**byte, 0x80..=0xBF)).count() as u64;
        self.offset += (end - self.next) as u64;
        self.next = end;
    }

    /// Offset of the next byte in the file.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Line and column of the next byte, both from 1; columns count characters.
    pub fn position(&self) -> (u64, u64) {
        (self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_characters_across_edges() {
        let text = "\u{feff}ab\n晨读\nx";
        let mut window = Window::with_capacity(text.as_bytes(), 4).unwrap();
        let mut seen = Vec::new();
        while let Some(byte) = window.more().unwrap().first().copied() {
            seen.push((window.offset(), window.position(), byte));
            window.pass(1);
        }
        assert_eq!(seen[0], (3, (1, 1), b'a'));
        assert_eq!(seen[2], (5, (1, 3), b'\n'));
        assert_eq!(seen[3], (6, (2, 1), 0xE6));
        assert_eq!(seen[6], (9, (2, 2), 0xE8));
        assert_eq!(*seen.last().unwrap(), (13, (3, 1), b'x'));
        assert_eq!(window.offset(), text.len() as u64);
    }
}
