//! Places in texts that make counting hard.

use super::{key_place, parse, place, wrong};

/// A text, and for some paths the line and column of value and key.
type Case = (&'static str, &'static [(&'static str, (usize, usize), (usize, usize))]);

const CASES: &[Case] = &[
    // Flow collections over lines, touching, nested, with a trailing comma.
    (
        "m: {a: 1,\n    b: [x,\n  {c: 2, 'd e': 3},],\n  f: {}}\n",
        &[
            ("m.a", (1, 8), (1, 5)),
            ("m.b", (2, 8), (2, 5)),
            ("m.b[1].c", (3, 7), (3, 4)),
            ("m.b[1].d e", (3, 17), (3, 10)),
            ("m.f", (4, 6), (4, 3)),
        ],
    ),
    ("{\"a\":[[],[[1]]]}", &[("a[1][0]", (1, 11), (1, 11)), ("a[1][0][0]", (1, 12), (1, 12))]),
    // Texts of several lines, and what follows them.
    (
        "a: |\n  one\n\n  three\nb: >-\n    folded\n    on\nc: \"two\n  lines\"\nd: plain\n  goes on\ne: 1\n",
        &[
            ("a", (1, 4), (1, 1)),
            ("b", (5, 4), (5, 1)),
            ("c", (8, 4), (8, 1)),
            ("d", (10, 4), (10, 1)),
            ("e", (12, 4), (12, 1)),
        ],
    ),
    // What an alias means stands at the anchor; its key stands where it is.
    (
        "base: &b\n  x: 1\nuse: *b\nlist: [&n 7, *n]\n",
        &[
            ("base.x", (2, 6), (2, 3)),
            ("list[0]", (4, 8), (4, 8)),
            ("list[1]", (4, 8), (4, 8)),
            ("use", (1, 7), (3, 1)),
        ],
    ),
    // Windows line ends count once.
    ("a: 1\r\nb:\r\n  - x\r\n  - y: 2\r\n", &[("b[1].y", (4, 8), (4, 5))]),
    // Tabs and wide characters are one column each.
    ("a:\t1\nb: [\t2,\t3]\n", &[("a", (1, 4), (1, 1)), ("b[1]", (2, 9), (2, 9))]),
    ("晨读: {名: 小鱼🐟, 👨‍👩‍👧: [é, e\u{301}, z]}\n", &[("晨读.👨‍👩‍👧[2]", (1, 29), (1, 29))]),
    // A byte order mark takes no column.
    ("\u{feff}a: {b: 1}\n", &[("a", (1, 4), (1, 1)), ("a.b", (1, 8), (1, 5))]),
    // Comments, blank lines and a document mark.
    ("# 一\n\n---\n# two\na: # three\n\n  - 1 # four\n", &[("a[0]", (7, 5), (7, 5))]),
    // A key in explicit form.
    ("? long key\n: value\n", &[("long key", (2, 3), (1, 3))]),
];

#[test]
fn values_and_keys_are_found_in_odd_texts() {
    for (text, places) in CASES {
        let document = parse(text);
        for (path, value, key) in *places {
            let at = document.root().at(path).unwrap_or_else(|| panic!("{path} in {text:?}"));
            assert_eq!((place(&at), key_place(&at)), (*value, *key), "{path} in {text:?}");
        }
    }
}

#[test]
fn mistakes_are_placed_in_odd_texts_too() {
    for (text, expected) in [
        ("a: {b: 1, 中🐟: 2, b: 3}\n", "t.yaml:1:18: `b` is given twice"),
        ("\u{feff}a: 1\r\na: 2\r\n", "t.yaml:2:1: `a` is given twice"),
        ("a: |\n  x\n  y\na: z\n", "t.yaml:4:1: `a` is given twice"),
        ("x:\n  - {k: 1,\n     k: 2}\n", "t.yaml:3:6: `k` is given twice"),
        ("a: *gone\n", "t.yaml:1:4: unknown anchor"),
        ("a: 1\r\n# 中🐟\u{7}\r\n", "t.yaml:2:5: control characters are not allowed"),
        ("a: !secret x\n", "t.yaml:1:4: tags such as `!name` mean nothing here"),
    ] {
        assert_eq!(wrong(text), [expected], "{text:?}");
    }
}

#[test]
fn texts_the_parser_refuses_are_refused_at_the_right_line() {
    for (text, line) in [
        ("a: 1\n\tb: 2\n", 2),
        ("a: 1\nb: [1, 2\nc: 3\n", 3),
        ("a: \"open\nb: 2\n", 3),
        ("a: 1\n b: 2\n", 2),
        ("a: b: c\n", 1),
        ("ok: 1\n- item\n", 2),
        ("a: 1\nb: }\n", 2),
        ("a: 1\n# 中🐟\u{0}\n", 2),
    ] {
        let said = wrong(text);
        assert_eq!(said.len(), 1, "{text:?}: {said:?}");
        let place = said[0].strip_prefix("t.yaml:").and_then(|rest| rest.split(':').next()).unwrap();
        assert_eq!(place, line.to_string(), "{text:?}: {said:?}");
    }
}
