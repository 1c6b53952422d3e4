use std::path::PathBuf;

use crate::facts::Place;
use crate::fingerprint::Subject;
use crate::report::{Figure, Gap, Verdict};
use crate::rule::Text;

/// Where a finding stands.
#[derive(Debug, Clone)]
pub(crate) enum Spot {
    /// In an export.
    Message(Place),
    /// In another file of the group, relative to its folder.
    File {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: Option<u64>,
        /// From 1.
        column: Option<u64>,
        /// The message the row speaks of.
        message_id: Option<String>,
    },
}

/// A finding before exceptions are applied.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// What is wrong.
    pub message: Text,
    /// Where.
    pub spot: Spot,
    /// What the fingerprint is made of; `None` when the spot is a message, which says it itself.
    pub subject: Option<Subject>,
    /// Tells apart findings of one subject.
    pub ordinal: u32,
    /// A row to paste.
    pub suggested_row: Option<String>,
}

impl Draft {
    /// A finding at a message.
    pub fn at_message(place: &Place, ordinal: u32, message: Text) -> Self {
        Self { message, spot: Spot::Message(place.clone()), subject: None, ordinal, suggested_row: None }
    }

    /// A finding about a file as a whole.
    pub fn at_file(path: impl Into<PathBuf>, class: &'static str, key: impl Into<String>, message: Text) -> Self {
        Self {
            message,
            spot: Spot::File { path: path.into(), line: None, column: None, message_id: None },
            subject: Some(Subject::Thing { class, key: key.into() }),
            ordinal: 0,
            suggested_row: None,
        }
    }

    /// The same finding with a row to paste.
    pub fn with_row(mut self, row: String) -> Self {
        self.suggested_row = Some(row);
        self
    }
}

/// What an evaluation came to, before exceptions.
#[derive(Debug, Clone)]
pub(crate) struct Judgement {
    /// Pass, fail, unknown or not applicable.
    pub verdict: Verdict,
    /// Why.
    pub reason: Option<Text>,
    /// Why it is unknown.
    pub gap: Option<Gap>,
    /// What was measured.
    pub value: Option<Figure>,
    /// Against what.
    pub limit: Option<Figure>,
    /// What is wrong.
    pub findings: Vec<Draft>,
    /// The charter path whose value would be the limit, where it has none.
    pub unwritten: Option<String>,
}

impl Judgement {
    fn new(verdict: Verdict, reason: Option<Text>) -> Self {
        Self { verdict, reason, gap: None, value: None, limit: None, findings: Vec::new(), unwritten: None }
    }

    /// Nothing wrong.
    pub fn pass() -> Self {
        Self::new(Verdict::Pass, None)
    }

    /// Fails when there is a finding, passes when there is none.
    pub fn of(findings: Vec<Draft>) -> Self {
        let verdict = if findings.is_empty() { Verdict::Pass } else { Verdict::Fail };
        Self { findings, ..Self::new(verdict, None) }
    }

    /// The rule has nothing to speak of here.
    pub fn not_applicable(reason: Text) -> Self {
        Self::new(Verdict::NotApplicable, Some(reason))
    }

    /// Cannot be decided.
    pub fn unknown(gap: Gap, reason: Text) -> Self {
        Self { gap: Some(gap), ..Self::new(Verdict::Unknown, Some(reason)) }
    }

    /// The same with what was measured and against what.
    pub fn measured(mut self, value: Figure, limit: Figure) -> Self {
        self.value = Some(value);
        self.limit = Some(limit);
        self
    }

    /// The same, failing because the charter has nothing at `path` to compare with.
    pub fn unwritten(mut self, path: &str) -> Self {
        self.unwritten = Some(path.to_owned());
        self
    }

    /// The same with a reason, where the verdict alone does not say it.
    pub fn because(mut self, reason: Text) -> Self {
        self.reason = Some(reason);
        self
    }
}
