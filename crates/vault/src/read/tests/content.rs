//! Files of many chunks, and snapshots that share them.

use std::fs::{self, File};
use std::os::unix::fs::{FileExt as _, MetadataExt as _};

use super::tree::tree;
use super::{path, restore_to, view};
use crate::fixture::{Fixture, noise};
use crate::read::{cat, open};

#[tokio::test]
async fn a_file_of_several_packs_comes_back_whole() {
    let fixture = Fixture::new().await;
    fixture.write("a", "before");
    fixture.write("large", noise(7, 18 << 20));
    fixture.write("z", "after");
    fixture.backup().await.unwrap();
    let packs = super::packs(&fixture, "near").await.len();
    assert!(packs >= 2, "{packs} packs");
    let report = restore_to(&fixture, "latest", &[], "out").await.unwrap();
    assert_eq!((report.files, report.bytes), (3, (18 << 20) + 11));
    assert_eq!(tree(&fixture.path("out")), tree(&fixture.path("source")));
}

#[tokio::test]
async fn every_snapshot_stays_what_it_was() {
    let fixture = Fixture::new().await;
    let mut made = Vec::new();
    let steps: [&dyn Fn(); 4] = [
        &|| fixture.write("chat", "one\n".repeat(100)),
        &|| {},
        &|| fixture.write("chat", "one\n".repeat(100) + "two\n"),
        &|| {
            fs::remove_file(fixture.path("source/chat")).unwrap();
            fixture.write("other", noise(3, 1 << 20));
        },
    ];
    for step in steps {
        step();
        let report = fixture.backup().await.unwrap();
        made.push((report.snapshot.unwrap().to_string(), tree(&fixture.path("source"))));
    }
    for (n, (id, before)) in made.iter().enumerate() {
        let report = restore_to(&fixture, &id[..12], &[], &format!("out-{n}")).await.unwrap();
        assert_eq!(report.snapshot, *id);
        assert_eq!(tree(&fixture.path(&format!("out-{n}"))), *before, "snapshot {n}");
    }
    assert_eq!(restore_to(&fixture, "latest", &[], "newest").await.unwrap().snapshot, made[3].0);
}

#[tokio::test]
async fn one_file_can_be_written_out_alone() {
    let fixture = Fixture::new().await;
    let content = noise(5, 5 << 20);
    fixture.write("chats/large", &content);
    fixture.write("chats/small", "small");
    fixture.backup().await.unwrap();
    let view = view(&fixture).await;
    let identities = [fixture.identity.clone()];
    let mut opened = open(&view, view.choose("latest").unwrap(), &identities).await.unwrap();
    let mut out = Vec::new();
    assert_eq!(cat(&mut opened, &path("chats/large"), &mut out).await.unwrap(), 5 << 20);
    assert!(out == content);
    for wrong in ["chats", "chats/absent"] {
        let error = cat(&mut opened, &path(wrong), &mut Vec::new()).await.unwrap_err();
        assert_eq!(error.to_string(), format!("snapshot {} does not hold {wrong}", opened.id));
    }
}

#[tokio::test]
async fn a_file_with_holes_and_its_dense_copy_are_the_same_chunks() {
    let fixture = Fixture::new().await;
    let (len, middle) = (40 << 20, noise(9, 3 << 19));
    fixture.write("sparse", "");
    let sparse = File::options().write(true).read(true).open(fixture.path("source/sparse")).unwrap();
    sparse.set_len(len).unwrap();
    sparse.write_all_at(&middle, 17 << 20).unwrap();
    let first = fixture.backup().await.unwrap();
    assert_eq!((first.counts.bytes, first.files), (len, 1));
    let mut dense = vec![0; usize::try_from(len).unwrap()];
    sparse.read_exact_at(&mut dense, 0).unwrap();
    fixture.write("dense", &dense);
    let second = fixture.backup().await.unwrap();
    assert_eq!(second.bytes_read, len, "the dense one is read, the sparse one is unchanged");
    assert!(second.bytes_added < 50_000, "{} bytes were new", second.bytes_added);
    restore_to(&fixture, "latest", &[], "out").await.unwrap();
    for name in ["sparse", "dense"] {
        assert!(fs::read(fixture.path("out").join(name)).unwrap() == dense, "{name}");
        let blocks = fs::metadata(fixture.path("out").join(name)).unwrap().blocks();
        assert!(blocks * 512 < 4 << 20, "{name} takes {blocks} blocks");
    }
    if sparse.metadata().unwrap().blocks() * 512 < len / 2 {
        assert!(first.bytes_read < 16 << 20, "{} bytes of holes were read", first.bytes_read);
    }
}
