use std::collections::BTreeMap;
use std::vec::IntoIter;

use crate::model::{Message, Record};
use crate::stream::Records;
use crate::survey::{ChatSurvey, Direction, HOUR_MS, Reorder};
use crate::{Error, ReadOptions, Unit, read};

/// Messages held at a time of a file that is far out of order.
const HELD: u64 = 16_384;

/// The messages of one chat of one unit in the order of time, in constant memory.
///
/// A file in order is read once, one in which a few messages are late by less than a thousand places too. Any other is read
/// once for every 16,384 messages, each time for those of the next stretch of time: slow, but neither memory nor a
/// temporary file ever holds more of the chat.
///
/// The file is opened for the first message that is asked for and let go of after the last one.
pub(super) struct Ordered {
    source: (Unit, ReadOptions),
    ordinal: u32,
    /// No message counts as earlier than this.
    from: i64,
    direction: Direction,
    how: How,
}

enum How {
    /// The file is in order.
    Straight(Box<Pass>),
    /// Late messages are put into their place.
    Reordered(Box<Pass>, Reorder<Message>),
    /// The stretches of time still to be read, and what was read of the last one.
    Stretches(IntoIter<(i64, i64)>, IntoIter<(i64, Message)>),
}

impl Ordered {
    pub fn new(source: &(Unit, ReadOptions), survey: &ChatSurvey) -> Self {
        let direction = survey.order.direction();
        let pass = || Box::new(Pass::new(source, survey.chat.ordinal));
        let how = if survey.order.is_sorted() {
            How::Straight(pass())
        } else if !survey.order.is_far() {
            How::Reordered(pass(), Reorder::default())
        } else {
            How::Stretches(stretches(&survey.hours).into_iter(), Vec::new().into_iter())
        };
        // Messages without a time may come before all others.
        let timed: u64 = survey.hours.values().map(|(count, ..)| u64::from(*count)).sum();
        let from = survey.span().filter(|_| timed == survey.messages + survey.events).map_or(i64::MIN, |span| span.0);
        Self { source: source.clone(), ordinal: survey.chat.ordinal, from, direction, how }
    }

    /// No message counts as earlier than this.
    pub fn from(&self) -> i64 {
        self.from
    }

    fn step(&mut self) -> Result<Option<(i64, Message)>, Error> {
        match &mut self.how {
            How::Straight(pass) => pass.next().transpose(),
            How::Reordered(pass, reorder) => {
                for found in pass {
                    let (at, message) = found?;
                    if let Some(ready) = reorder.push((at, self.direction.rank(message.seq)), message) {
                        return Ok(Some(ready));
                    }
                }
                Ok(reorder.pop())
            }
            How::Stretches(stretches, ready) => loop {
                if let Some(next) = ready.next() {
                    return Ok(Some(next));
                }
                let Some((from, to)) = stretches.next() else { return Ok(None) };
                let mut found = Vec::new();
                for message in Pass::new(&self.source, self.ordinal) {
                    let (at, message) = message?;
                    if (from..to).contains(&at) {
                        found.push((at, message));
                    }
                }
                found.sort_by_key(|(at, message)| (*at, self.direction.rank(message.seq)));
                *ready = found.into_iter();
            },
        }
    }
}

impl Iterator for Ordered {
    type Item = Result<(i64, Message), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().transpose()
    }
}

/// Stretches of time that cover all of it and hold few enough messages, unless a single hour has more.
fn stretches(hours: &BTreeMap<i64, (u32, i64, i64)>) -> Vec<(i64, i64)> {
    let mut bounds = vec![i64::MIN];
    let mut held = 0;
    for (hour, (count, ..)) in hours {
        let count = u64::from(*count);
        if held > 0 && held + count > HELD {
            bounds.push(hour * HOUR_MS);
            held = 0;
        }
        held += count;
    }
    bounds.push(i64::MAX);
    bounds.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// One reading of a chat in the order of the file. A message without a time counts as being of the time before it.
struct Pass {
    /// Until it is opened.
    source: Option<(Unit, ReadOptions)>,
    records: Option<Records>,
    ordinal: u32,
    at: i64,
}

impl Pass {
    fn new(source: &(Unit, ReadOptions), ordinal: u32) -> Self {
        Self { source: Some(source.clone()), records: None, ordinal, at: i64::MIN }
    }
}

impl Iterator for Pass {
    type Item = Result<(i64, Message), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some((unit, options)) = self.source.take() {
            match read(&unit, &options) {
                Ok(records) => self.records = Some(records),
                Err(error) => return Some(Err(error)),
            }
        }
        let records = self.records.as_mut()?;
        loop {
            match records.next()? {
                Ok(Record::Message(message)) if message.chat == self.ordinal => {
                    self.at = message.ts_ms().unwrap_or(self.at);
                    return Some(Ok((self.at, *message)));
                }
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
