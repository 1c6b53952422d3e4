//! Reading files with holes. What the file system calls a hole is taken for zeros without being read, and is cut into
//! the same chunks as if it had been.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::{FileExt as _, MetadataExt as _};

use fastcdc::v2020::{FastCDC, StreamCDC};
use rustix::fs::SeekFrom;
use rustix::io::Errno;

use super::chunker::Sizes;

/// The bytes of a block as `st_blocks` counts them, everywhere.
const BLOCK: u64 = 512;

/// A chunk of a file with holes.
pub(crate) enum Piece {
    /// Bytes that were read, the zeros of smaller holes among them.
    Bytes(Vec<u8>),
    /// A chunk of so many zeros, always as many for the same sizes.
    Zeros(usize),
}

/// Whether a file takes less of the disk than it has bytes.
pub(crate) fn has_holes(meta: &std::fs::Metadata) -> bool {
    meta.blocks().saturating_mul(BLOCK) < meta.len()
}

/// Gives every chunk of `file` to `take`, in order, and how many bytes there were, as `chunker::chunks` would.
///
/// # Errors
/// What reading or `take` returns.
pub(crate) fn chunks<E: From<io::Error>>(
    file: &File,
    sizes: Sizes,
    mut take: impl FnMut(Piece) -> Result<(), E>,
) -> Result<u64, E> {
    // Where a chunk ends depends on nothing before it and on at most `max` bytes of it: so many zeros in sight always
    // give the same chunk.
    let sight = vec![0; sizes.max];
    let zeros = FastCDC::new(&sight, sizes.min, sizes.average, sizes.max).next().map_or(sizes.max, |cut| cut.length);
    drop(sight);
    let mut at = 0;
    loop {
        let mut ahead = zeros_at(file, at)?;
        while ahead >= sizes.max as u64 {
            take(Piece::Zeros(zeros))?;
            at += zeros as u64;
            ahead -= zeros as u64;
        }
        let mut another_hole = false;
        for chunk in StreamCDC::new(Dense { file, at, zeros_to: at, data_to: at }, sizes.min, sizes.average, sizes.max)
        {
            let chunk = chunk.map_err(io::Error::from)?;
            at += chunk.length as u64;
            take(Piece::Bytes(chunk.data))?;
            another_hole = zeros_at(file, at)? >= sizes.max as u64;
            if another_hole {
                break;
            }
        }
        if !another_hole {
            return Ok(at);
        }
    }
}

/// How many zeros stand in a hole that reaches over `at`; 0 where there is none or the file system does not tell.
fn zeros_at(file: &File, at: u64) -> io::Result<u64> {
    match rustix::fs::seek(file, SeekFrom::Data(at)) {
        Ok(data) => Ok(data.saturating_sub(at)),
        Err(Errno::NXIO) => Ok(file.metadata()?.len().saturating_sub(at)),
        Err(_) => Ok(0),
    }
}

/// A file from some place on, the holes filled.
struct Dense<'f> {
    file: &'f File,
    at: u64,
    /// Zeros up to here, then data up to `data_to`; what follows is not known yet.
    zeros_to: u64,
    data_to: u64,
}

impl Dense<'_> {
    fn look(&mut self) -> io::Result<()> {
        self.zeros_to = self.at + zeros_at(self.file, self.at)?;
        self.data_to = match rustix::fs::seek(self.file, SeekFrom::Hole(self.zeros_to)) {
            Ok(hole) => hole,
            // The end of the file.
            Err(Errno::NXIO) => self.zeros_to,
            Err(_) => u64::MAX,
        };
        Ok(())
    }
}

impl Read for Dense<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.data_to {
            self.look()?;
        }
        let within = |left: u64| usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let got = if self.at < self.zeros_to {
            let length = within(self.zeros_to - self.at);
            buffer[..length].fill(0);
            length
        } else {
            let length = within(self.data_to - self.at);
            self.file.read_at(&mut buffer[..length], self.at)?
        };
        self.at += got as u64;
        Ok(got)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backup::chunker::{self, MANIFEST};
    use crate::fixture::noise;

    /// A file of `len` bytes with these at these places; holes elsewhere.
    fn sparse(len: u64, parts: &[(u64, Vec<u8>)]) -> File {
        let file = tempfile::tempfile().unwrap();
        file.set_len(len).unwrap();
        for (at, bytes) in parts {
            file.write_all_at(bytes, *at).unwrap();
        }
        file
    }

    /// The chunks, and how many of them were not read.
    fn cut(file: &File) -> (Vec<Vec<u8>>, usize) {
        let (mut out, mut skipped) = (Vec::new(), 0);
        let length = chunks(file, MANIFEST, |piece| -> io::Result<()> {
            out.push(match piece {
                Piece::Bytes(bytes) => bytes,
                Piece::Zeros(length) => {
                    skipped += 1;
                    vec![0; length]
                }
            });
            Ok(())
        });
        assert_eq!(length.unwrap(), file.metadata().unwrap().len());
        (out, skipped)
    }

    #[test]
    fn holes_are_cut_as_the_zeros_they_stand_for() {
        let max = MANIFEST.max as u64;
        let places = [0, 4096, max - 4096, max, 3 * max, 3 * max + 4096, 10 * max + 8192];
        for (len, parts) in [
            (0, vec![]),
            (1, vec![]),
            (max - 1, vec![]),
            (max, vec![]),
            (20 * max + 17, vec![]),
            (20 * max + 17, vec![(5 * max + 3, noise(1, 700_000))]),
            (3 * max, vec![(0, noise(2, 3 << 18))]),
            (12 * max, places.iter().map(|at| (*at, noise(*at, 4096))).collect()),
            (12 * max + 100, vec![(12 * max, noise(4, 100))]),
        ] {
            let file = sparse(len, &parts);
            let (found, skipped) = cut(&file);
            let mut dense = vec![0; usize::try_from(len).unwrap()];
            file.read_exact_at(&mut dense, 0).unwrap();
            let mut expected = Vec::new();
            chunker::chunks(&dense[..], MANIFEST, |chunk| -> io::Result<()> {
                expected.push(chunk);
                Ok(())
            })
            .unwrap();
            assert!(found == expected, "{len} bytes with {} parts", parts.len());
            // Where holes are told, the long ones are not read.
            if len > 19 * max && has_holes(&file.metadata().unwrap()) {
                assert!(skipped >= 14, "{skipped} of {}", found.len());
            }
        }
    }
}
