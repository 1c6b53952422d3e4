//! Keys made by groupkeep and signatures made with them are those of OpenSSH, and what is signed counts in `check`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::support::{Sandbox, have};
use crate::trees::files;

/// Makes a key; gives its private file and its public line.
fn new_key(sandbox: &Sandbox, name: &str) -> (PathBuf, String) {
    let public = sandbox.run(&["key", "new", name]).exits(0).says("it stays with its owner").stdout;
    (sandbox.home().join(".config/groupkeep/keys").join(name), public)
}

/// Whether stock ssh-keygen accepts the signature of `path` by `name`.
fn ssh_keygen_accepts(sandbox: &Sandbox, path: &str, name: &str, namespace: &str) -> bool {
    let signature = format!("{path}.sigs/{name}.sig");
    let mut command = Command::new("ssh-keygen");
    command.args(["-Y", "verify", "-f", "allowed_signers", "-I", name, "-n", namespace, "-s", &signature]);
    let signed = fs::File::open(sandbox.group().join(path)).expect("the signed file");
    let output = command.current_dir(sandbox.group()).stdin(Stdio::from(signed)).output().expect("ssh-keygen runs");
    output.status.success()
}

#[test]
fn a_key_is_an_openssh_key() {
    let sandbox = Sandbox::empty();
    let (private, public) = new_key(&sandbox, "lu.beichen");
    assert!(
        public.starts_with("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA") && public.ends_with(" lu.beichen\n"),
        "{public}"
    );
    assert_eq!(fs::metadata(&private).expect("the key").permissions().mode() & 0o777, 0o600);
    if have("ssh-keygen") {
        let shown = Command::new("ssh-keygen").arg("-y").arg("-f").arg(&private).output().expect("ssh-keygen runs");
        assert_eq!(String::from_utf8_lossy(&shown.stdout), public);
    }
    let before = fs::read(&private).expect("the key");
    sandbox.run(&["key", "new", "lu.beichen"]).exits(4).says("error: ").says("hint: ");
    assert_eq!(fs::read(&private).expect("the key"), before, "a key is never replaced");
    for name in ["", "../evil", "a b", "a*"] {
        sandbox.run(&["key", "new", name]).exits(2);
    }
    assert_eq!(files(&sandbox.home()).len(), 2);
}

#[test]
fn a_signature_verifies_with_ssh_keygen() {
    if !have("ssh-keygen") {
        return;
    }
    let sandbox = Sandbox::empty();
    let (private, public) = new_key(&sandbox, "lu.beichen");
    let key = private.to_string_lossy();
    sandbox.write("charter/handbook.md", "# Handbook\n");
    sandbox.write("notes/any.txt", "any\n");
    sandbox.write("allowed_signers", &format!("lu.beichen {public}"));
    for (path, namespace, more) in [
        ("charter/handbook.md", "groupkeep-charter-v1", &[][..]),
        ("notes/any.txt", "groupkeep-waiver-v1", &["--namespace", "groupkeep-waiver-v1"]),
    ] {
        let outcome = sandbox.run(&[&["sign", path, "--key", &key][..], more].concat()).exits(0);
        assert_eq!(outcome.stdout, format!("{path}.sigs/lu.beichen.sig\n"), "the name comes from allowed_signers");
        assert!(ssh_keygen_accepts(&sandbox, path, "lu.beichen", namespace));
        assert!(!ssh_keygen_accepts(&sandbox, path, "lu.beichen", "groupkeep-ledger-v1"));
        sandbox.write(path, "altered\n");
        assert!(!ssh_keygen_accepts(&sandbox, path, "lu.beichen", namespace));
    }
}

#[test]
fn what_is_unclear_is_asked() {
    let sandbox = Sandbox::empty();
    let (private, public) = new_key(&sandbox, "a.li");
    let key = private.to_string_lossy();
    sandbox.write("any.txt", "any\n");
    sandbox.write("charter/handbook.md", "# Handbook\n");
    sandbox.run(&["sign", "any.txt", "--key", &key]).exits(2).says("any.txt").says("hint: give `--namespace`");
    sandbox.run(&["sign", "charter/handbook.md", "--key", &key]).exits(2).says("hint: say who signs with `--as NAME`");
    sandbox.run(&["sign", "charter/absent.md", "--key", &key, "--as", "a.li"]).exits(2).says("charter/absent.md");
    sandbox.run(&["sign", "charter/handbook.md", "--as", "a.li"]).exits(2).says("[HOME]/.ssh/id_ed25519");
    sandbox.write("allowed_signers", &format!("a.li namespaces=\"groupkeep-waiver-v1\" {public}"));
    sandbox.run(&["sign", "charter/handbook.md", "--key", &key]).exits(2);
    assert!(!sandbox.group().join("charter/handbook.md.sigs").exists());
}

#[test]
fn two_signatures_make_an_attestation_count() {
    let sandbox = Sandbox::example("quiet-library");
    let verdict = || {
        let check =
            sandbox.run(&["check", "--format", "json", "--select", "privacy/impact-assessment"]).exits(0).json();
        check["rules"][0]["verdict"].as_str().expect("a verdict").to_owned()
    };
    assert_eq!(verdict(), "unknown");
    let mut signers = sandbox.read("allowed_signers");
    let mut keys = Vec::new();
    for name in ["one.person", "other.person"] {
        let (private, public) = new_key(&sandbox, name);
        signers.push_str(&format!("{name} namespaces=\"groupkeep-attestation-v1\" {public}"));
        keys.push(private);
    }
    sandbox.write("allowed_signers", &signers);
    let successor = sandbox.read("attestations/continuity-successor.yaml");
    let path = "attestations/privacy-impact-assessment.yaml";
    let mut lines: Vec<_> = successor.lines().map(str::to_owned).collect();
    for line in &mut lines {
        if line.starts_with("control:") {
            *line = "control: privacy/impact-assessment".to_owned();
        } else if line.starts_with("reviewers:") {
            *line = "reviewers: [one.person, other.person]".to_owned();
        }
    }
    sandbox.write(path, &(lines.join("\n") + "\n"));
    assert_eq!(verdict(), "unknown", "without a signature it is a note");
    for (key, expected) in keys.iter().zip(["unknown", "attested"]) {
        sandbox.run(&["sign", path, "--key", &key.to_string_lossy()]).exits(0);
        assert_eq!(verdict(), expected);
    }
}
