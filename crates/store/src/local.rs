mod folder;
#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use self::folder::{Target, sync_folder};
use crate::key::TEMPORARY;
use crate::{Error, ErrorKind, Listed, Meta, Promises, Put, Store, check_key, check_prefix};

/// A folder, also one on a USB disk, a network mount or in a netdisk client's care. Each object is one file under its
/// key. A put writes and syncs a `tmp-…` file, gives it its name in one step that never replaces a file, and syncs the
/// folder. Links inside the folder are not followed.
#[derive(Debug, Clone)]
pub struct LocalStore {
    root: Arc<Path>,
}

impl LocalStore {
    /// Uses a folder that exists.
    ///
    /// # Errors
    /// [`ErrorKind::Unreachable`] when it does not, or is no folder: a disk that is not mounted must never look like an
    /// empty place.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let store = Self { root: root.into() };
        store.check_root()?;
        Ok(store)
    }

    /// Uses a folder, making it and its parents where they are missing.
    ///
    /// # Errors
    /// [`ErrorKind::Permission`], [`ErrorKind::Full`] and so on; [`ErrorKind::Unreachable`] when a file is in the way.
    pub fn create(root: &Path) -> Result<Self, Error> {
        fs::create_dir_all(root).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => not_mounted(root),
            _ => Error::io(error, &root.display().to_string(), ""),
        })?;
        Self::open(root)
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    async fn blocking<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> Result<T, Error> + Send + 'static,
    {
        let store = self.clone();
        match tokio::task::spawn_blocking(move || work(&store)).await {
            Ok(result) => result,
            Err(error) => Err(Error::new(ErrorKind::Other, self.place()).source(error)),
        }
    }

    fn check_root(&self) -> Result<(), Error> {
        match fs::metadata(&self.root) {
            Ok(meta) if meta.is_dir() => Ok(()),
            Ok(_) => Err(not_mounted(&self.root)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                Err(not_mounted(&self.root))
            }
            Err(error) => Err(Error::io(error, &self.place(), "")),
        }
    }

    /// What the system said, unless the reason is that the whole place is gone.
    fn failed(&self, error: io::Error, key: &str) -> Error {
        if error.kind() == io::ErrorKind::NotFound
            && let Err(gone) = self.check_root()
        {
            return gone;
        }
        Error::io(error, &self.place(), key)
    }

    fn put_now(&self, key: &str, bytes: &[u8]) -> Result<Put, Error> {
        let failed = |error| self.failed(error, key);
        self.check_root()?;
        let target = Target::make(&self.root, key).map_err(failed)?;
        if let Some(there) = target.open().map_err(failed)? {
            return self.compare(key, &target, there, bytes);
        }
        let mut temp = temporary(&target.folder).map_err(failed)?;
        temp.write_all(bytes).map_err(failed)?;
        temp.as_file().sync_all().map_err(failed)?;
        match temp.persist_noclobber(&target.path) {
            Ok(_) => {
                sync_folder(&target.folder).map_err(failed)?;
                Ok(Put::Written)
            }
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => match target.open().map_err(failed)? {
                Some(there) => self.compare(key, &target, there, bytes),
                None => Err(failed(error.error)),
            },
            Err(error) => Err(failed(error.error)),
        }
    }

    /// An earlier writer may have been killed before it synced the folder, so that is done here too.
    fn compare(&self, key: &str, target: &Target, there: File, bytes: &[u8]) -> Result<Put, Error> {
        if folder::same_bytes(there, bytes).map_err(|error| self.failed(error, key))? {
            sync_folder(&target.folder).map_err(|error| self.failed(error, key))?;
            Ok(Put::AlreadyThere)
        } else {
            Err(Error::new(ErrorKind::Conflict, self.place()).key(key))
        }
    }

    fn get_now(&self, key: &str, range: Option<Range<u64>>) -> Result<Vec<u8>, Error> {
        let failed = |error| self.failed(error, key);
        let target = Target::find(&self.root, key).map_err(failed)?;
        let mut file = target.open().map_err(failed)?.ok_or_else(|| failed(io::ErrorKind::NotFound.into()))?;
        let size = file.metadata().map_err(failed)?.len();
        let range = range.unwrap_or(0..size);
        let end = range.end.min(size);
        let length = end.saturating_sub(range.start);
        Error::check_size(&self.place(), key, length)?;
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        if length > 0 {
            file.seek(SeekFrom::Start(range.start)).map_err(failed)?;
            file.take(length).read_to_end(&mut bytes).map_err(failed)?;
        }
        Ok(bytes)
    }

    fn head_now(&self, key: &str) -> Result<Option<Meta>, Error> {
        let failed = |error| self.failed(error, key);
        let there = Target::find(&self.root, key).and_then(|target| target.open());
        let file = match there {
            Ok(Some(file)) => file,
            Ok(None) => return self.check_root().map(|()| None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return self.check_root().map(|()| None),
            Err(error) => return Err(failed(error)),
        };
        let meta = file.metadata().map_err(failed)?;
        Ok(Some(Meta { size: meta.len(), modified: meta.modified().ok(), sha256: None }))
    }

    fn list_now(&self, prefix: &str) -> Result<Vec<Listed>, Error> {
        self.check_root()?;
        let mut listed = Vec::new();
        let mut walk = folder::Walk::new(&self.root, prefix);
        while let Some(file) = walk.next_file().map_err(|error| self.failed(error, prefix))? {
            if file.key.starts_with(prefix) && crate::key::is_key(&file.key) {
                listed.push(Listed { size: file.meta.len(), modified: file.meta.modified().ok(), key: file.key });
            }
        }
        listed.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(listed)
    }

    fn remove_leftovers_now(&self, prefix: &str, age: Duration) -> Result<usize, Error> {
        self.check_root()?;
        // The place may be another machine's disk, whose clock says what is old there.
        let probe = temporary(&self.root).and_then(|probe| probe.as_file().metadata()?.modified());
        let now = probe.map_err(|error| self.failed(error, ""))?;
        let mut removed = 0;
        let mut walk = folder::Walk::new(&self.root, prefix);
        while let Some(file) = walk.next_file().map_err(|error| self.failed(error, prefix))? {
            let old = file.meta.modified().is_ok_and(|time| now.duration_since(time).is_ok_and(|past| past > age));
            if file.name.starts_with(TEMPORARY) && file.key.starts_with(prefix) && old {
                match fs::remove_file(&file.path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        return Err(self.failed(error, &file.key));
                    }
                    _ => removed += 1,
                }
            }
        }
        Ok(removed)
    }

    fn delete_now(&self, key: &str) -> Result<(), Error> {
        let deleted = Target::find(&self.root, key).and_then(|target| {
            fs::remove_file(&target.path)?;
            sync_folder(&target.folder)
        });
        match deleted {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.check_root(),
            Err(error) => Err(self.failed(error, key)),
        }
    }
}

