//! How destinations stand as a whole.

use std::fs;
use std::sync::Arc;

use groupkeep_config::Success;
use groupkeep_monitor::{Recorder, Silent};
use groupkeep_store::{Error as StoreError, ErrorKind};
use groupkeep_testkit::{Fault, FaultStore, Verb};

use super::{Harm, objects, view};
use crate::Access;
use crate::destination::Destination;
use crate::error::Error;
use crate::fixture::{Fixture, local};
use crate::read::{Depth, DestinationVerdict, Health, VerifyReport, look, verify};

async fn verified(destinations: &[Destination], fixture: &Fixture) -> Vec<DestinationVerdict> {
    let view = look(destinations, Some(fixture.vault)).await.unwrap();
    verify(&view, Depth::Presence, &Silent).await.unwrap().destinations
}

async fn fixture() -> Fixture {
    let fixture = Fixture::new().await;
    fixture.write("file", "content");
    fixture.backup().await.unwrap();
    fixture
}

#[tokio::test]
async fn healthy_destinations_hold_everything() {
    let fixture = fixture().await;
    let monitor = Recorder::default();
    let view = view(&fixture).await;
    let report = verify(&view, Depth::Hash, &monitor).await.unwrap();
    for verdict in &report.destinations {
        assert_eq!((verdict.status, verdict.checked, verdict.objects), (Health::Ok, 7, 7), "{verdict:?}");
    }
    assert_eq!((monitor.phases(), monitor.advanced()), (vec!["verify"], 14));
    let json = serde_json::to_value(VerifyReport { destinations: report.destinations[..1].to_vec() }).unwrap();
    let expected = serde_json::json!({"destinations": [{
        "name": "near", "status": "ok", "objects": 7, "checked": 7, "missing": [], "damaged": []
    }]});
    assert_eq!(json, expected);
}

#[tokio::test]
async fn a_destination_that_missed_a_run_is_behind() {
    let mut fixture = fixture().await;
    fixture.success = Success::AtLeast(1);
    let far = fixture.destinations.pop().unwrap();
    fixture.write("file", "newer");
    fixture.backup().await.unwrap();
    fixture.destinations.push(far);
    let verdicts = verified(&fixture.destinations, &fixture).await;
    let [near, far] = &verdicts[..] else { panic!("{verdicts:?}") };
    assert_eq!(near.status, Health::Ok);
    assert_eq!((far.status, far.damaged.len()), (Health::Behind, 0));
    assert!(far.missing.iter().any(|key| key.contains("/snapshots/0000000002-")), "{:?}", far.missing);
    assert_eq!(far.checked + far.missing.len() as u64, far.objects);

    // Something its own snapshot needs is another matter.
    let pack = super::packs(&fixture, "far").await.remove(0);
    fs::remove_file(&pack).unwrap();
    assert_eq!(verified(&fixture.destinations, &fixture).await[1].status, Health::Damaged);
}

#[tokio::test]
async fn a_place_that_does_not_answer_is_unreachable() {
    let mut fixture = fixture().await;
    let gone = Arc::new(StoreError::new(ErrorKind::Unreachable, "/mnt/disk"));
    let mut destinations = fixture.destinations.clone();
    destinations[0].access = Access::Failed(gone);
    let verdicts = verified(&destinations, &fixture).await;
    assert_eq!(verdicts.iter().map(|verdict| verdict.status).collect::<Vec<_>>(), [Health::Unreachable, Health::Ok]);
    assert_eq!(verdicts[0].error.as_deref(), Some("destination `near` failed: /mnt/disk: cannot be reached"));
    assert_eq!((verdicts[0].checked, verdicts[0].missing.len()), (0, 0));

    let store = FaultStore::new(fixture.destinations[1].store().unwrap().clone());
    store.script(Verb::List, "", 2, Fault::Fails(ErrorKind::Unreachable));
    fixture.wrap(1, |_| Arc::new(store.clone()));
    let verdicts = verified(&fixture.destinations, &fixture).await;
    store.assert_all_fired();
    assert_eq!(verdicts.iter().map(|verdict| verdict.status).collect::<Vec<_>>(), [Health::Ok, Health::Unreachable]);
}

#[tokio::test]
async fn a_place_that_fails_half_way_is_unreachable() {
    let mut fixture = fixture().await;
    let store = FaultStore::new(fixture.destinations[0].store().unwrap().clone());
    store.script(
        Verb::Get,
        &format!("w/{}/packs/", fixture.credential.writer),
        0,
        Fault::Fails(ErrorKind::Unreachable),
    );
    fixture.wrap(0, |_| Arc::new(store.clone()));
    let view = view(&fixture).await;
    let verdicts = verify(&view, Depth::Hash, &Silent).await.unwrap().destinations;
    store.assert_all_fired();
    assert_eq!(verdicts.iter().map(|verdict| verdict.status).collect::<Vec<_>>(), [Health::Unreachable, Health::Ok]);
}

#[tokio::test]
async fn an_empty_place_is_unreachable_and_another_vault_is_foreign() {
    let fixture = fixture().await;
    let other = Fixture::new().await;
    let mut destinations = fixture.destinations.clone();
    destinations.push(local(&fixture.path("empty")));
    destinations.push(other.destinations[0].clone());
    let verdicts = verified(&destinations, &fixture).await;
    let statuses: Vec<_> = verdicts.iter().map(|verdict| verdict.status.name()).collect();
    assert_eq!(statuses, ["ok", "ok", "unreachable", "foreign"]);
    assert!(verdicts[3].error.as_ref().unwrap().contains("holds another vault"), "{verdicts:?}");
}

#[tokio::test]
async fn damaged_documents_are_named_even_where_nothing_else_is() {
    let fixture = Fixture::new().await;
    let document = objects(&fixture, "near", "vault/").await.remove(0);
    Harm::Flipped.happen(&document, &document);
    let verdict = verified(&fixture.destinations, &fixture).await.remove(0);
    let key = document.strip_prefix(fixture.path("near")).unwrap().to_str().unwrap().to_owned();
    assert_eq!((verdict.status, verdict.damaged), (Health::Damaged, vec![key]));
}

#[tokio::test]
async fn a_list_that_is_intact_nowhere_is_named_and_the_rest_still_looked_at() {
    let fixture = fixture().await;
    let lists = format!("w/{}/lists/", fixture.credential.writer);
    for place in ["near", "far"] {
        let list = objects(&fixture, place, &lists).await.remove(0);
        Harm::Flipped.happen(&list, &list);
    }
    for verdict in verified(&fixture.destinations, &fixture).await {
        assert_eq!((verdict.status, verdict.missing.len()), (Health::Damaged, 0));
        assert!(matches!(&verdict.damaged[..], [key] if key.starts_with(&lists)), "{verdict:?}");
        assert_eq!(verdict.checked, 4, "documents, epoch, statement, list");
    }
}

#[tokio::test]
async fn a_verification_can_be_stopped() {
    let fixture = fixture().await;
    let view = view(&fixture).await;
    let error = verify(&view, Depth::Hash, &Recorder::stopping_after(3)).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted));
}
