//! What a backup makes of objects that are damaged, cut or in the way at a destination, and of a state it cannot keep.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use groupkeep_monitor::Recorder;
use groupkeep_store::ErrorKind;
use groupkeep_testkit::{Fault, FaultStore, RecordingStore, Verb};

use super::tests::{restored, tree};
use super::*;
use crate::fixture::{Fixture, local, noise};
use crate::{Receipt, verify};

/// A vault with one snapshot, and the key of the pack that holds its only file; another holds the manifest.
async fn one_pack() -> (Fixture, String) {
    let fixture = Fixture::new().await;
    fixture.write("file", noise(1, 300_000));
    assert!(fixture.backup().await.unwrap().succeeded());
    let packs = fixture.keys(0, "packs").await;
    assert_eq!(packs.len(), 2);
    let size = |key: &String| file(&fixture, "near", key).metadata().unwrap().len();
    let pack = packs.into_iter().max_by_key(size).unwrap();
    (fixture, pack)
}

/// The file of an object at a local destination.
fn file(fixture: &Fixture, place: &str, key: &str) -> PathBuf {
    fixture.path(place).join(key)
}

fn cut(file: PathBuf) {
    File::options().write(true).open(file).unwrap().set_len(1000).unwrap();
}

fn flip(file: PathBuf) {
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(file, bytes).unwrap();
}

/// Adds an empty destination that has the vault's documents.
async fn add(fixture: &mut Fixture, name: &str) {
    let documents = crate::read_documents(&fixture.destinations[0], Some(fixture.vault)).await.unwrap();
    fixture.destinations.push(local(&fixture.path(name)));
    crate::finish(&fixture.destinations, &documents).await.unwrap();
}

async fn all_restore(fixture: &Fixture) {
    for destination in &fixture.destinations {
        let found = restored(fixture, std::slice::from_ref(destination)).await;
        assert_eq!(found, tree(&fixture.path("source")), "{}", destination.name);
    }
}

fn states(report: &BackupReport) -> Vec<Status> {
    report.destinations.iter().map(|destination| destination.status).collect()
}

#[tokio::test]
async fn a_pack_cut_at_every_destination_is_stored_anew_under_another_name() {
    let (fixture, pack) = one_pack().await;
    for place in ["near", "far"] {
        cut(file(&fixture, place, &pack));
    }
    let report = fixture.backup().await.unwrap();
    assert!(report.succeeded() && report.bytes_added > 300_000, "{report:?}");
    let packs = fixture.keys(0, "packs").await;
    assert!(packs.len() > 2 && packs.contains(&pack), "what is there stays: {packs:?}");
    all_restore(&fixture).await;
}

#[tokio::test]
async fn a_cut_copy_is_in_the_way_until_the_file_is_removed() {
    let (fixture, pack) = one_pack().await;
    cut(file(&fixture, "far", &pack));
    let report = fixture.backup().await.unwrap();
    assert_eq!(states(&report), [Status::Ok, Status::Failed]);
    let far = &report.destinations[1];
    let said = format!("damaged object {pack} is in the way; remove that file (there is no heal yet)");
    assert_eq!(far.error.as_deref(), Some(&format!("destination `far`: {said}")[..]));
    let path = file(&fixture, "far", &pack);
    let hint = far.hint.as_deref().unwrap();
    assert!(hint.starts_with(&format!("delete {}; the next backup", path.display())), "{hint}");
    fs::remove_file(path).unwrap();
    let report = fixture.backup().await.unwrap();
    assert!(report.succeeded() && report.unchanged, "{report:?}");
    assert_eq!(fixture.keys(1, "snapshots").await.len(), 3, "what it missed came along");
    all_restore(&fixture).await;
}

#[tokio::test]
async fn a_list_that_is_damaged_is_in_the_way_too() {
    let (fixture, _) = one_pack().await;
    let list = fixture.keys(1, "lists").await.remove(0);
    cut(file(&fixture, "far", &list));
    let report = fixture.backup().await.unwrap();
    assert_eq!(states(&report), [Status::Ok, Status::Failed]);
    fs::remove_file(file(&fixture, "far", &list)).unwrap();
    assert!(fixture.backup().await.unwrap().succeeded());
    all_restore(&fixture).await;
}

