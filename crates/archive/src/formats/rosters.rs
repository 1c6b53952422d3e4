//! What all tables of members share.

use crate::{Capabilities, Precision, Support};

/// A table of members without a message.
pub(super) const CAPABILITIES: Capabilities = Capabilities {
    roster: Support::Typed,
    silent_members: Support::Typed,
    roles: Support::No,
    joins_leaves: Support::No,
    announcements: Support::No,
    recall: Support::No,
    activity: Support::No,
    stable_ids: Support::Typed,
    message_ids: Support::No,
    replies: Support::No,
    money: Support::No,
    attachments: Support::No,
    precision: Precision::Second,
};
