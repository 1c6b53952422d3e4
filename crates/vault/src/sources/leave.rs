//! What is left out of the sources on purpose, besides our own places.

use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use groupkeep_config::Excludes;
use rustix::fs::{Mode, OFlags};

/// What is left out on purpose. By default nothing is.
#[derive(Debug, Clone, Default)]
pub struct LeaveOut {
    /// What these patterns fit; paths are those in the snapshot.
    pub excludes: Excludes,
    /// What lies beside the tag of a cache. Sources themselves are never taken for caches.
    pub caches: bool,
    /// Files of more bytes than this.
    pub larger_than: Option<u64>,
    /// What lies in folders on another file system than the source that holds them.
    pub other_file_systems: bool,
}

/// Why something was left out on purpose; what patterns leave out is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Omitted {
    /// A file of so many bytes, which are too many.
    Large(u64),
    /// What lies in a folder on another file system.
    FileSystem,
    /// What lies in a cache, but for its tag.
    Cache,
}

/// The name of the file that makes a folder a cache.
pub(super) const TAG: &str = "CACHEDIR.TAG";
/// What such a file begins with; see <https://bford.info/cachedir/>.
const SIGNATURE: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55";

/// Whether the folder says that it is a cache. A tag that is a link, is cut or cannot be read says nothing.
pub(super) fn is_cache(folder: &Path) -> bool {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let Ok(tag) = rustix::fs::open(folder.join(TAG), flags, Mode::empty()) else { return false };
    let tag = std::fs::File::from(tag);
    let mut start = [0; SIGNATURE.len()];
    tag.metadata().is_ok_and(|meta| meta.is_file()) && (&tag).read_exact(&mut start).is_ok() && start == SIGNATURE
}

/// The file system something is on; 0 where it cannot be told.
pub(super) fn device(path: &Path) -> u64 {
    path.symlink_metadata().map_or(0, |meta| meta.dev())
}
