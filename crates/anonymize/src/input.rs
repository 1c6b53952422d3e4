//! What the inputs are, and where each goes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use groupkeep_archive::{Detection, Gathered, ReadOptions, Unit, detect_with, is_likely};
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
    /// What is neither export nor table, and so stays behind; by path.
    pub left_out: Vec<LeftOut>,
}

/// An input that is not in the release.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// The file or folder.
    pub path: PathBuf,
    /// Why, in words that fit after a colon.
    pub reason: String,
}

impl LeftOut {
    /// True if the file's name ends as chats and tables do, so that somebody probably meant it to be released.
    #[must_use]
    pub fn is_likely(&self) -> bool {
        self.path.file_name().is_some_and(|name| is_likely(&name.to_string_lossy()))
    }
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
    /// Looks at every file among and below `paths`, leaving out what lies below `except` and in earlier releases. If the
    /// paths are `named`, a file among them that cannot be released is an error; otherwise, and below folders, it is left
    /// out, and symbolic links with it. Hidden files and folders below a given folder are passed over.
    /// `options` says how each is to be read.
    pub fn find(
        paths: &[PathBuf],
        named: bool,
        except: &Path,
        options: &dyn Fn(&Path) -> ReadOptions,
        monitor: &dyn Monitor,
    ) -> Result<Self, Error> {
        let root = common_parent(paths)?;
        let mut search = Search { named, except: absolute(except)?, files: BTreeMap::new(), left_out: Vec::new() };
        for path in paths {
            search.add(path)?;
        }
        monitor.phase("looking at inputs", Some(search.files.len() as u64), Counted::Items);
        let folders = whole_folders(&search.files, &root, options);
        for folder in &folders {
            search.leave(folder, PACKED);
        }
        let mut inputs = Self { released: Vec::new(), left_out: search.left_out };
        for (whole, (path, named)) in search.files {
            if monitor.stopped() {
                return Err(Error::Interrupted);
            }
            if !named && folders.iter().any(|folder| path.starts_with(folder)) {
                continue;
            }
            let before = stamp(&path)?;
            match what(&path, &options(&path))? {
                Ok(what) => {
                    let relative = whole.strip_prefix(&root).unwrap_or(&whole);
                    let (relative, sha256) = (portable(relative)?, sha256(&path)?);
                    inputs.released.push(Input { relative, sha256, stamp: before, what });
                }
                Err(reason) if named => return Err(Error::NotReleasable { path, reason }),
                Err(reason) => inputs.left_out.push(LeftOut { path, reason }),
            }
            monitor.advance(1);
        }
        inputs.released.sort_by(|a, b| a.relative.cmp(&b.relative));
        inputs.left_out.sort();
        if inputs.released.is_empty() { Err(Error::Nothing { left_out: inputs.left_out }) } else { Ok(inputs) }
    }
}

/// Why an export is not rewritten, and what helps.
const PACKED: &str = "it is packed or of many files; write it as one file first: groupkeep convert --into chatlab";

/// The folders that are one export each, files and all, as given.
fn whole_folders(
    files: &BTreeMap<PathBuf, (PathBuf, bool)>,
    root: &Path,
    options: &dyn Fn(&Path) -> ReadOptions,
) -> BTreeSet<PathBuf> {
    let met = files.iter().filter(|(_, (_, named))| !named);
    let wholes: Vec<PathBuf> = met.clone().map(|(whole, _)| whole.clone()).collect();
    let mut gathered = Gathered::default();
    gathered.met(&wholes, root, options);
    met.filter_map(|(whole, (path, _))| {
        let below = whole.strip_prefix(gathered.folder_of(whole)?).ok()?;
        path.ancestors().nth(below.components().count()).map(Path::to_owned)
    })
    .collect()
}

/// What `path` is, or why it is nothing that can be released.
fn what(path: &Path, options: &ReadOptions) -> Result<Result<What, String>, Error> {
    let ends =
        |ends: &[&str]| path.extension().is_some_and(|end| ends.iter().any(|known| end.eq_ignore_ascii_case(known)));
    match detect_with(path, options) {
        Ok(Detection::Export(unit)) if unit.part.is_none() && path.is_file() => Ok(Ok(What::Export(unit))),
        Ok(Detection::Export(_) | Detection::Exports(_)) => Ok(Err(PACKED.to_owned())),
        Ok(_) if ends(&["csv", "tsv"]) => Ok(Table::open(path)?
            .map(|table| What::Table(Box::new(table)))
            .ok_or_else(|| "its columns are not those of any register".to_owned())),
        Ok(_) if ends(&["xlsx"]) => Ok(Err("it is a workbook; save it as CSV".to_owned())),
        // An empty file of another kind is no export that failed.
        Err(groupkeep_archive::Error::Empty { .. }) if !ends(&["csv", "json", "jsonl", "tsv", "txt"]) => {
            Ok(Err("it is empty".to_owned()))
        }
        Ok(Detection::NotExport { reason }) => Ok(Err(reason)),
        Ok(Detection::Refused { reason, hint }) => Ok(Err(format!("{reason}; {hint}"))),
        Ok(_) => Ok(Err("it is no chat export".to_owned())),
        Err(error) => Err(error.into()),
    }
}

