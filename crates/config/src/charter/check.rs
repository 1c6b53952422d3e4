//! One file's part of the charter against the schema.

use super::schema::{self, Kind};
use crate::Problems;
use crate::yaml::{Cursor, Node};

/// The checked tree of one document: keys with nothing behind them are gone, labels are text.
pub(super) fn document(root: &Cursor<'_>, problems: &mut Problems) -> Node {
    match root.node() {
        Node::Null => Node::Map(Vec::new()),
        _ => map(root, "", problems).unwrap_or(Node::Map(Vec::new())),
    }
}

fn map(at: &Cursor<'_>, parent: &str, problems: &mut Problems) -> Option<Node> {
    let mut reader = at.map(problems)?;
    let mut entries = Vec::new();
    for (key, kind) in schema::below(parent) {
        let path = if parent.is_empty() { key.to_owned() } else { format!("{parent}.{key}") };
        if let Some(value) = reader.optional(key).and_then(|at| value(&at, &path, kind, problems)) {
            entries.push((key.to_owned(), value));
        }
    }
    reader.finish(problems);
    Some(Node::Map(entries))
}

fn value(at: &Cursor<'_>, path: &str, kind: Kind, problems: &mut Problems) -> Option<Node> {
    match kind {
        Kind::Map => map(at, path, problems),
        Kind::Text => at.label(problems).map(Node::String),
        Kind::Date => at.date(problems).map(|date| Node::String(date.to_string())),
        Kind::Count => at.int_within(0, i64::from(u32::MAX), problems).map(Node::Int),
        Kind::Share => share(at, problems),
        Kind::Choice(choices) => at.choice(choices, problems).map(|choice| Node::String(choice.to_owned())),
        Kind::Texts if !matches!(at.node(), Node::List(_)) => at.label(problems).map(Node::String),
        Kind::Texts => items(at, problems, |item, problems| item.label(problems).map(Node::String)),
        Kind::Maps => items(at, problems, |item, problems| map(item, &format!("{path}[]"), problems)),
        Kind::Persons | Kind::Notes => items(at, problems, |item, problems| match item.node() {
            Node::Map(_) => map(item, &format!("{path}[]"), problems),
            _ => item.label(problems).map(Node::String),
        }),
    }
}

fn share(at: &Cursor<'_>, problems: &mut Problems) -> Option<Node> {
    let share = at.float(problems)?;
    if (0.0..=1.0).contains(&share) {
        return Some(Node::Float(share));
    }
    problems.push(at.problem(format!("`{}` must be from 0 to 1", at.dotted())));
    None
}

/// Every item is kept, a bad one as nothing, so that places in the list stay those of the file.
fn items(
    at: &Cursor<'_>,
    problems: &mut Problems,
    mut read: impl FnMut(&Cursor<'_>, &mut Problems) -> Option<Node>,
) -> Option<Node> {
    let items = at.list(problems)?;
    Some(Node::List(items.iter().map(|item| read(item, problems).unwrap_or(Node::Null)).collect()))
}
