use groupkeep_keys::SigningKey;
use groupkeep_monitor::Silent;
use groupkeep_store::MemoryStore;

use super::*;
use crate::NewVault;
use crate::backup::upload::{Lane, Object};
use crate::env::Env;
use crate::format::Malformed;

/// A vault at one place, with the root key that made it.
async fn vault() -> (Destination, SigningKey, Signed<Document>) {
    let place = Destination::new("near", MemoryStore::new());
    let made = NewVault::prepare(Vec::new(), None, &Env::system()).unwrap();
    made.publish(std::slice::from_ref(&place), &Silent).await.unwrap();
    let root = SigningKey::parse(made.root_key.as_ref().unwrap()).unwrap();
    (place, root, made.documents().newest().clone())
}

/// The generation after `last`, told apart by its threshold.
fn after(last: &Signed<Document>, root: &SigningKey, mark: u64) -> Signed<Document> {
    let body = Document {
        vault: Some(last.vault()),
        signer: root.public().fingerprint(),
        generation: last.body.generation + 1,
        previous: Some(last.sha256),
        threshold: Some(mark),
        ..last.body.clone()
    };
    Signed::sign(body, root).unwrap()
}

async fn put(place: &Destination, document: &Signed<Document>) {
    let object = Object { key: document.key(), sha256: document.sha256, bytes: document.bytes.clone().into() };
    Lane::new(place.clone(), std::collections::HashMap::new()).put(&object).await.unwrap();
}

#[tokio::test]
async fn a_chain_is_followed_to_its_end() {
    let (place, root, first) = vault().await;
    let second = after(&first, &root, 2);
    let third = after(&second, &root, 3);
    put(&place, &third).await;
    assert_eq!(read_documents(&place, None).await.unwrap().newest().body.generation, 0, "a hole ends it");
    put(&place, &second).await;
    let read = read_documents(&place, Some(first.vault())).await.unwrap();
    assert_eq!((read.all().len(), read.newest().sha256), (3, third.sha256));
    assert!(read.no_older_than((2, third.sha256)).is_ok());
    assert!(matches!(read.no_older_than((3, third.sha256)), Err(Error::RolledBack { seen: 3, found: 2, .. })));
    assert!(matches!(read.no_older_than((2, first.sha256)), Err(Error::Forked { generation: 2, .. })));
}

#[tokio::test]
async fn generations_nobody_with_the_root_key_signed_are_passed_over() {
    let (place, _, first) = vault().await;
    let stranger = SigningKey::generate("");
    put(&place, &after(&first, &stranger, 2)).await;
    assert_eq!(read_documents(&place, Some(first.vault())).await.unwrap().all().len(), 1);
}

#[tokio::test]
async fn two_valid_documents_of_one_generation_stop_everything() {
    let (place, root, first) = vault().await;
    let (left, right) = (after(&first, &root, 2), after(&first, &root, 3));
    put(&place, &left).await;
    put(&place, &right).await;
    let error = read_documents(&place, Some(first.vault())).await.unwrap_err();
    assert!(matches!(error, Error::Forked { generation: 1, .. }) && error.refused_for_safety(), "{error}");
    let one = |second: Signed<Document>| Documents { generations: vec![first.clone(), second] };
    assert!(matches!(one(left.clone()).merge(one(right)), Err(Error::Forked { generation: 1, .. })));
    let both = Documents::first(first.clone()).merge(one(left)).unwrap();
    assert_eq!(both.all().len(), 2);
}

#[tokio::test]
async fn another_vault_no_vault_and_several_are_told_apart() {
    let (place, _, first) = vault().await;
    let (_, _, other) = vault().await;
    let told = |result: Result<Documents, Error>| result.map(|_| ()).unwrap_err();
    let foreign = told(read_documents(&place, Some(other.vault())).await);
    assert!(matches!(foreign, Error::Foreign { found, .. } if found == first.vault()), "{foreign}");
    put(&place, &other).await;
    assert!(matches!(told(read_documents(&place, None).await), Error::Ambiguous { count: 2, .. }));
    assert!(read_documents(&place, Some(first.vault())).await.is_ok());
    let empty = Destination::new("empty", MemoryStore::new());
    assert!(matches!(told(read_documents(&empty, None).await), Error::NoVault { .. }));
}

#[tokio::test]
async fn a_damaged_first_generation_is_named() {
    let (place, _, first) = vault().await;
    let store = place.store().unwrap();
    let key = first.key().to_string();
    store.delete(&key).await.unwrap();
    groupkeep_testkit::put(&**store, &key, &first.bytes[..100]).await.unwrap();
    let error = read_documents(&place, Some(first.vault())).await.unwrap_err();
    let Error::Damaged { key: named, source: Malformed { reason, .. }, .. } = &error else { panic!("{error}") };
    assert_eq!((named, &reason[..]), (&key, "does not match the digest in its name"));
}

#[tokio::test]
async fn a_document_too_large_to_be_any_is_not_read() {
    let fixture = crate::fixture::Fixture::new().await;
    let place = &fixture.destinations[0];
    let junk = ObjectKey::Document { generation: 1, sha256: Digest::of(b"junk") };
    std::fs::File::create(fixture.path("near").join(junk.to_string())).unwrap().set_len(1 << 40).unwrap();
    let documents = read_documents(place, Some(fixture.vault)).await.unwrap();
    assert_eq!(documents.all().len(), 1);
    let first = fixture.path("near").join(documents.newest().key().to_string());
    std::fs::File::create(first).unwrap().set_len(1 << 40).unwrap();
    let error = read_documents(place, Some(fixture.vault)).await.unwrap_err();
    let Error::Damaged { source, .. } = &error else { panic!("{error}") };
    assert!(source.reason.contains("is of 1099511627776 bytes"), "{source}");
}
