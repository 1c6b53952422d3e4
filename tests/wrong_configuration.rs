//! Mistakes in `groupkeep.yaml`: all of them at once, each with its place and the nearest right name; nothing is done.

use crate::support::{Outcome, Sandbox};
use crate::trees::files;

/// Runs `run` on a group whose configuration is `text`; nothing but that file may be there afterwards.
fn told(text: &str) -> Outcome {
    let sandbox = Sandbox::empty();
    sandbox.write("groupkeep.yaml", text);
    let outcome = sandbox.run(&["run"]);
    assert_eq!(files(&sandbox.group()), ["groupkeep.yaml"], "a wrong configuration changes nothing");
    assert_eq!(files(&sandbox.home()), Vec::<String>::new());
    assert_eq!(outcome.stdout, "");
    outcome
}

#[test]
fn no_configuration() {
    let sandbox = Sandbox::empty();
    let outcome = sandbox.run(&["run"]);
    let expected = "error: ./groupkeep.yaml does not exist\nhint: make one with `groupkeep init`\n[exit 2]\n";
    assert_eq!(outcome.shown(), expected);
    assert_eq!(files(&sandbox.group()), Vec::<String>::new());
}

#[test]
fn every_unknown_key_is_named_with_the_nearest() {
    let outcome = told("group: {name: a, timezon: UTC}\nbackups: {}\narchive:\n  expotrs: [x]\n");
    assert_eq!(
        outcome.shown(),
        "error: ./groupkeep.yaml:1:18: unknown key `timezon`\n\
         hint: did you mean `timezone`?\n\
         error: ./groupkeep.yaml:2:1: unknown key `backups`\n\
         hint: did you mean `backup`?\n\
         error: ./groupkeep.yaml:4:3: unknown key `expotrs`\n\
         hint: did you mean `exports`?\n\
         [exit 2]\n"
    );
}

#[test]
fn a_key_that_stands_twice() {
    let outcome = told("group: {name: a}\ncheck: {fail_on: never}\ngroup: {name: b}\n");
    assert_eq!(outcome.shown(), "error: ./groupkeep.yaml:3:1: `group` is given twice\n[exit 2]\n");
}

#[test]
fn values_of_the_wrong_type() {
    let outcome = told(
        "group: {name: [a, b], as_of: tomorrow}\ncheck: {fail_on: 3}\nbackup: {sources: x, prune: maybe, destinations: [{name: n, path: p}]}\n",
    );
    let places: Vec<_> =
        outcome.stderr.lines().filter_map(|line| line.strip_prefix("error: ./groupkeep.yaml:")).collect();
    let expected = [
        "1:15: `group.name` must be text, not a list",
        "1:30: `group.as_of` must be a date",
        "2:18: `check.fail_on` must be one of error, warning, note, never",
        "3:19: `backup.sources` must be a list",
        "3:29: `backup.prune` must be true or false",
    ];
    assert_eq!(places.len(), expected.len(), "{}", outcome.shown());
    for (place, expected) in places.iter().zip(expected) {
        assert!(place.starts_with(expected), "{expected}\n{}", outcome.shown());
    }
    outcome.exits(2);
}

#[test]
fn what_is_no_yaml_says_where() {
    told("group\n  name: [\n").exits(2).says("error: ./groupkeep.yaml:");
    told("").exits(2).says("groupkeep.yaml");
    let sandbox = Sandbox::empty();
    std::fs::write(sandbox.group().join("groupkeep.yaml"), b"group: {name: \xff\xfe}\n").expect("a file");
    sandbox.run(&["check"]).exits(2).says("groupkeep.yaml").says("hint: ");
}

#[test]
fn secrets_stay_out_of_the_configuration_and_of_the_message() {
    for key in ["secret_access_key", "password", "token"] {
        let outcome = told(&format!(
            "group: {{name: a}}\nbackup: {{destinations: [{{name: far, opendal: {{scheme: webdav, {key}: hunter2hunter2}}}}]}}\n"
        ));
        let outcome =
            outcome.exits(2).says(&format!("`{key}` holds a secret in clear")).says("hint: keep it out of the file");
        assert!(!outcome.stderr.contains("hunter2"), "{}", outcome.shown());
    }
}

#[test]
fn one_place_is_one_copy() {
    let twice = "hint: copies protect only when they are in different places";
    for (one, other) in [("y", "./y"), ("y", "y/"), ("y", "x/../y")] {
        let text = format!(
            "group: {{name: a}}\nbackup: {{destinations: [{{name: n, path: {one}}}, {{name: m, path: {other}}}]}}\n"
        );
        told(&text).exits(2).says("`m` is the same place as `n`").says(twice);
    }
    let sandbox = Sandbox::empty();
    let text = "group: {name: a}\nbackup: {destinations: [{name: n, path: disk/a}, {name: m, path: link/a}]}\n";
    sandbox.write("groupkeep.yaml", text);
    std::fs::create_dir(sandbox.group().join("disk")).expect("a folder");
    std::os::unix::fs::symlink("disk", sandbox.group().join("link")).expect("a link");
    sandbox.run(&["run", "--only", "backup"]).exits(2).says("`m` is the same place as `n`: [GROUP]/disk/a").says(twice);
    assert_eq!(files(&sandbox.group().join("disk")), Vec::<String>::new());
    assert_eq!(files(&sandbox.home()), Vec::<String>::new(), "no key was made for a vault that is not");
}

#[test]
fn two_vault_ids_contradict_each_other() {
    let sandbox = crate::vaults::small_backed_up();
    let before = files(&sandbox.group().join("copies"));
    let config = sandbox.read("groupkeep.yaml");
    sandbox.write("groupkeep.yaml", &format!("vault: {}\n{config}", "0".repeat(64)));
    for verb in [&["backup"][..], &["verify"], &["status"], &["restore", "--to", "../back"]] {
        sandbox
            .run(verb)
            .exits(4)
            .says(".groupkeep/vault names")
            .says("hint: keep the one whose id stands on the vault card");
    }
    assert_eq!(files(&sandbox.group().join("copies")), before);
}

#[test]
fn a_wrong_table_stops_the_check_and_not_the_backup() {
    let sandbox = Sandbox::example("quiet-library");
    let ledger = sandbox.read("tables/ledger.csv").replacen("amount", "amonut", 1);
    sandbox.write("tables/ledger.csv", &ledger);
    let run = sandbox.run(&["run", "--format", "json"]).exits(2).says("tables/ledger.csv:1:").says("amount");
    let exits: Vec<_> =
        run.json()["steps"].as_array().expect("steps").iter().map(|step| step["exit"].clone()).collect();
    assert_eq!(exits, [0, 0, 2]);
}
