//! Restoring a snapshot, whole or in part, into an empty folder.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use groupkeep_monitor::{Monitor, Unit};
use serde::Serialize;

use super::opened::{Opened, Walk};
use super::target::{Attributes, Target};
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
    /// Files that could not be restored because a chunk is intact nowhere.
    pub failed: Vec<FailedFile>,
    /// Copies of objects that were damaged or absent while another destination had them, one line each.
    pub fallbacks: Vec<String>,
}

/// A file that is not in the restored folder.
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
                work.entry(opened, entry).await?;
            }
        }
    }
    let mut report = work.report;
    work.target.finish()?;
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
    monitor: &'m dyn Monitor,
}

impl Work<'_> {
    async fn entry(&mut self, opened: &mut Opened<'_>, entry: Entry) -> Result<(), Error> {
        let attributes = Attributes { mode: entry.mode, mtime: entry.mtime };
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
                let done = if linked { Ok(()) } else { self.file(opened, &path, &chunks, attributes).await };
                match done {
                    Ok(()) => {
                        self.report.files += 1;
                        self.report.bytes += size;
                        self.report.torn += u64::from(torn);
                    }
                    Err(error @ Error::Lacking { .. }) => self
                        .report
                        .failed
                        .push(FailedFile { path: path.to_path().display().to_string(), reason: error.to_string() }),
                    Err(error) => return Err(error),
                }
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
        let written = match self.content(opened, path, &begun.file, chunks).await {
            Ok(()) => self.target.complete(&begun, path, attributes),
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
        mut file: &File,
        chunks: &[ChunkRef],
    ) -> Result<(), Error> {
        for chunk in chunks {
            if self.monitor.stopped() {
                return Err(Error::Interrupted);
            }
            let bytes = opened.chunks.read(chunk).await?;
            file.write_all(&bytes).map_err(|source| self.target.failed("write", path, source))?;
            self.monitor.advance(bytes.len() as u64);
        }
        Ok(())
    }
}
