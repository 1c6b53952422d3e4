use std::collections::HashSet;

use jiff::civil::DateTime;

use super::block::{Block, Blocks};
use super::body::is_marked;
use super::head::Head;
use super::order::{Decision, Evidence};
use crate::sentences::encryption_notice;
use crate::{DateOrder, Error, ReadOptions, Unit};

/// What only the whole file can tell, gathered in a first pass.
#[derive(Debug)]
pub(super) struct Survey {
    order: Decision,
    /// The order was not given: the file showed that the year comes first.
    year_first: bool,
    /// The name under which iOS writes the room's own sentences: the group's, or the other person's in a direct chat.
    pub room: Option<String>,
    /// That name also sends messages, so it is a person and the chat a direct one.
    pub room_is_person: bool,
    /// Different senders.
    pub senders: usize,
}

impl Survey {
    /// Reads the file once. An order the options give is taken as decided.
    pub fn of(unit: &Unit, options: &ReadOptions) -> Result<Self, Error> {
        let mut blocks = Blocks::open(unit)?;
        let mut dates = Evidence::default();
        let mut survey =
            Self { order: Decision::Nothing, year_first: false, room: None, room_is_person: false, senders: 0 };
        let mut names: HashSet<String> = HashSet::new();
        while let Some(block) = blocks.next()? {
            let Some(head) = &block.head else { continue };
            dates.add(head);
            survey.look_at(&block, &mut names);
        }
        survey.senders = names.len();
        survey.room_is_person = survey.room.as_ref().is_some_and(|room| names.contains(room));
        if survey.room_is_person && survey.senders > 2 {
            // Nobody is the room of a group: that was a member who played it.
            (survey.room, survey.room_is_person) = (None, false);
        }
        survey.order = options.date_order.map_or_else(|| dates.decide(), |order| Decision::Decided(order, "given"));
        survey.year_first = options.date_order.is_none() && survey.date_order() == Some(DateOrder::Ymd);
        Ok(survey)
    }

    /// The notice that opens a chat names the room, but only where it does open it: later on it is a member's text.
    fn look_at(&mut self, block: &Block, names: &mut HashSet<String>) {
        let (Some(name), body) = block.parts() else { return };
        let (name, body) = (&block.text[name], &block.text[body..]);
        if !block.is_ios() || !is_marked(body) {
            if !names.contains(name) {
                names.insert(name.to_owned());
            }
        } else if self.room.is_none() && names.is_empty() && encryption_notice(body) {
            self.room = Some(name.to_owned());
        }
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

/// Both readings of the dates, when neither can be ruled out.
pub(super) fn undecided(unit: &Unit, options: &ReadOptions) -> Result<Option<String>, Error> {
    match Survey::of(unit, options)?.order {
        Decision::Undecided(words) => Ok(Some(words)),
        Decision::Decided(..) | Decision::Nothing => Ok(None),
    }
}
