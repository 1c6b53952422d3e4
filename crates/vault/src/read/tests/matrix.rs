//! Every harm to every kind of object at one destination is found there, by name, and nowhere else.

use std::path::PathBuf;

use groupkeep_monitor::Silent;

use super::{Harm, objects, view};
use crate::fixture::{Fixture, noise};
use crate::format::key;
use crate::read::{Depth, Health, verify};

/// The kinds of objects and where they are.
fn kinds(fixture: &Fixture) -> [(&'static str, String); 6] {
    let writer = key::writer(&fixture.credential.writer);
    [
        ("document", key::DOCUMENTS.to_owned()),
        ("epoch", key::EPOCHS.to_owned()),
        ("pack", format!("{writer}packs/")),
        ("list", format!("{writer}lists/")),
        ("index", format!("{writer}index/")),
        ("statement", format!("{writer}snapshots/")),
    ]
}

async fn fixture() -> Fixture {
    let fixture = Fixture::new().await;
    fixture.write("file", noise(1, 600_000));
    fixture.backup().await.unwrap();
    fixture.write("other", "more");
    fixture.backup().await.unwrap();
    fixture
}

/// Harms one object of the kind at `near` and expects the verdict.
async fn expect(depth: Depth, kind: usize, harm: Harm, seen: bool) {
    let fixture = fixture().await;
    let (name, prefix) = &kinds(&fixture)[kind];
    let file: PathBuf = objects(&fixture, "near", prefix).await.remove(0);
    let other = fixture.path("source/file");
    harm.happen(&file, &other);
    let key = file.strip_prefix(fixture.path("near")).unwrap().to_str().unwrap().to_owned();

    let report = verify(&view(&fixture).await, depth, &Silent).await.unwrap();
    let [near, far] = &report.destinations[..] else { panic!("{report:?}") };
    let what = format!("{name} {harm:?} {depth:?}: {near:?}");
    let expected = match (harm, *name) {
        (Harm::Deleted, "statement") => (Health::Behind, vec![key], vec![]),
        (Harm::Deleted, _) => (Health::Damaged, vec![key], vec![]),
        _ if seen => (Health::Damaged, vec![], vec![key]),
        _ => (Health::Ok, vec![], vec![]),
    };
    assert_eq!((near.status, near.missing.clone(), near.damaged.clone()), expected, "{what}");
    let missing = near.missing.len() as u64;
    assert_eq!((near.objects, near.checked), (far.objects, far.objects - missing), "{what}");
    assert_eq!((far.status, far.missing.len(), far.damaged.len()), (Health::Ok, 0, 0), "{what}");
    assert_eq!((&near.error, &far.error), (&None, &None), "{what}");
}

#[tokio::test]
async fn reading_finds_every_harm() {
    for kind in 0..6 {
        for harm in Harm::ALL {
            expect(Depth::Hash, kind, harm, true).await;
        }
    }
}

#[tokio::test]
async fn looking_finds_every_harm_but_a_change_that_keeps_the_size_of_what_is_only_counted() {
    for kind in 0..6 {
        for harm in Harm::ALL {
            let only_counted = [2, 3, 4].contains(&kind);
            expect(Depth::Presence, kind, harm, harm != Harm::Flipped || !only_counted).await;
        }
    }
}
