use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use crate::Error;

/// A key file is some kilobytes; more is a mistake in the path, not a key.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The bytes of a secret file. `Debug` shows their number only.
pub struct Secret {
    /// The content, zeroed when dropped.
    pub bytes: Zeroizing<Vec<u8>>,
    /// True when others than the owner may read or write the file, which deserves a warning. Always false where the
    /// system has no such modes.
    pub too_open: bool,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes, too_open: {})", self.bytes.len(), self.too_open)
    }
}

/// Reads a file that holds a secret, at most 16 MiB.
///
/// # Errors
/// [`Error::Read`].
pub fn read_secret(path: &Path) -> Result<Secret, Error> {
    let failed = |source| Error::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let meta = file.metadata().map_err(failed)?;
    if !meta.is_file() && meta.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    if meta.len() > LARGEST {
        return Err(failed(io::Error::new(io::ErrorKind::FileTooLarge, "too large for a key")));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(meta.len() as usize + 64));
    file.take(LARGEST).read_to_end(&mut bytes).map_err(failed)?;
    Ok(Secret { bytes, too_open: too_open(&meta) })
}

/// Writes a secret with mode `0600`, replacing what was there in one step: after a crash the file is the old or the
/// new one, whole. Missing folders are made with mode `0700`.
///
/// # Errors
/// [`Error::Write`].
pub fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |source| Error::Write { path: path.to_owned(), source };
    let temp = prepare(path, bytes).map_err(failed)?;
    temp.persist(path).map_err(|error| failed(error.error))?;
    sync_folder(path).map_err(failed)
}

/// [`write_secret`] for a key that is new: an existing file is never replaced.
///
/// # Errors
/// [`Error::Exists`], [`Error::Write`].
pub fn write_new_secret(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |source| Error::Write { path: path.to_owned(), source };
    let temp = prepare(path, bytes).map_err(failed)?;
    temp.persist_noclobber(path).map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => Error::Exists { path: path.to_owned() },
        _ => failed(error.error),
    })?;
    sync_folder(path).map_err(failed)
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn prepare(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let folder = folder(path);
    make_private(&folder)?;
    // Temp files are made with mode 0600.
    let mut temp = tempfile::Builder::new().prefix(".tmp-").tempfile_in(&folder)?;
    temp.write_all(bytes)?;
    temp.as_file().sync_all()?;
    Ok(temp)
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn too_open(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    meta.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn too_open(_meta: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let name =
            |entry: io::Result<fs::DirEntry>| entry.expect("an entry").file_name().to_string_lossy().into_owned();
        let mut names: Vec<_> = fs::read_dir(folder).expect("a folder").map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn replaces_whole_and_leaves_nothing_else() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("key");
        write_secret(&path, b"one").expect("written");
        write_secret(&path, b"two").expect("written again");
        assert_eq!(**read_secret(&path).expect("read").bytes, *b"two");
        assert_eq!(names(dir.path()), ["key"]);
    }

    #[test]
    fn a_new_secret_replaces_nothing() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("key");
        write_new_secret(&path, b"one").expect("written");
        let error = write_new_secret(&path, b"two").expect_err("there already");
        assert_eq!(error.to_string(), format!("{} exists already", path.display()));
        assert_eq!(**read_secret(&path).expect("read").bytes, *b"one");
        assert_eq!(names(dir.path()), ["key"]);
    }

    #[cfg(unix)]
    #[test]
    fn modes_are_private() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("made/here/key");
        write_secret(&path, b"secret").expect("written");
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!((mode(&dir.path().join("made")), mode(&dir.path().join("made/here"))), (0o700, 0o700));
        assert!(!read_secret(&path).expect("read").too_open);
        for open in [0o640, 0o604, 0o620] {
            fs::set_permissions(&path, fs::Permissions::from_mode(open)).expect("a mode");
            assert!(read_secret(&path).expect("read").too_open, "{open:o}");
        }
    }

    #[test]
    fn a_folder_or_nothing_is_a_read_error() {
        let dir = tempfile::tempdir().expect("a folder");
        for path in [dir.path(), &dir.path().join("absent")] {
            assert!(matches!(read_secret(path), Err(Error::Read { .. })));
        }
    }

    #[test]
    fn a_file_in_the_way_of_a_folder_is_a_write_error() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("file"), b"").expect("a file");
        let path = dir.path().join("file/key");
        let error = write_secret(&path, b"x").expect_err("no folder");
        assert_eq!(error.to_string(), format!("cannot write {}", path.display()));
    }

    #[test]
    fn debug_shows_no_byte() {
        let secret = Secret { bytes: Zeroizing::new(b"hunter2".to_vec()), too_open: false };
        assert_eq!(format!("{secret:?}"), "Secret(7 bytes, too_open: false)");
    }
}
