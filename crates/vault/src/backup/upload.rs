//! Handing objects to every destination at once, each from a queue of its own.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use groupkeep_store::ErrorKind;
use tokio::sync::mpsc;

use crate::destination::Destination;
use crate::error::Error;
use crate::format::key::ObjectKey;
use crate::id::Digest;

/// Packs that may wait for one destination.
const QUEUE: usize = 2;
/// How long a destination may make no room before the others go on without it; it is filled from them afterwards.
const PATIENCE: Duration = Duration::from_secs(60);

/// Bytes on their way to every destination.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    pub(crate) key: ObjectKey,
    pub(crate) sha256: Digest,
    pub(crate) bytes: Arc<[u8]>,
}

impl Object {
    /// An object named by the digest of its bytes.
    pub(crate) fn new(key: impl FnOnce(Digest) -> ObjectKey, bytes: Vec<u8>) -> Self {
        let sha256 = Digest::of(&bytes);
        Self { key: key(sha256), sha256, bytes: bytes.into() }
    }
}

/// One destination during a run: what is there, what was added, and what went wrong.
#[derive(Debug)]
pub(crate) struct Lane {
    pub(crate) destination: Destination,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    present: HashMap<String, u64>,
    objects: u64,
    bytes: u64,
    error: Option<Error>,
    spoiled: BTreeSet<String>,
}

impl Lane {
    /// A destination that holds `present`: keys and sizes.
    pub(crate) fn new(destination: Destination, present: HashMap<String, u64>) -> Self {
        Self { destination, inner: Mutex::new(Inner { present, ..Inner::default() }) }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True until something failed there.
    pub(crate) fn is_healthy(&self) -> bool {
        self.inner().error.is_none()
    }

    /// The size of an object there; `None` when it is not.
    pub(crate) fn size(&self, key: &str) -> Option<u64> {
        self.inner().present.get(key).copied()
    }

    /// The keys that begin with `prefix`, sorted.
    pub(crate) fn keys(&self, prefix: &str) -> Vec<String> {
        let mut keys: Vec<_> = self.inner().present.keys().filter(|key| key.starts_with(prefix)).cloned().collect();
        keys.sort_unstable();
        keys
    }

    /// Remembers that the copy of an object there is not what its name says: from now on it counts as absent.
    pub(crate) fn spoil(&self, key: String) {
        let mut inner = self.inner();
        inner.present.remove(&key);
        inner.spoiled.insert(key);
    }

    /// The objects whose copies there were found damaged in this run.
    pub(crate) fn spoiled(&self) -> BTreeSet<String> {
        self.inner().spoiled.clone()
    }

    /// That something else stands there under the name of an object it needs.
    pub(crate) fn in_the_way(&self, key: &str) -> Error {
        let place = self.destination.store().map(|store| store.place()).unwrap_or_default();
        Error::InTheWay { destination: self.destination.name.clone(), key: key.to_owned(), place }
    }

    /// Objects and bytes added so far.
    pub(crate) fn added(&self) -> (u64, u64) {
        let inner = self.inner();
        (inner.objects, inner.bytes)
    }

    /// Remembers the first failure; the destination gets nothing more in this run.
    pub(crate) fn fail(&self, error: Error) {
        self.inner().error.get_or_insert(error);
    }

    /// The first failure.
    pub(crate) fn take_error(&self) -> Option<Error> {
        self.inner().error.take()
    }

    /// Forgives a failure that was only about an object nobody has. True when that was the failure.
    pub(crate) fn forgive_lacking(&self) -> bool {
        let mut inner = self.inner();
        inner.error.take_if(|error| matches!(error, Error::Lacking { .. })).is_some()
    }

    /// Puts an object unless it is there at its size already.
    ///
    /// # Errors
    /// [`Error::InTheWay`] when something else stands there under its name; [`Error::Destination`].
    pub(crate) async fn put(&self, object: &Object) -> Result<(), Error> {
        let (key, size) = (object.key.to_string(), object.bytes.len() as u64);
        if self.size(&key) == Some(size) {
            return Ok(());
        }
        let store = self.destination.store()?;
        if let Err(error) = store.put(&key, Arc::clone(&object.bytes), &object.sha256.0).await {
            if error.kind() != ErrorKind::Conflict {
                return Err(self.destination.failed(error));
            }
            return Err(self.in_the_way(&key));
        }
        let mut inner = self.inner();
        inner.present.insert(key, size);
        inner.objects += 1;
        inner.bytes += size;
        Ok(())
    }
}

/// Hands every object that arrives to all healthy lanes, until the sender is dropped or no lane is left. A lane whose
/// queue is full is passed over when a local one takes the object, or when it has made no room for a while and another
/// takes it; what it misses is filled in later.
pub(crate) async fn upload(lanes: &[Arc<Lane>], mut objects: mpsc::Receiver<Object>) {
    let queues: Vec<_> = lanes.iter().map(start).collect();
    while let Some(object) = objects.recv().await {
        let mut full = Vec::new();
        let (mut taken, mut taken_locally) = (0, false);
        for (lane, (queue, _)) in lanes.iter().zip(&queues).filter(|(lane, _)| lane.is_healthy()) {
            match queue.try_send(object.clone()) {
                Ok(()) => {
                    taken += 1;
                    taken_locally |= lane.destination.folder.is_some();
                }
                Err(mpsc::error::TrySendError::Full(object)) => full.push((lane, queue, object)),
                Err(mpsc::error::TrySendError::Closed(_)) => {}
            }
        }
        // Local lanes are always waited for: they are what others may be filled from.
        full.sort_by_key(|(lane, ..)| lane.destination.folder.is_none());
        for (lane, queue, object) in full {
            if lane.destination.folder.is_none() && taken_locally {
                continue;
            }
            let sent = if taken > 0 {
                tokio::time::timeout(PATIENCE, queue.send(object)).await.is_ok_and(|sent| sent.is_ok())
            } else {
                queue.send(object).await.is_ok()
            };
            taken += usize::from(sent);
            taken_locally |= sent && lane.destination.folder.is_some();
        }
        if !lanes.iter().any(|lane| lane.is_healthy()) {
            break;
        }
    }
    // Dropped first, so that the producer is told at once when no lane is left.
    drop(objects);
    for (queue, task) in queues {
        drop(queue);
        // A task that panicked has put nothing more; what is missing is found before the statement is written.
        drop(task.await);
    }
}

fn start(lane: &Arc<Lane>) -> (mpsc::Sender<Object>, tokio::task::JoinHandle<()>) {
    let (send, mut receive) = mpsc::channel::<Object>(QUEUE);
    let lane = Arc::clone(lane);
    let task = tokio::spawn(async move {
        while let Some(object) = receive.recv().await {
            if let Err(error) = lane.put(&object).await {
                lane.fail(error);
                return;
            }
        }
    });
    (send, task)
}

#[cfg(test)]
mod tests;
