//! What was released, by the evidence each release carries.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use groupkeep_keys::{Namespace, beside};
use jiff::Timestamp;
use serde::Deserialize;

use super::{folders_in, is_intact};
use crate::trust::Trust;

/// `release.json`, as far as rules read it. Unknown keys are passed over.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Evidence {
    /// What the release calls itself: `de-identified`, …
    #[serde(default)]
    pub level: String,
    /// `internal`, `share` or `research`.
    #[serde(default)]
    pub profile: String,
    /// Name and version of the program that made it.
    #[serde(default)]
    pub tool: Option<serde_json::Value>,
    /// The moment it counts as made at, RFC 3339.
    #[serde(default)]
    pub as_of: Option<String>,
    /// Who made it.
    #[serde(default)]
    pub preparer: Option<String>,
    /// The files of the release.
    #[serde(default)]
    pub outputs: Vec<Output>,
    /// The search for known identifiers in the written bytes.
    #[serde(default)]
    pub leak_check: Option<LeakCheck>,
    /// Released tables with their measured figures.
    #[serde(default)]
    pub tables: Vec<BTreeMap<String, serde_json::Value>>,
}

/// One file of a release.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Output {
    /// Relative to the release's folder.
    pub path: String,
    /// Lower-case hexadecimal.
    pub sha256: String,
}

/// Outcome of the leak check.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct LeakCheck {
    /// How many identifiers were found in the written bytes.
    pub found: u64,
}

/// One release folder.
#[derive(Debug, Clone)]
pub(crate) struct Release {
    /// Name of the folder.
    pub name: String,
    /// Path of `release.json`.
    pub path: PathBuf,
    /// `None` when `release.json` does not parse.
    pub evidence: Option<Evidence>,
    /// Outputs that are missing or whose bytes are not those of the evidence.
    pub altered: Vec<String>,
    /// Different people, not the preparer, who signed the evidence.
    pub approvers: usize,
}

/// Reads `<folder>/*/release.json`, in the order of names; no folder means no release.
pub(crate) fn load(folder: &Path, trust: &Trust, as_of: Timestamp) -> Result<Vec<Release>, crate::Error> {
    let mut releases = Vec::new();
    for dir in folders_in(folder)? {
        let path = dir.join("release.json");
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let name = dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let evidence: Option<Evidence> = serde_json::from_slice(&bytes).ok();
        let altered =
            evidence.iter().flat_map(|e| &e.outputs).filter(|output| !is_intact(&dir, &output.path, &output.sha256));
        let altered = altered.map(|output| output.path.clone()).collect();
        let signers = beside::valid_signatures(&path, Namespace::Release, &trust.people, as_of);
        let preparer = evidence.as_ref().and_then(|e| e.preparer.as_deref());
        let approvers = beside::distinct_people(&signers, preparer.as_slice());
        releases.push(Release { name, path, evidence, altered, approvers });
    }
    Ok(releases)
}
