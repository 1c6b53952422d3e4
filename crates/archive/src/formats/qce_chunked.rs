//! qq-chat-exporter's export in pieces: a manifest, and the messages in `chunks/*.jsonl`.

use super::qce::{CAPABILITIES, Qce, TABLE, is_message};
use super::qce_json::is_signed;
use super::spec::{self, Body, Plan, Reading, Spec, Stage, TreeReader};
use crate::detect::Evidence;
use crate::json::{self, RECORD_LIMIT, Spanned};
use crate::source::{Nearby, Tree};
use crate::{Error, ReadOptions};

pub(crate) static SPEC: Spec =
    Spec { name: "qce-chunked", capabilities: CAPABILITIES, sniff: spec::never, body: Body::Tree(&READER) };

static READER: TreeReader = TreeReader { sniff, plan, words: || TABLE.words.to_vec() };

/// The folder of the export with its manifest, which people rename, and the pieces that lie there.
struct Parts<'t> {
    folder: &'t str,
    manifest: &'t str,
    chunks: Vec<&'t str>,
}

impl<'t> Parts<'t> {
    fn of(tree: &'t Tree) -> Option<Self> {
        let names = || tree.entries().iter().map(|entry| entry.name.as_str());
        let folder = names().filter(|name| name.ends_with(".jsonl")).find_map(|name| {
            let (folder, _) = name.rsplit_once("chunks/")?;
            (folder.is_empty() || folder.ends_with('/')).then_some(folder)
        })?;
        let below = |name: &&'t str| name.starts_with(folder);
        let mut chunks: Vec<&str> = names()
            .filter(below)
            .filter(|name| name[folder.len()..].starts_with("chunks/") && name.ends_with(".jsonl"))
            .collect();
        // Numbers that outgrow their zeros still count upwards.
        chunks.sort_by_key(|name| (name.len(), *name));
        let beside = |name: &&str| !name[folder.len()..].contains('/') && name.ends_with(".json");
        let manifest = names().filter(below).filter(beside).find(|name| {
            Evidence::packed(tree, name).is_ok_and(|head| {
                head.document().is_some_and(|keys| keys.has("chunked") || is_signed(keys) && !keys.has("messages"))
            })
        })?;
        Some(Self { folder, manifest, chunks })
    }

    /// The pieces the manifest lists, and then those it does not. One that is listed and gone is counted when it is read.
    fn in_order(self, tree: &Tree) -> Vec<String> {
        let listed = tree
            .head(self.manifest, RECORD_LIMIT as u64)
            .ok()
            .and_then(|(bytes, whole)| if whole { listed(&bytes, self.folder) } else { None })
            .unwrap_or_default();
        let known: std::collections::HashSet<String> = listed.iter().cloned().collect();
        let others = self.chunks.into_iter().filter(|name| !known.contains(*name)).map(str::to_owned);
        listed.into_iter().chain(others).collect()
    }
}

fn listed(manifest: &[u8], folder: &str) -> Option<Vec<String>> {
    let text = manifest.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(manifest);
    let manifest = json::parse(text).ok()?;
    let chunks = manifest.get("chunked")?.list("chunks").iter();
    let path = |chunk: &Spanned<'_>| {
        let relative = chunk.string("relativePath").map(|path| path.replace('\\', "/"));
        let relative = relative.or_else(|| chunk.string("fileName").map(|name| format!("chunks/{name}")))?;
        Some(format!("{folder}{}", relative.trim_start_matches("./")))
    };
    Some(chunks.filter_map(path).collect())
}

fn sniff(tree: &Tree) -> Option<(f64, String)> {
    let parts = Parts::of(tree)?;
    Some((0.95, format!("a manifest of qq-chat-exporter beside {} pieces in `chunks`", parts.chunks.len())))
}

fn place(line: &Spanned<'_>) -> Option<&'static str> {
    is_message(line).then_some("messages[]")
}

fn plan(tree: &Tree, options: &ReadOptions) -> Result<Plan, Error> {
    let Some(parts) = Parts::of(tree) else {
        let nearby = Nearby::within(tree, "");
        return Ok(Plan { dialect: Box::new(Qce::new(nearby, options)), stages: Vec::new() });
    };
    let dialect = Box::new(Qce::new(Nearby::within(tree, parts.folder), options));
    let manifest = Stage { part: parts.manifest.to_owned(), reading: Reading::Document(&TABLE) };
    let chunks = parts.in_order(tree).into_iter().map(|part| Stage { part, reading: Reading::Lines(&TABLE, place) });
    Ok(Plan { dialect, stages: std::iter::once(manifest).chain(chunks).collect() })
}

#[cfg(test)]
mod tests;
