use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::Error;

/// The files of a folder with that suffix, sorted; none when there is no such folder. Links are not followed.
pub(crate) fn files_in(folder: &Path, suffix: &str) -> Result<Vec<PathBuf>, Error> {
    entries(folder, |path, kind| kind.is_file() && path.extension().is_some_and(|one| one == suffix))
}

/// The folders of a folder, sorted; none when there is no such folder. Links are not followed.
pub(crate) fn folders_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    entries(folder, |_, kind| kind.is_dir())
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
