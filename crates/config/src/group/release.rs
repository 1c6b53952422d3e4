//! `release:`: what `anonymize` makes of the archive.

use std::path::PathBuf;

use jiff::civil::Date;

use super::archive::patterns;
use super::keys;
use crate::Problems;
use crate::yaml::Cursor;

/// How much a release hides, by who will see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// For the people who run the group.
    Internal,
    /// For named people outside.
    #[default]
    Share,
    /// For study, with measured risk.
    Research,
}

impl Profile {
    const NAMES: [(&'static str, Self); 3] =
        [("internal", Self::Internal), ("share", Self::Share), ("research", Self::Research)];

    /// The name used in YAML and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        keys::name_of(&Self::NAMES, self)
    }

    /// The profile of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(other, _)| *other == name).map(|(_, value)| *value)
    }
}

/// What is released, how, to whom and why.
#[derive(Debug, Clone)]
pub struct Release {
    /// Patterns of the files to release; the group's exports when empty.
    pub inputs: Vec<String>,
    /// The folder releases are written into.
    pub to: PathBuf,
    /// How much is hidden.
    pub profile: Profile,
    /// What it is for.
    pub purpose: Option<String>,
    /// Who gets it.
    pub recipient: Option<String>,
    /// The legal basis.
    pub basis: Option<String>,
    /// The day the recipient must have deleted it.
    pub expires: Option<Date>,
    /// The principal who prepares it.
    pub preparer: Option<String>,
    /// The principals who may approve it.
    pub approvers: Vec<String>,
    /// The use members must have consented to, such as `publication`.
    pub require_consent: Option<String>,
}

impl Release {
    pub(super) fn from_yaml(at: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let mut map = at.map(problems)?;
        let inputs = map.optional("inputs").and_then(|at| patterns(&at, problems)).unwrap_or_default();
        let to = map.optional("to").and_then(|at| at.string(problems)).unwrap_or_else(|| "releases".to_owned());
        let profile = map.optional("profile").and_then(|at| keys::one_of(&at, &Profile::NAMES, problems));
        let mut text = |key: &str, problems: &mut Problems| map.optional(key).and_then(|at| at.label(problems));
        let purpose = text("purpose", problems);
        let recipient = text("recipient", problems);
        let basis = text("basis", problems);
        let preparer = text("preparer", problems);
        let expires = map.optional("expires").and_then(|at| at.date(problems));
        let approvers = map.optional("approvers").and_then(|at| at.strings(problems)).unwrap_or_default();
        let consent = map.optional("require_consent").and_then(|at| at.choice(crate::table::CONSENT_USES, problems));
        map.finish(problems);
        Some(Self {
            inputs,
            to: PathBuf::from(to),
            profile: profile.unwrap_or_default(),
            purpose,
            recipient,
            basis,
            expires,
            preparer,
            approvers,
            require_consent: consent.map(str::to_owned),
        })
    }
}
