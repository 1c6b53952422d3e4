//! When nothing may appear.

use groupkeep_anonymize::{Error, Profile, Statement, anonymize};
use groupkeep_monitor::{Recorder, Silent};

use crate::group::Group;

#[test]
fn a_planted_leak_is_found_named_without_its_value_and_nothing_appears() {
    let group = Group::new();
    let mut job = group.job(Profile::Share);
    // A word no detector knows, as a value some rewriting would have missed.
    job.search_also = vec!["第二行有".to_owned()];
    let error = anonymize(job, &Silent).unwrap_err();
    let Error::Leak { found } = &error else { panic!("{error}") };
    assert!(found.iter().all(|leak| leak.kind == "extra" && leak.path.ends_with(".txt") && leak.offset.is_some()));
    assert!(!error.to_string().contains("第二行"), "{error}");
    assert_eq!(group.listing(), ["exports", "groupkeep.yaml", "tables"]);
}

#[test]
fn a_leak_hidden_in_a_key_is_found() {
    let group = Group::new();
    let chatlab = std::fs::read_to_string(group.path("exports/chatlab.json")).unwrap();
    let encoded = r#""\u6797\u5c0f\u6eaa": 1, "futureField""#;
    group.write("exports/chatlab.json", chatlab.replace("\"futureField\"", encoded));
    let error = anonymize(group.job(Profile::Share), &Silent).unwrap_err();
    assert!(
        matches!(&error, Error::Leak { found } if found.iter().any(|leak| leak.encoding == "json-escaped")),
        "{error}"
    );
    assert_eq!(group.listing(), ["exports", "groupkeep.yaml", "tables"]);
}

#[test]
fn an_interrupted_release_leaves_nothing() {
    let group = Group::new();
    let whole = Recorder::default();
    anonymize(group.job(Profile::Share), &whole).unwrap();
    std::fs::remove_dir_all(group.path("out")).unwrap();
    for steps in [0, 1, 8, 12, 16, 20, whole.advanced() - 7, whole.advanced() - 1] {
        let monitor = Recorder::stopping_after(steps);
        let error = anonymize(group.job(Profile::Share), &monitor).unwrap_err();
        assert!(matches!(error, Error::Interrupted), "{steps}: {error}");
        assert_eq!(group.listing(), ["exports", "groupkeep.yaml", "tables"], "{steps}");
    }
}

#[test]
fn everything_that_is_not_stated_is_named_at_once() {
    let group = Group::configured("group: {name: 晨读会}\n");
    let mut job = group.job(Profile::Share);
    job.statement = Statement { purpose: Some("x".to_owned()), basis: Some(" ".to_owned()), ..Statement::default() };
    let error = anonymize(job, &Silent).unwrap_err();
    assert_eq!(error.to_string(), "the share profile needs recipient, basis, expires, preparer");
    assert!(anonymize(group.job(Profile::Internal), &Silent).is_ok());
}

#[test]
fn a_place_that_is_taken_is_refused() {
    let group = Group::new();
    group.write("out", "mine");
    assert!(matches!(anonymize(group.job(Profile::Share), &Silent), Err(Error::Exists { .. })));
    assert_eq!(std::fs::read(group.path("out")).unwrap(), b"mine");
}

#[test]
fn nothing_to_release_and_missing_inputs_are_errors() {
    let group = Group::new();
    group.write("exports/note.bin", [1, 2, 3]);
    let mut job = group.job(Profile::Share);
    job.inputs = vec![group.path("exports/note.bin")];
    assert_eq!(
        anonymize(job, &Silent).unwrap_err().to_string(),
        "there is nothing to release: none of 1 inputs is a chat export or a table"
    );
    let mut job = group.job(Profile::Share);
    job.inputs = vec![group.path("exports/gone.json")];
    assert!(matches!(anonymize(job, &Silent), Err(Error::Read { .. })));
}

#[test]
fn a_damaged_export_is_refused_as_a_whole() {
    let group = Group::new();
    let lines = std::fs::read_to_string(group.path("exports/lines.jsonl")).unwrap();
    group.write("exports/lines.jsonl", lines + "{\"_type\":\"message\",\"sender\":\"wxid_wang002abc\n");
    let error = anonymize(group.job(Profile::Share), &Silent).unwrap_err();
    assert!(matches!(&error, Error::Opaque { records: 1, .. }), "{error}");
    assert_eq!(group.listing(), ["exports", "groupkeep.yaml", "tables"]);
}

#[test]
fn consent_without_a_table_and_an_unknown_approver_are_errors() {
    let group = Group::configured("group: {name: 晨读会}\n");
    let mut job = group.job(Profile::Internal);
    job.require_consent = Some("publication".to_owned());
    assert!(matches!(anonymize(job, &Silent), Err(Error::NoConsents { .. })));
    let group = Group::configured("group: {name: 晨读会}\nrelease: {to: releases/, approvers: [b.wang]}\n");
    group.write("allowed_signers", "");
    let error = anonymize(group.job(Profile::Internal), &Silent).unwrap_err();
    assert!(matches!(&error, Error::Approver { name, .. } if name == "b.wang"), "{error}");
}

#[test]
fn an_undecidable_order_of_day_and_month_is_refused_where_times_change() {
    let group = Group::new();
    group.write(
        "exports/与林小溪的 WhatsApp 聊天.txt",
        "[01/02/2026, 09:00:11] 林小溪: 早\n[01/02/2026, 09:00:12] 王大海: 早\n",
    );
    let error = anonymize(group.job(Profile::Share), &Silent).unwrap_err();
    assert!(matches!(error, Error::DateOrder { .. }), "{error}");
    let mut job = group.job(Profile::Share);
    job.date_order = Some(groupkeep_archive::DateOrder::Dmy);
    assert!(anonymize(job, &Silent).is_ok());
}
