//! Where each object of a vault is kept: the keys a store is asked for.

use std::fmt;
use std::str::FromStr;

use crate::id::{Digest, WriterName};

/// The prefix of all vault documents.
pub const DOCUMENTS: &str = "vault/";
/// The prefix of all sealed epoch identities.
pub const EPOCHS: &str = "epochs/";
/// The prefix of everything writers put.
pub const WRITERS: &str = "w/";
/// The prefix of all tombstones.
pub const TOMBSTONES: &str = "tombstones/";

/// The prefix of everything `writer` put.
#[must_use]
pub fn writer(writer: &WriterName) -> String {
    format!("w/{writer}/")
}

/// The prefix of the statements of `writer`.
#[must_use]
pub fn snapshots(writer: &WriterName) -> String {
    format!("w/{writer}/snapshots/")
}

/// The prefix of the packs of `writer`.
#[must_use]
pub fn packs(writer: &WriterName) -> String {
    format!("w/{writer}/packs/")
}

/// The name of one object; its text is the key in the store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKey {
    /// A vault document.
    Document {
        /// Its generation, from 0.
        generation: u64,
        /// Digest of the whole signed object.
        sha256: Digest,
    },
    /// An epoch's identity, sealed to the readers.
    Epoch {
        /// The epoch's number, from 1.
        number: u64,
        /// Digest of the sealed bytes.
        sha256: Digest,
    },
    /// A pack of chunks.
    Pack {
        /// Whose it is.
        writer: WriterName,
        /// Digest of the sealed bytes.
        sha256: Digest,
    },
    /// The list of what a snapshot needs.
    List {
        /// Whose it is.
        writer: WriterName,
        /// Digest of its text.
        sha256: Digest,
    },
    /// A sealed chunk index.
    Index {
        /// Whose it is.
        writer: WriterName,
        /// Digest of the sealed bytes.
        sha256: Digest,
    },
    /// A snapshot's signed statement.
    Statement {
        /// Whose it is.
        writer: WriterName,
        /// Its number in the writer's chain, from 1.
        seq: u64,
        /// The first 16 hexadecimal characters of the object's digest.
        short: String,
    },
    /// A drop record.
    Drop(Digest),
    /// A tombstone.
    Tombstone(Digest),
    /// A done record.
    Done(Digest),
}

impl ObjectKey {
    /// Reads a store's key; `None` for anything that is no object of a vault, including other spellings of one.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        let mut parts = key.split('/');
        let parsed = match (parts.next()?, parts.next()?) {
            ("vault", name) => {
                let (generation, digest) = name.strip_suffix(".json")?.split_once('-')?;
                Self::Document { generation: generation.parse().ok()?, sha256: digest.parse().ok()? }
            }
            ("epochs", number) => {
                Self::Epoch { number: number.parse().ok()?, sha256: parts.next()?.strip_suffix(".age")?.parse().ok()? }
            }
            ("w", writer) => Self::parse_of_writer(WriterName::from_str(writer).ok()?, &mut parts)?,
            ("drops", digest) => Self::Drop(digest.parse().ok()?),
            ("tombstones", digest) => Self::Tombstone(digest.parse().ok()?),
            ("done", digest) => Self::Done(digest.parse().ok()?),
            _ => return None,
        };
        (parsed.to_string() == key).then_some(parsed)
    }

    fn parse_of_writer<'k>(writer: WriterName, parts: &mut impl Iterator<Item = &'k str>) -> Option<Self> {
        Some(match (parts.next()?, parts.next()?) {
            ("packs", _) => Self::Pack { writer, sha256: parts.next()?.parse().ok()? },
            ("lists", digest) => Self::List { writer, sha256: digest.parse().ok()? },
            ("index", digest) => Self::Index { writer, sha256: digest.parse().ok()? },
            ("snapshots", name) => {
                let (seq, short) = name.split_once('-')?;
                let hexadecimal = short.len() == 16 && short.bytes().all(|b| b"0123456789abcdef".contains(&b));
                if !hexadecimal {
                    return None;
                }
                Self::Statement { writer, seq: seq.parse().ok()?, short: short.to_owned() }
            }
            _ => return None,
        })
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document { generation, sha256 } => write!(f, "vault/{generation}-{sha256}.json"),
            Self::Epoch { number, sha256 } => write!(f, "epochs/{number}/{sha256}.age"),
            Self::Pack { writer, sha256 } => {
                write!(f, "w/{writer}/packs/{}/{sha256}", crate::id::hex(&sha256.0[..1]))
            }
            Self::List { writer, sha256 } => write!(f, "w/{writer}/lists/{sha256}"),
            Self::Index { writer, sha256 } => write!(f, "w/{writer}/index/{sha256}"),
            Self::Statement { writer, seq, short } => write!(f, "w/{writer}/snapshots/{seq:010}-{short}"),
            Self::Drop(sha256) => write!(f, "drops/{sha256}"),
            Self::Tombstone(sha256) => write!(f, "tombstones/{sha256}"),
            Self::Done(sha256) => write!(f, "done/{sha256}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys() -> impl Strategy<Value = ObjectKey> {
        let digest = any::<[u8; 32]>().prop_map(Digest);
        let writer = "[a-z0-9-]{1,32}".prop_map(|name| name.parse::<WriterName>().unwrap());
        (digest, writer, any::<u32>(), 0..9_u8).prop_map(|(sha256, writer, number, kind)| match kind {
            0 => ObjectKey::Document { generation: number.into(), sha256 },
            1 => ObjectKey::Epoch { number: number.into(), sha256 },
            2 => ObjectKey::Pack { writer, sha256 },
            3 => ObjectKey::List { writer, sha256 },
            4 => ObjectKey::Index { writer, sha256 },
            5 => ObjectKey::Statement { writer, seq: number.into(), short: sha256.short() },
            6 => ObjectKey::Drop(sha256),
            7 => ObjectKey::Tombstone(sha256),
            _ => ObjectKey::Done(sha256),
        })
    }

    proptest! {
        #[test]
        fn keys_round_trip(key in keys()) {
            prop_assert_eq!(ObjectKey::parse(&key.to_string()), Some(key));
        }

        #[test]
        fn parsing_never_panics_and_knows_one_spelling(text in "[a-z0-9/.-]{0,90}") {
            if let Some(key) = ObjectKey::parse(&text) {
                prop_assert_eq!(key.to_string(), text);
            }
        }
    }

    #[test]
    fn a_pack_lies_under_the_first_byte_of_its_name() {
        let key = ObjectKey::Pack { writer: "ab12cd34".parse().unwrap(), sha256: Digest::of(b"abc") };
        assert_eq!(
            key.to_string(),
            "w/ab12cd34/packs/ba/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn other_spellings_are_no_keys() {
        let digest = Digest::of(b"abc");
        for key in [
            format!("vault/00-{digest}.json"),
            format!("w/ab/packs/00/{digest}"),
            format!("w/ab/snapshots/1-{}", digest.short()),
            format!("drops/{digest}/more"),
            "w/ab/snapshots/0000000001-zzzzzzzzzzzzzzzz".to_owned(),
        ] {
            assert_eq!(ObjectKey::parse(&key), None, "{key}");
        }
    }
}
