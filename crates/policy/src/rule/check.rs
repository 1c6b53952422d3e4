use groupkeep_config::table::TableKind;
use groupkeep_detect::Kind;
use regex::Regex;

use super::{Comparison, Evaluator, Join, Metric};

/// How a rule is judged.
#[derive(Debug, Clone)]
pub enum CheckKind {
    /// `threshold`: a figure against a limit.
    Threshold {
        /// What is measured.
        metric: Metric,
        /// When it fails.
        fail_if: Comparison,
    },
    /// `pattern`: something found in messages; every match is a finding.
    Pattern(Pattern),
    /// `presence`: charter fields that must be filled in.
    Presence(Presence),
    /// `register-join`: everything of one sort has a row in a register.
    RegisterJoin {
        /// What needs a row.
        each: Join,
        /// Where the row must stand.
        register: TableKind,
    },
    /// `rows`: rows of a register that must carry something.
    Rows(Rows),
    /// `deadline`: time between two columns of a register's rows.
    Deadline(Deadline),
    /// `reconcile`: red packets and transfers in the chats against the ledger, both ways of writing a payer accepted.
    Reconcile {
        /// Parameter (hours): how far a ledger row may lie from the message.
        window: String,
        /// Parameter (ratio): share of payments without a row that is still tolerated.
        tolerance: String,
    },
    /// `freshness`: a date in the charter that must not be too old.
    Freshness {
        /// Charter path of a date.
        date: String,
        /// Parameter (days): greatest age.
        max_age: String,
        /// Charter paths of files, relative to the group's folder, that must exist.
        files: Vec<String>,
    },
    /// `attest`: nothing a machine can judge; a valid attestation of the control named by the rule's id.
    Attest,
    /// `computed`: a judgement written in code.
    Computed(Evaluator),
}

impl CheckKind {
    /// The word in rule files.
    pub fn name(&self) -> &'static str {
        match self {
            CheckKind::Threshold { .. } => "threshold",
            CheckKind::Pattern(_) => "pattern",
            CheckKind::Presence(_) => "presence",
            CheckKind::RegisterJoin { .. } => "register-join",
            CheckKind::Rows(_) => "rows",
            CheckKind::Deadline(_) => "deadline",
            CheckKind::Reconcile { .. } => "reconcile",
            CheckKind::Freshness { .. } => "freshness",
            CheckKind::Attest => "attest",
            CheckKind::Computed(_) => "computed",
        }
    }
}

/// What is looked for in messages. Recalled messages and messages of bots and the system are not looked at.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Kinds of detector matches; one finding per match.
    pub detect: Vec<Kind>,
    /// Expressions; one finding per message that matches any. A finding shows the start of the named group, or else of
    /// the first group that took part, or else of the match.
    pub matching: Vec<Regex>,
    /// Expressions one of which must also occur, in the same message or near it; empty asks for nothing.
    pub with: Vec<Regex>,
    /// How many messages of the same sender before and after count as near.
    pub within: u32,
    /// Expressions any of which in the same message clears it.
    pub unless: Vec<Regex>,
    /// What else clears a match.
    pub except: Except,
}

/// What clears a pattern's match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Except {
    /// Nothing.
    Nothing,
    /// `owner`: the value is the sender's own, by the member table or the sender's id.
    Owner,
    /// `licensed`: a row of the works register covers the message or a link in it.
    Licensed,
}

/// Charter fields that must be filled in.
#[derive(Debug, Clone, Default)]
pub struct Presence {
    /// Charter paths, all needed.
    pub paths: Vec<String>,
    /// Groups of charter paths; one of each group is needed.
    pub any_of: Vec<Vec<String>>,
    /// Charter paths (among the above) that hold the id of a message, which must be in the archive where there is one.
    pub posted: Vec<String>,
    /// Charter paths (among the above) that hold a file, relative to the group's folder, which must exist.
    pub files: Vec<String>,
    /// Charter paths of lists with the least number of different entries each must have.
    pub at_least: Vec<(String, usize)>,
    /// A charter path of a date (among the above) and the parameter (days) that is its greatest age.
    pub max_age: Option<(String, String)>,
}

/// Rows of a register that must carry something.
#[derive(Debug, Clone)]
pub struct Rows {
    /// The register.
    pub table: TableKind,
    /// Column and accepted texts, all of which must hold for a row to be looked at; a yes/no column as `yes` or `no`.
    pub only: Vec<(&'static str, Vec<String>)>,
    /// Columns one of which must be filled in.
    pub any_of: Vec<&'static str>,
}

/// Time between two columns of a register's rows.
#[derive(Debug, Clone)]
pub struct Deadline {
    /// The register.
    pub table: TableKind,
    /// As in [`Rows::only`].
    pub only: Vec<(&'static str, Vec<String>)>,
    /// Column with the start.
    pub from: &'static str,
    /// Column with the end; an empty cell counts as "not yet".
    pub to: &'static str,
    /// Parameter (days or hours) between the two.
    pub max: String,
}
