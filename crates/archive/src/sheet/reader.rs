use std::borrow::Cow;
use std::io::{self, Read};
use std::ops::Range;

use super::rows::{Row, Rows, Trouble};
use super::split::unquoted;
use super::workbook::Sheet1;
use super::{Cells, Delimited, Sheet};
use crate::model::Provenance;
use crate::stream::NOT_UTF8;
use crate::window::Window;

/// Rows that may stand before the header line.
const MOST_PREFACE: usize = 20;

/// The rows of a table, each told what it is.
pub(super) struct Reader<R> {
    pub sheet: Sheet,
    lines: Lines<R>,
    head: Head,
}

/// Where rows come from.
enum Lines<R> {
    Csv(Rows<R>),
    Workbook(Sheet1),
}

/// What is known of the header line.
struct Head {
    /// Where the columns of the description stand.
    at: Vec<Option<usize>>,
    width: usize,
    /// Rows before it so far; `None` once it is past.
    before: Option<usize>,
}

/// One row and what it is.
pub(super) enum Item<'r> {
    /// About the chat, before the header line.
    Preface(Cells<'r>),
    /// The names of the columns.
    Header(Cells<'r>, Spans<'r>),
    /// A row under the header.
    Row(Cells<'r>, Spans<'r>, Provenance),
    /// Left out, for it is too large.
    Oversize(Provenance),
    /// It cannot be taken apart.
    Unknown(Provenance, &'static str),
}

/// Where the cells of a row stand in the file; nowhere for a workbook.
#[derive(Clone, Copy)]
pub(super) struct Spans<'r> {
    pub base: u64,
    pub cells: &'r [Range<usize>],
}

impl<R: Read> Reader<R> {
    /// Stands before the first row of a CSV file.
    pub fn csv(window: Window<R>, sheet: Sheet) -> io::Result<Self> {
        let rows = Rows::new(window, sheet.cells == Delimited::Quoted)?;
        Ok(Self::over(Lines::Csv(rows), sheet))
    }

    /// Stands before the first row of a workbook.
    pub fn workbook(rows: Sheet1, sheet: Sheet) -> Self {
        Self::over(Lines::Workbook(rows), sheet)
    }

    fn over(lines: Lines<R>, sheet: Sheet) -> Self {
        Self { sheet, lines, head: Head { at: Vec::new(), width: 0, before: Some(0) } }
    }

    /// The next row; `None` at the end.
    pub fn next(&mut self) -> io::Result<Option<Item<'_>>> {
        let Self { sheet, lines, head } = self;
        match lines {
            Lines::Csv(rows) => {
                let Some(row) = rows.next()? else { return Ok(head.missing()) };
                Ok(Some(csv_item(row, sheet, head)))
            }
            Lines::Workbook(rows) => {
                let Some(row) = rows.next() else { return Ok(head.missing()) };
                let provenance = |line| Provenance { part: None, line, column: 1, bytes: 0..0 };
                let (line, cells) = match row {
                    Ok(row) => (row.line as u64, row.cells),
                    Err(reason) => return Ok(Some(Item::Unknown(provenance(rows.last_line()), reason))),
                };
                let (mut all, mut rounded) = (Vec::new(), Vec::new());
                for cell in cells {
                    let at = cell.column - 1;
                    all.resize(at, Cow::Borrowed(""));
                    all.push(Cow::Owned(cell.text));
                    if !cell.exact {
                        rounded.push(at);
                    }
                }
                Ok(Some(head.tell(sheet, all, rounded, Spans { base: 0, cells: &[] }, provenance(line))))
            }
        }
    }
}

fn csv_item<'r>(row: Row<'r>, sheet: &Sheet, head: &'r mut Head) -> Item<'r> {
    match row.trouble {
        Some(Trouble::Oversize) => return Item::Oversize(row.provenance),
        Some(Trouble::Unclosed) => return Item::Unknown(row.provenance, "a quote is opened and never closed"),
        Some(Trouble::Overfull) => return Item::Unknown(row.provenance, "more cells than a table has"),
        None => {}
    }
    let Ok(raw) = std::str::from_utf8(row.raw) else { return Item::Unknown(row.provenance, NOT_UTF8) };
    let quoted = sheet.cells == Delimited::Quoted;
    let cell = |span: &Range<usize>| {
        let raw = raw.get(span.clone()).unwrap_or_default();
        if quoted { unquoted(raw) } else { Cow::Borrowed(raw) }
    };
    let all = row.cells.iter().map(cell).collect();
    let spans = Spans { base: row.provenance.bytes.start, cells: row.cells };
    head.tell(sheet, all, Vec::new(), spans, row.provenance)
}

impl Head {
    fn tell<'r>(
        &'r mut self,
        sheet: &Sheet,
        all: Vec<Cow<'r, str>>,
        rounded: Vec<usize>,
        spans: Spans<'r>,
        provenance: Provenance,
    ) -> Item<'r> {
        if let Some(before) = self.before {
            let found: Vec<Option<usize>> =
                sheet.columns.iter().map(|(name, _)| all.iter().position(|cell| cell.trim() == name)).collect();
            if found.iter().take(sheet.required).all(Option::is_some) {
                *self = Self { at: found, width: all.len(), before: None };
                return Item::Header(Cells { all, rounded, at: &self.at }, spans);
            }
            if sheet.preface {
                self.before = Some(before + 1);
                return if before < MOST_PREFACE {
                    Item::Preface(Cells::bare(all))
                } else {
                    Item::Unknown(provenance, NO_HEADER)
                };
            }
            // The header line is lost; the columns stand as they always do.
            let width = sheet.columns.len();
            *self = Self { at: (0..width).map(Some).collect(), width, before: None };
        }
        if sheet.cells == Delimited::Quoted && all.len() > self.width {
            return Item::Unknown(provenance, "more cells than the header line");
        }
        Item::Row(Cells { all, rounded, at: &self.at }, spans, provenance)
    }

    /// What the end of the file shows, once.
    fn missing(&mut self) -> Option<Item<'static>> {
        let waiting = self.before.take().is_some_and(|before| before > 0);
        waiting.then(|| Item::Unknown(Provenance { line: 1, column: 1, ..Provenance::default() }, NO_HEADER))
    }
}

const NO_HEADER: &str = "a table without the header line of its format";

/// The cells of the first rows of a CSV file, for telling formats apart.
pub(crate) fn first_rows(head: &[u8], most: usize) -> Vec<Vec<String>> {
    let rows = Window::with_capacity(head, head.len()).and_then(|window| Rows::new(window, true));
    let Ok(mut rows) = rows else { return Vec::new() };
    let mut found = Vec::new();
    while found.len() < most
        && let Ok(Some(row)) = rows.next()
        && row.trouble.is_none()
    {
        let text = String::from_utf8_lossy(row.raw);
        // A cell of a row with broken characters may end within one that was replaced.
        let cell = |span: &Range<usize>| unquoted(text.get(span.clone()).unwrap_or_default()).into_owned();
        found.push(row.cells.iter().map(cell).collect());
    }
    found
}
