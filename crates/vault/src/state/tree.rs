//! The files of the last snapshot as they were seen on disk, so that unchanged ones need not be read again.

use groupkeep_keys::Identity;
use serde::{Deserialize, Serialize};

use super::State;
use crate::error::Error;
use crate::format::path::EntryPath;
use crate::id::{ChunkId, Digest};

const FILE: &str = "tree.age";

/// What tells whether a file is still the one that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fingerprint {
    pub(crate) size: u64,
    pub(crate) mtime: (i64, u32),
    pub(crate) ctime: (i64, u32),
    pub(crate) device: u64,
    pub(crate) inode: u64,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) path: EntryPath,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) chunks: Vec<ChunkId>,
}

/// The files of one snapshot that may be taken as unchanged, in the order of the walk.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) files: Vec<Seen>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    path_b64: Option<String>,
    fingerprint: Fingerprint,
    chunks: Vec<ChunkId>,
}

impl Tree {
    /// The files of the snapshot `newest` in the series `series`; empty when another one was kept or none.
    pub(crate) fn load(state: &State, identity: &Identity, newest: Digest, series: &str) -> Self {
        state.read_cache(FILE, identity).and_then(|text| Self::parse(&text, newest, series)).unwrap_or_default()
    }

    /// Keeps the files.
    pub(crate) fn save(&self, state: &State, identity: &Identity, newest: Digest, series: &str) -> Result<(), Error> {
        let mut text = crate::format::json(&(newest, series));
        text.push(b'\n');
        for file in &self.files {
            let (path, path_b64) = file.path.fields();
            let line = Line { path, path_b64, fingerprint: file.fingerprint, chunks: file.chunks.clone() };
            text.extend(crate::format::json(&line));
            text.push(b'\n');
        }
        state.write_cache(FILE, &text, identity)
    }

    fn parse(text: &[u8], newest: Digest, series: &str) -> Option<Self> {
        let mut lines = text.split(|b| *b == b'\n').filter(|line| !line.is_empty());
        let head: (Digest, String) = serde_json::from_slice(lines.next()?).ok()?;
        if head != (newest, series.to_owned()) {
            return None;
        }
        let file = |line: &[u8]| -> Option<Seen> {
            let Line { path, path_b64, fingerprint, chunks } = serde_json::from_slice(line).ok()?;
            Some(Seen { path: EntryPath::from_fields(path, path_b64).ok()?, fingerprint, chunks })
        };
        Some(Self { files: lines.map(file).collect::<Option<_>>()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::VaultId;

    #[test]
    fn files_come_back_for_the_same_snapshot_and_series_only() {
        let root = tempfile::tempdir().unwrap();
        let state = State::open(root.path(), VaultId(Digest::of(b"v"))).unwrap();
        let identity = Identity::generate();
        let fingerprint = Fingerprint { size: 5, mtime: (-1, 9), ctime: (2, 3), device: u64::MAX, inode: 4 };
        let path = EntryPath::from_bytes(b"a/\xff").unwrap();
        let tree = Tree { files: vec![Seen { path, fingerprint, chunks: vec![ChunkId([1; 32])] }] };
        let newest = Digest::of(b"s");
        tree.save(&state, &identity, newest, "00ff").unwrap();
        assert_eq!(Tree::load(&state, &identity, newest, "00ff").files, tree.files);
        assert!(Tree::load(&state, &identity, Digest::of(b"other"), "00ff").files.is_empty());
        assert!(Tree::load(&state, &identity, newest, "11ff").files.is_empty());
    }
}
