//! Tombstones: the objects someone is about to delete at one destination.

use groupkeep_keys::Namespace;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::signed::{Body, check_kind};
use super::{Malformed, key::ObjectKey, text};
use crate::id::VaultId;

/// The schema every tombstone names.
pub const SCHEMA: &str = "groupkeep/tombstone/v0";

/// Objects that nothing referred to when it was written. Signed by a pruner; never copied between destinations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tombstone {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Always `tombstone`.
    pub kind: String,
    /// The vault it belongs to.
    pub vault: VaultId,
    /// Fingerprint of the pruner's key.
    pub signer: String,
    /// When it was written, by the pruner's clock; its age is measured at the destination instead.
    #[serde(with = "text")]
    pub time: Timestamp,
    /// The keys about to be deleted.
    pub objects: Vec<String>,
}

impl Body for Tombstone {
    const WHAT: &'static str = "tombstone";
    const NAMESPACE: Namespace = Namespace::Tombstone;

    fn signer(&self) -> &str {
        &self.signer
    }

    fn check(&self) -> Result<(), Malformed> {
        check_kind(Self::WHAT, &self.schema, SCHEMA)?;
        if self.kind != "tombstone" {
            return Err(Malformed::new(Self::WHAT, "is of another kind"));
        }
        if self.objects.iter().any(|key| ObjectKey::parse(key).is_none()) {
            return Err(Malformed::new(Self::WHAT, "names something that is no object of a vault"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use groupkeep_keys::SigningKey;

    use super::*;
    use crate::format::signed::Signed;
    use crate::id::Digest;

    #[test]
    fn a_tombstone_names_objects_of_a_vault_only() {
        let key = SigningKey::generate("");
        let tombstone = |object: String| Tombstone {
            schema: SCHEMA.to_owned(),
            kind: "tombstone".to_owned(),
            vault: VaultId(Digest::of(b"vault")),
            signer: key.public().fingerprint(),
            time: Timestamp::UNIX_EPOCH,
            objects: vec![object],
        };
        let good = Signed::sign(tombstone(format!("w/ab/lists/{}", Digest::of(b""))), &key).unwrap();
        assert_eq!(Signed::<Tombstone>::read(&good.bytes).unwrap().body, good.body);
        assert!(Signed::sign(tombstone("../outside".to_owned()), &key).is_err());
    }
}
