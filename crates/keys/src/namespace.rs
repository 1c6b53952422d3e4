use std::ffi::OsStr;
use std::fmt;
use std::path::{Component, Path};
use std::str::FromStr;

use crate::Error;

/// What a signature is for. A signature made for one never counts for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Namespace {
    /// A generation of the vault document.
    Vault,
    /// A snapshot statement.
    Snapshot,
    /// A list of objects about to be deleted.
    Tombstone,
    /// A record of statements that retention removed.
    Drop,
    /// The end of a deletion.
    Done,
    /// A receipt of a backup, a verification or a drill.
    Receipt,
    /// What only a person can vouch for.
    Attestation,
    /// The evidence of a release.
    Release,
    /// An exception to a rule.
    Waiver,
    /// A payout's voucher.
    Ledger,
    /// A charter file.
    Charter,
    /// A version of `allowed_signers`.
    Signers,
}

impl Namespace {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Vault,
        Self::Snapshot,
        Self::Tombstone,
        Self::Drop,
        Self::Done,
        Self::Receipt,
        Self::Attestation,
        Self::Release,
        Self::Waiver,
        Self::Ledger,
        Self::Charter,
        Self::Signers,
    ];

    /// The text given to `ssh-keygen -n`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vault => "groupkeep-vault-v1",
            Self::Snapshot => "groupkeep-snapshot-v1",
            Self::Tombstone => "groupkeep-tombstone-v1",
            Self::Drop => "groupkeep-drop-v1",
            Self::Done => "groupkeep-done-v1",
            Self::Receipt => "groupkeep-receipt-v1",
            Self::Attestation => "groupkeep-attestation-v1",
            Self::Release => "groupkeep-release-v1",
            Self::Waiver => "groupkeep-waiver-v1",
            Self::Ledger => "groupkeep-ledger-v1",
            Self::Charter => "groupkeep-charter-v1",
            Self::Signers => "groupkeep-signers-v1",
        }
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Namespace {
    type Err = Error;

    /// The whole text, `groupkeep-release-v1`, or its middle, `release`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let short = text.strip_prefix("groupkeep-").and_then(|t| t.strip_suffix("-v1")).unwrap_or(text);
        let full = format!("groupkeep-{short}-v1");
        Self::ALL
            .into_iter()
            .find(|namespace| namespace.as_str() == full)
            .ok_or_else(|| Error::BadKey { place: format!("`{text}`"), expected: "a signature namespace" })
    }
}

/// The namespace a file is signed under, from its place in a group's folder: `attestations/*`, `waivers/*`,
/// `releases/<name>/release.json`, anything below `charter/`, `allowed_signers`. `None` where the place does not tell;
/// only the path is looked at.
#[must_use]
pub fn namespace_for(path: &Path) -> Option<Namespace> {
    let parts: Vec<&OsStr> = path
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name),
            _ => None,
        })
        .collect();
    let (name, folders) = parts.split_last()?;
    let parent = folders.last().and_then(|f| f.to_str());
    if *name == "allowed_signers" {
        return Some(Namespace::Signers);
    }
    match parent {
        Some("attestations") => return Some(Namespace::Attestation),
        Some("waivers") => return Some(Namespace::Waiver),
        _ => {}
    }
    if *name == "release.json" && folders.len() >= 2 && folders[folders.len() - 2] == "releases" {
        return Some(Namespace::Release);
    }
    folders.iter().any(|folder| *folder == "charter").then_some(Namespace::Charter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_whole_and_short() {
        for namespace in Namespace::ALL {
            assert_eq!(namespace.as_str().parse::<Namespace>().expect("its own name"), namespace);
        }
        assert_eq!("waiver".parse::<Namespace>().expect("a short name"), Namespace::Waiver);
        let error = "file".parse::<Namespace>().expect_err("not ours");
        assert_eq!(error.to_string(), "`file` is not a signature namespace");
    }

    #[test]
    fn names_differ() {
        let mut names: Vec<_> = Namespace::ALL.iter().map(|n| n.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Namespace::ALL.len());
    }

    #[test]
    fn the_place_of_a_file_tells_what_is_signed() {
        for (path, expected) in [
            ("attestations/successor.yaml", Some(Namespace::Attestation)),
            ("/home/li/group/waivers/w-1.yaml", Some(Namespace::Waiver)),
            ("releases/2026-11-01-abcd/release.json", Some(Namespace::Release)),
            ("releases/release.json", None),
            ("releases/2026-11-01-abcd/exports/release.json", None),
            ("charter/rules/money.md", Some(Namespace::Charter)),
            ("allowed_signers", Some(Namespace::Signers)),
            ("tables/ledger.csv", None),
            ("charter", None),
            ("", None),
        ] {
            assert_eq!(namespace_for(Path::new(path)), expected, "{path}");
        }
    }
}
