//! Statements that should not count: named, never listed, never the latest.

use groupkeep_keys::{Namespace, SigningKey, signed};
use groupkeep_monitor::Silent;

use super::craft::{plant, plant_pack, publish, statement};
use super::{restore_to, view};
use crate::fixture::Fixture;
use crate::format::key::ObjectKey;
use crate::format::statement::Statement;
use crate::id::Digest;
use crate::read::{Depth, Health, verify};

/// A vault with one honest snapshot, and the body of a statement far ahead of it.
async fn fixture() -> (Fixture, Statement) {
    let fixture = Fixture::new().await;
    fixture.write("file", "honest");
    fixture.backup().await.unwrap();
    let (at, line) = plant_pack(&fixture, b"\n").await;
    let body = statement(&fixture, at, vec![line]).await;
    (fixture, body)
}

/// Puts these bytes where a statement with this body would be.
async fn plant_as(fixture: &Fixture, body: &Statement, bytes: &[u8]) -> String {
    let (writer, seq) = (body.writer.clone(), body.seq);
    let key = ObjectKey::Statement { writer, seq, short: Digest::of(bytes).short() };
    plant(fixture, &key, bytes).await;
    key.to_string()
}

/// The object at `key` is refused for `reason`, and the honest snapshot is still the latest.
async fn refused(fixture: &Fixture, key: &str, reason: &str) {
    let view = view(fixture).await;
    let problems = &view.seen[0].found.as_ref().unwrap().refused;
    let told: Vec<_> = problems.iter().map(|problem| (&problem.key[..], &problem.reason[..])).collect();
    let [(at, why)] = told[..] else { panic!("{told:?}") };
    assert_eq!(at, key);
    assert!(why.contains(reason), "{why}");
    assert_eq!(view.snapshots.len(), 1);
    assert_eq!(view.choose("latest").unwrap().statement.body.seq, 1);
    let report = verify(&view, Depth::Presence, &Silent).await.unwrap();
    assert_eq!(
        (report.destinations[0].status, &report.destinations[0].damaged),
        (Health::Damaged, &vec![at.to_owned()])
    );
    assert_eq!((report.destinations[1].status, report.destinations[1].damaged.len()), (Health::Ok, 0));
    restore_to(fixture, "latest", &[], "out").await.unwrap();
    assert_eq!(std::fs::read_to_string(fixture.path("out/file")).unwrap(), "honest");
}

#[tokio::test]
async fn a_strangers_signature_counts_for_nothing() {
    let (fixture, mut body) = fixture().await;
    let stranger = SigningKey::generate("stranger");
    body.signer = stranger.public().fingerprint();
    let key = publish(&fixture, body, &stranger).await;
    refused(&fixture, &key, "is signed by another key than the writer's").await;
}

#[tokio::test]
async fn a_stranger_who_gives_the_writers_name_is_found_out() {
    let (fixture, body) = fixture().await;
    let line = serde_json::to_string(&body).unwrap();
    let bytes = signed::write(&line, &SigningKey::generate("stranger"), Namespace::Snapshot).unwrap();
    let key = plant_as(&fixture, &body, &bytes).await;
    refused(&fixture, &key, "is signed by another key than its body names").await;
}

#[tokio::test]
async fn a_signature_for_another_purpose_counts_for_nothing() {
    let (fixture, body) = fixture().await;
    let line = serde_json::to_string(&body).unwrap();
    let bytes = signed::write(&line, &fixture.credential.signing_key, Namespace::Receipt).unwrap();
    let key = plant_as(&fixture, &body, &bytes).await;
    refused(&fixture, &key, "").await;
}

#[tokio::test]
async fn an_altered_body_counts_for_nothing() {
    let (fixture, mut body) = fixture().await;
    let honest = view(&fixture).await.snapshots[0].statement.clone();
    let text = String::from_utf8(honest.bytes).unwrap();
    let altered = text.replace("\"seq\":1,", "\"seq\":99,");
    assert_ne!(altered, text);
    body.seq = 99;
    let key = plant_as(&fixture, &body, altered.as_bytes()).await;
    refused(&fixture, &key, "").await;
}

#[tokio::test]
async fn an_honest_statement_under_another_number_counts_for_nothing() {
    let (fixture, mut body) = fixture().await;
    let honest = view(&fixture).await.snapshots[0].statement.clone();
    body.seq = 99;
    let key = plant_as(&fixture, &body, &honest.bytes).await;
    refused(&fixture, &key, "is under another name than its own").await;
}

#[tokio::test]
async fn a_statement_of_another_vault_counts_for_nothing() {
    let (fixture, mut body) = fixture().await;
    body.vault = Fixture::new().await.vault;
    let key = publish(&fixture, body, &fixture.credential.signing_key).await;
    refused(&fixture, &key, "is of another vault").await;
}

#[tokio::test]
async fn another_vaults_writer_is_not_even_looked_at() {
    let (fixture, _) = fixture().await;
    let other = Fixture::new().await;
    other.write("file", "other");
    other.backup().await.unwrap();
    let stolen = view(&other).await.snapshots[0].statement.clone();
    plant(&fixture, &stolen.key(), &stolen.bytes).await;
    let view = view(&fixture).await;
    assert_eq!((view.snapshots.len(), view.seen[0].found.as_ref().unwrap().refused.len()), (1, 0));
    let verdicts = verify(&view, Depth::Hash, &Silent).await.unwrap().destinations;
    assert!(verdicts.iter().all(|verdict| verdict.status == Health::Ok), "{verdicts:?}");
}

#[tokio::test]
async fn a_generation_nobody_has_seen_is_refused() {
    let (fixture, mut body) = fixture().await;
    body.generation = 1;
    let key = publish(&fixture, body, &fixture.credential.signing_key).await;
    refused(&fixture, &key, "names generation 1, newer than the newest found, 0").await;
}

#[tokio::test]
async fn another_document_of_the_same_generation_is_refused() {
    let (fixture, mut body) = fixture().await;
    body.document = Digest::of(b"another");
    let key = publish(&fixture, body, &fixture.credential.signing_key).await;
    refused(&fixture, &key, "names another vault document of its generation").await;
}

#[tokio::test]
async fn a_list_that_is_not_what_the_statement_says_is_an_error_of_verify() {
    for (count, bytes) in [(1, 0), (0, 1)] {
        let (fixture, mut body) = fixture().await;
        (body.list.count, body.list.bytes) = (body.list.count + count, body.list.bytes + bytes);
        publish(&fixture, body, &fixture.credential.signing_key).await;
        let view = view(&fixture).await;
        let error = verify(&view, Depth::Presence, &Silent).await.unwrap_err();
        assert!(matches!(error, crate::Error::BadSnapshot { .. }), "{error}");
    }
}
