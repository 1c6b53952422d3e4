//! The Markdown that signal-export writes of one conversation: `[date, time] Name: text`, with quotes, reactions and
//! files as Markdown below the text.

mod body;
mod head;

use std::path::Path;

use head::Head;
use jiff::tz::TimeZone;

use super::media::{file_name, kind_of, message_kind};
use super::moment::local;
use super::spec::{Body, ChatState, Spec, TextReader};
use crate::detect::Evidence;
use crate::leaves::{Role, TimeForm};
use crate::model::{Attachment, Chat, Kind, Message, Precision, SenderKind, SourceZone, State};
use crate::source::Nearby;
use crate::stream::nearby;
use crate::text::{self, Block, Fields, Line, TextDialect, plain};
use crate::{Capabilities, Error, ReadOptions, Support, Unit};

pub(crate) static SPEC: Spec = Spec {
    name: "signal-markdown",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
        joins_leaves: Support::No,
        announcements: Support::No,
        recall: Support::Text,
        activity: Support::Typed,
        stable_ids: Support::No,
        message_ids: Support::No,
        replies: Support::No,
        money: Support::No,
        attachments: Support::Text,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Text(&TextReader {
        words: body::words,
        records: |unit, options| text::records(unit, Signal::new(unit, options)?),
        leaves: |unit, options| text::leaves(unit, Signal::new(unit, options)?),
        undecided: |_, _| Ok(None),
    }),
};

/// WhatsApp for iOS writes heads of the same form in some countries. It writes seconds behind a comma; where there are
/// seconds without one, only the name of the file tells.
fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.lines();
    let heads: Vec<Head> = lines.iter().filter_map(|line| Head::of(line)).collect();
    let first = heads.first().filter(|_| lines.first().is_some_and(|line| Head::of(line).is_some()))?;
    let share = heads.len() as f64 / lines.len() as f64;
    let markdown = evidence.name().ends_with(".md");
    let old = !first.seconds;
    let others = lines.iter().any(|line| line.contains('\u{200e}'));
    let score = if others { 0.2 } else { 0.0 } + f64::from(u8::from(!others)) * (0.42 + 0.2 * share);
    let score = score + if old { 0.2 } else { 0.0 } + if markdown { 0.2 } else { -0.12 };
    Some((score, format!("{} of the first {} lines begin as signal-export writes them", heads.len(), lines.len())))
}

/// How signal-export names whoever made the export, and a sender it does not know.
const ME: &str = "Me";
const NOBODY: &str = "No-Sender";

struct Signal {
    zone: TimeZone,
    nearby: Nearby,
    chat: ChatState,
}

impl Signal {
    fn new(unit: &Unit, options: &ReadOptions) -> Result<Self, Error> {
        let mut chat = Chat::new(0, "signal", SourceZone::Naive);
        chat.name = title(&unit.name());
        Ok(Self { zone: options.timezone.clone(), nearby: nearby(unit)?, chat: ChatState::new(chat) })
    }

    fn attachment(&self, name: &str, path: &str) -> Attachment {
        let path = path.replace("%20", " ");
        let kind = kind_of(file_name(&path));
        let mut file = Attachment::new(kind, self.nearby.presence(&path));
        (file.name, file.path) = (Some(name.to_owned()).filter(|name| !name.is_empty()), Some(path));
        file
    }
}

/// The folder of a conversation is called like it.
fn title(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|_| path.file_name().is_some_and(|name| name == "chat.md"))?;
    Some(folder.file_name()?.to_str()?.to_owned())
}

impl TextDialect for Signal {
    type Head = Head;

    fn line(&mut self, line: &str, _open: Option<&Head>) -> Line<Head> {
        Head::of(line).map_or(Line::Continues, Line::Begins)
    }

    fn record(&mut self, block: &Block<Head>, fields: &mut Fields) -> Result<Box<Message>, &'static str> {
        let head = &block.head;
        fields.add(head.at.clone(), Role::Time(TimeForm::Ymd), "time");
        let mut message = Message::new(0, block.provenance.clone());
        message.time = local(head.moment, head.precision(), &self.zone);
        match &block.text[head.name.clone()] {
            NOBODY => {}
            name => {
                message.sent_by(None, Some(name));
                if name == ME {
                    message.sender_kind = SenderKind::Exporter;
                }
                fields.add(head.name.clone(), Role::MemberName, "sender");
            }
        }
        let base = head.body;
        let content = body::content(&block.text[base..]);
        for (span, role, name) in &content.fields {
            fields.add(base + span.start..base + span.end, *role, name);
        }
        message.raw_kind = content.form.into();
        message.kind = content.kind;
        message.text = Some(plain(&content.text)).filter(|text| !text.is_empty());
        if content.form == "deleted" {
            (message.state, message.text) = (State::Deleted, None);
        }
        message.reactions = content.reactions;
        message.nested = content.quotes;
        message.attachments = content.files.iter().map(|(name, path)| self.attachment(name, path)).collect();
        if message.kind == Kind::Text
            && let Some(file) = message.attachments.first()
        {
            message.kind = message_kind(file.kind);
        }
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chat.take()
    }
}

#[cfg(test)]
mod tests;
