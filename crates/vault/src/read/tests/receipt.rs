//! What the receipt of a verification says.

use std::fs;

use groupkeep_monitor::Silent;
use jiff::Timestamp;

use super::view;
use crate::Receipt;
use crate::fixture::Fixture;
use crate::read::{Depth, verify};

async fn receipt(fixture: &Fixture, depth: Depth) -> Receipt {
    let view = view(fixture).await;
    let report = verify(&view, depth, &Silent).await.unwrap();
    Receipt::of_verification(&view, &report, depth, &fixture.credential, Timestamp::UNIX_EPOCH, true)
}

#[tokio::test]
async fn only_what_was_read_and_found_whole_counts_as_verified() {
    let fixture = Fixture::new().await;
    fixture.write("file", "content");
    fixture.backup().await.unwrap();
    let newest = fixture.backup().await.unwrap().snapshot;
    let read = |receipt: &Receipt| -> Vec<_> {
        let places = receipt.destinations.iter();
        places.map(|place| (place.status.clone(), place.verified_at.is_some(), place.verified_share)).collect()
    };

    let looked = receipt(&fixture, Depth::Presence).await;
    assert_eq!(read(&looked), [("ok".to_owned(), false, None), ("ok".to_owned(), false, None)]);
    let whole = receipt(&fixture, Depth::Hash).await;
    assert_eq!(read(&whole), [("ok".to_owned(), true, Some(1000)), ("ok".to_owned(), true, Some(1000))]);
    assert_eq!((&whole.kind[..], whole.complete, whole.seq), ("verify", true, 2));
    assert_eq!((whole.statement_sha256, whole.readers, whole.identity_on_this_machine), (newest, 1, true));
    assert!(whole.destinations.iter().all(|place| place.newest_seq == Some(2)));

    fs::remove_file(&super::packs(&fixture, "near").await[0]).unwrap();
    let damaged = receipt(&fixture, Depth::Hash).await;
    assert_eq!(read(&damaged), [("damaged".to_owned(), false, None), ("ok".to_owned(), true, Some(1000))]);
    assert!(!damaged.complete);
    let path = damaged.write(&fixture.path("receipts"), &fixture.credential.signing_key).unwrap();
    assert!(fs::read_to_string(path).unwrap().starts_with("{\"schema\":\"groupkeep/receipt/v1\",\"kind\":\"verify\","));
}

#[tokio::test]
async fn a_verification_of_an_empty_vault_has_a_receipt_too() {
    let fixture = Fixture::new().await;
    let receipt = receipt(&fixture, Depth::Hash).await;
    assert_eq!((receipt.seq, receipt.statement_sha256, receipt.oldest_snapshot), (0, None, None));
    assert!(receipt.complete && receipt.destinations.iter().all(|place| place.newest_seq.is_none()));
}
