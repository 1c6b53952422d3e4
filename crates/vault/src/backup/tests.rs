use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use groupkeep_monitor::{Recorder, Silent};
use groupkeep_store::{ErrorKind, MemoryStore};
use groupkeep_testkit::{Crash, CrashStore, Fault, FaultStore, RecordingStore, Verb, scan_for};

use super::*;
use crate::fixture::{Fixture, Still, local, noise};
use crate::{Access, RestoreJob, Skipped, look, open, restore};

/// Restores the latest snapshot from `destinations` and gives its files: path to content, links to their targets.
pub(super) async fn restored(fixture: &Fixture, destinations: &[Destination]) -> BTreeMap<PathBuf, Vec<u8>> {
    let view = look(destinations, Some(fixture.vault)).await.unwrap();
    let snapshot = view.choose("latest").unwrap();
    let mut opened = open(&view, snapshot, std::slice::from_ref(&fixture.identity)).await.unwrap();
    let target = tempfile::tempdir().unwrap();
    let to = target.path().join("out");
    let report = restore(&mut opened, RestoreJob { paths: &[], to: &to }, &Silent).await.unwrap();
    assert_eq!(report.failed, []);
    tree(&to)
}

pub(super) fn tree(top: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut out = BTreeMap::new();
    for entry in walkdir::WalkDir::new(top).min_depth(1) {
        let entry = entry.unwrap();
        let content = if entry.file_type().is_symlink() {
            fs::read_link(entry.path()).unwrap().as_os_str().as_bytes().to_vec()
        } else if entry.file_type().is_dir() {
            b"<folder>".to_vec()
        } else {
            fs::read(entry.path()).unwrap()
        };
        out.insert(entry.path().strip_prefix(top).unwrap().to_owned(), content);
    }
    out
}

/// A group's folder in small: text, noise of several packs' chunks, an empty file and folder, odd names, links.
fn fill(fixture: &Fixture) {
    fixture.write("chats/2026.jsonl", "{\"text\":\"早上好\"}\n".repeat(5000));
    fixture.write("media/photo.jpg", noise(1, 3_000_000));
    fixture.write("empty", "");
    fixture.write("a-b", "dash");
    fixture.write("a/b", "slash");
    fixture.write(std::ffi::OsStr::from_bytes(b"name-\xff\xfe"), "not UTF-8");
    fixture.write("new\nline 'quoted' \"twice\" \\", "hostile");
    fs::create_dir(fixture.path("source/hollow")).unwrap();
    symlink("../..", fixture.path("source/a/up")).unwrap();
    symlink(".", fixture.path("source/loop")).unwrap();
    fs::hard_link(fixture.path("source/a-b"), fixture.path("source/z-hard")).unwrap();
}

#[tokio::test]
async fn every_destination_gives_back_what_was_there() {
    let fixture = Fixture::new().await;
    fill(&fixture);
    let report = fixture.backup().await.unwrap();
    assert!(report.succeeded() && !report.unchanged, "{report:?}");
    assert_eq!((report.files, report.seq, report.counts.symlinks, report.counts.folders), (8, 1, 2, 4));
    assert_eq!(
        report.destinations.iter().map(|d| (d.status, d.newest_seq)).collect::<Vec<_>>(),
        [(Status::Ok, Some(1)); 2]
    );
    let wanted = tree(&fixture.path("source"));
    for destination in &fixture.destinations {
        assert_eq!(restored(&fixture, std::slice::from_ref(destination)).await, wanted, "{}", destination.name);
    }
}

