//! Whatever the tree, what is restored is what was backed up.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;

use filetime::{FileTime, set_file_mtime};
use proptest::prelude::*;

use super::restore_to;
use super::tree::tree;
use crate::fixture::{Fixture, noise};

/// Something put into the source; what cannot be, because a name is taken, is left out.
#[derive(Debug, Clone)]
enum Thing {
    File { number: u64, len: usize, mode: u32, mtime: (i64, u32) },
    Folder,
    Link(Vec<u8>),
    Again,
}

fn name() -> impl Strategy<Value = Vec<u8>> {
    let byte =
        prop_oneof![Just(b'a'), Just(b'b'), Just(b'-'), Just(b'.'), Just(b'~'), Just(0xff), Just(b'\n'), Just(b' ')];
    proptest::collection::vec(byte, 1..4).prop_filter("a name", |name| name != b"." && name != b"..")
}

fn thing() -> impl Strategy<Value = Thing> {
    let len = prop_oneof![Just(0), 1..2000_usize, 200_000..900_000_usize];
    let file = (0..4_u64, len, 0..=0o777_u32, (-(1_i64 << 31)..1 << 32, 0..1_000_000_000_u32));
    prop_oneof![
        5 => file.prop_map(|(number, len, mode, mtime)| Thing::File { number, len, mode: mode | 0o400, mtime }),
        2 => Just(Thing::Folder),
        2 => name().prop_map(Thing::Link),
        2 => Just(Thing::Again),
    ]
}

fn plant(fixture: &Fixture, things: &[(Vec<Vec<u8>>, Thing)]) {
    let mut files: Vec<PathBuf> = Vec::new();
    for (names, thing) in things {
        let path = fixture.path("source").join(OsStr::from_bytes(&names.join(&b'/')));
        if fs::create_dir_all(path.parent().unwrap()).is_err() || fs::symlink_metadata(&path).is_ok() {
            continue;
        }
        match thing {
            Thing::Folder => fs::create_dir(&path).unwrap(),
            Thing::Link(target) => symlink(OsStr::from_bytes(target), &path).unwrap(),
            Thing::Again => {
                if let Some(first) = files.last() {
                    fs::hard_link(first, &path).unwrap();
                }
            }
            Thing::File { number, len, mode, mtime } => {
                fs::write(&path, noise(*number, *len)).unwrap();
                fs::set_permissions(&path, Permissions::from_mode(*mode)).unwrap();
                set_file_mtime(&path, FileTime::from_unix_time(mtime.0, mtime.1)).unwrap();
                files.push(path);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn trees_come_back(
        first in proptest::collection::vec((proptest::collection::vec(name(), 1..4), thing()), 0..12),
        second in proptest::collection::vec((proptest::collection::vec(name(), 1..4), thing()), 0..6),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let fixture = Fixture::new().await;
            for (n, things) in [first, second].iter().enumerate() {
                plant(&fixture, things);
                let before = tree(&fixture.path("source"));
                let report = fixture.backup().await.unwrap();
                prop_assert!(report.succeeded(), "{:?}", report.skipped);
                let to = format!("out-{n}");
                let restored = restore_to(&fixture, "latest", &[], &to).await.unwrap();
                prop_assert_eq!(tree(&fixture.path(&to)), before);
                prop_assert_eq!(restored.bytes, report.counts.bytes);
            }
            Ok(())
        })?;
    }
}
