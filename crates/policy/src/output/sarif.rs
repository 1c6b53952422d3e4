use serde_json::{Map, Value, json};

use super::json::slashed;
use super::words::citation;
use crate::report::{CheckReport, Finding, RuleResult, Verdict};
use crate::rule::{Lang, Rule, Severity};

/// The report as SARIF 2.1.0, one run; texts in `lang`.
///
/// Waived findings carry a suppression. A failing rule that has no finding of its own becomes a result without a place.
/// Fingerprints are given as `groupkeep/v1`.
pub fn sarif(report: &CheckReport, lang: Lang) -> Value {
    let index = |id: &str| report.rules.iter().position(|result| result.rule.id == id);
    let mut results: Vec<Value> =
        report.findings.iter().map(|finding| result(finding, index(&finding.rule), lang)).collect();
    for (at, rule) in report.rules.iter().enumerate() {
        let failing = matches!(rule.verdict, Verdict::Fail | Verdict::Stale);
        if failing && !report.findings.iter().any(|finding| finding.rule == rule.rule.id) {
            results.push(placeless(rule, at, lang));
        }
    }
    let notifications: Vec<Value> =
        report.notes.iter().map(|note| json!({"level": "note", "message": {"text": note.in_lang(lang)}})).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "groupkeep",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "language": match lang { Lang::En => "en", Lang::Zh => "zh" },
                "rules": report.rules.iter().map(|result| descriptor(&result.rule, lang)).collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": report.complete,
                "exitCode": report.exit(),
                "toolExecutionNotifications": notifications,
            }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn descriptor(rule: &Rule, lang: Lang) -> Value {
    let mut help = format!("{}\n\n{}", rule.rationale.in_lang(lang), rule.remediation.in_lang(lang));
    for cited in &rule.source.laws {
        help.push_str("\n\n");
        help.push_str(&citation(cited, lang));
    }
    json!({
        "id": rule.id,
        "shortDescription": {"text": rule.title.in_lang(lang)},
        "fullDescription": {"text": rule.rationale.in_lang(lang)},
        "help": {"text": help},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"tags": [rule.pack, rule.basis.name()]},
    })
}

fn result(finding: &Finding, rule_index: Option<usize>, lang: Lang) -> Value {
    let mut value = Map::new();
    value.insert("ruleId".to_owned(), json!(finding.rule));
    if let Some(index) = rule_index {
        value.insert("ruleIndex".to_owned(), json!(index));
    }
    value.insert("level".to_owned(), json!(level(finding.severity)));
    value.insert("message".to_owned(), json!({"text": finding.message.in_lang(lang)}));
    if let Some(location) = location(finding) {
        value.insert("locations".to_owned(), json!([location]));
    }
    value.insert("partialFingerprints".to_owned(), json!({"groupkeep/v1": finding.fingerprint}));
    let suppressions: Vec<Value> = finding
        .waiver
        .iter()
        .map(|waiver| {
            json!({
                "kind": "external",
                "status": "accepted",
                "justification": format!("{} (waivers/{}.yaml, {})", waiver.reason, waiver.id, waiver.expires),
            })
        })
        .collect();
    // An empty list says "not suppressed"; leaving it out would say "unknown" once any result has one.
    value.insert("suppressions".to_owned(), json!(suppressions));
    Value::Object(value)
}

fn placeless(result: &RuleResult, index: usize, lang: Lang) -> Value {
    let text = result.reason.clone().unwrap_or_else(|| result.title());
    let text = text.in_lang(lang);
    json!({
        "ruleId": result.rule.id,
        "ruleIndex": index,
        "level": level(result.severity),
        "message": {"text": text},
        "suppressions": [],
    })
}

fn location(finding: &Finding) -> Option<Value> {
    let mut location = Map::new();
    if let Some(path) = &finding.path {
        let mut physical = Map::new();
        let uri = json!({"uri": encoded(&slashed(path)), "uriBaseId": "%SRCROOT%"});
        physical.insert("artifactLocation".to_owned(), uri);
        if let Some(line) = finding.line.filter(|line| *line > 0) {
            let mut region = json!({"startLine": line});
            if let Some(column) = finding.column.filter(|column| *column > 0) {
                region["startColumn"] = json!(column);
            }
            physical.insert("region".to_owned(), region);
        }
        location.insert("physicalLocation".to_owned(), Value::Object(physical));
    }
    let mut logical = Vec::new();
    if let Some(chat) = &finding.chat {
        logical.push(json!({"name": chat, "kind": "chat"}));
    }
    if let Some(id) = &finding.message_id {
        let full = finding.chat.as_ref().map_or_else(|| id.clone(), |chat| format!("{chat}/{id}"));
        logical.push(json!({"name": id, "fullyQualifiedName": full, "kind": "message"}));
    }
    if !logical.is_empty() {
        location.insert("logicalLocations".to_owned(), json!(logical));
    }
    (!location.is_empty()).then_some(Value::Object(location))
}

fn level(severity: Severity) -> &'static str {
    severity.name()
}

