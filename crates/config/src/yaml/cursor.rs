//! A node together with where it stands, read as the type that is expected there.

use std::path::Path;

use jiff::civil::Date;

use crate::nearest::did_you_mean;
use crate::yaml::locate::{Sought, Step};
use crate::yaml::map::MapReader;
use crate::yaml::{Document, Node, shown};
use crate::{Position, Problem, Problems, dates};

/// A node of a [`Document`] plus where it stands.
///
/// The reading methods add a [`Problem`] naming what was expected and what was found, and give `None`, when the type is
/// wrong. They never quote the value.
#[derive(Debug, Clone)]
pub struct Cursor<'d> {
    document: &'d Document,
    node: &'d Node,
    steps: Vec<Step>,
    /// As people write it: `backup.destinations[1].path`. Empty at the root.
    dotted: String,
}

impl<'d> Cursor<'d> {
    pub(super) fn root(document: &'d Document) -> Self {
        Self { document, node: &document.root, steps: Vec::new(), dotted: String::new() }
    }

    /// The value itself.
    #[must_use]
    pub fn node(&self) -> &'d Node {
        self.node
    }

    /// The file the document came from.
    #[must_use]
    pub fn path(&self) -> &'d Path {
        &self.document.path
    }

    /// The way to this node as people write it, such as `backup.destinations[1].path`; empty at the root.
    #[must_use]
    pub fn dotted(&self) -> &str {
        &self.dotted
    }

    /// Where the value begins. Reads the text again, so ask only when there is something to report.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.document.find(&self.steps, Sought::Value)
    }

    /// Where the key of this value begins; for items of a list and the root, where the value does.
    #[must_use]
    pub fn key_position(&self) -> Option<Position> {
        self.document.find(&self.steps, Sought::Key)
    }

    /// A problem standing at this value.
    #[must_use]
    pub fn problem(&self, message: impl Into<String>) -> Problem {
        Problem::new(self.path(), self.position(), message)
    }

    /// A problem standing at the key of this value.
    #[must_use]
    pub fn key_problem(&self, message: impl Into<String>) -> Problem {
        Problem::new(self.path(), self.key_position(), message)
    }

    /// The entries of a map with their keys, or the items of a list; nothing for anything else.
    #[must_use]
    pub fn children(&self) -> Vec<(Option<&'d str>, Cursor<'d>)> {
        match self.node {
            Node::Map(entries) => {
                entries.iter().enumerate().map(|(index, (key, _))| (Some(key.as_str()), self.entry(index))).collect()
            }
            Node::List(items) => (0..items.len()).map(|index| (None, self.item(index))).collect(),
            _ => Vec::new(),
        }
    }

    /// The node at a dotted path below this one, such as `successors[0].member`; of repeated keys the first.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<Cursor<'d>> {
        let mut cursor = self.clone();
        for part in path.split('.') {
            let (key, items) = part.split_once('[').unwrap_or((part, ""));
            let Node::Map(entries) = cursor.node else { return None };
            cursor = cursor.entry(entries.iter().position(|(name, _)| name == key)?);
            for index in items.split('[').filter(|index| !index.is_empty()) {
                let index: usize = index.strip_suffix(']')?.parse().ok()?;
                let Node::List(list) = cursor.node else { return None };
                list.get(index)?;
                cursor = cursor.item(index);
            }
        }
        Some(cursor)
    }

    /// A map, to be read key by key.
    pub fn map(&self, problems: &mut Problems) -> Option<MapReader<'d>> {
        match self.node {
            Node::Map(entries) => Some(MapReader::new(self.clone(), entries)),
            _ => self.wrong("a map", problems),
        }
    }

    /// A list.
    pub fn list(&self, problems: &mut Problems) -> Option<Vec<Cursor<'d>>> {
        match self.node {
            Node::List(items) => Some((0..items.len()).map(|index| self.item(index)).collect()),
            _ => self.wrong("a list", problems),
        }
    }

    /// Text that is not blank.
    pub fn string(&self, problems: &mut Problems) -> Option<String> {
        match self.node {
            Node::String(text) if text.trim().is_empty() => {
                problems.push(self.problem(format!("{} is empty", self.name())));
                None
            }
            Node::String(text) => Some(text.clone()),
            Node::Bool(_) | Node::Int(_) | Node::Float(_) => {
                let problem = self.problem(format!("{} must be text, not {}", self.name(), self.node.kind()));
                problems.push(problem.with_hint("put the value in quotes"));
                None
            }
            _ => self.wrong("text", problems),
        }
    }

    /// Text, or a number or truth value exactly as it was written (`1.10` stays `1.10`): for versions, ids, phone numbers.
    pub fn label(&self, problems: &mut Problems) -> Option<String> {
        match self.node {
            Node::Bool(_) | Node::Int(_) | Node::Float(_) => match self.document.written(&self.steps) {
                Some(text) => Some(text),
                None => self.string(problems),
            },
            _ => self.string(problems),
        }
    }

    /// `true` or `false`.
    pub fn bool(&self, problems: &mut Problems) -> Option<bool> {
        match self.node {
            Node::Bool(value) => Some(*value),
            Node::String(_) => {
                let problem = self.problem(format!("{} must be true or false, not text", self.name()));
                problems.push(problem.with_hint("write true or false, without quotes"));
                None
            }
            _ => self.wrong("true or false", problems),
        }
    }

    /// A whole number.
    pub fn int(&self, problems: &mut Problems) -> Option<i64> {
        match self.node {
            Node::Int(value) => Some(*value),
            _ => self.wrong("a whole number", problems),
        }
    }

    /// A whole number from `least` to `most`, both included.
    pub fn int_within(&self, least: i64, most: i64, problems: &mut Problems) -> Option<i64> {
        let value = self.int(problems)?;
        if (least..=most).contains(&value) {
            return Some(value);
        }
        problems.push(self.problem(format!("{} must be from {least} to {most}", self.name())));
        None
    }

    /// A finite number, whole or not.
    pub fn float(&self, problems: &mut Problems) -> Option<f64> {
        match self.node {
            Node::Float(value) if value.is_finite() => Some(*value),
            // Exact up to 2^53; nothing configured here comes near.
            Node::Int(value) => Some(*value as f64),
            _ => self.wrong("a number", problems),
        }
    }

    /// A day, written `2026-11-01`.
    pub fn date(&self, problems: &mut Problems) -> Option<Date> {
        let date = match self.node {
            Node::String(text) => dates::parse_date(text),
            _ => None,
        };
        if date.is_none() {
            let problem = self.problem(format!("{} must be a date", self.name()));
            problems.push(problem.with_hint("write year-month-day, such as 2026-11-01"));
        }
        date
    }

    /// One of `choices`, compared exactly.
    pub fn choice<'c>(&self, choices: &[&'c str], problems: &mut Problems) -> Option<&'c str> {
        let Node::String(text) = self.node else {
            return self.wrong(&format!("one of {}", choices.join(", ")), problems);
        };
        if let Some(choice) = choices.iter().find(|choice| *choice == text) {
            return Some(choice);
        }
        let mut problem = self.problem(format!("{} must be one of {}", self.name(), choices.join(", ")));
        problem.hint = did_you_mean(text, choices.iter().copied());
        problems.push(problem);
        None
    }

    /// A list of text; the bad items are reported and `None` given.
    pub fn strings(&self, problems: &mut Problems) -> Option<Vec<String>> {
        let items = self.list(problems)?;
        let texts: Vec<Option<String>> = items.iter().map(|item| item.string(problems)).collect();
        texts.into_iter().collect()
    }

    /// How messages call this node: its dotted way in backticks.
    pub(crate) fn name(&self) -> String {
        if self.dotted.is_empty() { "the document".to_owned() } else { format!("`{}`", self.dotted) }
    }

    pub(super) fn entry(&self, index: usize) -> Cursor<'d> {
        let (key, node) = match self.node {
            Node::Map(entries) => entries.get(index).map_or(("", &Node::Null), |(key, node)| (key.as_str(), node)),
            _ => ("", &Node::Null),
        };
        let dot = if self.dotted.is_empty() { "" } else { "." };
        self.below(Step::Entry(index), node, format!("{}{dot}{}", self.dotted, shown(key)))
    }

    fn item(&self, index: usize) -> Cursor<'d> {
        let node = match self.node {
            Node::List(items) => items.get(index).unwrap_or(&Node::Null),
            _ => &Node::Null,
        };
        self.below(Step::Item(index), node, format!("{}[{index}]", self.dotted))
    }

    fn below(&self, step: Step, node: &'d Node, dotted: String) -> Cursor<'d> {
        let steps = self.steps.iter().copied().chain([step]).collect();
        Cursor { document: self.document, node, steps, dotted }
    }

    fn wrong<T>(&self, expected: &str, problems: &mut Problems) -> Option<T> {
        problems.push(self.problem(format!("{} must be {expected}, not {}", self.name(), self.node.kind())));
        None
    }
}
