//! WeFlow's `arkme-json`: as its detailed JSON, with senders by number and the list of all members, silent ones too.

use super::spec::{Body, Spec};
use super::weflow::{CAPABILITIES, TABLE};
use crate::detect::Evidence;
use crate::{Capabilities, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "weflow-arkme",
    capabilities: Capabilities { roster: Support::Typed, silent_members: Support::Typed, ..CAPABILITIES },
    sniff,
    body: Body::Document(&TABLE),
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    if keys.text("weflow.format") != Some("arkme-json") {
        return None;
    }
    let signs = ["session", "session.wxid", "senders", "messages"];
    let found = signs.iter().filter(|key| keys.has(key)).count();
    Some((0.6 + 0.1 * found as f64, format!("`weflow.format` is `arkme-json`, and {found} of {}", signs.join(", "))))
}
