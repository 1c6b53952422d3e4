//! The `check:` part of a rule file.

use std::collections::BTreeMap;

use groupkeep_config::Problems;
use groupkeep_config::table::TableKind;
use groupkeep_config::yaml::{Cursor, MapReader};
use groupkeep_detect::Kind;
use regex::Regex;

use super::check::{CheckKind, Deadline, Except, Pattern, Presence, Rows};
use super::comparison::{Comparison, Limit};
use super::load::known_charter_paths;
use super::names::{Evaluator, Join, Metric};
use super::param::{Param, ParamType};

type Params = BTreeMap<String, Param>;

const KINDS: [&str; 10] = [
    "threshold",
    "pattern",
    "presence",
    "register-join",
    "rows",
    "deadline",
    "reconcile",
    "freshness",
    "attest",
    "computed",
];

pub(super) fn read_check(cursor: &Cursor<'_>, params: &Params, problems: &mut Problems) -> Option<CheckKind> {
    let mut map = cursor.map(problems)?;
    let kind = map.required("kind", problems)?.choice(&KINDS, problems)?;
    let check = match kind {
        "threshold" => read_threshold(&mut map, params, problems),
        "pattern" => read_pattern(&mut map, problems).map(CheckKind::Pattern),
        "presence" => read_presence(&mut map, params, problems).map(CheckKind::Presence),
        "register-join" => read_join(&mut map, params, problems),
        "rows" => read_rows(&mut map, problems).map(CheckKind::Rows),
        "deadline" => read_deadline(&mut map, params, problems).map(CheckKind::Deadline),
        "reconcile" => {
            let window = param(&mut map, "window", &[ParamType::Hours], params, problems);
            let tolerance = param(&mut map, "tolerance", &[ParamType::Ratio], params, problems);
            Some(CheckKind::Reconcile { window: window?, tolerance: tolerance? })
        }
        "freshness" => {
            let date = map.required("date", problems).and_then(|date| path(&date, problems));
            let max_age = param(&mut map, "max_age", &[ParamType::Days], params, problems);
            let files = optional_paths(&mut map, "files", problems);
            Some(CheckKind::Freshness { date: date?, max_age: max_age?, files: files? })
        }
        "attest" => Some(CheckKind::Attest),
        _ => read_computed(&mut map, params, problems),
    };
    map.finish(problems);
    check
}

fn read_threshold(map: &mut MapReader<'_>, params: &Params, problems: &mut Problems) -> Option<CheckKind> {
    let metric = map.required("metric", problems).and_then(|metric| {
        Metric::from_name(metric.choice(&Metric::ALL.iter().map(|m| m.name()).collect::<Vec<_>>(), problems)?)
    });
    let fail_if = map.required("fail_if", problems).and_then(|cursor| {
        let comparison = match Comparison::parse(&cursor.string(problems)?) {
            Ok(comparison) => comparison,
            Err(said) => {
                problems.push(cursor.problem(format!("`fail_if` {said}")));
                return None;
            }
        };
        match &comparison.limit {
            Limit::Param(name) => declared(&cursor, name, &[metric?.unit()], params, problems)?,
            Limit::Charter(path) => {
                known_path(&cursor, path, problems)?;
            }
        }
        Some(comparison)
    });
    Some(CheckKind::Threshold { metric: metric?, fail_if: fail_if? })
}

fn read_pattern(map: &mut MapReader<'_>, problems: &mut Problems) -> Option<Pattern> {
    let detect = match map.optional("detect") {
        Some(kinds) => {
            let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
            let mut found = Vec::new();
            for item in kinds.list(problems)? {
                let name = item.choice(&names, problems)?;
                found.extend(Kind::ALL.into_iter().find(|kind| kind.name() == name));
            }
            found
        }
        None => Vec::new(),
    };
    let matching = expressions(map, "match", problems);
    let with = expressions(map, "with", problems);
    let within = match map.optional("within") {
        Some(count) => count.int_within(0, 50, problems).and_then(|count| u32::try_from(count).ok()),
        None => Some(0),
    };
    let unless = expressions(map, "unless", problems);
    let except = match map.optional("except") {
        Some(word) => {
            let word = word.choice(&["owner", "licensed"], problems)?;
            Some(if word == "owner" { Except::Owner } else { Except::Licensed })
        }
        None => Some(Except::Nothing),
    };
    let matching = matching?;
    if detect.is_empty() && matching.is_empty() {
        problems.push(map.cursor().problem("a pattern needs `detect` or `match`"));
        return None;
    }
    Some(Pattern { detect, matching, with: with?, within: within?, unless: unless?, except: except? })
}

