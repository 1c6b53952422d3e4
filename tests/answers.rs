//! `examples/reading-circle/ANSWERS.md` and what `check` finds are one list.

use std::collections::BTreeSet;
use std::fs;

use serde::Deserialize;
use serde_json::Value;

use crate::support::Sandbox;

/// One planted fact of the block for machines.
#[derive(Debug, Deserialize)]
struct Answer {
    rule: String,
    severity: String,
    path: String,
    line: Option<u64>,
    message_id: Option<String>,
    needle: Option<String>,
    remove: Edit,
}

/// What makes the fact go.
#[derive(Debug, Deserialize)]
struct Edit {
    path: String,
    old: String,
    new: String,
}

fn answers(sandbox: &Sandbox) -> Vec<Answer> {
    let page = sandbox.read("ANSWERS.md");
    let (_, rest) = page.split_once("```json\n").expect("a block for machines");
    let (block, _) = rest.split_once("```").expect("an end of the block");
    serde_json::from_str(block).expect("the block is JSON")
}

/// What failed, without the freshness of backups, which depends on what was done with the folder.
fn failing(sandbox: &Sandbox) -> Vec<Value> {
    let check = sandbox.run(&["check", "--format", "json"]).exits(0).json();
    let all = check["findings"].as_array().expect("findings").iter();
    all.filter(|one| one["verdict"] == "fail" && one["rule"] != "continuity/backup-fresh").cloned().collect()
}

/// Rule, severity, path, line and message of a finding, as text that sorts.
fn place(finding: &Value) -> String {
    let (path, line) = (finding["path"].as_str().unwrap_or("-"), &finding["line"]);
    let message = finding["message_id"].as_str().unwrap_or("-");
    format!("{} {} {path} {line} {message}", finding["rule"].as_str().unwrap_or("-"), finding["severity"])
}

fn expected(answer: &Answer) -> String {
    let line = answer.line.map_or(Value::Null, Value::from);
    let severity = Value::from(answer.severity.as_str());
    let message = answer.message_id.as_deref().unwrap_or("-");
    format!("{} {severity} {} {line} {message}", answer.rule, answer.path)
}

#[test]
fn every_planted_fact_is_found_and_nothing_else() {
    let sandbox = Sandbox::example("reading-circle");
    let answers = answers(&sandbox);
    assert!(answers.len() >= 20, "only {} answers", answers.len());
    let mut planted: Vec<_> = answers.iter().map(expected).collect();
    let mut found: Vec<_> = failing(&sandbox).iter().map(place).collect();
    planted.sort();
    found.sort();
    let missing: Vec<_> = planted.iter().filter(|one| !found.contains(one)).collect();
    let extra: Vec<_> = found.iter().filter(|one| !planted.contains(one)).collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing: {missing:#?}\nnot planted: {extra:#?}");
    assert_eq!(planted.len(), found.len());
}

#[test]
fn the_lines_of_the_answers_hold_what_they_say() {
    let sandbox = Sandbox::example("reading-circle");
    for answer in answers(&sandbox) {
        let text = answer.line.map(|_| sandbox.read(&answer.path));
        if let (Some(needle), Some(text)) = (&answer.needle, &text) {
            assert!(text.contains(needle), "{}: no `{needle}` in {}", answer.rule, answer.path);
        }
        let edited = sandbox.read(&answer.remove.path);
        assert_eq!(edited.matches(&answer.remove.old).count(), 1, "{} in {}", answer.rule, answer.remove.path);
    }
}

#[test]
fn a_fact_that_is_mended_takes_its_finding_along() {
    let sandbox = Sandbox::example("reading-circle");
    let key = |finding: &Value| format!("{} {}", finding["rule"], finding["fingerprint"]);
    let before = failing(&sandbox);
    for answer in answers(&sandbox) {
        let path = sandbox.group().join(&answer.remove.path);
        let original = fs::read_to_string(&path).expect("a file of the group");
        fs::write(&path, original.replacen(&answer.remove.old, &answer.remove.new, 1)).expect("a mended file");
        let after: BTreeSet<_> = failing(&sandbox).iter().map(key).collect();
        fs::write(&path, original).expect("the file as it was");
        let left: BTreeSet<_> = before.iter().filter(|finding| place(finding) != expected(&answer)).map(key).collect();
        assert_eq!(left.len() + 1, before.len(), "{} names no single finding", expected(&answer));
        let stayed: Vec<_> = after.difference(&left).collect();
        let went: Vec<_> = left.difference(&after).collect();
        assert!(
            stayed.is_empty() && went.is_empty(),
            "{}\nstill or newly there: {stayed:?}\ngone too: {went:?}",
            expected(&answer)
        );
    }
}

#[test]
fn what_was_planted_is_not_repeated_in_clear() {
    let sandbox = Sandbox::example("reading-circle");
    let secrets = ["110102197702143029", "6222022000007319054", "19900002110"];
    for arguments in [&["check"][..], &["check", "--format", "json"], &["check", "-v", "--lang", "zh"], &["run"]] {
        let outcome = sandbox.run(arguments).exits(0);
        for secret in secrets {
            assert!(
                !outcome.stdout.contains(secret) && !outcome.stderr.contains(secret),
                "{arguments:?} shows {secret}"
            );
        }
    }
    let revealed = sandbox.run(&["check", "--reveal"]).exits(0);
    for secret in secrets {
        assert!(revealed.stdout.contains(secret), "--reveal hides {secret}");
    }
}

#[test]
fn the_waived_link_is_reported_with_its_waiver() {
    let sandbox = Sandbox::example("reading-circle");
    let check = sandbox.run(&["check", "--format", "json"]).exits(0).json();
    let waived: Vec<_> =
        check["findings"].as_array().expect("findings").iter().filter(|one| one["verdict"] == "waived").collect();
    assert_eq!(waived.len(), 1);
    assert_eq!(waived[0]["message_id"], "482100779980002533642");
    assert_eq!(waived[0]["waiver"]["id"], "night-reading-recording");
    // Without one of its two signatures it waives nothing.
    let signature = "waivers/night-reading-recording.yaml.sigs/he.qiuyun.sig";
    fs::remove_file(sandbox.group().join(signature)).expect("a signature");
    assert!(failing(&sandbox).iter().any(|one| one["message_id"] == "482100779980002533642"));
}
