//! What to back up: the configured sources, what inside them is left out, and the walk over the rest.

mod leave;

use std::fs::Metadata;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use crate::error::Error;
use crate::format::path::EntryPath;

pub use leave::LeaveOut;
pub(crate) use leave::Omitted;

/// A place that is never backed up, as backups of backups would be.
#[derive(Debug, Clone)]
pub struct Never {
    /// The folder, absolute.
    pub path: PathBuf,
    /// What it is, as in "destination `near`", for the note that it was left out.
    pub what: String,
}

/// The sources of a snapshot, checked.
#[derive(Debug)]
pub struct Sources {
    configured: Vec<String>,
    roots: Vec<Root>,
    leave: LeaveOut,
    never: Vec<Never>,
}

#[derive(Debug)]
struct Root {
    /// Absolute, without symbolic links.
    real: PathBuf,
    /// Where it stands in the snapshot; at the top when absent.
    name: Option<EntryPath>,
}

/// Something the walk met.
pub(crate) enum Met {
    /// A file, folder, link or something special.
    Entry { path: EntryPath, real: PathBuf, meta: Metadata },
    /// Something that could not be looked at: its path in the snapshot, or on disk where it has none.
    Unreadable { path: String, error: std::io::Error },
    /// A folder of ours that was left out.
    LeftOut(String),
    /// Something left out on purpose: a file, or what lies in a folder that is met itself.
    Omitted { path: EntryPath, why: Omitted },
}

impl Sources {
    /// Checks sources against the disk. Relative ones are taken from `base` and keep their relative path in the
    /// snapshot (`.` is its top); absolute ones and those outside keep their absolute path without the first `/`.
    ///
    /// # Errors
    /// [`Error::Source`] when a source is missing or lies inside a place of `never`.
    pub fn resolve(base: &Path, sources: &[PathBuf], leave: LeaveOut, never: Vec<Never>) -> Result<Self, Error> {
        let never: Vec<Never> = never
            .into_iter()
            .filter_map(|never| Some(Never { path: never.path.canonicalize().ok()?, what: never.what }))
            .collect();
        let mut roots: Vec<Root> = Vec::new();
        for source in sources {
            let wrong = |reason: String| Error::Source { path: source.clone(), reason };
            let real = base.join(source).canonicalize().map_err(|error| wrong(error.kind().to_string()))?;
            if let Some(never) = never.iter().find(|never| real.starts_with(&never.path)) {
                return Err(wrong(format!("lies inside {}", never.what)));
            }
            let mut name = name_of(base, source).map_err(|error| wrong(error.to_string()))?;
            if name.is_none() && !real.is_dir() {
                name = real.file_name().and_then(|name| EntryPath::from_bytes(name.as_bytes()).ok());
            }
            roots.push(Root { real, name });
        }
        roots.sort_by(|a, b| a.name.cmp(&b.name));
        // What another source's walk comes to needs none of its own; sorted, the outer one comes first.
        let mut walked: Vec<Root> = Vec::new();
        for root in roots {
            if !walked.iter().any(|outer| outer.reaches(&root, &leave)) {
                walked.push(root);
            }
        }
        let configured = sources.iter().map(|source| source.display().to_string()).collect();
        Ok(Self { configured, roots: walked, leave, never })
    }

    /// The sources as configured.
    #[must_use]
    pub fn configured(&self) -> &[String] {
        &self.configured
    }

    /// The patterns of what is left out, as configured.
    #[must_use]
    pub fn patterns(&self) -> &[String] {
        self.leave.excludes.lines()
    }

    /// The number of bytes above which files are left out, as configured.
    #[must_use]
    pub fn larger_than(&self) -> Option<u64> {
        self.leave.larger_than
    }

