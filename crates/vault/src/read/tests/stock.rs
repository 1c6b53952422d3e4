//! Nothing of ours is needed to get everything back: `age`, `zstd`, `ssh-keygen`, and a few lines to put chunks together.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use groupkeep_keys::{AllowedSigners, Namespace};
use groupkeep_testkit::stock::{run, succeed, tool};
use serde_json::Value;

use super::objects;
use crate::fixture::{Fixture, noise};
use crate::format::key;

async fn fixture() -> Fixture {
    let fixture = Fixture::new().await;
    fixture.write("chats/早读.jsonl", "{\"text\":\"早上好\"}\n".repeat(2000));
    fixture.write("media/large", noise(1, 6 << 20));
    fixture.write("empty", "");
    fixture.backup().await.unwrap();
    fixture.write("media/new", noise(2, 500_000));
    fixture.backup().await.unwrap();
    fs::write(fixture.path("identity"), fixture.identity.to_text(&[]).as_bytes()).unwrap();
    fixture
}

/// `age -d -i IDENTITY FILE`, or nothing where there is no age.
fn opened(identity: &Path, sealed: &Path) -> Option<Vec<u8>> {
    Some(succeed(tool("age")?.args(["-d", "-i"]).args([identity, sealed]), None))
}

/// `age -d -i IDENTITY FILE | zstd -d`.
fn unpacked(fixture: &Fixture, identity: &Path, sealed: &Path) -> Option<Vec<u8>> {
    let frames = fixture.path("frames");
    fs::write(&frames, opened(identity, sealed)?).unwrap();
    Some(succeed(tool("zstd")?.args(["-d", "-c", "-q"]), Some(&frames)))
}

/// The newest statement's body, and the armoured signature.
async fn statement(fixture: &Fixture) -> (String, String) {
    let prefix = key::snapshots(&fixture.credential.writer);
    let newest = objects(fixture, "near", &prefix).await.pop().unwrap();
    let text = fs::read_to_string(newest).unwrap();
    let (body, armour) = text.split_at(text.find('\n').unwrap() + 1);
    (body.to_owned(), armour.to_owned())
}

/// The bytes of `[[pack, raw offset, raw length, id], …]`.
fn joined(chunks: &Value, packs: &HashMap<String, Vec<u8>>) -> Vec<u8> {
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let chunks = chunks.as_array().unwrap().iter();
    let places = chunks.map(|chunk| (&packs[chunk[0].as_str().unwrap()], number(&chunk[1]), number(&chunk[2])));
    places.flat_map(|(pack, offset, length)| pack[offset..offset + length].to_vec()).collect()
}

#[tokio::test]
async fn age_and_zstd_give_everything_back() {
    if tool("age").is_none() || tool("zstd").is_none() {
        return;
    }
    let fixture = fixture().await;
    let sealed_epoch = objects(&fixture, "near", "epochs/1/").await.remove(0);
    let epoch = fixture.path("epoch");
    fs::write(&epoch, opened(&fixture.path("identity"), &sealed_epoch).unwrap()).unwrap();

    let body: Value = serde_json::from_str(&statement(&fixture).await.0).unwrap();
    let sealed_root = fixture.path("root.age");
    fs::write(&sealed_root, BASE64_STANDARD.decode(body["root"].as_str().unwrap()).unwrap()).unwrap();
    let root: Value = serde_json::from_slice(&unpacked(&fixture, &epoch, &sealed_root).unwrap()).unwrap();

    let mut packs = HashMap::new();
    for pack in super::packs(&fixture, "near").await {
        let name = pack.file_name().unwrap().to_str().unwrap().to_owned();
        packs.insert(name, unpacked(&fixture, &epoch, &pack).unwrap());
    }
    let parts = root["manifest"].as_array().unwrap().iter().map(|part| part["at"].clone()).collect();
    let manifest = String::from_utf8(joined(&Value::Array(parts), &packs)).unwrap();
    let mut files = BTreeMap::new();
    for line in manifest.lines() {
        let entry: Value = serde_json::from_str(line).unwrap();
        if entry["type"] == "file" {
            files.insert(PathBuf::from(entry["path"].as_str().unwrap()), joined(&entry["chunks"], &packs));
        }
    }
    let source = fixture.path("source");
    assert_eq!(files.len(), 4);
    for (path, content) in files {
        assert!(fs::read(source.join(&path)).unwrap() == content, "{}", path.display());
    }
}

#[tokio::test]
async fn ssh_keygen_verifies_a_statement() {
    let Some(mut keygen) = tool("ssh-keygen") else { return };
    let fixture = fixture().await;
    let (body, armour) = statement(&fixture).await;
    let key = fixture.credential.signing_key.public();
    let line = AllowedSigners::line_for("writer", &[Namespace::Snapshot], &key).unwrap();
    let [allowed, signature, message] = ["allowed_signers", "signature", "message"].map(|name| fixture.path(name));
    fs::write(&allowed, line + "\n").unwrap();
    fs::write(&signature, armour).unwrap();
    fs::write(&message, &body).unwrap();
    keygen.args(["-Y", "verify", "-I", "writer", "-n", Namespace::Snapshot.as_str(), "-f"]);
    keygen.arg(&allowed).arg("-s").arg(&signature);
    succeed(&mut keygen, Some(&message));
    fs::write(&message, body.replace("\"seq\":2,", "\"seq\":3,")).unwrap();
    assert!(!run(&mut keygen, Some(&message)).status.success(), "an altered statement must not verify");
}

#[tokio::test]
async fn a_cut_pack_fails_loudly() {
    let fixture = fixture().await;
    let Some(mut age) = tool("age") else { return };
    let epoch = fixture.path("epoch");
    let sealed_epoch = objects(&fixture, "near", "epochs/1/").await.remove(0);
    fs::write(&epoch, opened(&fixture.path("identity"), &sealed_epoch).unwrap()).unwrap();
    let whole = fs::read(&super::packs(&fixture, "near").await[0]).unwrap();
    let payload = whole.windows(5).position(|window| window == b"\n--- ").unwrap();
    let header = payload + whole[payload + 1..].iter().position(|byte| *byte == b'\n').unwrap() + 2;
    let cut = fixture.path("cut");
    age.args(["-d", "-i"]).arg(&epoch).arg(&cut);
    for end in (header + 16..whole.len()).step_by((64 << 10) + 16).take(4) {
        fs::write(&cut, &whole[..end]).unwrap();
        assert!(!run(&mut age, None).status.success(), "cut at {end} of {}", whole.len());
    }
}
