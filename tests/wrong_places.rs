//! Destinations that are away, read-only, full, wiped or wrong: the others get their copy, and nothing half-made stays.

use std::fs;

use serde_json::json;

use crate::support::{Outcome, Sandbox, skip};
use crate::trees::files;
use crate::vaults::{backed_up, objects, small, small_backed_up, vault_id};

/// Runs a shell script in the group's folder as root of its own mounts, the command as `$1`; `None`, said aloud, where
/// that is not allowed.
pub fn with_own_mounts(sandbox: &Sandbox, script: &str) -> Option<Outcome> {
    let unshare = |script: &str| {
        let mut command = std::process::Command::new("unshare");
        let sh = ["--user", "--map-root-user", "--mount", "sh", "-ec", script, "sh", env!("CARGO_BIN_EXE_groupkeep")];
        command.args(sh).current_dir(sandbox.group()).env("HOME", sandbox.home());
        command
    };
    if !unshare("mount -t tmpfs none /mnt").output().is_ok_and(|output| output.status.success()) {
        skip("mounting is not allowed here");
        return None;
    }
    Some(sandbox.outcome(&mut unshare(script)))
}

#[test]
fn a_disk_that_is_not_mounted_is_no_new_disk() {
    let sandbox = backed_up("quiet-library");
    let far = sandbox.group().join("copies/far");
    fs::rename(&far, sandbox.beside("away")).expect("the disk is unplugged");
    sandbox.write("charter/new.md", "new\n");
    let report = sandbox.run(&["backup", "--format", "json"]).exits(3).json();
    assert_eq!(report["destinations"][0]["status"], "ok");
    assert_eq!(report["destinations"][1]["status"], "unreachable");
    assert!(!far.exists(), "the mount point of an absent disk is not made");
    // An empty mount point: the same.
    fs::create_dir(&far).expect("the mount point");
    let report = sandbox.run(&["backup", "--format", "json"]).exits(3).json();
    assert_eq!(report["destinations"][1]["status"], "lost");
    sandbox.run(&["run", "--only", "backup"]).exits(3).prints("far: failed").prints("hint: mount or connect it");
    assert_eq!(files(&far), Vec::<String>::new(), "nothing is written below an absent disk");
    sandbox.run(&["status"]).exits(3).prints("far");
}

#[test]
fn without_any_destination_nothing_is_claimed() {
    let sandbox = small_backed_up();
    fs::rename(sandbox.group().join("copies/near"), sandbox.beside("away")).expect("the only disk is unplugged");
    let report = sandbox.run(&["backup", "--format", "json"]).exits(3).json();
    assert_eq!((&report["snapshot"], &report["complete"]), (&json!(null), &json!(false)));
    for verb in [&["verify"][..], &["status"], &["snapshots"], &["restore", "--to", "../back"]] {
        let outcome = sandbox.run(verb).exits(3).says("is it mounted?").says("hint: ");
        assert!(outcome.stderr.contains("copies/near"), "{}", outcome.shown());
    }
    assert!(!sandbox.beside("back").exists());
}

#[test]
fn a_destination_with_something_else_in_it_is_left_alone() {
    let sandbox = small("[{name: near, path: ../disk}]");
    fs::create_dir(sandbox.beside("disk")).expect("a folder");
    fs::write(sandbox.beside("disk/photos.txt"), "mine\n").expect("a file");
    let outcome = sandbox.run(&["run", "--only", "backup"]).exits(4);
    let outcome =
        outcome.says("error: destination `near` is not empty: it holds `photos.txt`\nhint: choose an empty place");
    assert!(outcome.stdout.contains("x  backup"), "{}", outcome.shown());
    assert_eq!(files(&sandbox.beside("disk")), ["photos.txt"]);
    let config = sandbox.home().join(".config");
    assert_eq!(files(&config), Vec::<String>::new(), "no key was made");
}

#[test]
fn a_destination_of_another_vault_is_foreign() {
    let sandbox = backed_up("quiet-library");
    let other = small_backed_up();
    let far = sandbox.group().join("copies/far");
    fs::rename(&far, sandbox.beside("away")).expect("one disk is taken out");
    fs::rename(other.group().join("copies/near"), &far).expect("and another put in");
    let before = files(&far);
    let report = sandbox.run(&["backup", "--format", "json"]).exits(3).json();
    assert_eq!(report["destinations"][1]["status"], "foreign");
    assert!(report["destinations"][1]["error"].as_str().is_some_and(|error| error.contains(&vault_id(&other))));
    let verdict = sandbox.run(&["verify", "--format", "json"]).exits(3).json();
    assert_eq!(verdict["destinations"][1]["status"], "foreign");
    assert_eq!(files(&far), before);
}

