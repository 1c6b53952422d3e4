mod line;
mod pattern;
#[cfg(test)]
mod tests;
mod time;

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use self::line::Entry;
use crate::{Error, LineProblem, Namespace, PublicKey, check_principal, signer_of, verify};

/// Who signed: a principal that `allowed_signers` ties to the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The literal name, never a pattern.
    pub principal: String,
    /// The key the signature was made with.
    pub key: PublicKey,
}

/// Whose signatures count, in OpenSSH's format (`man ssh-keygen`, ALLOWED SIGNERS), judged as `ssh-keygen -Y verify`
/// judges: principals as comma-separated patterns with `*`, `?` and `!`, options `namespaces=`, `valid-after=`,
/// `valid-before=`.
///
/// Two differences, both on the safe side: `cert-authority` lines never count (see [`Self::notes`]), and a time
/// without `Z` is an error, since it would mean another moment on every machine.
#[derive(Debug, Clone, Default)]
pub struct AllowedSigners {
    entries: Vec<Entry>,
    notes: Vec<String>,
}

impl AllowedSigners {
    /// Nobody.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Reads the text of the file `path`, which is only named in errors.
    ///
    /// # Errors
    /// [`Error::AllowedSigners`] with every line that does not parse; one bad line makes the whole file count for
    /// nothing, so that a slip is noticed.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Error> {
        let mut signers = Self::default();
        let mut problems = Vec::new();
        for (index, text) in text.lines().enumerate() {
            let line = index + 1;
            match line::parse(text) {
                Ok(None) => {}
                Ok(Some(entry)) if entry.is_authority() => signers.notes.push(format!(
                    "{}:{line}: certificate authorities are not supported, the line counts for nothing",
                    path.display()
                )),
                Ok(Some(entry)) => signers.entries.push(entry),
                Err(message) => problems.push(LineProblem { line, message }),
            }
        }
        if problems.is_empty() { Ok(signers) } else { Err(Error::AllowedSigners { path: path.to_owned(), problems }) }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Read`], and those of [`Self::parse`].
    pub fn load(path: &Path) -> Result<Self, Error> {
        let failed = |source| Error::Read { path: PathBuf::from(path), source };
        Self::parse(path, &std::fs::read_to_string(path).map_err(failed)?)
    }

    /// Adds everyone `other` allows, after those already here.
    pub fn merge(&mut self, other: Self) {
        self.entries.extend(other.entries);
        self.notes.extend(other.notes);
    }

    /// Lines that were understood but count for nothing, as `file:line: why`.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// True when nobody is allowed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Every key listed, once, in the order of the file.
    #[must_use]
    pub fn keys(&self) -> Vec<PublicKey> {
        let mut keys: Vec<PublicKey> = Vec::new();
        for entry in &self.entries {
            if !keys.contains(&entry.key) {
                keys.push(entry.key.clone());
            }
        }
        keys
    }

    /// The keys that may sign as `principal` in `namespace` at the moment `at`, once each, in the order of the file.
    #[must_use]
    pub fn keys_of(&self, principal: &str, namespace: Namespace, at: Timestamp) -> Vec<PublicKey> {
        let mut keys: Vec<PublicKey> = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.admits(namespace, Some(principal), at).is_ok()) {
            if !keys.contains(&entry.key) {
                keys.push(entry.key.clone());
            }
        }
        keys
    }

    /// Checks that `armoured` signs exactly `message` for `namespace` with a key that is allowed at the moment `at`:
    /// for `principal`, as `ssh-keygen -Y verify -I` does, or with `None` for the first literal principal of the first
    /// line that fits.
    ///
    /// # Errors
    /// Those of [`verify`], and [`Error::NotAllowed`] saying which condition failed.
    pub fn verify(
        &self,
        namespace: Namespace,
        message: &[u8],
        armoured: &str,
        principal: Option<&str>,
        at: Timestamp,
    ) -> Result<Signer, Error> {
        let key = signer_of(armoured)?;
        verify(&key, namespace, message, armoured)?;
        let mut closest = None;
        for entry in self.entries.iter().filter(|entry| entry.key == key) {
            match entry.admits(namespace, principal, at) {
                Ok(principal) => return Ok(Signer { principal, key }),
                Err(refusal) => closest = closest.max(Some(refusal)),
            }
        }
        let whom = principal.map(|name| format!(" for `{name}`")).unwrap_or_default();
        let why = closest.map(|refusal| format!(": {refusal}")).unwrap_or_default();
        Err(Error::NotAllowed { fingerprint: key.fingerprint(), reason: format!("{whom}{why}") })
    }

    /// A line that allows `key` to sign as `principal` in `namespaces` only, without line break.
    ///
    /// # Errors
    /// [`Error::Principal`]; [`Error::BadKey`] when `namespaces` is empty, which would allow everything.
    pub fn line_for(principal: &str, namespaces: &[Namespace], key: &PublicKey) -> Result<String, Error> {
        check_principal(principal)?;
        if namespaces.is_empty() {
            return Err(Error::BadKey { place: "an empty list".to_owned(), expected: "a list of namespaces" });
        }
        let list = namespaces.iter().map(|n| n.as_str()).collect::<Vec<_>>().join(",");
        Ok(format!("{principal} namespaces=\"{list}\" {key}"))
    }
}
