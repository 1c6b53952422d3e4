//! What `snapshots` and `ls` tell.

use std::fs;
use std::os::unix::fs::symlink;

use filetime::{FileTime, set_file_mtime};
use groupkeep_keys::Identity;

use super::{path, view};
use crate::error::Error;
use crate::fixture::{Fixture, noise};
use crate::read::{ls, open, snapshots};

#[tokio::test]
async fn snapshots_are_listed_with_counts_for_readers_only() {
    let fixture = Fixture::new().await;
    fixture.write("one", "12345");
    fixture.backup().await.unwrap();
    fixture.write("two", noise(1, 400_000));
    let second = fixture.backup().await.unwrap();
    let view = view(&fixture).await;
    let told = snapshots(&view, std::slice::from_ref(&fixture.identity)).await;
    let counts: Vec<_> = told.iter().map(|line| (line.seq, line.files, line.bytes)).collect();
    assert_eq!(counts, [(1, Some(1), Some(5)), (2, Some(2), Some(400_005))]);
    let newest = &told[1];
    assert_eq!(newest.id, second.snapshot.unwrap().to_string());
    assert_eq!((&newest.writer, newest.time), (&fixture.credential.writer.to_string(), second.time));
    assert_eq!(newest.signed_by, fixture.credential.signing_key.public().fingerprint());
    assert_eq!((newest.verified, &newest.at), (true, &vec!["near".to_owned(), "far".to_owned()]));
    assert_eq!(told[0].series, newest.series);

    for identities in [vec![], vec![Identity::generate()]] {
        let untold = snapshots(&view, &identities).await;
        assert!(untold.iter().all(|line| (line.files, line.bytes) == (None, None)));
        let ids = |lines: &[crate::SnapshotLine]| lines.iter().map(|line| line.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&untold), ids(&told));
    }
}

#[tokio::test]
async fn a_vault_without_snapshots_lists_none() {
    let fixture = Fixture::new().await;
    let view = view(&fixture).await;
    assert_eq!(snapshots(&view, &[]).await, []);
    assert!(matches!(view.choose("latest"), Err(Error::NoSnapshot { fitting: 0, .. })));
}

#[tokio::test]
async fn entries_are_listed_in_the_order_of_a_walk() {
    let fixture = Fixture::new().await;
    for (name, content) in [("a/b", "12"), ("a/c/d", "1"), ("a-b", "123"), ("b", "")] {
        fixture.write(name, content);
    }
    symlink("a/b", fixture.path("source/z")).unwrap();
    set_file_mtime(fixture.path("source/a/b"), FileTime::from_unix_time(1_700_000_000, 5)).unwrap();
    fs::set_permissions(fixture.path("source/b"), std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
    fixture.backup().await.unwrap();
    let view = view(&fixture).await;
    let mut opened =
        open(&view, view.choose("latest").unwrap(), std::slice::from_ref(&fixture.identity)).await.unwrap();

    let all = ls(&mut opened, &[]).await.unwrap();
    let lines: Vec<_> = all.iter().map(|line| (&line.path[..], line.kind, line.size)).collect();
    let expected = [
        ("a", "directory", None),
        ("a/b", "file", Some(2)),
        ("a/c", "directory", None),
        ("a/c/d", "file", Some(1)),
        ("a-b", "file", Some(3)),
        ("b", "file", Some(0)),
        ("z", "symlink", None),
    ];
    assert_eq!(lines, expected);
    assert_eq!(all[1].modified.unwrap().to_string(), "2023-11-14T22:13:20.000000005Z");
    assert_eq!((all[5].mode, all[6].target.as_deref()), (Some(0o640), Some("a/b")));

    let some = ls(&mut opened, &[path("a/c"), path("b")]).await.unwrap();
    assert_eq!(some.iter().map(|line| &line.path[..]).collect::<Vec<_>>(), ["a/c", "a/c/d", "b"]);
    let error = ls(&mut opened, &[path("b"), path("a/x")]).await.unwrap_err();
    assert!(matches!(&error, Error::NoSuchPath { path, .. } if path == "a/x"), "{error}");
}
