//! Which vault is at a place, and whether we chose it.

use std::fs;

use groupkeep_monitor::Silent;

use super::objects;
use crate::error::Error;
use crate::fixture::{Fixture, local};
use crate::read::{RestoreJob, look, open, restore};

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
