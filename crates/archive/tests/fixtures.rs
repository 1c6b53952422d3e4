//! The hand-written exports in `fixtures/<format>/`: every record as expected, at any cut, and rewritten in place.
//!
//! Every file or folder directly below `fixtures/<format>/` is one export in that format; what it must read as stands in
//! `fixtures/expected/<format>/<name>.records`. With `GROUPKEEP_BLESS=1` that file is written anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its fixture has failed")]

#[path = "fixtures/damage.rs"]
mod damage;
#[path = "fixtures/packed.rs"]
mod packed;
#[path = "fixtures/records.rs"]
mod records;
#[path = "fixtures/rewriting.rs"]
mod rewriting;

use std::path::{Path, PathBuf};

use groupkeep_archive::leaves::leaves;
use groupkeep_archive::{Detection, Error, Format, ReadOptions, Unit, detect};
use jiff::tz::TimeZone;

/// The names of all fixtures, each `<format>/<file or folder>`, sorted.
fn fixtures() -> Vec<String> {
    let names = |folder: &Path| -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    let root = fixture("");
    let formats = names(&root).into_iter().filter(|name| name != "expected");
    let mut all: Vec<String> = formats
        .flat_map(|format| names(&root.join(&format)).into_iter().map(move |name| format!("{format}/{name}")))
        .collect();
    all.sort();
    assert!(!all.is_empty());
    all
}

/// The fixtures that are one file each.
fn files() -> Vec<String> {
    fixtures().into_iter().filter(|name| fixture(name).is_file()).collect()
}

/// Those of them whose values can be changed in place.
fn rewritable() -> Vec<String> {
    let refused =
        |name: &String| matches!(leaves(&unit(&fixture(name)), &shanghai()), Err(Error::NotRewritable { .. }));
    files().into_iter().filter(|name| !refused(name)).collect()
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn unit(path: &Path) -> Unit {
    match detect(path).unwrap() {
        Detection::Export(unit) => unit,
        other => panic!("{}: {other:?}", path.display()),
    }
}

fn shanghai() -> ReadOptions {
    ReadOptions { timezone: TimeZone::get("Asia/Shanghai").unwrap(), date_order: None }
}

#[test]
fn every_fixture_is_taken_for_what_it_is() {
    for name in fixtures() {
        let format = name.split('/').next().unwrap();
        assert_eq!(unit(&fixture(&name)).format.name(), format, "{name}");
    }
}

#[test]
fn every_format_has_a_fixture() {
    let all = fixtures();
    for format in Format::ALL {
        assert!(all.iter().any(|name| name.starts_with(&format!("{format}/"))), "{format}");
    }
}
