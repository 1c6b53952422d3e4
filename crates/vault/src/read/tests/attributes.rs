//! Bytes, modes, times, links and names come back as they were.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use filetime::{FileTime, set_file_mtime, set_symlink_file_times};

use super::craft::snapshot;
use super::restore_to;
use super::tree::{Kind, tree};
use crate::fixture::{Fixture, noise};
use crate::format::xattr::Xattr;
use crate::xattrs;

#[tokio::test]
async fn everything_about_a_tree_comes_back() {
    let fixture = Fixture::new().await;
    let source = fixture.path("source");
    fixture.write("empty", "");
    fixture.write("chats/早读.jsonl", "{\"text\":\"早上好\"}\n".repeat(3000));
    fixture.write("chats/media/photo", noise(1, 700_000));
    fixture.write(OsStr::from_bytes(b"raw-\xff\xfe/\x80"), "no UTF-8");
    fixture.write("new\nline \\ \"quoted\"", "a hostile name");
    fixture.write("run.sh", "#!/bin/sh\n");
    fixture.write("-rf", "another");
    fs::create_dir_all(source.join("hollow/in")).unwrap();
    let deep = format!("deep{}", "/down".repeat(60));
    fixture.write(format!("{deep}/bottom"), "made it");
    symlink("../outside/nowhere", source.join("chats/dangling")).unwrap();
    symlink(".", source.join("loop")).unwrap();
    symlink(OsStr::from_bytes(b"\xff"), source.join("to-raw")).unwrap();
    for name in ["chats/again", "z-again"] {
        fs::hard_link(source.join("chats/media/photo"), source.join(name)).unwrap();
    }
    for (path, mode) in [("run.sh", 0o755), ("empty", 0o400), ("-rf", 0o1666), ("hollow", 0o500), ("chats", 0o1777)] {
        fs::set_permissions(source.join(path), Permissions::from_mode(mode)).unwrap();
    }
    for (path, seconds, nanos) in
        [("run.sh", 981_173_106, 123_456_789), ("empty", -86_400, 1), ("hollow/in", 0, 999_999_999), ("chats", 7, 0)]
    {
        set_file_mtime(source.join(path), FileTime::from_unix_time(seconds, nanos)).unwrap();
    }
    let time = FileTime::from_unix_time(4_102_444_800, 5);
    set_symlink_file_times(source.join("chats/dangling"), time, time).unwrap();
    set_file_mtime(source.join("chats"), FileTime::from_unix_time(7, 0)).unwrap();

    let before = tree(&source);
    let report = fixture.backup().await.unwrap();
    assert!(report.succeeded(), "{report:?}");
    let restored = restore_to(&fixture, "latest", &[], "out").await.unwrap();

    assert_eq!(tree(&fixture.path("out")), before);
    let count = |fits: fn(&Kind) -> bool| before.values().filter(|node| fits(&node.kind)).count() as u64;
    assert_eq!(restored.files, count(|kind| matches!(kind, Kind::File { .. })));
    assert_eq!(restored.folders, count(|kind| *kind == Kind::Folder));
    assert_eq!(restored.symlinks, count(|kind| matches!(kind, Kind::Link(_))));
    assert_eq!((restored.bytes, restored.torn), (report.counts.bytes, 0));
    assert_eq!((restored.failed, restored.fallbacks), (vec![], vec![]));
    assert_eq!(Some(restored.snapshot), report.snapshot.map(|id| id.to_string()));
    assert_eq!(tree(&source), before, "reading changes nothing");
    for top in [source, fixture.path("out")] {
        fs::set_permissions(top.join("hollow"), Permissions::from_mode(0o700)).unwrap();
    }
}

#[tokio::test]
async fn set_user_id_is_not_restored_and_the_rest_of_the_mode_is() {
    let fixture = Fixture::new().await;
    fixture.write("tool", "");
    fs::set_permissions(fixture.path("source/tool"), Permissions::from_mode(0o6755)).unwrap();
    fixture.backup().await.unwrap();
    restore_to(&fixture, "latest", &[], "out").await.unwrap();
    assert_eq!(fs::metadata(fixture.path("out/tool")).unwrap().permissions().mode() & 0o7777, 0o755);
}

