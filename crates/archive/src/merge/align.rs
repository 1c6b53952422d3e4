//! Puts the records of one second or minute of several sources together.

use std::collections::HashSet;

use super::same::{agree, native_id, same_content, same_id};
use crate::model::{IdBasis, Message, Provenance};

/// Pairs that are weighed at most; beyond it, which only floods reach, records are paired first come first served.
const MOST_PAIRS: usize = 1 << 20;

/// What an id weighs against time, sender and text.
const BY_ID: u32 = 1 << 16;

/// One message and where it stands.
#[derive(Debug)]
pub(super) struct Slot {
    pub message: Message,
    /// Sources by their order, and where the message stands in each.
    pub sources: Vec<(usize, Provenance)>,
    /// What other sources have under the same id and otherwise.
    pub rivals: Vec<Slot>,
}

impl Slot {
    fn new(source: usize, message: Message) -> Self {
        let sources = vec![(source, message.provenance.clone())];
        Self { message, sources, rivals: Vec::new() }
    }

    fn absorb(&mut self, source: usize, message: Message) {
        if agree(&self.message, &message) {
            self.sources.push((source, message.provenance.clone()));
            if rank(&message) > rank(&self.message) {
                let before = std::mem::replace(&mut self.message, message);
                self.fill(before);
            } else {
                self.fill(message);
            }
        } else if let Some(rival) = self.rivals.iter_mut().find(|rival| agree(&rival.message, &message)) {
            rival.absorb(source, message);
        } else {
            self.rivals.push(Slot::new(source, message));
        }
    }

    /// Takes over what only the other record has.
    fn fill(&mut self, other: Message) {
        let mine = &mut self.message;
        if mine.text.is_none() {
            (mine.text, mine.text_form) = (other.text, other.text_form);
        }
        if mine.attachments.is_empty() {
            mine.attachments = other.attachments;
        }
        if mine.reply_to.is_none() && other.id_basis == IdBasis::Native {
            mine.reply_to = other.reply_to;
        }
        if mine.reactions.is_empty() {
            mine.reactions = other.reactions;
        }
        mine.sender_alias = mine.sender_alias.take().or(other.sender_alias);
        mine.money = mine.money.take().or(other.money);
    }
}

/// Which of two records of one message tells more.
fn rank(message: &Message) -> (bool, std::cmp::Reverse<Option<crate::Precision>>, bool) {
    (
        message.id_basis == IdBasis::Native,
        std::cmp::Reverse(message.time.map(|at| at.precision)),
        message.text.is_some(),
    )
}

/// Adds what one source has to what the sources before it have. With `torn`, one of them ends here and the other begins:
/// what they share is then the end of the one and the beginning of the other, and a record that both have, but not in the
/// same order, is two of which each has one.
pub(super) fn align(slots: Vec<Slot>, source: usize, messages: Vec<Message>, torn: bool) -> Vec<Slot> {
    if slots.is_empty() {
        return messages.into_iter().map(|message| Slot::new(source, message)).collect();
    }
    let pairs = Pairs::new(&slots, &messages);
    let mut aligned = in_order(&pairs);
    if torn
        && aligned.iter().flatten().count() < slots.len().min(messages.len())
        && let Some(overlap) = overlap(&pairs)
    {
        aligned = overlap;
    }
    let elsewhere = out_of_order(&pairs, &aligned, torn);
    let mut slots = slots;
    let mut messages: Vec<Option<Message>> = messages.into_iter().map(Some).collect();
    for (message, slot) in messages.iter_mut().zip(elsewhere) {
        if let (Some(slot), Some(message)) = (slot, message.take_if(|_| slot.is_some())) {
            slots[slot].absorb(source, message);
        }
    }
    weave(slots, source, messages, &aligned)
}

/// What can be a pair: a slot of the sources before and a message of this one.
struct Pairs<'a> {
    slots: &'a [Slot],
    messages: &'a [Message],
    /// Ids that both have. A record with such an id is that message and no other, however much another looks like it.
    shared: HashSet<&'a str>,
}

impl<'a> Pairs<'a> {
    fn new(slots: &'a [Slot], messages: &'a [Message]) -> Self {
        let known: HashSet<&str> = slots.iter().filter_map(|slot| native_id(&slot.message)).collect();
        let shared = messages.iter().filter_map(native_id).filter(|id| known.contains(id)).collect();
        Self { slots, messages, shared }
    }

    /// How much speaks for the slot being the message; an id outweighs everything else in a bucket.
    fn weight(&self, slot: usize, at: usize) -> u32 {
        let (one, other) = (&self.slots[slot].message, &self.messages[at]);
        let is_settled = |message| native_id(message).is_some_and(|id| self.shared.contains(id));
        if same_id(one, other) {
            BY_ID
        } else {
            u32::from(same_content(one, other) && !is_settled(one) && !is_settled(other))
        }
    }
}

