use std::collections::VecDeque;
use std::path::PathBuf;

use super::reader::{Item, Reader};
use super::workbook::Sheet1;
use super::{Sheet, Told};
use crate::Error;
use crate::model::Record;
use crate::source::Source;
use crate::stream::{FileReader, Teller};
use crate::window::Window;

/// A table whose rows are records.
pub(crate) struct SheetFile {
    path: PathBuf,
    reader: Reader<Source>,
}

/// The rows of a CSV file.
pub(crate) fn csv(path: PathBuf, window: Window<Source>, sheet: Sheet) -> Result<SheetFile, Error> {
    let reader = Reader::csv(window, sheet).map_err(|source| Error::read(&path, source))?;
    Ok(SheetFile { path, reader })
}

/// The rows of the first sheet of a workbook.
pub(crate) fn workbook(path: PathBuf, sheet: Sheet) -> Result<SheetFile, Error> {
    let reader = Reader::workbook(Sheet1::open(&path)?, sheet);
    Ok(SheetFile { path, reader })
}

impl FileReader for SheetFile {
    fn step(&mut self, teller: &mut Teller, queue: &mut VecDeque<Record>) -> Result<bool, Error> {
        let Some(item) = self.reader.next().map_err(|source| Error::read(&self.path, source))? else {
            return Ok(false);
        };
        match item {
            Item::Preface(cells) => teller.dialect.preface(&cells),
            Item::Header(..) => {}
            Item::Oversize(provenance) => teller.oversize(provenance, queue),
            Item::Unknown(provenance, reason) => teller.unknown(reason, provenance, queue),
            Item::Row(cells, _, provenance) => {
                let told = teller.dialect.row(&cells, provenance.clone());
                teller.chat(queue);
                match told {
                    Ok(Told::Message(mut message)) => {
                        message.seq = teller.count();
                        queue.push_back(Record::Message(message));
                    }
                    Ok(Told::Member(member)) => queue.push_back(Record::from(member)),
                    Ok(Told::Chat) => {}
                    Err(reason) => teller.unknown(reason, provenance, queue),
                }
            }
        }
        Ok(true)
    }
}
