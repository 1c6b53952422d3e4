//! Every value of an export with its exact byte range, for rewriting it in place.
//!
//! [`leaves`] lists them in the order of the file; [`rewrite`] copies the file and replaces what the caller wants
//! replaced. What lies between leaves (brackets, white space, keys that are no data) stays byte for byte.

mod encode;
mod json;
mod retime;
mod rewrite;
mod role;

use std::path::Path;

pub use encode::encode;
pub use retime::retime;
pub use rewrite::rewrite;
pub use role::{Leaf, RawForm, Role, TimeForm};

use crate::formats::spec::Body;
use crate::stream::{Queued, open};
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
/// As [`read`](crate::read). Damage inside the file is no error: it becomes leaves of [`RawForm::Opaque`].
pub fn leaves(unit: &Unit, options: &ReadOptions) -> Result<Leaves, Error> {
    let path: &Path = &unit.path;
    let steps = match &unit.format.spec().body {
        Body::Document(table) => json::document(path, open(path)?, table),
        Body::Lines(table, place) => json::lines(path, open(path)?, table, *place),
        Body::Text(reader) => (reader.leaves)(unit, options)?,
    };
    Ok(Leaves(Queued::new(steps)))
}

#[cfg(test)]
mod tests;
