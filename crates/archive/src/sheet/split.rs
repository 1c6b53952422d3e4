use std::borrow::Cow;
use std::ops::Range;

/// More cells than any sheet has; a row of more is no row.
const MOST_CELLS: usize = 1 << 14;

/// How a row is divided: fed byte by byte, it knows where cells and rows end. A quote counts only at the beginning of a
/// cell; what follows a closing quote belongs to the cell as it stands, as other readers have it.
pub(super) struct Splitter {
    delimiter: u8,
    quoted: bool,
    state: State,
    /// The cells that are complete, in bytes of the row.
    pub cells: Vec<Range<usize>>,
    start: usize,
    length: usize,
    /// The row has more cells than are kept.
    pub overfull: bool,
    /// A cell of the row is quoted, and may hold line breaks.
    pub quotes: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the first byte of a cell.
    Start,
    Plain,
    Quoted,
    /// After a quote within a quoted cell: the closing one, or the first of two.
    Quote,
}

impl Splitter {
    pub fn new(delimiter: u8, quoted: bool) -> Self {
        let (cells, state) = (Vec::new(), State::Start);
        Self { delimiter, quoted, state, cells, start: 0, length: 0, overfull: false, quotes: false }
    }

    /// Begins another row.
    pub fn clear(&mut self) {
        self.cells.clear();
        (self.start, self.length, self.state) = (0, 0, State::Start);
        (self.overfull, self.quotes) = (false, false);
    }

    /// True within quotes.
    pub fn is_open(&self) -> bool {
        self.state == State::Quoted
    }

    /// Takes bytes up to the end of the row, and says how many and whether the row ended. Its line break is not taken.
    pub fn feed(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match self.state {
                State::Quoted => {
                    let Some(quote) = memchr::memchr(b'"', &bytes[at..]) else { break };
                    at += quote + 1;
                    self.state = State::Quote;
                    continue;
                }
                State::Quote if *byte == b'"' => self.state = State::Quoted,
                State::Start if self.quoted && *byte == b'"' => {
                    self.state = State::Quoted;
                    self.quotes = true;
                }
                State::Plain | State::Start | State::Quote => {
                    let Some(end) = memchr::memchr2(self.delimiter, b'\n', &bytes[at..]) else {
                        self.state = State::Plain;
                        break;
                    };
                    at += end;
                    self.close(self.length + at);
                    if bytes[at] == b'\n' {
                        self.length += at;
                        return (at, true);
                    }
                    self.start = self.length + at + 1;
                }
            }
            at += 1;
        }
        self.length += bytes.len();
        (bytes.len(), false)
    }

    /// The row ends with the file.
    pub fn finish(&mut self) {
        self.close(self.length);
    }

    fn close(&mut self, end: usize) {
        if self.cells.len() < MOST_CELLS {
            self.cells.push(self.start..end);
        } else {
            self.overfull = true;
        }
        self.state = State::Start;
    }
}

/// What a cell says, without its quotes.
pub(super) fn unquoted(raw: &str) -> Cow<'_, str> {
    let Some(inner) = raw.strip_prefix('"') else { return Cow::Borrowed(raw) };
    match inner.find('"') {
        Some(end) if end + 1 == inner.len() => Cow::Borrowed(&inner[..end]),
        None => Cow::Borrowed(inner),
        Some(_) => {
            let mut text = String::with_capacity(inner.len());
            let mut rest = inner;
            while let Some((before, after)) = rest.split_once('"') {
                text.push_str(before);
                let Some(more) = after.strip_prefix('"') else {
                    // The closing quote; what follows stands for itself.
                    text.push_str(after);
                    return Cow::Owned(text);
                };
                text.push('"');
                rest = more;
            }
            text.push_str(rest);
            Cow::Owned(text)
        }
    }
}

/// What divides the cells: the one of comma, semicolon and tab that the first line has most of outside quotes, or the one
/// it names as spreadsheets do (`sep=;`). The length of such a line comes second.
pub(super) fn delimiter(ahead: &[u8]) -> (u8, usize) {
    let line = ahead.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if let [b's', b'e', b'p', b'=', named, rest @ ..] = line
        && matches!(rest, [] | [b'\r'])
    {
        return (*named, (line.len() + 1).min(ahead.len()));
    }
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in line {
        quoted ^= *byte == b'"';
        if !quoted && let Some((_, count)) = counts.iter_mut().find(|(delimiter, _)| delimiter == byte) {
            *count += 1;
        }
    }
    let best = counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter);
    (best, 0)
}
