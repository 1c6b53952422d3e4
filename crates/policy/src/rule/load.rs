//! YAML text to [`Rule`]: every mistake at once, each with its place.

use std::collections::BTreeMap;
use std::path::Path;

use groupkeep_config::yaml::{Cursor, Document, MapReader, Node};
use groupkeep_config::{Problems, Scope, charter};

use super::check::CheckKind;
use super::law::LawIndex;
use super::need::Need;
use super::param::{Param, ParamType};
use super::text::read_text;
use super::{Basis, Each, Rescue, Rule, SCOPES, Severity, Source, load_check};

/// The only version of the rule format.
const API_VERSION: &str = "groupkeep/v1";

/// Reads one rule file of a pack.
///
/// # Errors
/// Every mistake in it: syntax, unknown or missing keys, wrong types, unknown metrics, evaluators, tables, columns,
/// charter paths, laws and parameters, a bound that excludes its own default.
pub fn parse_rule(path: &Path, text: &str, pack: &str, laws: &LawIndex) -> Result<Rule, Problems> {
    let document = Document::parse(path, text)?;
    let mut problems = Problems::new();
    let rule = read_rule(&document, pack, laws, &mut problems);
    problems.into_result(())?;
    // No problem means every part was there.
    rule.ok_or_else(|| document.root().problem("the rule could not be read").into())
}

fn read_rule(document: &Document, pack: &str, laws: &LawIndex, problems: &mut Problems) -> Option<Rule> {
    let mut map = document.root().map(problems)?;
    map.required("apiVersion", problems).and_then(|version| version.choice(&[API_VERSION], problems));
    let id = map.required("id", problems).and_then(|id| read_id(&id, problems));
    let title = map.required("title", problems).and_then(|title| read_text(&title, problems));
    let severity = map.required("severity", problems).and_then(|severity| read_severity(&severity, problems));
    let basis = map.required("basis", problems).and_then(|basis| {
        let name = basis.choice(&Basis::ALL.map(Basis::name), problems)?;
        let basis_value = Basis::ALL.into_iter().find(|value| value.name() == name)?;
        Some((basis_value, basis))
    });
    let source = map.required("source", problems).and_then(|source| read_source(&source, laws, problems));
    if let (Some((Basis::Statute, at)), Some(source)) = (&basis, &source)
        && source.laws.is_empty()
    {
        problems.push(at.problem("a statute needs at least one entry in `source.laws`"));
    }
    let applies = map.optional("applies").map(|applies| read_applies(&applies, problems));
    let params = match map.optional("params") {
        Some(params) => read_params(&params, problems),
        None => Some(BTreeMap::new()),
    };
    let needs = map.required("needs", problems).and_then(|needs| read_needs(&needs, problems));
    let each = map.required("each", problems).and_then(|each| {
        let name = each.choice(&["community", "chat"], problems)?;
        Some(if name == "chat" { Each::Chat } else { Each::Community })
    });
    let check = map
        .required("check", problems)
        .and_then(|check| load_check::read_check(&check, params.as_ref().unwrap_or(&BTreeMap::new()), problems));
    let attestable = match map.optional("attestable") {
        Some(flag) => flag.bool(problems),
        None => Some(matches!(check, Some(CheckKind::Attest))),
    };
    let rescue = match map.optional("rescue") {
        Some(rescue) => read_rescue(&rescue, problems).map(Some),
        None => Some(None),
    };
    let rationale = map.required("rationale", problems).and_then(|text| read_text(&text, problems));
    let remediation = map.required("remediation", problems).and_then(|text| read_text(&text, problems));
    map.finish(problems);

    let (severity, severity_by_scope) = severity?;
    let (scopes, unless) = applies.unwrap_or_else(|| Some((SCOPES.to_vec(), Vec::new())))?;
    Some(Rule {
        id: id?,
        pack: pack.to_owned(),
        title: title?,
        severity,
        severity_by_scope,
        basis: basis?.0,
        source: source?,
        scopes,
        unless,
        params: params?,
        needs: needs?,
        each: each?,
        check: check?,
        attestable: attestable?,
        rescue: rescue?,
        rationale: rationale?,
        remediation: remediation?,
        path: document.path().to_owned(),
    })
}

