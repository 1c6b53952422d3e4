//! What stands at each destination before anything is written.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use crate::Credential;
use crate::backup::upload::Lane;
use crate::destination::Destination;
use crate::documents::{Documents, read_documents};
use crate::error::Error;
use crate::format::document::WriterState;
use crate::format::key::{self, ObjectKey};
use crate::format::signed::{Body as _, Signed, check_size};
use crate::format::statement::Statement;
use crate::format::tombstone::Tombstone;
use crate::id::VaultId;
use crate::state::cache::KnownStatement;
use crate::statements::read_statement;

/// Half-written files this old belong to a run that was killed; no write takes as long.
const LEFTOVER: Duration = Duration::from_secs(24 * 3600);

/// The destinations that can be used, and what they say together.
#[derive(Debug)]
pub(crate) struct Survey {
    /// One per destination, in the order given: the lane, or why it cannot be used.
    pub(crate) lanes: Vec<Result<Arc<Lane>, Error>>,
    /// Absent when no destination can be used.
    pub(crate) documents: Option<Documents>,
    /// Keys under a tombstone at any destination.
    pub(crate) buried: HashSet<String>,
}

impl Survey {
    /// The lanes that can be used.
    pub(crate) fn usable(&self) -> Vec<Arc<Lane>> {
        self.lanes.iter().flatten().cloned().collect()
    }
}

/// Looks at all destinations at once.
///
/// # Errors
/// [`Error::Forked`] when their vault documents contradict each other.
pub(crate) async fn survey(destinations: &[Destination], vault: VaultId) -> Result<Survey, Error> {
    let looks: Vec<_> = destinations.iter().map(|one| tokio::spawn(look(one.clone(), vault))).collect();
    let mut survey = Survey { lanes: Vec::new(), documents: None, buried: HashSet::new() };
    for (look, destination) in looks.into_iter().zip(destinations) {
        let looked = look.await.unwrap_or_else(|_| Err(Error::NoVault { destination: destination.name.clone() }));
        match looked {
            Ok((lane, documents, buried)) => {
                survey.buried.extend(buried);
                survey.documents = Some(match survey.documents.take() {
                    Some(known) => known.merge(documents)?,
                    None => documents,
                });
                survey.lanes.push(Ok(Arc::new(lane)));
            }
            Err(error @ Error::Forked { .. }) => return Err(error),
            Err(error) => survey.lanes.push(Err(error)),
        }
    }
    Ok(survey)
}

async fn look(destination: Destination, vault: VaultId) -> Result<(Lane, Documents, HashSet<String>), Error> {
    let lost = || Error::Lost { destination: destination.name.clone(), vault };
    let documents = read_documents(&destination, Some(vault)).await.map_err(|error| match error {
        Error::NoVault { .. } => lost(),
        other => other,
    })?;
    let mut present = HashMap::new();
    for prefix in [key::WRITERS, key::DOCUMENTS, key::EPOCHS] {
        // A place that cannot be tidied up may still be read from, and says what is wrong when it is written to.
        drop(destination.store()?.remove_leftovers(prefix, LEFTOVER).await);
        let listed = destination.store()?.list(prefix).await.map_err(|error| destination.failed(error))?;
        present.extend(listed.into_iter().map(|listed| (listed.key, listed.size)));
    }
    let buried = tombstoned(&destination, &documents).await?;
    Ok((Lane::new(destination, present), documents, buried))
}

/// The keys named by the tombstones at a destination that a pruner of the vault signed.
///
/// # Errors
/// [`Error::Destination`].
pub(crate) async fn tombstoned(destination: &Destination, documents: &Documents) -> Result<HashSet<String>, Error> {
    let store = destination.store()?;
    let mut buried = HashSet::new();
    for listed in store.list(key::TOMBSTONES).await.map_err(|error| destination.failed(error))? {
        let Some(ObjectKey::Tombstone(sha256)) = ObjectKey::parse(&listed.key) else { continue };
        if check_size(Tombstone::WHAT, listed.size).is_err() {
            continue;
        }
        let Ok(Some(bytes)) = destination.fetch(&ObjectKey::Tombstone(sha256), &sha256).await else { continue };
        let Ok(tombstone) = Signed::<Tombstone>::read(&bytes) else { continue };
        let pruner = documents.newest().body.pruners.contains(&tombstone.signer);
        if pruner && tombstone.body.vault == documents.vault() {
            buried.extend(tombstone.body.objects);
        }
    }
    Ok(buried)
}

/// Checks that the credential's writer may write to this vault.
///
/// # Errors
/// [`Error::NotAWriter`].
pub(crate) fn check_writer(documents: &Documents, credential: &Credential) -> Result<(), Error> {
    let known = documents.newest().body.writer(&credential.writer);
    let allowed = known
        .is_some_and(|writer| writer.state == WriterState::Active && writer.key == credential.signing_key.public());
    if allowed {
        Ok(())
    } else {
        Err(Error::NotAWriter { writer: credential.writer.to_string(), vault: credential.vault })
    }
}

/// The writer's own statements at any of the lanes that verify. Those in `known` were verified before and are taken by
/// their key; the others are read.
pub(crate) async fn own_statements(
    lanes: &[Arc<Lane>],
    documents: &Documents,
    credential: &Credential,
    known: &[KnownStatement],
) -> Vec<KnownStatement> {
    let prefix = key::snapshots(&credential.writer);
    let mut found: HashMap<String, KnownStatement> = HashMap::new();
    for lane in lanes {
        for key in lane.keys(&prefix) {
            let readable = lane.size(&key).is_some_and(|size| check_size(Statement::WHAT, size).is_ok());
            if found.contains_key(&key) || !readable {
                continue;
            }
            let verified = match known.iter().find(|known| known.key == key) {
                Some(known) => Some(known.clone()),
                // One that cannot be read or does not verify here may do so at the next destination.
                None => {
                    read_statement(&lane.destination, documents, &key).await.ok().and_then(Result::ok).map(known_of)
                }
            };
            found.extend(verified.map(|known| (key, known)));
        }
    }
    let mut found: Vec<_> = found.into_values().collect();
    found.sort_by_key(|known| (known.seq, known.sha256));
    found
}

/// What the cache keeps of a statement.
pub(crate) fn known_of(statement: Signed<Statement>) -> KnownStatement {
    let key = statement.key().to_string();
    let Statement { seq, previous, time, .. } = statement.body;
    KnownStatement { key, sha256: statement.sha256, seq, previous, time }
}
