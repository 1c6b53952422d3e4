//! `docs/recover.py` and the commands of `docs/recover.md` restore what groupkeep backed up, or say what they could not.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::recovery::{LEFT_OUT, add_odd_files, noise};
use crate::support::{Outcome, Sandbox, have, repository};
use crate::trees::{Entry, assert_same, tree};
use crate::vaults::{flip, identity, objects, vault_id, write_key};

/// The tools the page asks for.
fn tools() -> bool {
    ["python3", "age", "zstd"].into_iter().all(have)
}

/// Restores to `to` beside the group from the named copies.
fn recover(sandbox: &Sandbox, key: &Path, to: &str, copies: &[&str]) -> Outcome {
    let mut command = Command::new("python3");
    command.arg(repository().join("docs/recover.py")).arg("--identity").arg(key);
    command.arg("--to").arg(sandbox.beside(to)).args(copies).current_dir(sandbox.group().join("copies"));
    // As on a machine set up for another language, or for none.
    command.env("LC_ALL", "C").stdin(Stdio::null());
    sandbox.outcome(&mut command)
}

/// A group whose first snapshot has several packs, and whose second has one of its own with the manifest in it.
fn several_packs() -> Sandbox {
    let sandbox = Sandbox::example("quiet-library");
    add_odd_files(&sandbox.group());
    fs::write(sandbox.group().join("media/two packs.bin"), noise(20 << 20)).expect("a file");
    let mut deep = sandbox.group();
    deep.extend(["deep"; 40]);
    fs::create_dir_all(&deep).expect("folders");
    fs::write(deep.join(OsStr::from_bytes(b"not UTF-8 \xff\xfe")), "named by bytes\n").expect("a file");
    sandbox.run(&["run", "--only", "backup", "--quiet"]).exits(0);
    sandbox.write("minutes/two.md", "the second snapshot\n");
    sandbox.run(&["run", "--only", "backup", "--quiet"]).exits(0);
    sandbox
}

/// The packs that the newest snapshot of a copy needs, by its list.
fn needed(copy: &Path) -> Vec<PathBuf> {
    let statement = fs::read_to_string(copy.join(objects(copy, "snapshots").pop().expect("a statement")));
    let statement = statement.expect("a statement");
    let body: serde_json::Value = serde_json::from_str(statement.lines().next().expect("a line")).expect("JSON");
    let is_list = |name: &String| name.ends_with(body["list"]["sha256"].as_str().expect("a digest"));
    let list = objects(copy, "lists").into_iter().find(is_list).expect("the list");
    let list = fs::read_to_string(copy.join(list)).expect("a list");
    let packs = objects(copy, "packs");
    packs.iter().filter(|name| list.contains(&name[name.len() - 64..])).map(|name| copy.join(name)).collect()
}

/// What the group holds, without what runs leave.
fn whole(sandbox: &Sandbox) -> BTreeMap<String, Entry> {
    tree(&sandbox.group(), &LEFT_OUT)
}

/// The paths the script says are missing.
fn named(outcome: &Outcome) -> Vec<String> {
    let lines = outcome.stderr.lines().filter_map(|line| line.strip_prefix("NOT RESTORED: "));
    let name = |line: &str| line.split("\": ").next().unwrap_or_default().trim_start_matches('"').to_owned();
    lines.map(name).collect()
}

#[test]
fn the_script_restores_every_byte_and_all_metadata() {
    if !tools() {
        return;
    }
    let sandbox = several_packs();
    assert!(objects(&sandbox.group().join("copies/near"), "packs").len() >= 3);
    let outcome = recover(&sandbox, &identity(&sandbox), "back", &["near"]).exits(0);
    outcome.says("everything in the snapshot is restored").says(&vault_id(&sandbox));
    assert_same(&whole(&sandbox), &tree(&sandbox.beside("back"), &LEFT_OUT));
    let inode = |name: &str| {
        let path = sandbox.beside("back/media/odd ones/奇怪的文件").join(name);
        fs::metadata(path).expect("a restored file").ino()
    };
    assert_eq!(inode("script"), inode("the same script"), "they are one file");
    assert_ne!(inode("script"), inode("private"));
}

