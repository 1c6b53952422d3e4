//! `find` and `diff`: what was when.

use crate::support::Sandbox;
use crate::vaults::small_backed_up;

/// The ids of the snapshots, oldest first.
fn ids(sandbox: &Sandbox) -> Vec<String> {
    let listed = sandbox.run(&["snapshots", "--format", "json"]).exits(0).json();
    let snapshots = listed["snapshots"].as_array().expect("snapshots").iter();
    snapshots.map(|snapshot| snapshot["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn what_changed_between_two_snapshots() {
    let sandbox = small_backed_up();
    sandbox.write("note.txt", "one file of a small group, and more\n");
    sandbox.write("chats/new.txt", "new\n");
    sandbox.run(&["backup", "--quiet"]).exits(0);
    let ids = ids(&sandbox);
    let (first, second) = (&ids[0][..16], &ids[1][..16]);
    let outcome = sandbox.run(&["diff", first]).exits(0);
    // The group's own folder has another time of modification too, for a folder was made in it.
    let expected = format!(
        "+ chats\n+ chats/new.txt  (4 B)\nM note.txt  (26 B -> 36 B)\n\
         {first} … {second}: 2 added, 0 removed, 1 changed, 0 with other attributes only\n"
    );
    assert_eq!(outcome.stdout, expected);
    let back = sandbox.run(&["diff", second, first, "--lang", "zh"]).exits(0);
    assert!(back.stdout.ends_with("0 个新增, 2 个删除, 1 个改动, 0 个只变了属性\n"), "{}", back.shown());
    sandbox.run(&["diff", "latest"]).exits(0).prints("0 added, 0 removed, 0 changed");
    sandbox.run(&["diff", "0000"]).exits(2).says("hint: ");
    sandbox.run(&["diff"]).exits(2).says("<BEFORE>");
}

#[test]
fn where_a_file_is() {
    let sandbox = small_backed_up();
    sandbox.run(&["backup", "--quiet"]).exits(0);
    sandbox.write("note.txt", "another\n");
    sandbox.run(&["backup", "--quiet"]).exits(0);
    let ids = ids(&sandbox);
    let found = sandbox.run(&["find", "note*"]).exits(0);
    let lines: Vec<&str> = found.stdout.lines().collect();
    assert_eq!(lines.len(), 4, "{}", found.shown());
    assert!(lines[0].contains("26 B") && lines[0].ends_with("  note.txt"), "{}", found.shown());
    let span = |line: &str| (line.contains(&ids[0][..16]), line.contains(&ids[1][..16]), line.contains(&ids[2][..16]));
    assert_eq!(span(lines[1]), (true, true, false), "{}", found.shown());
    assert!(lines[1].trim_start().starts_with("in 2 snapshots: "), "{}", found.shown());
    assert_eq!(span(lines[3]), (false, false, true), "{}", found.shown());
    let nothing = sandbox.run(&["find", "absent", "NOTE.TXT"]).exits(0).says("nothing in 3 snapshots fits");
    assert_eq!(nothing.stdout, "");
    sandbox.run(&["find", "-i", "NOTE.TXT"]).exits(0).prints("note.txt");
    sandbox.run(&["find", "["]).exits(2).says("error: `[` is no pattern to search for");
    sandbox.run(&["find"]).exits(2).says("<PATTERN>");
}
