//! What the configuration and the command line change, and which of them wins.

use std::collections::BTreeMap;

use groupkeep_config::{Level, Scope};

use crate::Error;
use crate::report::Verdict;
use crate::rule::{Severity, builtin_rules};
use crate::tests::group::{Group, RESIDENT_ID};

const PII: &str = "privacy/pii-critical";

fn with(levels: &[(&str, Level)]) -> Group {
    let mut group = Group::new().says("m-1", "li", 1, RESIDENT_ID);
    group.overrides.levels = levels.iter().map(|(pattern, level)| ((*pattern).to_owned(), *level)).collect();
    group
}

fn severity(group: &Group) -> Option<Severity> {
    group.check().rules.iter().find(|result| result.rule.id == PII).map(|result| result.severity)
}

#[test]
fn the_last_level_on_the_command_line_wins() {
    use Level::{Error, Note, Off, Warning};
    for (levels, expected) in [
        (vec![], Some(Severity::Error)),
        (vec![(PII, Warning)], Some(Severity::Warning)),
        (vec![("privacy/*", Note), (PII, Warning)], Some(Severity::Warning)),
        (vec![(PII, Warning), ("privacy/*", Note)], Some(Severity::Note)),
        (vec![(PII, Off), (PII, Error)], Some(Severity::Error)),
        (vec![("*/*", Error), ("privacy/*", Off)], None),
        (vec![("copyright/*", Note)], Some(Severity::Error)),
    ] {
        assert_eq!(severity(&with(&levels)), expected, "{levels:?}");
    }
}

#[test]
fn the_command_line_wins_over_the_configuration() {
    let off = |levels| with(levels).config("check: {levels: {privacy/pii-critical: off}}");
    assert_eq!(severity(&off(&[])), None);
    assert_eq!(severity(&off(&[("privacy/*", Level::Note)])), Some(Severity::Note));
    assert_eq!(severity(&off(&[("copyright/*", Level::Note)])), None);
}

#[test]
fn a_level_weighs_findings_and_the_exit_and_not_the_verdict() {
    for (level, exit) in [(Level::Error, 1), (Level::Warning, 0), (Level::Note, 0)] {
        let mut group = with(&[(PII, level)]);
        group.overrides.select = vec![PII.to_owned()];
        let report = group.check();
        assert_eq!((report.rules[0].verdict, report.exit()), (Verdict::Fail, exit), "{level:?}");
        assert_eq!(report.findings[0].severity, report.rules[0].severity);
    }
    for (fail_on, exit) in [("error", 0), ("warning", 1), ("note", 1), ("never", 0)] {
        let mut group = with(&[(PII, Level::Warning)]).config(&format!("check: {{fail_on: {fail_on}}}"));
        group.overrides.select = vec![PII.to_owned()];
        assert_eq!(group.check().exit(), exit, "{fail_on}");
    }
}

#[test]
fn what_is_left_out_stays_out_whatever_else_names_it() {
    let mut group = with(&[(PII, Level::Error)]);
    group.overrides.select = vec!["privacy/*".to_owned()];
    group.overrides.ignore = vec![PII.to_owned()];
    assert_eq!(severity(&group), None);
    group.overrides.ignore.clear();
    assert_eq!(severity(&group), Some(Severity::Error));
    assert!(group.check().rules.iter().all(|result| result.rule.id.starts_with("privacy/")));
    // A rule that is off is not brought back by being picked.
    let mut group = with(&[(PII, Level::Off)]);
    group.overrides.select = vec![PII.to_owned()];
    assert_eq!(group.check().rules.len(), 0);
}

#[test]
fn packs_bound_what_can_be_picked() {
    let mut group = Group::new().config("check: {packs: [continuity]}");
    assert!(group.check().rules.iter().all(|result| result.rule.pack == "continuity"));
    group.overrides.select = vec![PII.to_owned()];
    assert_eq!(group.check().rules.len(), 0);
}

#[test]
fn patterns_do_not_reach_over_a_slash() {
    let mut group = Group::new();
    group.overrides.select = vec!["*".to_owned()];
    let Err(Error::Wrong(problems)) = group.try_check() else { panic!("`*` is no rule") };
    assert_eq!(problems.iter().next().unwrap().message, "no rule is named `*`");
    group.overrides.select = vec!["*/*".to_owned()];
    assert_eq!(group.check().rules.len(), builtin_rules().unwrap().len());
    group.overrides.select = vec!["privacy/pii-*".to_owned(), "privacy/[".to_owned()];
    let Err(Error::Wrong(problems)) = group.try_check() else { panic!("`[` is open") };
    assert_eq!(problems.len(), 1, "{problems}");
}

