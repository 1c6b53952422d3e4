//! The first sheet of an Excel workbook, row by row or as a raw table.

use std::io::{Cursor, Read, Seek};
use std::path::Path;

use calamine::{Data, DataRef, ExcelDateTime, Reader, Xlsx};

use crate::Error;
use crate::table::Encoding;
use crate::table::raw::{MAX_CELLS, RawCell, RawRow, RawTable};

/// One row of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number, from 1.
    pub line: usize,
    /// Its cells that are not empty, from left to right.
    pub cells: Vec<SheetCell>,
}

/// One cell of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetCell {
    /// The number of its column, from 1.
    pub column: usize,
    /// What it shows, as one would write it into CSV.
    pub text: String,
    /// False for a number beyond what a spreadsheet keeps exactly: of a long id the last digits are lost.
    pub exact: bool,
}

/// Beyond 2^53 a spreadsheet's numbers skip some.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Gives every row of the first sheet that is not empty, in order, until `each` returns false. Memory holds the texts the
/// sheet shares and one row. Gives the number of sheets.
///
/// # Errors
///
/// [`Error::Workbook`] where the workbook is damaged; the rows before have been given.
pub fn for_each_row(
    path: &Path,
    bytes: impl Read + Seek,
    each: &mut dyn FnMut(SheetRow) -> bool,
) -> Result<usize, Error> {
    let refuse = |reason: String| Error::Workbook { path: path.to_owned(), reason };
    let mut workbook: Xlsx<_> = Xlsx::new(bytes).map_err(|error| refuse(error.to_string()))?;
    let sheets = workbook.sheet_names();
    let Some(name) = sheets.first() else { return Err(refuse("it has no sheet".to_owned())) };
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|error| refuse(error.to_string()))?;
    let mut row: Option<SheetRow> = None;
    while let Some(cell) = reader.next_cell().map_err(|error| refuse(error.to_string()))? {
        let (line, column) = cell.get_position();
        let (line, column) = (line as usize + 1, column as usize + 1);
        let exact = !matches!(cell.get_value(), DataRef::Float(value) if value.abs() > EXACT);
        let text = shown(&cell.get_value().clone().into());
        if text.is_empty() {
            continue;
        }
        if row.as_ref().is_some_and(|row| row.line != line)
            && let Some(done) = row.take()
            && !each(done)
        {
            return Ok(sheets.len());
        }
        row.get_or_insert_with(|| SheetRow { line, cells: Vec::new() }).cells.push(SheetCell { column, text, exact });
    }
    if let Some(done) = row {
        each(done);
    }
    Ok(sheets.len())
}

pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<RawTable, Error> {
    let mut rows: Vec<RawRow> = Vec::new();
    let mut count = 0;
    let sheets = for_each_row(path, Cursor::new(bytes), &mut |row| {
        let line = row.line;
        let mut cells: Vec<RawCell> = Vec::new();
        for cell in row.cells {
            count += cell.column.saturating_sub(cells.len());
            if count > MAX_CELLS {
                return false;
            }
            while cells.len() + 1 < cell.column {
                cells.push(RawCell { text: String::new(), line, column: cells.len() + 1, span: 0..0 });
            }
            cells.push(RawCell { text: cell.text, line, column: cell.column, span: 0..0 });
        }
        rows.push(RawRow { line, cells });
        true
    })?;
    if count > MAX_CELLS {
        return Err(Error::Workbook { path: path.to_owned(), reason: format!("it has over {MAX_CELLS} cells") });
    }
    rows.retain(|row| row.cells.iter().any(|cell| !cell.text.trim().is_empty()));
    let header = if rows.is_empty() { Vec::new() } else { rows.remove(0).cells };
    let mut notes = Vec::new();
    if sheets > 1 {
        notes.push(format!("{}: only the first sheet is read", path.display()));
    }
    Ok(RawTable {
        path: path.to_owned(),
        header,
        rows,
        delimiter: b',',
        encoding: Encoding::Workbook,
        text: String::new(),
        notes,
    })
}

/// A cell as one would write it into a CSV register.
fn shown(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(value) => value.to_string(),
        Data::Float(value) => value.to_string(),
        Data::Bool(true) => "yes".to_owned(),
        Data::Bool(false) => "no".to_owned(),
        Data::DateTime(value) => day_and_time(value),
        Data::Error(error) => error.to_string(),
    }
}

fn day_and_time(value: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    if (hour, minute, second) == (0, 0, 0) {
        return format!("{year:04}-{month:02}-{day:02}");
    }
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}
