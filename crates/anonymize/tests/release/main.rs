//! Whole releases of a small invented group, in every format that can be read.

#![expect(clippy::unwrap_used, reason = "a test that meets an error must fail")]

mod check;
mod group;
mod profiles;
mod property;
mod refusals;
