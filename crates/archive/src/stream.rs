use std::collections::VecDeque;
use std::fs::File;
use std::path::{Path, PathBuf};

use crate::formats::spec::{Body, Dialect, Table, key_text};
use crate::json::{self, Found, Spanned, Value, Walker};
use crate::lines::Lines;
use crate::model::{Message, Provenance, Record, Skipped, Unknown};
use crate::window::Window;
use crate::{Error, ReadOptions, Unit};

/// Something that yields a few things at a time.
pub(crate) trait Steps<T> {
    /// Adds what comes next to the queue, perhaps nothing; false at the end.
    fn step(&mut self, queue: &mut VecDeque<T>) -> Result<bool, Error>;
}

/// An iterator over the steps of a reader. After an error it ends.
pub(crate) struct Queued<T> {
    steps: Option<Box<dyn Steps<T>>>,
    queue: VecDeque<T>,
}

impl<T> Queued<T> {
    pub fn new(steps: Box<dyn Steps<T>>) -> Self {
        Self { steps: Some(steps), queue: VecDeque::new() }
    }
}

impl<T> Iterator for Queued<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(thing) = self.queue.pop_front() {
                return Some(Ok(thing));
            }
            match self.steps.as_mut()?.step(&mut self.queue) {
                Ok(true) => {}
                Ok(false) => self.steps = None,
                Err(error) => {
                    self.steps = None;
                    return Some(Err(error));
                }
            }
        }
    }
}

/// The records of a unit, in the order of the file and in constant memory. After an error it ends.
pub struct Records(Queued<Record>);

impl Iterator for Records {
    type Item = Result<Record, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

/// Opens a unit for reading.
///
/// # Errors
/// [`Error::Missing`] or [`Error::Read`] when the file cannot be opened, [`Error::Empty`] when it has no bytes. Damage
/// inside the file is no error: it becomes [`Record::Skipped`] or [`Record::Unknown`].
pub fn read(unit: &Unit, options: &ReadOptions) -> Result<Records, Error> {
    let folder = unit.path.parent().unwrap_or_else(|| Path::new("")).to_owned();
    let steps: Box<dyn Steps<Record>> = match &unit.format.spec().body {
        Body::Document(table) => Box::new(Document {
            path: unit.path.clone(),
            walker: Walker::new(open(&unit.path)?, table),
            table,
            teller: Teller { dialect: (table.dialect)(&folder, options), seq: 0 },
        }),
        Body::Lines(table, place) => Box::new(JsonLines {
            path: unit.path.clone(),
            lines: Lines::new(open(&unit.path)?),
            table,
            place: *place,
            teller: Teller { dialect: (table.dialect)(&folder, options), seq: 0 },
        }),
        Body::Text(reader) => (reader.records)(unit, options)?,
    };
    Ok(Records(Queued::new(steps)))
}

/// What cannot be decided about a unit, in words for a person: for WhatsApp the two readings of its dates. Its records
/// then carry no time, until [`ReadOptions::date_order`] says which. Mostly `None`.
///
/// # Errors
/// As [`read`].
pub fn undecided(unit: &Unit, options: &ReadOptions) -> Result<Option<String>, Error> {
    match &unit.format.spec().body {
        Body::Document(_) | Body::Lines(..) => Ok(None),
        Body::Text(reader) => (reader.undecided)(unit, options),
    }
}

/// Opens a file that is not empty.
pub(crate) fn open(path: &Path) -> Result<Window<File>, Error> {
    let file = File::open(path).map_err(|source| Error::read(path, source))?;
    let mut window = Window::new(file).map_err(|source| Error::read(path, source))?;
    if window.more().map_err(|source| Error::read(path, source))?.is_empty() {
        return Err(Error::Empty { path: path.to_owned() });
    }
    Ok(window)
}

/// Asks the dialect and numbers the records.
struct Teller {
    dialect: Box<dyn Dialect>,
    seq: u64,
}

impl Teller {
    fn count(&mut self) -> u64 {
        self.seq += 1;
        self.seq - 1
    }

    fn chat(&mut self, queue: &mut VecDeque<Record>) {
        queue.extend(self.dialect.chat().map(Record::Chat));
    }