#[test]
fn an_older_snapshot_is_restored_by_its_id() {
    if !tools() {
        return;
    }
    let sandbox = crate::vaults::small_backed_up();
    sandbox.write("note.txt", "changed\n");
    sandbox.run(&["run", "--only", "backup", "--quiet"]).exits(0);
    let key = identity(&sandbox);
    let snapshots = sandbox.run(&["snapshots", "--format", "json"]).exits(0).json()["snapshots"].clone();
    let first = snapshots[0]["id"].as_str().expect("an id");
    let ids = |outcome: &Outcome| outcome.stderr.matches(&first[..16]).count();
    let listed = recover(&sandbox, &key, "none", &["near", "--snapshot", "list"]).exits(1);
    assert_eq!(ids(&listed), 1, "{}", listed.shown());
    assert!(!sandbox.beside("none").exists());
    recover(&sandbox, &key, "old", &["near", "--snapshot", first]).exits(0);
    recover(&sandbox, &key, "new", &["near"]).exits(0);
    let note = |to: &str| fs::read_to_string(sandbox.beside(to).join("note.txt")).expect("a note");
    assert_eq!((note("old").as_str(), note("new").as_str()), ("one file of a small group\n", "changed\n"));
    recover(&sandbox, &key, "old", &["near"]).exits(1).says("is not empty");
    assert_eq!(note("old"), "one file of a small group\n");
}

#[test]
fn a_damaged_pack_costs_its_own_files_and_another_copy_gives_them_back() {
    if !tools() {
        return;
    }
    let sandbox = several_packs();
    let key = identity(&sandbox);
    let near = sandbox.group().join("copies/near");
    let packs = needed(&near);
    let bytes: Vec<Vec<u8>> = packs.iter().map(|pack| fs::read(pack).expect("a pack")).collect();
    let swap = |one: usize, other: usize| {
        fs::write(&packs[one], &bytes[other]).expect("a swapped pack");
        fs::write(&packs[other], &bytes[one]).expect("a swapped pack");
    };
    let expected = whole(&sandbox);
    let mut costs = Vec::new();
    for at in 0..packs.len() {
        let other = (at + 1) % packs.len();
        for harm in ["deleted", "flipped", "swapped"] {
            match harm {
                "deleted" => fs::remove_file(&packs[at]).expect("a pack goes"),
                "flipped" => flip(&packs[at]),
                _ => swap(at, other),
            }
            let to = format!("{harm} {at}");
            let outcome = recover(&sandbox, &key, &to, &["near"]).exits(1);
            let lost = named(&outcome);
            assert!(!lost.is_empty() && outcome.stderr.contains("not restored"), "{}", outcome.shown());
            // What is there is right, and what is not is named: by itself, or in what the manifest's lost part names.
            let manifest = outcome.stderr.contains("everything after it until the end");
            let got = tree(&sandbox.beside(&to), &LEFT_OUT);
            for (path, entry) in &expected {
                match got.get(path) {
                    Some(found) => assert_eq!(found, entry, "{path}"),
                    None => assert!(manifest || lost.iter().any(|lost| same_name(lost, path)), "{path} of {lost:?}"),
                }
            }
            assert!(got.keys().all(|path| expected.contains_key(path)), "{to}");
            costs.push((manifest, expected.len() - got.len()));
            let both = recover(&sandbox, &key, &format!("both {to}"), &["near", "far"]).exits(0);
            both.says("used another copy instead: ");
            assert_same(&expected, &tree(&sandbox.beside(&format!("both {to}")), &LEFT_OUT));
            for (pack, bytes) in packs.iter().zip(&bytes) {
                fs::write(pack, bytes).expect("as it was");
            }
        }
    }
    assert!(costs.iter().any(|(manifest, lost)| !manifest && *lost > 0), "no pack held files alone: {costs:?}");
}

/// Whether the script's spelling of a name is that of `tree`, whose bytes that are not UTF-8 are lost.
fn same_name(said: &str, path: &str) -> bool {
    said == path || (path.contains('\u{fffd}') && said.starts_with(path.split('\u{fffd}').next().unwrap_or_default()))
}

