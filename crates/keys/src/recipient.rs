use std::fmt;
use std::str::FromStr;

use age::ssh::ParseRecipientKeyError;

use crate::Error;

/// Someone data can be sealed to: an age X25519 recipient (`age1…`), or an SSH public key (`ssh-ed25519 …`,
/// `ssh-rsa …` from 2048 bits). `Display` gives the text `age -r` takes, without a comment.
#[derive(Clone)]
pub struct Recipient(Kind);

#[derive(Clone)]
enum Kind {
    Native(age::x25519::Recipient),
    Ssh(age::ssh::Recipient),
}

impl Recipient {
    pub(crate) fn native(recipient: age::x25519::Recipient) -> Self {
        Self(Kind::Native(recipient))
    }

    pub(crate) fn ssh(recipient: age::ssh::Recipient) -> Self {
        Self(Kind::Ssh(recipient))
    }

    pub(crate) fn as_age(&self) -> &dyn age::Recipient {
        match &self.0 {
            Kind::Native(recipient) => recipient,
            Kind::Ssh(recipient) => recipient,
        }
    }
}

impl FromStr for Recipient {
    type Err = Error;

    /// Surrounding white space and the comment of an SSH key are ignored.
    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let place = "the recipient".to_owned();
        if text.starts_with("age1") {
            return match text.parse() {
                Ok(recipient) => Ok(Self::native(recipient)),
                Err(_) if text.starts_with("age1pq1") || text.matches('1').count() > 1 => {
                    Err(Error::UnsupportedKey { place, kind: "age plugin".to_owned() })
                }
                Err(_) => Err(Error::BadKey { place, expected: "an age recipient: it is cut or mistyped" }),
            };
        }
        if text.starts_with("AGE-SECRET-KEY-") || text.contains("PRIVATE KEY") {
            return Err(Error::BadKey {
                place,
                expected: "public: it is a secret key, which belongs to its owner only",
            });
        }
        match text.parse() {
            Ok(recipient) => Ok(Self::ssh(recipient)),
            Err(ParseRecipientKeyError::Unsupported(kind)) => Err(Error::UnsupportedKey { place, kind }),
            Err(ParseRecipientKeyError::RsaModulusTooSmall | ParseRecipientKeyError::RsaModulusTooLarge) => {
                Err(Error::UnsupportedKey { place, kind: "ssh-rsa below 2048 or above 4096 bits".to_owned() })
            }
            Err(_) => Err(Error::BadKey { place, expected: "an age or SSH public key" }),
        }
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Native(recipient) => recipient.fmt(f),
            Kind::Ssh(recipient) => recipient.fmt(f),
        }
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({self})")
    }
}

impl PartialEq for Recipient {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Recipient {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Identity, SigningKey};

    #[test]
    fn text_forms_come_back() {
        let native = Identity::generate().recipient();
        let ssh = SigningKey::generate("a.li@laptop").public().to_string();
        for text in [native.to_string(), ssh] {
            let parsed: Recipient = format!("  {text} \n").parse().expect("a valid recipient");
            assert_eq!(parsed.to_string(), text);
            assert_eq!(parsed, text.parse().expect("a valid recipient"));
        }
    }

    #[test]
    fn comment_of_an_ssh_key_is_ignored() {
        let key = SigningKey::generate("").public().to_string();
        let parsed: Recipient = format!("{key} a.li@laptop").parse().expect("a valid recipient");
        assert_eq!(parsed.to_string(), key);
    }

    #[test]
    fn refusals_say_what_it_is_and_show_no_secret() {
        let secret = Identity::generate().to_text(&[]).lines().last().expect("the key line").to_owned();
        let said = |text: &str| text.parse::<Recipient>().expect_err("must be refused").to_string();
        assert_eq!(said("hello"), "the recipient is not an age or SSH public key");
        assert_eq!(said("age1qqqq"), "the recipient is not an age recipient: it is cut or mistyped");
        assert!(said(&secret).contains("secret key") && !said(&secret).contains(&secret[20..]));
        assert!(said("age1yubikey1q2w2yf8xxj7r0mdd").contains("age plugin"));
    }
}
