//! The folder a restore writes into. Every component is opened without following links, so that neither a hostile
//! manifest nor somebody who swaps a folder for a link while we write can lead a byte outside.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{
    AtFlags, Mode, OFlags, RenameFlags, Timespec, Timestamps, UTIME_OMIT, fchmod, futimens, linkat, mkdirat, openat,
    renameat_with, symlinkat, unlinkat, utimensat,
};
use rustix::io::Errno;

use crate::Error;
use crate::format::path::EntryPath;
use crate::format::xattr::Xattr;
use crate::xattrs;

/// What a file or folder gets besides its content.
#[derive(Debug, Clone)]
pub(super) struct Attributes {
    /// Permission bits; set-user-id and set-group-id are never restored.
    pub mode: u32,
    /// Modification time, seconds and nanoseconds.
    pub mtime: (i64, u32),
    /// Extended attributes; those that the file system does not take are counted and left away.
    pub xattrs: Vec<Xattr>,
}

/// An open folder on the way down to where entries are written.
#[derive(Debug)]
struct Folder {
    path: EntryPath,
    fd: OwnedFd,
    attributes: Attributes,
}

/// The folder a restore writes into, and the folders below it that are open right now.
#[derive(Debug)]
pub(super) struct Target {
    root: PathBuf,
    fd: OwnedFd,
    open: Vec<Folder>,
    lost_xattrs: u64,
}

/// The name of a file while it is written begins like this.
const PARTIAL: &str = ".groupkeep-partial-";

/// A file that is written under a name of its own.
#[derive(Debug)]
pub(super) struct Begun {
    /// To write to.
    pub file: File,
    name: String,
}

impl Target {
    /// Makes the folder, with its parents, or takes it when it is there and empty.
    pub(super) fn open(root: &Path) -> Result<Self, Error> {
        let failed = |action| move |source| Error::Io { action, path: root.to_owned(), source };
        std::fs::create_dir_all(root).map_err(failed("create"))?;
        if std::fs::read_dir(root).map_err(failed("read"))?.next().is_some() {
            return Err(Error::TargetNotEmpty { path: root.to_owned() });
        }
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC;
        let fd = rustix::fs::open(root, flags, Mode::empty()).map_err(|error| failed("open")(error.into()))?;
        Ok(Self { root: root.to_owned(), fd, open: Vec::new(), lost_xattrs: 0 })
    }

    /// Makes a folder and leaves it open for what lies below; its attributes are set once the walk has left it.
    pub(super) fn folder(&mut self, path: &EntryPath, attributes: Attributes) -> Result<(), Error> {
        let fd = self.at_parent(path, "create", |parent, name| {
            mkdirat(parent, name, Mode::RWXU)?;
            openat(parent, name, OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())
        })?;
        self.open.push(Folder { path: path.clone(), fd, attributes });
        Ok(())
    }

    /// Begins a file; [`Target::complete`] gives it its place, [`Target::abandon`] removes it.
    pub(super) fn begin(&mut self, path: &EntryPath) -> Result<Begun, Error> {
        let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        self.at_parent(path, "create", |parent, last| {
            // The snapshot may hold such names itself, from a restore that was killed.
            let mut names = (0_u64..).map(|n| format!("{PARTIAL}{n}")).filter(|name| last != name.as_str());
            loop {
                let name = names.next().ok_or(Errno::EXIST)?;
                match openat(parent, &name, flags, Mode::RUSR | Mode::WUSR) {
                    Ok(fd) => return Ok(Begun { file: File::from(fd), name }),
                    Err(Errno::EXIST) => {}
                    Err(error) => return Err(error),
                }
            }
        })
    }

