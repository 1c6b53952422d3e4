//! Tables as spreadsheets and people really write them.

use std::fmt::Write;

use super::{messages, register, zone};
use crate::table::{Encoding, TableKind, load_register, parse_raw};

/// The cells of a table, header included.
fn cells(text: impl AsRef<[u8]>) -> Vec<Vec<String>> {
    let table = parse_raw(std::path::Path::new("t.csv"), text.as_ref()).unwrap();
    let texts = |cells: &[crate::table::RawCell]| cells.iter().map(|cell| cell.text.clone()).collect();
    std::iter::once(texts(&table.header)).chain(table.rows.iter().map(|row| texts(&row.cells))).collect()
}

#[test]
fn cells_are_what_was_written() {
    for (text, expected) in [
        ("a,b\n1,2\n", vec![vec!["a", "b"], vec!["1", "2"]]),
        ("a,b\r\n1,2\r\n", vec![vec!["a", "b"], vec!["1", "2"]]),
        ("a,b\r1,2\r", vec![vec!["a", "b"], vec!["1", "2"]]),
        ("a,b\n1,2", vec![vec!["a", "b"], vec!["1", "2"]]),
        ("a;b\n1,5;2\n", vec![vec!["a", "b"], vec!["1,5", "2"]]),
        ("a\tb\n1,5;x\t2\n", vec![vec!["a", "b"], vec!["1,5;x", "2"]]),
        ("\"a,b\";c\n1;2\n", vec![vec!["a,b", "c"], vec!["1", "2"]]),
        ("a,b\n\"1\n2\",\"x \"\"y\"\" z\"\n", vec![vec!["a", "b"], vec!["1\n2", "x \"y\" z"]]),
        ("a,b\n\"1\r\n2\",3\r\n", vec![vec!["a", "b"], vec!["1\r\n2", "3"]]),
        ("a,b\n,\n\"\",\"\"\n", vec![vec!["a", "b"], vec!["", ""], vec!["", ""]]),
        ("a,b\n1\n1,2,3\n", vec![vec!["a", "b"], vec!["1"], vec!["1", "2", "3"]]),
        ("a,b\n 1 ,\" 2 \"\n", vec![vec!["a", "b"], vec![" 1 ", " 2 "]]),
        ("a,b\nit's,5\" pipe\n", vec![vec!["a", "b"], vec!["it's", "5\" pipe"]]),
        ("\n\na,b\n\n1,2\n\n", vec![vec!["a", "b"], vec!["1", "2"]]),
        ("晨,🐟\n中,é\n", vec![vec!["晨", "🐟"], vec!["中", "é"]]),
        ("a\n", vec![vec!["a"]]),
    ] {
        assert_eq!(cells(text), expected, "{text:?}");
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        assert_eq!(cells(marked), expected, "marked {text:?}");
        if let Some(bytes) = Encoding::Gb18030.encode(text).filter(|bytes| std::str::from_utf8(bytes).is_err()) {
            assert_eq!(cells(bytes), expected, "GB18030 {text:?}");
        }
    }
}

#[test]
fn a_cell_stands_where_its_span_says_in_any_writing() {
    for text in ["a;b\r\n\"1\r\n\"\"2\";\"x\"\r\n", "\u{feff}名\t值\n\"🐟\"\t\" \"\n", "a,b\n1\n,,\n\"open\"x,2\n"]
    {
        let table = parse_raw(std::path::Path::new("t.csv"), text.as_bytes()).unwrap();
        let cells = table.header.iter().chain(table.rows.iter().flat_map(|row| &row.cells));
        let mut end = 0;
        for cell in cells {
            assert!(cell.span.start >= end, "{text:?}");
            end = cell.span.end;
            let raw = &table.text[cell.span.clone()];
            let quoted = raw.starts_with('"') && raw.ends_with('"') && raw.len() > 1;
            let content = if quoted { raw[1..raw.len() - 1].replace("\"\"", "\"") } else { raw.replace('"', "") };
            assert_eq!(content, cell.text, "{text:?}");
        }
    }
}

