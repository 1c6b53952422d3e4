//! EchoTrace's JSON of a WeChat conversation: as WeFlow's, which grew out of it, without its header, and with the members
//! after the messages.

use super::spec::{Body, Spec};
use super::weflow::{CAPABILITIES, TABLE};
use crate::detect::Evidence;
use crate::{Capabilities, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "echotrace-json",
    capabilities: Capabilities {
        roster: Support::Typed,
        silent_members: Support::Typed,
        announcements: Support::Text,
        // `localId` numbers the rows of one export.
        message_ids: Support::No,
        replies: Support::No,
        ..CAPABILITIES
    },
    sniff,
    body: Body::Document(&TABLE),
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    if keys.has("weflow") || !keys.has("session") {
        return None;
    }
    let signs = ["session.wxid", "messages[].senderDisplayName", "messages[].localType", "messages[].formattedTime"];
    let found = signs.iter().filter(|key| keys.has(key)).count();
    let own = keys.has("messages[].senderDisplayName") || keys.has("messages[].localType");
    let score = if own { 0.4 + 0.12 * found as f64 } else { 0.3 };
    Some((score, format!("top-level key `session` without `weflow`, and {found} of {}", signs.join(", "))))
}

#[cfg(test)]
mod tests;
