use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::order::Sighting;
use crate::model::{Chat, IdBasis, Member, Message, Precision, SenderKind, SourceZone};
use crate::roster::canonical;

pub(crate) const HOUR_MS: i64 = 3_600_000;

/// Names of one member that are kept; somebody with more plays with the name.
const MOST_NAMES: usize = 64;

/// One chat of a unit.
pub(crate) struct ChatSurvey {
    /// As known at the end.
    pub chat: Chat,
    pub messages: u64,
    pub events: u64,
    /// By canonical id.
    pub people: HashMap<String, Person>,
    /// The coarsest time met.
    pub precision: Option<Precision>,
    /// Messages, first and last millisecond of each hour with a message, by hours since 1970.
    pub hours: BTreeMap<i64, (u32, i64, i64)>,
    /// How far from the order of time the messages stand.
    pub order: Sighting,
}

/// Somebody in a chat.
pub(crate) struct Person {
    pub basis: IdBasis,
    /// Names the person was seen under, the last one first seen last.
    pub names: BTreeSet<String>,
    /// The row of the member list.
    pub listed: Option<Member>,
    /// Made the export.
    pub exporter: bool,
    /// The name and the group card last written under.
    pub last: [Option<String>; 2],
}

impl Person {
    /// Notes a row of the member list.
    pub fn list(&mut self, member: Member) {
        for name in [&member.display_name, &member.group_alias, &member.remark].into_iter().flatten() {
            self.named(name);
        }
        for name in &member.aliases {
            self.named(name);
        }
        self.basis = member.id_basis;
        self.listed = Some(member);
    }

    fn named(&mut self, name: &str) {
        let name = name.trim();
        if !name.is_empty() && self.names.len() < MOST_NAMES {
            self.names.insert(name.to_owned());
        }
    }

    fn wrote(&mut self, message: &Message) {
        let seen = [&message.sender_name, &message.sender_alias];
        for (at, name) in seen.into_iter().enumerate() {
            if let Some(name) = name
                && self.last[at].as_ref() != Some(name)
            {
                self.named(name);
                self.last[at] = Some(name.clone());
            }
        }
        self.exporter |= message.sender_kind == SenderKind::Exporter;
    }
}

impl ChatSurvey {
    pub fn new(chat: Chat) -> Self {
        Self {
            chat,
            messages: 0,
            events: 0,
            people: HashMap::new(),
            precision: None,
            hours: BTreeMap::new(),
            order: Sighting::default(),
        }
    }

    /// A chat that no record introduced.
    pub fn nameless(ordinal: u32) -> Self {
        Self::new(Chat::new(ordinal, "", SourceZone::Utc))
    }

    pub fn person(&mut self, id: &str, basis: IdBasis) -> &mut Person {
        if !self.people.contains_key(id) {
            let person = Person { basis, names: BTreeSet::new(), listed: None, exporter: false, last: [None, None] };
            self.people.insert(id.to_owned(), person);
        }
        self.people.get_mut(id).expect("invariant: it was put there")
    }

    pub fn message(&mut self, message: &Message) {
        if message.is_event() {
            self.events += 1;
        } else {
            self.messages += 1;
        }
        if let Some(id) = &message.sender_id {
            let platform = std::mem::take(&mut self.chat.platform);
            self.person(canonical(&platform, id), message.sender_basis).wrote(message);
            self.chat.platform = platform;
        }
        if let Some(time) = message.time {
            self.precision = self.precision.max(Some(time.precision));
            let hour = self.hours.entry(time.ms.div_euclid(HOUR_MS)).or_insert((0, time.ms, time.ms));
            *hour = (hour.0.saturating_add(1), hour.1.min(time.ms), hour.2.max(time.ms));
        }
        self.order.note(message.ts_ms(), message.seq);
    }

    /// First and last millisecond with a message.
    pub fn span(&self) -> Option<(i64, i64)> {
        let first = self.hours.values().map(|hour| hour.1).min()?;
        let last = self.hours.values().map(|hour| hour.2).max()?;
        Some((first, last))
    }
}
