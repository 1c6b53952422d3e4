//! What a check says, in the forms people and programs read. Nothing here prints.

mod human;
mod json;
mod sarif;
mod words;

pub use human::{HumanOptions, human};
pub use json::{CHECK_SCHEMA, json};
pub use sarif::sarif;

pub(crate) use words::citation;
#[cfg(test)]
pub(crate) use words::figure;
