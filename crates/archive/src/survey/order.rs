use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Messages that are held back to put a few late ones into their place.
const HELD: usize = 1024;

/// Which way a file runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Direction {
    /// Oldest first; messages of one time stand in their order.
    #[default]
    Forward,
    /// Newest first; messages of one time stand in the reverse of their order.
    Backward,
}

impl Direction {
    /// The place of a record among those of one time.
    pub fn rank(self, seq: u64) -> u64 {
        match self {
            Self::Forward => seq,
            Self::Backward => u64::MAX - seq,
        }
    }
}

/// Puts what stands a little out of order into the order of time.
pub(crate) struct Reorder<T> {
    heap: BinaryHeap<Reverse<Held<T>>>,
}

struct Held<T> {
    key: (i64, u64),
    thing: T,
}

impl<T> PartialEq for Held<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}
impl<T> Eq for Held<T> {}
impl<T> PartialOrd for Held<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Held<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

impl<T> Default for Reorder<T> {
    fn default() -> Self {
        Self { heap: BinaryHeap::new() }
    }
}

impl<T> Reorder<T> {
    /// Takes one more; gives the earliest once enough are held.
    pub fn push(&mut self, key: (i64, u64), thing: T) -> Option<(i64, T)> {
        self.heap.push(Reverse(Held { key, thing }));
        if self.heap.len() > HELD { self.pop() } else { None }
    }

    /// Gives the earliest that is held.
    pub fn pop(&mut self) -> Option<(i64, T)> {
        self.heap.pop().map(|Reverse(held)| (held.key.0, held.thing))
    }
}

/// Finds out whether [`Reorder`] is enough for a chat.
#[derive(Default)]
pub(crate) struct Sighting {
    before: Option<i64>,
    rises: u64,
    falls: u64,
    reorder: Reorder<()>,
    given: Option<i64>,
    far: bool,
}

impl Sighting {
    /// Notes the next message; one without a time counts as being of the time before it.
    pub fn note(&mut self, ms: Option<i64>, seq: u64) {
        let at = ms.or(self.before).unwrap_or(i64::MIN);
        if let Some(before) = self.before {
            self.rises += u64::from(at > before);
            self.falls += u64::from(at < before);
        }
        if ms.is_some() {
            self.before = ms;
        }
        if let Some((at, ())) = self.reorder.push((at, seq), ()) {
            self.gave(at);
        }
    }

    /// There are no more.
    pub fn finish(&mut self) {
        while let Some((at, ())) = self.reorder.pop() {
            self.gave(at);
        }
    }

    fn gave(&mut self, at: i64) {
        self.far |= self.given.is_some_and(|given| at < given);
        self.given = Some(at);
    }

    /// Which way most of the file runs.
    pub fn direction(&self) -> Direction {
        if self.falls > self.rises { Direction::Backward } else { Direction::Forward }
    }

    /// True when every message follows the one before it in time.
    pub fn is_sorted(&self) -> bool {
        self.falls == 0
    }

    /// True when some message stands too far from its place for [`Reorder`].
    pub fn is_far(&self) -> bool {
        self.far
    }
}