/// A path as a URI reference: everything but unreserved characters and `/` in percent form.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::sample;

    fn validator() -> jsonschema::Validator {
        // The published schema has one stray bracket in the pattern of `language`, which no engine accepts.
        let text = include_str!("../../../../docs/schemas/vendor/sarif-2.1.0.json").replace("{2}]?$", "{2}$");
        jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
    }

    #[test]
    fn keeps_the_published_schema_in_both_languages() {
        let validator = validator();
        for lang in [Lang::En, Lang::Zh] {
            let value = sarif(&sample::report(), lang);
            let problems: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
            assert!(problems.is_empty(), "{problems:#?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_path_is_a_uri_reference_that_reads_back(path in "[^/\\\\\u{0}]{1,12}(/[^/\\\\\u{0}]{1,12})?") {
            let uri = encoded(&path);
            proptest::prop_assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()));
            let mut bytes = Vec::new();
            let mut rest = uri.as_str();
            while let Some(first) = rest.chars().next() {
                if first == '%' {
                    bytes.push(u8::from_str_radix(&rest[1..3], 16).unwrap());
                    rest = &rest[3..];
                } else {
                    bytes.push(first as u8);
                    rest = &rest[1..];
                }
            }
            proptest::prop_assert_eq!(String::from_utf8(bytes).unwrap(), path);
        }
    }

    #[test]
    fn the_schema_in_the_test_notices_mistakes() {
        let mut value = sarif(&sample::report(), Lang::En);
        value["runs"][0]["results"][0]["level"] = json!("fatal");
        assert!(!validator().is_valid(&value));
    }

    #[test]
    fn waived_findings_are_suppressed_and_others_are_not() {
        let value = sarif(&sample::report(), Lang::En);
        let results = value["runs"][0]["results"].as_array().unwrap();
        let suppressed: Vec<&Value> =
            results.iter().filter(|result| !result["suppressions"].as_array().unwrap().is_empty()).collect();
        assert_eq!(suppressed.len(), 1);
        assert_eq!(suppressed[0]["ruleId"], "copyright/unlicensed-repost");
        let justification = suppressed[0]["suppressions"][0]["justification"].as_str().unwrap();
        assert!(justification.contains("2027-02-01") && justification.contains("permission"), "{justification}");
    }

    #[test]
    fn every_result_names_the_rule_at_its_index() {
        let value = sarif(&sample::report(), Lang::Zh);
        let run = &value["runs"][0];
        let results = run["results"].as_array().unwrap();
        for result in results {
            let index = result["ruleIndex"].as_u64().unwrap() as usize;
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
        // Two findings, and two failing rules without one.
        assert_eq!(results.len(), 4);
    }

    #[test]
    fn a_report_without_findings_is_valid_and_says_whether_it_is_whole() {
        for complete in [true, false] {
            let report = CheckReport { rules: Vec::new(), findings: Vec::new(), complete, ..sample::report() };
            let value = sarif(&report, Lang::Zh);
            assert!(validator().is_valid(&value));
            let run = &value["runs"][0];
            assert_eq!(run["results"], json!([]));
            assert_eq!(run["invocations"][0]["executionSuccessful"], complete);
            assert_eq!(run["invocations"][0]["exitCode"], if complete { 0 } else { 3 });
        }
    }

    #[test]
    fn texts_are_of_the_language_asked_for() {
        let of = |lang| sarif(&sample::report(), lang)["runs"][0].clone();
        let (english, chinese) = (of(Lang::En), of(Lang::Zh));
        assert_eq!(
            english["results"][0]["message"]["text"],
            "identity number 110105********002X in characters 9 to 19"
        );
        assert_eq!(chinese["results"][0]["message"]["text"], "第9至19字为身份证号 110105********002X");
        let note = |run: &Value| run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].clone();
        assert_eq!(
            (note(&english), note(&chinese)),
            (json!("the group's scope is community"), json!("群的类型为 community"))
        );
        let help = chinese["tool"]["driver"]["rules"][0]["help"]["text"].as_str().unwrap();
        assert!(!help.contains("binds") && !help.contains("in force"), "{help}");
    }

    #[test]
    fn a_place_without_a_line_has_no_region() {
        let mut report = sample::report();
        report.findings.truncate(1);
        report.findings[0].line = None;
        let physical = |report: &CheckReport| {
            sarif(report, Lang::En)["runs"][0]["results"][0]["locations"][0]["physicalLocation"].clone()
        };
        assert!(physical(&report).get("region").is_none());
        // Lines count from one; a zero is no place.
        report.findings[0].line = Some(0);
        assert!(physical(&report).get("region").is_none());
        report.findings[0].line = Some(3);
        report.findings[0].column = Some(0);
        assert_eq!(physical(&report)["region"], json!({"startLine": 3}));
    }

    #[test]
    fn a_rule_that_fails_without_a_place_is_a_result() {
        let value = sarif(&sample::report(), Lang::En);
        let results = value["runs"][0]["results"].as_array().unwrap();
        let successor = results.iter().find(|result| result["ruleId"] == "continuity/successor").unwrap();
        assert!(successor.get("locations").is_none());
        let rules = value["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(rules[successor["ruleIndex"].as_u64().unwrap() as usize]["id"], "continuity/successor");
    }

    #[test]
    fn places_are_uris_and_logical_places_name_the_message() {
        let value = sarif(&sample::report(), Lang::En);
        let first = &value["runs"][0]["results"][0]["locations"][0];
        assert_eq!(first["physicalLocation"]["artifactLocation"]["uri"], "exports/wechat.json");
        assert_eq!(first["physicalLocation"]["region"]["startLine"], 12);
        assert_eq!(first["logicalLocations"][1]["fullyQualifiedName"], "晨读会/m-9");
        assert_eq!(encoded("导出/a b.json"), "%E5%AF%BC%E5%87%BA/a%20b.json");
    }
}