#[test]
fn a_pack_cut_anywhere_is_refused_by_the_script_and_by_the_commands() {
    if !tools() {
        return;
    }
    let sandbox = Sandbox::empty();
    sandbox.write("groupkeep.yaml", "group: {name: cut}\nbackup: {destinations: [{name: near, path: copies/near}]}\n");
    fs::write(sandbox.group().join("large.bin"), noise(1 << 20)).expect("a file");
    sandbox.run(&["run", "--only", "backup", "--quiet"]).exits(0);
    // The second snapshot's manifest is in a pack of its own.
    sandbox.write("small.txt", "another pack\n");
    sandbox.run(&["run", "--only", "backup", "--quiet"]).exits(0);
    let (near, key) = (sandbox.group().join("copies/near"), identity(&sandbox));
    let packs = objects(&near, "packs");
    let size = |name: &String| fs::metadata(near.join(name)).expect("a pack").len();
    let largest = packs.iter().max_by_key(|name| size(name)).expect("a pack");
    let whole = fs::read(near.join(largest)).expect("a pack");
    let commands = Page::new(&sandbox, &near, largest);
    commands.run("By hand", "").expect("whole packs open");
    let mut cuts = 0;
    for end in (0..whole.len()).step_by(64 << 10) {
        fs::write(near.join(largest), &whole[..end]).expect("a cut pack");
        let to = format!("cut at {end}");
        let outcome = recover(&sandbox, &key, &to, &["near"]).exits(1);
        assert_eq!(named(&outcome), [".gitignore", "groupkeep.yaml", "large.bin"][3 - named(&outcome).len()..]);
        assert!(named(&outcome).contains(&"large.bin".to_owned()), "{}", outcome.shown());
        assert!(!sandbox.beside(&to).join("large.bin").exists());
        assert_eq!(fs::read_to_string(sandbox.beside(&to).join("small.txt")).expect("the rest"), "another pack\n");
        // Without looking at the checksum: the last line alone has to fail too.
        let failed = commands.run("By hand", "sha256sum").expect_err("a cut pack must not open");
        assert!(failed.contains("age: error: "), "{failed}");
        cuts += 1;
    }
    assert!(cuts >= 16, "{cuts}");
}

#[test]
fn a_wrong_identity_is_said_to_be_one() {
    if !tools() {
        return;
    }
    let sandbox = crate::vaults::small_backed_up();
    let other = crate::vaults::small_backed_up();
    let outcome = recover(&sandbox, &identity(&other), "back", &["near"]).exits(1);
    let outcome = outcome.says("opens no key of this vault: is it the right identity?");
    assert!(outcome.says("no identity matched any of the recipients").stdout.is_empty());
    write_key(&sandbox.beside("no-key"), "nothing of the kind\n");
    recover(&sandbox, &sandbox.beside("no-key"), "back", &["near"]).exits(1).says("opens no key of this vault");
    recover(&sandbox, &sandbox.beside("absent"), "back", &["near"]).exits(1).says("absent");
    recover(&sandbox, &identity(&sandbox), "back", &["nowhere"]).exits(1).says("no snapshot chosen");
    assert_eq!(tree(&sandbox.beside("back"), &[]), BTreeMap::new());
}

#[test]
fn the_ssh_key_of_a_reader_is_an_identity() {
    if !(tools() && have("ssh-keygen")) {
        return;
    }
    let sandbox = crate::vaults::small("[{name: near, path: copies/near}]");
    let key = sandbox.beside("id_ed25519");
    let mut keygen = Command::new("ssh-keygen");
    keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key).stdin(Stdio::null());
    assert!(keygen.status().expect("ssh-keygen starts").success());
    let recipient = fs::read_to_string(key.with_extension("pub")).expect("the public key");
    sandbox.run(&["vault", "init", "--recipient", recipient.trim()]).exits(0);
    sandbox.run(&["run", "--only", "backup", "--quiet"]).exits(0);
    recover(&sandbox, &key, "back", &["near"]).exits(0);
    assert_same(&whole(&sandbox), &tree(&sandbox.beside("back"), &LEFT_OUT));
}

