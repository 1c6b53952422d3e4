//! Restoring a snapshot, whole or in part, into an empty folder.

use std::io::Write;
use std::path::Path;

use groupkeep_monitor::{Monitor, Unit};
use serde::Serialize;

use super::opened::{Opened, Walk};
use super::sparse::Sparse;
use super::target::{Attributes, Begun, Target};
use crate::error::Error;
use crate::format::manifest::{ChunkRef, Entry, EntryKind};
use crate::format::path::EntryPath;

/// What to restore, and where to.
#[derive(Debug, Clone, Copy)]
pub struct RestoreJob<'j> {
    /// Files and folders of the snapshot; all of it when empty.
    pub paths: &'j [EntryPath],
    /// An absent or empty folder.
    pub to: &'j Path,
}

/// What was restored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RestoreReport {
    /// The snapshot's id.
    pub snapshot: String,
    /// Files written, hard links included.
    pub files: u64,
    /// Folders made.
    pub folders: u64,
    /// Symbolic links made.
    pub symlinks: u64,
    /// Bytes of the files.
    pub bytes: u64,
    /// Files that had changed while they were backed up.
    pub torn: u64,
    /// Extended attributes that the target did not take.
    pub lost_xattrs: u64,
    /// What could not be restored, because a chunk is intact nowhere or the target takes no such name.
    pub failed: Vec<FailedFile>,
    /// Copies of objects that were damaged or absent while another destination had them, one line each.
    pub fallbacks: Vec<String>,
}

/// A file, folder or link that is not in the restored folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedFile {
    /// Its path in the snapshot.
    pub path: String,
    /// What is wrong.
    pub reason: String,
}

/// Writes the job's part of a snapshot.
///
/// # Errors
/// [`Error::NoSuchPath`] before anything is written; [`Error::TargetNotEmpty`]; [`Error::Lacking`] when the manifest
/// itself is intact nowhere; [`Error::Io`] when the target cannot be written; [`Error::Interrupted`], which leaves the
/// files that are whole.
pub async fn restore(
    opened: &mut Opened<'_>,
    job: RestoreJob<'_>,
    monitor: &dyn Monitor,
) -> Result<RestoreReport, Error> {
    check_paths(opened, job.paths).await?;
    let mut work = Work {
        target: Target::open(job.to)?,
        report: RestoreReport { snapshot: opened.id.clone(), ..RestoreReport::default() },
        zeros: None,
        unplaced: None,
        monitor,
    };
    let total = job.paths.is_empty().then_some(opened.root.counts.bytes);
    monitor.phase("restore", total, Unit::Bytes);
    let mut walk = Walk::of(opened);
    while let Some(entries) = walk.next(opened).await? {
        for entry in entries {
            if monitor.stopped() {
                return Err(Error::Interrupted);
            }
            if selected(job.paths, &entry) {
                work.entry_or_failure(opened, entry).await?;
            }
        }
    }
    let mut report = work.report;
    report.lost_xattrs = work.target.finish()?;
    report.fallbacks = opened.chunks.take_fallbacks();
    Ok(report)
}

/// Writes one file of a snapshot to `out`.
///
/// # Errors
/// [`Error::NoSuchPath`] when `path` is no file of the snapshot; those of [`restore`].
pub async fn cat(opened: &mut Opened<'_>, path: &EntryPath, out: &mut dyn Write) -> Result<u64, Error> {
    let mut walk = Walk::of(opened);
    while let Some(entries) = walk.next(opened).await? {
        for entry in entries {
            if let (true, EntryKind::File { size, chunks, .. }) = (entry.path == *path, entry.kind) {
                for chunk in chunks {
                    let bytes = opened.chunks.read(&chunk).await?;
                    let failed = |source| Error::Io { action: "write", path: "standard output".into(), source };
                    out.write_all(&bytes).map_err(failed)?;
                }
                return Ok(size);
            }
        }
    }
    Err(opened.lacks(path))
}

/// Refuses a selection that would silently restore less than was asked for.
async fn check_paths(opened: &mut Opened<'_>, paths: &[EntryPath]) -> Result<(), Error> {
    let mut missing: Vec<&EntryPath> = paths.iter().collect();
    let mut walk = Walk::of(opened);
    while !missing.is_empty() {
        let Some(entries) = walk.next(opened).await? else {
            return Err(opened.lacks(missing[0]));
        };
        missing.retain(|path| !entries.iter().any(|entry| entry.path == **path));
    }
    Ok(())
}

