use groupkeep_config::{GroupConfig, Level};
use groupkeep_monitor::Recorder;

use crate::report::Verdict;
use crate::rule::Severity;
use crate::tests::group::{Group, RESIDENT_ID};
use crate::{CheckJob, Error};

#[test]
fn levels_come_from_the_configuration_and_the_command_line() {
    let rule = "privacy/pii-critical";
    let set = || Group::new().config("check: {levels: {privacy/pii-critical: note, privacy/retention: off}}");
    assert_eq!(set().result(rule).severity, Severity::Note);
    assert!(set().check().rules.iter().all(|result| result.rule.id != "privacy/retention"));
    let mut group = set();
    group.overrides.levels = vec![("privacy/*".to_owned(), Level::Warning)];
    assert_eq!(group.result(rule).severity, Severity::Warning);
    assert_eq!(group.result("privacy/retention").severity, Severity::Warning);
    group.overrides.levels.push((rule.to_owned(), Level::Off));
    assert!(group.check().rules.iter().all(|result| result.rule.id != rule));
}

#[test]
fn rules_can_be_picked_and_left_out() {
    let mut group = Group::new();
    group.overrides.select = vec!["continuity/*".to_owned(), "privacy/retention".to_owned()];
    group.overrides.ignore = vec!["*/successor".to_owned()];
    let report = group.check();
    let ids: Vec<&str> = report.rules.iter().map(|result| result.rule.id.as_str()).collect();
    assert_eq!(
        ids,
        ["continuity/backup-fresh", "continuity/join-link-expiry", "continuity/multi-platform", "privacy/retention"]
    );
}

#[test]
fn names_that_fit_nothing_are_told_together() {
    let mut group = Group::new().config(
        "check: {packs: [legall], levels: {privacy/pii-critcal: off}, params: {payments/dual-aproval: {limit: 1}, payments/dual-approval: {limt: 1}}}",
    );
    group.overrides.select = vec!["privcy/*".to_owned()];
    let Err(Error::Wrong(problems)) = group.try_check() else { panic!("a check of rules that do not exist") };
    let text = problems.to_string();
    for expected in
        ["`legall`", "`privacy/pii-critcal`", "`payments/dual-aproval`", "no parameter `limt`", "`privcy/*`"]
    {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let hints: Vec<_> = problems.iter().filter_map(|problem| problem.hint.as_deref()).collect();
    assert!(hints.contains(&"did you mean `legal`?") && hints.contains(&"did you mean `limit`?"), "{hints:?}");
}

#[test]
fn the_first_three_are_the_gravest_that_rest_on_law() {
    let report = Group::new().charter("purpose: 共读\n").says("m-1", "li", 1, &format!("身份证{RESIDENT_ID}")).check();
    assert_eq!(report.first_three.len(), 3);
    let first = report.rules.iter().find(|result| result.rule.id == report.first_three[0]).unwrap();
    assert_eq!((first.verdict, first.severity), (Verdict::Fail, Severity::Error));
    let weights: Vec<Severity> = report
        .first_three
        .iter()
        .filter_map(|id| report.rules.iter().find(|result| result.rule.id == *id))
        .map(|result| result.severity)
        .collect();
    assert!(weights.is_sorted_by(|a, b| a >= b), "{weights:?}");
    assert!(Group::new().check().first_three.is_empty());
}

#[test]
fn a_household_is_left_alone_by_laws_that_do_not_bind_it() {
    let report = Group::of_scope("household").check();
    let handler = report.rules.iter().find(|result| result.rule.id == "privacy/notice-complete").unwrap();
    assert_eq!(handler.verdict, Verdict::NotApplicable);
    assert_eq!(report.summary().fail, 0);
}

#[test]
fn the_same_group_gives_the_same_report() {
    let group = Group::new().charter("purpose: 共读\n").says("m-1", "li", 1, &format!("身份证{RESIDENT_ID}"));
    assert_eq!(format!("{:?}", group.check()), format!("{:?}", group.check()));
}

#[test]
fn a_check_stops_when_asked_and_tells_its_phases() {
    let group = Group::new().says("m-1", "li", 1, "早");
    group.check();
    let yaml = "group: {name: x}\narchive: {exports: [exports/**]}\n";
    let config = GroupConfig::parse(&group.dir().join("groupkeep.yaml"), yaml).unwrap();
    let as_of = "2026-11-01T00:00:00Z".parse().unwrap();
    let recorder = Recorder::default();
    crate::check(&CheckJob::new(&config, as_of, &recorder)).unwrap();
    assert_eq!(recorder.phases(), ["reading the rosters", "reading the chats", "judging"]);
    let stopping = Recorder::stopping_after(0);
    let stopped = crate::check(&CheckJob::new(&config, as_of, &stopping));
    assert!(matches!(stopped, Err(Error::Interrupted)));
}

#[test]
fn an_export_given_by_name_must_be_one() {
    let group = Group::new().file("notes.md", "# notes");
    let config = GroupConfig::parse(&group.dir().join("groupkeep.yaml"), "group: {name: x}\n").unwrap();
    let as_of = "2026-11-01T00:00:00Z".parse().unwrap();
    let job = CheckJob {
        exports: Some(vec![group.dir().join("notes.md")]),
        ..CheckJob::new(&config, as_of, &groupkeep_monitor::Silent)
    };
    assert!(matches!(crate::check(&job), Err(Error::Archive(_))));
}