#[tokio::test]
async fn the_only_copy_found_damaged_is_named_and_its_chunks_are_stored_anew_in_the_same_run() {
    let (fixture, pack) = one_pack().await;
    flip(file(&fixture, "near", &pack));
    fs::remove_file(file(&fixture, "far", &pack)).unwrap();
    let monitor = Arc::new(Recorder::default());
    let report = fixture.backup_with(Arc::clone(&monitor) as _).await.unwrap();
    assert!(report.succeeded() && report.bytes_added > 300_000, "{report:?}");
    assert!(monitor.notes().iter().any(|note| note.contains("is intact nowhere")), "{:?}", monitor.notes());
    let hint = report.destinations[0].hint.as_deref().unwrap();
    assert!(hint.contains(&pack) && hint.contains("is damaged"), "{hint}");
    assert_eq!(report.destinations[1].hint, None, "the receiver did nothing wrong");
    all_restore(&fixture).await;
    let again = fixture.backup().await.unwrap();
    assert!(again.succeeded() && again.unchanged, "the damaged pack is not used again: {again:?}");
}

#[tokio::test]
async fn an_index_object_found_damaged_is_described_anew() {
    let (fixture, _) = one_pack().await;
    let index = fixture.keys(0, "index").await.remove(0);
    flip(file(&fixture, "near", &index));
    fs::remove_file(file(&fixture, "far", &index)).unwrap();
    assert!(fixture.backup().await.unwrap().succeeded());
    fs::remove_dir_all(fixture.path("state")).unwrap();
    let report = fixture.backup().await.unwrap();
    assert!(report.succeeded() && report.bytes_added == 0, "the cache was rebuilt from the new one: {report:?}");
}

#[tokio::test]
async fn a_damaged_source_fails_itself_and_not_the_receiver() {
    let (mut fixture, pack) = one_pack().await;
    flip(file(&fixture, "near", &pack));
    add(&mut fixture, "third").await;
    let report = fixture.backup().await.unwrap();
    assert_eq!(states(&report), [Status::Failed, Status::Ok, Status::Ok], "{report:?}");
    let near = &report.destinations[0];
    assert!(near.error.as_deref().unwrap().contains(&format!("damaged object {pack}")), "{near:?}");
    assert_eq!(near.snapshot, None);
    fs::remove_file(file(&fixture, "near", &pack)).unwrap();
    assert!(fixture.backup().await.unwrap().succeeded());
    all_restore(&fixture).await;
}

#[tokio::test]
async fn what_is_damaged_everywhere_is_stored_anew_once_the_damaged_files_are_deleted() {
    let (fixture, pack) = one_pack().await;
    for place in ["near", "far"] {
        flip(file(&fixture, place, &pack));
    }
    let report = fixture.backup().await.unwrap();
    assert!(report.succeeded() && report.unchanged, "nothing is read back in a backup");
    for place in ["near", "far"] {
        fs::remove_file(file(&fixture, place, &pack)).unwrap();
    }
    assert!(fixture.backup().await.unwrap().succeeded());
    all_restore(&fixture).await;
    let lacking = Error::Lacking { key: pack, source: Malformed::new("object", "x") };
    assert!(lacking.hint().unwrap().contains("delete the damaged copies, and the next backup stores anew"));
}

#[tokio::test]
async fn damage_to_older_snapshots_is_noted_and_fails_nobody() {
    for harm in ["cut here", "gone", "cut there", "list gone"] {
        let (fixture, old_pack) = one_pack().await;
        let list = fixture.keys(0, "lists").await.remove(0);
        let old = fixture.keys(1, "snapshots").await.remove(0);
        fixture.write("file", noise(2, 300_000));
        fs::remove_file(file(&fixture, "far", &old)).unwrap();
        match harm {
            "cut here" => cut(file(&fixture, "far", &old_pack)),
            "cut there" => {
                cut(file(&fixture, "near", &old_pack));
                fs::remove_file(file(&fixture, "far", &old_pack)).unwrap();
            }
            harm => {
                let key = if harm == "gone" { &old_pack } else { &list };
                for place in ["near", "far"] {
                    fs::remove_file(file(&fixture, place, key)).unwrap();
                }
            }
        }
        let monitor = Arc::new(Recorder::default());
        let report = fixture.backup_with(Arc::clone(&monitor) as _).await.unwrap();
        assert!(report.succeeded(), "{harm}: {report:?}");
        let note = format!("older snapshot {old} was not copied to destination `far`: ");
        assert!(monitor.notes().iter().any(|said| said.starts_with(&note)), "{harm}: {:?}", monitor.notes());
        assert_eq!(fixture.keys(1, "snapshots").await.len(), 1, "{harm}");
        all_restore(&fixture).await;
    }
}

