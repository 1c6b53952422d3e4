//! Which rules are judged, and how much each weighs.

use std::path::Path;
use std::sync::Arc;

use groupkeep_config::{Check, Level, Matcher, Problem, Problems, Scope, did_you_mean};

use crate::job::Overrides;
use crate::params::unknown_rule;
use crate::rule::{Rule, Severity};

/// A rule that is judged, with its weight for this group.
#[derive(Debug, Clone)]
pub(crate) struct Selected {
    pub rule: Arc<Rule>,
    pub severity: Severity,
}

/// The rules of the configured packs that are not off, by id. A name that fits no rule or pack is a problem.
pub(crate) fn select(
    rules: &[Arc<Rule>],
    check: &Check,
    path: &Path,
    scope: Scope,
    overrides: &Overrides,
) -> Result<Vec<Selected>, Problems> {
    let mut problems = Problems::new();
    unknown_packs(rules, check, path, &mut problems);
    for id in check.levels.keys().filter(|id| !rules.iter().any(|rule| rule.id == **id)) {
        let position = check.positions.get(&format!("levels.{id}")).copied();
        problems.push(unknown_rule(path, position, id, rules));
    }
    let patterns = overrides.levels.iter().map(|(pattern, _)| pattern);
    let mut matchers = Vec::new();
    for pattern in patterns.chain(&overrides.select).chain(&overrides.ignore) {
        match Matcher::new(std::slice::from_ref(pattern)) {
            Ok(matcher) if rules.iter().any(|rule| matcher.matches(Path::new(&rule.id))) => matchers.push(matcher),
            Ok(_) => problems.push(unknown_rule(Path::new("command line"), None, pattern, rules)),
            Err(error) => problems.push(Problem::new(Path::new("command line"), None, error.to_string())),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let (levels, rest) = matchers.split_at(overrides.levels.len());
    let (wanted, unwanted) = rest.split_at(overrides.select.len());
    let fits = |matchers: &[Matcher], rule: &Rule| matchers.iter().any(|one| one.matches(Path::new(&rule.id)));
    let mut selected: Vec<Selected> = Vec::new();
    for rule in rules {
        let in_pack = check.packs.as_ref().is_none_or(|packs| packs.contains(&rule.pack));
        if !in_pack || (!wanted.is_empty() && !fits(wanted, rule)) || fits(unwanted, rule) {
            continue;
        }
        let mut level = check.levels.get(&rule.id).copied();
        for (matcher, (_, set)) in levels.iter().zip(&overrides.levels) {
            if matcher.matches(Path::new(&rule.id)) {
                level = Some(*set);
            }
        }
        let severity = match level {
            None => rule.severity_under(scope),
            Some(Level::Error) => Severity::Error,
            Some(Level::Warning) => Severity::Warning,
            Some(Level::Note) => Severity::Note,
            Some(Level::Off) => continue,
        };
        selected.push(Selected { rule: Arc::clone(rule), severity });
    }
    selected.sort_by(|a, b| a.rule.id.cmp(&b.rule.id));
    Ok(selected)
}

fn unknown_packs(rules: &[Arc<Rule>], check: &Check, path: &Path, problems: &mut Problems) {
    for (index, pack) in check.packs.iter().flatten().enumerate() {
        if !rules.iter().any(|rule| rule.pack == *pack) {
            let position = check.positions.get(&format!("packs[{index}]")).copied();
            let mut problem = Problem::new(path, position, format!("no pack is named `{pack}`"));
            problem.hint = did_you_mean(pack, rules.iter().map(|rule| rule.pack.as_str()));
            problems.push(problem);
        }
    }
}