fn not_mounted(root: &Path) -> Error {
    Error::new(ErrorKind::Unreachable, root.display().to_string()).detail("the folder is not there, is it mounted?")
}

/// Objects are sealed or signed, and a disk is carried to machines with other users: everyone may read.
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    #[cfg(unix)]
    builder.permissions(permissions);
    builder.prefix(TEMPORARY).tempfile_in(folder)
}

#[async_trait]
impl Store for LocalStore {
    fn place(&self) -> String {
        self.root.display().to_string()
    }

    fn promises(&self) -> Promises {
        Promises { write_once: true, last_modified: true, locks: false }
    }

    async fn put(&self, key: &str, bytes: Arc<[u8]>, _sha256: &[u8; 32]) -> Result<Put, Error> {
        check_key(&self.place(), key)?;
        Error::check_size(&self.place(), key, bytes.len() as u64)?;
        let key = key.to_owned();
        self.blocking(move |store| store.put_now(&key, &bytes)).await
    }

    async fn get(&self, key: &str, range: Option<Range<u64>>) -> Result<Vec<u8>, Error> {
        check_key(&self.place(), key)?;
        let key = key.to_owned();
        self.blocking(move |store| store.get_now(&key, range)).await
    }

    async fn head(&self, key: &str) -> Result<Option<Meta>, Error> {
        check_key(&self.place(), key)?;
        let key = key.to_owned();
        self.blocking(move |store| store.head_now(&key)).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Listed>, Error> {
        check_prefix(&self.place(), prefix)?;
        let prefix = prefix.to_owned();
        self.blocking(move |store| store.list_now(&prefix)).await
    }

    async fn delete(&self, key: &str) -> Result<(), Error> {
        check_key(&self.place(), key)?;
        let key = key.to_owned();
        self.blocking(move |store| store.delete_now(&key)).await
    }

    async fn remove_leftovers(&self, prefix: &str, age: Duration) -> Result<usize, Error> {
        check_prefix(&self.place(), prefix)?;
        let prefix = prefix.to_owned();
        self.blocking(move |store| store.remove_leftovers_now(&prefix, age)).await
    }
}
