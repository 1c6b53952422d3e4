//! What the inputs are, and where each goes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use groupkeep_archive::{Detection, Unit, detect};
use groupkeep_monitor::{Monitor, Unit as Counted};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::table::Table;

/// One file that is released.
#[derive(Debug)]
pub(crate) struct Input {
    /// Below the common parent of all inputs, with `/`.
    pub relative: String,
    /// Digest of its bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// Length and time of change when it was digested.
    stamp: Stamp,
    pub what: What,
}

/// What an input is.
#[derive(Debug)]
pub(crate) enum What {
    Export(Unit),
    Table(Box<Table>),
}

/// Everything a job was given.
#[derive(Debug)]
pub(crate) struct Inputs {
    /// Sorted by path.
    pub released: Vec<Input>,
    /// Files that are neither export nor table, and so stay behind.
    pub left_out: usize,
}

type Stamp = (u64, Option<std::time::SystemTime>);

impl Input {
    pub fn path(&self) -> &Path {
        match &self.what {
            What::Export(unit) => &unit.path,
            What::Table(table) => table.path(),
        }
    }

    /// An error if the file is not the one that was digested.
    pub fn unchanged(&self) -> Result<(), Error> {
        if stamp(self.path())? == self.stamp { Ok(()) } else { Err(Error::Changed { path: self.path().to_owned() }) }
    }
}

impl Inputs {
    /// Looks at every file among and below `paths`, leaving out what lies below `except`. Symbolic links are not
    /// followed but count as left out; hidden files and folders below a given folder are passed over.
    pub fn find(paths: &[PathBuf], except: &Path, monitor: &dyn Monitor) -> Result<Self, Error> {
        let mut files = BTreeMap::new();
        let root = common_parent(paths)?;
        let mut others = 0;
        for path in paths {
            others += collect(&absolute(path)?, path, &absolute(except)?, &mut files)?;
        }
        monitor.phase("looking at inputs", Some(files.len() as u64), Counted::Items);
        let mut inputs = Self { released: Vec::new(), left_out: others };
        let looked_at = files.len();
        for (whole, path) in files {
            if monitor.stopped() {
                return Err(Error::Interrupted);
            }
            let before = stamp(&path)?;
            match what(&path)? {
                Some(what) => {
                    let relative = whole.strip_prefix(&root).unwrap_or(&whole);
                    let (relative, sha256) = (portable(relative)?, sha256(&path)?);
                    inputs.released.push(Input { relative, sha256, stamp: before, what });
                }
                None => inputs.left_out += 1,
            }
            monitor.advance(1);
        }
        inputs.released.sort_by(|a, b| a.relative.cmp(&b.relative));
        if inputs.released.is_empty() { Err(Error::Nothing { inputs: looked_at }) } else { Ok(inputs) }
    }
}

fn what(path: &Path) -> Result<Option<What>, Error> {
    let ends =
        |ends: &[&str]| path.extension().is_some_and(|end| ends.iter().any(|known| end.eq_ignore_ascii_case(known)));
    match detect(path) {
        Ok(Detection::Export(unit)) => Ok(Some(What::Export(unit))),
        Ok(_) if ends(&["csv", "tsv"]) => Ok(Table::open(path)?.map(|table| What::Table(Box::new(table)))),
        // An empty file of another kind is no export that failed.
        Err(groupkeep_archive::Error::Empty { .. }) if !ends(&["csv", "json", "jsonl", "tsv", "txt"]) => Ok(None),
        Ok(_) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Adds the files at and below `whole`, the absolute form of `path`; gives how many things are neither file nor folder.
fn collect(whole: &Path, path: &Path, except: &Path, files: &mut BTreeMap<PathBuf, PathBuf>) -> Result<usize, Error> {
    let failed = |source| Error::Read { path: path.to_owned(), source };
    if whole.starts_with(except) {
        return Ok(0);
    }
    let kind = fs::symlink_metadata(path).map_err(failed)?.file_type();
    if kind.is_file() {
        files.insert(whole.to_owned(), path.to_owned());
        return Ok(0);
    }
    if !kind.is_dir() {
        return Ok(1);
    }
    let mut others = 0;
    for entry in fs::read_dir(path).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        if !name.to_string_lossy().starts_with('.') {
            others += collect(&whole.join(&name), &path.join(&name), except, files)?;
        }
    }
    Ok(others)
}

/// The deepest folder that holds all the paths; of a single path, the folder it is in.
fn common_parent(paths: &[PathBuf]) -> Result<PathBuf, Error> {
    let mut common: Option<PathBuf> = None;
    for path in paths {
        let whole = absolute(path)?;
        let parent = whole.parent().unwrap_or(&whole);
        common = Some(match common {
            None => parent.to_owned(),
            Some(so_far) => {
                let same = so_far.components().zip(parent.components()).take_while(|(a, b)| a == b);
                same.map(|(component, _)| component).collect()
            }
        });
    }
    Ok(common.unwrap_or_default())
}

/// The absolute form without `.` and `..`, symbolic links not resolved.
fn absolute(path: &Path) -> Result<PathBuf, Error> {
    let whole = std::path::absolute(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let mut plain = PathBuf::new();
    for component in whole.components() {
        if component == Component::ParentDir {
            plain.pop();
        } else {
            plain.push(component);
        }
    }
    Ok(plain)
}

fn portable(relative: &Path) -> Result<String, Error> {
    let parts: Option<Vec<&str>> = relative.components().map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/")).ok_or_else(|| Error::Name { path: relative.to_owned() })
}

fn stamp(path: &Path) -> Result<Stamp, Error> {
    let metadata = fs::metadata(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    Ok((metadata.len(), metadata.modified().ok()))
}

/// The SHA-256 of a file in hexadecimal digits.
pub(crate) fn sha256(path: &Path) -> Result<String, Error> {
    let failed = |source| Error::Read { path: path.to_owned(), source };
    let mut file = fs::File::open(path).map_err(failed)?;
    let mut hasher = Sha256::new();
    let mut window = vec![0; 1 << 16];
    loop {
        let read = std::io::Read::read(&mut file, &mut window).map_err(failed)?;
        if read == 0 {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(&window[..read]);
    }
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `wanted`, or the same with a number before its extension if it is taken; the result counts as taken.
pub(crate) fn free_path(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let (folder, name) = wanted.rsplit_once('/').map_or(("", wanted), |(folder, name)| (folder, name));
    let (stem, end) = name.rsplit_once('.').map_or((name, String::new()), |(stem, end)| (stem, format!(".{end}")));
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut path = wanted.to_owned();
    let mut number = 1;
    while !taken.insert(path.clone()) {
        number += 1;
        path = format!("{prefix}{stem}-{number}{end}");
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_parent_of_one_path_is_its_folder() {
        let parent = |paths: &[&str]| common_parent(&paths.iter().map(PathBuf::from).collect::<Vec<_>>()).unwrap();
        assert_eq!(parent(&["/g/exports/a.json"]), Path::new("/g/exports"));
        assert_eq!(parent(&["/g/exports/a.json", "/g/exports/../tables/m.csv"]), Path::new("/g"));
        assert_eq!(parent(&["/g/exports"]), Path::new("/g"));
    }

    #[test]
    fn taken_paths_get_a_number() {
        let mut taken = BTreeSet::new();
        let paths: Vec<String> = ["a/b.json", "a/b.json", "a/b.json", "b"].map(|p| free_path(p, &mut taken)).into();
        assert_eq!(paths, ["a/b.json", "a/b-2.json", "a/b-3.json", "b"]);
    }
}
