//! A table as it stands in its file: cells and places, no meaning yet.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::table::decode::{Encoding, decode};
use crate::table::split::{self, Field};
use crate::table::xlsx;
use crate::{Error, Position, Problem, Problems, read};

/// Most bytes a table may have.
pub const TABLE_LIMIT: u64 = 64 << 20;
/// Most cells a table may have; a few bytes can claim very many empty ones.
pub(super) const MAX_CELLS: usize = 4_000_000;

/// A table as it stands in its file.
#[derive(Debug, Clone)]
pub struct RawTable {
    /// The file.
    pub path: PathBuf,
    /// The first record; empty for an empty file.
    pub header: Vec<RawCell>,
    /// The other records, without lines that hold nothing.
    pub rows: Vec<RawRow>,
    /// What divides the cells: `,`, `;` or a tab. A comma for workbooks.
    pub delimiter: u8,
    /// How the text is stored.
    pub encoding: Encoding,
    /// The decoded text that the spans of the cells point into; empty for workbooks.
    pub text: String,
    /// What a person might like to know about how it was read.
    pub notes: Vec<String>,
}

/// One record.
#[derive(Debug, Clone)]
pub struct RawRow {
    /// The line its first cell begins in, counted from 1; the row number in a workbook.
    pub line: usize,
    /// Its cells; there may be fewer or more than in the header.
    pub cells: Vec<RawCell>,
}

/// One cell.
#[derive(Debug, Clone)]
pub struct RawCell {
    /// The content, unquoted and untrimmed.
    pub text: String,
    /// The line it begins in, counted from 1; the row number in a workbook.
    pub line: usize,
    /// The character of that line it begins at, counted from 1; the column number in a workbook.
    pub column: usize,
    /// The raw cell with its quotes, in bytes of [`RawTable::text`]; empty for workbooks.
    pub span: Range<usize>,
}

impl RawCell {
    /// Where it stands.
    #[must_use]
    pub fn position(&self) -> Position {
        Position { line: self.line, column: self.column }
    }
}

impl RawTable {
    /// A problem at a cell.
    #[must_use]
    pub fn problem(&self, cell: &RawCell, message: impl Into<String>) -> Problem {
        Problem::new(&self.path, Some(cell.position()), message)
    }
}

/// Reads a table: CSV, or a workbook by its name's end (`.xlsx`).
///
/// # Errors
///
/// Those of [`read::read_bytes`] with [`TABLE_LIMIT`], and those of [`parse_raw`].
pub fn read_raw(path: &Path) -> Result<RawTable, Error> {
    parse_raw(path, &read::read_bytes(path, TABLE_LIMIT, "a table")?)
}

/// Takes the bytes of a table apart.
///
/// # Errors
///
/// [`Error::NotText`] when the bytes are neither UTF-8 nor GB18030, [`Error::Workbook`] for a workbook that is damaged,
/// [`Error::Invalid`] for a quote that is opened and never closed.
pub fn parse_raw(path: &Path, bytes: &[u8]) -> Result<RawTable, Error> {
    let zipped = bytes.starts_with(b"PK\x03\x04");
    if zipped || path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx")) {
        return xlsx::parse(path, bytes);
    }
    let (text, encoding) = decode(path, bytes)?;
    let delimiter = split::sniff(&text);
    let mut places = Places::new(&text);
    let mut problems = Problems::new();
    let mut rows = Vec::new();
    let records = split::records(&text, delimiter, MAX_CELLS);
    let records = records.ok_or_else(|| Problem::new(path, None, format!("the table has over {MAX_CELLS} cells")))?;
    for record in records {
        let cells: Vec<RawCell> = record
            .into_iter()
            .map(|Field { text, span, unclosed }| {
                let Position { line, column } = places.of(span.start);
                if unclosed {
                    let position = Some(Position { line, column });
                    problems.push(Problem::new(path, position, "a quote is opened and never closed"));
                }
                RawCell { text, line, column, span }
            })
            .collect();
        rows.push(RawRow { line: cells.first().map_or(1, |cell| cell.line), cells });
    }
    let header = if rows.is_empty() { Vec::new() } else { rows.remove(0).cells };
    let notes = match encoding {
        Encoding::Gb18030 => vec![format!("{} is read as GB18030", path.display())],
        _ => Vec::new(),
    };
    let table = RawTable { path: path.to_owned(), header, rows, delimiter, encoding, text, notes };
    Ok(problems.into_result(table)?)
}

/// Turns ascending byte offsets into lines and columns in one pass over the text.
struct Places<'t> {
    text: &'t str,
    at: usize,
    position: Position,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0, position: Position { line: 1, column: 1 } }
    }

    fn of(&mut self, offset: usize) -> Position {
        for char in self.text.get(self.at..offset).unwrap_or_default().chars() {
            if char == '\n' {
                self.position = Position { line: self.position.line + 1, column: 1 };
            } else {
                self.position.column += 1;
            }
        }
        self.at = self.at.max(offset);
        self.position
    }
}
