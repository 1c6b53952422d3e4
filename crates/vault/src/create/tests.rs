use std::fs;

use groupkeep_monitor::Silent;
use groupkeep_store::MemoryStore;
use groupkeep_testkit::{Crash, CrashStore};

use super::*;
use crate::fixture::{Fixture, local};

fn new_vault() -> NewVault {
    NewVault::prepare(Vec::new(), None, &Env::system()).unwrap()
}

#[tokio::test]
async fn the_vault_is_the_same_everywhere_and_its_id_names_generation_0() {
    let places = ["one", "two"].map(|name| Destination::new(name, MemoryStore::new()));
    let made = new_vault();
    check_empty(&places).await.unwrap();
    made.publish(&places, &Silent).await.unwrap();
    for place in &places {
        let read = read_documents(place, None).await.unwrap();
        assert_eq!((read.vault(), read.all().len()), (made.vault, 1));
        assert_eq!(read.newest().sha256, made.vault.0);
        assert!(matches!(check_empty(std::slice::from_ref(place)).await, Err(Error::NotEmpty { .. })));
    }
}

#[tokio::test]
async fn the_identity_opens_the_epoch_and_nothing_at_the_destination_is_secret() {
    let folder = tempfile::tempdir().unwrap();
    let place = local(&folder.path().join("near"));
    let made = new_vault();
    made.publish(std::slice::from_ref(&place), &Silent).await.unwrap();
    let text = made.identity.as_ref().unwrap();
    assert!(text.contains(&format!("# groupkeep vault: {}", made.vault)));
    let identity = Identity::parse_all(text).unwrap();
    let documents = made.documents();
    let epoch = &documents.newest().body.epochs[0];
    let key = epoch.keys().next().unwrap();
    let sealed = place.fetch(&key, &epoch.sealed[0]).await.unwrap().unwrap();
    let opened = groupkeep_keys::open(&sealed, &identity).unwrap();
    let inner = Identity::parse_all(std::str::from_utf8(&opened).unwrap()).unwrap();
    assert_eq!(inner[0].recipient(), epoch.recipient);

    let secrets = [inner[0].to_text(&[]), identity[0].to_text(&[])].map(|text| text.lines().last().unwrap().to_owned());
    let mut needles: Vec<&str> = secrets.iter().map(String::as_str).collect();
    needles.push("OPENSSH PRIVATE KEY");
    assert_eq!(groupkeep_testkit::scan_for(folder.path(), &needles), []);
}

#[test]
fn readers_and_root_that_are_given_are_the_ones_named() {
    let (reader, root) = (Identity::generate().recipient(), SigningKey::generate(""));
    let public = root.public();
    let made = NewVault::prepare(vec![reader.clone()], Some(root), &Env::system()).unwrap();
    assert!(made.identity.is_none() && made.root_key.is_none());
    let documents = made.documents();
    assert_eq!((&documents.newest().body.readers, documents.roots()), (&vec![reader], &[public][..]));
    assert_eq!(format!("{made:?}"), format!("NewVault({})", made.vault));
}

#[tokio::test]
async fn anything_at_all_at_a_place_means_it_is_not_empty() {
    let folder = tempfile::tempdir().unwrap();
    let place = local(&folder.path().join("near"));
    fs::write(folder.path().join("near/My Photo.JPG"), "no store would name it so").unwrap();
    let error = check_empty(&[place]).await.unwrap_err();
    assert_eq!(error.to_string(), "destination `near` is not empty: it holds `My Photo.JPG`");
    assert!(error.refused_for_safety());
}

#[tokio::test]
async fn a_creation_cut_off_anywhere_is_finished_later() {
    for stop in 0..4 {
        let folder = tempfile::tempdir().unwrap();
        let inner: Vec<_> = ["near", "far"].iter().map(|name| local(&folder.path().join(name))).collect();
        let crash = Crash::after(stop);
        let dying: Vec<_> = inner
            .iter()
            .map(|place| {
                Destination::new(&place.name[..], CrashStore::new(place.store().unwrap().clone(), crash.clone()))
            })
            .collect();
        let state = folder.path().join("state");
        let made = new_vault();
        made.credential.save(&State::open(&state, made.vault).unwrap().credential_path()).unwrap();
        assert!(made.publish(&dying, &Silent).await.is_err());
        match find_unfinished(&inner, &state).await.unwrap() {
            Some(documents) => {
                assert_eq!(documents.vault(), made.vault);
                finish(&inner, &documents).await.unwrap();
                for place in &inner {
                    assert_eq!(read_documents(place, None).await.unwrap().vault(), made.vault);
                }
            }
            // Up to there no place has a document, and the vault was never more than keys.
            None => assert!(stop < 2, "stopped after {stop} changes"),
        }
    }
}

#[tokio::test]
async fn a_vault_with_snapshots_or_of_others_is_not_unfinished() {
    let fixture = Fixture::new().await;
    fixture.write("file", "1");
    assert!(find_unfinished(&fixture.destinations, &fixture.path("state")).await.unwrap().is_none(), "no credential");
    let state = State::open(&fixture.path("state"), fixture.vault).unwrap();
    fixture.credential.save(&state.credential_path()).unwrap();
    drop(state);
    assert!(find_unfinished(&fixture.destinations, &fixture.path("state")).await.unwrap().is_some());
    fixture.backup().await.unwrap();
    assert!(find_unfinished(&fixture.destinations, &fixture.path("state")).await.unwrap().is_none());
}

#[test]
fn only_one_process_makes_a_vault_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let held = lock(&state).unwrap();
    let error = lock(&state).unwrap_err();
    let Error::Locked { path, holder } = &error else { panic!("{error}") };
    assert_eq!((path, *holder), (&state.join("create.lock"), Some(std::process::id())));
    assert!(State::vaults(&state).is_empty(), "the lock is no vault");
    drop(held);
    drop(lock(&state).unwrap());
}
