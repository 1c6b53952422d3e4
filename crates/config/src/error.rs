//! What can go wrong between a path and a checked value.

use std::io;
use std::path::{Path, PathBuf};

use crate::{Problem, Problems};

/// Why a file could not be turned into a checked value.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing is there.
    #[error("{} does not exist", path.display())]
    Missing {
        /// The path looked at.
        path: PathBuf,
    },
    /// The system refused to read it.
    #[error("cannot read {}", path.display())]
    Read {
        /// The path looked at.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A folder, pipe or device where a file was expected, or a file where a folder was.
    #[error("{} is {found}, not {expected}", path.display())]
    WrongPlace {
        /// The path looked at.
        path: PathBuf,
        /// What is there, with its article.
        found: &'static str,
        /// What was expected, with its article.
        expected: &'static str,
    },
    /// Larger than such a file may be.
    #[error("{} has more than {limit} bytes, which is too large for {what}", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// What the file was to be read as, with its article.
        what: &'static str,
        /// The limit in bytes.
        limit: u64,
    },
    /// The bytes are no text in a known encoding.
    #[error("{} is not readable text: {reason}", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// What gave it away.
        reason: String,
    },
    /// A workbook, or something named like one, that could not be read as one.
    #[error("{} cannot be read as an Excel workbook: {reason}", path.display())]
    Workbook {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A file pattern that is none.
    #[error("`{pattern}` is not a usable file pattern: {reason}")]
    Pattern {
        /// The pattern as written.
        pattern: String,
        /// Why not.
        reason: String,
    },
    /// A line of what a backup leaves out that is no pattern.
    #[error("`{line}` is no pattern of `.gitignore`: {reason}")]
    Exclude {
        /// The line as written.
        line: String,
        /// Why not.
        reason: String,
    },
    /// Read, but wrong; all mistakes at once.
    #[error("{0}")]
    Invalid(Problems),
}

impl Error {
    /// What a person can do about it. The hints of [`Error::Invalid`] are in its problems.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Missing { path } if path.file_name().is_some_and(|name| name == crate::CONFIG_FILE) => {
                Some("make one with `groupkeep init`".to_owned())
            }
            Self::NotText { .. } => Some("save the file as UTF-8 text".to_owned()),
            Self::Workbook { .. } => Some("save the sheet as CSV (UTF-8)".to_owned()),
            Self::Pattern { .. } => {
                Some("patterns are relative paths with `*`, `**`, `?` and `[…]`, such as `exports/**`".to_owned())
            }
            Self::Exclude { .. } => Some(
                "such as `*.tmp` for a name anywhere, `/exports/raw` for a path from the top, `cache/` for folders, \
                 `!keep.tmp` for what stays"
                    .to_owned(),
            ),
            _ => None,
        }
    }

    /// Sorts a failed system call into missing and unreadable.
    pub(crate) fn from_io(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound => Self::Missing { path: path.to_owned() },
            _ => Self::Read { path: path.to_owned(), source },
        }
    }
}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Self::Invalid(problems)
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Invalid(problem.into())
    }
}
