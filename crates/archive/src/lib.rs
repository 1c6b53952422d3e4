//! Chat exports as chats, members, messages and events.
//!
//! [`detect`] says which [`Format`] a path is in, [`read`] streams its [`Record`]s in constant memory, [`inspect`]
//! counts them, [`leaves`] gives every value with its byte range so that an export can be rewritten in place, and
//! [`Roster`] says who is who over several exports and the members table.

mod capability;
mod detect;
mod error;
mod formats;
mod html;
mod inspect;
mod json;
pub mod leaves;
mod lines;
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
#[cfg(test)]
mod testing;
mod text;
mod unit;
mod weekday;
mod window;

pub use capability::{Capabilities, Support};
pub use detect::{Detection, detect, detect_with, is_likely};
pub use error::Error;
pub use formats::Format;
pub use inspect::{HOLE_DAYS, Hole, Inspection, SourceReport, inspect};
pub use model::*;
pub use options::{Columns, DateOrder, ReadOptions, TimeFormat};
pub use roster::{Alias, AliasKind, Roster, RosterEntry};
pub use stream::{Records, read, undecided};
pub use unit::{Unit, open_as};