fn xattr(name: &str, value: &[u8]) -> Xattr {
    Xattr { name: name.to_owned(), value: value.to_vec() }
}

/// An access control list as the kernel keeps it: the owner and one other user may read and write, others nothing.
fn access_list() -> Xattr {
    let entries: [(u16, u16, u32); 5] =
        [(1, 6, u32::MAX), (2, 6, 1234), (4, 0, u32::MAX), (16, 6, u32::MAX), (32, 0, u32::MAX)];
    let mut value = 2_u32.to_le_bytes().to_vec();
    for (tag, permissions, id) in entries {
        value.extend(tag.to_le_bytes().into_iter().chain(permissions.to_le_bytes()).chain(id.to_le_bytes()));
    }
    Xattr { name: "system.posix_acl_access".to_owned(), value }
}

#[tokio::test]
async fn extended_attributes_come_back_where_they_were_asked_for() {
    let mut fixture = Fixture::new().await;
    fixture.write("dir/file", "with attributes");
    fixture.write("plain", "without");
    let source = fixture.path("source");
    fs::hard_link(source.join("dir/file"), source.join("again")).unwrap();
    let of_file = [access_list(), xattr("user.a", b""), xattr("user.b", &[0, 255])];
    let of_folder = [xattr("user.folder", &noise(1, 300))];
    let lost = xattrs::set(fs::File::open(source.join("dir/file")).unwrap(), &of_file)
        + xattrs::set(fs::File::open(source.join("dir")).unwrap(), &of_folder);
    if lost > 0 {
        // A file system without attributes.
        return;
    }
    fs::set_permissions(source.join("dir/file"), Permissions::from_mode(0o460)).unwrap();
    fs::set_permissions(source.join("dir"), Permissions::from_mode(0o500)).unwrap();
    for asked in [true, false] {
        fixture.xattrs = asked;
        assert!(fixture.backup().await.unwrap().complete);
        let to = fixture.path(if asked { "with" } else { "without" });
        let report = restore_to(&fixture, "latest", &[], to.file_name().unwrap().to_str().unwrap()).await.unwrap();
        assert_eq!((report.lost_xattrs, report.failed), (0, vec![]));
        for path in ["dir/file", "dir", "again", "plain"] {
            let expected = if asked { xattrs::read(&source.join(path)).unwrap() } else { Vec::new() };
            assert_eq!(xattrs::read(&to.join(path)).unwrap(), expected, "{path}");
        }
        assert_eq!(tree(&to), tree(&source));
        fs::set_permissions(to.join("dir"), Permissions::from_mode(0o700)).unwrap();
    }
    assert_eq!(xattrs::read(&source.join("dir/file")).unwrap().len(), 3);
    fs::set_permissions(source.join("dir"), Permissions::from_mode(0o700)).unwrap();
}

#[tokio::test]
async fn attributes_that_give_powers_are_not_restored_and_counted() {
    let fixture = Fixture::new().await;
    let manifest = r#"{"path":"f","type":"file","mode":493,"mtime":[0,0],"size":5,"chunks":[{CHUNK}],"xattrs":[["security.capability","AQAAAoAAAAAAAAAAAAAAAAAAAAA="],["trusted.x","AA=="]]}"#;
    snapshot(&fixture, &format!("{manifest}\n")).await;
    let report = restore_to(&fixture, "latest", &[], "out").await.unwrap();
    assert_eq!((report.files, report.lost_xattrs, report.failed), (1, 2, vec![]));
    let mut names = [0; 4096];
    let listed = rustix::fs::listxattr(fixture.path("out/f"), &mut names[..]).unwrap_or(0);
    assert!(!String::from_utf8_lossy(&names[..listed]).contains("capability"), "{names:?}");
}