#[test]
fn sources_inside_a_destination_are_refused() {
    let sandbox = small_backed_up();
    let before = files(&sandbox.group().join("copies"));
    for source in ["copies/near", "copies/near/w"] {
        let config = format!(
            "group: {{name: small}}\nbackup: {{sources: [{source}], destinations: [{{name: near, path: copies/near}}]}}\n"
        );
        sandbox.write("groupkeep.yaml", &config);
        sandbox.run(&["backup"]).exits(2).says(&format!("source {source}: ")).says("inside destination `near`");
    }
    assert_eq!(files(&sandbox.group().join("copies")), before);
}

#[test]
fn a_destination_inside_the_sources_is_left_out_of_them() {
    let sandbox = small_backed_up();
    sandbox.run(&["backup"]).exits(0).says("note: destination `near` lies inside the sources and is left out");
    let entries = sandbox.run(&["ls", "--format", "json"]).exits(0).json();
    let paths: Vec<_> = entries["entries"].as_array().expect("entries").iter().map(|one| one["path"].clone()).collect();
    assert_eq!(paths, ["copies", "groupkeep.yaml", "note.txt"]);
}

#[test]
fn a_source_that_is_not_there() {
    let sandbox = small_backed_up();
    let config = sandbox.read("groupkeep.yaml").replace("backup:\n", "backup:\n  sources: [note.txt, nowhere]\n");
    sandbox.write("groupkeep.yaml", &config);
    sandbox.run(&["backup"]).exits(2).says("error: source nowhere: ").says("hint: check `backup.sources`");
    assert_eq!(objects(&sandbox.group().join("copies/near"), "snapshots").len(), 1);
}

#[test]
fn a_read_only_destination_keeps_what_it_has() {
    let sandbox = backed_up("quiet-library");
    let before = files(&sandbox.group().join("copies/far"));
    sandbox.write("charter/new.md", "new\n");
    let script = "mount --bind copies/far copies/far; mount -o remount,bind,ro copies/far; \"$1\" backup";
    let Some(outcome) = with_own_mounts(&sandbox, script) else { return };
    let outcome = outcome.exits(3).prints("  near: ok").prints("  far: failed").prints("permission denied");
    assert!(outcome.stdout.contains("hint: check who owns the place"), "{}", outcome.shown());
    assert_eq!(files(&sandbox.group().join("copies/far")), before);
    sandbox.run(&["backup"]).exits(0);
    sandbox.run(&["restore", "--from", "far", "--to", "../back"]).exits(0);
}

#[test]
fn a_full_destination_holds_no_half_file() {
    let sandbox = backed_up("quiet-library");
    let large: String = (0..60_000_u64).map(|n| format!("{:016x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
    sandbox.write("media/large.txt", &large);
    let script = "mkdir copies/small; mount -t tmpfs -o size=200k none copies/small; cp -r copies/far/. copies/small; \
                  mount --move copies/small copies/far; rmdir copies/small; \
                  \"$1\" backup --format json || echo \"exit $?\" >&2; find copies/far -name 'tmp*' >&2; \"$1\" verify --hash >&2 || true";
    let Some(outcome) = with_own_mounts(&sandbox, script) else { return };
    let outcome = outcome.exits(0).says("exit 3\n").says("near: ok").says("far: behind");
    assert!(!outcome.stderr.contains("copies/far/"), "a temporary file stayed\n{}", outcome.shown());
    let report = outcome.json();
    assert_eq!(report["destinations"][0]["status"], "ok");
    assert_eq!(report["destinations"][1]["status"], "failed");
    assert!(
        report["destinations"][1]["error"].as_str().is_some_and(|error| error.contains("no space left")),
        "{report}"
    );
}

#[test]
fn a_target_that_is_full_or_read_only_is_said_to_be() {
    let sandbox = small_backed_up();
    sandbox.write("large", &"0123456789abcdef".repeat(20_000));
    sandbox.run(&["backup"]).exits(0);
    let restore = |mount: &str| {
        let script = format!(
            "mount -t tmpfs -o {mount} none /mnt; rc=0; \"$1\" restore --to /mnt/ || rc=$?; ls -A /mnt; exit $rc"
        );
        with_own_mounts(&sandbox, &script)
    };
    let Some(full) = restore("size=64k") else { return };
    let full = full.exits(3).says("error: cannot write /mnt/large").says("hint: make room there");
    assert!(!full.stdout.contains("large") && !full.stdout.contains("partial"), "{}", full.shown());
    let Some(locked) = restore("ro") else { return };
    locked.exits(3).says("error: cannot create /mnt/").says("hint: it cannot be written to");
}
