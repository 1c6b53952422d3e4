use std::io::Write as _;

use super::*;

fn detected(name: &str, bytes: &[u8]) -> Result<Detection, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::File::create(&path).unwrap().write_all(bytes).unwrap();
    detect(&path)
}

fn reason(name: &str, bytes: &[u8]) -> String {
    match detected(name, bytes).unwrap() {
        Detection::NotExport { reason } => reason,
        other => panic!("{other:?}"),
    }
}

fn format(bytes: &[u8]) -> (Format, f64) {
    match detected("x", bytes).unwrap() {
        Detection::Export(unit) => (unit.format, unit.confidence),
        other => panic!("{other:?}"),
    }
}

fn named(name: &str, bytes: &[u8]) -> Format {
    match detected(name, bytes).unwrap() {
        Detection::Export(unit) => unit.format,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_long_document_is_known_by_its_end() {
    let mut text = b"{\"messages\":[".to_vec();
    for _ in 0..4000 {
        text.extend(
            br#"{"localId":1,"createTime":1700000000,"content":"say \"weflow\":{}, or [chatlab]","isSend":0},"#,
        );
    }
    text.pop();
    assert!(matches!(detected("x.json", &[&text[..], b"]}"].concat()).unwrap(), Detection::NotExport { .. }));
    text.extend(br#"],"session":{"wxid":"1@chatroom"},"weflow":{"version":"1.0.3"}}"#);
    assert_eq!(format(&text).0, Format::WeflowJson);
}

#[test]
fn quoting_another_format_does_not_mislead() {
    let text = br##"{"name":"A","type":"private_group","id":1,"messages":[{"id":1,"type":"message","text":"{\"weflow\":{},\"chatlab\":{}}"}]}"##;
    assert_eq!(format(text).0, Format::TelegramJson);
}

#[test]
fn databases_are_refused() {
    for (name, bytes) in [
        ("MSG0.db", &b"\x01\x02"[..]),
        ("MicroMsg.db", b"x"),
        ("nt_msg.db-wal", b"x"),
        ("Backup.BAK", b"\0"),
        ("x", b"SQLite format 3\0..."),
        ("a.bak", b"{}"),
        ("m.crypt14", b"\0\0"),
    ] {
        match detected(name, bytes).unwrap() {
            Detection::Refused { hint, .. } => assert!(hint.contains("export it to JSON or TXT"), "{name}"),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn a_folder_of_databases_is_refused_and_one_with_exports_is_not() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("Multi")).unwrap();
    std::fs::write(folder.path().join("Multi/MSG0.db"), "x").unwrap();
    let Detection::Refused { reason, hint } = detect(folder.path()).unwrap() else { panic!() };
    assert!(reason.contains("an app's database") && hint.contains("export it to JSON or TXT"), "{reason}");
    std::fs::write(folder.path().join("chat.json"), "{}").unwrap();
    assert!(matches!(detect(folder.path()).unwrap(), Detection::NotExport { .. }));
}

#[test]
fn what_a_model_is_trained_with_is_no_chat() {
    for text in [
        r#"{"conversations":[{"role":"user","content":"早"},{"role":"assistant","content":"早呀"}]}"#,
        r#"[{"conversations":[{"role":"user","content":"早"}]}]"#,
        r#"[{"conversations":[{"from":"human","value":"早"}]}]"#,
        "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}\n{\"messages\":[{\"role\":\"user\",\"content\":\"y\"}]}\n",
    ] {
        match detected("train.json", text.as_bytes()).unwrap() {
            Detection::Refused { reason, hint } => {
                assert!(reason.contains("no sender and no time") && hint.contains("the chat itself"), "{text}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    let quoting = br#"{"chatlab":{"version":"0.0.2"},"meta":{"platform":"qq"},"messages":[{"sender":"a","timestamp":5,"type":0,"role":"x","content":"y"}]}"#;
    assert_eq!(format(quoting).0, Format::ChatlabJson);
}

#[test]
fn the_encoding_does_not_matter() {
    let text = "2026/7/13 20:13 - 林语: 早，今天读什么？\n2026/7/13 20:14 - 阿青: 陶庵梦忆\n";
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let gb18030 = encoding_rs::GB18030.encode(text).0.into_owned();
    for bytes in [wide, gb18030] {
        assert_eq!(format(&bytes).0, Format::WhatsappText);
        let found = crate::testing::messages(Format::WhatsappText, &bytes);
        assert_eq!(found[1].text.as_deref(), Some("陶庵梦忆"));
        let start = text.find("2026/7/13 20:14").unwrap() as u64;
        assert_eq!((found[1].provenance.bytes.start, found[1].provenance.line), (start, 2));
    }
    let document = b"{\"weflow\":{\"version\":\"\xC1\xD6\"},\"session\":{},\"messages\":[]}";
    assert_eq!(format(document).0, Format::WeflowJson);
}

#[test]
fn what_is_no_export_says_why() {
    assert!(reason("a.zip", b"PK\x03\x04....").contains("ZIP"));
    assert!(reason("a.txt", b"2026/7/13 20:13 - Jos\xE9: hola\n").contains("an encoding that is not known"));
    let cut = ["早".as_bytes(), &b"\n"[..]].concat().repeat(70_000);
    assert!(reason("a.txt", &cut).contains("it is text"), "looked at in the middle of characters");
    assert!(reason("a.txt", b"dear diary\n").contains("it is text"));
    assert!(reason("a.png", b"\x89PNG\r\n\x1a\n\0\0").contains("not text"));
    assert!(reason("a.txt", b" \n\n").contains("white space"));
    assert!(reason("a.json", b"{\"a\":1}").contains("it is JSON"));
    let sessions = br#"{"session":{"wxid":"a"},"messages":[{"text":"x"}]}"#;
    assert!(reason("a.json", sessions).contains("the best guess is echotrace-json with confidence 0.30"));
}

#[test]
fn a_dated_list_of_signal_is_not_taken_for_whatsapp() {
    let text = b"[2019-12-24, 12:23] Jane: hi\n[2019-12-24, 12:24] Me: ho\n";
    for name in ["chat.md", "x", "_chat.txt"] {
        assert_eq!(named(name, text), Format::SignalMarkdown);
    }
    // Of a time with seconds and no comma only the name of the file tells.
    let text = b"[2019-12-24 12:23:45] Jane: hi\n[2019-12-24 12:24:45] Me: ho\n";
    for (name, expected) in
        [("chat.md", Format::SignalMarkdown), ("_chat.txt", Format::WhatsappText), ("x", Format::WhatsappText)]
    {
        assert_eq!(named(name, text), expected);
    }
}

#[test]
fn errors_name_the_path() {
    assert!(matches!(detected("x", b""), Err(Error::Empty { .. })));
    let missing = detect(Path::new("/nonexistent/x.json")).unwrap_err();
    assert_eq!(missing.to_string(), "/nonexistent/x.json does not exist");
    assert!(missing.hint().is_some());
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(detect(folder.path()).unwrap(), Detection::NotExport { .. }));
    let path = Path::new("m/MSG0.db");
    let error = Detection::NotExport { reason: "r".to_owned() }.units(path).unwrap_err();
    assert_eq!(error.to_string(), "m/MSG0.db is not a chat export: r");
    assert!(error.hint().unwrap().contains("--list-formats"));
}

#[test]
fn names_are_read_back() {
    for format in Format::ALL {
        assert_eq!(format.name().parse::<Format>().unwrap(), *format);
        assert_eq!(crate::open_as(Path::new("x"), *format).format, *format);
    }
    assert_eq!("excel".parse::<Format>().unwrap_err().to_string(), "unknown export format `excel`");
}

#[test]
fn formats_are_told_apart_whatever_the_file_is_called() {
    for (text, expected) in [
        (r#"{"chatlab":{"version":"0.0.1"},"meta":{"platform":"qq"},"messages":[]}"#, Format::ChatlabJson),
        ("\u{feff}{\"messages\":[],\"meta\":{},\"chatlab\":{\"version\":\"9\"}}", Format::ChatlabJson),
        ("# made by hand\n{\"chatlab\":{\"version\":\"0.0.2\"},\"_type\":\"header\"}\n", Format::ChatlabJsonl),
        (
            "{\"_type\":\"header\",\"chatlab\":{},\"meta\":{\"platform\":\"qq\"}}\n{\"_type\":\"mess",
            Format::ChatlabJsonl,
        ),
        ("{\"weflow\":{\"version\":\"1\"},\"session\":{\"wxid\":\"a\"},\"messages\":[{", Format::WeflowJson),
        (r#"{"about":"x","chats":{"list":[]},"left_chats":{"list":[]}}"#, Format::TelegramJson),
        (r#"{"type":"public_channel","messages":[],"name":"n","id":1}"#, Format::TelegramJson),
        ("\u{200e}[13/1/24, 10:00:00] A: x\r\n", Format::WhatsappText),
        ("13/1/24, 10:00 - A: x\nmore\nmore\nmore\nmore\nmore\n", Format::WhatsappText),
    ] {
        for name in ["x", "x.json", "result.txt", "与晨读会的 WhatsApp 聊天.txt"] {
            match detected(name, text.as_bytes()).unwrap() {
                Detection::Export(unit) => assert_eq!(unit.format, expected, "{name}: {text}"),
                other => panic!("{name}: {text}: {other:?}"),
            }
        }
    }
}

#[test]
fn what_only_looks_alike_is_no_export() {
    for text in [
        "[]",
        "{",
        "[[[[[[[[",
        r#"{"messages":[]}"#,
        r#"{"type":"message","messages":[]}"#,
        r#"{"text":"{\"chatlab\":{\"version\":\"0.0.2\"}}"}"#,
        r#"{"a":{"chatlab":{},"meta":{}}}"#,
        "{\"_type\":\"row\"}\n",
        "1,2,3\n4,5,6\n",
        "2024-10-01 INFO started\n2024-10-01 INFO stopped\n",
        "10:00 - A: no date\n",
    ] {
        assert!(matches!(detected("x", text.as_bytes()).unwrap(), Detection::NotExport { .. }), "{text}");
    }
}

#[test]
fn a_deeply_nested_record_hides_no_format() {
    let text = format!(
        r#"{{"messages":[{{"content":{}1{}}}],"session":{{"wxid":"a"}},"weflow":{{"version":"1"}}}}"#,
        "[".repeat(2000),
        "]".repeat(2000)
    );
    assert_eq!(format(text.as_bytes()).0, Format::WeflowJson);
}

/// That its own format is the best candidate is what the tests of the fixtures show; here, that no other comes near.
#[test]
fn no_text_is_taken_for_another() {
    let all: Vec<_> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.ends_with("expected"))
        .flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
        .filter(|path| path.is_file())
        .collect();
    for path in all {
        let own = path.parent().unwrap().file_name().unwrap().to_str().unwrap();
        let evidence = Evidence::gather(&path).unwrap();
        if evidence.is_zip() {
            // Workbooks are told by their rows.
            continue;
        }
        for format in Format::ALL {
            let score = (format.spec().sniff)(&evidence).map_or(0.0, |(score, _)| score);
            assert!(format.name() == own || score < THRESHOLD, "{}: {} {score}", path.display(), format.name());
        }
    }
}
