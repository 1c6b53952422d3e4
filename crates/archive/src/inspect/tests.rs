use std::io::Write as _;

use super::*;
use crate::{Format, open_as};

fn report(text: &str) -> SourceReport {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    inspect(&open_as(file.path(), Format::WhatsappText), &ReadOptions::default()).unwrap()
}

#[test]
fn the_document_has_the_promised_keys() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "2024/1/1, 10:00 - A: b\n").unwrap();
    let sources = vec![(open_as(file.path(), Format::WhatsappText), ReadOptions::default())];
    let document = Inspection::of(Timestamp::UNIX_EPOCH, sources, &[]).unwrap();
    let json = serde_json::to_value(&document).unwrap();
    assert_eq!(
        (json["schema"].as_str(), json["as_of"].as_str()),
        (Some("groupkeep/inspect/v1"), Some("1970-01-01T00:00:00Z"))
    );
    let keys: Vec<&str> = json["sources"][0].as_object().unwrap().keys().map(String::as_str).collect();
    let mut promised = vec![
        "path",
        "format",
        "confidence",
        "reason",
        "chats",
        "by_chat",
        "reasons",
        "members",
        "messages",
        "events",
        "first",
        "last",
        "holes",
        "read",
        "accepted",
        "skipped",
        "unknown",
        "notes",
    ];
    promised.sort_unstable();
    assert_eq!(keys, promised);
}

#[test]
fn gaps_of_two_weeks_are_holes() {
    let report = report(
        "2024/1/1, 10:00 - A: b\n2024/1/15, 09:59 - A: c\n2024/2/1, 10:00 - A: d\n2024/1/20, 10:00 - A: late\n\
         2024/2/15, 10:00 - A: e\n",
    );
    let days: Vec<(String, u64)> = report.holes.into_iter().map(|hole| (hole.from, hole.days)).collect();
    assert_eq!(days, [("2024-02-01T10:00:00Z".to_owned(), 14)]);
    assert_eq!(
        (report.first.as_deref(), report.last.as_deref()),
        (Some("2024-01-01T10:00:00Z"), Some("2024-02-15T10:00:00Z"))
    );
}

#[test]
fn holes_are_counted_from_last_to_first_message() {
    for (dates, holes) in [
        (&["2024/1/1", "2024/1/14"][..], 0),
        (&["2024/1/1", "2024/1/15"], 1),
        (&["2024/1/1"], 0),
        (&["2024/1/15", "2024/1/1"], 1),
        (&["2024/1/1", "2024/2/1", "2024/3/1"], 2),
        (&["1969/1/1", "2024/1/1"], 0),
    ] {
        let text: String = dates.iter().map(|date| format!("{date}, 10:00 - A: b\n")).collect();
        assert_eq!(report(&text).holes.len(), holes, "{dates:?}");
    }
}

#[test]
fn what_was_not_understood_is_counted_once_with_its_first_line() {
    let row = r#"{"sender":"a","timestamp":5,"type":0}"#;
    let text = format!("{{\"chatlab\":{{}},\"messages\":[\n{row},\n7,\n{row},\n8,\n{{}}]}}");
    let told = crate::testing::report(Format::ChatlabJson, text);
    assert_eq!((told.read, told.accepted, told.unknown, told.is_incomplete()), (5, 2, 3, true));
    assert_eq!(
        told.notes,
        [
            "2 not understood: a record that is not an object (line 3)",
            "1 not understood: a message without sender, time and type (line 6)"
        ]
    );
}

#[test]
fn notes_hold_no_personal_data() {
    let text = "secret name\n13/1/24, 10:00 - Secret: secret\n1/13/24, 10:00 - Secret: secret\n";
    let notes = report(text).notes.join("\n").to_lowercase();
    assert!(!notes.is_empty() && !notes.contains("secret"), "{notes}");
}

#[test]
fn lost_characters_are_noted() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(
        "{\"chatlab\":{},\"messages\":[{\"sender\":\"a\",\"timestamp\":5,\"type\":0,\"content\":\"\u{fffd}\"}]}"
            .as_bytes(),
    )
    .unwrap();
    let report = inspect(&open_as(file.path(), Format::ChatlabJson), &ReadOptions::default()).unwrap();
    assert_eq!((report.messages, report.notes.len()), (1, 1), "{:?}", report.notes);
}
