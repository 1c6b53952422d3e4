//! The first minutes of a group: `init` looks, writes what the next command takes, and touches nothing that is there.

use std::fs;

use crate::support::{Sandbox, repository};
use crate::trees::files;

#[test]
fn an_empty_folder_becomes_a_group() {
    for (language, mark, next) in [("en", "written  ", "Next: read groupkeep.yaml"), ("zh", "写入  ", "下一步：")]
    {
        let sandbox = Sandbox::empty();
        let outcome = sandbox.run(&["init", "--name", "晨读会", "--lang", language]).exits(0).prints(next);
        let mut written: Vec<_> = outcome.stdout.lines().filter_map(|line| line.strip_prefix(mark)).collect();
        written.sort_unstable();
        assert_eq!(written, files(&sandbox.group()), "what is said to be written is what is there");
        assert!(sandbox.read("groupkeep.yaml").contains("晨读会"));
        for table in ["members", "ledger", "works", "consents"] {
            assert!(
                sandbox.read(&format!("tables/{table}.csv")).lines().count() == 1,
                "{table} has a header and no rows"
            );
        }
        assert_eq!(sandbox.read("tables/members.csv").starts_with('\u{feff}'), language == "zh", "for spreadsheets");
        // It is a group from here on; nothing is wrong with it but that there is no backup yet.
        let check = sandbox.run(&["check", "--format", "json"]).exits(1).json();
        let failing: Vec<_> = check["findings"].as_array().expect("findings").iter().map(|one| &one["rule"]).collect();
        assert!(failing.iter().all(|rule| *rule == "continuity/backup-fresh"), "{failing:?}");
        sandbox.run(&["run"]).exits(0);
    }
}

#[test]
fn exports_are_found_wherever_they_lie() {
    let sandbox = Sandbox::empty();
    let example = repository().join("examples/reading-circle/exports");
    let wechat = fs::read_to_string(example.join("wechat/晨读会主群.json")).expect("an export");
    sandbox.write("exports/wechat/main.json", &wechat);
    sandbox.write("from phone/group.json", &wechat);
    sandbox.write("notes.json", "{\"tea\": 3}");
    let outcome = sandbox.run(&["init"]).exits(0);
    assert!(!outcome.stderr.contains("no chat export found"), "{}", outcome.shown());
    let config = sandbox.read("groupkeep.yaml");
    assert!(config.contains("exports/**") && config.contains("from phone/group.json"), "{config}");
    assert!(config.contains("platform: \"wechat\"") && !config.contains("notes.json"), "{config}");
    assert!(sandbox.read(".gitignore").lines().any(|line| line == "/from phone/group.json"), "chats stay out of git");
    let sources = sandbox.run(&["inspect", "--format", "json"]).exits(0).json();
    assert_eq!(sources["sources"].as_array().map(Vec::len), Some(2));
    // The chats are read: the number planted in the example is found, once, although two files hold the message.
    let check = sandbox.run(&["check", "--format", "json", "--select", "privacy/pii-critical"]).exits(1).json();
    assert_eq!(check["findings"].as_array().map(Vec::len), Some(1), "{check}");
}

#[test]
fn a_second_init_changes_nothing() {
    let sandbox = Sandbox::empty();
    sandbox.run(&["init"]).exits(0);
    let config = format!("# mine\n{}", sandbox.read("groupkeep.yaml"));
    sandbox.write("groupkeep.yaml", &config);
    let outcome = sandbox.run(&["init"]);
    let expected = "error: [GROUP]/groupkeep.yaml exists already\n\
                    hint: edit it, or make single parts with `groupkeep init charter` and `groupkeep init tables`\n[exit 4]\n";
    assert_eq!(outcome.shown(), expected);
    assert_eq!(sandbox.read("groupkeep.yaml"), config);
}

#[test]
fn tables_and_ignore_lists_that_are_there_stay() {
    let sandbox = Sandbox::empty();
    sandbox.write("tables/members.csv", "member_id,name\nm1,someone\n");
    sandbox.write(".gitignore", "*.bak\ncopies/");
    sandbox.run(&["init"]).exits(0).prints("kept     tables/members.csv\n");
    assert_eq!(sandbox.read("tables/members.csv"), "member_id,name\nm1,someone\n");
    let ignored = sandbox.read(".gitignore");
    assert!(ignored.starts_with("*.bak\ncopies/\n"), "{ignored}");
    for line in ["exports/", "releases/", "tables/members*", "copies/"] {
        assert_eq!(ignored.lines().filter(|one| *one == line).count(), 1, "{line} in\n{ignored}");
    }
}

#[test]
fn a_charter_can_be_started_later() {
    for language in ["en", "zh"] {
        let sandbox = Sandbox::empty();
        sandbox.run(&["init", "--lang", language]).exits(0);
        sandbox.run(&["init", "charter", "--lang", language]).exits(0).prints("charter/charter.yaml\n");
        let config = sandbox.read("groupkeep.yaml").replacen("  # charter: charter/", "  charter: charter/", 1);
        sandbox.write("groupkeep.yaml", &config);
        let outcome = sandbox.run(&["check", "--format", "json"]);
        assert!(matches!(outcome.status, Some(0 | 1)), "{}", outcome.shown());
        assert!(!outcome.json().to_string().contains("groupkeep init charter"), "the charter is read");
        sandbox.write("charter/charter.yaml", "purpose: mine\n");
        sandbox.run(&["init", "charter"]).exits(0).prints("kept     charter/charter.yaml\n");
        assert_eq!(sandbox.read("charter/charter.yaml"), "purpose: mine\n");
    }
}

#[test]
fn a_folder_that_is_none() {
    let sandbox = Sandbox::empty();
    sandbox.run(&["init", "-C", "../absent"]).exits(2).says("absent is no folder\nhint: ");
    assert!(!sandbox.beside("absent").exists());
}
