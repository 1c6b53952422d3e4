//! A table with one row per message, as of RFC 4180: commas, CRLF, and quotes where they are needed.

use std::io::{self, Write};

use super::Writer;
use super::losses::Losses;
use crate::model::{Chat, IdBasis, Member, Message};
use crate::{Merge, MergedMessage};

/// The header of the table.
///
/// `time` is RFC 3339 in UTC, empty where it is not known; `precision` says how much of it the source gave. Ids are the
/// platform's; `message_id` is empty where it is a running number of one export only. `event` is the type of a notice of the
/// room. `attachments` are names, or paths where there is no name, apart by `;`. `sources` are the exports the message stands
/// in, each with its line, apart by `;`.
pub const COLUMNS: [&str; 18] = [
    "platform",
    "chat_id",
    "chat",
    "message_id",
    "time",
    "precision",
    "sender_id",
    "sender",
    "sender_alias",
    "kind",
    "raw_kind",
    "text",
    "reply_to",
    "event",
    "state",
    "attachments",
    "conflict",
    "sources",
];

/// Writes any number of chats.
pub(super) struct Table {
    chat: [String; 3],
    sources: Vec<String>,
}

impl Table {
    pub fn new(merge: &Merge, out: &mut dyn Write) -> io::Result<Self> {
        row(out, COLUMNS)?;
        let name = |path: &std::path::Path| path.to_string_lossy().into_owned();
        Ok(Self {
            chat: Default::default(),
            sources: merge.sources().iter().map(|(unit, _)| name(&unit.name())).collect(),
        })
    }
}

impl Writer for Table {
    fn begin(
        &mut self,
        chat: &Chat,
        members: Vec<Member>,
        losses: &mut Losses,
        _out: &mut dyn Write,
    ) -> io::Result<()> {
        let silent = |member: &Member| member.list_basis == crate::ListBasis::Roster;
        losses.note(members.iter().any(silent), "list of members, of which a table of messages has no place");
        self.chat =
            [chat.platform.clone(), chat.chat_id.clone().unwrap_or_default(), chat.name.clone().unwrap_or_default()];
        Ok(())
    }

    fn message(&mut self, merged: MergedMessage, losses: &mut Losses, out: &mut dyn Write) -> io::Result<bool> {
        let MergedMessage { message, provenances, conflict } = merged;
        losses.note(!message.reactions.is_empty(), "messages with reactions, for which there is no column");
        losses
            .note(!message.nested.is_empty(), "messages with quoted or forwarded bodies, for which there is no column");
        losses.note(message.money.is_some(), "messages with money, of which only the text is kept");
        let place = |(source, at): &(usize, crate::Provenance)| {
            let part = at.part.as_ref().map_or_else(String::new, |part| format!("/{part}"));
            format!("{}{part}:{}", self.sources[*source], at.line)
        };
        let [platform, chat_id, chat] = &self.chat;
        let Message { sender_id, sender_name, sender_alias, raw_kind, text, reply_to, .. } = &message;
        row(
            out,
            [
                platform.as_str(),
                chat_id,
                chat,
                message.msg_id.as_deref().filter(|_| message.id_basis == IdBasis::Native).unwrap_or_default(),
                &message.time.and_then(|time| time.instant()).map_or_else(String::new, |time| time.to_string()),
                &word(message.time.map(|time| time.precision)),
                sender_id.as_deref().unwrap_or_default(),
                sender_name.as_deref().unwrap_or_default(),
                sender_alias.as_deref().unwrap_or_default(),
                &word(Some(message.kind)),
                raw_kind,
                text.as_deref().unwrap_or_default(),
                reply_to.as_deref().unwrap_or_default(),
                &word(message.event.as_ref().map(|event| event.event)),
                &word(Some(message.state)),
                &files(&message),
                if conflict { "yes" } else { "" },
                &provenances.iter().map(place).collect::<Vec<_>>().join(";"),
            ],
        )?;
        Ok(true)
    }

    fn end(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

fn files(message: &Message) -> String {
    let names =
        message.attachments.iter().map(|file| file.name.as_deref().or(file.path.as_deref()).unwrap_or_default());
    names.collect::<Vec<_>>().join(";")
}

/// The name a value has in JSON.
fn word(value: Option<impl serde::Serialize>) -> String {
    let named = value.and_then(|value| serde_json::to_value(value).ok());
    named.and_then(|named| named.as_str().map(str::to_owned)).unwrap_or_default()
}

fn row<'c>(out: &mut dyn Write, cells: impl IntoIterator<Item = &'c str>) -> io::Result<()> {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        if cell.contains(['"', ',', '\r', '\n']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}
