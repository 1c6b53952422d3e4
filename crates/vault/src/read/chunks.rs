//! Chunks of a snapshot, from whichever destination has them intact.

use std::collections::{BTreeSet, HashMap, VecDeque};

use groupkeep_keys::Identity;
use zeroize::Zeroizing;

use crate::destination::Destination;
use crate::error::{Error, told};
use crate::format::Malformed;
use crate::format::key::ObjectKey;
use crate::format::manifest::ChunkRef;
use crate::format::pack::{TableEntry, read_chunk, read_table};
use crate::id::{ChunkId, Digest, WriterName};

/// How many opened packs are kept at hand. A sorted walk uses two at a time: one for small files, one for large.
const AT_HAND: usize = 4;

/// Reads chunks, pack by pack.
pub(super) struct Chunks<'d> {
    sources: Vec<&'d Destination>,
    writer: WriterName,
    epochs: Vec<Identity>,
    dedup_key: Zeroizing<[u8; 32]>,
    /// The copy used last is the first.
    copies: VecDeque<Pack>,
    /// Copies that could not be opened: never asked for again, however many chunks they should hold.
    unusable: HashMap<(usize, Digest), Malformed>,
    fallbacks: BTreeSet<String>,
}

/// One destination's copy of a pack, opened.
struct Pack {
    source: usize,
    name: Digest,
    plain: Zeroizing<Vec<u8>>,
    table: Vec<TableEntry>,
}

impl<'d> Chunks<'d> {
    /// `sources` are asked in that order; `epochs` open the packs.
    pub(super) fn new(
        sources: Vec<&'d Destination>,
        writer: WriterName,
        epochs: Vec<Identity>,
        dedup_key: Zeroizing<[u8; 32]>,
    ) -> Self {
        let (copies, unusable, fallbacks) = (VecDeque::new(), HashMap::new(), BTreeSet::new());
        Self { sources, writer, epochs, dedup_key, copies, unusable, fallbacks }
    }

    /// What was wrong with the copies that could not be used, one line each.
    pub(super) fn take_fallbacks(&mut self) -> Vec<String> {
        std::mem::take(&mut self.fallbacks).into_iter().collect()
    }

    /// The bytes of a chunk, checked against its id.
    pub(super) async fn read(&mut self, chunk: &ChunkRef) -> Result<Vec<u8>, Error> {
        let mut last = Malformed::new("pack", "is at no destination");
        for at in 0..self.copies.len() {
            if self.copies[at].name == chunk.pack {
                match self.copies[at].cut(chunk, &self.dedup_key) {
                    Ok(bytes) => {
                        self.copies.swap(0, at);
                        return Ok(bytes);
                    }
                    Err(problem) => last = problem,
                }
            }
        }
        let key = ObjectKey::Pack { writer: self.writer.clone(), sha256: chunk.pack };
        for source in 0..self.sources.len() {
            let name = (source, chunk.pack);
            if self.copies.iter().any(|copy| (copy.source, copy.name) == name) {
                continue;
            }
            let fetched = match self.unusable.get(&name) {
                Some(problem) => Err(problem.clone()),
                None => self.fetch(source, &key, chunk.pack).await,
            };
            let copy = match fetched {
                Ok(copy) => copy,
                Err(problem) => {
                    self.note(source, &key, &problem);
                    self.unusable.insert(name, problem.clone());
                    last = problem;
                    continue;
                }
            };
            let cut = copy.cut(chunk, &self.dedup_key);
            self.copies.truncate(AT_HAND - 1);
            self.copies.push_front(copy);
            match cut {
                Ok(bytes) => return Ok(bytes),
                Err(problem) => {
                    self.note(source, &key, &problem);
                    last = problem;
                }
            }
        }
        Err(Error::Lacking { key: key.to_string(), source: last })
    }

    fn note(&mut self, source: usize, key: &ObjectKey, problem: &Malformed) {
        let name = &self.sources[source].name;
        self.fallbacks.insert(format!("destination `{name}`: {key}: {problem}"));
    }

    async fn fetch(&self, source: usize, key: &ObjectKey, name: Digest) -> Result<Pack, Malformed> {
        let store = self.sources[source].store().map_err(|error| Malformed::new("pack", told(&error)))?;
        let sealed = store.get(&key.to_string(), None).await.map_err(|error| Malformed::new("pack", error))?;
        // age authenticates what it opens; hashing the pack first would cost as much again and find no more.
        let plain = groupkeep_keys::open(&sealed, &self.epochs).map_err(|error| Malformed::new("pack", error))?;
        let table = read_table(&plain)?;
        Ok(Pack { source, name, plain, table })
    }
}

impl Pack {
    fn cut(&self, chunk: &ChunkRef, dedup_key: &[u8; 32]) -> Result<Vec<u8>, Malformed> {
        let range = chunk.offset..chunk.offset.saturating_add(chunk.length.into());
        let at = self.table.binary_search_by_key(&range.start, |entry| entry.raw.start);
        let entry = at.ok().map(|at| &self.table[at]).filter(|entry| entry.raw == range && entry.id == chunk.id);
        let entry = entry.ok_or_else(|| Malformed::new("pack", "does not hold the chunk at that place"))?;
        let bytes = read_chunk(&self.plain, entry)?;
        if ChunkId::of(dedup_key, &bytes) == chunk.id {
            Ok(bytes)
        } else {
            Err(Malformed::new("chunk", "does not match its id"))
        }
    }
}
