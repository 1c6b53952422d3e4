//! The text chatlog serves: `名字(wxid) 05-06 07:08:09`, what was written, a blank line. The time has its year only when
//! the range that was asked for spans a new year, and no date when it is one day.

mod head;
mod quote;

use std::collections::HashMap;

use head::{Head, Who};
use quote::Quote;

use super::calendar::Calendar;
use super::names::id_of_name;
use super::placeholders;
use super::spec::{Body, Spec, TextReader};
use crate::detect::Evidence;
use crate::leaves::{Role, TimeForm};
use crate::model::{Chat, ChatKind, IdBasis, Kind, Message, Nested, Precision, SenderKind, SourceZone};
use crate::sentences;
use crate::text::{self, Block, Fields, Line, TextDialect, plain};
use crate::{Capabilities, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "chatlog-text",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
        joins_leaves: Support::Text,
        announcements: Support::Text,
        recall: Support::Text,
        activity: Support::Observed,
        stable_ids: Support::Typed,
        message_ids: Support::No,
        replies: Support::No,
        money: Support::Text,
        attachments: Support::Text,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Text(&TextReader {
        words: || [SYSTEM, OWN].into_iter().chain(placeholders::words()).collect(),
        records: |unit, options| text::records(unit, ChatlogText::new(options)),
        leaves: |unit, options| text::leaves(unit, ChatlogText::new(options)),
        undecided: |_, _| Ok(None),
    }),
};

/// How the room is named, where members have their id.
const SYSTEM: &str = "系统消息";

/// In place of the id of whoever made the export.
const OWN: &str = "我";

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.lines();
    let heads: Vec<(&String, Head)> = lines.iter().filter_map(|line| Some((line, Head::of(line)?))).collect();
    if heads.is_empty() {
        return None;
    }
    let named = heads.iter().filter(|(line, head)| head.sender.name.is_some() || head.is_system(line)).count();
    let share = heads.len() as f64 / lines.len() as f64;
    let begins = lines.first().is_some_and(|line| Head::of(line).is_some());
    let sure = begins && 2 * named >= heads.len();
    let score = if sure { 0.6 + 0.3 * share } else { 0.25 };
    Some((score, format!("{named} of the first {} lines are a name, its id and a time", lines.len())))
}

struct ChatlogText {
    calendar: Calendar,
    /// Ordinals by the id of the chat; a question about several chats mixes them.
    chats: HashMap<String, u32>,
    ready: Option<Chat>,
    current: u32,
    blank: bool,
}

impl ChatlogText {
    fn new(options: &ReadOptions) -> Self {
        Self { calendar: Calendar::new(&options.timezone), chats: HashMap::new(), ready: None, current: 0, blank: true }
    }

    /// The ordinal of the chat a head names; the chat of heads that name none is one of its own.
    fn ordinal_of(&mut self, room: Option<(&str, Option<&str>)>) -> u32 {
        let id = room.map_or("", |(id, _)| id);
        if let Some(known) = self.chats.get(id) {
            return *known;
        }
        let ordinal = u32::try_from(self.chats.len()).unwrap_or(u32::MAX);
        let mut chat = Chat::new(ordinal, "wechat", SourceZone::Naive);
        if let Some((id, name)) = room {
            chat.chat_id = Some(id.to_owned());
            chat.name = name.map(str::to_owned);
            chat.kind = if id.ends_with("@chatroom") { ChatKind::Group } else { ChatKind::Direct };
        }
        self.chats.insert(id.to_owned(), ordinal);
        self.ready = Some(chat);
        ordinal
    }
}

impl TextDialect for ChatlogText {
    type Head = Head;

    fn line(&mut self, line: &str, _open: Option<&Head>) -> Line<Head> {
        let before = std::mem::replace(&mut self.blank, line.trim().is_empty());
        // A member's text can look like a record of its own only behind a blank line; then nothing tells it.
        match before.then(|| Head::of(line)).flatten() {
            Some(head) => Line::Begins(head),
            None => Line::Continues,
        }
    }

    fn record(&mut self, block: &Block<Head>, fields: &mut Fields) -> Result<Box<Message>, &'static str> {
        let (head, text) = (&block.head, &block.text);
        let room = head.room.as_ref().map(|room| (&text[room.id.clone()], room.name.clone().map(|name| &text[name])));
        self.current = self.ordinal_of(room);
        let mut message = Message::new(self.current, block.provenance.clone());
        message.time = head.time.at.and_then(|at| self.calendar.stamp(at, Precision::Second));
        let form = if head.time.at.is_some() { TimeForm::Ymd } else { TimeForm::Undecided };
        fields.add(head.time.span.clone(), Role::Time(form), "time");
        if let Some(room) = &head.room {
            fields.add(room.name.clone().unwrap_or_default(), Role::ChatName, "chat");
            fields.add(room.id.clone(), Role::ChatId, "chat id");
        }
        let rest = block.rest();
        if head.is_system(text) {
            message.text = Some(plain(&text[rest.clone()])).filter(|text| !text.is_empty());
            message.raw_kind = "system".into();
            message.make_event(sentences::wechat(message.text.as_deref().unwrap_or_default()));
            fields.add(rest, Role::SystemText, "system");
            return Ok(message);
        }
        add_who(&head.sender, text, fields);
        (message.sender_id, message.sender_name) = who(&head.sender, text);
        let own = &text[head.sender.id.clone()] == OWN;
        message.sender_kind = if own { SenderKind::Exporter } else { SenderKind::User };
        message.sender_basis = if own { IdBasis::Name } else { IdBasis::Native };
        let quote = Quote::of(&text[rest.clone()]);
        let written = rest.start + quote.as_ref().map_or(0, |quote| quote.end)..rest.end;
        message.text = Some(plain(&text[written.clone()])).filter(|text| !text.is_empty());
        placeholders::interpret(&mut message);
        if let Some(quote) = &quote {
            message.kind = Kind::Reply;
            let said = rest.start + quote.text.start..rest.start + quote.text.end;
            let mut nested = Nested { sender_id: None, sender_name: None, text: None, time: None };
            if let Some(sender) = quote.sender.clone().map(|sender| sender.behind(rest.start)) {
                (nested.sender_id, nested.sender_name) = who(&sender, text);
                add_who(&sender, text, fields);
            }
            nested.text = Some(quote::unquoted(&text[said.clone()])).filter(|text| !text.is_empty());
            fields.add(said, Role::Text, "quoted text");
            if nested.text.is_some() || nested.sender_id.is_some() {
                message.nested.push(nested);
            }
        }
        fields.add(written, Role::Text, "text");
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.ready.take()
    }

    fn ordinal(&self) -> u32 {
        self.current
    }
}

/// Id and name; for whoever made the export an id made from the name.
fn who(sender: &Who, text: &str) -> (Option<String>, Option<String>) {
    let (id, name) = (&text[sender.id.clone()], sender.name.clone().map(|name| text[name].to_owned()));
    let id = if id == OWN { id_of_name(name.as_deref().unwrap_or(OWN)).0 } else { id.to_owned() };
    (Some(id), name)
}

fn add_who(sender: &Who, text: &str, fields: &mut Fields) {
    fields.add(sender.name.clone().unwrap_or_default(), Role::MemberName, "sender");
    let own = &text[sender.id.clone()] == OWN;
    fields.add(sender.id.clone(), if own { Role::Structure } else { Role::MemberId }, "sender id");
}

#[cfg(test)]
mod tests;