#[test]
fn parameters_out_of_bounds_are_told_where_they_stand() {
    for (rule, name, value, said) in [
        ("payments/dual-approval", "limit", "-1", "must be at least 0.00"),
        ("payments/dual-approval", "limit", "1000001", "must be at most 1000000.00"),
        ("payments/reconcile", "tolerance", "0.21", "must be at most 0.2"),
        ("payments/reconcile", "window", "0.5", "must be at least 1"),
        ("continuity/backup-fresh", "days", "91", "must be at most 90"),
        ("continuity/backup-fresh", "days", "0", "must be at least 1"),
        ("continuity/backup-fresh", "days", "1.5", "must be a whole number of days, not negative"),
        ("continuity/multi-platform", "cover", "1.01", "must be a share from 0 to 1"),
        ("continuity/multi-platform", "cover", ".nan", "must be a share from 0 to 1"),
        ("privacy/roster-exposed", "file_names", "名单", "must be a list of words"),
        ("privacy/roster-exposed", "file_names", "[1]", "must be a list of words"),
        ("privacy/destination-region", "home", "''", "must be a word"),
    ] {
        let config = format!("check:\n  params:\n    {rule}:\n      {name}: {value}");
        let Err(Error::Wrong(problems)) = Group::new().config(&config).try_check() else {
            panic!("{rule}: {name} may not be {value}")
        };
        let problem = problems.iter().next().unwrap();
        assert_eq!(problem.message, format!("`{name}` of `{rule}` {said}"));
        // The value stands in the fifth line, after the name.
        let column = 7 + name.len() + 2;
        assert_eq!(problem.position.map(|at| (at.line, at.column)), Some((5, column)), "{problem}");
        assert_eq!(problems.len(), 1);
    }
}

#[test]
fn parameters_at_their_bounds_are_taken() {
    for (rule, name, value) in [
        ("payments/dual-approval", "limit", "0"),
        ("payments/dual-approval", "limit", "'1000000.00'"),
        ("payments/reconcile", "tolerance", "0.2"),
        ("continuity/backup-fresh", "days", "90"),
        ("continuity/multi-platform", "cover", "1"),
        ("privacy/roster-exposed", "phones", "2"),
    ] {
        let config = format!("check: {{params: {{{rule}: {{{name}: {value}}}}}}}");
        let checked = Group::new().config(&config).try_check();
        assert!(checked.is_ok(), "{rule}: {name}: {value}: {}", checked.unwrap_err());
    }
}

#[test]
fn every_wrong_parameter_is_told_at_once() {
    let config = "check: {params: {payments/reconcile: {tolerance: 2, windw: 3}, privacy/nothing: {x: 1}, continuity/backup-fresh: {days: many}}}";
    let Err(Error::Wrong(problems)) = Group::new().config(config).try_check() else { panic!("all of it is wrong") };
    assert_eq!(problems.len(), 4, "{problems}");
    let hints: Vec<_> = problems.iter().filter_map(|problem| problem.hint.as_deref()).collect();
    assert!(hints.contains(&"did you mean `window`?"), "{hints:?}");
}

#[test]
fn a_parameter_of_one_rule_does_not_touch_another() {
    let ledger = "entry_id,date,direction,amount,counterparty,category,preparer\n1,2026-10-01,out,300,qian,gift,li\n";
    let group = Group::new().config("check: {params: {payments/dual-approval: {limit: 500}}}").table("ledger", ledger);
    assert_eq!(group.verdict("payments/dual-approval"), Verdict::Pass);
    assert_eq!(group.verdict("governance/two-person"), Verdict::Fail);
}

#[test]
fn home_is_home_whichever_rules_are_picked() {
    let rule = "privacy/separate-consent";
    let group = |home: &str| {
        let mut group = Group::new()
            .config("backup: {destinations: [{name: near, path: a, region: DE}]}")
            .config(&format!("check: {{params: {{privacy/destination-region: {{home: {home}}}}}}}"))
            .table("members", "member_id\nli\n")
            .table("consents", "member_id,use,version,given_at,how\n");
        group.overrides.select = vec![rule.to_owned()];
        group.verdict(rule)
    };
    assert_eq!(
        (group("CN"), group("DE"), group("de")),
        (Verdict::Fail, Verdict::NotApplicable, Verdict::NotApplicable)
    );
}

#[test]
fn a_rule_binds_only_the_groups_it_names() {
    let mut bound: BTreeMap<&str, usize> = BTreeMap::new();
    let rules = builtin_rules().unwrap();
    for scope in [Scope::Household, Scope::Community, Scope::Commercial] {
        // Nothing is provided, so whatever applies is undecided, and whatever does not says so first.
        let report = Group::of_scope(scope.name()).check();
        assert_eq!(report.rules.len(), rules.len());
        for result in &report.rules {
            let spared = result.reason.as_ref().is_some_and(|reason| reason.en.contains("group of scope"));
            assert_eq!(spared, !result.rule.applies_to(scope), "{} {}", result.rule.id, scope.name());
            assert!(!spared || result.verdict == Verdict::NotApplicable, "{}", result.rule.id);
            *bound.entry(scope.name()).or_default() += usize::from(!spared);
        }
    }
    assert!(bound["household"] < bound["community"] && bound["community"] < bound["commercial"], "{bound:?}");
}

#[test]
fn a_scope_spares_a_group_even_where_the_facts_are_there() {
    let leaking = |scope: &str| Group::of_scope(scope).says("m-1", "li", 1, RESIDENT_ID);
    assert_eq!(leaking("household").verdict(PII), Verdict::NotApplicable);
    assert_eq!(leaking("household").findings(PII).len(), 0);
    assert_eq!(leaking("community").verdict(PII), Verdict::Fail);
    let severities = ["household", "community", "commercial"]
        .map(|scope| Group::of_scope(scope).result("copyright/takedown-contact").severity);
    assert_eq!(severities, [Severity::Note, Severity::Warning, Severity::Error]);
}
