//! `backup:`: what is kept, where, and for how long.

use std::path::{Path, PathBuf};

use super::destination::{self, Destination};
use crate::yaml::{Cursor, Node};
use crate::{Error, Excludes, Position, Problem, Problems, read, size};

/// When a backup counts as done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Success {
    /// Every destination has it.
    #[default]
    All,
    /// At least so many destinations have it.
    AtLeast(u32),
}

/// How many snapshots stay, by period; 0 keeps none for that period's sake. All 0 means that none is ever dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Keep {
    /// The newest.
    pub last: u32,
    /// One an hour.
    pub hourly: u32,
    /// One a day.
    pub daily: u32,
    /// One a week.
    pub weekly: u32,
    /// One a month.
    pub monthly: u32,
    /// One a year.
    pub yearly: u32,
}

/// What is kept, where, and for how long.
#[derive(Debug, Clone)]
pub struct Backup {
    /// Files and folders to keep; the group's folder when not given. At least one.
    pub sources: Vec<PathBuf>,
    /// Whether `run` thins out old snapshots.
    pub prune: bool,
    /// Lines in the syntax of `.gitignore` that say what is left out.
    pub exclude: Vec<String>,
    /// Files with more such lines.
    pub exclude_from: Vec<PathBuf>,
    /// Whether folders with a `CACHEDIR.TAG` are kept without what is in them.
    pub exclude_caches: bool,
    /// Files of more bytes than this are left out.
    pub exclude_larger_than: Option<u64>,
    /// Whether folders on another file system than their source are kept without what is in them.
    pub one_file_system: bool,
    /// Whether extended attributes are kept.
    pub xattrs: bool,
    /// When it counts as done.
    pub success: Success,
    /// Where the copies go; at least one, no place twice.
    pub destinations: Vec<Destination>,
    /// How many snapshots stay.
    pub keep: Keep,
}

impl Backup {
    pub(super) fn from_yaml(at: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let mut map = at.map(problems)?;
        let sources = map.optional("sources").and_then(|at| sources(&at, problems));
        let prune = map.optional("prune").and_then(|at| at.bool(problems)).unwrap_or(false);
        let exclude = map.optional("exclude").and_then(|at| excludes(&at, problems)).unwrap_or_default();
        let exclude_from = map.optional("exclude_from").and_then(|at| at.strings(problems)).unwrap_or_default();
        let mut flag =
            |key: &str, problems: &mut Problems| map.optional(key).and_then(|at| at.bool(problems)).unwrap_or(false);
        let exclude_caches = flag("exclude_caches", problems);
        let one_file_system = flag("one_file_system", problems);
        let xattrs = flag("xattrs", problems);
        let exclude_larger_than = map.optional("exclude_larger_than").and_then(|at| limit(&at, problems));
        let destinations = map.required("destinations", problems).and_then(|at| destination::read_all(&at, problems));
        let reachable = destinations.as_ref().map(Vec::len);
        let success = map.optional("success").and_then(|at| success(&at, reachable, problems)).unwrap_or_default();
        let keep = map.optional("keep").and_then(|at| keep(&at, problems)).unwrap_or_default();
        map.finish(problems);
        let sources = sources.unwrap_or_else(|| vec![PathBuf::from(".")]);
        Some(Self {
            sources,
            prune,
            exclude,
            exclude_from: exclude_from.into_iter().map(PathBuf::from).collect(),
            exclude_caches,
            exclude_larger_than,
            one_file_system,
            xattrs,
            success,
            destinations: destinations?,
            keep,
        })
    }

    /// Everything that says what is left out, in the order in which the last word counts: the files of `exclude_from`,
    /// relative to `dir`, as they stand now, then `exclude`.
    ///
    /// # Errors
    ///
    /// Those of [`read::read_text`]; [`Error::Invalid`] with every line of a file that is no pattern;
    /// [`Error::Exclude`] for one of `exclude`.
    pub fn excludes(&self, dir: &Path) -> Result<Excludes, Error> {
        let (mut lines, mut problems) = (Vec::new(), Problems::new());
        for file in &self.exclude_from {
            let path = dir.join(file);
            for (number, line) in read::read_text(&path)?.lines().enumerate() {
                match Excludes::new(&[line]) {
                    Ok(_) => lines.push(line.to_owned()),
                    Err(error) => {
                        let at = Some(Position { line: number + 1, column: 1 });
                        let problem = Problem::new(&path, at, error.to_string());
                        problems.push(Problem { hint: error.hint(), ..problem });
                    }
                }
            }
        }
        lines.extend(self.exclude.iter().cloned());
        Excludes::new(&problems.into_result(lines)?)
    }
}

fn limit(at: &Cursor<'_>, problems: &mut Problems) -> Option<u64> {
    let bytes = match at.node() {
        Node::Int(bytes) => u64::try_from(*bytes).ok(),
        Node::String(text) => size::parse(text),
        _ => None,
    };
    let bytes = bytes.filter(|bytes| *bytes > 0);
    if bytes.is_none() {
        let problem = at.problem(format!("`{}` must be a size above 0", at.dotted()));
        problems.push(problem.with_hint("a whole number and a unit, such as 2GiB or 500MB"));
    }
    bytes
}

fn sources(at: &Cursor<'_>, problems: &mut Problems) -> Option<Vec<PathBuf>> {
    let sources = at.strings(problems)?;
    if sources.is_empty() {
        let problem = at.problem("`backup.sources` names nothing to keep");
        problems.push(problem.with_hint("leave the key out to keep the whole folder"));
    }
    Some(sources.into_iter().map(PathBuf::from).collect())
}

fn excludes(at: &Cursor<'_>, problems: &mut Problems) -> Option<Vec<String>> {
    let patterns = at.strings(problems)?;
    for (item, pattern) in at.list(problems)?.iter().zip(&patterns) {
        if let Err(error) = Excludes::new(std::slice::from_ref(pattern)) {
            let problem = item.problem(error.to_string());
            problems.push(Problem { hint: error.hint(), ..problem });
        }
    }
    Some(patterns)
}

fn success(at: &Cursor<'_>, destinations: Option<usize>, problems: &mut Problems) -> Option<Success> {
    if !matches!(at.node(), Node::Map(_)) {
        return at.choice(&["all"], problems).map(|_| Success::All);
    }
    let mut map = at.map(problems)?;
    let least = map.required("at-least", problems);
    map.finish(problems);
    let most = destinations.and_then(|count| i64::try_from(count).ok()).unwrap_or(i64::from(u32::MAX)).max(1);
    let least = least?.int_within(1, most, problems)?;
    u32::try_from(least).ok().map(Success::AtLeast)
}

fn keep(at: &Cursor<'_>, problems: &mut Problems) -> Option<Keep> {
    let mut map = at.map(problems)?;
    let mut count = |key: &str, problems: &mut Problems| {
        let value = map.optional(key).and_then(|at| at.int_within(0, 100_000, problems));
        value.and_then(|value| u32::try_from(value).ok()).unwrap_or(0)
    };
    let keep = Keep {
        last: count("last", problems),
        hourly: count("hourly", problems),
        daily: count("daily", problems),
        weekly: count("weekly", problems),
        monthly: count("monthly", problems),
        yearly: count("yearly", problems),
    };
    map.finish(problems);
    Some(keep)
}
