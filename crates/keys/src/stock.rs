//! The stock tools of this crate's tests.

use std::path::Path;

pub(crate) use groupkeep_testkit::stock::{run, succeed, tool};

/// Makes a key pair at `path` and `path.pub` with `ssh-keygen`.
pub(crate) fn ssh_key(path: &Path, kind: &[&str], passphrase: &str) -> bool {
    let Some(mut keygen) = tool("ssh-keygen") else { return false };
    succeed(keygen.args(["-q", "-N", passphrase, "-C", "a.li@laptop", "-t"]).args(kind).arg("-f").arg(path), None);
    true
}
