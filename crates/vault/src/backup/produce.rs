//! Reading the sources: walking, telling what is unchanged, chunking the rest, and writing the manifest.

use std::collections::{BTreeSet, HashMap};
use std::fs::{File, Metadata};
use std::io::Read;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use groupkeep_monitor::{Monitor, Unit};
use jiff::{SignedDuration, Timestamp};
use rustix::fs::{Mode, OFlags};

use crate::backup::chunker;
use crate::backup::holes::{self, Piece};
use crate::backup::packer::{ChunkSink, Packing, SealedPack};
use crate::backup::report::{LeftOut, Skipped};
use crate::env::Clock;
use crate::error::Error;
use crate::format::Malformed;
use crate::format::index::PackIndex;
use crate::format::manifest::{ChunkRef, Entry, EntryKind, Owner};
use crate::format::path::EntryPath;
use crate::format::root::{Counts, ManifestChunk};
use crate::format::xattr::Xattr;
use crate::id::{ChunkId, Digest};
use crate::sources::{Met, Omitted, Sources};
use crate::state::cache::ChunkIndex;
use crate::state::tree::{Fingerprint, Seen, Tree};

/// A file changed so shortly before it was read could change again without its times telling.
const RACY: SignedDuration = SignedDuration::from_secs(2);

/// So many of the files and folders left out for one reason are named.
const NAMED: u64 = 20;

/// What reading needs.
pub(crate) struct Producer<'a> {
    pub(crate) sources: &'a Sources,
    pub(crate) dedup_key: &'a [u8; 32],
    /// Whether extended attributes are kept.
    pub(crate) xattrs: bool,
    pub(crate) threads: usize,
    pub(crate) epoch: u64,
    pub(crate) recipient: &'a str,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) monitor: &'a dyn Monitor,
    /// Takes each sealed pack, from any thread.
    pub(crate) hand_on: &'a (dyn Fn(SealedPack) -> Result<(), Error> + Sync),
}

/// What was read.
#[derive(Debug)]
pub(crate) struct Produced {
    /// The manifest's chunks; empty for a snapshot of nothing.
    pub(crate) manifest: Vec<ManifestChunk>,
    pub(crate) counts: Counts,
    pub(crate) skipped: Vec<Skipped>,
    /// What was left out on purpose.
    pub(crate) left_out: LeftOut,
    /// Paths of files that changed while they were read.
    pub(crate) torn: Vec<String>,
    /// Bytes read from files, as opposed to taken as unchanged.
    pub(crate) bytes_read: u64,
    /// The packs the snapshot needs.
    pub(crate) used: BTreeSet<Digest>,
    /// The files that may be taken as unchanged next time.
    pub(crate) tree: Tree,
}

/// An entry whose chunks have no place yet.
struct Draft {
    entry: Entry,
    chunks: Vec<ChunkId>,
}

struct Reading<'p, 'a> {
    producer: &'p Producer<'a>,
    index: &'p ChunkIndex,
    previous: std::iter::Peekable<std::vec::IntoIter<Seen>>,
    drafts: Vec<Draft>,
    /// The first member of each hard link group, by device and inode, as a position in `drafts`.
    links: HashMap<(u64, u64), usize>,
    /// The id of a chunk of zeros as holes give it, once there was one.
    zeros: Option<ChunkId>,
    produced: Produced,
}

/// What came of reading a file.
struct Content {
    chunks: Vec<ChunkId>,
    size: u64,
    meta: Metadata,
    read_at: Timestamp,
    torn: bool,
}

