use std::fs;

use proptest::prelude::*;

use super::*;
use crate::{SigningKey, sign, stock};

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn now() -> Timestamp {
    at("2026-11-01T12:00:00Z")
}

fn parse(text: &str) -> AllowedSigners {
    AllowedSigners::parse(Path::new("allowed_signers"), text).expect("a sound file")
}

struct Signed {
    key: SigningKey,
    armoured: String,
}

impl Signed {
    fn new() -> Self {
        let key = SigningKey::generate("");
        let armoured = sign(&key, Namespace::Release, b"body").expect("signed");
        Self { key, armoured }
    }

    /// With `KEY` in the text standing for the key that signed.
    fn verify(&self, text: &str, principal: Option<&str>, at: Timestamp) -> Result<String, String> {
        let allowed = parse(&text.replace("KEY", &self.key.public().to_string()));
        let verdict = allowed.verify(Namespace::Release, b"body", &self.armoured, principal, at);
        let fingerprint = self.key.public().fingerprint();
        verdict.map(|s| s.principal).map_err(|e| e.to_string().replace(&fingerprint, "FP"))
    }
}

#[test]
fn principals_as_patterns() {
    let signed = Signed::new();
    let verify = |text: &str, principal| signed.verify(text, principal, now());
    for text in
        ["a.li KEY", "b.wang,a.li KEY", "*.li KEY laptop", "\"*,!b*\" KEY", "  a.?i\tKEY x y", "b KEY\na.li KEY"]
    {
        assert_eq!(verify(text, Some("a.li")), Ok("a.li".to_owned()), "{text}");
    }
    for text in ["b.wang KEY", "A.LI KEY", "*,!a* KEY", "!a.li,* KEY", "a.li,!a.* KEY"] {
        let said = verify(text, Some("a.li")).expect_err(text);
        assert_eq!(said, "the key FP is not allowed for `a.li`: it is listed for others");
    }
    assert_eq!(verify("# nobody\n", Some("a.li")).expect_err("empty"), "the key FP is not allowed for `a.li`");
}

#[test]
fn without_a_name_the_first_literal_principal_counts() {
    let signed = Signed::new();
    let verify = |text: &str| signed.verify(text, None, now());
    assert_eq!(verify("*,b.wang,a.li KEY"), Ok("b.wang".to_owned()));
    assert_eq!(verify("*.li KEY\nc.zhao KEY"), Ok("c.zhao".to_owned()));
    assert_eq!(verify("b.wang,!b.* KEY\na.li KEY"), Ok("a.li".to_owned()));
    assert!(verify("*.li KEY").expect_err("patterns only").contains("the name of the signer is needed"));
    assert_eq!(verify("").expect_err("nobody"), "the key FP is not allowed");
}

#[test]
fn namespaces_limit_a_key() {
    let signed = Signed::new();
    let verify = |text: &str| signed.verify(text, Some("a.li"), now());
    for list in ["groupkeep-release-v1", "file,groupkeep-*", "*,!groupkeep-waiver-v1"] {
        assert!(verify(&format!("a.li namespaces=\"{list}\" KEY")).is_ok(), "{list}");
    }
    for list in ["groupkeep-receipt-v1", "groupkeep-*,!groupkeep-release-v1", "git"] {
        let said = verify(&format!("a.li Namespaces=\"{list}\" KEY")).expect_err(list);
        assert!(said.ends_with("it is listed for other namespaces"), "{said}");
    }
}

#[test]
fn times_limit_a_key_and_their_ends_count() {
    let signed = Signed::new();
    let text = "a.li valid-after=\"20261101Z\",valid-before=\"202611022359Z\" KEY";
    let verify = |time: &str| signed.verify(text, Some("a.li"), at(time));
    for inside in ["2026-11-01T00:00:00Z", "2026-11-02T23:59:00Z", "2026-11-02T07:59:00+08:00"] {
        assert!(verify(inside).is_ok(), "{inside}");
    }
    assert!(verify("2026-10-31T23:59:59Z").expect_err("early").contains("valid only after 2026-11-01T00:00:00Z"));
    assert!(verify("2026-11-02T23:59:01Z").expect_err("late").contains("valid until 2026-11-02T23:59:00Z"));
}

