//! What tests share: fault, crash and recording stores, a conformance suite, a group builder and a canary scanner.
//!
//! Everything here panics with a clear message where an expectation is not met; it is a dev-dependency only.

pub mod conformance;
mod crash;
mod fault;
mod group;
mod recording;
mod scan;
pub mod stock;
mod verb;

use std::sync::Arc;

use groupkeep_store::{Error, Put, Store};
use sha2::{Digest, Sha256};

pub use crash::{Crash, CrashStore};
pub use fault::{Fault, FaultStore};
pub use group::GroupBuilder;
pub use recording::{RecordingStore, Request};
pub use scan::{Encoding, Hit, scan_for};
pub use verb::Verb;

/// Puts `bytes` under `key` with their right hash.
///
/// # Errors
/// Those of [`Store::put`].
pub async fn put(store: &dyn Store, key: &str, bytes: &[u8]) -> Result<Put, Error> {
    store.put(key, Arc::from(bytes), &Sha256::digest(bytes).into()).await
}
