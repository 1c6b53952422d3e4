//! What tells one finding from another, and stays the same when files are edited or put in another order.
//!
//! BLAKE3 over the rule, the place and the ordinal of the match. No value and no name goes in: a fingerprint of an
//! eleven-digit number could be undone by trying all of them.

const CONTEXT: &str = "groupkeep 2026-11 finding fingerprint v0";

/// Bytes of a fingerprint; it is written as twice as many hexadecimal digits.
const LENGTH: usize = 16;

/// What a finding is about, in terms that survive edits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// A message with an id of its platform.
    MessageId {
        /// Id of the chat, or the export's path where the source has no chat ids.
        chat: String,
        /// The platform's id.
        id: String,
    },
    /// A message without one.
    MessageTime {
        /// As above.
        chat: String,
        /// Milliseconds since 1970 UTC; -1 where the time is unknown.
        ms: i64,
        /// Counts the messages of the chat with that time from 0.
        ordinal: u32,
    },
    /// A row of a table.
    Row {
        /// `ledger`, `works`, …
        table: &'static str,
        /// The row's own key; never a name.
        key: String,
    },
    /// Something else with a place of its own: a charter path, a destination, a release.
    Thing {
        /// `charter`, `destination`, …
        class: &'static str,
        /// The path or name.
        key: String,
    },
}

/// The fingerprint of the `ordinal`-th match of `rule` at `subject`: 32 lower-case hexadecimal digits.
pub(crate) fn fingerprint(rule: &str, subject: &Subject, ordinal: u32) -> String {
    let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
    let mut part = |bytes: &[u8]| {
        // The length goes first, so that no two lists of parts give the same bytes.
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    part(rule.as_bytes());
    match subject {
        Subject::MessageId { chat, id } => {
            part(b"id");
            part(chat.as_bytes());
            part(id.as_bytes());
        }
        Subject::MessageTime { chat, ms, ordinal } => {
            part(b"time");
            part(chat.as_bytes());
            part(&ms.to_le_bytes());
            part(&ordinal.to_le_bytes());
        }
        Subject::Row { table, key } => {
            part(b"row");
            part(table.as_bytes());
            part(key.as_bytes());
        }
        Subject::Thing { class, key } => {
            part(b"thing");
            part(class.as_bytes());
            part(key.as_bytes());
        }
    }
    part(&ordinal.to_le_bytes());
    let hash = hasher.finalize();
    hash.as_bytes()[..LENGTH].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn subject() -> impl Strategy<Value = Subject> {
        let text = "[a-c]{0,3}";
        prop_oneof![
            (text, text).prop_map(|(chat, id)| Subject::MessageId { chat, id }),
            (text, -1i64..3, 0u32..3).prop_map(|(chat, ms, ordinal)| Subject::MessageTime { chat, ms, ordinal }),
            text.prop_map(|key| Subject::Row { table: "ledger", key }),
            text.prop_map(|key| Subject::Thing { class: "charter", key }),
        ]
    }

    #[test]
    fn every_part_counts() {
        let id = |chat: &str, id: &str| Subject::MessageId { chat: chat.to_owned(), id: id.to_owned() };
        let row = |table, key: &str| Subject::Row { table, key: key.to_owned() };
        let all = [
            fingerprint("a/b", &id("c", "1"), 0),
            fingerprint("a/b", &id("c", "1"), 1),
            fingerprint("a/c", &id("c", "1"), 0),
            fingerprint("a/b", &id("c1", ""), 0),
            fingerprint("a/b", &id("", "c1"), 0),
            fingerprint("a/b", &row("ledger", "1"), 0),
            fingerprint("a/b", &row("works", "1"), 0),
        ];
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert!(all.iter().all(|one| one.len() == 32 && one.bytes().all(|b| b.is_ascii_hexdigit())));
    }

    proptest! {
        #[test]
        fn equal_only_when_everything_is(a in subject(), b in subject(), i in 0u32..3, j in 0u32..3) {
            let same = a == b && i == j;
            prop_assert_eq!(fingerprint("r/x", &a, i) == fingerprint("r/x", &b, j), same);
        }
    }
}
