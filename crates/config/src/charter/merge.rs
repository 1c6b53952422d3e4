//! Several files' parts of the charter as one; a key in two of them is a mistake.

use crate::Problems;
use crate::yaml::{Document, Node};

/// The merged tree while it grows.
pub(super) struct Merge<'m> {
    pub(super) root: Node,
    pub(super) homes: Vec<(String, usize)>,
    documents: &'m [Document],
}

impl<'m> Merge<'m> {
    pub(super) fn new(documents: &'m [Document]) -> Self {
        Self { root: Node::Map(Vec::new()), homes: Vec::new(), documents }
    }

    /// Adds the checked tree of the `index`-th document.
    pub(super) fn add(&mut self, index: usize, part: Node, problems: &mut Problems) {
        let mut root = std::mem::replace(&mut self.root, Node::Null);
        self.join(&mut root, part, "", index, problems);
        self.root = root;
    }

    fn join(&mut self, into: &mut Node, part: Node, parent: &str, index: usize, problems: &mut Problems) {
        let (Node::Map(entries), Node::Map(added)) = (into, part) else { return };
        for (key, value) in added {
            let path = if parent.is_empty() { key.clone() } else { format!("{parent}.{key}") };
            match entries.iter_mut().find(|(name, _)| *name == key) {
                None => {
                    self.note(&path, &value, index);
                    entries.push((key, value));
                }
                Some((_, there @ Node::Map(_))) if matches!(value, Node::Map(_)) => {
                    self.join(there, value, &path, index, problems);
                }
                Some(_) => self.twice(&path, index, problems),
            }
        }
    }

    fn note(&mut self, path: &str, value: &Node, index: usize) {
        self.homes.push((path.to_owned(), index));
        if let Node::Map(entries) = value {
            for (key, value) in entries {
                self.note(&format!("{path}.{key}"), value, index);
            }
        }
    }

    fn twice(&self, path: &str, index: usize, problems: &mut Problems) {
        let home = self.homes.iter().find(|(home, _)| home == path).map(|(_, index)| *index);
        let first = home.and_then(|home| self.documents.get(home));
        let place = first.and_then(|first| {
            let position = first.root().at(path)?.key_position()?;
            Some(format!("{}:{position}", first.path().display()))
        });
        let cursor = self.documents.get(index).and_then(|document| document.root().at(path));
        if let Some(cursor) = cursor {
            let place = place.unwrap_or_else(|| "another file".to_owned());
            problems.push(cursor.key_problem(format!("`{path}` is given twice, first at {place}")));
        }
    }
}
