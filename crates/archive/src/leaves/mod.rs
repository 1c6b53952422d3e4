//! Every value of an export with its exact byte range, for rewriting it in place.
//!
//! [`leaves`] lists them in the order of the file; [`rewrite`] copies the file and replaces what the caller wants
//! replaced. What lies between leaves (brackets, white space, keys that are no data) stays byte for byte.

mod clock;
mod encode;
mod json;
mod named;
mod retime;
mod rewrite;
mod role;

use std::path::Path;

pub use encode::encode;
pub use retime::retime;
pub use rewrite::rewrite;
pub use role::{Leaf, RawForm, Role, TimeForm};

use crate::formats::spec::Body;
use crate::sheet;
use crate::source::Source;
use crate::stream::{Queued, nearby, open, origin};
use crate::{Error, ReadOptions, Unit};

/// The values of a unit in ascending, non-overlapping byte ranges.
pub struct Leaves(Queued<Leaf>);

impl Iterator for Leaves {
    type Item = Result<Leaf, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

/// Opens a unit for listing its values.
///
/// # Errors
/// [`Error::NotRewritable`] for what is packed or consists of many files; otherwise as [`read`](crate::read). Damage inside the file is no error: it becomes leaves of [`RawForm::Opaque`].
pub fn leaves(unit: &Unit, options: &ReadOptions) -> Result<Leaves, Error> {
    let path: &Path = &unit.path;
    let kept = |reason: &str| Error::NotRewritable { path: unit.path.clone(), reason: reason.to_owned() };
    if unit.part.is_some() {
        return Err(kept("it is inside an archive"));
    }
    let steps = match &unit.format.spec().body {
        Body::Document(table) => json::document(path, open(unit)?, table, (table.dialect)(&nearby(unit)?, options)),
        Body::Lines(table, place) => {
            json::lines(path, open(unit)?, table, *place, (table.dialect)(&nearby(unit)?, options))
        }
        Body::Csv(describe) => {
            let (sheet, nearby) = (describe(options), nearby(unit)?);
            let dialect = (sheet.dialect)(&origin(path, &nearby, options));
            sheet::leaves(path.to_owned(), open(unit)?, sheet, dialect)?
        }
        Body::Workbook(..) => return Err(kept("it is a workbook")),
        Body::Text(reader) => (reader.leaves)(unit, options)?,
        Body::Tree(_) => return Err(kept("it consists of many files")),
    };
    Ok(Leaves(Queued::new(steps)))
}

/// The bytes the ranges of leaves count in: those of the file, unpacked and as UTF-8.
///
/// # Errors
/// [`Error::Missing`] or [`Error::Read`] when the file cannot be opened.
pub fn source(unit: &Unit) -> Result<impl std::io::Read + Send + use<>, Error> {
    Source::of(unit)
}

#[cfg(test)]
mod tests;