    /// Gives a file that is whole its attributes and its name.
    pub(super) fn complete(&mut self, begun: &Begun, path: &EntryPath, attributes: &Attributes) -> Result<(), Error> {
        // Before the mode: that may forbid writing, and an access control list changes it.
        self.lost_xattrs += xattrs::set(&begun.file, &attributes.xattrs);
        let failed = |source: Errno| self.failed("write", path, source);
        fchmod(&begun.file, permissions(attributes.mode)).map_err(failed)?;
        futimens(&begun.file, &times(attributes.mtime)).map_err(failed)?;
        self.at_parent(path, "create", |parent, name| {
            match renameat_with(parent, &begun.name, parent, name, RenameFlags::NOREPLACE) {
                // Not every file system can refuse to replace; a hard link can.
                Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
                    linkat(parent, &begun.name, parent, name, AtFlags::empty())?;
                    unlinkat(parent, &begun.name, AtFlags::empty())
                }
                other => other,
            }
        })
    }

    /// Removes a file that was begun and cannot be completed.
    pub(super) fn abandon(&mut self, begun: &Begun, path: &EntryPath) -> Result<(), Error> {
        self.at_parent(path, "remove", |parent, _| unlinkat(parent, &begun.name, AtFlags::empty()))
    }

    /// An error of the system about an entry.
    pub(super) fn failed(&self, action: &'static str, path: &EntryPath, source: impl Into<io::Error>) -> Error {
        Error::Io { action, path: self.root.join(path.to_path()), source: source.into() }
    }

    /// Makes another name for a file written before.
    pub(super) fn hard_link(&mut self, path: &EntryPath, first: &EntryPath) -> Result<(), Error> {
        let (folder, first_name) = self.walk_to_parent(first)?;
        self.at_parent(path, "link", |parent, name| linkat(&folder, &first_name, parent, name, AtFlags::empty()))
    }

    /// Makes a symbolic link; where it points to is nobody's business here.
    pub(super) fn symlink(&mut self, path: &EntryPath, target: &[u8], mtime: (i64, u32)) -> Result<(), Error> {
        self.at_parent(path, "create", |parent, name| {
            symlinkat(OsStr::from_bytes(target), parent, name)?;
            utimensat(parent, name, &times(mtime), AtFlags::SYMLINK_NOFOLLOW)
        })
    }

    /// Sets the attributes of the folders that are still open; gives how many extended attributes were not taken.
    pub(super) fn finish(mut self) -> Result<u64, Error> {
        self.leave(0)?;
        Ok(self.lost_xattrs)
    }

    fn leave(&mut self, depth: usize) -> Result<(), Error> {
        while self.open.len() > depth {
            let Some(folder) = self.open.pop() else { break };
            self.lost_xattrs += xattrs::set(&folder.fd, &folder.attributes.xattrs);
            let done = fchmod(&folder.fd, permissions(folder.attributes.mode))
                .and_then(|()| futimens(&folder.fd, &times(folder.attributes.mtime)));
            done.map_err(|source| self.failed("set the attributes of", &folder.path, source))?;
        }
        Ok(())
    }

    /// Leaves the folders that do not hold `path`, and does something in the one that does.
    fn at_parent<T>(
        &mut self,
        path: &EntryPath,
        action: &'static str,
        act: impl FnOnce(&OwnedFd, &OsStr) -> Result<T, Errno>,
    ) -> Result<T, Error> {
        let parent = path.parent();
        let depth = self.open.iter().take_while(|folder| folder.path.holds(path)).count();
        self.leave(depth)?;
        let fd = match (&parent, self.open.last()) {
            (None, _) => &self.fd,
            (Some(parent), Some(folder)) if folder.path == *parent => &folder.fd,
            _ => return Err(Error::NotBelowFolder { path: path.to_path() }),
        };
        act(fd, name_of(path)).map_err(|source| match source {
            Errno::EXIST => Error::Collision { path: self.root.join(path.to_path()) },
            source => self.failed(action, path, source),
        })
    }

    /// Opens the parent of an entry written before, from the root downwards.
    fn walk_to_parent(&self, path: &EntryPath) -> Result<(OwnedFd, Vec<u8>), Error> {
        let failed = |source: io::Error| self.failed("open", path, source);
        let mut fd = self.fd.try_clone().map_err(failed)?;
        let mut components: Vec<&[u8]> = path.components().collect();
        let name = components.pop().unwrap_or_default().to_vec();
        for component in components {
            let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            fd = openat(&fd, OsStr::from_bytes(component), flags, Mode::empty())
                .map_err(|error| failed(error.into()))?;
        }
        Ok((fd, name))
    }
}

fn name_of(path: &EntryPath) -> &OsStr {
    OsStr::from_bytes(path.components().last().unwrap_or_default())
}

fn permissions(mode: u32) -> Mode {
    Mode::from_bits_truncate(mode & 0o1777)
}

