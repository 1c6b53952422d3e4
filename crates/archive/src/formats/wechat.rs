//! What all exports of WeChat share.

/// How the id of a group ends.
pub(super) const ROOM: &str = "@chatroom";
