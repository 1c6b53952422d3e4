//! Pseudonyms: a keyed hash of who somebody is, shown as a short tag.

use std::collections::{BTreeMap, BTreeSet};

use groupkeep_detect::Kind;
use zeroize::Zeroizing;

/// Crockford's base 32, lower case: no i, l, o or u, so a tag can be read out.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Characters of a tag at first: 40 bits, so that among 10 000 members the chance of a collision is below 5 in 100 000.
const TAG: usize = 8;

/// Characters of the longest tag, 80 bits.
const LONGEST_TAG: usize = 16;

/// Digits of a numeric pseudonym: fits the 53 bits of a JSON number; begins with 9, which no card, phone or identity
/// number of that length does.
const DIGITS: u32 = 15;

/// What a pseudonym stands for; equal ids of different subjects get different pseudonyms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Subject {
    Member,
    /// A name nobody on the roster has, or that two members share.
    Outsider,
    Chat,
    Message,
    /// A number or address that was found somewhere and is replaced wherever it stands; has no pseudonym of its own.
    Contact(Kind),
}

impl Subject {
    fn domain(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Outsider => "outsider",
            Self::Chat => "chat",
            Self::Message => "message",
            Self::Contact(kind) => kind.name(),
        }
    }

    /// The word before the tag.
    fn word(self, language: &str) -> &'static str {
        match (self, language.starts_with("zh")) {
            (Self::Member, true) => "成员",
            (Self::Outsider, true) => "外部",
            (Self::Chat, true) => "群",
            (Self::Message, true) => "消息",
            (Self::Contact(kind), true) => kind.label(language),
            (subject, false) => subject.domain(),
        }
    }
}

/// Every word that pseudonyms are made with, in both languages.
pub(crate) const WORDS: &[&str] = &["成员", "外部", "群", "消息", "member", "outsider", "chat", "message"];

/// Makes pseudonyms. The key is zeroed when this is dropped. Pure: the same key and id give the same pseudonym in any
/// order and any process.
pub(crate) struct Pseudonyms {
    key: Zeroizing<[u8; 32]>,
    length: usize,
}

impl std::fmt::Debug for Pseudonyms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pseudonyms").field("length", &self.length).finish_non_exhaustive()
    }
}

impl Pseudonyms {
    /// Pseudonyms under `key`. `known` is everybody known beforehand; where the tags of two of them would be the same,
    /// all tags of the release are made longer, so that no order of work decides who gets which.
    pub fn new(key: Zeroizing<[u8; 32]>, known: &BTreeSet<(Subject, String)>) -> Self {
        let mut pseudonyms = Self { key, length: TAG };
        while pseudonyms.length < LONGEST_TAG && pseudonyms.collides(known) {
            pseudonyms.length += 4;
        }
        pseudonyms
    }

    fn collides(&self, known: &BTreeSet<(Subject, String)>) -> bool {
        let mut tags: BTreeMap<(Subject, String), &str> = BTreeMap::new();
        known.iter().any(|(subject, id)| tags.insert((*subject, self.tag(*subject, id)), id).is_some())
    }

    /// A name such as `成员-k7qm-2xv9`.
    pub fn name(&self, subject: Subject, id: &str, language: &str) -> String {
        format!("{}-{}", subject.word(language), self.tag(subject, id))
    }

    /// An id of ASCII letters, digits and dashes such as `member-k7qm-2xv9`.
    pub fn id(&self, subject: Subject, id: &str) -> String {
        format!("{}-{}", subject.domain(), self.tag(subject, id))
    }

    /// A number of 15 digits for places that hold numbers only.
    pub fn number(&self, subject: Subject, id: &str) -> String {
        let hash = self.hash(subject.domain(), "number", id);
        let span = 10_u64.pow(DIGITS - 1);
        format!("{}", 9 * span + first_eight(&hash) % span)
    }

