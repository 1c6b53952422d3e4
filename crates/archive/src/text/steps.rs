use std::borrow::Cow;
use std::collections::VecDeque;
use std::path::PathBuf;

use super::{Block, Fields, Line, TextDialect};
use crate::leaves::{Leaf, RawForm, Role};
use crate::lines::Lines;
use crate::model::{Provenance, Record, Skipped, Unknown};
use crate::source::Source;
use crate::stream::{NOT_UTF8, OVERSIZE, Steps, open};
use crate::{Error, Unit};

/// The records of a text, read by `dialect`.
pub(crate) fn records<D: TextDialect + 'static>(unit: &Unit, dialect: D) -> Result<Box<dyn Steps<Record>>, Error> {
    Ok(Box::new(Reader { blocks: Blocks::open(unit, dialect)?, fields: Fields::ignored(), seq: 0 }))
}

/// The values of a text, told by `dialect`.
pub(crate) fn leaves<D: TextDialect + 'static>(unit: &Unit, dialect: D) -> Result<Box<dyn Steps<Leaf>>, Error> {
    Ok(Box::new(Lister { blocks: Blocks::open(unit, dialect)?, fields: Fields::kept(), records: 0 }))
}

/// What lines add up to.
enum Piece<H> {
    /// A record begun by a line.
    Record(Block<H>),
    /// A line that is no record.
    Structure(String, Provenance),
    /// Lines that belong to no record.
    Stray(Provenance),
}

/// The pieces of a file.
struct Blocks<D: TextDialect> {
    path: PathBuf,
    lines: Lines<Source>,
    dialect: D,
    open: Option<Block<D::Head>>,
    stray: Option<Provenance>,
    /// A line of structure that follows the piece last told.
    structure: Option<(String, Provenance)>,
    /// The text of a record that was told, for its memory.
    spare: String,
}

impl<D: TextDialect> Blocks<D> {
    fn open(unit: &Unit, dialect: D) -> Result<Self, Error> {
        let (path, lines) = (unit.name(), Lines::new(open(unit)?));
        Ok(Self { path, lines, dialect, open: None, stray: None, structure: None, spare: String::new() })
    }

    /// The next piece; `None` at the end of the file.
    fn next(&mut self) -> Result<Option<Piece<D::Head>>, Error> {
        if let Some((line, provenance)) = self.structure.take() {
            return Ok(Some(Piece::Structure(line, provenance)));
        }
        while let Some(line) = self.lines.next().map_err(|source| Error::read(&self.path, source))? {
            let latin1 = self.dialect.mixes_latin1();
            let (text, is_utf8) = decode(line.raw, latin1);
            let (is_utf8, provenance, oversize) = (is_utf8 || latin1, line.provenance, line.oversize);
            let text = if self.dialect.looks_ahead(&text) {
                let text = text.into_owned();
                let ahead = self.lines.ahead().map_err(|source| Error::read(&self.path, source))?;
                self.dialect.ahead(ahead);
                Cow::Owned(text)
            } else {
                text
            };
            match self.dialect.line(&text, self.open.as_ref().map(|block| &block.head)) {
                Line::Begins(head) => {
                    let mut first = std::mem::take(&mut self.spare);
                    first.clear();
                    first.push_str(&text);
                    let begun = Block::begin(first, head, provenance, is_utf8, oversize);
                    let told = told(self.open.replace(begun), &mut self.stray);
                    if told.is_some() {
                        return Ok(told);
                    }
                }
                Line::BeginsAbove(head) => {
                    let begun = self.open.as_mut().and_then(|block| block.split(head));
                    let told = begun.and_then(|begun| self.open.replace(begun));
                    continues(&mut self.open, &mut self.stray, &text, is_utf8, &provenance, oversize);
                    if told.is_some() {
                        return Ok(told.map(Piece::Record));
                    }
                }
                Line::Continues => continues(&mut self.open, &mut self.stray, &text, is_utf8, &provenance, oversize),
                Line::Structure => {
                    let (line, told) = (text.into_owned(), told(self.open.take(), &mut self.stray));
                    if told.is_none() {
                        return Ok(Some(Piece::Structure(line, provenance)));
                    }
                    self.structure = Some((line, provenance));
                    return Ok(told);
                }
            }
        }
        Ok(told(self.open.take(), &mut self.stray))
    }
}

/// What ends when something else begins; lines are stray only while no record is open.
fn told<H>(open: Option<Block<H>>, stray: &mut Option<Provenance>) -> Option<Piece<H>> {
    open.map(Piece::Record).or_else(|| stray.take().map(Piece::Stray))
}

/// Adds a line to the record it belongs to, or to the lines that belong to none.
fn continues<H>(
    open: &mut Option<Block<H>>,
    stray: &mut Option<Provenance>,
    line: &str,
    is_utf8: bool,
    place: &Provenance,
    oversize: bool,
) {
    match (open, &mut *stray) {
        (Some(block), _) => block.append(line, is_utf8, place, oversize),
        (None, Some(stray)) => stray.bytes.end = place.bytes.end,
        // Blank lines, and the NUL bytes a crash leaves, are no loss.
        (None, None) if line.chars().all(|c| c.is_whitespace() || c == '\0') => {}
        (None, None) => *stray = Some(place.clone()),
    }
}