impl Producer<'_> {
    /// Reads everything. New packs are handed on and added to `index`, undescribed.
    ///
    /// # Errors
    /// [`Error::Interrupted`]; [`Error::Source`]; what `hand_on` returns. Files that cannot be read are no error.
    pub(crate) fn run(&self, index: &mut ChunkIndex, previous: Tree) -> Result<Produced, Error> {
        let produced = Produced {
            manifest: Vec::new(),
            counts: Counts::default(),
            skipped: Vec::new(),
            left_out: LeftOut::default(),
            torn: Vec::new(),
            bytes_read: 0,
            used: BTreeSet::new(),
            tree: Tree::default(),
        };
        self.monitor.phase("reading", None, Unit::Bytes);
        let (drafts, mut produced) = self.packed(index, |index, sink| {
            let (previous, links) = (previous.files.into_iter().peekable(), HashMap::new());
            let mut reading =
                Reading { producer: self, index, previous, drafts: Vec::new(), links, zeros: None, produced };
            self.sources.walk(&mut |met| reading.meet(met, sink))?;
            Ok((reading.drafts, reading.produced))
        })?;
        let mut text = Vec::new();
        let mut starts = Vec::with_capacity(drafts.len());
        for Draft { mut entry, chunks } in drafts {
            if let EntryKind::File { size, chunks: places, .. } = &mut entry.kind {
                *places = chunks.iter().map(|id| placed(index, id)).collect::<Result<_, _>>()?;
                *size = places.iter().map(|chunk| u64::from(chunk.length)).sum();
                produced.used.extend(places.iter().map(|chunk| chunk.pack));
            }
            starts.push((text.len() as u64, entry.path.clone()));
            entry.write(&mut text);
        }
        let ids = self.packed(index, |index, sink| {
            let mut ids = Vec::new();
            chunker::chunks(&text[..], chunker::MANIFEST, |chunk| {
                ids.push(self.put(index, sink, chunk)?);
                Ok::<_, ReadError>(())
            })
            .map_err(|error| error.into_error(Path::new("manifest")))?;
            Ok(ids)
        })?;
        let mut at = 0;
        for id in ids {
            let chunk = placed(index, &id)?;
            // The first entry that begins at or after this point, unless the chunk ends before it.
            let next = starts.partition_point(|(start, _)| *start < at);
            let end = at + u64::from(chunk.length);
            let begun = starts.get(next).filter(|(start, _)| *start < end).or_else(|| starts.get(next.wrapping_sub(1)));
            let first = begun
                .map(|(_, path)| path.clone())
                .ok_or_else(|| Malformed::new("manifest", "has a chunk of nothing"))?;
            produced.manifest.push(ManifestChunk { at: chunk, first });
            produced.used.insert(chunk.pack);
            at = end;
        }
        Ok(produced)
    }

    /// Runs `fill` with a sink; afterwards `index` knows the packs that came of it.
    fn packed<T>(
        &self,
        index: &mut ChunkIndex,
        fill: impl FnOnce(&ChunkIndex, &mut ChunkSink) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let made: Mutex<Vec<PackIndex>> = Mutex::default();
        let hand_on = |pack: SealedPack| {
            made.lock().unwrap_or_else(PoisonError::into_inner).push(pack.content.clone());
            (self.hand_on)(pack)
        };
        let Self { threads, epoch, recipient, .. } = *self;
        let filled = Packing { threads, epoch, recipient, hand_on: &hand_on }.run(|sink| fill(index, sink))?;
        for content in made.into_inner().unwrap_or_else(PoisonError::into_inner) {
            index.add(content, None);
        }
        Ok(filled)
    }

    /// Puts a chunk unless it is somewhere already.
    fn put(&self, index: &ChunkIndex, sink: &mut ChunkSink, bytes: Vec<u8>) -> Result<ChunkId, ReadError> {
        if self.monitor.stopped() {
            return Err(ReadError::Ours(Error::Interrupted));
        }
        let id = ChunkId::of(self.dedup_key, &bytes);
        if !index.holds(&id) && !sink.holds(&id) {
            sink.put(id, bytes).map_err(ReadError::Ours)?;
        }
        Ok(id)
    }
}

fn placed(index: &ChunkIndex, id: &ChunkId) -> Result<ChunkRef, Error> {
    index.find(id).ok_or_else(|| Error::Format(Malformed::new("manifest", "names a chunk that is in no pack")))
}

/// A failure of the file being read, or of ours.
enum ReadError {
    File(std::io::Error),
    Ours(Error),
}

impl From<std::io::Error> for ReadError {
    fn from(error: std::io::Error) -> Self {
        Self::File(error)
    }
}

impl ReadError {
    fn into_error(self, path: &Path) -> Error {
        match self {
            Self::File(source) => Error::Io { action: "read", path: path.to_owned(), source },
            Self::Ours(error) => error,
        }
    }
}

