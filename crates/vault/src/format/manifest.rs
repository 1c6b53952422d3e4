//! Manifests: what a snapshot holds, one JSON line per file, folder and link, in the order of a sorted walk.
//!
//! A manifest is cut into chunks and packed like a file. It holds nothing that changes while the tree does not.

use serde::{Deserialize, Serialize};

use super::path::{EntryPath, bytes_fields, bytes_from_fields};
use super::xattr::{self, Xattr};
use super::{Malformed, json};
use crate::id::{ChunkId, Digest};

/// Where the bytes of a chunk are: in JSON `[pack, raw offset, raw length, id]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "(Digest, u64, u32, ChunkId)", into = "(Digest, u64, u32, ChunkId)")]
pub struct ChunkRef {
    /// Digest of the pack's stored bytes.
    pub pack: Digest,
    /// Where the chunk begins in the decompressed pack.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u32,
    /// BLAKE3 of its bytes, keyed with the writer's dedup key.
    pub id: ChunkId,
}

impl From<(Digest, u64, u32, ChunkId)> for ChunkRef {
    fn from((pack, offset, length, id): (Digest, u64, u32, ChunkId)) -> Self {
        Self { pack, offset, length, id }
    }
}

impl From<ChunkRef> for (Digest, u64, u32, ChunkId) {
    fn from(chunk: ChunkRef) -> Self {
        (chunk.pack, chunk.offset, chunk.length, chunk.id)
    }
}

/// One line of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it is, relative to the snapshot's top.
    pub path: EntryPath,
    /// Permission bits, at most `0o7777`.
    pub mode: u32,
    /// Last modification: seconds since 1970 and nanoseconds below 1 000 000 000.
    pub mtime: (i64, u32),
    /// Numeric user and group.
    pub owner: Option<Owner>,
    /// Extended attributes, strictly ascending by name; none for a symbolic link.
    pub xattrs: Vec<Xattr>,
    /// What it is.
    pub kind: EntryKind,
}

/// Whom something belongs to on the machine that was backed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Numeric user.
    pub uid: u32,
    /// Numeric group.
    pub gid: u32,
    /// The user's name, where it was looked up.
    pub user: Option<String>,
    /// The group's name, where it was looked up.
    pub group: Option<String>,
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File {
        /// Its bytes, the sum of its chunks.
        size: u64,
        /// Its content, in order.
        chunks: Vec<ChunkRef>,
        /// The first path of the hard link group it belongs to; absent for that first one and for single files.
        link: Option<EntryPath>,
        /// It changed while it was read, twice: these bytes may never have existed together.
        torn: bool,
    },
    /// A folder.
    Dir,
    /// A symbolic link, never followed.
    Symlink {
        /// Where it points, as it was found.
        target: Vec<u8>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Type {
    File,
    Dir,
    Symlink,
}

/// The JSON of a line; fields of another type than its own must be absent.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path_b64: Option<String>,
    r#type: Type,
    mode: u32,
    mtime: (i64, u32),
    #[serde(default, skip_serializing_if = "Option::is_none")]
    uid: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gid: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link_b64: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    torn: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target_b64: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    chunks: Option<Vec<ChunkRef>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    xattrs: Vec<Xattr>,
}

impl Entry {
    /// Appends the entry's line, newline included.
    pub fn write(&self, out: &mut Vec<u8>) {
        let (path, path_b64) = self.path.fields();
        let owner = self.owner.as_ref();
        let mut raw = Raw {
            path,
            path_b64,
            r#type: Type::Dir,
            mode: self.mode,
            mtime: self.mtime,
            uid: owner.map(|o| o.uid),
            gid: owner.map(|o| o.gid),
            user: owner.and_then(|o| o.user.clone()),
            group: owner.and_then(|o| o.group.clone()),
            size: None,
            link: None,
            link_b64: None,
            torn: false,
            target: None,
            target_b64: None,
            chunks: None,
            xattrs: self.xattrs.clone(),
        };
        match &self.kind {
            EntryKind::Dir => {}
            EntryKind::Symlink { target } => {
                raw.r#type = Type::Symlink;
                (raw.target, raw.target_b64) = bytes_fields(target);
            }
            EntryKind::File { size, chunks, link, torn } => {
                raw.r#type = Type::File;
                (raw.size, raw.chunks, raw.torn) = (Some(*size), Some(chunks.clone()), *torn);
                if let Some(link) = link {
                    (raw.link, raw.link_b64) = link.fields();
                }
            }
        }
        out.extend(json(&raw));
        out.push(b'\n');
    }

