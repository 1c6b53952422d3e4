//! Nothing of the daily path needs a network.

use std::process::Command;

use crate::support::{have, repository, skip};

#[test]
fn the_daily_path_needs_no_network() {
    if !have("unshare") {
        return;
    }
    for example in ["quiet-library", "reading-circle"] {
        let output = Command::new(repository().join("tests/offline.sh"))
            .arg(env!("CARGO_BIN_EXE_groupkeep"))
            .arg(repository().join("examples").join(example))
            .output()
            .expect("the script starts");
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        if output.status.code() == Some(77) {
            skip("network namespaces are not allowed here");
            return;
        }
        assert!(output.status.success(), "{example}\n{said}");
        assert!(said.ends_with("offline: all steps passed\n"), "{said}");
    }
}
