use std::io::{self, Read};

/// Bytes read from the file at a time.
pub(crate) const WINDOW: usize = 1 << 20;

/// A line and a column, both from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub line: u64,
    pub column: u64,
}

impl Position {
    /// Goes on behind these bytes.
    pub fn pass(&mut self, bytes: &[u8]) {
        let mut tail = bytes;
        if let Some(last) = memchr::memrchr(b'\n', bytes) {
            self.line += memchr::memchr_iter(b'\n', bytes).count() as u64;
            self.column = 1;
            tail = &bytes[last + 1..];
        }
        self.column += characters(tail);
    }
}

/// How many characters begin in these bytes. Counted in runs short enough for a byte, which compilers turn into vectors.
fn characters(bytes: &[u8]) -> u64 {
    let begins = |bytes: &[u8]| bytes.iter().map(|byte| u8::from(!matches!(*byte, 0x80..=0xBF))).sum::<u8>();
    bytes.chunks(255).map(|run| u64::from(begins(run))).sum()
}

/// A sliding view of a file that knows where it stands. Holds at most one [`WINDOW`].
pub(crate) struct Window<R> {
    source: R,
    buffer: Vec<u8>,
    /// The unread bytes are those from `next` to `end`.
    next: usize,
    end: usize,
    offset: u64,
    position: Position,
    /// The bytes before this are counted in `position`. Counting waits until somebody asks, since it is faster in runs.
    counted: usize,
}

impl<R: Read> Window<R> {
    /// Starts at the first byte; a byte order mark of UTF-8 is passed over and counts in offsets only.
    pub fn new(source: R) -> io::Result<Self> {
        Self::with_capacity(source, WINDOW)
    }

    /// As [`Window::new`], with a window of another size, so that tests meet its edges.
    pub fn with_capacity(source: R, capacity: usize) -> io::Result<Self> {
        let buffer = vec![0; capacity.max(4)];
        let position = Position { line: 1, column: 1 };
        let mut window = Self { source, buffer, next: 0, end: 0, offset: 0, position, counted: 0 };
        if window.more()?.starts_with(b"\xEF\xBB\xBF") {
            window.next = 3;
            window.offset = 3;
            window.counted = 3;
        }
        Ok(window)
    }

    /// The bytes ahead, at least one unless the file is at its end.
    pub fn more(&mut self) -> io::Result<&[u8]> {
        if self.next == self.end {
            self.fill()?;
        }
        Ok(self.ahead())
    }

    /// Brings this many bytes ahead, unless the file ends before or the window is too small.
    pub fn reach(&mut self, bytes: usize) -> io::Result<()> {
        if self.end - self.next < bytes.min(self.buffer.len()) {
            self.fill()?;
        }
        Ok(())
    }

    /// The bytes that are there without reading.
    pub fn ahead(&self) -> &[u8] {
        &self.buffer[self.next..self.end]
    }

    /// The last `n` bytes that were passed over, until more is read.
    pub fn behind(&self, n: usize) -> &[u8] {
        &self.buffer[self.next.saturating_sub(n)..self.next]
    }

    /// Moves the bytes ahead to the front and reads behind them.
    fn fill(&mut self) -> io::Result<()> {
        self.count();
        self.buffer.copy_within(self.next..self.end, 0);
        (self.next, self.end, self.counted) = (0, self.end - self.next, 0);
        while self.end < self.buffer.len() {
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(0) => break,
                Ok(n) => self.end += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn count(&mut self) {
        self.position.pass(&self.buffer[self.counted..self.next]);
        self.counted = self.next;
    }

    /// Passes over `n` of the bytes ahead.
    pub fn pass(&mut self, n: usize) {
        let n = n.min(self.end - self.next);
        self.next += n;
        self.offset += n as u64;
    }

    /// As [`Window::pass`], when it is known where that leads.
    pub fn pass_to(&mut self, n: usize, position: Position) {
        self.pass(n);
        (self.position, self.counted) = (position, self.next);
    }

    /// Offset of the next byte in the file.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Where the next byte stands.
    pub fn position(&mut self) -> Position {
        self.count();
        self.position
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
            let Position { line, column } = window.position();
            seen.push((window.offset(), (line, column), byte));
            window.pass(1);
        }
        assert_eq!(seen[0], (3, (1, 1), b'a'));
        assert_eq!(seen[2], (5, (1, 3), b'\n'));
        assert_eq!(seen[3], (6, (2, 1), 0xE6));
        assert_eq!(seen[6], (9, (2, 2), 0xE8));
        assert_eq!(*seen.last().unwrap(), (13, (3, 1), b'x'));
        assert_eq!(window.offset(), text.len() as u64);
    }

    #[test]
    fn what_is_ahead_stays_when_more_is_read() {
        let text = "a\n书bcdefghij";
        let mut window = Window::with_capacity(text.as_bytes(), 8).unwrap();
        window.pass(3);
        window.reach(8).unwrap();
        assert_eq!(window.ahead(), &text.as_bytes()[3..11]);
        assert_eq!((window.offset(), window.position()), (3, Position { line: 2, column: 2 }));
        window.pass(4);
        assert_eq!((window.behind(2), window.offset()), (&b"bc"[..], 7));
        window.reach(99).unwrap();
        window.reach(99).unwrap();
        assert_eq!(window.ahead(), b"defghij");
        assert_eq!(window.position(), Position { line: 2, column: 4 });
    }

    #[test]
    fn characters_are_counted_in_long_runs() {
        for n in [0, 1, 254, 255, 256, 1000] {
            assert_eq!(characters("书a".repeat(n).as_bytes()), 2 * n as u64);
        }
    }
}
