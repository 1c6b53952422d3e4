//! Arguments of `check` and `rules`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Exit 1 when a finding has this level or a higher one [default: check.fail_on, else error]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub fail_on: Option<Threshold>,
    /// Exit 3 when a rule could not be decided
    #[arg(long)]
    pub fail_on_unknown: bool,
    /// Treat this rule as an error
    #[arg(short = 'D', long = "deny", value_name = "RULE")]
    pub deny: Vec<String>,
    /// Treat this rule as a warning
    #[arg(short = 'W', long = "warn", value_name = "RULE")]
    pub warn: Vec<String>,
    /// Turn this rule off
    #[arg(short = 'A', long = "allow", value_name = "RULE")]
    pub allow: Vec<String>,
    /// Only these rules: an id or a pattern such as `privacy/*`
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules: an id or a pattern
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Also write the report to a file: human=FILE, json=FILE or sarif=FILE
    #[arg(long, value_name = "KIND=FILE")]
    pub output: Vec<String>,
    /// Take waivers, attestations and allowed_signers from this folder instead
    #[arg(long, value_name = "DIR")]
    pub trust_from: Option<PathBuf>,
    /// Show personal data in findings in clear; refused where CI is set
    #[arg(long)]
    pub reveal: bool,
}

/// The level from which findings change the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Threshold {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// Everything
    Note,
    /// Nothing
    Never,
}

/// The verbs below `rules`.
#[derive(Debug, Subcommand)]
pub enum RulesVerb {
    /// List all rules
    List,
    /// Explain one rule: what it looks at, why, and what to do
    Show {
        /// Its id, such as privacy/pii-contact
        id: String,
    },
}
