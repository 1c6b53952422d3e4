//! Runs the cases beside the shipped rules: every `policies/**/*_test.yaml` describes small groups and the verdict the
//! rule must come to, through the whole check.
//!
//! A case may hold `scope`, `config` (more of `groupkeep.yaml`), `charter`, `tables`, `messages`, `files`, `receipts`
//! (bodies to be signed), `signed` (files with the people who sign them). The day is 2026-11-01.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use groupkeep_config::Problems;
use groupkeep_config::yaml::{Cursor, Document};
use groupkeep_keys::{Namespace, SigningKey};

use crate::report::Verdict;
use crate::rule::builtin_rules;
use crate::tests::group::{Group, october};

/// Rules of which the data can never be missing: they judge what is there, and pass or do not apply without it.
const NEVER_UNKNOWN: [&str; 3] = ["governance/waivers-current", "privacy/share-deidentified", "privacy/share-label"];

struct CaseFile {
    path: PathBuf,
    rule: String,
    cases: Vec<Case>,
}

struct Case {
    name: String,
    group: Group,
    expect: Verdict,
    findings: Option<usize>,
    says: Option<String>,
    value: Option<String>,
}

#[test]
fn every_case_comes_to_its_verdict() {
    let mut wrong = Vec::new();
    let mut ran = 0;
    for file in case_files() {
        for case in file.cases {
            ran += 1;
            let report = case.group.check();
            let at = format!("{}: {}", file.path.display(), case.name);
            let Some(result) = report.rules.iter().find(|result| result.rule.id == file.rule) else {
                wrong.push(format!("{at}: no rule {}", file.rule));
                continue;
            };
            let found: Vec<_> = report.findings.iter().filter(|finding| finding.rule == file.rule).collect();
            let said: Vec<&str> = found.iter().map(|finding| finding.message.en.as_str()).collect();
            let reason = result.reason.as_ref().map(|reason| reason.en.as_str()).unwrap_or_default();
            if result.verdict != case.expect {
                wrong.push(format!("{at}: {} ({reason}) {said:?}", result.verdict.name()));
            }
            if case.findings.is_some_and(|count| count != found.len()) {
                wrong.push(format!("{at}: {} findings {said:?}", found.len()));
            }
            if case.says.as_ref().is_some_and(|part| !said.iter().chain([&reason]).any(|text| text.contains(part))) {
                wrong.push(format!("{at}: says {said:?} and {reason:?}"));
            }
            let value = result.value.as_ref().map(|value| crate::output::figure(value, crate::rule::Lang::En));
            if case.value.is_some() && case.value != value {
                wrong.push(format!("{at}: measured {value:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{ran} cases ran, these are wrong:\n{}", wrong.join("\n"));
    assert!(ran >= 120, "only {ran} cases ran");
}

#[test]
fn every_rule_has_a_passing_a_failing_and_an_undecided_case() {
    let mut verdicts: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for file in case_files() {
        verdicts.entry(file.rule).or_default().extend(file.cases.iter().map(|case| case.expect.name()));
    }
    for rule in builtin_rules().unwrap() {
        let seen = verdicts.remove(&rule.id).unwrap_or_default();
        let met = seen.contains("pass") || (rule.attestable && seen.contains("attested"));
        let broken = seen.contains("fail") || (rule.attestable && seen.contains("stale"));
        let open = seen.contains("unknown") || NEVER_UNKNOWN.contains(&rule.id.as_str());
        assert!(met && broken && open, "{}: {seen:?}", rule.id);
    }
    assert!(verdicts.is_empty(), "cases of no rule: {:?}", verdicts.keys());
}

fn case_files() -> Vec<CaseFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut paths: Vec<PathBuf> = walkdir::WalkDir::new(&root)
        .follow_root_links(true)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.to_string_lossy().ends_with("_test.yaml"))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let document = Document::load(&path).unwrap_or_else(|error| panic!("{error}"));
            let mut problems = Problems::new();
            let file = read_file(&document, path.strip_prefix(&root).unwrap().to_owned(), &mut problems);
            assert!(problems.is_empty(), "{problems}");
            file.unwrap()
        })
        .collect()
}

fn read_file(document: &Document, path: PathBuf, problems: &mut Problems) -> Option<CaseFile> {
    let mut map = document.root().map(problems)?;
    let rule = map.required("rule", problems)?.string(problems)?;
    let named = path.to_string_lossy().ends_with(&format!("{rule}_test.yaml"));
    assert!(named, "{}: cases of {rule} lie beside another rule", path.display());
    let cases = map.required("cases", problems)?.list(problems)?;
    map.finish(problems);
    let cases = cases.iter().map(|case| read_case(case, problems)).collect::<Option<_>>()?;
    Some(CaseFile { path, rule, cases })
}

