use serde_json::{Value, json};

use crate::report::{CheckReport, Figure, Finding, RuleResult};

/// The version of the form; `docs/schemas/check.schema.json` describes it.
pub const CHECK_SCHEMA: &str = "groupkeep/check/v1";

/// The report as `groupkeep/check/v1`.
pub fn json(report: &CheckReport) -> Value {
    let summary = report.summary();
    json!({
        "schema": CHECK_SCHEMA,
        "tool": {"name": "groupkeep", "version": env!("CARGO_PKG_VERSION")},
        "as_of": report.as_of.to_string(),
        "exit": report.exit(),
        "summary": {
            "pass": summary.pass,
            "fail": summary.fail,
            "not_applicable": summary.not_applicable,
            "unknown": summary.unknown,
            "waived": summary.waived,
            "attested": summary.attested,
            "stale": summary.stale,
        },
        "rules": report.rules.iter().map(rule).collect::<Vec<_>>(),
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn rule(result: &RuleResult) -> Value {
    json!({
        "id": result.rule.id,
        "title": result.title(),
        "severity": result.severity.name(),
        "basis": result.rule.basis.name(),
        "each": result.rule.each.name(),
        "verdict": result.verdict.name(),
        "reason": result.reason,
        "value": result.value.as_ref().map(figure),
        "limit": result.limit.as_ref().map(figure),
    })
}

/// A number, but a sum of money as decimal text, which no parser rounds.
fn figure(value: &Figure) -> Value {
    match value {
        Figure::Ratio(number) | Figure::Hours(number) | Figure::Number(number) => json!(number),
        Figure::Count(count) => json!(count),
        Figure::Days(days) => json!(days),
        Figure::Amount(amount) => json!(amount),
    }
}

fn finding(finding: &Finding) -> Value {
    json!({
        "rule": finding.rule,
        "severity": finding.severity.name(),
        "verdict": finding.verdict.name(),
        "message": finding.message,
        "chat": finding.chat,
        "path": finding.path.as_deref().map(slashed),
        "line": finding.line,
        "column": finding.column,
        "message_id": finding.message_id,
        "fingerprint": finding.fingerprint,
        "waiver": finding.waiver.as_ref().map(|waiver| json!({
            "id": waiver.id,
            "reason": waiver.reason,
            "expires": waiver.expires.to_string(),
        })),
        "suggested_row": finding.suggested_row,
    })
}

/// A relative path with `/` on every platform.
pub(super) fn slashed(path: &std::path::Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use groupkeep_config::FailOn;

    use super::*;
    use crate::tests::sample;

    #[test]
    fn keeps_its_schema() {
        let schema: Value = serde_json::from_str(include_str!("../../../../docs/schemas/check.schema.json")).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let value = json(&sample::report());
        let problems: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(problems.is_empty(), "{problems:#?}");
    }

    #[test]
    fn the_schema_refuses_what_is_not_promised() {
        let schema: Value = serde_json::from_str(include_str!("../../../../docs/schemas/check.schema.json")).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let mut value = json(&sample::report());
        value["rules"][0]["verdict"] = json!("maybe");
        assert!(!validator.is_valid(&value));
        let mut value = json(&sample::report());
        value["extra"] = json!(1);
        assert!(!validator.is_valid(&value));
    }

    #[test]
    fn says_everything_about_a_finding() {
        let value = json(&sample::report());
        assert_eq!(value["schema"], "groupkeep/check/v1");
        assert_eq!(value["exit"], 1);
        assert_eq!(value["summary"]["fail"], 2);
        let first = &value["findings"][0];
        assert_eq!(first["path"], "exports/wechat.json");
        assert_eq!(first["line"], 12);
        assert_eq!(first["message"]["zh"], "第9至19字为身份证号 110105********002X");
        let waived = value["findings"].as_array().unwrap().iter().find(|f| f["verdict"] == "waived").unwrap();
        assert_eq!(waived["waiver"]["id"], "course-files");
        assert_eq!(waived["waiver"]["expires"], "2027-02-01");
    }

    #[test]
    fn what_is_not_known_is_null_and_not_left_out() {
        let value = json(&sample::report());
        let bare = value["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == "payments/invoice").unwrap();
        for key in ["reason", "value", "limit"] {
            assert!(bare.get(key).is_some_and(Value::is_null), "{key}");
        }
        let finding = &value["findings"][0];
        assert!(finding.get("waiver").is_some_and(Value::is_null));
        assert!(finding.get("suggested_row").is_some_and(Value::is_null));
    }

    #[test]
    fn the_summary_adds_up_and_the_exit_is_the_reports_own() {
        for fail_on in [FailOn::Never, FailOn::Error] {
            let report = CheckReport { fail_on, ..sample::report() };
            let value = json(&report);
            let counted: u64 = value["summary"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
            assert_eq!(counted, value["rules"].as_array().unwrap().len() as u64);
            assert_eq!(value["exit"], report.exit());
        }
    }

    #[test]
    fn nothing_found_is_an_empty_list() {
        let report = CheckReport { rules: Vec::new(), findings: Vec::new(), ..sample::report() };
        let value = json(&report);
        assert_eq!((&value["rules"], &value["findings"]), (&json!([]), &json!([])));
        assert_eq!(value["exit"], 0);
    }

    #[test]
    fn paths_have_slashes_and_stay_relative() {
        let path = std::path::Path::new("exports").join("微信").join("a b.json");
        assert_eq!(slashed(&path), "exports/微信/a b.json");
        assert_eq!(slashed(std::path::Path::new("./exports/a.json")), "./exports/a.json");
    }

    #[test]
    fn money_stays_text() {
        assert_eq!(figure(&Figure::Amount("100000.10".to_owned())), json!("100000.10"));
        assert_eq!(figure(&Figure::Ratio(0.5)), json!(0.5));
    }
}
