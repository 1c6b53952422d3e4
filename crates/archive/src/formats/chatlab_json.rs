//! ChatLab standard as one JSON document.

use super::chatlab::{CAPABILITIES, TABLE};
use super::spec::{Body, Spec, Table};
use crate::detect::Evidence;

static DOCUMENT: Table = TABLE;

pub(crate) static SPEC: Spec =
    Spec { name: "chatlab-json", capabilities: CAPABILITIES, sniff, body: Body::Document(&DOCUMENT) };

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    if !keys.has("chatlab") {
        return None;
    }
    let signs = ["chatlab.version", "meta", "meta.platform", "messages"];
    let found = signs.iter().filter(|key| keys.has(key)).count();
    Some((0.6 + 0.1 * found as f64, format!("top-level key `chatlab`, and {found} of {}", signs.join(", "))))
}
