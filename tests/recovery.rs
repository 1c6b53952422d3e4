//! What was backed up comes back: whole, with metadata, from one copy, from a bare machine.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::support::Sandbox;
use crate::trees::{assert_same, tree};
use crate::vaults::{backed_up, identity, vault_id, write_key};

/// What a run writes beside the group's own files; of these, folders at most are in a snapshot.
pub const LEFT_OUT: [&str; 3] = ["copies", "releases", ".groupkeep"];

/// Bytes that neither compress nor repeat, so that a file has several chunks.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(next).flatten().take(length).collect()
}

/// Adds one of every kind of file whose metadata is worth something.
pub fn add_odd_files(group: &Path) {
    let odd = group.join("media/odd ones/奇怪的文件");
    fs::create_dir_all(odd.join("empty folder")).expect("folders");
    fs::write(odd.join("empty"), "").expect("a file");
    fs::write(odd.join("large.bin"), noise(3 << 20)).expect("a file");
    fs::write(odd.join("private"), "for one person\n").expect("a file");
    fs::write(odd.join("script"), "#!/bin/sh\n").expect("a file");
    fs::hard_link(odd.join("script"), odd.join("the same script")).expect("a hard link");
    symlink("large.bin", odd.join("link")).expect("a link");
    symlink("/nowhere/at all", odd.join("dangling")).expect("a link");
    fs::set_permissions(odd.join("private"), fs::Permissions::from_mode(0o600)).expect("a mode");
    fs::set_permissions(odd.join("script"), fs::Permissions::from_mode(0o755)).expect("a mode");
    let old = SystemTime::UNIX_EPOCH + Duration::new(1_000_000_000, 123_456_789);
    for name in ["private", "empty folder"] {
        let file = fs::File::open(odd.join(name)).expect("an entry");
        file.set_modified(old).expect("a time");
    }
    fs::set_permissions(odd.join("empty folder"), fs::Permissions::from_mode(0o700)).expect("a mode");
}

#[test]
fn a_restore_gives_back_every_byte_and_all_metadata() {
    let sandbox = Sandbox::example("reading-circle");
    add_odd_files(&sandbox.group());
    let before = tree(&sandbox.group(), &LEFT_OUT);
    sandbox.run(&["run", "--only", "backup"]).exits(0);
    let restored = sandbox.run(&["restore", "--to", "../back", "--format", "json"]).exits(0).json();
    assert_eq!(restored["failed"], serde_json::json!([]));
    assert_same(&before, &tree(&sandbox.beside("back"), &LEFT_OUT));
}

#[test]
fn one_destination_is_enough() {
    let sandbox = backed_up("quiet-library");
    let before = tree(&sandbox.group(), &LEFT_OUT);
    fs::remove_dir_all(sandbox.group().join("copies/near")).expect("the first copy is gone");
    sandbox.run(&["restore", "--to", "../back"]).exits(0).says("note: without destination `near`");
    assert_same(&before, &tree(&sandbox.beside("back"), &LEFT_OUT));
}

#[test]
fn a_copy_whose_packs_are_lost_is_helped_out_by_the_other() {
    let sandbox = backed_up("quiet-library");
    let before = tree(&sandbox.group(), &LEFT_OUT);
    let writer = fs::read_dir(sandbox.group().join("copies/near/w")).expect("writers").flatten().next().expect("one");
    fs::remove_dir_all(writer.path().join("packs")).expect("packs are gone");
    sandbox.run(&["restore", "--to", "../back"]).exits(0).says("note: used another destination instead: ");
    assert_same(&before, &tree(&sandbox.beside("back"), &LEFT_OUT));
}

#[test]
fn a_bare_machine_needs_one_copy_and_the_key() {
    let sandbox = backed_up("reading-circle");
    let before = tree(&sandbox.group(), &LEFT_OUT);
    let bare = Sandbox::empty();
    fs::rename(sandbox.group().join("copies/far"), bare.beside("disk")).expect("the disk is brought over");
    fs::copy(identity(&sandbox), bare.beside("key.txt")).expect("the key is brought over");
    drop(sandbox);
    let restore = ["restore", "--from", "../disk", "--identity", "../key.txt", "--to", "../back"];
    let outcome = bare.run(&restore).exits(0);
    assert_eq!(outcome.stderr, "");
    assert_same(&before, &tree(&bare.beside("back"), &LEFT_OUT));
}

