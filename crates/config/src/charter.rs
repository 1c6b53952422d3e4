//! The charter: what a group has written down about itself, in YAML and Markdown front matter.

mod check;
mod load;
mod merge;
mod schema;

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

pub use crate::template::charter as template;
use crate::yaml::{Document, Node};
use crate::{Position, dates};

/// A checked charter, merged from all its files.
///
/// Paths are dotted, with `[n]` for the n-th item of a list, counted from 0: `notice.retention_days`,
/// `successors[0].member`. Versions, ids and the like are text even where they were written as numbers.
#[derive(Debug, Clone)]
pub struct Charter {
    root: Node,
    /// Which document a fixed path was read from.
    homes: Vec<(String, usize)>,
    documents: Vec<Arc<Document>>,
}

/// One item of a list in a charter: a map, or a plain text.
#[derive(Debug, Clone, Copy)]
pub struct Item<'c> {
    /// Its value.
    pub node: &'c Node,
    /// Its place in the list, counted from 0.
    pub index: usize,
}

/// Every path a charter may have, with `[]` for the items of lists: `successors`, `successors[].member`.
#[must_use]
pub fn known_paths() -> &'static [&'static str] {
    schema::paths()
}

impl Charter {
    /// The value at a path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Node> {
        at(&self.root, path)
    }

    /// Whether there is something at a path: not nothing, not blank, not a collection of such.
    #[must_use]
    pub fn present(&self, path: &str) -> bool {
        self.get(path).is_some_and(|node| !node.is_blank())
    }

    /// The text at a path.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        as_text(self.get(path)?)
    }

    /// The day at a path.
    #[must_use]
    pub fn date(&self, path: &str) -> Option<Date> {
        dates::parse_date(self.text(path)?)
    }

    /// The whole number at a path.
    #[must_use]
    pub fn int(&self, path: &str) -> Option<i64> {
        match self.get(path)? {
            Node::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// The items of the list at a path; a text standing where a list may stand is its only item.
    #[must_use]
    pub fn list(&self, path: &str) -> Vec<Item<'_>> {
        match self.get(path) {
            Some(Node::List(items)) => items.iter().enumerate().map(|(index, node)| Item { node, index }).collect(),
            Some(node @ Node::String(_)) => vec![Item { node, index: 0 }],
            _ => Vec::new(),
        }
    }

    /// The group's scope as the charter has it; it must equal `group.scope`.
    #[must_use]
    pub fn scope(&self) -> Option<&str> {
        self.text("scope")
    }

    /// The file a path was read from and where its value stands there.
    #[must_use]
    pub fn position(&self, path: &str) -> Option<(PathBuf, Position)> {
        self.get(path)?;
        let is_home =
            |home: &str| path.strip_prefix(home).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
        // Homes list a container before what is in it; the last that fits is the nearest.
        let (_, index) = self.homes.iter().rev().find(|(home, _)| is_home(home))?;
        let document = self.documents.get(*index)?;
        let cursor = document.root().at(path)?;
        Some((document.path().to_owned(), cursor.position()?))
    }

    /// The files it was read from, sorted.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        self.documents.iter().map(|document| document.path().to_owned()).collect()
    }
}

impl<'c> Item<'c> {
    /// The item's text, or that of a key of it. A plain text stands for the `member` of a person.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&'c str> {
        match self.node {
            Node::String(text) if key == "member" || key.is_empty() => Some(text),
            node => as_text(node.get(key)?),
        }
    }

    /// The day at a key of the item.
    #[must_use]
    pub fn date(&self, key: &str) -> Option<Date> {
        dates::parse_date(self.text(key)?)
    }

    /// The number at a key of the item.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<f64> {
        match self.node.get(key)? {
            Node::Float(value) => Some(*value),
            Node::Int(value) => Some(*value as f64),
            _ => None,
        }
    }
}

fn as_text(node: &Node) -> Option<&str> {
    match node {
        Node::String(text) => Some(text),
        _ => None,
    }
}

fn at<'n>(root: &'n Node, path: &str) -> Option<&'n Node> {
    let mut node = root;
    for part in path.split('.') {
        let (key, items) = part.split_once('[').map_or((part, ""), |(key, items)| (key, items));
        node = node.get(key)?;
        for index in items.split('[').filter(|index| !index.is_empty()) {
            let index: usize = index.strip_suffix(']')?.parse().ok()?;
            node = match node {
                Node::List(items) => items.get(index)?,
                _ => return None,
            };
        }
    }
    Some(node)
}

#[cfg(test)]
mod tests;
