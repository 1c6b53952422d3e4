//! A snapshot opened with a reader's identity.

use groupkeep_keys::Identity;

use super::chunks::Chunks;
use super::view::{Snapshot, View};
use crate::error::Error;
use crate::format::document::Epoch;
use crate::format::manifest::{ChunkRef, Entry, Reader};
use crate::format::path::EntryPath;
use crate::format::root::Root;

/// A snapshot whose sealed root was opened: what it holds can be listed and read.
pub struct Opened<'d> {
    /// How people name the snapshot.
    pub id: String,
    /// Counts, sources and manifest of the snapshot.
    pub root: Root,
    pub(super) chunks: Chunks<'d>,
}

impl Opened<'_> {
    /// The error of asking for a path that is not in the snapshot.
    pub(super) fn lacks(&self, path: &EntryPath) -> Error {
        Error::NoSuchPath { snapshot: self.id.clone(), path: path.to_path().display().to_string() }
    }
}

impl std::fmt::Debug for Opened<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Opens a snapshot with whichever of `identities` fits.
///
/// # Errors
/// [`Error::NotAReader`]; [`Error::Lacking`] when the sealed epoch identity is intact nowhere; [`Error::BadSnapshot`] when the sealed root is malformed, which only its writer can bring about.
pub async fn open<'d>(view: &View<'d>, snapshot: &Snapshot, identities: &[Identity]) -> Result<Opened<'d>, Error> {
    let body = &snapshot.statement.body;
    let document = view.documents.all().iter().find(|document| document.sha256 == body.document);
    let all = &document.unwrap_or(view.documents.newest()).body.epochs;
    let mut epochs = Vec::new();
    // Packs of earlier snapshots are used again, and may be sealed to earlier epochs.
    for epoch in all.iter().filter(|epoch| epoch.number <= body.epoch).rev() {
        match open_epoch(view, snapshot, epoch, identities).await {
            Ok(identity) => epochs.extend(identity),
            Err(error) if epoch.number == body.epoch => return Err(error),
            Err(_) => {}
        }
        if epochs.is_empty() {
            break;
        }
    }
    let Some(identity) = epochs.first() else {
        return Err(Error::NotAReader { vault: body.vault, epoch: body.epoch, given: identities.len() });
    };
    let bad = |source| Error::BadSnapshot { snapshot: snapshot.id(), source };
    let root = Root::open(&body.root, std::slice::from_ref(identity)).map_err(bad)?;
    let chunks = Chunks::new(view.sources_for(snapshot), body.writer.clone(), epochs, root.dedup_key.clone());
    Ok(Opened { id: snapshot.id(), root, chunks })
}

/// The epoch's identity; `None` when it is there but not for us.
async fn open_epoch(
    view: &View<'_>,
    snapshot: &Snapshot,
    epoch: &Epoch,
    identities: &[Identity],
) -> Result<Option<Identity>, Error> {
    let mut lacking = None;
    for (key, sha256) in epoch.keys().zip(&epoch.sealed) {
        match view.fetch(snapshot, &key, sha256).await {
            Ok(sealed) => {
                let Ok(text) = groupkeep_keys::open(&sealed, identities) else { continue };
                let text = std::str::from_utf8(&text).unwrap_or_default();
                let found = Identity::parse_all(text).unwrap_or_default();
                // Whoever sealed something else to us is not the one who made the epoch.
                if let Some(identity) = found.into_iter().find(|identity| identity.recipient() == epoch.recipient) {
                    return Ok(Some(identity));
                }
            }
            Err(error) => lacking = Some(error),
        }
    }
    lacking.map_or(Ok(None), Err)
}

/// Goes through a manifest in its order, part by part.
pub(super) struct Walk {
    parts: std::vec::IntoIter<ChunkRef>,
    reader: Option<Reader>,
}

impl Walk {
    pub(super) fn of(opened: &Opened<'_>) -> Self {
        let parts: Vec<_> = opened.root.manifest.iter().map(|part| part.at).collect();
        Self { parts: parts.into_iter(), reader: Some(Reader::default()) }
    }

    /// The entries that the next part completes; `None` after the last.
    ///
    /// # Errors
    /// [`Error::Lacking`]; [`Error::BadSnapshot`] when a line is malformed or out of order.
    pub(super) async fn next(&mut self, opened: &mut Opened<'_>) -> Result<Option<Vec<Entry>>, Error> {
        let Some(reader) = self.reader.as_mut() else { return Ok(None) };
        let read = match self.parts.next() {
            Some(part) => {
                let bytes = opened.chunks.read(&part).await?;
                reader.feed(&bytes).map(Some)
            }
            None => self.reader.take().map_or(Ok(()), Reader::finish).map(|()| None),
        };
        read.map_err(|source| Error::BadSnapshot { snapshot: opened.id.clone(), source })
    }
}
