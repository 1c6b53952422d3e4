use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::bomb::Guarded;
use super::{Encoding, Source};
use crate::Error;

/// Files in one export; more are no export.
const MOST: usize = 2_000_000;

/// Folders below one another.
const DEEPEST: usize = 32;

/// The files of a folder or of a ZIP archive.
#[derive(Debug)]
pub(crate) struct Tree {
    /// The folder or the archive.
    pub path: PathBuf,
    is_folder: bool,
    entries: Vec<Entry>,
    /// Files that cannot be read, and why, in words without their names.
    pub unreadable: Vec<&'static str>,
}

/// One file of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its path below the tree, parts apart by `/`.
    pub name: String,
    /// Bytes, unpacked, as the folder or archive says.
    pub size: u64,
    at: At,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum At {
    /// On disk, below the tree.
    File,
    /// In the archive.
    Packed { start: u64, length: u64, deflated: bool },
}

impl Tree {
    /// Lists a folder, without following links, or an archive.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Read`], or [`Error::NotExport`] for an archive whose list cannot be read or whose
    /// files overlap, as those of a bomb do.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let is_folder = fs::metadata(path).map_err(|source| Error::read(path, source))?.is_dir();
        let mut tree = Self { path: path.to_owned(), is_folder, entries: Vec::new(), unreadable: Vec::new() };
        if is_folder {
            tree.list_folder(&mut String::new(), 0).map_err(|source| Error::read(path, source))?;
        } else {
            tree.list_archive()?;
        }
        tree.entries.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(tree)
    }

    /// All files, sorted by name.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// True for a folder on disk.
    pub fn is_folder(&self) -> bool {
        self.is_folder
    }

    /// The file of that name.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.binary_search_by(|entry| entry.name.as_str().cmp(name)).ok().map(|at| &self.entries[at])
    }

    /// True when there is a file of that name.
    pub fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// The folder, ending with `/` unless it is the tree's own, in which a file of that name lies: the one nearest to
    /// the root. Archives often hold one folder that holds everything.
    pub fn folder_of(&self, file: &str) -> Option<&str> {
        let found = self.entries.iter().filter_map(|entry| entry.name.strip_suffix(file));
        found
            .filter(|folder| folder.is_empty() || folder.ends_with('/'))
            .min_by_key(|folder| folder.matches('/').count())
    }

    /// The bytes of a file as UTF-8.
    ///
    /// # Errors
    /// [`Error::Missing`] or [`Error::Read`].
    pub fn source(&self, name: &str) -> Result<Source, Error> {
        self.raw(name).and_then(Source::recoded).map_err(|source| Error::read(&self.path.join(name), source))
    }

    /// The bytes of a file as they are.
    ///
    /// # Errors
    /// As [`Tree::source`].
    pub fn unchanged(&self, name: &str) -> Result<Source, Error> {
        self.raw(name).map(Source).map_err(|source| Error::read(&self.path.join(name), source))
    }

    /// Up to `limit` of the first bytes of a file as UTF-8, and whether they are all of it.
    ///
    /// # Errors
    /// As [`Tree::source`].
    pub fn head(&self, name: &str, limit: u64) -> Result<(Vec<u8>, bool), Error> {
        let failed = |source| Error::read(&self.path.join(name), source);
        let mut bytes = Vec::new();
        self.raw(name).and_then(|raw| raw.take(limit + 1).read_to_end(&mut bytes)).map_err(failed)?;
        let whole = bytes.len() as u64 <= limit;
        bytes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok((Encoding::of(&bytes).decode(&bytes), whole))
    }

    fn raw(&self, name: &str) -> io::Result<Box<dyn Read + Send>> {
        let entry = self.entry(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(match entry.at {
            At::File => super::raw(&self.path.join(name))?,
            At::Packed { start, length, deflated } => {
                let mut file = File::open(&self.path)?;
                file.seek(SeekFrom::Start(start))?;
                let packed = io::BufReader::with_capacity(64 << 10, file).take(length);
                if deflated { Box::new(Guarded::new(DeflateDecoder::new(packed), length)) } else { Box::new(packed) }
            }
        })
    }

    fn list_folder(&mut self, below: &mut String, depth: usize) -> io::Result<()> {
        let length = below.len();
        for entry in fs::read_dir(self.path.join(&below))? {
            let entry = entry?;
            let kind = entry.file_type()?;
            let Ok(name) = entry.file_name().into_string() else {
                self.unreadable.push("a file whose name is not UTF-8");
                continue;
            };
            below.push_str(&name);
            if kind.is_file() && self.entries.len() < MOST {
                self.entries.push(Entry { name: below.clone(), size: entry.metadata()?.len(), at: At::File });
            } else if kind.is_dir() && depth < DEEPEST {
                below.push('/');
                self.list_folder(below, depth + 1)?;
            }
            below.truncate(length);
        }
        Ok(())
    }

    fn list_archive(&mut self) -> Result<(), Error> {
        let no_archive = |reason: &str| Error::NotExport { path: self.path.clone(), reason: reason.to_owned() };
        let file = File::open(&self.path).map_err(|source| Error::read(&self.path, source))?;
        let broken = |_| no_archive("it is a ZIP archive whose list of files is damaged or cut off");
        let mut archive = ZipArchive::new(io::BufReader::new(file)).map_err(broken)?;
        if archive.len() > MOST {
            return Err(no_archive("it is a ZIP archive of more files than any export has"));
        }
        let mut names = HashSet::new();
        for at in 0..archive.len() {
            let Ok(file) = archive.by_index_raw(at) else {
                self.unreadable.push("a damaged file in the archive");
                continue;
            };
            if file.is_dir() || file.is_symlink() {
                continue;
            }
            let deflated = match file.compression() {
                _ if file.encrypted() => {
                    self.unreadable.push("an encrypted file in the archive");
                    continue;
                }
                CompressionMethod::Stored => false,
                CompressionMethod::Deflated => true,
                _ => {
                    self.unreadable.push("a file in the archive packed in a way that is not known");
                    continue;
                }
            };
            let Some(name) = safe_name(file.name_raw()).filter(|name| names.insert(name.clone())) else {
                self.unreadable.push("a file in the archive whose name leads out of it or comes twice");
                continue;
            };
            let Some(start) = file.data_start() else {
                self.unreadable.push("a damaged file in the archive");
                continue;
            };
            let packed = At::Packed { start, length: file.compressed_size(), deflated };
            self.entries.push(Entry { name, size: file.size(), at: packed });
        }
        if overlap(&self.entries) {
            return Err(no_archive("it is a ZIP archive whose files lie inside one another, as only a bomb's do"));
        }
        Ok(())
    }
}

