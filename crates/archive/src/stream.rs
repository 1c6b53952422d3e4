use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::formats::spec::{Body, Dialect, LinePlace, Plan, Reading, Stage, Table, key_text};
use crate::json::{self, Found, Spanned, Value, Walker};
use crate::lines::Lines;
use crate::model::{Member, Message, Provenance, Record, Skipped, Unknown};
use crate::sheet::{self, Origin};
use crate::source::{Nearby, Source, Tree};
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
    let path = unit.name();
    let steps: Box<dyn Steps<Record>> = match &unit.format.spec().body {
        Body::Document(table) => {
            let teller = Teller::new((table.dialect)(&nearby(unit)?, options));
            Box::new(OneFile { reader: Document { path, walker: Walker::new(open(unit)?, table), table }, teller })
        }
        Body::Lines(table, place) => {
            let teller = Teller::new((table.dialect)(&nearby(unit)?, options));
            let lines = Lines::new(open(unit)?);
            Box::new(OneFile { reader: JsonLines { path, lines, table, place: *place }, teller })
        }
        Body::Csv(describe) => {
            let (sheet, nearby) = (describe(options), nearby(unit)?);
            let teller = Teller::new((sheet.dialect)(&origin(&path, &nearby, options)));
            Box::new(OneFile { reader: sheet::csv(path, open(unit)?, sheet)?, teller })
        }
        Body::Workbook(describe, _) => {
            let (sheet, nearby) = (describe(options), nearby(unit)?);
            let teller = Teller::new((sheet.dialect)(&origin(&path, &nearby, options)));
            Box::new(OneFile { reader: sheet::workbook(path, sheet)?, teller })
        }
        Body::Text(reader) => (reader.records)(unit, options)?,
        Body::Tree(reader) => {
            let tree = Tree::open(&unit.path)?;
            let plan = (reader.plan)(&tree, options)?;
            Box::new(Parts::new(tree, plan, options.clone()))
        }
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
        Body::Document(_) | Body::Lines(..) | Body::Csv(_) | Body::Workbook(..) | Body::Tree(_) => Ok(None),
        Body::Text(reader) => (reader.undecided)(unit, options),
    }
}

/// The files that reading a unit of many files reads, in their order; none for any other unit.
pub(crate) fn parts(unit: &Unit, options: &ReadOptions) -> Result<Vec<String>, Error> {
    let Body::Tree(reader) = &unit.format.spec().body else { return Ok(Vec::new()) };
    let plan = (reader.plan)(&Tree::open(&unit.path)?, options)?;
    Ok(plan.stages.into_iter().map(|stage| stage.part).collect())
}

/// Opens the file of a unit, which is not empty.
pub(crate) fn open(unit: &Unit) -> Result<Window<Source>, Error> {
    window(&unit.name(), Source::of(unit)?)
}

/// What lies beside the file of a unit.
pub(crate) fn nearby(unit: &Unit) -> Result<Nearby, Error> {
    let Some(part) = &unit.part else { return Ok(Nearby::beside(&unit.path)) };
    let below = part.rfind('/').map_or("", |at| &part[..=at]);
    Ok(Nearby::within(&Tree::open(&unit.path)?, below))
}

/// What the reader of a table is told about where it comes from.
pub(crate) fn origin<'o>(path: &'o Path, nearby: &'o Nearby, options: &'o ReadOptions) -> Origin<'o> {
    Origin { name: path.file_name().and_then(|name| name.to_str()).unwrap_or_default(), nearby, options }
}

pub(crate) fn window(path: &Path, source: Source) -> Result<Window<Source>, Error> {
    let failed = |source| Error::read(path, source);
    let mut window = Window::new(source).map_err(failed)?;
    if window.more().map_err(failed)?.is_empty() {
        return Err(Error::Empty { path: path.to_owned() });
    }
    Ok(window)
}

/// Asks the dialect and numbers the records.
pub(crate) struct Teller {
    pub dialect: Box<dyn Dialect>,
    seq: u64,
}

impl Teller {
    fn new(dialect: Box<dyn Dialect>) -> Self {
        Self { dialect, seq: 0 }
    }

