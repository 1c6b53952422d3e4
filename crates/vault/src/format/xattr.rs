//! Extended attributes in manifests: in JSON `[name, base64 of the value]`.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::{Deserialize, Serialize};

/// An extended attribute of a file or folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "(String, String)", into = "(String, String)")]
pub struct Xattr {
    /// Its name, such as `user.comment`.
    pub name: String,
    /// Its value, which may be empty.
    pub value: Vec<u8>,
}

impl TryFrom<(String, String)> for Xattr {
    type Error = base64::DecodeError;

    fn try_from((name, value): (String, String)) -> Result<Self, Self::Error> {
        Ok(Self { name, value: BASE64_STANDARD.decode(value)? })
    }
}

impl From<Xattr> for (String, String) {
    fn from(xattr: Xattr) -> Self {
        (xattr.name, BASE64_STANDARD.encode(xattr.value))
    }
}

/// Names are not empty, hold no zero byte, and ascend.
pub(super) fn check(xattrs: &[Xattr]) -> Result<(), &'static str> {
    if xattrs.iter().any(|xattr| xattr.name.is_empty() || xattr.name.contains('\0')) {
        return Err("has an impossible attribute name");
    }
    if xattrs.windows(2).any(|pair| pair[0].name >= pair[1].name) {
        return Err("has attributes out of order");
    }
    Ok(())
}
