//! Ctrl-C in the middle of a backup: it stops at once, says so, and the next run goes on from what is there.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::SystemTime;

use crate::support::Sandbox;
use crate::trees::{Entry, assert_same, files, tree};
use crate::vaults::{objects, small, state};

/// How many files of how many bytes are backed up: enough for several packs.
const FILES: u64 = 40;
const SIZE: usize = 2 << 20;

/// A group large enough to be interrupted, its vault made, nothing of it backed up.
fn large() -> Sandbox {
    let sandbox = small("[{name: near, path: ../near}]");
    sandbox.run(&["vault", "init", "--quiet"]).exits(0);
    fs::create_dir(sandbox.group().join("media")).expect("a folder");
    let mut word = 88_172_645_463_325_252_u64;
    for n in 0..FILES {
        let mut bytes = Vec::with_capacity(SIZE);
        while bytes.len() < SIZE {
            word ^= word << 13;
            word ^= word >> 7;
            word ^= word << 17;
            bytes.extend(word.to_le_bytes());
        }
        let path = sandbox.group().join(format!("media/{n}.bin"));
        fs::write(&path, bytes).expect("a file");
        // Older than any doubt about whether it is still being written.
        let old = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
        fs::File::open(&path).and_then(|file| file.set_modified(old)).expect("a time");
    }
    sandbox
}

fn interrupt(process: u32) {
    let sent = Command::new("kill").args(["-INT", &process.to_string()]).status().expect("kill runs");
    assert!(sent.success());
}

/// Names of what a writer leaves behind while it writes.
fn temporary(folder: &Path) -> Vec<String> {
    files(folder).into_iter().filter(|name| name.contains("tmp")).collect()
}

#[test]
fn an_interrupted_backup_is_continued() {
    let sandbox = large();
    let near = sandbox.beside("near");
    let mut command = sandbox.command(&["backup", "--no-progress"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command starts");
    // The first pack at the destination is the signal; the loop ends with the process at the latest.
    while objects(&near, "packs").is_empty() && child.try_wait().expect("the process").is_none() {
        std::thread::yield_now();
    }
    interrupt(child.id());
    let output = child.wait_with_output().expect("the command ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("error: interrupted\nhint: run the command again; what can be reused was kept\n"), "{said}");
    assert_eq!(objects(&near, "snapshots"), Vec::<String>::new(), "what is not complete is no snapshot");
    assert_eq!(temporary(&near), Vec::<String>::new());
    let kept = objects(&near, "packs");
    assert!(!kept.is_empty());
    // The next run needs no help and writes none of it again.
    let report = sandbox.run(&["backup", "--format", "json"]).exits(0).json();
    assert_eq!(report["complete"], true);
    let all = objects(&near, "packs");
    assert!(kept.iter().all(|pack| all.contains(pack)), "what was kept is used");
    let added = report["bytes_added"].as_u64().expect("bytes");
    let whole = FILES * SIZE as u64;
    assert!(added < whole, "{added} of {whole} bytes were written again");
    let stored: u64 = all.iter().map(|pack| fs::metadata(near.join(pack)).expect("a pack").len()).sum();
    assert!(stored < whole + whole / 4, "{stored} bytes are stored for {whole}");
    sandbox.run(&["verify", "--hash"]).exits(0);
    sandbox.run(&["restore", "--to", "../back"]).exits(0);
    assert_same(&tree(&sandbox.group(), &[".groupkeep"]), &tree(&sandbox.beside("back"), &[]));
    assert_eq!(temporary(&state(&sandbox)), Vec::<String>::new());
}

#[test]
fn an_interrupted_restore_writes_no_half_file() {
    let sandbox = large();
    sandbox.run(&["backup", "--quiet"]).exits(0);
    let back = sandbox.beside("back");
    let mut command = sandbox.command(&["restore", "--to", "../back", "--no-progress"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command starts");
    while !back.join("media").is_dir() && child.try_wait().expect("the process").is_none() {
        std::thread::yield_now();
    }
    interrupt(child.id());
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
    // Whatever carries a final name is whole.
    let original = tree(&sandbox.group(), &[".groupkeep"]);
    let restored = tree(&back, &[]);
    assert!(restored.len() < original.len(), "it was too fast to be interrupted");
    for (path, entry) in restored.iter().filter(|(path, _)| !path.contains("tmp")) {
        if let (Entry::File(_, bytes), Some(Entry::File(_, whole))) = (entry, original.get(path)) {
            assert!(bytes == whole, "{path} is half of what it was");
        }
    }
}
