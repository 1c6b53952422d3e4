use std::collections::BTreeSet;
use std::sync::Arc;

use groupkeep_config::Problems;
use groupkeep_monitor::Unit as Progress;

use crate::evaluate::{Case, Draft, Judgement, Spot, judge};
use crate::exceptions::{load_attestations, load_waivers};
use crate::facts::{Facts, Inputs, Probes, collect};
use crate::fingerprint::fingerprint;
use crate::judged::{Judged, except, vouch};
use crate::params::Params;
use crate::report::{CheckReport, Finding, Gap, RuleResult, Verdict};
use crate::rule::{CheckKind, Evaluator, Need, Rule, Text, builtin_rules};
use crate::selection::{Selected, select};
use crate::{CheckJob, Error, order, params};

/// Judges a group by every rule that is selected.
///
/// Everything is read once: a pass over the rosters, a pass over the chats that keeps only what a rule asks for, then
/// the registers, the charter, receipts and releases. Nothing is written.
///
/// # Errors
/// [`Error::Wrong`] and [`Error::Config`] when a rule, parameter, level, table, charter, waiver or attestation is wrong;
/// [`Error::Archive`] when an export given by name is none; [`Error::Interrupted`] when the monitor asked to stop. An
/// export that cannot be read to its end is no error: the report is then not complete.
pub fn check(job: &CheckJob<'_>) -> Result<CheckReport, Error> {
    let config = job.config;
    let rules = match &job.rules {
        Some(rules) => rules.clone(),
        None => builtin_rules()?,
    };
    let rules: Vec<Arc<_>> = rules.into_iter().map(Arc::new).collect();
    let Chosen { selected, params, home } = choose(job, &rules)?;
    let applying = selected.iter().zip(&params).filter(|(one, _)| one.rule.applies_to(config.group.scope));
    let probes = Probes::compile(applying.map(|(one, params)| (&*one.rule, params)))?;
    let inputs = Inputs { job, probes: &probes, posted: posted(&selected), home };
    let (facts, mut notes) = collect(&inputs)?;
    let root = job.trust_from.as_deref().unwrap_or(&config.dir);
    let waivers = load_waivers(root)?;
    let attestations = load_attestations(root)?;
    job.monitor.phase("judging", Some(selected.len() as u64), Progress::Items);
    let mut judged = Vec::new();
    for (one, params) in selected.iter().zip(&params) {
        if job.monitor.stopped() {
            return Err(Error::Interrupted);
        }
        let judgement =
            guarded(judge(&Case { rule: &one.rule, params, facts: &facts }), &one.rule.check, &one.rule.needs, &facts);
        judged.push(settle(one, judgement, &facts));
        job.monitor.advance(1);
    }
    vouch(&mut judged, &attestations, &facts, &mut notes);
    except(&mut judged, &waivers, &rules, &facts, &mut notes);
    Ok(report(job, judged, &facts, notes))
}

/// The rules that are judged, with their parameters.
struct Chosen {
    selected: Vec<Selected>,
    params: Vec<Params>,
    /// The home region, which other rules ask for too, whether or not the one on regions is selected.
    home: Option<String>,
}

fn choose(job: &CheckJob<'_>, rules: &[Arc<Rule>]) -> Result<Chosen, Error> {
    let config = job.config;
    let mut problems = Problems::new();
    let selected = select(rules, &config.check, &config.path, config.group.scope, &job.overrides);
    let selected = selected.unwrap_or_else(|found| {
        problems.extend(found);
        Vec::new()
    });
    let params = params::resolve(rules, &config.check, &config.path).unwrap_or_else(|found| {
        problems.extend(found);
        Vec::new()
    });
    problems.into_result(())?;
    let of = |one: &Selected| {
        let at = rules.iter().position(|rule| rule.id == one.rule.id);
        at.and_then(|at| params.get(at)).cloned().unwrap_or_default()
    };
    let region = |rule: &Arc<Rule>| matches!(rule.check, CheckKind::Computed(Evaluator::DestinationRegion));
    let home = rules.iter().position(region).and_then(|at| params.get(at)).map(|params| params.text("home").to_owned());
    let params = selected.iter().map(of).collect();
    Ok(Chosen { selected, params, home })
}

