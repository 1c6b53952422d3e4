use groupkeep_keys::{Identity, SigningKey};

use super::*;

/// Generation 0 as `vault init` makes it, signed by `root`.
fn first(root: &SigningKey) -> Document {
    Document {
        schema: SCHEMA.to_owned(),
        kind: "vault".to_owned(),
        vault: None,
        signer: root.public().fingerprint(),
        generation: 0,
        previous: None,
        time: "2026-11-01T00:00:00Z".parse().unwrap(),
        parameters: Parameters::default(),
        roots: vec![root.public()],
        epochs: vec![Epoch {
            number: 1,
            kind: EpochKind::X25519,
            recipient: Identity::generate().recipient(),
            sealed: vec![Digest::of(b"sealed")],
        }],
        writers: vec![Writer {
            name: "laptop".parse().unwrap(),
            key: SigningKey::generate("").public(),
            state: WriterState::Active,
        }],
        pruners: Vec::new(),
        readers: vec![Identity::generate().recipient()],
        threshold: None,
    }
}

#[test]
fn a_document_comes_back_and_is_its_vaults_id() {
    let root = SigningKey::generate("");
    let signed = Signed::sign(first(&root), &root).unwrap();
    let read = Signed::<Document>::read(&signed.bytes).unwrap();
    assert_eq!((&read.body, read.sha256, &read.signer), (&signed.body, signed.sha256, &root.public()));
    assert_eq!(read.vault(), VaultId(Digest::of(&signed.bytes)));
    assert_eq!(read.key().to_string(), format!("vault/0-{}.json", signed.sha256));
}

#[test]
fn documents_that_break_a_rule_are_neither_signed_nor_read() {
    let root = SigningKey::generate("");
    let breaks: [fn(&mut Document); 8] = [
        |d| d.schema = "groupkeep/vault/v9".to_owned(),
        |d| d.generation = 1,
        |d| d.vault = Some(VaultId(Digest::of(b"x"))),
        |d| d.roots.clear(),
        |d| d.epochs.clear(),
        |d| d.epochs[0].number = 2,
        |d| d.epochs[0].sealed.clear(),
        |d| d.writers.push(d.writers[0].clone()),
    ];
    for (number, spoil) in breaks.into_iter().enumerate() {
        let mut document = first(&root);
        spoil(&mut document);
        assert!(Signed::sign(document.clone(), &root).is_err(), "rule {number}");
        let body = serde_json::to_string(&document).unwrap();
        let forced = groupkeep_keys::signed::write(&body, &root, Namespace::Vault).unwrap();
        assert!(Signed::<Document>::read(&forced).is_err(), "rule {number}");
    }
}

#[test]
fn another_signer_than_named_is_refused() {
    let (root, other) = (SigningKey::generate(""), SigningKey::generate(""));
    assert!(Signed::sign(first(&root), &other).is_err());
    let body = serde_json::to_string(&first(&root)).unwrap();
    let forged = groupkeep_keys::signed::write(&body, &other, Namespace::Vault).unwrap();
    assert!(Signed::<Document>::read(&forged).unwrap_err().to_string().contains("another key"));
}

#[test]
fn another_namespace_and_any_flipped_bit_are_refused() {
    let root = SigningKey::generate("");
    let body = serde_json::to_string(&first(&root)).unwrap();
    let receipt = groupkeep_keys::signed::write(&body, &root, Namespace::Receipt).unwrap();
    assert!(Signed::<Document>::read(&receipt).is_err());
    let good = Signed::sign(first(&root), &root).unwrap().bytes;
    for at in (0..good.len()).step_by(7) {
        let mut bad = good.clone();
        bad[at] ^= 1;
        assert!(Signed::<Document>::read(&bad).is_err(), "byte {at}");
    }
}