/// The longest piece that ends the slots and begins the messages, or the other way round. `None` where there is none, or
/// ids say that there is more.
fn overlap(pairs: &Pairs<'_>) -> Option<Vec<Option<usize>>> {
    let (slots, messages) = (pairs.slots.len(), pairs.messages.len());
    let most = slots.min(messages);
    if most.saturating_mul(most) > MOST_PAIRS {
        return None;
    }
    let fits = |slot: usize, at: usize, length: usize| (0..length).all(|each| pairs.weight(slot + each, at + each) > 0);
    let (slot, at, length) = (1..=most).rev().find_map(|length| {
        let ends = [(slots - length, 0), (0, messages - length)];
        ends.into_iter().find(|(slot, at)| fits(*slot, *at, length)).map(|(slot, at)| (slot, at, length))
    })?;
    let by_id = (0..length).filter(|each| pairs.weight(slot + each, at + each) == BY_ID).count();
    let aligned = |message: usize| (at..at + length).contains(&message).then(|| slot + message - at);
    (by_id == pairs.shared.len()).then(|| (0..messages).map(aligned).collect())
}

/// For each message that `aligned` leaves over the slot it is in another place of: sources differ in how they sort one
/// second.
fn out_of_order(pairs: &Pairs<'_>, aligned: &[Option<usize>], torn: bool) -> Vec<Option<usize>> {
    let mut taken = vec![false; pairs.slots.len()];
    for slot in aligned.iter().flatten() {
        taken[*slot] = true;
    }
    let least = if torn { BY_ID } else { 1 };
    let mut partner = vec![None; aligned.len()];
    for (at, partner) in partner.iter_mut().enumerate().filter(|(at, _)| aligned[*at].is_none()) {
        *partner = (0..taken.len()).find(|slot| !taken[*slot] && pairs.weight(*slot, at) >= least);
        if let Some(slot) = *partner {
            taken[slot] = true;
        }
    }
    partner
}

/// For each message the slot it is aligned with: the longest alignment that keeps the order of both.
fn in_order(pairs: &Pairs<'_>) -> Vec<Option<usize>> {
    let Pairs { slots, messages, .. } = pairs;
    let mut partner = vec![None; messages.len()];
    let weight = |slot: usize, at: usize| pairs.weight(slot, at);
    let certain = |at: usize| match weight(at, at) {
        BY_ID => true,
        weight => weight > 0 && [&slots[at].message, &messages[at]].iter().all(|one| one.id_basis != IdBasis::Native),
    };
    let head = (0..slots.len().min(messages.len())).take_while(|at| certain(*at)).count();
    for (at, partner) in partner.iter_mut().enumerate().take(head) {
        *partner = Some(at);
    }
    let (rows, columns) = (slots.len() - head, messages.len() - head);
    if rows == 0 || columns == 0 {
        return partner;
    }
    if rows.saturating_mul(columns) > MOST_PAIRS {
        let mut next = head;
        for (at, partner) in partner.iter_mut().enumerate().skip(head) {
            if let Some(found) = (next..slots.len()).find(|slot| weight(*slot, at) > 0) {
                *partner = Some(found);
                next = found + 1;
            }
        }
        return partner;
    }
    // best[r][c]: the weight of the best pairs of slots from r and messages from c on.
    let mut best = vec![0_u32; (rows + 1) * (columns + 1)];
    let mut paired = vec![false; rows * columns];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            let ahead = |r: usize, c: usize| best[r * (columns + 1) + c];
            let skipped = ahead(row + 1, column).max(ahead(row, column + 1));
            let pair = match weight(head + row, head + column) {
                0 => 0,
                weight => weight + ahead(row + 1, column + 1),
            };
            paired[row * columns + column] = pair > 0 && pair >= skipped;
            best[row * (columns + 1) + column] = pair.max(skipped);
        }
    }
    let (mut row, mut column) = (0, 0);
    while row < rows && column < columns {
        let ahead = |r: usize, c: usize| best[r * (columns + 1) + c];
        if paired[row * columns + column] {
            partner[head + column] = Some(head + row);
            (row, column) = (row + 1, column + 1);
        } else if ahead(row + 1, column) >= ahead(row, column + 1) {
            row += 1;
        } else {
            column += 1;
        }
    }
    partner
}

/// The slots with the messages in them or, in the order of both and of time, between them.
fn weave(slots: Vec<Slot>, source: usize, messages: Vec<Option<Message>>, aligned: &[Option<usize>]) -> Vec<Slot> {
    let mut woven = Vec::with_capacity(slots.len() + messages.len());
    let mut slots = slots.into_iter();
    let (mut next, mut loose) = (0, Vec::new());
    for (message, aligned) in messages.into_iter().zip(aligned) {
        let Some(message) = message else { continue };
        match aligned {
            None => loose.push(Slot::new(source, message)),
            Some(at) => {
                by_time(slots.by_ref().take(at - next), loose.drain(..), &mut woven);
                if let Some(mut slot) = slots.next() {
                    slot.absorb(source, message);
                    woven.push(slot);
                }
                next = at + 1;
            }
        }
    }
    by_time(slots, loose.into_iter(), &mut woven);
    woven
}

/// Both lists in the order of time, each in its own order, the first first where times are equal.
fn by_time(one: impl Iterator<Item = Slot>, other: impl Iterator<Item = Slot>, woven: &mut Vec<Slot>) {
    let mut other = other.peekable();
    for slot in one {
        while let Some(earlier) = other.next_if(|other| other.message.ts_ms() < slot.message.ts_ms()) {
            woven.push(earlier);
        }
        woven.push(slot);
    }
    woven.extend(other);
}
