//! The hand-written exports in `fixtures/`: every record as expected, at any cut, and rewritten in place.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its fixture has failed")]

#[path = "fixtures/damage.rs"]
mod damage;
#[path = "fixtures/records.rs"]
mod records;
#[path = "fixtures/rewriting.rs"]
mod rewriting;

use std::path::{Path, PathBuf};

use groupkeep_archive::{Detection, ReadOptions, Unit, detect};
use jiff::tz::TimeZone;

const FIXTURES: [&str; 10] = [
    "WhatsApp Chat with Reading circle.txt",
    "chatlab.json",
    "chatlab.jsonl",
    "telegram-account.json",
    "telegram.json",
    "weflow-old.json",
    "weflow.json",
    "whatsapp-ios.txt",
    "whatsapp-undecided.txt",
    "与晨读会的 WhatsApp 聊天.txt",
];

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