impl Reading<'_, '_> {
    fn meet(&mut self, met: Met, sink: &mut ChunkSink) -> Result<(), Error> {
        let monitor = self.producer.monitor;
        if monitor.stopped() {
            return Err(Error::Interrupted);
        }
        match met {
            Met::LeftOut(what) => monitor.note(&format!("{what} lies inside the sources and is left out")),
            Met::Omitted { path, why } => self.omit(&path, why),
            Met::Unreadable { path, error } => self.skip(path, &error),
            Met::Entry { path, real, meta } if meta.is_file() => self.file(path, &real, &meta, sink)?,
            Met::Entry { path, real, meta } if meta.is_dir() => {
                self.produced.counts.folders += 1;
                let xattrs = self.xattrs(&path, &real);
                self.draft(path, &meta, xattrs, EntryKind::Dir, Vec::new());
            }
            Met::Entry { path, real, meta } if meta.is_symlink() => match std::fs::read_link(&real) {
                Ok(target) => {
                    use std::os::unix::ffi::OsStringExt as _;
                    self.produced.counts.symlinks += 1;
                    let target = target.into_os_string().into_vec();
                    self.draft(path, &meta, Vec::new(), EntryKind::Symlink { target }, Vec::new());
                }
                Err(error) => self.skip(path.to_string(), &error),
            },
            Met::Entry { path, meta, .. } => {
                let kind = meta.file_type();
                let what = match () {
                    () if kind.is_socket() => "a socket",
                    () if kind.is_fifo() => "a named pipe",
                    () => "a device",
                };
                self.produced.counts.special += 1;
                self.produced
                    .skipped
                    .push(Skipped { path: path.to_string(), reason: format!("is {what}, which is never stored") });
            }
        }
        Ok(())
    }

    /// Counts what was left out on purpose, and names the first of a kind; of caches there may be very many, and nobody
    /// misses them.
    fn omit(&mut self, path: &EntryPath, why: Omitted) {
        let left = &mut self.produced.left_out;
        let (count, reason) = match why {
            Omitted::Large(bytes) => (&mut left.large_files, format!("its {bytes} bytes are too many")),
            Omitted::FileSystem => (&mut left.file_systems, "it is on another file system".to_owned()),
            Omitted::Cache => {
                left.caches += 1;
                return;
            }
        };
        *count += 1;
        if *count <= NAMED {
            self.producer.monitor.note(&format!("{path} is left out: {reason}"));
        }
    }

    fn skip(&mut self, path: String, error: &std::io::Error) {
        let reason = match error.kind() {
            std::io::ErrorKind::NotFound => "vanished".to_owned(),
            kind => kind.to_string(),
        };
        self.produced.counts.unread += 1;
        self.produced.skipped.push(Skipped { path, reason });
    }

    /// The extended attributes, where they are asked for. Something whose attributes cannot be read is stored without
    /// them, and the snapshot is not complete.
    fn xattrs(&mut self, path: &EntryPath, real: &Path) -> Vec<Xattr> {
        if !self.producer.xattrs {
            return Vec::new();
        }
        crate::xattrs::read(real).unwrap_or_else(|error| {
            self.produced.counts.unread += 1;
            let reason = format!("its extended attributes could not be read: {}", error.kind());
            self.produced.skipped.push(Skipped { path: path.to_string(), reason });
            Vec::new()
        })
    }

    fn draft(&mut self, path: EntryPath, meta: &Metadata, xattrs: Vec<Xattr>, kind: EntryKind, chunks: Vec<ChunkId>) {
        let owner = Owner { uid: meta.uid(), gid: meta.gid(), user: None, group: None };
        let mtime = (meta.mtime(), nanos(meta.mtime_nsec()));
        let entry = Entry { path, mode: meta.mode() & 0o7777, mtime, owner: Some(owner), xattrs, kind };
        self.drafts.push(Draft { entry, chunks });
    }

    fn file(&mut self, path: EntryPath, real: &Path, meta: &Metadata, sink: &mut ChunkSink) -> Result<(), Error> {
        let group = (meta.nlink() > 1).then(|| (meta.dev(), meta.ino()));
        if let Some(first) = group.and_then(|group| self.links.get(&group)).and_then(|at| self.drafts.get(*at)) {
            let (link, chunks) = (Some(first.entry.path.clone()), first.chunks.clone());
            let EntryKind::File { size, torn, .. } = first.entry.kind else { return Ok(()) };
            let xattrs = first.entry.xattrs.clone();
            self.counted(size);
            self.draft(path, meta, xattrs, EntryKind::File { size, chunks: Vec::new(), link, torn }, chunks);
            return Ok(());
        }
        let content = match self.unchanged(&path, meta) {
            Some(chunks) => {
                self.producer.monitor.advance(meta.len());
                Content { chunks, size: meta.len(), meta: meta.clone(), read_at: Timestamp::MAX, torn: false }
            }
            None => match self.read(real, sink) {
                Ok(content) => content,
                Err(ReadError::Ours(error)) => return Err(error),
                Err(ReadError::File(error)) => {
                    self.skip(path.to_string(), &error);
                    return Ok(());
                }
            },
        };
        let Content { chunks, size, meta, read_at, torn } = content;
        self.counted(size);
        if torn {
            self.produced.counts.torn += 1;
            self.produced.torn.push(path.to_string());
        }
        let fingerprint = fingerprint(&meta);
        if !torn && !is_racy(&fingerprint, read_at) {
            self.produced.tree.files.push(Seen { path: path.clone(), fingerprint, chunks: chunks.clone() });
        }
        if let Some(group) = group {
            self.links.insert(group, self.drafts.len());
        }
        let xattrs = self.xattrs(&path, real);
        self.draft(path, &meta, xattrs, EntryKind::File { size, chunks: Vec::new(), link: None, torn }, chunks);
        Ok(())
    }

