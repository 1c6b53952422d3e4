//! `backup:`: what is kept, where, and for how long.

use std::path::PathBuf;

use super::destination::{self, Destination};
use crate::yaml::{Cursor, Node};
use crate::{Problems, glob};

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
    /// Patterns of what is left out.
    pub exclude: Vec<String>,
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
        let destinations = map.required("destinations", problems).and_then(|at| destination::read_all(&at, problems));
        let reachable = destinations.as_ref().map(Vec::len);
        let success = map.optional("success").and_then(|at| success(&at, reachable, problems)).unwrap_or_default();
        let keep = map.optional("keep").and_then(|at| keep(&at, problems)).unwrap_or_default();
        map.finish(problems);
        let sources = sources.unwrap_or_else(|| vec![PathBuf::from(".")]);
        Some(Self { sources, prune, exclude, success, destinations: destinations?, keep })
    }
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
        if let Err(error) = glob::Matcher::anywhere(std::slice::from_ref(pattern)) {
            problems.push(item.problem(error.to_string()));
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
