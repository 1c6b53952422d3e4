//! The rules themselves, for people who want to know what is checked and why.

mod docs;
mod show;

pub use docs::{docs_index, docs_page, docs_path};
pub use show::show;

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::rule::{Lang, Need, Rule, Scope};

/// The version of the list's form; `docs/schemas/rules.schema.json` describes it.
pub const RULES_SCHEMA: &str = "groupkeep/rules/v1";

/// The rules as `groupkeep/rules/v1`; `severity` is the heaviest a rule can have.
pub fn list_json(rules: &[Rule]) -> Value {
    let entries: Vec<Value> = rules
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "title": rule.title,
                "severity": rule.severity.name(),
                "basis": rule.basis.name(),
                "pack": rule.pack,
                "scope": rule.applying_scopes().into_iter().map(Scope::name).collect::<Vec<_>>(),
                "needs": rule.needs.iter().map(Need::name).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({"schema": RULES_SCHEMA, "rules": entries})
}

/// The rules for people: one line each, by pack. Ends with a line break.
pub fn list_human(rules: &[Rule], lang: Lang) -> String {
    let mut packs: Vec<&str> = rules.iter().map(|rule| rule.pack.as_str()).collect();
    packs.sort_unstable();
    packs.dedup();
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for pack in packs {
        let members: Vec<&Rule> = rules.iter().filter(|rule| rule.pack == pack).collect();
        let count = members.len();
        let _ = match lang {
            Lang::En => writeln!(text, "{pack} ({count} {})", if count == 1 { "rule" } else { "rules" }),
            Lang::Zh => writeln!(text, "{pack}（{count} 条）"),
        };
        for rule in members {
            let level = rule.severity.label();
            let level = level.in_lang(lang);
            let title = rule.title.in_lang(lang);
            let _ = match lang {
                Lang::En => writeln!(text, "  {:width$}  {level:7}  {title}", rule.id),
                Lang::Zh => writeln!(text, "  {:width$}  {level}  {title}", rule.id),
            };
        }
    }
    text
}

/// The kinds of group a rule speaks of, for people.
fn scope_names(scopes: &[Scope], lang: Lang) -> String {
    let names = scopes.iter().map(|scope| match (scope, lang) {
        (Scope::Household, Lang::En) => "household",
        (Scope::Household, Lang::Zh) => "家庭",
        (Scope::Community, Lang::En) => "community",
        (Scope::Community, Lang::Zh) => "社群",
        (Scope::Commercial, Lang::En) => "commercial",
        (Scope::Commercial, Lang::Zh) => "经营",
    });
    names.collect::<Vec<_>>().join(if lang == Lang::Zh { "、" } else { ", " })
}

/// How heavy a rule is, scope by scope where that differs.
fn severity_words(rule: &Rule, lang: Lang) -> String {
    if rule.severity_by_scope.is_empty() {
        return rule.severity.label().in_lang(lang).to_owned();
    }
    let parts = rule.severity_by_scope.iter().map(|(scope, severity)| match lang {
        Lang::En => format!("{} ({})", severity.label().en, scope_names(&[*scope], lang)),
        Lang::Zh => format!("{}（{}）", severity.label().zh, scope_names(&[*scope], lang)),
    });
    parts.collect::<Vec<_>>().join(if lang == Lang::Zh { "、" } else { ", " })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::builtin_rules;

    #[test]
    fn the_list_keeps_its_schema() {
        let text = include_str!("../../../docs/schemas/rules.schema.json");
        let validator = jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap();
        let rules = builtin_rules().unwrap();
        let value = list_json(&rules);
        let problems: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(problems.is_empty(), "{problems:#?}");
        assert_eq!(value["rules"].as_array().unwrap().len(), rules.len());
        let mut broken = value;
        broken["rules"][0]["severity"] = json!("fatal");
        assert!(!validator.is_valid(&broken));
    }

    #[test]
    fn every_rule_is_one_line_under_its_pack() {
        let rules = builtin_rules().unwrap();
        for lang in [Lang::En, Lang::Zh] {
            let text = list_human(&rules, lang);
            assert_eq!(text.lines().count(), rules.len() + 2, "{text}");
            assert!(text.contains("continuity/successor"));
        }
        let english = list_human(&rules, Lang::En);
        assert!(english.starts_with("continuity (4 rules)\n  continuity/backup-fresh "), "{english}");
    }

    #[test]
    fn severities_by_scope_are_spelt_out() {
        let rules = builtin_rules().unwrap();
        let rule = rules.iter().find(|rule| rule.id == "privacy/notice-complete").unwrap();
        assert_eq!(severity_words(rule, Lang::En), "warning (community), error (commercial)");
        assert_eq!(severity_words(rule, Lang::Zh), "警告（社群）、错误（经营）");
    }
}
