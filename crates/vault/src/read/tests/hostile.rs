//! Manifests by a writer who means harm: nothing is written outside the target, and the restore fails loudly.

use std::fs;

use super::craft::{plant_pack, plant_pack_as, publish, snapshot, statement};
use super::restore_to;
use super::tree::names;
use crate::error::Error;
use crate::fixture::Fixture;
use crate::id::ChunkId;

pub(super) fn file(path: &str) -> String {
    format!(r#"{{"path":"{path}","type":"file","mode":420,"mtime":[0,0],"size":5,"chunks":[{{CHUNK}}]}}"#) + "\n"
}

pub(super) fn folder(path: &str) -> String {
    format!(r#"{{"path":"{path}","type":"dir","mode":493,"mtime":[0,0]}}"#) + "\n"
}

pub(super) fn link(path: &str, target: &str) -> String {
    format!(r#"{{"path":"{path}","type":"symlink","mode":511,"mtime":[0,0],"target":"{target}"}}"#) + "\n"
}

fn hard(path: &str, first: &str) -> String {
    file(path).replace(",\"size\"", &format!(",\"link\":\"{first}\",\"size\""))
}

#[tokio::test]
async fn a_manifest_by_hand_is_restored_when_it_is_sound() {
    let fixture = Fixture::new().await;
    snapshot(&fixture, &(folder("d") + &file("d/f") + &hard("e", "d/f") + &link("l", "/etc"))).await;
    restore_to(&fixture, "latest", &[], "out").await.unwrap();
    assert_eq!(names(&fixture.path("out")), ["d", "d/f", "e", "l"]);
    assert_eq!(fs::read_to_string(fixture.path("out/e")).unwrap(), "WRONG");
}

/// Manifests that no restore may follow: `canary` is a file that must not come to be, `place` a folder that must stay as
/// it is.
pub(super) fn harmful(canary: &str, place: &str) -> Vec<(&'static str, String)> {
    vec![
        ("absolute", file(canary)),
        ("dot dot", file("../canary")),
        ("dot dot inside", folder("d") + &file("d/../../canary")),
        ("dot", file("./canary")),
        ("empty component", folder("d") + &file("d//canary")),
        ("empty", file("")),
        ("nul", file("a\\u0000b")),
        ("below a link", link("l", place) + &file("l/canary")),
        ("below a link called a folder too", link("l", place) + &folder("l") + &file("l/canary")),
        ("a link in place of a folder", folder("l") + &link("l", place) + &file("l/canary")),
        ("below a file", file("f") + &file("f/canary")),
        ("below nothing", file("d/canary")),
        ("twice", file("f") + &file("f")),
        ("out of order", file("b") + &file("a")),
        ("a device", file("dev").replace("\"file\"", "\"device\"")),
        ("another type's fields", link("l", "x").replace("symlink", "dir")),
        ("too short", file("f").replace("\"size\":5", "\"size\":6")),
        ("a link to what comes later", hard("a", "b") + &file("b")),
        ("cut", file("f").trim_end().to_owned()),
        ("no JSON", "{\n".to_owned()),
    ]
}

#[tokio::test]
async fn no_manifest_writes_outside_its_target() {
    let outside = Fixture::new().await;
    let canary = outside.path("canary").to_str().unwrap().to_owned();
    let place = outside.path("source").to_str().unwrap().to_owned();
    for (what, manifest) in harmful(&canary, &place) {
        let fixture = Fixture::new().await;
        snapshot(&fixture, &manifest).await;
        let error = restore_to(&fixture, "latest", &[], "out").await.unwrap_err();
        let refused = matches!(error, Error::BadSnapshot { .. });
        assert!(refused, "{what}: {error:?}");
        assert!(!names(&fixture.path("out")).iter().any(|name| name.contains("canary")), "{what}");
        assert!(!fixture.path("canary").exists() && !outside.path("canary").exists(), "{what}");
        assert_eq!(names(&outside.path("source")), [""; 0], "{what}");
        let beside: Vec<_> = fs::read_dir(fixture.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(beside.iter().all(|name| ["source", "near", "far", "out"].iter().any(|known| name == known)), "{what}");
    }
}

#[tokio::test]
async fn a_hard_link_to_something_else_than_a_file_becomes_a_file() {
    for first in ["absent", "d", "d/absent", "l/passwd"] {
        let fixture = Fixture::new().await;
        snapshot(&fixture, &(folder("d") + &link("l", "/etc") + &hard("x", first))).await;
        restore_to(&fixture, "latest", &[], "out").await.unwrap();
        assert_eq!(fs::read_to_string(fixture.path("out/x")).unwrap(), "WRONG", "{first}");
    }
}

#[tokio::test]
async fn bytes_that_are_not_those_of_their_id_are_never_written() {
    let right = |fixture: &Fixture| ChunkId::of(&fixture.credential.dedup_key, b"RIGHT");
    for in_the_table_too in [false, true] {
        let fixture = Fixture::new().await;
        let (mut content, line) = if in_the_table_too {
            plant_pack_as(&fixture, b"WRONG", right(&fixture)).await
        } else {
            plant_pack(&fixture, b"WRONG").await
        };
        content.id = right(&fixture);
        let manifest = file("f").replace("{CHUNK}", &serde_json::to_string(&content).unwrap()) + &link("l", "x");
        let (at, second) = plant_pack(&fixture, manifest.as_bytes()).await;
        let body = statement(&fixture, at, vec![line, second]).await;
        publish(&fixture, body, &fixture.credential.signing_key).await;
        let report = restore_to(&fixture, "latest", &[], "out").await.unwrap();
        assert_eq!((report.files, report.failed.len()), (0, 1));
        assert_eq!(names(&fixture.path("out")), ["l"]);
    }
}

#[tokio::test]
async fn a_root_that_is_none_is_said_to_be() {
    let fixture = Fixture::new().await;
    let (at, line) = plant_pack(&fixture, b"WRONG").await;
    let mut body = statement(&fixture, at, vec![line]).await;
    body.root.truncate(100);
    publish(&fixture, body, &fixture.credential.signing_key).await;
    let error = restore_to(&fixture, "latest", &[], "out").await.unwrap_err();
    assert!(matches!(error, Error::BadSnapshot { .. }), "{error}");
}
