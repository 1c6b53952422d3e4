//! `inspect` and `convert` over plain, packed and piped exports.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::support::{Outcome, Sandbox};

const CHAT: &str = "13/1/24, 10:00 - Mei: good morning\n13/1/24, 10:00 - Rudi: +1\n13/1/24, 10:00 - Rudi: +1\n";

const MORE: &str = "13/1/24, 10:00 - Rudi: +1\n13/1/24, 10:00 - Rudi: +1\n14/1/24, 9:30 - Mei: any, news?\n";

const UNDECIDED: &str = "1/2/24, 10:00 - Mei: good morning\n1/3/24, 10:00 - Rudi: good evening\n";

/// Runs the command with this on standard input.
fn piped(sandbox: &Sandbox, arguments: &[&str], input: &[u8]) -> Outcome {
    let mut command = sandbox.command(arguments);
    let path = sandbox.beside("input");
    fs::File::create(&path).and_then(|mut file| file.write_all(input)).expect("an input");
    command.stdin(Stdio::from(fs::File::open(path).expect("the input")));
    sandbox.outcome(&mut command)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).expect("memory holds it");
    packed.finish().expect("memory holds it")
}

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a file in an archive");
        archive.write_all(text.as_bytes()).expect("memory holds it");
    }
    archive.finish().expect("memory holds it").into_inner()
}

#[test]
fn inspect_tells_chats_and_coverage_in_both_languages() {
    let sandbox = Sandbox::empty();
    sandbox.write("chat.txt", CHAT);
    let outcome = sandbox.run(&["inspect", "chat.txt"]).exits(0);
    let (head, rest) = outcome.stdout.split_once("  holds:").expect("what it holds");
    assert!(head.starts_with("chat.txt\n  format: whatsapp-text ("), "{}", outcome.shown());
    assert_eq!(
        rest,
        " 1 chat, 2 members, 3 messages, 0 events\n  covers: 2024-01-13 … 2024-01-13 (UTC)\n  read: 3: 3 accepted, 0 \
         skipped, 0 not understood\n\ncoverage\n  whatsapp: 2024-01-13 … 2024-01-13\n"
    );
    sandbox.run(&["inspect", "chat.txt", "--lang", "zh"]).exits(0).prints("内容: 1 个会话").prints("时间覆盖\n");
}

#[test]
fn a_hole_that_another_export_fills_is_none() {
    let sandbox = Sandbox::empty();
    let chat = |days: &[u32]| {
        let rows: Vec<String> = days
            .iter()
            .map(|day| {
                format!(
                    r#"{{"sender":"1","accountName":"Mei","timestamp":{},"type":0,"content":"x"}}"#,
                    1_700_000_000 + day * 86_400
                )
            })
            .collect();
        format!(
            r#"{{"chatlab":{{"version":"0.0.2"}},"meta":{{"name":"晨读会","platform":"qq","type":"group","groupId":"g"}},"members":[],"messages":[{}]}}"#,
            rows.join(",")
        )
    };
    sandbox.write("a.json", &chat(&[0, 30, 60]));
    sandbox.write("b.json", &chat(&[10, 20]));
    let document = sandbox.run(&["inspect", "a.json", "b.json", "--format", "json"]).exits(0).json();
    assert_eq!(document["sources"][0]["holes"].as_array().map(Vec::len), Some(2));
    let coverage = &document["coverage"][0];
    assert_eq!(
        (&coverage["sources"], coverage["holes"].as_array().map(Vec::len)),
        (&serde_json::json!([0, 1]), Some(1))
    );
    assert_eq!(coverage["holes"][0]["from"], "2023-12-14T22:13:20Z");
    sandbox
        .run(&["inspect", "a.json", "b.json"])
        .prints("qq 晨读会: 2023-11-14 … 2024-01-13, hole 2023-12-14 … 2024-01-13 (2 sources)");
}

#[test]
fn messages_come_as_json_lines_with_their_digests() {
    let sandbox = Sandbox::empty();
    sandbox.write("chat.txt", CHAT);
    let outcome = sandbox.run(&["inspect", "--messages", "chat.txt"]).exits(0);
    let lines: Vec<Value> =
        outcome.stdout.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    let kinds: Vec<&str> = lines.iter().filter_map(|line| line["record"].as_str()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "message").count(), 3, "{}", outcome.shown());
    for line in lines.iter().filter(|line| line["record"] == "message") {
        let bytes = &line["data"]["provenance"]["bytes"];
        let at = |end: &str| bytes[end].as_u64().and_then(|at| usize::try_from(at).ok()).expect("a place");
        let digest = sha256(&CHAT.as_bytes()[at("start")..at("end")]);
        assert_eq!(line["sha256"], digest.as_str());
    }
    crate::schemas::each_line_holds("record", &outcome.stdout);
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn standard_input_is_read_like_a_file() {
    let sandbox = Sandbox::empty();
    for bytes in [CHAT.as_bytes().to_vec(), gzip(CHAT.as_bytes()), zip(&[("_chat.txt", CHAT)])] {
        let document = piped(&sandbox, &["inspect", "-", "--format", "json"], &bytes).exits(0).json();
        assert_eq!((&document["sources"][0]["path"], &document["sources"][0]["messages"]), (&"-".into(), &3.into()));
    }
    let outcome = piped(&sandbox, &["inspect", "-"], b"buy tea\n").exits(2);
    assert!(outcome.stderr.starts_with("error: - is not a chat export: "), "{}", outcome.shown());
    piped(&sandbox, &["inspect", "-"], b"").exits(2).says("error: - is empty");
    let converted = piped(&sandbox, &["convert", "--into", "csv", "-"], CHAT.as_bytes()).exits(0);
    assert_eq!(converted.stdout.lines().count(), 4, "{}", converted.shown());
}

