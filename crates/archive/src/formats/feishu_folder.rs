//! Pages of Feishu's API in a folder or archive, one a file.

use super::feishu::{CAPABILITIES, TABLE, WORDS, dialect, sniff as sniff_page};
use super::spec::{self, Body, Plan, Reading, Spec, Stage, TreeReader};
use crate::detect::Evidence;
use crate::source::Tree;
use crate::{Error, ReadOptions};

pub(crate) static SPEC: Spec =
    Spec { name: "feishu-folder", capabilities: CAPABILITIES, sniff: spec::never, body: Body::Tree(&TREE) };

static TREE: TreeReader = TreeReader { sniff, plan, words: || WORDS.to_vec() };

/// Files that are looked into before a folder is given up.
const LOOKED_INTO: usize = 8;

/// The files that may be pages.
fn candidates(tree: &Tree) -> impl Iterator<Item = &str> {
    tree.entries().iter().map(|entry| entry.name.as_str()).filter(|name| name.ends_with(".json"))
}

fn is_page(tree: &Tree, name: &str) -> bool {
    Evidence::packed(tree, name).is_ok_and(|evidence| sniff_page(&evidence).is_some())
}

fn sniff(tree: &Tree) -> Option<(f64, String)> {
    let pages = candidates(tree).take(LOOKED_INTO).filter(|name| is_page(tree, name)).count();
    // A single page in an archive is an export of one file.
    (pages >= 2).then(|| (0.85, format!("{pages} of the first files are pages with `data.items`")))
}

fn plan(tree: &Tree, _options: &ReadOptions) -> Result<Plan, Error> {
    let pages = candidates(tree).filter(|name| is_page(tree, name));
    let stages = pages.map(|name| Stage { part: name.to_owned(), reading: Reading::Document(&TABLE) }).collect();
    Ok(Plan { dialect: dialect(), stages })
}