fn read_presence(map: &mut MapReader<'_>, params: &Params, problems: &mut Problems) -> Option<Presence> {
    let paths = optional_paths(map, "paths", problems)?;
    let mut any_of = Vec::new();
    if let Some(groups) = map.optional("any_of") {
        for group in groups.list(problems)? {
            any_of.push(path_list(&group, problems)?);
        }
    }
    if paths.is_empty() && any_of.is_empty() {
        problems.push(map.cursor().problem("a presence needs `paths` or `any_of`"));
        return None;
    }
    let posted = optional_paths(map, "posted", problems)?;
    let files = optional_paths(map, "files", problems)?;
    let mut at_least = Vec::new();
    if let Some(counts) = map.optional("at_least") {
        for (name, count) in counts.map(problems)?.entries() {
            let name = known_path(&count, &name, problems)?;
            let count = count.int_within(1, 1000, problems)?;
            at_least.push((name, usize::try_from(count).ok()?));
        }
    }
    let max_age = match map.optional("max_age") {
        Some(cursor) => {
            let mut inner = cursor.map(problems)?;
            let date = inner.required("date", problems).and_then(|date| path(&date, problems));
            let age = param(&mut inner, "limit", &[ParamType::Days], params, problems);
            inner.finish(problems);
            Some((date?, age?))
        }
        None => None,
    };
    Some(Presence { paths, any_of, posted, files, at_least, max_age })
}

fn read_join(map: &mut MapReader<'_>, params: &Params, problems: &mut Problems) -> Option<CheckKind> {
    let each = map.required("each", problems).and_then(|each| {
        let names: Vec<&str> = Join::ALL.iter().map(|join| join.name()).collect();
        let join = Join::from_name(each.choice(&names, problems)?)?;
        for (name, kind) in join.params() {
            declared(&each, name, &[*kind], params, problems);
        }
        Some(join)
    });
    let register = map.required("register", problems).and_then(|register| table(&register, problems));
    Some(CheckKind::RegisterJoin { each: each?, register: register? })
}

fn read_rows(map: &mut MapReader<'_>, problems: &mut Problems) -> Option<Rows> {
    let table = map.required("table", problems).and_then(|cursor| table(&cursor, problems))?;
    let only = read_only(map, table, problems);
    let any_of = map.required("any_of", problems).and_then(|columns| {
        let names: Vec<Option<&'static str>> =
            columns.list(problems)?.iter().map(|cursor| column(cursor, table, problems)).collect();
        names.into_iter().collect()
    });
    Some(Rows { table, only: only?, any_of: any_of? })
}

fn read_deadline(map: &mut MapReader<'_>, params: &Params, problems: &mut Problems) -> Option<Deadline> {
    let table = map.required("table", problems).and_then(|cursor| table(&cursor, problems))?;
    let only = read_only(map, table, problems);
    let from = map.required("from", problems).and_then(|cursor| column(&cursor, table, problems));
    let to = map.required("to", problems).and_then(|cursor| column(&cursor, table, problems));
    let max = param(map, "max", &[ParamType::Days, ParamType::Hours], params, problems);
    Some(Deadline { table, only: only?, from: from?, to: to?, max: max? })
}

fn read_computed(map: &mut MapReader<'_>, params: &Params, problems: &mut Problems) -> Option<CheckKind> {
    let cursor = map.required("evaluator", problems)?;
    let names: Vec<&str> = Evaluator::ALL.iter().map(|evaluator| evaluator.name()).collect();
    let evaluator = Evaluator::from_name(cursor.choice(&names, problems)?)?;
    for (name, kind) in evaluator.params() {
        declared(&cursor, name, &[*kind], params, problems);
    }
    Some(CheckKind::Computed(evaluator))
}

