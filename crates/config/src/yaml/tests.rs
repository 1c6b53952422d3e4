use std::path::Path;

use proptest::prelude::*;

use super::*;

mod places;

fn parse(text: &str) -> Document {
    Document::parse(Path::new("t.yaml"), text).unwrap()
}

fn wrong(text: &str) -> Vec<String> {
    let problems = Document::parse(Path::new("t.yaml"), text).unwrap_err();
    problems.iter().map(ToString::to_string).collect()
}

fn place(cursor: &Cursor<'_>) -> (usize, usize) {
    let position = cursor.position().unwrap();
    (position.line, position.column)
}

fn key_place(cursor: &Cursor<'_>) -> (usize, usize) {
    let position = cursor.key_position().unwrap();
    (position.line, position.column)
}

const NESTED: &str = "# comment
group:
  name: 晨读会
  size: {min: 1, max: 30}
list:
  - one
  - {a: 1, 中: [x, y]}
  -
    deep: |
      text
\"quoted key\": 'v'
empty:
";

#[test]
fn every_node_and_key_knows_its_place() {
    let document = parse(NESTED);
    let root = document.root();
    assert_eq!(place(&root), (2, 1));
    for (path, value, key) in [
        ("group", (3, 3), (2, 1)),
        ("group.name", (3, 9), (3, 3)),
        ("group.size", (4, 9), (4, 3)),
        ("group.size.max", (4, 23), (4, 18)),
        ("list[0]", (6, 5), (6, 5)),
        ("list[1]", (7, 5), (7, 5)),
        ("list[1].a", (7, 9), (7, 6)),
        ("list[1].中", (7, 15), (7, 12)),
        ("list[1].中[1]", (7, 19), (7, 19)),
        ("list[2].deep", (9, 11), (9, 5)),
        ("quoted key", (11, 15), (11, 1)),
    ] {
        let at = root.at(path).unwrap();
        assert_eq!((place(&at), key_place(&at)), (value, key), "{path}");
        assert_eq!(at.dotted(), path);
    }
    assert_eq!(key_place(&root.at("empty").unwrap()), (12, 1));
    for path in ["nowhere", "list[3]", "list[x]", "list[0].a", "group[0]", ""] {
        assert!(root.at(path).is_none(), "{path}");
    }
}

#[test]
fn a_repeated_key_is_reported_at_its_second_place() {
    assert_eq!(
        wrong("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: 2\n"),
        ["t.yaml:5:3: `c` is given twice", "t.yaml:6:1: `a` is given twice"]
    );
    assert_eq!(wrong("x: &r {k: 1, k: 2}\ny: *r\nz: *r\n"), ["t.yaml:1:14: `k` is given twice"]);
}

#[test]
fn scalars_are_what_yaml_1_2_says() {
    let document = parse(
        "[~, null, true, False, no, yes, on, 12, -3, 0x1f, 0o17, 1.5, 1e3, .inf, 007, 1_000, 2026-11-01, '5', 18446744073709551615, 340282366920938463463374607431768211455999]",
    );
    let Node::List(items) = document.root().node() else { panic!("not a list") };
    let text = |text: &str| Node::String(text.to_owned());
    let expected = [
        Node::Null,
        Node::Null,
        Node::Bool(true),
        Node::Bool(false),
        text("no"),
        text("yes"),
        text("on"),
        Node::Int(12),
        Node::Int(-3),
        Node::Int(31),
        Node::Int(15),
        Node::Float(1.5),
        Node::Float(1000.0),
        Node::Float(f64::INFINITY),
        text("007"),
        text("1_000"),
        text("2026-11-01"),
        text("5"),
        text("18446744073709551615"),
        Node::Float(3.402_823_669_209_384_6e41),
    ];
    assert_eq!(items[..], expected);
}

#[test]
fn keys_are_names_whatever_they_look_like() {
    let document = parse("no: 1\ntrue: 2\n2026: 3\n1.10: 4\n~: 5\n? x\n: 6\n");
    let keys: Vec<_> = document.root().children().into_iter().filter_map(|(key, _)| key.map(str::to_owned)).collect();
    assert_eq!(keys, ["no", "true", "2026", "1.10", "~", "x"]);
    assert_eq!(wrong("a: 1\n[1, 2]: 3\n"), ["t.yaml:2:1: a key must be a single word or text, not a list or map"]);
}

