use std::io::{self, BufReader, Read, Write};

use super::{Leaf, encode, leaves};
use crate::source::Source;
use crate::{Error, ReadOptions, Unit};

/// Copies a unit to `out` with some of its values replaced: `decide` gives the new value, or `None` to keep the bytes
/// as they are. What was packed or in another encoding is written as plain UTF-8. A new value is written in the form of the old one ([`encode`]). Memory stays bounded.
///
/// # Errors
/// As [`leaves`], and [`Error::Write`] when `out` fails.
pub fn rewrite(
    unit: &Unit,
    options: &ReadOptions,
    out: &mut dyn Write,
    decide: &mut dyn FnMut(&Leaf) -> Option<String>,
) -> Result<(), Error> {
    let mut source = BufReader::with_capacity(1 << 20, Source::of(unit)?);
    let mut at = 0;
    for leaf in leaves(unit, options)? {
        let leaf = leaf?;
        let Some(value) = decide(&leaf) else { continue };
        copy(unit, &mut source, leaf.bytes.start - at, out)?;
        copy(unit, &mut source, leaf.bytes.end - leaf.bytes.start, &mut io::sink())?;
        at = leaf.bytes.end;
        out.write_all(encode(leaf.raw, &value).as_bytes()).map_err(|source| write_failed(unit, source))?;
    }
    copy(unit, &mut source, u64::MAX, out)
}

/// Copies up to `length` bytes, telling a failing source from a failing place.
fn copy(unit: &Unit, source: &mut BufReader<Source>, length: u64, out: &mut dyn Write) -> Result<(), Error> {
    let mut left = source.take(length);
    let mut window = vec![0; usize::try_from(length.min(1 << 16)).unwrap_or(1 << 16)];
    loop {
        let n = match left.read(&mut window) {
            Ok(0) => return Ok(()),
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Error::read(&unit.path, error)),
        };
        out.write_all(&window[..n]).map_err(|source| write_failed(unit, source))?;
    }
}

fn write_failed(unit: &Unit, source: io::Error) -> Error {
    Error::Write { path: unit.path.clone(), source }
}
