//! Paths inside a snapshot: relative, made of bytes, ordered as a sorted walk meets them.

use std::cmp::Ordering;
use std::ffi::OsStr;
use std::fmt;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::Malformed;

/// A relative path of one or more names joined by `/`; no name is empty, `.` or `..`, none holds `/` or NUL. The order
/// is component by component, as bytes: `a`, `a/b`, `a-b`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EntryPath(Vec<u8>);

impl EntryPath {
    /// Checks `bytes` and takes them as a path.
    ///
    /// # Errors
    /// When they are absolute, empty, or hold an empty, `.` or `..` component or a NUL.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        let sound = |name: &[u8]| !name.is_empty() && name != b"." && name != b".." && !name.contains(&0);
        if bytes.split(|b| *b == b'/').all(sound) {
            Ok(Self(bytes.to_vec()))
        } else {
            Err(Malformed::new("path", "is absolute, empty or has an empty, `.` or `..` component"))
        }
    }

    /// The path as bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The names, outermost first.
    pub fn components(&self) -> impl Iterator<Item = &[u8]> {
        self.0.split(|b| *b == b'/')
    }

    /// The folder it lies in; `None` at the top.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let at = self.0.iter().rposition(|b| *b == b'/')?;
        Some(Self(self.0[..at].to_vec()))
    }

    /// True for the path itself and everything below it.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        other.0.strip_prefix(&self.0[..]).is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
    }

    /// The path as the operating system takes it.
    #[must_use]
    pub fn to_path(&self) -> PathBuf {
        PathBuf::from(OsStr::from_bytes(&self.0))
    }

    /// The path of `relative`, which must have normal components only.
    ///
    /// # Errors
    /// As [`EntryPath::from_bytes`].
    pub fn from_path(relative: &Path) -> Result<Self, Malformed> {
        Self::from_bytes(relative.as_os_str().as_bytes())
    }

    /// The two JSON fields a path takes: plain text, or base64 where it is not UTF-8.
    pub(crate) fn fields(&self) -> (Option<String>, Option<String>) {
        bytes_fields(&self.0)
    }

    /// A path from its two JSON fields, exactly one of which must be given.
    pub(crate) fn from_fields(text: Option<String>, base64: Option<String>) -> Result<Self, Malformed> {
        Self::from_bytes(&bytes_from_fields("path", text, base64)?)
    }
}

/// The two JSON fields of a name that need not be UTF-8.
pub(crate) fn bytes_fields(bytes: &[u8]) -> (Option<String>, Option<String>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Some(text.to_owned()), None),
        Err(_) => (None, Some(BASE64_STANDARD.encode(bytes))),
    }
}

/// The bytes from the two JSON fields, exactly one of which must be given.
pub(crate) fn bytes_from_fields(
    what: &str,
    text: Option<String>,
    base64: Option<String>,
) -> Result<Vec<u8>, Malformed> {
    match (text, base64) {
        (Some(text), None) => Ok(text.into_bytes()),
        (None, Some(encoded)) => BASE64_STANDARD.decode(encoded).map_err(|e| Malformed::new(what, e)),
        _ => Err(Malformed::new(what, "needs exactly one of the plain and the base64 form")),
    }
}

impl Ord for EntryPath {
    fn cmp(&self, other: &Self) -> Ordering {
        // With `/` below every other byte, comparing bytes compares component by component.
        let rank = |b: &u8| if *b == b'/' { 0 } else { *b };
        self.0.iter().map(rank).cmp(other.0.iter().map(rank))
    }
}

impl PartialOrd for EntryPath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for EntryPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

impl fmt::Debug for EntryPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EntryPath({self})")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path(text: &str) -> EntryPath {
        EntryPath::from_bytes(text.as_bytes()).unwrap()
    }

    #[test]
    fn order_is_component_by_component() {
        let mut paths = ["a-b", "a/b", "b", "a", "a/b/c", "a.b"].map(path);
        paths.sort();
        assert_eq!(paths.map(|p| p.to_string()), ["a", "a/b", "a/b/c", "a-b", "a.b", "b"]);
    }

    #[test]
    fn nothing_that_leaves_the_folder_is_a_path() {
        for bad in ["", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "a/.", "a\0b"] {
            assert!(EntryPath::from_bytes(bad.as_bytes()).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_folder_holds_itself_and_what_is_below_it() {
        assert!(path("a").holds(&path("a")) && path("a").holds(&path("a/b")));
        assert!(!path("a").holds(&path("a-b")) && !path("a/b").holds(&path("a")));
        assert_eq!((path("a/b").parent(), path("a").parent()), (Some(path("a")), None));
    }

    proptest! {
        #[test]
        fn any_name_survives_its_json_fields(bytes in proptest::collection::vec(1_u8.., 1..20)) {
            if let Ok(path) = EntryPath::from_bytes(&bytes) {
                let (text, base64) = path.fields();
                prop_assert_eq!(text.is_some(), std::str::from_utf8(&bytes).is_ok());
                prop_assert_eq!(EntryPath::from_fields(text, base64), Ok(path));
            }
        }

        #[test]
        fn order_agrees_with_components(a in "[a-c/.-]{1,8}", b in "[a-c/.-]{1,8}") {
            if let (Ok(a), Ok(b)) = (EntryPath::from_bytes(a.as_bytes()), EntryPath::from_bytes(b.as_bytes())) {
                prop_assert_eq!(a.cmp(&b), a.components().cmp(b.components()));
            }
        }
    }
}
