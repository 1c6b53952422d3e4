//! Which vault is at a place, and whether we chose it.

use std::fs;

use groupkeep_monitor::Silent;
use groupkeep_testkit::put;

use super::objects;
use crate::error::Error;
use crate::fixture::{Fixture, local};
use crate::format::signed::Signed;
use crate::read::{Depth, Health, RestoreJob, look, open, restore, verify};

#[tokio::test]
async fn a_place_without_the_vault_is_named() {
    let fixture = Fixture::new().await;
    let other = Fixture::new().await;
    let empty = [local(&fixture.path("empty"))];
    let error = look(&empty, None).await.unwrap_err();
    assert_eq!(error.to_string(), "no vault at destination `empty`");
    let error = look(&[], Some(fixture.vault)).await.unwrap_err();
    assert!(matches!(error, Error::NoSnapshot { fitting: 0, .. }), "{error}");
    let error = look(&other.destinations, Some(fixture.vault)).await.unwrap_err();
    assert!(matches!(error, Error::Foreign { found, .. } if found == other.vault), "{error}");
    for object in objects(&other, "near", "").await {
        let to = fixture.path("near").join(object.strip_prefix(other.path("near")).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(object, to).unwrap();
    }
    let error = look(&fixture.destinations[..1], None).await.unwrap_err();
    assert!(matches!(error, Error::Ambiguous { count: 2, .. }), "{error}");
    let pinned = look(&fixture.destinations[..1], Some(other.vault)).await.unwrap();
    assert_eq!(pinned.documents.vault(), other.vault);
}

#[tokio::test]
async fn whether_the_vault_was_known_beforehand_is_told() {
    let fixture = Fixture::new().await;
    fixture.write("file", "new");
    fixture.backup().await.unwrap();
    for pinned in [None, Some(fixture.vault)] {
        let view = look(&fixture.destinations, pinned).await.unwrap();
        assert_eq!((view.pinned, view.documents.vault()), (pinned.is_some(), fixture.vault));
        let mut opened =
            open(&view, view.choose("latest").unwrap(), std::slice::from_ref(&fixture.identity)).await.unwrap();
        let to = fixture.path(if view.pinned { "pinned" } else { "unpinned" });
        restore(&mut opened, RestoreJob { paths: &[], to: &to }, &Silent).await.unwrap();
    }
}

/// Puts another generation 1 of the document at destination `at`, signed by the root key.
async fn another_generation(fixture: &Fixture, at: usize, time: &str) {
    let view = look(&fixture.destinations[..1], Some(fixture.vault)).await.unwrap();
    let first = &view.documents.all()[0];
    let mut body = first.body.clone();
    (body.generation, body.vault, body.previous) = (1, Some(fixture.vault), Some(first.sha256));
    body.time = time.parse().unwrap();
    let document = Signed::sign(body, &fixture.root).unwrap();
    put(fixture.destinations[at].store().unwrap(), &document.key().to_string(), &document.bytes).await.unwrap();
}

#[tokio::test]
async fn a_fork_of_the_documents_stops_everything() {
    for places in [[0, 1], [1, 1]] {
        let fixture = Fixture::new().await;
        for (at, time) in places.into_iter().zip(["2100-01-02T00:00:00Z", "2100-01-03T00:00:00Z"]) {
            another_generation(&fixture, at, time).await;
        }
        let error = look(&fixture.destinations, Some(fixture.vault)).await.unwrap_err();
        assert!(matches!(error, Error::Forked { generation: 1, .. }) && error.refused_for_safety(), "{error}");
    }
}

#[tokio::test]
async fn the_newest_documents_of_any_place_count_for_all() {
    let fixture = Fixture::new().await;
    another_generation(&fixture, 1, "2100-01-02T00:00:00Z").await;
    let mut far_first = fixture.destinations.clone();
    far_first.rotate_left(1);
    for destinations in [&fixture.destinations, &far_first] {
        let view = look(destinations, Some(fixture.vault)).await.unwrap();
        assert_eq!(view.documents.newest().body.generation, 1);
        let verdicts = verify(&view, Depth::Hash, &Silent).await.unwrap().destinations;
        let near = verdicts.iter().find(|verdict| verdict.name == "near").unwrap();
        assert_eq!((near.status, near.missing.len()), (Health::Behind, 1), "{near:?}");
    }
}
