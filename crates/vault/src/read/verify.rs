//! Checking that every destination holds what the live snapshots need.

use std::collections::{BTreeMap, BTreeSet};

use groupkeep_monitor::{Monitor, Unit};
use groupkeep_store::ErrorKind;
use serde::Serialize;

use super::needs::{Expected, Lists, Needs};
use super::view::{Seen, View};
use crate::destination::Destination;
use crate::error::{Error, told};
use crate::id::Digest;

/// How closely a destination is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Every object is there, with the right size. Documents, sealed epoch identities and statements are read: nothing
    /// can be told without them, and they are small.
    Presence,
    /// Every object is read and matches the digest in its name.
    Hash,
}

/// How a destination stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Health {
    /// Holds everything.
    Ok,
    /// Lacks or spoils something that its own snapshots need.
    Damaged,
    /// Lacks only snapshots, or newer vault documents, that another destination holds.
    Behind,
    /// Could not be asked.
    Unreachable,
    /// Holds another vault.
    Foreign,
}

impl Health {
    /// The word in JSON and receipts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Damaged => "damaged",
            Self::Behind => "behind",
            Self::Unreachable => "unreachable",
            Self::Foreign => "foreign",
        }
    }
}

/// What was found at one destination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DestinationVerdict {
    /// Its name.
    pub name: String,
    /// How it stands.
    pub status: Health,
    /// How many objects the live snapshots need.
    pub objects: u64,
    /// How many of them were looked at here.
    pub checked: u64,
    /// Keys of objects that are not there.
    pub missing: Vec<String>,
    /// Keys of objects that are there but wrong, statements that do not verify among them.
    pub damaged: Vec<String>,
    /// Why it could not be asked, or not to the end.
    #[serde(skip)]
    pub error: Option<String>,
}

/// What was found at all destinations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// One entry for each destination, in the order given.
    pub destinations: Vec<DestinationVerdict>,
}

/// Looks at every destination.
///
/// # Errors
/// [`Error::BadSnapshot`] when a list is intact and still not what its statement says; [`Error::Interrupted`].
pub async fn verify(view: &View<'_>, depth: Depth, monitor: &dyn Monitor) -> Result<VerifyReport, Error> {
    let lists = Lists::read(view).await?;
    let all = lists.needs(view, &view.snapshots, view.documents.newest().body.generation);
    monitor.phase("verify", Some(view.seen.len() as u64 * all.len() as u64), Unit::Items);
    let mut destinations = Vec::new();
    for seen in &view.seen {
        let own = || view.snapshots.iter().filter(|snapshot| snapshot.at.contains(&seen.destination.name));
        let newest = own().map(|snapshot| snapshot.statement.body.generation).max();
        let owed = lists.needs(view, own(), newest.unwrap_or_default());
        let mut verdict = DestinationVerdict {
            name: seen.destination.name.clone(),
            status: Health::Ok,
            objects: all.len() as u64,
            checked: 0,
            missing: Vec::new(),
            damaged: Vec::new(),
            error: None,
        };
        match verdict.fill(seen, &all, &owed, depth, monitor).await {
            Ok(()) => {}
            Err(Error::Interrupted) => return Err(Error::Interrupted),
            Err(error) => verdict.could_not_ask(&error),
        }
        destinations.push(verdict);
    }
    Ok(VerifyReport { destinations })
}

impl DestinationVerdict {
    /// Looks at every object of `all`; those of `owed` this destination must have.
    async fn fill(
        &mut self,
        seen: &Seen<'_>,
        all: &Needs,
        owed: &Needs,
        depth: Depth,
        monitor: &dyn Monitor,
    ) -> Result<(), Error> {
        let destination = seen.destination;
        let found = match &seen.found {
            Ok(found) => found,
            Err(error) => {
                self.could_not_ask(error);
                return Ok(());
            }
        };
        let listed = destination.store()?.list("").await.map_err(|error| destination.failed(error))?;
        let sizes: BTreeMap<String, u64> = listed.into_iter().map(|object| (object.key, object.size)).collect();
        let mut damaged: BTreeSet<String> = found.refused.iter().map(|refused| refused.key.clone()).collect();
        for (key, expected) in all {
            if monitor.stopped() {
                return Err(Error::Interrupted);
            }
            monitor.advance(1);
            let Some(size) = sizes.get(key) else {
                self.missing.push(key.clone());
                continue;
            };
            let sound = match expected.bytes {
                Some(bytes) if bytes != *size => false,
                Some(_) if depth == Depth::Presence => true,
                _ => is_intact(destination, key, expected).await?,
            };
            self.checked += 1;
            if !sound {
                damaged.insert(key.clone());
            }
        }
        self.damaged = damaged.into_iter().collect();
        let lost = self.missing.iter().any(|key| owed.contains_key(key));
        self.status = match (lost || !self.damaged.is_empty(), self.missing.is_empty()) {
            (true, _) => Health::Damaged,
            (false, false) => Health::Behind,
            (false, true) => Health::Ok,
        };
        Ok(())
    }

    /// The destination could not be asked, or not to the end.
    fn could_not_ask(&mut self, error: &Error) {
        self.status = match error {
            Error::Foreign { .. } | Error::Ambiguous { .. } => Health::Foreign,
            Error::Damaged { key, .. } => {
                self.damaged = vec![key.clone()];
                Health::Damaged
            }
            _ => Health::Unreachable,
        };
        self.error = Some(told(error));
    }
}

async fn is_intact(destination: &Destination, key: &str, expected: &Expected) -> Result<bool, Error> {
    match destination.store()?.get(key, None).await {
        Ok(bytes) => Ok(Digest::of(&bytes) == expected.sha256),
        // What is too large to be an object of ours is refused by the store, and is damage here.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Refused) => Ok(false),
        Err(error) => Err(destination.failed(error)),
    }
}