    fn counted(&mut self, size: u64) {
        self.produced.counts.files += 1;
        self.produced.counts.bytes += size;
    }

    /// The chunks of a file that is as it was when it was last read, and all of whose chunks are in usable packs.
    fn unchanged(&mut self, path: &EntryPath, meta: &Metadata) -> Option<Vec<ChunkId>> {
        while self.previous.next_if(|seen| seen.path < *path).is_some() {}
        let seen = self.previous.next_if(|seen| seen.path == *path)?;
        let same = seen.fingerprint == fingerprint(meta) && seen.chunks.iter().all(|id| self.index.holds(id));
        same.then_some(seen.chunks)
    }

    /// Reads a file; once more when it changed meanwhile, and then takes it as it is.
    fn read(&mut self, real: &Path, sink: &mut ChunkSink) -> Result<Content, ReadError> {
        let first = self.read_once(real, sink)?;
        if first.torn { self.read_once(real, sink) } else { Ok(first) }
    }

    /// Puts the chunk of zeros that holes are made of.
    fn put_zeros(&mut self, sink: &mut ChunkSink, length: usize) -> Result<ChunkId, ReadError> {
        match self.zeros {
            Some(_) if self.producer.monitor.stopped() => Err(ReadError::Ours(Error::Interrupted)),
            Some(id) => Ok(id),
            None => {
                let id = self.producer.put(self.index, sink, vec![0; length])?;
                Ok(*self.zeros.insert(id))
            }
        }
    }

    fn read_once(&mut self, real: &Path, sink: &mut ChunkSink) -> Result<Content, ReadError> {
        let read_at = self.producer.clock.now();
        // Never follows a link put there since the walk, never waits for the other end of a pipe.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let mut file = File::from(rustix::fs::open(real, flags, Mode::empty()).map_err(std::io::Error::from)?);
        let before = file.metadata()?;
        if !before.is_file() {
            return Err(ReadError::File(std::io::ErrorKind::NotFound.into()));
        }
        let mut chunks = Vec::new();
        let mut take = |piece: Piece| {
            let (id, length) = match piece {
                Piece::Bytes(bytes) => {
                    let length = bytes.len() as u64;
                    self.produced.bytes_read += length;
                    (self.producer.put(self.index, sink, bytes)?, length)
                }
                Piece::Zeros(length) => (self.put_zeros(sink, length)?, length as u64),
            };
            chunks.push(id);
            self.producer.monitor.advance(length);
            Ok::<_, ReadError>(())
        };
        let size = if holes::has_holes(&before) {
            holes::chunks(&file, chunker::FILE, take)?
        } else {
            chunker::chunks(file.by_ref(), chunker::FILE, |chunk| take(Piece::Bytes(chunk)))?
        };
        let meta = file.metadata()?;
        let torn = fingerprint(&before) != fingerprint(&meta) || size != meta.len();
        Ok(Content { chunks, size, meta, read_at, torn })
    }
}

fn nanos(nsec: i64) -> u32 {
    u32::try_from(nsec).unwrap_or(0)
}

fn fingerprint(meta: &Metadata) -> Fingerprint {
    Fingerprint {
        size: meta.len(),
        mtime: (meta.mtime(), nanos(meta.mtime_nsec())),
        ctime: (meta.ctime(), nanos(meta.ctime_nsec())),
        device: meta.dev(),
        inode: meta.ino(),
    }
}

fn is_racy(fingerprint: &Fingerprint, read_at: Timestamp) -> bool {
    let (seconds, nanos) = fingerprint.mtime.max(fingerprint.ctime);
    let changed = Timestamp::new(seconds, i32::try_from(nanos).unwrap_or(0)).unwrap_or(Timestamp::MAX);
    read_at.duration_since(changed) < RACY
}
