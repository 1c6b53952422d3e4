//! The folder or archive of WeChatDataAnalysis: `manifest.json`, and for each conversation a folder with its
//! `messages.json`. The state file that its incremental exports keep beside them holds no messages.

use super::spec::{self, Body, Plan, Reading, Spec, Stage, TreeReader};
use super::wechat_analysis::{Analysis, CAPABILITIES, TABLE, sniff as sniff_messages};
use crate::detect::Evidence;
use crate::source::{Nearby, Tree};
use crate::{Error, ReadOptions};

pub(crate) static SPEC: Spec =
    Spec { name: "wechat-analysis", capabilities: CAPABILITIES, sniff: spec::never, body: Body::Tree(&READER) };

static READER: TreeReader = TreeReader { sniff, plan, words: || TABLE.words.to_vec() };

const MANIFESTS: [&str; 2] = ["manifest.json", ".wechat-chat-export.json"];

/// The folder of the export, and the files of its conversations.
fn conversations(tree: &Tree) -> Option<(&str, Vec<&str>)> {
    let folder = MANIFESTS.iter().find_map(|name| tree.folder_of(name))?;
    let found = tree
        .entries()
        .iter()
        .map(|entry| entry.name.as_str())
        .filter(|name| name.strip_prefix(folder).is_some_and(|below| below.ends_with("/messages.json")));
    Some((folder, found.collect()))
}

fn sniff(tree: &Tree) -> Option<(f64, String)> {
    let (_, files) = conversations(tree)?;
    let first = Evidence::packed(tree, files.first()?).ok()?;
    let (score, _) = sniff_messages(&first)?;
    Some((score, format!("a manifest beside {} conversations with `messages.json`", files.len())))
}

fn plan(tree: &Tree, options: &ReadOptions) -> Result<Plan, Error> {
    let (folder, files) = conversations(tree).unwrap_or_default();
    let stages =
        files.into_iter().map(|part| Stage { part: part.to_owned(), reading: Reading::Document(&TABLE) }).collect();
    Ok(Plan { dialect: Box::new(Analysis::new(Nearby::within(tree, folder), options)), stages })
}
