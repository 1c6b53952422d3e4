//! Nobody needs groupkeep to get at a backup or to trust it: stock age, zstd and ssh-keygen do.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::have;
use crate::vaults::{backed_up, identity, objects};

/// Runs a shell line in `folder` with the arguments as `$1`, `$2`, …; gives standard output.
fn shell(folder: &Path, line: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("bash")
        .args(["-o", "pipefail", "-ec", line, "bash"])
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("bash starts");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn a_pack_opens_with_age_and_zstd() {
    if !(have("age") && have("zstd")) {
        return;
    }
    let sandbox = backed_up("quiet-library");
    let near = sandbox.group().join("copies/near");
    let key = identity(&sandbox);
    let open_epoch = "umask 077; age -d -i \"$1\" epochs/1/*.age > \"$2\"";
    let epoch = sandbox.beside("epoch.txt");
    let (key, epoch) = (key.to_string_lossy(), epoch.to_string_lossy());
    shell(&near, open_epoch, &[&key, &epoch]);
    let mut plain = Vec::new();
    for pack in objects(&near, "packs") {
        plain.extend(shell(&near, "age -d -i \"$1\" \"$2\" | zstd -dc", &[&epoch, &pack]));
    }
    let plain = String::from_utf8_lossy(&plain);
    for path in ["charter/handbook.md", "tables/ledger.csv", "groupkeep.yaml"] {
        assert!(plain.contains(&sandbox.read(path)), "{path} is in no pack");
    }
    // The root of a snapshot opens the same way.
    let statement = fs::read_to_string(near.join(&objects(&near, "snapshots")[0])).expect("a statement");
    let body: serde_json::Value = serde_json::from_str(statement.lines().next().expect("a line")).expect("JSON");
    let root = shell(
        &near,
        "printf %s \"$2\" | base64 -d | age -d -i \"$1\" | zstd -dc",
        &[&epoch, body["root"].as_str().expect("a root")],
    );
    let root: serde_json::Value = serde_json::from_slice(&root).expect("the root of a snapshot is JSON");
    assert_eq!(root["sources"], serde_json::json!(["."]));
}

#[test]
fn a_statement_verifies_with_ssh_keygen() {
    if !have("ssh-keygen") {
        return;
    }
    let sandbox = backed_up("quiet-library");
    let near = sandbox.group().join("copies/near");
    let document = fs::read_to_string(near.join(&objects(&near, "vault")[0])).expect("the vault document");
    let document: serde_json::Value = serde_json::from_str(document.lines().next().expect("a line")).expect("JSON");
    let writer = document["writers"][0]["key"].as_str().expect("a key");
    fs::write(sandbox.beside("signers"), format!("writer {writer}\n")).expect("allowed signers");
    let verify = "head -n 1 \"$1\" | ssh-keygen -Y verify -f \"$2\" -I writer -n \"$3\" -s <(tail -n +2 \"$1\")";
    let signers = sandbox.beside("signers");
    let signers = signers.to_string_lossy();
    let statement = objects(&near, "snapshots").remove(0);
    let said = shell(&near, verify, &[&statement, &signers, "groupkeep-snapshot-v1"]);
    assert!(String::from_utf8_lossy(&said).starts_with("Good \"groupkeep-snapshot-v1\" signature for writer"));
    // So do receipts, by the line that the first run wrote.
    let receipts = sandbox.group().join(".groupkeep/receipts");
    let receipt = crate::trees::files(&receipts).remove(0);
    let line = sandbox.read(".groupkeep/allowed_signers");
    let name = line.split(' ').next().expect("a principal");
    let verify = verify.replace("-I writer", &format!("-I {name}"));
    shell(&receipts, &verify, &[&receipt, "../allowed_signers", "groupkeep-receipt-v1"]);
}

#[test]
fn objects_are_named_after_their_own_hash() {
    if !have("sha256sum") {
        return;
    }
    let sandbox = backed_up("quiet-library");
    let near = sandbox.group().join("copies/near");
    for kind in ["packs", "lists", "index"] {
        for key in objects(&near, kind) {
            let sum = shell(&near, "sha256sum < \"$1\" | cut -d' ' -f1", &[&key]);
            assert!(key.ends_with(String::from_utf8_lossy(&sum).trim()), "{key}");
        }
    }
}

#[test]
fn nothing_at_a_destination_can_be_read_without_the_key() {
    let sandbox = backed_up("reading-circle");
    let needles = ["晨读会", "苏曼青", "19900002101", "6222022000007319054", "ledger.csv", "erhaolou", "handbook"];
    for copy in ["copies/near", "copies/far"] {
        let folder = sandbox.group().join(copy);
        let keys = crate::trees::files(&folder);
        assert!(keys.len() >= 7, "{keys:?}");
        for key in keys {
            let bytes = fs::read(folder.join(&key)).expect("an object");
            let text = String::from_utf8_lossy(&bytes);
            for needle in needles {
                assert!(!text.contains(needle) && !key.contains(needle), "{needle} stands in clear in {copy}/{key}");
            }
        }
    }
}
