use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use groupkeep_store::{Error, ErrorKind, Listed, Meta, Promises, Put, Store};

use crate::{Verb, put};

/// What goes wrong with one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It fails and nothing happens.
    Fails(ErrorKind),
    /// It is done, and reported failed.
    DoneButFails(ErrorKind),
    /// Only the first bytes count: a put keeps them under the key and reports failure, a get returns them as if they
    /// were all.
    Cut(usize),
    /// A get returns the object with the lowest bit of this byte (counted from 0, modulo the length) flipped.
    Flips(usize),
    /// A list, head or get answers as if nothing had been put through this store: an index that lags.
    Stale,
    /// It takes this long on the runtime's clock, and succeeds.
    Slow(Duration),
}

#[derive(Debug)]
struct Rule {
    verb: Verb,
    prefix: String,
    wait: usize,
    fault: Fault,
    fired: bool,
}

/// Passes requests on except where a script says otherwise. Each line of the script fires once. Clones share script
/// and memory.
#[derive(Debug, Clone)]
pub struct FaultStore {
    inner: Arc<dyn Store>,
    rules: Arc<Mutex<Vec<Rule>>>,
    written: Arc<Mutex<BTreeSet<String>>>,
}

impl FaultStore {
    /// Wraps `inner` with an empty script.
    #[must_use]
    pub fn new(inner: Arc<dyn Store>) -> Self {
        Self { inner, rules: Arc::default(), written: Arc::default() }
    }

    /// Adds a line to the script: the `nth` (from 0) request of this kind, from now on, whose key begins with `prefix`
    /// suffers `fault`.
    pub fn script(&self, verb: Verb, prefix: &str, nth: usize, fault: Fault) {
        let rule = Rule { verb, prefix: prefix.to_owned(), wait: nth, fault, fired: false };
        self.rules().push(rule);
    }

    /// # Panics
    /// When a line of the script never fired: then the test did not test it.
    pub fn assert_all_fired(&self) {
        let idle: Vec<String> = self
            .rules()
            .iter()
            .filter(|rule| !rule.fired)
            .map(|rule| format!("{} `{}`: {:?}", rule.verb, rule.prefix, rule.fault))
            .collect();
        assert!(idle.is_empty(), "these faults never fired: {idle:?}");
    }

    fn rules(&self) -> MutexGuard<'_, Vec<Rule>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn written(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fault for this request, if any; every line that matches counts it.
    fn next(&self, verb: Verb, key: &str) -> Option<Fault> {
        let mut found = None;
        for rule in self.rules().iter_mut().filter(|r| !r.fired && r.verb == verb && key.starts_with(&r.prefix)) {
            if rule.wait > 0 {
                rule.wait -= 1;
            } else if found.is_none() {
                rule.fired = true;
                found = Some(rule.fault.clone());
            }
        }
        found
    }

