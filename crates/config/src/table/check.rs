//! Raw tables against the columns of their register; every mistake at once.

use std::collections::HashMap;
use std::path::Path;

use jiff::tz::TimeZone;

use crate::nearest::nearest;
use crate::table::raw::{RawCell, RawRow, RawTable, parse_raw, read_raw};
use crate::table::{ColumnSpec, Entry, Register, TableKind, Value};
use crate::yaml::shown;
use crate::{Error, Position, Problem, Problems};

/// Mistakes after which the rest of a table is not looked at: it is some other table.
const MAX_PROBLEMS: usize = 5000;

/// Reads and checks a register; local times are in `zone`.
///
/// # Errors
///
/// Those of [`read_raw`], and [`Error::Invalid`] naming every missing column and every bad cell by row and column. Cells
/// are never quoted: they hold people's data.
pub fn load_register(kind: TableKind, path: &Path, zone: &TimeZone) -> Result<Register, Error> {
    check(kind, &read_raw(path)?, zone)
}

/// [`load_register`] for the bytes of a file that stands, or would stand, at `path`.
///
/// # Errors
///
/// Those of [`parse_raw`], and [`Error::Invalid`] as for [`load_register`].
pub fn parse_register(kind: TableKind, path: &Path, bytes: &[u8], zone: &TimeZone) -> Result<Register, Error> {
    check(kind, &parse_raw(path, bytes)?, zone)
}

fn check(kind: TableKind, table: &RawTable, zone: &TimeZone) -> Result<Register, Error> {
    let mut problems = Problems::new();
    let (columns, mut notes) = match_header(kind, table, &mut problems);
    notes.splice(0..0, table.notes.iter().cloned());
    let checker = Checker { kind, table, columns: &columns, zone };
    let mut rows: Vec<Entry> = Vec::new();
    for row in table.rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.text.trim().is_empty())) {
        if problems.len() > MAX_PROBLEMS {
            let position = Some(Position { line: row.line, column: 1 });
            problems.push(Problem::new(&table.path, position, "too many mistakes above, the rest is not checked"));
            break;
        }
        rows.push(checker.row(row, &mut problems));
    }
    repeated_keys(kind, table, &rows, &mut problems);
    let headers = columns.iter().zip(&table.header);
    let columns = headers
        .filter_map(|(column, cell)| column.map(|index| (kind.columns()[index].name, cell.position())))
        .collect();
    let register = Register { kind, path: table.path.clone(), rows, notes, columns };
    Ok(problems.into_result(register)?)
}

/// For each header cell the index of its column, if it is known, and notes on those that are not.
fn match_header(kind: TableKind, table: &RawTable, problems: &mut Problems) -> (Vec<Option<usize>>, Vec<String>) {
    let specs = kind.columns();
    let mut matched: Vec<Option<usize>> = Vec::new();
    let mut unknown: Vec<&RawCell> = Vec::new();
    for cell in &table.header {
        let index = specs.iter().position(|spec| is_header(spec, &cell.text));
        match index {
            Some(index) if matched.contains(&Some(index)) => {
                problems.push(table.problem(cell, format!("the column `{}` is there twice", specs[index].name)));
            }
            None if !cell.text.trim().is_empty() => unknown.push(cell),
            _ => {}
        }
        matched.push(index);
    }
    let absent: Vec<&ColumnSpec> =
        specs.iter().enumerate().filter(|(index, _)| !matched.contains(&Some(*index))).map(|(_, spec)| spec).collect();
    missing_columns(kind, table, &absent, &unknown, problems);
    let notes = unknown.iter().map(|cell| unknown_note(table, cell, &absent)).collect();
    (matched, notes)
}

fn is_header(spec: &ColumnSpec, text: &str) -> bool {
    let text = text.trim();
    text == spec.zh || text.to_lowercase().replace(['-', ' '], "_") == spec.name || text.eq_ignore_ascii_case(spec.zh)
}

