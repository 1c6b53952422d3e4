//! Extended attributes: those people and programs give to files, and access control lists.
//!
//! Kept are `user.*` and POSIX access control lists on Linux, and everything the system lists elsewhere. `security.*`
//! and `trusted.*` belong to the machine: like set-user-id they could give a restored file powers, so they are neither
//! stored nor restored, whatever a snapshot holds. Those of symbolic links are not kept.

use std::io;
use std::os::fd::AsFd;
use std::path::Path;

use rustix::fs::{XattrFlags, fsetxattr, lgetxattr, lgetxattr_query, llistxattr, llistxattr_query};
use rustix::io::Errno;

use crate::format::xattr::Xattr;

fn is_kept(name: &str) -> bool {
    let lists = ["system.posix_acl_access", "system.posix_acl_default"];
    !cfg!(any(target_os = "linux", target_os = "android")) || name.starts_with("user.") || lists.contains(&name)
}

/// The attributes of a file or folder, sorted by name; none where the file system has none. Names that are no UTF-8 are
/// not kept.
///
/// # Errors
/// When they cannot be read.
pub(crate) fn read(path: &Path) -> io::Result<Vec<Xattr>> {
    let names = match whole(|| llistxattr_query(path), |buffer| llistxattr(path, buffer)) {
        Ok(names) => names,
        Err(Errno::NOTSUP | Errno::NOSYS) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut found = Vec::new();
    for name in names.split(|byte| *byte == 0).filter_map(|name| std::str::from_utf8(name).ok()) {
        if name.is_empty() || !is_kept(name) {
            continue;
        }
        match whole(|| lgetxattr_query(path, name), |buffer| lgetxattr(path, name, buffer)) {
            Ok(value) => found.push(Xattr { name: name.to_owned(), value }),
            // Removed since they were listed.
            #[cfg(any(target_os = "linux", target_os = "android"))]
            Err(Errno::NODATA) => {}
            Err(error) => return Err(error.into()),
        }
    }
    found.sort();
    Ok(found)
}

/// Sets attributes; gives how many could not be set.
pub(crate) fn set(file: impl AsFd, attributes: &[Xattr]) -> u64 {
    let taken = |attribute: &&Xattr| {
        is_kept(&attribute.name)
            && fsetxattr(&file, attribute.name.as_str(), &attribute.value, XattrFlags::empty()).is_ok()
    };
    (attributes.len() - attributes.iter().filter(taken).count()) as u64
}

/// A value of a length that may change between asking for it and reading it.
fn whole(
    length: impl Fn() -> Result<usize, Errno>,
    read: impl Fn(&mut [u8]) -> Result<usize, Errno>,
) -> Result<Vec<u8>, Errno> {
    loop {
        let mut value = vec![0; length()?];
        if value.is_empty() {
            return Ok(value);
        }
        match read(&mut value) {
            Ok(length) => {
                value.truncate(length);
                return Ok(value);
            }
            Err(Errno::RANGE) => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(name: &str, value: &[u8]) -> Xattr {
        Xattr { name: name.to_owned(), value: value.to_vec() }
    }

    #[test]
    fn attributes_come_back_and_those_with_powers_do_not() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let kept = [attribute("user.a", b""), attribute("user.b", &[0, 255, 7])];
        // A capability that lets a program change its user id.
        let capability =
            attribute("security.capability", &[1, 0, 0, 2, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let asked = [capability, kept[1].clone(), kept[0].clone()];
        let lost = set(file.as_file(), &asked);
        if lost == 3 {
            // A file system without attributes.
            return;
        }
        assert_eq!(lost, 1);
        assert_eq!(read(file.path()).unwrap(), kept);
        assert!(llistxattr(file.path(), &mut [0; 4096][..]).unwrap() == "user.a\0user.b\0".len());
    }

    #[test]
    fn what_is_gone_cannot_be_read() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(&folder.path().join("gone")).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
