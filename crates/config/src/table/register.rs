//! A checked register: rows of typed cells.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::Position;
use crate::table::{Amount, TableKind, Value};

/// A checked table.
#[derive(Debug, Clone)]
pub struct Register {
    /// Which register it is.
    pub kind: TableKind,
    /// The file.
    pub path: PathBuf,
    /// Its rows in the order of the file.
    pub rows: Vec<Entry>,
    /// Unknown columns and what else a person might like to know.
    pub notes: Vec<String>,
    /// Where the names of the columns it has stand, by their English names.
    pub columns: Vec<(&'static str, Position)>,
}

impl Register {
    /// Whether the file has this column at all.
    #[must_use]
    pub fn has_column(&self, column: &str) -> bool {
        self.columns.iter().any(|(name, _)| *name == column)
    }
}

/// One row. Columns go by their English names; an empty cell, an absent column and an unknown name all give `None`.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The line the row begins in, counted from 1; the row number in a workbook.
    pub line: usize,
    pub(super) kind: TableKind,
    /// One for each of the kind's columns.
    pub(super) cells: Vec<Option<(Value, Position)>>,
}

impl Entry {
    /// The value of a cell.
    #[must_use]
    pub fn value(&self, column: &str) -> Option<&Value> {
        self.cell(column).map(|(value, _)| value)
    }

    /// The text of a text or choice cell; of a choice its English name.
    #[must_use]
    pub fn text(&self, column: &str) -> Option<&str> {
        match self.value(column)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The day of a cell that holds just a day.
    #[must_use]
    pub fn date(&self, column: &str) -> Option<Date> {
        match self.value(column)? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The day of a cell that holds a day or an instant, as the calendar of `zone` has it.
    #[must_use]
    pub fn day(&self, column: &str, zone: &TimeZone) -> Option<Date> {
        match self.value(column)? {
            Value::Date(date) => Some(*date),
            Value::Instant(instant) => Some(instant.to_zoned(zone.clone()).date()),
            _ => None,
        }
    }

    /// The instant of a cell; of a day its first moment in `zone`.
    #[must_use]
    pub fn instant(&self, column: &str, zone: &TimeZone) -> Option<Timestamp> {
        match self.value(column)? {
            Value::Instant(instant) => Some(*instant),
            Value::Date(date) => date.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp()),
            _ => None,
        }
    }

    /// The amount of a cell.
    #[must_use]
    pub fn amount(&self, column: &str) -> Option<Amount> {
        match self.value(column)? {
            Value::Amount(amount) => Some(*amount),
            _ => None,
        }
    }

    /// yes or no.
    #[must_use]
    pub fn flag(&self, column: &str) -> Option<bool> {
        match self.value(column)? {
            Value::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The texts of a list cell; none when it is empty.
    #[must_use]
    pub fn list(&self, column: &str) -> &[String] {
        match self.value(column) {
            Some(Value::List(items)) => items,
            _ => &[],
        }
    }

    /// Where a cell that is not empty stands.
    #[must_use]
    pub fn position(&self, column: &str) -> Option<Position> {
        self.cell(column).map(|(_, position)| *position)
    }

    fn cell(&self, column: &str) -> Option<&(Value, Position)> {
        self.cells.get(self.kind.index_of(column)?)?.as_ref()
    }
}
