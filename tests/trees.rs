//! What a folder holds, down to modes and times, as one value that can be compared.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// One entry of a folder.
#[derive(Debug, PartialEq, Eq)]
pub enum Entry {
    /// A folder.
    Folder(Metadata),
    /// A file: its bytes.
    File(Metadata, Vec<u8>),
    /// A symbolic link: its target. Modes of links mean nothing.
    Link(String),
}

/// What a restore has to bring back beside the bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct Metadata {
    mode: u32,
    modified: (i64, i64),
    owner: (u32, u32),
}

/// Everything below `folder`, by relative path, without what lies below the names in `without`.
pub fn tree(folder: &Path, without: &[&str]) -> BTreeMap<String, Entry> {
    let mut found = BTreeMap::new();
    walk(folder, folder, without, &mut found);
    found
}

fn walk(top: &Path, folder: &Path, without: &[&str], found: &mut BTreeMap<String, Entry>) {
    for entry in fs::read_dir(folder).expect("a folder to walk").flatten() {
        let path = entry.path();
        let relative = path.strip_prefix(top).expect("below the top").to_string_lossy().into_owned();
        if without.contains(&relative.as_str()) {
            continue;
        }
        let meta = fs::symlink_metadata(&path).expect("an entry that stays");
        let metadata = Metadata {
            mode: meta.mode() & 0o7777,
            modified: (meta.mtime(), meta.mtime_nsec()),
            owner: (meta.uid(), meta.gid()),
        };
        let kept = if meta.is_dir() {
            walk(top, &path, without, found);
            Entry::Folder(metadata)
        } else if meta.is_symlink() {
            Entry::Link(fs::read_link(&path).expect("a link").to_string_lossy().into_owned())
        } else {
            Entry::File(metadata, fs::read(&path).expect("a file to read"))
        };
        found.insert(relative, kept);
    }
}

/// The relative paths of the files below `folder`, sorted; empty when it is not there. What goes while it looks is
/// left out, so it may look at a folder that somebody writes to.
pub fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    name_files(folder, folder, &mut found);
    found.sort();
    found
}

fn name_files(top: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => name_files(top, &path, found),
            Ok(kind) if kind.is_file() => {
                found.push(path.strip_prefix(top).expect("below the top").to_string_lossy().into_owned());
            }
            _ => {}
        }
    }
}

/// Fails the test, naming paths only, unless both folders hold the same.
#[track_caller]
pub fn assert_same(one: &BTreeMap<String, Entry>, other: &BTreeMap<String, Entry>) {
    let mut different: Vec<_> =
        one.keys().chain(other.keys()).filter(|path| one.get(*path) != other.get(*path)).collect();
    different.sort();
    different.dedup();
    let shown: Vec<_> = different.iter().map(|path| (path, kind(one.get(*path)), kind(other.get(*path)))).collect();
    assert!(shown.is_empty(), "{shown:#?}");
}

fn kind(entry: Option<&Entry>) -> String {
    match entry {
        None => "absent".to_owned(),
        Some(Entry::Folder(metadata)) => format!("folder {metadata:?}"),
        Some(Entry::File(metadata, bytes)) => format!("file of {} bytes {metadata:?}", bytes.len()),
        Some(Entry::Link(target)) => format!("link to {target}"),
    }
}
