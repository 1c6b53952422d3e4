//! Ids, in the shape their format expects.

use groupkeep_detect::Kind;

use super::Rewriter;
use crate::people::{Identity, is_reserved};
use crate::pseudonym::Subject;

/// Prefixes that Telegram writes before the number of an account.
const PREFIXES: &[&str] = &["user", "channel", "chat"];

/// Message ids below this are running numbers of a chat and say nothing about the platform.
const RUNNING_NUMBERS: u64 = 1_000_000_000;

impl Rewriter<'_> {
    /// The pseudonym of a member's id on a platform, in the shape of the id.
    pub fn member_id(&mut self, platform: &str, id: &str) -> String {
        if id.trim().is_empty() || is_reserved(id) {
            return id.to_owned();
        }
        let identity = self.people.by_id(platform, id);
        self.shaped_id(&identity, id)
    }

    /// The pseudonym of an id of the members table.
    pub fn table_id(&mut self, id: &str) -> String {
        let identity = self.people.by_table_id(id);
        let pseudonym = self.pseudonyms.id(identity.subject, &identity.canonical);
        self.tally.replaced(Kind::Member, id, &pseudonym);
        pseudonym
    }

    /// The pseudonym of a chat's id, in the shape of the id.
    pub fn chat_id(&mut self, platform: &str, id: &str) -> String {
        if id.trim().is_empty() {
            return id.to_owned();
        }
        let identity = match self.people.by_id(platform, id) {
            known if known.subject != Subject::Outsider => known,
            unknown => Identity { subject: Subject::Chat, ..unknown },
        };
        self.shaped_id(&identity, id)
    }

    fn shaped_id(&mut self, identity: &Identity, id: &str) -> String {
        let number = || self.pseudonyms.number(identity.subject, &identity.canonical);
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let prefix = PREFIXES.iter().find(|prefix| id.strip_prefix(**prefix).is_some_and(digits));
        let pseudonym = match (id.split_once('@'), prefix) {
            (Some((_, domain)), _) if !domain.is_empty() && !domain.contains('.') => format!("{}@{domain}", number()),
            (_, Some(prefix)) => format!("{prefix}{}", number()),
            _ if digits(id) => number(),
            _ if id.strip_prefix('-').is_some_and(digits) => format!("-{}", number()),
            _ => self.pseudonyms.id(identity.subject, &identity.canonical),
        };
        self.tally.replaced(Kind::Member, id, &pseudonym);
        pseudonym
    }

    /// A message's id, the same wherever it is referred to, in exports and tables. Kept under the internal profile, and
    /// kept where it is only a running number.
    pub fn message_id(&mut self, id: &str) -> String {
        let running = id.parse::<u64>().is_ok_and(|number| number < RUNNING_NUMBERS);
        if id.is_empty() || running || !self.operators.strict {
            self.tally.left("message-id");
            return id.to_owned();
        }
        self.tally.changed("message-id");
        if id.bytes().all(|byte| byte.is_ascii_digit()) {
            self.pseudonyms.number(Subject::Message, id)
        } else {
            self.pseudonyms.id(Subject::Message, id)
        }
    }
}