#[test]
fn packed_exports_are_read_like_plain_ones() {
    let sandbox = Sandbox::empty();
    fs::write(sandbox.group().join("chat.txt.gz"), gzip(CHAT.as_bytes())).expect("a file");
    fs::write(sandbox.group().join("all.zip"), zip(&[("a/_chat.txt", CHAT), ("b/_chat.txt", MORE)])).expect("a file");
    let document = sandbox.run(&["inspect", ".", "--format", "json"]).exits(0).json();
    let found: Vec<(&Value, &Value, &Value)> = document["sources"]
        .as_array()
        .expect("sources")
        .iter()
        .map(|source| (&source["path"], &source["part"], &source["messages"]))
        .collect();
    let (all, chat) = (Value::from("./all.zip"), Value::from("./chat.txt.gz"));
    let (a, b, three) = (Value::from("a/_chat.txt"), Value::from("b/_chat.txt"), Value::from(3));
    assert_eq!(found, [(&all, &a, &three), (&all, &b, &three), (&chat, &Value::Null, &three)]);
}

#[test]
fn what_is_met_beside_exports_is_listed() {
    let sandbox = Sandbox::empty();
    sandbox.write("in/chat.txt", CHAT);
    sandbox.write("in/photo.jpg", "x");
    sandbox.write("in/MSG0.db", "SQLite format 3\0");
    let document = sandbox.run(&["inspect", "in", "--format", "json"]).exits(0).json();
    let notes = document["notes"].as_array().expect("notes");
    assert!(notes.len() == 1 && notes[0].as_str().is_some_and(|note| note.starts_with("in/MSG0.db: ")), "{notes:?}");
    sandbox.write("in/list.txt", "buy tea\n");
    sandbox.run(&["inspect", "in"]).exits(3).says("in/list.txt is left out");
}

#[test]
fn overlapping_exports_become_one_and_two_equal_messages_stay_two() {
    let sandbox = Sandbox::empty();
    sandbox.write("a.txt", CHAT);
    sandbox.write("b.txt", MORE);
    let outcome =
        sandbox.run(&["convert", "--into", "jsonl", "--one-chat", "--to", "out.jsonl", "a.txt", "b.txt"]).exits(0);
    assert_eq!(
        (outcome.stdout.as_str(), outcome.stderr.lines().take(2).collect::<Vec<_>>()),
        (
            "",
            vec![
                "note: 4 messages written",
                "note: 2 records were the same message in another export, 0 contradict one and were kept beside it"
            ]
        )
    );
    let back = sandbox.run(&["inspect", "out.jsonl", "--format", "json"]).exits(0).json();
    assert_eq!((&back["sources"][0]["format"], &back["sources"][0]["messages"]), (&"chatlab-jsonl".into(), &4.into()));
}

#[test]
fn what_exists_is_not_overwritten() {
    let sandbox = Sandbox::empty();
    sandbox.write("chat.txt", CHAT);
    sandbox.write("out.json", "mine");
    let outcome = sandbox.run(&["convert", "--into", "chatlab", "--to", "out.json", "chat.txt"]);
    assert_eq!(
        outcome.shown(),
        "error: out.json exists already\nhint: give another file with --to, or move this one away\n[exit 4]\n"
    );
    assert_eq!(sandbox.read("out.json"), "mine");
}

#[test]
fn an_undecided_order_is_shown_by_inspect_and_refused_by_convert() {
    let sandbox = Sandbox::empty();
    sandbox.write("chat.txt", UNDECIDED);
    let document = sandbox.run(&["inspect", "chat.txt", "--format", "json"]).exits(3).json();
    assert_eq!((&document["sources"][0]["messages"], &document["sources"][0]["first"]), (&2.into(), &Value::Null));
    let convert = ["convert", "--into", "chatlab", "--to", "out.json", "chat.txt"];
    let outcome = sandbox.run(&convert).exits(2).says("the order of day and month in chat.txt cannot be decided");
    assert!(outcome.stderr.contains("--date-order") && !sandbox.group().join("out.json").exists());
    sandbox.run(&[&convert[..], &["--date-order", "dmy"]].concat()).exits(0);
}

#[test]
fn several_chats_need_a_choice_unless_they_become_a_table() {
    let sandbox = Sandbox::empty();
    sandbox.write("a.txt", CHAT);
    sandbox.write("b.txt", MORE);
    sandbox.run(&["convert", "--into", "chatlab", "a.txt", "b.txt"]).exits(2).says("the exports hold 2 chats");
    let table = sandbox.run(&["convert", "--into", "csv", "a.txt", "b.txt"]).exits(0);
    assert_eq!(table.stdout.matches("\r\n").count(), 7, "{}", table.shown());
    sandbox.run(&["convert", "--into", "csv", "a.txt", "--chat", "nobody"]).exits(2).says("--chat");
    sandbox.run(&["convert", "--into", "csv"]).exits(2).says("no path was given");
}
