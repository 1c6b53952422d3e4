//! Text to [`Node`]s through the parser, within a budget.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, VariantAccess, Visitor};

use crate::Position;
use crate::yaml::Node;

/// What a document may cost: 64 for each value and key, and its bytes. Following aliases makes values too.
const BUDGET: u64 = 64 << 20;
const VALUE_COST: u64 = 64;

/// Why a text could not be parsed.
pub(super) struct Fault {
    pub(super) position: Option<Position>,
    pub(super) message: String,
}

/// The documents of a text; an empty text is one document that holds nothing.
pub(super) fn build_all(text: &str) -> Result<Vec<Node>, Fault> {
    let budget = Cell::new(BUDGET);
    // After an error the parser would go on giving documents for ever; collecting stops at the first.
    serde_yaml::Deserializer::from_str(text)
        .map(|document| Build { budget: &budget }.deserialize(document).map_err(|error| fault(text, &error)))
        .collect()
}

fn fault(text: &str, error: &serde_yaml::Error) -> Fault {
    let said = error.to_string();
    // Of what the parser cannot even read it knows only the byte.
    if let Some((what, at)) = said.rsplit_once(" at position ")
        && let Some(before) = at.parse().ok().and_then(|at| text.get(..at))
    {
        let line = before.rsplit('\n').next().unwrap_or_default();
        let position = Position { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 };
        return Fault { position: Some(position), message: what.to_owned() };
    }
    let position = error.location().map(|place| Position { line: place.line(), column: place.column() });
    Fault { position, message: message(&said) }
}

/// The parser's words without the place, which stands apart, and without a value, which could be anybody's secret.
fn message(said: &str) -> String {
    if said.contains("invalid value") {
        return "the value does not fit its tag".to_owned();
    }
    if said.contains("invalid type") {
        return "a key must be a single word or text, not a list or map".to_owned();
    }
    let Some((what, rest)) = said.split_once(" at line ") else { return said.to_owned() };
    let what = match what.rsplit_once(": ") {
        Some((_, what)) => what,
        None => what,
    };
    match rest.split_once(", ") {
        Some((_, context)) => format!("{what}, {context}"),
        None => what.to_owned(),
    }
}

#[derive(Clone, Copy)]
struct Build<'b> {
    budget: &'b Cell<u64>,
}

impl Build<'_> {
    fn spend<E: serde::de::Error>(self, bytes: usize) -> Result<(), E> {
        match self.budget.get().checked_sub(VALUE_COST + bytes as u64) {
            Some(left) => {
                self.budget.set(left);
                Ok(())
            }
            None => Err(E::custom("the document is too large once its aliases are followed")),
        }
    }

    fn leaf<E: serde::de::Error>(self, node: Node) -> Result<Node, E> {
        self.spend(0)?;
        Ok(node)
    }
}

impl<'de> DeserializeSeed<'de> for Build<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Build<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Node, E> {
        self.leaf(Node::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Node, E> {
        self.leaf(Node::Int(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Node, E> {
        self.leaf(i64::try_from(value).map_or_else(|_| Node::String(value.to_string()), Node::Int))
    }

    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Node, E> {
        self.leaf(Node::String(value.to_string()))
    }

    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Node, E> {
        self.leaf(Node::String(value.to_string()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Node, E> {
        self.leaf(Node::Float(value))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Node, E> {
        self.spend(value.len())?;
        Ok(Node::String(value.to_owned()))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Node, E> {
        self.leaf(Node::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Node, E> {
        self.leaf(Node::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        self.spend(0)?;
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        self.spend(0)?;
        let mut entries = Vec::new();
        while let Some(key) = map.next_key_seed(Key(self))? {
            entries.push((key, map.next_value_seed(self)?));
        }
        Ok(Node::Map(entries))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Node, A::Error> {
        // A tag asks for a special reading that is not there; taking the value without it would hide that.
        let (_, value) = tagged.variant_seed(Key(self))?;
        value.newtype_variant_seed(Refuse)
    }
}

/// Fails where a tagged value begins.
struct Refuse;

impl<'de> DeserializeSeed<'de> for Refuse {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, _: D) -> Result<Node, D::Error> {
        Err(D::Error::custom("tags such as `!name` mean nothing here"))
    }
}

/// A key as written, whatever type it would have as a value: `no`, `true`, `2026` and `1.10` are names here.
struct Key<'b>(Build<'b>);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<String, E> {
        self.0.spend(value.len())?;
        Ok(value.to_owned())
    }
}
