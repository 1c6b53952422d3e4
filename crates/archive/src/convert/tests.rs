use std::collections::HashSet;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde_json::Value;

use super::*;
use crate::model::{IdBasis, Kind, Message};
use crate::{Detection, Format, ReadOptions, detect, open_as};

const MADE_AT: i64 = 1_700_000_000;

fn fixtures() -> Vec<PathBuf> {
    let folder = |path: &Path| -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    // Tables need their columns told.
    let left = ["expected", "csv-columns", "xlsx-columns"].map(|name| root.join(name));
    folder(&root).iter().filter(|path| !left.contains(path)).flat_map(|path| folder(path)).collect()
}

fn merge(path: &Path) -> Merge {
    let Detection::Export(unit) = detect(path).unwrap() else { panic!("{}", path.display()) };
    let options = ReadOptions { timezone: TimeZone::get("Asia/Shanghai").unwrap(), ..ReadOptions::default() };
    Merge::of(vec![(unit, options)], false).unwrap()
}

fn written(merge: &Merge, chats: &[usize], target: Target) -> (String, ConvertReport) {
    let mut out = Vec::new();
    let report = convert(merge, chats, target, MADE_AT, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), report)
}

/// The rules of ChatLab's own validator.
fn validate(document: &Value) {
    let list = |name: &str| document[name].as_array().unwrap();
    let text = |row: &Value, key: &str| row[key].as_str().map(str::to_owned);
    assert_eq!(document["chatlab"]["version"], "0.0.2");
    assert!(document["meta"]["name"].is_string() && document["meta"]["platform"].is_string());
    assert!(["group", "private"].contains(&document["meta"]["type"].as_str().unwrap()));
    let mut members = HashSet::new();
    for member in list("members") {
        assert!(member["accountName"].is_string());
        assert!(members.insert(text(member, "platformId").unwrap()), "a member comes once");
    }
    let all: HashSet<String> =
        list("messages").iter().filter_map(|message| text(message, "platformMessageId")).collect();
    let mut ids = HashSet::new();
    for message in list("messages") {
        let sender = text(message, "sender").unwrap();
        assert!(sender == "SYSTEM" || members.contains(&sender), "{message}");
        assert!(message["timestamp"].as_i64().is_some_and(|at| (0..100_000_000_000).contains(&at)), "{message}");
        let known = [0, 1, 2, 3, 4, 5, 7, 8, 20, 21, 22, 23, 24, 25, 26, 27, 80, 81, 99];
        assert!(known.contains(&message["type"].as_i64().unwrap()), "{message}");
        assert!(text(message, "platformMessageId").is_none_or(|id| ids.insert(id)), "{message}");
        assert!(text(message, "replyToMessageId").is_none_or(|id| all.contains(&id)), "{message}");
    }
}

/// What ChatLab can hold of a message.
fn holdable(message: &Message, ids: &mut HashSet<String>) -> (Option<String>, Option<String>, i64, Kind, String, bool) {
    let id = message.msg_id.clone().filter(|id| message.id_basis == IdBasis::Native && ids.insert(id.clone()));
    let sender = match (&message.sender_id, message.is_event()) {
        (_, true) => None,
        (None, false) => Some("unknown".to_owned()),
        (id, false) => id.clone(),
    };
    let kind = match message.kind {
        Kind::Event => Kind::Event,
        kind if crate::formats::chatlab_code(kind).is_none() => Kind::Other,
        Kind::Text if message.reply_to.as_ref().is_some_and(|reply| ids.contains(reply)) => Kind::Reply,
        kind => kind,
    };
    let text = if message.is_event() && message.text.is_none() { None } else { message.text.clone() };
    let at = message.ts_ms().unwrap().div_euclid(1000);
    (id, sender, at, kind, text.unwrap_or_default(), message.is_event())
}

fn read_back(text: &str, format: Format) -> Vec<Message> {
    crate::testing::messages(format, text)
}

