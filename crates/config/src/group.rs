//! `groupkeep.yaml`: what a group's folder holds and what to do with it.

mod archive;
mod backup;
mod check;
mod columns;
mod destination;
mod identity;
pub mod keys;
mod notify;
mod place;
mod release;
mod secrets;

use std::path::{Path, PathBuf};

pub use archive::{Archive, DateOrder, Tables};
pub use backup::{Backup, Keep, Success};
pub use check::{Check, FailOn, Level, Param};
pub use columns::{Columns, TimeFormat};
pub use destination::{Credential, Credentials, Destination, parse_destination_inline};
pub use identity::{Group, Scope};
pub use notify::{Notify, Schedule, Webhook};
pub use place::Place;
pub use release::{Profile, Release};
pub(crate) use secrets::refuse as refuse_secrets;

use crate::yaml::{Cursor, Document};
use crate::{CONFIG_FILE, Error, Problems, read};

/// A checked `groupkeep.yaml`. Paths in it are as written; [`GroupConfig::resolve`] makes them usable.
#[derive(Debug, Clone)]
pub struct GroupConfig {
    /// The file it was read from.
    pub path: PathBuf,
    /// The folder of that file: the group's folder.
    pub dir: PathBuf,
    /// Who the group is.
    pub group: Group,
    /// The vault's id in hexadecimal, once there is a vault.
    pub vault: Option<String>,
    /// Where the chats, tables and the charter are.
    pub archive: Archive,
    /// How `check` judges.
    pub check: Check,
    /// What `anonymize` makes, if anything.
    pub release: Option<Release>,
    /// What is kept where, if anything.
    pub backup: Option<Backup>,
    /// When the steps run, as cron lines for `schedule print`.
    pub schedule: Schedule,
    /// Whom to tell.
    pub notify: Option<Notify>,
}

impl GroupConfig {
    /// Reads `groupkeep.yaml` in a group's folder.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] when there is none, the other errors of [`read::read_text`], and [`Error::Invalid`] with every
    /// mistake in it.
    pub fn load(dir: &Path) -> Result<Self, Error> {
        let path = dir.join(CONFIG_FILE);
        Ok(Self::parse(&path, &read::read_text(&path)?)?)
    }

    /// Checks the text of a `groupkeep.yaml` that stands, or would stand, at `path`.
    ///
    /// # Errors
    ///
    /// Every mistake in it, ordered by place: syntax, unknown and repeated keys, wrong types and values, secrets in clear, the
    /// same destination twice.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Problems> {
        let document = Document::parse(path, text)?;
        let mut problems = Problems::new();
        let config = Self::from_root(&document.root(), &mut problems);
        secrets::refuse(&document.root(), &["check"], &mut problems);
        match config {
            Some(config) => problems.into_result(config),
            None => {
                problems.sort();
                Err(problems)
            }
        }
    }

    /// A path of this configuration as seen from the working directory; absolute paths stay as they are.
    #[must_use]
    pub fn resolve(&self, path: &Path) -> PathBuf {
        self.dir.join(path)
    }

    /// Sources that are, or lie in, a folder copies go to: each backup would keep the one before. With the destination each
    /// lies in. Names are compared, links are not followed.
    #[must_use]
    pub fn sources_inside_destinations(&self) -> Vec<(&Path, &Destination)> {
        let Some(backup) = &self.backup else { return Vec::new() };
        let mut inside = Vec::new();
        for source in &backup.sources {
            let from = place::normal(&self.resolve(source));
            for destination in &backup.destinations {
                if let Place::Path(to) = &destination.place
                    && from.starts_with(place::normal(&self.resolve(to)))
                {
                    inside.push((source.as_path(), destination));
                }
            }
        }
        inside
    }

    fn from_root(root: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let mut map = root.map(problems)?;
        let group = map.required("group", problems).and_then(|at| Group::from_yaml(&at, problems));
        let vault = map.optional("vault").and_then(|at| identity::vault_id(&at, problems));
        let archive = map.optional("archive").map_or_else(Archive::default, |at| Archive::from_yaml(&at, problems));
        let check = map.optional("check").map_or_else(Check::default, |at| Check::from_yaml(&at, problems));
        let release = map.optional("release").and_then(|at| Release::from_yaml(&at, problems));
        let backup = map.optional("backup").and_then(|at| Backup::from_yaml(&at, problems));
        let schedule = map.optional("schedule").map_or_else(Schedule::default, |at| Schedule::from_yaml(&at, problems));
        let notify = map.optional("notify").and_then(|at| Notify::from_yaml(&at, problems));
        map.finish(problems);
        let path = root.path().to_owned();
        let dir = path.parent().map_or_else(PathBuf::new, Path::to_owned);
        Some(Self { path, dir, group: group?, vault, archive, check, release, backup, schedule, notify })
    }
}

#[cfg(test)]
mod tests;
