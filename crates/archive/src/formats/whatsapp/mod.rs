//! The text WhatsApp itself exports, on iOS (`[date, time] Name: text`) and Android (`date, time - Name: text`), in any
//! locale.

mod block;
mod body;
mod head;
mod leaves;
mod order;
mod records;
mod scan;
mod survey;
mod words;

use head::Head;

use super::spec::{Body, Spec, TextReader};
use crate::detect::Evidence;
use crate::{Capabilities, Precision, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "whatsapp-text",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::Text,
        joins_leaves: Support::Text,
        announcements: Support::Text,
        recall: Support::Text,
        activity: Support::Typed,
        stable_ids: Support::No,
        message_ids: Support::No,
        replies: Support::No,
        money: Support::No,
        attachments: Support::Text,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Text(&TextReader {
        words: words::words,
        records: records::records,
        leaves: leaves::leaves,
        undecided: survey::undecided,
    }),
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.lines();
    let heads: Vec<Head> = lines.iter().filter_map(|line| Head::of(line)).collect();
    if heads.is_empty() {
        return None;
    }
    let share = heads.len() as f64 / lines.len() as f64;
    // Signal's Markdown has a date of this form too, without seconds.
    let signal = heads.iter().all(Head::is_iso_without_seconds);
    let named = evidence.name().to_lowercase().contains("whatsapp") || evidence.name().ends_with("_chat.txt");
    let begins = lines.first().is_some_and(|line| Head::of(line).is_some());
    let mut score = 0.45 + 0.35 * share;
    score += if named { 0.15 } else { 0.0 } + if begins { 0.05 } else { -0.3 };
    if signal {
        score -= 0.5;
    }
    if evidence.name().ends_with(".md") {
        score -= 0.3;
    }
    Some((score.max(0.0), format!("{} of the first {} lines begin with a date and time", heads.len(), lines.len())))
}

#[cfg(test)]
mod tests;
