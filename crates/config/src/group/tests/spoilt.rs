//! Every value of a full configuration spoilt in turn: the mistake is named, where it is.

use std::path::Path;

use super::{FULL, json, parse};
use crate::yaml::{Document, Node};

/// Calls `visit` with the tree once for every scalar, which stands replaced by `instead` then; gives its place.
fn with_each_scalar(tree: &Node, instead: &Node, visit: &mut dyn FnMut(Node, String)) {
    fn count(node: &Node) -> usize {
        match node {
            Node::List(items) => items.iter().map(count).sum(),
            Node::Map(entries) => entries.iter().map(|(_, node)| count(node)).sum(),
            _ => 1,
        }
    }
    fn replace(node: &mut Node, at: &mut usize, instead: &Node, path: &str) -> Option<String> {
        match node {
            Node::List(items) => items.iter_mut().find_map(|item| replace(item, at, instead, &format!("{path}[]"))),
            Node::Map(entries) => {
                entries.iter_mut().find_map(|(key, node)| replace(node, at, instead, &format!("{path}.{key}")))
            }
            _ if *at == 0 => {
                *node = instead.clone();
                *at = usize::MAX;
                Some(path.to_owned())
            }
            _ => {
                *at -= 1;
                None
            }
        }
    }
    for number in 0..count(tree) {
        let mut spoilt = tree.clone();
        let path = replace(&mut spoilt, &mut number.clone(), instead, "").unwrap();
        visit(spoilt, path);
    }
}

fn full() -> Node {
    Document::parse(Path::new("t"), FULL).unwrap().into_node()
}

#[test]
fn a_map_where_a_word_belongs_is_named_at_its_place() {
    let instead = Node::Map(vec![("zz".to_owned(), Node::List(Vec::new()))]);
    let written = json(&instead);
    let mut values = 0;
    with_each_scalar(&full(), &instead, &mut |tree, path| {
        // What a parameter may be is known to its rule.
        if path.starts_with(".check.params") {
            return;
        }
        values += 1;
        let text = json(&tree);
        let start = text[..text.find(&written).unwrap()].chars().count() + 1;
        let problems = parse(&text).expect_err(&path);
        let placed = problems.iter().any(|problem| {
            problem.position.is_some_and(|at| at.line == 1 && (start..start + written.len()).contains(&at.column))
        });
        assert!(placed, "{path}: {problems}");
    });
    assert!(values > 70, "{values}");
}

#[test]
fn nothing_where_something_belongs_is_never_taken_silently_for_a_secret_or_a_place() {
    with_each_scalar(&full(), &Node::String(String::new()), &mut |tree, path| {
        let read = parse(&json(&tree));
        let needed = ["name", "path", "bucket", "endpoint", "to"].iter().any(|key| path.ends_with(&format!(".{key}")));
        assert!(!needed || read.is_err(), "{path} may be empty");
    });
}

#[test]
fn long_and_strange_words_are_cut_in_messages() {
    let endless = "长".repeat(100_000) + "\n\u{7}\"";
    with_each_scalar(&full(), &Node::String(endless), &mut |tree, path| {
        if let Err(problems) = parse(&json(&tree)) {
            for problem in &problems {
                let message = &problem.message;
                assert!(message.chars().count() < 400 && !message.contains(['\n', '\u{7}']), "{path}: {message}");
            }
        }
    });
}
