//! Which exports a list of paths holds, and what to say about the rest.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::detect::{self, Detection, is_likely};
use crate::{Error, ReadOptions, Unit, stream};

/// Suffixes of what members send one another.
const MEDIA: [&str; 39] = [
    "jpg", "jpeg", "png", "gif", "webp", "heic", "bmp", "svg", "tif", "tiff", "avif", "mp4", "mov", "m4v", "3gp",
    "mkv", "webm", "avi", "mp3", "m4a", "aac", "ogg", "opus", "oga", "amr", "silk", "slk", "wav", "flac", "pdf", "doc",
    "docx", "ppt", "pptx", "vcf", "dat", "css", "js", "ico",
];

/// Files that Google's Takeout and Telegram put beside the folders of their chats.
const COMPANIONS: [&str; 3] = ["user_info.json", "archive_browser.html", "export_results.html"];

/// A path that is no export, and was not asked for by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The file or folder.
    pub path: PathBuf,
    /// Why it is none, in words that fit after a colon.
    pub reason: String,
    /// What to do instead.
    pub hint: Option<String>,
    /// True when somebody probably meant it to be read, or when it could not be looked at.
    pub matters: bool,
    /// What stands in the way.
    pub obstacle: Obstacle,
}

/// Why a path is no export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// It is something else, or an app's database.
    NoExport,
    /// It has no bytes.
    Empty,
    /// It went away while it was looked for.
    Missing,
    /// It, or a part of it, could not be looked at.
    Unreadable,
}

/// How a file of that path is to be read.
pub type Options<'o> = &'o dyn Fn(&Path) -> ReadOptions;

/// What a list of paths holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gathered {
    /// In the order of the paths, each once.
    pub units: Vec<Unit>,
    /// Paths that were met and are no exports, in the order of the paths.
    pub notes: Vec<Note>,
    /// Media in or below the folder of an export: part of it.
    pub attachments: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Gathered {
    /// Adds paths that somebody gave by name. Each must be an export, an archive of exports, or a folder; what lies below
    /// a folder that is no export itself is met.
    ///
    /// # Errors
    /// For a file that is no export, [`Error::NotExport`], [`Error::Refused`] or what [`detect`](crate::detect) says; for a
    /// folder that cannot
    /// be listed, [`Error::Missing`] or [`Error::Read`].
    pub fn named(&mut self, paths: &[PathBuf], options: Options<'_>) -> Result<(), Error> {
        for path in paths {
            if path.is_dir() {
                self.walk(&below(path)?, path, true, options);
                continue;
            }
            let look = detect::look(path, &options(path))?;
            self.add(look.detection.units(path)?);
            self.unreadable(path, &look.unreadable);
        }
        Ok(())
    }

    /// Adds files that a pattern or folder led to, all below `root`. Folders below `root` that are one export take the
    /// files in them along.
    pub fn met(&mut self, files: &[PathBuf], root: &Path, options: Options<'_>) {
        self.walk(files, root, false, options);
    }

    fn walk(&mut self, files: &[PathBuf], root: &Path, with_root: bool, options: Options<'_>) {
        let before = self.units.len();
        self.find_folders(files, root, with_root, options);
        let folders = self.units.iter().any(|unit| unit.format.is_tree());
        let (mut media, mut notes) = (Vec::new(), Vec::new());
        for file in files.iter().filter(|file| self.folder_of(file).is_none()).cloned().collect::<Vec<_>>() {
            if is_media(&file) || (folders && is_companion(&file)) {
                media.push(file);
            } else {
                notes.extend(self.meet(&file, options));
            }
        }
        let homes: BTreeSet<PathBuf> = self.units.iter().filter_map(home).collect();
        for file in media {
            if is_companion(&file) || file.ancestors().skip(1).any(|folder| homes.contains(folder)) {
                self.attachments.push(file);
            } else {
                notes.extend(self.meet(&file, options));
            }
        }
        self.units[before..].sort_by(|one, other| one.path.cmp(&other.path));
        notes.sort_by(|one, other| one.path.cmp(&other.path));
        self.notes.extend(notes);
    }

    /// True when something that matters was left out.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        self.notes.iter().any(|note| note.matters)
    }

    /// The folder that is one export and holds `path`, if there is one.
    #[must_use]
    pub fn folder_of(&self, path: &Path) -> Option<&Path> {
        self.folders.iter().find(|folder| path.starts_with(folder)).map(PathBuf::as_path)
    }

    /// Finds the folders that are one export each: the innermost, unless one around it reads more.
    fn find_folders(&mut self, files: &[PathBuf], root: &Path, with_root: bool, options: Options<'_>) {
        let inside = |folder: &&Path| folder.starts_with(root) && (with_root || *folder != root);
        let folders: BTreeSet<&Path> =
            files.iter().flat_map(|file| file.ancestors().skip(1).take_while(inside)).collect();
        let mut folders: Vec<&Path> = folders.into_iter().collect();
        folders.sort_by_key(|folder| std::cmp::Reverse(folder.components().count()));
        let mut found: Vec<Unit> = Vec::new();
        for folder in folders {
            let Ok(Detection::Export(unit)) = detect::detect_with(folder, &options(folder)) else { continue };
            let (inner, others): (Vec<Unit>, Vec<Unit>) =
                found.iter().cloned().partition(|inner| inner.path.starts_with(folder));
            if reads_enough(&unit, &inner, files, options) {
                found = others;
                found.push(unit);
            }
        }
        self.add(found);
    }

    /// Adds the exports of a file, or says why it is none.
    fn meet(&mut self, file: &Path, options: Options<'_>) -> Option<Note> {
        let look = match detect::look(file, &options(file)) {
            Ok(look) => look,
            Err(error) => return Some(unread(file, &error)),
        };
        let (reason, hint) = match look.detection {
            Detection::NotExport { reason } => (reason, None),
            Detection::Refused { reason, hint } => (reason, Some(hint)),
            Detection::Export(unit) => {
                self.add(vec![unit]);
                self.unreadable(file, &look.unreadable);
                return None;
            }
            Detection::Exports(units) => {
                self.add(units);
                self.unreadable(file, &look.unreadable);
                return None;
            }
        };
        Some(Note { path: file.to_owned(), reason, hint, matters: likely(file), obstacle: Obstacle::NoExport })
    }

    fn add(&mut self, units: Vec<Unit>) {
        for unit in units {
            if !self.units.iter().any(|known| known.path == unit.path && known.part == unit.part) {
                self.folders.extend(unit.path.is_dir().then(|| unit.path.clone()));
                self.units.push(unit);
            }
        }
    }

    fn unreadable(&mut self, path: &Path, reasons: &[&str]) {
        for reason in reasons {
            let (path, reason) = (path.to_owned(), format!("it holds {reason}"));
            let note = Note { path, reason, hint: None, matters: true, obstacle: Obstacle::Unreadable };
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }
}

