use std::path::{Path, PathBuf};

use crate::Format;

/// One export: a file, a file inside a ZIP archive, or the folder or archive that holds its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The file, folder or archive, as given.
    pub path: PathBuf,
    /// The one file inside the folder or archive that is read; `None` when `path` is that file, or when all of the folder
    /// or archive is one export.
    pub part: Option<String>,
    /// What reads it.
    pub format: Format,
    /// How sure the detection was, 0 to 1; 1 when a person said so.
    pub confidence: f64,
    /// Why this format.
    pub reason: String,
}

impl Unit {
    /// Path and part in one, for people.
    #[must_use]
    pub fn name(&self) -> PathBuf {
        self.part.as_ref().map_or_else(|| self.path.clone(), |part| self.path.join(part))
    }
}

/// A unit of which a person says what format it is in. Nothing is read.
#[must_use]
pub fn open_as(path: &Path, format: Format) -> Unit {
    let reason = "named on the command line".to_owned();
    Unit { path: path.to_owned(), part: None, format, confidence: 1.0, reason }
}
