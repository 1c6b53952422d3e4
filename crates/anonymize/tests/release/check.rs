//! What must hold for every release: nothing personal in it, and every format still itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use groupkeep_anonymize::{Level, Profile, anonymize, digest, preview};
use groupkeep_archive::{Detection, ReadOptions, Record, detect, read};
use groupkeep_monitor::Silent;

use crate::group::{ALIASES, CONTACTS, Group, files};

/// An independent search: decoded JSON strings and file names beside the raw bytes.
fn personal_in(files: &[(String, Vec<u8>)]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, bytes) in files {
        let mut texts = vec![path.clone(), String::from_utf8_lossy(bytes).into_owned()];
        for line in std::iter::once(&bytes[..]).chain(bytes.split(|byte| *byte == b'\n')) {
            if let Ok(value) = serde_json::from_slice::<serde_json::Value>(line) {
                texts.push(format!("{value:?}"));
            }
        }
        for value in ALIASES.iter().chain(CONTACTS) {
            if texts.iter().any(|text| text.contains(value)) {
                found.push(format!("{value} in {path}"));
            }
        }
    }
    found
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Shape {
    records: usize,
    senders: BTreeMap<usize, usize>,
    replies: Vec<usize>,
    kinds: Vec<String>,
}

/// What a reader sees of an export, ids and words aside.
fn shape(path: &Path) -> Shape {
    let Detection::Export(unit) = detect(path).unwrap() else { panic!("{} is no export any more", path.display()) };
    let mut shape = Shape::default();
    let mut senders: BTreeMap<String, usize> = BTreeMap::new();
    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    for record in read(&unit, &ReadOptions::default()).unwrap() {
        match record.unwrap() {
            Record::Message(message) => {
                shape.kinds.push(format!("{:?} {:?}", message.kind, message.event.map(|event| event.event)));
                *senders.entry(message.sender_id.unwrap_or_default()).or_default() += 1;
                if let Some(target) = message.reply_to {
                    shape.replies.push(ids[&target]);
                }
                ids.insert(message.msg_id.unwrap_or_default(), shape.records);
                shape.records += 1;
            }
            Record::Chat(_) | Record::Member(_) => {}
            other => panic!("{other:?}"),
        }
    }
    for count in senders.into_values() {
        *shape.senders.entry(count).or_default() += 1;
    }
    shape
}

#[test]
fn a_shared_release_holds_nobody_and_every_export_stays_itself() {
    let group = Group::new();
    let release = anonymize(group.job(Profile::Share), &Silent).unwrap();
    let out = files(&group.path("out"));
    assert_eq!(personal_in(&out), Vec::<String>::new());
    assert_eq!(release.level, Level::DeIdentified);
    assert_eq!(release.leak_check.found, 0);
    assert!(release.leak_check.canaries.found_before > 10 && release.leak_check.canaries.found_after == 0);
    assert!(release.leak_check.searched >= ALIASES.len());
    for name in ["chatlab.json", "lines.jsonl", "weflow.json", "telegram/result.json"] {
        assert_eq!(shape(&group.path("out/exports").join(name)), shape(&group.path("exports").join(name)), "{name}");
    }
    let whatsapp = out.iter().map(|(path, _)| path).find(|path| path.ends_with(".txt")).unwrap();
    assert!(whatsapp.starts_with("exports/与成员-"), "{whatsapp}");
    assert_eq!(shape(&group.path("out").join(whatsapp)), shape(&group.path("exports/与林小溪的 WhatsApp 聊天.txt")));
}

#[test]
fn release_json_is_the_release_and_lists_every_file() {
    let group = Group::new();
    let release = anonymize(group.job(Profile::Share), &Silent).unwrap();
    let written = std::fs::read(group.path("out/release.json")).unwrap();
    let written: serde_json::Value = serde_json::from_slice(&written).unwrap();
    assert_eq!(written, serde_json::to_value(&release).unwrap());
    let keys: BTreeSet<&str> = written.as_object().unwrap().keys().map(String::as_str).collect();
    let contract = [
        "schema",
        "level",
        "profile",
        "tool",
        "as_of",
        "purpose",
        "recipient",
        "basis",
        "expires",
        "preparer",
        "outputs",
        "counts",
        "leak_check",
        "key",
        "tables",
        "review",
        "risks",
    ];
    assert_eq!(keys, BTreeSet::from(contract));
    assert_eq!(written["purpose"], "教学");
    assert_eq!(written["expires"], "2027-06-30");
    assert_eq!(written["key"], "memory only, never written");
    assert_eq!(written["risks"][0]["id"], "original-chat");
    let mut listed: Vec<String> = release.outputs.iter().map(|output| output.path.clone()).collect();
    listed.push("release.json".to_owned());
    listed.sort();
    let there: Vec<String> = files(&group.path("out")).into_iter().map(|(path, _)| path).collect();
    assert_eq!(listed, there);
    for count in release.counts.values() {
        assert_eq!(count.found, count.replaced + count.left + count.ambiguous);
    }
    assert!(release.counts["mobile"].replaced >= 4);
}

