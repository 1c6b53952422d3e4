//! What attestations and waivers make of the judgements.

use std::path::Path;
use std::sync::Arc;

use crate::exceptions::{Attestation, Standing, State, Waiver};
use crate::facts::Facts;
use crate::fingerprint::{Subject, fingerprint};
use crate::report::{Finding, RuleResult, Verdict, WaiverMark};
use crate::rule::{CheckKind, Evaluator, Rule, Severity, Text};

/// A rule's result with its findings.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub result: RuleResult,
    pub findings: Vec<Finding>,
}

/// Lets attestations stand for what the data cannot show.
pub(crate) fn vouch(judged: &mut [Judged], attestations: &[Attestation], facts: &Facts, notes: &mut Vec<Text>) {
    let standing = |one: &Attestation| one.standing(&facts.dir, facts.today, &facts.trust.people, facts.as_of);
    for attestation in attestations {
        let control = attestation.control.as_str();
        let takes = judged.iter().any(|one| one.result.rule.id == control && takes_attestation(&one.result.rule));
        if !takes {
            notes.push(Text::new(
                format!("an attestation names the control `{control}`, which takes none here"),
                format!("有证明指向控制项 `{control}`，此处不适用"),
            ));
        }
    }
    for one in judged.iter_mut().filter(|one| takes_attestation(&one.result.rule)) {
        let own = attestations.iter().filter(|attestation| attestation.control == one.result.rule.id);
        let Some(best) = own.map(standing).max() else { continue };
        let result = &mut one.result;
        if !matches!(result.verdict, Verdict::Fail | Verdict::Unknown) {
            continue;
        }
        match best {
            Standing::Met => {
                result.verdict = Verdict::Attested;
                result.reason = Some(Text::new("two people vouch for it", "有两人证明"));
                result.gap = None;
                one.findings.clear();
            }
            Standing::NotMet => {
                result.verdict = Verdict::Stale;
                result.reason = Some(Text::new("two people say that it is not met", "有两人证明未达到"));
                result.gap = None;
            }
            Standing::Expired => {
                result.verdict = Verdict::Stale;
                result.reason = Some(Text::new("the attestation has expired", "证明已过期"));
                result.gap = None;
            }
            Standing::Altered => {
                result.reason = Some(Text::new(
                    "the attestation counts for nothing: its evidence is missing or has changed",
                    "证明无效：证据缺失或已被改动",
                ));
            }
            Standing::Unsigned => {
                result.reason = Some(Text::new(
                    "the attestation counts for nothing: it needs the signatures of two of its reviewers",
                    "证明无效：需要其中两名复核人的签名",
                ));
            }
        }
    }
}

fn takes_attestation(rule: &Rule) -> bool {
    rule.attestable || matches!(rule.check, CheckKind::Attest)
}

/// Marks findings that a waiver excuses, and reports waivers that excuse nothing or no longer count.
pub(crate) fn except(
    judged: &mut [Judged],
    waivers: &[Waiver],
    rules: &[Arc<Rule>],
    facts: &Facts,
    notes: &mut Vec<Text>,
) {
    let mut faults = Vec::new();
    for waiver in waivers {
        let Some(one) = judged.iter_mut().find(|one| one.result.rule.id == waiver.rule) else {
            if !rules.iter().any(|rule| rule.id == waiver.rule) {
                faults.push((waiver, Text::new("the waiver names no rule", "豁免没有对应的规则")));
            }
            continue;
        };
        let result = &one.result;
        if !matches!(result.verdict, Verdict::Fail | Verdict::Pass | Verdict::Waived) {
            continue;
        }
        let state = waiver.state(&result.rule, result.severity, facts.today, &facts.trust.people, facts.as_of);
        let fitting: Vec<&mut Finding> = one.findings.iter_mut().filter(|finding| waiver.fits(finding)).collect();
        let fault = match state {
            _ if fitting.is_empty() => Text::new("the waiver excuses no finding any more", "豁免已不对应任何问题"),
            State::Expired => Text::new("the waiver has expired", "豁免已过期"),
            State::Unapproved => Text::new(
                "the waiver does not count: it lacks approval by others than its author",
                "豁免无效：缺少作者以外人员的批准",
            ),
            State::Active => {
                for finding in fitting {
                    finding.verdict = Verdict::Waived;
                    finding.waiver = waiver.expires.map(|expires| WaiverMark {
                        id: waiver.id.clone(),
                        reason: waiver.reason.clone(),
                        expires,
                    });
                }
                continue;
            }
        };
        for finding in fitting {
            finding.message.en = format!("{} ({})", finding.message.en, fault.en);
            finding.message.zh = format!("{}（{}）", finding.message.zh, fault.zh);
        }
        faults.push((waiver, fault));
    }
    for one in judged.iter_mut() {
        let waived = |finding: &Finding| finding.verdict == Verdict::Waived;
        if one.result.verdict == Verdict::Fail && !one.findings.is_empty() && one.findings.iter().all(waived) {
            one.result.verdict = Verdict::Waived;
        }
    }
    report_faults(judged, &faults, facts, notes);
}

fn report_faults(judged: &mut [Judged], faults: &[(&Waiver, Text)], facts: &Facts, notes: &mut Vec<Text>) {
    let keeper = |one: &&mut Judged| matches!(one.result.rule.check, CheckKind::Computed(Evaluator::Waivers));
    match judged.iter_mut().find(keeper) {
        Some(keeper) => {
            let (rule, severity) = (keeper.result.rule.id.clone(), keeper.result.severity);
            keeper
                .findings
                .extend(faults.iter().map(|(waiver, fault)| at_waiver(&rule, severity, waiver, fault, facts)));
            if !keeper.findings.is_empty() && keeper.result.verdict == Verdict::Pass {
                keeper.result.verdict = Verdict::Fail;
            }
        }
        None => notes.extend(faults.iter().map(|(waiver, fault)| {
            Text::new(format!("waiver `{}`: {}", waiver.id, fault.en), format!("豁免 `{}`：{}", waiver.id, fault.zh))
        })),
    }
}

fn at_waiver(rule: &str, severity: Severity, waiver: &Waiver, fault: &Text, facts: &Facts) -> Finding {
    let path = waiver
        .path
        .strip_prefix(&facts.dir)
        .map_or_else(|_| Path::new("waivers").join(waiver.path.file_name().unwrap_or_default()), Path::to_owned);
    Finding {
        rule: rule.to_owned(),
        severity,
        verdict: Verdict::Fail,
        message: fault.clone(),
        chat: None,
        path: Some(path),
        line: Some(1),
        column: Some(1),
        message_id: None,
        fingerprint: fingerprint(rule, &Subject::Thing { class: "waiver", key: waiver.id.clone() }, 0),
        waiver: None,
        suggested_row: None,
    }
}
