//! What a writer makes of tombstones: it never counts on an object that someone is about to delete.

use groupkeep_keys::SigningKey;
use groupkeep_testkit::{Fault, FaultStore, Verb};

use super::*;
use crate::fixture::{Fixture, noise};
use crate::format::document::Document;
use crate::format::signed::Signed;
use crate::format::tombstone::{SCHEMA, Tombstone};
use crate::id::VaultId;

/// Makes `pruner` one of the vault's, in a new generation at every destination.
async fn allow(fixture: &Fixture, pruner: &SigningKey) {
    let documents = crate::read_documents(&fixture.destinations[0], Some(fixture.vault)).await.unwrap();
    let last = documents.newest();
    let body = Document {
        vault: Some(fixture.vault),
        generation: last.body.generation + 1,
        previous: Some(last.sha256),
        pruners: vec![pruner.public()],
        ..last.body.clone()
    };
    let next = Signed::sign(body, &fixture.root).unwrap();
    for destination in &fixture.destinations {
        put(destination, next.key(), &next.bytes).await;
    }
}

async fn put(destination: &Destination, key: ObjectKey, bytes: &[u8]) {
    groupkeep_testkit::put(&**destination.store().unwrap(), &key.to_string(), bytes).await.unwrap();
}

async fn bury(destination: &Destination, vault: VaultId, pruner: &SigningKey, objects: Vec<String>) {
    let tombstone = Tombstone {
        schema: SCHEMA.to_owned(),
        kind: "tombstone".to_owned(),
        vault,
        signer: pruner.public().fingerprint(),
        time: jiff::Timestamp::UNIX_EPOCH,
        objects,
    };
    let signed = Signed::sign(tombstone, pruner).unwrap();
    put(destination, ObjectKey::Tombstone(signed.sha256), &signed.bytes).await;
}

#[tokio::test]
async fn a_pack_under_a_tombstone_is_written_anew() {
    let fixture = Fixture::new().await;
    let pruner = SigningKey::generate("");
    allow(&fixture, &pruner).await;
    fixture.write("file", noise(1, 100_000));
    fixture.backup().await.unwrap();
    let before = fixture.keys(0, "packs").await;
    bury(&fixture.destinations[0], fixture.vault, &pruner, before.clone()).await;
    let report = fixture.backup().await.unwrap();
    assert!(report.succeeded() && report.bytes_added > 100_000, "{report:?}");
    let view = crate::look(&fixture.destinations, Some(fixture.vault)).await.unwrap();
    let lanes = [Arc::new(Lane::new(
        fixture.destinations[0].clone(),
        fixture.keys(0, "lists").await.into_iter().map(|key| (key, 0)).collect(),
    ))];
    let (_, list) = fill::find_list(&lanes, &view.snapshots[1].statement).await.unwrap();
    let needed: Vec<_> = list.lines.iter().map(|line| line.key(&fixture.credential.writer).to_string()).collect();
    assert!(!needed.is_empty() && needed.iter().all(|key| !before.contains(key)));
}

#[tokio::test]
async fn a_tombstone_that_appears_during_the_run_stops_the_commit_there() {
    let mut fixture = Fixture::new().await;
    let pruner = SigningKey::generate("");
    allow(&fixture, &pruner).await;
    fixture.write("file", noise(1, 100_000));
    fixture.backup().await.unwrap();
    let faults = FaultStore::new(Arc::clone(fixture.destinations[0].store().unwrap()));
    fixture.wrap(0, |_| Arc::new(faults.clone()));
    let packs = fixture.keys(0, "packs").await;
    bury(&fixture.destinations[0], fixture.vault, &pruner, packs).await;
    // The first look does not see it yet.
    faults.script(Verb::List, "tombstones/", 0, Fault::Stale);
    let report = fixture.backup().await.unwrap();
    faults.assert_all_fired();
    assert_eq!(report.destinations.iter().map(|d| d.status).collect::<Vec<_>>(), [Status::Failed, Status::Ok]);
    assert!(report.destinations[0].error.as_ref().unwrap().contains("about to be deleted at destination `near`"));
    assert_eq!(fixture.keys(0, "snapshots").await.len(), 1);
    assert!(fixture.backup().await.unwrap().succeeded());
}

#[tokio::test]
async fn tombstones_nobody_may_sign_count_for_nothing() {
    let fixture = Fixture::new().await;
    fixture.write("file", noise(1, 100_000));
    fixture.backup().await.unwrap();
    let packs = fixture.keys(0, "packs").await;
    bury(&fixture.destinations[0], fixture.vault, &SigningKey::generate(""), packs).await;
    let report = fixture.backup().await.unwrap();
    assert!(report.unchanged && report.succeeded());
}

#[tokio::test]
async fn what_is_too_large_to_be_a_tombstone_is_not_read() {
    let mut fixture = Fixture::new().await;
    fixture.write("file", "1");
    let key = ObjectKey::Tombstone(Digest::of(b"junk")).to_string();
    std::fs::create_dir_all(fixture.path("near/tombstones")).unwrap();
    std::fs::File::create(fixture.path("near").join(&key)).unwrap().set_len(1 << 40).unwrap();
    let recording = groupkeep_testkit::RecordingStore::new(fixture.destinations[0].store().unwrap().clone());
    fixture.wrap(0, |_| Arc::new(recording.clone()));
    assert!(fixture.backup().await.unwrap().succeeded());
    assert!(!recording.requests().iter().any(|request| request.verb == Verb::Get && request.key == key));
}
