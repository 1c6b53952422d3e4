use super::*;
use crate::rule::{CheckKind, Comparison, LawIndex, Limit, Metric, Operator, builtin_laws};

const GOOD: &str = r#"apiVersion: groupkeep/v1
id: consent/share
title: {en: Few recorded, zh: 记录太少}
severity: warning
basis: heuristic
source: {article: "section 7, row 1"}
applies: {scope: [community]}
params:
  share: {type: ratio, default: 0.9, min: 0.5, max: 1}
needs: [tables.members, tables.consents, charter.notice.version, messages]
each: community
check: {kind: threshold, metric: consents.notice_share, fail_if: "value < params.share"}
rescue: {window: P2W..P1M, cost: 2}
rationale: {en: Because., zh: 因为。}
remediation: {en: Do., zh: 做。}
"#;

fn laws() -> LawIndex {
    builtin_laws().unwrap()
}

fn load(text: &str) -> Result<Rule, Problems> {
    parse_rule(Path::new("x.yaml"), text, "mine", &laws())
}

/// The problems of the good rule with one part replaced.
fn problems_with(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    load(&GOOD.replace(from, to)).unwrap_err().to_string()
}

#[test]
fn a_good_rule() {
    let rule = load(GOOD).unwrap();
    assert_eq!((rule.id.as_str(), rule.pack.as_str()), ("consent/share", "mine"));
    assert_eq!(rule.rescue, Some(Rescue { within_days: 14, cost: 2 }));
    assert_eq!(rule.needs.len(), 4);
    assert!(!rule.attestable);
    let CheckKind::Threshold { metric, fail_if } = &rule.check else { panic!("{:?}", rule.check) };
    assert_eq!(*metric, Metric::NoticeShare);
    let limit = Limit::Param("share".to_owned());
    assert_eq!(*fail_if, Comparison { operator: Operator::Less, limit });
}

#[test]
fn unknown_names_stand_at_their_place_with_the_nearest_right_one() {
    let problems = load(&GOOD.replace("consents.notice_share", "consent.notice_share")).unwrap_err();
    let problem = problems.iter().next().unwrap();
    assert_eq!(problem.position.map(|at| (at.line, at.column)), Some((12, 34)));
    assert_eq!(problem.hint.as_deref(), Some("did you mean `consents.notice_share`?"));

    let problems = load(&GOOD.replace("charter.notice.version", "charter.notice.versoin")).unwrap_err();
    let problem = problems.iter().next().unwrap();
    assert_eq!(problem.message, "the charter has no `notice.versoin`");
    assert_eq!(problem.hint.as_deref(), Some("did you mean `notice.version`?"));
    assert_eq!(problem.position.map(|at| at.line), Some(10));

    let problems = load(&GOOD.replace("rationale:", "rationael:")).unwrap_err();
    let said: Vec<(&str, Option<&str>)> =
        problems.iter().map(|problem| (problem.message.as_str(), problem.hint.as_deref())).collect();
    assert!(said.contains(&("`rationale` is missing", None)), "{said:?}");
    assert!(said.contains(&("unknown key `rationael`", Some("did you mean `rationale`?"))), "{said:?}");
}

#[test]
fn each_mistake_is_named() {
    for (from, to, said) in [
        ("groupkeep/v1", "groupkeep/v2", "x.yaml:1:13: `apiVersion` must be one of groupkeep/v1"),
        ("id: consent/share", "id: Consent", "x.yaml:2:5: `id` must be `namespace/name`"),
        (", zh: 记录太少", "", "x.yaml:3:8: `title.zh` is missing"),
        ("severity: warning", "severity: fatal", "x.yaml:4:11: `severity` must be one of note, warning, error"),
        ("severity: warning", "severity: {}", "x.yaml:4:11: `severity` names no scope"),
        ("basis: heuristic", "basis: statute", "x.yaml:5:8: a statute needs at least one entry in `source.laws`"),
        ("scope: [community]", "scope: []", "x.yaml:7:18: `applies.scope` names no scope"),
        ("default: 0.9", "default: 0.2", "`default` must be at least 0.5"),
        ("default: 0.9", "default: 9", "`default` must be a share from 0 to 1"),
        ("type: ratio", "type: rate", "must be one of ratio, count"),
        ("tables.consents", "tables.consent", "must be one of tables.members"),
        ("value < params.share", "value < params.shares", "the rule declares no parameter `shares` (ratio)"),
        ("value < params.share", "value = 3", "`fail_if` the operator must be"),
        ("type: ratio, default: 0.9, min: 0.5, max: 1", "type: days, default: 9", "parameter `share` is a days"),
        ("window: P2W..P1M", "window: two weeks", "`rescue.window` must be a period such as"),
        ("cost: 2", "cost: 9", "`rescue.cost` must be from 1 to 3"),
        ("kind: threshold", "kind: magic", "`check.kind` must be one of threshold"),
        ("each: community", "each: member", "`each` must be one of community, chat"),
    ] {
        let problems = problems_with(from, to);
        assert!(problems.contains(said), "{from} -> {to}: {problems}");
    }
}

#[test]
fn every_mistake_is_named_at_once() {
    let text = GOOD.replace("severity: warning", "severity: fatal").replace("cost: 2", "cost: 9").replace("P2W", "2W");
    assert_eq!(load(&text).unwrap_err().len(), 3);
}

