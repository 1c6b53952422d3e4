//! qq-chat-exporter's JSON of one chat in one file.

use super::qce::{CAPABILITIES, TABLE};
use super::spec::{Body, Spec};
use crate::detect::{Evidence, Keys};

pub(crate) static SPEC: Spec =
    Spec { name: "qce-json", capabilities: CAPABILITIES, sniff, body: Body::Document(&TABLE) };

/// True where the header names the program.
pub(super) fn is_signed(keys: &Keys) -> bool {
    let name = keys.text("metadata.name").unwrap_or_default().to_lowercase();
    name.contains("qqchatexporter") || name.contains("qq-chat-exporter")
}

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    let signed = is_signed(keys);
    let own = ["chatInfo.selfUid", "chatInfo.selfUin", "chatInfo.peerUid", "chatInfo.participantCount"];
    if !signed && !own.iter().any(|key| keys.has(key)) {
        return None;
    }
    if keys.has("chunked") && !keys.has("messages") {
        return Some((0.3, "the manifest of a chunked qq-chat-exporter export; name the folder it lies in".to_owned()));
    }
    // Long statistics and pictures may push the messages far beyond the part that is looked at.
    if !keys.has("messages") && evidence.is_whole() {
        return Some((0.3, "the header of qq-chat-exporter without messages".to_owned()));
    }
    let signs = ["chatInfo", "statistics", "messages", "messages[].sender"];
    let found = signs.iter().filter(|key| keys.has(key)).count();
    let score = if signed { 0.75 } else { 0.4 } + 0.06 * found as f64;
    Some((
        score,
        format!("{}{found} of {}", if signed { "the name of qq-chat-exporter, and " } else { "" }, signs.join(", ")),
    ))
}
