//! The internal evidence: what only the approvers may read.

use std::fs;
use std::path::{Path, PathBuf};

use groupkeep_keys::{Recipient, seal};
use serde::{Serialize, Serializer};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::input::hex;
use crate::job::Approver;
use crate::tally::Ambiguous;

/// The schema of the sealed document.
const SCHEMA: &str = "groupkeep/release-internal/v1";

/// The file's name below the folder.
const FILE: &str = "release-internal.json.age";

/// One input.
#[derive(Serialize)]
pub(crate) struct Source {
    pub path: String,
    pub sha256: String,
    /// Where it is in the release.
    pub released_as: String,
}

/// The content before sealing.
#[derive(Serialize)]
pub(crate) struct Evidence<'a> {
    schema: &'static str,
    inputs: Vec<Source>,
    /// SHA-256 over the aliases, sorted, each followed by a line feed.
    roster_sha256: String,
    approvers: Vec<&'a str>,
    /// The key of the pseudonyms, 64 hexadecimal digits; only under the internal profile.
    #[serde(serialize_with = "exposed")]
    key: Option<Zeroizing<String>>,
    ambiguous: Vec<&'a Ambiguous>,
}

impl<'a> Evidence<'a> {
    pub fn new(
        inputs: Vec<Source>,
        roster_sha256: String,
        approvers: &'a [Approver],
        key: Option<&[u8; 32]>,
        ambiguous: impl Iterator<Item = &'a Ambiguous>,
    ) -> Self {
        Self {
            schema: SCHEMA,
            inputs,
            roster_sha256,
            approvers: approvers.iter().map(|approver| approver.name.as_str()).collect(),
            key: key.map(|key| Zeroizing::new(hex(key))),
            ambiguous: ambiguous.collect(),
        }
    }

    /// Writes the document, sealed to every key of every approver, into the new folder `folder`.
    pub fn write(&self, folder: &Path, approvers: &[Approver]) -> Result<(), Error> {
        let plain = Zeroizing::new(serde_json::to_vec_pretty(self).map_err(Error::Describe)?);
        let recipients: Vec<Recipient> = approvers.iter().flat_map(|approver| approver.recipients.clone()).collect();
        let sealed = seal(&plain, &recipients)?;
        let failed = |source| Error::Write { path: folder.to_owned(), source };
        fs::create_dir(folder).map_err(failed)?;
        fs::write(folder.join(FILE), sealed).map_err(failed)
    }
}

/// The document is zeroed once it is sealed, and exists nowhere else.
fn exposed<S: Serializer>(key: &Option<Zeroizing<String>>, serializer: S) -> Result<S::Ok, S::Error> {
    key.as_deref().serialize(serializer)
}

/// Where the evidence of the release at `to` goes: beside it, never in it.
pub(crate) fn folder_of(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".internal");
    to.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use groupkeep_keys::{Identity, open};

    #[test]
    fn only_an_approver_can_read_it() {
        let identity = Identity::generate();
        let approvers = [Approver { name: "b.wang".to_owned(), recipients: vec![identity.recipient()] }];
        let place = Ambiguous { path: "a.json".to_owned(), offset: 3, alias: "阳光".to_owned() };
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("out.internal");
        let evidence = Evidence::new(Vec::new(), "00".to_owned(), &approvers, Some(&[7; 32]), std::iter::once(&place));
        evidence.write(&inside, &approvers).unwrap();
        let sealed = fs::read(inside.join(FILE)).unwrap();
        assert!(open(&sealed, &[Identity::generate()]).is_err());
        let plain = open(&sealed, &[identity]).unwrap();
        let read: serde_json::Value = serde_json::from_slice(&plain).unwrap();
        assert_eq!(read["ambiguous"][0]["alias"], "阳光");
        assert_eq!(read["key"], "07".repeat(32));
    }

    #[test]
    fn the_folder_stands_beside_the_release() {
        assert_eq!(folder_of(Path::new("releases/2026-11-01")), Path::new("releases/2026-11-01.internal"));
    }
}
