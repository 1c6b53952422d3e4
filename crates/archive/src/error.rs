use std::path::PathBuf;

/// Why an export could not be read at all. Trouble inside one record is never an error: it becomes
/// [`Record::Skipped`](crate::Record) or [`Record::Unknown`](crate::Record) and reading goes on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file or folder is not there.
    #[error("{} does not exist", path.display())]
    Missing {
        /// As given.
        path: PathBuf,
    },
    /// The operating system refused or failed to read it.
    #[error("cannot read {}", path.display())]
    Read {
        /// As given.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The rewritten copy could not be written.
    #[error("cannot write the rewritten copy of {}", path.display())]
    Write {
        /// The export that was being copied.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file has no content: no bytes, or nothing but white space in its first window.
    #[error("{} is empty", path.display())]
    Empty {
        /// As given.
        path: PathBuf,
    },
    /// The file is no export of a known format.
    #[error("{} is not a chat export: {reason}", path.display())]
    NotExport {
        /// As given.
        path: PathBuf,
        /// What was looked for and not found, with the best guess.
        reason: String,
    },
    /// The file is an app's database or backup, which is never opened.
    #[error("{} is refused: {reason}", path.display())]
    Refused {
        /// As given.
        path: PathBuf,
        /// What the file is.
        reason: String,
        /// What to do instead.
        hint: String,
    },
    /// The export can be read, but not rewritten in place.
    #[error("{} cannot be rewritten in place: {reason}", path.display())]
    NotRewritable {
        /// As given.
        path: PathBuf,
        /// What stands in the way.
        reason: String,
    },
    /// What was read could not be written on.
    #[error("cannot write the converted chat")]
    Output {
        /// What the system said.
        source: std::io::Error,
    },
    /// A name that is no format.
    #[error("unknown export format `{name}`")]
    UnknownFormat {
        /// As given.
        name: String,
    },
}

impl Error {
    /// What a person can do about it, one line without a full stop.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Missing { .. } => Some("check the spelling, and that the disk is mounted".to_owned()),
            Self::Read { .. } => Some("check that you may read the file".to_owned()),
            Self::Write { .. } | Self::Output { .. } => {
                Some("check that the place is writable and not full".to_owned())
            }
            Self::Empty { .. } => Some("export the chat again: nothing was written to this file".to_owned()),
            Self::NotExport { .. } => Some(
                "if you know the format, name it with --as; groupkeep inspect --list-formats lists them".to_owned(),
            ),
            Self::Refused { hint, .. } => Some(hint.clone()),
            Self::NotRewritable { .. } => {
                Some("write it as one file first: groupkeep convert --into chatlab".to_owned())
            }
            Self::UnknownFormat { name } => Some(match crate::Format::names_like(name)[..] {
                [] => "groupkeep inspect --list-formats lists them".to_owned(),
                [one] => format!("did you mean {one}?"),
                ref several => format!("did you mean one of these: {}?", several.join(", ")),
            }),
        }
    }

    /// The path it is about.
    #[must_use]
    pub fn path(&self) -> Option<&std::path::Path> {
        match self {
            Self::Missing { path }
            | Self::Read { path, .. }
            | Self::Write { path, .. }
            | Self::Empty { path }
            | Self::NotExport { path, .. }
            | Self::Refused { path, .. }
            | Self::NotRewritable { path, .. } => Some(path),
            Self::Output { .. } | Self::UnknownFormat { .. } => None,
        }
    }

    /// The same error about another path: that of what a file stands for.
    #[must_use]
    pub fn about(self, path: &std::path::Path) -> Self {
        let path = path.to_owned();
        match self {
            Self::Missing { .. } => Self::Missing { path },
            Self::Read { source, .. } => Self::Read { path, source },
            Self::Write { source, .. } => Self::Write { path, source },
            Self::Empty { .. } => Self::Empty { path },
            Self::NotExport { reason, .. } => Self::NotExport { path, reason },
            Self::Refused { reason, hint, .. } => Self::Refused { path, reason, hint },
            Self::NotRewritable { reason, .. } => Self::NotRewritable { path, reason },
            other @ (Self::Output { .. } | Self::UnknownFormat { .. }) => other,
        }
    }

    /// The same error for errors of the operating system: [`Error::Missing`] when the path is not there.
    pub(crate) fn read(path: &std::path::Path, source: std::io::Error) -> Self {
        if source.kind() == std::io::ErrorKind::NotFound {
            Self::Missing { path: path.to_owned() }
        } else {
            Self::Read { path: path.to_owned(), source }
        }
    }
}