/// The line as text: UTF-8, and what is not as Latin-1 or with every such byte replaced by `?`.
pub(crate) fn decode(raw: &[u8], latin1: bool) -> (Cow<'_, str>, bool) {
    if let Ok(text) = simdutf8::basic::from_utf8(raw) {
        return (Cow::Borrowed(text), true);
    }
    if latin1 {
        return (Cow::Owned(raw.iter().map(|byte| char::from(*byte)).collect()), false);
    }
    let mut text = String::with_capacity(raw.len());
    for chunk in raw.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    (Cow::Owned(text), false)
}

/// Why lines before the first record are not understood.
const STRAY: &str = "lines that belong to no record";

struct Reader<D: TextDialect> {
    blocks: Blocks<D>,
    fields: Fields,
    seq: u64,
}

impl<D: TextDialect> Steps<Record> for Reader<D> {
    fn step(&mut self, queue: &mut VecDeque<Record>) -> Result<bool, Error> {
        let Some(piece) = self.blocks.next()? else {
            queue.extend(self.blocks.dialect.chat().map(Record::from));
            return Ok(false);
        };
        let unknown = |provenance, reason: &str| Record::Unknown(Unknown { provenance, reason: reason.to_owned() });
        let record = match piece {
            Piece::Structure(line, _) => {
                self.blocks.dialect.structure(&line, &mut self.fields);
                None
            }
            Piece::Stray(provenance) => Some(unknown(provenance, STRAY)),
            Piece::Record(block) if block.oversize => {
                Some(Record::Skipped(Skipped { provenance: block.provenance, reason: OVERSIZE.to_owned() }))
            }
            Piece::Record(block) if !block.is_utf8 => Some(unknown(block.provenance, NOT_UTF8)),
            Piece::Record(block) => {
                let told = self.blocks.dialect.record(&block, &mut self.fields);
                self.blocks.spare = block.text;
                Some(match told {
                    Ok(mut message) => {
                        message.seq = self.seq;
                        Record::Message(message)
                    }
                    Err(reason) => unknown(block.provenance, reason),
                })
            }
        };
        if let Some(chat) = self.blocks.dialect.chat() {
            queue.push_back(Record::from(chat));
        }
        for member in self.blocks.dialect.members() {
            queue.push_back(Record::from(member));
        }
        if let Some(record) = record {
            self.seq += 1;
            queue.push_back(record);
        }
        Ok(true)
    }
}

struct Lister<D: TextDialect> {
    blocks: Blocks<D>,
    fields: Fields,
    records: u64,
}

impl<D: TextDialect> Lister<D> {
    fn count(&mut self) -> Option<u64> {
        self.records += 1;
        Some(self.records - 1)
    }

    /// The fields told of a text that begins at `base`.
    fn told(&mut self, text: &str, base: u64, record: Option<u64>, queue: &mut VecDeque<Leaf>) {
        for (span, role, name) in self.fields.take() {
            let Some(value) = text.get(span.clone()).map(str::to_owned) else { continue };
            let bytes = base + span.start as u64..base + span.end as u64;
            let key_path = name.to_owned();
            let chat = self.blocks.dialect.ordinal();
            queue.push_back(Leaf { bytes, raw: RawForm::Text, value, role, record, chat, key_path, unknown: None });
        }
    }

    fn opaque(&mut self, place: &Provenance, queue: &mut VecDeque<Leaf>) {
        let record = self.count();
        self.hidden(place, record, queue);
    }

    /// Something with data in it that nobody can point at.
    fn hidden(&self, place: &Provenance, record: Option<u64>, queue: &mut VecDeque<Leaf>) {
        let (bytes, key_path) = (place.bytes.clone(), "record".to_owned());
        if !bytes.is_empty() {
            let (raw, value, role) = (RawForm::Opaque, String::new(), Role::Unknown);
            let chat = self.blocks.dialect.ordinal();
            queue.push_back(Leaf { bytes, raw, value, role, record, chat, key_path, unknown: None });
        }
    }
}

impl<D: TextDialect> Steps<Leaf> for Lister<D> {
    fn step(&mut self, queue: &mut VecDeque<Leaf>) -> Result<bool, Error> {
        let Some(piece) = self.blocks.next()? else { return Ok(false) };
        match piece {
            Piece::Structure(line, place) => {
                self.blocks.dialect.structure(&line, &mut self.fields);
                if line.len() as u64 == length(&place) {
                    self.told(&line, place.bytes.start, None, queue);
                } else if !self.fields.take().is_empty() {
                    self.hidden(&place, None, queue);
                }
            }
            Piece::Stray(place) => self.opaque(&place, queue),
            Piece::Record(block) if block.oversize || !block.is_utf8 => self.opaque(&block.provenance, queue),
            // Text of mixed encodings has no offsets to rewrite at.
            Piece::Record(block) if block.text.len() as u64 != length(&block.provenance) => {
                self.blocks.dialect.record(&block, &mut self.fields).ok();
                self.fields.take();
                self.opaque(&block.provenance, queue);
            }
            Piece::Record(block) => match self.blocks.dialect.record(&block, &mut self.fields) {
                Ok(_) => {
                    let record = self.count();
                    self.told(&block.text, block.provenance.bytes.start, record, queue);
                }
                Err(_) => {
                    self.fields.take();
                    self.opaque(&block.provenance, queue);
                }
            },
        }
        Ok(true)
    }
}

fn length(place: &Provenance) -> u64 {
    place.bytes.end - place.bytes.start
}
