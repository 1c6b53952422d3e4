//! Tables of records: CSV files and workbooks. A format says which columns there are and what a row means; records for
//! reading and values for rewriting come from the same description.

mod leaves;
mod reader;
mod records;
mod rows;
mod split;
mod workbook;

use std::borrow::Cow;

pub(crate) use leaves::leaves;
pub(crate) use reader::first_rows;
pub(crate) use records::{csv, workbook};
pub(crate) use workbook::{WORKBOOK, head};

use crate::ReadOptions;
use crate::formats::spec::Dialect;
use crate::leaves::Role;
use crate::model::{Member, Message, Stamp};
use crate::source::Nearby;

/// What the tables of one format look like.
pub(crate) struct Sheet {
    /// The columns by their names in the header line, and what their cells are. A row is asked by the position here.
    pub columns: Vec<(Cow<'static, str>, Role)>,
    /// The first so many of the columns are in every header line. Where it lacks one, it is no header, and the columns
    /// are taken in the order they have here.
    pub required: usize,
    /// How the cells are kept apart.
    pub cells: Delimited,
    /// Rows about the chat may stand before the header line.
    pub preface: bool,
    /// Names the format gives to types and to senders that are no person.
    pub words: &'static [&'static str],
    /// A fresh interpreter of the rows.
    pub dialect: fn(&Origin<'_>) -> Box<dyn Dialect>,
}

/// How the cells of a row are kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delimited {
    /// By comma, semicolon or tab, whichever the first line has most of; what holds one of them is quoted.
    Quoted,
    /// By commas, and nothing is ever quoted.
    Bare,
}

/// Where a table comes from.
pub(crate) struct Origin<'o> {
    /// The file's own name.
    pub name: &'o str,
    /// What lies beside it.
    pub nearby: &'o Nearby,
    /// What the file cannot say.
    pub options: &'o ReadOptions,
}

impl Sheet {
    /// The columns of a format that does not change.
    pub fn columns(named: &[(&'static str, Role)]) -> Vec<(Cow<'static, str>, Role)> {
        named.iter().map(|(name, role)| (Cow::Borrowed(*name), *role)).collect()
    }

    /// Every word the format itself puts into its files.
    pub fn own_words(&self) -> Vec<&'static str> {
        let names = self.columns.iter().filter_map(|(name, _)| match name {
            Cow::Borrowed(name) => Some(*name),
            Cow::Owned(_) => None,
        });
        names.chain(self.words.iter().copied()).collect()
    }
}

/// The cells of one row.
pub(crate) struct Cells<'r> {
    /// From left to right, unquoted.
    pub all: Vec<Cow<'r, str>>,
    /// Numbers a spreadsheet has rounded, by position.
    pub rounded: Vec<usize>,
    /// Where the columns of the description stand in the row.
    at: &'r [Option<usize>],
}

impl<'r> Cells<'r> {
    /// These cells, under no header.
    pub fn bare(all: Vec<Cow<'r, str>>) -> Self {
        Self { all, rounded: Vec::new(), at: &[] }
    }

    /// What stands in a column of the description; `None` where the row or the header does not reach, and where there is
    /// nothing.
    pub fn get(&self, column: usize) -> Option<&str> {
        let at = (*self.at.get(column)?)?;
        self.all.get(at).map(AsRef::as_ref).filter(|text| !text.is_empty())
    }

    /// How many cells the header line has, as far as the description knows them.
    pub fn width(&self) -> usize {
        self.at.iter().flatten().count()
    }

    /// As [`Cells::get`], owned.
    pub fn text(&self, column: usize) -> Option<String> {
        self.get(column).map(str::to_owned)
    }

    /// The time in a column: none where the cell is empty. The error says that something else stands there, as when a
    /// comma has moved the cells, or that the row ends before.
    pub fn time(&self, column: usize, read: impl FnOnce(&str) -> Option<Stamp>) -> Result<Option<Stamp>, &'static str> {
        let at = self.at.get(column).copied().flatten();
        match (at.and_then(|at| self.all.get(at)), self.get(column)) {
            (Some(_), Some(text)) => read(text).map(Some).ok_or("a row whose time is none"),
            (Some(_), None) => Ok(None),
            (None, _) => Err("a row that is cut off"),
        }
    }

    /// A whole number.
    pub fn int(&self, column: usize) -> Option<i64> {
        self.get(column)?.trim().parse().ok()
    }

    /// An id of digits or letters, unless a spreadsheet has rounded it: `None` then, for a wrong id joins messages that
    /// are not one.
    pub fn id(&self, column: usize) -> Option<String> {
        let at = (*self.at.get(column)?)?;
        let text = self.get(column)?.trim();
        (!self.rounded.contains(&at) && !is_rounded(text) && text != "0").then(|| text.to_owned())
    }
}

/// True for a number of more digits than a spreadsheet keeps, all the surplus ones zero, or in its short form with an
/// exponent.
fn is_rounded(text: &str) -> bool {
    const KEPT: usize = 15;
    if text.len() > KEPT && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.bytes().skip(KEPT).all(|byte| byte == b'0');
    }
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    exponent.strip_prefix('+').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
        && mantissa.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// What a row turned out to be.
pub(crate) enum Told {
    /// A message or notice.
    Message(Box<Message>),
    /// A row of a member list.
    Member(Member),
    /// Something about the chat, which counts as no record.
    Chat,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_lost_digits_is_none() {
        for (text, expected) in [
            ("7345678901234567890", Some("7345678901234567890")),
            ("7345678901234560000", None),
            ("7.34568E+18", None),
            ("7345678901234567000", Some("7345678901234567000")),
            ("0", None),
            ("wxid_E+18", Some("wxid_E+18")),
            ("12", Some("12")),
            ("100000000000000", Some("100000000000000")),
        ] {
            let cells = Cells { at: &[Some(0)], ..Cells::bare(vec![text.into()]) };
            assert_eq!(cells.id(0).as_deref(), expected, "{text}");
        }
        let cells = Cells { at: &[Some(0)], rounded: vec![0], all: vec!["7345678901234567000".into()] };
        assert_eq!(cells.id(0), None);
    }
}