#[test]
fn a_damaged_newest_snapshot_is_not_passed_over_in_silence() {
    if !tools() {
        return;
    }
    let sandbox = crate::vaults::small_backed_up();
    sandbox.write("note.txt", "changed\n");
    sandbox.run(&["run", "--only", "backup", "--quiet"]).exits(0);
    let near = sandbox.group().join("copies/near");
    let newest = objects(&near, "snapshots").pop().expect("a statement");
    flip(&near.join(&newest));
    let outcome = recover(&sandbox, &identity(&sandbox), "back", &["near"]).exits(1);
    assert_eq!(named(&outcome.says("1 not restored")).len(), 1);
    let note = fs::read_to_string(sandbox.beside("back/note.txt")).expect("the older one");
    assert_eq!(note, "one file of a small group\n");
}

#[test]
fn no_secret_is_left_behind() {
    if !tools() {
        return;
    }
    let sandbox = crate::vaults::small_backed_up();
    let before = crate::trees::files(&sandbox.beside(""));
    recover(&sandbox, &identity(&sandbox), "back", &["near"]).exits(0);
    let mut after = crate::trees::files(&sandbox.beside(""));
    after.retain(|file| !before.contains(file));
    assert_eq!(after, ["back/.gitignore", "back/groupkeep.yaml", "back/note.txt"][3 - after.len()..]);
    let mode = fs::metadata(sandbox.beside("back")).expect("the folder").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

/// The commands of `docs/recover.md`, its capitals replaced.
struct Page {
    folder: PathBuf,
    words: Vec<(&'static str, String)>,
}

impl Page {
    fn new(sandbox: &Sandbox, copy: &Path, pack: &str) -> Self {
        let statement = copy.join(objects(copy, "snapshots").pop().expect("a statement"));
        let words = [
            ("STATEMENT", statement.display().to_string()),
            ("PACK", pack.rsplit('/').next().unwrap_or_default().to_owned()),
            ("COPY", copy.display().to_string()),
            ("KEY", identity(sandbox).display().to_string()),
        ];
        Self { folder: sandbox.beside(""), words: words.into() }
    }

    /// The fenced commands below the heading in the page of a language, without the line that begins with `without`.
    fn commands(&self, page: &str, heading: &str, without: &str) -> String {
        let text = fs::read_to_string(repository().join("docs").join(page)).expect("the page");
        let section = text.split_once(&format!("## {heading}\n")).expect("the section").1;
        let fence = section.split_once("```sh\n").expect("a fence").1.split_once("```").expect("its end").0;
        let kept = fence.lines().filter(|line| without.is_empty() || !line.starts_with(without));
        let mut script = kept.collect::<Vec<_>>().join("\n");
        for (word, value) in &self.words {
            script = script.replace(word, value);
        }
        script
    }

    /// Runs them; gives standard output, or standard error when they fail.
    fn run(&self, heading: &str, without: &str) -> Result<String, String> {
        let script = self.commands("recover.md", heading, without);
        let mut bash = Command::new("bash");
        bash.args(["-euc", &script]).current_dir(&self.folder).stdin(Stdio::null());
        let output = bash.output().expect("bash starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }
}

#[test]
fn the_commands_of_both_pages_are_the_same_and_work() {
    if !(tools() && have("ssh-keygen") && have("sha256sum")) {
        return;
    }
    let sandbox = crate::vaults::small_backed_up();
    let near = sandbox.group().join("copies/near");
    let packs = objects(&near, "packs");
    let page = Page::new(&sandbox, &near, &packs[0]);
    for (english, chinese) in [("By hand", "手工来做"), ("Is it really yours?", "真的是你们的吗？"), ("Steps", "步骤")]
    {
        let commands = page.commands("recover.md", english, "");
        assert_eq!(commands, page.commands("recover.zh-CN.md", chinese, ""));
    }
    let mut chunks = Vec::new();
    for pack in &packs {
        let sum = Page::new(&sandbox, &near, pack).run("By hand", "").expect("the commands work");
        assert!(pack.ends_with(sum.split(' ').next().expect("a sum")), "{sum}");
        chunks.extend(fs::read(sandbox.beside("chunks")).expect("the chunks"));
    }
    assert!(String::from_utf8_lossy(&chunks).contains("one file of a small group\n"));
    let said = page.run("Is it really yours?", "").expect("the signature counts");
    assert!(said.starts_with(&vault_id(&sandbox)), "{said}");
    assert!(said.contains("Good \"groupkeep-snapshot-v1\" signature for writer"), "{said}");
}
