use super::block::{Block, Blocks};
use super::body::is_marked;
use super::order::{Decision, Evidence};
use crate::sentences::encryption_notice;
use crate::{DateOrder, Error, ReadOptions, Unit};

/// What only the whole file can tell, gathered in a first pass.
#[derive(Debug)]
pub(super) struct Survey {
    /// The order of the date's numbers.
    pub order: Decision,
    /// The name under which iOS writes the room's own sentences: the group's.
    pub room: Option<String>,
    /// That name also sends messages, so it is a person and the chat a direct one.
    pub room_is_person: bool,
    /// Different senders, counted up to three.
    pub senders: usize,
}

impl Survey {
    /// Reads the file once. An order the options give is taken as decided.
    pub fn of(unit: &Unit, options: &ReadOptions) -> Result<Self, Error> {
        let mut blocks = Blocks::open(&unit.path)?;
        let mut dates = Evidence::default();
        let mut survey = Self { order: Decision::Nothing, room: None, room_is_person: false, senders: 0 };
        let mut names: Vec<String> = Vec::new();
        while let Some(block) = blocks.next()? {
            let Some(head) = &block.head else { continue };
            dates.add(head);
            survey.look_at(&block, &mut names);
        }
        survey.senders = names.len();
        survey.order = match options.date_order {
            Some(order) => Decision::Decided(order, "given"),
            None => dates.decide(),
        };
        Ok(survey)
    }

    fn look_at(&mut self, block: &Block, names: &mut Vec<String>) {
        let (Some(name), body) = block.parts() else { return };
        let (name, body) = (&block.text[name], &block.text[body..]);
        let marked = is_marked(body);
        if marked && self.room.is_none() && encryption_notice(body) {
            self.room = Some(name.to_owned());
        } else if !marked && self.room.as_deref() == Some(name) {
            self.room_is_person = true;
        }
        if !marked && names.len() < 3 && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }

    /// The decided order.
    pub fn date_order(&self) -> Option<DateOrder> {
        match &self.order {
            Decision::Decided(order, _) => Some(*order),
            Decision::Undecided(_) | Decision::Nothing => None,
        }
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
