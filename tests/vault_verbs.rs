//! `vault init|info|card` and `status`: making a vault on purpose, and knowing what one has.

use std::fs;
use std::process::Command;

use crate::support::{Sandbox, have};
use crate::trees::files;
use crate::vaults::{identity, small, small_backed_up, vault_id};

#[test]
fn a_vault_is_made_once() {
    let sandbox = small("[{name: near, path: copies/near}]");
    let made = sandbox.run(&["vault", "init"]).exits(0).says("move it off this machine");
    assert_eq!(made.stdout, format!("{}\n", vault_id(&sandbox)), "standard output is the id");
    let before = files(&sandbox.home());
    let again = sandbox.run(&["vault", "init"]).exits(4);
    let expected = format!(
        "error: group `small` has a vault already: {}\nhint: `groupkeep vault info` says what it is\n[exit 4]\n",
        vault_id(&sandbox)
    );
    assert_eq!(again.shown(), expected);
    assert_eq!(files(&sandbox.home()), before);
    sandbox.run(&["status"]).exits(3).prints("no snapshot yet");
    sandbox.run(&["backup"]).exits(0);
    sandbox.run(&["status"]).exits(0).prints("1 snapshots, newest within the hour").says("still on this machine");
}

#[test]
fn without_a_vault_there_is_nothing_to_show() {
    let sandbox = small("[{name: near, path: copies/near}]");
    for verb in [&["vault", "info"][..], &["vault", "card"], &["status"], &["snapshots"], &["verify"], &["backup"]] {
        let outcome =
            sandbox.run(verb).exits(2).says("error: group `small` has no vault yet\nhint: `groupkeep vault init`");
        assert_eq!(outcome.stdout, "");
    }
    let nowhere = Sandbox::empty();
    nowhere.write("groupkeep.yaml", "group: {name: small}\n");
    nowhere.run(&["vault", "init"]).exits(2).says("names no backup destination\nhint: add backup: ");
}

#[test]
fn keys_of_stock_tools_can_be_the_readers() {
    if !(have("age-keygen") && have("ssh-keygen")) {
        return;
    }
    let sandbox = small("[{name: near, path: copies/near}]");
    let (age, ssh) = (sandbox.beside("age.txt"), sandbox.beside("ssh"));
    let made = Command::new("age-keygen").arg("-o").arg(&age).output().expect("age-keygen runs");
    assert!(made.status.success());
    let ssh_keygen = ["-q", "-t", "ed25519", "-N", "", "-C", "successor", "-f"];
    assert!(Command::new("ssh-keygen").args(ssh_keygen).arg(&ssh).status().expect("ssh-keygen runs").success());
    let text = fs::read_to_string(&age).expect("an identity");
    let recipient = text.lines().find_map(|line| line.strip_prefix("# public key: ")).expect("a recipient");
    sandbox.run(&["vault", "init", "--recipient", recipient, "--recipient", "../ssh.pub"]).exits(0);
    assert!(!sandbox.home().join(".config/groupkeep/identities").exists(), "no identity is made on this machine");
    sandbox.run(&["backup"]).exits(0);
    for (key, to) in [("../age.txt", "../by-age"), ("../ssh", "../by-ssh")] {
        sandbox.run(&["restore", "--identity", key, "--to", to]).exits(0);
        assert_eq!(
            fs::read(sandbox.beside(&to[3..]).join("note.txt")).ok(),
            Some(sandbox.read("note.txt").into_bytes())
        );
    }
    let info = sandbox.run(&["vault", "info", "--format", "json"]).exits(0).json();
    assert_eq!(info["readers"].as_array().map(Vec::len), Some(2));
    let wrong = small("[{name: near, path: copies/near}]");
    wrong.run(&["vault", "init", "--recipient", "age1nonsense"]).exits(2).says("hint: ");
    assert!(!wrong.group().join("copies").exists() && !wrong.group().join(".groupkeep").exists());
}

#[test]
fn the_commands_on_the_card_work() {
    if !(have("age") && have("zstd")) {
        return;
    }
    let sandbox = small_backed_up();
    let card = sandbox.run(&["vault", "card"]).exits(0).stdout;
    assert!(card.contains(&vault_id(&sandbox)) && card.contains("copies/near"), "{card}");
    assert!(sandbox.run(&["vault", "card", "--lang", "zh"]).exits(0).stdout.contains(&vault_id(&sandbox)));
    let near = sandbox.group().join("copies/near");
    let pack = crate::vaults::objects(&near, "packs").remove(0);
    let key = identity(&sandbox);
    let command = |start: &str| {
        let line = card.lines().map(str::trim).find(|line| line.starts_with(start)).expect("a command on the card");
        line.split("    ").next().unwrap_or(line).trim().to_owned()
    };
    let fill = |line: String| {
        line.replace("NEW-FOLDER", "../back")
            .replace("IDENTITY", &key.to_string_lossy())
            .replace("COPY", &near.to_string_lossy())
            .replace("VAULT", &vault_id(&sandbox))
            .replace("/PACK", &format!("/{}", pack.rsplit('/').next().unwrap_or_default()))
    };
    let commands = [command("groupkeep restore"), command("age -d -i IDENTITY"), command("age -d -i epoch.txt")];
    let script = commands.map(fill).join("\n").replacen("groupkeep", env!("CARGO_BIN_EXE_groupkeep"), 1);
    let mut bash = Command::new("bash");
    bash.args(["-o", "pipefail", "-euc", &script]).current_dir(sandbox.group()).env("HOME", sandbox.beside("nobody"));
    let output = bash.output().expect("bash starts");
    assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(sandbox.beside("back/note.txt").is_file());
}
