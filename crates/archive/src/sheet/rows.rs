use std::io::{self, Read};
use std::ops::Range;

use super::split::{Splitter, delimiter};
use crate::json::RECORD_LIMIT;
use crate::model::Provenance;
use crate::window::{Position, Window};

/// One row of a CSV file.
pub(super) struct Row<'r> {
    /// Without its line break; cut off where the row is over the limit.
    pub raw: &'r [u8],
    /// The cells in it, with their quotes.
    pub cells: &'r [Range<usize>],
    /// Where it stands, without its line break.
    pub provenance: Provenance,
    /// Why it cannot be taken apart.
    pub trouble: Option<Trouble>,
}

/// Why a row cannot be taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Longer than a record may be.
    Oversize,
    /// A quote is opened in it that nothing closes, so that it holds the rest of the file.
    Unclosed,
    /// More cells than any table has columns.
    Overfull,
}

/// The rows of a CSV file of any size. Rows without anything in them are passed over.
pub(super) struct Rows<R> {
    window: Window<R>,
    splitter: Splitter,
    /// The row, where it does not lie whole in the window.
    kept: Vec<u8>,
    limit: usize,
}

/// A row that was passed.
struct Taken {
    length: usize,
    /// It lies in the window, this many bytes behind where that stands.
    behind: Option<usize>,
    trouble: Option<Trouble>,
}

impl<R: Read> Rows<R> {
    /// Stands before the first row.
    pub fn new(mut window: Window<R>, quoted: bool) -> io::Result<Self> {
        let (delimiter, hint) = if quoted { delimiter(window.more()?) } else { (b',', 0) };
        window.pass(hint);
        Ok(Self { window, splitter: Splitter::new(delimiter, quoted), kept: Vec::new(), limit: RECORD_LIMIT })
    }

    /// The next row; `None` at the end of the file.
    pub fn next(&mut self) -> io::Result<Option<Row<'_>>> {
        loop {
            let start = self.window.offset();
            let Position { line, column } = self.window.position();
            let Some(taken) = self.take(line)? else { return Ok(None) };
            if taken.trouble.is_none() && self.is_blank(&taken) {
                continue;
            }
            let bytes = start..start + taken.length as u64;
            let provenance = Provenance { part: None, line, column, bytes };
            let raw = raw(&self.window, &self.kept, &taken);
            return Ok(Some(Row { raw, cells: &self.splitter.cells, provenance, trouble: taken.trouble }));
        }
    }

    /// Passes over one row.
    fn take(&mut self, line: u64) -> io::Result<Option<Taken>> {
        self.kept.clear();
        self.splitter.clear();
        let mut taken = Taken { length: 0, behind: None, trouble: None };
        let (mut oversize, mut ended) = (false, false);
        while !ended {
            let ahead = self.window.more()?;
            if ahead.is_empty() {
                break;
            }
            let n;
            (n, ended) = self.splitter.feed(ahead);
            oversize |= taken.length + n > self.limit;
            if ended && taken.length == 0 && !oversize {
                taken.behind = Some(n + 1);
            } else if !oversize {
                self.kept.extend_from_slice(&ahead[..n]);
            }
            taken.length += n;
            if ended && !self.splitter.quotes {
                self.window.pass_to(n + 1, Position { line: line + 1, column: 1 });
            } else {
                self.window.pass(n + usize::from(ended));
            }
        }
        if !ended {
            if taken.length == 0 {
                return Ok(None);
            }
            let open = self.splitter.is_open();
            self.splitter.finish();
            taken.trouble = open.then_some(Trouble::Unclosed);
        }
        if oversize {
            taken.trouble = Some(Trouble::Oversize);
        } else if self.splitter.overfull {
            taken.trouble = taken.trouble.or(Some(Trouble::Overfull));
        }
        if taken.trouble.is_none() && raw(&self.window, &self.kept, &taken).last() == Some(&b'\r') {
            taken.length -= 1;
            if let Some(last) = self.splitter.cells.last_mut() {
                last.end = last.end.min(taken.length);
            }
        }
        Ok(Some(taken))
    }

    /// True for a row of empty cells, and for the NUL bytes a crash leaves.
    fn is_blank(&self, taken: &Taken) -> bool {
        let raw = raw(&self.window, &self.kept, taken);
        let nothing = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
        self.splitter.cells.iter().all(|cell| raw[cell.clone()].iter().all(nothing))
    }
}