#[test]
fn every_fixture_is_valid_chatlab_and_reads_back_as_it_was() {
    let mut seen = 0;
    for path in fixtures() {
        let merge = merge(&path);
        for chat in 0..merge.len() {
            let shown = format!("{} chat {chat}", path.display());
            let (document, report) = written(&merge, &[chat], Target::Chatlab);
            let value: Value = serde_json::from_str(&document).unwrap_or_else(|error| panic!("{shown}: {error}"));
            validate(&value);
            let (lines, again) = written(&merge, &[chat], Target::ChatlabLines);
            assert_eq!(report, again, "{shown}");
            assert_eq!(report.messages + report.left_out, merge.records(chat), "{shown}");
            let messages = merge.messages(chat).unwrap().map(|message| message.unwrap().message);
            let mut ids = HashSet::new();
            let expected: Vec<_> =
                messages.filter(|message| message.time.is_some()).map(|message| holdable(&message, &mut ids)).collect();
            for (text, format) in [(&document, Format::ChatlabJson), (&lines, Format::ChatlabJsonl)] {
                let mut ids = HashSet::new();
                let back = read_back(text, format);
                let sentence = |message: &Message, expected: &str| {
                    if expected.is_empty() && message.is_event() {
                        String::new()
                    } else {
                        message.text.clone().unwrap_or_default()
                    }
                };
                assert_eq!(back.len(), expected.len(), "{shown}");
                for (message, expected) in back.iter().zip(&expected) {
                    let mut found = holdable(message, &mut ids);
                    found.4 = sentence(message, &expected.4);
                    assert_eq!(&found, expected, "{shown}");
                }
            }
            seen += report.messages;
        }
    }
    assert!(seen > 100);
}

#[test]
fn what_is_written_is_detected_as_what_it_is() {
    let merge = merge(&fixtures().into_iter().find(|path| path.to_string_lossy().contains("weflow-json/")).unwrap());
    let folder = tempfile::tempdir().unwrap();
    for (target, format) in [(Target::Chatlab, Format::ChatlabJson), (Target::ChatlabLines, Format::ChatlabJsonl)] {
        let path = folder.path().join("out");
        std::fs::write(&path, written(&merge, &[0], target).0).unwrap();
        let Detection::Export(unit) = detect(&path).unwrap() else { panic!("{format}") };
        assert!(unit.format == format && unit.confidence > 0.9, "{unit:?}");
    }
}

fn chatlab(rows: &str) -> (tempfile::TempDir, Merge) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    let text = format!(
        r#"{{"chatlab":{{"version":"0.0.2"}},"meta":{{"name":"晨,读","platform":"qq","type":"group","groupId":"g"}},"messages":[{rows}]}}"#
    );
    std::fs::write(&path, text).unwrap();
    let unit = open_as(&path, Format::ChatlabJson);
    (folder, Merge::of(vec![(unit, ReadOptions::default())], false).unwrap())
}

#[test]
fn tables_quote_what_needs_it_and_end_rows_as_the_rfc_says() {
    let (folder, merge) = chatlab(
        r#"{"sender":"1","accountName":"a \"b\"","timestamp":5,"type":0,"content":"one,\ntwo","platformMessageId":"m"}"#,
    );
    let (text, report) = written(&merge, &[0], Target::Csv);
    let path = folder.path().join("a.json");
    let row = format!(
        "qq,g,\"晨,读\",m,1970-01-01T00:00:05Z,second,1,\"a \"\"b\"\"\",,text,0,\"one,\ntwo\",,,live,,,{}:1\r\n",
        path.display()
    );
    assert_eq!(text, format!("{}\r\n{row}", CSV_COLUMNS.join(",")));
    assert_eq!((report.messages, report.losses), (1, Vec::new()));
}

#[test]
fn what_cannot_be_written_is_counted() {
    let (_folder, merge) = chatlab(
        r#"{"sender":"1","type":0,"content":"no time"},
        {"sender":"1","timestamp":5,"type":0,"content":"x","platformMessageId":"m","replyToMessageId":"nowhere"},
        {"sender":"1","timestamp":6,"type":0,"content":"y","platformMessageId":"m"}"#,
    );
    let (_, report) = written(&merge, &[0], Target::Chatlab);
    assert_eq!((report.messages, report.left_out), (2, 1));
    let told: Vec<String> = report.losses.iter().map(|loss| format!("{} {}", loss.count, loss.what)).collect();
    assert_eq!(
        told,
        [
            "1 messages whose id another message has, written without it",
            "1 messages without a certain time, left out: ChatLab holds none",
            "1 replies to messages that are not in the file, written without the reference",
        ]
    );
}

#[test]
fn nobody_speaks_with_the_voice_of_the_room() {
    let text = "13/1/24, 10:00 - SYSTEM: \"Mei\"邀请\"Rudi\"加入了群聊\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chat.txt");
    std::fs::write(&path, text).unwrap();
    let unit = open_as(&path, Format::WhatsappText);
    let merge = Merge::of(vec![(unit, ReadOptions::default())], false).unwrap();
    let (document, _) = written(&merge, &[0], Target::Chatlab);
    let back = read_back(&document, Format::ChatlabJson);
    assert!(back.iter().all(|message| !message.is_event()), "{document}");
}
