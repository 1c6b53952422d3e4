//! PyWxDump's `users.json`, on its own.

use super::pywxdump_rows::{CAPABILITIES, USERS};
use super::spec::{Body, Spec};
use crate::detect::Evidence;
use crate::{Capabilities, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "pywxdump-users",
    capabilities: Capabilities {
        joins_leaves: Support::No,
        announcements: Support::No,
        recall: Support::No,
        activity: Support::No,
        message_ids: Support::No,
        money: Support::No,
        attachments: Support::No,
        ..CAPABILITIES
    },
    sniff,
    body: Body::Document(&USERS),
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    let users = keys.below_any(&["wxid", "nickname", "remark", "account", "headImgUrl"]);
    (users >= 4)
        .then(|| (0.6 + 0.07 * users as f64, format!("users by their id, with {users} of the fields they have")))
}
