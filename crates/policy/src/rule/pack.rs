//! The packs shipped inside the binary.

use std::path::Path;

use groupkeep_config::yaml::Document;
use groupkeep_config::{Problem, Problems};

use super::law::LawIndex;
use super::load::parse_rule;
use super::text::read_text;
use super::{Rule, Text};

/// A file of the shipped packs.
#[derive(Debug, Clone, Copy)]
pub struct PackFile {
    /// Below `policies/`, with `/`.
    pub path: &'static str,
    /// Its content.
    pub text: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// A folder of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// The folder's name, as in `check.packs`.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// What it covers.
    pub about: Text,
}

/// Every embedded file, by path; case files are not embedded.
pub fn builtin_texts() -> &'static [PackFile] {
    FILES
}

/// The laws shipped rules may cite.
///
/// # Errors
/// Mistakes in the embedded index; a test makes sure there are none.
pub fn builtin_laws() -> Result<LawIndex, Problems> {
    let document = match FILES.iter().find(|file| file.path == "laws.yaml") {
        Some(file) => Document::parse(Path::new(file.path), file.text)?,
        None => return Err(Problem::new(Path::new("laws.yaml"), None, "the law index is missing").into()),
    };
    LawIndex::read(&document)
}

/// The shipped packs, by name.
///
/// # Errors
/// Mistakes in an embedded `pack.yaml`; a test makes sure there are none.
pub fn builtin_packs() -> Result<Vec<Pack>, Problems> {
    let mut problems = Problems::new();
    let mut packs = Vec::new();
    for file in FILES {
        if let Some(name) = file.path.strip_suffix("/pack.yaml") {
            let document = Document::parse(Path::new(file.path), file.text)?;
            packs.extend(read_pack(&document, name, &mut problems));
        }
    }
    problems.into_result(packs)
}

/// Every shipped rule, by id.
///
/// # Errors
/// Mistakes in embedded rules, two rules of one id; a test makes sure there are none.
pub fn builtin_rules() -> Result<Vec<Rule>, Problems> {
    let laws = builtin_laws()?;
    let mut problems = Problems::new();
    let mut rules: Vec<Rule> = Vec::new();
    for file in FILES {
        let Some((pack, rest)) = file.path.split_once('/') else { continue };
        if rest == "pack.yaml" {
            continue;
        }
        match parse_rule(Path::new(file.path), file.text, pack, &laws) {
            Ok(rule) => {
                if rules.iter().any(|other| other.id == rule.id) {
                    problems.push(Problem::new(&rule.path, None, format!("a second rule called `{}`", rule.id)));
                }
                rules.push(rule);
            }
            Err(found) => problems.extend(found),
        }
    }
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    problems.into_result(rules)
}

fn read_pack(document: &Document, name: &str, problems: &mut Problems) -> Option<Pack> {
    let mut map = document.root().map(problems)?;
    map.required("apiVersion", problems).and_then(|version| version.choice(&["groupkeep/v1"], problems));
    let title = map.required("title", problems).and_then(|text| read_text(&text, problems));
    let about = map.required("about", problems).and_then(|text| read_text(&text, problems));
    map.finish(problems);
    Some(Pack { name: name.to_owned(), title: title?, about: about? })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::rule::{Basis, CheckKind, Evaluator, Join, Metric};

    fn rules() -> Vec<Rule> {
        builtin_rules().unwrap_or_else(|problems| panic!("{problems}"))
    }

    #[test]
    fn every_shipped_rule_loads_and_lies_where_its_id_says() {
        let rules = rules();
        assert!(rules.len() >= 40, "{}", rules.len());
        for rule in &rules {
            assert_eq!(rule.path, Path::new(&format!("{}/{}.yaml", rule.pack, rule.id)));
        }
    }

    #[test]
    fn every_pack_is_described_and_has_rules() {
        let packs: BTreeSet<String> = builtin_packs().unwrap().into_iter().map(|pack| pack.name).collect();
        let used: BTreeSet<String> = rules().into_iter().map(|rule| rule.pack).collect();
        assert_eq!(packs, used);
    }

    #[test]
    fn statutes_name_law_and_article_reviewed_within_a_year() {
        for rule in rules().iter().filter(|rule| rule.basis == Basis::Statute) {
            assert!(!rule.source.laws.is_empty(), "{}", rule.id);
            for citation in &rule.source.laws {
                let cited = citation.article.split(',').map(crate::rule::leading_article);
                assert!(
                    cited.into_iter().all(|number| number.is_some_and(|n| n <= citation.law.articles)),
                    "{}",
                    rule.id
                );
                assert!(citation.reviewed_on.to_string().starts_with("2026-"), "{}", rule.id);
            }
        }
    }

    #[test]
    fn the_law_index_counts_as_the_laws_do() {
        // Last articles as published; see docs/rules for what cites them.
        let expected = [
            ("pipl", 74),
            ("data-security", 55),
            ("cybersecurity", 81),
            ("e-commerce", 89),
            ("copyright", 67),
            ("advertising", 74),
            ("income-tax", 22),
            ("dissemination", 27),
            ("illegal-fundraising", 40),
            ("network-data", 64),
            ("minors-online", 60),
            ("invoices", 43),
            ("money-laundering", 65),
            ("group-provisions", 15),
        ];
        let laws = builtin_laws().unwrap();
        for (key, articles) in expected {
            let law = laws.iter().find(|law| law.key == key).unwrap_or_else(|| panic!("{key}"));
            assert_eq!(law.articles, articles, "{key}");
        }
    }

    #[test]
    fn every_metric_join_and_evaluator_is_used() {
        let rules = rules();
        let used = |wanted: &dyn Fn(&CheckKind) -> bool| rules.iter().any(|rule| wanted(&rule.check));
        for metric in Metric::ALL {
            assert!(
                used(&|check| matches!(check, CheckKind::Threshold { metric: m, .. } if m == metric)),
                "{metric:?}"
            );
        }
        for join in Join::ALL {
            assert!(used(&|check| matches!(check, CheckKind::RegisterJoin { each, .. } if each == join)), "{join:?}");
        }
        for evaluator in Evaluator::ALL {
            assert!(used(&|check| matches!(check, CheckKind::Computed(e) if e == evaluator)), "{evaluator:?}");
        }
    }
}