    fn unknown(&mut self, reason: &str, provenance: Provenance, queue: &mut VecDeque<Record>) {
        self.count();
        queue.push_back(Record::Unknown(Unknown { provenance, reason: reason.to_owned() }));
    }

    fn oversize(&mut self, provenance: Provenance, queue: &mut VecDeque<Record>) {
        self.count();
        queue.push_back(Record::Skipped(Skipped { provenance, reason: OVERSIZE.to_owned() }));
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance, queue: &mut VecDeque<Record>) {
        let told = if value.is_object() {
            self.dialect.message(value, provenance.clone())
        } else {
            Err("a record that is not an object")
        };
        self.chat(queue);
        match told {
            Ok(message) => {
                let message = Message { seq: self.count(), ..message };
                queue.push_back(Record::Message(Box::new(message)));
            }
            Err(reason) => self.unknown(reason, provenance, queue),
        }
    }

    fn header(&mut self, path: &str, key: Option<&str>, value: &Spanned<'_>, queue: &mut VecDeque<Record>) {
        if let Some(member) = self.dialect.header(path, key, value) {
            self.chat(queue);
            queue.push_back(Record::Member(member));
        }
    }
}

/// Why a record that is no UTF-8 text is not understood.
pub(crate) const NOT_UTF8: &str = "not UTF-8 text";

/// Why a value over the limit is left out.
pub(crate) const OVERSIZE: &str = "larger than 16 MiB";

struct Document {
    path: PathBuf,
    walker: Walker<File, &'static Table>,
    table: &'static Table,
    teller: Teller,
}

impl Steps<Record> for Document {
    fn step(&mut self, queue: &mut VecDeque<Record>) -> Result<bool, Error> {
        let Some(item) = self.walker.next().map_err(|source| Error::read(&self.path, source))? else {
            self.teller.chat(queue);
            return Ok(false);
        };
        match item.found {
            Found::Enter => self.teller.dialect.enter(item.path),
            Found::Leave => {
                if self.table.chats.contains(&item.path) {
                    self.teller.chat(queue);
                }
                self.teller.dialect.leave(item.path);
            }
            Found::Value => match json::parse(item.raw) {
                Ok(value) if self.table.is_record(item.path) => self.teller.message(&value, item.provenance, queue),
                Ok(value) => self.teller.header(item.path, key_text(item.key.as_ref()), &value, queue),
                Err(reason) => self.teller.unknown(reason, item.provenance, queue),
            },
            Found::Oversize => self.teller.oversize(item.provenance, queue),
            Found::Broken(reason) => self.teller.unknown(reason, item.provenance, queue),
        }
        Ok(true)
    }
}

struct JsonLines {
    path: PathBuf,
    lines: Lines<File>,
    table: &'static Table,
    place: fn(&Spanned<'_>) -> Option<&'static str>,
    teller: Teller,
}

impl Steps<Record> for JsonLines {
    fn step(&mut self, queue: &mut VecDeque<Record>) -> Result<bool, Error> {
        let Some(line) = self.lines.next().map_err(|source| Error::read(&self.path, source))? else {
            self.teller.chat(queue);
            return Ok(false);
        };
        if line.oversize {
            self.teller.oversize(line.provenance, queue);
            return Ok(true);
        }
        if is_remark(line.raw) {
            return Ok(true);
        }
        match json::parse(line.raw) {
            Ok(value) => match (self.place)(&value) {
                Some(path) if self.table.is_record(path) => self.teller.message(&value, line.provenance, queue),
                Some("") => {
                    if let Value::Object(entries) = &value.value {
                        for entry in entries {
                            self.teller.header(&entry.key, None, &entry.value, queue);
                        }
                    }
                }
                Some(path) => self.teller.header(path, None, &value, queue),
                None => self.teller.unknown("a line of unknown type", line.provenance, queue),
            },
            Err(reason) => self.teller.unknown(reason, line.provenance, queue),
        }
        Ok(true)
    }
}

/// True for a line that holds no value: blank, or a comment.
pub(crate) fn is_remark(line: &[u8]) -> bool {
    matches!(line.iter().find(|byte| !byte.is_ascii_whitespace() && **byte != 0), None | Some(b'#'))
}
