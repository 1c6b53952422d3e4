//! Exports that are empty, cut, unreadable or no exports at all: told by name, never counted as read.

use std::fs;

use crate::support::{Sandbox, repository};
use crate::trees::files;

/// A group with these files below `exports/`.
fn group(exports: &[(&str, &[u8])]) -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("groupkeep.yaml", "group: {name: a}\narchive: {exports: [\"exports/**\"]}\n");
    for (name, bytes) in exports {
        sandbox.write(&format!("exports/{name}"), "");
        fs::write(sandbox.group().join("exports").join(name), bytes).expect("an export");
    }
    sandbox
}

/// What a share needs to say about itself.
const STATEMENT: [&str; 10] =
    ["--purpose", "a", "--recipient", "b", "--basis", "c", "--expires", "2027-06-30", "--preparer", "d"];

fn anonymize(sandbox: &Sandbox, input: &str) -> crate::support::Outcome {
    let outcome = sandbox.run(&[&["anonymize", input, "--to", "../release"][..], &STATEMENT].concat());
    assert!(!sandbox.beside("release").exists(), "a failed release leaves nothing\n{}", outcome.shown());
    outcome
}

fn cut_export() -> Vec<u8> {
    let path = repository().join("examples/reading-circle/exports/wechat/晨读会主群.json");
    let mut bytes = fs::read(path).expect("an export");
    bytes.truncate(40_000);
    bytes
}

#[test]
fn an_empty_export() {
    let sandbox = group(&[("empty.json", b"")]);
    let outcome = sandbox.run(&["inspect", "exports/empty.json"]);
    let expected =
        "error: exports/empty.json is empty\nhint: export the chat again: nothing was written to this file\n[exit 2]\n";
    assert_eq!(outcome.shown(), expected);
    sandbox.run(&["check"]).exits(3).prints("exports/empty.json").prints("is empty");
    anonymize(&sandbox, "exports/empty.json").exits(2).says("empty.json is empty");
}

#[test]
fn a_format_that_is_none() {
    let sandbox = group(&[("chat.txt", b"x")]);
    for (name, hint) in [
        ("qqtext", "did you mean qq-text?"),
        ("Discord", "did you mean discord-json?"),
        ("irc_log", "did you mean irc-text?"),
        ("slack", "did you mean one of these: slack-export, slackdump-json?"),
        ("pdf", "groupkeep inspect --list-formats lists them"),
        ("", "groupkeep inspect --list-formats lists them"),
    ] {
        let outcome = sandbox.run(&["inspect", "exports/chat.txt", "--as", name]);
        let expected = format!("error: unknown export format `{name}`\nhint: {hint}\n[exit 2]\n");
        assert_eq!(outcome.shown(), expected);
    }
    let listed = sandbox.run(&["inspect", "--list-formats"]).exits(0);
    assert!(
        listed.stdout.lines().any(|line| line.starts_with("qq-text ") && line.contains("QQ")),
        "{}",
        listed.shown()
    );
    sandbox.run(&["inspect", "--list-formats", "exports/chat.txt"]).exits(2).says("--list-formats");
}

#[test]
fn an_absent_export() {
    let sandbox = group(&[]);
    let outcome = sandbox.run(&["inspect", "absent.json"]).exits(2);
    assert!(outcome.stderr.starts_with("error: absent.json does not exist\nhint: "), "{}", outcome.shown());
    anonymize(&sandbox, "absent.json").exits(2).says("absent.json");
}

#[test]
fn an_export_that_cannot_be_opened() {
    // A link to itself cannot be opened by anybody, root included.
    let sandbox = group(&[]);
    sandbox.write("exports/chat.json", "");
    fs::remove_file(sandbox.group().join("exports/chat.json")).expect("a file goes");
    std::os::unix::fs::symlink("chat.json", sandbox.group().join("exports/chat.json")).expect("a link");
    for arguments in [&["inspect", "exports/chat.json"][..], &["inspect", "exports/chat.json", "--as", "weflow-json"]] {
        let outcome = sandbox.run(arguments);
        assert!(matches!(outcome.status, Some(2 | 3)), "{}", outcome.shown());
        assert!(
            outcome.stderr.contains("exports/chat.json") && outcome.stderr.contains("hint: "),
            "{}",
            outcome.shown()
        );
    }
    anonymize(&sandbox, "exports/chat.json").exits(2).says("chat.json");
}

