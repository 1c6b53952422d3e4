//! The published JSON Schema of rule files against the rules and the names the loader knows.

use std::path::Path;

use groupkeep_config::yaml::{Document, Node};
use serde_json::{Map, Value, json};

use super::names::{Evaluator, Join, Metric};
use super::param::ParamType;
use super::{Need, builtin_texts};

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../../docs/schemas/rule.schema.json")).unwrap()
}

fn value(node: &Node) -> Value {
    match node {
        Node::Null => Value::Null,
        Node::Bool(flag) => json!(flag),
        Node::Int(number) => json!(number),
        Node::Float(number) => json!(number),
        Node::String(text) => json!(text),
        Node::List(items) => items.iter().map(value).collect(),
        Node::Map(entries) => {
            Value::Object(entries.iter().map(|(key, node)| (key.clone(), value(node))).collect::<Map<_, _>>())
        }
    }
}

#[test]
fn every_shipped_rule_keeps_it() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for file in builtin_texts() {
        if file.path == "laws.yaml" || file.path.ends_with("/pack.yaml") {
            continue;
        }
        let document = Document::parse(Path::new(file.path), file.text).unwrap();
        let value = value(document.root().node());
        let problems: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(problems.is_empty(), "{}: {problems:#?}", file.path);
    }
}

/// The `enum` of `property` in the check kind `kind`.
fn choices(kind: &str, property: &str) -> Vec<String> {
    let schema = schema();
    let kinds = schema["properties"]["check"]["oneOf"].as_array().unwrap();
    let found = kinds.iter().find(|entry| entry["properties"]["kind"]["const"] == kind).unwrap();
    strings(&found["properties"][property]["enum"])
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

#[test]
fn it_names_what_the_loader_knows() {
    let names = |all: Vec<&str>| all.into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(choices("threshold", "metric"), names(Metric::ALL.iter().map(|metric| metric.name()).collect()));
    assert_eq!(choices("register-join", "each"), names(Join::ALL.iter().map(|join| join.name()).collect()));
    let evaluators = names(Evaluator::ALL.iter().map(|evaluator| evaluator.name()).collect());
    assert_eq!(choices("computed", "evaluator"), evaluators);
    let schema = schema();
    let types = &schema["properties"]["params"]["additionalProperties"]["properties"]["type"]["enum"];
    assert_eq!(strings(types), names(ParamType::ALL.iter().map(|kind| kind.name()).collect()));
    assert_eq!(strings(&schema["properties"]["needs"]["items"]["anyOf"][0]["enum"]), Need::plain_names());
}
