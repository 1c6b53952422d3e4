use std::collections::{BTreeMap, BTreeSet};

use groupkeep_config::table::Amount;
use jiff::Timestamp;

use super::{Hit, PersonId, Place};

/// A red packet or transfer that was sent in a chat.
#[derive(Debug, Clone)]
pub(crate) struct Payment {
    /// The message.
    pub place: Place,
    /// True for a red packet.
    pub red_packet: bool,
    /// Who gave, if it is known which member that is.
    pub payer: Option<PersonId>,
    /// What the source calls the payer: an id or a name. Never displayed.
    pub payer_text: Option<String>,
    /// The same for display, redacted unless the check reveals.
    pub payer_shown: String,
    /// Who received, where the source says.
    pub payee: Option<PersonId>,
    /// Where the source says.
    pub amount: Option<Amount>,
    /// ISO 4217.
    pub currency: String,
}

/// A recorded message with its time.
#[derive(Debug, Clone)]
pub(crate) struct Oldest {
    /// When.
    pub at: Timestamp,
    /// Where.
    pub place: Place,
}

/// What the streaming pass kept: nothing of the many messages no rule asks about.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// What each rule looked for, by its id.
    pub hits: BTreeMap<String, Vec<Hit>>,
    /// Payments, in the order of the files.
    pub payments: Vec<Payment>,
    /// The oldest message of each source; `None` where no message has a certain time.
    pub oldest: Vec<Option<Oldest>>,
    /// Those of the ids asked for that are messages of the archive.
    pub found_ids: BTreeSet<String>,
    /// Chat (source and ordinal) and id of messages taken back later.
    pub recalled: BTreeSet<(usize, u32, String)>,
}

impl Seen {
    /// What the rule of that id looked for, less what was taken back.
    pub fn hits(&self, rule: &str) -> impl Iterator<Item = &Hit> {
        self.hits.get(rule).into_iter().flatten().filter(|hit| !self.is_recalled(&hit.place))
    }

    /// Puts what was seen in the messages of a chat that several sources have in place of what was seen in each of its
    /// `parts`, which are sources and ordinals.
    pub fn replace(&mut self, parts: &[(usize, u32)], found: Self) {
        let stays = |place: &Place| !parts.contains(&(place.source, place.chat));
        for hits in self.hits.values_mut() {
            hits.retain(|hit| stays(&hit.place));
        }
        self.payments.retain(|payment| stays(&payment.place));
        for (rule, hits) in found.hits {
            self.hits.entry(rule).or_default().extend(hits);
        }
        self.payments.extend(found.payments);
        // One export may hold the message, another one that it was taken back.
        for (_, _, id) in found.recalled {
            self.recalled.extend(parts.iter().map(|(source, chat)| (*source, *chat, id.clone())));
        }
    }

    /// True when a later event took the message back.
    pub fn is_recalled(&self, place: &Place) -> bool {
        let id = place.native_id.as_ref();
        id.is_some_and(|id| self.recalled.contains(&(place.source, place.chat, id.clone())))
    }
}