#[tokio::test]
async fn an_unchanged_tree_adds_a_statement_and_nothing_else() {
    let fixture = Fixture::new().await;
    fill(&fixture);
    fixture.backup().await.unwrap();
    let (packs, lists, indexes) =
        (fixture.keys(0, "packs").await, fixture.keys(0, "lists").await, fixture.keys(0, "index").await);
    let report = fixture.backup().await.unwrap();
    assert!(report.unchanged && report.succeeded(), "{report:?}");
    assert_eq!((report.bytes_read, report.bytes_added, report.seq, report.files), (0, 0, 2, 8));
    assert_eq!(report.destinations.iter().map(|d| d.objects_added).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(fixture.keys(0, "packs").await, packs);
    assert_eq!(fixture.keys(0, "lists").await, lists);
    assert_eq!(fixture.keys(0, "index").await, indexes);
    assert_eq!(restored(&fixture, &fixture.destinations).await, tree(&fixture.path("source")));
}

#[tokio::test]
async fn an_empty_folder_is_a_snapshot_too() {
    let fixture = Fixture::new().await;
    for seq in 1..3 {
        let report = fixture.backup().await.unwrap();
        assert!(report.succeeded(), "{report:?}");
        assert_eq!((report.files, report.seq, report.unchanged), (0, seq, seq == 2));
    }
    assert_eq!(restored(&fixture, &fixture.destinations).await, BTreeMap::new());
}

#[tokio::test]
async fn the_report_is_the_json_people_script_against() {
    let fixture = Fixture::new().await;
    fixture.write("file", "1");
    let report = fixture.backup().await.unwrap();
    let json = serde_json::to_value(&report).unwrap();
    let id = report.snapshot.unwrap().to_string();
    let place = |name: &str| {
        let bytes = &report.destinations[0].bytes_added;
        serde_json::json!({"name": name, "status": "ok", "snapshot": id, "objects_added": 5, "bytes_added": bytes,
                           "error": null})
    };
    let expected = serde_json::json!({
        "schema": "groupkeep/backup/v1", "snapshot": id, "complete": true, "unchanged": false, "files": 1,
        "bytes_read": 1, "bytes_added": report.bytes_added, "skipped": [], "torn": [],
        "left_out": {"large_files": 0, "file_systems": 0, "caches": 0},
        "destinations": [place("near"), place("far")],
    });
    assert_eq!(json, expected);
}

#[tokio::test]
async fn only_what_is_new_is_stored() {
    let fixture = Fixture::new().await;
    fixture.write("one", noise(1, 6_000_000));
    fixture.backup().await.unwrap();
    fixture.write("two", noise(1, 6_000_000));
    fixture.write("three", noise(2, 100_000));
    let report = fixture.backup().await.unwrap();
    assert_eq!(report.bytes_read, 6_100_000);
    assert!((100_000..150_000).contains(&report.bytes_added), "{}", report.bytes_added);
    assert_eq!(restored(&fixture, &fixture.destinations).await, tree(&fixture.path("source")));
}

#[tokio::test]
async fn statements_name_all_that_came_before() {
    let fixture = Fixture::new().await;
    fixture.write("file", "1");
    let mut named = Vec::new();
    for _ in 0..3 {
        named.push(fixture.backup().await.unwrap().snapshot.unwrap());
    }
    let view = look(&fixture.destinations, Some(fixture.vault)).await.unwrap();
    let chain: Vec<_> =
        view.snapshots.iter().map(|s| (s.statement.body.seq, s.statement.body.previous.clone())).collect();
    assert_eq!(chain, [(1, vec![]), (2, vec![named[0]]), (3, vec![named[1]])]);
    let series: Vec<_> = view.snapshots.iter().map(|s| s.statement.body.series.clone()).collect();
    assert!(series.iter().all(|other| *other == series[0]));
}

#[tokio::test]
async fn a_lost_cache_is_rebuilt_without_storing_anything_twice() {
    let fixture = Fixture::new().await;
    fill(&fixture);
    fixture.backup().await.unwrap();
    fs::remove_dir_all(fixture.path("state")).unwrap();
    let report = fixture.backup().await.unwrap();
    assert!(report.unchanged && report.bytes_read > 0, "{report:?}");
    assert_eq!((report.bytes_added, report.seq), (0, 2));
}

#[tokio::test]
async fn a_copied_state_makes_a_fork_that_the_next_run_merges() {
    let fixture = Fixture::new().await;
    fixture.write("file", "1");
    let base = fixture.backup().await.unwrap().snapshot.unwrap();
    let copy = |from: &str, to: &str| {
        let vault = fixture.vault.to_string();
        let (from, to) = (fixture.path(from).join(&vault), fixture.path(to).join(&vault));
        fs::create_dir_all(&to).unwrap();
        for file in fs::read_dir(from).unwrap().map(Result::unwrap).filter(|file| file.path().is_file()) {
            fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    };
    copy("state", "saved");
    // The clone sees neither destination's new statement: each runs against one of them alone.
    let mut one = fixture.job().unwrap();
    one.destinations.truncate(1);
    let left = backup(one, Arc::new(Silent)).await.unwrap().snapshot.unwrap();
    fs::remove_dir_all(fixture.path("state")).unwrap();
    copy("saved", "state");
    fixture.write("file", "2");
    let mut other = fixture.job().unwrap();
    other.destinations.remove(0);
    let right = backup(other, Arc::new(Silent)).await.unwrap().snapshot.unwrap();
    let merged = fixture.backup().await.unwrap();
    assert_eq!(merged.seq, 3);
    let view = look(&fixture.destinations, Some(fixture.vault)).await.unwrap();
    assert_eq!(view.snapshots.len(), 4);
    let previous = |at: usize| view.snapshots[at].statement.body.previous.clone();
    let mut heads = vec![left, right];
    heads.sort();
    assert_eq!((previous(1), previous(2), previous(3)), (vec![base], vec![base], heads));
    assert!(view.snapshots.iter().all(|snapshot| snapshot.at.len() == 2), "both sides were filled");
}

#[tokio::test]
async fn one_full_destination_does_not_stop_the_other() {
    let mut fixture = Fixture::new().await;
    fill(&fixture);
    let faults = FaultStore::new(Arc::clone(fixture.destinations[1].store().unwrap()));
    faults.script(Verb::Put, "w/", 0, Fault::Fails(ErrorKind::Full));
    fixture.wrap(1, |_| Arc::new(faults.clone()));
    let report = fixture.backup().await.unwrap();
    faults.assert_all_fired();
    assert!(!report.succeeded() && report.complete);
    let states: Vec<_> = report.destinations.iter().map(|d| (d.status, d.snapshot == report.snapshot)).collect();
    assert_eq!(states, [(Status::Ok, true), (Status::Failed, false)]);
    let error = report.destinations[1].error.as_deref().unwrap();
    assert!(error.starts_with("destination `far` failed: ") && error.contains("no space left"), "{error}");
    assert!(report.destinations[1].hint.as_deref().unwrap().contains("free some space"));
    assert_eq!(fixture.keys(1, "snapshots").await, Vec::<String>::new());
    assert_eq!(restored(&fixture, &fixture.destinations[..1]).await, tree(&fixture.path("source")));

    // With room again, the next run brings everything that is missing there.
    let report = fixture.backup().await.unwrap();
    assert!(report.succeeded());
    assert_eq!(fixture.keys(1, "snapshots").await.len(), 2);
    assert_eq!(restored(&fixture, &fixture.destinations[1..]).await, tree(&fixture.path("source")));
}

#[tokio::test]
async fn one_of_two_is_enough_where_so_configured() {
    let mut fixture = Fixture::new().await;
    fixture.success = Success::AtLeast(1);
    fixture.write("file", "1");
    let error = groupkeep_store::Error::new(ErrorKind::Unreachable, "s3://far");
    fixture.destinations[1].access = Access::Failed(Arc::new(error));
    let report = fixture.backup().await.unwrap();
    assert!(report.succeeded());
    assert_eq!(report.destinations[1].status, Status::Unreachable);
    fixture.success = Success::AtLeast(2);
    assert!(!fixture.backup().await.unwrap().succeeded());
}

#[tokio::test]
async fn an_unmounted_or_wiped_destination_is_named_and_left_alone() {
    let mut fixture = Fixture::new().await;
    fixture.write("file", "1");
    fixture.backup().await.unwrap();
    let missing = groupkeep_store::LocalStore::open(&fixture.path("no-disk")).unwrap_err();
    fixture.destinations[0].access = Access::Failed(Arc::new(missing));
    fs::remove_dir_all(fixture.path("far")).unwrap();
    fixture.destinations[1] = local(&fixture.path("far"));
    let report = fixture.backup().await.unwrap();
    assert_eq!(report.snapshot, None);
    for (destination, (status, end)) in report.destinations.iter().zip([
        (Status::Unreachable, "the folder is not there, is it mounted?"),
        (Status::Lost, "not mounted, or wiped?"),
    ]) {
        assert_eq!(destination.status, status);
        assert!(destination.error.as_ref().unwrap().ends_with(end), "{destination:?}");
    }
    assert!(fs::read_dir(fixture.path("far")).unwrap().next().is_none(), "nothing was written");
}

#[tokio::test]
async fn a_wiped_destination_is_back_once_another_is_copied_to_it() {
    let fixture = Fixture::new().await;
    fixture.write("file", "1");
    fixture.backup().await.unwrap();
    for entry in fs::read_dir(fixture.path("far")).unwrap() {
        fs::remove_dir_all(entry.unwrap().path()).unwrap();
    }
    let report = fixture.backup().await.unwrap();
    assert_eq!(report.destinations[1].status, Status::Lost);
    let hint = report.destinations[1].hint.as_deref().unwrap();
    assert!(hint.contains("copy the whole folder of another destination to it"), "{hint}");
    for (path, content) in tree(&fixture.path("near")) {
        let to = fixture.path("far").join(path);
        if content == b"<folder>" {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::write(to, content).unwrap();
        }
    }
    assert!(fixture.backup().await.unwrap().succeeded());
    assert_eq!(restored(&fixture, &fixture.destinations[1..]).await, tree(&fixture.path("source")));
}

#[tokio::test]
async fn a_foreign_vault_is_left_alone() {
    let (mut fixture, stranger) = (Fixture::new().await, Fixture::new().await);
    fixture.write("file", "1");
    fixture.destinations[1].access = stranger.destinations[0].access.clone();
    let report = fixture.backup().await.unwrap();
    assert_eq!(report.destinations.iter().map(|d| d.status).collect::<Vec<_>>(), [Status::Ok, Status::Foreign]);
    assert!(report.destinations[1].error.as_ref().unwrap().contains(&stranger.vault.to_string()));
    let hint = report.destinations[1].hint.as_deref().unwrap();
    assert!(hint.contains("another group's vault") && !hint.contains(&stranger.vault.to_string()), "{hint}");
    assert_eq!(stranger.keys(0, "packs").await.len(), 0);
}

#[tokio::test]
async fn a_copy_that_lost_objects_gets_them_back_by_copying() {
    let fixture = Fixture::new().await;
    fill(&fixture);
    fixture.backup().await.unwrap();
    for kind in ["packs", "lists", "snapshots"] {
        let key = fixture.keys(1, kind).await.remove(0);
        fixture.destinations[1].store().unwrap().delete(&key).await.unwrap();
    }
    let report = fixture.backup().await.unwrap();
    assert!(report.unchanged && report.succeeded(), "{report:?}");
    for kind in ["packs", "lists", "snapshots", "index"] {
        assert_eq!(fixture.keys(0, kind).await, fixture.keys(1, kind).await);
    }
    assert_eq!(restored(&fixture, &fixture.destinations[1..]).await, tree(&fixture.path("source")));
}

#[tokio::test]
async fn a_pack_that_is_nowhere_any_more_is_written_anew() {
    let fixture = Fixture::new().await;
    fill(&fixture);
    fixture.backup().await.unwrap();
    for at in 0..2 {
        for key in fixture.keys(at, "packs").await {
            fixture.destinations[at].store().unwrap().delete(&key).await.unwrap();
        }
    }
    let report = fixture.backup().await.unwrap();
    assert!(report.succeeded() && !report.unchanged && report.bytes_read > 3_000_000, "{report:?}");
    assert_eq!(restored(&fixture, &fixture.destinations).await, tree(&fixture.path("source")));
}

#[tokio::test]
async fn files_just_changed_are_read_again_although_their_times_say_otherwise() {
    let mut fixture = Fixture::new().await;
    fixture.write("file", "first");
    // By this clock every file was changed in the future.
    fixture.env.clock = Arc::new(Still(jiff::Timestamp::UNIX_EPOCH));
    fixture.backup().await.unwrap();
    assert_eq!(fixture.backup().await.unwrap().bytes_read, 5);
}

#[tokio::test]
async fn what_cannot_be_read_is_listed_and_makes_the_snapshot_partial() {
    let fixture = Fixture::new().await;
    fixture.write("kept", "1");
    let listener = std::os::unix::net::UnixListener::bind(fixture.path("source/socket")).unwrap();
    let report = fixture.backup().await.unwrap();
    drop(listener);
    assert!(report.complete, "a socket holds nothing to keep");
    let skipped: Vec<_> = report.skipped.iter().map(|s| (s.path.as_str(), s.reason.as_str())).collect();
    assert_eq!(skipped, [("socket", "is a socket, which is never stored")]);

    fixture.write("secret", "2");
    fs::set_permissions(fixture.path("source/secret"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(fixture.path("source/secret")).is_ok() {
        return; // Root reads everything, and then there is nothing to list.
    }
    let report = fixture.backup().await.unwrap();
    assert!(!report.complete && !report.succeeded());
    assert!(report.skipped.iter().any(|s| s.path == "secret" && s.reason == "permission denied"));
}

/// A monitor through which a test changes the source while it is read.
struct Meddler<F>(F, AtomicBool);

impl<F: Fn() + Send + Sync + 'static> Meddler<F> {
    fn with(change: F) -> Arc<dyn Monitor> {
        Arc::new(Self(change, AtomicBool::new(false)))
    }
}

impl<F: Fn() + Send + Sync> Monitor for Meddler<F> {
    fn phase(&self, name: &'static str, _total: Option<u64>, _unit: Unit) {
        self.1.store(name == "reading", Ordering::Relaxed);
    }
    fn advance(&self, _by: u64) {
        if self.1.load(Ordering::Relaxed) {
            (self.0)();
        }
    }
    fn note(&self, _text: &str) {}
}

#[tokio::test]
async fn a_file_that_keeps_changing_while_it_is_read_is_stored_and_marked() {
    let fixture = Fixture::new().await;
    fixture.write("log", "line\n");
    fixture.write("still", "same");
    let log = fixture.path("source/log");
    let grow = move || {
        let mut file = fs::OpenOptions::new().append(true).open(&log).unwrap();
        std::io::Write::write_all(&mut file, b"more\n").unwrap();
    };
    let report = fixture.backup_with(Meddler::with(grow)).await.unwrap();
    assert!(report.complete);
    assert_eq!((report.counts.torn, report.files, &report.torn[..]), (1, 2, &["log".to_owned()][..]));
    let found = restored(&fixture, &fixture.destinations).await;
    assert!(found[Path::new("log")].starts_with(b"line\nmore\n"), "the second reading counts");
    let again = fixture.backup().await.unwrap();
    assert_eq!((again.counts.torn, again.torn.len()), (0, 0));
}

#[tokio::test]
async fn a_file_that_vanishes_before_it_is_read_is_listed() {
    let fixture = Fixture::new().await;
    fixture.write("a", "first");
    fixture.write("b", "second");
    let doomed = fixture.path("source/b");
    let report = fixture.backup_with(Meddler::with(move || drop(fs::remove_file(&doomed)))).await.unwrap();
    assert!(!report.complete && report.files == 1);
    let skipped = Skipped { path: "b".to_owned(), reason: "vanished".to_owned() };
    assert_eq!(report.skipped, [skipped]);
    let view = look(&fixture.destinations, Some(fixture.vault)).await.unwrap();
    assert!(view.choose("latest").is_err(), "a partial snapshot is never the latest by itself");
}

/// A clock that moves on by a day whenever it is asked how much time has passed.
#[derive(Debug)]
struct Sleepy(AtomicU64);

impl crate::Clock for Sleepy {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }
    fn elapsed(&self) -> std::time::Duration {
        std::time::Duration::from_secs(self.0.fetch_add(90_000, Ordering::Relaxed))
    }
}

#[tokio::test]
async fn a_commit_that_slept_through_a_day_is_no_success() {
    let mut fixture = Fixture::new().await;
    fixture.write("file", "1");
    fixture.env.clock = Arc::new(Sleepy(AtomicU64::new(0)));
    let report = fixture.backup().await.unwrap();
    assert!(!report.succeeded());
    assert!(report.destinations[0].error.as_ref().unwrap().contains("took longer than a day"));
}

#[tokio::test]
async fn neither_destinations_nor_state_show_a_name_or_a_word() {
    let fixture = Fixture::new().await;
    fixture.write("canary-folder/canary-file.txt", "canary-content ".repeat(30));
    symlink("canary-target", fixture.path("source/canary-link")).unwrap();
    fixture.backup().await.unwrap();
    // A run that was cut off leaves its records behind.
    fixture.write("canary-folder/big", noise(5, 40_000_000));
    let stopped = fixture.backup_with(Arc::new(Recorder::stopping_after(35_000_000))).await;
    assert!(matches!(stopped, Err(Error::Interrupted)), "{stopped:?}");
    let needles = [
        "canary-folder",
        "canary-file",
        "canary-content",
        "canary-target",
        "canary-link",
        "fixture-host",
        "AGE-SECRET-KEY",
    ];
    for place in ["near", "far", "state"] {
        assert_eq!(scan_for(&fixture.path(place), &needles), [], "{place}");
    }
}

#[tokio::test]
async fn an_interrupted_run_is_taken_up_by_the_next() {
    let fixture = Fixture::new().await;
    fixture.write("a", noise(1, 40_000_000));
    fixture.write("b", noise(2, 1_000_000));
    let stopped = fixture.backup_with(Arc::new(Recorder::stopping_after(39_000_000))).await;
    assert!(matches!(stopped, Err(Error::Interrupted)), "{stopped:?}");
    let kept = fixture.keys(0, "packs").await;
    assert!(!kept.is_empty() && fixture.keys(0, "snapshots").await.is_empty());
    let report = fixture.backup().await.unwrap();
    assert!(report.succeeded());
    assert!(report.bytes_added < 41_000_000 - 15_000_000, "{}", report.bytes_added);
    assert!(kept.iter().all(|key| fs::metadata(fixture.path("near").join(key)).is_ok()));
    assert_eq!(restored(&fixture, &fixture.destinations).await, tree(&fixture.path("source")));
    assert!(
        fs::read_dir(fixture.path("state").join(fixture.vault.to_string()).join("pending")).unwrap().next().is_none()
    );
}

#[tokio::test]
async fn after_a_stop_at_any_change_the_next_run_needs_no_help() {
    let setting = |crash: Crash| async move {
        let mut fixture = Fixture::new().await;
        fixture.write("first", noise(1, 200_000));
        fixture.backup().await.unwrap();
        fixture.write("second", noise(2, 300_000));
        fixture.write("first", noise(3, 200_000));
        for at in 0..2 {
            let crash = crash.clone();
            fixture.wrap(at, |inner| Arc::new(CrashStore::new(inner, crash)));
        }
        fixture
    };
    let count = Crash::never();
    setting(count.clone()).await.backup().await.unwrap();
    assert!(count.changes() >= 10, "{}", count.changes());
    for stop in 0..count.changes() {
        let crash = Crash::after(stop);
        let mut fixture = setting(crash.clone()).await;
        // The second backup dies; what it committed before must be whole, wherever it says so.
        let died = fixture.backup().await;
        assert!(crash.happened());
        for (at, name) in ["near", "far"].into_iter().enumerate() {
            fixture.destinations[at] = local(&fixture.path(name));
        }
        let committed = died.map(|report| report.snapshot).unwrap_or_default();
        for destination in &fixture.destinations {
            let one = std::slice::from_ref(destination);
            let found = restored(&fixture, one).await;
            let view = look(one, Some(fixture.vault)).await.unwrap();
            if view.snapshots.iter().any(|snapshot| Some(snapshot.statement.sha256) == committed) {
                assert_eq!(found, tree(&fixture.path("source")), "stopped after {stop} changes");
            } else {
                assert_eq!(found[Path::new("first")], noise(1, 200_000), "stopped after {stop} changes");
            }
        }
        let report = fixture.backup().await.unwrap();
        assert!(report.succeeded(), "stopped after {stop} changes: {report:?}");
        for destination in &fixture.destinations {
            let found = restored(&fixture, std::slice::from_ref(destination)).await;
            assert_eq!(found, tree(&fixture.path("source")), "stopped after {stop} changes");
        }
    }
}

#[tokio::test]
async fn a_put_that_was_done_but_reported_failed_loses_nothing() {
    for kind in ["packs/", "index/", "lists/", "snapshots/"] {
        let mut fixture = Fixture::new().await;
        fixture.write("file", noise(1, 100_000));
        let faults = FaultStore::new(Arc::clone(fixture.destinations[0].store().unwrap()));
        let prefix = format!("w/{}/{kind}", fixture.credential.writer);
        faults.script(Verb::Put, &prefix, 0, Fault::DoneButFails(ErrorKind::Other));
        fixture.wrap(0, |_| Arc::new(faults.clone()));
        assert_eq!(fixture.backup().await.unwrap().destinations[0].status, Status::Failed);
        faults.assert_all_fired();
        assert!(fixture.backup().await.unwrap().succeeded(), "{kind}");
        assert_eq!(restored(&fixture, &fixture.destinations[..1]).await, tree(&fixture.path("source")), "{kind}");
    }
}

#[tokio::test]
async fn the_statement_is_the_last_thing_written() {
    let mut fixture = Fixture::new().await;
    fill(&fixture);
    let recording = RecordingStore::new(Arc::clone(fixture.destinations[0].store().unwrap()));
    fixture.wrap(0, |_| Arc::new(recording.clone()));
    fixture.backup().await.unwrap();
    let requests = recording.requests();
    let puts: Vec<_> = requests.iter().filter(|request| request.verb == Verb::Put).collect();
    let statements = format!("w/{}/snapshots/", fixture.credential.writer);
    assert_eq!(puts.iter().position(|put| put.key.starts_with(&statements)), Some(puts.len() - 1));
    let last_look = requests.iter().rposition(|request| request.key.starts_with("tombstones/"));
    assert_eq!(last_look, Some(requests.len() - 2), "tombstones are read right before it");
}

#[tokio::test]
async fn a_vault_document_older_than_one_seen_stops_everything() {
    let fixture = Fixture::new().await;
    fixture.write("file", "1");
    let newer = Digest::of(b"a generation that is nowhere now");
    State::open(&fixture.path("state"), fixture.vault).unwrap().set_seen((1, newer)).unwrap();
    let error = fixture.backup().await.unwrap_err();
    assert!(matches!(error, Error::RolledBack { seen: 1, found: 0, .. }) && error.refused_for_safety(), "{error}");
}

#[tokio::test]
async fn a_writer_the_vault_does_not_name_may_not_write() {
    let (mut fixture, stranger) = (Fixture::new().await, Fixture::new().await);
    fixture.write("file", "1");
    let vault = fixture.credential.vault;
    fixture.credential = Credential { vault, seen: fixture.credential.seen, ..stranger.credential.clone() };
    assert!(matches!(fixture.backup().await, Err(Error::NotAWriter { .. })));
}

#[tokio::test]
async fn a_second_run_at_the_same_time_is_refused() {
    let fixture = Fixture::new().await;
    let first = fixture.job().unwrap();
    assert!(matches!(fixture.backup().await, Err(Error::Locked { .. })));
    drop(first);
    fixture.backup().await.unwrap();
}

#[tokio::test]
async fn memory_only_destinations_work_without_any_folder() {
    let mut fixture = Fixture::new().await;
    fixture.write("file", noise(1, 50_000));
    let far = Destination::new("memory", MemoryStore::new());
    let lanes = [&fixture.destinations[0], &far].map(Clone::clone);
    let documents = crate::read_documents(&fixture.destinations[0], Some(fixture.vault)).await.unwrap();
    crate::finish(&lanes, &documents).await.unwrap();
    fixture.destinations[1] = far;
    assert!(fixture.backup().await.unwrap().succeeded());
    assert_eq!(restored(&fixture, &fixture.destinations[1..]).await, tree(&fixture.path("source")));
}
