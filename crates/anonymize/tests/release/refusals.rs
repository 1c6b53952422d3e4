//! When nothing may appear.

use groupkeep_anonymize::{Error, Profile, Statement, anonymize, preview};
use groupkeep_keys::{AllowedSigners, Namespace, SigningKey};
use groupkeep_monitor::{Recorder, Silent};

use crate::group::{Group, files};

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
fn a_leak_hidden_in_the_name_of_a_file_is_found_and_not_repeated() {
    let group = Group::new();
    group.write(
        "exports/aGlkZGVuIHZhbHVlIGhlcmU.txt",
        "[2026/11/13, 09:00:11] 林小溪: 早\n[2026/11/13, 09:00:12] 王大海: 早\n",
    );
    let mut job = group.job(Profile::Share);
    job.search_also = vec!["hidden value here".to_owned()];
    let error = anonymize(job, &Silent).unwrap_err();
    assert!(
        matches!(&error, Error::Leak { found } if found.iter().all(|leak| ["*.txt", "release.json"].contains(&&*leak.path))),
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
    job.named = false;
    let error = anonymize(job, &Silent).unwrap_err().to_string();
    assert!(
        error.starts_with("there is nothing to release: none of 1 inputs is a chat export or a table ("),
        "{error}"
    );
    assert!(error.contains("note.bin: it is text"), "{error}");
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

#[test]
fn the_place_of_the_evidence_is_not_overwritten_either() {
    let group = Group::new();
    std::fs::create_dir(group.path("out.internal")).unwrap();
    group.write("out.internal/mine", "mine");
    let error = anonymize(group.job(Profile::Internal), &Silent).unwrap_err();
    assert!(matches!(&error, Error::Exists { path } if path.ends_with("out.internal")), "{error}");
    assert_eq!(group.listing(), ["exports", "groupkeep.yaml", "out.internal", "tables"]);
}

#[test]
fn what_appears_in_the_way_during_the_work_is_left_alone() {
    let key = SigningKey::generate("b.wang");
    let line = AllowedSigners::line_for("b.wang", &[Namespace::Release], &key.public()).unwrap();
    for (place, left) in [("out/mine", "out"), ("out.internal/mine", "out.internal")] {
        let config = "group: {name: 晨读会}\nrelease: {to: releases/, approvers: [b.wang]}\n";
        let group = Group::configured(config);
        group.write("allowed_signers", line.clone() + "\n");
        let mut job = group.job(Profile::Internal);
        // The key is drawn after the place was found free.
        let taken = group.path(place);
        job.random = Box::new(move |bytes| {
            bytes.fill(7);
            std::fs::create_dir_all(taken.parent().unwrap()).unwrap();
            std::fs::write(&taken, "mine").unwrap();
        });
        let error = anonymize(job, &Silent).unwrap_err();
        assert!(matches!(error, Error::Write { .. }), "{place}: {error}");
        assert_eq!(group.listing(), ["allowed_signers", "exports", "groupkeep.yaml", left, "tables"], "{place}");
        assert_eq!(std::fs::read(group.path(place)).unwrap(), b"mine");
    }
}

#[test]
fn a_place_below_a_file_is_refused() {
    let group = Group::new();
    let mut job = group.job(Profile::Share);
    job.to = group.path("groupkeep.yaml/out");
    assert!(matches!(anonymize(job, &Silent), Err(Error::Write { .. } | Error::Read { .. })));
    assert_eq!(group.listing(), ["exports", "groupkeep.yaml", "tables"]);
}

#[test]
fn a_failure_in_the_middle_leaves_no_trace() {
    // Every input in turn is spoilt only after it was looked at, so that others are already written by then.
    for path in ["exports/chatlab.json", "exports/telegram/result.json", "exports/weflow.json", "exports/lines.jsonl"] {
        let group = Group::new();
        let mut job = group.job(Profile::Share);
        let spoilt = group.path(path);
        job.random = Box::new(move |bytes| {
            bytes.fill(7);
            let whole = std::fs::read(&spoilt).unwrap();
            std::fs::write(&spoilt, &whole[..whole.len() / 2]).unwrap();
        });
        assert!(anonymize(job, &Silent).is_err(), "{path}");
        assert_eq!(group.listing(), ["exports", "groupkeep.yaml", "tables"], "{path}");
    }
    let group = Group::new();
    let mut job = group.job(Profile::Share);
    let gone = group.path("exports/weflow.json");
    job.random = Box::new(move |bytes| {
        bytes.fill(7);
        std::fs::remove_file(&gone).unwrap();
    });
    assert!(anonymize(job, &Silent).is_err());
    assert_eq!(group.listing(), ["exports", "groupkeep.yaml", "tables"]);
}

#[test]
fn a_preview_writes_nothing_at_all() {
    let group = Group::new();
    let before = files(&group.path(""));
    for profile in [Profile::Internal, Profile::Share, Profile::Research] {
        preview(group.job(profile), &Silent).unwrap();
    }
    assert_eq!(before, files(&group.path("")));
}
