use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Where the file of one key stands; every folder on the way is a real one.
pub(super) struct Target {
    pub(super) folder: PathBuf,
    pub(super) path: PathBuf,
}

impl Target {
    /// Fails with `NotFound` where a folder on the way is missing.
    pub(super) fn find(root: &Path, key: &str) -> io::Result<Self> {
        Self::walk(root, key, |path| Err(io::Error::new(io::ErrorKind::NotFound, path.display().to_string())))
    }

    /// Makes the folders on the way, each of them lasting before the next is made.
    pub(super) fn make(root: &Path, key: &str) -> io::Result<Self> {
        Self::walk(root, key, |path| {
            match fs::create_dir(path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                other => other?,
            }
            path.parent().map_or(Ok(()), sync_folder)
        })
    }

    fn walk(root: &Path, key: &str, missing: impl Fn(&Path) -> io::Result<()>) -> io::Result<Self> {
        let mut folder = root.to_owned();
        let (folders, name) = key.rsplit_once('/').unwrap_or(("", key));
        for part in folders.split('/').filter(|part| !part.is_empty()) {
            folder.push(part);
            match fs::symlink_metadata(&folder) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => missing(&folder)?,
                Err(error) => return Err(error),
                Ok(meta) if meta.is_dir() => {}
                Ok(_) => return Err(not_plain(&folder, "folder")),
            }
        }
        Ok(Self { path: folder.join(name), folder })
    }

    /// Opens the file for reading; `None` when there is none. A link or a device is an error.
    pub(super) fn open(&self) -> io::Result<Option<File>> {
        let seen = match fs::symlink_metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other?,
        };
        if !seen.is_file() {
            return Err(not_plain(&self.path, "file"));
        }
        let file = File::open(&self.path)?;
        if same_file(&seen, &file.metadata()?) { Ok(Some(file)) } else { Err(not_plain(&self.path, "file")) }
    }
}

fn not_plain(path: &Path, kind: &str) -> io::Error {
    io::Error::new(io::ErrorKind::NotADirectory, format!("{} is no plain {kind}", path.display()))
}

/// Whether what was opened is what was looked at, and not a link put in its place meanwhile.
#[cfg(unix)]
fn same_file(seen: &Metadata, opened: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (seen.dev(), seen.ino()) == (opened.dev(), opened.ino())
}

#[cfg(not(unix))]
fn same_file(_seen: &Metadata, opened: &Metadata) -> bool {
    opened.is_file()
}

/// Makes the names in a folder last. Some network mounts cannot, and say so with `InvalidInput` or `Unsupported`.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        other => other,
    }
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Compares without reading more than one block ahead.
pub(super) fn same_bytes(mut file: File, bytes: &[u8]) -> io::Result<bool> {
    if file.metadata()?.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut block = vec![0; 256 * 1024];
    let mut rest = bytes;
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            return Ok(rest.is_empty());
        }
        match rest.split_at_checked(read) {
            Some((expected, after)) if *expected == block[..read] => rest = after,
            _ => return Ok(false),
        }
    }
}

/// Every plain file below the root whose key may begin with a prefix, temporary ones included.
pub(super) struct Walk {
    folders: Vec<(PathBuf, String)>,
    entries: Option<(fs::ReadDir, String)>,
}

/// A file met on the walk.
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) key: String,
    pub(super) meta: Metadata,
}

impl Walk {
    pub(super) fn new(root: &Path, prefix: &str) -> Self {
        let (start, key) = match prefix.rsplit_once('/') {
            Some((folders, _)) => (root.join(folders), format!("{folders}/")),
            None => (root.to_owned(), String::new()),
        };
        // A link on the way to the start would lead out of the root; what is behind one is no object.
        let plain = prefix
            .match_indices('/')
            .all(|(end, _)| fs::symlink_metadata(root.join(&prefix[..end])).is_ok_and(|meta| meta.is_dir()));
        Self { folders: if plain { vec![(start, key)] } else { Vec::new() }, entries: None }
    }

    /// Files and folders that vanish meanwhile, and names that are not UTF-8, are left out.
    pub(super) fn next_file(&mut self) -> io::Result<Option<Found>> {
        loop {
            let Some((entries, folder_key)) = &mut self.entries else {
                let Some((folder, key)) = self.folders.pop() else { return Ok(None) };
                match fs::read_dir(&folder) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    entries => self.entries = Some((entries?, key)),
                }
                continue;
            };
            let Some(entry) = entries.next() else {
                self.entries = None;
                continue;
            };
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let key = format!("{folder_key}{name}");
            let meta = match fs::symlink_metadata(entry.path()) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                meta => meta?,
            };
            if meta.is_dir() {
                // Folders that are no part of a key (`lost+found`) hold no objects and may not be ours to read.
                if crate::key::is_key(&key) {
                    self.folders.push((entry.path(), format!("{key}/")));
                }
            } else if meta.is_file() {
                return Ok(Some(Found { path: entry.path(), name, key, meta }));
            }
        }
    }
}
