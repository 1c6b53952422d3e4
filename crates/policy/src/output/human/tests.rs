use super::*;
use crate::tests::expected::expected;
use crate::tests::sample;

#[test]
fn english_report() {
    let text = human(&sample::report(), HumanOptions::new(Lang::En));
    expected("src/output/human/report.en.txt", &text);
}

#[test]
fn chinese_report() {
    let text = human(&sample::report(), HumanOptions::new(Lang::Zh));
    expected("src/output/human/report.zh.txt", &text);
}

#[test]
fn chinese_text_holds_no_english_sentence() {
    let text = human(&sample::report(), HumanOptions::new(Lang::Zh));
    for word in ["what to do", "rules need", "message", "measured", "first", "waived until"] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn colour_is_asked_for() {
    let plain = human(&sample::report(), HumanOptions::new(Lang::En));
    assert!(!plain.contains('\u{1b}'));
    let coloured = human(&sample::report(), HumanOptions { color: true, ..HumanOptions::new(Lang::En) });
    assert!(coloured.contains("\u{1b}[31;1m✗ error\u{1b}[0m continuity/successor"), "{coloured}");
}

#[test]
fn many_findings_of_one_rule_are_counted() {
    let mut report = sample::report();
    let one = report.findings[0].clone();
    report.findings = vec![one; 25];
    let text = human(&report, HumanOptions::new(Lang::En));
    assert_eq!(text.matches("exports/wechat.json:12:34").count(), 20);
    assert!(text.contains("  … and 5 more\n"));
    let text = human(&report, HumanOptions { shown: 3, ..HumanOptions::new(Lang::Zh) });
    assert!(text.contains("  …… 另有 22 处\n"));
}

#[test]
fn nothing_wrong_says_only_the_counts() {
    let mut report = sample::report();
    report.rules.retain(|result| matches!(result.verdict, Verdict::Pass | Verdict::NotApplicable));
    report.findings.clear();
    report.first_three.clear();
    report.notes.clear();
    let text = human(&report, HumanOptions::new(Lang::En));
    assert_eq!(text, "as of 2026-11-01: 0 errors, 0 warnings, 0 notes in 2 rules\n1 pass, 1 not applicable\n");
}

#[test]
fn an_incomplete_check_says_so() {
    let report = CheckReport { complete: false, ..sample::report() };
    let text = human(&report, HumanOptions::new(Lang::En));
    assert!(text.contains("\nincomplete: some input was skipped or a rule could not be evaluated\n"));
}

#[test]
fn quoted_text_cannot_steer_the_terminal() {
    let mut report = sample::report();
    report.findings[0].message = Text::same("\u{1b}[2Jgone\nfake: line");
    let text = human(&report, HumanOptions::new(Lang::En));
    assert!(!text.contains('\u{1b}') && !text.contains("\nfake"));
}

#[test]
fn the_number_shown_is_a_limit_and_not_a_rounding() {
    let mut report = sample::report();
    let one = report.findings[0].clone();
    for (count, shown, more) in [(20, 20, None), (21, 20, Some(1)), (1, 0, Some(1)), (2, usize::MAX, None)] {
        report.findings = vec![one.clone(); count];
        let text = human(&report, HumanOptions { shown, ..HumanOptions::new(Lang::En) });
        assert_eq!(text.matches("exports/wechat.json:12:34").count(), count.min(shown));
        assert_eq!(text.contains("… and"), more.is_some(), "{text}");
        assert!(more.is_none_or(|more| text.contains(&format!("… and {more} more\n"))), "{text}");
    }
}

#[test]
fn a_rule_that_fails_without_a_finding_is_told_all_the_same() {
    let mut report = sample::report();
    report.findings.clear();
    let text = human(&report, HumanOptions::new(Lang::Zh));
    assert!(text.contains("✗ 错误 privacy/pii-critical") && text.contains("✗ 错误 continuity/successor"), "{text}");
    assert!(!text.contains("另有"));
}

#[test]
fn an_empty_report_is_a_report() {
    let report = CheckReport {
        rules: Vec::new(),
        findings: Vec::new(),
        first_three: Vec::new(),
        notes: Vec::new(),
        ..sample::report()
    };
    let english = human(&report, HumanOptions::new(Lang::En));
    assert_eq!(english, "as of 2026-11-01: 0 errors, 0 warnings, 0 notes in 0 rules\n\n");
    let chinese = human(&report, HumanOptions::new(Lang::Zh));
    assert!(chinese.starts_with("截至2026-11-01：0 条规则中有 0 项错误、0 项警告、0 项提示\n"), "{chinese}");
}

#[test]
fn one_of_each_is_counted_in_the_singular() {
    let mut report = sample::report();
    report.rules.retain(|result| result.rule.id == "privacy/pii-critical");
    let text = human(&report, HumanOptions::new(Lang::En));
    assert!(text.contains("as of 2026-11-01: 1 error, 0 warnings, 0 notes in 1 rule\n1 fail\n"), "{text}");
    assert!(text.contains("\nDo this first\n  1. "), "{text}");
}

#[test]
fn the_short_form_leaves_out_only_the_explanations() {
    for lang in [Lang::En, Lang::Zh] {
        let long = human(&sample::report(), HumanOptions::new(lang));
        let short = human(&sample::report(), HumanOptions { explain: false, ..HumanOptions::new(lang) });
        let lines: Vec<&str> = long.lines().collect();
        assert!(short.lines().all(|line| lines.contains(&line)), "{short}");
        let left_out: Vec<&str> = lines.into_iter().filter(|line| !short.lines().any(|kept| kept == *line)).collect();
        let labels = ["  why: ", "  what to do: ", "  law: ", "  原因：", "  处理：", "  法律："];
        assert!(!left_out.is_empty());
        assert!(left_out.iter().all(|line| labels.iter().any(|label| line.starts_with(label))), "{left_out:?}");
    }
}

#[test]
fn undecided_rules_stand_together_under_what_they_lack() {
    let text = human(&sample::report(), HumanOptions::new(Lang::En));
    let charter = text.lines().skip_while(|line| !line.contains("need a charter")).nth(1).unwrap();
    assert_eq!(charter.trim(), "governance/handbook, privacy/incident-plan");
    assert!(text.contains("1 rule needs the table `consents`"), "{text}");
    assert!(text.contains("  ? whatsapp-text does not record it\n      payments/transfer-anomaly\n"), "{text}");
}

#[test]
fn waivers_show_who_to_ask_and_until_when() {
    let mut report = sample::report();
    let waived = report.findings.iter_mut().find_map(|finding| finding.waiver.as_mut()).unwrap();
    waived.id = "a\u{1b}[2Jb".to_owned();
    waived.reason = "line\nbreak".to_owned();
    let text = human(&report, HumanOptions::new(Lang::En));
    assert!(text.contains("waived until 2027-02-01 by waivers/a\u{FFFD}[2Jb.yaml: line\u{FFFD}break"), "{text}");
}
