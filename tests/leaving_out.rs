//! What a backup takes and leaves out, as a person configures it.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::support::Sandbox;
use crate::trees::files;

/// A group with one local destination and these lines below `backup:`, each indented by two.
fn group(backup: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    let lines: String = backup.lines().map(|line| format!("  {line}\n")).collect();
    let config =
        format!("group: {{name: small}}\nbackup:\n  destinations: [{{name: near, path: copies/near}}]\n{lines}");
    sandbox.write("groupkeep.yaml", &config);
    sandbox
}

/// The relative paths of what a restore of the newest snapshot brings back, and where it is.
fn restored(sandbox: &Sandbox) -> Vec<String> {
    sandbox.run(&["restore", "--to", "../out"]).exits(0);
    files(&sandbox.beside("out"))
}

#[test]
fn patterns_are_those_of_gitignore() {
    let sandbox = group("exclude: ['!keep.log', /exports/raw/]\nexclude_from: [leave-out.txt]");
    sandbox.write("leave-out.txt", "# what programs write\n*.log\ncache/\n\ndeep/**/x\n");
    for path in
        ["a.log", "keep.log", "cache/1", "b/cache/2", "exports/raw/3", "b/exports/raw/4", "deep/q/x", "deep/x/y"]
    {
        sandbox.write(path, path);
    }
    sandbox.write("c/cache", "a file of that name");
    sandbox.run(&["vault", "init"]).exits(0);
    let report = sandbox.run(&["backup", "--format", "json"]).exits(0).json();
    assert_eq!((&report["complete"], &report["skipped"]), (&json!(true), &json!([])));
    let expected = ["b/exports/raw/4", "c/cache", "groupkeep.yaml", "keep.log", "leave-out.txt"];
    assert_eq!(restored(&sandbox), expected);
    let receipts = files(&sandbox.group().join(".groupkeep/receipts"));
    let receipt = sandbox.read(&format!(".groupkeep/receipts/{}", receipts[0]));
    assert!(receipt.contains(r#""excludes":["*.log","cache/","deep/**/x","!keep.log","/exports/raw/"]"#), "{receipt}");
}

#[test]
fn a_line_that_is_no_pattern_is_named_before_anything_is_written() {
    let sandbox = group("exclude_from: [leave-out.txt]");
    sandbox.write("note.txt", "kept");
    sandbox.write("leave-out.txt", "*.tmp\n[a\n");
    sandbox.run(&["vault", "init"]).exits(0);
    let before = files(&sandbox.group().join("copies"));
    sandbox.run(&["backup"]).exits(2).says("leave-out.txt:2:1: `[a` is no pattern").says("hint: ");
    fs::remove_file(sandbox.group().join("leave-out.txt")).expect("the file was there");
    sandbox.run(&["backup"]).exits(2).says("leave-out.txt does not exist");
    sandbox.write(
        "groupkeep.yaml",
        &sandbox.read("groupkeep.yaml").replace("exclude_from: [leave-out.txt]", "exclude: ['[a']"),
    );
    sandbox.run(&["backup"]).exits(2).says("groupkeep.yaml:4:13: `[a` is no pattern");
    assert_eq!(files(&sandbox.group().join("copies")), before);
}

#[test]
fn large_files_and_caches_are_counted_and_the_snapshot_is_complete() {
    let sandbox = group("exclude_larger_than: 2KiB\nexclude_caches: true");
    sandbox.write("cache/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n");
    sandbox.write("cache/deep/junk", "junk");
    sandbox.write("fits", &"x".repeat(2048));
    sandbox.write("large", &"x".repeat(2049));
    sandbox.run(&["vault", "init"]).exits(0);
    let outcome = sandbox.run(&["backup"]).exits(0);
    let outcome = outcome.says("note: large is left out: its 2049 bytes are too many");
    outcome.prints("complete").prints("1 files left out as too large").prints("1 caches left out");
    let report = sandbox.run(&["backup", "--format", "json"]).exits(0).json();
    assert_eq!(report["left_out"], json!({"large_files": 1, "file_systems": 0, "caches": 1}));
    assert_eq!(restored(&sandbox), ["cache/CACHEDIR.TAG", "fits", "groupkeep.yaml"]);
}

#[test]
fn another_file_system_is_left_out_where_asked() {
    // `/dev` is the one folder of which every Linux has a part on another file system.
    let Ok(other) = tempfile::tempdir_in("/dev/shm") else { return };
    let sandbox = group("one_file_system: true\nsources: [groupkeep.yaml, /dev]\nexclude: ['/dev/*', '!/dev/shm']");
    fs::write(other.path().join("file"), "elsewhere").expect("a file on another file system");
    sandbox.run(&["vault", "init"]).exits(0);
    let report = sandbox.run(&["backup", "--format", "json"]).exits(0).says("dev/shm is left out").json();
    assert_eq!(report["left_out"]["file_systems"], 1);
    assert_eq!(restored(&sandbox), ["groupkeep.yaml"]);
    assert!(Path::new(&sandbox.beside("out/dev/shm")).is_dir());
}
