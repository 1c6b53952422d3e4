//! What `restore` refuses, and that a refusal writes nothing.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::Sandbox;
use crate::trees::files;
use crate::vaults::{identity, small_backed_up, write_key};

#[test]
fn a_folder_that_holds_something_is_not_restored_into() {
    let sandbox = small_backed_up();
    fs::create_dir(sandbox.beside("full")).expect("a folder");
    fs::write(sandbox.beside("full/mine.txt"), "mine").expect("a file");
    let outcome = sandbox.run(&["restore", "--to", "../full"]).exits(4);
    assert!(outcome.stderr.starts_with("error: ") && outcome.stderr.contains("\nhint: "), "{}", outcome.shown());
    assert_eq!(files(&sandbox.beside("full")), ["mine.txt"]);
    // An empty folder that is already there is fine.
    fs::create_dir(sandbox.beside("empty")).expect("a folder");
    sandbox.run(&["restore", "--to", "../empty"]).exits(0);
}

#[test]
fn the_group_itself_is_never_overwritten() {
    let sandbox = small_backed_up();
    sandbox.write("note.txt", "newer than the backup\n");
    sandbox.run(&["restore", "--to", "."]).exits(4);
    assert_eq!(sandbox.read("note.txt"), "newer than the backup\n");
}

#[test]
fn another_identity_opens_nothing() {
    let sandbox = small_backed_up();
    let other = small_backed_up();
    let key = identity(&other);
    let key = key.to_string_lossy();
    let outcome = sandbox.run(&["restore", "--identity", &key, "--to", "../back"]);
    assert_eq!(outcome.status, Some(2), "{}", outcome.shown());
    assert!(outcome.stderr.contains("error: ") && outcome.stderr.contains("hint: "), "{}", outcome.shown());
    assert!(!outcome.stderr.contains("AGE-SECRET-KEY"), "{}", outcome.shown());
    assert!(!sandbox.beside("back").exists(), "nothing is written before something can be read");
}

#[test]
fn without_an_identity_the_writing_machine_cannot_read() {
    let sandbox = small_backed_up();
    let moved = sandbox.beside("moved.txt");
    fs::rename(identity(&sandbox), &moved).expect("the identity is moved off the machine");
    for verb in [&["restore", "--to", "../back"][..], &["ls"]] {
        sandbox.run(verb).exits(2).says("error: no identity to open the backups with\nhint: give the identity file");
    }
    assert!(!sandbox.beside("back").exists());
    // Writing and verifying need none.
    assert_eq!(sandbox.run(&["backup", "--quiet"]).exits(0).stderr, "");
    sandbox.run(&["verify", "--hash"]).exits(0);
    let listed = sandbox.run(&["snapshots", "--format", "json"]).exits(0).json();
    assert_eq!(listed["snapshots"][0]["files"], serde_json::Value::Null, "sealed without an identity");
    // The environment can name it.
    let mut command = sandbox.command(&["restore", "--to", "../back"]);
    sandbox.outcome(command.env("GROUPKEEP_IDENTITY", &moved)).exits(0);
}

#[test]
fn an_identity_file_that_is_none_says_so() {
    let sandbox = small_backed_up();
    write_key(&sandbox.beside("key.txt"), "not a key\n");
    let wrong = sandbox.run(&["restore", "--identity", "../key.txt", "--to", "../back"]).exits(2);
    assert!(wrong.stderr.contains("key.txt") && !wrong.stderr.contains("not a key"), "{}", wrong.shown());
    assert!(wrong.stderr.starts_with("error: "), "{}", wrong.shown());
    fs::set_permissions(sandbox.beside("key.txt"), fs::Permissions::from_mode(0o644)).expect("a mode");
    let note = "note: ../key.txt can be read by others on this machine: chmod 600 ../key.txt\n";
    sandbox.run(&["restore", "--identity", "../key.txt", "--to", "../back"]).exits(2).says(note);
    sandbox.run(&["restore", "--identity", "../absent.txt", "--to", "../back"]).exits(2).says("../absent.txt");
}

#[test]
fn a_place_that_holds_no_vault_is_named() {
    let sandbox = Sandbox::empty();
    fs::create_dir(sandbox.beside("empty")).expect("a folder");
    fs::copy(identity(&small_backed_up()), sandbox.beside("key.txt")).expect("some key");
    for place in ["../empty", "../absent"] {
        let outcome = sandbox.run(&["restore", "--from", place, "--identity", "../key.txt", "--to", "../back"]);
        assert_ne!(outcome.status, Some(0), "{}", outcome.shown());
        assert!(outcome.stderr.starts_with("error: "), "{}", outcome.shown());
        assert!(!sandbox.beside("back").exists());
    }
}
