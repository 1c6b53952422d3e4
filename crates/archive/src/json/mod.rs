//! A small JSON reader for files that do not fit in memory: a walker that yields one value after another, and values
//! whose every scalar knows its bytes.

mod parse;
mod stretch;
mod value;
mod walk;

pub(crate) use parse::parse;
pub(crate) use value::{Entry, Spanned, Value};
pub(crate) use walk::{Found, Key, Place, Walker};

/// Largest single value, in bytes; a larger one is counted as skipped.
pub(crate) const RECORD_LIMIT: usize = 16 << 20;

/// Deepest nesting inside one value. A forward within a forward takes up to seven levels of the document, and they are
/// nested up to fifty deep.
pub(crate) const DEPTH_LIMIT: usize = 384;

/// Adds a key to a path. A key that could be taken for part of a path, or for none, is not written out.
pub(crate) fn push_key(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(if key.is_empty() || key.contains(['.', '[', '*']) && key != "*" { "?" } else { key });
}
