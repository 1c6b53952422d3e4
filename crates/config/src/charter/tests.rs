use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::{Error, Problems};

mod conflicts;

fn parse(files: &[(&str, &str)]) -> Result<Charter, Problems> {
    Charter::parse(files.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned())).collect())
}

fn wrong(files: &[(&str, &str)]) -> Vec<String> {
    parse(files).unwrap_err().iter().map(ToString::to_string).collect()
}

const CHARTER: &str = "scope: community
founded_on: 2024-05-01
topics: reading
roles:
  owner: {member: m1, duties: [keep order]}
  admins: [m2, {member: 3, contact: x}]
successors:
  - {member: 13812345678, accepted_on: 2026-01-31}
channels: [{platform: telegram, roster_share: 0.6, join_link_expires_on: 2026-12-31}]
rules: {version: 1.10, prohibited: [ads], revisions: [first, {version: 2, date: 2026-02-01}]}
notice: {retention_days: 30, kinds: [name]}
takedown:
";

#[test]
fn paths_lead_to_typed_values() {
    let charter = parse(&[("charter.yaml", CHARTER)]).unwrap();
    assert_eq!((charter.scope(), charter.text("rules.version")), (Some("community"), Some("1.10")));
    assert_eq!(charter.date("founded_on"), Some(jiff::civil::date(2024, 5, 1)));
    assert_eq!((charter.int("notice.retention_days"), charter.int("scope")), (Some(30), None));
    let successors = charter.list("successors");
    assert_eq!((successors[0].text("member"), successors[0].index), (Some("13812345678"), 0));
    assert_eq!(successors[0].date("accepted_on"), Some(jiff::civil::date(2026, 1, 31)));
    let admins: Vec<_> = charter.list("roles.admins").iter().map(|admin| admin.text("member")).collect();
    assert_eq!(admins, [Some("m2"), Some("3")]);
    assert_eq!(charter.list("channels")[0].number("roster_share"), Some(0.6));
    assert_eq!(charter.text("successors[0].member"), Some("13812345678"));
    assert_eq!(charter.list("topics")[0].text(""), Some("reading"));
    assert!(charter.list("scope.nothing").is_empty());
    assert_eq!(charter.list("rules.revisions")[1].text("version"), Some("2"));
    for (path, present) in [
        ("roles.owner", true),
        ("notice.kinds", true),
        ("takedown", false),
        ("takedown.contact", false),
        ("minors", false),
    ] {
        assert_eq!(charter.present(path), present, "{path}");
    }
}

#[test]
fn files_are_merged_and_remember_where_each_value_stands() {
    let handbook = "---\r\nhandbook:\r\n  version: 2\r\nrules: {speech: kind}\r\n---\r\n# 《社群运营合规手册》\r\nscope: not front matter\r\n";
    let plain = "# just text\n---\nscope: no\n---\n";
    let charter = parse(&[("c/charter.yaml", CHARTER), ("c/handbook.md", handbook), ("c/notes.md", plain)]).unwrap();
    assert_eq!((charter.text("handbook.version"), charter.text("rules.speech")), (Some("2"), Some("kind")));
    let place = |path: &str| {
        let (file, position) = charter.position(path).unwrap();
        (file.to_str().unwrap().to_owned(), position.line, position.column)
    };
    assert_eq!(place("handbook.version"), ("c/handbook.md".to_owned(), 3, 12));
    assert_eq!(place("rules.speech"), ("c/handbook.md".to_owned(), 4, 17));
    assert_eq!(place("rules.version"), ("c/charter.yaml".to_owned(), 10, 18));
    assert_eq!(place("rules"), ("c/charter.yaml".to_owned(), 10, 8));
    assert_eq!(place("successors[0].accepted_on"), ("c/charter.yaml".to_owned(), 8, 40));
    assert_eq!(charter.position("minors"), None);
    assert_eq!(charter.files().len(), 2);
}

#[test]
fn a_key_given_twice_names_both_places() {
    assert_eq!(
        wrong(&[("a.yaml", "notice:\n  contact: x\nscope: community\n"), ("b.md", "---\nnotice: {contact: y}\n---\n")]),
        ["b.md:2:10: `notice.contact` is given twice, first at a.yaml:2:3"]
    );
    assert_eq!(wrong(&[("a.yaml", "scope: community\nscope: household\n")]), ["a.yaml:2:1: `scope` is given twice"]);
    assert_eq!(
        wrong(&[("a.yaml", "topics: [x]\n"), ("b.yaml", "topics: [y]\n")]),
        ["b.yaml:1:1: `topics` is given twice, first at a.yaml:1:1"]
    );
}

