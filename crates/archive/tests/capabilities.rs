//! `docs/formats.md` says of every format what the engine knows of it. With `GROUPKEEP_BLESS=1` its table is written anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its page has failed")]

use std::fmt::Write as _;
use std::path::Path;

use groupkeep_archive::leaves::leaves;
use groupkeep_archive::{Capabilities, Error, Format, Precision, ReadOptions, Support, open_as};

const BEGIN: &str = "<!-- from here to the end mark: written by `GROUPKEEP_BLESS=1 cargo test -p groupkeep-archive --test capabilities` -->\n";
const END: &str = "<!-- end -->\n";

fn support(support: Option<Support>) -> &'static str {
    match support {
        Some(Support::Typed) => "yes",
        Some(Support::Text) => "text",
        Some(Support::Observed) => "seen",
        Some(Support::No) | None => "–",
    }
}

/// Whether the values of the format's fixtures can be listed, so that they can be replaced.
fn rewritable(format: Format) -> &'static str {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(format.name());
    let (mut can, mut cannot) = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        match leaves(&open_as(&entry.unwrap().path(), format), &ReadOptions::default()) {
            Err(Error::NotRewritable { .. }) => cannot += 1,
            _ => can += 1,
        }
    }
    match (can, cannot) {
        (_, 0) => "yes",
        (0, _) => "convert first",
        _ => "some",
    }
}

fn tables() -> String {
    let mut text = "| name | what it is | time to the | rewritten in place |\n| --- | --- | --- | --- |\n".to_owned();
    for format in Format::ALL {
        let precision = match format.capabilities().precision {
            Precision::Millisecond => "millisecond",
            Precision::Second => "second",
            Precision::Minute => "minute",
        };
        writeln!(text, "| `{format}` | {} | {precision} | {} |", format.title(), rewritable(*format)).unwrap();
    }
    let facts = Capabilities::FACTS;
    let heads: Vec<String> = facts.iter().map(|fact| fact.replace('_', " ")).collect();
    writeln!(text, "\n| name | {} |\n| --- |{}", heads.join(" | "), " --- |".repeat(facts.len())).unwrap();
    for format in Format::ALL {
        let row = format.capabilities();
        let cells: Vec<&str> = facts.iter().map(|fact| support(row.fact(fact))).collect();
        writeln!(text, "| `{format}` | {} |", cells.join(" | ")).unwrap();
    }
    text
}

#[test]
fn the_page_says_what_the_engine_knows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (table, after) = rest.split_once(END).unwrap();
    if std::env::var_os("GROUPKEEP_BLESS").is_some_and(|value| value == "1") {
        std::fs::write(&path, format!("{before}{BEGIN}{}{END}{after}", tables())).unwrap();
    } else {
        assert!(table == tables(), "the page is behind: run `just bless`");
    }
}

#[test]
fn every_title_stands_for_itself() {
    for format in Format::ALL {
        let title = format.title();
        assert!(title.len() > 10 && title.ends_with('.') && !title.contains('|'), "{format}: {title}");
    }
}
