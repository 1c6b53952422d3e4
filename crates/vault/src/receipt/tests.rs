use std::fs;

use groupkeep_keys::signed;

use super::*;
use crate::fixture::Fixture;

#[tokio::test]
async fn a_backups_receipt_is_signed_by_a_key_the_group_lists() {
    let fixture = Fixture::new().await;
    fixture.write("file", "content");
    let report = fixture.backup().await.unwrap();
    let keep = fixture.path("source").join(".groupkeep");
    pin(&keep, &fixture.credential).unwrap();
    let receipt = Receipt::of_backup(&report, &fixture.destinations, &fixture.credential, true);
    let path = receipt.clone().write(&keep.join("receipts"), &fixture.credential.signing_key).unwrap();
    let name = format!("backup-21000101T000000Z-{}.json", fixture.credential.writer);
    assert_eq!(path.file_name().unwrap().to_str().unwrap(), name);

    let allowed = AllowedSigners::load(&keep.join("allowed_signers")).unwrap();
    let object = signed::read(&fs::read(&path).unwrap()).unwrap();
    let (verified, signer) = object.verify_allowed(&allowed, Namespace::Receipt, None, Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(signer.principal, format!("writer-{}", fixture.credential.writer));
    let body: Receipt = verified.parse().unwrap();
    assert_eq!(body, receipt);
    assert_eq!((body.files, body.bytes, body.seq, body.readers, body.complete), (1, 7, 1, 1, true));
    assert_eq!(body.statement_sha256, report.snapshot);
    let places: Vec<_> = body.destinations.iter().map(|d| (&d.name[..], &d.status[..], d.newest_seq)).collect();
    assert_eq!(places, [("near", "ok", Some(1)), ("far", "ok", Some(1))]);
}

#[tokio::test]
async fn the_line_signs_receipts_only_and_is_written_once() {
    let fixture = Fixture::new().await;
    let keep = fixture.path(".groupkeep");
    fs::create_dir(&keep).unwrap();
    fs::write(keep.join("allowed_signers"), "# ours").unwrap();
    for _ in 0..2 {
        pin(&keep, &fixture.credential).unwrap();
    }
    let text = fs::read_to_string(keep.join("allowed_signers")).unwrap();
    let [comment, line] = text.lines().collect::<Vec<_>>()[..] else { panic!("{text}") };
    assert_eq!(comment, "# ours");
    assert!(line.contains("namespaces=\"groupkeep-receipt-v1\""), "{line}");
    assert_eq!(pinned(&keep).unwrap(), Some(fixture.vault));
}

#[test]
fn a_pin_that_is_no_id_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(pinned(folder.path()).unwrap(), None);
    fs::write(folder.path().join("vault"), "ours\n").unwrap();
    assert!(matches!(pinned(folder.path()), Err(Error::BadFile { .. })));
}

#[tokio::test]
async fn a_group_that_has_a_vault_is_never_given_another() {
    let (one, other) = (Fixture::new().await, Fixture::new().await);
    let keep = one.path(".groupkeep");
    pin(&keep, &one.credential).unwrap();
    let before = fs::read(keep.join("allowed_signers")).unwrap();
    let error = pin(&keep, &other.credential).unwrap_err();
    assert!(
        matches!(error, Error::OtherVault { found, expected, .. } if (found, expected) == (one.vault, other.vault))
    );
    assert!(error.refused_for_safety() && error.hint().is_some());
    assert_eq!(pinned(&keep).unwrap(), Some(one.vault));
    assert_eq!(fs::read(keep.join("allowed_signers")).unwrap(), before);
}
