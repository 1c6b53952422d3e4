//! Whole releases of a small invented group, in every format that can be read.

#![expect(clippy::unwrap_used, reason = "a test that meets an error must fail")]

mod attack;
mod check;
mod group;
mod hiding;
mod members;
mod operators;
mod oracle;
mod profiles;
mod property;
mod refusals;
