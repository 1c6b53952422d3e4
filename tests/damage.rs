//! `verify` finds what a copy lost or what was altered in it, and names it.

use std::fs;

use serde_json::{Value, json};

use crate::support::Sandbox;
use crate::vaults::{backed_up, flip, objects, small_backed_up};

/// What `verify --hash` says of each destination: name, status, missing, damaged.
fn verdicts(sandbox: &Sandbox, exit: i32) -> Vec<Value> {
    let report = sandbox.run(&["verify", "--hash", "--format", "json"]).exits(exit).json();
    let each = report["destinations"].as_array().expect("destinations").iter();
    each.map(|one| json!([one["name"], one["status"], one["missing"], one["damaged"]])).collect()
}

#[test]
fn intact_copies_are_fully_read() {
    let sandbox = backed_up("quiet-library");
    assert_eq!(verdicts(&sandbox, 0), [json!(["near", "ok", [], []]), json!(["far", "ok", [], []])]);
    let report = sandbox.run(&["verify", "--hash", "--format", "json"]).exits(0).json();
    for one in report["destinations"].as_array().expect("destinations") {
        let name = one["name"].as_str().expect("a name");
        let present = crate::trees::files(&sandbox.group().join("copies").join(name)).len();
        assert_eq!((&one["objects"], &one["checked"]), (&json!(present), &json!(present)));
    }
}

#[test]
fn a_deleted_pack_is_missing() {
    let sandbox = backed_up("quiet-library");
    let near = sandbox.group().join("copies/near");
    let pack = objects(&near, "packs").remove(0);
    fs::remove_file(near.join(&pack)).expect("a pack goes");
    assert_eq!(verdicts(&sandbox, 1), [json!(["near", "damaged", [&pack], []]), json!(["far", "ok", [], []])]);
    sandbox.run(&["verify"]).exits(1).prints(&format!("  missing: {pack}\n"));
}

#[test]
fn one_inverted_byte_is_found_in_every_kind_of_object() {
    for kind in ["packs", "lists", "index", "snapshots", "vault", "epochs"] {
        let sandbox = small_backed_up();
        let near = sandbox.group().join("copies/near");
        let object = objects(&near, kind).remove(0);
        flip(&near.join(&object));
        let outcome = sandbox.run(&["verify", "--hash"]);
        let digest =
            object.rsplit(['/', '-']).next().expect("a name").trim_end_matches(".json").trim_end_matches(".age");
        assert_ne!(outcome.status, Some(0), "{kind}\n{}", outcome.shown());
        assert!(format!("{}{}", outcome.stdout, outcome.stderr).contains(digest), "{kind}\n{}", outcome.shown());
    }
}

#[test]
fn a_flipped_pack_is_damage_and_restore_does_not_use_it() {
    let sandbox = backed_up("quiet-library");
    let near = sandbox.group().join("copies/near");
    let packs = objects(&near, "packs");
    for pack in &packs {
        flip(&near.join(pack));
    }
    assert_eq!(verdicts(&sandbox, 1), [json!(["near", "damaged", [], packs]), json!(["far", "ok", [], []])]);
    // Sizes are right, so the quick look sees nothing.
    sandbox.run(&["verify"]).exits(0);
    sandbox.run(&["restore", "--to", "../back"]).exits(0).says("used another destination");
    let alone = sandbox.run(&["restore", "--from", "near", "--to", "../alone"]);
    assert!(!matches!(alone.status, Some(0)), "{}", alone.shown());
}

#[test]
fn a_destination_that_stayed_away_is_behind() {
    let sandbox = backed_up("quiet-library");
    let (far, away) = (sandbox.group().join("copies/far"), sandbox.beside("away"));
    fs::rename(&far, &away).expect("the disk is unplugged");
    sandbox.write("charter/new.md", "new\n");
    sandbox.run(&["backup"]).exits(3).prints("  near: ok").prints("  far: failed");
    assert_eq!(verdicts(&sandbox, 3)[1], json!(["far", "unreachable", [], []]));
    fs::rename(&away, &far).expect("the disk is back");
    let behind = verdicts(&sandbox, 3).remove(1);
    assert_eq!((&behind[1], &behind[3]), (&json!("behind"), &json!([])));
    assert!(behind[2].as_array().is_some_and(|missing| missing.len() >= 3), "{behind}");
    // The next backup brings what it missed.
    sandbox.write("charter/newer.md", "newer\n");
    sandbox.run(&["backup"]).exits(0);
    sandbox.run(&["restore", "--from", "far", "--to", "../back"]).exits(0);
    assert_eq!(fs::read_to_string(sandbox.beside("back/charter/new.md")).expect("a restored file"), "new\n");
}
