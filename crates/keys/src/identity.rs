use std::fmt;
use std::path::Path;

use age::secrecy::ExposeSecret;
use zeroize::Zeroizing;

use crate::{Error, Recipient, read_secret};

const PRIVATE_KEY_PEM: &str = "-----BEGIN ";

/// A secret key that opens what was sealed to its [`Recipient`]: an age X25519 identity or an OpenSSH private key
/// (ed25519 or RSA) without passphrase. Zeroed when dropped; `Debug` shows the recipient only.
#[derive(Clone)]
pub struct Identity {
    kind: Kind,
    recipient: Recipient,
}

#[derive(Clone)]
enum Kind {
    Native(age::x25519::Identity),
    Ssh { key: Box<age::ssh::Identity>, text: Zeroizing<String> },
}

impl Identity {
    /// A fresh X25519 identity from the system's randomness.
    #[must_use]
    pub fn generate() -> Self {
        Self::native(age::x25519::Identity::generate())
    }

    fn native(identity: age::x25519::Identity) -> Self {
        Self { recipient: Recipient::native(identity.to_public()), kind: Kind::Native(identity) }
    }

    /// All identities of a text: lines as `age-keygen` writes them (empty lines and `#` comments are skipped), or one
    /// OpenSSH private key. Never empty when `Ok`.
    ///
    /// # Errors
    /// [`Error::Passphrase`], [`Error::UnsupportedKey`], [`Error::BadIdentity`] with the line, [`Error::NoIdentity`].
    pub fn parse_all(text: &str) -> Result<Vec<Self>, Error> {
        parse(text, "the identity")
    }

    /// [`Self::parse_all`] over a file.
    ///
    /// # Errors
    /// As there, naming the file, and [`Error::Read`].
    pub fn load(path: &Path) -> Result<Vec<Self>, Error> {
        let place = path.display().to_string();
        let secret = read_secret(path)?;
        if secret.bytes.starts_with(b"age-encryption.org/v1") {
            return Err(Error::Passphrase { place, by_age: true });
        }
        match std::str::from_utf8(&secret.bytes) {
            Ok(text) => parse(text, &place),
            Err(_) => Err(Error::NoIdentity { place }),
        }
    }

    /// The public half.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        self.recipient.clone()
    }

    /// The file to keep: for X25519 what `age-keygen` writes, with each of `comments` as a `#` line before it and the
    /// public key in one; for an SSH key the key as it was read, since its format has no comments. Ends with a newline.
    #[must_use]
    pub fn to_text(&self, comments: &[&str]) -> Zeroizing<String> {
        match &self.kind {
            Kind::Ssh { text, .. } => text.clone(),
            Kind::Native(identity) => {
                let secret = identity.to_string();
                let mut head: String = comments.iter().flat_map(|c| c.lines()).map(|c| format!("# {c}\n")).collect();
                head.push_str(&format!("# public key: {}\n", self.recipient));
                let mut text = Zeroizing::new(String::with_capacity(head.len() + secret.expose_secret().len() + 1));
                text.push_str(&head);
                text.push_str(secret.expose_secret());
                text.push('\n');
                text
            }
        }
    }

    pub(crate) fn as_age(&self) -> &dyn age::Identity {
        match &self.kind {
            Kind::Native(identity) => identity,
            Kind::Ssh { key, .. } => key.as_ref(),
        }
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity(secret of {})", self.recipient)
    }
}

fn parse(text: &str, place: &str) -> Result<Vec<Identity>, Error> {
    let place = place.to_owned();
    let begins = text.trim_start();
    if begins.starts_with("-----BEGIN AGE ENCRYPTED FILE-----") || begins.starts_with("age-encryption.org/v1") {
        return Err(Error::Passphrase { place, by_age: true });
    }
    if begins.starts_with(PRIVATE_KEY_PEM) {
        return parse_ssh(begins, place).map(|identity| vec![identity]);
    }
    let mut identities = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Ok(identity) = line.parse() {
            identities.push(Identity::native(identity));
        } else if line.starts_with("AGE-PLUGIN-") {
            return Err(Error::UnsupportedKey { place, kind: "age plugin".to_owned() });
        } else if line.starts_with("AGE-SECRET-KEY-PQ-") {
            return Err(Error::UnsupportedKey { place, kind: "post-quantum age".to_owned() });
        } else {
            return Err(Error::BadIdentity { place, line: index + 1 });
        }
    }
    if identities.is_empty() { Err(Error::NoIdentity { place }) } else { Ok(identities) }
}

