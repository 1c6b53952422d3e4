//! Which records leave a release altogether, and the bytes that go with them.

use std::collections::BTreeSet;
use std::ops::Range;

use groupkeep_archive::{EventType, Format, Message, Party, ReadOptions, Record, SenderKind, Unit, read};
use groupkeep_detect::{Detector, Kind};

use crate::error::Error;
use crate::people::People;

/// What makes a record leave.
#[derive(Debug)]
pub(crate) struct Rules<'a> {
    /// Notices of who came and who went stay.
    pub joins: bool,
    /// The roster's numbers of the members who agreed; `None` where nobody has to.
    pub agreed: Option<&'a BTreeSet<usize>>,
    pub people: &'a People,
}

/// The records of one unit that leave.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Drops {
    /// Bytes of the file to leave out, separators included; ascending, not overlapping.
    pub ranges: Vec<Range<u64>>,
    /// Records by, quoting or naming somebody who did not agree.
    pub without_consent: u64,
    /// Notices of who came and who went.
    pub joins: u64,
}

impl Rules<'_> {
    /// True if every record stays.
    pub fn keep_all(&self) -> bool {
        self.joins && self.agreed.is_none()
    }

    /// Reads `unit` and decides for each record.
    pub fn decide(&self, unit: &Unit, options: &ReadOptions) -> Result<Drops, Error> {
        let mut drops = Drops::default();
        if self.keep_all() {
            return Ok(drops);
        }
        let detector = Detector::with_roster(&self.people.index);
        let mut platform = String::new();
        let mut gaps = Gaps::new(unit.format);
        for record in read(unit, options)? {
            let (chat, bytes, dropped) = match record? {
                Record::Chat(chat) => {
                    platform = chat.platform;
                    continue;
                }
                Record::Message(message) => {
                    let dropped = self.leaves(&message, &platform, &detector, &mut drops);
                    (Some(message.chat), message.provenance.bytes, dropped)
                }
                Record::Skipped(skipped) => (None, skipped.provenance.bytes, false),
                Record::Unknown(unknown) => (None, unknown.provenance.bytes, false),
                Record::Member(_) => continue,
            };
            gaps.record(chat, bytes, dropped);
        }
        drops.ranges = gaps.finish();
        Ok(drops)
    }

    fn leaves(&self, message: &Message, platform: &str, detector: &Detector, drops: &mut Drops) -> bool {
        let came_or_went = message.event.as_ref().is_some_and(|event| {
            matches!(
                event.event,
                EventType::Join | EventType::Invite | EventType::Leave | EventType::Kick | EventType::Ban
            )
        });
        if came_or_went && !self.joins {
            drops.joins += 1;
            return true;
        }
        let refused = self.agreed.is_some_and(|agreed| self.concerns_others(message, platform, detector, agreed));
        drops.without_consent += u64::from(refused);
        refused
    }

    /// True if the record is by, quotes or names anybody but `agreed`.
    fn concerns_others(
        &self,
        message: &Message,
        platform: &str,
        detector: &Detector,
        agreed: &BTreeSet<usize>,
    ) -> bool {
        let by_id = |id: &str| self.people.number_of(platform, id).is_none_or(|number| !agreed.contains(&number));
        let by_name = |name: &str| match self.people.index.owners(name).as_slice() {
            [] => false,
            owners => owners.iter().any(|number| !agreed.contains(number)),
        };
        let party =
            |party: &Party| party.id.as_deref().is_some_and(by_id) || party.name.as_deref().is_some_and(by_name);
        let sender = match (&message.sender_id, message.sender_kind) {
            (_, SenderKind::System) => false,
            (Some(id), _) => by_id(id),
            (None, _) => true,
        };
        let quoted = message.nested.iter().any(|nested| {
            nested.sender_id.as_deref().is_some_and(by_id) || nested.sender_name.as_deref().is_some_and(by_name)
        });
        let mentioned = message
            .mentions
            .iter()
            .any(|mention| mention.id.as_deref().is_some_and(by_id) || mention.name.as_deref().is_some_and(by_name));
        let in_event = message.event.as_ref().is_some_and(|event| event.actor.iter().chain(&event.targets).any(party));
        let named = message.text.iter().any(|text| {
            detector.find(text).iter().any(|found| {
                found.kind == Kind::Member
                    && !found.ambiguous
                    && found.member.is_none_or(|number| number < self.people.members() && !agreed.contains(&number))
            })
        });
        sender || quoted || mentioned || in_event || named || message.forwarded_from.as_deref().is_some_and(by_name)
    }
}

/// Turns the bytes of dropped records into bytes to leave out, so that what remains is still a list.
struct Gaps {
    /// Records follow one another with nothing but separators between; in lines of JSON other things may lie between.
    dense: bool,
    /// Another chat is another list.
    lists_by_chat: bool,
    chat: Option<u32>,
    last_kept_end: Option<u64>,
    pending: Option<Range<u64>>,
    ranges: Vec<Range<u64>>,
}

impl Gaps {
    fn new(format: Format) -> Self {
        let (dense, lists_by_chat) = (!format.is_lines(), format.lists_by_chat());
        Self { dense, lists_by_chat, chat: None, last_kept_end: None, pending: None, ranges: Vec::new() }
    }

    fn record(&mut self, chat: Option<u32>, bytes: Range<u64>, dropped: bool) {
        if !self.dense {
            if dropped {
                self.ranges.push(bytes);
            }
            return;
        }
        if self.lists_by_chat && chat.is_some() && chat != self.chat {
            self.end_of_array();
            self.chat = chat;
        }
        match (dropped, self.pending.take()) {
            (true, Some(pending)) => self.pending = Some(pending.start..bytes.end),
            (true, None) => self.pending = Some(bytes),
            (false, pending) => {
                // Up to the next record, its separator included.
                self.ranges.extend(pending.map(|pending| pending.start..bytes.start));
                self.last_kept_end = Some(bytes.end);
            }
        }
    }

    /// The last records of an array go with the separator before them.
    fn end_of_array(&mut self) {
        let from = self.last_kept_end.take();
        self.ranges.extend(self.pending.take().map(|pending| from.unwrap_or(pending.start)..pending.end));
    }

    fn finish(mut self) -> Vec<Range<u64>> {
        self.end_of_array();
        self.ranges
    }
}

#[cfg(test)]
mod tests;
