//! Reading the vault documents of a destination, and what several destinations say together.

use groupkeep_keys::PublicKey;

use crate::destination::Destination;
use crate::error::Error;
use crate::format::document::Document;
use crate::format::key::{self, ObjectKey};
use crate::format::signed::{Body as _, Signed, check_size};
use crate::id::{Digest, VaultId};

/// The generations of a vault document, each verified against the one before, generation 0 against the vault's id.
#[derive(Debug, Clone)]
pub struct Documents {
    generations: Vec<Signed<Document>>,
}

impl Documents {
    /// A new vault's documents.
    pub(crate) fn first(document: Signed<Document>) -> Self {
        Self { generations: vec![document] }
    }

    /// The vault.
    #[must_use]
    pub fn vault(&self) -> VaultId {
        VaultId(self.generations[0].sha256)
    }

    /// The generation that counts.
    #[must_use]
    pub fn newest(&self) -> &Signed<Document> {
        // There is always at least generation 0, so the last is never before the first.
        self.generations.last().unwrap_or(&self.generations[0])
    }

    /// All generations, oldest first.
    #[must_use]
    pub fn all(&self) -> &[Signed<Document>] {
        &self.generations
    }

    /// The keys that make this vault what it is.
    #[must_use]
    pub fn roots(&self) -> &[PublicKey] {
        &self.generations[0].body.roots
    }

    /// What several destinations say together: the longest chain.
    ///
    /// # Errors
    /// [`Error::Forked`] when two of them have different documents of one generation.
    pub fn merge(mut self, other: Self) -> Result<Self, Error> {
        let vault = self.vault();
        for (ours, theirs) in self.generations.iter().zip(&other.generations) {
            if ours.sha256 != theirs.sha256 {
                return Err(Error::Forked { vault, generation: ours.body.generation });
            }
        }
        let known = self.generations.len();
        self.generations.extend(other.generations.into_iter().skip(known));
        Ok(self)
    }

    /// Refuses documents older than what was seen before: `seen` is a generation and its digest.
    ///
    /// # Errors
    /// [`Error::RolledBack`], and [`Error::Forked`] when that generation is another document now.
    pub fn no_older_than(&self, seen: (u64, Digest)) -> Result<(), Error> {
        let (generation, digest) = seen;
        let vault = self.vault();
        match self.generations.iter().find(|known| known.body.generation == generation) {
            Some(known) if known.sha256 == digest => Ok(()),
            Some(_) => Err(Error::Forked { vault, generation }),
            None => Err(Error::RolledBack { vault, seen: generation, found: self.newest().body.generation }),
        }
    }
}

/// Reads and verifies the documents at a destination. With `pinned`, the documents of that vault; else of the only
/// vault there.
///
/// Documents that no root key signed, or that belong to other vaults, are passed over: anyone who can write to the
/// place can put such things there.
///
/// # Errors
/// [`Error::Destination`]; [`Error::NoVault`] when there is none; [`Error::Foreign`] when there is another than the
/// pinned one; [`Error::Ambiguous`]; [`Error::Damaged`] when generation 0 is not what its name says;
/// [`Error::Forked`].
pub async fn read_documents(destination: &Destination, pinned: Option<VaultId>) -> Result<Documents, Error> {
    let listed = destination.store()?.list(key::DOCUMENTS).await.map_err(|error| destination.failed(error))?;
    let named: Vec<(u64, Digest, u64)> = listed
        .iter()
        .filter_map(|listed| match ObjectKey::parse(&listed.key)? {
            ObjectKey::Document { generation, sha256 } => Some((generation, sha256, listed.size)),
            _ => None,
        })
        .collect();
    let firsts: Vec<Digest> = named.iter().filter(|named| named.0 == 0).map(|named| named.1).collect();
    let name = destination.name.clone();
    let first = match (pinned, &firsts[..]) {
        (_, []) => return Err(Error::NoVault { destination: name }),
        (Some(VaultId(pinned)), _) if firsts.contains(&pinned) => pinned,
        (Some(expected), [found, ..]) => {
            return Err(Error::Foreign { destination: name, found: VaultId(*found), expected });
        }
        (None, [only]) => *only,
        (None, several) => return Err(Error::Ambiguous { destination: name, count: several.len() }),
    };
    let sizes = named.iter().filter(|named| (named.0, named.1) == (0, first)).map(|named| named.2);
    let mut generations = vec![read_first(destination, first, sizes.max().unwrap_or(0)).await?];
    loop {
        let last = &generations[generations.len() - 1];
        let next = last.body.generation + 1;
        let mut valid = Vec::new();
        for (_, sha256, size) in named.iter().filter(|named| named.0 == next) {
            if check_size(Document::WHAT, *size).is_err() {
                continue;
            }
            let key = ObjectKey::Document { generation: next, sha256: *sha256 };
            let Ok(Some(bytes)) = destination.fetch(&key, sha256).await else { continue };
            let Ok(document) = Signed::<Document>::read(&bytes) else { continue };
            if follows(&document, last, VaultId(first)) {
                valid.push(document);
            }
        }
        match (valid.pop(), valid.is_empty()) {
            (None, _) => return Ok(Documents { generations }),
            (Some(document), true) => generations.push(document),
            (Some(_), false) => return Err(Error::Forked { vault: VaultId(first), generation: next }),
        }
    }
}

async fn read_first(destination: &Destination, first: Digest, size: u64) -> Result<Signed<Document>, Error> {
    let key = ObjectKey::Document { generation: 0, sha256: first };
    check_size(Document::WHAT, size).map_err(|source| destination.damaged(&key, source))?;
    let bytes = destination.fetch(&key, &first).await?;
    let bytes = bytes.ok_or_else(|| Error::NoVault { destination: destination.name.clone() })?;
    let document = Signed::<Document>::read(&bytes).map_err(|source| destination.damaged(&key, source))?;
    if document.body.generation == 0 && document.body.roots.contains(&document.signer) {
        Ok(document)
    } else {
        let reason = "is not signed by a root key it names, or is no first generation";
        Err(destination.damaged(&key, crate::format::Malformed::new("vault document", reason)))
    }
}

fn follows(document: &Signed<Document>, last: &Signed<Document>, vault: VaultId) -> bool {
    document.body.generation == last.body.generation + 1
        && document.body.vault == Some(vault)
        && document.body.previous == Some(last.sha256)
        && last.body.roots.contains(&document.signer)
}

#[cfg(test)]
mod tests;
