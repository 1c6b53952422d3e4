//! Making a release: what it asks for, what it refuses, and what it writes when it refuses (nothing).

use std::fs;

use crate::support::Sandbox;
use crate::trees::files;

const ALL: [&str; 10] = [
    "--purpose",
    "study",
    "--recipient",
    "a friend",
    "--basis",
    "consent",
    "--expires",
    "2027-06-30",
    "--preparer",
    "a.li",
];

/// A folder with one export and no configuration.
fn without_configuration() -> Sandbox {
    let example = Sandbox::example("reading-circle");
    let sandbox = Sandbox::empty();
    sandbox.write("result.json", &example.read("exports/telegram/result.json"));
    sandbox
}

#[test]
fn all_that_is_missing_is_named_at_once() {
    let sandbox = without_configuration();
    for profile in ["share", "research"] {
        let outcome = sandbox.run(&["anonymize", "result.json", "--to", "../out", "--profile", profile]).exits(2);
        let expected =
            format!("error: the {profile} profile needs purpose, recipient, basis, expires, preparer\nhint: ");
        assert!(outcome.stderr.starts_with(&expected), "{}", outcome.shown());
    }
    let some = ["anonymize", "result.json", "--to", "../out", "--purpose", "study", "--expires", "2027-06-30"];
    sandbox.run(&some).exits(2).says("the share profile needs recipient, basis, preparer\n");
    assert!(!sandbox.beside("out").exists());
    sandbox.run(&["anonymize", "result.json", "--to", "../inside", "--profile", "internal"]).exits(0);
}

#[test]
fn the_command_line_can_say_it_all() {
    let sandbox = without_configuration();
    let arguments = [&["anonymize", "result.json", "--to", "../out", "--format", "json"][..], &ALL].concat();
    let release = sandbox.run(&arguments).exits(0).json();
    assert_eq!(release["purpose"], "study");
    assert_eq!(release["preparer"], "a.li");
    assert_eq!(release["leak_check"]["found"], 0);
    assert_eq!(release["leak_check"]["canaries"]["found_after"], 0);
    assert!(release["leak_check"]["canaries"]["found_before"].as_u64() > Some(0), "{release}");
    assert_eq!(files(&sandbox.beside("out")).len(), 2);
    for output in release["outputs"].as_array().expect("outputs") {
        assert!(sandbox.beside("out").join(output["path"].as_str().expect("a path")).is_file());
    }
}

#[test]
fn nothing_is_overwritten() {
    let sandbox = without_configuration();
    for name in ["../full", "../empty"] {
        let out = sandbox.beside(&name[3..]);
        fs::create_dir(&out).expect("a folder");
        if name == "../full" {
            fs::write(out.join("mine.txt"), "mine\n").expect("a file");
        }
        let before = files(&out);
        let outcome = sandbox.run(&[&["anonymize", "result.json", "--to", name][..], &ALL].concat()).exits(4);
        assert!(outcome.stderr.contains("exists already\nhint: "), "{}", outcome.shown());
        assert_eq!(files(&out), before);
    }
    fs::write(sandbox.beside("file"), "mine\n").expect("a file");
    sandbox.run(&[&["anonymize", "result.json", "--to", "../file"][..], &ALL].concat()).exits(4);
    assert_eq!(fs::read_to_string(sandbox.beside("file")).expect("the file"), "mine\n");
}

#[test]
fn a_dry_run_counts_and_writes_nothing() {
    let sandbox = Sandbox::example("reading-circle");
    let before = files(&sandbox.group());
    let preview = sandbox.run(&["anonymize", "--dry-run", "--format", "json"]).exits(0);
    assert_eq!(preview.json()["outputs"].as_array().map(Vec::len), Some(4));
    for secret in ["110102197702143029", "6222022000007319054", "19900002110", "苏曼青", "曼青不赖床"] {
        assert!(!preview.stdout.contains(secret), "the preview shows {secret}");
    }
    assert_eq!(files(&sandbox.group()), before);
    assert_eq!(files(&sandbox.home()), Vec::<String>::new());
}

#[test]
fn what_survives_the_rewriting_stops_the_release() {
    // The rewriting reads text as people do. A name that a program encoded in it is found by the search of what was
    // written, which looks for every known value in every encoding.
    for (encoding, hidden) in [("base64", "QmVpY2hlbiBMdQ=="), ("hex", "4265696368656e204c75")] {
        let sandbox = without_configuration();
        let export = sandbox.read("result.json");
        let planted = export.replace("Welcome. This is", &format!("Welcome. {hidden} This is"));
        assert_ne!(planted, export);
        sandbox.write("result.json", &planted);
        let outcome = sandbox.run(&[&["anonymize", "result.json", "--to", "../out"][..], &ALL].concat()).exits(4);
        let outcome =
            outcome.says("error: refused: ").says(encoding).says("result.json").says("\nhint: nothing was released");
        assert!(!outcome.stderr.contains("Beichen") && !outcome.stderr.contains(hidden), "{}", outcome.shown());
        let left: Vec<_> = files(&sandbox.beside("")).into_iter().filter(|name| !name.starts_with("group/")).collect();
        assert_eq!(left, Vec::<String>::new(), "a leak leaves nothing behind, hidden or not");
    }
}

#[test]
fn run_makes_one_release_for_the_same_inputs() {
    let sandbox = Sandbox::example("reading-circle");
    sandbox.run(&["run", "--only", "anonymize"]).exits(0);
    let folder = sandbox.group().join("releases");
    let names = || {
        let all = fs::read_dir(&folder).expect("releases").flatten();
        let mut all: Vec<_> = all.map(|one| one.file_name().to_string_lossy().into_owned()).collect();
        all.sort();
        all
    };
    let first = names();
    // The release, and beside it what only the approvers can open.
    assert_eq!(first.len(), 2);
    assert!(first[0].starts_with("2026-11-01-") && first[1] == format!("{}.internal", first[0]), "{first:?}");
    assert_eq!(files(&folder.join(&first[1])), ["release-internal.json.age"]);
    sandbox.run(&["run", "--only", "anonymize", "--as-of", "2026-11-20"]).exits(0).prints("unchanged, releases/");
    sandbox.run(&["anonymize"]).exits(0).prints("unchanged: this release is at ");
    assert_eq!(names(), first, "an unchanged release is not made again, whatever the day");
    let ledger = sandbox.read("exports/overflow/erhaolou.jsonl").replacen("那我当租客", "那我当邻居", 1);
    sandbox.write("exports/overflow/erhaolou.jsonl", &ledger);
    sandbox.run(&["run", "--only", "anonymize"]).exits(0).prints("4 files released");
    assert_eq!(names().len(), 4);
}

#[test]
fn tables_can_be_released_with_the_exports() {
    let sandbox = Sandbox::example("reading-circle");
    let members = sandbox.read("tables/members.csv");
    let inputs = ["anonymize", "exports/telegram/result.json", "tables/members.csv", "--to", "../out"];
    sandbox.run(&inputs).exits(0);
    let out = sandbox.beside("out");
    let name = files(&out).into_iter().find(|name| name.ends_with("members.csv")).expect("the table");
    let released = fs::read_to_string(out.join(name)).expect("the table");
    assert_eq!(released.lines().count(), members.lines().count());
    for needle in crate::needles::members_of(&sandbox.group()) {
        assert!(!released.contains(&needle), "`{needle}` in the released table");
    }
}
