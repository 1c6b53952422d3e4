//! Whole checks of small groups: every family of rules, every verdict, the exceptions, and the cases beside the rules.

pub(crate) mod expected;
pub(crate) mod group;
pub(crate) mod sample;

mod bounds;
mod cases;
mod charter;
mod exceptions;
mod exports;
mod fingerprints;
mod messages;
mod money;
mod overlaps;
mod overrides;
mod receipts;
mod redaction;
mod releases;
mod reports;
mod signatures;
mod tables;
