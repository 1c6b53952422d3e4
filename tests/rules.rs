//! `rules list` and `rules show`, and what `check` takes from the command line.

use serde_json::Value;

use crate::support::Sandbox;

fn listed(sandbox: &Sandbox) -> Vec<Value> {
    let list = sandbox.run(&["rules", "list", "--format", "json"]).exits(0).json();
    list["rules"].as_array().expect("rules").clone()
}

#[test]
fn every_rule_can_be_shown_in_both_languages() {
    let sandbox = Sandbox::empty();
    let rules = listed(&sandbox);
    let of = |pack: &str| rules.iter().filter(|rule| rule["pack"] == pack).count();
    assert!(of("legal") >= 20 && of("continuity") >= 4, "{} and {}", of("legal"), of("continuity"));
    let table = sandbox.run(&["rules", "list"]).exits(0).stdout;
    for rule in &rules {
        let id = rule["id"].as_str().expect("an id");
        assert!(table.contains(id), "{id} is not listed");
        for language in ["en", "zh"] {
            let title = rule["title"][language].as_str().expect("a title");
            sandbox.run(&["rules", "show", id, "--lang", language]).exits(0).prints(id).prints(title);
        }
    }
}

#[test]
fn an_unknown_rule_suggests_the_nearest() {
    let sandbox = Sandbox::empty();
    let outcome = sandbox.run(&["rules", "show", "privacy/pii-contract"]);
    let expected =
        "error: there is no rule `privacy/pii-contract`\nhint: did you mean `privacy/pii-contact`?\n[exit 2]\n";
    assert_eq!(outcome.shown(), expected);
    sandbox.run(&["rules", "show", "x"]).exits(2).says("hint: `groupkeep rules list` names them all");
}

#[test]
fn levels_on_the_command_line_win() {
    let sandbox = Sandbox::example("reading-circle");
    let rule = "privacy/consent-register";
    let verdict = |arguments: &[&str]| {
        let all = [&["check", "--select", rule, "--fail-on", "error", "--format", "json"][..], arguments].concat();
        let outcome = sandbox.run(&all);
        let check = outcome.json();
        (outcome.status, check["rules"][0]["severity"].as_str().map(str::to_owned))
    };
    assert_eq!(verdict(&[]), (Some(0), Some("note".to_owned())));
    assert_eq!(verdict(&["-D", rule]), (Some(1), Some("error".to_owned())));
    assert_eq!(verdict(&["-W", rule]), (Some(0), Some("warning".to_owned())));
    assert_eq!(verdict(&["-A", rule]), (Some(0), None));
    sandbox.run(&["check", "--select", rule, "--fail-on", "note"]).exits(1);
    for wrong in
        [["check", "-D", "privacy/consent"], ["check", "--select", "privacy/consent"], ["check", "--ignore", "x"]]
    {
        let outcome = sandbox.run(&wrong);
        assert!(outcome.status == Some(2) && outcome.stderr.contains("hint: "), "{wrong:?}\n{}", outcome.shown());
    }
}

#[test]
fn undecided_rules_fail_only_when_asked_to() {
    let sandbox = Sandbox::example("quiet-library");
    let rule = "privacy/impact-assessment";
    sandbox.run(&["check", "--select", rule]).exits(0).prints(rule);
    let strict = sandbox.run(&["check", "--select", rule, "--fail-on-unknown", "--format", "json"]).exits(3);
    assert_eq!(strict.json()["exit"], 3, "the report says how the command ends");
}

#[test]
fn reports_go_to_files_too() {
    let sandbox = Sandbox::example("reading-circle");
    let outputs = ["--output", "human=../a.txt", "--output", "json=../b.json", "--output", "sarif=../c.sarif"];
    let outcome = sandbox.run(&[&["check", "--format", "json"][..], &outputs].concat()).exits(0);
    let read = |name: &str| std::fs::read_to_string(sandbox.beside(name)).expect("a report");
    assert_eq!(read("b.json"), outcome.stdout);
    assert_eq!(read("a.txt"), sandbox.run(&["check"]).stdout);
    let sarif: Value = serde_json::from_str(&read("c.sarif")).expect("SARIF is JSON");
    assert_eq!(sarif["version"], "2.1.0");
    let results = sarif["runs"][0]["results"].as_array().expect("results").len();
    assert_eq!(Some(results), outcome.json()["findings"].as_array().map(Vec::len));
    for wrong in ["xml=x", "json", "json="] {
        sandbox
            .run(&["check", "--output", wrong])
            .exits(2)
            .says("hint: write it as human=FILE, json=FILE or sarif=FILE");
    }
    sandbox.run(&["check", "--output", "json=absent/x.json"]).exits(2).says("absent/x.json");
}

#[test]
fn the_human_report_ends_with_what_to_do_first() {
    let sandbox = Sandbox::example("reading-circle");
    let english = sandbox.run(&["check"]).exits(0).stdout;
    let (_, end) = english.split_once("Do these three first\n").expect("the end of the report");
    assert!(["  1. ", "  2. ", "  3. "].iter().all(|number| end.contains(number)) && !end.contains("  4. "), "{end}");
    let chinese = sandbox.run(&["check", "--lang", "zh"]).exits(0).stdout;
    assert!(chinese.contains("先做"), "{chinese}");
}
