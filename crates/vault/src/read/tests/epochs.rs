//! A new epoch seals what is new; what was packed before is used again and stays readable.

use groupkeep_keys::Identity;
use groupkeep_testkit::put;

use super::tree::tree;
use super::{objects, restore_to, view};
use crate::error::Error;
use crate::fixture::{Fixture, noise};
use crate::format::document::{Epoch, EpochKind};
use crate::format::key::ObjectKey;
use crate::format::signed::Signed;
use crate::id::Digest;
use crate::read::open;

/// Publishes the next generation of the document, with another epoch sealed to `readers`.
async fn new_epoch(fixture: &Fixture, readers: &[Identity]) {
    let view = view(fixture).await;
    let newest = view.documents.newest();
    let mut body = newest.body.clone();
    let identity = Identity::generate();
    let recipients: Vec<_> = readers.iter().map(Identity::recipient).collect();
    let sealed = groupkeep_keys::seal(identity.to_text(&[]).as_bytes(), &recipients).unwrap();
    let number = body.epochs.len() as u64 + 1;
    let sha256 = Digest::of(&sealed);
    body.epochs.push(Epoch { number, kind: EpochKind::X25519, recipient: identity.recipient(), sealed: vec![sha256] });
    (body.generation, body.vault, body.previous) = (body.generation + 1, Some(fixture.vault), Some(newest.sha256));
    let document = Signed::sign(body, &fixture.root).unwrap();
    for destination in &fixture.destinations {
        let store = destination.store().unwrap();
        put(store, &ObjectKey::Epoch { number, sha256 }.to_string(), &sealed).await.unwrap();
        put(store, &document.key().to_string(), &document.bytes).await.unwrap();
    }
}

/// A snapshot under epoch 1, then one under epoch 2 that shares packs with it.
async fn fixture(new_reader: &Identity) -> Fixture {
    let fixture = Fixture::new().await;
    fixture.write("old", noise(1, 2 << 20));
    fixture.backup().await.unwrap();
    new_epoch(&fixture, &[fixture.identity.clone(), new_reader.clone()]).await;
    fixture.write("new", noise(2, 300_000));
    let report = fixture.backup().await.unwrap();
    assert!(report.bytes_read < 1 << 20, "what was packed before is used again");
    fixture
}

#[tokio::test]
async fn a_snapshot_over_two_epochs_comes_back_whole() {
    let fixture = fixture(&Identity::generate()).await;
    let view = view(&fixture).await;
    let epochs: Vec<_> = view.snapshots.iter().map(|snapshot| snapshot.statement.body.epoch).collect();
    assert_eq!(epochs, [1, 2]);
    let report = restore_to(&fixture, "latest", &[], "out").await.unwrap();
    assert_eq!((report.failed, report.fallbacks), (vec![], vec![]));
    assert_eq!(tree(&fixture.path("out")), tree(&fixture.path("source")));
}

#[tokio::test]
async fn the_script_reads_over_two_epochs_and_says_what_a_later_reader_cannot() {
    let new_reader = Identity::generate();
    let mut fixture = fixture(&new_reader).await;
    let Some(output) = super::script::recover(&fixture, &[]) else { return };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(tree(&fixture.path("out")), tree(&fixture.path("source")));
    std::fs::remove_dir_all(fixture.path("out")).unwrap();
    fixture.identity = new_reader;
    let Some(output) = super::script::recover(&fixture, &[]) else { return };
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("NOT RESTORED: \"old\": ") && said.contains("no identity matched"), "{said}");
    assert_eq!(super::tree::names(&fixture.path("out")), ["new"]);
}

#[tokio::test]
async fn a_reader_since_the_second_epoch_reads_what_was_written_since() {
    let new_reader = Identity::generate();
    let mut fixture = fixture(&new_reader).await;
    fixture.identity = new_reader;
    let view = view(&fixture).await;
    let first = open(&view, &view.snapshots[0], std::slice::from_ref(&fixture.identity)).await;
    assert!(matches!(first, Err(Error::NotAReader { epoch: 1, .. })), "{first:?}");
    let report = restore_to(&fixture, "latest", &[], "out").await.unwrap();
    let failed: Vec<_> = report.failed.iter().map(|failed| &failed.path[..]).collect();
    assert_eq!(failed, ["old"]);
    assert_eq!(std::fs::read(fixture.path("out/new")).unwrap(), noise(2, 300_000));
}

#[tokio::test]
async fn an_old_epochs_identity_that_is_lost_costs_only_what_it_sealed() {
    let fixture = fixture(&Identity::generate()).await;
    for place in ["near", "far"] {
        std::fs::remove_file(&objects(&fixture, place, "epochs/1/").await[0]).unwrap();
    }
    let report = restore_to(&fixture, "latest", &[], "out").await.unwrap();
    assert_eq!((report.files, report.failed.len()), (1, 1));
}