#[test]
fn all_mistakes_of_all_files_are_named() {
    let text = "scop: community
founded_on: May
roles: {owner: m1}
successors: {member: m1}
channels: [{roster_share: 60}]
notice: {retention_days: -1, contact: [x]}
disclosure: {licence: a, exemption: b}
kind: club
";
    let problems = parse(&[("a.yaml", text), ("b.yaml", "scope: [\n")]).unwrap_err();
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "a.yaml:1:1: unknown key `scop`",
            "a.yaml:2:13: `founded_on` must be a date",
            "a.yaml:3:16: `roles.owner` must be a map, not text",
            "a.yaml:4:13: `successors` must be a list, not a map",
            "a.yaml:5:27: `channels[0].roster_share` must be from 0 to 1",
            "a.yaml:6:26: `notice.retention_days` must be from 0 to 4294967295",
            "a.yaml:6:39: `notice.contact` must be text, not a list",
            "a.yaml:7:37: `disclosure` has both licence and exemption, where one of the two is meant",
            "a.yaml:8:7: `kind` must be one of interest, trade",
            "b.yaml:2:1: did not find expected node content, while parsing a flow node",
        ]
    );
    assert_eq!(problems.iter().next().and_then(|problem| problem.hint.as_deref()), Some("did you mean `scope`?"));
}

#[test]
fn secrets_have_no_place_in_a_charter() {
    let said = wrong(&[("a.yaml", "payments: {account: 'AGE-SECRET-KEY-1ABC', password: x}\n")]);
    assert_eq!(
        said,
        ["a.yaml:1:21: `payments.account` holds a secret in clear", "a.yaml:1:44: `password` holds a secret in clear"]
    );
}

#[test]
fn a_folder_or_one_file_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &[u8]| std::fs::write(dir.path().join(name), text).unwrap();
    write("charter.yaml", CHARTER.as_bytes());
    write("rules.txt", b"\xff\xfe not read");
    std::fs::create_dir(dir.path().join("more")).unwrap();
    write("more/notice.md", b"---\nminors: {rules_path: rules.txt}\n---\n");
    let charter = Charter::load(dir.path()).unwrap();
    assert!(charter.present("minors") && charter.present("notice"));
    assert!(!Charter::load(&dir.path().join("charter.yaml")).unwrap().present("minors"));
    write("bad.md", b"---\nscope: \xff\n");
    assert!(matches!(Charter::load(dir.path()), Err(Error::NotText { .. })));
    assert!(matches!(Charter::load(&dir.path().join("nowhere")), Err(Error::Missing { .. })));
    let empty = Charter::load(tempfile::tempdir().unwrap().path()).unwrap();
    assert!(empty.files().is_empty() && empty.scope().is_none());
}

#[test]
fn the_schema_lists_containers_before_contents_and_no_path_twice() {
    let paths = known_paths();
    for (index, path) in paths.iter().enumerate() {
        assert!(!paths[..index].contains(path), "{path} twice");
        if let Some((parent, _)) = path.rsplit_once('.') {
            let parent = parent.trim_end_matches("[]");
            assert!(paths[..index].contains(&parent), "{parent} must stand before {path}");
        }
    }
    for path in ["successors", "successors[].member", "notice.retention_days", "risk_register.reviewed_on"] {
        assert!(paths.contains(&path), "{path}");
    }
}

#[test]
fn the_templates_hold_every_top_key_and_nothing_wrong() {
    for lang in ["en", "zh"] {
        let text = template(lang);
        let charter = parse(&[("charter.yaml", &text)]).unwrap();
        let document = Document::parse(Path::new("t"), &text).unwrap();
        for path in known_paths().iter().filter(|path| !path.contains('[')) {
            assert!(document.root().at(path).is_some(), "{lang}: {path}");
            assert!(!charter.present(path), "{lang}: {path}");
        }
    }
    assert_ne!(template("en"), template("zh"));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let markdown = format!("---\n{text}\n---\n");
        if let Err(problems) = parse(&[("a.yaml", &text), ("b.md", &markdown)]) {
            prop_assert!(!problems.is_empty());
        }
    }

    #[test]
    fn no_shape_makes_it_panic(key in prop::sample::select(known_paths().to_vec()), value in "[a-z0-9:,\\[\\]{}&*\\-. ]{0,12}") {
        let parts: Vec<&str> = key.split('.').map(|part| part.trim_end_matches("[]")).collect();
        let text = parts.iter().rev().fold(value, |inner, part| format!("{{{part}: {inner}}}"));
        if let Ok(charter) = parse(&[("a.yaml", &text)])
            && let Some((_, position)) = charter.position(parts[0])
        {
            prop_assert_eq!(position.line, 1);
        }
    }
}