    /// A whole number below `bound`, the same for the whole release; `bound` must not be zero.
    pub fn drawn(&self, purpose: &str, bound: u64) -> u64 {
        first_eight(&self.hash("release", "drawn", purpose)) % bound.max(1)
    }

    /// The key, to be sealed to those who may reverse the release.
    pub fn key(&self) -> &[u8; 32] {
        &self.key
    }

    fn tag(&self, subject: Subject, id: &str) -> String {
        let hash = self.hash(subject.domain(), "tag", id);
        let mut bits = u128::from_be_bytes(std::array::from_fn(|at| hash[at]));
        let mut tag = String::new();
        for place in 0..self.length {
            if place > 0 && place % 4 == 0 {
                tag.push('-');
            }
            tag.push(char::from(ALPHABET[(bits >> 123) as usize]));
            bits <<= 5;
        }
        tag
    }

    /// Every field is preceded by its length, so that no two different inputs hash the same bytes.
    fn hash(&self, kind: &str, namespace: &str, id: &str) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        for field in ["groupkeep/anonymize/v1", kind, namespace, id] {
            hasher.update(&(field.len() as u64).to_le_bytes());
            hasher.update(field.as_bytes());
        }
        let hash = hasher.finalize();
        zeroize::Zeroize::zeroize(&mut hasher);
        *hash.as_bytes()
    }
}

fn first_eight(hash: &[u8; 32]) -> u64 {
    u64::from_be_bytes(std::array::from_fn(|at| hash[at]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn under(byte: u8) -> Pseudonyms {
        Pseudonyms::new(Zeroizing::new([byte; 32]), &BTreeSet::new())
    }

    #[test]
    fn names_and_ids_of_one_member_share_the_tag() {
        let name = under(1).name(Subject::Member, "wechat:wxid_a", "zh-CN");
        let id = under(1).id(Subject::Member, "wechat:wxid_a");
        assert_eq!(name.strip_prefix("成员"), id.strip_prefix("member"));
        let tag: Vec<&str> = id.split('-').collect();
        assert_eq!((tag.len(), tag[1].len(), tag[2].len()), (3, 4, 4));
    }

    #[test]
    fn another_key_another_subject_another_id_give_another_pseudonym() {
        let base = under(1).number(Subject::Member, "a");
        assert_ne!(base, under(2).number(Subject::Member, "a"));
        assert_ne!(base, under(1).number(Subject::Chat, "a"));
        assert_ne!(base, under(1).number(Subject::Member, "b"));
    }

    #[test]
    fn a_collision_lengthens_every_tag() {
        let mut known = BTreeSet::new();
        // Finds two ids whose first 8 characters agree in a space cut down to 10 bits by comparing 2 characters only.
        let mut short = under(3);
        short.length = 2;
        let mut seen = BTreeMap::new();
        for n in 0.. {
            let id = n.to_string();
            if let Some(other) = seen.insert(short.tag(Subject::Member, &id), id.clone()) {
                known.extend([(Subject::Member, id), (Subject::Member, other)]);
                break;
            }
        }
        assert!(short.collides(&known));
        short.length += 4;
        assert!(!short.collides(&known));
    }

    #[test]
    fn debug_output_has_no_key() {
        assert_eq!(format!("{:?}", under(7)), "Pseudonyms { length: 8, .. }");
    }

    proptest! {
        #[test]
        fn shapes_hold_for_any_id(id in ".{0,40}") {
            let pseudonyms = under(9);
            let number = pseudonyms.number(Subject::Member, &id);
            prop_assert!(number.len() == 15 && number.starts_with('9'));
            prop_assert!(number.parse::<u64>().unwrap() < 1 << 53);
            let shown = pseudonyms.id(Subject::Member, &id);
            prop_assert!(shown.bytes().all(|b| b == b'-' || b.is_ascii_lowercase() || b.is_ascii_digit()));
            prop_assert!(pseudonyms.drawn(&id, 7) < 7);
        }
    }
}