/// The bytes of a row; nothing of one over the limit.
fn raw<'r, R: Read>(window: &'r Window<R>, kept: &'r [u8], taken: &Taken) -> &'r [u8] {
    let whole = taken.behind.map_or(kept, |behind| window.behind(behind));
    &whole[..taken.length.min(whole.len())]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::split::unquoted;
    use super::*;

    /// The rows of a text: cells, line, and what is wrong.
    fn rows(text: &[u8], limit: usize) -> Vec<(Vec<String>, u64, Option<Trouble>)> {
        let window = Window::with_capacity(text, 7).unwrap();
        // The first line has to lie in the window for its delimiter to be seen.
        let mut rows = Rows { window, splitter: Splitter::new(delimiter(text).0, true), kept: Vec::new(), limit };
        let mut all = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let place = row.provenance.bytes.clone();
            if row.trouble.is_none() {
                assert_eq!(&text[place.start as usize..place.end as usize], row.raw);
            }
            let cell = |cell: &Range<usize>| {
                unquoted(std::str::from_utf8(row.raw.get(cell.clone()).unwrap_or_default()).unwrap()).into_owned()
            };
            all.push((row.cells.iter().map(cell).collect(), row.provenance.line, row.trouble));
        }
        all
    }

    fn own(cells: &[&str], line: u64) -> (Vec<String>, u64, Option<Trouble>) {
        (cells.iter().map(|cell| (*cell).to_owned()).collect(), line, None)
    }

    #[test]
    fn quotes_breaks_and_ragged_rows() {
        let text = "\u{feff}id,name\r\n\r\n1,\"a \"\"b\"\",\r\n c\"\r\n2\n,,\n3,x,y,\n4,a\"b\"\n\"5\"x,\"\"\n\0\0\0";
        assert_eq!(
            rows(text.as_bytes(), 99),
            [
                own(&["id", "name"], 1),
                own(&["1", "a \"b\",\r\n c"], 3),
                own(&["2"], 5),
                own(&["3", "x", "y", ""], 7),
                own(&["4", "a\"b\""], 8),
                own(&["5x", ""], 9),
            ]
        );
    }

    #[test]
    fn what_cannot_be_taken_apart_is_named_and_the_next_row_is_read() {
        let found = rows(b"a,b\n1,0123456789012345678\n2,x\n3,\"open\n4,y\n", 12);
        assert_eq!(found[0], own(&["a", "b"], 1));
        assert_eq!((found[1].1, found[1].2), (2, Some(Trouble::Oversize)));
        assert_eq!(found[2], own(&["2", "x"], 3));
        assert_eq!((found[3].1, found[3].2, found.len()), (4, Some(Trouble::Unclosed), 4));
        let found = rows(b"a,b\n3,\"open\n4,y\n", 99);
        assert_eq!((found[1].2, found.len()), (Some(Trouble::Unclosed), 2));
        let found = rows(&b",x".repeat(1 << 15), 1 << 20);
        assert_eq!(found[0].2, Some(Trouble::Overfull));
    }

    #[test]
    fn the_first_line_names_its_delimiter() {
        for (text, expected) in [
            ("a,b;c,d\n", (b',', 0)),
            ("a;b;c\n1,2,3,4,5", (b';', 0)),
            ("a\tb\n", (b'\t', 0)),
            ("\"a,b,c\";d\n", (b';', 0)),
            ("single\n", (b',', 0)),
            ("sep=;\r\na;b", (b';', 7)),
            ("sep=,", (b',', 5)),
        ] {
            assert_eq!(delimiter(text.as_bytes()), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_another_reader_sees_is_seen(text in "[a,\"\n 中]{0,60}") {
            let mut expected = Vec::new();
            let mut reader = csv_core::Reader::new();
            let (mut bytes, mut out, mut ends) = (text.as_bytes(), vec![0; 1024], vec![0; 256]);
            loop {
                let (result, read, written, cells) = reader.read_record(bytes, &mut out, &mut ends);
                bytes = &bytes[read..];
                match result {
                    csv_core::ReadRecordResult::InputEmpty => {
                        // A second call without input ends the last record.
                        let (_, _, more, last) = reader.read_record(&[], &mut out[written..], &mut ends[cells..]);
                        if last + cells > 0 {
                            let _ = more;
                            expected.push(record(&out, &ends[..cells + last]));
                        }
                        break;
                    }
                    csv_core::ReadRecordResult::Record => expected.push(record(&out, &ends[..cells])),
                    _ => break,
                }
            }
            let nothing = |row: &Vec<String>| row.iter().all(|cell| cell.trim().is_empty());
            expected.retain(|row| !nothing(row));
            let mut found: Vec<Vec<String>> = rows(text.as_bytes(), 1 << 20).into_iter().map(|row| row.0).collect();
            found.retain(|row| !nothing(row));
            prop_assert_eq!(found, expected);
        }
    }

    fn record(out: &[u8], ends: &[usize]) -> Vec<String> {
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let cells = starts.zip(ends).map(|(start, end)| String::from_utf8(out[start..*end].to_vec()).unwrap());
        cells.collect()
    }
}