fn with_check(check: &str, params: &str) -> Result<Rule, Problems> {
    let old = "check: {kind: threshold, metric: consents.notice_share, fail_if: \"value < params.share\"}";
    let text = GOOD
        .replace(old, &format!("check: {check}"))
        .replace("  share: {type: ratio, default: 0.9, min: 0.5, max: 1}", params);
    load(&text)
}

#[test]
fn check_kinds_are_read_whole() {
    for (check, params, said) in [
        ("{kind: pattern}", "", "a pattern needs `detect` or `match`"),
        ("{kind: pattern, detect: [mobil]}", "", "must be one of member, resident-id"),
        ("{kind: pattern, match: ['(']}", "", "not a regular expression: unclosed group"),
        ("{kind: pattern, match: [a], within: 51}", "", "`check.within` must be from 0 to 50"),
        ("{kind: pattern, match: [a], except: sender}", "", "must be one of owner, licensed"),
        ("{kind: presence}", "", "a presence needs `paths` or `any_of`"),
        ("{kind: presence, paths: [notice.colour]}", "", "the charter has no `notice.colour`"),
        ("{kind: computed, evaluator: magic}", "", "`check.evaluator` must be one of roster-exposed"),
        ("{kind: computed, evaluator: successor}", "", "the rule declares no parameter `days` (days)"),
        ("{kind: register-join, each: reposts, register: books}", "", "`check.register` must be one of members"),
        ("{kind: rows, table: ledger, any_of: [invoice]}", "", "table `ledger` has no column `invoice`"),
        ("{kind: rows, table: ledger, only: {kind: [in]}, any_of: [invoice_no]}", "", "has no column `kind`"),
        (
            "{kind: deadline, table: requests, from: received_at, to: closed_at, max: days}",
            "  days: {type: days, default: 3}",
            "`max` must name a parameter, such as `params.limit`",
        ),
        (
            "{kind: deadline, table: requests, from: received_at, to: closed_at, max: params.share}",
            "  share: {type: ratio, default: 0.5}",
            "parameter `share` is a ratio, here a days or hours is needed",
        ),
        ("{kind: attest, who: me}", "", "unknown key `check.who`"),
    ] {
        let problems = with_check(check, params).unwrap_err().to_string();
        let found =
            problems.contains(said) || (said.starts_with("unknown key") && problems.contains("unknown key `who`"));
        assert!(found, "{check}: {problems}");
    }
}

#[test]
fn attest_rules_can_be_attested() {
    assert!(with_check("{kind: attest}", "").unwrap().attestable);
}

#[test]
fn cited_articles_must_exist() {
    let cite = |law: &str, article: &str, effective: &str| {
        let entry = format!(
            "source: {{laws: [{{law: {law}, article: \"{article}\", effective: {effective}, reviewed_on: 2026-11, \
             addressee: handler}}]}}"
        );
        load(&GOOD.replace("source: {article: \"section 7, row 1\"}", &entry))
    };
    let rule = cite("pipl", "28, 73(3)", "2021-11-01").unwrap();
    assert_eq!(rule.source.laws[0].law.name.zh, "个人信息保护法");
    for (law, article, effective, said) in [
        ("pipl", "75", "2021-11-01", "`pipl` has 74 articles, 75 is cited"),
        ("pipl", "art. 5", "2021-11-01", "articles are numbers divided by commas"),
        ("pipl", "5", "2021-11-02", "`pipl` is in force since 2021-11-01"),
        ("pip", "5", "2021-11-01", "must be one of pipl"),
    ] {
        let problems = cite(law, article, effective).unwrap_err().to_string();
        assert!(problems.contains(said), "{law} {article}: {problems}");
    }
}

#[test]
fn a_statute_binds_only_whom_it_addresses() {
    let rules = crate::rule::builtin_rules().unwrap();
    let find = |id: &str| rules.iter().find(|rule| rule.id == id).unwrap();
    assert!(!find("privacy/pii-critical").applies_to(Scope::Household));
    assert!(find("privacy/pii-critical").applies_to(Scope::Community));
    assert!(!find("payments/invoice").applies_to(Scope::Community));
    assert!(find("copyright/unlicensed-repost").applies_to(Scope::Household));
    assert_eq!(find("copyright/unlicensed-repost").severity_under(Scope::Community), Severity::Warning);
    assert_eq!(find("privacy/request-sla").severity_under(Scope::Community), Severity::Note);
}

proptest::proptest! {
    /// Whatever is cut out of a rule or put into it: a rule, or problems that name the file; never a panic.
    #[test]
    fn damage_is_reported(at in 0..GOOD.len(), length in 0..40usize, insert in "[ -~\n章]{0,6}") {
        let boundary = |index: usize| (0..=index.min(GOOD.len())).rev().find(|index| GOOD.is_char_boundary(*index)).unwrap();
        let (from, to) = (boundary(at), boundary(at + length));
        let text = format!("{}{insert}{}", &GOOD[..from], &GOOD[to..]);
        if let Err(problems) = load(&text) {
            proptest::prop_assert!(!problems.is_empty());
            proptest::prop_assert!(problems.iter().all(|problem| problem.path == Path::new("x.yaml")));
        }
    }
}

#[test]
fn periods() {
    for (text, days) in
        [("P7D", Some(7)), ("P2W", Some(14)), ("P1M", Some(30)), ("P1Y", None), ("7D", None), ("P", None)]
    {
        assert_eq!(period_days(text), days, "{text}");
    }
}
