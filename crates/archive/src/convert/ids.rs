use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Many small sets grow one at a time, where a large one would be copied as a whole.
const SHARDS: usize = 256;

/// The ids of the messages written so far, eight bytes of each. Two of two million are taken for one another once in ten
/// million files, and then one of them is written without its id.
pub(super) struct Ids(Vec<HashSet<u64>>);

impl Default for Ids {
    fn default() -> Self {
        Self(vec![HashSet::new(); SHARDS])
    }
}

impl Ids {
    /// Adds an id; false when it was there.
    pub fn add(&mut self, id: &str) -> bool {
        let (shard, hash) = place(id);
        self.0[shard].insert(hash)
    }

    /// True when the id was added before.
    pub fn has(&self, id: &str) -> bool {
        let (shard, hash) = place(id);
        self.0[shard].contains(&hash)
    }
}

fn place(id: &str) -> (usize, u64) {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    let hash = hasher.finish();
    ((hash >> 56) as usize % SHARDS, hash)
}
