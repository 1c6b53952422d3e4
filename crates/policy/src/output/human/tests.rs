use super::super::sample;
use super::*;
use crate::expected::expected;

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
