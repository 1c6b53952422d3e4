//! The digests of records, taken by a second pass over their file beside the one that reads them.

use std::io::{self, Read};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::model::Provenance;
use crate::source::{Source, Tree};
use crate::{Error, Unit};

/// Follows the records of a unit and digests the bytes of each: those of its text in UTF-8, as
/// [`Provenance::bytes`] counts them.
pub struct Digests {
    unit: Unit,
    tree: Option<Tree>,
    open: Option<Open>,
}

struct Open {
    part: Option<Arc<str>>,
    source: Source,
    at: u64,
}

impl Digests {
    /// For the records of this unit, to be asked about in their order.
    #[must_use]
    pub fn of(unit: &Unit) -> Self {
        Self { unit: unit.clone(), tree: None, open: None }
    }

    /// The SHA-256 of a record in hexadecimal digits; `None` for one without bytes of its own.
    ///
    /// # Errors
    /// [`Error::Missing`] or [`Error::Read`] when the file cannot be read any more.
    pub fn next(&mut self, place: &Provenance) -> Result<Option<String>, Error> {
        if place.bytes.is_empty() {
            return Ok(None);
        }
        let behind = |open: &Open| open.part == place.part && open.at <= place.bytes.start;
        let mut open = match self.open.take().filter(behind) {
            Some(open) => open,
            None => Open { part: place.part.clone(), source: self.source(place)?, at: 0 },
        };
        let failed = |source| Error::read(&self.unit.path, source);
        io::copy(&mut open.source.by_ref().take(place.bytes.start - open.at), &mut io::sink()).map_err(failed)?;
        let mut hasher = Hasher(Sha256::new());
        let length = place.bytes.end - place.bytes.start;
        let read = io::copy(&mut open.source.by_ref().take(length), &mut hasher).map_err(failed)?;
        open.at = place.bytes.end;
        self.open = Some(open);
        let digits = || hasher.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok((read == length).then(digits))
    }

    fn source(&mut self, place: &Provenance) -> Result<Source, Error> {
        let Some(part) = &place.part else { return Source::of(&self.unit) };
        if self.tree.is_none() {
            self.tree = Some(Tree::open(&self.unit.path)?);
        }
        self.tree.as_ref().expect("invariant: it was opened").source(part)
    }
}

struct Hasher(Sha256);

impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
