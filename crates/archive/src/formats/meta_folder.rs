//! Threads of Messenger or Instagram in a folder or archive: a whole download, or one thread with its parts
//! (`message_1.json` is the newest) and pictures.

use super::meta::{CAPABILITIES, TABLE, dialect, sniff as sniff_part};
use super::spec::{self, Body, Plan, Reading, Spec, Stage, TreeReader};
use crate::detect::Evidence;
use crate::source::{Nearby, Tree};
use crate::{Error, ReadOptions};

pub(crate) static SPEC: Spec =
    Spec { name: "meta-folder", capabilities: CAPABILITIES, sniff: spec::never, body: Body::Tree(&TREE) };

static TREE: TreeReader = TreeReader { sniff, plan, words: || TABLE.words.to_vec() };

/// The folder and number of a part of a thread.
fn part(name: &str) -> Option<(&str, u32)> {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    Some((folder, file.strip_prefix("message_")?.strip_suffix(".json")?.parse().ok()?))
}

fn sniff(tree: &Tree) -> Option<(f64, String)> {
    let parts: Vec<&str> =
        tree.entries().iter().map(|entry| entry.name.as_str()).filter(|name| part(name).is_some()).collect();
    // A single part in an archive is an export of one file.
    if parts.len() < 2 && !tree.is_folder() {
        return None;
    }
    let evidence = Evidence::packed(tree, parts.first()?).ok()?;
    let (_, reason) = sniff_part(&evidence)?;
    Some((0.9, format!("{} files named like message_1.json; the first has {reason}", parts.len())))
}

fn plan(tree: &Tree, _options: &ReadOptions) -> Result<Plan, Error> {
    let names = tree.entries().iter().map(|entry| entry.name.as_str());
    let mut parts: Vec<((&str, u32), &str)> = names.filter_map(|name| Some((part(name)?, name))).collect();
    parts.sort();
    let stages = parts.into_iter().map(|(_, name)| Stage { part: name.to_owned(), reading: Reading::Document(&TABLE) });
    Ok(Plan { dialect: dialect(&Nearby::within(tree, "")), stages: stages.collect() })
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn parts_are_numbered() {
        for (name, expected) in [
            ("a/b/message_1.json", Some(("a/b", 1))),
            ("message_12.json", Some(("", 12))),
            ("a/message_x.json", None),
            ("a/message_1.html", None),
            ("a/my_message_1.json", None),
        ] {
            assert_eq!(part(name), expected, "{name}");
        }
    }
}