    /// Waits, or fails before anything is done.
    async fn begin(&self, fault: Option<&Fault>, key: &str) -> Result<(), Error> {
        match fault {
            Some(Fault::Fails(kind)) => Err(self.error(*kind, key)),
            Some(Fault::Slow(time)) => {
                tokio::time::sleep(*time).await;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn end<T>(&self, fault: Option<&Fault>, key: &str, value: T) -> Result<T, Error> {
        match fault {
            Some(Fault::DoneButFails(kind)) => Err(self.error(*kind, key)),
            _ => Ok(value),
        }
    }

    fn hides(&self, fault: Option<&Fault>, key: &str) -> bool {
        fault == Some(&Fault::Stale) && self.written().contains(key)
    }

    fn error(&self, kind: ErrorKind, key: &str) -> Error {
        Error::new(kind, self.inner.place()).key(key).detail("scripted")
    }
}

#[async_trait]
impl Store for FaultStore {
    fn place(&self) -> String {
        self.inner.place()
    }

    fn promises(&self) -> Promises {
        self.inner.promises()
    }

    async fn put(&self, key: &str, bytes: Arc<[u8]>, sha256: &[u8; 32]) -> Result<Put, Error> {
        let fault = self.next(Verb::Put, key);
        self.begin(fault.as_ref(), key).await?;
        if let Some(Fault::Cut(length)) = fault {
            put(&self.inner, key, &bytes[..length.min(bytes.len())]).await?;
            return Err(self.error(ErrorKind::Unreachable, key));
        }
        let done = self.inner.put(key, bytes, sha256).await?;
        if done == Put::Written {
            self.written().insert(key.to_owned());
        }
        self.end(fault.as_ref(), key, done)
    }

    async fn get(&self, key: &str, range: Option<Range<u64>>) -> Result<Vec<u8>, Error> {
        let fault = self.next(Verb::Get, key);
        self.begin(fault.as_ref(), key).await?;
        if self.hides(fault.as_ref(), key) {
            return Err(self.error(ErrorKind::NotFound, key));
        }
        let mut bytes = self.inner.get(key, range).await?;
        match fault {
            Some(Fault::Cut(length)) => bytes.truncate(length),
            Some(Fault::Flips(at)) if !bytes.is_empty() => {
                let at = at % bytes.len();
                bytes[at] ^= 1;
            }
            _ => {}
        }
        self.end(fault.as_ref(), key, bytes)
    }

    async fn head(&self, key: &str) -> Result<Option<Meta>, Error> {
        let fault = self.next(Verb::Head, key);
        self.begin(fault.as_ref(), key).await?;
        let meta = self.inner.head(key).await?.filter(|_| !self.hides(fault.as_ref(), key));
        self.end(fault.as_ref(), key, meta)
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Listed>, Error> {
        let fault = self.next(Verb::List, prefix);
        self.begin(fault.as_ref(), prefix).await?;
        let mut listed = self.inner.list(prefix).await?;
        listed.retain(|one| !self.hides(fault.as_ref(), &one.key));
        self.end(fault.as_ref(), prefix, listed)
    }

    async fn delete(&self, key: &str) -> Result<(), Error> {
        let fault = self.next(Verb::Delete, key);
        self.begin(fault.as_ref(), key).await?;
        self.inner.delete(key).await?;
        self.end(fault.as_ref(), key, ())
    }
}

#[cfg(test)]
mod tests {
    use groupkeep_store::MemoryStore;

    use super::*;

    fn stores() -> (Arc<MemoryStore>, FaultStore) {
        let inner = Arc::new(MemoryStore::new());
        (inner.clone(), FaultStore::new(inner))
    }

    #[tokio::test]
    async fn fails_the_nth_request_of_its_kind_and_prefix_once() {
        let (inner, store) = stores();
        store.script(Verb::Put, "w/", 1, Fault::Fails(ErrorKind::Full));
        put(&store, "w/a", b"1").await.expect("the first passes");
        put(&store, "x", b"1").await.expect("another prefix passes");
        let error = put(&store, "w/b", b"1").await.expect_err("the second fails");
        assert_eq!(error.to_string(), "memory: w/b: no space left: scripted");
        assert_eq!(inner.head("w/b").await.expect("a head"), None);
        put(&store, "w/b", b"1").await.expect("only once");
        store.assert_all_fired();
    }

    #[tokio::test]
    async fn done_but_reported_failed() {
        let (inner, store) = stores();
        store.script(Verb::Put, "", 0, Fault::DoneButFails(ErrorKind::Unreachable));
        store.script(Verb::Delete, "", 0, Fault::DoneButFails(ErrorKind::Unreachable));
        put(&store, "a", b"1").await.expect_err("reported failed");
        assert_eq!(inner.get("a", None).await.expect("but done"), b"1");
        assert_eq!(put(&store, "a", b"1").await.expect("again"), Put::AlreadyThere);
        store.delete("a").await.expect_err("reported failed");
        assert!(inner.list("").await.expect("a list").is_empty());
        store.assert_all_fired();
    }

    #[tokio::test]
    async fn cuts_and_flips() {
        let (inner, store) = stores();
        store.script(Verb::Put, "", 0, Fault::Cut(2));
        put(&store, "a", b"abcd").await.expect_err("cut");
        assert_eq!(inner.get("a", None).await.expect("the beginning"), b"ab");
        put(&store, "b", b"abcd").await.expect("a put");
        store.script(Verb::Get, "b", 0, Fault::Cut(3));
        store.script(Verb::Get, "b", 0, Fault::Flips(5));
        assert_eq!(store.get("b", None).await.expect("cut"), b"abc");
        assert_eq!(store.get("b", None).await.expect("flipped"), b"accd");
        assert_eq!(store.get("b", None).await.expect("sound again"), b"abcd");
        store.assert_all_fired();
    }

    #[tokio::test]
    async fn a_stale_index_knows_nothing_new() {
        let (inner, store) = stores();
        put(&*inner, "old", b"1").await.expect("put before");
        put(&store, "new", b"1").await.expect("a put");
        for verb in [Verb::List, Verb::Head, Verb::Get] {
            store.script(verb, "", 0, Fault::Stale);
        }
        let keys: Vec<_> = store.list("").await.expect("a list").into_iter().map(|l| l.key).collect();
        assert_eq!(keys, ["old"]);
        assert_eq!(store.head("new").await.expect("a head"), None);
        assert_eq!(store.get("new", None).await.map_err(|e| e.kind()), Err(ErrorKind::NotFound));
        assert_eq!(store.list("").await.expect("a list").len(), 2);
        store.assert_all_fired();
    }

    #[tokio::test(start_paused = true)]
    async fn slow_takes_its_time_on_the_runtimes_clock() {
        let (_, store) = stores();
        store.script(Verb::List, "", 0, Fault::Slow(Duration::from_secs(90)));
        let begun = tokio::time::Instant::now();
        store.list("").await.expect("a list");
        assert_eq!(begun.elapsed(), Duration::from_secs(90));
    }

    #[test]
    #[should_panic(expected = "these faults never fired: [\"get `a`: Stale\"]")]
    fn a_script_that_never_ran_is_a_failure() {
        let (_, store) = stores();
        store.script(Verb::Get, "a", 0, Fault::Stale);
        store.assert_all_fired();
    }
}
