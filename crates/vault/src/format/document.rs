//! The vault document: who may write, who may read, with which keys. Signed by a root key, in generations.

use groupkeep_keys::{Namespace, PublicKey, Recipient};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::signed::{Body, Signed, check_kind};
use super::{Malformed, key::ObjectKey, text};
use crate::id::{Digest, VaultId, WriterName};

/// The schema every generation names.
pub const SCHEMA: &str = "groupkeep/vault/v0";

/// One generation of the vault document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Always `vault`.
    pub kind: String,
    /// The vault; absent in generation 0, whose own digest it is.
    pub vault: Option<VaultId>,
    /// Fingerprint of the root key that signed.
    pub signer: String,
    /// From 0, without holes.
    pub generation: u64,
    /// Digest of the generation before; absent in generation 0.
    pub previous: Option<Digest>,
    /// When it was made.
    #[serde(with = "text")]
    pub time: Timestamp,
    /// How chunks and packs are cut.
    pub parameters: Parameters,
    /// The keys that may sign the next generation; those of generation 0 are the vault's identity.
    #[serde(with = "text::list")]
    pub roots: Vec<PublicKey>,
    /// All epochs so far, by number; the last one is written to.
    pub epochs: Vec<Epoch>,
    /// Everyone who may, or once could, add snapshots.
    pub writers: Vec<Writer>,
    /// Keys that may sign tombstones, drop and done records.
    #[serde(with = "text::list")]
    pub pruners: Vec<PublicKey>,
    /// Whom the epoch identities are sealed to.
    #[serde(with = "text::list")]
    pub readers: Vec<Recipient>,
    /// How many shares open an epoch, for a vault whose identities are split; absent otherwise.
    pub threshold: Option<u64>,
}

/// How a vault's chunks and packs are cut, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Always `fastcdc-2020`.
    pub chunker: String,
    /// Smallest, average and largest chunk of a file.
    pub chunk: [u64; 3],
    /// The same for manifests.
    pub manifest_chunk: [u64; 3],
    /// Plaintext of a full pack.
    pub pack: u64,
}

impl Default for Parameters {
    fn default() -> Self {
        const K: u64 = 1024;
        Self {
            chunker: "fastcdc-2020".to_owned(),
            chunk: [256 * K, K * K, 4 * K * K],
            manifest_chunk: [16 * K, 64 * K, 256 * K],
            pack: super::pack::FULL as u64,
        }
    }
}

/// A key pair that packs are sealed to for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Epoch {
    /// From 1.
    pub number: u64,
    /// The kind of key.
    pub kind: EpochKind,
    /// Whom packs are sealed to.
    #[serde(with = "text")]
    pub recipient: Recipient,
    /// Digests of the sealed identity, or of each sealed share.
    pub sealed: Vec<Digest>,
}

impl Epoch {
    /// Where the epoch's sealed identities are kept.
    pub fn keys(&self) -> impl Iterator<Item = ObjectKey> {
        self.sealed.iter().map(|sha256| ObjectKey::Epoch { number: self.number, sha256: *sha256 })
    }
}

/// The kinds of epoch keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EpochKind {
    /// An age X25519 key pair.
    X25519,
}

/// Someone who adds snapshots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Writer {
    /// The name in object keys.
    pub name: WriterName,
    /// The key that signs the writer's statements and receipts.
    #[serde(with = "text")]
    pub key: PublicKey,
    /// Whether new statements of it count.
    pub state: WriterState,
}

/// Whether a writer may still write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WriterState {
    /// May add snapshots.
    Active,
    /// May not add any more; what it wrote stays valid.
    Retired,
}

impl Document {
    /// The epoch that packs are written to.
    ///
    /// # Errors
    /// Never for a document that was read or signed: it has at least one epoch.
    pub fn current_epoch(&self) -> Result<&Epoch, Malformed> {
        self.epochs.last().ok_or_else(|| Malformed::new(Self::WHAT, "has no epoch"))
    }

    /// The epoch of that number.
    #[must_use]
    pub fn epoch(&self, number: u64) -> Option<&Epoch> {
        self.epochs.iter().find(|epoch| epoch.number == number)
    }

    /// The writer of that name.
    #[must_use]
    pub fn writer(&self, name: &WriterName) -> Option<&Writer> {
        self.writers.iter().find(|writer| writer.name == *name)
    }
}

impl Body for Document {
    const WHAT: &'static str = "vault document";
    const NAMESPACE: Namespace = Namespace::Vault;

    fn signer(&self) -> &str {
        &self.signer
    }

    fn check(&self) -> Result<(), Malformed> {
        let broken = |reason: &str| Err(Malformed::new(Self::WHAT, reason));
        check_kind(Self::WHAT, &self.schema, SCHEMA)?;
        if self.kind != "vault" {
            return broken("is of another kind");
        }
        if (self.generation == 0) != (self.vault.is_none() && self.previous.is_none()) {
            return broken("must name vault and previous generation from generation 1 on, and only then");
        }
        if self.generation > 0 && (self.vault.is_none() || self.previous.is_none()) {
            return broken("does not name the vault or the generation before");
        }
        if self.parameters != Parameters::default() {
            return broken("has parameters this version does not know");
        }
        if self.roots.is_empty() {
            return broken("names no root key");
        }
        let numbered = self.epochs.iter().zip(1..).all(|(epoch, number)| epoch.number == number);
        if self.epochs.is_empty() || !numbered || self.epochs.iter().any(|epoch| epoch.sealed.is_empty()) {
            return broken("has no epochs, unnumbered ones, or one that is sealed to nobody");
        }
        for (at, writer) in self.writers.iter().enumerate() {
            if self.writers[..at].iter().any(|other| other.name == writer.name || other.key == writer.key) {
                return broken("names a writer twice");
            }
        }
        Ok(())
    }
}

impl Signed<Document> {
    /// Where this generation is kept.
    #[must_use]
    pub fn key(&self) -> ObjectKey {
        ObjectKey::Document { generation: self.body.generation, sha256: self.sha256 }
    }

    /// The vault it belongs to.
    #[must_use]
    pub fn vault(&self) -> VaultId {
        self.body.vault.unwrap_or(VaultId(self.sha256))
    }
}

#[cfg(test)]
mod tests;
