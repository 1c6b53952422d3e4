//! The release of the reading circle: nobody is in it, and it is still the same conversation.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::needles::{encodings, members_of, searchable};
use crate::support::Sandbox;
use crate::trees::files;

/// The example with its release made at `../release`.
fn released() -> Sandbox {
    let sandbox = Sandbox::example("reading-circle");
    sandbox.run(&["anonymize", "--to", "../release"]).exits(0);
    sandbox
}

#[test]
fn nobody_can_be_found_in_it() {
    let sandbox = released();
    let needles = members_of(&sandbox.group());
    assert!(needles.len() > 100, "only {} aliases, ids and numbers", needles.len());
    let originals = contents(&sandbox.group().join("exports"));
    let release = contents(&sandbox.beside("release"));
    assert_eq!(release.len(), 5, "four exports and the evidence");
    let mut met = 0;
    for needle in &needles {
        for (encoding, bytes) in encodings(needle) {
            let form = searchable(&bytes);
            met += usize::from(originals.iter().any(|(_, text)| text.contains(&form)));
            let leak = release.iter().find(|(_, text)| text.contains(&form));
            assert!(
                leak.is_none(),
                "`{needle}` as {encoding} in {}",
                leak.map(|(name, _)| name.as_str()).unwrap_or_default()
            );
        }
    }
    assert!(met > 60, "only {met} of the needles are in the originals, so their absence says little");
    // Nor do the names of the files tell the group's.
    let names = files(&sandbox.beside("release")).join("\n");
    for needle in needles {
        assert!(!names.contains(&needle), "`{needle}` in a file name of {names}");
    }
}

/// The files of a folder in lower case, each byte as one character, which is what can be searched quickly.
fn contents(folder: &Path) -> Vec<(String, String)> {
    let read = |name: String| (name.clone(), searchable(&fs::read(folder.join(name)).expect("a file")));
    files(folder).into_iter().map(read).collect()
}

/// Format, messages, events and chats of each export, by format.
fn shape(sandbox: &Sandbox, folder: &str) -> Vec<Value> {
    let report = sandbox.run(&["inspect", folder, "--format", "json"]).json();
    let mut each: Vec<_> = report["sources"].as_array().expect("sources").clone();
    each.sort_by_key(|source| source["format"].as_str().map(str::to_owned));
    let kept =
        ["format", "chats", "members", "messages", "events", "read", "accepted", "skipped", "unknown", "first", "last"];
    each.iter().map(|source| kept.iter().map(|key| ((*key).to_owned(), source[key].clone())).collect()).collect()
}

#[test]
fn it_parses_as_what_it_was_and_keeps_its_counts() {
    let sandbox = released();
    let before = shape(&sandbox, "exports");
    let after = shape(&sandbox, "../release");
    assert_eq!(before.len(), 4);
    assert_eq!(before.len(), after.len());
    for (one, other) in before.iter().zip(&after) {
        for key in ["format", "chats", "members", "messages", "events", "read", "accepted", "skipped", "unknown"] {
            assert_eq!(one[key], other[key], "{key} of {}", one["format"]);
        }
    }
}

/// For each message of an export, which message of the list it answers.
fn answers(folder: &Path, export: &str, id: &str, answered: &str) -> Vec<Option<usize>> {
    let path = files(folder).into_iter().find(|name| name.contains(export)).expect("the export");
    let text = fs::read_to_string(folder.join(path)).expect("the export");
    let export: Value = serde_json::from_str(&text).expect("JSON");
    let messages = export["messages"].as_array().expect("messages");
    let place = |wanted: &Value| messages.iter().position(|message| message[id] == *wanted);
    messages.iter().map(|message| message.get(answered).and_then(place)).collect()
}

#[test]
fn answers_still_answer_the_same_messages() {
    let sandbox = released();
    for (export, id, answered) in
        [("telegram/", "id", "reply_to_message_id"), ("wechat/", "platformMessageId", "replyToMessageId")]
    {
        let before = answers(&sandbox.group().join("exports"), export, id, answered);
        assert!(before.iter().flatten().count() >= 2, "{export} has answers");
        assert_eq!(answers(&sandbox.beside("release"), export, id, answered), before, "{export}");
    }
}

#[test]
fn what_was_not_personal_is_still_there() {
    let sandbox = released();
    let text: String = contents(&sandbox.beside("release")).into_iter().map(|(_, text)| text).collect();
    for kept in ["第一则从", "陈仲举言为士则", "This is the overseas branch of the reading circle"] {
        assert!(text.contains(&searchable(kept.as_bytes())), "`{kept}` is gone");
    }
}

#[test]
fn pseudonyms_differ_from_release_to_release() {
    let sandbox = released();
    sandbox.run(&["anonymize", "--to", "../second"]).exits(0);
    let sender = |folder: &str| {
        let folder = sandbox.beside(folder);
        let name = files(&folder).into_iter().find(|name| name.ends_with(".jsonl")).expect("the ChatLab export");
        let text = fs::read_to_string(folder.join(name)).expect("the export");
        let member: Value = serde_json::from_str(text.lines().nth(1).expect("a member")).expect("JSON");
        member["platformId"].clone()
    };
    assert_ne!(sender("release"), sender("second"));
}
