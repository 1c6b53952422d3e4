//! Arguments of `anonymize`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments of `anonymize`.
#[derive(Debug, Args)]
pub struct AnonymizeArgs {
    /// Exports and tables [default: release.inputs of groupkeep.yaml]
    pub inputs: Vec<PathBuf>,
    /// The folder to write; it must not exist [default: a new one below release.to of groupkeep.yaml]
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
    /// How much is changed [default: release.profile, else share]
    #[arg(long, value_enum)]
    pub profile: Option<Profile>,
    /// What the release is for
    #[arg(long)]
    pub purpose: Option<String>,
    /// Who receives it
    #[arg(long)]
    pub recipient: Option<String>,
    /// Why it may be shared
    #[arg(long)]
    pub basis: Option<String>,
    /// Until when the recipient may keep it
    #[arg(long, value_name = "DATE", value_parser = super::parse_date)]
    pub expires: Option<jiff::civil::Date>,
    /// Who prepares it
    #[arg(long)]
    pub preparer: Option<String>,
    /// Only count; write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// How much a release changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    /// For people inside: names become pseudonyms, numbers are masked
    Internal,
    /// For people outside
    Share,
    /// For research: times are shifted, joins and leaves dropped
    Research,
}
