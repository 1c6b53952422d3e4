//! Signed objects of a vault: a body of one kind, the bytes that carry it, and who signed them.

use groupkeep_keys::{Namespace, PublicKey, SigningKey, signed};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Malformed;
use crate::id::Digest;

/// The most bytes a signed object has: 16 MiB, many times what a snapshot of millions of files takes. Larger ones are not
/// even read.
pub const MAX_SIGNED: u64 = 16 << 20;

/// The body of a signed object.
pub trait Body: Serialize + DeserializeOwned {
    /// What the object is called in messages.
    const WHAT: &'static str;
    /// The namespace it is signed under.
    const NAMESPACE: Namespace;

    /// The fingerprint of the key that the body says has signed it, `SHA256:…`.
    fn signer(&self) -> &str;

    /// What must hold beyond the types.
    ///
    /// # Errors
    /// The first rule that is broken.
    fn check(&self) -> Result<(), Malformed>;
}

/// A body whose signature is sound. Whether its signer may sign such a thing is not decided here.
#[derive(Debug, Clone)]
pub struct Signed<T> {
    /// What was signed.
    pub body: T,
    /// The whole object: body line and armoured signature.
    pub bytes: Vec<u8>,
    /// Digest of the whole object.
    pub sha256: Digest,
    /// The key that signed.
    pub signer: PublicKey,
}

impl<T: Body> Signed<T> {
    /// Signs `body` with `key`, whose fingerprint the body must name.
    ///
    /// # Errors
    /// When the body breaks a rule of its kind, is too large, or the key refuses.
    pub fn sign(body: T, key: &SigningKey) -> Result<Self, Malformed> {
        body.check()?;
        let signer = key.public();
        if body.signer() != signer.fingerprint() {
            return Err(Malformed::new(T::WHAT, "names another signer than the key"));
        }
        let line = serde_json::to_string(&body).map_err(|error| Malformed::new(T::WHAT, error))?;
        let bytes = signed::write(&line, key, T::NAMESPACE).map_err(|error| Malformed::new(T::WHAT, error))?;
        check_size(T::WHAT, bytes.len() as u64)?;
        Ok(Self { body, sha256: Digest::of(&bytes), bytes, signer })
    }

    /// Verifies the signature of an object against the key it carries, then parses the same bytes.
    ///
    /// # Errors
    /// When the object is cut, the signature does not match, the body is not strict JSON of this kind, or it names
    /// another signer than the one who signed.
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let malformed = |error: groupkeep_keys::Error| Malformed::new(T::WHAT, error);
        let unverified = signed::read(bytes).map_err(malformed)?;
        let signer = unverified.signer().clone();
        let body: T = unverified.verify(&signer, T::NAMESPACE).map_err(malformed)?.parse().map_err(malformed)?;
        body.check()?;
        if body.signer() != signer.fingerprint() {
            return Err(Malformed::new(T::WHAT, "is signed by another key than its body names"));
        }
        Ok(Self { body, sha256: Digest::of(bytes), bytes: bytes.to_vec(), signer })
    }
}

/// Checks that an object of so many bytes may be a signed one.
pub(crate) fn check_size(what: &str, bytes: u64) -> Result<(), Malformed> {
    if bytes <= MAX_SIGNED {
        Ok(())
    } else {
        Err(Malformed::new(what, format!("is of {bytes} bytes, and none has over {MAX_SIGNED}")))
    }
}

/// Checks the two fields every body starts with.
pub(crate) fn check_kind(what: &str, schema: &str, expected: &str) -> Result<(), Malformed> {
    if schema == expected {
        Ok(())
    } else {
        Err(Malformed::new(what, format!("is of schema `{schema}`, not `{expected}`")))
    }
}
