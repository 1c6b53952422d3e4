use std::collections::BTreeMap;
use std::path::PathBuf;

use groupkeep_archive::Capabilities;

use super::ChatInfo;

/// An export that was read.
#[derive(Debug)]
pub(crate) struct Source {
    /// Relative to the group's folder where it lies in it.
    pub shown: PathBuf,
    /// Name of the format.
    pub format: &'static str,
    /// What the format can tell.
    pub capabilities: Capabilities,
    /// Its chats by ordinal.
    pub chats: BTreeMap<u32, ChatInfo>,
}
