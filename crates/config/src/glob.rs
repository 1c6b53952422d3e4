//! File patterns: which files of a folder are meant.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::Error;

/// A compiled list of patterns. `*` and `?` stop at `/`, `**` does not. `?` and `[…]` match single ASCII characters; others
/// are matched by themselves and by `*`.
#[derive(Debug, Clone)]
pub struct Matcher {
    set: GlobSet,
}

impl Matcher {
    /// Patterns for paths relative to a folder, such as `exports/**`. An empty list matches nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Pattern`] for a pattern that cannot be compiled, is absolute, is empty or has a `..` in it.
    pub fn new(patterns: &[String]) -> Result<Self, Error> {
        Self::compile(patterns, false)
    }

    /// Patterns that, when they hold no `/`, match a name at any depth, such as `*.tmp`.
    ///
    /// # Errors
    ///
    /// As [`Matcher::new`].
    pub fn anywhere(patterns: &[String]) -> Result<Self, Error> {
        Self::compile(patterns, true)
    }

    /// Whether one of the patterns matches a relative path.
    #[must_use]
    pub fn matches(&self, relative: &Path) -> bool {
        self.set.is_match(relative)
    }

    fn compile(patterns: &[String], anywhere: bool) -> Result<Self, Error> {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            let clean = clean(pattern)?;
            let text = if anywhere && !clean.contains('/') { format!("**/{clean}") } else { clean };
            let glob = GlobBuilder::new(&text).literal_separator(true).build();
            set.add(glob.map_err(|error| refused(pattern, &error.kind().to_string()))?);
        }
        match set.build() {
            Ok(set) => Ok(Self { set }),
            Err(error) => Err(refused(error.glob().unwrap_or_default(), &error.kind().to_string())),
        }
    }
}

/// A pattern with `./` and doubled slashes gone; a trailing slash means everything below.
fn clean(pattern: &str) -> Result<String, Error> {
    let pattern = pattern.trim();
    if pattern.is_empty() {
        return Err(refused(pattern, "it is empty"));
    }
    if pattern.starts_with('/') || Path::new(pattern).is_absolute() {
        return Err(refused(pattern, "it is absolute"));
    }
    let parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") {
        return Err(refused(pattern, "it leaves the folder"));
    }
    let mut clean = parts.join("/");
    if pattern.ends_with('/') || clean.is_empty() {
        clean = if clean.is_empty() { "**".to_owned() } else { format!("{clean}/**") };
    }
    Ok(clean)
}

fn refused(pattern: &str, reason: &str) -> Error {
    Error::Pattern { pattern: crate::yaml::shown(pattern), reason: reason.to_owned() }
}

/// The files below `dir` that match one of the patterns, as `dir` joined with their relative paths, sorted, each once.
///
/// Links to folders are never entered and links to files count only when they end at a file inside `dir`, so the walk ends
/// and stays inside. A pattern that is simply the path of a folder means everything in it. Patterns that match nothing are
/// no error.
///
/// # Errors
///
/// [`Error::Pattern`] for a bad pattern; [`Error::Missing`], [`Error::WrongPlace`] and [`Error::Read`] for `dir` and
/// folders in it that could hold a match and cannot be read.
pub fn glob(dir: &Path, patterns: &[String]) -> Result<Vec<PathBuf>, Error> {
    let meta = std::fs::metadata(dir).map_err(|error| Error::from_io(dir, error))?;
    if !meta.is_dir() {
        return Err(Error::WrongPlace { path: dir.to_owned(), found: "a file", expected: "a folder" });
    }
    let root = std::fs::canonicalize(dir).map_err(|error| Error::from_io(dir, error))?;
    let mut found = Vec::new();
    for pattern in patterns {
        let clean = clean(pattern)?;
        let fixed: PathBuf = clean.split('/').take_while(|part| !part.contains(['*', '?', '[', '{', '\\'])).collect();
        let start = dir.join(&fixed);
        if !std::fs::canonicalize(&start).is_ok_and(|start| start.starts_with(&root)) {
            continue;
        }
        let wanted = match std::fs::symlink_metadata(&start) {
            Ok(meta) if meta.is_dir() && fixed == Path::new(&clean) => format!("{clean}/**"),
            Ok(_) => clean,
            Err(_) => continue,
        };
        let matcher = Matcher::new(&[wanted])?;
        Walk { dir, root: &root, matcher: &matcher, found: &mut found }.visit(&fixed)?;
    }
    found.sort();
    found.dedup();
    Ok(found)
}

struct Walk<'w> {
    dir: &'w Path,
    root: &'w Path,
    matcher: &'w Matcher,
    found: &'w mut Vec<PathBuf>,
}

impl Walk<'_> {
    fn visit(&mut self, relative: &Path) -> Result<(), Error> {
        let mut pending = vec![relative.to_owned()];
        while let Some(relative) = pending.pop() {
            let path = self.dir.join(&relative);
            let meta = match std::fs::symlink_metadata(&path) {
                Ok(meta) => meta,
                // Gone since its folder was listed.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(Error::from_io(&path, error)),
            };
            if meta.is_dir() {
                let entries = std::fs::read_dir(&path).map_err(|error| Error::from_io(&path, error))?;
                for entry in entries {
                    pending.push(relative.join(entry.map_err(|error| Error::from_io(&path, error))?.file_name()));
                }
            } else if self.matcher.matches(&relative) && (meta.is_file() || self.leads_to_own_file(&path)) {
                self.found.push(path);
            }
        }
        Ok(())
    }

    fn leads_to_own_file(&self, path: &Path) -> bool {
        std::fs::canonicalize(path).is_ok_and(|target| target.starts_with(self.root) && target.is_file())
    }
}

#[cfg(test)]
mod tests;
