//! In which snapshots something is.

use std::collections::HashMap;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use groupkeep_keys::Identity;
use jiff::Timestamp;
use serde::Serialize;

use super::listing::{Listing, line};
use super::opened::{Opened, Walk, open};
use super::view::{Snapshot, View};
use crate::error::Error;
use crate::format::path::EntryPath;
use crate::format::text;
use crate::id::ChunkId;

/// A version of a file, folder or link, and the snapshots that hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The entry itself.
    #[serde(flatten)]
    pub entry: Listing,
    /// How many snapshots hold this version.
    pub snapshots: u64,
    /// The first of them.
    pub first: String,
    /// When that was made.
    #[serde(with = "text")]
    pub first_time: Timestamp,
    /// The last of them.
    pub last: String,
    /// When that was made.
    #[serde(with = "text")]
    pub last_time: Timestamp,
}

/// What was found, and what could not be looked into.
#[derive(Debug, Default)]
pub struct Search {
    /// Ordered by path, then by the first snapshot.
    pub found: Vec<Found>,
    /// Snapshots that were looked into.
    pub searched: u64,
    /// Snapshots that could not be opened or read to their end, and why.
    pub unread: Vec<(String, Error)>,
}

/// Looks in every snapshot, oldest first, for entries whose path `is_wanted`. Entries of one path, size, time, mode and
/// target are one version.
pub async fn find(view: &View<'_>, identities: &[Identity], is_wanted: &dyn Fn(&EntryPath) -> bool) -> Search {
    let mut snapshots: Vec<&Snapshot> = view.snapshots.iter().collect();
    snapshots.sort_by_key(|snapshot| snapshot.statement.body.time);
    let mut search = Search::default();
    let mut versions: Vec<(EntryPath, Found)> = Vec::new();
    let mut known: HashMap<EntryPath, Vec<usize>> = HashMap::new();
    // Most snapshots have the manifest of the one before.
    let mut before: Option<(Vec<ChunkId>, Vec<usize>)> = None;
    for snapshot in snapshots {
        let (id, time) = (snapshot.id(), snapshot.statement.body.time);
        let mut opened = match open(view, snapshot, identities).await {
            Ok(opened) => opened,
            Err(error) => {
                search.unread.push((id, error));
                continue;
            }
        };
        search.searched += 1;
        let parts: Vec<ChunkId> = opened.root.manifest.iter().map(|part| part.at.id).collect();
        let hits = match before.take() {
            Some((same, hits)) if same == parts => hits,
            _ => {
                let (entries, error) = wanted(&mut opened, is_wanted).await;
                search.unread.extend(error.map(|error| (id.clone(), error)));
                let mut version = |(path, entry): (EntryPath, Listing)| {
                    let same = known.entry(path.clone()).or_default();
                    if let Some(at) = same.iter().copied().find(|at| versions[*at].1.entry == entry) {
                        return at;
                    }
                    same.push(versions.len());
                    versions.push((path, Found::in_none(entry, &id, time)));
                    versions.len() - 1
                };
                entries.into_iter().map(&mut version).collect()
            }
        };
        for at in &hits {
            let found = &mut versions[*at].1;
            found.snapshots += 1;
            (found.last, found.last_time) = (id.clone(), time);
        }
        before = Some((parts, hits));
    }
    versions.sort_by(|(one, a), (other, b)| one.cmp(other).then(a.first_time.cmp(&b.first_time)));
    search.found = versions.into_iter().map(|(_, found)| found).collect();
    search
}

/// The entries of a snapshot that are wanted, as far as its manifest can be read.
async fn wanted(
    opened: &mut Opened<'_>,
    is_wanted: &dyn Fn(&EntryPath) -> bool,
) -> (Vec<(EntryPath, Listing)>, Option<Error>) {
    let (mut walk, mut found) = (Walk::of(opened), Vec::new());
    loop {
        match walk.next(opened).await {
            Ok(Some(entries)) => {
                let entries = entries.into_iter().filter(|entry| is_wanted(&entry.path));
                found.extend(entries.map(|entry| (entry.path.clone(), line(entry))));
            }
            Ok(None) => return (found, None),
            Err(error) => return (found, Some(error)),
        }
    }
}

/// Patterns that paths are searched by: one without `/` is about names, one with `/` about whole paths, in which `*` stays
/// within a name and `**` does not.
#[derive(Debug)]
pub struct Patterns {
    names: GlobSet,
    paths: GlobSet,
}

impl Patterns {
    /// Reads them; `ignore_case` takes large and small letters for the same.
    ///
    /// # Errors
    /// [`Error::Search`] for what is no pattern.
    pub fn of(patterns: &[String], ignore_case: bool) -> Result<Self, Error> {
        let set = |of_paths: bool| {
            let mut set = GlobSetBuilder::new();
            for pattern in patterns.iter().filter(|pattern| pattern.contains('/') == of_paths) {
                let text = pattern.trim_start_matches("./").trim_start_matches('/');
                let glob = GlobBuilder::new(text).literal_separator(true).case_insensitive(ignore_case).build();
                let wrong = |reason: String| Error::Search { pattern: pattern.clone(), reason };
                set.add(glob.map_err(|error| wrong(error.kind().to_string()))?);
            }
            set.build().map_err(|error| Error::Search { pattern: patterns.join(" "), reason: error.kind().to_string() })
        };
        Ok(Self { names: set(false)?, paths: set(true)? })
    }

    /// True for a path that one of them fits.
    #[must_use]
    pub fn fit(&self, path: &EntryPath) -> bool {
        let path = path.to_path();
        self.paths.is_match(&path) || path.file_name().is_some_and(|name| self.names.is_match(name))
    }
}

impl Found {
    fn in_none(entry: Listing, id: &str, time: Timestamp) -> Self {
        let id = id.to_owned();
        Self { entry, snapshots: 0, first: id.clone(), first_time: time, last: id, last_time: time }
    }
}