fn missing_columns(
    kind: TableKind,
    table: &RawTable,
    absent: &[&ColumnSpec],
    unknown: &[&RawCell],
    problems: &mut Problems,
) {
    let headers = || unknown.iter().map(|cell| cell.text.trim());
    let line = table.header.first().map(RawCell::position).or(Some(Position { line: 1, column: 1 }));
    for spec in absent.iter().filter(|spec| spec.required) {
        let message = format!("the column `{}` ({}) is missing", spec.name, spec.zh);
        let mut problem = Problem::new(&table.path, line, message);
        let near = nearest(spec.name, headers()).or_else(|| nearest(spec.zh, headers()));
        problem.hint = near.map(|header| format!("the nearest header is `{}`", shown(header)));
        problems.push(problem);
    }
    let either = kind.either();
    if !either.is_empty() && either.iter().all(|name| absent.iter().any(|spec| spec.name == *name)) {
        let message = format!("one of the columns {} must be there", either.join(", "));
        problems.push(Problem::new(&table.path, line, message));
    }
}

fn unknown_note(table: &RawTable, cell: &RawCell, absent: &[&ColumnSpec]) -> String {
    let name = cell.text.trim();
    let mut note = format!("{}:{}: unknown column `{}`", table.path.display(), cell.position(), shown(name));
    if let Some(near) = nearest(name, absent.iter().flat_map(|spec| [spec.name, spec.zh])) {
        note.push_str(&format!(", did you mean `{near}`?"));
    }
    note
}

struct Checker<'c> {
    kind: TableKind,
    table: &'c RawTable,
    /// For each cell of a row the index of its column.
    columns: &'c [Option<usize>],
    zone: &'c TimeZone,
}

impl Checker<'_> {
    fn row(&self, row: &RawRow, problems: &mut Problems) -> Entry {
        let specs = self.kind.columns();
        let mut cells: Vec<Option<(Value, Position)>> = vec![None; specs.len()];
        for (number, cell) in row.cells.iter().enumerate() {
            if cell.text.trim().is_empty() {
                continue;
            }
            match self.columns.get(number) {
                Some(Some(index)) => cells[*index] = self.cell(&specs[*index], cell, problems),
                Some(None) => {}
                None => problems.push(self.table.problem(cell, "the row has more cells than the header")),
            }
        }
        self.empty_cells(row, problems);
        Entry { line: row.line, kind: self.kind, cells }
    }

    fn cell(&self, spec: &ColumnSpec, cell: &RawCell, problems: &mut Problems) -> Option<(Value, Position)> {
        match spec.kind.read(&cell.text, self.zone) {
            Ok(value) => Some((value, cell.position())),
            Err(refused) => {
                let message = format!("row {}, column `{}`: not {}", cell.line, spec.name, refused.expected);
                let mut problem = self.table.problem(cell, message);
                problem.hint = refused.hint;
                problems.push(problem);
                None
            }
        }
    }

    fn empty_cells(&self, row: &RawRow, problems: &mut Problems) {
        let specs = self.kind.columns();
        let filled = |index: usize| {
            self.columns.iter().zip(&row.cells).any(|(at, cell)| *at == Some(index) && !cell.text.trim().is_empty())
        };
        for (index, spec) in specs.iter().enumerate().filter(|(_, spec)| spec.required) {
            if self.columns.contains(&Some(index)) && !filled(index) {
                let position = self.empty_position(row, index);
                let message = format!("row {}, column `{}`: is empty", row.line, spec.name);
                problems.push(Problem::new(&self.table.path, Some(position), message));
            }
        }
        let either = self.kind.either();
        if !either.is_empty() && !either.iter().filter_map(|name| self.kind.index_of(name)).any(filled) {
            let position = Position { line: row.line, column: 1 };
            let message = format!("row {}: one of {} must be filled", row.line, either.join(", "));
            problems.push(Problem::new(&self.table.path, Some(position), message));
        }
    }

    /// Where the empty cell of a column stands; the row's start when the row ends before it.
    fn empty_position(&self, row: &RawRow, index: usize) -> Position {
        let mut cells = self.columns.iter().zip(&row.cells);
        let cell = cells.find(|(at, _)| **at == Some(index)).map(|(_, cell)| cell.position());
        cell.unwrap_or(Position { line: row.line, column: 1 })
    }
}

fn repeated_keys(kind: TableKind, table: &RawTable, rows: &[Entry], problems: &mut Problems) {
    let Some(column) = kind.key() else { return };
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for row in rows {
        let Some(key) = row.text(column) else { continue };
        if let Some(first) = seen.get(key) {
            let message = format!("row {}, column `{column}`: the same as in row {first}", row.line);
            problems.push(Problem::new(&table.path, row.position(column), message));
        } else {
            seen.insert(key, row.line);
        }
    }
}
