//! What one pass over a unit shows: its chats, who is in them, when they were alive, and what could not be read.

mod chat;
mod order;

use std::collections::{BTreeMap, HashMap, HashSet};

pub(crate) use chat::{ChatSurvey, HOUR_MS};
pub(crate) use order::{Direction, Reorder};

use crate::model::{Message, Provenance, Record};
use crate::roster::canonical;
use crate::{Error, ReadOptions, Unit, read};

/// What a unit holds. Memory grows with members and hours, not with messages.
#[derive(Default)]
pub(crate) struct Survey {
    /// By ordinal.
    pub chats: BTreeMap<u32, ChatSurvey>,
    /// Members over all chats, by canonical id.
    pub members: HashSet<String>,
    pub skipped: u64,
    pub unknown: u64,
    /// Without a certain time.
    pub timeless: u64,
    /// With characters that were lost before the export.
    pub mangled: u64,
    /// How often something was left out or not understood, and the first case.
    pub reasons: HashMap<(Outcome, String), (u64, Provenance)>,
}

/// What became of a record that is neither message nor event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Left out on purpose.
    Skipped,
    /// Not understood.
    Unknown,
}

impl Survey {
    /// Reads a unit from end to end.
    ///
    /// # Errors
    /// As [`read`].
    pub fn of(unit: &Unit, options: &ReadOptions) -> Result<Self, Error> {
        let mut survey = Self::default();
        for record in read(unit, options)? {
            survey.add(record?);
        }
        for chat in survey.chats.values_mut() {
            chat.order.finish();
        }
        Ok(survey)
    }

    /// Messages of members.
    pub fn messages(&self) -> u64 {
        self.chats.values().map(|chat| chat.messages).sum()
    }

    /// Notices of the room.
    pub fn events(&self) -> u64 {
        self.chats.values().map(|chat| chat.events).sum()
    }

    fn add(&mut self, record: Record) {
        match record {
            Record::Chat(chat) => match self.chats.get_mut(&chat.ordinal) {
                Some(known) => known.chat = *chat,
                None => {
                    self.chats.insert(chat.ordinal, ChatSurvey::new(*chat));
                }
            },
            Record::Member(member) => {
                let chat = self.chats.entry(member.chat).or_insert_with(|| ChatSurvey::nameless(member.chat));
                let id = canonical(&chat.chat.platform, &member.member_id).to_owned();
                chat.person(&id, member.id_basis).list(*member);
                self.members.insert(id);
            }
            Record::Message(message) => self.message(&message),
            Record::Skipped(skipped) => {
                self.skipped += 1;
                self.reason(Outcome::Skipped, skipped.reason, skipped.provenance);
            }
            Record::Unknown(unknown) => {
                self.unknown += 1;
                self.reason(Outcome::Unknown, unknown.reason, unknown.provenance);
            }
        }
    }

    fn message(&mut self, message: &Message) {
        let chat = self.chats.entry(message.chat).or_insert_with(|| ChatSurvey::nameless(message.chat));
        if let Some(id) = &message.sender_id {
            let id = canonical(&chat.chat.platform, id);
            if !self.members.contains(id) {
                self.members.insert(id.to_owned());
            }
        }
        chat.message(message);
        self.timeless += u64::from(message.time.is_none());
        self.mangled += u64::from(message.text.as_deref().is_some_and(|text| text.contains('\u{fffd}')));
    }

    fn reason(&mut self, outcome: Outcome, reason: String, place: Provenance) {
        let (count, _) = self.reasons.entry((outcome, reason)).or_insert((0, place));
        *count += 1;
    }
}