#[test]
fn aliases_are_followed_and_merge_keys_are_plain_keys() {
    let document = parse("base: &b {x: 1}\nother: *b\n");
    assert_eq!(document.root().node().get("other"), document.root().node().get("base"));
    assert_eq!(wrong("a: *nowhere\n"), ["t.yaml:1:4: unknown anchor"]);
}

#[test]
fn tags_are_refused() {
    assert_eq!(wrong("a: !secret x\n").len(), 1);
    assert!(wrong("a: !secret x\n")[0].ends_with("tags such as `!name` mean nothing here"));
    assert_eq!(parse("a: !!str 5\n").root().node().get("a"), Some(&Node::String("5".to_owned())));
    let said = wrong("password: !!int hunter2\n");
    assert_eq!(said, ["t.yaml:1:11: the value does not fit its tag"]);
}

#[test]
fn syntax_errors_carry_their_place_once() {
    assert_eq!(
        wrong("a: {b: 1\nc: 2\n"),
        ["t.yaml:2:2: did not find expected ',' or '}', while parsing a flow mapping at line 1 column 4"]
    );
    assert_eq!(wrong("a: 1\n\tb: 2\n").len(), 1);
    assert_eq!(wrong("a: \"open\n").len(), 1);
}

#[test]
fn an_empty_text_is_a_document_that_holds_nothing() {
    for text in ["", "# only a comment\n", "---\n", "\u{feff}"] {
        assert_eq!(parse(text).root().node(), &Node::Null, "{text:?}");
    }
}

#[test]
fn documents_are_told_apart() {
    let text = "a: 1\n---\nb:\n  - x\n---\n";
    let documents = Document::parse_all(Path::new("t.yaml"), text).unwrap();
    assert_eq!(documents.len(), 3);
    assert_eq!(place(&documents[1].root().at("b[0]").unwrap()), (4, 5));
    assert_eq!(wrong(text), ["t.yaml:3:1: a second document begins, where one file must hold one"]);
    let broken = Document::parse_all(Path::new("t.yaml"), "a: 1\n---\nb: [\n---\nc: 1\n").unwrap_err();
    assert_eq!(broken.len(), 1);
}

#[test]
fn bombs_are_refused() {
    let mut laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..10 {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        laughs.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    assert_eq!(wrong(&laughs).len(), 1);
    // Few jumps, each to much: the parser's own limit on repetition lets this pass.
    let wide = format!("a: &a [{}]\nb: [{}]\n", "x, ".repeat(20_000), "*a, ".repeat(20_000));
    assert!(wrong(&wide)[0].ends_with("the document is too large once its aliases are followed"));
    assert_eq!(wrong("a: &a [*a]\n").len(), 1);
    assert_eq!(wrong("&a {? *a : *a}\n").len(), 1);
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(1000));
    assert!(wrong(&long)[0].ends_with("the document is too large once its aliases are followed"));
}

#[test]
fn depth_and_size_have_limits() {
    assert_eq!(wrong(&"[".repeat(500_000)), ["t.yaml:1:257: too many brackets are open at once"]);
    let deep: String = (0..200).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert_eq!(wrong(&deep), ["t.yaml:129:129: recursion limit exceeded"]);
    let dashes = "- ".repeat(200) + "x\n";
    assert_eq!(wrong(&dashes), ["t.yaml:1:257: recursion limit exceeded"]);
    let large = format!("a: {}\n", "x".repeat(4 << 20));
    assert_eq!(wrong(&large), ["t.yaml: the text has over 4194304 bytes"]);
}

