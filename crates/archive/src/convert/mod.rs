//! Writes merged chats in a format other tools read: ChatLab's, or a table.

mod chatlab;
mod csv;
mod ids;
mod losses;

use std::io::Write;

pub use losses::Loss;

use losses::Losses;

use crate::{Error, Merge, MergeReport};

/// What a chat is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// ChatLab 0.0.2, one JSON document. Holds one chat.
    Chatlab,
    /// ChatLab 0.0.2, one JSON object a line. Holds one chat.
    ChatlabLines,
    /// A table as of RFC 4180 in UTF-8 with the columns of [`CSV_COLUMNS`]. Holds any number of chats.
    Csv,
}

pub use csv::COLUMNS as CSV_COLUMNS;

impl Target {
    /// True for what holds one chat only.
    #[must_use]
    pub fn is_of_one_chat(self) -> bool {
        self != Self::Csv
    }
}

/// What was written, and what could not be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConvertReport {
    /// Messages and events written.
    pub messages: u64,
    /// Messages the target cannot hold at all, such as one without a time.
    pub left_out: u64,
    /// What of the written messages the target cannot hold, in words that follow a number.
    pub losses: Vec<Loss>,
    /// What merging found, over all chats.
    pub merged: MergeReport,
}

/// Writes some chats of the sources, in constant memory but for eight bytes of each message id. `made_at` is what the file
/// says about when it was made, in seconds since 1970 UTC.
///
/// # Errors
/// As [`read`](crate::read), and [`Error::Output`].
pub fn convert(
    merge: &Merge,
    chats: &[usize],
    target: Target,
    made_at: i64,
    out: &mut dyn Write,
) -> Result<ConvertReport, Error> {
    let mut report = ConvertReport::default();
    let mut losses = Losses::default();
    let mut writer: Box<dyn Writer> = match target {
        Target::Chatlab => Box::new(chatlab::Chatlab::new(made_at, false)),
        Target::ChatlabLines => Box::new(chatlab::Chatlab::new(made_at, true)),
        Target::Csv => Box::new(csv::Table::new(merge, out).map_err(|source| Error::Output { source })?),
    };
    for chat in chats {
        let failed = |source| Error::Output { source };
        writer.begin(&merge.chat(*chat), merge.members(*chat)?, &mut losses, out).map_err(failed)?;
        let mut merged = merge.messages(*chat)?;
        for message in merged.by_ref() {
            if writer.message(message?, &mut losses, out).map_err(failed)? {
                report.messages += 1;
            } else {
                report.left_out += 1;
            }
        }
        writer.end(out).map_err(failed)?;
        report.merged.add(&merged.report());
    }
    out.flush().map_err(|source| Error::Output { source })?;
    report.losses = losses.told();
    Ok(report)
}

/// Writes one chat after the other.
trait Writer {
    fn begin(
        &mut self,
        chat: &crate::Chat,
        members: Vec<crate::Member>,
        losses: &mut Losses,
        out: &mut dyn Write,
    ) -> std::io::Result<()>;
    /// False when the target cannot hold the message at all.
    fn message(
        &mut self,
        message: crate::MergedMessage,
        losses: &mut Losses,
        out: &mut dyn Write,
    ) -> std::io::Result<bool>;
    fn end(&mut self, out: &mut dyn Write) -> std::io::Result<()>;
}

#[cfg(test)]
mod tests;
