//! Rule packs, facts, evaluation, exceptions, findings and their output formats.
//!
//! [`check`] judges a group by the shipped rules, or by others, and gives a [`CheckReport`]; [`output`] turns the report
//! into text, JSON and SARIF; [`catalogue`] describes the rules themselves.
//!
//! A check reads what the group has written down, its chat exports, and receipts and releases as files. It never calls
//! what made those, never reads the clock, and never writes.

pub mod catalogue;
mod check;
mod error;
mod evaluate;
mod exceptions;
mod facts;
mod fingerprint;
mod job;
mod judged;
mod order;
pub mod output;
mod params;
pub mod report;
pub mod rule;
mod selection;
mod trust;

#[cfg(test)]
mod tests;

pub use check::check;
pub use error::Error;
pub use job::{CheckJob, Overrides};
pub use report::CheckReport;
