//! What a writing machine keeps of a vault between runs: its credential, what it has seen, and disposable caches.

pub(crate) mod cache;
pub(crate) mod tree;

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use groupkeep_keys::Identity;

use crate::credential::Credential;
use crate::error::Error;
use crate::format::{Malformed, frame};
use crate::id::{Digest, VaultId};

/// What a cache may decompress to, in bytes.
const CACHE_LIMIT: u64 = 4 << 30;

/// The state folder of one vault, `<root>/<vault id>/`, locked as long as this lives. Folders have mode 0700, files
/// 0600; caches are sealed to the writer besides, since they hold names.
#[derive(Debug)]
pub struct State {
    dir: PathBuf,
    vault: VaultId,
    _lock: Lock,
}

/// A locked file that holds the number of the process; the lock ends when this is dropped, and with the process whatever
/// happens.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Drop for Lock {
    /// Lets go by name: a child process between its fork and its exec still has the file open, and closing ours would
    /// leave the lock to it.
    fn drop(&mut self) {
        let unlocked = self.file.unlock();
        // Closing the file lets go too, only later.
        drop(unlocked);
    }
}

impl Lock {
    /// Locks the file `name` in `dir`, making both where they are missing.
    ///
    /// # Errors
    /// [`Error::Locked`] when somebody holds it; [`Error::Io`].
    pub(crate) fn take(dir: &Path, name: &str) -> Result<Self, Error> {
        let failed = |path: &Path, source| Error::Io { action: "create", path: path.to_owned(), source };
        DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(|e| failed(dir, e))?;
        let path = dir.join(name);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(|e| failed(&path, e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let holder = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
                return Err(Error::Locked { path, holder });
            }
            Err(TryLockError::Error(source)) => return Err(Error::Io { action: "lock", path, source }),
        }
        // The number is only for the message of a second run, so a failure to write it is none of this one.
        let written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(std::process::id().to_string().as_bytes()));
        drop(written);
        Ok(Self { file })
    }
}

impl State {
    /// Opens the state of `vault` below `root`, making the folders where they are missing.
    ///
    /// # Errors
    /// [`Error::Locked`] when another run holds it; [`Error::Io`].
    pub fn open(root: &Path, vault: VaultId) -> Result<Self, Error> {
        let dir = Self::folder(root, vault);
        let lock = Lock::take(&dir, "lock")?;
        Ok(Self { dir, vault, _lock: lock })
    }

    /// Where the state of `vault` lies below `root`, whether there is one or not.
    #[must_use]
    pub fn folder(root: &Path, vault: VaultId) -> PathBuf {
        root.join(vault.to_string())
    }

    /// The vaults that have a credential below `root`, sorted.
    #[must_use]
    pub fn vaults(root: &Path) -> Vec<VaultId> {
        let named = |entry: fs::DirEntry| -> Option<VaultId> {
            let vault = entry.file_name().to_str()?.parse().ok()?;
            entry.path().join("credential.json").is_file().then_some(vault)
        };
        let mut found: Vec<_> = fs::read_dir(root).into_iter().flatten().flatten().filter_map(named).collect();
        found.sort_unstable();
        found
    }

    /// The vault it belongs to.
    #[must_use]
    pub fn vault(&self) -> VaultId {
        self.vault
    }

    /// Where the writer's credential is kept.
    #[must_use]
    pub fn credential_path(&self) -> PathBuf {
        self.dir.join("credential.json")
    }

    /// The writer's credential.
    ///
    /// # Errors
    /// Those of [`Credential::load`], and [`Error::OtherCredential`].
    pub fn credential(&self) -> Result<Credential, Error> {
        let path = self.credential_path();
        let credential = Credential::load(&path)?;
        if credential.vault == self.vault {
            Ok(credential)
        } else {
            Err(Error::OtherCredential { path, found: credential.vault, expected: self.vault })
        }
    }

