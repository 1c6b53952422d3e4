//! Texts made of lines: a record is a line that begins it and the lines that follow. A format says what each line is
//! and what a record means; records for reading and values for rewriting come from the same words.

mod block;
mod fields;
mod steps;

pub(crate) use block::{Block, first_line, plain};
pub(crate) use fields::Fields;
pub(crate) use steps::{decode, leaves, records};

use crate::model::{Chat, Member, Message};

/// What one line is.
pub(crate) enum Line<H> {
    /// It begins a record.
    Begins(H),
    /// It shows that the line before it, which belongs to the open record, begins the next one.
    BeginsAbove(H),
    /// It belongs to the record before it. Before the first record it is not understood.
    Continues,
    /// It ends the record before it and is none itself: a banner, a date, a rule, a blank line that separates.
    Structure,
}

/// Turns the lines of one format into the model.
pub(crate) trait TextDialect {
    /// What the beginning of a record already showed.
    type Head;

    /// What a line is, without its line break. Called once for every line, in order; `open` is the record it may belong
    /// to. Bytes that are not UTF-8 appear as `?`. Only the beginning is there of a line over the limit.
    fn line(&mut self, line: &str, open: Option<&Self::Head>) -> Line<Self::Head>;

    /// True for a line that only what follows it tells the meaning of; [`TextDialect::ahead`] is then called before
    /// [`TextDialect::line`].
    fn looks_ahead(&self, _line: &str) -> bool {
        false
    }

    /// The first bytes behind that line, some 64 KiB of them.
    fn ahead(&mut self, _bytes: &[u8]) {}

    /// A line that is structure; names and dates in it are fields.
    fn structure(&mut self, _line: &str, _fields: &mut Fields) {}

    /// A record; the error says why it is none, without personal data. Every stretch of the text that is data is a field.
    fn record(&mut self, block: &Block<Self::Head>, fields: &mut Fields) -> Result<Box<Message>, &'static str>;

    /// The current chat, if more is known of it than when it was last asked for.
    fn chat(&mut self) -> Option<Chat>;

    /// Ordinal of the chat that the last record or structure belongs to.
    fn ordinal(&self) -> u32 {
        0
    }

    /// Members that became known since the last call.
    fn members(&mut self) -> Vec<Member> {
        Vec::new()
    }

    /// True when lines that are not UTF-8 are Latin-1, as in old logs.
    fn mixes_latin1(&self) -> bool {
        false
    }
}
