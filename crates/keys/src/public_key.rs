use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use sha2::{Digest, Sha256};
use ssh_key::public::KeyData;

use crate::Error;

/// The public half of an SSH key: what signatures are checked with. Any type OpenSSH writes can be held and listed;
/// signatures of ed25519, ECDSA P-256 and their hardware (`sk-…`) forms can be checked. Two are equal when their key
/// is, whatever the comments were. `Display` is the line of a `.pub` file without comment.
#[derive(Clone)]
pub struct PublicKey {
    data: KeyData,
    blob: Vec<u8>,
    text: String,
}

impl PublicKey {
    pub(crate) fn from_data(data: &KeyData) -> Result<Self, Error> {
        let key = ssh_key::PublicKey::new(data.clone(), "");
        match (key.to_bytes(), key.to_openssh()) {
            (Ok(blob), Ok(text)) => Ok(Self { data: data.clone(), blob, text: text.trim_end().to_owned() }),
            _ => Err(bad()),
        }
    }

    pub(crate) fn data(&self) -> &KeyData {
        &self.data
    }

    /// `SHA256:…`, as `ssh-keygen -l` prints it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        Error::fingerprint(&self.data)
    }

    /// Eight lower-case hex digits for file names: the first bytes of the SHA-256 of the key. Short enough to collide
    /// on purpose, so it identifies nothing by itself.
    #[must_use]
    pub fn key_id(&self) -> String {
        Sha256::digest(&self.blob).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
    }
}

fn bad() -> Error {
    Error::BadKey { place: "the key".to_owned(), expected: "an SSH public key" }
}

impl FromStr for PublicKey {
    type Err = Error;

    /// The line of a `.pub` file; surrounding white space and the comment are ignored.
    fn from_str(text: &str) -> Result<Self, Error> {
        let key = ssh_key::PublicKey::from_openssh(text.trim()).map_err(|_| bad())?;
        Self::from_data(key.key_data())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.fingerprint())
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.blob == other.blob
    }
}

impl Eq for PublicKey {}

impl Hash for PublicKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.blob.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const LINE: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB2GiNbCDzY0fBQM1oYV6IRHRk0/4w6tQyK7mxFkeG2E";

    #[test]
    fn line_fingerprint_and_equality() {
        let key: PublicKey = format!(" {LINE} a.li@laptop\n").parse().expect("a key");
        assert_eq!(key.to_string(), LINE);
        assert!(key.fingerprint().starts_with("SHA256:") && key.fingerprint().len() == 50);
        assert!(key.key_id().len() == 8 && key.key_id().bytes().all(|b| b.is_ascii_hexdigit()));
        let again: PublicKey = LINE.parse().expect("a key");
        assert_eq!(key, again);
        assert_eq!(HashSet::from([key.clone(), again]).len(), 1);
        assert_eq!(format!("{key:?}"), format!("PublicKey({})", key.fingerprint()));
    }

    #[test]
    fn what_is_no_key() {
        for text in ["", "ssh-ed25519", "ssh-ed25519 AAAA", &LINE[..60], "age1qqqq", "-----BEGIN"] {
            let error = text.parse::<PublicKey>().expect_err("no key");
            assert_eq!(error.to_string(), "the key is not an SSH public key");
        }
    }
}
