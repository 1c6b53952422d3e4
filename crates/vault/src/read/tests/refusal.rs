//! Restores that do not begin.

use std::fs;

use groupkeep_keys::Identity;

use super::craft::snapshot;
use super::tree::names;
use super::{objects, restore_to, view};
use crate::error::Error;
use crate::fixture::Fixture;
use crate::format::key;
use crate::read::open;

#[tokio::test]
async fn a_target_with_something_in_it_stays_as_it_is() {
    let fixture = Fixture::new().await;
    fixture.write("file", "new");
    fixture.backup().await.unwrap();
    fs::create_dir(fixture.path("out")).unwrap();
    fs::write(fixture.path("out/file"), "mine").unwrap();
    let error = restore_to(&fixture, "latest", &[], "out").await.unwrap_err();
    assert!(matches!(error, Error::TargetNotEmpty { .. }) && error.refused_for_safety(), "{error}");
    assert_eq!(fs::read_to_string(fixture.path("out/file")).unwrap(), "mine");
    let file = restore_to(&fixture, "latest", &[], "out/file").await.unwrap_err();
    assert!(matches!(file, Error::Io { .. }), "{file}");
}

#[tokio::test]
async fn an_empty_target_is_taken_and_an_absent_one_made() {
    let fixture = Fixture::new().await;
    fixture.write("file", "new");
    fixture.backup().await.unwrap();
    fs::create_dir(fixture.path("empty")).unwrap();
    for to in ["empty", "absent/below"] {
        restore_to(&fixture, "latest", &[], to).await.unwrap();
        assert_eq!(names(&fixture.path(to)), ["file"]);
    }
}

#[tokio::test]
async fn an_identity_that_is_no_readers_opens_nothing() {
    let fixture = Fixture::new().await;
    fixture.write("file", "new");
    fixture.backup().await.unwrap();
    let view = view(&fixture).await;
    let snapshot = view.choose("latest").unwrap();
    for given in [vec![], vec![Identity::generate()]] {
        let error = open(&view, snapshot, &given).await.unwrap_err();
        assert!(matches!(error, Error::NotAReader { epoch: 1, given: n, .. } if n == given.len()), "{error}");
    }
    let several = [Identity::generate(), fixture.identity.clone()];
    assert_eq!(open(&view, snapshot, &several).await.unwrap().root.counts.files, 1);
}

#[tokio::test]
async fn a_sealed_epoch_that_is_gone_everywhere_is_said_to_be() {
    let fixture = Fixture::new().await;
    fixture.write("file", "new");
    fixture.backup().await.unwrap();
    let near = objects(&fixture, "near", key::EPOCHS).await;
    fs::remove_file(&near[0]).unwrap();
    restore_to(&fixture, "latest", &[], "from-far").await.unwrap();
    fs::write(&objects(&fixture, "far", key::EPOCHS).await[0], "age-encryption.org/v1\n").unwrap();
    let error = restore_to(&fixture, "latest", &[], "out").await.unwrap_err();
    assert!(matches!(&error, Error::Lacking { key, .. } if key.starts_with("epochs/1/")), "{error}");
}

#[tokio::test]
async fn names_the_target_does_not_take_are_reported_and_the_rest_is_restored() {
    let fixture = Fixture::new().await;
    let (just, long) = ("j".repeat(255), "l".repeat(256));
    let file = |path: &str| {
        format!(r#"{{"path":"{path}","type":"file","mode":420,"mtime":[0,0],"size":5,"chunks":[{{CHUNK}}]}}"#) + "\n"
    };
    let folder = |path: &str| format!(r#"{{"path":"{path}","type":"dir","mode":493,"mtime":[0,0]}}"#) + "\n";
    let link = format!(r#"{{"path":"n{long}","type":"symlink","mode":511,"mtime":[0,0],"target":"a"}}"#) + "\n";
    let parts = [
        folder("a"),
        file(&format!("a/{just}")),
        file(&format!("a/{long}")),
        file(&just),
        folder(&long),
        folder(&format!("{long}/in")),
        file(&format!("{long}/in/f")),
        link,
        file("z"),
    ];
    snapshot(&fixture, &parts.concat()).await;
    let report = restore_to(&fixture, "latest", &[], "out").await.unwrap();
    assert_eq!(names(&fixture.path("out")), ["a".to_owned(), format!("a/{just}"), just, "z".to_owned()]);
    assert_eq!((report.files, report.folders, report.symlinks), (3, 1, 0));
    let (name, inside) = ("its name is longer than the target allows", "lies in a folder that could not be made");
    let failed: Vec<_> = report.failed.iter().map(|one| (one.path.clone(), one.reason.as_str())).collect();
    let expected = [
        (format!("a/{long}"), name),
        (long.clone(), name),
        (format!("{long}/in"), inside),
        (format!("{long}/in/f"), inside),
        (format!("n{long}"), name),
    ];
    assert_eq!(failed, expected);
}