    /// The number of the next record.
    pub fn count(&mut self) -> u64 {
        self.seq += 1;
        self.seq - 1
    }

    /// What became known of chats.
    pub fn chat(&mut self, queue: &mut VecDeque<Record>) {
        while let Some(chat) = self.dialect.chat() {
            queue.push_back(Record::from(chat));
        }
    }

    /// Counts what is not understood.
    pub fn unknown(&mut self, reason: &str, provenance: Provenance, queue: &mut VecDeque<Record>) {
        self.count();
        queue.push_back(Record::Unknown(Unknown { provenance, reason: reason.to_owned() }));
    }

    /// Counts what is left out.
    pub fn oversize(&mut self, provenance: Provenance, queue: &mut VecDeque<Record>) {
        self.count();
        queue.push_back(Record::Skipped(Skipped { provenance, reason: OVERSIZE.to_owned() }));
    }

    /// A record and those inside it.
    fn message(&mut self, table: &Table, path: &str, whole: &Whole<'_>, queue: &mut VecDeque<Record>) {
        let told = if whole.value.is_object() {
            self.dialect.message(whole.value, whole.provenance.clone())
        } else {
            Err(NO_OBJECT)
        };
        self.told(told, whole.provenance.clone(), queue);
        self.inner(table, path, whole, queue);
    }

    fn inner(&mut self, table: &Table, path: &str, whole: &Whole<'_>, queue: &mut VecDeque<Record>) {
        table.within(path, whole.value, &mut |path, value| {
            let provenance = whole.place(value);
            let told =
                if value.is_object() { self.dialect.inner(path, value, provenance.clone()) } else { Err(NO_OBJECT) };
            self.told(told, provenance, queue);
        });
    }

    fn told(&mut self, told: Result<Box<Message>, &'static str>, provenance: Provenance, queue: &mut VecDeque<Record>) {
        self.chat(queue);
        match told {
            Ok(mut message) => {
                message.seq = self.count();
                queue.push_back(Record::Message(message));
            }
            Err(reason) => self.unknown(reason, provenance, queue),
        }
        queue.extend(self.dialect.members().into_iter().map(Record::from));
    }

    fn header(&mut self, path: &str, key: Option<&str>, value: &Spanned<'_>, queue: &mut VecDeque<Record>) {
        let mut members: Vec<Member> = self.dialect.header(path, key, value).into_iter().collect();
        members.extend(self.dialect.members());
        if !members.is_empty() {
            self.chat(queue);
            queue.extend(members.into_iter().map(Record::from));
        }
    }
}

/// A value that was found whole, and where.
struct Whole<'v> {
    value: &'v Spanned<'v>,
    raw: &'v [u8],
    provenance: &'v Provenance,
}

impl Whole<'_> {
    /// Where a value inside it stands.
    fn place(&self, inner: &Spanned<'_>) -> Provenance {
        let before = &self.raw[..inner.span.start];
        let characters = |text: &[u8]| text.iter().filter(|byte| !matches!(byte, 0x80..=0xBF)).count() as u64;
        let lines = before.iter().filter(|byte| **byte == b'\n').count() as u64;
        let column = match before.iter().rposition(|byte| *byte == b'\n') {
            Some(at) => 1 + characters(&before[at + 1..]),
            None => self.provenance.column + characters(before),
        };
        let start = self.provenance.bytes.start;
        Provenance {
            part: None,
            line: self.provenance.line + lines,
            column,
            bytes: start + inner.span.start as u64..start + inner.span.end as u64,
        }
    }
}

const NO_OBJECT: &str = "a record that is not an object";

/// Why a record that is no UTF-8 text is not understood.
pub(crate) const NOT_UTF8: &str = "not UTF-8 text";

/// Why a value over the limit is left out.
pub(crate) const OVERSIZE: &str = "larger than 16 MiB";

/// Reads one file of an export.
pub(crate) trait FileReader {
    /// As [`Steps::step`].
    fn step(&mut self, teller: &mut Teller, queue: &mut VecDeque<Record>) -> Result<bool, Error>;
}

