//! Progress, and restores that are stopped on the way.

use std::fs;
use std::sync::Mutex;

use groupkeep_monitor::{Monitor, Recorder, Unit};

use super::tree::names;
use super::view;
use crate::error::Error;
use crate::fixture::{Fixture, noise};
use crate::read::{RestoreJob, open, restore};

/// Stops once bytes were advanced, and tells how many there were.
async fn interrupted_after(fixture: &Fixture, bytes: u64, to: &str) -> Vec<String> {
    let view = view(fixture).await;
    let identities = [fixture.identity.clone()];
    let mut opened = open(&view, view.choose("latest").unwrap(), &identities).await.unwrap();
    let monitor = Recorder::stopping_after(bytes);
    let to = fixture.path(to);
    let error = restore(&mut opened, RestoreJob { paths: &[], to: &to }, &monitor).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted), "{error}");
    names(&to)
}

#[tokio::test]
async fn an_interrupted_restore_leaves_whole_files_only() {
    let fixture = Fixture::new().await;
    fixture.write("a", "whole");
    fixture.write("b/large", noise(2, 9 << 20));
    fixture.write("c", "not reached");
    fixture.backup().await.unwrap();
    assert_eq!(interrupted_after(&fixture, 0, "at-once").await, [""; 0]);
    assert_eq!(interrupted_after(&fixture, 5, "after-one").await, ["a"]);
    assert_eq!(interrupted_after(&fixture, 6, "within-large").await, ["a", "b"]);
    assert_eq!(fs::read_to_string(fixture.path("within-large/a")).unwrap(), "whole");
}

#[tokio::test]
async fn progress_adds_up_to_what_was_announced() {
    struct Announced(Mutex<Option<u64>>, Recorder);
    impl Monitor for Announced {
        fn phase(&self, name: &'static str, total: Option<u64>, unit: Unit) {
            assert_eq!((name, unit), ("restore", Unit::Bytes));
            *self.0.lock().unwrap() = total;
        }
        fn advance(&self, by: u64) {
            self.1.advance(by);
        }
        fn note(&self, _text: &str) {}
    }
    let fixture = Fixture::new().await;
    fixture.write("a", "12345");
    fixture.write("b", noise(1, 300_000));
    fs::hard_link(fixture.path("source/a"), fixture.path("source/c")).unwrap();
    fixture.backup().await.unwrap();
    let view = view(&fixture).await;
    let mut opened =
        open(&view, view.choose("latest").unwrap(), std::slice::from_ref(&fixture.identity)).await.unwrap();
    let monitor = Announced(Mutex::default(), Recorder::default());
    restore(&mut opened, RestoreJob { paths: &[], to: &fixture.path("out") }, &monitor).await.unwrap();
    assert_eq!(*monitor.0.lock().unwrap(), Some(monitor.1.advanced()));
    assert_eq!(monitor.1.advanced(), 300_010);
}