#[test]
fn a_file_that_is_no_export() {
    let sandbox = group(&[("notes.txt", b"buy tea\n"), ("data.json", b"{\"tea\": 3}")]);
    for name in ["notes.txt", "data.json"] {
        let path = format!("exports/{name}");
        let outcome = sandbox.run(&["inspect", &path]).exits(2).says(&format!("error: {path} is not a chat export"));
        assert!(outcome.stderr.contains("hint: if you know the format, name it with --as"), "{}", outcome.shown());
        anonymize(&sandbox, &path).exits(2).says(name).says("hint: leave it out");
    }
    sandbox.run(&["inspect"]).exits(2).says("notes.txt is left out").says("data.json is left out");
    // A rule that had to look at them cannot say that all is well.
    let check = sandbox.run(&["check", "--format", "json", "--select", "privacy/pii-critical"]).exits(3).json();
    assert_eq!(check["rules"][0]["verdict"], "unknown");
    assert_eq!(check["exit"], 3);
}

#[test]
fn a_database_of_an_app_is_refused_with_the_reason() {
    let sandbox = group(&[("MSG0.db", b"SQLite format 3\0rest of a database")]);
    let outcome = sandbox.run(&["inspect", "exports/MSG0.db"]).exits(2).says("error: exports/MSG0.db");
    assert!(outcome.stderr.contains("hint: "), "{}", outcome.shown());
}

#[test]
fn cut_json_is_read_as_far_as_it_goes_and_counted() {
    let sandbox = group(&[("cut.json", &cut_export())]);
    let outcome = sandbox.run(&["inspect", "--format", "json"]).exits(3);
    let source = outcome.json()["sources"][0].clone();
    assert!(source["messages"].as_u64() > Some(50), "{source}");
    assert_eq!(source["unknown"], 1);
    assert_eq!(
        source["read"].as_u64(),
        ["messages", "events", "skipped", "unknown"].iter().map(|key| source[key].as_u64()).sum::<Option<u64>>()
    );
    assert!(source["notes"][0].as_str().is_some_and(|note| note.contains("the file is cut off (line 11")), "{source}");
    let outcome = anonymize(&sandbox, "exports/cut.json").exits(2);
    assert!(outcome.stderr.contains("exports/cut.json") && outcome.stderr.contains("hint: "), "{}", outcome.shown());
    let check = sandbox.run(&["check", "--format", "json", "--select", "privacy/pii-critical"]).exits(3).json();
    assert_eq!(check["rules"][0]["verdict"], "unknown", "{check}");
}

#[test]
fn a_cut_line_of_json_lines_costs_that_line_only() {
    let path = repository().join("examples/reading-circle/exports/overflow/erhaolou.jsonl");
    let mut bytes = fs::read(path).expect("an export");
    bytes.truncate(bytes.len() - 40);
    let sandbox = group(&[("cut.jsonl", &bytes)]);
    let source = sandbox.run(&["inspect", "--format", "json"]).exits(3).json()["sources"][0].clone();
    assert_eq!((source["accepted"].as_u64(), source["unknown"].as_u64()), (Some(95), Some(1)), "{source}");
}

#[test]
fn backups_take_files_that_no_reader_understands() {
    let sandbox = group(&[("cut.json", &cut_export()), ("empty.json", b""), ("raw.bin", &[0xff, 0, 0xfe])]);
    let config = sandbox.read("groupkeep.yaml");
    sandbox.write("groupkeep.yaml", &format!("{config}backup: {{destinations: [{{name: near, path: ../near}}]}}\n"));
    sandbox.run(&["run", "--only", "backup"]).exits(0);
    sandbox.run(&["restore", "--to", "../back"]).exits(0);
    assert_eq!(files(&sandbox.beside("back/exports")), files(&sandbox.group().join("exports")));
    assert_eq!(fs::read(sandbox.beside("back/exports/cut.json")).expect("a file"), cut_export());
}
