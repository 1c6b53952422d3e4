//! `archive:`: where the chats, tables and the charter are.

use std::path::{Path, PathBuf};

use super::{Columns, keys};
use crate::table::TableKind;
use crate::yaml::Cursor;
use crate::{Problems, glob};

/// How an export without a telling date writes day, month and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// 31/12/2026
    Dmy,
    /// 12/31/2026
    Mdy,
    /// 2026/12/31
    Ymd,
}

impl DateOrder {
    const NAMES: [(&'static str, Self); 3] = [("dmy", Self::Dmy), ("mdy", Self::Mdy), ("ymd", Self::Ymd)];

    /// The name used in YAML and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        keys::name_of(&Self::NAMES, self)
    }

    /// The order of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(other, _)| *other == name).map(|(_, order)| *order)
    }
}

/// Where the chats, tables and the charter are; paths and patterns are relative to the group's folder.
#[derive(Debug, Clone, Default)]
pub struct Archive {
    /// Patterns of the chat exports.
    pub exports: Vec<String>,
    /// The registers that are kept.
    pub tables: Tables,
    /// The folder of the charter.
    pub charter: Option<PathBuf>,
    /// For files that fit the pattern: the order of day, month and year. The first that fits decides.
    pub date_order: Vec<(String, DateOrder)>,
    /// For tables that fit the pattern and are in no known format: what their columns are. The first that fits decides.
    pub columns: Vec<(String, Columns)>,
}

/// The files of the registers, each as given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tables {
    /// Who is in the group.
    pub members: Option<PathBuf>,
    /// Money in and out.
    pub ledger: Option<PathBuf>,
    /// Works shared and the right to share them.
    pub works: Option<PathBuf>,
    /// What members agreed to.
    pub consents: Option<PathBuf>,
    /// What members asked for about their data.
    pub requests: Option<PathBuf>,
    /// What went wrong.
    pub incidents: Option<PathBuf>,
    /// Findings two people looked at.
    pub reviews: Option<PathBuf>,
    /// What a moderation tool said about media.
    pub media_labels: Option<PathBuf>,
    /// What was planned.
    pub calendar: Option<PathBuf>,
}

impl Tables {
    /// The file of one register.
    #[must_use]
    pub fn get(&self, kind: TableKind) -> Option<&Path> {
        let path = match kind {
            TableKind::Members => &self.members,
            TableKind::Ledger => &self.ledger,
            TableKind::Works => &self.works,
            TableKind::Consents => &self.consents,
            TableKind::Requests => &self.requests,
            TableKind::Incidents => &self.incidents,
            TableKind::Reviews => &self.reviews,
            TableKind::MediaLabels => &self.media_labels,
            TableKind::Calendar => &self.calendar,
        };
        path.as_deref()
    }

    /// Sets the file of one register.
    pub fn set(&mut self, kind: TableKind, path: PathBuf) {
        let place = match kind {
            TableKind::Members => &mut self.members,
            TableKind::Ledger => &mut self.ledger,
            TableKind::Works => &mut self.works,
            TableKind::Consents => &mut self.consents,
            TableKind::Requests => &mut self.requests,
            TableKind::Incidents => &mut self.incidents,
            TableKind::Reviews => &mut self.reviews,
            TableKind::MediaLabels => &mut self.media_labels,
            TableKind::Calendar => &mut self.calendar,
        };
        *place = Some(path);
    }
}

impl Archive {
    pub(super) fn from_yaml(at: &Cursor<'_>, problems: &mut Problems) -> Self {
        let Some(mut map) = at.map(problems) else { return Self::default() };
        let exports = map.optional("exports").and_then(|at| patterns(&at, problems)).unwrap_or_default();
        let tables = map.optional("tables").map_or_else(Tables::default, |at| tables(&at, problems));
        let charter = map.optional("charter").and_then(|at| at.string(problems)).map(PathBuf::from);
        let date_order = map.optional("date_order").map_or_else(Vec::new, |at| {
            by_pattern(&at, problems, |at, problems| keys::one_of(at, &DateOrder::NAMES, problems))
        });
        let columns = map.optional("columns").map_or_else(Vec::new, |at| by_pattern(&at, problems, Columns::from_yaml));
        map.finish(problems);
        Self { exports, tables, charter, date_order, columns }
    }

    /// The configured order for a file, given relative to the group's folder.
    #[must_use]
    pub fn date_order_for(&self, relative: &Path) -> Option<DateOrder> {
        first_fit(&self.date_order, relative).copied()
    }

    /// The configured columns of a file, given relative to the group's folder.
    #[must_use]
    pub fn columns_for(&self, relative: &Path) -> Option<&Columns> {
        first_fit(&self.columns, relative)
    }
}

/// What the first pattern that fits a file says.
fn first_fit<'a, T>(patterns: &'a [(String, T)], relative: &Path) -> Option<&'a T> {
    patterns.iter().find_map(|(pattern, value)| {
        let fits = glob::Matcher::new(std::slice::from_ref(pattern)).is_ok_and(|matcher| matcher.matches(relative));
        fits.then_some(value)
    })
}

/// A list of file patterns, each tried.
pub(super) fn patterns(at: &Cursor<'_>, problems: &mut Problems) -> Option<Vec<String>> {
    let mut patterns = Vec::new();
    for item in at.list(problems)? {
        if let Some(pattern) = item.string(problems) {
            check_pattern(&item, &pattern, problems);
            patterns.push(pattern);
        }
    }
    Some(patterns)
}

fn check_pattern(at: &Cursor<'_>, pattern: &str, problems: &mut Problems) {
    if let Err(error) = glob::Matcher::new(&[pattern.to_owned()]) {
        let mut problem = at.problem(error.to_string());
        problem.hint = error.hint();
        problems.push(problem);
    }
}

fn tables(at: &Cursor<'_>, problems: &mut Problems) -> Tables {
    let mut tables = Tables::default();
    let Some(mut map) = at.map(problems) else { return tables };
    for kind in TableKind::ALL {
        if let Some(path) = map.optional(kind.name()).and_then(|at| at.string(problems)) {
            tables.set(kind, PathBuf::from(path));
        }
    }
    map.finish(problems);
    tables
}

/// A map whose keys are file patterns.
fn by_pattern<T>(
    at: &Cursor<'_>,
    problems: &mut Problems,
    read: impl Fn(&Cursor<'_>, &mut Problems) -> Option<T>,
) -> Vec<(String, T)> {
    let Some(map) = at.map(problems) else { return Vec::new() };
    let mut all = Vec::new();
    for (pattern, at) in map.entries() {
        if let Err(error) = glob::Matcher::new(std::slice::from_ref(&pattern)) {
            problems.push(at.key_problem(error.to_string()));
        }
        if let Some(value) = read(&at, problems) {
            all.push((pattern, value));
        }
    }
    all
}