type Filter = Vec<(&'static str, Vec<String>)>;

fn read_only(map: &mut MapReader<'_>, table: TableKind, problems: &mut Problems) -> Option<Filter> {
    let mut only = Vec::new();
    if let Some(cursor) = map.optional("only") {
        for (name, accepted) in cursor.map(problems)?.entries() {
            let name = known_column(&accepted, &name, table, problems)?;
            only.push((name, accepted.strings(problems)?));
        }
    }
    Some(only)
}

fn table(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<TableKind> {
    let names: Vec<&str> = TableKind::ALL.iter().map(|kind| kind.name()).collect();
    let name = cursor.choice(&names, problems)?;
    TableKind::ALL.iter().copied().find(|kind| kind.name() == name)
}

fn column(cursor: &Cursor<'_>, table: TableKind, problems: &mut Problems) -> Option<&'static str> {
    let name = cursor.string(problems)?;
    known_column(cursor, &name, table, problems)
}

fn known_column(cursor: &Cursor<'_>, name: &str, table: TableKind, problems: &mut Problems) -> Option<&'static str> {
    let found = table.columns().iter().find(|column| column.name == name).map(|column| column.name);
    if found.is_none() {
        problems.push(cursor.problem(format!("table `{}` has no column `{name}`", table.name())));
    }
    found
}

/// The name of a parameter the rule declares with one of `kinds`.
fn param(
    map: &mut MapReader<'_>,
    key: &str,
    kinds: &[ParamType],
    params: &Params,
    problems: &mut Problems,
) -> Option<String> {
    let cursor = map.required(key, problems)?;
    let text = cursor.string(problems)?;
    let Some(name) = text.strip_prefix("params.") else {
        problems.push(cursor.problem(format!("`{key}` must name a parameter, such as `params.limit`")));
        return None;
    };
    declared(&cursor, name, kinds, params, problems)?;
    Some(name.to_owned())
}

fn declared(
    cursor: &Cursor<'_>,
    name: &str,
    kinds: &[ParamType],
    params: &Params,
    problems: &mut Problems,
) -> Option<()> {
    let wanted = || kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(" or ");
    match params.get(name) {
        Some(param) if kinds.contains(&param.kind) => Some(()),
        Some(param) => {
            let is = param.kind.name();
            problems.push(cursor.problem(format!("parameter `{name}` is a {is}, here a {} is needed", wanted())));
            None
        }
        None => {
            problems.push(cursor.problem(format!("the rule declares no parameter `{name}` ({})", wanted())));
            None
        }
    }
}

fn path(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<String> {
    let text = cursor.string(problems)?;
    known_path(cursor, &text, problems)
}

/// `path` if the charter can hold it.
pub(super) fn known_path(cursor: &Cursor<'_>, path: &str, problems: &mut Problems) -> Option<String> {
    let known = known_charter_paths();
    if known.contains(&path) {
        return Some(path.to_owned());
    }
    let mut problem = cursor.problem(format!("the charter has no `{path}`"));
    problem.hint = groupkeep_config::did_you_mean(path, known.iter().copied());
    problems.push(problem);
    None
}

fn path_list(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Vec<String>> {
    let items = cursor.list(problems)?;
    let paths: Vec<Option<String>> = items.iter().map(|item| path(item, problems)).collect();
    paths.into_iter().collect()
}

/// A list of charter paths under `key`; empty when it is not there.
pub(super) fn optional_paths(map: &mut MapReader<'_>, key: &str, problems: &mut Problems) -> Option<Vec<String>> {
    match map.optional(key) {
        Some(list) => path_list(&list, problems),
        None => Some(Vec::new()),
    }
}

fn expressions(map: &mut MapReader<'_>, key: &str, problems: &mut Problems) -> Option<Vec<Regex>> {
    let Some(list) = map.optional(key) else { return Some(Vec::new()) };
    let mut compiled = Vec::new();
    for item in list.list(problems)? {
        let text = item.string(problems)?;
        match Regex::new(&text) {
            Ok(expression) => compiled.push(expression),
            Err(error) => {
                // The library draws the expression over several lines; its last line says what is wrong.
                let said = error.to_string();
                let said = said.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                problems.push(item.problem(format!("not a regular expression: {said}")));
                return None;
            }
        }
    }
    Some(compiled)
}