fn parse_ssh(text: &str, place: String) -> Result<Identity, Error> {
    use age::ssh::{Identity as Ssh, UnsupportedKey};
    let bad = |place| Error::BadKey { place, expected: "a whole OpenSSH private key" };
    // The parser reads on until the closing line; without one in the text it would take the rest as damage anyway.
    let key = match Ssh::from_buffer(text.as_bytes(), None) {
        Ok(key @ Ssh::Unencrypted(_)) => key,
        Ok(Ssh::Encrypted(_) | Ssh::Unsupported(UnsupportedKey::EncryptedPem | UnsupportedKey::EncryptedSsh(_))) => {
            return Err(Error::Passphrase { place, by_age: false });
        }
        Ok(Ssh::Unsupported(UnsupportedKey::Hardware(kind) | UnsupportedKey::Type(kind))) => {
            return Err(Error::UnsupportedKey { place, kind });
        }
        Err(_) => return Err(bad(place)),
    };
    let recipient = age::ssh::Recipient::try_from(key.clone()).map_err(|_| bad(place))?;
    let mut kept = Zeroizing::new(text.trim_end().to_owned());
    kept.push('\n');
    Ok(Identity { kind: Kind::Ssh { key: Box::new(key), text: kept }, recipient: Recipient::ssh(recipient) })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::stock;

    #[test]
    fn text_form_comes_back_with_its_comments() {
        let identity = Identity::generate();
        let text = identity.to_text(&["groupkeep identity of 晨读会", "vault: 00ff\nsecond line"]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..3], ["# groupkeep identity of 晨读会", "# vault: 00ff", "# second line"]);
        assert_eq!(lines[3], format!("# public key: {}", identity.recipient()));
        assert!(lines[4].starts_with("AGE-SECRET-KEY-1") && lines.len() == 5 && text.ends_with('\n'));
        let back = Identity::parse_all(&text).expect("its own text");
        assert_eq!(back.iter().map(Identity::recipient).collect::<Vec<_>>(), [identity.recipient()]);
    }

    #[test]
    fn several_identities_with_windows_line_ends() {
        let (one, two) = (Identity::generate(), Identity::generate());
        let text = format!("{}\n\n{}", &*one.to_text(&[]), &*two.to_text(&["x"])).replace('\n', "\r\n");
        let back = Identity::parse_all(&text).expect("two identities");
        let recipients: Vec<_> = back.iter().map(Identity::recipient).collect();
        assert_eq!(recipients, [one.recipient(), two.recipient()]);
    }

    #[test]
    fn an_openssh_key_is_an_identity() {
        let key = crate::SigningKey::generate("a.li");
        let identities = Identity::parse_all(&key.to_openssh()).expect("an identity");
        assert_eq!(identities[0].recipient().to_string(), key.public().to_string());
        assert_eq!(*identities[0].to_text(&["ignored"]), *key.to_openssh());
    }

    #[test]
    fn debug_shows_the_recipient_only() {
        let native = Identity::generate();
        let ssh = Identity::parse_all(&crate::SigningKey::generate("").to_openssh()).expect("an identity").remove(0);
        for identity in [native, ssh] {
            assert_eq!(format!("{identity:?}"), format!("Identity(secret of {})", identity.recipient()));
        }
    }

    #[test]
    fn refusals_name_file_and_line_and_show_no_secret() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("identity.txt");
        let said = |content: &[u8]| {
            fs::write(&path, content).expect("a file");
            let error = Identity::load(&path).expect_err("must be refused");
            error.to_string().replace(&path.display().to_string(), "FILE")
        };
        let secret = Identity::generate().to_text(&[]).lines().last().expect("the key").to_owned();
        assert_eq!(said(b""), "FILE holds no age identity and no OpenSSH private key");
        assert_eq!(said(b"# only\n\n# comments\n"), "FILE holds no age identity and no OpenSSH private key");
        assert_eq!(said(&[0xff, 0xfe]), "FILE holds no age identity and no OpenSSH private key");
        assert_eq!(said(format!("# c\n{}", &secret[..40]).as_bytes()), "FILE:2: not an age identity");
        assert_eq!(said(b"AGE-PLUGIN-YUBIKEY-1ABC"), "FILE: age plugin keys are not supported here");
        assert_eq!(said(b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"), "FILE is not a whole OpenSSH private key");
        assert_eq!(said(b"age-encryption.org/v1\n-> scrypt x 18\n\xff"), "FILE is protected by a passphrase");
    }

    #[test]
    fn a_missing_file_is_a_read_error() {
        let error = Identity::load(Path::new("no/such/file")).expect_err("nothing there");
        assert_eq!(error.to_string(), "cannot read no/such/file");
    }

    #[test]
    fn stock_identity_files_are_read() {
        let dir = tempfile::tempdir().expect("a folder");
        let Some(mut keygen) = stock::tool("age-keygen") else { return };
        let path = dir.path().join("key.txt");
        stock::succeed(keygen.arg("-o").arg(&path), None);
        let identities = Identity::load(&path).expect("a stock file");
        let public = stock::succeed(stock::tool("age-keygen").expect("found before").arg("-y").arg(&path), None);
        assert_eq!(identities[0].recipient().to_string(), String::from_utf8_lossy(&public).trim());
    }

    #[test]
    fn our_identity_files_are_read_by_stock_age_keygen() {
        let dir = tempfile::tempdir().expect("a folder");
        let Some(mut keygen) = stock::tool("age-keygen") else { return };
        let identity = Identity::generate();
        let path = dir.path().join("key.txt");
        fs::write(&path, identity.to_text(&["vault: 00ff"]).as_bytes()).expect("a file");
        let public = stock::succeed(keygen.arg("-y").arg(&path), None);
        assert_eq!(String::from_utf8_lossy(&public).trim(), identity.recipient().to_string());
    }

    #[test]
    fn an_ssh_key_with_a_passphrase_says_what_to_do() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("id_ed25519");
        if !stock::ssh_key(&path, &["ed25519"], "a passphrase") {
            return;
        }
        let error = Identity::load(&path).expect_err("protected");
        assert_eq!(error.to_string(), format!("{} is protected by a passphrase", path.display()));
        assert!(error.hint().is_some_and(|hint| hint.contains("ssh-agent are not supported")));
    }

    #[test]
    fn a_key_of_another_kind_is_named() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("id_ecdsa");
        if !stock::ssh_key(&path, &["ecdsa"], "") {
            return;
        }
        let error = Identity::load(&path).expect_err("age cannot use it");
        assert!(error.to_string().contains("ecdsa-sha2-nistp256 keys are not supported here"), "{error}");
    }
}
