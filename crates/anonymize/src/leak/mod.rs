//! The leak check: reads the written bytes again, by other means than those that wrote them, and looks for everything
//! that must be gone.

mod needles;
mod views;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

pub(crate) use needles::{ENCODINGS, Needle, Needles};

use crate::error::{Error, Leak};

/// Bytes read at a time.
const WINDOW: usize = 1 << 18;

/// Bytes of the window before that are looked at again, so that nothing hides on a seam: more than the longest needle
/// in the most wasteful encoding.
const OVERLAP: usize = 8 << 10;

/// Finds needles in written files.
#[derive(Debug)]
pub(crate) struct Checker {
    needles: Needles,
}

impl Checker {
    /// A checker that has proven itself: it finds the first needle in every encoding, or there is no checker.
    pub fn new(needles: Needles) -> Result<Self, Error> {
        let checker = Self { needles };
        for (encoding, sample) in checker.needles.samples() {
            let found = checker.scan_bytes("", 0, &sample);
            if !found.iter().any(|leak| leak.encoding == encoding) {
                return Err(Error::Blind { encoding });
            }
        }
        Ok(checker)
    }

    /// How many different values are looked for.
    pub fn searched(&self) -> usize {
        self.needles.len()
    }

    /// Every place in the file at `file` that holds a needle, and in `name`, its path in the release.
    pub fn scan_file(&self, file: &Path, name: &str) -> Result<BTreeSet<Leak>, Error> {
        let failed = |source| Error::Read { path: file.to_owned(), source };
        self.scan(File::open(file).map_err(failed)?, name).map_err(failed)
    }

    /// As [`Self::scan_file`] over any bytes. A name that is a leak itself is reported by its ending only.
    pub fn scan(&self, mut bytes: impl Read, name: &str) -> std::io::Result<BTreeSet<Leak>> {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let hidden = format!("*.{ending}");
        let in_name = self.scan_bytes(&hidden, 0, name.as_bytes());
        let name = if in_name.is_empty() { name } else { &hidden };
        let mut found: BTreeSet<Leak> = in_name.into_iter().map(|leak| Leak { offset: None, ..leak }).collect();
        let mut window: Vec<u8> = Vec::with_capacity(WINDOW + OVERLAP);
        let mut offset = 0;
        loop {
            let kept = window.len();
            let read = bytes.by_ref().take(WINDOW as u64).read_to_end(&mut window)?;
            if read == 0 {
                return Ok(found);
            }
            found.extend(self.scan_bytes(name, offset, &window));
            let gone = (kept + read).saturating_sub(OVERLAP);
            window.drain(..gone);
            offset += gone as u64;
        }
    }

    fn scan_bytes(&self, path: &str, base: u64, bytes: &[u8]) -> BTreeSet<Leak> {
        let mut found = BTreeSet::new();
        for view in views::of(bytes) {
            for hit in self.needles.find(&view) {
                found.insert(Leak {
                    kind: hit.kind,
                    path: path.to_owned(),
                    offset: Some(base + hit.offset as u64),
                    encoding: hit.encoding,
                    origin: None,
                });
            }
        }
        found
    }
}

#[cfg(test)]
mod tests;
