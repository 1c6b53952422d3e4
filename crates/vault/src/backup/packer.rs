//! Filling, sealing and handing on packs, by as many threads as there are cores.

use std::cell::Cell;
use std::collections::HashSet;
use std::io::Write;
use std::str::FromStr as _;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

use age::Encryptor;

use crate::error::Error;
use crate::format::index::PackIndex;
use crate::format::pack::PackBuilder;
use crate::format::{Malformed, frame};
use crate::id::{ChunkId, Digest};

/// Bytes of age header and nonce in front of every full pack. `age` adds a random stanza to each header; starting again
/// until the header has this length, one of the most frequent, keeps all full packs at one stored size. It takes about
/// 120 tries, each a fraction of a millisecond.
const FULL_HEADER: usize = 290;
/// Far more tries than any pack needs.
const MOST_TRIES: usize = 100_000;

/// A sealed pack on its way.
#[derive(Debug)]
pub(crate) struct SealedPack {
    pub(crate) content: PackIndex,
    pub(crate) bytes: Vec<u8>,
}

/// What a packing run works with.
pub(crate) struct Packing<'a> {
    /// How many threads compress and seal.
    pub(crate) threads: usize,
    /// The epoch's number and recipient.
    pub(crate) epoch: u64,
    pub(crate) recipient: &'a str,
    /// Takes each sealed pack; called from any of the threads.
    pub(crate) hand_on: &'a (dyn Fn(SealedPack) -> Result<(), Error> + Sync),
}

/// A chunk's id and bytes.
type NewChunk = (ChunkId, Vec<u8>);

/// Where new chunks are put.
pub(crate) struct ChunkSink {
    send: SyncSender<NewChunk>,
    sent: HashSet<ChunkId>,
}

impl ChunkSink {
    /// True when the chunk was put already.
    pub(crate) fn holds(&self, id: &ChunkId) -> bool {
        self.sent.contains(id)
    }

    /// Puts a chunk; waits while all threads are busy.
    ///
    /// # Errors
    /// [`Error::Interrupted`] when the threads have given up; the reason is what [`Packing::run`] returns.
    pub(crate) fn put(&mut self, id: ChunkId, bytes: Vec<u8>) -> Result<(), Error> {
        self.sent.insert(id);
        self.send.send((id, bytes)).map_err(|_| Error::Interrupted)
    }
}

impl Packing<'_> {
    /// Runs `fill` with a sink for chunks, and packs what it puts. When `fill` succeeds, the packs that are not full
    /// are sealed at a Padmé size.
    ///
    /// # Errors
    /// What a thread failed with, else what `fill` returns.
    pub(crate) fn run<T>(&self, fill: impl FnOnce(&mut ChunkSink) -> Result<T, Error>) -> Result<T, Error> {
        let (send, receive) = sync_channel(self.threads);
        let shared = Shared { open: Mutex::default(), failed: Mutex::new(None), receive: Mutex::new(Some(receive)) };
        let filled = std::thread::scope(|scope| {
            for _ in 0..self.threads.max(1) {
                scope.spawn(|| self.work(&shared));
            }
            let mut sink = ChunkSink { send, sent: HashSet::new() };
            fill(&mut sink)
        });
        let Shared { open, failed, .. } = shared;
        if let Some(error) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error);
        }
        let filled = filled?;
        let mut open = open.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter();
        if let Some(mut first) = open.next() {
            for other in open {
                if let Err(apart) = first.append(other) {
                    self.seal_last(apart)?;
                }
            }
            self.seal_last(first)?;
        }
        Ok(filled)
    }

    fn work(&self, shared: &Shared) {
        while let Some((id, bytes)) = shared.next() {
            let raw = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            let frame = frame::compress(&bytes);
            drop(bytes);
            if let Some(full) = shared.place(id, &frame, raw)
                && let Err(error) = self.seal_full(full)
            {
                shared.fail(error);
            }
        }
    }

    fn seal_full(&self, pack: PackBuilder) -> Result<(), Error> {
        let (plain, chunks) = pack.finish_full();
        self.hand_on(&plain, chunks, Some(FULL_HEADER))
    }

    fn seal_last(&self, pack: PackBuilder) -> Result<(), Error> {
        let (plain, chunks) = pack.finish_last();
        self.hand_on(&plain, chunks, None)
    }

    fn hand_on(&self, plain: &[u8], chunks: Vec<(ChunkId, u64, u32)>, header: Option<usize>) -> Result<(), Error> {
        let bytes = seal(plain, self.recipient, header)?;
        let pack = Digest::of(&bytes);
        let content = PackIndex { pack, bytes: bytes.len() as u64, epoch: self.epoch, chunks };
        (self.hand_on)(SealedPack { content, bytes })
    }
}

/// What the threads of one run share.
struct Shared {
    /// At most two packs being filled.
    open: Mutex<Vec<PackBuilder>>,
    failed: Mutex<Option<Error>>,
    /// Absent once a thread failed, which makes the sender fail too.
    receive: Mutex<Option<Receiver<NewChunk>>>,
}

impl Shared {
    fn next(&self) -> Option<NewChunk> {
        self.receive.lock().unwrap_or_else(PoisonError::into_inner).as_ref()?.recv().ok()
    }

    fn fail(&self, error: Error) {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        self.receive.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Puts a frame into the open pack it fits best; gives back a pack that had to make room for it.
    fn place(&self, id: ChunkId, frame: &[u8], raw: u32) -> Option<PackBuilder> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let rooms = open.iter().enumerate().filter_map(|(at, pack)| Some((at, pack.room()?)));
        let best = rooms.filter(|(_, room)| *room >= frame.len()).min_by_key(|(_, room)| *room).map(|(at, _)| at);
        let mut full = None;
        let at = best.unwrap_or_else(|| {
            if open.len() >= 2 {
                let fullest = usize::from(open[1].room() < open[0].room());
                full = Some(open.swap_remove(fullest));
            }
            open.push(PackBuilder::default());
            open.len() - 1
        });
        open[at].push(id, frame, raw);
        full
    }
}

/// Seals a pack; with `header`, until the age header has that length.
fn seal(plain: &[u8], recipient: &str, header: Option<usize>) -> Result<Vec<u8>, Error> {
    let malformed = |reason: String| Error::Format(Malformed::new("pack", reason));
    let recipient = age::x25519::Recipient::from_str(recipient).map_err(|reason| malformed(reason.to_owned()))?;
    let count = Cell::new(0);
    for _ in 0..MOST_TRIES {
        let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
            .map_err(|error| malformed(error.to_string()))?;
        let mut sealed = Vec::new();
        count.set(0);
        let counted = Counted { out: &mut sealed, count: &count };
        let mut writer = encryptor.wrap_output(counted).map_err(|error| malformed(error.to_string()))?;
        if header.is_some_and(|header| count.get() != header) {
            continue;
        }
        writer.write_all(plain).map_err(|error| malformed(error.to_string()))?;
        writer.finish().map_err(|error| malformed(error.to_string()))?;
        return Ok(sealed);
    }
    Err(malformed("could not be sealed at the size of a full pack".to_owned()))
}

/// Counts what is written while something else holds the writer.
struct Counted<'a> {
    out: &'a mut Vec<u8>,
    count: &'a Cell<usize>,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.out.extend_from_slice(bytes);
        self.count.set(self.count.get() + bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
