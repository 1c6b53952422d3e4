//! Pages of Feishu's API, one a line.

use super::feishu::{CAPABILITIES, LINE_ROLES, WORDS, dialect, is_notice};
use super::spec::{Body, Spec, Table};
use crate::detect::Evidence;
use crate::json::{Spanned, Value};
use crate::leaves::Role;

pub(crate) static SPEC: Spec =
    Spec { name: "feishu-jsonl", capabilities: CAPABILITIES, sniff, body: Body::Lines(&TABLE, place) };

static TABLE: Table = Table {
    enter: &[],
    data_keys: &[] as &[(&str, Role)],
    records: &["page.data.items[]"],
    chats: &[],
    roles: LINE_ROLES,
    reserved: &[],
    words: WORDS,
    system: is_notice,
    dialect: |_, _| dialect(),
};

fn place(value: &Spanned<'_>) -> Option<&'static str> {
    let items = value.get("data")?.get("items")?;
    matches!(items.value, Value::Array(_)).then_some("page")
}

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.json_lines();
    let pages = lines.iter().filter(|line| place(line).is_some()).count();
    let shaped = lines.iter().filter_map(|line| line.get("data")).any(|data| {
        data.list("items").iter().any(|item| item.get("message_id").is_some() && item.get("msg_type").is_some())
    });
    let reason = format!("{pages} lines that are pages with `data.items`");
    (pages >= 2 && shaped).then_some((0.95 * pages as f64 / lines.len() as f64, reason))
}
