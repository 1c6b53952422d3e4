//! The command line, as data. What each verb does is in `verbs`.

#[cfg(feature = "anonymize")]
mod anonymize;
#[cfg(feature = "check")]
mod check;
mod keys;
mod read;
#[cfg(feature = "backup")]
mod vault;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

#[cfg(feature = "anonymize")]
pub use anonymize::{AnonymizeArgs, Profile};
#[cfg(feature = "check")]
pub use check::{CheckArgs, RulesVerb, Threshold};
pub use keys::{KeyVerb, SignArgs};
pub use read::{ConvertArgs, InitArgs, InitWhat, InspectArgs, IntoFormat, ReadArgs};
#[cfg(feature = "backup")]
pub use vault::{BackupArgs, DiffArgs, FindArgs, IdentityArgs, LsArgs, RestoreArgs, VaultVerb, VerifyArgs};
#[cfg(all(feature = "check", feature = "anonymize", feature = "backup"))]
pub use vault::{RunArgs, Step};

use crate::environment::Language;

/// Keeps community groups alive: checks, anonymizes and backs up the archive of a chat group.
#[derive(Debug, Parser)]
#[command(name = "groupkeep", version, propagate_version = true, max_term_width = 110)]
#[command(after_help = "Exit status: 0 done; 1 findings or damage; 2 wrong command or configuration; 3 incomplete; \
4 refused for safety; 70 a bug; 130 interrupted.")]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub verb: Verb,
}

/// What every verb understands.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Global {
    /// The group's folder
    #[arg(short = 'C', long = "directory", value_name = "DIR", default_value = ".", global = true)]
    pub directory: PathBuf,
    /// How results are written to standard output
    #[arg(long, value_enum, default_value_t = Format::Human, global = true)]
    pub format: Format,
    /// Errors only: no notes, no progress
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Tell more; the name of each phase
    #[arg(short, long, action = ArgAction::SetTrue, global = true)]
    pub verbose: bool,
    /// Neither bars nor progress lines
    #[arg(long, global = true)]
    pub no_progress: bool,
    /// Language of reports [default: from the locale]
    #[arg(long, value_enum, global = true)]
    pub lang: Option<Language>,
    /// The day that counts as today for inspect, check and anonymize [default: group.as_of, else the clock]
    #[arg(long, value_name = "DATE", global = true, value_parser = parse_date)]
    pub as_of: Option<jiff::civil::Date>,
}

/// Output for people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text in the chosen language
    Human,
    /// Versioned JSON, described by the schemas in docs/schemas
    Json,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Write a commented groupkeep.yaml, tables with headers and a .gitignore for the folder you are in
    Init(InitArgs),
    /// Show what chat exports hold: format, chats, members, messages, time range and its holes
    Inspect(InspectArgs),
    /// Merge exports of one chat and write them in a format that other tools read
    Convert(ConvertArgs),
    /// Judge the group against its checklist
    #[cfg(feature = "check")]
    Check(CheckArgs),
    /// Write a copy of exports and tables that can be shared, with evidence
    #[cfg(feature = "anonymize")]
    Anonymize(AnonymizeArgs),
    /// Create the vault, or show what it is
    #[cfg(feature = "backup")]
    #[command(subcommand)]
    Vault(VaultVerb),
    /// Back up the group to every destination
    #[cfg(feature = "backup")]
    Backup(BackupArgs),
    /// List the snapshots of the vault
    #[cfg(feature = "backup")]
    Snapshots,
    /// List what a snapshot holds
    #[cfg(feature = "backup")]
    Ls(LsArgs),
    /// Find the snapshots that hold a file, and its versions
    #[cfg(feature = "backup")]
    Find(FindArgs),
    /// Show what differs between two snapshots
    #[cfg(feature = "backup")]
    Diff(DiffArgs),
    /// Restore a snapshot, or parts of it, into an empty folder
    #[cfg(feature = "backup")]
    Restore(RestoreArgs),
    /// Check that every destination holds what its snapshots need
    #[cfg(feature = "backup")]
    Verify(VerifyArgs),
    /// Show how fresh and how safe the backups are
    #[cfg(feature = "backup")]
    Status,
    /// Do all that groupkeep.yaml asks for: backup, verify, check, anonymize, and one summary
    #[cfg(all(feature = "check", feature = "anonymize", feature = "backup"))]
    Run(RunArgs),
    /// List the rules, or explain one
    #[cfg(feature = "check")]
    #[command(subcommand)]
    Rules(RulesVerb),
    /// Make keys
    #[command(subcommand)]
    Key(KeyVerb),
    /// Sign a waiver, attestation, release or other file with an SSH key
    Sign(SignArgs),
    /// Print the completion script of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write the pages of all verbs into a folder
    Man {
        /// An existing folder for one page per verb
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
    },
}

pub(crate) fn parse_date(text: &str) -> Result<jiff::civil::Date, String> {
    text.parse().map_err(|_| format!("`{text}` is no date; write it as 2026-11-01"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_argument_has_help() {
        fn walk(command: &clap::Command, missing: &mut Vec<String>) {
            for arg in command.get_arguments() {
                let generated = matches!(arg.get_id().as_str(), "help" | "version");
                if arg.get_help().is_none() && !generated {
                    missing.push(format!("{} {}", command.get_name(), arg.get_id()));
                }
            }
            for sub in command.get_subcommands() {
                if sub.get_about().is_none() {
                    missing.push(sub.get_name().to_owned());
                }
                walk(sub, missing);
            }
        }
        let mut missing = Vec::new();
        walk(&Cli::command(), &mut missing);
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn dates_say_how_they_are_written() {
        assert_eq!(parse_date("2026-11-01").unwrap(), jiff::civil::date(2026, 11, 1));
        assert_eq!(parse_date("1.11.2026").unwrap_err(), "`1.11.2026` is no date; write it as 2026-11-01");
    }
}
