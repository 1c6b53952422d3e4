//! Finding where a node stands by walking to it and failing there on purpose.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::Position;

/// One step down the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The value of the n-th entry of a map, counted from 0 with repeats, so that each of two equal keys can be reached.
    Entry(usize),
    /// The n-th item of a list, counted from 0.
    Item(usize),
}

/// Which of the two ends of an entry is sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sought {
    Key,
    Value,
}

/// Where the node at `steps` of the `index`-th document begins, or the key it is filed under.
pub(super) fn position(text: &str, index: usize, steps: &[Step], sought: Sought) -> Option<Position> {
    let goal = Goal { sought, reached: Cell::new(false), written: RefCell::new(None), wants_text: false };
    let place = walk(text, index, steps, &goal)?.location()?;
    goal.reached.get().then(|| Position { line: place.line(), column: place.column() })
}

/// The scalar at `steps` as it was written; `None` for a list or map.
pub(super) fn written(text: &str, index: usize, steps: &[Step]) -> Option<String> {
    let goal = Goal { sought: Sought::Value, reached: Cell::new(false), written: RefCell::new(None), wants_text: true };
    walk(text, index, steps, &goal)?;
    goal.written.into_inner()
}

fn walk(text: &str, index: usize, steps: &[Step], goal: &Goal) -> Option<serde_yaml::Error> {
    let document = serde_yaml::Deserializer::from_str(text).nth(index)?;
    Walk { steps, goal }.deserialize(document).err()
}

struct Goal {
    sought: Sought,
    reached: Cell<bool>,
    wants_text: bool,
    written: RefCell<Option<String>>,
}

#[derive(Clone, Copy)]
struct Walk<'w> {
    steps: &'w [Step],
    goal: &'w Goal,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if !self.steps.is_empty() {
            return deserializer.deserialize_any(self);
        }
        self.goal.reached.set(true);
        if self.goal.wants_text { deserializer.deserialize_str(self) } else { deserializer.deserialize_any(Stop) }
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the way to a node")
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        *self.goal.written.borrow_mut() = Some(value.to_owned());
        Err(E::custom("found"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some((Step::Item(index), rest)) = self.steps.split_first() else { return Err(A::Error::custom("no list")) };
        for _ in 0..*index {
            list.next_element::<IgnoredAny>()?;
        }
        list.next_element_seed(Walk { steps: rest, ..self })?;
        Err(A::Error::custom("no such item"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((Step::Entry(index), rest)) = self.steps.split_first() else { return Err(A::Error::custom("no map")) };
        for _ in 0..*index {
            map.next_entry::<IgnoredAny, IgnoredAny>()?;
        }
        if rest.is_empty() && self.goal.sought == Sought::Key {
            map.next_key_seed(Walk { steps: rest, ..self })?;
        } else {
            map.next_key::<IgnoredAny>()?;
            map.next_value_seed(Walk { steps: rest, ..self })?;
        }
        Err(A::Error::custom("no such entry"))
    }
}

/// Accepts nothing, so that the parser fails where the value begins and says where that is.
struct Stop;

impl Visitor<'_> for Stop {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing")
    }
}
