//! What one destination cannot give, another does; what none can, is named, and the rest comes back.

use std::fs;
use std::sync::Arc;

use groupkeep_testkit::{RecordingStore, Verb};

use super::tree::{names, tree};
use super::{Harm, packs, path, restore_to};
use crate::destination::Destination;
use crate::error::Error;
use crate::fixture::{Fixture, noise};
use crate::format::key::ObjectKey;
use crate::read::{cat, look, ls, open};

/// Two snapshots, so that there are packs of two sizes and none is the newest only.
async fn fixture() -> Fixture {
    let fixture = Fixture::new().await;
    fixture.write("large", noise(1, 3 << 20));
    fixture.write("many/one", "one");
    fixture.write("many/two", noise(9, 400_000));
    fixture.backup().await.unwrap();
    fixture.write("later", noise(2, 100_000));
    fixture.backup().await.unwrap();
    fixture
}

#[tokio::test]
async fn one_copy_of_the_vault_is_enough() {
    let fixture = fixture().await;
    fs::remove_dir_all(fixture.path("near")).unwrap();
    let report = restore_to(&fixture, "latest", &[], "out").await.unwrap();
    assert_eq!(tree(&fixture.path("out")), tree(&fixture.path("source")));
    assert_eq!(report.fallbacks, [""; 0]);
}

#[tokio::test]
async fn any_harm_to_any_pack_of_one_copy_is_made_good_by_the_other() {
    for harm in Harm::ALL {
        let fixture = fixture().await;
        let packs = packs(&fixture, "near").await;
        let mut others = super::packs(&fixture, "far").await;
        others.rotate_left(1);
        for (pack, other) in packs.iter().zip(&others) {
            harm.happen(pack, other);
        }
        let report = restore_to(&fixture, "latest", &[], "out").await.unwrap();
        assert_eq!(tree(&fixture.path("out")), tree(&fixture.path("source")), "{harm:?}");
        assert_eq!(report.failed, []);
        assert!(!report.fallbacks.is_empty(), "{harm:?}");
        for line in &report.fallbacks {
            let key = line.strip_prefix("destination `near`: ").unwrap().split(':').next().unwrap();
            assert!(matches!(ObjectKey::parse(key), Some(ObjectKey::Pack { .. })), "{line}");
        }
    }
}

#[tokio::test]
async fn copies_that_are_each_damaged_elsewhere_make_a_whole_together() {
    let fixture = fixture().await;
    for (n, pack) in packs(&fixture, "near").await.into_iter().enumerate() {
        let place = if n % 2 == 0 { "near" } else { "far" };
        Harm::Flipped.happen(&fixture.path(place).join(pack.strip_prefix(fixture.path("near")).unwrap()), &pack);
    }
    let report = restore_to(&fixture, "latest", &[], "out").await.unwrap();
    assert_eq!(tree(&fixture.path("out")), tree(&fixture.path("source")));
    assert!(report.fallbacks.iter().any(|line| line.starts_with("destination `near`")));
}

/// The key of the only pack that holds content of `large`.
async fn pack_of_large(fixture: &Fixture) -> String {
    let recorder = RecordingStore::new(fixture.destinations[0].store().unwrap().clone());
    let watched = [Destination::new("near", recorder.clone())];
    let view = look(&watched, Some(fixture.vault)).await.unwrap();
    let identities = [fixture.identity.clone()];
    let mut opened = open(&view, view.choose("latest").unwrap(), &identities).await.unwrap();
    ls(&mut opened, &[]).await.unwrap();
    recorder.clear();
    cat(&mut opened, &path("large"), &mut Vec::new()).await.unwrap();
    let read: Vec<String> = recorder.requests().into_iter().map(|request| request.key).collect();
    let [key] = &read[..] else { panic!("its content should be in one pack, and no manifest with it: {read:?}") };
    key.clone()
}

/// Harms the pack of `large`, its twin and their hard link at both destinations.
async fn large_is_lost(harm: Harm) {
    let mut fixture = Fixture::new().await;
    for name in ["large", "large-too"] {
        fixture.write(name, noise(1, 15 << 20));
    }
    fs::hard_link(fixture.path("source/large"), fixture.path("source/linked")).unwrap();
    fixture.backup().await.unwrap();
    fixture.write("a-small", "small");
    fixture.write("z-small", noise(4, 300_000));
    fixture.backup().await.unwrap();
    let key = pack_of_large(&fixture).await;
    let other = packs(&fixture, "near").await.into_iter().find(|pack| !pack.ends_with(&key)).unwrap();
    for place in ["near", "far"] {
        harm.happen(&fixture.path(place).join(&key), &other);
    }

    let stores = [0, 1].map(|at| RecordingStore::new(fixture.destinations[at].store().unwrap().clone()));
    for (at, store) in stores.iter().enumerate() {
        fixture.wrap(at, |_| Arc::new(store.clone()));
    }
    let report = restore_to(&fixture, "latest", &[], "out").await.unwrap();
    let failed: Vec<_> = report.failed.iter().map(|failed| &failed.path[..]).collect();
    assert_eq!(failed, ["large", "large-too", "linked"], "{harm:?}");
    let lacking = format!("no destination holds `{key}` intact");
    assert!(report.failed.iter().all(|failed| failed.reason == lacking), "{:?}", report.failed);
    assert_eq!(names(&fixture.path("out")), ["a-small", "z-small"]);
    assert_eq!((report.files, report.bytes), (2, 300_005));
    assert_eq!(report.fallbacks.len(), 2, "{:?}", report.fallbacks);
    let looks = stores.map(|store| store.count(Verb::Get, &key));
    assert_eq!(looks, [1, 1], "one look at each copy is enough, {harm:?}");
}

#[tokio::test]
async fn what_is_harmed_everywhere_is_named_and_the_rest_comes_back() {
    for harm in Harm::ALL {
        large_is_lost(harm).await;
    }
}

#[tokio::test]
async fn a_manifest_that_is_nowhere_intact_is_an_error() {
    let fixture = Fixture::new().await;
    fixture.write("file", "content");
    fixture.backup().await.unwrap();
    for place in ["near", "far"] {
        for pack in packs(&fixture, place).await {
            Harm::Truncated.happen(&pack, &pack);
        }
    }
    let error = restore_to(&fixture, "latest", &[], "out").await.unwrap_err();
    assert!(matches!(error, Error::Lacking { .. }), "{error}");
    assert_eq!(
        error.hint().unwrap(),
        "connect another destination that may have it; if none has, delete the damaged copies, and the next backup stores anew what of it is still in the sources"
    );
}
