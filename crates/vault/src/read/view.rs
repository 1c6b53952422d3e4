//! What several destinations say together about a vault: its documents and the snapshots that live.

use std::collections::BTreeMap;

use crate::destination::Destination;
use crate::documents::{Documents, read_documents};
use crate::error::{Error, told};
use crate::format::Malformed;
use crate::format::key::ObjectKey;
use crate::format::signed::Signed;
use crate::format::statement::{State, Statement};
use crate::id::{Digest, VaultId, WriterName};
use crate::statements::{Statements, read_statements};

/// The word for the newest snapshot.
const LATEST: &str = "latest";
/// How much of an id names a snapshot, at least, in characters.
const SHORTEST: usize = 4;

/// One destination and what it had to say.
#[derive(Debug)]
pub struct Seen<'d> {
    /// The destination.
    pub destination: &'d Destination,
    /// Its statements, or why it could not be read.
    pub found: Result<Statements, Error>,
}

/// A snapshot and where it is.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Its statement, verified against the vault document.
    pub statement: Signed<Statement>,
    /// Names of the destinations that hold the statement, in the order given.
    pub at: Vec<String>,
}

impl Snapshot {
    /// Its name: the digest of the statement. The first characters of it will do where a person types it.
    #[must_use]
    pub fn id(&self) -> String {
        self.statement.sha256.to_string()
    }
}

/// A vault as its destinations show it at one moment.
#[derive(Debug)]
pub struct View<'d> {
    /// The longest chain of documents any destination holds.
    pub documents: Documents,
    /// Every destination, in the order given.
    pub seen: Vec<Seen<'d>>,
    /// The snapshots, by writer and number.
    pub snapshots: Vec<Snapshot>,
    /// Whether the caller knew the vault's id beforehand. Without that, whoever controls the places chose it.
    pub pinned: bool,
}

/// Reads documents and statements at every destination that answers. One whose documents are damaged or gone still
/// counts where it holds statements that another destination's documents vouch for.
///
/// # Errors
/// [`Error::Forked`] when two destinations contradict each other; the first destination's error when none can be read;
/// [`Error::NoSnapshot`] without any destination.
pub async fn look(destinations: &[Destination], pinned: Option<VaultId>) -> Result<View<'_>, Error> {
    let mut documents: Option<Documents> = None;
    let mut readable = Vec::new();
    for destination in destinations {
        let known = pinned.or_else(|| documents.as_ref().map(Documents::vault));
        readable.push(match read_documents(destination, known).await {
            Ok(found) => {
                documents = Some(match documents.take() {
                    Some(other) => other.merge(found)?,
                    None => found,
                });
                Ok(())
            }
            Err(error @ Error::Forked { .. }) => return Err(error),
            Err(error) => Err(error),
        });
    }
    let Some(documents) = documents else {
        let nowhere = Error::NoSnapshot { wanted: LATEST.to_owned(), fitting: 0 };
        return Err(readable.into_iter().find_map(Result::err).unwrap_or(nowhere));
    };
    let mut seen = Vec::new();
    for (destination, readable) in destinations.iter().zip(readable) {
        let found = match readable {
            Ok(()) => read_statements(destination, &documents, None).await,
            Err(error @ (Error::Damaged { .. } | Error::NoVault { .. })) => {
                let found = read_statements(destination, &documents, None).await;
                found.and_then(|found| if found.verified.is_empty() { Err(error) } else { Ok(found) })
            }
            Err(error) => Err(error),
        };
        seen.push(Seen { destination, found });
    }
    let snapshots = merge(&seen);
    Ok(View { documents, seen, snapshots, pinned: pinned.is_some() })
}

fn merge(seen: &[Seen<'_>]) -> Vec<Snapshot> {
    let mut all: BTreeMap<(WriterName, u64, Digest), Snapshot> = BTreeMap::new();
    for place in seen {
        for statement in place.found.iter().flat_map(|found| &found.verified) {
            let key = (statement.body.writer.clone(), statement.body.seq, statement.sha256);
            let snapshot = all.entry(key).or_insert_with(|| Snapshot { statement: statement.clone(), at: Vec::new() });
            snapshot.at.push(place.destination.name.clone());
        }
    }
    all.into_values().collect()
}

impl<'d> View<'d> {
    /// The snapshot that `wanted` names: `latest`, or the beginning of an id, at least 4 characters of it.
    ///
    /// The latest is the complete one with the highest number; between several writers, the one made last by their clocks.
    ///
    /// # Errors
    /// [`Error::NoSnapshot`] when none or several fit.
    pub fn choose(&self, wanted: &str) -> Result<&Snapshot, Error> {
        let fitting: Vec<&Snapshot> = if wanted == LATEST {
            let complete = self.snapshots.iter().filter(|snapshot| snapshot.statement.body.state == State::Complete);
            // Ordered by number, so that the last of each writer stays.
            let heads: BTreeMap<&WriterName, &Snapshot> =
                complete.map(|snapshot| (&snapshot.statement.body.writer, snapshot)).collect();
            heads.into_values().max_by_key(|snapshot| snapshot.statement.body.time).into_iter().collect()
        } else {
            let fits = |snapshot: &&Snapshot| wanted.len() >= SHORTEST && snapshot.id().starts_with(wanted);
            self.snapshots.iter().filter(fits).collect()
        };
        match fitting[..] {
            [only] => Ok(only),
            _ => Err(Error::NoSnapshot { wanted: wanted.to_owned(), fitting: fitting.len() }),
        }
    }

    /// The newest snapshot of the same writer after `snapshot`: where that is the latest complete one, what could not be
    /// stored whole since.
    #[must_use]
    pub fn newer_than(&self, snapshot: &Snapshot) -> Option<&Snapshot> {
        let body = &snapshot.statement.body;
        let newer =
            |other: &&Snapshot| other.statement.body.writer == body.writer && other.statement.body.seq > body.seq;
        self.snapshots.iter().rfind(newer)
    }

    /// Reads an object that `snapshot` needs from whichever destination has it intact.
    ///
    /// # Errors
    /// [`Error::Lacking`].
    pub(super) async fn fetch(&self, snapshot: &Snapshot, key: &ObjectKey, sha256: &Digest) -> Result<Vec<u8>, Error> {
        let mut last = Malformed::new("object", "is at no destination");
        for destination in self.sources_for(snapshot) {
            match destination.fetch(key, sha256).await {
                Ok(Some(bytes)) => return Ok(bytes),
                Ok(None) => {}
                Err(error) => last = Malformed::new("object", told(&error)),
            }
        }
        Err(Error::Lacking { key: key.to_string(), source: last })
    }

    /// The destinations that could be read, those that hold `snapshot` first.
    #[must_use]
    pub fn sources_for(&self, snapshot: &Snapshot) -> Vec<&'d Destination> {
        let readable = self.seen.iter().filter(|seen| seen.found.is_ok()).map(|seen| seen.destination);
        let (holding, others): (Vec<_>, Vec<_>) =
            readable.partition(|destination| snapshot.at.contains(&destination.name));
        holding.into_iter().chain(others).collect()
    }
}
