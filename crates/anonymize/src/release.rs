//! The evidence a release carries: the content of `release.json`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::input::LeftOut;
use crate::table::TableReport;
use crate::tally::{Count, Sample};

/// The schema of [`Release`].
pub const SCHEMA: &str = "groupkeep/anonymize/v1";

/// How far the data is from the people it is about; never overstated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Only parts of values are hidden.
    Masked,
    /// Identifiers are replaced, and somebody can reverse it, or parts of contact data stay.
    Pseudonymized,
    /// Identifiers are replaced and the key is gone. Still personal data: what was written can identify its writer.
    DeIdentified,
}

impl Level {
    /// The word in `release.json`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Masked => "masked",
            Self::Pseudonymized => "pseudonymized",
            Self::DeIdentified => "de-identified",
        }
    }
}

/// One file of the release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Output {
    /// Relative to the release, with `/`.
    pub path: String,
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
}

/// What the re-scan of the written bytes found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeakCheck {
    /// How many different values were searched for.
    pub searched: usize,
    /// How many were found; a release exists only where this is 0.
    pub found: usize,
    /// The encodings in which the check proved to find a value.
    pub encodings: Vec<&'static str>,
    /// What became of values planted to test the check.
    pub canaries: Canaries,
}

/// Values planted in an export of their own that went through the same rewriting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Canaries {
    /// Places they were found in before.
    pub found_before: usize,
    /// Places they were found in after; a release exists only where this is 0.
    pub found_after: usize,
}

/// Something the recipient must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Risk {
    /// Stable name.
    pub id: &'static str,
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

/// A finished release; serialises to `release.json`. Holds no personal data of members.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Release {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// How far it is from the people.
    pub level: Level,
    /// Name of the profile.
    pub profile: &'static str,
    /// Program and version.
    pub tool: String,
    /// The moment it counts as made at, RFC 3339.
    pub as_of: String,
    /// What it is for.
    pub purpose: Option<String>,
    /// Who gets it.
    pub recipient: Option<String>,
    /// The legal basis.
    pub basis: Option<String>,
    /// The day the recipient must have deleted it, `YYYY-MM-DD`.
    pub expires: Option<String>,
    /// Who prepared it.
    pub preparer: Option<String>,
    /// Every file but `release.json`, by path.
    pub outputs: Vec<Output>,
    /// What was found and what became of it, by kind.
    pub counts: BTreeMap<&'static str, Count>,
    /// The re-scan.
    pub leak_check: LeakCheck,
    /// What happened to the key of the pseudonyms.
    pub key: String,
    /// What was done to each column of each table.
    pub tables: Vec<TableReport>,
    /// Whether people looked at it.
    pub review: &'static str,
    /// What remains, worst first.
    pub risks: Vec<Risk>,
    /// The inputs that are not in the release; for whoever made it, so not in `release.json`, which counts them.
    #[serde(skip)]
    pub left_out: Vec<LeftOut>,
}

/// What a release would be, without making it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preview {
    /// [`SCHEMA`] with `-preview`.
    pub schema: &'static str,
    /// Name of the profile.
    pub profile: &'static str,
    /// The files it would hold.
    pub outputs: Vec<String>,
    /// What would be found and what would become of it, by kind.
    pub counts: BTreeMap<&'static str, Count>,
    /// A few examples of each kind, redacted.
    pub samples: Vec<Sample>,
    /// What was done to each column of each table.
    pub tables: Vec<TableReport>,
    /// What would remain.
    pub risks: Vec<Risk>,
    /// The inputs that would not be in the release.
    #[serde(skip)]
    pub left_out: Vec<LeftOut>,
}
