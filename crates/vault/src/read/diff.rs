//! What is different between two snapshots.

use std::cmp::Ordering;
use std::collections::VecDeque;

use serde::Serialize;

use super::opened::{Opened, Walk};
use crate::error::Error;
use crate::format::manifest::{Entry, EntryKind};

/// How an entry of one snapshot differs from that of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Only the second snapshot has it.
    Added,
    /// Only the first snapshot has it.
    Removed,
    /// A file has other bytes, or a symbolic link another target.
    Content,
    /// Mode, owner, time of modification or extended attributes differ, and nothing else.
    Metadata,
    /// It is something else now, as a folder where a file was.
    Type,
}

/// An entry that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffLine {
    /// Where it is; a name that is no UTF-8 is shown with replacement characters.
    pub path: String,
    /// How it differs.
    pub change: Change,
    /// Bytes of the file in the first snapshot.
    pub before: Option<u64>,
    /// Bytes of the file in the second snapshot.
    pub after: Option<u64>,
}

/// The difference between two snapshots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// The first snapshot.
    pub from: String,
    /// The second snapshot.
    pub to: String,
    /// What differs, in the order of a sorted walk.
    pub entries: Vec<DiffLine>,
    /// False when two writers made them, who name chunks by keys of their own: files of one size and time then count as
    /// equal.
    pub by_content: bool,
}

/// Compares two snapshots, `one` the earlier by what the caller means.
///
/// # Errors
/// [`Error::Lacking`] when a manifest is intact nowhere; [`Error::BadSnapshot`].
pub async fn diff(one: &mut Opened<'_>, other: &mut Opened<'_>) -> Result<Diff, Error> {
    let (from, to) = (one.id.clone(), other.id.clone());
    let by_content = one.root.dedup_key == other.root.dedup_key;
    let mut entries = Vec::new();
    let parts = |opened: &Opened<'_>| opened.root.manifest.iter().map(|part| part.at.id).collect::<Vec<_>>();
    if by_content && parts(one) == parts(other) {
        return Ok(Diff { from, to, entries, by_content });
    }
    let (mut before, mut after) = (Side::of(one), Side::of(other));
    loop {
        before.fill(one).await?;
        after.fill(other).await?;
        let order = match (before.ready.front(), after.ready.front()) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(before), Some(after)) => before.path.cmp(&after.path),
        };
        let old = if order.is_le() { before.ready.pop_front() } else { None };
        let new = if order.is_ge() { after.ready.pop_front() } else { None };
        let change = match (&old, &new) {
            (Some(old), Some(new)) => change(old, new, by_content),
            (None, _) => Some(Change::Added),
            (_, None) => Some(Change::Removed),
        };
        if let (Some(change), Some(entry)) = (change, new.as_ref().or(old.as_ref())) {
            let path = entry.path.to_path().display().to_string();
            let (before, after) = (old.as_ref().and_then(size), new.as_ref().and_then(size));
            entries.push(DiffLine { path, change, before, after });
        }
    }
    Ok(Diff { from, to, entries, by_content })
}

/// The entries of one snapshot, the next of them at hand.
struct Side {
    walk: Walk,
    ready: VecDeque<Entry>,
    ended: bool,
}

impl Side {
    fn of(opened: &Opened<'_>) -> Self {
        Self { walk: Walk::of(opened), ready: VecDeque::new(), ended: false }
    }

    async fn fill(&mut self, opened: &mut Opened<'_>) -> Result<(), Error> {
        while self.ready.is_empty() && !self.ended {
            match self.walk.next(opened).await? {
                Some(entries) => self.ready.extend(entries),
                None => self.ended = true,
            }
        }
        Ok(())
    }
}

fn size(entry: &Entry) -> Option<u64> {
    if let EntryKind::File { size, .. } = entry.kind { Some(size) } else { None }
}

fn change(old: &Entry, new: &Entry, by_content: bool) -> Option<Change> {
    let same = match (&old.kind, &new.kind) {
        (EntryKind::Dir, EntryKind::Dir) => true,
        (EntryKind::Symlink { target: old }, EntryKind::Symlink { target: new }) => old == new,
        (EntryKind::File { size, chunks, .. }, EntryKind::File { size: new_size, chunks: new_chunks, .. }) => {
            let ids = || chunks.iter().map(|chunk| chunk.id).eq(new_chunks.iter().map(|chunk| chunk.id));
            size == new_size && if by_content { ids() } else { old.mtime == new.mtime }
        }
        _ => return Some(Change::Type),
    };
    let metadata = |entry: &Entry| (entry.mode, entry.mtime, entry.owner.clone(), entry.xattrs.clone());
    match same {
        false => Some(Change::Content),
        true => (metadata(old) != metadata(new)).then_some(Change::Metadata),
    }
}
