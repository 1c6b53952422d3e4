//! What every verb works with: options, environment, terminal, and the group's configuration once it is asked for.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use groupkeep_config::GroupConfig;
use groupkeep_monitor::Monitor;
use jiff::{Timestamp, Zoned};

use crate::args::{Format, Global};
use crate::environment::{Environment, Language};
use crate::error::Failure;
use crate::terminal::{Terminal, Verbosity};

/// One call of the command.
#[derive(Debug)]
pub struct Context {
    /// The options that every verb has.
    pub global: Global,
    /// What the process was given.
    pub environment: Environment,
    /// Notes and progress go here.
    pub terminal: Arc<Terminal>,
    /// The language of reports.
    pub language: Language,
}

impl Context {
    pub fn new(global: Global, environment: Environment, stopped: &'static AtomicBool) -> Self {
        let verbosity = match (global.quiet, global.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, true) => Verbosity::Verbose,
            (false, false) => Verbosity::Normal,
        };
        let terminal = Arc::new(Terminal::new(verbosity, !global.no_progress, environment.terminal, stopped));
        let language = global.lang.unwrap_or(environment.language);
        Self { global, environment, terminal, language }
    }

    /// The configuration at `-C`, which must be there.
    #[cfg(any(feature = "check", feature = "backup"))]
    pub fn group(&self) -> Result<GroupConfig, Failure> {
        Ok(GroupConfig::load(&self.global.directory)?)
    }

    /// The configuration at `-C`, if there is one.
    pub fn group_if_any(&self) -> Result<Option<GroupConfig>, Failure> {
        match GroupConfig::load(&self.global.directory) {
            Ok(config) => Ok(Some(config)),
            Err(groupkeep_config::Error::Missing { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether results are written as JSON.
    pub fn json(&self) -> bool {
        self.global.format == Format::Json
    }

    /// Tells a person something on standard error.
    pub fn note(&self, text: &str) {
        self.terminal.note(text);
    }

    /// The instant that counts as now for what reads: the end of the day of `--as-of` or `group.as_of` in the
    /// group's time zone, else the clock.
    pub fn as_of(&self, config: Option<&GroupConfig>) -> Timestamp {
        let zone = config.map_or(jiff::tz::TimeZone::UTC, |config| config.group.timezone.clone());
        let day = self.global.as_of.or_else(|| config.and_then(|config| config.group.as_of));
        day.and_then(|day| day.at(23, 59, 59, 0).to_zoned(zone).ok()).map_or_else(now, |end: Zoned| end.timestamp())
    }
}

/// The clock.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// `path` as given, or below the working directory when it is relative; the file need not exist.
pub fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|source| Failure::io("cannot find the working directory for", path, &source))
}
