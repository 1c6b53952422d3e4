//! The command line itself: help, wrong arguments, and what happens where there is no group.

use crate::support::Sandbox;

#[test]
fn help_and_version_are_data() {
    let sandbox = Sandbox::empty();
    let help = sandbox.run(&["--help"]).exits(0);
    assert_eq!(help.stderr, "");
    for verb in
        ["init", "inspect", "convert", "check", "anonymize", "backup", "restore", "verify", "status", "run", "rules"]
    {
        assert!(help.stdout.contains(&format!("\n  {verb} ")), "{verb} is missing in\n{}", help.stdout);
    }
    assert_eq!(sandbox.run(&["--version"]).exits(0).stdout, format!("groupkeep {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_wrong_command_line_is_exit_2() {
    let sandbox = Sandbox::empty();
    sandbox.run(&["chekc"]).exits(2).says("a similar subcommand exists: 'check'");
    sandbox.run(&["check", "--as-of", "1.11.2026"]).exits(2).says("write it as 2026-11-01");
    sandbox.run(&[]).exits(2);
}

#[test]
fn verbs_that_need_a_group_say_how_to_make_one() {
    let sandbox = Sandbox::empty();
    for verb in ["check", "backup", "verify", "status", "snapshots", "run"] {
        let outcome = sandbox.run(&[verb]).exits(2);
        assert!(outcome.stderr.contains("groupkeep.yaml"), "{}", outcome.shown());
        assert!(outcome.stderr.contains("hint: ") && outcome.stderr.contains("groupkeep init"), "{}", outcome.shown());
        assert_eq!(outcome.stdout, "", "{verb}");
    }
}

#[test]
fn completions_and_manual_pages_come_from_the_command_line() {
    let sandbox = Sandbox::empty();
    sandbox.run(&["completions", "bash"]).exits(0).prints("_groupkeep()");
    sandbox.run(&["man"]).exits(0).prints(".TH groupkeep 1");
    sandbox.run(&["man", "--to", "."]).exits(0);
    assert!(sandbox.read("groupkeep-restore.1").contains("groupkeep\\-restore"));
    sandbox.run(&["man", "--to", "absent"]).exits(2).says("hint: `--to` takes an existing folder");
}
