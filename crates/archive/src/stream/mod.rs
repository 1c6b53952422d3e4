//! Opening a unit, and its records one after another.

mod files;
mod parts;
mod teller;

use std::collections::VecDeque;
use std::path::Path;

pub(crate) use files::{FileReader, is_remark};
pub(crate) use teller::{NOT_UTF8, OVERSIZE, Teller};

use files::{Document, JsonLines, OneFile};
use parts::Parts;

use crate::formats::spec::Body;
use crate::json::Walker;
use crate::lines::Lines;
use crate::model::Record;
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
    if unit.format.is_tree() { parts_in(&Tree::open(&unit.path)?, unit, options) } else { Ok(Vec::new()) }
}

/// As [`parts`], of a folder or archive that is open already.
pub(crate) fn parts_in(tree: &Tree, unit: &Unit, options: &ReadOptions) -> Result<Vec<String>, Error> {
    let Body::Tree(reader) = &unit.format.spec().body else { return Ok(Vec::new()) };
    let plan = (reader.plan)(tree, options)?;
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
