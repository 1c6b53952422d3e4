//! Indexes: which chunk lies where, sealed to the writer alone, so that it can rebuild a lost cache. No restore needs
//! one. One JSON line per pack, as a padded zstd frame.

use groupkeep_keys::{Identity, Recipient};
use serde::{Deserialize, Serialize};

use super::{Malformed, frame, json};
use crate::id::{ChunkId, Digest};

/// No index object describes more packs than this, which keeps it far below 64 MiB.
pub const MAX_PACKS: usize = 4096;
/// What an index may decompress to, in bytes.
const LIMIT: u64 = 256 << 20;

/// The chunks of one pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackIndex {
    /// Digest of the pack's stored bytes.
    pub pack: Digest,
    /// How many those are.
    pub bytes: u64,
    /// The epoch it is sealed to.
    pub epoch: u64,
    /// Its chunks: id, raw offset, raw length.
    pub chunks: Vec<(ChunkId, u64, u32)>,
}

/// Seals an index to the writer's own recipient.
///
/// # Errors
/// When sealing fails.
pub fn seal(packs: &[PackIndex], to: &Recipient) -> Result<Vec<u8>, groupkeep_keys::Error> {
    let mut text = Vec::new();
    for pack in packs {
        text.extend(json(pack));
        text.push(b'\n');
    }
    groupkeep_keys::seal(&frame::pad_text(&text), std::slice::from_ref(to))
}

/// Opens what [`seal`] made.
///
/// # Errors
/// When the identity does not fit or the bytes are no index.
pub fn open(sealed: &[u8], with: &Identity) -> Result<Vec<PackIndex>, Malformed> {
    let malformed = |reason: String| Malformed::new("index", reason);
    let padded = groupkeep_keys::open(sealed, std::slice::from_ref(with)).map_err(|e| malformed(e.to_string()))?;
    let text = frame::decompress("index", &padded, LIMIT)?;
    let lines = text.split(|b| *b == b'\n').filter(|line| !line.is_empty());
    // serde_json's messages quote no content for these types beyond a digest.
    lines.map(|line| serde_json::from_slice(line).map_err(|e| malformed(e.to_string()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_comes_back_for_its_writer_only() {
        let writer = Identity::generate();
        let packs: Vec<_> = (0..5_u8)
            .map(|n| PackIndex {
                pack: Digest([n; 32]),
                bytes: 1000,
                epoch: 1,
                chunks: vec![(ChunkId([n; 32]), 0, 10), (ChunkId([n + 9; 32]), 10, 7)],
            })
            .collect();
        let sealed = seal(&packs, &writer.recipient()).unwrap();
        assert_eq!(open(&sealed, &writer), Ok(packs));
        assert!(open(&sealed, &Identity::generate()).is_err());
        let mut cut = sealed;
        cut.truncate(cut.len() - 1);
        assert!(open(&cut, &writer).is_err());
    }
}
