use std::path::Path;

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::{Error, Problem};

mod hostile;

fn zone() -> TimeZone {
    TimeZone::get("Asia/Shanghai").unwrap()
}

fn register(kind: TableKind, text: impl AsRef<[u8]>) -> Result<Register, Error> {
    parse_register(kind, Path::new("t.csv"), text.as_ref(), &zone())
}

fn wrong(kind: TableKind, text: impl AsRef<[u8]>) -> Vec<(String, Option<String>)> {
    match register(kind, text) {
        Err(Error::Invalid(problems)) => {
            problems.iter().map(|problem: &Problem| (problem.to_string(), problem.hint.clone())).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn messages(kind: TableKind, text: impl AsRef<[u8]>) -> Vec<String> {
    wrong(kind, text).into_iter().map(|(message, _)| message).collect()
}

const LEDGER: &str = "entry_id,date,direction,amount,counterparty,category,approvers,balance
L1,2026-03-01,in,12.30,m1,fee,,
L2,2026-03-02T20:15,out,\"1,000\",m2,red-packet,a.li| b.wang,-5
";

#[test]
fn a_ledger_is_read_with_types_and_places() {
    let ledger = register(TableKind::Ledger, LEDGER).unwrap();
    assert_eq!((ledger.rows.len(), ledger.notes.len()), (2, 0));
    assert!(ledger.has_column("balance") && !ledger.has_column("voucher"));
    let (first, second) = (&ledger.rows[0], &ledger.rows[1]);
    assert_eq!((first.text("entry_id"), first.line), (Some("L1"), 2));
    assert_eq!(first.date("date"), Some(jiff::civil::date(2026, 3, 1)));
    assert_eq!(first.amount("amount").map(|amount| amount.to_string()).as_deref(), Some("12.30"));
    assert_eq!((first.list("approvers").len(), first.amount("balance"), first.position("balance")), (0, None, None));
    assert_eq!(second.instant("date", &zone()).map(|t| t.to_string()).as_deref(), Some("2026-03-02T12:15:00Z"));
    assert_eq!(first.instant("date", &zone()).map(|t| t.to_string()).as_deref(), Some("2026-02-28T16:00:00Z"));
    assert_eq!((second.date("date"), second.day("date", &zone())), (None, Some(jiff::civil::date(2026, 3, 2))));
    assert_eq!(second.list("approvers"), ["a.li", "b.wang"]);
    assert_eq!(second.position("counterparty").map(|place| (place.line, place.column)), Some((3, 33)));
    assert_eq!((second.text("amount"), second.text("nonsense"), second.flag("balance")), (None, None, None));
}

#[test]
fn chinese_headers_values_and_encodings_mean_the_same() {
    let text = "成员编号;姓名;角色;入群日期;未满14岁\r\nm1;晨;群主;2025-01-02;是\r\n";
    for encoding in [Encoding::Utf8, Encoding::Utf8Bom, Encoding::Gb18030] {
        let members = register(TableKind::Members, encoding.encode(text).unwrap()).unwrap();
        let row = &members.rows[0];
        assert_eq!((row.text("name"), row.text("role")), (Some("晨"), Some("owner")));
        assert_eq!((row.flag("under14"), row.date("joined_on")), (Some(true), Some(jiff::civil::date(2025, 1, 2))));
        assert_eq!(row.position("role").map(|place| place.column), Some(6));
        assert_eq!(members.notes.is_empty(), encoding != Encoding::Gb18030);
    }
    let tabs = register(TableKind::Members, "Member ID\tPhone\nm1\t1\n").unwrap();
    assert_eq!(tabs.rows[0].text("phone"), Some("1"));
}

#[test]
fn every_mistake_is_named_with_row_and_column_but_no_value() {
    let text = "entry_id,date,direction,amount,counterparty,category,withheld
L1,2026-02-30,inn,12元,13812345678,fee,
L1,2026-03-01,in,1,,fee,x,13812345678
,2026-03-01,in,1,m,13812345678,
L3,2026-03-01,in
";
    assert_eq!(
        wrong(TableKind::Ledger, text),
        [
            ("t.csv:2:4: row 2, column `date`: not a date or time such as 2026-11-01 or 2026-11-01T20:15", None),
            ("t.csv:2:15: row 2, column `direction`: not one of in, out", Some("did you mean `in`?")),
            ("t.csv:2:19: row 2, column `amount`: not an amount such as 12.50", None),
            ("t.csv:3:1: row 3, column `entry_id`: the same as in row 2", None),
            ("t.csv:3:20: row 3, column `counterparty`: is empty", None),
            ("t.csv:3:25: row 3, column `withheld`: not an amount such as 12.50", None),
            ("t.csv:3:27: the row has more cells than the header", None),
            ("t.csv:4:1: row 4, column `entry_id`: is empty", None),
            (
                "t.csv:4:20: row 4, column `category`: not one of fee, red-packet, tip, sale, gift, refund, donation, other",
                None
            ),
            ("t.csv:5:1: row 5, column `amount`: is empty", None),
            ("t.csv:5:1: row 5, column `category`: is empty", None),
            ("t.csv:5:1: row 5, column `counterparty`: is empty", None),
        ]
        .map(|(message, hint): (&str, Option<&str>)| (message.to_owned(), hint.map(str::to_owned)))
    );
}

#[test]
fn missing_columns_name_the_nearest_header() {
    let found = wrong(TableKind::Requests, "reqest_id,类形,when\nr1,access,2026-01-01\n");
    let hints: Vec<_> = found.iter().map(|(message, hint)| (message.as_str(), hint.as_deref())).collect();
    assert_eq!(
        hints,
        [
            ("t.csv:1:1: the column `kind` (类型) is missing", Some("the nearest header is `类形`")),
            ("t.csv:1:1: the column `received_at` (收到时间) is missing", None),
            ("t.csv:1:1: the column `request_id` (请求编号) is missing", Some("the nearest header is `reqest_id`")),
        ]
    );
    assert_eq!(messages(TableKind::Calendar, "").len(), 2);
    assert_eq!(messages(TableKind::Calendar, "date,kind,date\n"), ["t.csv:1:11: the column `date` is there twice"]);
}

#[test]
fn unknown_columns_are_noted() {
    let text = "member_id,alises,备注,\nm1,a,b,\n";
    let members = register(TableKind::Members, text).unwrap();
    assert_eq!(
        members.notes,
        ["t.csv:1:11: unknown column `alises`, did you mean `aliases`?", "t.csv:1:18: unknown column `备注`"]
    );
    assert_eq!(members.rows[0].value("aliases"), None);
}

#[test]
fn media_labels_need_a_path_or_a_digest() {
    let labels = register(TableKind::MediaLabels, "path,label\nmedia/a.jpg,ok\n").unwrap();
    assert_eq!(labels.rows[0].text("path"), Some("media/a.jpg"));
    assert_eq!(
        messages(TableKind::MediaLabels, "path,sha256,label\n,,ok\n"),
        ["t.csv:2:1: row 2: one of path, sha256 must be filled"]
    );
    assert_eq!(
        messages(TableKind::MediaLabels, "label\nok\n"),
        [
            "t.csv:1:1: one of the columns path, sha256 must be there",
            "t.csv:2:1: row 2: one of path, sha256 must be filled"
        ]
    );
}

#[test]
fn licences_and_proofs_keep_their_ends() {
    let works = "work_id,title,kind,author,licence\nw1,t,book,m1,CC-BY-4.0\nw2,t,book,m1,自有\n";
    let works = register(TableKind::Works, works).unwrap();
    let licences: Vec<_> = works.rows.iter().map(|row| row.text("licence").unwrap()).collect();
    assert_eq!(licences, ["cc-BY-4.0", "own"]);
    let consents = "member_id,use,version,given_at,how\nm1,publication,1.10,2026-01-01,message:Ab\n";
    let consents = register(TableKind::Consents, consents).unwrap();
    assert_eq!((consents.rows[0].text("how"), consents.rows[0].text("version")), (Some("message:Ab"), Some("1.10")));
}

#[test]
fn blank_rows_are_skipped_and_lines_stay_right() {
    let text = "\ncode\n";
    assert_eq!(messages(TableKind::Reviews, text).len(), 4);
    let members = register(TableKind::Members, "member_id,name\n\n , \n\"m\n1\",a\nm2,b\n").unwrap();
    let lines: Vec<_> = members.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [4, 6]);
    assert_eq!(members.rows[0].text("member_id"), Some("m\n1"));
}

#[test]
fn a_raw_table_can_be_rewritten_in_place() {
    let text = "id,name\r\n1,\"a, \"\"b\"\"\"\r\n2,晨\r\n";
    let table = parse_raw(Path::new("t.csv"), text.as_bytes()).unwrap();
    let mut rewritten = table.text.clone();
    for row in table.rows.iter().rev() {
        rewritten.replace_range(row.cells[1].span.clone(), "x");
    }
    assert_eq!(rewritten, "id,name\r\n1,x\r\n2,x\r\n");
    assert_eq!((table.header[1].text.as_str(), table.rows[0].cells[1].text.as_str()), ("name", "a, \"b\""));
    assert_eq!((table.rows[1].line, table.rows[1].cells[1].column, table.delimiter), (3, 3, b','));
}

#[test]
fn an_open_quote_is_a_problem_at_its_place() {
    assert_eq!(
        messages(TableKind::Members, "member_id,name\nm1,\"a\nm2,b\n"),
        ["t.csv:2:4: a quote is opened and never closed"]
    );
}

#[test]
fn what_is_another_table_or_too_large_is_not_named_cell_by_cell() {
    let text = "member_id,role\n".to_owned() + &"m,nobody\n".repeat(10_000);
    let found = messages(TableKind::Members, &text);
    assert!(
        found.len() < 12_000 && found[found.len() - 1].ends_with("too many mistakes above, the rest is not checked")
    );
    let commas = ",".repeat(4_000_001);
    assert_eq!(messages(TableKind::Members, &commas), ["t.csv: the table has over 4000000 cells"]);
}

#[test]
fn files_that_are_no_tables_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let missing = dir.path().join("ledger.csv");
    let error = load_register(TableKind::Ledger, &missing, &zone()).unwrap_err();
    assert_eq!(error.to_string(), format!("{} does not exist", missing.display()));
    let error = read_raw(dir.path()).unwrap_err();
    assert_eq!(error.to_string(), format!("{} is a folder, not a file", dir.path().display()));
    let utf16 = register(TableKind::Ledger, b"\xff\xfee\0n\0").unwrap_err();
    assert_eq!(utf16.to_string(), "t.csv is not readable text: it is UTF-16");
    let zip = register(TableKind::Ledger, b"PK\x03\x04rest").unwrap_err();
    assert!(zip.to_string().starts_with("t.csv cannot be read as an Excel workbook: "), "{zip}");
    assert_eq!(zip.hint().as_deref(), Some("save the sheet as CSV (UTF-8)"));
}

#[test]
fn header_templates_are_right_registers_with_no_rows() {
    for kind in TableKind::ALL {
        for lang in ["en", "zh"] {
            let empty = register(kind, template(kind, lang)).unwrap();
            assert_eq!((empty.rows.len(), empty.notes.len()), (0, 0), "{} {lang}", kind.name());
            assert_eq!(empty.columns.len(), kind.columns().len());
        }
    }
    assert_eq!(template(TableKind::Calendar, "zh"), "日期,类型,标题,预告时间,消息编号\n");
}

#[test]
fn the_columns_are_data_without_slips() {
    for kind in TableKind::ALL {
        assert_eq!(TableKind::from_name(kind.name()), Some(kind));
        assert!(!kind.zh().is_empty());
        let mut names: Vec<&str> = kind.columns().iter().flat_map(|spec| [spec.name, spec.zh]).collect();
        names.sort_unstable();
        // A digest is called the same in both languages.
        let repeats = names.windows(2).filter(|pair| pair[0] == pair[1]).count();
        assert_eq!(repeats, 0, "{}", kind.name());
        assert!(kind.key().into_iter().chain(kind.either().iter().copied()).all(|name| kind.index_of(name).is_some()));
    }
    assert_eq!(TableKind::from_name("member"), None);
    let CellKind::Choice(uses) = TableKind::Consents.columns()[1].kind else { panic!("no choice") };
    assert_eq!(uses.iter().map(|(name, _)| *name).collect::<Vec<_>>(), CONSENT_USES);
}

#[test]
fn the_first_sheet_of_a_workbook_is_a_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/ledger.xlsx");
    let ledger = load_register(TableKind::Ledger, &path, &zone()).unwrap();
    assert_eq!(ledger.rows.len(), 2);
    let (first, second) = (&ledger.rows[0], &ledger.rows[1]);
    assert_eq!((first.line, first.text("counterparty")), (2, Some("13812345678")));
    assert_eq!(first.date("date"), Some(jiff::civil::date(2026, 3, 1)));
    assert_eq!(first.amount("amount"), "12.3".parse().ok());
    assert_eq!((second.line, second.text("entry_id"), second.list("approvers").len()), (4, Some("2"), 2));
    assert_eq!(second.instant("date", &zone()).map(|t| t.to_string()).as_deref(), Some("2026-03-02T12:15:00Z"));
    assert_eq!(second.position("amount").map(|place| (place.line, place.column)), Some((4, 4)));
    let notes: Vec<_> =
        ledger.notes.iter().filter_map(|note| note.split_once("ledger.xlsx")).map(|(_, end)| end).collect();
    assert_eq!(notes, [": only the first sheet is read", ":1:8: unknown column `备注`"]);
    let cut = &std::fs::read(&path).unwrap()[..2000];
    let error = parse_raw(&path, cut).unwrap_err();
    assert!(matches!(error, Error::Workbook { .. }), "{error}");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), kind in prop::sample::select(TableKind::ALL.to_vec())) {
        if let Err(Error::Invalid(problems)) = register(kind, &bytes) {
            prop_assert!(!problems.is_empty());
        }
    }

    #[test]
    fn no_cells_make_it_panic(cells in prop::collection::vec("[0-9a-z\\-:.,|\"T是 \n]{0,8}", 0..40)) {
        let text = format!("entry_id,date,direction,amount,counterparty,category,approvers\n{}", cells.join(","));
        if let Err(Error::Invalid(problems)) = register(TableKind::Ledger, text) {
            prop_assert!(!problems.is_empty());
        }
    }
}
