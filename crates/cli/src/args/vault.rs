//! Arguments of the verbs around the vault, and of `run`.

use std::path::PathBuf;

#[cfg(all(feature = "check", feature = "anonymize"))]
use clap::ValueEnum;
use clap::{Args, Subcommand};

/// The verbs below `vault`.
#[derive(Debug, Subcommand)]
pub enum VaultVerb {
    /// Create the vault at every destination
    Init {
        /// Who may restore: an age recipient or an SSH public key; without one an identity is made on this machine
        #[arg(long, value_name = "RECIPIENT")]
        recipient: Vec<String>,
        /// Sign the vault with this OpenSSH private key instead of a new one
        #[arg(long, value_name = "KEY")]
        root: Option<PathBuf>,
    },
    /// Show the vault: id, root key, epochs, writers and readers
    Info,
    /// Print what to keep on paper: id, fingerprint and the commands of a recovery
    Card,
}

/// Arguments of `backup`.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// A word to find the snapshot by
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
}

/// How to open what only readers can.
#[derive(Debug, Clone, Args)]
pub struct IdentityArgs {
    /// A file with an age identity or an SSH private key [default: GROUPKEEP_IDENTITY, else the one kept for the vault]
    #[arg(long, value_name = "KEY")]
    pub identity: Vec<PathBuf>,
    /// Read from here and nothing else: a folder, a configured name, or inline YAML as in `destinations`
    #[arg(long, value_name = "DEST")]
    pub from: Option<String>,
    /// The vault's id, where nothing pins it
    #[arg(long, value_name = "ID")]
    pub vault: Option<String>,
}

/// Arguments of `ls`.
#[derive(Debug, Args)]
pub struct LsArgs {
    /// Which snapshot, as `snapshots` prints it
    #[arg(default_value = "latest")]
    pub snapshot: String,
    /// Only what is below these paths
    pub paths: Vec<String>,
    #[command(flatten)]
    pub access: IdentityArgs,
}

/// Arguments of `find`.
#[derive(Debug, Args)]
pub struct FindArgs {
    /// Names such as `*.json`, or paths such as `chats/**/2024-*`
    #[arg(required = true, value_name = "PATTERN")]
    pub patterns: Vec<String>,
    /// Large and small letters are the same
    #[arg(short, long)]
    pub ignore_case: bool,
    #[command(flatten)]
    pub access: IdentityArgs,
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The snapshot to compare with, as `snapshots` prints it
    pub before: String,
    /// The snapshot that is compared
    #[arg(default_value = "latest")]
    pub after: String,
    #[command(flatten)]
    pub access: IdentityArgs,
}

/// Arguments of `restore`.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// Which snapshot, as `snapshots` prints it
    #[arg(default_value = "latest")]
    pub snapshot: String,
    /// Only these files and folders
    pub paths: Vec<String>,
    /// An absent or empty folder; with one path, `-` writes the file to standard output
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    #[command(flatten)]
    pub access: IdentityArgs,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Read every object and compare its hash, instead of presence and size
    #[arg(long)]
    pub hash: bool,
}

/// Arguments of `run`.
#[cfg(all(feature = "check", feature = "anonymize"))]
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Only these steps, in the usual order
    #[arg(long, value_enum, value_delimiter = ',', value_name = "STEP")]
    pub only: Vec<Step>,
}

/// A step of `run`.
#[cfg(all(feature = "check", feature = "anonymize"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Back up to every destination
    Backup,
    /// Verify every destination
    Verify,
    /// Judge the group
    Check,
    /// Write a release, where one is configured
    Anonymize,
}
