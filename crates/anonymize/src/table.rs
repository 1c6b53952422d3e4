//! Rewrites one register in place: header, columns and rows stay, cells change.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use groupkeep_config::table::{Amount, CellKind, RawTable, TableKind, read_raw};
use groupkeep_detect::Kind;
use jiff::civil::Date;
use serde::Serialize;

use crate::error::Error;
use crate::generalize::{band, month};
use crate::profile::{Contact, TimeRule};
use crate::rewriter::{Rewriter, Spot};

/// What became of one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnReport {
    /// The header, as it is in the release.
    pub name: String,
    /// What was done: `pseudonym`, `redact`, `mask`, `month`, `coarsen`, `band`, `text`, `drop` or `keep`.
    pub treatment: &'static str,
}

/// What became of one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableReport {
    /// The file in the release.
    pub path: String,
    /// Which register it is.
    pub kind: &'static str,
    /// Rows in the release.
    pub rows: usize,
    /// Every column, in order.
    pub columns: Vec<ColumnReport>,
}

/// A register among the inputs.
#[derive(Debug)]
pub(crate) struct Table {
    pub kind: TableKind,
    raw: RawTable,
    /// For each header cell its column of the register, `None` for a column of the group's own.
    columns: Vec<Option<&'static str>>,
}

/// What to do with the cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Treatment {
    MemberId,
    Person,
    People,
    Phone,
    /// When somebody came or went.
    Membership,
    Time,
    Amount,
    MessageId,
    /// `message:ID`, `file:PATH`, or a word.
    How,
    Text,
    /// Points to something outside the table, or is sensitive: only for the people who run the group.
    Private,
    /// One of the register's own words; whatever else stands there is text.
    Word(&'static [(&'static str, &'static str)]),
}

/// The words of a column that holds yes or no.
const ANSWERS: &[(&str, &str)] = &[("yes", "是"), ("no", "否")];

impl Treatment {
    /// The treatment of a column of a register; a column of the group's own can hold anything.
    fn of(kind: TableKind, column: Option<&str>) -> Self {
        match (kind, column) {
            (_, Some("member_id")) => Self::MemberId,
            (TableKind::Members, Some("name")) => Self::Person,
            (_, Some("aliases" | "approvers" | "reviewers")) => Self::People,
            (_, Some("counterparty" | "preparer" | "handler" | "guardian" | "author")) => Self::Person,
            (_, Some("phone")) => Self::Phone,
            (_, Some("joined_on" | "left_on")) => Self::Membership,
            (
                _,
                Some(
                    "date" | "given_at" | "withdrawn_at" | "received_at" | "closed_at" | "detected_at" | "reported_at"
                    | "notified_at" | "decided_at" | "labelled_at" | "announced_at" | "until",
                ),
            ) => Self::Time,
            (_, Some("amount" | "balance" | "withheld")) => Self::Amount,
            (_, Some("message_id")) => Self::MessageId,
            (_, Some("how")) => Self::How,
            (
                _,
                Some(
                    "under14" | "voucher" | "invoice_no" | "evidence" | "source" | "match" | "registration_no" | "path"
                    | "sha256" | "tool",
                )
                | None,
            ) => Self::Private,
            (_, Some(name)) => match kind.index_of(name).map(|at| kind.columns()[at].kind) {
                Some(CellKind::Choice(words)) => Self::Word(words),
                Some(CellKind::Bool) => Self::Word(ANSWERS),
                _ => Self::Text,
            },
        }
    }
}

