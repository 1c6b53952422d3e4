use std::path::{Path, PathBuf};

use groupkeep_config::Problems;
use groupkeep_config::yaml::{Cursor, Document};
use groupkeep_keys::{AllowedSigners, Namespace, beside};
use jiff::Timestamp;
use jiff::civil::Date;

use super::documents;
use crate::Error;
use crate::facts::is_intact;

/// What only people can vouch for.
#[derive(Debug, Clone)]
pub(crate) struct Attestation {
    /// The rule it stands for.
    pub control: String,
    path: PathBuf,
    met: bool,
    expires: Option<Date>,
    evidence: Vec<(String, String)>,
    reviewers: Vec<String>,
}

/// What an attestation is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Nothing: fewer than two of its reviewers have signed it as it stands.
    Unsigned,
    /// Nothing: a piece of evidence is missing or has changed.
    Altered,
    /// Its time is over, or cannot be read.
    Expired,
    /// Two people say that the control is not met.
    NotMet,
    /// Two people say that it is.
    Met,
}

/// Reads `attestations/*.yaml` below `root`.
pub(crate) fn load_attestations(root: &Path) -> Result<Vec<Attestation>, Error> {
    let mut problems = Problems::new();
    let mut attestations = Vec::new();
    for (path, document) in documents(&root.join("attestations"))? {
        attestations.extend(read(path, &document, &mut problems));
    }
    Ok(problems.into_result(attestations)?)
}

fn read(path: PathBuf, document: &Document, problems: &mut Problems) -> Option<Attestation> {
    let mut map = document.root().map(problems)?;
    let control = map.required("control", problems).and_then(|at| at.string(problems));
    let status = map.required("status", problems).and_then(|at| at.choice(&["met", "not-met"], problems));
    // Dates that are none count as over.
    let performed = map.required("performed", problems).and_then(|at| at.date(&mut Problems::new()));
    let expires = map.required("expires", problems).and_then(|at| at.date(&mut Problems::new()));
    let evidence = map.optional("evidence").and_then(|at| at.list(problems)).unwrap_or_default();
    let evidence = evidence.iter().filter_map(|at| piece(at, problems)).collect();
    let reviewers = map.required("reviewers", problems).and_then(|at| at.strings(problems));
    map.finish(problems);
    let expires = performed.and(expires);
    Some(Attestation { control: control?, path, met: status? == "met", expires, evidence, reviewers: reviewers? })
}

fn piece(at: &Cursor<'_>, problems: &mut Problems) -> Option<(String, String)> {
    let mut map = at.map(problems)?;
    let mut text = |key, problems: &mut Problems| map.required(key, problems).and_then(|at| at.string(problems));
    let (path, sha256) = (text("path", problems), text("sha256", problems));
    map.finish(problems);
    Some((path?, sha256?))
}

impl Attestation {
    /// What it is worth today. Evidence lies in the group's folder `dir`.
    pub fn standing(&self, dir: &Path, today: Date, people: &AllowedSigners, at: Timestamp) -> Standing {
        let mut signers = beside::valid_signatures(&self.path, Namespace::Attestation, people, at);
        signers.retain(|signer| self.reviewers.contains(&signer.principal));
        if beside::distinct_people(&signers, &[]) < 2 {
            return Standing::Unsigned;
        }
        if !self.evidence.iter().all(|(path, sha256)| is_intact(dir, path, sha256)) {
            return Standing::Altered;
        }
        if self.expires.is_none_or(|expires| expires < today) {
            return Standing::Expired;
        }
        if self.met { Standing::Met } else { Standing::NotMet }
    }
}
