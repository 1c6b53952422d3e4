//! One message at a time: what the probes find in it.

use std::collections::{BTreeSet, HashMap};

use groupkeep_archive as archive;
use groupkeep_archive::{EventType, IdBasis, Message, MoneyDirection, MoneyStatus, SenderKind, State};
use groupkeep_detect::{Detector, Kind};

use super::look::{Body, Looker};
use super::near::Near;
use super::probe::{Probes, Seek};
use super::seen::{Oldest, Payment, Seen};
use super::shown::Shown;
use super::{People, PersonId, Place};

/// What does not change while a source is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Eyes<'a> {
    /// What to look for.
    pub probes: &'a Probes,
    /// Finds values.
    pub detector: &'a Detector,
    /// How values are shown.
    pub shown: Shown<'a>,
    /// Who is who.
    pub people: &'a People,
    /// Message ids that the charter names.
    pub asked_ids: &'a BTreeSet<String>,
}

/// Looks at the messages of one source, in the order of its file.
#[derive(Debug)]
pub(crate) struct Scan<'a> {
    eyes: Eyes<'a>,
    source: usize,
    platforms: HashMap<u32, String>,
    near: Near,
    /// Chats with something that a rule looks for, whatever became of it.
    touched: BTreeSet<u32>,
    /// How many messages without an id a chat has at a time.
    same_time: HashMap<(u32, i64), u32>,
    oldest: Option<Oldest>,
}

impl<'a> Scan<'a> {
    /// Begins with source number `source`.
    pub fn new(eyes: Eyes<'a>, source: usize) -> Self {
        Self {
            eyes,
            source,
            platforms: HashMap::new(),
            near: Near::default(),
            touched: BTreeSet::new(),
            same_time: HashMap::new(),
            oldest: None,
        }
    }

    /// A chat begins, or more is known of one.
    pub fn chat(&mut self, chat: &archive::Chat) {
        self.platforms.insert(chat.ordinal, chat.platform.clone());
    }

    /// How values are shown.
    pub fn shown(&self) -> Shown<'a> {
        self.eyes.shown
    }

    /// The end of the source. Returns the chats in which something was met that a rule looks for.
    pub fn finish(self, seen: &mut Seen) -> BTreeSet<u32> {
        seen.oldest.push(self.oldest);
        self.touched
    }

    /// Looks at one message and keeps what is asked for in `seen`.
    pub fn message(&mut self, message: &Message, seen: &mut Seen) {
        self.message_of((self.source, message.chat), message, seen);
    }

    /// The same for a message of several sources' chat, which stands in this source and chat among others.
    pub fn message_of(&mut self, home: (usize, u32), message: &Message, seen: &mut Seen) {
        let place = self.place(home, message);
        if let Some(at) = place.at
            && self.oldest.as_ref().is_none_or(|oldest| at < oldest.at)
        {
            self.oldest = Some(Oldest { at, place: place.clone() });
        }
        if let Some(event) = &message.event {
            if event.event == EventType::Recall {
                let id = message.reply_to.clone().or_else(|| event.value.clone());
                seen.recalled.extend(id.map(|id| (place.source, place.chat, id)));
            }
            return;
        }
        if let Some(id) = &place.native_id
            && self.eyes.asked_ids.contains(id)
        {
            seen.found_ids.insert(id.clone());
        }
        let taken_back = matches!(message.state, State::Recalled | State::Deleted);
        if taken_back || matches!(message.sender_kind, SenderKind::System | SenderKind::Bot) {
            return;
        }
        self.payment(message, &place, seen);
        self.look(message, &place, seen);
    }

    fn place(&mut self, (source, chat): (usize, u32), message: &Message) -> Place {
        let native_id = message.msg_id.clone().filter(|_| message.id_basis == IdBasis::Native);
        let mut ordinal = 0;
        if native_id.is_none() {
            let next = self.same_time.entry((message.chat, message.ts_ms().unwrap_or(-1))).or_default();
            ordinal = *next;
            *next += 1;
        }
        Place {
            source,
            chat,
            line: message.provenance.line,
            column: message.provenance.column,
            native_id,
            at: message.time.and_then(|stamp| stamp.instant()),
            ordinal,
        }
    }

    fn person(&self, chat: u32, id_or_name: &str) -> Option<PersonId> {
        self.eyes.people.find(self.platforms.get(&chat).map(String::as_str), id_or_name)
    }

    fn sender(&self, message: &Message) -> Option<PersonId> {
        let by = |text: &Option<String>| text.as_deref().and_then(|text| self.person(message.chat, text));
        by(&message.sender_id).or_else(|| by(&message.sender_name)).or_else(|| by(&message.sender_alias))
    }

    fn payment(&mut self, message: &Message, place: &Place, seen: &mut Seen) {
        let Some(money) = &message.money else { return };
        // A notice that money was taken or came back repeats a payment that has its own message.
        let notice = match money.direction {
            MoneyDirection::ToSender => true,
            MoneyDirection::Unknown => money.status != MoneyStatus::Offered,
            MoneyDirection::FromSender => money.status == MoneyStatus::Returned,
        };
        if notice {
            return;
        }
        self.touched.insert(message.chat);
        let payer_text = message.sender_id.clone().or_else(|| message.sender_name.clone());
        seen.payments.push(Payment {
            place: place.clone(),
            red_packet: message.kind == archive::Kind::RedPacket,
            payer: self.sender(message),
            payer_shown: payer_text
                .as_deref()
                .map(|text| self.eyes.shown.value(Kind::Member, text))
                .unwrap_or_default(),
            payer_text,
            payee: money.payee_id.as_deref().and_then(|id| self.person(message.chat, id)),
            amount: money.amount.as_deref().and_then(|amount| amount.parse().ok()),
            currency: money.currency.clone(),
        });
    }

    fn look(&mut self, message: &Message, place: &Place, seen: &mut Seen) {
        let body = Body::new(message, &self.eyes);
        // Most messages hold nothing whose owner could matter.
        let sender = if body.has_values() { self.sender(message) } else { None };
        for (index, probe) in self.eyes.probes.all.iter().enumerate() {
            let looker = Looker { eyes: &self.eyes, body: &body, place, sender };
            let hits = match &probe.seek {
                Seek::Pattern(wanted) => {
                    let hits = looker.pattern(wanted);
                    if !hits.is_empty() {
                        self.touched.insert(message.chat);
                    }
                    if wanted.with_at.is_empty() {
                        hits
                    } else {
                        let who = message.sender_id.as_deref().or(message.sender_name.as_deref()).unwrap_or_default();
                        let companion = body.says(&wanted.with_at);
                        self.near.next(index, message.chat, who, wanted.within, hits, companion)
                    }
                }
                Seek::Lists { phones, names } => looker.lists(*phones, names),
                Seek::Reposts { extensions, chars } => looker.reposts(extensions, *chars),
                Seek::Quotes { chars } => looker.long_texts(*chars),
            };
            if !hits.is_empty() {
                self.touched.insert(message.chat);
                seen.hits.entry(probe.rule.clone()).or_default().extend(hits);
            }
        }
    }
}
