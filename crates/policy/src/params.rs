//! The parameters of a rule as this group has set them.

use std::collections::BTreeMap;
use std::path::Path;

use groupkeep_config::table::Amount;
use groupkeep_config::{Check, Problem, Problems, did_you_mean};

use crate::rule::{ParamValue, Rule};

/// Values by name. The loader has made sure that a rule declares what its check reads, with the right type; a name that
/// is not there reads as zero or empty all the same.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Params {
    values: BTreeMap<String, ParamValue>,
}

impl Params {
    /// A number; days and hours are numbers too.
    pub fn number(&self, name: &str) -> f64 {
        match self.values.get(name) {
            Some(ParamValue::Number(number)) => *number,
            _ => 0.0,
        }
    }

    /// A whole number that is not negative.
    pub fn count(&self, name: &str) -> usize {
        // Bounds are checked when the parameter is read; the cast saturates.
        self.number(name) as usize
    }

    /// Whole days.
    pub fn days(&self, name: &str) -> i64 {
        self.number(name) as i64
    }

    /// A sum of money.
    pub fn amount(&self, name: &str) -> Amount {
        match self.values.get(name) {
            Some(ParamValue::Amount(amount)) => *amount,
            _ => Amount::default(),
        }
    }

    /// A word.
    pub fn text(&self, name: &str) -> &str {
        match self.values.get(name) {
            Some(ParamValue::Text(text)) => text,
            _ => "",
        }
    }

    /// A list of words.
    pub fn list(&self, name: &str) -> &[String] {
        match self.values.get(name) {
            Some(ParamValue::List(list)) => list,
            _ => &[],
        }
    }
}

/// The parameters of every rule, in the order of `rules`: defaults, overridden by `check.params`. Every override is
/// checked against the type and bounds of its parameter.
pub(crate) fn resolve(rules: &[std::sync::Arc<Rule>], check: &Check, path: &Path) -> Result<Vec<Params>, Problems> {
    let mut problems = Problems::new();
    for (id, overrides) in &check.params {
        let Some(rule) = rules.iter().find(|rule| rule.id == *id) else {
            let position = check.positions.get(&format!("params.{id}")).copied();
            problems.push(unknown_rule(path, position, id, rules));
            continue;
        };
        for (name, set) in overrides {
            match rule.params.get(name) {
                None => {
                    let known = rule.params.keys().map(String::as_str);
                    let position = check.positions.get(&format!("params.{id}.{name}")).copied();
                    let mut problem = Problem::new(path, position, format!("`{id}` has no parameter `{name}`"));
                    problem.hint = did_you_mean(name, known);
                    problems.push(problem);
                }
                Some(param) => {
                    if let Err(message) = param.read(&set.value) {
                        problems.push(Problem::new(path, set.position, format!("`{name}` of `{id}` {message}")));
                    }
                }
            }
        }
    }
    let values = rules.iter().map(|rule| {
        let set = check.params.get(&rule.id);
        let value = |name: &String, param: &crate::rule::Param| {
            let set = set.and_then(|set| set.get(name));
            set.and_then(|set| param.read(&set.value).ok()).unwrap_or_else(|| param.default.clone())
        };
        Params { values: rule.params.iter().map(|(name, param)| (name.clone(), value(name, param))).collect() }
    });
    let values = values.collect();
    problems.into_result(values)
}

/// The problem of naming a rule that is in none of the packs.
pub(crate) fn unknown_rule(
    path: &Path,
    position: Option<groupkeep_config::Position>,
    id: &str,
    rules: &[std::sync::Arc<Rule>],
) -> Problem {
    let mut problem = Problem::new(path, position, format!("no rule is named `{id}`"));
    problem.hint = did_you_mean(id, rules.iter().map(|rule| rule.id.as_str()))
        .or_else(|| Some("`groupkeep rules list` names them all".to_owned()));
    problem
}
