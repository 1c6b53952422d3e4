//! ChatLab standard as one JSON object a line; lines that begin with `#` are comments.

use super::chatlab::{CAPABILITIES, TABLE};
use super::spec::{Body, Spec, Table};
use crate::detect::Evidence;
use crate::json::Spanned;

static LINES: Table = TABLE;

pub(crate) static SPEC: Spec =
    Spec { name: "chatlab-jsonl", capabilities: CAPABILITIES, sniff, body: Body::Lines(&LINES, place) };

/// The header's keys are those of the document's root; the other lines are elements of its lists.
fn place(line: &Spanned<'_>) -> Option<&'static str> {
    match line.string("_type")? {
        "header" => Some(""),
        "member" => Some("members[]"),
        "message" => Some("messages[]"),
        _ => None,
    }
}

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.json_lines();
    let typed = lines.iter().filter(|line| place(line).is_some()).count();
    if typed == 0 {
        return None;
    }
    let header =
        lines.first().is_some_and(|line| line.string("_type") == Some("header") && line.get("chatlab").is_some());
    let share = typed as f64 / lines.len() as f64;
    let reason = format!("{typed} of the first {} lines are objects with `_type`", lines.len());
    Some(if header {
        (0.7 + 0.3 * share, format!("a header line with `chatlab`; {reason}"))
    } else {
        (0.6 * share, reason)
    })
}
