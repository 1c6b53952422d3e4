//! What excuses a finding or stands for a fact: waivers and attestations, and whether they count.

mod attestation;
mod waiver;

pub(crate) use attestation::{Attestation, Standing, load_attestations};
pub(crate) use waiver::{State, Waiver, load_waivers};

use std::path::{Path, PathBuf};

use groupkeep_config::Problems;
use groupkeep_config::yaml::Document;

use crate::Error;

/// The name of a file without its suffix: the id of what is in it.
fn id_of(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Every YAML file of a folder, parsed; all problems at once.
fn documents(folder: &Path) -> Result<Vec<(PathBuf, Document)>, Error> {
    let mut problems = Problems::new();
    let mut documents = Vec::new();
    for path in crate::facts::files_in(folder, "yaml")? {
        match Document::load(&path) {
            Ok(document) => documents.push((path, document)),
            Err(groupkeep_config::Error::Invalid(found)) => problems.extend(found),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(problems.into_result(documents)?)
}
