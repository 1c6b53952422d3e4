use std::path::{Path, PathBuf};

use crate::Format;

/// One export: a file, or the folder that holds its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// As given.
    pub path: PathBuf,
    /// What reads it.
    pub format: Format,
    /// How sure the detection was, 0 to 1; 1 when a person said so.
    pub confidence: f64,
    /// Why this format.
    pub reason: String,
}

/// A unit of which a person says what format it is in. Nothing is read.
#[must_use]
pub fn open_as(path: &Path, format: Format) -> Unit {
    Unit { path: path.to_owned(), format, confidence: 1.0, reason: "named on the command line".to_owned() }
}
