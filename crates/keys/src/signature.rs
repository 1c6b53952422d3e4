use ssh_key::{HashAlg, LineEnding, SshSig};

use crate::{Error, Namespace, PublicKey, SigningKey};

/// No key OpenSSH knows makes an armoured signature longer than this.
const LONGEST: usize = 16 * 1024;

/// Signs `message` as `ssh-keygen -Y sign -n NAMESPACE` does. Returns the armoured signature, ending with a newline.
///
/// # Errors
/// [`Error::Sign`].
pub fn sign(key: &SigningKey, namespace: Namespace, message: &[u8]) -> Result<String, Error> {
    let failed = |source| Error::Sign { fingerprint: key.public().fingerprint(), source };
    let signature = key.key().sign(namespace.as_str(), HashAlg::Sha512, message).map_err(failed)?;
    let mut armoured = signature.to_pem(LineEnding::LF).map_err(failed)?;
    if !armoured.ends_with('\n') {
        armoured.push('\n');
    }
    Ok(armoured)
}

/// Checks that `armoured` is `key`'s signature of exactly `message` for `namespace`. Says nothing about who holds the
/// key: that is [`AllowedSigners`](crate::AllowedSigners).
///
/// # Errors
/// [`Error::NotASignature`], [`Error::Namespace`], [`Error::OtherKey`], [`Error::BadSignature`],
/// [`Error::UnsupportedKey`].
pub fn verify(key: &PublicKey, namespace: Namespace, message: &[u8], armoured: &str) -> Result<(), Error> {
    let signature = decode(armoured)?;
    if signature.public_key() != key.data() {
        let found = Error::fingerprint(signature.public_key());
        return Err(Error::OtherKey { expected: key.fingerprint(), found });
    }
    check(&signature, namespace, message)
}

/// The key a signature says it was made with; unproven until [`verify`] says so.
///
/// # Errors
/// [`Error::NotASignature`].
pub fn signer_of(armoured: &str) -> Result<PublicKey, Error> {
    PublicKey::from_data(decode(armoured)?.public_key())
}

fn decode(armoured: &str) -> Result<SshSig, Error> {
    if armoured.len() > LONGEST {
        return Err(Error::NotASignature);
    }
    // Version and lengths are not among the signed bytes, and the parser forgives some that are wrong. An object has one
    // form, so a signature must be what would be written for it.
    let signature = SshSig::from_pem(armoured.trim()).map_err(|_| Error::NotASignature)?;
    let written = signature.to_pem(LineEnding::LF).map_err(|_| Error::NotASignature)?;
    let one_form = signature.version() == SshSig::VERSION && solid(&written).eq(solid(armoured));
    if one_form { Ok(signature) } else { Err(Error::NotASignature) }
}

/// The text without white space, where armours may differ.
fn solid(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !c.is_whitespace())
}

