use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use groupkeep_store::{Error, Listed, Meta, Promises, Put, Store};

use crate::Verb;

/// One request a [`RecordingStore`] passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What was asked.
    pub verb: Verb,
    /// The key, or the prefix of a list.
    pub key: String,
    /// Bytes sent with a put or got with a get; 0 otherwise and where it failed.
    pub bytes: u64,
    /// Whether it succeeded.
    pub ok: bool,
}

/// Passes everything on and remembers it, in the order of completion. Clones share their memory.
#[derive(Debug, Clone)]
pub struct RecordingStore {
    inner: Arc<dyn Store>,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl RecordingStore {
    /// Wraps `inner`.
    #[must_use]
    pub fn new(inner: Arc<dyn Store>) -> Self {
        Self { inner, requests: Arc::default() }
    }

    /// Everything so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many requests of this kind there were whose key begins with `prefix`.
    #[must_use]
    pub fn count(&self, verb: Verb, prefix: &str) -> usize {
        self.requests().iter().filter(|r| r.verb == verb && r.key.starts_with(prefix)).count()
    }

    /// Forgets everything so far.
    pub fn clear(&self) {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn note<T>(
        &self,
        verb: Verb,
        key: &str,
        bytes: impl Fn(&T) -> usize,
        result: Result<T, Error>,
    ) -> Result<T, Error> {
        let size = result.as_ref().map_or(0, bytes) as u64;
        let request = Request { verb, key: key.to_owned(), bytes: size, ok: result.is_ok() };
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        result
    }
}

#[async_trait]
impl Store for RecordingStore {
    fn place(&self) -> String {
        self.inner.place()
    }

    fn promises(&self) -> Promises {
        self.inner.promises()
    }

    async fn put(&self, key: &str, bytes: Arc<[u8]>, sha256: &[u8; 32]) -> Result<Put, Error> {
        let size = bytes.len();
        self.note(Verb::Put, key, |_| size, self.inner.put(key, bytes, sha256).await)
    }

    async fn get(&self, key: &str, range: Option<Range<u64>>) -> Result<Vec<u8>, Error> {
        self.note(Verb::Get, key, Vec::len, self.inner.get(key, range).await)
    }

    async fn head(&self, key: &str) -> Result<Option<Meta>, Error> {
        self.note(Verb::Head, key, |_| 0, self.inner.head(key).await)
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Listed>, Error> {
        self.note(Verb::List, prefix, |_| 0, self.inner.list(prefix).await)
    }

    async fn delete(&self, key: &str) -> Result<(), Error> {
        self.note(Verb::Delete, key, |()| 0, self.inner.delete(key).await)
    }
}

#[cfg(test)]
mod tests {
    use groupkeep_store::MemoryStore;

    use super::*;
    use crate::put;

    #[tokio::test]
    async fn remembers_verb_key_size_and_outcome() {
        let store = RecordingStore::new(Arc::new(MemoryStore::new()));
        put(&store, "w/a", b"12345").await.expect("a put");
        store.get("w/a", Some(1..3)).await.expect("a get");
        store.get("w/b", None).await.expect_err("nothing there");
        store.list("w/").await.expect("a list");
        let seen: Vec<_> = store.requests().into_iter().map(|r| (r.verb, r.key, r.bytes, r.ok)).collect();
        let expected = [
            (Verb::Put, "w/a", 5, true),
            (Verb::Get, "w/a", 2, true),
            (Verb::Get, "w/b", 0, false),
            (Verb::List, "w/", 0, true),
        ];
        assert_eq!(seen, expected.map(|(verb, key, bytes, ok)| (verb, key.to_owned(), bytes, ok)));
        assert_eq!((store.count(Verb::Get, "w/"), store.count(Verb::Get, "x")), (2, 0));
        store.clear();
        assert!(store.requests().is_empty());
    }
}
