use std::future::Future;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::{Error, Listed, Meta, Promises, Put, Store};

/// How often and how patiently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Requests in all, the first included; 0 counts as 1.
    pub attempts: u32,
    /// Pause before the second request; each further one is twice as long.
    pub first_pause: Duration,
    /// No pause is longer.
    pub longest_pause: Duration,
}

impl Default for RetryPolicy {
    /// Five requests over about eight seconds.
    fn default() -> Self {
        Self { attempts: 5, first_pause: Duration::from_millis(500), longest_pause: Duration::from_secs(30) }
    }
}

/// Asks again after errors that pass by themselves ([`ErrorKind::is_transient`](crate::ErrorKind::is_transient)), and
/// after no others. Pauses on the runtime's clock. Since objects are written once, asking twice is safe: a put that
/// was stored but reported failed ends as [`Put::AlreadyThere`].
#[derive(Debug, Clone)]
pub struct Retry<S> {
    inner: S,
    policy: RetryPolicy,
}

impl<S: Store> Retry<S> {
    /// Wraps `inner`.
    pub fn new(inner: S, policy: RetryPolicy) -> Self {
        Self { inner, policy }
    }

    async fn ask<T, F: Future<Output = Result<T, Error>>>(&self, mut request: impl FnMut() -> F) -> Result<T, Error> {
        let mut pause = self.policy.first_pause;
        for _ in 1..self.policy.attempts {
            match request().await {
                Err(error) if error.kind().is_transient() => {}
                other => return other,
            }
            tokio::time::sleep(pause.min(self.policy.longest_pause)).await;
            pause = pause.saturating_mul(2);
        }
        request().await
    }
}

#[async_trait]
impl<S: Store> Store for Retry<S> {
    fn place(&self) -> String {
        self.inner.place()
    }

    fn promises(&self) -> Promises {
        self.inner.promises()
    }

    async fn put(&self, key: &str, bytes: Arc<[u8]>, sha256: &[u8; 32]) -> Result<Put, Error> {
        self.ask(|| self.inner.put(key, Arc::clone(&bytes), sha256)).await
    }

    async fn get(&self, key: &str, range: Option<Range<u64>>) -> Result<Vec<u8>, Error> {
        self.ask(|| self.inner.get(key, range.clone())).await
    }

    async fn head(&self, key: &str) -> Result<Option<Meta>, Error> {
        self.ask(|| self.inner.head(key)).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Listed>, Error> {
        self.ask(|| self.inner.list(prefix)).await
    }

    async fn delete(&self, key: &str) -> Result<(), Error> {
        self.ask(|| self.inner.delete(key)).await
    }

    async fn remove_leftovers(&self, prefix: &str, age: Duration) -> Result<usize, Error> {
        self.ask(|| self.inner.remove_leftovers(prefix, age)).await
    }
}