/// The paths themselves, what lies below them, and the folders on the way to them.
fn selected(paths: &[EntryPath], entry: &Entry) -> bool {
    let on_the_way = |path: &EntryPath| entry.kind == EntryKind::Dir && entry.path.holds(path);
    paths.is_empty() || paths.iter().any(|path| path.holds(&entry.path) || on_the_way(path))
}

struct Work<'m> {
    target: Target,
    report: RestoreReport,
    /// The last chunk that turned out to be zeros; a hole consists of many such, which are read once.
    zeros: Option<ChunkRef>,
    /// The last folder whose name the target does not take; what lies in it has no place either.
    unplaced: Option<EntryPath>,
    monitor: &'m dyn Monitor,
}

impl Work<'_> {
    /// Writes an entry; one that only this target or damage stands against is reported, and the others go on.
    async fn entry_or_failure(&mut self, opened: &mut Opened<'_>, entry: Entry) -> Result<(), Error> {
        let (path, is_folder) = (entry.path.clone(), entry.kind == EntryKind::Dir);
        let reason = if self.unplaced.as_ref().is_some_and(|folder| folder.holds(&path)) {
            "lies in a folder that could not be made".to_owned()
        } else {
            match self.entry(opened, entry).await {
                Err(error @ Error::Lacking { .. }) => error.to_string(),
                Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::InvalidFilename => {
                    if is_folder {
                        self.unplaced = Some(path.clone());
                    }
                    "its name is longer than the target allows".to_owned()
                }
                other => return other,
            }
        };
        self.report.failed.push(FailedFile { path: path.to_path().display().to_string(), reason });
        Ok(())
    }

    async fn entry(&mut self, opened: &mut Opened<'_>, entry: Entry) -> Result<(), Error> {
        let attributes = Attributes { mode: entry.mode, mtime: entry.mtime, xattrs: entry.xattrs };
        let path = entry.path;
        match entry.kind {
            EntryKind::Dir => {
                self.target.folder(&path, attributes)?;
                self.report.folders += 1;
            }
            EntryKind::Symlink { target } => {
                self.target.symlink(&path, &target, entry.mtime)?;
                self.report.symlinks += 1;
            }
            EntryKind::File { size, chunks, link, torn } => {
                // Where `first` was not restored or the file system has no hard links, the file is written like any other.
                let linked = link.is_some_and(|first| self.target.hard_link(&path, &first).is_ok());
                if linked {
                    self.monitor.advance(size);
                }
                if !linked {
                    self.file(opened, &path, &chunks, attributes).await?;
                }
                self.report.files += 1;
                self.report.bytes += size;
                self.report.torn += u64::from(torn);
            }
        }
        Ok(())
    }

    async fn file(
        &mut self,
        opened: &mut Opened<'_>,
        path: &EntryPath,
        chunks: &[ChunkRef],
        attributes: Attributes,
    ) -> Result<(), Error> {
        let begun = self.target.begin(path)?;
        let written = match self.content(opened, path, &begun, chunks).await {
            Ok(()) => self.target.complete(&begun, path, &attributes),
            Err(error) => Err(error),
        };
        if written.is_err() {
            self.target.abandon(&begun, path)?;
        }
        written
    }

    async fn content(
        &mut self,
        opened: &mut Opened<'_>,
        path: &EntryPath,
        begun: &Begun,
        chunks: &[ChunkRef],
    ) -> Result<(), Error> {
        let mut file = Sparse::new(&begun.file);
        for chunk in chunks {
            if self.monitor.stopped() {
                return Err(Error::Interrupted);
            }
            if self.zeros == Some(*chunk) {
                file.skip(chunk.length.into());
            } else {
                let bytes = opened.chunks.read(chunk).await?;
                file.write(&bytes).map_err(|source| self.target.failed("write", path, source))?;
                if bytes.iter().all(|byte| *byte == 0) {
                    self.zeros = Some(*chunk);
                }
            }
            self.monitor.advance(chunk.length.into());
        }
        file.finish().map_err(|source| self.target.failed("write", path, source))
    }
}
