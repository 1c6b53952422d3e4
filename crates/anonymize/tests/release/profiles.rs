//! What each profile keeps and takes.

use groupkeep_anonymize::{Level, Profile, anonymize};
use groupkeep_keys::{AllowedSigners, Identity, Namespace, SigningKey, open};
use groupkeep_monitor::Silent;

use crate::group::{ALIASES, Group};

fn released(group: &Group, profile: Profile, path: &str) -> String {
    anonymize(group.job(profile), &Silent).unwrap();
    std::fs::read_to_string(group.path("out").join(path)).unwrap()
}

#[test]
fn share_takes_seconds_and_places_and_empties_unknown_fields() {
    let group = Group::new();
    let chatlab = released(&group, Profile::Share, "exports/chatlab.json");
    assert!(chatlab.contains("\"timestamp\": 1793499960,"), "{chatlab}");
    assert!(chatlab.contains("\"futureField\": \"\"") && chatlab.contains("\"avatar\": \"\""));
    assert!(chatlab.contains("\"content\": \"https://example.com/\""));
    let telegram = std::fs::read_to_string(group.path("out/exports/telegram/result.json")).unwrap();
    assert!(telegram.contains("\"latitude\": 30.2, \"longitude\": 120.1"), "{telegram}");
    assert!(telegram.contains("\"date\": \"2026-11-01T09:01:00\"") && telegram.contains("\"text\": \"[手机号]\""));
    assert!(telegram.contains("\"reply_to_message_id\": 2"));
}

#[test]
fn tables_keep_their_columns_and_lose_their_people() {
    let group = Group::new();
    let members = released(&group, Profile::Share, "tables/members.csv");
    let header = members.lines().next().unwrap();
    assert_eq!(header, "member_id,name,aliases,role,joined_on,left_on,under14,phone,备注");
    let row: Vec<&str> = members.lines().nth(2).unwrap().split(',').collect();
    assert_eq!(row.len(), 9);
    assert_eq!(&row[3..], ["member", "2024-05-01", "2026-01-01", "", "", ""]);
    let ledger = std::fs::read_to_string(group.path("out/tables/ledger.csv")).unwrap();
    let row: Vec<&str> = ledger.lines().nth(1).unwrap().split(',').collect();
    assert_eq!((row[1], row[3], row[8]), ("2026-10-01", "50.00", ""));
    let chatlab = std::fs::read_to_string(group.path("out/exports/chatlab.json")).unwrap();
    assert!(chatlab.contains(row[6]), "the ledger still points to its message");
}

#[test]
fn internal_masks_and_keeps() {
    let group = Group::new();
    let chatlab = released(&group, Profile::Internal, "exports/chatlab.json");
    assert!(chatlab.contains("138****8000") && chatlab.contains("\"timestamp\": 1793500001,"));
    assert!(chatlab.contains("\"platformMessageId\": \"7234567890123456701\""));
    assert!(chatlab.contains("的秘密") && !chatlab.contains("王大海"));
    let release = std::fs::read_to_string(group.path("out/release.json")).unwrap();
    assert!(release.contains("\"level\": \"pseudonymized\"") && release.contains("\"purpose\": \"教学\""));
}

#[test]
fn research_drops_joins_and_members_without_consent_and_moves_dates() {
    let group = Group::new();
    let release = anonymize(group.job(Profile::Research), &Silent).unwrap();
    let read = |path: &str| std::fs::read_to_string(group.path("out").join(path)).unwrap();
    let chatlab: serde_json::Value = serde_json::from_str(&read("exports/chatlab.json")).unwrap();
    // Only 林小溪 agreed; her first message names 王大海 and goes too.
    assert_eq!(chatlab["messages"].as_array().unwrap().len(), 0);
    let lines = read("exports/lines.jsonl");
    let messages: Vec<&str> = lines.lines().filter(|line| line.contains("\"message\"")).collect();
    assert_eq!(messages.len(), 1);
    let moved: serde_json::Value = serde_json::from_str(messages[0]).unwrap();
    let time = moved["timestamp"].as_i64().unwrap();
    assert!(time < 1793500301 - 86_400 + 3600 && time % 3600 == 0, "{time}");
    let telegram: serde_json::Value = serde_json::from_str(&read("exports/telegram/result.json")).unwrap();
    assert_eq!(telegram["messages"].as_array().unwrap().len(), 1);
    let members = read("tables/members.csv");
    assert_eq!(members.lines().count(), 2);
    assert!(release.risks.iter().any(|risk| risk.id == "dropped-consent"));
    assert!(release.risks.iter().any(|risk| risk.id == "dropped-joins"));
}

#[test]
fn a_demanded_consent_that_was_withdrawn_counts_for_nothing() {
    let group = Group::new();
    let mut job = group.job(Profile::Share);
    job.require_consent = Some("publication".to_owned());
    job.as_of = "2026-01-15T00:00:00Z".parse().unwrap();
    anonymize(job, &Silent).unwrap();
    let lines = |folder: &str| {
        let text = std::fs::read_to_string(group.path(folder).join("exports/lines.jsonl")).unwrap();
        text.lines().filter(|line| line.contains("\"message\"")).count()
    };
    assert_eq!(lines("out"), 2, "before the withdrawal");
    let mut job = group.job(Profile::Share);
    job.require_consent = Some("publication".to_owned());
    job.to = group.path("later");
    anonymize(job, &Silent).unwrap();
    assert_eq!(lines("later"), 1);
}

#[test]
fn approvers_get_the_evidence_sealed_and_nobody_else_does() {
    let config = "group: {name: 晨读会}\narchive: {tables: {members: tables/members.csv}}\n\
                  release: {to: releases/, approvers: [b.wang]}\n";
    let group = Group::configured(config);
    let key = SigningKey::generate("b.wang");
    let line = AllowedSigners::line_for("b.wang", &[Namespace::Release], &key.public()).unwrap();
    group.write("allowed_signers", line + "\n");
    let release = anonymize(group.job(Profile::Internal), &Silent).unwrap();
    assert_eq!((release.level, release.key.as_str()), (Level::Pseudonymized, "sealed to 1 approvers"));
    assert!(!release.risks.iter().any(|risk| risk.id == "no-evidence"));
    let sealed = std::fs::read(group.path("out.internal/release-internal.json.age")).unwrap();
    let identity = Identity::parse_all(&key.to_openssh()).unwrap();
    let evidence: serde_json::Value = serde_json::from_slice(&open(&sealed, &identity).unwrap()).unwrap();
    assert_eq!(evidence["inputs"].as_array().unwrap().len(), 8);
    assert_eq!(evidence["key"], "07".repeat(32));
    assert!(ALIASES.iter().all(|alias| !String::from_utf8_lossy(&sealed).contains(alias)));
}

#[test]
fn english_releases_have_english_pseudonyms() {
    let group = Group::new();
    let mut job = group.job(Profile::Share);
    job.language = "en".to_owned();
    anonymize(job, &Silent).unwrap();
    let chatlab = std::fs::read_to_string(group.path("out/exports/chatlab.json")).unwrap();
    assert!(chatlab.contains("\"accountName\": \"member-") && chatlab.contains("[phone number]"));
}
