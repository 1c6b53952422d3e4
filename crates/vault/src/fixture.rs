//! A vault for tests: a folder to back up, two local destinations, state, and a reader.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use groupkeep_config::Success;
use groupkeep_keys::{Identity, SigningKey};
use groupkeep_monitor::{Monitor, Silent};
use groupkeep_store::{LocalStore, Store};
use jiff::Timestamp;

use crate::env::{Clock, Env};
use crate::system::System;
use crate::{
    Access, BackupJob, BackupReport, Credential, Destination, Error, LeaveOut, Never, NewVault, Sources, State,
    VaultId, backup,
};

/// A clock that stands still, by default so late that no file's time is racy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Still(pub(crate) Timestamp);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        self.0
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

/// Everything a test of the vault needs; gone with it when dropped.
pub(crate) struct Fixture {
    folder: tempfile::TempDir,
    pub(crate) vault: VaultId,
    pub(crate) identity: Identity,
    pub(crate) root: SigningKey,
    pub(crate) credential: Credential,
    pub(crate) destinations: Vec<Destination>,
    pub(crate) env: Env,
    pub(crate) success: Success,
    pub(crate) leave: LeaveOut,
    pub(crate) xattrs: bool,
}

impl Fixture {
    /// A vault with the destinations `near` and `far`, an empty source folder and no snapshot.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("source")).unwrap();
        let local = |name: &str| local(&folder.path().join(name));
        let destinations = vec![local("near"), local("far")];
        let env = Env { clock: Arc::new(Still("2100-01-01T00:00:00Z".parse().unwrap())), random: Arc::new(System) };
        let made = NewVault::prepare(Vec::new(), None, &env).unwrap();
        let identity = Identity::parse_all(made.identity.as_ref().unwrap()).unwrap().remove(0);
        let root = SigningKey::parse(made.root_key.as_ref().unwrap()).unwrap();
        made.publish(&destinations, &Silent).await.unwrap();
        let (vault, credential) = (made.vault, made.credential);
        let (success, leave) = (Success::All, LeaveOut::default());
        Self { folder, vault, identity, root, credential, destinations, env, success, leave, xattrs: false }
    }

    /// A path beside the source folder: `source`, `near`, `far`, `state` or one of the test's own.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file of the source, folders included.
    pub(crate) fn write(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        let path = self.path("source").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Puts `wrap` around the store of destination `at`.
    pub(crate) fn wrap(&mut self, at: usize, wrap: impl FnOnce(Arc<dyn Store>) -> Arc<dyn Store>) {
        let store = Arc::clone(self.destinations[at].store().unwrap());
        self.destinations[at].access = Access::Open(wrap(store));
    }

    /// The job as configured.
    pub(crate) fn job(&self) -> Result<BackupJob, Error> {
        let never = vec![Never { path: self.path("near"), what: "destination `near`".to_owned() }];
        let sources = Sources::resolve(&self.path("source"), &[PathBuf::from(".")], self.leave.clone(), never)?;
        Ok(BackupJob {
            credential: self.credential.clone(),
            state: Arc::new(State::open(&self.path("state"), self.vault)?),
            destinations: self.destinations.clone(),
            sources: Arc::new(sources),
            success: self.success,
            host: Some("fixture-host".to_owned()),
            tags: Vec::new(),
            xattrs: self.xattrs,
            threads: 2,
            env: self.env.clone(),
        })
    }

    /// Backs up.
    pub(crate) async fn backup(&self) -> Result<BackupReport, Error> {
        self.backup_with(Arc::new(Silent)).await
    }

    /// Backs up under a monitor of the test's.
    pub(crate) async fn backup_with(&self, monitor: Arc<dyn Monitor>) -> Result<BackupReport, Error> {
        backup(self.job()?, monitor).await
    }

    /// The keys at destination `at` that begin with `prefix` followed by whatever writer, then `kind`, sorted.
    pub(crate) async fn keys(&self, at: usize, kind: &str) -> Vec<String> {
        let prefix = format!("w/{}/{kind}/", self.credential.writer);
        let listed = self.destinations[at].store().unwrap().list(&prefix).await.unwrap();
        listed.into_iter().map(|listed| listed.key).collect()
    }
}

/// A local destination, its folder made where missing.
pub(crate) fn local(folder: &Path) -> Destination {
    let mut destination =
        Destination::new(folder.file_name().unwrap().to_string_lossy(), LocalStore::create(folder).unwrap());
    destination.folder = Some(folder.to_owned());
    destination
}

/// Bytes that do not compress, different for each number.
pub(crate) fn noise(number: u64, len: usize) -> Vec<u8> {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&number.to_le_bytes());
    let mut out = vec![0; len];
    blake3::Hasher::new_keyed(&key).finalize_xof().fill(&mut out);
    out
}
