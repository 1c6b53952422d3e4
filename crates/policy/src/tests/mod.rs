//! Whole checks of small groups: every family of rules, every verdict, and the exceptions.

mod charter;
mod exceptions;
mod messages;
mod money;
mod receipts;
mod releases;
mod reports;
mod tables;
