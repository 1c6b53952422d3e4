//! The registers: tables a group keeps about itself, in CSV or the first sheet of an Excel workbook.
//!
//! [`read_raw`] gives cells with their places and leaves their meaning alone, for whoever rewrites a table. [`load_register`]
//! checks a table against the columns of its [`TableKind`].

mod amount;
mod cell;
mod check;
mod columns;
mod decode;
mod raw;
mod register;
mod split;
mod xlsx;

pub use amount::Amount;
pub use cell::{CellKind, Value};
pub use check::{load_register, parse_register};
pub use columns::{CONSENT_USES, ColumnSpec, TableKind};
pub use decode::Encoding;
pub use raw::{RawCell, RawRow, RawTable, TABLE_LIMIT, parse_raw, read_raw};
pub use register::{Entry, Register};
pub use xlsx::{SheetCell, SheetRow, for_each_row};

/// The header line of an empty register, for `init`: comma separated, with a line feed.
///
/// Column names are Chinese for `zh` and English for any other language.
#[must_use]
pub fn template(kind: TableKind, lang: &str) -> String {
    let names: Vec<&str> = kind.columns().iter().map(|column| column.header(lang)).collect();
    names.join(",") + "\n"
}

#[cfg(test)]
mod tests;
