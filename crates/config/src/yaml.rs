//! The only place that touches the YAML parser: text in, a tree of [`Node`]s out, and the place of any node on request.
//!
//! The parser reports places only with its errors. So a place is found by reading the text once more, walking to the node
//! and failing there on purpose; the error then carries line and column. That costs nothing while nothing is wrong.

mod build;
mod cursor;
mod locate;
mod map;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use cursor::Cursor;
pub use map::MapReader;

use crate::yaml::locate::{Sought, Step};
use crate::{Error, Position, Problem, Problems, read};

/// Flow brackets open at once; the parser slows down with the square of this number.
const MAX_BRACKETS: usize = 256;
/// Bytes of text that may be read again to find places, over the life of a document.
const MAX_REREAD: u64 = 64 << 20;

/// One YAML value. Keys keep their order and may repeat here; [`Document::parse`] reports repeats.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Nothing, `null` or `~`.
    Null,
    /// `true` or `false`; `yes` and `no` are text.
    Bool(bool),
    /// A whole number of 64 bits; larger ones arrive as [`Node::String`].
    Int(i64),
    /// Any other number, `.inf` and `.nan` included.
    Float(f64),
    /// Text.
    String(String),
    /// A list.
    List(Vec<Node>),
    /// Keys, as written, with their values.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// What this is, with its article, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Int(_) => "a whole number",
            Self::Float(_) => "a decimal number",
            Self::String(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }

    /// True for nothing, blank text and collections holding only such.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Bool(_) | Self::Int(_) | Self::Float(_) => false,
            Self::String(text) => text.trim().is_empty(),
            Self::List(items) => items.iter().all(Self::is_blank),
            Self::Map(entries) => entries.iter().all(|(_, node)| node.is_blank()),
        }
    }

    /// The value of the first entry called `key`, if this is a map that has one.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        match self {
            Self::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, node)| node),
            _ => None,
        }
    }
}

/// One parsed YAML text with the path it came from.
#[derive(Debug)]
pub struct Document {
    path: PathBuf,
    text: Arc<str>,
    /// Which document of the text this is, counted from 0.
    index: usize,
    /// Lines above the text in the file it was cut from (Markdown front matter).
    lines_above: usize,
    root: Node,
    reread: AtomicU64,
}

impl Document {
    /// Parses a text that holds exactly one document; an empty text is one that holds nothing.
    ///
    /// # Errors
    ///
    /// A syntax error, a further document, a repeated key, an unknown anchor, a tag such as `!secret`, a tree that is too
    /// deep (over 128 levels) or too large once its aliases are followed, or a text of over 4 MiB.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Problems> {
        Self::parse_below(path, text, 0)
    }

    /// [`Document::parse`] for a text cut out of a file below `lines_above` lines.
    pub(crate) fn parse_below(path: &Path, text: &str, lines_above: usize) -> Result<Self, Problems> {
        let mut documents = Self::read(path, text, lines_above)?;
        if let Some(second) = documents.get(1) {
            let problem = second.root().problem("a second document begins, where one file must hold one");
            return Err(problem.with_hint("remove the `---` between them").into());
        }
        match documents.pop() {
            Some(document) => Ok(document),
            None => Err(Problem::new(path, None, "no document found").into()),
        }
    }

    /// Parses a text of documents divided by `---`; there is at least one.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`], for all documents at once, but for the further document.
    pub fn parse_all(path: &Path, text: &str) -> Result<Vec<Self>, Problems> {
        Self::read(path, text, 0)
    }

    /// Reads and parses a file that holds one document.
    ///
    /// # Errors
    ///
    /// Those of [`read::read_text`] and [`Document::parse`].
    pub fn load(path: &Path) -> Result<Self, Error> {
        Ok(Self::parse(path, &read::read_text(path)?)?)
    }

    /// Reads and parses a file of documents divided by `---`.
    ///
    /// # Errors
    ///
    /// Those of [`read::read_text`] and [`Document::parse_all`].
    pub fn load_all(path: &Path) -> Result<Vec<Self>, Error> {
        Ok(Self::parse_all(path, &read::read_text(path)?)?)
    }

    /// The file this came from, as it was given.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The whole tree, to read from.
    #[must_use]
    pub fn root(&self) -> Cursor<'_> {
        Cursor::root(self)
    }

    /// The whole tree, to keep.
    #[must_use]
    pub fn into_node(self) -> Node {
        self.root
    }

    fn read(path: &Path, text: &str, lines_above: usize) -> Result<Vec<Self>, Problems> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.len() as u64 > read::TEXT_LIMIT {
            return Err(Problem::new(path, None, format!("the text has over {} bytes", read::TEXT_LIMIT)).into());
        }
        if let Some(position) = deepest_bracket(text) {
            let position = Position { line: position.line + lines_above, ..position };
            return Err(Problem::new(path, Some(position), "too many brackets are open at once").into());
        }
        let shared: Arc<str> = Arc::from(text);
        let roots = build::build_all(text).map_err(|fault| {
            let position = fault.position.map(|place| Position { line: place.line + lines_above, ..place });
            Problem::new(path, position, fault.message)
        })?;
        let documents = roots.into_iter().enumerate().map(|(index, root)| Self {
            path: path.to_owned(),
            text: Arc::clone(&shared),
            index,
            lines_above,
            root,
            reread: AtomicU64::new(0),
        });
        let documents: Vec<Self> = documents.collect();
        let mut problems = Problems::new();
        for document in &documents {
            repeated_keys(&document.root(), &mut problems);
        }
        problems.into_result(documents)
    }

    /// Where a node or its key begins; `None` once finding places has cost too much for one document.
    fn find(&self, steps: &[Step], sought: Sought) -> Option<Position> {
        if !self.may_reread() {
            return None;
        }
        let found = locate::position(&self.text, self.index, steps, sought)?;
        Some(Position { line: found.line + self.lines_above, ..found })
    }

    /// The scalar at `steps` as it was written, so that `1.10` stays `1.10`.
    fn written(&self, steps: &[Step]) -> Option<String> {
        if !self.may_reread() {
            return None;
        }
        locate::written(&self.text, self.index, steps)
    }

    fn may_reread(&self) -> bool {
        let cost = self.text.len() as u64;
        self.reread.fetch_add(cost, Ordering::Relaxed).saturating_add(cost) <= MAX_REREAD
    }
}

fn repeated_keys(cursor: &Cursor<'_>, problems: &mut Problems) {
    let mut seen = std::collections::BTreeSet::new();
    for (key, child) in cursor.children() {
        if let Some(key) = key
            && !seen.insert(key)
        {
            problems.push(child.key_problem(format!("`{}` is given twice", shown(key))));
        }
        repeated_keys(&child, problems);
    }
}

/// Where more than [`MAX_BRACKETS`] brackets are open, if anywhere. Brackets in text count too: they come in pairs there.
fn deepest_bracket(text: &str) -> Option<Position> {
    let mut open = 0_usize;
    for (line, content) in text.lines().enumerate() {
        for (column, char) in content.chars().enumerate() {
            match char {
                '[' | '{' => open += 1,
                ']' | '}' => open = open.saturating_sub(1),
                _ => {}
            }
            if open > MAX_BRACKETS {
                return Some(Position { line: line + 1, column: column + 1 });
            }
        }
    }
    None
}

/// A key as a message may show it: on one line, without control characters, not too long.
pub(crate) fn shown(key: &str) -> String {
    let mut text: String = key.chars().take(60).flat_map(char::escape_debug).collect();
    if key.chars().nth(60).is_some() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests;
