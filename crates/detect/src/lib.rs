//! Finds personal data in text, at exact byte offsets.
//!
//! Two kinds of detector work together. Validated patterns find contact data and identity numbers in every surface form
//! people type in Chinese chats: spaced, dashed, full width, circled, in Chinese numerals, glued to Chinese characters.
//! A roster dictionary finds the group's own members by every alias they were ever seen under.
//!
//! Everything works on a [`fold`]ed text, which has exactly one character for every character of the original, so a
//! match always maps back to bytes of the original. Boundaries ask whether the neighbour is an ASCII letter or digit;
//! a word boundary of the regular-expression kind does not exist between a digit and a Chinese character.

mod bank_card;
mod canonical;
mod compact;
mod context;
mod detector;
mod email;
mod fold;
mod international;
mod kind;
mod mobile;
mod numbers;
mod qq;
mod resident_id;
mod roster;
mod wechat;

pub use canonical::{canonical, redact};
pub use compact::{Compact, compact_alias};
pub use detector::Detector;
pub use fold::{Folded, ZERO_WIDTH, fold};
pub use kind::{Confidence, Kind, Match};
pub use roster::{AliasUse, Error, RosterIndex, RosterIndexBuilder};

#[cfg(test)]
mod matrix;
