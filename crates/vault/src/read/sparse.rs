//! Writing files so that long runs of zeros take no room: what is a hole or zeros in the source is a hole afterwards.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

/// What file systems allocate at once, or a part of it.
const BLOCK: usize = 4096;
const ZEROS: [u8; BLOCK] = [0; BLOCK];

/// Writes a new, empty file from its beginning.
#[derive(Debug)]
pub(super) struct Sparse<'f> {
    file: &'f File,
    at: u64,
    written_to: u64,
}

impl<'f> Sparse<'f> {
    pub(super) fn new(file: &'f File) -> Self {
        Self { file, at: 0, written_to: 0 }
    }

    /// Appends bytes; blocks of zeros are passed over.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let (mut from, mut to) = (0, 0);
        let into_block = usize::try_from(self.at % BLOCK as u64).unwrap_or(0);
        let mut edge = BLOCK - into_block;
        while to < bytes.len() {
            let end = edge.min(bytes.len());
            if bytes[to..end] == ZEROS {
                self.put(&bytes[from..to], from)?;
                from = end;
            }
            to = end;
            edge += BLOCK;
        }
        self.put(&bytes[from..], from)?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// Appends zeros.
    pub(super) fn skip(&mut self, zeros: u64) {
        self.at += zeros;
    }

    /// Gives the file its size.
    pub(super) fn finish(self) -> io::Result<()> {
        if self.written_to < self.at { self.file.set_len(self.at) } else { Ok(()) }
    }

    fn put(&mut self, part: &[u8], offset: usize) -> io::Result<()> {
        if !part.is_empty() {
            let at = self.at + offset as u64;
            self.file.write_all_at(part, at)?;
            self.written_to = at + part.len() as u64;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt as _;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_what_is_read(
            runs in proptest::collection::vec((any::<bool>(), 1_usize..20_000), 0..12),
            cut in 1_usize..30_000,
        ) {
            let bytes: Vec<u8> = runs.iter().flat_map(|(zero, len)| vec![u8::from(!zero); *len]).collect();
            let file = tempfile::tempfile().unwrap();
            let mut sparse = Sparse::new(&file);
            for piece in bytes.chunks(cut) {
                sparse.write(piece).unwrap();
            }
            sparse.skip(5000);
            sparse.finish().unwrap();
            let mut found = vec![1; bytes.len() + 5000];
            file.read_exact_at(&mut found, 0).unwrap();
            prop_assert_eq!(file.metadata().unwrap().len(), found.len() as u64);
            prop_assert!(found == [&bytes[..], &[0; 5000]].concat());
        }
    }

    #[test]
    fn zeros_take_no_room() {
        let file = tempfile::tempfile().unwrap();
        let mut sparse = Sparse::new(&file);
        sparse.write(b"head").unwrap();
        sparse.write(&vec![0; 8 << 20]).unwrap();
        sparse.write(b"tail").unwrap();
        sparse.skip(1 << 30);
        sparse.finish().unwrap();
        let meta = file.metadata().unwrap();
        assert_eq!(meta.len(), (8 << 20) + 8 + (1 << 30));
        assert!(meta.blocks() * 512 < 1 << 20, "{} blocks", meta.blocks());
    }
}
