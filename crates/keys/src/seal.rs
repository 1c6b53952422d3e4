use std::io::{self, Read, Write};

use age::{DecryptError, Decryptor, Encryptor};
use zeroize::Zeroizing;

use crate::{Error, Identity, Recipient};

/// Seals `plain` so that any one of `to` opens it: a binary age v1 file, as `age -r …` writes it.
///
/// # Errors
/// [`Error::NoRecipients`] when `to` is empty; [`Error::Seal`].
pub fn seal(plain: &[u8], to: &[Recipient]) -> Result<Vec<u8>, Error> {
    if to.is_empty() {
        return Err(Error::NoRecipients);
    }
    let encryptor = Encryptor::with_recipients(to.iter().map(Recipient::as_age))
        .map_err(|error| Error::Seal(io::Error::other(error.to_string())))?;
    // Header and stanzas take a few hundred bytes each, the stream 16 bytes per 64 KiB.
    let mut sealed = Vec::with_capacity(plain.len() + plain.len() / 2048 + 512 * (to.len() + 1));
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(Error::Seal)?;
    writer.write_all(plain).map_err(Error::Seal)?;
    writer.finish().map_err(Error::Seal)?;
    Ok(sealed)
}

/// Opens a binary age v1 file with whichever of `with` fits. The plaintext is zeroed when dropped.
///
/// # Errors
/// [`Error::NotAge`], [`Error::NoMatch`] when no identity fits, [`Error::DamagedAge`] when the file was cut or altered:
/// then nothing of the plaintext is returned.
pub fn open(sealed: &[u8], with: &[Identity]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let decryptor = Decryptor::new_buffered(sealed).map_err(|error| refusal(&error, with.len()))?;
    let mut reader = decryptor.decrypt(with.iter().map(Identity::as_age)).map_err(|e| refusal(&e, with.len()))?;
    // Always longer than the plaintext, so the buffer never moves and leaves no unzeroed copy behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut plain).map_err(|_| Error::DamagedAge)?;
    Ok(plain)
}

fn refusal(error: &DecryptError, identities: usize) -> Error {
    match error {
        DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed => Error::NoMatch { identities },
        DecryptError::InvalidHeader | DecryptError::UnknownFormat => Error::NotAge,
        _ => Error::DamagedAge,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::{SigningKey, stock};

    #[test]
    fn any_of_the_recipients_opens_it() {
        let (one, two, stranger) = (Identity::generate(), Identity::generate(), Identity::generate());
        let ssh = SigningKey::generate("").to_openssh();
        let ssh = Identity::parse_all(&ssh).expect("an identity").remove(0);
        let sealed = seal(b"minutes", &[one.recipient(), two.recipient(), ssh.recipient()]).expect("sealed");
        for identity in [one, two, ssh] {
            assert_eq!(**open(&sealed, &[stranger.clone(), identity]).expect("a recipient"), *b"minutes");
        }
        let error = open(&sealed, &[stranger.clone(), stranger]).expect_err("no recipient");
        assert_eq!(error.to_string(), "none of the 2 identities given opens this age file");
    }

    #[test]
    fn sealing_to_nobody_is_refused() {
        assert!(matches!(seal(b"x", &[]), Err(Error::NoRecipients)));
    }

    #[test]
    fn the_same_plaintext_never_looks_the_same() {
        let to = [Identity::generate().recipient()];
        assert_ne!(seal(b"x", &to).expect("sealed"), seal(b"x", &to).expect("sealed"));
    }

    #[test]
    fn what_is_no_age_file() {
        let with = [Identity::generate()];
        for bytes in [&b""[..], b"age", b"hello\n", b"age-encryption.org/v2\n", &[0; 64]] {
            assert!(matches!(open(bytes, &with), Err(Error::NotAge | Error::DamagedAge)), "{bytes:?}");
        }
    }

    #[test]
    fn every_cut_and_every_flipped_bit_is_noticed() {
        let identity = Identity::generate();
        let sealed = seal(&[7; 40], &[identity.recipient()]).expect("sealed");
        let with = [identity];
        for end in 0..sealed.len() {
            open(&sealed[..end], &with).expect_err("cut");
        }
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            open(&altered, &with).expect_err("altered");
        }
        open(&[&sealed[..], b"x"].concat(), &with).expect_err("longer");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn bytes_come_back(plain in prop::collection::vec(any::<u8>(), 0..200_000)) {
            let identity = Identity::generate();
            let sealed = seal(&plain, &[identity.recipient()]).expect("sealed");
            prop_assert!(**open(&sealed, &[identity]).expect("opened") == plain);
        }

        #[test]
        fn hostile_bytes_are_refused(tail in prop::collection::vec(any::<u8>(), 0..200)) {
            let bytes = [b"age-encryption.org/v1\n", &tail[..]].concat();
            prop_assert!(open(&bytes, &[Identity::generate()]).is_err());
        }
    }

    /// Seals here and opens with `age -d`, then the other way round.
    fn exchange_with_stock_age(key: &Path, recipient: &str) {
        let dir = tempfile::tempdir().expect("a folder");
        let (plain, sealed) = (dir.path().join("plain"), dir.path().join("sealed.age"));
        let message: Vec<u8> = (0..200_000u32).flat_map(u32::to_le_bytes).collect();
        let recipient: Recipient = recipient.parse().expect("a recipient");
        let age = || stock::tool("age").expect("found before");

        fs::write(&sealed, seal(&message, std::slice::from_ref(&recipient)).expect("sealed")).expect("a file");
        let opened = stock::succeed(age().arg("-d").arg("-i").arg(key).arg(&sealed), None);
        assert!(opened == message, "stock age opens what we seal to {recipient}");

        fs::write(&plain, &message).expect("a file");
        let sealed = stock::succeed(age().args(["-r", &recipient.to_string()]).arg(&plain), None);
        let identities = Identity::load(key).expect("identities");
        assert!(**open(&sealed, &identities).expect("opened") == message, "we open what stock age seals");
    }

    #[test]
    fn stock_age_and_x25519_both_ways() {
        if stock::tool("age").is_none() {
            return;
        }
        let dir = tempfile::tempdir().expect("a folder");
        let key = dir.path().join("key.txt");
        let identity = Identity::generate();
        fs::write(&key, identity.to_text(&[]).as_bytes()).expect("a file");
        exchange_with_stock_age(&key, &identity.recipient().to_string());
    }

    #[test]
    fn stock_age_and_ssh_keys_both_ways() {
        if stock::tool("age").is_none() {
            return;
        }
        let dir = tempfile::tempdir().expect("a folder");
        for (name, kind) in [("ed", &["ed25519"][..]), ("rsa", &["rsa", "-b", "2048"])] {
            let key = dir.path().join(name);
            if stock::ssh_key(&key, kind, "") {
                let public = fs::read_to_string(key.with_extension("pub")).expect("a public key");
                exchange_with_stock_age(&key, public.trim());
            }
        }
    }
}