impl Table {
    /// The table at `path` if its header is that of a register; `None` if it is some other table.
    pub fn open(path: &Path) -> Result<Option<Self>, Error> {
        let raw = read_raw(path)?;
        let matched = |kind: TableKind| -> Vec<Option<&'static str>> {
            let column = |text: &str| {
                let plain = text.trim().to_lowercase().replace(['-', ' '], "_");
                kind.columns().iter().find(|spec| spec.name == plain || spec.zh.eq_ignore_ascii_case(text.trim()))
            };
            raw.header.iter().map(|cell| column(&cell.text).map(|spec| spec.name)).collect()
        };
        let complete = |kind: &TableKind| {
            let columns = matched(*kind);
            kind.columns().iter().filter(|spec| spec.required).all(|spec| columns.contains(&Some(spec.name)))
        };
        let known = |kind: &TableKind| matched(*kind).iter().flatten().count();
        let kind = TableKind::ALL.into_iter().filter(complete).max_by_key(known);
        let matched = kind.map(|kind| (kind, matched(kind)));
        Ok(matched.map(|(kind, columns)| Self { kind, columns, raw }))
    }

    /// The file it was read from.
    pub fn path(&self) -> &PathBuf {
        &self.raw.path
    }

    /// The rewritten table in the encoding of the input, and what was done. Rows of members who are not in `agreed` are
    /// left out where a row is about one member.
    pub fn rewrite(
        &self,
        rewriter: &mut Rewriter<'_>,
        path: &str,
        agreed: Option<&BTreeSet<usize>>,
    ) -> Result<(Vec<u8>, TableReport), Error> {
        let treatments: Vec<Treatment> = self.columns.iter().map(|column| Treatment::of(self.kind, *column)).collect();
        let mut edits: Vec<(Range<usize>, String)> = Vec::new();
        let mut header = Vec::new();
        for (cell, column) in self.raw.header.iter().zip(&self.columns) {
            let spot = Spot { path, offset: cell.span.start as u64 };
            let becomes =
                if column.is_some() { rewriter.own_word(&cell.text, spot) } else { rewriter.text(&cell.text, spot) };
            if becomes != cell.text {
                edits.push((cell.span.clone(), self.quoted(&becomes)));
            }
            header.push(becomes);
        }
        let mut rows = 0;
        for (index, row) in self.raw.rows.iter().enumerate() {
            if agreed.is_some_and(|agreed| self.is_about_another(index, agreed, rewriter)) {
                edits.push((self.row_span(index), String::new()));
                continue;
            }
            rows += 1;
            for (number, cell) in row.cells.iter().enumerate() {
                let treatment = treatments.get(number).copied().unwrap_or(Treatment::Private);
                let spot = Spot { path, offset: cell.span.start as u64 };
                let becomes = instead_of(rewriter, treatment, &cell.text, spot);
                if becomes != cell.text {
                    edits.push((cell.span.clone(), self.quoted(&becomes)));
                }
            }
        }
        let mut text = self.raw.text.clone();
        for (span, becomes) in edits.into_iter().rev() {
            text.replace_range(span, &becomes);
        }
        let bytes = self.raw.encoding.encode(&text).ok_or_else(|| Error::Value {
            path: self.raw.path.clone(),
            offset: 0,
            what: "a workbook",
        })?;
        let report = header
            .into_iter()
            .zip(&treatments)
            .map(|(name, treatment)| ColumnReport { name, treatment: reported(rewriter, *treatment) })
            .collect();
        Ok((bytes, TableReport { path: path.to_owned(), kind: self.kind.name(), rows, columns: report }))
    }

    fn is_about_another(&self, row: usize, agreed: &BTreeSet<usize>, rewriter: &Rewriter<'_>) -> bool {
        let column = self.columns.iter().position(|column| *column == Some("member_id"));
        let Some(cell) = column.and_then(|number| self.raw.rows[row].cells.get(number)) else { return false };
        rewriter.people.number_of_table_id(cell.text.trim()).is_none_or(|number| !agreed.contains(&number))
    }

    /// The row with its line break.
    fn row_span(&self, row: usize) -> Range<usize> {
        let start = |row: usize| self.raw.rows.get(row).and_then(|row| row.cells.first()).map(|cell| cell.span.start);
        let from = start(row).unwrap_or_default();
        from..start(row + 1).unwrap_or(self.raw.text.len())
    }

    fn quoted(&self, text: &str) -> String {
        let special = |c: char| matches!(c, '"' | '\n' | '\r') || c == char::from(self.raw.delimiter);
        if text.contains(special) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
    }
}