    /// The newest generation of the vault document this machine has ever seen, where that was kept.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::BadFile`].
    pub(crate) fn seen(&self) -> Result<Option<(u64, Digest)>, Error> {
        let path = self.dir.join("seen.json");
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|error| Error::BadFile { path, source: Malformed::new("seen generation", error) }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::Io { action: "read", path, source }),
        }
    }

    /// Keeps the newest generation seen.
    pub(crate) fn set_seen(&self, seen: (u64, Digest)) -> Result<(), Error> {
        Ok(groupkeep_keys::write_secret(&self.dir.join("seen.json"), &crate::format::json(&seen))?)
    }

    /// The text of a sealed cache file; `None` when it is missing, damaged or of another writer: a cache is never more
    /// than a shortcut.
    pub(crate) fn read_cache(&self, name: &str, identity: &Identity) -> Option<Vec<u8>> {
        let sealed = fs::read(self.dir.join(name)).ok()?;
        let padded = groupkeep_keys::open(&sealed, std::slice::from_ref(identity)).ok()?;
        frame::decompress("cache", &padded, CACHE_LIMIT).ok()
    }

    /// Replaces a sealed cache file in one step.
    pub(crate) fn write_cache(&self, name: &str, text: &[u8], identity: &Identity) -> Result<(), Error> {
        let sealed = groupkeep_keys::seal(&frame::compress(text), &[identity.recipient()])?;
        Ok(groupkeep_keys::write_secret(&self.dir.join(name), &sealed)?)
    }

    /// The names of the records of packs that no statement lists yet.
    pub(crate) fn pending(&self) -> Vec<String> {
        let named = |entry: fs::DirEntry| Some(format!("pending/{}", entry.file_name().to_str()?));
        let mut found: Vec<_> =
            fs::read_dir(self.dir.join("pending")).into_iter().flatten().flatten().filter_map(named).collect();
        found.sort_unstable();
        found
    }

    /// Removes a cache file that is no longer needed; one that is not there is removed already.
    pub(crate) fn remove_cache(&self, name: &str) -> Result<(), Error> {
        let path = self.dir.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::Io { action: "remove", path, source: error })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn vault() -> VaultId {
        VaultId(Digest::of(b"vault"))
    }

    #[test]
    fn a_second_run_is_told_who_holds_the_state() {
        let root = tempfile::tempdir().unwrap();
        let first = State::open(root.path(), vault()).unwrap();
        let error = State::open(root.path(), vault()).unwrap_err();
        assert!(matches!(error, Error::Locked { holder: Some(pid), .. } if pid == std::process::id()), "{error}");
        drop(first);
        State::open(root.path(), vault()).unwrap();
    }

    #[test]
    fn the_folder_is_private_and_named_by_the_vault() {
        let root = tempfile::tempdir().unwrap();
        let state = State::open(&root.path().join("state"), vault()).unwrap();
        let dir = root.path().join("state").join(vault().to_string());
        assert_eq!(dir.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        assert!(matches!(state.credential(), Err(Error::NoCredential { .. })));
        assert!(State::vaults(&root.path().join("state")).is_empty());
    }

    #[test]
    fn caches_are_sealed_and_damage_only_loses_them() {
        let root = tempfile::tempdir().unwrap();
        let state = State::open(root.path(), vault()).unwrap();
        let identity = Identity::generate();
        state.write_cache("chunks.age", b"name-of-a-file", &identity).unwrap();
        assert_eq!(state.read_cache("chunks.age", &identity).as_deref(), Some(&b"name-of-a-file"[..]));
        assert_eq!(state.read_cache("chunks.age", &Identity::generate()), None);
        let path = State::folder(root.path(), vault()).join("chunks.age");
        let bytes = fs::read(&path).unwrap();
        assert!(!bytes.windows(4).any(|window| window == b"name"));
        fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        assert_eq!(state.read_cache("chunks.age", &identity), None);
    }

    #[test]
    fn the_newest_generation_seen_is_kept() {
        let root = tempfile::tempdir().unwrap();
        let state = State::open(root.path(), vault()).unwrap();
        assert_eq!(state.seen().unwrap(), None);
        state.set_seen((3, Digest::of(b"3"))).unwrap();
        assert_eq!(state.seen().unwrap(), Some((3, Digest::of(b"3"))));
    }
}
