//! Chat exports as chats, members, messages and events.
//!
//! [`detect`] says which [`Format`] a path is in, [`read`] streams its [`Record`]s in constant memory, [`inspect`]
//! counts them, [`leaves`] gives every value with its byte range so that an export can be rewritten in place, and
//! [`Roster`] says who is who over several exports and the members table.

mod capability;
mod convert;
mod detect;
mod digest;
mod error;
mod formats;
mod gather;
mod html;
mod inspect;
mod json;
pub mod leaves;
mod lines;
mod merge;
mod meridiem;
mod model;
mod months;
mod options;
mod pattern;
mod roster;
mod sentences;
mod sheet;
mod source;
mod stream;
mod survey;
#[cfg(test)]
mod testing;
mod text;
mod unit;
mod weekday;
mod window;

pub use capability::{Capabilities, Support};
pub use convert::{CSV_COLUMNS, ConvertReport, Loss, Target, convert};
pub use detect::{Detection, detect, detect_with, is_likely};
pub use digest::Digests;
pub use error::Error;
pub use formats::Format;
pub use gather::{Gathered, Note, Obstacle};
pub use inspect::{ChatReport, Coverage, HOLE_DAYS, Hole, Inspection, Reason, SourceReport, inspect};
pub use merge::{Merge, MergeReport, Merged, MergedMessage, PairReport, may_be_one};
pub use model::*;
pub use options::{Columns, DateOrder, ReadOptions, TimeFormat};
pub use roster::{Alias, AliasKind, Roster, RosterEntry};
pub use stream::{Records, read, undecided};
pub use survey::Outcome;
pub use unit::{Unit, open_as};