#[test]
fn one_person_has_one_pseudonym_in_every_file() {
    let group = Group::new();
    anonymize(group.job(Profile::Share), &Silent).unwrap();
    let read = |path: &str| std::fs::read_to_string(group.path("out").join(path)).unwrap();
    let members = read("tables/members.csv");
    let row: Vec<&str> = members.lines().nth(1).unwrap().split(',').collect();
    let (id, name) = (row[0], row[1]);
    assert_eq!(id.strip_prefix("member"), name.strip_prefix("成员"));
    for path in ["exports/chatlab.json", "exports/lines.jsonl", "exports/weflow.json"] {
        assert!(read(path).contains(id) && read(path).contains(name), "{path}");
    }
    assert!(read("exports/telegram/result.json").contains(name));
    assert!(read("tables/ledger.csv").contains(name));
}

#[test]
fn bytes_do_not_depend_on_the_order_of_inputs() {
    let group = Group::new();
    let mut job = group.job(Profile::Share);
    job.inputs.reverse();
    job.inputs.push(group.path("exports/chatlab.json"));
    job.to = group.path("other");
    anonymize(job, &Silent).unwrap();
    anonymize(group.job(Profile::Share), &Silent).unwrap();
    assert_eq!(files(&group.path("out")), files(&group.path("other")));
}

#[test]
fn another_key_gives_other_pseudonyms() {
    let group = Group::new();
    anonymize(group.job(Profile::Share), &Silent).unwrap();
    let mut job = group.job(Profile::Share);
    job.to = group.path("other");
    job.random = Box::new(|bytes| bytes.fill(8));
    anonymize(job, &Silent).unwrap();
    let read = |folder: &str| std::fs::read(group.path(folder).join("tables/members.csv")).unwrap();
    assert_ne!(read("out"), read("other"));
}

#[test]
fn inputs_are_only_read() {
    let group = Group::new();
    let state = || {
        let inputs: Vec<_> = ["exports", "tables"].iter().flat_map(|folder| files(&group.path(folder))).collect();
        let of = |path: &str| ["exports", "tables"].map(|folder| group.path(folder).join(path));
        let whole = |path: &str| of(path).into_iter().find(|whole| whole.exists()).unwrap();
        let changed: Vec<_> =
            inputs.iter().map(|(path, _)| std::fs::metadata(whole(path)).unwrap().modified().unwrap()).collect();
        (inputs, changed)
    };
    let before = state();
    anonymize(group.job(Profile::Share), &Silent).unwrap();
    assert_eq!(before, state());
    assert_eq!(group.listing(), ["exports", "groupkeep.yaml", "out", "tables"]);
}

#[test]
fn what_is_neither_export_nor_table_stays_behind() {
    let group = Group::new();
    group.write("exports/photo.jpg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16]);
    group.write("exports/empty.dat", "");
    group.write("exports/list.csv", "a,b\n1,2\n");
    let release = anonymize(group.job(Profile::Share), &Silent).unwrap();
    let left_out = release.risks.iter().find(|risk| risk.id == "left-out").unwrap();
    assert!(left_out.en.starts_with("3 input files"), "{}", left_out.en);
    assert!(!group.path("out/exports/photo.jpg").exists());
}

#[test]
fn the_digest_names_inputs_profile_and_tables() {
    let group = Group::new();
    let base = digest(&group.job(Profile::Share)).unwrap();
    assert_eq!(base.len(), 64);
    let mut reversed = group.job(Profile::Share);
    reversed.inputs.reverse();
    reversed.random = Box::new(|bytes| bytes.fill(9));
    assert_eq!(digest(&reversed).unwrap(), base);
    assert_ne!(digest(&group.job(Profile::Internal)).unwrap(), base);
    let consents = std::fs::read_to_string(group.path("tables/consents.csv")).unwrap();
    group.write("tables/consents.csv", consents + "m-wang,research,1,2026-01-01,,paper\n");
    assert_ne!(digest(&group.job(Profile::Share)).unwrap(), base);
}

#[test]
fn a_preview_counts_and_shows_nothing_personal() {
    let group = Group::new();
    let preview = preview(group.job(Profile::Share), &Silent).unwrap();
    let release = anonymize(group.job(Profile::Share), &Silent).unwrap();
    assert_eq!(preview.counts, release.counts);
    let text = serde_json::to_string(&preview).unwrap();
    assert!(ALIASES.iter().chain(CONTACTS).all(|value| !text.contains(value)), "{text}");
    assert!(preview.samples.iter().any(|sample| sample.value == "138****8000" && sample.becomes == "[手机号]"));
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_not_followed() {
    let group = Group::new();
    std::os::unix::fs::symlink("..", group.path("exports/loop")).unwrap();
    let release = anonymize(group.job(Profile::Share), &Silent).unwrap();
    assert_eq!(release.outputs.len(), 8);
    assert!(release.risks.iter().any(|risk| risk.id == "left-out" && risk.en.starts_with("1 input files")));
}
