//! One report with every kind of verdict, for the tests of all forms.

use std::path::PathBuf;
use std::sync::Arc;

use groupkeep_config::FailOn;

use crate::report::{CheckReport, Figure, Finding, Gap, RuleResult, Verdict, WaiverMark};
use crate::rule::{Rule, Severity, Text, builtin_rules};

fn result(rules: &[Rule], id: &str, verdict: Verdict) -> RuleResult {
    let rule = rules.iter().find(|rule| rule.id == id).unwrap_or_else(|| panic!("no rule {id}")).clone();
    let severity = rule.severity;
    RuleResult {
        rule: Arc::new(rule),
        severity,
        verdict,
        reason: None,
        gap: None,
        value: None,
        limit: None,
        unwritten: None,
    }
}

fn unknown(rules: &[Rule], id: &str, gap: Gap, reason: Text) -> RuleResult {
    RuleResult { gap: Some(gap), reason: Some(reason), ..result(rules, id, Verdict::Unknown) }
}

fn finding(rule: &str, severity: Severity, message: Text) -> Finding {
    Finding {
        rule: rule.to_owned(),
        severity,
        verdict: Verdict::Fail,
        message,
        chat: None,
        path: None,
        line: None,
        column: None,
        message_id: None,
        fingerprint: "ab".repeat(16),
        waiver: None,
        suggested_row: None,
    }
}

/// A community that fails two rules, has one waived, one stale, several unknown.
pub(crate) fn report() -> CheckReport {
    let rules = builtin_rules().unwrap_or_else(|problems| panic!("{problems}"));
    let charter = Text::new("no charter is configured", "未提供章程");
    let consents = Text::new("no consents table is configured", "未提供同意登记表");
    let mut results = vec![
        result(&rules, "privacy/pii-critical", Verdict::Fail),
        RuleResult { severity: Severity::Warning, ..result(&rules, "copyright/unlicensed-repost", Verdict::Waived) },
        RuleResult {
            reason: Some(Text::new("the charter names no successor", "章程中没有接任者")),
            ..result(&rules, "continuity/successor", Verdict::Fail)
        },
        RuleResult {
            severity: Severity::Note,
            reason: Some(Text::new("the attestation expired on 2026-10-01", "证明已于2026-10-01到期")),
            ..result(&rules, "privacy/impact-assessment", Verdict::Stale)
        },
        unknown(&rules, "privacy/incident-plan", Gap::Charter, charter.clone()),
        unknown(&rules, "governance/handbook", Gap::Charter, charter),
        unknown(&rules, "privacy/consent-register", Gap::Table("consents".to_owned()), consents),
        unknown(
            &rules,
            "payments/transfer-anomaly",
            Gap::Source("money".to_owned()),
            Text::new("whatsapp-text does not record it", "whatsapp-text 不记录该信息"),
        ),
        RuleResult {
            value: Some(Figure::Ratio(0.02)),
            limit: Some(Figure::Ratio(0.05)),
            ..result(&rules, "copyright/attribution", Verdict::Pass)
        },
        result(&rules, "continuity/backup-fresh", Verdict::Attested),
        result(&rules, "payments/invoice", Verdict::NotApplicable),
    ];
    results.sort_by(|a, b| a.rule.id.cmp(&b.rule.id));
    let id_number = Finding {
        chat: Some("晨读会".to_owned()),
        path: Some(PathBuf::from("exports/wechat.json")),
        line: Some(12),
        column: Some(34),
        message_id: Some("m-9".to_owned()),
        ..finding(
            "privacy/pii-critical",
            Severity::Error,
            Text::new(
                "identity number 110105********002X in characters 9 to 19",
                "第9至19字为身份证号 110105********002X",
            ),
        )
    };
    let repost = Finding {
        verdict: Verdict::Waived,
        path: Some(PathBuf::from("exports/wechat.json")),
        line: Some(40),
        column: Some(2),
        message_id: Some("m-30".to_owned()),
        fingerprint: "cd".repeat(16),
        waiver: Some(WaiverMark {
            id: "course-files".to_owned(),
            reason: "written permission of the author".to_owned(),
            expires: jiff::civil::date(2027, 2, 1),
        }),
        suggested_row: Some("w-1,讲义.pdf,pdf,,no,,,,,,,讲义.pdf,".to_owned()),
        ..finding(
            "copyright/unlicensed-repost",
            Severity::Warning,
            Text::new("讲义.pdf has no row in the works table", "讲义.pdf 在版权登记表中没有登记"),
        )
    };
    CheckReport {
        as_of: "2026-11-01T00:00:00Z".parse().expect("a timestamp"),
        fail_on: FailOn::Error,
        fail_on_unknown: false,
        rules: results,
        findings: vec![id_number, repost],
        first_three: vec!["privacy/pii-critical".to_owned(), "continuity/successor".to_owned()],
        notes: vec![Text::new("the group's scope is community", "群的类型为 community")],
        complete: true,
    }
}
