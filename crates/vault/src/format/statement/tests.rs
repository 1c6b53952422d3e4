use groupkeep_keys::SigningKey;

use super::*;

fn statement(key: &SigningKey) -> Statement {
    Statement {
        schema: SCHEMA.to_owned(),
        kind: "snapshot".to_owned(),
        vault: VaultId(Digest::of(b"vault")),
        signer: key.public().fingerprint(),
        writer: "laptop".parse().unwrap(),
        series: "0123456789abcdef".to_owned(),
        seq: 7,
        previous: vec![Digest([1; 32]), Digest([2; 32])],
        time: "2026-11-01T08:00:00Z".parse().unwrap(),
        generation: 0,
        document: Digest::of(b"document"),
        epoch: 1,
        list: ListRef { sha256: Digest::of(b"list"), base: None, count: 3, bytes: 99 },
        state: State::Partial,
        pinned: false,
        root: b"sealed".to_vec(),
    }
}

#[test]
fn a_statement_comes_back_under_its_name() {
    let key = SigningKey::generate("");
    let signed = Signed::sign(statement(&key), &key).unwrap();
    let read = Signed::<Statement>::read(&signed.bytes).unwrap();
    assert_eq!(read.body, statement(&key));
    assert_eq!(read.key().to_string(), format!("w/laptop/snapshots/0000000007-{}", read.sha256.short()));
    assert_eq!(read.list_key().to_string(), format!("w/laptop/lists/{}", Digest::of(b"list")));
}

#[test]
fn the_body_is_one_line_of_this_json() {
    let key = SigningKey::generate("");
    let signed = Signed::sign(statement(&key), &key).unwrap();
    let body = String::from_utf8(signed.bytes).unwrap();
    let line = body.lines().next().unwrap();
    assert!(line.starts_with(r#"{"schema":"groupkeep/snapshot/v0","kind":"snapshot","vault":""#), "{line}");
    assert!(line.contains(r#""time":"2026-11-01T08:00:00Z","generation":0"#), "{line}");
    assert!(line.ends_with(r#""state":"partial","pinned":false,"root":"c2VhbGVk"}"#), "{line}");
}

#[test]
fn statements_that_break_a_rule_are_refused() {
    let key = SigningKey::generate("");
    let breaks: [fn(&mut Statement); 6] = [
        |s| s.kind = "vault".to_owned(),
        |s| s.seq = 0,
        |s| s.epoch = 0,
        |s| s.series = "chats".to_owned(),
        |s| s.previous.reverse(),
        |s| s.previous.push(Digest([2; 32])),
    ];
    for (number, spoil) in breaks.into_iter().enumerate() {
        let mut broken = statement(&key);
        spoil(&mut broken);
        assert!(Signed::sign(broken, &key).is_err(), "rule {number}");
    }
}