/// The files among and below the inputs.
struct Search {
    named: bool,
    /// What lies here is passed over.
    except: PathBuf,
    /// By absolute path: the path as given, and whether somebody named this very file.
    files: BTreeMap<PathBuf, (PathBuf, bool)>,
    left_out: Vec<LeftOut>,
}

impl Search {
    /// Adds one of the inputs. A link that somebody named is followed.
    fn add(&mut self, path: &Path) -> Result<(), Error> {
        let failed = |source| Error::Read { path: path.to_owned(), source };
        let whole = absolute(path)?;
        if !self.named {
            let earlier = whole.ancestors().skip(1).find(|folder| is_release(folder));
            if let Some(release) = earlier.filter(|_| !whole.starts_with(&self.except)) {
                self.leave(release, EARLIER);
                return Ok(());
            }
            return self.collect(&whole, path);
        }
        let kind = fs::metadata(path).map_err(failed)?;
        if kind.is_file() {
            self.files.insert(whole, (path.to_owned(), true));
            return Ok(());
        }
        if !kind.is_dir() {
            return Err(Error::NotReleasable { path: path.to_owned(), reason: NO_FILE.to_owned() });
        }
        // With a separator at its end a link to a folder is that folder.
        self.collect(&whole, &path.join(""))
    }

    /// Adds the files at and below `whole`, the absolute form of `path`.
    fn collect(&mut self, whole: &Path, path: &Path) -> Result<(), Error> {
        let failed = |source| Error::Read { path: path.to_owned(), source };
        if whole.starts_with(&self.except) {
            return Ok(());
        }
        let kind = fs::symlink_metadata(path).map_err(failed)?.file_type();
        if kind.is_file() {
            self.files.entry(whole.to_owned()).or_insert((path.to_owned(), false));
        } else if kind.is_symlink() {
            self.leave(path, "it is a symbolic link");
        } else if !kind.is_dir() {
            self.leave(path, NO_FILE);
        } else if is_release(path) {
            self.leave(path, EARLIER);
        } else {
            for entry in fs::read_dir(path).map_err(failed)? {
                let name = entry.map_err(failed)?.file_name();
                if !name.to_string_lossy().starts_with('.') {
                    self.collect(&whole.join(&name), &path.join(&name))?;
                }
            }
        }
        Ok(())
    }

    fn leave(&mut self, path: &Path, reason: &str) {
        let left = LeftOut { path: path.to_owned(), reason: reason.to_owned() };
        if !self.left_out.contains(&left) {
            self.left_out.push(left);
        }
    }
}

const EARLIER: &str = "it is an earlier release";

const NO_FILE: &str = "it is neither a file nor a folder";

/// Most bytes that are read of a file to see whether it describes a release.
const RELEASE_LIMIT: u64 = 16 << 20;

/// True for a folder that holds a release.
fn is_release(folder: &Path) -> bool {
    #[derive(serde::Deserialize)]
    struct Described {
        schema: String,
    }
    let Ok(file) = fs::File::open(folder.join("release.json")) else { return false };
    let described = serde_json::from_reader(std::io::BufReader::new(std::io::Read::take(file, RELEASE_LIMIT)));
    described.is_ok_and(|described: Described| described.schema.starts_with("groupkeep/anonymize/"))
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
pub(crate) fn absolute(path: &Path) -> Result<PathBuf, Error> {
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
    fn endings_of_chats_and_tables_are_likely() {
        let likely = |name: &str| LeftOut { path: PathBuf::from(name), reason: String::new() }.is_likely();
        assert!(likely("a/b.JSON") && likely("chat.txt") && likely("old.zip") && likely("m.xlsx"));
        assert!(!likely("photo.jpg") && !likely("releases/2026") && !likely("json"));
    }

    #[test]
    fn taken_paths_get_a_number() {
        let mut taken = BTreeSet::new();
        let paths: Vec<String> = ["a/b.json", "a/b.json", "a/b.json", "b"].map(|p| free_path(p, &mut taken)).into();
        assert_eq!(paths, ["a/b.json", "a/b-2.json", "a/b-3.json", "b"]);
    }
}
