//! Bytes to places: a local folder, S3 and what OpenDAL reaches, behind one trait and one conformance suite.
//!
//! A [`Store`] keeps whole objects under keys. An object is written once and never overwritten: putting the same bytes
//! again is fine, other bytes under a taken key are a [`ErrorKind::Conflict`]. [`LocalStore`] and [`MemoryStore`] are
//! always there, `s3` and `opendal` are features, [`Retry`] wraps any of them.

mod error;
mod key;
mod local;
mod memory;
#[cfg(feature = "opendal")]
pub mod opendal;
mod retry;
#[cfg(feature = "s3")]
pub mod s3;

use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;

pub use error::{Error, ErrorKind};
pub use key::{check_key, check_prefix};
pub use local::LocalStore;
pub use memory::MemoryStore;
pub use retry::{Retry, RetryPolicy};

/// The most bytes an object has: 64 MiB. Whatever is larger was not put by us, and reading it could take all memory.
pub const MAX_OBJECT: u64 = 64 << 20;

/// What came of a [`Store::put`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// The object is new and will survive a crash of the place's machine as far as the place promises.
    Written,
    /// The same bytes were there already.
    AlreadyThere,
}

/// What a place can promise; a caller must hold its own without what is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promises {
    /// Two writers putting different bytes under one key at the same moment: one gets `Conflict`, nothing is lost.
    /// Without it, the check and the write are two steps.
    pub write_once: bool,
    /// [`Meta::modified`] and [`Listed::modified`] are always given.
    pub last_modified: bool,
    /// Objects can be locked against deletion for a time.
    pub locks: bool,
}

/// What is known of an object without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// In bytes.
    pub size: u64,
    /// By the place's clock, where it tells.
    pub modified: Option<SystemTime>,
    /// The place's word for the SHA-256 of the whole object, where it keeps one.
    pub sha256: Option<[u8; 32]>,
}

/// One line of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The whole key, prefix included.
    pub key: String,
    /// In bytes.
    pub size: u64,
    /// By the place's clock, where it tells.
    pub modified: Option<SystemTime>,
}

/// A place that keeps objects. Keys are those of [`check_key`]; every method answers [`ErrorKind::Refused`] for others.
#[async_trait]
pub trait Store: Debug + Send + Sync {
    /// The place as a person names it: a path, `s3://bucket/prefix`. No secrets.
    fn place(&self) -> String;

    /// What this place can promise.
    fn promises(&self) -> Promises;

    /// Writes an object. `sha256` is that of `bytes`; a place that can check it does.
    ///
    /// # Errors
    /// [`ErrorKind::Conflict`] when other bytes are under `key`, which stay; [`ErrorKind::Refused`] for more than
    /// [`MAX_OBJECT`] bytes. After any other error the object may be absent or whole, never partial.
    async fn put(&self, key: &str, bytes: Arc<[u8]>, sha256: &[u8; 32]) -> Result<Put, Error>;

    /// Reads an object, or the part of `range` (bytes, end excluded) that exists: shorter than asked, or empty, when
    /// the object ends before.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`]; [`ErrorKind::Refused`] when more than [`MAX_OBJECT`] bytes would come, found out before
    /// room is made for them.
    async fn get(&self, key: &str, range: Option<Range<u64>>) -> Result<Vec<u8>, Error>;

    /// What is known of an object; `None` when there is none.
    ///
    /// # Errors
    /// Those of the place; never [`ErrorKind::NotFound`].
    async fn head(&self, key: &str) -> Result<Option<Meta>, Error>;

    /// Every object whose key begins with the characters of `prefix` (see [`check_prefix`]), complete and sorted by
    /// key as bytes. Files at the place whose names are no keys are left out.
    ///
    /// # Errors
    /// Those of the place. A list is never cut short silently.
    async fn list(&self, prefix: &str) -> Result<Vec<Listed>, Error>;

    /// Deletes an object; one that is not there is deleted already.
    ///
    /// # Errors
    /// Those of the place.
    async fn delete(&self, key: &str) -> Result<(), Error>;

    /// Deletes what writers that were killed left half written under `prefix` and last touched longer ago than `age`,
    /// by the place's own clock. Returns how much there was. `age` must be longer than any write takes. Nothing by
    /// itself: most places keep nothing of a write that was cut off.
    ///
    /// # Errors
    /// Those of the place.
    async fn remove_leftovers(&self, _prefix: &str, _age: Duration) -> Result<usize, Error> {
        Ok(0)
    }
}

#[async_trait]
impl<S: Store + ?Sized> Store for Arc<S> {
    fn place(&self) -> String {
        (**self).place()
    }

    fn promises(&self) -> Promises {
        (**self).promises()
    }

    async fn put(&self, key: &str, bytes: Arc<[u8]>, sha256: &[u8; 32]) -> Result<Put, Error> {
        (**self).put(key, bytes, sha256).await
    }

    async fn get(&self, key: &str, range: Option<Range<u64>>) -> Result<Vec<u8>, Error> {
        (**self).get(key, range).await
    }

    async fn head(&self, key: &str) -> Result<Option<Meta>, Error> {
        (**self).head(key).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Listed>, Error> {
        (**self).list(prefix).await
    }

    async fn delete(&self, key: &str) -> Result<(), Error> {
        (**self).delete(key).await
    }

    async fn remove_leftovers(&self, prefix: &str, age: Duration) -> Result<usize, Error> {
        (**self).remove_leftovers(prefix, age).await
    }
}
