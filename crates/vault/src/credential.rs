//! The writer's credential: what a machine needs to add snapshots, and nothing that reads one.

use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use groupkeep_keys::{Identity, SigningKey};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::env::Random;
use crate::error::Error;
use crate::format::Malformed;
use crate::id::{Digest, VaultId, WriterName};

const SCHEMA: &str = "groupkeep/credential/v0";

/// What lets a machine write to a vault. Whoever has it can add snapshots and confirm guesses about chunks, but read
/// nothing. Secret: kept in files of mode 0600 only.
#[derive(Clone)]
pub struct Credential {
    /// The vault it is for.
    pub vault: VaultId,
    /// The writer's name in object keys.
    pub writer: WriterName,
    /// Signs statements and receipts.
    pub signing_key: SigningKey,
    /// Keys the chunk ids.
    pub dedup_key: Zeroizing<[u8; 32]>,
    /// Opens the writer's own indexes and caches.
    pub index_identity: Identity,
    /// The newest generation of the vault document seen when it was made, and its digest.
    pub seen: (u64, Digest),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    schema: String,
    vault: VaultId,
    writer: WriterName,
    generation: u64,
    document: Digest,
    signing_key: Zeroizing<String>,
    dedup_key: Zeroizing<String>,
    index_identity: Zeroizing<String>,
}

/// The secrets of a writer whose vault may not exist yet.
pub(crate) struct NewWriter {
    pub(crate) name: WriterName,
    pub(crate) signing_key: SigningKey,
    dedup_key: Zeroizing<[u8; 32]>,
    index_identity: Identity,
}

impl NewWriter {
    /// A fresh writer, named by its key.
    pub(crate) fn generate(random: &dyn Random) -> Result<Self, Error> {
        let signing_key = SigningKey::generate("groupkeep writer");
        let name = signing_key.public().key_id().parse();
        let name = name.map_err(|error| Malformed::new("writer name", error))?;
        let mut dedup_key = Zeroizing::new([0; 32]);
        let failed = |source| Error::Io { action: "get randomness from", path: "the system".into(), source };
        random.fill(&mut dedup_key[..]).map_err(failed)?;
        Ok(Self { name, signing_key, dedup_key, index_identity: Identity::generate() })
    }

    pub(crate) fn credential(self, vault: VaultId, seen: (u64, Digest)) -> Credential {
        let Self { name, signing_key, dedup_key, index_identity } = self;
        Credential { vault, writer: name, signing_key, dedup_key, index_identity, seen }
    }
}

impl Credential {
    /// Reads a credential file.
    ///
    /// # Errors
    /// [`Error::NoCredential`] when there is none, [`Error::Keys`] when it cannot be read, [`Error::BadFile`].
    pub fn load(path: &Path) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::NoCredential { path: path.to_owned() });
        }
        let bad =
            |reason: String| Error::BadFile { path: path.to_owned(), source: Malformed::new("credential", reason) };
        let secret = groupkeep_keys::read_secret(path)?;
        // serde_json's own message could quote a secret.
        let raw: Raw = serde_json::from_slice(&secret.bytes).map_err(|error| {
            bad(format!("is not of the expected shape, line {} column {}", error.line(), error.column()))
        })?;
        if raw.schema != SCHEMA {
            return Err(bad(format!("is of schema `{}`, not `{SCHEMA}`", raw.schema)));
        }
        let key = Zeroizing::new(BASE64_STANDARD.decode(&*raw.dedup_key).unwrap_or_default());
        let dedup_key = <[u8; 32]>::try_from(&key[..]).map_err(|_| bad("has a malformed dedup key".to_owned()))?;
        let index_identity = Identity::parse_all(&raw.index_identity).ok().and_then(|mut all| all.pop());
        Ok(Self {
            vault: raw.vault,
            writer: raw.writer,
            signing_key: SigningKey::parse(&raw.signing_key)
                .map_err(|_| bad("has a malformed signing key".to_owned()))?,
            dedup_key: Zeroizing::new(dedup_key),
            index_identity: index_identity.ok_or_else(|| bad("has a malformed index identity".to_owned()))?,
            seen: (raw.generation, raw.document),
        })
    }

    /// Writes the credential to a file of mode 0600.
    ///
    /// # Errors
    /// [`Error::Keys`] when it cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        groupkeep_keys::write_secret(path, &self.to_bytes())?;
        Ok(())
    }

    /// The file's content; secret.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let raw = Raw {
            schema: SCHEMA.to_owned(),
            vault: self.vault,
            writer: self.writer.clone(),
            generation: self.seen.0,
            document: self.seen.1,
            signing_key: self.signing_key.to_openssh(),
            dedup_key: Zeroizing::new(BASE64_STANDARD.encode(&self.dedup_key[..])),
            index_identity: self.index_identity.to_text(&[]),
        };
        Zeroizing::new(crate::format::json(&raw))
    }
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Credential(writer {} of vault {})", self.writer, self.vault.short())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::Env;

    fn credential() -> Credential {
        let writer = NewWriter::generate(&*Env::system().random).unwrap();
        writer.credential(VaultId(Digest::of(b"vault")), (0, Digest::of(b"vault")))
    }

    #[test]
    fn a_credential_comes_back_from_a_private_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/credential.json");
        let ours = credential();
        ours.save(&path).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let back = Credential::load(&path).unwrap();
        assert_eq!((back.vault, &back.writer, back.seen), (ours.vault, &ours.writer, ours.seen));
        assert_eq!(back.dedup_key, ours.dedup_key);
        assert_eq!(back.signing_key.public(), ours.signing_key.public());
        assert_eq!(back.index_identity.recipient(), ours.index_identity.recipient());
    }

    #[test]
    fn damage_is_named_without_quoting_a_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("credential.json");
        assert!(matches!(Credential::load(&path), Err(Error::NoCredential { .. })));
        let bytes = credential().to_bytes();
        for cut in [0, 10, bytes.len() / 2, bytes.len() - 1] {
            groupkeep_keys::write_secret(&path, &bytes[..cut]).unwrap();
            let error = Credential::load(&path).unwrap_err();
            let shown = format!("{error} {:?}", std::error::Error::source(&error).map(ToString::to_string));
            assert!(shown.contains("credential.json") && !shown.contains("AGE-SECRET"), "{shown}");
        }
    }

    #[test]
    fn debug_shows_names_only() {
        let ours = credential();
        let shown = format!("{ours:?}");
        assert_eq!(shown, format!("Credential(writer {} of vault {})", ours.writer, ours.vault.short()));
    }
}