#[test]
fn the_bytes_count_before_the_list() {
    let signed = Signed::new();
    let allowed = parse(&format!("a.li {}", signed.key.public()));
    let verdict = allowed.verify(Namespace::Release, b"other", &signed.armoured, Some("a.li"), now());
    assert!(matches!(verdict, Err(Error::BadSignature { .. })));
    let verdict = allowed.verify(Namespace::Waiver, b"body", &signed.armoured, Some("a.li"), now());
    assert!(matches!(verdict, Err(Error::Namespace { .. })));
}

#[test]
fn certificate_authorities_never_count_and_are_noted() {
    let signed = Signed::new();
    let text = format!("# first\n*.org cert-authority,namespaces=\"x\" {}\n", signed.key.public());
    let allowed = parse(&text);
    assert!(allowed.is_empty());
    let note = "allowed_signers:2: certificate authorities are not supported, the line counts for nothing";
    assert_eq!(allowed.notes(), [note]);
}

#[test]
fn every_bad_line_is_named() {
    let key = SigningKey::generate("").public().to_string();
    let text = format!(
        "a.li\na.li ssh-ed25519 AAAA\n\na.li whatever {key}\na.li namespaces=x {key}\na.li namespaces=\"x {key}\n\
         a.li namespaces=\"x\",namespaces=\"y\" {key}\na.li valid-after=\"20260101\" {key}\n\"a.li {key}\n\
         a.li valid-after=\"20270101Z\",valid-before=\"20260101Z\" {key}\na.li namespaces=\"x\", {key}\n\
         a.li namespaces=\"x\"\na.li namespaces {key}\na.li namespaces=\"\" {key}\n\"\" {key}\n\
         a.li namespaces=\"x\"valid-before=\"20260101Z\" {key}\n"
    );
    let Err(Error::AllowedSigners { problems, .. }) = AllowedSigners::parse(Path::new("f"), &text) else {
        panic!("every line is wrong");
    };
    let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
    let error = AllowedSigners::parse(Path::new("f"), "a.li\nb ssh-ed25519 x").expect_err("two bad lines");
    let said = "f:1: no key after the principals\nf:2: the ssh-ed25519 key does not parse: it is cut or mistyped";
    assert_eq!(error.to_string(), said);
}

#[test]
fn lines_we_write_are_read_back() {
    let signed = Signed::new();
    let line = |namespaces: &[Namespace]| AllowedSigners::line_for("a.li", namespaces, &signed.key.public());
    let good = line(&[Namespace::Release, Namespace::Waiver]).expect("a line");
    assert!(good.starts_with("a.li namespaces=\"groupkeep-release-v1,groupkeep-waiver-v1\" ssh-ed25519 "));
    assert_eq!(signed.verify(&good, Some("a.li"), now()), Ok("a.li".to_owned()));
    let other = line(&[Namespace::Receipt]).expect("a line");
    assert!(signed.verify(&other, Some("a.li"), now()).is_err());
    line(&[]).expect_err("a line without namespaces would allow everything");
    AllowedSigners::line_for("*", &[Namespace::Release], &signed.key.public()).expect_err("a pattern is no name");
}

#[test]
fn merging_keeps_order_and_notes() {
    let (one, two) = (SigningKey::generate("").public(), SigningKey::generate("").public());
    let mut all = parse(&format!("a {one}\n"));
    all.merge(parse(&format!("b {two}\nc {one}\nx cert-authority {two}\n")));
    assert_eq!((all.keys(), all.notes().len(), all.is_empty()), (vec![one, two], 1, false));
    assert!(AllowedSigners::empty().is_empty());
}

#[test]
fn a_file_that_is_missing_or_binary() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("allowed_signers");
    assert!(matches!(AllowedSigners::load(&path), Err(Error::Read { .. })));
    fs::write(&path, [0xff, 0xfe]).expect("a file");
    assert!(matches!(AllowedSigners::load(&path), Err(Error::Read { .. })));
}

