use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use crate::Error;

/// From here on, JSON readers that keep numbers as doubles lose digits.
const INTEGER_LIMIT: u64 = 1 << 53;

/// Reads one line of strict JSON as `T`: an object without white space between its parts, no key twice at any depth,
/// every number an integer between -2^53 and 2^53 (neither included). Unknown keys are `T`'s to refuse
/// (`#[serde(deny_unknown_fields)]`).
///
/// # Errors
/// [`Error::SignedObject`] with the position, never with a value.
pub fn parse_body<T: DeserializeOwned>(body: &str) -> Result<T, Error> {
    check(body)?;
    serde_json::from_str(body).map_err(|error| refused(&error))
}

/// The rules that hold whatever the body is about.
pub(super) fn check(body: &str) -> Result<(), Error> {
    let refuse = |reason: String| Error::SignedObject { reason };
    if !body.starts_with('{') {
        return Err(refuse("the body is not a JSON object".to_owned()));
    }
    if let Some(column) = white_space(body) {
        return Err(refuse(format!("white space between the parts of the JSON at column {column}")));
    }
    let mut reader = serde_json::Deserializer::from_str(body);
    Strict.deserialize(&mut reader).and_then(|()| reader.end()).map_err(|error| refused(&error))
}

/// serde's own messages quote values, so only the shape of the problem and its place are kept.
fn refused(error: &serde_json::Error) -> Error {
    let said = error.to_string();
    let what = [TWICE, FRACTION, TOO_LARGE, "unknown field", "missing field", "unknown variant", "invalid type"]
        .into_iter()
        .find(|known| said.starts_with(known))
        .unwrap_or("the JSON does not parse");
    // The name of a missing field is the reader's own word, and what helps most.
    let name = said.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    let name = name.map(|name| format!(" `{name}`")).unwrap_or_default();
    Error::SignedObject { reason: format!("{what}{name} at column {}", error.column()) }
}

const TWICE: &str = "a key stands twice";
const FRACTION: &str = "a number is not an integer";
const TOO_LARGE: &str = "an integer is not below 2^53";

/// The 1-based column (in bytes) of the first white space outside strings.
fn white_space(body: &str) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b' ' | b'\t' | b'\r' | b'\n' if !quoted => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Walks any JSON value and keeps nothing of it.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("strict JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        if value < INTEGER_LIMIT { Ok(()) } else { Err(E::custom(TOO_LARGE)) }
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.visit_u64(value.unsigned_abs())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        // Integers beyond 64 bits arrive here as well.
        let integer = value.fract() == 0.0 && value.abs() >= INTEGER_LIMIT as f64;
        Err(E::custom(if integer { TOO_LARGE } else { FRACTION }))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Strict)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if !seen.insert(key) {
                return Err(A::Error::custom(TWICE));
            }
            entries.next_value_seed(Strict)?;
        }
        Ok(())
    }
}
