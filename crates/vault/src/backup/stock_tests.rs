//! What stock tools make of a vault: `age`, `zstd`, `sha256sum`-like digests and `ssh-keygen`.

use std::fs;

use groupkeep_keys::{AllowedSigners, Identity, Namespace};
use groupkeep_testkit::stock::{run, succeed, tool};

use crate::fixture::{Fixture, noise};
use crate::format::key::ObjectKey;
use crate::{look, open};

/// The identity of the fixture's epoch, written as the file `age -d` takes.
async fn epoch_identity(fixture: &Fixture) -> std::path::PathBuf {
    let documents = crate::read_documents(&fixture.destinations[0], Some(fixture.vault)).await.unwrap();
    let key = documents.newest().body.epochs[0].keys().next().unwrap();
    let reader = fixture.path("reader.txt");
    fs::write(&reader, fixture.identity.to_text(&[]).as_bytes()).unwrap();
    let mut age = tool("age").unwrap();
    let epoch = succeed(age.arg("-d").arg("-i").arg(&reader).arg(fixture.path("near").join(key.to_string())), None);
    let path = fixture.path("epoch.txt");
    fs::write(&path, epoch).unwrap();
    path
}

#[tokio::test]
async fn a_pack_opens_with_age_and_zstd() {
    if tool("age").is_none() || tool("zstd").is_none() {
        return;
    }
    let fixture = Fixture::new().await;
    let (text, media) = ("早上好\n".repeat(3000), noise(1, 20_000_000));
    fixture.write("a.txt", &text);
    fixture.write("b.jpg", &media);
    fixture.backup().await.unwrap();
    let epoch = epoch_identity(&fixture).await;
    let mut all = Vec::new();
    for key in fixture.keys(0, "packs").await {
        let path = fixture.path("near").join(&key);
        let Some(ObjectKey::Pack { sha256, .. }) = ObjectKey::parse(&key) else { panic!("{key}") };
        assert_eq!(crate::Digest::of(&fs::read(&path).unwrap()), sha256);
        let plain = fixture.path("pack.zst");
        succeed(tool("age").unwrap().args(["-d", "-i"]).arg(&epoch).arg("-o").arg(&plain).arg(&path), None);
        all.extend(succeed(tool("zstd").unwrap().arg("-dqc"), Some(&plain)));
    }
    let holds = |needle: &[u8]| all.windows(needle.len()).any(|window| window == needle);
    assert!(holds(text.as_bytes()) && holds(&media[1_000_000..1_100_000]));
    assert!(holds(b"{\"path\":\"a.txt\",\"type\":\"file\""), "the manifest is in a pack too");
}

#[tokio::test]
async fn a_root_opens_with_age_and_zstd_and_leads_to_the_files() {
    if tool("age").is_none() || tool("zstd").is_none() {
        return;
    }
    let fixture = Fixture::new().await;
    fixture.write("a.txt", "content");
    fixture.backup().await.unwrap();
    let view = look(&fixture.destinations, Some(fixture.vault)).await.unwrap();
    let snapshot = view.choose("latest").unwrap();
    let (sealed, padded) = (fixture.path("root.age"), fixture.path("root.zst"));
    fs::write(&sealed, &snapshot.statement.body.root).unwrap();
    let epoch = epoch_identity(&fixture).await;
    succeed(tool("age").unwrap().args(["-d", "-i"]).arg(&epoch).arg("-o").arg(&padded).arg(&sealed), None);
    let json = succeed(tool("zstd").unwrap().arg("-dqc"), Some(&padded));
    let root: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!((&root["schema"], &root["counts"]["files"]), (&"groupkeep/root/v0".into(), &1.into()));
    assert_eq!(root["manifest"][0]["first"], "a.txt");
    assert!(open(&view, snapshot, &[Identity::generate()]).await.is_err());
}

#[tokio::test]
async fn a_statement_and_the_vault_document_verify_with_ssh_keygen() {
    if tool("ssh-keygen").is_none() {
        return;
    }
    let fixture = Fixture::new().await;
    fixture.write("a.txt", "content");
    fixture.backup().await.unwrap();
    let documents = crate::read_documents(&fixture.destinations[0], Some(fixture.vault)).await.unwrap();
    let document = documents.newest();
    let statement = fs::read(fixture.path("near").join(&fixture.keys(0, "snapshots").await[0])).unwrap();
    let writer = &document.body.writers[0].key;
    for (object, key, namespace) in
        [(statement, writer, Namespace::Snapshot), (document.bytes.clone(), &document.body.roots[0], Namespace::Vault)]
    {
        let line = object.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        let (body, signature, allowed) = (fixture.path("body"), fixture.path("signature"), fixture.path("allowed"));
        fs::write(&body, &object[..line]).unwrap();
        fs::write(&signature, &object[line..]).unwrap();
        fs::write(&allowed, AllowedSigners::line_for("someone", &[namespace], key).unwrap()).unwrap();
        let verify = |input| {
            let mut command = tool("ssh-keygen").unwrap();
            command.args(["-Y", "verify", "-I", "someone", "-n", namespace.as_str(), "-f"]).arg(&allowed);
            run(command.arg("-s").arg(&signature), Some(input))
        };
        assert!(verify(&body).status.success());
        fs::write(&body, [&object[..line - 1], b" \n"].concat()).unwrap();
        assert!(!verify(&body).status.success(), "one changed byte is noticed");
    }
}
