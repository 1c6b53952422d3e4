use std::collections::VecDeque;
use std::path::PathBuf;

use super::Steps;
use super::teller::{Teller, Whole};
use crate::Error;
use crate::formats::spec::{LinePlace, Table, key_text};
use crate::json::{self, Found, Value, Walker};
use crate::lines::Lines;
use crate::model::Record;
use crate::source::Source;

/// Reads one file of an export.
pub(crate) trait FileReader {
    /// As [`Steps::step`].
    fn step(&mut self, teller: &mut Teller, queue: &mut VecDeque<Record>) -> Result<bool, Error>;
}

/// An export of one file.
pub(super) struct OneFile<F> {
    pub reader: F,
    pub teller: Teller,
}

impl<F: FileReader> Steps<Record> for OneFile<F> {
    fn step(&mut self, queue: &mut VecDeque<Record>) -> Result<bool, Error> {
        let more = self.reader.step(&mut self.teller, queue)?;
        if !more {
            self.teller.chat(queue);
        }
        Ok(more)
    }
}

/// A file that is one document.
pub(super) struct Document {
    pub path: PathBuf,
    pub walker: Walker<Source, &'static Table>,
    pub table: &'static Table,
}

impl FileReader for Document {
    fn step(&mut self, teller: &mut Teller, queue: &mut VecDeque<Record>) -> Result<bool, Error> {
        let walked = self.walker.walk(|item| {
            let provenance = item.provenance.clone();
            match &item.found {
                Found::Enter => teller.dialect.enter(item.path),
                Found::Leave => {
                    if self.table.chats.contains(&item.path) {
                        teller.chat(queue);
                    }
                    teller.dialect.leave(item.path);
                }
                Found::Value(Ok(value)) if self.table.is_record(item.path) => {
                    let whole = Whole { value, raw: item.raw, provenance: &provenance };
                    teller.message(self.table, item.path, &whole, queue);
                }
                Found::Value(Ok(value)) => teller.header(item.path, key_text(item.key.as_ref()), value, queue),
                Found::Value(Err(reason)) | Found::Broken(reason) => teller.unknown(reason, provenance, queue),
                Found::Oversize => teller.oversize(provenance, queue),
            }
        });
        walked.map_err(|source| Error::read(&self.path, source))
    }
}

/// A file with a value on each line.
pub(super) struct JsonLines {
    pub path: PathBuf,
    pub lines: Lines<Source>,
    pub table: &'static Table,
    pub place: LinePlace,
}

impl FileReader for JsonLines {
    fn step(&mut self, teller: &mut Teller, queue: &mut VecDeque<Record>) -> Result<bool, Error> {
        let Some(line) = self.lines.next().map_err(|source| Error::read(&self.path, source))? else {
            return Ok(false);
        };
        if line.oversize {
            teller.oversize(line.provenance, queue);
            return Ok(true);
        }
        if is_remark(line.raw) {
            return Ok(true);
        }
        match json::parse(line.raw) {
            Ok(value) => match (self.place)(&value) {
                Some(path) if self.table.is_record(path) => {
                    let whole = Whole { value: &value, raw: line.raw, provenance: &line.provenance };
                    teller.message(self.table, path, &whole, queue);
                }
                Some("") => {
                    if let Value::Object(entries) = &value.value {
                        for entry in entries {
                            teller.header(&entry.key, None, &entry.value, queue);
                        }
                    }
                }
                Some(path) => {
                    teller.header(path, None, &value, queue);
                    let whole = Whole { value: &value, raw: line.raw, provenance: &line.provenance };
                    teller.inner(self.table, path, &whole, queue);
                }
                None => teller.unknown("a line of unknown type", line.provenance, queue),
            },
            Err(reason) => teller.unknown(reason, line.provenance, queue),
        }
        Ok(true)
    }
}

/// True for a line that holds no value: blank, or a comment.
pub(crate) fn is_remark(line: &[u8]) -> bool {
    matches!(line.iter().find(|byte| !byte.is_ascii_whitespace() && **byte != 0), None | Some(b'#'))
}
