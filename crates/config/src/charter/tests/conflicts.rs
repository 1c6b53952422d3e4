//! Several files that do not agree.

use super::{parse, wrong};

#[test]
fn what_two_files_say_differently_is_named_with_both_places() {
    for (files, expected) in [
        // The same scalar, said the same way, is still said twice.
        (
            &[("a.yaml", "scope: community\n"), ("b.yaml", "scope: community\n")][..],
            &["b.yaml:1:1: `scope` is given twice, first at a.yaml:1:1"][..],
        ),
        // A list is not joined with another.
        (
            &[("a.yaml", "topics: [reading]\n"), ("b.yaml", "# x\ntopics:\n  - writing\n")],
            &["b.yaml:2:1: `topics` is given twice, first at a.yaml:1:1"],
        ),
        // Maps are joined, down to the key that collides.
        (
            &[
                ("a.yaml", "roles:\n  owner: {member: m1}\nnotice: {retention_days: 30}\n"),
                ("b.yaml", "notice:\n  contact: x\n  retention_days: 31\nroles: {admins: [m2]}\n"),
            ],
            &["b.yaml:3:3: `notice.retention_days` is given twice, first at a.yaml:3:10"],
        ),
        // Three files: each later one is measured against the first.
        (
            &[
                ("a.yaml", "scope: community\n"),
                ("b.md", "---\nscope: community\n---\n"),
                ("c.yml", "scope: community\n"),
            ],
            &[
                "b.md:2:1: `scope` is given twice, first at a.yaml:1:1",
                "c.yml:1:1: `scope` is given twice, first at a.yaml:1:1",
            ],
        ),
        // Twice in one file is that file's own mistake.
        (&[("a.yaml", "scope: community\nscope: commercial\n")], &["a.yaml:2:1: `scope` is given twice"]),
    ] {
        assert_eq!(wrong(files), expected, "{files:?}");
    }
}

#[test]
fn parts_that_complete_each_other_are_one_charter_in_any_order() {
    let parts = [
        ("a.yaml", "roles: {owner: {member: m1}}\n"),
        ("b.md", "\u{feff}---\r\nroles:\r\n  admins: [m2]\r\n---\r\ntext\r\n"),
        ("c.yml", "topics: [reading]\n"),
        ("empty.yaml", ""),
        ("comment.yaml", "# nothing yet\n"),
        ("prose.md", "# Title\n"),
    ];
    let mut turned = parts;
    for _ in 0..parts.len() {
        turned.rotate_left(1);
        let charter = parse(&turned).unwrap();
        assert_eq!(charter.text("roles.owner.member"), Some("m1"));
        assert_eq!(charter.list("roles.admins").len(), 1);
        let (file, position) = charter.position("roles.admins").unwrap();
        assert_eq!((file.to_str(), position.line, position.column), (Some("b.md"), 3, 11));
    }
}

#[test]
fn a_broken_file_does_not_hide_the_mistakes_of_another() {
    let said =
        wrong(&[("a.yaml", "scope: [open\n"), ("b.yaml", "scopee: community\n"), ("c.md", "---\n- list\n---\n")]);
    for file in ["a.yaml:", "b.yaml:1:1:", "c.md:2:1:"] {
        assert!(said.iter().any(|message| message.starts_with(file)), "{file} {said:?}");
    }
}
