use std::fs;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::stock;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    kind: String,
    seq: u64,
}

const BODY: &str = r#"{"kind":"snapshot","seq":7}"#;

fn refusal(body: &str) -> String {
    strict::check(body).expect_err(body).to_string().replace("not a signed object: ", "")
}

#[test]
fn an_object_comes_back() {
    let key = SigningKey::generate("");
    let object = write(BODY, &key, Namespace::Snapshot).expect("signed");
    let read = read(&object).expect("an object");
    assert_eq!((read.body(), read.signer()), (BODY, &key.public()));
    assert!(read.armour().starts_with(ARMOUR_BEGINS));
    let verified = read.verify(&key.public(), Namespace::Snapshot).expect("sound");
    assert_eq!((verified.body(), verified.signer()), (BODY, &key.public()));
    let body: Body = verified.parse().expect("a body");
    assert_eq!(body, Body { kind: "snapshot".to_owned(), seq: 7 });
}

#[test]
fn allowed_signers_decide_whose_objects_count() {
    let key = SigningKey::generate("");
    let object = write(BODY, &key, Namespace::Receipt).expect("signed");
    let at = "2026-11-01T12:00:00Z".parse().expect("a time");
    let line = AllowedSigners::line_for("host-1", &[Namespace::Receipt], &key.public()).expect("a line");
    let allowed = AllowedSigners::parse(std::path::Path::new("f"), &line).expect("sound");
    let taken = || read(&object).expect("an object");
    let (_, signer) = taken().verify_allowed(&allowed, Namespace::Receipt, None, at).expect("allowed");
    assert_eq!(signer.principal, "host-1");
    let nobody = taken().verify_allowed(&AllowedSigners::empty(), Namespace::Receipt, None, at);
    assert!(matches!(nobody, Err(Error::NotAllowed { .. })));
}

#[test]
fn another_body_another_key_another_namespace() {
    let (key, other) = (SigningKey::generate(""), SigningKey::generate(""));
    let object = write(BODY, &key, Namespace::Snapshot).expect("signed");
    let text = String::from_utf8(object.clone()).expect("text");
    let forged = read(text.replace(":7}", ":8}").as_bytes()).expect("an object");
    assert!(matches!(forged.verify(&key.public(), Namespace::Snapshot), Err(Error::BadSignature { .. })));
    let taken = || read(&object).expect("an object");
    assert!(matches!(taken().verify(&other.public(), Namespace::Snapshot), Err(Error::OtherKey { .. })));
    assert!(matches!(taken().verify(&key.public(), Namespace::Drop), Err(Error::Namespace { .. })));
}

#[test]
fn the_frame_is_exact() {
    let object = write(BODY, &SigningKey::generate(""), Namespace::Snapshot).expect("signed");
    let text = String::from_utf8(object).expect("text");
    for bad in [
        String::new(),
        BODY.to_owned(),
        format!("{BODY}\n"),
        format!("{text}\n"),
        format!("{text}more"),
        format!("{text}{text}"),
        format!("\n{text}"),
        format!("\u{feff}{text}"),
        text.replace(BODY, "[1]"),
        text.replace('\n', "\r\n"),
        text.trim_end().to_owned(),
        text.replacen('\n', "\n\n", 1),
    ] {
        assert!(read(bad.as_bytes()).is_err(), "{bad}");
    }
    assert!(read(&[b"{\"a\":\"\xff\"}\n", text.as_bytes()].concat()).is_err());
}

#[test]
fn the_json_is_strict() {
    for (body, reason) in [
        ("", "the body is not a JSON object"),
        ("[]", "the body is not a JSON object"),
        ("{\"a\": 1}", "white space between the parts of the JSON at column 6"),
        ("{\"a\":1}\n", "white space between the parts of the JSON at column 8"),
        ("{\"a\":1", "the JSON does not parse at column 6"),
        ("{\"a\":1}{}", "the JSON does not parse at column 8"),
        ("{\"a\":1,\"a\":2}", "a key stands twice at column 10"),
        ("{\"x\":[{\"b\":1,\"\\u0062\":1}]}", "a key stands twice at column 21"),
        ("{\"a\":1.5}", "a number is not an integer at column 8"),
        ("{\"a\":1e3}", "a number is not an integer at column 8"),
        ("{\"a\":9007199254740992}", "an integer is not below 2^53 at column 21"),
        ("{\"a\":-9007199254740992}", "an integer is not below 2^53 at column 22"),
        ("{\"a\":99999999999999999999999}", "an integer is not below 2^53 at column 28"),
    ] {
        assert_eq!(refusal(body), reason, "{body}");
    }
    for body in ["{}", "{\"a\":9007199254740991}", "{\"a b\":\"c \\\" d\",\"x\":[null,true,-1,{\"a b\":\"\"}]}"] {
        strict::check(body).expect(body);
    }
    assert!(write("{\"a\": 1}", &SigningKey::generate(""), Namespace::Done).is_err());
}

#[test]
fn refusals_of_a_type_show_no_value() {
    let said = |body: &str| parse_body::<Body>(body).expect_err(body).to_string();
    let unknown = said(r#"{"kind":"x","seq":1,"phone_13812345678":1}"#);
    assert!(unknown.contains("unknown field at column") && !unknown.contains("1381"), "{unknown}");
    assert!(said(r#"{"kind":"x"}"#).contains("missing field `seq`"));
    let wrong = said(r#"{"kind":"x","seq":"13812345678"}"#);
    assert!(wrong.contains("invalid type at column") && !wrong.contains("1381"), "{wrong}");
}

#[test]
fn nesting_is_bounded() {
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(strict::check(&deep).is_err());
}

#[test]
fn stock_tools_check_an_object() {
    let Some(mut keygen) = stock::tool("ssh-keygen") else { return };
    let dir = tempfile::tempdir().expect("a folder");
    let path = |name: &str| dir.path().join(name);
    let key = SigningKey::generate("");
    let object = write(BODY, &key, Namespace::Vault).expect("signed");
    let newline = object.iter().position(|b| *b == b'\n').expect("a line");
    // What `head -n 1` and `tail -n +2` give.
    fs::write(path("body"), &object[..=newline]).expect("a file");
    fs::write(path("sig"), &object[newline + 1..]).expect("a file");
    fs::write(path("allowed"), format!("root {}\n", key.public())).expect("a file");
    keygen.args(["-Y", "verify", "-I", "root", "-n", "groupkeep-vault-v1", "-f"]).arg(path("allowed"));
    stock::succeed(keygen.arg("-s").arg(path("sig")), Some(&path("body")));
}

proptest! {
    #[test]
    fn what_serde_writes_is_strict(kind in any::<String>(), seq in 0u64..(1 << 53)) {
        let body = serde_json::json!({ "kind": kind, "seq": seq }).to_string();
        prop_assert_eq!(parse_body::<Body>(&body).expect("strict"), Body { kind, seq });
    }

    #[test]
    fn hostile_bytes_are_refused_or_whole(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(read(&bytes).is_err());
    }

    #[test]
    fn one_changed_byte_never_verifies(at in any::<prop::sample::Index>(), flip in 1u8..128) {
        let key = SigningKey::generate("");
        let mut object = write(BODY, &key, Namespace::Snapshot).expect("signed");
        let at = at.index(BODY.len() + 1);
        object[at] ^= flip;
        let verified = read(&object).and_then(|taken| taken.verify(&key.public(), Namespace::Snapshot));
        prop_assert!(verified.is_err());
    }
}
