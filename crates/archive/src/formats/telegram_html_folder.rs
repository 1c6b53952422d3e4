//! The folder Telegram Desktop exports to as HTML: the pages of one chat, or of many in folders of their own.

use super::spec::{Body, Dialect, Plan, Reading, Spec, Stage, TreeReader, never};
use super::telegram_html::{CAPABILITIES, TelegramPages, looks_like, words};
use crate::json::Spanned;
use crate::model::{Chat, Member, Message, Provenance, Record};
use crate::source::{Nearby, Tree};
use crate::stream::{Steps, window};
use crate::{Error, ReadOptions, html};

pub(crate) static SPEC: Spec = Spec {
    name: "telegram-html-folder",
    capabilities: CAPABILITIES,
    sniff: never,
    body: Body::Tree(&TreeReader { sniff, plan, words }),
};

/// The folder a page lies in and its number there: `messages.html` is 1, `messages2.html` 2.
fn page(name: &str) -> Option<(&str, u32)> {
    let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
    let number = file.strip_prefix("messages")?.strip_suffix(".html")?;
    let number = if number.is_empty() { 1 } else { number.parse().ok()? };
    Some((folder, number))
}

/// The pages of one export, chat by chat: those of the folder nearest to the root, or where that lies in a folder `chats`,
/// as in the export of an account, those of all chats in it.
fn pages(tree: &Tree) -> Vec<(&str, u32, &str)> {
    let mut pages: Vec<_> = tree
        .entries()
        .iter()
        .filter_map(|entry| page(&entry.name).map(|(folder, number)| (folder, number, entry.name.as_str())))
        .collect();
    let nearest = pages.iter().map(|(folder, ..)| *folder).min_by_key(|folder| (folder.matches('/').count(), *folder));
    let Some(nearest) = nearest else { return pages };
    let chats =
        nearest.rsplit_once('/').map(|(above, _)| above).filter(|above| above.rsplit('/').next() == Some("chats"));
    pages.retain(|(folder, ..)| match chats {
        Some(chats) => folder.strip_prefix(chats).is_some_and(|rest| rest.starts_with('/')),
        None => *folder == nearest,
    });
    pages.sort_unstable();
    pages
}

fn sniff(tree: &Tree) -> Option<(f64, String)> {
    let pages = pages(tree);
    let (.., first) = pages.first()?;
    let (head, _) = tree.head(first, 256 << 10).ok()?;
    let lines: Vec<String> = String::from_utf8_lossy(&head).lines().map(str::to_owned).take(400).collect();
    looks_like(&lines).map(|(score, _)| (score, format!("{} pages of Telegram's", pages.len())))
}

fn plan(tree: &Tree, _options: &ReadOptions) -> Result<Plan, Error> {
    let stages =
        pages(tree).into_iter().map(|(.., name)| Stage { part: name.to_owned(), reading: Reading::Steps(open) });
    Ok(Plan { dialect: Box::new(Nothing), stages: stages.collect() })
}

/// Opens one page; the chats are numbered as their folders come.
fn open(tree: &Tree, part: &str, options: &ReadOptions) -> Result<Box<dyn Steps<Record>>, Error> {
    let mut folders: Vec<&str> = pages(tree).into_iter().map(|(folder, ..)| folder).collect();
    folders.dedup();
    let folder = page(part).map_or("", |(folder, _)| folder);
    let chat = folders.iter().position(|known| *known == folder).unwrap_or_default();
    let path = tree.path.join(part);
    let below = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let pages = TelegramPages::new(u32::try_from(chat).unwrap_or(u32::MAX), Nearby::within(tree, &below), options);
    Ok(html::records(path.clone(), window(&path, tree.source(part)?)?, pages))
}

/// Every page is read by a reader of its own.
struct Nothing;

impl Dialect for Nothing {
    fn header(&mut self, _path: &str, _key: Option<&str>, _value: &Spanned<'_>) -> Option<Member> {
        None
    }

    fn message(&mut self, _value: &Spanned<'_>, _provenance: Provenance) -> Result<Box<Message>, &'static str> {
        Err("a page is no JSON")
    }

    fn chat(&mut self) -> Option<Chat> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_numbers() {
        for (name, expected) in [
            ("messages.html", Some(("", 1))),
            ("a/b/messages12.html", Some(("a/b", 12))),
            ("messagesx.html", None),
            ("messages.htm", None),
            ("export_results.html", None),
        ] {
            assert_eq!(page(name), expected, "{name}");
        }
    }
}
