//! Why a release was not made.

use std::path::PathBuf;

/// Why a release was not made. Whatever the reason, nothing appears at the place it was to go to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The profile demands statements that nobody made.
    #[error("the {profile} profile needs {}", missing.join(", "))]
    Missing {
        /// Name of the profile.
        profile: &'static str,
        /// The statements, as keys of `release:`.
        missing: Vec<&'static str>,
    },
    /// Members may only be released with their consent, and there is no table to look it up in.
    #[error("members must have agreed to `{consent}`, and there is no consents table")]
    NoConsents {
        /// The use they must have agreed to.
        consent: String,
    },
    /// The place the release is to go to is taken.
    #[error("{} exists already", path.display())]
    Exists {
        /// That place.
        path: PathBuf,
    },
    /// None of the inputs is an export or a table.
    #[error("there is nothing to release: none of {inputs} inputs is a chat export or a table")]
    Nothing {
        /// How many files were looked at.
        inputs: usize,
    },
    /// An input cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The input.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// An input has no name that is text.
    #[error("the name of {} is not UTF-8", path.display())]
    Name {
        /// The input.
        path: PathBuf,
    },
    /// An input changed while it was read.
    #[error("{} changed while it was read", path.display())]
    Changed {
        /// The input.
        path: PathBuf,
    },
    /// The release cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The place.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// An export cannot be read.
    #[error(transparent)]
    Archive(#[from] groupkeep_archive::Error),
    /// A table is wrong.
    #[error(transparent)]
    Table(#[from] groupkeep_config::Error),
    /// The roster cannot be searched for.
    #[error(transparent)]
    Roster(#[from] groupkeep_detect::Error),
    /// The evidence cannot be sealed, or `allowed_signers` is wrong.
    #[error(transparent)]
    Keys(#[from] groupkeep_keys::Error),
    /// An approver has no key in `allowed_signers`.
    #[error("{} names no key of approver {name}", path.display())]
    Approver {
        /// The file.
        path: PathBuf,
        /// The principal.
        name: String,
    },
    /// Parts of an export cannot be taken apart, so nobody knows what they hold.
    #[error("{} holds {records} records that cannot be taken apart", path.display())]
    Opaque {
        /// The export.
        path: PathBuf,
        /// How many.
        records: usize,
    },
    /// The times of an export can be read in two ways, and the profile must move them.
    #[error("{}: the order of day and month cannot be told", path.display())]
    DateOrder {
        /// The export.
        path: PathBuf,
    },
    /// A value has a form that its field should not have.
    #[error("{}: byte {offset}: {what} cannot be rewritten", path.display())]
    Value {
        /// The input.
        path: PathBuf,
        /// Where the value begins.
        offset: u64,
        /// What kind of value.
        what: &'static str,
    },
    /// Known values are still in the written bytes.
    #[error("refused: {} known values are still in the release: {}", found.len(), listing(found))]
    Leak {
        /// Where; never what.
        found: Vec<Leak>,
    },
    /// The leak check did not find what was planted for it, so its silence means nothing.
    #[error("the leak check is blind to {encoding} text")]
    Blind {
        /// The encoding in which the planted value was missed.
        encoding: &'static str,
    },
    /// A release or its evidence cannot be put into JSON.
    #[error("the release cannot be described")]
    Describe(#[source] serde_json::Error),
    /// The job was asked to stop.
    #[error("interrupted")]
    Interrupted,
}

/// One place where the leak check found a known value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leak {
    /// What kind of value, for example `member` or `mobile`.
    pub kind: &'static str,
    /// The written file, relative to the release; `release.json` included.
    pub path: String,
    /// Byte offset in the file at or shortly before the find; `None` when it is in the file's name.
    pub offset: Option<u64>,
    /// In which form it was found, for example `raw` or `base64`.
    pub encoding: &'static str,
}

/// How many leaks an error message lists.
const LISTED: usize = 5;

fn listing(found: &[Leak]) -> String {
    let mut parts: Vec<String> = found
        .iter()
        .take(LISTED)
        .map(|leak| {
            let place = leak.offset.map_or("in its name".to_owned(), |offset| format!("byte {offset}"));
            format!("{} ({}) in {}, {place}", leak.kind, leak.encoding, leak.path)
        })
        .collect();
    if found.len() > LISTED {
        parts.push(format!("and {} more", found.len() - LISTED));
    }
    parts.join("; ")
}

impl Error {
    /// What a person can do about it, one line without a full stop.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Missing { missing, .. } => {
                let options: Vec<String> = missing.iter().map(|key| format!("--{key}")).collect();
                format!("write them under `release:` in groupkeep.yaml, or give {}", options.join(", "))
            }
            Self::NoConsents { .. } => "name the table as archive.tables.consents in groupkeep.yaml".to_owned(),
            Self::Exists { .. } => {
                "choose another place, or remove it yourself: a release is never overwritten".to_owned()
            }
            Self::Nothing { .. } => "`groupkeep inspect` says what each file is".to_owned(),
            Self::Read { .. } => "check that the file is there and that you may read it".to_owned(),
            Self::Name { .. } => "rename the file".to_owned(),
            Self::Changed { .. } => "try again once nothing writes to it".to_owned(),
            Self::Write { .. } => "check that the place is writable and not full".to_owned(),
            Self::Approver { name, .. } => format!("add a line for {name}, or leave the name out of release.approvers"),
            Self::Opaque { .. } => "export the chat again, or leave this file out".to_owned(),
            Self::DateOrder { .. } => "say it with --date-order dmy|mdy|ymd, or archive.date_order".to_owned(),
            Self::Value { .. } => "check the export with `groupkeep inspect`, or leave this file out".to_owned(),
            Self::Leak { .. } => {
                "nothing was released; if the value is an everyday word, leave that alias out of the members table"
                    .to_owned()
            }
            Self::Archive(error) => return error.hint(),
            Self::Roster(error) => return error.hint(),
            Self::Keys(_) | Self::Table(_) | Self::Blind { .. } | Self::Describe(_) | Self::Interrupted => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leak_names_places_and_never_values() {
        let leak = |n: u64| Leak { kind: "mobile", path: format!("{n}.json"), offset: Some(n), encoding: "base64" };
        let error = Error::Leak { found: (0..7).map(leak).collect() };
        let text = error.to_string();
        assert!(
            text.starts_with("refused: 7 known values are still in the release: mobile (base64) in 0.json, byte 0;")
        );
        assert!(text.ends_with("and 2 more"), "{text}");
        assert!(error.hint().is_some());
    }

    #[test]
    fn everything_missing_is_named_at_once() {
        let error = Error::Missing { profile: "share", missing: vec!["purpose", "expires"] };
        assert_eq!(error.to_string(), "the share profile needs purpose, expires");
        assert!(error.hint().unwrap().contains("--purpose, --expires"));
    }
}
