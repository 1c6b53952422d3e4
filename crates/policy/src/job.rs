use std::path::PathBuf;

use groupkeep_config::{GroupConfig, Level};
use groupkeep_monitor::Monitor;
use jiff::Timestamp;

use crate::rule::Rule;

/// What the command line changes about which rules are judged and how much they weigh.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Rule ids or patterns such as `privacy/*`, each with its level; later ones win, and all win over the
    /// configuration.
    pub levels: Vec<(String, Level)>,
    /// Rule ids or patterns; where there is any, only rules one of them fits are judged.
    pub select: Vec<String>,
    /// Rule ids or patterns that are not judged.
    pub ignore: Vec<String>,
}

/// One check.
pub struct CheckJob<'a> {
    /// The group.
    pub config: &'a GroupConfig,
    /// The moment the check speaks for. The clock is never read.
    pub as_of: Timestamp,
    /// The rules to choose from; the shipped ones where none are given.
    pub rules: Option<Vec<Rule>>,
    /// The exports to read; those of the configuration where none are given. A path given here must be an export.
    pub exports: Option<Vec<PathBuf>>,
    /// Where waivers, attestations and the signers' lists are taken from; the group's folder where not given.
    pub trust_from: Option<PathBuf>,
    /// Show values instead of redacting them.
    pub reveal: bool,
    /// Changes to levels and selection.
    pub overrides: Overrides,
    /// Told how far the check is, and asked whether to stop.
    pub monitor: &'a dyn Monitor,
}

impl<'a> CheckJob<'a> {
    /// A check of everything the configuration names, with the shipped rules, redacted.
    #[must_use]
    pub fn new(config: &'a GroupConfig, as_of: Timestamp, monitor: &'a dyn Monitor) -> Self {
        Self {
            config,
            as_of,
            rules: None,
            exports: None,
            trust_from: None,
            reveal: false,
            overrides: Overrides::default(),
            monitor,
        }
    }
}

impl std::fmt::Debug for CheckJob<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CheckJob")
            .field("config", &self.config.path)
            .field("as_of", &self.as_of)
            .field("reveal", &self.reveal)
            .finish_non_exhaustive()
    }
}