fn times((seconds, nanoseconds): (i64, u32)) -> Timestamps {
    Timestamps {
        last_access: Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT },
        last_modification: Timespec { tv_sec: seconds, tv_nsec: nanoseconds.into() },
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::*;

    const PLAIN: Attributes = Attributes { mode: 0o640, mtime: (1_000_000_000, 5), xattrs: Vec::new() };

    fn path(text: &str) -> EntryPath {
        EntryPath::from_bytes(text.as_bytes()).unwrap()
    }

    fn put(target: &mut Target, at: &str, content: &[u8]) -> Result<(), Error> {
        let mut begun = target.begin(&path(at))?;
        begun.file.write_all(content).unwrap();
        let done = target.complete(&begun, &path(at), &PLAIN);
        if done.is_err() {
            target.abandon(&begun, &path(at)).unwrap();
        }
        done
    }

    #[test]
    fn files_folders_and_links_come_out_as_told() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("new/place");
        let mut target = Target::open(&root).unwrap();
        target.folder(&path("a"), Attributes { mode: 0o500, mtime: (7, 9), xattrs: Vec::new() }).unwrap();
        put(&mut target, "a/one", b"1").unwrap();
        target.symlink(&path("a/two"), b"../../outside", (3, 0)).unwrap();
        put(&mut target, "b", b"22").unwrap();
        target.hard_link(&path("c"), &path("a/one")).unwrap();
        target.finish().unwrap();
        let one = std::fs::metadata(root.join("a/one")).unwrap();
        assert_eq!((one.mode() & 0o7777, one.mtime(), one.mtime_nsec(), one.nlink()), (0o640, 1_000_000_000, 5, 2));
        let folder = std::fs::metadata(root.join("a")).unwrap();
        assert_eq!((folder.mode() & 0o7777, folder.mtime(), folder.mtime_nsec()), (0o500, 7, 9));
        assert_eq!(std::fs::read_link(root.join("a/two")).unwrap(), Path::new("../../outside"));
        assert_eq!(std::fs::read(root.join("c")).unwrap(), b"1");
        std::fs::set_permissions(root.join("a"), std::fs::Permissions::from_mode(0o700)).unwrap();
    }

    #[test]
    fn nothing_is_written_through_a_link_or_below_a_file() {
        let dir = tempfile::tempdir().unwrap();
        let mut target = Target::open(&dir.path().join("t")).unwrap();
        target.symlink(&path("l"), dir.path().as_os_str().as_bytes(), (0, 0)).unwrap();
        put(&mut target, "f", b"").unwrap();
        for below in ["l/x", "f/x"] {
            assert!(matches!(put(&mut target, below, b"x"), Err(Error::NotBelowFolder { .. })), "{below}");
        }
        assert!(!dir.path().join("x").exists());
    }

    #[test]
    fn a_taken_name_is_a_collision_and_stays_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let mut target = Target::open(dir.path()).unwrap();
        put(&mut target, "x", b"first").unwrap();
        assert!(matches!(put(&mut target, "x", b"second"), Err(Error::Collision { .. })));
        assert_eq!(std::fs::read(dir.path().join("x")).unwrap(), b"first");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_abandoned_file_never_had_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let mut target = Target::open(dir.path()).unwrap();
        let mut begun = target.begin(&path("x")).unwrap();
        begun.file.write_all(b"half").unwrap();
        assert!(!dir.path().join("x").exists());
        target.abandon(&begun, &path("x")).unwrap();
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_snapshot_may_hold_what_a_killed_restore_left() {
        let dir = tempfile::tempdir().unwrap();
        let mut target = Target::open(dir.path()).unwrap();
        let names = [0, 1].map(|n| format!("{PARTIAL}{n}"));
        for name in names.iter().map(String::as_str).chain(["x"]) {
            put(&mut target, name, name.as_bytes()).unwrap();
            assert_eq!(std::fs::read_to_string(dir.path().join(name)).unwrap(), name);
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 3);
    }

    #[test]
    fn a_folder_with_something_in_it_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("mine"), "").unwrap();
        assert!(matches!(Target::open(dir.path()), Err(Error::TargetNotEmpty { .. })));
    }

    #[test]
    fn set_user_id_is_never_restored() {
        let dir = tempfile::tempdir().unwrap();
        let mut target = Target::open(dir.path()).unwrap();
        let begun = target.begin(&path("x")).unwrap();
        let attributes = Attributes { mode: 0o6755, mtime: (0, 0), xattrs: Vec::new() };
        target.complete(&begun, &path("x"), &attributes).unwrap();
        assert_eq!(std::fs::metadata(dir.path().join("x")).unwrap().mode() & 0o7777, 0o755);
    }
}
