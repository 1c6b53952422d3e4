//! The chunk index: which chunk is in which pack, as far as this writer may use a pack again.

use std::collections::{BTreeMap, HashMap};

use groupkeep_keys::Identity;
use serde::{Deserialize, Serialize};

use super::State;
use crate::error::Error;
use crate::format::index::PackIndex;
use crate::format::list::{Kind, Line, List};
use crate::format::manifest::ChunkRef;
use crate::id::{ChunkId, Digest};

const FILE: &str = "chunks.age";
const SCHEMA: &str = "groupkeep/cache/v0";

/// A pack that may be used again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownPack {
    content: PackIndex,
    /// The index object that describes it; absent until one does.
    index: Option<Digest>,
}

/// What is known of the packs this writer put.
#[derive(Debug, Default)]
pub(crate) struct ChunkIndex {
    packs: Vec<KnownPack>,
    chunks: HashMap<ChunkId, (u32, u32)>,
    by_name: HashMap<Digest, u32>,
    /// Stored bytes of the index objects.
    indexes: BTreeMap<Digest, u64>,
}

/// An own statement that was verified or made here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnownStatement {
    /// Its key in the stores.
    pub(crate) key: String,
    pub(crate) sha256: Digest,
    pub(crate) seq: u64,
    pub(crate) previous: Vec<Digest>,
    #[serde(with = "crate::format::text")]
    pub(crate) time: jiff::Timestamp,
}

/// Everything in the cache file.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    /// The own statement the cache describes; the cache is worthless when another one is the newest.
    pub(crate) newest: Option<Digest>,
    /// The list of that statement, and the chunks of its manifest where they are known.
    pub(crate) list: Option<Digest>,
    pub(crate) manifest: Option<Vec<ChunkId>>,
    /// The own statements verified so far.
    pub(crate) statements: Vec<KnownStatement>,
    pub(crate) index: ChunkIndex,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    schema: String,
    newest: Option<Digest>,
    list: Option<Digest>,
    manifest: Option<Vec<ChunkId>>,
    statements: Vec<KnownStatement>,
    indexes: Vec<(Digest, u64)>,
    packs: Vec<KnownPack>,
}

impl Cache {
    /// The cache, empty when there is none to trust.
    pub(crate) fn load(state: &State, identity: &Identity) -> Self {
        let raw = state.read_cache(FILE, identity).and_then(|text| serde_json::from_slice::<Raw>(&text).ok());
        let Some(raw) = raw.filter(|raw| raw.schema == SCHEMA) else { return Self::default() };
        let mut index = ChunkIndex { indexes: raw.indexes.into_iter().collect(), ..ChunkIndex::default() };
        for pack in raw.packs {
            index.add(pack.content, pack.index);
        }
        Self { newest: raw.newest, list: raw.list, manifest: raw.manifest, statements: raw.statements, index }
    }

    /// Keeps the cache.
    pub(crate) fn save(&self, state: &State, identity: &Identity) -> Result<(), Error> {
        let raw = Raw {
            schema: SCHEMA.to_owned(),
            newest: self.newest,
            list: self.list,
            manifest: self.manifest.clone(),
            statements: self.statements.clone(),
            indexes: self.index.indexes.iter().map(|(digest, bytes)| (*digest, *bytes)).collect(),
            packs: self.index.packs.clone(),
        };
        state.write_cache(FILE, &crate::format::json(&raw), identity)
    }
}

impl ChunkIndex {
    /// Adds a pack, described by `index` where an index object does; a pack that is known already only gains that.
    pub(crate) fn add(&mut self, content: PackIndex, index: Option<Digest>) {
        if let Some(known) = self.by_name.get(&content.pack) {
            let known = &mut self.packs[*known as usize];
            known.index = known.index.or(index);
            return;
        }
        let number = u32::try_from(self.packs.len()).unwrap_or(u32::MAX);
        for (place, (id, _, _)) in (0..).zip(&content.chunks) {
            self.chunks.entry(*id).or_insert((number, place));
        }
        self.by_name.insert(content.pack, number);
        self.packs.push(KnownPack { content, index });
    }

    /// Remembers an index object and that it describes `packs`.
    pub(crate) fn add_index(&mut self, digest: Digest, bytes: u64, packs: &[PackIndex]) {
        self.indexes.insert(digest, bytes);
        for pack in packs {
            if let Some(known) = self.by_name.get(&pack.pack) {
                self.packs[*known as usize].index = Some(digest);
            }
        }
    }

    /// True when the chunk is in a pack that may be used.
    pub(crate) fn holds(&self, id: &ChunkId) -> bool {
        self.chunks.contains_key(id)
    }

    /// Where a chunk is.
    pub(crate) fn find(&self, id: &ChunkId) -> Option<ChunkRef> {
        let (pack, place) = self.chunks.get(id)?;
        let content = &self.packs[*pack as usize].content;
        let (id, offset, length) = content.chunks[*place as usize];
        Some(ChunkRef { pack: content.pack, offset, length, id })
    }

