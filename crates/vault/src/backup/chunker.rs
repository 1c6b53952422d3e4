//! Cutting files and manifests into chunks: FastCDC 2020, normalization level 1, no seed.

use std::io::Read;

use fastcdc::v2020::StreamCDC;

/// The sizes chunks are cut to, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) min: usize,
    pub(crate) average: usize,
    pub(crate) max: usize,
}

/// For the content of files.
pub(crate) const FILE: Sizes = Sizes { min: 256 << 10, average: 1 << 20, max: 4 << 20 };
/// For manifests, which change in a few places only.
pub(crate) const MANIFEST: Sizes = Sizes { min: 16 << 10, average: 64 << 10, max: 256 << 10 };

/// Gives every chunk of `source` to `take`, in order, and how many bytes there were. An empty source has no chunk.
///
/// # Errors
/// What reading or `take` returns.
pub(crate) fn chunks<E: From<std::io::Error>>(
    mut source: impl Read,
    sizes: Sizes,
    mut take: impl FnMut(Vec<u8>) -> Result<(), E>,
) -> Result<u64, E> {
    // Most files are smaller than the smallest chunk, for which the chunker's large buffer would be a waste.
    let mut head = Vec::new();
    source.by_ref().take(sizes.min as u64).read_to_end(&mut head)?;
    if head.len() < sizes.min {
        let length = head.len() as u64;
        if length > 0 {
            take(head)?;
        }
        return Ok(length);
    }
    let mut length = 0;
    for chunk in StreamCDC::new((&head[..]).chain(source), sizes.min, sizes.average, sizes.max) {
        let chunk = chunk.map_err(std::io::Error::from)?;
        length += chunk.length as u64;
        take(chunk.data)?;
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Digest;

    /// Bytes that look random and are the same everywhere: SHA-256 of a counter.
    fn noise(len: usize) -> Vec<u8> {
        (0_u64..).flat_map(|n| Digest::of(&n.to_le_bytes()).0).take(len).collect()
    }

    fn cut(bytes: &[u8], sizes: Sizes) -> Vec<Vec<u8>> {
        let mut out = Vec::new();
        let length = chunks(bytes, sizes, |chunk| -> std::io::Result<()> {
            out.push(chunk);
            Ok(())
        });
        assert_eq!(length.unwrap(), bytes.len() as u64);
        out
    }

    #[test]
    fn chunks_add_up_and_keep_their_bounds() {
        let bytes = noise(3 << 20);
        let found = cut(&bytes, MANIFEST);
        assert_eq!(found.concat(), bytes);
        let (last, rest) = found.split_last().unwrap();
        assert!(rest.iter().all(|chunk| (MANIFEST.min..=MANIFEST.max).contains(&chunk.len())));
        assert!(last.len() <= MANIFEST.max && rest.len() > 10);
    }

    #[test]
    fn the_edges_of_the_smallest_chunk() {
        let lengths = |len| cut(&vec![7; len], MANIFEST).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(lengths(0), [0_usize; 0]);
        assert_eq!(lengths(MANIFEST.min - 1), [MANIFEST.min - 1]);
        assert_eq!(lengths(MANIFEST.min), [MANIFEST.min]);
        assert_eq!(lengths(MANIFEST.max + 1), [MANIFEST.max, 1]);
    }

    #[test]
    fn a_change_moves_the_cuts_near_it_only() {
        let before = noise(2 << 20);
        let mut after = before.clone();
        after.splice(1_000_000..1_000_000, *b"inserted");
        let (before, after) = (cut(&before, MANIFEST), cut(&after, MANIFEST));
        let new = after.iter().filter(|chunk| !before.contains(chunk)).count();
        assert!((1..=3).contains(&new), "{new} of {} chunks are new", after.len());
    }

    #[test]
    fn the_cuts_are_those_of_the_format() {
        // The page gives another implementation in Python, which finds the same.
        let lengths = |len, sizes| cut(&noise(len), sizes).iter().map(Vec::len).collect::<Vec<_>>();
        let told = |line: &str| line.split(' ').map(|length| length.parse().unwrap()).collect::<Vec<usize>>();
        let vector = crate::format::vectors::vector("cuts");
        let both: Vec<_> = vector.lines().map(told).collect();
        assert_eq!(both, [lengths(6_000_001, FILE), lengths(600_000, MANIFEST)]);
    }
}
