//! WeFlow's text: `2024-05-06 07:08:09 '名字'`, what was written, a blank line. An older form is a table with tabs
//! between chosen columns.

mod columns;
mod head;

use columns::Columns;
use head::Head;

use super::calendar::Calendar;
use super::media::{file_name, kind_of};
use super::names::id_of_name;
use super::placeholders;
use super::spec::{Body, ChatState, Spec, TextReader};
use crate::detect::Evidence;
use crate::leaves::{Role, TimeForm};
use crate::model::{Attachment, AttachmentKind, Chat, Kind, Message, Precision, SenderKind, SourceZone};
use crate::source::Nearby;
use crate::stream::nearby;
use crate::text::{self, Block, Fields, Line, TextDialect, plain};
use crate::{Capabilities, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "weflow-text",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
        // Only the table says which rows are the room's.
        joins_leaves: Support::Text,
        announcements: Support::Text,
        recall: Support::Text,
        activity: Support::Typed,
        stable_ids: Support::No,
        message_ids: Support::No,
        replies: Support::No,
        money: Support::Text,
        attachments: Support::Text,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Text(&TextReader {
        words: || columns::LABELS.into_iter().map(|(label, _)| label).chain(placeholders::words()).collect(),
        records: |unit, options| text::records(unit, WeflowText::new(nearby(unit)?, options)),
        leaves: |unit, options| text::leaves(unit, WeflowText::new(nearby(unit)?, options)),
        undecided: |_, _| Ok(None),
    }),
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.lines();
    let first = lines.first()?;
    if Columns::of(first).is_some() {
        return Some((0.95, "the header of WeFlow's text table".to_owned()));
    }
    let heads = lines.iter().filter(|line| Head::of(line).is_some()).count();
    if heads == 0 {
        return None;
    }
    let score = if Head::of(first).is_some() { 0.65 + 0.3 * heads as f64 / lines.len() as f64 } else { 0.3 };
    Some((score, format!("{heads} of the first {} lines are a time and a name in quotes", lines.len())))
}

struct WeflowText {
    calendar: Calendar,
    nearby: Nearby,
    state: ChatState,
    columns: Option<Columns>,
    first: bool,
    blank: bool,
}

impl WeflowText {
    fn new(nearby: Nearby, options: &ReadOptions) -> Self {
        let state = ChatState::new(Chat::new(0, "wechat", SourceZone::Naive));
        Self { calendar: Calendar::new(&options.timezone), nearby, state, columns: None, first: true, blank: true }
    }
}

impl TextDialect for WeflowText {
    type Head = Option<Head>;

    fn line(&mut self, line: &str, _open: Option<&Self::Head>) -> Line<Self::Head> {
        let blank = line.trim().is_empty();
        let before = std::mem::replace(&mut self.blank, blank);
        if std::mem::take(&mut self.first) {
            self.columns = Columns::of(line);
            if self.columns.is_some() {
                return Line::Structure;
            }
        }
        match (&self.columns, Head::of(line)) {
            (Some(_), _) if blank => Line::Structure,
            (Some(_), _) => Line::Begins(None),
            // A copied record within a text has no blank line before it, unless the member left one.
            (None, Some(head)) if before => Line::Begins(Some(head)),
            (None, _) => Line::Continues,
        }
    }

    fn record(&mut self, block: &Block<Self::Head>, fields: &mut Fields) -> Result<Box<Message>, &'static str> {
        if let Some(columns) = &self.columns {
            return columns.message(block, &mut self.calendar, fields);
        }
        let head = block.head.as_ref().ok_or("a row without a header")?;
        let mut message = Message::new(0, block.provenance.clone());
        message.time = head.at.and_then(|at| self.calendar.stamp(at, Precision::Second));
        let name = &block.text[head.name.clone()];
        tell_sender(&mut message, name, None);
        fields.add(head.time.clone(), Role::Time(TimeForm::Ymd), "time");
        fields.add(head.name.clone(), if name == OWN { Role::Structure } else { Role::MemberName }, "sender");
        let span = block.rest();
        message.text = Some(plain(&block.text[span.clone()])).filter(|text| !text.is_empty());
        placeholders::interpret(&mut message);
        // What was exported with its media has the path of the file in the place of a text.
        let path = message.text.clone().filter(|text| message.kind == Kind::Text && is_path(text));
        if let Some(path) = &path {
            let kind = kind_of(path);
            let (name, presence) = (Some(file_name(path).to_owned()), self.nearby.presence(path));
            let file = placeholders::not_exported(kind, None);
            placeholders::carry(&mut message, Attachment { name, path: Some(path.clone()), presence, ..file });
        }
        fields.add(span, if path.is_some() { Role::FileName } else { Role::Text }, "text");
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}

/// True for the relative path of a file of media: in a folder, with a suffix that says what it is.
fn is_path(text: &str) -> bool {
    text.contains('/')
        && !text.contains(char::is_whitespace)
        && !text.starts_with(['/', 'h'])
        && kind_of(text) != AttachmentKind::File
}

/// How direct chats name whoever made the export.
const OWN: &str = "我";

/// Puts the sender into a message, by id if there is one.
fn tell_sender(message: &mut Message, name: &str, id: Option<&str>) {
    message.sender_kind = if name == OWN { SenderKind::Exporter } else { SenderKind::User };
    let (by_name, basis) = id_of_name(name);
    (message.sender_id, message.sender_basis) = match id {
        Some(id) => (Some(id.to_owned()), crate::model::IdBasis::Native),
        None => (Some(by_name), basis),
    };
    message.sender_name = Some(name.to_owned()).filter(|name| !name.is_empty());
}

#[cfg(test)]
mod tests;
