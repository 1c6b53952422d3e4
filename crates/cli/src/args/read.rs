//! Arguments of `init`, `inspect` and `convert`.

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

/// Which exports are read, and how.
#[derive(Debug, Args)]
pub struct ReadArgs {
    /// Exports, folders that hold them, or `-` for standard input [default: archive.exports of groupkeep.yaml]
    pub paths: Vec<PathBuf>,
    /// Read the files as this format instead of detecting it; `inspect --list-formats` lists them
    #[arg(long = "as", value_name = "FORMAT")]
    pub read_as: Option<String>,
    /// Order of day, month and year in text exports that do not tell
    #[arg(long, value_name = "ORDER", value_parser = ["dmy", "mdy", "ymd"])]
    pub date_order: Option<String>,
}

/// Arguments of `inspect`.
#[derive(Debug, Args)]
pub struct InspectArgs {
    #[command(flatten)]
    pub read: ReadArgs,
    /// Print every record instead, personal data and all, one JSON object a line
    #[arg(long)]
    pub messages: bool,
    /// List the formats that are read, and do nothing else
    #[arg(long, exclusive = true)]
    pub list_formats: bool,
}

/// Arguments of `convert`.
#[derive(Debug, Args)]
pub struct ConvertArgs {
    #[command(flatten)]
    pub read: ReadArgs,
    /// What to write
    #[arg(long, value_enum)]
    pub into: IntoFormat,
    /// The file to write, which must not exist; `-` is standard output [default: -]
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
    /// The id or name of the chat to write, where the exports hold several
    #[arg(long, value_name = "ID|NAME")]
    pub chat: Option<String>,
    /// All exports are of one chat, whatever their ids and names say
    #[arg(long)]
    pub one_chat: bool,
}

/// What `convert` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum IntoFormat {
    /// ChatLab 0.0.2, one JSON document
    Chatlab,
    /// ChatLab 0.0.2, one JSON object a line
    Jsonl,
    /// A table with one row per message
    Csv,
}
