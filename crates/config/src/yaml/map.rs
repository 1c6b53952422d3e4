//! Reading a map key by key, so that what nobody asked for can be reported.

use crate::nearest::did_you_mean;
use crate::yaml::cursor::Cursor;
use crate::yaml::{Node, shown};
use crate::{Problem, Problems};

/// A map that remembers which keys were asked for.
#[derive(Debug)]
pub struct MapReader<'d> {
    cursor: Cursor<'d>,
    entries: &'d [(String, Node)],
    asked: Vec<String>,
}

impl<'d> MapReader<'d> {
    pub(super) fn new(cursor: Cursor<'d>, entries: &'d [(String, Node)]) -> Self {
        Self { cursor, entries, asked: Vec::new() }
    }

    /// The map itself, for problems about it as a whole.
    #[must_use]
    pub fn cursor(&self) -> &Cursor<'d> {
        &self.cursor
    }

    /// The value of `key`; a problem when it is missing or holds nothing.
    pub fn required(&mut self, key: &str, problems: &mut Problems) -> Option<Cursor<'d>> {
        let found = self.optional(key);
        if found.is_none() {
            let dot = if self.cursor.dotted().is_empty() { "" } else { "." };
            problems.push(self.cursor.problem(format!("`{}{dot}{key}` is missing", self.cursor.dotted())));
        }
        found
    }

    /// The value of `key`; a key with nothing behind it counts as not given.
    pub fn optional(&mut self, key: &str) -> Option<Cursor<'d>> {
        self.asked.push(key.to_owned());
        let index = self.entries.iter().position(|(name, node)| name == key && *node != Node::Null)?;
        Some(self.cursor.entry(index))
    }

    /// Every entry in order, those with nothing behind them too, for maps whose keys are free.
    #[must_use]
    pub fn entries(self) -> Vec<(String, Cursor<'d>)> {
        self.entries.iter().enumerate().map(|(index, (key, _))| (key.clone(), self.cursor.entry(index))).collect()
    }

    /// Reports the keys nobody asked for, each with the nearest right name.
    pub fn finish(self, problems: &mut Problems) {
        for (index, (key, _)) in self.entries.iter().enumerate() {
            if !self.asked.contains(key) {
                problems.push(self.unknown(index, key));
            }
        }
    }

    fn unknown(&self, index: usize, key: &str) -> Problem {
        let mut problem = self.cursor.entry(index).key_problem(format!("unknown key `{}`", shown(key)));
        problem.hint = did_you_mean(key, self.asked.iter().map(String::as_str)).or_else(|| self.all_keys());
        problem
    }

    fn all_keys(&self) -> Option<String> {
        (!self.asked.is_empty()).then(|| format!("the keys here are {}", self.asked.join(", ")))
    }
}