fn check(signature: &SshSig, namespace: Namespace, message: &[u8]) -> Result<(), Error> {
    if signature.namespace() != namespace.as_str() {
        let found = signature.namespace().chars().filter(|c| !c.is_control()).take(64).collect();
        return Err(Error::Namespace { expected: namespace.as_str(), found });
    }
    let key = ssh_key::PublicKey::new(signature.public_key().clone(), "");
    let fingerprint = Error::fingerprint(signature.public_key());
    key.verify(namespace.as_str(), message, signature).map_err(|error| match error {
        ssh_key::Error::AlgorithmUnsupported { algorithm } => {
            Error::UnsupportedKey { place: fingerprint, kind: algorithm.to_string() }
        }
        _ => Error::BadSignature { fingerprint },
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;
    use crate::{AllowedSigners, stock};

    #[test]
    fn a_signature_holds_for_its_key_namespace_and_bytes_only() {
        let (key, other) = (SigningKey::generate(""), SigningKey::generate(""));
        let armoured = sign(&key, Namespace::Waiver, b"body").expect("signed");
        assert!(armoured.starts_with("-----BEGIN SSH SIGNATURE-----\n"));
        assert!(armoured.ends_with("-----END SSH SIGNATURE-----\n"));
        assert_eq!(signer_of(&armoured).expect("a signature"), key.public());
        let check = |key: &SigningKey, namespace, body: &[u8]| verify(&key.public(), namespace, body, &armoured);
        check(&key, Namespace::Waiver, b"body").expect("sound");
        assert!(matches!(check(&key, Namespace::Waiver, b"bodz"), Err(Error::BadSignature { .. })));
        assert!(matches!(check(&other, Namespace::Waiver, b"body"), Err(Error::OtherKey { .. })));
        let error = check(&key, Namespace::Release, b"body").expect_err("another namespace");
        assert_eq!(error.to_string(), "the signature is for `groupkeep-waiver-v1`, not `groupkeep-release-v1`");
    }

    #[test]
    fn what_is_no_signature() {
        let armoured = sign(&SigningKey::generate(""), Namespace::Waiver, b"body").expect("signed");
        let long = format!("{armoured}{}", "x".repeat(LONGEST));
        for text in ["", "hello", &armoured[..100], &armoured.replace("SIGNATURE", "NOTE"), &long] {
            assert!(matches!(signer_of(text), Err(Error::NotASignature)), "{text}");
        }
    }

    #[test]
    fn windows_line_ends_do_not_matter() {
        let key = SigningKey::generate("");
        let armoured = sign(&key, Namespace::Waiver, b"body").expect("signed").replace('\n', "\r\n");
        verify(&key.public(), Namespace::Waiver, b"body", &armoured).expect("sound");
    }

    #[test]
    fn a_length_that_is_wrong_outside_the_signed_bytes_is_no_signature() {
        let key = SigningKey::generate("");
        let mut bytes = sign(&key, Namespace::Drop, b"body").expect("signed").into_bytes();
        // Within the length of the signature's own field, which nothing signs.
        bytes[167] ^= 2;
        let altered = String::from_utf8(bytes).expect("still text");
        assert!(matches!(verify(&key.public(), Namespace::Drop, b"body", &altered), Err(Error::NotASignature)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]
        #[test]
        fn an_altered_signature_never_holds(at in any::<prop::sample::Index>(), flip in 1u8..=255) {
            let key = SigningKey::generate("");
            let mut bytes = sign(&key, Namespace::Drop, b"body").expect("signed").into_bytes();
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            if let Ok(text) = String::from_utf8(bytes)
                && !(text.as_bytes()[at] as char).is_whitespace()
                && at < text.len() - 1
            {
                let kept = verify(&key.public(), Namespace::Drop, b"body", &text);
                prop_assert!(kept.is_err(), "byte {} of {}", at, text);
            }
        }
    }

    #[test]
    fn stock_ssh_keygen_verifies_what_we_sign() {
        let Some(mut keygen) = stock::tool("ssh-keygen") else { return };
        let dir = tempfile::tempdir().expect("a folder");
        let path = |name: &str| dir.path().join(name);
        let key = SigningKey::generate("");
        let line = AllowedSigners::line_for("a.li", &[Namespace::Receipt], &key.public()).expect("a line");
        fs::write(path("allowed"), format!("{line}\n")).expect("a file");
        fs::write(path("body"), "{\"a\":1}\n").expect("a file");
        let armoured = sign(&key, Namespace::Receipt, b"{\"a\":1}\n").expect("signed");
        fs::write(path("sig"), armoured).expect("a file");
        let verify = |command: &mut std::process::Command, namespace: &str| {
            command.args(["-Y", "verify", "-I", "a.li", "-n", namespace, "-f"]).arg(path("allowed"));
            stock::run(command.arg("-s").arg(path("sig")), Some(&path("body")))
        };
        let good = verify(&mut keygen, "groupkeep-receipt-v1");
        assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stderr));
        let mut keygen = stock::tool("ssh-keygen").expect("found before");
        assert!(!verify(&mut keygen, "groupkeep-vault-v1").status.success());
    }

    #[test]
    fn we_verify_what_stock_ssh_keygen_signs() {
        let dir = tempfile::tempdir().expect("a folder");
        let body = dir.path().join("body");
        fs::write(&body, b"what was vouched for").expect("a file");
        for (kind, hash) in [("ed25519", "sha512"), ("ed25519", "sha256"), ("ecdsa", "sha512")] {
            let path = dir.path().join(format!("{kind}-{hash}"));
            if !stock::ssh_key(&path, &[kind], "") {
                return;
            }
            let mut keygen = stock::tool("ssh-keygen").expect("found before");
            let option = format!("hashalg={hash}");
            keygen.args(["-q", "-Y", "sign", "-O", &option, "-n", "groupkeep-attestation-v1", "-f"]).arg(&path);
            let armoured = String::from_utf8(stock::succeed(&mut keygen, Some(&body))).expect("armour");
            let public = fs::read_to_string(path.with_extension("pub")).expect("its public key");
            let public: PublicKey = public.parse().expect("a key");
            let check = |bytes: &[u8]| verify(&public, Namespace::Attestation, bytes, &armoured);
            check(b"what was vouched for").expect("sound");
            assert!(matches!(check(b"what was not"), Err(Error::BadSignature { .. })));
        }
    }

    #[test]
    fn an_rsa_signature_is_refused_by_name() {
        let dir = tempfile::tempdir().expect("a folder");
        let (path, body) = (dir.path().join("rsa"), dir.path().join("body"));
        fs::write(&body, b"x").expect("a file");
        if !stock::ssh_key(&path, &["rsa", "-b", "2048"], "") {
            return;
        }
        let mut keygen = stock::tool("ssh-keygen").expect("found before");
        keygen.args(["-q", "-Y", "sign", "-n", "groupkeep-charter-v1", "-f"]).arg(&path);
        let armoured = String::from_utf8(stock::succeed(&mut keygen, Some(&body))).expect("armour");
        let key = signer_of(&armoured).expect("a signature");
        let error = verify(&key, Namespace::Charter, b"x", &armoured).expect_err("not supported");
        assert!(matches!(error, Error::UnsupportedKey { .. }), "{error}");
    }
}
