//! Telegram Desktop's HTML: `messages.html`, `messages2.html` … of one chat.

mod media;
mod message;
mod pages;

pub(super) use pages::TelegramPages;

use super::spec::{Body, Spec, TextReader};
use crate::detect::Evidence;
use crate::stream::{nearby, open};
use crate::{Capabilities, Error, Precision, Support, html};

/// What the pages can tell, one or many.
pub(super) const CAPABILITIES: Capabilities = Capabilities {
    roster: Support::Observed,
    silent_members: Support::No,
    roles: Support::No,
    joins_leaves: Support::Text,
    announcements: Support::Text,
    recall: Support::No,
    activity: Support::Typed,
    stable_ids: Support::No,
    message_ids: Support::Typed,
    replies: Support::Typed,
    money: Support::No,
    attachments: Support::Typed,
    precision: Precision::Second,
};

pub(crate) static SPEC: Spec = Spec {
    name: "telegram-html",
    capabilities: CAPABILITIES,
    sniff,
    body: Body::Text(&TextReader {
        words,
        records: |unit, options| {
            Ok(html::records(unit.name(), open(unit)?, TelegramPages::new(0, nearby(unit)?, options)))
        },
        leaves: |unit, _| Err(pages_are_kept(unit)),
        undecided: |_, _| Ok(None),
    }),
};

/// Pages are read and not rewritten: names stand in scripts, pictures and addresses too.
pub(super) fn pages_are_kept(unit: &crate::Unit) -> Error {
    Error::NotRewritable { path: unit.path.clone(), reason: "it is a web page".to_owned() }
}

pub(super) fn words() -> Vec<&'static str> {
    vec![
        "Telegram",
        "In reply to",
        "this message",
        "Deleted Account",
        "Not included, change data exporting settings to download.",
    ]
}

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    looks_like(&evidence.lines())
}

/// How well the first lines of a page fit.
pub(super) fn looks_like(lines: &[String]) -> Option<(f64, String)> {
    let has = |sign: &str| lines.iter().any(|line| line.contains(sign));
    let page = has("page_wrap") && has("page_body chat_page") && has("class=\"history\"");
    let messages = lines.iter().filter(|line| line.contains("<div class=\"message default clearfix")).count();
    let services = lines.iter().filter(|line| line.contains("<div class=\"message service\"")).count();
    let html = lines.first().is_some_and(|line| line.trim_start().starts_with('<'));
    if !html || !page || messages + services == 0 {
        return None;
    }
    Some((0.95, format!("a page of Telegram's with {messages} messages in its first lines")))
}

#[cfg(test)]
mod tests;
