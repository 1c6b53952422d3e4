use super::*;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use proptest::prelude::*;

fn needle(value: &str) -> Needle {
    Needle { kind: "member", value: value.to_owned(), ambiguous: false }
}

fn checker(needles: &[Needle]) -> Checker {
    Checker::new(Needles::new(needles.iter().cloned()).unwrap()).unwrap()
}

fn encodings(checker: &Checker, text: impl AsRef<[u8]>) -> BTreeSet<&'static str> {
    checker.scan(text.as_ref(), "x.json").unwrap().into_iter().map(|leak| leak.encoding).collect()
}

#[test]
fn a_name_is_found_in_every_encoding() {
    let checker = checker(&[needle("林小溪"), needle("wxid_A1b2c3")]);
    assert!(encodings(&checker, "今天林小溪来").contains("raw"));
    assert!(encodings(&checker, "林\u{200B}小溪").contains("folded"));
    assert!(encodings(&checker, r#""\u6797\u5c0f\u6eaa""#).contains("json-escaped"));
    assert!(encodings(&checker, r#"{\"a\":\"\\u6797小\\u6EAA\"}"#).contains("json-escaped"));
    assert!(encodings(&checker, "q=%E6%9E%97%e5%b0%8f%E6%BA%AA").contains("url-encoded"));
    assert!(encodings(&checker, "&#26519;小溪").contains("xml-escaped"));
    assert!(encodings(&checker, "e69e97E5B08FE6BAAA").contains("hex"));
    assert!(encodings(&checker, "WXID_a1B2c3").contains("raw"));
    assert!(encodings(&checker, "\\nwxid_A1b2c3").contains("json-escaped"));
    for lead in ["", "a", "ab", "abc"] {
        for text in [format!("{lead}林小溪?>~"), format!("{lead}wxid_A1b2c3~")] {
            assert!(encodings(&checker, STANDARD.encode(&text)).contains("base64"), "{text}");
            assert!(encodings(&checker, URL_SAFE.encode(&text)).contains("base64"), "{text}");
        }
    }
}

#[test]
fn a_number_is_found_in_every_writing() {
    let checker = checker(&[Needle { kind: "mobile", ..needle("13800138000") }]);
    for text in ["138 0013 8000", "１３８－００１３－８０００", "一三八零零一三八零零零", "+86(138)0013.8000"]
    {
        assert!(!encodings(&checker, text).is_empty(), "{text}");
    }
    assert!(encodings(&checker, "138 页，0013，8000").is_empty());
}

#[test]
fn a_name_is_found_in_other_encodings_of_text_and_with_other_separators() {
    let checker = checker(&[needle("林小溪"), needle("Tomás Ferreira"), needle("wxid_A1b2c3")]);
    let table = encoding_rs::GB18030.encode("成员,备注\n林小溪,和林 小·溪\n").0;
    assert!(encodings(&checker, &*table).is_superset(&BTreeSet::from(["gb18030", "compact"])));
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        for value in ["林小溪", "wxid_A1b2c3"] {
            let bytes: Vec<u8> = format!("在{value}。").encode_utf16().flat_map(order).collect();
            assert!(encodings(&checker, bytes).contains("utf-16"), "{value}");
        }
    }
    for text in ["林 小 溪", "toma\u{301}s  ferreira", "TomasFerreira", "tomas.ferreira的"] {
        assert!(encodings(&checker, text).contains("compact"), "{text}");
    }
    assert!(encodings(&checker, "林，小溪 tomas ferreiras 联通").is_empty());
}

#[test]
fn words_inside_words_and_bare_numbers_do_not_count() {
    let checker = checker(&[needle("ann"), needle("1024")]);
    assert!(encodings(&checker, r#"{"announce":1024,"size": 1024}"#).is_empty());
    assert!(!encodings(&checker, r#"{"by":"Ann"}"#).is_empty());
    assert!(!encodings(&checker, r#"{"sender":"1024"}"#).is_empty());
}

#[test]
fn a_common_word_counts_only_when_mentioned() {
    let common = Needle { ambiguous: true, ..needle("阳光") };
    let checker = checker(&[common]);
    assert!(encodings(&checker, "阳光真好").is_empty());
    assert!(!encodings(&checker, "@阳光 真好").is_empty());
    assert!(!encodings(&checker, r"\u0040\u9633\u5149").is_empty());
}

#[test]
fn a_pseudonym_is_no_member_called_like_its_first_word() {
    let checker = checker(&[Needle { ambiguous: true, ..needle("成员") }]);
    assert!(encodings(&checker, "@成员-25ja-4bst 你看").is_empty());
    assert!(!encodings(&checker, "@成员 你看").is_empty());
}

#[test]
fn file_names_are_searched_too() {
    let leaks = checker(&[needle("林小溪")]).scan(&b""[..], "exports/林小溪.json").unwrap();
    assert!(leaks.iter().all(|leak| leak.offset.is_none() && leak.path == "*.json") && !leaks.is_empty());
}

#[test]
fn nothing_hides_on_a_seam() {
    let checker = checker(&[needle("林小溪")]);
    for shift in [0, 1, 4, 8, 9, 20] {
        let mut bytes = vec![b'.'; WINDOW - shift];
        bytes.extend("林小溪".as_bytes());
        bytes.extend(vec![b'.'; WINDOW]);
        let leaks = checker.scan(&bytes[..], "x").unwrap();
        let offsets: BTreeSet<_> = leaks.iter().filter(|l| l.encoding == "raw").map(|l| l.offset).collect();
        assert_eq!(offsets, BTreeSet::from([Some((WINDOW - shift) as u64)]), "{shift}");
    }
}

#[test]
fn a_checker_proves_every_encoding_it_names() {
    let needles = Needles::new([needle("林小溪")]).unwrap();
    let samples: Vec<&str> = needles.samples().into_iter().map(|(encoding, _)| encoding).collect();
    assert_eq!(samples, ENCODINGS);
    assert!(Checker::new(needles).is_ok());
}

proptest! {
    #[test]
    fn any_value_is_found_between_any_neighbours(value in "[\u{4E00}-\u{9FA5}]{2,8}", before in "[ 。a-z]{0,9}", after in "[ 。a-z]{0,9}") {
        let checker = checker(&[needle(&value)]);
        let text = format!("{before}{value}{after}");
        prop_assert!(encodings(&checker, &text).contains("raw"));
        let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
        prop_assert!(encodings(&checker, escaped).contains("json-escaped"));
        let percent: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        prop_assert!(encodings(&checker, percent).contains("url-encoded"));
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _found = checker(&[needle("林小溪")]).scan(&bytes[..], "x").unwrap();
    }
}
