//! Where the bytes of an export come from: a plain file, a compressed one, a file inside a ZIP archive or a folder, in
//! any encoding. Readers see UTF-8 from here on; their byte ranges count in it.

mod bomb;
mod encoding;
mod nearby;
mod tree;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use encoding::Recoded;
pub(crate) use encoding::{Encoding, is_utf8, utf8_share};
pub(crate) use nearby::Nearby;
pub(crate) use tree::Tree;

use crate::{Error, Unit};

/// Bytes looked at to tell the encoding.
const HEAD: u64 = 256 << 10;

/// The bytes of one file of an export, as UTF-8.
pub(crate) struct Source(Box<dyn Read + Send>);

impl Source {
    /// The file of a unit that is read from one file.
    ///
    /// # Errors
    /// [`Error::Missing`] or [`Error::Read`].
    pub fn of(unit: &Unit) -> Result<Self, Error> {
        match &unit.part {
            Some(part) => Tree::open(&unit.path)?.source(part),
            None => Self::file(&unit.path),
        }
    }

    /// The same file as it is, for formats that name the encoding of each of their parts themselves.
    ///
    /// # Errors
    /// As [`Source::of`].
    pub fn unchanged(unit: &Unit) -> Result<Self, Error> {
        match &unit.part {
            Some(part) => Tree::open(&unit.path)?.unchanged(part),
            None => raw(&unit.path).map(Self).map_err(|source| Error::read(&unit.path, source)),
        }
    }

    /// A file on disk, perhaps gzip.
    pub fn file(path: &Path) -> Result<Self, Error> {
        let failed = |source| Error::read(path, source);
        Self::recoded(raw(path).map_err(failed)?).map_err(failed)
    }

    /// These bytes, whatever their encoding.
    fn recoded(mut bytes: Box<dyn Read + Send>) -> io::Result<Self> {
        let mut head = Vec::new();
        bytes.by_ref().take(HEAD).read_to_end(&mut head)?;
        let encoding = Encoding::of(&head);
        let whole = io::Cursor::new(head).chain(bytes);
        Ok(match encoding {
            Encoding::Utf8 => Self(Box::new(whole)),
            other => Self(Box::new(Recoded::new(whole, other))),
        })
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

/// The bytes of a file, unpacked if it is gzip.
fn raw(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let mut file = File::open(path)?;
    let mut magic = Vec::new();
    file.by_ref().take(2).read_to_end(&mut magic)?;
    let gzip = is_gzip(&magic);
    let packed = file.metadata()?.len();
    let whole = io::Cursor::new(magic).chain(file);
    Ok(if gzip {
        Box::new(bomb::Guarded::new(flate2::read::MultiGzDecoder::new(whole), packed))
    } else {
        Box::new(whole)
    })
}

/// True for the first bytes of a gzip file.
pub(crate) fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(b"\x1F\x8B")
}

/// True for the first bytes of a ZIP archive.
pub(crate) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}