#[test]
fn keys_that_cannot_be_checked_here_do_not_spoil_the_file() {
    let dir = tempfile::tempdir().expect("a folder");
    let signed = Signed::new();
    let mut text = String::new();
    for (name, kind) in [("rsa", &["rsa", "-b", "2048"][..]), ("p384", &["ecdsa", "-b", "384"])] {
        let path = dir.path().join(name);
        if !stock::ssh_key(&path, kind, "") {
            return;
        }
        text += &format!("{name} {}", fs::read_to_string(path.with_extension("pub")).expect("a public key"));
    }
    assert_eq!(parse(&text).keys().len(), 2);
    assert_eq!(signed.verify(&format!("{text}a.li KEY"), None, now()), Ok("a.li".to_owned()));
}

/// Each verdict is asked of `ssh-keygen -Y verify` too.
#[test]
fn stock_ssh_keygen_gives_the_same_verdicts() {
    if stock::tool("ssh-keygen").is_none() {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let path = |name: &str| dir.path().join(name);
    let signed = Signed::new();
    fs::write(path("sig"), &signed.armoured).expect("a file");
    fs::write(path("body"), b"body").expect("a file");
    for (text, expected) in [
        ("a.li KEY", true),
        ("b.wang KEY", false),
        ("*.li KEY", true),
        ("a.li,!*.li KEY", false),
        ("\"b,a.li\" KEY", true),
        ("a.li namespaces=\"groupkeep-release-v1\" KEY", true),
        ("a.li namespaces=\"groupkeep-r*,!groupkeep-receipt-v1\" KEY", true),
        ("a.li namespaces=\"groupkeep-waiver-v1\" KEY", false),
        ("a.li NAMESPACES=\"groupkeep-release-v1\" KEY", true),
        ("a.li valid-after=\"20261101120000Z\" KEY", true),
        ("a.li valid-after=\"20261101120001Z\" KEY", false),
        ("a.li valid-before=\"20261101120000Z\" KEY", true),
        ("a.li valid-before=\"20261101115959Z\" KEY", false),
        ("a.li cert-authority KEY", false),
        ("# a.li KEY", false),
        ("x KEY\n\n  a.li namespaces=\"groupkeep-*\",valid-after=\"20200101Z\" KEY comment here", true),
    ] {
        let text = text.replace("KEY", &signed.key.public().to_string());
        let ours = signed.verify(&text, Some("a.li"), now()).is_ok();
        fs::write(path("allowed"), format!("{text}\n")).expect("a file");
        let mut keygen = stock::tool("ssh-keygen").expect("found before");
        keygen.args(["-Y", "verify", "-I", "a.li", "-n", "groupkeep-release-v1", "-O", "verify-time=20261101120000Z"]);
        keygen.arg("-f").arg(path("allowed")).arg("-s").arg(path("sig"));
        let theirs = stock::run(&mut keygen, Some(&path("body"))).status.success();
        assert_eq!((ours, theirs), (expected, expected), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_with_lines(text in "[ -~\t\n\"]{0,120}") {
        match AllowedSigners::parse(Path::new("f"), &text) {
            Ok(_) => {}
            Err(Error::AllowedSigners { problems, .. }) => {
                let lines = text.lines().count();
                prop_assert!(problems.iter().all(|p| (1..=lines).contains(&p.line)));
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    #[test]
    fn options_in_any_order_and_case_mean_the_same(upper in any::<bool>(), swap in any::<bool>()) {
        let signed = Signed::new();
        let mut options = ["namespaces=\"groupkeep-release-v1\"".to_owned(), "valid-before=\"20270101Z\"".to_owned()];
        if swap {
            options.swap(0, 1);
        }
        if upper {
            options = options.map(|o| o.replace("namespaces", "NameSpaces").replace("valid", "VALID"));
        }
        let text = format!("a.li {} KEY", options.join(","));
        prop_assert!(signed.verify(&text, Some("a.li"), now()).is_ok());
    }
}
