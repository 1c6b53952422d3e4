use std::collections::HashSet;

use jiff::civil::DateTime;

use super::block::{Block, Blocks};
use super::body::is_marked;
use super::head::Head;
use super::order::{Decision, Evidence};
use crate::sentences::encryption_notice;
use crate::{DateOrder, Error, ReadOptions, Unit};

/// What no single line can tell, gathered in a first pass.
#[derive(Debug)]
pub(super) struct Survey {
    order: Decision,
    /// The order was not given: the file showed that the year comes first, which then shows in each date.
    year_first: bool,
    /// The name under which iOS writes the room's own sentences: the group's, or the other person's in a direct chat.
    pub room: Option<String>,
    /// That name also sends messages, so it is a person and the chat a direct one.
    pub room_is_person: bool,
    /// Who sends messages.
    names: HashSet<String>,
    /// The file was read to its end.
    whole: bool,
}

/// What is read of a file before its first record is told, unless it takes more to know the order of its dates: some ten
/// thousand messages. Read twice they are nearly all of what the app exports, and little of what is larger.
const AHEAD: u64 = 1 << 20;

impl Survey {
    /// Reads the whole file. An order the options give is taken as decided.
    pub fn of(unit: &Unit, options: &ReadOptions) -> Result<Self, Error> {
        Self::until(u64::MAX, unit, options)
    }

    /// Reads so much of a large file that the order of its dates is sure; who writes further on is still to be learnt.
    pub fn ahead(unit: &Unit, options: &ReadOptions) -> Result<Self, Error> {
        Self::until(AHEAD, unit, options)
    }

    fn until(end: u64, unit: &Unit, options: &ReadOptions) -> Result<Self, Error> {
        let mut blocks = Blocks::open(unit)?;
        let mut dates = Evidence::default();
        let mut survey = Self {
            order: Decision::Nothing,
            year_first: false,
            room: None,
            room_is_person: false,
            names: HashSet::new(),
            whole: true,
        };
        while let Some(block) = blocks.next()? {
            if block.provenance.bytes.start > end && (options.date_order.is_some() || dates.is_sure()) {
                survey.whole = false;
                break;
            }
            let Some(head) = &block.head else { continue };
            dates.add(head);
            survey.look_at(block);
        }
        survey.conclude();
        survey.order = options.date_order.map_or_else(|| dates.decide(), |order| Decision::Decided(order, "given"));
        survey.year_first = options.date_order.is_none() && dates.is_year_first();
        Ok(survey)
    }

    /// The notice that opens a chat names the room, but only where it does open it: later on it is a member's text.
    fn look_at(&mut self, block: &Block) {
        let (Some(name), body) = block.parts() else { return };
        let (name, body) = (&block.text[name], &block.text[body..]);
        if !block.is_ios() || !is_marked(body) {
            if !self.names.contains(name) {
                self.names.insert(name.to_owned());
            }
        } else if self.room.is_none() && self.names.is_empty() && encryption_notice(body) {
            self.room = Some(name.to_owned());
        }
    }

    fn conclude(&mut self) {
        self.room_is_person = self.room.as_ref().is_some_and(|room| self.names.contains(room));
        if self.room_is_person && self.names.len() > 2 {
            // Nobody is the room of a group: that was a member who played it.
            (self.room, self.room_is_person) = (None, false);
        }
    }

    /// Somebody sends a message; true when that may change what is known of the chat.
    pub fn learn(&mut self, name: &str) -> bool {
        let settled = self.whole || self.room.is_none() && self.names.len() > 2;
        if settled || self.names.contains(name) {
            return false;
        }
        self.names.insert(name.to_owned());
        self.conclude();
        true
    }

    /// How many different senders are known.
    pub fn senders(&self) -> usize {
        self.names.len()
    }

    /// The decided order.
    pub fn date_order(&self) -> Option<DateOrder> {
        match &self.order {
            Decision::Decided(order, _) => Some(*order),
            Decision::Undecided(_) | Decision::Nothing => None,
        }
    }

    /// The local time of a head, where its date is sure. Among dates that begin with a year, one that does not is a line
    /// somebody pasted.
    pub fn moment(&self, head: &Head) -> Option<DateTime> {
        let pasted = self.year_first && !head.is_year_first();
        self.date_order().filter(|_| !pasted).and_then(|order| head.moment(order))
    }

    /// The group's name, where the room's sentences stand under it.
    pub fn group(&self) -> Option<&str> {
        self.room.as_deref().filter(|_| !self.room_is_person)
    }
}

/// Both readings of the dates, when neither can be ruled out. Always of the whole file.
pub(super) fn undecided(unit: &Unit, options: &ReadOptions) -> Result<Option<String>, Error> {
    match Survey::of(unit, options)?.order {
        Decision::Undecided(words) => Ok(Some(words)),
        Decision::Decided(..) | Decision::Nothing => Ok(None),
    }
}
