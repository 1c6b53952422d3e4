use std::path::Path;

use crate::{Detection, Format, ReadOptions, Record, detect, inspect, read};

fn row(id: u64) -> String {
    format!(r#"{{"id":"{id}","timestamp":1727740800000,"sender":{{"uin":"1","name":"A"}},"content":{{"text":"x"}}}}"#)
}

fn write(folder: &Path, files: &[(&str, String)]) {
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

fn manifest(rest: &str) -> String {
    format!(
        r#"{{"metadata":{{"name":"QQChatExporter"}},"chatInfo":{{"name":"g","type":"group"}},"statistics":{{}}{rest}}}"#
    )
}

#[test]
fn pieces_are_read_in_the_order_of_the_manifest_whatever_it_is_called() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[
            (
                "out/重命名.json",
                manifest(r#","chunked":{"chunks":[{"relativePath":"chunks/c2.jsonl"},{"fileName":"c1.jsonl"}]}"#),
            ),
            ("out/chunks/c1.jsonl", row(1)),
            ("out/chunks/c2.jsonl", row(2)),
            ("out/chunks/c10.jsonl", row(10)),
            ("out/chunks/c9.jsonl", row(9)),
        ],
    );
    let Detection::Export(unit) = detect(folder.path()).unwrap() else { panic!() };
    assert_eq!(unit.format, Format::QceChunked);
    let ids: Vec<String> = read(&unit, &ReadOptions::default())
        .unwrap()
        .filter_map(|record| if let Record::Message(message) = record.unwrap() { message.msg_id } else { None })
        .collect();
    assert_eq!(ids, ["2", "1", "9", "10"]);
}

#[test]
fn a_piece_that_is_listed_and_gone_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let listed = r#","chunked":{"chunks":[{"relativePath":"chunks/c1.jsonl"},{"relativePath":"chunks/c2.jsonl"},{"relativePath":"../../secret.jsonl"}]}"#;
    write(folder.path(), &[("manifest.json", manifest(listed)), ("chunks/c1.jsonl", row(1))]);
    let Detection::Export(unit) = detect(folder.path()).unwrap() else { panic!() };
    let told = inspect(&unit, &ReadOptions::default()).unwrap();
    assert_eq!((told.messages, told.unknown), (1, 2));
}

#[test]
fn a_single_file_called_manifest_is_no_manifest() {
    let folder = tempfile::tempdir().unwrap();
    let single = manifest(&format!(r#","messages":[{}]"#, row(1)));
    write(folder.path(), &[("manifest.json", single), ("chunks/c1.jsonl", row(1))]);
    assert!(matches!(detect(folder.path()).unwrap(), Detection::NotExport { .. }));
    let Detection::Export(unit) = detect(&folder.path().join("manifest.json")).unwrap() else { panic!() };
    assert_eq!(unit.format, Format::QceJson);
}
