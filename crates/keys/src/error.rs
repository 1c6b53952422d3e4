use std::io;
use std::path::PathBuf;

/// What is wrong with one line of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct LineProblem {
    /// 1-based.
    pub line: usize,
    /// Lower case, no full stop.
    pub message: String,
}

/// Why a key, a sealed object or a signature was refused. `place` is the path, or what was given where there is none;
/// no variant carries a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be written; nothing of it is left behind.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A new secret would have replaced an existing file.
    #[error("{} exists already", path.display())]
    Exists {
        /// The file, untouched.
        path: PathBuf,
    },
    /// An identity file without any identity.
    #[error("{place} holds no age identity and no OpenSSH private key")]
    NoIdentity {
        /// The path, or what was given.
        place: String,
    },
    /// A line that is no identity. The line itself is never shown.
    #[error("{place}:{line}: not an age identity")]
    BadIdentity {
        /// The path, or what was given.
        place: String,
        /// 1-based.
        line: usize,
    },
    /// The key needs a passphrase, which is never asked for.
    #[error("{place} is protected by a passphrase")]
    Passphrase {
        /// The path, or what was given.
        place: String,
        /// The file itself is an age file, made by `age -p`.
        by_age: bool,
    },
    /// A key of a kind that cannot be used here.
    #[error("{place}: {kind} keys are not supported here")]
    UnsupportedKey {
        /// The path, or what was given.
        place: String,
        /// The kind of key, such as `ssh-dss`.
        kind: String,
    },
    /// A text that is no key of the expected kind.
    #[error("{place} is not {expected}")]
    BadKey {
        /// The path, or what was given. Never the text itself, which may be a secret.
        place: String,
        /// What would have been right.
        expected: &'static str,
    },
    /// Sealing to nobody would lose the data.
    #[error("no recipient to seal to")]
    NoRecipients,
    /// The bytes are no age v1 file.
    #[error("not an age file")]
    NotAge,
    /// An age file that was cut or altered.
    #[error("the age file is damaged")]
    DamagedAge,
    /// None of the identities fits.
    #[error("none of the {identities} identities given opens this age file")]
    NoMatch {
        /// How many were tried.
        identities: usize,
    },
    /// The system gave no randomness or the cipher refused.
    #[error("cannot seal")]
    Seal(#[source] io::Error),
    /// A key refused to sign.
    #[error("cannot sign with {fingerprint}")]
    Sign {
        /// `SHA256:…` of the key.
        fingerprint: String,
        /// What the library said.
        source: ssh_key::Error,
    },
    /// The text is no armoured SSH signature.
    #[error("not an SSH signature")]
    NotASignature,
    /// A signature made for something else.
    #[error("the signature is for `{found}`, not `{expected}`")]
    Namespace {
        /// The namespace asked for.
        expected: &'static str,
        /// The namespace signed.
        found: String,
    },
    /// A signature by another key than the one asked for.
    #[error("signed by {found}, not by {expected}")]
    OtherKey {
        /// Fingerprint of the key asked for.
        expected: String,
        /// Fingerprint of the key that signed.
        found: String,
    },
    /// The signature does not belong to these bytes.
    #[error("the signature by {fingerprint} does not match the signed bytes")]
    BadSignature {
        /// Fingerprint of the key named in the signature.
        fingerprint: String,
    },
    /// The signature is sound, but nobody vouches for the key.
    #[error("the key {fingerprint} is not allowed{reason}")]
    NotAllowed {
        /// Fingerprint of the key that signed.
        fingerprint: String,
        /// Empty, or ` for a.li: …`.
        reason: String,
    },
    /// An allowed-signers file that does not parse.
    #[error("{}", lines(path, problems))]
    AllowedSigners {
        /// The file.
        path: PathBuf,
        /// Everything that is wrong, in the order of lines; never empty.
        problems: Vec<LineProblem>,
    },
    /// A name that cannot be a principal.
    #[error("`{principal}` cannot be a principal: {reason}")]
    Principal {
        /// The name.
        principal: String,
        /// Which rule it breaks.
        reason: &'static str,
    },
    /// A signed object that is not one line of strict JSON and a signature.
    #[error("not a signed object: {reason}")]
    SignedObject {
        /// Which rule it breaks; no value of it is shown.
        reason: String,
    },
}

impl Error {
    /// What to do about it, where there is something to do.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Exists { .. } => "choose another name, or move the file away yourself",
            Self::NoIdentity { .. } | Self::BadIdentity { .. } => {
                "a file made by `age-keygen` or an OpenSSH private key is expected"
            }
            Self::Passphrase { by_age: true, place } => {
                return Some(format!("decrypt it first: age -d -o identity.txt {place}"));
            }
            Self::Passphrase { by_age: false, .. } => {
                "passphrases and ssh-agent are not supported: sign with `ssh-keygen -Y sign`, or use a copy of the key \
                 without a passphrase (`ssh-keygen -p`) on a disk you trust"
            }
            Self::UnsupportedKey { .. } => "use an X25519 age identity, or an ed25519 key (`ssh-keygen -t ed25519`)",
            Self::BadKey { .. } => "copy the whole line, or give the path of the key file",
            Self::DamagedAge => "fetch the file again from another destination",
            Self::NoMatch { .. } => "give the identity this was sealed to with --identity",
            Self::Namespace { .. } => "sign again with the namespace asked for",
            Self::BadSignature { .. } => "the file changed after it was signed: look at the change, then sign again",
            Self::NotAllowed { .. } => "a line for this key in allowed_signers would allow it, if you trust the key",
            _ => return None,
        };
        Some(text.to_owned())
    }

    pub(crate) fn fingerprint(data: &ssh_key::public::KeyData) -> String {
        data.fingerprint(ssh_key::HashAlg::Sha256).to_string()
    }
}

fn lines(path: &std::path::Path, problems: &[LineProblem]) -> String {
    let one = |p: &LineProblem| format!("{}:{}: {}", path.display(), p.line, p.message);
    problems.iter().map(one).collect::<Vec<_>>().join("\n")
}
