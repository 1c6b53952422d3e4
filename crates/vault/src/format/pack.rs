//! Packs: the plaintext of one sealed file of chunks.
//!
//! One zstd frame per chunk, a skippable frame of padding, then the chunk table in a skippable frame, so that
//! `age -d PACK | zstd -d` gives the chunks one after the other. All numbers are little-endian:
//!
//! ```text
//! frames …  | 0x184D2A5D u32, length u32, zeros | 0x184D2A5E u32, length u32,
//!             n × (frame length u32, raw length u32, chunk id 32 bytes), n u32, "GKT1"
//! ```
//!
//! Every full pack is exactly [`FULL`] bytes; the last ones of a run have a Padmé size.

use std::ops::Range;

use super::{Malformed, frame, padme};
use crate::id::ChunkId;

/// Bytes of plaintext in every full pack.
pub const FULL: usize = 16 << 20;
/// No chunk is longer.
pub const MAX_CHUNK: usize = 4 << 20;

const FOOTER: &[u8; 4] = b"GKT1";
const ENTRY: usize = 40;
/// What the padding's and the table's headers and the footer take.
const FIXED: usize = 8 + 8 + 8;

/// One chunk in a pack's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableEntry {
    /// Where its frame lies in the plaintext.
    pub frame: Range<usize>,
    /// Where its bytes lie in the decompressed whole.
    pub raw: Range<u64>,
    /// Its id under the writer's dedup key.
    pub id: ChunkId,
}

/// A pack being filled.
#[derive(Debug, Default)]
pub struct PackBuilder {
    frames: Vec<u8>,
    table: Vec<u8>,
    chunks: Vec<(ChunkId, u64, u32)>,
    raw: u64,
}

impl PackBuilder {
    /// Bytes a frame may still have to fit; `None` when not even an empty one fits.
    #[must_use]
    pub fn room(&self) -> Option<usize> {
        FULL.checked_sub(self.frames.len() + self.table.len() + ENTRY + FIXED)
    }

    /// True while no chunk was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Adds the chunk `id` of `raw` bytes as the zstd frame `frame`, which must fit in [`PackBuilder::room`].
    pub fn push(&mut self, id: ChunkId, frame: &[u8], raw: u32) {
        debug_assert!(self.room().is_some_and(|room| frame.len() <= room));
        self.frames.extend_from_slice(frame);
        self.table.extend_from_slice(&u32::try_from(frame.len()).unwrap_or(u32::MAX).to_le_bytes());
        self.table.extend_from_slice(&raw.to_le_bytes());
        self.table.extend_from_slice(&id.0);
        self.chunks.push((id, self.raw, raw));
        self.raw += u64::from(raw);
    }

    /// Moves everything of `other` behind what is here; gives `other` back unchanged when it does not fit.
    ///
    /// # Errors
    /// The pack that does not fit.
    pub fn append(&mut self, other: Self) -> Result<(), Self> {
        if self.frames.len() + other.frames.len() + self.table.len() + other.table.len() + FIXED > FULL {
            return Err(other);
        }
        self.frames.extend_from_slice(&other.frames);
        self.table.extend_from_slice(&other.table);
        let base = self.raw;
        self.chunks.extend(other.chunks.into_iter().map(|(id, offset, raw)| (id, base + offset, raw)));
        self.raw += other.raw;
        Ok(())
    }

    /// The plaintext at exactly [`FULL`] bytes, and the chunks as id, raw offset and raw length.
    #[must_use]
    pub fn finish_full(self) -> (Vec<u8>, Vec<(ChunkId, u64, u32)>) {
        self.finish(|_| FULL)
    }

    /// The plaintext at a Padmé size, for the last packs of a run.
    #[must_use]
    pub fn finish_last(self) -> (Vec<u8>, Vec<(ChunkId, u64, u32)>) {
        self.finish(|least| usize::try_from(padme::target(least as u64)).unwrap_or(FULL))
    }

    fn finish(self, size: impl FnOnce(usize) -> usize) -> (Vec<u8>, Vec<(ChunkId, u64, u32)>) {
        let least = self.frames.len() + self.table.len() + FIXED;
        let padding = size(least) - (least - 8);
        let mut out = self.frames;
        frame::push_padding(&mut out, padding);
        let mut table = self.table;
        table.extend_from_slice(&u32::try_from(self.chunks.len()).unwrap_or(u32::MAX).to_le_bytes());
        table.extend_from_slice(FOOTER);
        frame::push_skippable(&mut out, frame::TABLE, &table);
        (out, self.chunks)
    }
}

/// Reads the chunk table of a pack's plaintext.
///
/// # Errors
/// When the footer, the table's frame or a chunk's place does not hold together.
pub fn read_table(plain: &[u8]) -> Result<Vec<TableEntry>, Malformed> {
    let malformed = |reason: &str| Malformed::new("pack", reason);
    let (rest, footer) = plain.split_last_chunk::<8>().ok_or_else(|| malformed("is cut"))?;
    let (count, magic) = footer.split_at(4);
    if magic != FOOTER {
        return Err(malformed("has no chunk table at its end"));
    }
    let count = u32::from_le_bytes([count[0], count[1], count[2], count[3]]) as usize;
    let bytes = count.checked_mul(ENTRY).filter(|bytes| *bytes + 8 <= rest.len());
    let bytes = bytes.ok_or_else(|| malformed("has a chunk table longer than itself"))?;
    let (frames, table) = rest.split_at(rest.len() - bytes);
    let (frames, header) = frames.split_last_chunk::<8>().ok_or_else(|| malformed("is cut"))?;
    let mut expected = Vec::with_capacity(8);
    expected.extend_from_slice(&frame::TABLE.to_le_bytes());
    expected.extend_from_slice(&u32::try_from(bytes + 8).unwrap_or(u32::MAX).to_le_bytes());
    if header[..] != expected {
        return Err(malformed("has a chunk table whose frame does not match it"));
    }
    let (mut at, mut raw_at, mut entries) = (0_usize, 0_u64, Vec::with_capacity(count));
    for entry in table.chunks_exact(ENTRY) {
        let number = |from: usize| u32::from_le_bytes([entry[from], entry[from + 1], entry[from + 2], entry[from + 3]]);
        let (length, raw) = (number(0) as usize, number(4));
        let end = at.checked_add(length).filter(|end| *end <= frames.len());
        let end = end.ok_or_else(|| malformed("has a chunk that reaches beyond its frames"))?;
        if raw as usize > MAX_CHUNK {
            return Err(malformed("has a chunk longer than a chunk may be"));
        }
        let mut id = [0; 32];
        id.copy_from_slice(&entry[8..]);
        entries.push(TableEntry { frame: at..end, raw: raw_at..raw_at + u64::from(raw), id: ChunkId(id) });
        (at, raw_at) = (end, raw_at + u64::from(raw));
    }
    Ok(entries)
}

/// The bytes of one chunk of `plain`, by its entry in the table. Whether they are the right ones is for the caller, who
/// has the key of the chunk ids.
///
/// # Errors
/// When the frame is damaged or has another length than the table says.
pub fn read_chunk(plain: &[u8], entry: &TableEntry) -> Result<Vec<u8>, Malformed> {
    let frame = plain.get(entry.frame.clone()).ok_or_else(|| Malformed::new("pack", "is cut"))?;
    let length = entry.raw.end - entry.raw.start;
    let bytes = frame::decompress("chunk", frame, length)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(Malformed::new("chunk", "is shorter than its entry")) }
}

#[cfg(test)]
mod tests;