#[tokio::test]
async fn the_new_snapshot_comes_before_older_ones_and_room_for_it_is_enough() {
    let (mut fixture, _) = one_pack().await;
    fixture.write("file", noise(2, 300_000));
    add(&mut fixture, "third").await;
    let prefix = format!("w/{}/", fixture.credential.writer);
    let (recording, faults) = {
        let recording = Arc::new(RecordingStore::new(fixture.destinations[2].store().unwrap().clone()));
        (Arc::clone(&recording), FaultStore::new(recording))
    };
    // The second statement finds the disk full.
    faults.script(Verb::Put, &format!("{prefix}snapshots/"), 1, Fault::Fails(ErrorKind::Full));
    fixture.wrap(2, |_| Arc::new(faults.clone()));
    let monitor = Arc::new(Recorder::default());
    let report = fixture.backup_with(Arc::clone(&monitor) as _).await.unwrap();
    faults.assert_all_fired();
    assert!(report.succeeded(), "{report:?}");
    let requests = recording.requests();
    let puts: Vec<&str> = requests.iter().filter(|one| one.verb == Verb::Put).map(|one| &one.key[..]).collect();
    let statement = puts.iter().position(|key| key.contains("/snapshots/0000000002-")).unwrap();
    let old_list = fixture.keys(0, "lists").await.into_iter().map(|key| puts.iter().position(|put| *put == key));
    assert!(old_list.flatten().max().unwrap() > statement, "{puts:?}");
    assert!(monitor.notes().iter().any(|note| note.contains("no space left")), "{:?}", monitor.notes());
    all_restore(&fixture).await;
}

#[tokio::test]
async fn a_state_that_cannot_be_kept_after_the_statement_is_part_of_the_report() {
    let (fixture, _) = one_pack().await;
    let name = fixture.path("state").join(fixture.vault.to_string()).join("tree.age");
    fs::remove_file(&name).unwrap();
    fs::create_dir_all(name.join("in the way")).unwrap();
    let monitor = Arc::new(Recorder::default());
    let report = fixture.backup_with(Arc::clone(&monitor) as _).await.unwrap();
    assert!(!report.succeeded() && report.complete && report.snapshot.is_some(), "{report:?}");
    assert_eq!(states(&report), [Status::Ok; 2]);
    assert!(report.state_error.as_deref().unwrap().contains("tree.age"), "{report:?}");
    assert!(monitor.notes().iter().any(|note| note.contains("the snapshot is stored, but")), "{:?}", monitor.notes());
    let receipt = Receipt::of_backup(&report, &fixture.destinations, &fixture.credential, false);
    assert!(receipt.write(&fixture.path("receipts"), &fixture.credential.signing_key).unwrap().exists());
    fs::remove_dir_all(&name).unwrap();
    let report = fixture.backup().await.unwrap();
    assert!(report.succeeded() && report.seq == 3 && report.bytes_added == 0, "{report:?}");
}

#[tokio::test]
async fn what_a_killed_run_left_half_written_is_removed_after_a_day() {
    let (fixture, _) = one_pack().await;
    let packs = format!("w/{}/packs", fixture.credential.writer);
    let day = Duration::from_secs(24 * 3600);
    for (name, age) in [(format!("{packs}/tmp-old"), day * 2), (format!("{packs}/tmp-new"), day / 2)] {
        let half = File::create(file(&fixture, "near", &name)).unwrap();
        half.set_modified(SystemTime::now() - age).unwrap();
    }
    let notes = File::create(fixture.path("near/tmp-notes")).unwrap();
    notes.set_modified(SystemTime::now() - day * 9).unwrap();
    assert!(fixture.backup().await.unwrap().succeeded());
    let left = |name: &str| file(&fixture, "near", name).exists();
    assert!(!left(&format!("{packs}/tmp-old")) && left(&format!("{packs}/tmp-new")));
    assert!(left("tmp-notes"), "what lies beside the vault is not ours");
}

#[tokio::test]
async fn verify_finds_the_damage_the_hint_speaks_of() {
    let (fixture, pack) = one_pack().await;
    flip(file(&fixture, "near", &pack));
    let view = crate::look(&fixture.destinations, Some(fixture.vault)).await.unwrap();
    let report = verify(&view, crate::Depth::Hash, &groupkeep_monitor::Silent).await.unwrap();
    assert_eq!(report.destinations[0].damaged, [pack]);
}