#[test]
fn wrong_types_say_what_was_expected_and_found_but_not_the_value() {
    let text = "a: 13812345678\nb: [1]\nc: {}\nd: ''\ne: 1.5\nf: errr\ng: 2026-13-01\n";
    let document = parse(text);
    let root = document.root();
    let mut problems = Problems::new();
    let at = |path: &str| root.at(path).unwrap();
    assert_eq!(at("a").string(&mut problems), None);
    assert_eq!(at("b").string(&mut problems), None);
    assert!(at("c").list(&mut problems).is_none());
    assert_eq!(at("d").string(&mut problems), None);
    assert_eq!(at("e").int(&mut problems), None);
    assert_eq!(at("e").bool(&mut problems), None);
    assert!(at("f").map(&mut problems).is_none());
    assert_eq!(at("f").choice(&["error", "note"], &mut problems), None);
    assert_eq!(at("f").float(&mut problems), None);
    assert_eq!(at("g").date(&mut problems), None);
    assert_eq!(at("b").strings(&mut problems), None);
    assert_eq!(at("a").int_within(0, 5, &mut problems), None);
    assert!(root.list(&mut problems).is_none());
    let said: Vec<_> = problems.iter().map(|problem| problem.to_string().replace("t.yaml:", "")).collect();
    assert_eq!(
        said,
        [
            "1:4: `a` must be text, not a whole number",
            "2:4: `b` must be text, not a list",
            "3:4: `c` must be a list, not a map",
            "4:4: `d` is empty",
            "5:4: `e` must be a whole number, not a decimal number",
            "5:4: `e` must be true or false, not a decimal number",
            "6:4: `f` must be a map, not text",
            "6:4: `f` must be one of error, note",
            "6:4: `f` must be a number, not text",
            "7:4: `g` must be a date",
            "2:5: `b[0]` must be text, not a whole number",
            "1:4: `a` must be from 0 to 5",
            "1:1: the document must be a list, not a map",
        ]
    );
    let hints: Vec<_> = problems.iter().filter_map(|problem| problem.hint.as_deref()).collect();
    assert_eq!(
        hints,
        [
            "put the value in quotes",
            "did you mean `error`?",
            "write year-month-day, such as 2026-11-01",
            "put the value in quotes"
        ]
    );
}

#[test]
fn labels_keep_what_was_written() {
    let document = parse("a: 1.10\nb: 0x1F\nc: true\nd: &x 2.0\ne: *x\nf: [1]\n");
    let mut problems = Problems::new();
    let mut label = |path: &str| document.root().at(path).unwrap().label(&mut problems);
    assert_eq!(label("a").as_deref(), Some("1.10"));
    assert_eq!(label("b").as_deref(), Some("0x1F"));
    assert_eq!(label("c").as_deref(), Some("true"));
    assert_eq!(label("d").as_deref(), Some("2.0"));
    assert_eq!(label("e").as_deref(), Some("2.0"));
    assert_eq!(label("f"), None);
    assert_eq!(problems.len(), 1);
}

#[test]
fn unknown_and_missing_keys_are_named_with_the_nearest() {
    let document = parse("g:\n  nmae: x\n  zzzzzz: 1\n  empty:\n");
    let mut problems = Problems::new();
    let mut map = document.root().at("g").unwrap().map(&mut problems).unwrap();
    assert!(map.required("name", &mut problems).is_none());
    assert!(map.required("empty", &mut problems).is_none());
    assert!(map.optional("size").is_none());
    map.finish(&mut problems);
    let said: Vec<_> = problems.iter().map(|problem| (problem.to_string(), problem.hint.clone())).collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        said,
        [
            ("t.yaml:2:3: `g.name` is missing".to_owned(), None),
            ("t.yaml:2:3: `g.empty` is missing".to_owned(), None),
            ("t.yaml:2:3: unknown key `nmae`".to_owned(), some("did you mean `name`?")),
            ("t.yaml:3:3: unknown key `zzzzzz`".to_owned(), some("the keys here are name, empty, size")),
        ]
    );
}

#[test]
fn free_maps_give_all_entries() {
    let document = parse("b: 1\na:\n");
    let entries = document.root().map(&mut Problems::new()).unwrap().entries();
    let entries: Vec<_> = entries.iter().map(|(key, at)| (key.as_str(), at.node(), place(at).0)).collect();
    assert_eq!(entries[0], ("b", &Node::Int(1), 1));
    assert_eq!((entries[1].0, entries[1].1), ("a", &Node::Null));
}

