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
use std::sync::Arc;

use groupkeep_archive::leaves::leaves;
use groupkeep_archive::{Columns, Detection, Error, Format, ReadOptions, Unit, detect_with};
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

/// The fixtures that are one file of text each.
fn files() -> Vec<String> {
    fixtures().into_iter().filter(|name| fixture(name).is_file() && !name.ends_with(".xlsx")).collect()
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
    match detect_with(path, &shanghai()).unwrap() {
        Detection::Export(unit) => unit,
        other => panic!("{}: {other:?}", path.display()),
    }
}

fn shanghai() -> ReadOptions {
    let own = |name: &str| Some(name.to_owned());
    // For the tables in no known format; nothing else looks at it.
    let columns = Columns {
        platform: "dingtalk".to_owned(),
        chat_name: own("晨读会"),
        time: "发送时间".to_owned(),
        sender: own("姓名"),
        sender_id: own("工号"),
        system: own("系统"),
        text: "内容".to_owned(),
        kind: own("类型"),
        message_id: own("消息ID"),
        reply_to: own("回复"),
        file: own("附件"),
        ..Columns::default()
    };
    let timezone = TimeZone::get("Asia/Shanghai").unwrap();
    ReadOptions { timezone, columns: Some(Arc::new(columns)), ..ReadOptions::default() }
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
