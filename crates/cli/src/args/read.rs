//! Arguments of `init` and `inspect`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Only this part, for a group that has a groupkeep.yaml already
    #[arg(value_enum)]
    pub what: Option<InitWhat>,
    /// The group's name [default: the name of the folder]
    #[arg(long)]
    pub name: Option<String>,
}

/// A part of what `init` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InitWhat {
    /// charter/charter.yaml
    Charter,
    /// tables/*.csv with headers
    Tables,
}

/// Arguments of `inspect`.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// Exports, or folders that hold them [default: archive.exports of groupkeep.yaml]
    pub paths: Vec<PathBuf>,
    /// Read the files as this format instead of detecting it
    #[arg(long = "as", value_name = "FORMAT")]
    pub read_as: Option<String>,
    /// Order of day, month and year in text exports that do not tell
    #[arg(long, value_name = "ORDER", value_parser = ["dmy", "mdy", "ymd"])]
    pub date_order: Option<String>,
}
