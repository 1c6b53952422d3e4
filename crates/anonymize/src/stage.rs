//! The folder a release is made in, and its way to where it belongs.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use crate::error::Error;
use crate::input::absolute;

/// What stands between the release's name and the random end of the folder's.
const PARTIAL: &str = ".partial-";

/// Random characters at the end.
const RANDOM: usize = 6;

/// What the folder can hold.
const CONTENT: [&str; 4] = ["out", "internal", "canary-before", "canary-after"];

/// A folder that was left untouched for so long belongs to no run any more.
const STALE: Duration = Duration::from_secs(24 * 3600);

/// A folder beside the release, for its owner only, gone when dropped.
pub(crate) struct Stage(TempDir);

impl Stage {
    /// Makes the folder, and removes those that runs which were killed left there.
    pub fn beside(to: &Path) -> Result<Self, Error> {
        let failed = |source| Error::Write { path: to.to_owned(), source };
        let parent = match to.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        fs::create_dir_all(&parent).map_err(failed)?;
        let prefix = format!(".{}{PARTIAL}", to.file_name().unwrap_or_default().to_string_lossy());
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).rand_bytes(RANDOM);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let stage = Self(builder.tempdir_in(&parent).map_err(failed)?);
        fs::create_dir(stage.out()).map_err(failed)?;
        // The new folder tells what time it is for the file system.
        if let Ok(now) = fs::metadata(stage.0.path()).and_then(|data| data.modified()) {
            remove_stale(&parent, now);
        }
        Ok(stage)
    }

    /// Where the release is written.
    pub fn out(&self) -> PathBuf {
        self.0.path().join("out")
    }

    /// Where the internal evidence is written.
    pub fn internal(&self) -> PathBuf {
        self.0.path().join("internal")
    }

    /// Where the canaries are written, before and after.
    pub fn canaries(&self) -> [PathBuf; 2] {
        ["canary-before", "canary-after"].map(|name| self.0.path().join(name))
    }
}

/// Removes what runs that were killed left in `parent` more than a day before `now`. Best effort: it is in nobody's way.
fn remove_stale(parent: &Path, now: SystemTime) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let old = entry.metadata().and_then(|data| data.modified()).is_ok_and(|changed| changed + STALE < now);
        if old && is_stage(&entry) {
            fs::remove_dir_all(entry.path()).ok();
        }
    }
}

/// True for a folder with the name and the content of a stage, and nothing else in it.
fn is_stage(entry: &fs::DirEntry) -> bool {
    let name = entry.file_name();
    let named = name
        .to_str()
        .and_then(|name| name.strip_prefix('.')?.rsplit_once(PARTIAL))
        .is_some_and(|(_, random)| random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let content = |entry: std::io::Result<fs::DirEntry>| {
        entry.is_ok_and(|entry| entry.file_name().to_str().is_some_and(|name| CONTENT.contains(&name)))
    };
    named
        && entry.file_type().is_ok_and(|kind| kind.is_dir())
        && fs::read_dir(entry.path()).is_ok_and(|mut entries| entries.all(content))
}

/// An error if the release would lie in one of the folders it is made from: the next one would release it again.
pub(crate) fn refuse_inside(to: &Path, inputs: &[PathBuf]) -> Result<(), Error> {
    let place = real(to)?;
    for input in inputs {
        if fs::metadata(input).is_ok_and(|data| data.is_dir()) && place.starts_with(real(input)?) {
            return Err(Error::Inside { path: to.to_owned(), input: input.clone() });
        }
    }
    Ok(())
}

/// The absolute path with the symbolic links in its existing part resolved.
fn real(path: &Path) -> Result<PathBuf, Error> {
    let whole = absolute(path)?;
    for there in whole.ancestors() {
        if let Ok(resolved) = fs::canonicalize(there) {
            return Ok(whole.strip_prefix(there).map_or(resolved.clone(), |rest| resolved.join(rest)));
        }
    }
    Ok(whole)
}

/// Puts the finished folders where they belong: the evidence first, for a release without it would look complete.
pub(crate) fn publish(out: &Path, to: &Path, evidence: Option<&Path>, internal: &Path) -> Result<(), Error> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::Write { path, source }
    };
    if let Some(evidence) = evidence {
        fs::rename(evidence, internal).map_err(failed(internal))?;
    }
    fs::rename(out, to).map_err(|source| {
        if evidence.is_some() {
            // Best effort: the release failed, and that is the error to report.
            fs::remove_dir_all(internal).ok();
        }
        Error::Write { path: to.to_owned(), source }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_old_stages_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let make = |name: &str, content: &str| fs::create_dir_all(path(name).join(content)).unwrap();
        make(".a.partial-Ab12Cd", "out");
        make(".2026-11-01-0123.partial-zzzzzz", "internal");
        make(".mine.partial-Ab12Cd", "photos");
        make(".a.partial-Ab12", "out");
        make("a.partial-Ab12Cd", "out");
        fs::write(path(".b.partial-Ab12Cd"), "a file").unwrap();
        let now = fs::metadata(path("a.partial-Ab12Cd")).unwrap().modified().unwrap();
        let left = || {
            let mut names: Vec<String> =
                fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        };
        remove_stale(folder.path(), now + STALE - Duration::from_secs(60));
        assert_eq!(left().len(), 6);
        remove_stale(folder.path(), now + STALE + Duration::from_secs(60));
        assert_eq!(left(), [".a.partial-Ab12", ".b.partial-Ab12Cd", ".mine.partial-Ab12Cd", "a.partial-Ab12Cd"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_stage_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let stage = Stage::beside(&folder.path().join("out")).unwrap();
        assert_eq!(fs::metadata(stage.0.path()).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_release_inside_an_input_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let group = folder.path().join("group");
        fs::create_dir_all(group.join("exports")).unwrap();
        fs::write(group.join("exports/a.json"), "{}").unwrap();
        let inputs = [group.join("exports"), group.join("exports/a.json")];
        for inside in ["exports/out", "exports/../exports/deep/er/out", "exports"] {
            assert!(matches!(refuse_inside(&group.join(inside), &inputs), Err(Error::Inside { .. })), "{inside}");
        }
        for beside in ["releases/out", "exports-out", "out"] {
            assert!(refuse_inside(&group.join(beside), &inputs).is_ok(), "{beside}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(group.join("exports"), group.join("link")).unwrap();
            assert!(refuse_inside(&group.join("link/out"), &inputs).is_err());
        }
    }
}
