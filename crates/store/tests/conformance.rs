//! One suite, every store; and what the layers and servers do when something goes wrong.

mod retry;
#[cfg(feature = "s3")]
mod s3;

use std::sync::Arc;

use groupkeep_store::{LocalStore, MemoryStore, Retry, RetryPolicy};
use groupkeep_testkit::{Crash, CrashStore, FaultStore, RecordingStore, conformance};

#[tokio::test]
async fn memory() {
    conformance::run(&MemoryStore::new()).await;
}

#[tokio::test]
async fn local() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = LocalStore::create(&dir.path().join("made/with/parents")).expect("a store");
    conformance::run(&store).await;
}

#[tokio::test]
async fn layers_change_nothing_for_a_sound_store() {
    let store = Arc::new(RecordingStore::new(Arc::new(MemoryStore::new())));
    let store = Arc::new(CrashStore::new(store, Crash::never()));
    let store = FaultStore::new(store);
    conformance::run(&Retry::new(store, RetryPolicy::default())).await;
}

#[cfg(feature = "opendal")]
#[tokio::test]
async fn opendal_memory() {
    let options = std::collections::BTreeMap::new();
    let store = groupkeep_store::opendal::OpendalStore::connect("memory", &options).expect("a store");
    conformance::run(&store).await;
}