    /// Forgets every pack and index object that `keep` says no to. True when there was any.
    pub(crate) fn retain(&mut self, keep: impl Fn(Kind, &Digest, u64) -> bool) -> bool {
        let old = std::mem::take(self);
        let known = old.packs.len() + old.indexes.len();
        self.indexes = old.indexes;
        self.indexes.retain(|digest, bytes| keep(Kind::Index, digest, *bytes));
        for pack in old.packs {
            if keep(Kind::Pack, &pack.content.pack, pack.content.bytes) {
                let index = pack.index.filter(|index| self.indexes.contains_key(index));
                self.add(pack.content, index);
            }
        }
        self.packs.len() + self.indexes.len() < known
    }

    /// The packs among `used` that no index object describes yet, in the order they were added.
    pub(crate) fn undescribed(&self, used: &std::collections::BTreeSet<Digest>) -> Vec<PackIndex> {
        let wanted = |pack: &&KnownPack| pack.index.is_none() && used.contains(&pack.content.pack);
        self.packs.iter().filter(wanted).map(|pack| pack.content.clone()).collect()
    }

    /// The list of a snapshot that uses those packs: they and the index objects that describe them.
    pub(crate) fn list(&self, used: &std::collections::BTreeSet<Digest>) -> List {
        let mut list = List::default();
        for pack in self.packs.iter().filter(|pack| used.contains(&pack.content.pack)) {
            let PackIndex { pack: sha256, bytes, epoch, .. } = pack.content;
            list.lines.insert(Line { kind: Kind::Pack, sha256, bytes, epoch });
            if let Some(sha256) = pack.index
                && let Some(bytes) = self.indexes.get(&sha256)
            {
                list.lines.insert(Line { kind: Kind::Index, sha256, bytes: *bytes, epoch: 0 });
            }
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::id::VaultId;

    fn pack(name: u8, chunks: &[u8]) -> PackIndex {
        let chunks = chunks.iter().map(|id| (ChunkId([*id; 32]), u64::from(*id) * 10, 10)).collect();
        PackIndex { pack: Digest([name; 32]), bytes: 100, epoch: 1, chunks }
    }

    #[test]
    fn the_first_place_of_a_chunk_counts_until_its_pack_goes() {
        let mut index = ChunkIndex::default();
        index.add(pack(1, &[7, 8]), None);
        index.add(pack(2, &[8, 9]), None);
        assert_eq!(index.find(&ChunkId([8; 32])).unwrap().pack, Digest([1; 32]));
        assert!(!index.retain(|_, _, _| true));
        assert!(index.retain(|_, name, _| *name != Digest([1; 32])));
        assert_eq!(index.find(&ChunkId([8; 32])).unwrap().pack, Digest([2; 32]));
        assert!(!index.holds(&ChunkId([7; 32])) && index.holds(&ChunkId([9; 32])));
    }

    #[test]
    fn a_pack_whose_index_object_is_gone_is_described_anew() {
        let mut index = ChunkIndex::default();
        index.add(pack(1, &[7]), None);
        index.add_index(Digest([9; 32]), 55, &[pack(1, &[7])]);
        index.retain(|kind, _, _| kind == Kind::Pack);
        assert_eq!(index.undescribed(&[Digest([1; 32])].into()), [pack(1, &[7])]);
    }

    #[test]
    fn a_list_names_used_packs_and_what_describes_them() {
        let mut index = ChunkIndex::default();
        index.add(pack(1, &[7]), None);
        index.add(pack(2, &[8]), None);
        let used = BTreeSet::from([Digest([2; 32])]);
        let described = index.undescribed(&used);
        assert_eq!(described, [pack(2, &[8])]);
        index.add_index(Digest([9; 32]), 55, &described);
        assert!(index.undescribed(&used).is_empty());
        let lines: Vec<_> =
            index.list(&used).lines.into_iter().map(|line| (line.kind, line.bytes, line.epoch)).collect();
        assert_eq!(lines, [(Kind::Index, 55, 0), (Kind::Pack, 100, 1)]);
    }

    #[test]
    fn the_cache_comes_back_for_its_writer() {
        let root = tempfile::tempdir().unwrap();
        let state = State::open(root.path(), VaultId(Digest::of(b"v"))).unwrap();
        let identity = Identity::generate();
        let mut cache = Cache { newest: Some(Digest::of(b"s")), ..Cache::default() };
        let key = "w/a/snapshots/0000000001-0011223344556677".to_owned();
        cache.statements.push(KnownStatement {
            key,
            sha256: Digest::of(b"s"),
            seq: 1,
            previous: Vec::new(),
            time: jiff::Timestamp::UNIX_EPOCH,
        });
        cache.index.add(pack(1, &[7]), None);
        cache.index.add_index(Digest([9; 32]), 55, &[pack(1, &[7])]);
        cache.save(&state, &identity).unwrap();
        let back = Cache::load(&state, &identity);
        assert_eq!((back.newest, &back.statements), (cache.newest, &cache.statements));
        assert_eq!(back.index.list(&[Digest([1; 32])].into()), cache.index.list(&[Digest([1; 32])].into()));
        assert_eq!(Cache::load(&state, &Identity::generate()).newest, None);
    }
}