/// True when a folder is better read as one than as the exports in it. From afar a folder that holds an export beside other
/// things looks like that export, so it has to read all of them, and something more, and leave no other export unread.
fn reads_enough(whole: &Unit, inner: &[Unit], files: &[PathBuf], options: Options<'_>) -> bool {
    let parts = |unit: &Unit| -> BTreeSet<PathBuf> {
        let parts = stream::parts(unit, &options(&unit.path)).unwrap_or_default();
        parts.iter().map(|part| unit.path.join(part)).collect()
    };
    let all = parts(whole);
    let apart: Vec<BTreeSet<PathBuf>> = inner.iter().map(parts).collect();
    let more = inner.is_empty() || all.len() > apart.iter().map(BTreeSet::len).sum();
    let mut rest = files.iter().filter(|file| {
        file.starts_with(&whole.path)
            && !is_media(file)
            && !all.contains(*file)
            && !inner.iter().any(|inner| file.starts_with(&inner.path))
    });
    let is_export = |file: &PathBuf| {
        matches!(detect::detect_with(file, &options(file)), Ok(Detection::Export(_) | Detection::Exports(_)))
    };
    more && apart.iter().all(|parts| !parts.is_disjoint(&all)) && !rest.any(is_export)
}

/// Everything below a folder.
fn below(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    groupkeep_config::glob(folder, &["**".to_owned()])
        .map_err(|error| Error::read(folder, std::io::Error::other(error.to_string())))
}

fn unread(file: &Path, error: &Error) -> Note {
    let (reason, obstacle) = match error {
        Error::Empty { .. } => ("it is empty".to_owned(), Obstacle::Empty),
        Error::Missing { .. } => ("it is no longer there".to_owned(), Obstacle::Missing),
        Error::Read { source, .. } => (format!("the system says: {source}"), Obstacle::Unreadable),
        other => (other.to_string(), Obstacle::Unreadable),
    };
    // An empty file of another kind is no export that failed.
    let matters = likely(file) || obstacle != Obstacle::Empty;
    Note { path: file.to_owned(), reason, hint: None, matters, obstacle }
}

fn likely(file: &Path) -> bool {
    file.file_name().is_some_and(|name| is_likely(&name.to_string_lossy()))
}

/// The folder beside whose file the media of an export lie.
fn home(unit: &Unit) -> Option<PathBuf> {
    unit.path.is_file().then(|| unit.path.parent().map(Path::to_owned)).flatten()
}

fn is_companion(path: &Path) -> bool {
    path.file_name().is_some_and(|name| COMPANIONS.iter().any(|known| name == *known))
}

fn is_media(path: &Path) -> bool {
    path.extension().is_some_and(|suffix| MEDIA.iter().any(|known| suffix.eq_ignore_ascii_case(known)))
}

#[cfg(test)]
mod tests;
