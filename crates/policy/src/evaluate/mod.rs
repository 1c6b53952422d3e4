//! Rules against facts.

mod consents;
mod continuity;
mod deadline;
mod gate;
mod judgement;
mod ledger;
mod metrics;
mod patterns;
mod payouts;
mod presence;
mod reconcile;
mod records;
mod region;
mod released;
mod reposts;
mod rows;

pub(crate) use judgement::{Draft, Judgement, Spot};

use crate::facts::Facts;
use crate::params::Params;
use crate::report::Gap;
use crate::rule::{CheckKind, Evaluator, Join, Rule, Text};

/// A rule that could not be evaluated; the text is for people and holds no personal data.
#[derive(Debug)]
pub(crate) struct RuleError(pub String);

impl From<jiff::Error> for RuleError {
    fn from(error: jiff::Error) -> Self {
        Self(error.to_string())
    }
}

type Outcome = Result<Judgement, RuleError>;

/// One rule, as set for this group, and what is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Its parameters.
    pub params: &'a Params,
    /// What is known.
    pub facts: &'a Facts,
}

/// Judges one rule, without regard to exceptions.
pub(crate) fn judge(case: &Case<'_>) -> Judgement {
    if let Some(settled) = gate::settle(case) {
        return settled;
    }
    let outcome = match &case.rule.check {
        CheckKind::Threshold { metric, fail_if } => metrics::threshold(case, *metric, fail_if),
        CheckKind::Pattern(pattern) => Ok(patterns::judge(case, pattern)),
        CheckKind::Presence(presence) => presence::judge(case, presence),
        CheckKind::RegisterJoin { each: Join::Reposts, .. } => Ok(reposts::judge(case)),
        CheckKind::Rows(rows) => Ok(rows::judge(case, rows)),
        CheckKind::Deadline(deadline) => deadline::judge(case, deadline),
        CheckKind::Reconcile { window, tolerance } => reconcile::judge(case, window, tolerance),
        CheckKind::Freshness { date, max_age, files } => presence::freshness(case, date, max_age, files),
        CheckKind::Attest => Ok(Judgement::unknown(
            Gap::Attestation,
            Text::new("only people can vouch for it, and nobody has", "只能由人证明，目前无人证明"),
        )),
        CheckKind::Computed(evaluator) => computed(case, *evaluator),
    };
    outcome.unwrap_or_else(|RuleError(error)| {
        Judgement::unknown(Gap::RuleError, Text::new(format!("rule error: {error}"), format!("规则出错：{error}")))
    })
}

fn computed(case: &Case<'_>, evaluator: Evaluator) -> Outcome {
    match evaluator {
        Evaluator::RosterExposed => Ok(patterns::lists(case)),
        Evaluator::SeparateConsent => Ok(consents::separate(case)),
        Evaluator::MinorGuardian => Ok(consents::minors(case)),
        Evaluator::DestinationRegion => Ok(region::judge(case)),
        Evaluator::ShareDeidentified => Ok(released::deidentified(case)),
        Evaluator::ShareLabel => Ok(released::labels(case)),
        Evaluator::SeparateLedger => Ok(ledger::separate(case)),
        Evaluator::DualApproval => Ok(payouts::dual_approval(case)),
        Evaluator::IncidentalIncome => Ok(payouts::incidental_income(case)),
        Evaluator::RecordsKept => records::judge(case),
        Evaluator::TransferAnomaly => Ok(ledger::anomaly::judge(case)),
        Evaluator::TwoPerson => Ok(payouts::two_person(case)),
        Evaluator::Successor => continuity::successor(case),
        Evaluator::BackupFresh => continuity::backup_fresh(case),
        Evaluator::JoinLinkExpiry => continuity::join_links(case),
        Evaluator::MultiPlatform => continuity::multi_platform(case),
        // Judged once every other rule has been, from what became of the waivers.
        Evaluator::Waivers => Ok(Judgement::pass()),
    }
}