#[test]
fn a_key_that_names_no_vault_restores_and_says_what_to_compare() {
    let sandbox = backed_up("quiet-library");
    let vault = vault_id(&sandbox);
    let bare = Sandbox::empty();
    let key = fs::read_to_string(identity(&sandbox)).expect("the key");
    let secret = key.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).expect("a secret");
    write_key(&bare.beside("key.txt"), secret);
    let near = sandbox.group().join("copies/near");
    let from = near.to_string_lossy();
    let restore = ["restore", "--from", &from, "--identity", "../key.txt", "--to", "../back"];
    bare.run(&restore).exits(3).says("nothing pins the vault's id").says(&vault);
    let pinned = [&restore[..6], &["../again", "--vault", &vault]].concat();
    assert_eq!(bare.run(&pinned).exits(0).stderr, "");
    let other = "0".repeat(64);
    bare.run(&[&restore[..6], &["../never", "--vault", &other]].concat()).exits(4).says("error: ");
    assert!(!bare.beside("never").exists());
}

#[test]
fn a_destination_can_be_given_as_yaml_or_by_its_name() {
    let sandbox = backed_up("quiet-library");
    let key = identity(&sandbox);
    let key = key.to_string_lossy();
    let yaml = format!("{{path: {}}}", sandbox.group().join("copies/far").display());
    for (from, to) in [(yaml.as_str(), "../by-yaml"), ("far", "../by-name"), ("./copies/far", "../by-path")] {
        sandbox.run(&["restore", "--from", from, "--identity", &key, "--to", to]).exits(0);
        assert_same(&tree(&sandbox.group(), &LEFT_OUT), &tree(&sandbox.beside(&to[3..]), &LEFT_OUT));
    }
    sandbox.run(&["restore", "--from", "{paht: /x}", "--to", "../never"]).exits(2).says("hint: did you mean `path`?");
}

#[test]
fn single_files_and_folders_can_be_restored() {
    let sandbox = backed_up("quiet-library");
    let ledger = sandbox.read("tables/ledger.csv");
    let outcome = sandbox.run(&["restore", "latest", "tables/ledger.csv", "--to", "-"]).exits(0);
    assert_eq!(outcome.stdout, ledger);
    sandbox.run(&["restore", "latest", "tables", "--to", "../part"]).exits(0);
    let names: Vec<_> = tree(&sandbox.beside("part"), &[]).into_keys().collect();
    assert_eq!(names[0], "tables");
    assert!(names.iter().all(|name| name.starts_with("tables")) && names.contains(&"tables/ledger.csv".to_owned()));
    sandbox.run(&["restore", "latest", "tables/leger.csv", "--to", "../never"]).exits(2).says("tables/leger.csv");
    sandbox.run(&["restore", "--to", "-"]).exits(2).says("exactly one path");
    assert!(!sandbox.beside("never").exists());
}

#[test]
fn an_older_snapshot_comes_back_as_it_was() {
    let sandbox = backed_up("quiet-library");
    let before = tree(&sandbox.group(), &LEFT_OUT);
    let first = sandbox.run(&["snapshots", "--format", "json"]).exits(0).json()["snapshots"][0]["id"].clone();
    sandbox.write("charter/handbook.md", "rewritten\n");
    fs::remove_file(sandbox.group().join("tables/works.csv")).expect("a file goes");
    sandbox.run(&["backup"]).exits(0);
    let id = first.as_str().expect("an id");
    sandbox.run(&["restore", &id[..16], "--to", "../back"]).exits(0);
    assert_same(&before, &tree(&sandbox.beside("back"), &LEFT_OUT));
    sandbox.run(&["restore", "--to", "../latest"]).exits(0);
    assert_same(&tree(&sandbox.group(), &LEFT_OUT), &tree(&sandbox.beside("latest"), &LEFT_OUT));
}
