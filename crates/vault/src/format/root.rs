//! Roots: what only readers may know about a snapshot, sealed inside its statement.

use groupkeep_keys::{Identity, Recipient};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::manifest::ChunkRef;
use super::path::EntryPath;
use super::{Malformed, frame, json, text};

/// The schema every root names.
pub const SCHEMA: &str = "groupkeep/root/v0";
/// What a root may decompress to, in bytes.
const LIMIT: u64 = 64 << 20;

/// The key of a snapshot's content.
#[derive(Clone, PartialEq, Eq)]
pub struct Root {
    /// The machine that was backed up, where it was told.
    pub host: Option<String>,
    /// Free words given to the snapshot.
    pub tags: Vec<String>,
    /// The sources as configured.
    pub sources: Vec<String>,
    /// The exclusions as configured.
    pub excludes: Vec<String>,
    /// How much there is.
    pub counts: Counts,
    /// The manifest's chunks in order, each with the path of the first entry that begins in it or, where none does, of
    /// the entry it continues.
    pub manifest: Vec<ManifestChunk>,
    /// The key of the chunk ids.
    pub dedup_key: Zeroizing<[u8; 32]>,
}

/// What a snapshot holds, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Regular files, each hard link counted.
    pub files: u64,
    /// Folders.
    pub folders: u64,
    /// Symbolic links.
    pub symlinks: u64,
    /// Bytes of all files together.
    pub bytes: u64,
    /// Files and folders that could not be read.
    pub unread: u64,
    /// Sockets, devices and the like, which are never stored.
    pub special: u64,
    /// Files that changed while they were read.
    pub torn: u64,
}

/// One chunk of the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestChunk {
    /// Where its bytes are.
    pub at: ChunkRef,
    /// The path to look for it by.
    pub first: EntryPath,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    schema: String,
    host: Option<String>,
    tags: Vec<String>,
    sources: Vec<String>,
    excludes: Vec<String>,
    counts: Counts,
    manifest: Vec<RawChunk>,
    #[serde(with = "text::base64_bytes")]
    dedup_key: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChunk {
    at: ChunkRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_b64: Option<String>,
}

impl Root {
    /// The sealed bytes: an age file to `to` of a padded zstd frame of JSON.
    ///
    /// # Errors
    /// When sealing fails.
    pub fn seal(&self, to: &Recipient) -> Result<Vec<u8>, groupkeep_keys::Error> {
        let chunk = |chunk: &ManifestChunk| {
            let (first, first_b64) = chunk.first.fields();
            RawChunk { at: chunk.at, first, first_b64 }
        };
        let raw = Raw {
            schema: SCHEMA.to_owned(),
            host: self.host.clone(),
            tags: self.tags.clone(),
            sources: self.sources.clone(),
            excludes: self.excludes.clone(),
            counts: self.counts,
            manifest: self.manifest.iter().map(chunk).collect(),
            dedup_key: self.dedup_key.to_vec(),
        };
        let text = Zeroizing::new(json(&raw));
        groupkeep_keys::seal(&Zeroizing::new(frame::pad_text(&text)), std::slice::from_ref(to))
    }

    /// Opens what [`Root::seal`] made, with the identity of its epoch.
    ///
    /// # Errors
    /// When no identity fits or the bytes are no root.
    pub fn open(sealed: &[u8], with: &[Identity]) -> Result<Self, Malformed> {
        let malformed = |reason: String| Malformed::new("snapshot root", reason);
        let padded = groupkeep_keys::open(sealed, with).map_err(|error| malformed(error.to_string()))?;
        let text = Zeroizing::new(frame::decompress("snapshot root", &padded, LIMIT)?);
        // serde_json's own message could quote a name.
        let raw: Raw = serde_json::from_slice(&text)
            .map_err(|error| malformed(format!("is not of the expected shape, column {}", error.column())))?;
        if raw.schema != SCHEMA {
            return Err(malformed("is of another schema".to_owned()));
        }
        let chunk = |raw: RawChunk| -> Result<ManifestChunk, Malformed> {
            Ok(ManifestChunk { at: raw.at, first: EntryPath::from_fields(raw.first, raw.first_b64)? })
        };
        let key = Zeroizing::new(raw.dedup_key);
        let dedup_key = <[u8; 32]>::try_from(&key[..]).map_err(|_| malformed("has a short key".to_owned()))?;
        Ok(Self {
            host: raw.host,
            tags: raw.tags,
            sources: raw.sources,
            excludes: raw.excludes,
            counts: raw.counts,
            manifest: raw.manifest.into_iter().map(chunk).collect::<Result<_, _>>()?,
            dedup_key: Zeroizing::new(dedup_key),
        })
    }
}

impl std::fmt::Debug for Root {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Root({:?}, {} manifest chunks)", self.counts, self.manifest.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::padme;
    use crate::id::{ChunkId, Digest};

    fn root(chunks: u8) -> Root {
        let at = |n: u8| ChunkRef { pack: Digest([n; 32]), offset: 0, length: 5, id: ChunkId([n; 32]) };
        let first = |n: u8| EntryPath::from_bytes(&[b'a', n | 0x80]).unwrap();
        Root {
            host: Some("laptop".to_owned()),
            tags: vec!["monthly".to_owned()],
            sources: vec![".".to_owned()],
            excludes: Vec::new(),
            counts: Counts { files: 3, bytes: 12, ..Counts::default() },
            manifest: (0..chunks).map(|n| ManifestChunk { at: at(n), first: first(n) }).collect(),
            dedup_key: Zeroizing::new([9; 32]),
        }
    }

    #[test]
    fn a_root_comes_back_for_its_reader_only() {
        let reader = Identity::generate();
        let sealed = root(7).seal(&reader.recipient()).unwrap();
        assert_eq!(Root::open(&sealed, std::slice::from_ref(&reader)).unwrap(), root(7));
        assert!(Root::open(&sealed, &[Identity::generate()]).is_err());
        let plain = groupkeep_keys::open(&sealed, &[reader]).unwrap();
        assert_eq!(padme::target(plain.len() as u64), plain.len() as u64);
    }

    #[test]
    fn debug_shows_no_key_and_no_name() {
        let shown = format!("{:?}", root(2));
        assert!(shown.contains("2 manifest chunks") && !shown.contains("laptop") && !shown.contains('9'), "{shown}");
    }
}
