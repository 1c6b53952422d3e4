//! What snapshots need: the objects that must be at a destination for them to be restored, and how to tell each one.

use std::collections::{BTreeMap, BTreeSet};

use super::view::{Snapshot, View};
use crate::error::Error;
use crate::format::Malformed;
use crate::format::key::ObjectKey;
use crate::format::list::List;
use crate::id::Digest;

/// What an object must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Expected {
    /// Its size; `None` where nothing tells it, so that only reading it does.
    pub bytes: Option<u64>,
    /// Its digest.
    pub sha256: Digest,
}

/// What each key must be.
pub(super) type Needs = BTreeMap<String, Expected>;

/// The lists of a vault's snapshots. One that is intact nowhere is not in here: what it named, nobody can tell.
pub(super) struct Lists(BTreeMap<Digest, (String, List)>);

impl Lists {
    /// Reads the list of every snapshot, each once.
    ///
    /// # Errors
    /// [`Error::BadSnapshot`] when a list is intact and still not what its statement says.
    pub(super) async fn read(view: &View<'_>) -> Result<Self, Error> {
        let mut lists = Self(BTreeMap::new());
        for snapshot in &view.snapshots {
            let body = &snapshot.statement.body;
            for sha256 in body.list.base.into_iter().chain([body.list.sha256]) {
                if lists.0.contains_key(&sha256) {
                    continue;
                }
                let key = ObjectKey::List { writer: body.writer.clone(), sha256 };
                let Ok(text) = view.fetch(snapshot, &key, &sha256).await else { continue };
                let bad = |source| Error::BadSnapshot { snapshot: snapshot.id(), source };
                if let Some(read) = lists.parse(text).map_err(bad)? {
                    lists.0.insert(sha256, read);
                }
            }
            let said = |(_, list): &(_, List)| (list.lines.len() as u64, list.bytes());
            if lists.0.get(&body.list.sha256).map(said).is_some_and(|said| said != (body.list.count, body.list.bytes)) {
                let source = Malformed::new("list", "is not of the number and size its statement says");
                return Err(Error::BadSnapshot { snapshot: snapshot.id(), source });
            }
        }
        Ok(lists)
    }

    /// `None` where the list it is relative to is lacking.
    fn parse(&self, text: Vec<u8>) -> Result<Option<(String, List)>, Malformed> {
        let text = String::from_utf8(text).map_err(|error| Malformed::new("list", error))?;
        let base = match List::base_of(&text)?.map(|base| self.0.get(&base)) {
            Some(None) => return Ok(None),
            Some(Some((_, base))) => Some(base),
            None => None,
        };
        let list = List::parse(&text, base)?;
        Ok(Some((text, list)))
    }

    /// What `snapshots` need: their statements, what their lists name, and the vault's documents and sealed epoch
    /// identities up to `generation`.
    pub(super) fn needs<'s>(
        &self,
        view: &View<'_>,
        snapshots: impl IntoIterator<Item = &'s Snapshot>,
        generation: u64,
    ) -> Needs {
        let mut needs = Needs::new();
        let mut need = |key: ObjectKey, bytes: Option<u64>, sha256| {
            needs.insert(key.to_string(), Expected { bytes, sha256 });
        };
        for document in view.documents.all().iter().filter(|document| document.body.generation <= generation) {
            // Read whatever the depth: without them nothing else at the place can be trusted, and they are small.
            need(document.key(), None, document.sha256);
            for epoch in &document.body.epochs {
                for (key, sha256) in epoch.keys().zip(&epoch.sealed) {
                    need(key, None, *sha256);
                }
            }
        }
        let mut met = BTreeSet::new();
        for snapshot in snapshots {
            let (statement, body) = (&snapshot.statement, &snapshot.statement.body);
            need(statement.key(), Some(statement.bytes.len() as u64), statement.sha256);
            if !met.insert((&body.writer, body.list.sha256)) {
                continue;
            }
            for sha256 in body.list.base.into_iter().chain([body.list.sha256]) {
                let bytes = self.0.get(&sha256).map(|(text, _)| text.len() as u64);
                need(ObjectKey::List { writer: body.writer.clone(), sha256 }, bytes, sha256);
            }
            for line in self.0.get(&body.list.sha256).iter().flat_map(|(_, list)| &list.lines) {
                need(line.key(&body.writer), Some(line.bytes), line.sha256);
            }
        }
        needs
    }
}
