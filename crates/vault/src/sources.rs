//! What to back up: the configured sources, what inside them is left out, and the walk over the rest.

use std::ffi::OsStr;
use std::fs::Metadata;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Component, Path, PathBuf};

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::WalkDir;

use crate::error::Error;
use crate::format::path::EntryPath;

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
    patterns: Vec<String>,
    roots: Vec<Root>,
    names: GlobSet,
    paths: GlobSet,
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
}

impl Sources {
    /// Checks sources against the disk. Relative ones are taken from `base` and keep their relative path in the
    /// snapshot (`.` is its top); absolute ones and those outside keep their absolute path without the first `/`.
    /// A pattern without `/` leaves out every file and folder of that name, one with `/` what matches its whole path in
    /// the snapshot.
    ///
    /// # Errors
    /// [`Error::Source`] when a source is missing or lies inside a place of `never`; [`Error::Pattern`].
    pub fn resolve(base: &Path, sources: &[PathBuf], patterns: &[String], never: Vec<Never>) -> Result<Self, Error> {
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
        // What lies inside another source is walked with it; sorted, the outer one comes first.
        roots.dedup_by(|inner, outer| match (&outer.name, &inner.name) {
            (None, _) => inner.real.starts_with(&outer.real),
            (Some(outer_name), Some(name)) => outer_name.holds(name) && inner.real.starts_with(&outer.real),
            (Some(_), None) => false,
        });
        let (names, paths): (Vec<_>, Vec<_>) =
            patterns.iter().partition(|pattern| !pattern.trim_end_matches('/').contains('/'));
        Ok(Self {
            configured: sources.iter().map(|source| source.display().to_string()).collect(),
            patterns: patterns.to_vec(),
            roots,
            names: globs(&names)?,
            paths: globs(&paths)?,
            never,
        })
    }

    /// The sources as configured.
    #[must_use]
    pub fn configured(&self) -> &[String] {
        &self.configured
    }

    /// The exclusions as configured.
    #[must_use]
    pub fn patterns(&self) -> &[String] {
        &self.patterns
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

    /// Whether a pattern leaves out a folder, or everything in it.
    fn excluded_whole(&self, path: &EntryPath) -> bool {
        let inside = EntryPath::from_bytes(&[path.as_bytes(), b"/anything"].concat());
        self.excluded(path) || inside.is_ok_and(|inside| self.excluded(&inside))
    }

    fn excluded(&self, path: &EntryPath) -> bool {
        let whole = OsStr::from_bytes(path.as_bytes());
        let name = path.components().last().map(OsStr::from_bytes).unwrap_or_default();
        self.names.is_match(Path::new(name)) || self.paths.is_match(Path::new(whole))
    }
}

/// The walk over one source, the folders it stands in first.
struct RootWalk<'s> {
    sources: &'s Sources,
    root: &'s Root,
    above: Vec<(EntryPath, PathBuf)>,
    below: walkdir::IntoIter,
}

impl<'s> RootWalk<'s> {
    fn new(sources: &'s Sources, root: &'s Root) -> Self {
        let parent = root.name.as_ref().and_then(EntryPath::parent);
        let names = std::iter::successors(parent, EntryPath::parent);
        let folders = root.real.ancestors().skip(1).map(Path::to_owned);
        let below = WalkDir::new(&root.real).sort_by(|a, b| a.file_name().cmp(b.file_name())).into_iter();
        Self { sources, root, above: names.zip(folders).collect(), below }
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
            let Some(path) = self.root.path_of(entry.path()) else { continue };
            let never = self.sources.never.iter().find(|never| never.path == entry.path());
            if never.is_some() || self.sources.excluded(&path) {
                if entry.file_type().is_dir() {
                    self.below.skip_current_dir();
                }
                // Who excluded the place on purpose need not hear of it on every run.
                if let Some(never) = never.filter(|_| !self.sources.excluded_whole(&path)) {
                    meet(Met::LeftOut(never.what.clone()))?;
                }
                continue;
            }
            match entry.metadata() {
                Ok(meta) => return Ok(Some((path, entry.into_path(), meta))),
                Err(error) => meet(lost(error, entry.path()))?,
            }
        }
        Ok(None)
    }
}

impl Root {
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

fn globs(patterns: &[&String]) -> Result<GlobSet, Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let wrong =
            |error: globset::Error| Error::Pattern { pattern: (*pattern).clone(), reason: error.kind().to_string() };
        let trimmed = pattern.trim_end_matches('/').trim_start_matches("./").trim_start_matches('/');
        let glob: Glob = GlobBuilder::new(trimmed).literal_separator(true).build().map_err(wrong)?;
        set.add(glob);
    }
    set.build().map_err(|error| Error::Pattern {
        pattern: error.glob().unwrap_or_default().to_owned(),
        reason: error.kind().to_string(),
    })
}

#[cfg(test)]
mod tests;