fn read_case(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Case> {
    let mut map = cursor.map(problems)?;
    let name = map.required("name", problems)?.string(problems)?;
    let names = Verdict::ALL.map(Verdict::name);
    let expect = map.required("expect", problems)?.choice(&names, problems)?;
    let expect = Verdict::ALL.into_iter().find(|verdict| verdict.name() == expect)?;
    let findings = map.optional("findings").and_then(|count| count.int(problems)).map(|count| count as usize);
    let says = map.optional("says").and_then(|text| text.string(problems));
    let value = map.optional("value").and_then(|text| text.string(problems));
    let scope = map.optional("scope").and_then(|text| text.string(problems));
    let mut group = Group::of_scope(scope.as_deref().unwrap_or("community"));
    if let Some(text) = map.optional("config") {
        group = group.config(&text.string(problems)?);
    }
    if let Some(text) = map.optional("charter") {
        group = group.charter(&text.string(problems)?);
    }
    if let Some(tables) = map.optional("tables") {
        for (table, text) in tables.map(problems)?.entries() {
            group = group.table(&table, &text.string(problems)?);
        }
    }
    if let Some(files) = map.optional("files") {
        for (path, text) in files.map(problems)?.entries() {
            group = group.file(&path, &text.string(problems)?);
        }
    }
    if let Some(messages) = map.optional("messages") {
        for (index, message) in messages.list(problems)?.iter().enumerate() {
            group = read_message(group, index, message, problems)?;
        }
    }
    if let Some(receipts) = map.optional("receipts") {
        let key = SigningKey::generate("laptop");
        group = group.allow(".groupkeep/allowed_signers", &[("laptop", &key)]);
        for (index, body) in receipts.strings(problems)?.iter().enumerate() {
            // Signed objects have no space between their parts.
            let body: serde_json::Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"));
            group = group.receipt(&format!("receipt-{index}"), &body.to_string(), &key);
        }
    }
    if let Some(signed) = map.optional("signed") {
        group = sign(group, &signed, problems)?;
    }
    map.finish(problems);
    Some(Case { name, group, expect, findings, says, value })
}

/// `{from, text, day?, type?, id?}`: at noon of a day of October 2026, by default the day after the one before.
fn read_message(group: Group, index: usize, cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Group> {
    let mut map = cursor.map(problems)?;
    let from = map.required("from", problems)?.string(problems)?;
    let text = map.required("text", problems)?.string(problems)?;
    let index = i64::try_from(index).ok()?;
    let day = map.optional("day").and_then(|day| day.int(problems)).unwrap_or(index + 1);
    let kind = map.optional("type").and_then(|kind| kind.int(problems)).unwrap_or(0);
    let id = map.optional("id").and_then(|id| id.string(problems)).unwrap_or_else(|| format!("m{}", index + 1));
    map.finish(problems);
    // Several messages of one day stand a minute apart.
    Some(group.message(&id, &from, october(day) + index * 60, u32::try_from(kind).ok()?, &text))
}

/// `[{path, as, by: [names]}]`; every name is listed in `allowed_signers` with a key of its own.
fn sign(mut group: Group, cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Group> {
    let mut keys: BTreeMap<String, SigningKey> = BTreeMap::new();
    for entry in cursor.list(problems)? {
        let mut map = entry.map(problems)?;
        let path = map.required("path", problems)?.string(problems)?;
        let choices = ["release", "ledger", "attestation", "waiver", "charter"];
        let namespace = match map.required("as", problems)?.choice(&choices, problems)? {
            "release" => Namespace::Release,
            "ledger" => Namespace::Ledger,
            "attestation" => Namespace::Attestation,
            "waiver" => Namespace::Waiver,
            _ => Namespace::Charter,
        };
        let by = map.required("by", problems)?.strings(problems)?;
        map.finish(problems);
        for name in &by {
            keys.entry(name.clone()).or_insert_with(|| SigningKey::generate(name));
        }
        let signers: Vec<(&str, &SigningKey)> = by.iter().map(|name| (name.as_str(), &keys[name])).collect();
        group = group.sign(&path, namespace, &signers);
    }
    let all: Vec<(&str, &SigningKey)> = keys.iter().map(|(name, key)| (name.as_str(), key)).collect();
    Some(group.allow("allowed_signers", &all))
}
