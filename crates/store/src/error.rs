use std::fmt;
use std::io;

use crate::MAX_OBJECT;

/// What kind of failure it is: what a caller decides by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no object under the key.
    NotFound,
    /// The place does not let us: credentials, modes, a read-only disk.
    Permission,
    /// Disk or quota are full.
    Full,
    /// The place did not answer, is not mounted, or asked to come back later. The only kind worth trying again.
    Unreachable,
    /// Other bytes are under the key; they stay.
    Conflict,
    /// The request itself is wrong: a key that is none, bytes that do not match their hash.
    Refused,
    /// Anything else.
    Other,
}

impl ErrorKind {
    /// True when the same request may succeed a little later.
    #[must_use]
    pub fn is_transient(self) -> bool {
        self == Self::Unreachable
    }

    fn words(self) -> &'static str {
        match self {
            Self::NotFound => "not found",
            Self::Permission => "permission denied",
            Self::Full => "no space left",
            Self::Unreachable => "cannot be reached",
            Self::Conflict => "holds other bytes already",
            Self::Refused => "refused",
            Self::Other => "failed",
        }
    }
}

/// A failed request to a store: what, where, and for which key. Carries no credential.
#[derive(Debug, thiserror::Error)]
pub struct Error {
    kind: ErrorKind,
    place: String,
    key: Option<String>,
    detail: Option<String>,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// A failure at `place` (see [`Store::place`](crate::Store::place)).
    #[must_use]
    pub fn new(kind: ErrorKind, place: impl Into<String>) -> Self {
        Self { kind, place: place.into(), key: None, detail: None, source: None }
    }

    /// Names the key, or the prefix, of the request.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Says more than the kind does: lower case, no full stop, no secret.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Keeps the error underneath.
    #[must_use]
    pub fn source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    pub(crate) fn io(error: io::Error, place: &str, key: &str) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::NotFound => ErrorKind::NotFound,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => ErrorKind::Permission,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ErrorKind::Full,
            io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => ErrorKind::Refused,
            io::ErrorKind::TimedOut | io::ErrorKind::StaleNetworkFileHandle | io::ErrorKind::HostUnreachable => {
                ErrorKind::Unreachable
            }
            _ => ErrorKind::Other,
        };
        Self::new(kind, place).key(key).source(error)
    }

    /// [`ErrorKind::Refused`] where `size` bytes are more than an object has.
    pub(crate) fn check_size(place: &str, key: &str, size: u64) -> Result<(), Self> {
        if size <= MAX_OBJECT {
            return Ok(());
        }
        let detail = format!("{size} bytes or more, and no object has over {MAX_OBJECT}");
        Err(Self::new(ErrorKind::Refused, place).key(key).detail(detail))
    }

    /// The kind of failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What to do about it, where there is something to do.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let text = match self.kind {
            ErrorKind::Permission => "check who owns the place, whether it is mounted read-only, and the credentials",
            ErrorKind::Full => "free some space or raise the quota; what was written stays and is used by the next run",
            ErrorKind::Unreachable => "is it mounted, and is the network up?",
            ErrorKind::Conflict => "an object was altered or two vaults share this place: run `groupkeep verify`",
            _ => return None,
        };
        Some(text.to_owned())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        match &self.key {
            Some(key) if !key.is_empty() => write!(f, "{key}: ")?,
            _ => {}
        }
        f.write_str(self.kind.words())?;
        match &self.detail {
            Some(detail) => write!(f, ": {detail}"),
            None => Ok(()),
        }
    }
}
