use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::Error;

/// The files of a folder with that suffix, sorted; none when there is no such folder. Links are not followed.
pub(crate) fn files_in(folder: &Path, suffix: &str) -> Result<Vec<PathBuf>, Error> {
    entries(folder, |path, kind| kind.is_file() && path.extension().is_some_and(|one| one == suffix))
}

/// The folders of a folder, sorted; none when there is no such folder. Links are not followed.
pub(crate) fn folders_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    entries(folder, |_, kind| kind.is_dir())
}

/// The file that a table, the charter or evidence calls `name`, if it lies in `folder`: a name that leads out of it, or to
/// no file, is none.
pub(crate) fn file_in(folder: &Path, name: &str) -> Option<PathBuf> {
    let inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    Some(folder.join(name)).filter(|path| inside && path.is_file())
}

/// True when that file is there and its SHA-256 is `sha256` (hexadecimal).
pub(crate) fn is_intact(folder: &Path, name: &str, sha256: &str) -> bool {
    file_in(folder, name).is_some_and(|path| digest(&path).is_ok_and(|found| found.eq_ignore_ascii_case(sha256)))
}

fn digest(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
            count => hasher.update(&buffer[..count]),
        }
    }
}

fn entries(folder: &Path, keep: impl Fn(&Path, std::fs::FileType) -> bool) -> Result<Vec<PathBuf>, Error> {
    let failed = |source| Error::Read { path: folder.to_owned(), source };
    let read = match std::fs::read_dir(folder) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(Vec::new()),
        other => other.map_err(failed)?,
    };
    let mut paths = Vec::new();
    for entry in read {
        let entry = entry.map_err(failed)?;
        if keep(&entry.path(), entry.file_type().map_err(failed)?) {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}
