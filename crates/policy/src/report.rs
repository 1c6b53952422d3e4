//! What a check says: verdicts per rule, findings, and their order of weight.

use std::path::PathBuf;
use std::sync::Arc;

use groupkeep_config::FailOn;
use jiff::Timestamp;

use crate::rule::{Rule, Severity, Text};

/// What came of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Looked at everything needed and found nothing wrong.
    Pass,
    /// At least one finding stands.
    Fail,
    /// The rule does not speak of such a group.
    NotApplicable,
    /// Cannot be decided from this data.
    Unknown,
    /// Failed, and every finding is waived.
    Waived,
    /// A valid attestation says it is met.
    Attested,
    /// The attestation is expired or says not met.
    Stale,
}

impl Verdict {
    /// Every verdict, worst first.
    pub const ALL: [Verdict; 7] = [
        Verdict::Fail,
        Verdict::Stale,
        Verdict::Unknown,
        Verdict::Waived,
        Verdict::Attested,
        Verdict::Pass,
        Verdict::NotApplicable,
    ];

    /// The word in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::NotApplicable => "not-applicable",
            Verdict::Unknown => "unknown",
            Verdict::Waived => "waived",
            Verdict::Attested => "attested",
            Verdict::Stale => "stale",
        }
    }

    /// The word for people.
    pub fn label(self) -> Text {
        match self {
            Verdict::Pass => Text::new("pass", "通过"),
            Verdict::Fail => Text::new("fail", "不通过"),
            Verdict::NotApplicable => Text::new("not applicable", "不适用"),
            Verdict::Unknown => Text::new("unknown", "无法判断"),
            Verdict::Waived => Text::new("waived", "已豁免"),
            Verdict::Attested => Text::new("attested", "已证明"),
            Verdict::Stale => Text::new("stale", "证明已失效"),
        }
    }
}

/// Why a rule is [`Verdict::Unknown`], so that a report can say one thing once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gap {
    /// No charter is configured.
    Charter,
    /// The folder of the charter is there and the configuration does not name it.
    CharterUnnamed,
    /// A table is not configured; its name in `archive.tables`.
    Table(String),
    /// No export was found.
    Exports,
    /// No source records the fact.
    Source(String),
    /// No trusted receipt.
    Receipts,
    /// No valid attestation; the rule is one only a person can vouch for.
    Attestation,
    /// The rule could not be evaluated; the check is incomplete.
    RuleError,
    /// Anything else; the reason says it.
    Other,
}

/// A measured value or its limit.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// A share, 0 to 1.
    Ratio(f64),
    /// A number of things.
    Count(u64),
    /// Days; negative where a date lies on the other side of the day of the check.
    Days(i64),
    /// Hours, not negative.
    Hours(f64),
    /// A sum in the group's currency, in decimal text such as `1234.50`.
    Amount(String),
    /// Any other number.
    Number(f64),
}

/// What came of one rule.
#[derive(Debug, Clone)]
pub struct RuleResult {
    /// The rule, as shipped or loaded.
    pub rule: Arc<Rule>,
    /// Its weight here, after the group's scope and any level set for it.
    pub severity: Severity,
    /// What came of it.
    pub verdict: Verdict,
    /// Why, where the verdict alone does not say it. No personal data.
    pub reason: Option<Text>,
    /// Why it is unknown, where it is.
    pub gap: Option<Gap>,
    /// What was measured.
    pub value: Option<Figure>,
    /// What it was compared with.
    pub limit: Option<Figure>,
    /// The charter path without a value that the rule would compare with. Nothing was then measured, so the rule's own
    /// title and remedy do not fit.
    pub unwritten: Option<String>,
}

impl RuleResult {
    /// What is wrong: the rule's title, or that an entry of the charter is missing.
    pub fn title(&self) -> Text {
        let missing = |path: &String| Text::new(format!("The charter has no `{path}`"), format!("章程缺少 `{path}`"));
        self.unwritten.as_ref().map_or_else(|| self.rule.title.clone(), missing)
    }

    /// What to do: the rule's remedy, or to write the missing entry of the charter.
    pub fn remediation(&self) -> Text {
        let missing = |path: &String| {
            Text::new(
                format!("Write `{path}` in the charter; without it there is nothing to compare with."),
                format!("在章程中填写 `{path}`；缺少它就无从比对。"),
            )
        };
        self.unwritten.as_ref().map_or_else(|| self.rule.remediation.clone(), missing)
    }
}

/// The exception that covers a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverMark {
    /// Name of the file under `waivers/` without its suffix.
    pub id: String,
    /// Why it was granted.
    pub reason: String,
    /// The last day it counts.
    pub expires: jiff::civil::Date,
}