/// An export of one file.
struct OneFile<F> {
    reader: F,
    teller: Teller,
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

struct Document {
    path: PathBuf,
    walker: Walker<Source, &'static Table>,
    table: &'static Table,
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

struct JsonLines {
    path: PathBuf,
    lines: Lines<Source>,
    table: &'static Table,
    place: LinePlace,
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

/// A file of a tree that a reader of its own reads.
struct Foreign(Box<dyn Steps<Record>>);

impl FileReader for Foreign {
    fn step(&mut self, teller: &mut Teller, queue: &mut VecDeque<Record>) -> Result<bool, Error> {
        let from = queue.len();
        let more = self.0.step(queue)?;
        for record in queue.range_mut(from..) {
            if record.provenance_mut().is_some() {
                let seq = teller.count();
                if let Record::Message(message) = record {
                    message.seq = seq;
                }
            }
        }
        Ok(more)
    }
}

/// The files of a tree, one after the other. A file that cannot be read, or only in part, is counted and the next is read.
struct Parts {
    tree: Tree,
    stages: std::vec::IntoIter<Stage>,
    options: ReadOptions,
    current: Option<(Arc<str>, Box<dyn FileReader>)>,
    teller: Teller,
}

impl Parts {
    fn new(tree: Tree, plan: Plan, options: ReadOptions) -> Self {
        let (stages, teller) = (plan.stages.into_iter(), Teller::new(plan.dialect));
        Self { tree, stages, options, current: None, teller }
    }

    fn open(&mut self, stage: &Stage) -> Result<Box<dyn FileReader>, Error> {
        let path = self.tree.path.join(&stage.part);
        let bytes = || window(&path, self.tree.source(&stage.part)?);
        Ok(match stage.reading {
            Reading::Document(table) => {
                Box::new(Document { walker: Walker::new(bytes()?, table), table, path: path.clone() })
            }
            Reading::Lines(table, place) => {
                Box::new(JsonLines { lines: Lines::new(bytes()?), table, place, path: path.clone() })
            }
            Reading::Csv(describe) => Box::new(sheet::csv(path.clone(), bytes()?, describe(&self.options))?),
            Reading::Steps(open) => Box::new(Foreign(open(&self.tree, &stage.part, &self.options)?)),
        })
    }

    /// Counts a file, or the rest of it, that cannot be read.
    fn failed(&mut self, part: Option<&Arc<str>>, error: &Error, queue: &mut VecDeque<Record>) {
        let reason = match error {
            Error::Empty { .. } => "an empty file",
            Error::Read { source, .. } if source.kind() == std::io::ErrorKind::InvalidData => {
                "a file, or the rest of it, that is damaged or unpacks beyond all reason"
            }
            _ => "a file, or the rest of it, that cannot be read",
        };
        self.teller.unknown(reason, Provenance { part: part.cloned(), line: 1, column: 1, bytes: 0..0 }, queue);
    }
}

impl Steps<Record> for Parts {
    fn step(&mut self, queue: &mut VecDeque<Record>) -> Result<bool, Error> {
        if let Some((part, mut reader)) = self.current.take() {
            let from = queue.len();
            let step = reader.step(&mut self.teller, queue);
            for provenance in queue.range_mut(from..).filter_map(Record::provenance_mut) {
                provenance.part = Some(part.clone());
            }
            match step {
                Ok(true) => self.current = Some((part, reader)),
                Ok(false) => {}
                Err(error) => self.failed(Some(&part), &error, queue),
            }
            return Ok(true);
        }
        let Some(stage) = self.stages.next() else {
            for reason in std::mem::take(&mut self.tree.unreadable) {
                self.teller.unknown(reason, Provenance::default(), queue);
            }
            self.teller.chat(queue);
            return Ok(false);
        };
        let part: Arc<str> = stage.part.as_str().into();
        self.teller.dialect.part(&part);
        match self.open(&stage) {
            Ok(reader) => self.current = Some((part, reader)),
            Err(error) => self.failed(Some(&part), &error, queue),
        }
        Ok(true)
    }
}

/// True for a line that holds no value: blank, or a comment.
pub(crate) fn is_remark(line: &[u8]) -> bool {
    matches!(line.iter().find(|byte| !byte.is_ascii_whitespace() && **byte != 0), None | Some(b'#'))
}
