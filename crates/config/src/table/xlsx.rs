//! The first sheet of an Excel workbook as a raw table.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, ExcelDateTime, Reader, Xlsx};

use crate::Error;
use crate::table::Encoding;
use crate::table::raw::{MAX_CELLS, RawCell, RawRow, RawTable};

pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<RawTable, Error> {
    let refuse = |reason: String| Error::Workbook { path: path.to_owned(), reason };
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| refuse(error.to_string()))?;
    let sheets = workbook.sheet_names();
    let Some(name) = sheets.first() else { return Err(refuse("it has no sheet".to_owned())) };
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|error| refuse(error.to_string()))?;
    let mut rows: Vec<RawRow> = Vec::new();
    let mut count = 0;
    while let Some(cell) = reader.next_cell().map_err(|error| refuse(error.to_string()))? {
        let (row, column) = cell.get_position();
        let (line, column) = (row as usize + 1, column as usize + 1);
        if rows.last().is_none_or(|last| last.line != line) {
            rows.push(RawRow { line, cells: Vec::new() });
        }
        let Some(last) = rows.last_mut() else { continue };
        count += column.saturating_sub(last.cells.len());
        if count > MAX_CELLS {
            return Err(refuse(format!("it has over {MAX_CELLS} cells")));
        }
        while last.cells.len() + 1 < column {
            last.cells.push(RawCell { text: String::new(), line, column: last.cells.len() + 1, span: 0..0 });
        }
        last.cells.push(RawCell { text: shown(&cell.get_value().clone().into()), line, column, span: 0..0 });
    }
    rows.retain(|row| row.cells.iter().any(|cell| !cell.text.trim().is_empty()));
    let header = if rows.is_empty() { Vec::new() } else { rows.remove(0).cells };
    let mut notes = Vec::new();
    if sheets.len() > 1 {
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