#[test]
fn tables_without_rows_or_without_anything() {
    let register = |text: &str| register(TableKind::Members, text);
    for text in ["member_id,name\n", "member_id,name", "\u{feff}member_id,name\r\n\r\n", "member_id,name\n,\n  ,\t\n"] {
        assert_eq!(register(text).unwrap().rows.len(), 0, "{text:?}");
    }
    for text in ["", "\u{feff}", "\n\r\n"] {
        let error = register(text).unwrap_err().to_string();
        assert!(error.contains("member_id") || error.contains("empty"), "{text:?}: {error}");
    }
}

#[test]
fn headers_that_say_one_thing_twice_are_named() {
    for (text, expected) in [
        ("member_id,name,name\nm1,a,b\n", "t.csv:1:16: the column `name` is there twice"),
        ("member_id,name,姓名\nm1,a,b\n", "t.csv:1:16: the column `name` is there twice"),
        ("Member ID;成员编号\nm1;m2\n", "t.csv:1:11: the column `member_id` is there twice"),
    ] {
        assert!(messages(TableKind::Members, text).contains(&expected.to_owned()), "{text:?}");
    }
    let same = register(TableKind::Members, "member_id,note,note,,\nm1,a,b,,\n").unwrap();
    assert_eq!((same.rows.len(), same.notes.len()), (1, 2), "a group's own columns may repeat");
}

#[test]
fn short_and_long_rows_are_told_apart() {
    let members = register(TableKind::Members, "member_id,name,role\nm1\nm2,,\nm3,c,admin,,\n").unwrap();
    assert_eq!(members.rows.iter().map(|row| row.text("name")).collect::<Vec<_>>(), [None, None, Some("c")]);
    assert_eq!(
        messages(TableKind::Members, "member_id,name\nm1,a,extra\n"),
        ["t.csv:2:6: the row has more cells than the header"]
    );
}

#[test]
fn a_hundred_thousand_rows_are_one_table() {
    let mut text = String::from("member_id,name,aliases,role,joined_on,phone\n");
    for row in 0..100_000 {
        writeln!(text, "m{row},\"名 {row}\",a{row}|b{row},member,2026-01-02,138{row:08}").unwrap();
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("members.csv");
    std::fs::write(&path, &text).unwrap();
    let members = load_register(TableKind::Members, &path, &zone()).unwrap();
    assert_eq!((members.rows.len(), members.notes.len()), (100_000, 0));
    let last = &members.rows[99_999];
    assert_eq!((last.line, last.text("name"), last.list("aliases").len()), (100_001, Some("名 99999"), 2));
    text.push_str("m5,again,,,,\n");
    assert_eq!(
        messages(TableKind::Members, &text),
        ["t.csv:100002:1: row 100002, column `member_id`: the same as in row 7"]
    );
}

#[test]
fn mistakes_without_end_are_cut_short() {
    let mut text = String::from("entry_id,date,direction,amount,counterparty,category\n");
    for row in 0..9_000 {
        writeln!(text, "L{row},never,sideways,much,,nothing").unwrap();
    }
    let said = messages(TableKind::Ledger, &text);
    assert!((100..6_000).contains(&said.len()), "{}", said.len());
    assert!(said.last().unwrap().ends_with("too many mistakes above, the rest is not checked"));
}

#[test]
fn encodings_that_cannot_be_told_are_refused_by_name() {
    for (bytes, said) in [
        (&b"\xff\xfem\0e\0"[..], "UTF-16"),
        (b"member_id\0,name\n", "zero bytes"),
        (b"member_id,name\nm1,caf\xe9\n", "neither UTF-8 nor GB18030"),
        (b"\xef\xbb\xbfmember_id\n\xb3\xbf\n", "marked as UTF-8"),
    ] {
        let error = register(TableKind::Members, bytes).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}
