//! Every JSON output holds to its published schema, and every schema is a bound and not a formality.

use std::fs;

use jsonschema::Validator;
use serde_json::{Map, Value};

use crate::support::{Sandbox, repository};
use crate::vaults::backed_up;

fn schema(name: &str) -> Value {
    let path = repository().join(format!("docs/schemas/{name}.schema.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("a schema is JSON")
}

fn validator(schema: &Value) -> Validator {
    jsonschema::options().should_validate_formats(true).build(schema).expect("a schema is a schema")
}

/// Fails the test with every place where `output` breaks the schema `name`; and unless leaving out any key of the
/// output, or adding one, breaks it too.
#[track_caller]
fn holds(name: &str, output: &Value) {
    let schema = schema(name);
    let validator = validator(&schema);
    let broken: Vec<_> =
        validator.iter_errors(output).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(broken, Vec::<String>::new(), "{name}");
    assert_eq!(output["schema"], format!("groupkeep/{name}/v1"));
    let object = output.as_object().expect("an output is an object");
    for key in object.keys() {
        let without: Map<_, _> = object.clone().into_iter().filter(|(other, _)| other != key).collect();
        assert!(!validator.is_valid(&Value::Object(without)), "{name} does not ask for `{key}`");
    }
    let mut more = object.clone();
    more.insert("unheard".to_owned(), Value::Null);
    assert!(!validator.is_valid(&Value::Object(more)), "{name} lets other keys in");
}

/// As [`holds`], for output of one JSON value a line.
#[track_caller]
pub fn each_line_holds(name: &str, lines: &str) {
    for line in lines.lines() {
        holds(name, &serde_json::from_str(line).expect("a line is JSON"));
    }
}

#[track_caller]
fn output(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    sandbox.run(&[arguments, &["--format", "json"]].concat()).json()
}

#[test]
fn what_reads_the_group_holds() {
    for example in ["reading-circle", "quiet-library"] {
        let sandbox = Sandbox::example(example);
        holds("inspect", &output(&sandbox, &["inspect"]));
        each_line_holds("record", &sandbox.run(&["inspect", "--messages"]).stdout);
        holds("check", &output(&sandbox, &["check"]));
        holds("rules", &output(&sandbox, &["rules", "list"]));
        holds("rules", &output(&sandbox, &["rules", "show", "privacy/pii-contact"]));
    }
}

#[test]
fn what_reads_the_vault_holds() {
    let sandbox = backed_up("reading-circle");
    holds("backup", &output(&sandbox, &["backup"]));
    holds("verify", &output(&sandbox, &["verify", "--hash"]));
    holds("snapshots", &output(&sandbox, &["snapshots"]));
    holds("ls", &output(&sandbox, &["ls"]));
    holds("find", &output(&sandbox, &["find", "*.json"]));
    let snapshots = output(&sandbox, &["snapshots"]);
    let first = snapshots["snapshots"][0]["id"].as_str().expect("an id").to_owned();
    sandbox.write("note.txt", "new\n");
    output(&sandbox, &["backup"]);
    holds("diff", &output(&sandbox, &["diff", &first]));
    holds("status", &output(&sandbox, &["status"]));
    holds("vault", &output(&sandbox, &["vault", "info"]));
    holds("restore", &output(&sandbox, &["restore", "--to", "../back"]));
}

#[test]
fn what_went_wrong_holds_too() {
    let sandbox = backed_up("quiet-library");
    fs::remove_dir_all(sandbox.group().join("copies/far")).expect("a copy is gone");
    std::os::unix::fs::symlink("nowhere", sandbox.group().join("media-link")).expect("a link");
    sandbox.write("exports/noise.json", "{\"weflow\": ");
    holds("backup", &output(&sandbox, &["backup"]));
    holds("verify", &output(&sandbox, &["verify"]));
    holds("snapshots", &output(&sandbox, &["snapshots"]));
    holds("status", &output(&sandbox, &["status"]));
    holds("check", &output(&sandbox, &["check"]));
    holds("inspect", &output(&sandbox, &["inspect"]));
    holds("run", &output(&sandbox, &["run"]));
    fs::remove_dir_all(sandbox.group().join("copies/near/w")).expect("packs are gone");
    holds("verify", &output(&sandbox, &["verify", "--hash"]));
}

#[test]
fn run_holds_and_its_release_too() {
    let sandbox = Sandbox::example("reading-circle");
    let run = output(&sandbox, &["run"]);
    holds("run", &run);
    let steps: Vec<_> = run["steps"].as_array().expect("steps").iter().map(|step| step["step"].clone()).collect();
    assert_eq!(steps, ["backup", "verify", "check", "anonymize"]);
    let made = output(&sandbox, &["anonymize", "--to", "../release"]);
    holds("anonymize", &made);
    let kept = fs::read_to_string(sandbox.beside("release/release.json")).expect("the evidence");
    assert_eq!(serde_json::from_str::<Value>(&kept).expect("JSON"), made);
    holds("anonymize-preview", &output(&sandbox, &["anonymize", "--dry-run"]));
}

/// Visits every schema inside a schema.
fn walk(value: &Value, visit: &mut impl FnMut(&Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            visit(object);
            object.values().for_each(|value| walk(value, visit));
        }
        Value::Array(items) => items.iter().for_each(|value| walk(value, visit)),
        _ => {}
    }
}

#[test]
fn schemas_name_themselves_and_leave_nothing_open() {
    let mut seen = 0;
    for entry in fs::read_dir(repository().join("docs/schemas")).expect("the schemas").flatten() {
        let file = entry.file_name().into_string().expect("a name");
        let Some(name) = file.strip_suffix(".schema.json") else { continue };
        let schema = schema(name);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{name}");
        assert_eq!(schema["$id"], format!("https://groupkeep.dev/schemas/{name}.schema.json"), "{name}");
        assert!(schema["title"].is_string(), "{name}");
        validator(&schema);
        walk(&schema, &mut |part| {
            let properties = part.get("properties").is_some_and(Value::is_object) && part.contains_key("type");
            // Only the options of OpenDAL, of which there are hundreds, are left to OpenDAL.
            let open = part.get("additionalProperties") != Some(&Value::Bool(false));
            assert!(!properties || !open || part["properties"].get("scheme").is_some(), "{name}: {part:?}");
        });
        seen += 1;
    }
    assert!(seen >= 13, "only {seen} schemas seen");
}