fn read_id(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<String> {
    let id = cursor.string(problems)?;
    let word = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    match id.split_once('/') {
        Some((namespace, name)) if word(namespace) && word(name) => Some(id),
        _ => {
            problems.push(cursor.problem("`id` must be `namespace/name` in lower case letters, digits and dashes"));
            None
        }
    }
}

type Severities = (Severity, Vec<(Scope, Severity)>);

/// One word, or a word per scope; the heaviest then stands for the rule.
fn read_severity(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Severities> {
    let one = |cursor: &Cursor<'_>, problems: &mut Problems| {
        let name = cursor.choice(&Severity::ALL.map(Severity::name), problems)?;
        Severity::ALL.into_iter().find(|severity| severity.name() == name)
    };
    if !matches!(cursor.node(), Node::Map(_)) {
        return Some((one(cursor, problems)?, Vec::new()));
    }
    let mut map = cursor.map(problems)?;
    let mut by_scope = Vec::new();
    for scope in SCOPES {
        if let Some(severity) = map.optional(scope.name()).and_then(|value| one(&value, problems)) {
            by_scope.push((scope, severity));
        }
    }
    map.finish(problems);
    let heaviest = by_scope.iter().map(|(_, severity)| *severity).max();
    if heaviest.is_none() {
        problems.push(cursor.problem("`severity` names no scope"));
    }
    Some((heaviest?, by_scope))
}

fn read_source(cursor: &Cursor<'_>, laws: &LawIndex, problems: &mut Problems) -> Option<Source> {
    let mut map = cursor.map(problems)?;
    let article = match map.optional("article") {
        Some(article) => Some(article.string(problems)?),
        None => None,
    };
    let mut citations = Vec::new();
    if let Some(entries) = map.optional("laws").and_then(|laws| laws.list(problems)) {
        citations.extend(entries.iter().filter_map(|entry| laws.citation(entry, problems)));
    }
    map.finish(problems);
    Some(Source { article, laws: citations })
}

fn read_applies(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<(Vec<Scope>, Vec<String>)> {
    let mut map = cursor.map(problems)?;
    let scopes = match map.optional("scope") {
        Some(scopes) => {
            let names = SCOPES.map(Scope::name);
            let items = scopes.list(problems)?;
            if items.is_empty() {
                problems.push(scopes.problem("`applies.scope` names no scope"));
            }
            let read: Vec<Option<Scope>> = items
                .iter()
                .map(|item| {
                    let name = item.choice(&names, problems)?;
                    SCOPES.into_iter().find(|scope| scope.name() == name)
                })
                .collect();
            read.into_iter().collect()
        }
        None => Some(SCOPES.to_vec()),
    };
    let unless = load_check::optional_paths(&mut map, "unless", problems);
    map.finish(problems);
    Some((scopes?, unless?))
}

fn read_params(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<BTreeMap<String, Param>> {
    let mut params = BTreeMap::new();
    for (name, entry) in cursor.map(problems)?.entries() {
        let param = entry.map(problems).and_then(|map| read_param(map, problems));
        params.insert(name, param?);
    }
    Some(params)
}

fn read_param(mut map: MapReader<'_>, problems: &mut Problems) -> Option<Param> {
    let names: Vec<&str> = ParamType::ALL.iter().map(|kind| kind.name()).collect();
    let kind =
        map.required("type", problems).and_then(|kind| kind.choice(&names, problems)).and_then(ParamType::from_name);
    let default = map.required("default", problems);
    let min = map.optional("min");
    let max = map.optional("max");
    let about = match map.optional("about") {
        Some(about) => Some(read_text(&about, problems)?),
        None => None,
    };
    map.finish(problems);
    let (kind, default) = (kind?, default?);
    let mut bound = |cursor: Option<Cursor<'_>>| match cursor {
        Some(cursor) if !kind.is_ordered() => {
            problems.push(cursor.problem(format!("a {} has no bounds", kind.name())));
            None
        }
        Some(cursor) => match kind.read(cursor.node()) {
            Ok(value) => Some(value),
            Err(said) => {
                problems.push(cursor.problem(said));
                None
            }
        },
        None => None,
    };
    let (min, max) = (bound(min), bound(max));
    let mut param = Param { kind, default: super::ParamValue::Number(0.0), min, max, about };
    match param.read(default.node()) {
        Ok(value) => param.default = value,
        Err(said) => {
            problems.push(default.problem(format!("`default` {said}")));
            return None;
        }
    }
    Some(param)
}

fn read_needs(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Vec<Need>> {
    let items = cursor.list(problems)?;
    let needs: Vec<Option<Need>> = items.iter().map(|item| read_need(item, problems)).collect();
    needs.into_iter().collect()
}

fn read_need(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Need> {
    let text = cursor.string(problems)?;
    if let Some(path) = text.strip_prefix("charter.") {
        return load_check::known_path(cursor, path, problems).map(Need::Charter);
    }
    if let Some(need) = Need::from_name(&text) {
        return Some(need);
    }
    let names: Vec<String> = Need::plain_names();
    let names: Vec<&str> = names.iter().map(String::as_str).chain(["charter.PATH"]).collect();
    cursor.choice(&names, problems);
    None
}

fn read_rescue(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Rescue> {
    let mut map = cursor.map(problems)?;
    let within_days = map.required("window", problems).and_then(|window| {
        let text = window.string(problems)?;
        let days = period_days(text.split("..").next().unwrap_or_default());
        if days.is_none() {
            problems.push(window.problem("`rescue.window` must be a period such as P7D, P2W or P2W..P1M"));
        }
        days
    });
    let cost = map.required("cost", problems).and_then(|cost| cost.int_within(1, 3, problems));
    map.finish(problems);
    Some(Rescue { within_days: within_days?, cost: u8::try_from(cost?).ok()? })
}

/// Days of an ISO 8601 period of one unit: `P7D`, `P2W`, `P1M` (30 days).
fn period_days(text: &str) -> Option<u32> {
    let body = text.strip_prefix('P')?;
    let unit = match body.chars().last()? {
        'D' => 1,
        'W' => 7,
        'M' => 30,
        _ => return None,
    };
    body[..body.len() - 1].parse::<u32>().ok()?.checked_mul(unit)
}

/// Names a charter path must be one of; for hints.
pub(super) fn known_charter_paths() -> &'static [&'static str] {
    charter::known_paths()
}

#[cfg(test)]
mod tests;
