use std::path::PathBuf;

use groupkeep_config::Problems;

/// Why a check could not be done at all. What is merely missing from the group's files is a verdict, not an error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A table, the charter or a file pattern is wrong.
    #[error(transparent)]
    Config(#[from] groupkeep_config::Error),
    /// A rule, a parameter, a level, a waiver or an attestation is wrong; all mistakes at once.
    #[error("{0}")]
    Wrong(Problems),
    /// An export named by its path could not be read at all.
    #[error(transparent)]
    Archive(#[from] groupkeep_archive::Error),
    /// An `allowed_signers` file does not parse.
    #[error(transparent)]
    Keys(#[from] groupkeep_keys::Error),
    /// The names of the members cannot be searched for.
    #[error(transparent)]
    Detect(#[from] groupkeep_detect::Error),
    /// A wording of a rule does not compile together with the others.
    #[error("the wordings of the rules cannot be searched for")]
    Wordings(#[from] regex::Error),
    /// A file of the group could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The job was asked to stop; nothing was written.
    #[error("the check was interrupted")]
    Interrupted,
}

impl Error {
    /// What a person can do about it. The hints of [`Error::Wrong`] are in its problems.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Config(error) => error.hint(),
            Self::Archive(error) => error.hint(),
            Self::Keys(error) => error.hint(),
            Self::Detect(error) => error.hint(),
            Self::Read { .. } => Some("check that you may read the file".to_owned()),
            Self::Wrong(_) | Self::Wordings(_) | Self::Interrupted => None,
        }
    }
}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Self::Wrong(problems)
    }
}
