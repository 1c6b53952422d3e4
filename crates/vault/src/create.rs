//! Making a vault: keys first, so that they can be stored, then the same documents at every destination.

use std::path::Path;

use groupkeep_keys::{Identity, Recipient, SigningKey};
use groupkeep_monitor::{Monitor, Unit};
use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::backup::upload::{Lane, Object};
use crate::credential::{Credential, NewWriter};
use crate::destination::Destination;
use crate::documents::{Documents, read_documents};
use crate::env::Env;
use crate::error::Error;
use crate::format::document::{Document, Epoch, EpochKind, Parameters, SCHEMA, Writer, WriterState};
use crate::format::key::{self, ObjectKey};
use crate::format::signed::{Body as _, Signed};
use crate::id::VaultId;
use crate::state::{Lock, State};

/// A vault that is at no destination yet. Store the secrets first, then call [`NewVault::publish`]: a vault whose keys
/// were lost would be worth nothing.
pub struct NewVault {
    /// Its id.
    pub vault: VaultId,
    /// The text of the reader identity made for it, with the vault's id as a comment; absent when readers were given.
    /// Secret: it opens everything, and belongs off this machine.
    pub identity: Option<Zeroizing<String>>,
    /// The text of the root key made for it, as an OpenSSH private key; absent when one was given. Secret: it can add
    /// readers and writers, and belongs off this machine.
    pub root_key: Option<Zeroizing<String>>,
    /// What this machine writes with.
    pub credential: Credential,
    document: Signed<Document>,
    epoch: Object,
}

impl NewVault {
    /// Makes the keys and documents of a vault for `readers`; without any, a reader identity is made. `root` signs the
    /// documents; without one, a root key is made. Nothing is written anywhere.
    ///
    /// # Errors
    /// [`Error::Keys`] when sealing fails, [`Error::Io`] when there is no randomness.
    pub fn prepare(readers: Vec<Recipient>, root: Option<SigningKey>, env: &Env) -> Result<Self, Error> {
        let first_reader = readers.is_empty().then(Identity::generate);
        let readers = first_reader.as_ref().map_or(readers, |identity| vec![identity.recipient()]);
        let made_root = root.is_none();
        let root = root.unwrap_or_else(|| SigningKey::generate("groupkeep root"));

        // The only copy of the epoch's identity that leaves this function is the sealed one.
        let epoch_identity = Identity::generate();
        let sealed = groupkeep_keys::seal(epoch_identity.to_text(&[]).as_bytes(), &readers)?;
        let epoch = Object::new(|sha256| ObjectKey::Epoch { number: 1, sha256 }, sealed);
        let writer = NewWriter::generate(&*env.random)?;
        let document = Document {
            schema: SCHEMA.to_owned(),
            kind: "vault".to_owned(),
            vault: None,
            signer: root.public().fingerprint(),
            generation: 0,
            previous: None,
            time: Timestamp::from_second(env.clock.now().as_second()).unwrap_or(Timestamp::UNIX_EPOCH),
            parameters: Parameters::default(),
            roots: vec![root.public()],
            epochs: vec![Epoch {
                number: 1,
                kind: EpochKind::X25519,
                recipient: epoch_identity.recipient(),
                sealed: vec![epoch.sha256],
            }],
            writers: vec![Writer {
                name: writer.name.clone(),
                key: writer.signing_key.public(),
                state: WriterState::Active,
            }],
            pruners: Vec::new(),
            readers,
            threshold: None,
        };
        let document = Signed::sign(document, &root)?;
        let vault = VaultId(document.sha256);
        Ok(Self {
            vault,
            identity: first_reader.map(|identity| identity.to_text(&[&format!("groupkeep vault: {vault}")])),
            root_key: made_root.then(|| root.to_openssh()),
            credential: writer.credential(vault, (0, document.sha256)),
            document,
            epoch,
        })
    }

    /// The documents, for showing what was made.
    #[must_use]
    pub fn documents(&self) -> Documents {
        Documents::first(self.document.clone())
    }

