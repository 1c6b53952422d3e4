//! The bytes of a vault, version 0: what each object holds, how it is written and how it is read back.
//!
//! Nothing here touches a store, a clock or a disk; every reader treats its input as hostile.

pub mod document;
pub mod frame;
pub mod index;
pub mod key;
pub mod list;
pub mod manifest;
pub mod pack;
pub mod padme;
pub mod path;
pub mod root;
pub mod signed;
pub mod statement;
pub(crate) mod text;
pub mod tombstone;
#[cfg(test)]
pub(crate) mod vectors;
pub mod xattr;

/// Compact JSON of a value of the format.
pub(crate) fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("invariant: no type of the format has map keys that are not texts")
}

/// Bytes that are not what they should be. Says which part, never quotes content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {reason}")]
pub struct Malformed {
    /// The kind of thing that was read, as in "pack" or "manifest line 3".
    pub what: String,
    /// What is wrong with it.
    pub reason: String,
}

impl Malformed {
    #[allow(clippy::needless_pass_by_value, reason = "callers hand over errors and texts alike")]
    pub(crate) fn new(what: impl Into<String>, reason: impl ToString) -> Self {
        Self { what: what.into(), reason: reason.to_string() }
    }
}
