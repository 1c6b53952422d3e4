//! Files that are hard to back up, and runs that get in each other's way.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::process::Command;

use crate::support::Sandbox;
use crate::trees::{assert_same, files, tree};
use crate::vaults::{objects, small, small_backed_up, state};

#[test]
fn loops_of_links_end_and_come_back() {
    let sandbox = small("[{name: near, path: ../near}]");
    symlink(".", sandbox.group().join("here")).expect("a link to its own folder");
    symlink("two", sandbox.group().join("one")).expect("a link");
    symlink("one", sandbox.group().join("two")).expect("and back");
    sandbox.write("exports/chat.txt", "no chat\n");
    symlink("..", sandbox.group().join("exports/up")).expect("a link out");
    sandbox.run(&["run", "--only", "backup"]).exits(0);
    sandbox.run(&["restore", "--to", "../back"]).exits(0);
    assert_same(&tree(&sandbox.group(), &[".groupkeep"]), &tree(&sandbox.beside("back"), &[]));
    // Readers do not follow them in circles either.
    sandbox.run(&["inspect", "."]).exits(2).says("no chat export found");
    sandbox.run(&["check"]).prints("\nas of ");
}

#[test]
fn names_that_are_not_text_come_back() {
    let sandbox = small("[{name: near, path: ../near}]");
    let name = OsStr::from_bytes(b"\xc4\xe3\xba\xc3 \xff.txt");
    fs::write(sandbox.group().join(name), "named in another encoding\n").expect("a file");
    let report = sandbox.run(&["run", "--only", "backup"]).exits(0);
    assert!(!report.stdout.contains("not stored"), "{}", report.shown());
    sandbox.run(&["ls"]).exits(0);
    sandbox.run(&["restore", "--to", "../back"]).exits(0);
    assert_eq!(fs::read_to_string(sandbox.beside("back").join(name)).expect("the file"), "named in another encoding\n");
    sandbox.run(&["check"]).prints("as of ");
}

#[test]
fn what_cannot_be_stored_is_named() {
    let sandbox = small_backed_up();
    let made = Command::new("mkfifo").arg(sandbox.group().join("pipe")).status().expect("mkfifo runs");
    assert!(made.success());
    let report = sandbox.run(&["backup", "--format", "json"]).exits(0).json();
    assert_eq!(report["skipped"][0]["path"], "pipe");
    sandbox.run(&["backup"]).prints("  not stored pipe: is a named pipe");
}

#[test]
fn a_second_run_waits_for_nobody_and_spoils_nothing() {
    let sandbox = small_backed_up();
    let before = files(&sandbox.group().join("copies"));
    let lock = fs::File::options().write(true).open(state(&sandbox).join("lock")).expect("the lock of the state");
    lock.lock().expect("another run holds it");
    sandbox.run(&["backup"]).exits(3).says("lock is in use").says("hint: wait until the other run has finished");
    sandbox.run(&["run", "--only", "backup,verify"]).exits(3).prints("!  backup ").prints("!  verify ");
    assert_eq!(files(&sandbox.group().join("copies")), before);
    // Whoever only reads needs no lock.
    sandbox.run(&["restore", "--to", "../back"]).exits(0);
    drop(lock);
    sandbox.run(&["backup"]).exits(0);
}

#[test]
fn a_machine_without_its_state_may_not_write() {
    let sandbox = small_backed_up();
    let saved = fs::read(state(&sandbox).join("credential.json")).expect("the credential");
    fs::remove_dir_all(sandbox.home().join(".local")).expect("the state is lost");
    sandbox.run(&["backup"]).exits(2).says("error: no writer credential at ").says("GROUPKEEP_WRITER");
    assert_eq!(objects(&sandbox.group().join("copies/near"), "snapshots").len(), 1);
    // With the exported credential it may.
    fs::write(sandbox.beside("writer.json"), saved).expect("the credential");
    let mut command = sandbox.command(&["backup"]);
    sandbox.outcome(command.env("GROUPKEEP_WRITER", sandbox.beside("writer.json"))).exits(0);
    assert_eq!(objects(&sandbox.group().join("copies/near"), "snapshots").len(), 2);
}

#[test]
fn personal_data_is_not_revealed_where_nobody_watches() {
    let sandbox = Sandbox::example("reading-circle");
    let mut command = sandbox.command(&["check", "--reveal"]);
    let outcome = sandbox.outcome(command.env("CI", "true"));
    assert_eq!(
        outcome.shown(),
        "error: --reveal shows personal data, and CI is set\n\
         hint: run it on your own machine; logs of CI are read by others and kept\n[exit 4]\n"
    );
}

#[test]
fn a_state_that_others_could_write_to_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = small_backed_up();
    let mode = |path: &std::path::Path| fs::metadata(path).expect("an entry").permissions().mode() & 0o777;
    assert_eq!(mode(&state(&sandbox)), 0o700);
    assert_eq!(mode(&state(&sandbox).join("credential.json")), 0o600);
    assert_eq!(mode(&crate::vaults::identity(&sandbox)), 0o600);
    for name in files(&sandbox.home()) {
        assert_eq!(mode(&sandbox.home().join(&name)) & 0o077, 0, "{name} can be read by others");
    }
}
