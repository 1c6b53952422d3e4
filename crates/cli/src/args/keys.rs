//! Arguments of `key` and `sign`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// The verbs below `key`.
#[derive(Debug, Subcommand)]
pub enum KeyVerb {
    /// Make an OpenSSH ed25519 key pair for signing and restoring
    New {
        /// Its name: a file name and the key's comment
        name: String,
    },
}

/// Arguments of `sign`.
#[derive(Debug, Args)]
pub struct SignArgs {
    /// The file to sign
    pub file: PathBuf,
    /// Who signs: the name in allowed_signers [default: the name whose line holds the key]
    #[arg(long = "as", value_name = "PRINCIPAL")]
    pub principal: Option<String>,
    /// The OpenSSH private key [default: ~/.ssh/id_ed25519]
    #[arg(long, value_name = "KEY")]
    pub key: Option<PathBuf>,
    /// What the signature is for, where the file's place does not tell
    #[arg(long, value_name = "NAMESPACE")]
    pub namespace: Option<String>,
}