/// The charter paths that name messages.
fn posted(selected: &[Selected]) -> Vec<String> {
    let paths = selected.iter().filter_map(|one| match &one.rule.check {
        CheckKind::Presence(presence) => Some(presence.posted.clone()),
        _ => None,
    });
    paths.flatten().collect()
}

/// A rule that found nothing in chats that were not read to their end has not passed.
fn guarded(judgement: Judgement, check: &CheckKind, needs: &[Need], facts: &Facts) -> Judgement {
    let reads = needs.iter().any(|need| matches!(need, Need::Archive(_)))
        || match check {
            CheckKind::Pattern(_) | CheckKind::Reconcile { .. } | CheckKind::RegisterJoin { .. } => true,
            CheckKind::Presence(presence) => presence.posted.iter().any(|path| facts.lacks_message(path)),
            _ => false,
        };
    if judgement.verdict != Verdict::Pass || !reads || facts.unread.is_empty() {
        return judgement;
    }
    let names: Vec<String> = facts.unread.iter().map(|path| facts.relative(path).display().to_string()).collect();
    let names = names.join(", ");
    Judgement::unknown(
        Gap::Other,
        Text::new(format!("not everything could be read: {names}"), format!("有内容未能读取：{names}")),
    )
}

fn settle(one: &Selected, judgement: Judgement, facts: &Facts) -> Judged {
    let mut findings: Vec<Finding> = Vec::new();
    let mut messages = BTreeSet::new();
    for draft in judgement.findings {
        let of_message = matches!(draft.spot, Spot::Message(_));
        let finding = finding(one, draft, facts);
        // Exports that overlap show the same message twice.
        if !of_message || messages.insert(finding.fingerprint.clone()) {
            findings.push(finding);
        }
    }
    let result = RuleResult {
        rule: Arc::clone(&one.rule),
        severity: one.severity,
        verdict: judgement.verdict,
        reason: judgement.reason,
        gap: judgement.gap,
        value: judgement.value,
        limit: judgement.limit,
        unwritten: judgement.unwritten,
    };
    Judged { result, findings }
}

fn finding(one: &Selected, draft: Draft, facts: &Facts) -> Finding {
    let rule = one.rule.id.clone();
    let mut finding = Finding {
        rule,
        severity: one.severity,
        verdict: Verdict::Fail,
        message: draft.message,
        chat: None,
        path: None,
        line: None,
        column: None,
        message_id: None,
        fingerprint: String::new(),
        waiver: None,
        suggested_row: draft.suggested_row,
    };
    match draft.spot {
        Spot::Message(place) => {
            finding.fingerprint = facts.finding_key(&finding.rule, &place, draft.ordinal);
            finding.chat = facts.chat(&place).and_then(|chat| chat.label.clone());
            finding.path = facts.sources.get(place.source).map(|source| source.shown.clone());
            finding.line = Some(place.line);
            finding.column = Some(place.column);
            finding.message_id = place.native_id;
        }
        Spot::File { path, line, column, message_id } => {
            if let Some(subject) = &draft.subject {
                finding.fingerprint = fingerprint(&finding.rule, subject, draft.ordinal);
            }
            finding.path = Some(path);
            finding.line = line;
            finding.column = column;
            finding.message_id = message_id;
        }
    }
    finding
}

fn report(job: &CheckJob<'_>, judged: Vec<Judged>, facts: &Facts, notes: Vec<Text>) -> CheckReport {
    let (rules, findings): (Vec<RuleResult>, Vec<Vec<Finding>>) =
        judged.into_iter().map(|judged| (judged.result, judged.findings)).unzip();
    let mut findings: Vec<Finding> = findings.into_iter().flatten().collect();
    findings.sort_by(|a, b| {
        let key = |one: &Finding| (one.rule.clone(), one.path.clone(), one.line, one.column, one.fingerprint.clone());
        key(a).cmp(&key(b))
    });
    let complete = facts.unread.is_empty() && rules.iter().all(|result| result.gap != Some(Gap::RuleError));
    CheckReport {
        as_of: job.as_of,
        fail_on: job.config.check.fail_on,
        fail_on_unknown: false,
        first_three: order::first_three(&rules),
        rules,
        findings,
        notes,
        complete,
    }
}