/// The name of a packed file, in whatever encoding its packer used; `None` for one that leads out of the archive.
fn safe_name(raw: &[u8]) -> Option<String> {
    let name = String::from_utf8(Encoding::of(raw).decode(raw)).ok()?.replace('\\', "/");
    let safe = name.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.contains(['\0', ':']));
    safe.then_some(name)
}

/// True when two packed files share bytes.
fn overlap(entries: &[Entry]) -> bool {
    let mut places: Vec<(u64, u64)> = entries
        .iter()
        .filter_map(|entry| match entry.at {
            At::Packed { start, length, .. } if length > 0 => Some((start, start.saturating_add(length))),
            At::Packed { .. } | At::File => None,
        })
        .collect();
    places.sort_unstable();
    places.windows(2).any(|pair| pair[0].1 > pair[1].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_out_are_refused() {
        for name in ["../a.json", "/etc/passwd", "a/../../b", "C:/a", "a\0b", "..\\a", "", "a//b"] {
            assert_eq!(safe_name(name.as_bytes()), None, "{name}");
        }
        assert_eq!(safe_name(b"a\\b.json").as_deref(), Some("a/b.json"));
        assert_eq!(
            safe_name(&encoding_rs::GB18030.encode("导出/聊天记录.json").0).as_deref(),
            Some("导出/聊天记录.json")
        );
    }

    #[test]
    fn files_that_share_bytes_are_a_bomb() {
        let entry =
            |start, length| Entry { name: String::new(), size: 0, at: At::Packed { start, length, deflated: true } };
        assert!(!overlap(&[entry(0, 10), entry(10, 5)]));
        assert!(overlap(&[entry(0, 10), entry(9, 5)]));
    }

    #[test]
    fn a_folder_is_listed_by_name() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("x/general")).unwrap();
        for name in ["x/users.json", "x/channels.json", "x/general/2024-10-01.json"] {
            fs::write(folder.path().join(name), "[]").unwrap();
        }
        let tree = Tree::open(folder.path()).unwrap();
        let names: Vec<&str> = tree.entries().iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["x/channels.json", "x/general/2024-10-01.json", "x/users.json"]);
        assert_eq!((tree.folder_of("users.json"), tree.folder_of("sers.json")), (Some("x/"), None));
        assert_eq!(tree.head("x/users.json", 1).unwrap(), (b"[".to_vec(), false));
        assert!(tree.source("none").is_err());
    }
}