fn instead_of(rewriter: &mut Rewriter<'_>, treatment: Treatment, cell: &str, spot: Spot<'_>) -> String {
    let text = cell.trim();
    if text.is_empty() {
        return cell.to_owned();
    }
    let strict = rewriter.operators.strict;
    match treatment {
        Treatment::MemberId => rewriter.table_id(text),
        Treatment::Person => rewriter.person(text),
        Treatment::People => {
            let people: BTreeSet<String> =
                text.split('|').map(str::trim).filter(|one| !one.is_empty()).map(|one| rewriter.person(one)).collect();
            people.into_iter().collect::<Vec<_>>().join("|")
        }
        Treatment::Phone => rewriter.contact(Kind::Mobile, text),
        Treatment::Membership => membership(rewriter, text, spot),
        Treatment::Time => time(rewriter, text, spot),
        Treatment::Amount if strict => {
            rewriter.tally.changed("amount");
            band(text).unwrap_or_default()
        }
        Treatment::MessageId => rewriter.message_id(text),
        Treatment::How => match text.split_once([':', '：']) {
            Some((kind @ ("message" | "消息"), id)) => format!("{kind}:{}", rewriter.message_id(id)),
            Some((kind @ ("file" | "文件"), path)) => format!("{kind}:{}", rewriter.file_name(path, spot)),
            _ => rewriter.own_word(text, spot),
        },
        Treatment::Text => rewriter.text(text, spot),
        Treatment::Private if strict => {
            rewriter.tally.changed("private-column");
            String::new()
        }
        Treatment::Private => rewriter.text(text, spot),
        Treatment::Amount if text.parse::<Amount>().is_ok() => cell.to_owned(),
        Treatment::Word(words) if words.iter().any(|(en, zh)| text == *en || text == *zh) => cell.to_owned(),
        Treatment::Word(_) => rewriter.own_word(text, spot),
        Treatment::Amount => rewriter.text(text, spot),
    }
}

/// When somebody came or went: kept, a month, or nothing.
fn membership(rewriter: &mut Rewriter<'_>, text: &str, spot: Spot<'_>) -> String {
    if !rewriter.operators.strict {
        return kept_time(rewriter, text, spot);
    }
    rewriter.tally.changed("membership");
    match text.parse::<Date>() {
        Ok(date) if rewriter.operators.joins => month(date).to_string(),
        _ => String::new(),
    }
}

/// A date stays a date; of an instant only the date stays, for a table has no use for the minute.
fn time(rewriter: &mut Rewriter<'_>, text: &str, spot: Spot<'_>) -> String {
    if rewriter.clock.rule == TimeRule::Keep {
        return kept_time(rewriter, text, spot);
    }
    rewriter.tally.changed("time");
    let day = text.get(..10).and_then(|day| day.replace('/', "-").parse::<Date>().ok());
    day.map(|day| rewriter.clock.date(day).to_string()).unwrap_or_default()
}

/// A time as it is; what is none is text.
fn kept_time(rewriter: &mut Rewriter<'_>, text: &str, spot: Spot<'_>) -> String {
    let dated = text.get(..10).is_some_and(|day| day.replace('/', "-").parse::<Date>().is_ok());
    let rest = text.get(10..).unwrap_or_default();
    let timed = rest.len() <= 20 && rest.chars().all(|c| c.is_ascii_digit() || "T :.+-Z".contains(c));
    let apart = !rest.starts_with(|c: char| c.is_ascii_digit()) && (rest.is_empty() || rest.contains(':'));
    if dated && timed && apart { text.to_owned() } else { rewriter.text(text, spot) }
}

fn reported(rewriter: &Rewriter<'_>, treatment: Treatment) -> &'static str {
    let operators = rewriter.operators;
    match treatment {
        Treatment::MemberId | Treatment::Person | Treatment::People => "pseudonym",
        Treatment::Phone if operators.contact == Contact::Mask => "mask",
        Treatment::Phone => "redact",
        Treatment::Membership if operators.strict && operators.joins => "month",
        Treatment::Membership | Treatment::Private if operators.strict => "drop",
        Treatment::Time if operators.time != TimeRule::Keep => "coarsen",
        Treatment::Amount if operators.strict => "band",
        Treatment::MessageId | Treatment::How if operators.strict => "pseudonym",
        Treatment::Text | Treatment::How | Treatment::Private => "text",
        _ => "keep",
    }
}

#[cfg(test)]
mod tests;
