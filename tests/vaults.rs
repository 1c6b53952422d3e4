//! Groups with a vault: where their keys and objects are.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::support::Sandbox;
use crate::trees::files;

/// A copy of an example with its vault made and one snapshot taken at both destinations.
pub fn backed_up(example: &str) -> Sandbox {
    let sandbox = Sandbox::example(example);
    sandbox.run(&["run", "--only", "backup", "--quiet"]).exits(0);
    sandbox
}

/// The smallest group there is: a name, one file, and `destinations` as YAML.
pub fn small(destinations: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("groupkeep.yaml", &format!("group: {{name: small}}\nbackup:\n  destinations: {destinations}\n"));
    sandbox.write("note.txt", "one file of a small group\n");
    sandbox
}

/// The smallest group with one local destination at `copies/near` and one snapshot in it.
pub fn small_backed_up() -> Sandbox {
    let sandbox = small("[{name: near, path: copies/near}]");
    sandbox.run(&["run", "--only", "backup", "--quiet"]).exits(0);
    sandbox
}

/// The file with the identity that was made for the vault.
pub fn identity(sandbox: &Sandbox) -> PathBuf {
    let folder = sandbox.home().join(".config/groupkeep/identities");
    let names = files(&folder);
    assert_eq!(names.len(), 1, "{names:?}");
    folder.join(&names[0])
}

/// Writes a key file as a person would: for nobody else to read.
pub fn write_key(path: &Path, text: &str) {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).expect("a new file");
    file.write_all(text.as_bytes()).expect("a key");
}

/// The id of the vault.
pub fn vault_id(sandbox: &Sandbox) -> String {
    sandbox.read(".groupkeep/vault").trim().to_owned()
}

/// The folder of the machine's state for the vault.
pub fn state(sandbox: &Sandbox) -> PathBuf {
    sandbox.home().join(".local/state/groupkeep").join(vault_id(sandbox))
}

/// The keys of the objects of one kind (`packs`, `snapshots`, `vault`, …) at a destination, sorted; not what is being
/// written.
pub fn objects(destination: &Path, kind: &str) -> Vec<String> {
    let of_kind = |key: &String| key.split('/').nth(2) == Some(kind) || key.split('/').next() == Some(kind);
    let whole = |key: &String| !key.rsplit('/').next().is_some_and(|name| name.starts_with("tmp-"));
    files(destination).into_iter().filter(|key| of_kind(key) && whole(key)).collect()
}

/// Inverts one byte in the middle of a file.
pub fn flip(path: &Path) {
    let mut bytes = fs::read(path).expect("an object");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    fs::write(path, bytes).expect("a damaged object");
}