    /// Tells `meet` everything in the sources, in the order of a sorted walk over their names in the snapshot.
    /// Symbolic links are met, not followed. A folder that several sources share is met once.
    ///
    /// # Errors
    /// What `meet` returns; [`Error::Source`] when two sources hold different things of one name.
    pub(crate) fn walk(&self, meet: &mut dyn FnMut(Met) -> Result<(), Error>) -> Result<(), Error> {
        let mut walks: Vec<RootWalk<'_>> = self.roots.iter().map(|root| RootWalk::new(self, root)).collect();
        let mut heads: Vec<Option<(EntryPath, PathBuf, Metadata)>> = Vec::new();
        for walk in &mut walks {
            heads.push(walk.next_entry(meet)?);
        }
        let mut last: Option<EntryPath> = None;
        loop {
            let standing = heads.iter().enumerate().filter_map(|(at, head)| Some((at, &head.as_ref()?.0)));
            let Some((at, _)) = standing.min_by(|a, b| a.1.cmp(b.1)) else { return Ok(()) };
            let Some((path, real, meta)) = heads[at].take() else { return Ok(()) };
            heads[at] = walks[at].next_entry(meet)?;
            if last.as_ref() == Some(&path) {
                if meta.is_dir() {
                    continue;
                }
                let reason = "would stand in the snapshot where another source does".to_owned();
                return Err(Error::Source { path: real, reason });
            }
            last = Some(path.clone());
            meet(Met::Entry { path, real, meta })?;
        }
    }

    /// Whether patterns leave out a folder, or everything in it.
    fn excluded_whole(&self, path: &EntryPath) -> bool {
        self.excluded(path, true) || self.leave.excludes.leaves_out(&path.to_path().join("anything"), false)
    }

    fn excluded(&self, path: &EntryPath, is_folder: bool) -> bool {
        self.leave.excludes.leaves_out(&path.to_path(), is_folder)
    }
}

/// The walk over one source, the folders it stands in first.
struct RootWalk<'s> {
    sources: &'s Sources,
    root: &'s Root,
    above: Vec<(EntryPath, PathBuf)>,
    below: walkdir::IntoIter,
    /// How deep the cache lies that the walk is in.
    cache: Option<usize>,
    device: u64,
}

impl<'s> RootWalk<'s> {
    fn new(sources: &'s Sources, root: &'s Root) -> Self {
        let parent = root.name.as_ref().and_then(EntryPath::parent);
        let names = std::iter::successors(parent, EntryPath::parent);
        let folders = root.real.ancestors().skip(1).map(Path::to_owned);
        let below = WalkDir::new(&root.real).sort_by(|a, b| a.file_name().cmp(b.file_name())).into_iter();
        let device = leave::device(&root.real);
        Self { sources, root, above: names.zip(folders).collect(), below, cache: None, device }
    }

    /// The next thing that has a place in the snapshot; everything else on the way is told to `meet`.
    fn next_entry(
        &mut self,
        meet: &mut dyn FnMut(Met) -> Result<(), Error>,
    ) -> Result<Option<(EntryPath, PathBuf, Metadata)>, Error> {
        while let Some((path, real)) = self.above.pop() {
            match real.metadata() {
                Ok(meta) => return Ok(Some((path, real, meta))),
                Err(error) => meet(Met::Unreadable { path: path.to_string(), error })?,
            }
        }
        while let Some(step) = self.below.next() {
            let lost = |error: walkdir::Error, path: &Path| {
                let real = error.path().unwrap_or(path);
                let named = self.root.path_of(real).map(|path| path.to_string());
                Met::Unreadable {
                    path: named.unwrap_or_else(|| real.display().to_string()),
                    error: error.into_io_error().unwrap_or_else(|| std::io::ErrorKind::Other.into()),
                }
            };
            let entry = match step {
                Ok(entry) => entry,
                Err(error) => {
                    meet(lost(error, &self.root.real))?;
                    continue;
                }
            };
            let is_folder = entry.file_type().is_dir();
            if !self.enters(&entry) {
                if is_folder {
                    self.below.skip_current_dir();
                }
                continue;
            }
            let Some(path) = self.root.path_of(entry.path()) else { continue };
            let never = self.sources.never.iter().find(|never| never.path == entry.path());
            if never.is_some() || self.sources.excluded(&path, is_folder) {
                if is_folder {
                    self.below.skip_current_dir();
                }
                // Who excluded the place on purpose need not hear of it on every run.
                if let Some(never) = never.filter(|_| !self.sources.excluded_whole(&path)) {
                    meet(Met::LeftOut(never.what.clone()))?;
                }
                continue;
            }
            let meta = match entry.metadata() {
                Ok(meta) => meta,
                Err(error) => {
                    meet(lost(error, entry.path()))?;
                    continue;
                }
            };
            if let Some(why) = self.omitted(&entry, &meta) {
                meet(Met::Omitted { path: path.clone(), why })?;
                if !is_folder {
                    continue;
                }
            }
            return Ok(Some((path, entry.into_path(), meta)));
        }
        Ok(None)
    }