/// One place where a rule is broken.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// Its weight here.
    pub severity: Severity,
    /// [`Verdict::Fail`] or [`Verdict::Waived`].
    pub verdict: Verdict,
    /// What is wrong; values redacted unless the check was asked to reveal them.
    pub message: Text,
    /// The chat it stands in.
    pub chat: Option<String>,
    /// File, relative to the group's folder.
    pub path: Option<PathBuf>,
    /// 1-based line in that file.
    pub line: Option<u64>,
    /// 1-based column in characters.
    pub column: Option<u64>,
    /// The message's own id in its export.
    pub message_id: Option<String>,
    /// Stable over edits and reordering; lower-case hex; holds no value and no name.
    pub fingerprint: String,
    /// What excuses it.
    pub waiver: Option<WaiverMark>,
    /// A row to paste into the register that is missing it.
    pub suggested_row: Option<String>,
}

/// How many rules came to each verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// [`Verdict::Pass`].
    pub pass: usize,
    /// [`Verdict::Fail`].
    pub fail: usize,
    /// [`Verdict::NotApplicable`].
    pub not_applicable: usize,
    /// [`Verdict::Unknown`].
    pub unknown: usize,
    /// [`Verdict::Waived`].
    pub waived: usize,
    /// [`Verdict::Attested`].
    pub attested: usize,
    /// [`Verdict::Stale`].
    pub stale: usize,
}

impl Summary {
    /// Counts the verdicts of `rules`.
    pub fn of(rules: &[RuleResult]) -> Summary {
        let mut summary = Summary::default();
        for result in rules {
            let slot = match result.verdict {
                Verdict::Pass => &mut summary.pass,
                Verdict::Fail => &mut summary.fail,
                Verdict::NotApplicable => &mut summary.not_applicable,
                Verdict::Unknown => &mut summary.unknown,
                Verdict::Waived => &mut summary.waived,
                Verdict::Attested => &mut summary.attested,
                Verdict::Stale => &mut summary.stale,
            };
            *slot += 1;
        }
        summary
    }
}

/// Everything a check says.
#[derive(Debug, Clone)]
pub struct CheckReport {
    /// The time the check speaks for.
    pub as_of: Timestamp,
    /// The weight at or above which the check fails.
    pub fail_on: FailOn,
    /// Whether a rule that cannot be decided makes the check incomplete.
    pub fail_on_unknown: bool,
    /// One entry per selected rule, by id.
    pub rules: Vec<RuleResult>,
    /// Every finding, by rule, then path, line and column.
    pub findings: Vec<Finding>,
    /// Ids of at most three failing rules worth mending first, most urgent first.
    pub first_three: Vec<String>,
    /// What else the reader should know: skipped input, an unmatched waiver, the scope assumed. No personal data.
    pub notes: Vec<Text>,
    /// Whether everything was read and every rule evaluated without an error of its own.
    pub complete: bool,
}

impl CheckReport {
    /// Counts per verdict.
    pub fn summary(&self) -> Summary {
        Summary::of(&self.rules)
    }

    /// Number of failing rules of that weight; stale attestations count, waived ones do not.
    pub fn failing(&self, severity: Severity) -> usize {
        self.rules
            .iter()
            .filter(|result| result.severity == severity && matches!(result.verdict, Verdict::Fail | Verdict::Stale))
            .count()
    }

    /// Whether a failing rule weighs as much as `fail_on` asks.
    pub fn exceeds(&self, fail_on: FailOn) -> bool {
        let least = match fail_on {
            FailOn::Never => return false,
            FailOn::Note => Severity::Note,
            FailOn::Warning => Severity::Warning,
            FailOn::Error => Severity::Error,
        };
        Severity::ALL.into_iter().filter(|severity| *severity >= least).any(|severity| self.failing(severity) > 0)
    }

    /// The exit status the report asks for: 1 for findings at or above the threshold, else 3 when incomplete or, where
    /// asked for, undecided, else 0.
    pub fn exit(&self) -> u8 {
        let undecided = self.fail_on_unknown && self.summary().unknown > 0;
        if self.exceeds(self.fail_on) {
            1
        } else if self.complete && !undecided {
            0
        } else {
            3
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::sample;

    #[test]
    fn the_threshold_decides_and_waived_findings_do_not_count() {
        let report = sample::report();
        assert_eq!([1, 0, 2], [Severity::Note, Severity::Warning, Severity::Error].map(|level| report.failing(level)));
        assert!(report.exceeds(FailOn::Error) && report.exceeds(FailOn::Note) && !report.exceeds(FailOn::Never));
        let mut only_waived = report;
        only_waived.rules.retain(|result| result.verdict == Verdict::Waived);
        assert!(!only_waived.exceeds(FailOn::Note));
    }

    #[test]
    fn findings_go_before_what_is_missing() {
        let report = CheckReport { complete: false, ..sample::report() };
        assert_eq!(report.exit(), 1);
        let report = CheckReport { fail_on: FailOn::Never, ..report };
        assert_eq!(report.exit(), 3);
        let report = CheckReport { complete: true, ..report };
        assert_eq!(report.exit(), 0);
        assert_eq!(CheckReport { fail_on_unknown: true, ..report }.exit(), 3);
    }

    #[test]
    fn every_rule_is_counted_once() {
        let report = sample::report();
        let Summary { pass, fail, not_applicable, unknown, waived, attested, stale } = report.summary();
        assert_eq!(pass + fail + not_applicable + unknown + waived + attested + stale, report.rules.len());
    }
}
