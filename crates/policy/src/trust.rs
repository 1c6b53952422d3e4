//! Whose signatures count: the group's `allowed_signers`, and for receipts `.groupkeep/allowed_signers` beside it.

use std::path::Path;

use groupkeep_keys::AllowedSigners;

use crate::Error;

/// The two lists of signers of a group.
#[derive(Debug, Default)]
pub(crate) struct Trust {
    /// Who may sign waivers, attestations and releases.
    pub people: AllowedSigners,
    /// Who may sign receipts: the people, and the keys listed for receipts only.
    pub receipts: AllowedSigners,
}

impl Trust {
    /// Reads both lists below `root`; a list that is not there allows nobody.
    pub fn load(root: &Path) -> Result<Self, Error> {
        let people = load(&root.join("allowed_signers"))?;
        let mut receipts = people.clone();
        receipts.merge(load(&root.join(".groupkeep").join("allowed_signers"))?);
        Ok(Self { people, receipts })
    }
}

fn load(path: &Path) -> Result<AllowedSigners, Error> {
    match AllowedSigners::load(path) {
        Err(groupkeep_keys::Error::Read { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
            Ok(AllowedSigners::empty())
        }
        other => Ok(other?),
    }
}
