//! What a backup takes and leaves out, as a person configures it.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;

use serde_json::json;

use crate::support::{Sandbox, have};
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
    let receipts = files(&sandbox.group().join(".groupkeep/receipts"));
    let receipt = sandbox.read(&format!(".groupkeep/receipts/{}", receipts[0]));
    assert!(receipt.contains(r#""exclude_larger_than":2048"#) && receipt.contains(r#""complete":true"#), "{receipt}");
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

/// Bytes of the disk a file takes.
fn taken(path: &Path) -> u64 {
    fs::metadata(path).expect("a file").blocks() * 512
}

#[test]
fn a_gibibyte_of_holes_takes_no_room_anywhere() {
    let sandbox = group("sources: [disk.img]");
    sandbox.write("disk.img", "");
    let image = sandbox.group().join("disk.img");
    let file = File::options().write(true).open(&image).expect("a file");
    file.set_len((1 << 30) + 12_345).expect("a hole");
    for at in [0, 400 << 20, 1 << 30] {
        file.write_all_at(b"not zeros", at).expect("some data");
    }
    sandbox.run(&["vault", "init"]).exits(0);
    let report = sandbox.run(&["backup", "--format", "json"]).exits(0).json();
    if taken(&image) < 1 << 20 {
        assert!(report["bytes_read"].as_u64() < Some(64 << 20), "{report}");
    }
    assert!(report["bytes_added"].as_u64() < Some(1 << 20), "{report}");
    let restored = sandbox.run(&["restore", "--to", "../out", "--format", "json"]).exits(0).json();
    assert_eq!(restored["bytes"], (1 << 30) + 12_345);
    let back = sandbox.beside("out/disk.img");
    assert!(taken(&back) < 1 << 20, "{} bytes are taken", taken(&back));
    let (mut before, mut after) = (File::open(&image).expect("a file"), File::open(&back).expect("a file"));
    let (mut one, mut other) = (vec![0; 1 << 20], vec![0; 1 << 20]);
    loop {
        let got = before.read(&mut one).expect("the source");
        after.read_exact(&mut other[..got]).expect("as much");
        assert!(one[..got] == other[..got], "the content differs");
        if got == 0 {
            return assert_eq!(after.read(&mut other).expect("the end"), 0);
        }
    }
}

#[test]
fn hard_links_come_back_as_links() {
    let sandbox = group("exclude: [/b/linked]");
    sandbox.write("a/first", "one file of three names");
    fs::create_dir_all(sandbox.group().join("b")).expect("a folder");
    for name in ["a/second", "b/third", "b/linked"] {
        fs::hard_link(sandbox.group().join("a/first"), sandbox.group().join(name)).expect("a link");
    }
    sandbox.run(&["vault", "init"]).exits(0);
    sandbox.run(&["backup"]).exits(0);
    assert_eq!(restored(&sandbox), ["a/first", "a/second", "b/third", "groupkeep.yaml"]);
    let meta = |name: &str| fs::metadata(sandbox.beside("out").join(name)).expect("a restored file");
    let of_first = (meta("a/first").ino(), 3);
    for name in ["a/first", "a/second", "b/third"] {
        assert_eq!((meta(name).ino(), meta(name).nlink()), of_first, "{name}");
    }
    // Without the name they are links to, the others still are one file.
    sandbox.run(&["restore", "latest", "a/second", "b/third", "--to", "../part"]).exits(0);
    let part = sandbox.beside("part");
    assert_eq!(files(&part), ["a/second", "b/third"]);
    for name in ["a/second", "b/third"] {
        assert_eq!(fs::read_to_string(part.join(name)).ok().as_deref(), Some("one file of three names"));
    }
}

#[test]
fn extended_attributes_are_kept_on_request() {
    if !have("python3") {
        return;
    }
    let sandbox = group("xattrs: true");
    sandbox.write("note.txt", "with a comment");
    let python = |script: &str| {
        let mut command = std::process::Command::new("python3");
        let output = command.args(["-c", script]).current_dir(sandbox.group()).output().expect("python3 starts");
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    if !python("import os; os.setxattr('note.txt', 'user.comment', '早'.encode())").0 {
        return crate::support::skip("this file system keeps no attributes");
    }
    sandbox.run(&["vault", "init"]).exits(0);
    sandbox.run(&["backup"]).exits(0);
    sandbox.run(&["restore", "--to", "../out"]).exits(0);
    let (_, read) = python("import os; print(os.getxattr('../out/note.txt', 'user.comment').decode())");
    assert_eq!(read, "早\n");
}

#[test]
fn special_files_are_named_and_the_snapshot_is_complete() {
    let sandbox = group("sources: [special, groupkeep.yaml]");
    fs::create_dir(sandbox.group().join("special")).expect("a folder");
    let _socket = std::os::unix::net::UnixListener::bind(sandbox.group().join("special/socket")).expect("a socket");
    let pipe = std::process::Command::new("mkfifo").arg(sandbox.group().join("special/pipe")).status();
    assert!(pipe.is_ok_and(|status| status.success()));
    sandbox.run(&["vault", "init"]).exits(0);
    let report = sandbox.run(&["backup", "--format", "json"]).exits(0).json();
    assert_eq!(report["complete"], true);
    let expected = json!([
        {"path": "special/pipe", "reason": "is a named pipe, which is never stored"},
        {"path": "special/socket", "reason": "is a socket, which is never stored"},
    ]);
    assert_eq!(report["skipped"], expected);
    assert_eq!(restored(&sandbox), ["groupkeep.yaml"]);
}
