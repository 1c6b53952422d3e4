//! What a backup says about itself.

use groupkeep_config::Success;
use jiff::Timestamp;
use serde::Serialize;

use crate::error::Error;
use crate::format::root::Counts;
use crate::id::{Digest, VaultId, WriterName};

/// Something that is not in the snapshot although it lies in the sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// Where it is: its path in the snapshot, or on disk where it has none.
    pub path: String,
    /// Why it is missing.
    pub reason: String,
}

/// What was left out on purpose, counted; it takes nothing from the snapshot's being complete. What patterns leave out
/// is not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Files of more bytes than configured.
    pub large_files: u64,
    /// Folders on another file system, which are in the snapshot as empty ones.
    pub file_systems: u64,
    /// Caches, which are in the snapshot with their tag only.
    pub caches: u64,
}

/// What came of one destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The snapshot is there with everything it needs.
    Ok,
    /// Something failed or is damaged there; the snapshot is not there, or not whole.
    Failed,
    /// It could not be reached.
    Unreachable,
    /// It has lost the vault.
    Lost,
    /// It holds another vault.
    Foreign,
}

/// One destination's part.
#[derive(Debug, Serialize)]
pub struct DestinationReport {
    /// Its configured name.
    pub name: String,
    /// What came of it.
    pub status: Status,
    /// The new snapshot where it is there whole.
    pub snapshot: Option<Digest>,
    /// Objects written there, those copied from other destinations included.
    pub objects_added: u64,
    /// Their bytes.
    pub bytes_added: u64,
    /// What went wrong, with all causes, on one line.
    pub error: Option<String>,
    /// What to do about it, or about an object found damaged there that only older snapshots need.
    #[serde(skip)]
    pub hint: Option<String>,
    /// The number of the newest own snapshot there.
    #[serde(skip)]
    pub newest_seq: Option<u64>,
}

/// What came of a backup. Serialises to the command's JSON output.
#[derive(Debug, Serialize)]
pub struct BackupReport {
    /// `groupkeep/backup/v1`.
    pub schema: &'static str,
    /// The vault.
    #[serde(skip)]
    pub vault: VaultId,
    /// Who wrote.
    #[serde(skip)]
    pub writer: WriterName,
    /// The new snapshot: the digest of its statement. Absent when it is at no destination.
    pub snapshot: Option<Digest>,
    /// Its number in the writer's chain.
    #[serde(skip)]
    pub seq: u64,
    /// When it was begun.
    #[serde(skip)]
    pub time: Timestamp,
    /// Everything that could be expected is in it.
    pub complete: bool,
    /// It holds exactly what the one before held.
    pub unchanged: bool,
    /// Files in the snapshot.
    pub files: u64,
    /// Everything counted.
    #[serde(skip)]
    pub counts: Counts,
    /// Bytes read from files, as opposed to taken as unchanged.
    pub bytes_read: u64,
    /// Bytes of new objects, before they are copied to each destination.
    pub bytes_added: u64,
    /// What is missing from the snapshot, and why.
    pub skipped: Vec<Skipped>,
    /// What is left out on purpose.
    pub left_out: LeftOut,
    /// Paths in the snapshot of files that changed while they were read, and once more when they were read again: what
    /// was stored may be half old and half new.
    pub torn: Vec<String>,
    /// One per destination, in the configured order.
    pub destinations: Vec<DestinationReport>,
    /// As configured.
    #[serde(skip)]
    pub sources: Vec<String>,
    /// As configured.
    #[serde(skip)]
    pub excludes: Vec<String>,
    /// As configured.
    #[serde(skip)]
    pub exclude_larger_than: Option<u64>,
    /// How many recipients can read the vault.
    #[serde(skip)]
    pub readers: u64,
    /// How many shares open the vault, where it is split.
    #[serde(skip)]
    pub threshold: Option<u64>,
    /// The time of the oldest own snapshot that is still there.
    #[serde(skip)]
    pub oldest_snapshot: Option<Timestamp>,
    /// Whether as many destinations as configured have the snapshot.
    #[serde(skip)]
    pub enough: bool,
    /// Why this machine could not keep what it knows about the snapshot, which is stored all the same. The next run finds
    /// it out again, and reads every file for that.
    #[serde(skip)]
    pub state_error: Option<String>,
}

impl BackupReport {
    /// True when the snapshot holds everything, is wherever the success policy wants it, and this machine could keep its
    /// state: exit 0, else 3.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.complete && self.enough && self.state_error.is_none()
    }
}

/// Whether `committed` of `all` destinations are enough.
pub(crate) fn enough(success: Success, committed: usize, all: usize) -> bool {
    match success {
        Success::All => committed == all,
        Success::AtLeast(least) => committed >= usize::try_from(least).unwrap_or(usize::MAX),
    }
}

/// The status an error stands for.
pub(crate) fn status_of(error: &Error) -> Status {
    match error {
        Error::Lost { .. } => Status::Lost,
        Error::Foreign { .. } => Status::Foreign,
        Error::Destination { .. } => Status::Unreachable,
        _ => Status::Failed,
    }
}
