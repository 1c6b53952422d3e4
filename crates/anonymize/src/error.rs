//! Why a release was not made.

use std::path::PathBuf;

use crate::input::LeftOut;

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
    /// The release would lie in a folder it is made from.
    #[error("{} lies inside the input {}", path.display(), input.display())]
    Inside {
        /// Where the release was to go.
        path: PathBuf,
        /// The input.
        input: PathBuf,
    },
    /// The day the release must be deleted is over before it is made.
    #[error("the release expires on {expires}, before the day it is made, {made}")]
    Expired {
        /// The day it must be deleted.
        expires: jiff::civil::Date,
        /// The day it counts as made on.
        made: jiff::civil::Date,
    },
    /// None of the inputs is an export or a table.
    #[error("there is nothing to release: none of {} inputs is a chat export or a table{}", left_out.len(), reasons(left_out))]
    Nothing {
        /// Everything that was looked at, and why it is left out.
        left_out: Vec<LeftOut>,
    },
    /// A file that somebody named is nothing that can be released.
    #[error("{} is neither a chat export nor a known table: {reason}", path.display())]
    NotReleasable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
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
    /// The times of an export can be read in two ways.
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
    /// What was written there, where that is known: the written file itself is gone with the release.
    pub origin: Option<Origin>,
}

/// A place in an input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The input.
    pub path: PathBuf,
    /// Byte offset near the place, within a few hundred bytes; `None` for tables.
    pub offset: Option<u64>,
}

/// How many leaks an error message lists.
const LISTED: usize = 5;

fn listing(found: &[Leak]) -> String {
    let mut parts: Vec<String> = found.iter().take(LISTED).map(told).collect();
    if found.len() > LISTED {
        parts.push(format!("and {} more", found.len() - LISTED));
    }
    parts.join("; ")
}

fn told(leak: &Leak) -> String {
    let Leak { kind, encoding, path, .. } = leak;
    match (leak.offset, &leak.origin) {
        (None, _) => format!("{kind} ({encoding}) in {path}, in its name"),
        (Some(_), Some(Origin { path, offset: Some(offset) })) => {
            format!("{kind} ({encoding}) in {}, near byte {offset}", path.display())
        }
        (Some(_), Some(Origin { path, offset: None })) => format!("{kind} ({encoding}) in {}", path.display()),
        (Some(offset), None) => format!("{kind} ({encoding}) in {path}, byte {offset}"),
    }
}

fn reasons(left_out: &[LeftOut]) -> String {
    let told = |left: &LeftOut| format!("{}: {}", left.path.display(), left.reason);
    let mut parts: Vec<String> = left_out.iter().take(LISTED).map(told).collect();
    if left_out.len() > LISTED {
        parts.push(format!("and {} more", left_out.len() - LISTED));
    }
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) }
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
            Self::Inside { .. } => "choose a folder beside the inputs, or name the inputs one by one".to_owned(),
            Self::Expired { .. } => "say a later day with --expires, or release.expires".to_owned(),
            Self::NotReleasable { .. } => "leave it out, or export the chat again in a format that is known".to_owned(),
            Self::Leak { found } => {
                let place =
                    found.iter().find(|leak| leak.offset.is_some()).or(found.first()).map(told).unwrap_or_default();
                format!(
                    "nothing was released; in a copy of the export delete or edit what stands there, beginning with {place}, \
                     and release the copy"
                )
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
        let leak = |n: u64| Leak {
            kind: "mobile",
            path: format!("{n}.json"),
            offset: Some(n),
            encoding: "base64",
            origin: None,
        };
        let error = Error::Leak { found: (0..7).map(leak).collect() };
        let text = error.to_string();
        assert!(
            text.starts_with("refused: 7 known values are still in the release: mobile (base64) in 0.json, byte 0;")
        );
        assert!(text.ends_with("and 2 more"), "{text}");
        assert!(error.hint().unwrap().contains("copy of the export"));
    }

    #[test]
    fn a_leak_names_the_input_it_comes_from() {
        let origin = Some(Origin { path: PathBuf::from("exports/chat.txt"), offset: Some(70) });
        let leak = Leak { kind: "mobile", path: "x.txt".to_owned(), offset: Some(7), encoding: "raw", origin };
        let error = Error::Leak { found: vec![leak] };
        assert!(error.to_string().ends_with("mobile (raw) in exports/chat.txt, near byte 70"), "{error}");
        assert!(error.hint().unwrap().contains("mobile (raw) in exports/chat.txt, near byte 70"));
    }

    #[test]
    fn everything_missing_is_named_at_once() {
        let error = Error::Missing { profile: "share", missing: vec!["purpose", "expires"] };
        assert_eq!(error.to_string(), "the share profile needs purpose, expires");
        assert!(error.hint().unwrap().contains("--purpose, --expires"));
    }
}
