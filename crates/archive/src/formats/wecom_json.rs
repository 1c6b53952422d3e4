//! WeCom's message archive kept as one JSON list.

use super::spec::{Body, Spec};
use super::wecom::{CAPABILITIES, TABLE};
use crate::detect::Evidence;

pub(crate) static SPEC: Spec =
    Spec { name: "wecom-json", capabilities: CAPABILITIES, sniff, body: Body::Document(&TABLE) };

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    let signs = ["msgid", "action", "msgtype", "msgtime", "tolist"];
    let found = signs.iter().filter(|key| keys.has(&format!("[].{key}"))).count();
    (found >= 3)
        .then(|| (0.15 * found as f64 + 0.2, format!("a list of messages with {found} of {}", signs.join(", "))))
}
