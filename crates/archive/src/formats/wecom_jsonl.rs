//! WeCom's message archive as it is mostly kept: one decrypted message a line.

use super::spec::{Body, Spec};
use super::wecom::{CAPABILITIES, TABLE, is_message};
use crate::detect::Evidence;
use crate::json::Spanned;

pub(crate) static SPEC: Spec =
    Spec { name: "wecom-jsonl", capabilities: CAPABILITIES, sniff, body: Body::Lines(&TABLE, place) };

fn place(line: &Spanned<'_>) -> Option<&'static str> {
    is_message(line).then_some("[]")
}

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.json_lines();
    let found = lines.iter().filter(|line| is_message(line)).count();
    if found > 0 {
        let timed = lines.iter().any(|line| line.int("msgtime").is_some());
        let share = found as f64 / lines.len() as f64;
        let score = if timed { 0.5 + 0.45 * share } else { 0.5 * share };
        return Some((score, format!("{found} of the first {} lines have `msgid` and `action`", lines.len())));
    }
    let sealed = lines.iter().any(|line| line.get("encrypt_chat_msg").is_some());
    sealed.then(|| {
        (0.3, "messages of WeCom that are still encrypted; decrypt them with the archive's key first".to_owned())
    })
}
