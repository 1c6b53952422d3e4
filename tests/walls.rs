//! The arrows between our crates run one way; `docs/architecture.md` says which.

use std::collections::BTreeMap;
use std::process::Command;

use crate::support::repository;

/// What each crate may use of ours, outside its tests.
const ALLOWED: &[(&str, &[&str])] = &[
    ("monitor", &[]),
    ("detect", &[]),
    ("store", &[]),
    ("keys", &[]),
    ("config", &[]),
    ("archive", &["config"]),
    ("policy", &["archive", "detect", "keys", "config", "monitor"]),
    ("anonymize", &["archive", "detect", "keys", "config", "monitor"]),
    ("vault", &["store", "keys", "config", "monitor"]),
    ("testkit", &["store"]),
    ("groupkeep", &["archive", "detect", "policy", "anonymize", "store", "vault", "keys", "config", "monitor"]),
];

fn short(name: &str) -> String {
    name.strip_prefix("groupkeep-").unwrap_or(name).to_owned()
}

#[test]
fn no_arrow_runs_the_wrong_way() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(repository())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let allowed: BTreeMap<_, _> = ALLOWED.iter().copied().collect();
    let mut seen = 0;
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().expect("packages") {
        let from = short(package["name"].as_str().expect("a name"));
        let Some(may) = allowed.get(from.as_str()) else {
            wrong.push(format!("{from} stands in no room of docs/architecture.md"));
            continue;
        };
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let name = dependency["name"].as_str().expect("a name");
            if !name.starts_with("groupkeep") {
                continue;
            }
            seen += 1;
            let to = short(name);
            let testing = dependency["kind"] == "dev" && to == "testkit";
            if !testing && !may.contains(&to.as_str()) {
                wrong.push(format!("{from} -> {to}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(seen > 15, "only {seen} arrows seen");
}