    /// Reads a line, without its newline.
    ///
    /// # Errors
    /// When it is not JSON of this shape, a path leaves the snapshot, a field belongs to another type, or the chunks do
    /// not add up to the size.
    pub fn parse(line: &[u8]) -> Result<Self, Malformed> {
        let malformed = |reason: &str| Malformed::new("manifest line", reason);
        // serde_json's own message could quote a name from the line.
        let raw: Raw = serde_json::from_slice(line)
            .map_err(|error| malformed(&format!("is not of the expected shape, column {}", error.column())))?;
        if raw.mode > 0o7777 || raw.mtime.1 >= 1_000_000_000 {
            return Err(malformed("has a mode or a time out of range"));
        }
        let owner = match (raw.uid, raw.gid) {
            (Some(uid), Some(gid)) => Some(Owner { uid, gid, user: raw.user, group: raw.group }),
            (None, None) if raw.user.is_none() && raw.group.is_none() => None,
            _ => return Err(malformed("names half an owner")),
        };
        let of_file =
            raw.size.is_some() || raw.chunks.is_some() || raw.torn || raw.link.is_some() || raw.link_b64.is_some();
        let of_link = raw.target.is_some() || raw.target_b64.is_some();
        let kind = match raw.r#type {
            Type::Dir if !of_file && !of_link => EntryKind::Dir,
            Type::Symlink if !of_file => {
                let target = bytes_from_fields("link target", raw.target, raw.target_b64)?;
                if target.is_empty() || target.contains(&0) {
                    return Err(malformed("has an impossible link target"));
                }
                EntryKind::Symlink { target }
            }
            Type::File if !of_link => {
                let (Some(size), Some(chunks)) = (raw.size, raw.chunks) else {
                    return Err(malformed("is a file without size or chunks"));
                };
                let sum = chunks.iter().try_fold(0_u64, |sum, chunk| sum.checked_add(chunk.length.into()));
                if sum != Some(size) {
                    return Err(malformed("is a file whose chunks do not add up to its size"));
                }
                let link = match (raw.link, raw.link_b64) {
                    (None, None) => None,
                    (text, base64) => Some(EntryPath::from_fields(text, base64)?),
                };
                EntryKind::File { size, chunks, link, torn: raw.torn }
            }
            _ => return Err(malformed("has fields of another type")),
        };
        xattr::check(&raw.xattrs).map_err(malformed)?;
        if raw.r#type == Type::Symlink && !raw.xattrs.is_empty() {
            return Err(malformed("has fields of another type"));
        }
        let path = EntryPath::from_fields(raw.path, raw.path_b64)?;
        Ok(Self { path, mode: raw.mode, mtime: raw.mtime, owner, xattrs: raw.xattrs, kind })
    }
}

/// Reads a manifest piece by piece, however its lines are cut, and checks that the order is that of a sorted walk, that
/// every entry lies below folders only, and that hard links name files before them.
#[derive(Debug, Default)]
pub struct Reader {
    partial: Vec<u8>,
    line: u64,
    folders: Vec<EntryPath>,
    last: Option<EntryPath>,
}

impl Reader {
    /// The entries that `bytes` completes.
    ///
    /// # Errors
    /// The first line that is malformed or out of order, by its number.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Vec<Entry>, Malformed> {
        let mut entries = Vec::new();
        let mut lines = bytes.split(|b| *b == b'\n');
        let tail = lines.next_back().unwrap_or_default();
        for line in lines {
            self.line += 1;
            let parsed = if self.partial.is_empty() {
                Entry::parse(line)
            } else {
                self.partial.extend_from_slice(line);
                Entry::parse(&std::mem::take(&mut self.partial))
            };
            let numbered = |problem: Malformed| Malformed::new(format!("manifest line {}", self.line), problem.reason);
            let entry = parsed.map_err(numbered)?;
            self.place(&entry).map_err(|reason| Malformed::new(format!("manifest line {}", self.line), reason))?;
            entries.push(entry);
        }
        self.partial.extend_from_slice(tail);
        Ok(entries)
    }

    /// The end of the manifest.
    ///
    /// # Errors
    /// When a line was cut.
    pub fn finish(self) -> Result<(), Malformed> {
        if self.partial.is_empty() { Ok(()) } else { Err(Malformed::new("manifest", "is cut")) }
    }

    fn place(&mut self, entry: &Entry) -> Result<(), &'static str> {
        if self.last.as_ref().is_some_and(|last| *last >= entry.path) {
            return Err("is twice there or out of order");
        }
        let parent = entry.path.parent();
        while self.folders.last().is_some_and(|folder| parent.as_ref() != Some(folder)) {
            self.folders.pop();
        }
        if parent.is_some() && self.folders.is_empty() {
            return Err("lies below something that is no folder");
        }
        match &entry.kind {
            EntryKind::Dir => self.folders.push(entry.path.clone()),
            EntryKind::File { link: Some(first), .. } if *first >= entry.path => {
                return Err("is a hard link to something after it");
            }
            _ => {}
        }
        self.last = Some(entry.path.clone());
        Ok(())
    }
}

#[cfg(test)]
mod tests;
