use std::fmt;
use std::path::Path;

use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::rand_core::OsRng;
use ssh_key::{Algorithm, LineEnding, PrivateKey};
use zeroize::Zeroizing;

use crate::{Error, PublicKey, read_secret};

/// An ed25519 key in OpenSSH's format that signs. Zeroed when dropped; `Debug` shows the fingerprint only.
#[derive(Clone)]
pub struct SigningKey {
    key: PrivateKey,
    public: PublicKey,
}

impl SigningKey {
    /// A fresh key from the system's randomness. `comment` stands in the file and in the `.pub` line; line breaks in
    /// it become spaces.
    #[must_use]
    pub fn generate(comment: &str) -> Self {
        let comment: String = comment.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let pair = KeypairData::Ed25519(Ed25519Keypair::random(&mut OsRng));
        let made = PrivateKey::new(pair, comment)
            .map_err(|_| "the key".to_owned())
            .and_then(|key| Self::from_key(key, "the key").map_err(|error| error.to_string()));
        made.expect("invariant: an ed25519 pair and a comment without line breaks make a key")
    }

    /// Reads an OpenSSH private key without passphrase.
    ///
    /// # Errors
    /// [`Error::BadKey`], [`Error::Passphrase`], and [`Error::UnsupportedKey`] for anything but ed25519.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::parse_named(text, "the signing key")
    }

    /// [`Self::parse`] over a file.
    ///
    /// # Errors
    /// As there, naming the file, and [`Error::Read`].
    pub fn load(path: &Path) -> Result<Self, Error> {
        let place = path.display().to_string();
        let secret = read_secret(path)?;
        match std::str::from_utf8(&secret.bytes) {
            Ok(text) => Self::parse_named(text, &place),
            Err(_) => Err(bad(&place)),
        }
    }

    fn parse_named(text: &str, place: &str) -> Result<Self, Error> {
        if text.contains("-----BEGIN RSA PRIVATE KEY-----") {
            return Err(Error::UnsupportedKey { place: place.to_owned(), kind: "ssh-rsa".to_owned() });
        }
        let key = PrivateKey::from_openssh(text.trim()).map_err(|_| bad(place))?;
        Self::from_key(key, place)
    }

    fn from_key(key: PrivateKey, place: &str) -> Result<Self, Error> {
        if key.is_encrypted() {
            return Err(Error::Passphrase { place: place.to_owned(), by_age: false });
        }
        if key.algorithm() != Algorithm::Ed25519 {
            return Err(Error::UnsupportedKey { place: place.to_owned(), kind: key.algorithm().to_string() });
        }
        Ok(Self { public: PublicKey::from_data(key.public_key().key_data())?, key })
    }

    /// The file to keep, as `ssh-keygen` writes it.
    #[must_use]
    pub fn to_openssh(&self) -> Zeroizing<String> {
        self.key.to_openssh(LineEnding::LF).expect("invariant: an unencrypted ed25519 key can be written")
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        self.public.clone()
    }

    /// The comment it was made with; empty when there is none.
    #[must_use]
    pub fn comment(&self) -> &str {
        self.key.comment()
    }

    pub(crate) fn key(&self) -> &PrivateKey {
        &self.key
    }
}

fn bad(place: &str) -> Error {
    Error::BadKey { place: place.to_owned(), expected: "an OpenSSH private key" }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey(secret of {})", self.public.fingerprint())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::stock;

    #[test]
    fn file_form_comes_back() {
        let key = SigningKey::generate("a.li\n@laptop");
        let back = SigningKey::parse(&key.to_openssh()).expect("its own text");
        assert_eq!((back.public(), back.comment()), (key.public(), "a.li @laptop"));
        assert_eq!(*back.to_openssh(), *key.to_openssh());
    }

    #[test]
    fn debug_shows_the_fingerprint_only() {
        let key = SigningKey::generate("");
        assert_eq!(format!("{key:?}"), format!("SigningKey(secret of {})", key.public().fingerprint()));
    }

    #[test]
    fn what_is_no_signing_key() {
        for text in ["", "hello", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"] {
            let error = SigningKey::parse(text).expect_err("no key");
            assert_eq!(error.to_string(), "the signing key is not an OpenSSH private key");
        }
    }

    #[test]
    fn stock_keys_are_read_and_ours_are_read_by_stock() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("id_ed25519");
        if !stock::ssh_key(&path, &["ed25519"], "") {
            return;
        }
        let key = SigningKey::load(&path).expect("a stock key");
        let public = fs::read_to_string(path.with_extension("pub")).expect("its public key");
        assert_eq!((format!("{} {}\n", key.public(), key.comment()), key.comment()), (public, "a.li@laptop"));

        let ours = SigningKey::generate("ours");
        let path = dir.path().join("ours");
        crate::write_secret(&path, ours.to_openssh().as_bytes()).expect("written");
        let mut keygen = stock::tool("ssh-keygen").expect("found before");
        let public = stock::succeed(keygen.arg("-y").arg("-f").arg(&path), None);
        assert_eq!(String::from_utf8_lossy(&public).trim(), format!("{} ours", ours.public()));
        let mut keygen = stock::tool("ssh-keygen").expect("found before");
        let listed = stock::succeed(keygen.arg("-l").arg("-f").arg(&path), None);
        assert!(String::from_utf8_lossy(&listed).contains(&ours.public().fingerprint()));
    }

    #[test]
    fn stock_keys_that_cannot_sign_here() {
        let dir = tempfile::tempdir().expect("a folder");
        for (kind, passphrase, expected) in [
            (&["ed25519"][..], "a passphrase", "is protected by a passphrase"),
            (&["rsa", "-b", "2048"], "", "keys are not supported here"),
            (&["ecdsa"], "", "keys are not supported here"),
        ] {
            let path = dir.path().join(format!("{}{passphrase}", kind[0]));
            if !stock::ssh_key(&path, kind, passphrase) {
                return;
            }
            let error = SigningKey::load(&path).expect_err("not usable");
            assert!(error.to_string().contains(expected), "{error}");
            assert!(error.hint().is_some());
        }
    }
}
