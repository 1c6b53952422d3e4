//! Restoring a part of a snapshot.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use filetime::{FileTime, set_file_mtime};

use super::tree::{names, tree};
use super::{path, restore_to};
use crate::error::Error;
use crate::fixture::Fixture;

async fn fixture() -> Fixture {
    let fixture = Fixture::new().await;
    for name in ["a/b/one", "a/b/two", "a/b-c", "a/c/three", "top"] {
        fixture.write(name, name);
    }
    fs::hard_link(fixture.path("source/a/b/one"), fixture.path("source/twin")).unwrap();
    fs::set_permissions(fixture.path("source/a"), Permissions::from_mode(0o750)).unwrap();
    set_file_mtime(fixture.path("source/a"), FileTime::from_unix_time(5, 6)).unwrap();
    fixture.backup().await.unwrap();
    fixture
}

#[tokio::test]
async fn a_folder_comes_with_what_is_below_it_and_the_folders_above_it() {
    let fixture = fixture().await;
    let report = restore_to(&fixture, "latest", &[path("a/b")], "out").await.unwrap();
    assert_eq!(names(&fixture.path("out")), ["a", "a/b", "a/b/one", "a/b/two"]);
    assert_eq!((report.files, report.folders, report.bytes), (2, 2, 14));
    let (here, there) = (tree(&fixture.path("out")), tree(&fixture.path("source")));
    let above = std::path::Path::new("a");
    assert_eq!(here[above], there[above], "mode and time of the folder above");
}

#[tokio::test]
async fn several_files_and_folders_come_together() {
    let fixture = fixture().await;
    let wanted = [path("top"), path("a/c"), path("a/b/two"), path("a/c/three")];
    restore_to(&fixture, "latest", &wanted, "out").await.unwrap();
    assert_eq!(names(&fixture.path("out")), ["a", "a/b", "a/b/two", "a/c", "a/c/three", "top"]);
}

#[tokio::test]
async fn a_hard_link_alone_is_a_file_of_its_own() {
    let fixture = fixture().await;
    restore_to(&fixture, "latest", &[path("twin")], "out").await.unwrap();
    assert_eq!(fs::read_to_string(fixture.path("out/twin")).unwrap(), "a/b/one");
    assert_eq!(names(&fixture.path("out")), ["twin"]);
}

#[tokio::test]
async fn an_unknown_path_is_refused_before_anything_is_written() {
    let fixture = fixture().await;
    for unknown in ["nothing", "a/b/one/below", "a/b/on", "zzz"] {
        let error = restore_to(&fixture, "latest", &[path("top"), path(unknown)], "out").await.unwrap_err();
        assert!(matches!(&error, Error::NoSuchPath { path, .. } if path == unknown), "{error}");
        assert_eq!(error.hint().unwrap(), "`groupkeep ls` lists what the snapshot holds");
        assert!(!fixture.path("out").exists());
    }
}
