//! The statement: the signed object whose presence makes a snapshot.

use groupkeep_keys::Namespace;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::signed::{Body, Signed, check_kind};
use super::{Malformed, key::ObjectKey, text};
use crate::id::{Digest, VaultId, WriterName};

/// The schema every statement names.
pub const SCHEMA: &str = "groupkeep/snapshot/v0";

/// What a writer says about one snapshot, in clear; what only readers may know is in the sealed root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Always `snapshot`.
    pub kind: String,
    /// The vault it belongs to.
    pub vault: VaultId,
    /// Fingerprint of the writer's key.
    pub signer: String,
    /// The writer.
    pub writer: WriterName,
    /// One configured set of sources: 16 hexadecimal characters that say nothing about them.
    pub series: String,
    /// The number in the writer's chain, from 1.
    pub seq: u64,
    /// The writer's own statements that no other one named before, by digest, ascending; empty in the first.
    pub previous: Vec<Digest>,
    /// When the snapshot was begun, by the writer's clock.
    #[serde(with = "text")]
    pub time: Timestamp,
    /// The newest generation of the vault document the writer knew.
    pub generation: u64,
    /// That generation's digest.
    pub document: Digest,
    /// The epoch the root is sealed to.
    pub epoch: u64,
    /// What the snapshot needs.
    pub list: ListRef,
    /// Whether everything configured is in it.
    pub state: State,
    /// Never dropped by retention.
    pub pinned: bool,
    /// The root, sealed to the epoch.
    #[serde(with = "text::base64_bytes")]
    pub root: Vec<u8>,
}

/// A statement's list of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRef {
    /// Digest of the list object.
    pub sha256: Digest,
    /// Digest of the list it is relative to, if it is.
    pub base: Option<Digest>,
    /// How many objects it names in all.
    pub count: u64,
    /// Their stored bytes together.
    pub bytes: u64,
}

/// Whether a snapshot holds everything it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Everything configured is in it.
    Complete,
    /// Something could not be read.
    Partial,
}

impl Body for Statement {
    const WHAT: &'static str = "snapshot statement";
    const NAMESPACE: Namespace = Namespace::Snapshot;

    fn signer(&self) -> &str {
        &self.signer
    }

    fn check(&self) -> Result<(), Malformed> {
        let broken = |reason: &str| Err(Malformed::new(Self::WHAT, reason));
        check_kind(Self::WHAT, &self.schema, SCHEMA)?;
        if self.kind != "snapshot" {
            return broken("is of another kind");
        }
        if self.seq == 0 || self.epoch == 0 {
            return broken("counts from 0 instead of 1");
        }
        if self.series.len() != 16 || !self.series.bytes().all(|b| b"0123456789abcdef".contains(&b)) {
            return broken("has a malformed series");
        }
        if !self.previous.is_sorted_by(|a, b| a < b) {
            return broken("names its predecessors twice or out of order");
        }
        Ok(())
    }
}

impl Signed<Statement> {
    /// Where it is kept.
    #[must_use]
    pub fn key(&self) -> ObjectKey {
        ObjectKey::Statement { writer: self.body.writer.clone(), seq: self.body.seq, short: self.sha256.short() }
    }

    /// Where its list is kept.
    #[must_use]
    pub fn list_key(&self) -> ObjectKey {
        ObjectKey::List { writer: self.body.writer.clone(), sha256: self.body.list.sha256 }
    }
}

#[cfg(test)]
mod tests;