#[test]
fn finding_places_gives_up_before_it_takes_for_ever() {
    let text = format!("a: {}\nb: 1\n", "x".repeat(2 << 20));
    let document = parse(&text);
    let at = document.root().at("b").unwrap();
    let found: Vec<bool> = (0..40).map(|_| at.position().is_some()).collect();
    assert!(found[0] && found[25] && !found[39]);
    assert_eq!(at.problem("m").to_string(), "t.yaml: m");
}

#[test]
fn files_say_their_path() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rule.yaml");
    std::fs::write(&path, "a: 1\n---\na: 2\n").unwrap();
    assert_eq!(Document::load_all(&path).unwrap().len(), 2);
    let error = Document::load(&path).unwrap_err();
    assert!(error.to_string().starts_with(&format!("{}:3:1: a second document", path.display())), "{error}");
    assert!(matches!(Document::load(dir.path()), Err(Error::WrongPlace { .. })));
}

#[test]
fn blank_is_nothing_but_blanks() {
    for (text, blank) in
        [("~", true), ("' '", true), ("[]", true), ("{a: [~, '']}", true), ("0", false), ("{a: x}", false)]
    {
        assert_eq!(parse(text).into_node().is_blank(), blank, "{text}");
    }
}

#[test]
fn shown_keys_stay_on_one_line() {
    assert_eq!(shown("a\n\u{1b}[31m中"), "a\\n\\u{1b}[31m中");
    assert_eq!(shown(&"x".repeat(100)).chars().count(), 61);
}

/// A tree written as YAML in flow style.
fn written(node: &Node) -> String {
    match node {
        Node::Null => "~".to_owned(),
        Node::Bool(value) => value.to_string(),
        Node::Int(value) => value.to_string(),
        Node::Float(value) => format!("{value:?}"),
        Node::String(text) => format!("\"{text}\""),
        Node::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Node::Map(entries) => {
            let entries: Vec<_> = entries.iter().map(|(key, node)| format!("\"{key}\": {}", written(node))).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

fn tree() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        Just(Node::Null),
        any::<bool>().prop_map(Node::Bool),
        any::<i64>().prop_map(Node::Int),
        (-1000.0..1000.0).prop_map(|value: f64| Node::Float(value + 0.123)),
        "[a-z 中#:,]{0,6}".prop_map(Node::String),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Node::List),
            prop::collection::btree_map("[a-z中]{1,4}", inner, 0..4)
                .prop_map(|entries| Node::Map(entries.into_iter().collect())),
        ]
    })
}

fn each_below<'d>(at: &Cursor<'d>, visit: &mut dyn FnMut(&Cursor<'d>)) {
    visit(at);
    for (_, child) in at.children() {
        each_below(&child, visit);
    }
}

proptest! {
    #[test]
    fn written_trees_read_back_and_every_place_points_at_its_node(tree in tree()) {
        let text = written(&tree);
        let document = Document::parse(Path::new("t.yaml"), &text).unwrap();
        prop_assert_eq!(document.root().node(), &tree);
        let mut wrong = None;
        each_below(&document.root(), &mut |at| {
            let column = at.position().map_or(0, |place| place.column);
            let there: String = text.chars().skip(column.max(1) - 1).collect();
            if column == 0 || !there.starts_with(&written(at.node())) {
                wrong = Some(at.dotted().to_owned());
            }
        });
        prop_assert_eq!(wrong, None);
    }

    #[test]
    fn no_text_makes_it_panic(text in "[a-c:,\\[\\]{}&*!|>'\"#%@?\\-~ \n\t中\u{feff}0-9.]{0,60}") {
        if let Ok(documents) = Document::parse_all(Path::new("t.yaml"), &text) {
            for document in &documents {
                each_below(&document.root(), &mut |at| {
                    assert!(at.position().is_some() && at.key_position().is_some());
                    at.label(&mut Problems::new());
                });
            }
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        if let Err(problems) = Document::parse(Path::new("t.yaml"), &text) {
            prop_assert!(!problems.is_empty());
        }
    }
}
