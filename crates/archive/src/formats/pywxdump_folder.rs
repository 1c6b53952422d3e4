//! A folder or archive as PyWxDump writes it: the pages of one or several conversations, read as one export.

use std::collections::BTreeMap;

use super::pywxdump_rows::{CAPABILITIES, COLUMNS, Pywxdump, USERS, sheet};
use super::pywxdump_words::WORDS;
use super::spec::{Body, Plan, Reading, Spec, Stage, TreeReader, never};
use crate::detect::is_likely;
use crate::source::{Nearby, Tree};
use crate::{Error, ReadOptions};

pub(crate) static SPEC: Spec = Spec {
    name: "pywxdump",
    capabilities: CAPABILITIES,
    sniff: never,
    body: Body::Tree(&TreeReader {
        sniff,
        plan,
        words: || COLUMNS.iter().map(|(name, _)| *name).chain(WORDS.iter().copied()).collect(),
    }),
};

/// Enough of a page to see its header line.
const HEAD: u64 = 4 << 10;

fn sniff(tree: &Tree) -> Option<(f64, String)> {
    let (mut pages, mut users) = (Vec::new(), 0);
    for entry in tree.entries().iter().filter(|entry| is_likely(&entry.name)) {
        match page(&entry.name) {
            Some(_) => pages.push(&entry.name),
            None if is_users(&entry.name) => users += 1,
            // Something else is there that would not be read.
            None => return None,
        }
    }
    // A page alone is a file like any other.
    if pages.len() + users < 2 {
        return None;
    }
    let first = tree.head(pages.first()?, HEAD).ok()?.0;
    super::header::sniff(&crate::sheet::first_rows(&first, 1), &COLUMNS, 0.97)?;
    let score = if users > 0 { 0.95 } else { 0.85 };
    Some((score, format!("{} pages named after a conversation, and {users} users.json", pages.len())))
}

fn plan(tree: &Tree, options: &ReadOptions) -> Result<Plan, Error> {
    let names = || tree.entries().iter().map(|entry| entry.name.clone());
    let users = names().filter(|name| is_users(name)).map(|part| Stage { part, reading: Reading::Document(&USERS) });
    let pages: BTreeMap<(String, u64), String> =
        names().filter_map(|name| page(&name).map(|(chat, start)| ((chat.to_owned(), start), name.clone()))).collect();
    let pages = pages.into_values().map(|part| Stage { part, reading: Reading::Csv(sheet) });
    let dialect = Box::new(Pywxdump::new(&Nearby::within(tree, ""), options));
    Ok(Plan { dialect, stages: pages.chain(users).collect() })
}

/// The conversation a page is of, with its folder, and the number of its first message: `wxid_5000_10000.csv`.
fn page(name: &str) -> Option<(&str, u64)> {
    let (rest, end) = name.strip_suffix(".csv")?.rsplit_once('_')?;
    let (chat, start) = rest.rsplit_once('_')?;
    let (start, end): (u64, u64) = (start.parse().ok()?, end.parse().ok()?);
    (start < end && !chat.is_empty()).then_some((chat, start))
}

fn is_users(name: &str) -> bool {
    name == "users.json" || name.ends_with("/users.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_known_by_their_names() {
        for (name, expected) in [
            ("export/wxid_a_0_5000.csv", Some(("export/wxid_a", 0))),
            ("20240002@chatroom_10000_15000.csv", Some(("20240002@chatroom", 10000))),
            ("wxid_a.csv", None),
            ("a_5_4.csv", None),
            ("members_2024_10.csv", None),
            ("wxid_a_0_5000.txt", None),
        ] {
            assert_eq!(page(name), expected, "{name}");
        }
    }
}
