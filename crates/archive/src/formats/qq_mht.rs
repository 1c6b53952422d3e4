//! The MHT file QQ exports: a page with a row per message, and behind it the pictures, each a part of its own. Only the
//! page is read.

mod pages;
mod row;

use pages::QqPages;

use super::qq_text;
use super::spec::{Body, Spec, TextReader};
use super::telegram_html::pages_are_kept;
use crate::detect::Evidence;
use crate::stream::open;
use crate::{Capabilities, Precision, Support, html};

pub(crate) static SPEC: Spec = Spec {
    name: "qq-mht",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::Text,
        joins_leaves: Support::Text,
        announcements: Support::Text,
        recall: Support::Text,
        activity: Support::Typed,
        stable_ids: Support::Typed,
        message_ids: Support::No,
        replies: Support::No,
        money: Support::No,
        attachments: Support::Typed,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Text(&TextReader {
        words: qq_text::words,
        records: |unit, options| Ok(html::records(unit.name(), open(unit)?, QqPages::new(options))),
        leaves: |unit, _| Err(pages_are_kept(unit)),
        undecided: |_, _| Ok(None),
    }),
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.lines();
    let head = || lines.iter().take(12);
    let saved =
        head().any(|line| line.contains("Save by Tencent MsgMgr") || line.contains("Subject: Tencent IM Message"));
    let mime = head().any(|line| line.starts_with("MIME-Version:"));
    let page = lines.iter().any(|line| line.contains("<title>QQ Message</title>"));
    let rows = lines.iter().any(|line| line.contains("日期:") && line.contains("<tr"));
    match (saved || page, mime) {
        (true, true) => Some((0.95, "a MIME file by QQ's message manager".to_owned())),
        (true, false) if rows => Some((0.8, "a page by QQ's message manager".to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
