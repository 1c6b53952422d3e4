use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use async_trait::async_trait;
use groupkeep_store::{Error, ErrorKind, Listed, Meta, Promises, Put, Store};

use crate::Verb;

/// The moment a process dies, shared by all its stores: just before its `n`th change, counted over all of them. From
/// then on every request fails, reads included.
#[derive(Debug, Clone)]
pub struct Crash(Arc<State>);

#[derive(Debug)]
struct State {
    at: Option<u64>,
    changes: AtomicU64,
    happened: AtomicBool,
}

impl Crash {
    /// Never: only counts, to learn how many crash points there are.
    #[must_use]
    pub fn never() -> Self {
        Self::new(None)
    }

    /// Lets `n` changes happen and dies before the next.
    #[must_use]
    pub fn after(n: u64) -> Self {
        Self::new(Some(n))
    }

    fn new(at: Option<u64>) -> Self {
        Self(Arc::new(State { at, changes: AtomicU64::new(0), happened: AtomicBool::new(false) }))
    }

    /// Changes (puts and deletes) that were passed on so far.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.0.changes.load(Ordering::SeqCst)
    }

    /// Whether the process is dead.
    #[must_use]
    pub fn happened(&self) -> bool {
        self.0.happened.load(Ordering::SeqCst)
    }

    fn admit(&self, verb: Verb, place: &str, key: &str) -> Result<(), Error> {
        let dead = || Error::new(ErrorKind::Other, place).key(key).detail("the process was stopped here");
        if self.happened() {
            return Err(dead());
        }
        if verb.mutates() {
            let before = self.0.changes.fetch_add(1, Ordering::SeqCst);
            if self.0.at.is_some_and(|at| before >= at) {
                self.0.changes.fetch_sub(1, Ordering::SeqCst);
                self.0.happened.store(true, Ordering::SeqCst);
                return Err(dead());
            }
        }
        Ok(())
    }
}

/// A store as seen by a process that dies at a [`Crash`]. What was passed on before stays in `inner`.
#[derive(Debug, Clone)]
pub struct CrashStore {
    inner: Arc<dyn Store>,
    crash: Crash,
}

impl CrashStore {
    /// Wraps `inner`; several stores of one process share one `crash`.
    #[must_use]
    pub fn new(inner: Arc<dyn Store>, crash: Crash) -> Self {
        Self { inner, crash }
    }

    fn admit(&self, verb: Verb, key: &str) -> Result<(), Error> {
        self.crash.admit(verb, &self.inner.place(), key)
    }
}

#[async_trait]
impl Store for CrashStore {
    fn place(&self) -> String {
        self.inner.place()
    }

    fn promises(&self) -> Promises {
        self.inner.promises()
    }

    async fn put(&self, key: &str, bytes: Arc<[u8]>, sha256: &[u8; 32]) -> Result<Put, Error> {
        self.admit(Verb::Put, key)?;
        self.inner.put(key, bytes, sha256).await
    }

    async fn get(&self, key: &str, range: Option<Range<u64>>) -> Result<Vec<u8>, Error> {
        self.admit(Verb::Get, key)?;
        self.inner.get(key, range).await
    }

    async fn head(&self, key: &str) -> Result<Option<Meta>, Error> {
        self.admit(Verb::Head, key)?;
        self.inner.head(key).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Listed>, Error> {
        self.admit(Verb::List, prefix)?;
        self.inner.list(prefix).await
    }

    async fn delete(&self, key: &str) -> Result<(), Error> {
        self.admit(Verb::Delete, key)?;
        self.inner.delete(key).await
    }
}

#[cfg(test)]
mod tests {
    use groupkeep_store::MemoryStore;

    use super::*;
    use crate::put;

    #[tokio::test]
    async fn counts_changes_and_no_reads() {
        let crash = Crash::never();
        let store = CrashStore::new(Arc::new(MemoryStore::new()), crash.clone());
        put(&store, "a", b"1").await.expect("a put");
        store.get("a", None).await.expect("a get");
        store.delete("a").await.expect("a delete");
        assert_eq!((crash.changes(), crash.happened()), (2, false));
    }

    #[tokio::test]
    async fn dies_before_the_next_change_at_every_store() {
        let (near, far) = (Arc::new(MemoryStore::new()), Arc::new(MemoryStore::new()));
        let crash = Crash::after(2);
        let through_near = CrashStore::new(near.clone(), crash.clone());
        let through_far = CrashStore::new(far.clone(), crash.clone());
        put(&through_near, "a", b"1").await.expect("the first change");
        put(&through_far, "a", b"1").await.expect("the second change");
        put(&through_near, "b", b"2").await.expect_err("dead");
        through_far.get("a", None).await.expect_err("dead for reads too");
        assert_eq!((crash.changes(), crash.happened()), (2, true));
        assert_eq!(near.list("").await.expect("a list").len(), 1);
        assert_eq!(far.get("a", None).await.expect("still there"), b"1");
    }
}