    /// False for what lies in a cache, but for its tag.
    fn enters(&mut self, entry: &walkdir::DirEntry) -> bool {
        self.cache = self.cache.filter(|depth| *depth < entry.depth());
        self.cache.is_none() || (entry.file_name() == leave::TAG && !entry.file_type().is_dir())
    }

    /// Why a file, or what lies in a folder, is left out; the walk does not go into such a folder, or only for the tag.
    fn omitted(&mut self, entry: &walkdir::DirEntry, meta: &Metadata) -> Option<Omitted> {
        let leave = &self.sources.leave;
        if meta.is_file() {
            return leave.larger_than.is_some_and(|most| meta.len() > most).then_some(Omitted::Large(meta.len()));
        }
        if !meta.is_dir() || entry.depth() == 0 {
            return None;
        }
        if leave.other_file_systems && meta.dev() != self.device {
            self.below.skip_current_dir();
            return Some(Omitted::FileSystem);
        }
        if leave.caches && leave::is_cache(entry.path()) {
            self.cache = Some(entry.depth());
            return Some(Omitted::Cache);
        }
        None
    }
}

impl Root {
    /// Whether the walk over this source comes to `inner` under the same name.
    fn reaches(&self, inner: &Self, leave: &LeaveOut) -> bool {
        let named = match (&self.name, &inner.name) {
            (None, _) => true,
            (Some(outer), Some(inner)) => outer.holds(inner),
            (Some(_), None) => false,
        };
        let stops_at = |folder: &Path| {
            (leave.other_file_systems && leave::device(folder) != leave::device(&self.real))
                || (leave.caches && leave::is_cache(folder))
        };
        let between = inner.real.ancestors().take_while(|folder| *folder != self.real);
        named && inner.real.starts_with(&self.real) && !between.into_iter().any(stops_at)
    }

    /// The path in the snapshot of something below the root; `None` for the top itself.
    fn path_of(&self, real: &Path) -> Option<EntryPath> {
        let below = real.strip_prefix(&self.real).ok()?.as_os_str().as_bytes();
        let whole = match &self.name {
            None => below.to_vec(),
            Some(name) if below.is_empty() => name.as_bytes().to_vec(),
            Some(name) => [name.as_bytes(), b"/", below].concat(),
        };
        EntryPath::from_bytes(&whole).ok()
    }
}

/// Where a source stands in the snapshot.
fn name_of(base: &Path, source: &Path) -> Result<Option<EntryPath>, crate::format::Malformed> {
    let plain = |path: &Path| -> PathBuf {
        let mut out = PathBuf::new();
        for part in path.components() {
            match part {
                Component::Normal(name) => out.push(name),
                Component::ParentDir => {
                    out.pop();
                }
                Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
            }
        }
        out
    };
    let inside = source.is_relative() && !source.components().any(|part| part == Component::ParentDir);
    let name = if inside { plain(source) } else { plain(&base.join(source)) };
    if name.as_os_str().is_empty() { Ok(None) } else { EntryPath::from_path(&name).map(Some) }
}

#[cfg(test)]
mod tests;
