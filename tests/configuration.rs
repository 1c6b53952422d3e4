//! The published schema of `groupkeep.yaml` and the command agree on what a configuration is.

use std::fs;
use std::path::Path;

use groupkeep_config::yaml::{Document, Node};
use serde_json::{Value, json};

use crate::support::{Sandbox, repository};

fn to_json(node: &Node) -> Value {
    match node {
        Node::Null => Value::Null,
        Node::Bool(value) => json!(value),
        Node::Int(value) => json!(value),
        Node::Float(value) => json!(value),
        Node::String(value) => json!(value),
        Node::List(items) => items.iter().map(to_json).collect(),
        Node::Map(entries) => entries.iter().map(|(key, value)| (key.clone(), to_json(value))).collect(),
    }
}

fn accepts(text: &str) -> bool {
    let path = repository().join("docs/schemas/groupkeep.yaml.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).expect("the schema")).expect("JSON");
    let document = Document::parse(Path::new("groupkeep.yaml"), text).expect("YAML");
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("a schema")
        .is_valid(&to_json(document.root().node()))
}

/// Whether the command takes it: everything but a wrong configuration is fine here.
fn command_accepts(text: &str) -> bool {
    let sandbox = Sandbox::empty();
    sandbox.write("groupkeep.yaml", text);
    sandbox.run(&["check"]).status != Some(2)
}

#[test]
fn both_take_the_examples_and_what_init_writes() {
    for example in ["reading-circle", "quiet-library"] {
        let path = repository().join(format!("examples/{example}/groupkeep.yaml"));
        assert!(accepts(&fs::read_to_string(path).expect("a configuration")), "{example}");
    }
    for language in ["en", "zh"] {
        let sandbox = Sandbox::empty();
        sandbox.run(&["init", "--name", "读书 & <co>: \"x\"", "--lang", language]).exits(0);
        assert!(accepts(&sandbox.read("groupkeep.yaml")), "{language}");
    }
}

#[test]
fn both_take_and_refuse_the_same() {
    let good = [
        "group: {name: a}",
        "group: {name: a, scope: commercial, size: {min: 1, max: 2}, as_of: 2026-11-01}",
        "group: {name: a}\nbackup: {destinations: [{name: n, path: x}], success: {at-least: 1}}",
        "group: {name: a}\ncheck: {fail_on: never, levels: {privacy/pii-contact: note}}",
    ];
    for text in good {
        assert_eq!((accepts(text), command_accepts(text)), (true, true), "{text}");
    }
    let bad = [
        "archive: {exports: [x]}",
        "group: {nmae: a}",
        "group: {name: a}\nbackups: {}",
        "group: {name: a, scope: enormous}",
        "group: {name: a}\ncheck: {fail_on: sometimes}",
        "group: {name: a}\nbackup: {destinations: [{name: n}]}",
        "group: {name: a}\nbackup: {destinations: near}",
        "group: {name: a}\nbackup: {destinations: [{name: n, path: x}], success: most}",
        "group: {name: a}\nvault: short",
    ];
    for text in bad {
        assert_eq!((accepts(text), command_accepts(text)), (false, false), "{text}");
    }
}
