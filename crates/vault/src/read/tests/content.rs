//! Files of many chunks, and snapshots that share them.

use std::fs;

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
