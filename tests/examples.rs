//! The shipped examples do what their pages say, the first time, the second time and years later.

use std::fs;

use serde_json::Value;

use crate::support::{Sandbox, have};
use crate::trees::files;
use crate::vaults::objects;

/// Exit status and first words of every step.
fn steps(run: &Value) -> Vec<(String, u64)> {
    let steps = run["steps"].as_array().expect("steps").iter();
    steps
        .map(|one| (one["step"].as_str().expect("a step").to_owned(), one["exit"].as_u64().expect("a number")))
        .collect()
}

#[test]
fn the_reading_circle_runs_through() {
    let sandbox = Sandbox::example("reading-circle");
    let outcome = sandbox.run(&["run"]).exits(0);
    for heading in ["== backup\n", "== verify\n", "== check\n", "== anonymize\n", "== summary\n"] {
        assert!(outcome.stdout.contains(heading), "{heading}{}", outcome.shown());
    }
    let outcome = outcome
        .prints("ok backup    43 files at 2/2 destinations\n")
        .prints("ok verify    14 objects read and intact\n")
        .prints("ok check     10 errors, 8 warnings, ")
        .prints("ok anonymize 4 files released")
        .says("note: made vault ")
        .says("~/.config/groupkeep/identities/")
        .says("move it off this machine");
    assert!(!outcome.stderr.contains("error: "), "{}", outcome.shown());
}

#[test]
fn the_quiet_library_passes_at_error() {
    let sandbox = Sandbox::example("quiet-library");
    let run = sandbox.run(&["run", "--format", "json"]).exits(0).json();
    assert_eq!(steps(&run), [("backup".to_owned(), 0), ("verify".to_owned(), 0), ("check".to_owned(), 0)]);
    let check = sandbox.run(&["check", "--format", "json"]).exits(0).json();
    assert_eq!(check["summary"]["fail"], 0);
    assert_eq!(check["summary"]["attested"], 1, "the successor is vouched for by two signatures");
    sandbox.run(&["check", "--fail-on", "note"]).exits(0);
}

#[test]
fn a_second_run_says_unchanged_and_stores_a_statement_only() {
    let sandbox = Sandbox::example("reading-circle");
    sandbox.run(&["run"]).exits(0);
    let near = sandbox.group().join("copies/near");
    let (before, releases) = (files(&near), files(&sandbox.group().join("releases")));
    let outcome = sandbox.run(&["run"]).exits(0);
    outcome
        .prints("ok backup    unchanged, 43 files at 2/2 destinations\n")
        .prints("ok anonymize unchanged, releases/");
    let new: Vec<_> = files(&near).into_iter().filter(|key| !before.contains(key)).collect();
    assert_eq!(new.len(), 1, "{new:?}");
    assert_eq!(objects(&near, "snapshots").len(), 2);
    assert!(objects(&near, "snapshots").contains(&new[0]));
    assert_eq!(files(&sandbox.group().join("releases")), releases);
}

#[test]
fn a_small_change_adds_little() {
    let sandbox = Sandbox::example("reading-circle");
    sandbox.run(&["run", "--only", "backup"]).exits(0);
    sandbox.write("charter/rules.md", "# Rules\n\nBe kind.\n");
    let report = sandbox.run(&["backup", "--format", "json"]).exits(0).json();
    let (read, added) = (report["bytes_read"].as_u64().expect("bytes"), report["bytes_added"].as_u64().expect("bytes"));
    assert!(added > 0 && added * 5 < read, "{added} of {read} bytes were stored again");
}

/// Everything a check found, without what depends on backups having been made.
fn findings(check: &Value) -> Vec<Value> {
    let all = check["findings"].as_array().expect("findings").iter();
    all.filter(|one| one["rule"] != "continuity/backup-fresh").cloned().collect()
}

#[test]
fn findings_do_not_depend_on_the_clock() {
    if !have("faketime") {
        return;
    }
    for example in ["reading-circle", "quiet-library"] {
        let sandbox = Sandbox::example(example);
        let today = sandbox.run(&["check", "--format", "json"]).json();
        let mut later = std::process::Command::new("faketime");
        later
            .args(["-f", "+1100d", env!("CARGO_BIN_EXE_groupkeep"), "check", "--format", "json"])
            .current_dir(sandbox.group())
            .env_clear()
            .env("HOME", sandbox.home())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default());
        let later = sandbox.outcome(&mut later).json();
        assert_eq!(findings(&later), findings(&today), "{example}");
        assert_eq!(later["as_of"], today["as_of"]);
    }
}

#[test]
fn the_day_is_an_input() {
    let sandbox = Sandbox::example("reading-circle");
    let expired = |day: &str| {
        let check =
            sandbox.run(&["check", "--as-of", day, "--format", "json", "--select", "continuity/join-link-expiry"]);
        let check = check.exits(0).json();
        assert!(check["as_of"].as_str().expect("an instant").starts_with(day), "{check}");
        check["summary"]["fail"] == 1
    };
    assert!(expired("2026-11-01"), "the link runs out in two days");
    assert!(!expired("2026-10-01"), "a month earlier nobody has to hurry");
}

#[test]
fn receipts_count_for_the_freshness_of_backups() {
    let sandbox = Sandbox::example("quiet-library");
    let verdict = |sandbox: &Sandbox| {
        let check = sandbox.run(&["check", "--format", "json", "--select", "continuity/backup-fresh"]).json();
        check["rules"][0]["verdict"].as_str().expect("a verdict").to_owned()
    };
    assert_eq!(verdict(&sandbox), "fail");
    sandbox.run(&["run", "--only", "backup,verify"]).exits(0);
    assert_eq!(verdict(&sandbox), "pass");
    // A receipt that somebody edited counts for nothing.
    let folder = sandbox.group().join(".groupkeep/receipts");
    for name in files(&folder) {
        let text = fs::read_to_string(folder.join(&name)).expect("a receipt");
        fs::write(folder.join(&name), text.replacen("\"complete\":true", "\"complete\":true ", 1)).expect("edited");
    }
    assert_eq!(verdict(&sandbox), "fail");
}