    /// Writes the vault to every destination. Call [`check_empty`] before.
    ///
    /// # Errors
    /// [`Error::Destination`] of the first that fails; what the others have then, [`find_unfinished`] finds again.
    pub async fn publish(&self, destinations: &[Destination], monitor: &dyn Monitor) -> Result<(), Error> {
        monitor.phase("creating the vault", Some(destinations.len() as u64), Unit::Items);
        let document = Object {
            key: self.document.key(),
            sha256: self.document.sha256,
            bytes: self.document.bytes.clone().into(),
        };
        for destination in destinations {
            let lane = Lane::new(destination.clone(), std::collections::HashMap::new());
            // The document last: where it is, everything it names is.
            lane.put(&self.epoch).await?;
            lane.put(&document).await?;
            monitor.advance(1);
        }
        Ok(())
    }
}

impl std::fmt::Debug for NewVault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewVault({})", self.vault)
    }
}

/// Keeps everybody else on this machine from making a vault, as long as what it gives back lives: to be taken before
/// [`find_unfinished`] and [`check_empty`], and held until the new vault is pinned.
///
/// # Errors
/// [`Error::Locked`] when another process is making one; [`Error::Io`].
pub fn lock(state_root: &Path) -> Result<Lock, Error> {
    Lock::take(state_root, "create.lock")
}

/// Checks that a vault may be made: every destination can be reached and holds nothing.
///
/// # Errors
/// [`Error::Destination`], [`Error::NotEmpty`], for the first destination that is not so.
pub async fn check_empty(destinations: &[Destination]) -> Result<(), Error> {
    for destination in destinations {
        let listed = destination.store()?.list("").await.map_err(|error| destination.failed(error))?;
        let vaults = listed.iter().find_map(|listed| match ObjectKey::parse(&listed.key)? {
            ObjectKey::Document { generation: 0, sha256 } => Some(format!("vault {sha256}")),
            _ => None,
        });
        let found = vaults.or_else(|| listed.first().map(|listed| format!("`{}`", listed.key)));
        // A folder may hold things whose names no store would give.
        let found = found.or_else(|| destination.folder.as_deref().and_then(first_in));
        if let Some(what) = found {
            return Err(Error::NotEmpty { destination: destination.name.clone(), what });
        }
    }
    Ok(())
}

fn first_in(folder: &Path) -> Option<String> {
    let mut names = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.file_name());
    names.next().map(|name| format!("`{}`", name.to_string_lossy()))
}

/// The vault whose making was cut off: the only one found at the destinations, without any snapshot, and with a
/// credential below `state_root`. [`finish`] completes it.
///
/// # Errors
/// [`Error::Destination`] when a destination cannot be reached, since nothing is certain then; [`Error::Forked`].
pub async fn find_unfinished(destinations: &[Destination], state_root: &Path) -> Result<Option<Documents>, Error> {
    let ours = State::vaults(state_root);
    let mut found: Option<Documents> = None;
    for destination in destinations {
        let documents = match read_documents(destination, None).await {
            Ok(documents) => documents,
            Err(Error::NoVault { .. }) => continue,
            Err(Error::Ambiguous { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        let written = destination.store()?.list(key::WRITERS).await.map_err(|error| destination.failed(error))?;
        if !ours.contains(&documents.vault()) || !written.is_empty() {
            return Ok(None);
        }
        found = match found {
            Some(other) if other.vault() != documents.vault() => return Ok(None),
            Some(other) => Some(other.merge(documents)?),
            None => Some(documents),
        };
    }
    Ok(found)
}

/// Copies the documents of a vault that was found unfinished to the destinations that lack them.
///
/// # Errors
/// [`Error::Destination`]; [`Error::Damaged`] when no destination has the sealed identity.
pub async fn finish(destinations: &[Destination], documents: &Documents) -> Result<(), Error> {
    let mut lanes = Vec::new();
    for destination in destinations {
        let mut present = std::collections::HashMap::new();
        for prefix in [key::DOCUMENTS, key::EPOCHS] {
            let listed = destination.store()?.list(prefix).await.map_err(|error| destination.failed(error))?;
            present.extend(listed.into_iter().map(|listed| (listed.key, listed.size)));
        }
        lanes.push(std::sync::Arc::new(Lane::new(destination.clone(), present)));
    }
    for lane in &lanes {
        crate::backup::fill::fill_documents(lane, &lanes, documents).await?;
        for epoch in documents.newest().body.epochs.iter().flat_map(Epoch::keys) {
            if lane.size(&epoch.to_string()).is_none() {
                let missing = crate::format::Malformed::new(Document::WHAT, "names an epoch identity that is nowhere");
                return Err(lane.destination.damaged(&epoch, missing));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
