//! Signed objects: one line of compact JSON, a newline, the armoured SSHSIG of those bytes, newline included.
//!
//! The bytes are verified first, then the same bytes are parsed; nothing is ever serialised again. With stock tools:
//! `head -n 1 OBJECT | ssh-keygen -Y verify -f allowed_signers -I NAME -n NAMESPACE -s <(tail -n +2 OBJECT)`.

mod strict;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde::de::DeserializeOwned;

use crate::{AllowedSigners, Error, Namespace, PublicKey, Signer, SigningKey, sign, signer_of, verify};

pub use strict::parse_body;

const ARMOUR_BEGINS: &str = "-----BEGIN SSH SIGNATURE-----";

/// Signs `body` and puts both into one object. `body` is one line of compact strict JSON (see [`parse_body`]) without
/// line break; what `serde_json::to_string` gives for a struct of integers and texts is.
///
/// # Errors
/// [`Error::SignedObject`] when `body` is not such a line; [`Error::Sign`].
pub fn write(body: &str, key: &SigningKey, namespace: Namespace) -> Result<Vec<u8>, Error> {
    strict::check(body)?;
    let mut object = format!("{body}\n");
    let armour = sign(key, namespace, object.as_bytes())?;
    object.push_str(&armour);
    Ok(object.into_bytes())
}

/// A signed object taken apart, of which nothing is proven yet. Its body can be looked at only to find out which key
/// to verify it with.
#[derive(Debug, Clone)]
pub struct Unverified {
    line: String,
    armour: String,
    signer: PublicKey,
}

/// A signed object whose signature is sound.
#[derive(Debug, Clone)]
pub struct Verified {
    body: String,
    signer: PublicKey,
}

/// Takes an object apart.
///
/// # Errors
/// [`Error::SignedObject`] when it is not UTF-8, when body or armour is missing or anything follows the armour, and
/// when the body is not strict JSON; [`Error::NotASignature`].
pub fn read(object: &[u8]) -> Result<Unverified, Error> {
    let refuse = |reason: &str| Error::SignedObject { reason: reason.to_owned() };
    let text = std::str::from_utf8(object).map_err(|_| refuse("it is not UTF-8"))?;
    let newline = text.find('\n').ok_or_else(|| refuse("it has no second line"))?;
    let (line, armour) = text.split_at(newline + 1);
    if !armour.starts_with(ARMOUR_BEGINS) {
        return Err(refuse("no signature follows the first line"));
    }
    if !armour.ends_with("-----END SSH SIGNATURE-----\n") || armour.matches("-----END").count() != 1 {
        return Err(refuse("the signature is cut, or something follows it"));
    }
    strict::check(&line[..newline])?;
    Ok(Unverified { line: line.to_owned(), armour: armour.to_owned(), signer: signer_of(armour)? })
}

impl Unverified {
    /// The JSON line without its newline; unproven.
    #[must_use]
    pub fn body(&self) -> &str {
        self.line.trim_end_matches('\n')
    }

    /// The armoured signature.
    #[must_use]
    pub fn armour(&self) -> &str {
        &self.armour
    }

    /// The key the signature names; unproven.
    #[must_use]
    pub fn signer(&self) -> &PublicKey {
        &self.signer
    }

    /// Checks the signature against one key.
    ///
    /// # Errors
    /// Those of [`verify`].
    pub fn verify(self, key: &PublicKey, namespace: Namespace) -> Result<Verified, Error> {
        verify(key, namespace, self.line.as_bytes(), &self.armour)?;
        Ok(Verified { body: self.body().to_owned(), signer: self.signer })
    }

    /// Checks the signature against whoever is allowed at the moment `at`.
    ///
    /// # Errors
    /// Those of [`AllowedSigners::verify`].
    pub fn verify_allowed(
        self,
        allowed: &AllowedSigners,
        namespace: Namespace,
        principal: Option<&str>,
        at: Timestamp,
    ) -> Result<(Verified, Signer), Error> {
        let signer = allowed.verify(namespace, self.line.as_bytes(), &self.armour, principal, at)?;
        Ok((Verified { body: self.body().to_owned(), signer: self.signer }, signer))
    }
}

impl Verified {
    /// The JSON line that was signed, without its newline.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The key that signed it.
    #[must_use]
    pub fn signer(&self) -> &PublicKey {
        &self.signer
    }

    /// Reads the body as `T`, which refuses unknown keys itself (`#[serde(deny_unknown_fields)]`).
    ///
    /// # Errors
    /// [`Error::SignedObject`].
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Error> {
        parse_body(&self.body)
    }
}
