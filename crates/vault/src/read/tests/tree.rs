//! What a folder holds, in a form that tells any difference a restore must not make.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use crate::id::Digest;

/// One thing in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// Permission bits; 0 for a symbolic link, which has none.
    pub mode: u32,
    pub mtime: (i64, i64),
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// With the first path of the same file, by name.
    File {
        content: Digest,
        same_as: PathBuf,
    },
    Folder,
    Link(Vec<u8>),
}

/// Everything below `top`, by relative path.
pub(super) fn tree(top: &Path) -> BTreeMap<PathBuf, Node> {
    let mut first_of = HashMap::new();
    let mut out = BTreeMap::new();
    for entry in walkdir::WalkDir::new(top).min_depth(1).sort_by_file_name() {
        let entry = entry.unwrap();
        let meta = fs::symlink_metadata(entry.path()).unwrap();
        let path = entry.path().strip_prefix(top).unwrap().to_owned();
        let kind = if meta.is_symlink() {
            Kind::Link(fs::read_link(entry.path()).unwrap().as_os_str().as_bytes().to_vec())
        } else if meta.is_dir() {
            Kind::Folder
        } else {
            let same_as = first_of.entry((meta.dev(), meta.ino())).or_insert_with(|| path.clone()).clone();
            Kind::File { content: Digest::of(&fs::read(entry.path()).unwrap()), same_as }
        };
        let mode = if meta.is_symlink() { 0 } else { meta.mode() & 0o7777 };
        out.insert(path, Node { mode, mtime: (meta.mtime(), meta.mtime_nsec()), kind });
    }
    out
}

/// The relative paths below `top`, sorted.
pub(super) fn names(top: &Path) -> Vec<String> {
    tree(top).into_keys().map(|path| path.to_str().unwrap().to_owned()).collect()
}
