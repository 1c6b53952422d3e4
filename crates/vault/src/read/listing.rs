//! What there is: the snapshots of a vault, and the entries of one of them.

use groupkeep_keys::Identity;
use jiff::Timestamp;
use serde::Serialize;

use super::opened::{Opened, Walk, open};
use super::view::View;
use crate::error::Error;
use crate::format::manifest::{Entry, EntryKind};
use crate::format::path::EntryPath;
use crate::format::statement::State;
use crate::format::text;

/// One snapshot, as `snapshots` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SnapshotLine {
    /// How people name it.
    pub id: String,
    /// Who wrote it.
    pub writer: String,
    /// Its number in the writer's chain.
    pub seq: u64,
    /// The configured set of sources it belongs to.
    pub series: String,
    /// When it was made, by the writer's clock.
    #[serde(with = "text")]
    pub time: Timestamp,
    /// Number of files; known to readers only.
    pub files: Option<u64>,
    /// Bytes of the files; known to readers only.
    pub bytes: Option<u64>,
    /// Fingerprint of the key that signed it.
    pub signed_by: String,
    /// Whether everything that was to be stored is in it.
    pub complete: bool,
    /// Signed by a writer of the vault, under the vault's own document.
    pub verified: bool,
    /// The destinations that hold it.
    pub at: Vec<String>,
}

/// Lists the snapshots, oldest first. Counts are there for those that one of `identities` opens.
pub async fn snapshots(view: &View<'_>, identities: &[Identity]) -> Vec<SnapshotLine> {
    let mut lines = Vec::new();
    for snapshot in &view.snapshots {
        let body = &snapshot.statement.body;
        let counts = if identities.is_empty() { None } else { open(view, snapshot, identities).await.ok() };
        let counts = counts.map(|opened| opened.root.counts);
        lines.push(SnapshotLine {
            id: snapshot.id(),
            writer: body.writer.to_string(),
            seq: body.seq,
            series: body.series.clone(),
            time: body.time,
            files: counts.as_ref().map(|counts| counts.files),
            bytes: counts.as_ref().map(|counts| counts.bytes),
            signed_by: body.signer.clone(),
            complete: body.state == State::Complete,
            verified: true,
            at: snapshot.at.clone(),
        });
    }
    lines.sort_by_key(|line| line.time);
    lines
}

/// One entry of a snapshot, as `ls` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// Where it is; a name that is no UTF-8 is shown with replacement characters.
    pub path: String,
    /// `file`, `directory` or `symlink`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Bytes of a file.
    pub size: Option<u64>,
    /// Last modification.
    #[serde(with = "text::option")]
    pub modified: Option<Timestamp>,
    /// Permission bits.
    pub mode: Option<u32>,
    /// Where a symbolic link points.
    pub target: Option<String>,
}

/// Lists what a snapshot holds at and below `paths`, or everything, in the order of a sorted walk.
///
/// # Errors
/// [`Error::Lacking`] when the manifest is intact nowhere; [`Error::BadSnapshot`]; [`Error::NoSuchPath`] when nothing
/// lies at one of `paths`.
pub async fn ls(opened: &mut Opened<'_>, paths: &[EntryPath]) -> Result<Vec<Listing>, Error> {
    let mut walk = Walk::of(opened);
    let mut lines = Vec::new();
    let mut missing: Vec<&EntryPath> = paths.iter().collect();
    while let Some(entries) = walk.next(opened).await? {
        missing.retain(|path| !entries.iter().any(|entry| entry.path == **path));
        let wanted = |entry: &Entry| paths.is_empty() || paths.iter().any(|path| path.holds(&entry.path));
        lines.extend(entries.into_iter().filter(wanted).map(line));
    }
    match missing.first() {
        None => Ok(lines),
        Some(path) => Err(opened.lacks(path)),
    }
}

pub(super) fn line(entry: Entry) -> Listing {
    let (kind, size, target) = match entry.kind {
        EntryKind::File { size, .. } => ("file", Some(size), None),
        EntryKind::Dir => ("directory", None, None),
        EntryKind::Symlink { target } => ("symlink", None, Some(String::from_utf8_lossy(&target).into_owned())),
    };
    let (seconds, nanoseconds) = entry.mtime;
    Listing {
        path: entry.path.to_path().display().to_string(),
        kind,
        size,
        modified: i32::try_from(nanoseconds).ok().and_then(|nanoseconds| Timestamp::new(seconds, nanoseconds).ok()),
        mode: Some(entry.mode),
        target,
    }
}
