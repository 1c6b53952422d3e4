//! ChatLab 0.0.2, as its own validator wants it: whole seconds, known types, ids that come once, replies to what is there,
//! and every sender among the members.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, Write};

use serde::Serialize;

use super::Writer;
use super::ids::Ids;
use super::losses::Losses;
use crate::MergedMessage;
use crate::formats::chatlab_code;
use crate::model::{Chat, ChatKind, Event, EventType, IdBasis, Member, MemberRole, Message, Party, Precision, State};

/// The sender the standard keeps for the room.
const SYSTEM: &str = "SYSTEM";

/// The member that stands for senders the source does not name.
const UNKNOWN: &str = "unknown";

const RECALL: i64 = 81;
const NOTICE: i64 = 80;
const OTHER: i64 = 99;

/// Writes one chat as a document, or line by line.
pub(super) struct Chatlab {
    made_at: i64,
    lines: bool,
    ids: Ids,
    members: HashSet<String>,
    empty: bool,
}

#[derive(Serialize)]
struct Head<'c> {
    version: &'static str,
    #[serde(rename = "exportedAt")]
    exported_at: i64,
    generator: &'c str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Meta<'c> {
    name: &'c str,
    platform: &'c str,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_id: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_id: Option<&'c str>,
}

#[derive(Serialize)]
struct HeaderLine<'c> {
    _type: &'static str,
    chatlab: Head<'c>,
    meta: Meta<'c>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MemberRow<'m> {
    #[serde(rename = "_type", skip_serializing_if = "Option::is_none")]
    line: Option<&'static str>,
    platform_id: Cow<'m, str>,
    account_name: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_nickname: Option<&'m str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    aliases: &'m [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<Role<'m>>,
}

#[derive(Serialize, PartialEq)]
struct Role<'m> {
    id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'m str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MessageRow<'m> {
    #[serde(rename = "_type", skip_serializing_if = "Option::is_none")]
    line: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    platform_message_id: Option<&'m str>,
    sender: Cow<'m, str>,
    account_name: Cow<'m, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_nickname: Option<&'m str>,
    timestamp: i64,
    r#type: i64,
    content: Option<Cow<'m, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to_message_id: Option<&'m str>,
}

impl Chatlab {
    pub fn new(made_at: i64, lines: bool) -> Self {
        Self { made_at, lines, ids: Ids::default(), members: HashSet::new(), empty: true }
    }

    /// One element of a list, or a line of its own.
    fn item(&mut self, row: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
        if !self.lines {
            out.write_all(if self.empty { b"\n" } else { b",\n" })?;
            self.empty = false;
        }
        serde_json::to_writer(&mut *out, row)?;
        if self.lines { out.write_all(b"\n") } else { Ok(()) }
    }

    fn tag(&self, name: &'static str) -> Option<&'static str> {
        self.lines.then_some(name)
    }

    fn member(
        &mut self,
        member: &Member,
        owner: Option<&str>,
        losses: &mut Losses,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut roles: Vec<Role<'_>> = member.roles.iter().map(role).collect();
        let owns = Role { id: "owner", name: None };
        if owner == Some(&member.member_id) && !roles.contains(&owns) {
            roles.insert(0, owns);
        }
        losses.note(member.remark.is_some(), "members with a private remark, which ChatLab has no place for");
        losses.note(
            member.joined_at_ms.is_some() || member.left_at_ms.is_some(),
            "members with a day of joining or leaving, which ChatLab has no place for",
        );
        let row = MemberRow {
            line: self.tag("member"),
            platform_id: platform_id(&member.member_id),
            account_name: member.display_name.as_deref().unwrap_or_else(|| bare(&member.member_id)),
            group_nickname: member.group_alias.as_deref(),
            aliases: &member.aliases,
            roles,
        };
        self.members.insert(row.platform_id.clone().into_owned());
        self.item(&row, out)
    }
}

impl Writer for Chatlab {
    fn begin(
        &mut self,
        chat: &Chat,
        mut members: Vec<Member>,
        losses: &mut Losses,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let chatlab = Head { version: "0.0.2", exported_at: self.made_at, generator: "groupkeep" };
        let meta = Meta {
            name: chat.name.as_deref().or(chat.chat_id.as_deref()).unwrap_or(UNKNOWN),
            platform: if chat.platform.is_empty() { UNKNOWN } else { &chat.platform },
            r#type: if chat.kind == ChatKind::Direct { "private" } else { "group" },
            group_id: chat.chat_id.as_deref(),
            owner_id: chat.exported_by.as_deref(),
        };
        losses.note(chat.topic.is_some(), "topic of the chat, which ChatLab has no place for");
        if self.lines {
            self.item(&HeaderLine { _type: "header", chatlab, meta }, out)?;
        } else {
            out.write_all(b"{\n\"chatlab\": ")?;
            serde_json::to_writer(&mut *out, &chatlab)?;
            out.write_all(b",\n\"meta\": ")?;
            serde_json::to_writer(&mut *out, &meta)?;
            out.write_all(b",\n\"members\": [")?;
        }
        if let Some(last) = members.pop() {
            for member in members.iter().chain([&last]) {
                self.member(member, chat.owner_id.as_deref(), losses, out)?;
            }
        }
        if !self.members.contains(UNKNOWN) {
            let nobody = MemberRow {
                line: self.tag("member"),
                platform_id: UNKNOWN.into(),
                account_name: UNKNOWN,
                group_nickname: None,
                aliases: &[],
                roles: Vec::new(),
            };
            self.item(&nobody, out)?;
        }
        if !self.lines {
            out.write_all(b"\n],\n\"messages\": [")?;
            self.empty = true;
        }
        Ok(())
    }

    fn message(&mut self, merged: MergedMessage, losses: &mut Losses, out: &mut dyn Write) -> io::Result<bool> {
        let message = &merged.message;
        let Some(time) = message.time else {
            losses.note(true, "messages without a certain time, left out: ChatLab holds none");
            return Ok(false);
        };
        note_losses(message, losses);
        let id = message.msg_id.as_deref().filter(|_| message.id_basis == IdBasis::Native);
        let fresh = id.filter(|id| self.ids.add(id));
        losses.note(id.is_some() && fresh.is_none(), "messages whose id another message has, written without it");
        let reply = message.reply_to.as_deref().filter(|target| self.ids.has(target));
        losses.note(
            message.reply_to.is_some() && reply.is_none(),
            "replies to messages that are not in the file, written without the reference",
        );
        let (sender, name) = sender(message, &self.members);
        losses.note(message.event.is_none() && sender == UNKNOWN, "messages of which nobody knows the sender");
        let row = MessageRow {
            line: self.tag("message"),
            platform_message_id: fresh,
            sender,
            account_name: name,
            group_nickname: message.sender_alias.as_deref(),
            timestamp: time.ms.div_euclid(1000),
            r#type: code(message),
            content: content(message),
            reply_to_message_id: reply,
        };
        losses.note(
            row.r#type == OTHER && message.raw_kind.parse() != Ok(OTHER),
            "messages of a type ChatLab does not know, written as other",
        );
        self.item(&row, out)?;
        Ok(true)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.lines { Ok(()) } else { out.write_all(b"\n]\n}\n") }
    }
}

fn note_losses(message: &Message, losses: &mut Losses) {
    let time = message.time.map(|time| (time.precision, time.ms % 1000));
    losses.note(
        matches!(time, Some((Precision::Millisecond, rest)) if rest != 0),
        "times with milliseconds, written to the second",
    );
    losses.note(!message.attachments.is_empty(), "messages with files, whose names ChatLab has no place for");
    losses.note(!message.reactions.is_empty(), "messages with reactions, which ChatLab has no place for");
    losses.note(!message.nested.is_empty(), "messages with quoted or forwarded bodies, which ChatLab has no place for");
    losses.note(message.edited.is_some(), "messages with a time of editing, which ChatLab has no place for");
    losses.note(message.forwarded_from.is_some(), "messages with the author they were forwarded from");
    losses.note(message.thread_id.is_some(), "messages with the id of a thread, which ChatLab has no place for");
    let taken_back = matches!(message.state, State::Recalled | State::Deleted) && message.event.is_none();
    losses.note(taken_back, "messages that were taken back or removed, which ChatLab cannot mark");
    let amount = message.money.as_ref().and_then(|money| money.amount.as_deref());
    let in_text = |amount: &str| message.text.as_deref().is_some_and(|text| text.contains(amount));
    losses.note(amount.is_some_and(|amount| !in_text(amount)), "amounts of money, which ChatLab has no place for");
}

/// The sender's id and the name beside it.
fn sender<'m>(message: &'m Message, members: &HashSet<String>) -> (Cow<'m, str>, Cow<'m, str>) {
    if let Some(event) = &message.event {
        let actor = (event.event == EventType::Recall).then_some(event.actor.as_ref()).flatten();
        let known = actor.and_then(|actor| Some((platform_id(actor.id.as_deref()?), actor.name.as_deref())));
        return match known.filter(|(id, _)| members.contains(id.as_ref())) {
            Some((id, name)) => {
                let name = name.or(message.sender_name.as_deref()).map_or_else(|| id.clone(), Cow::Borrowed);
                (id, name)
            }
            None => (SYSTEM.into(), message.sender_name.as_deref().unwrap_or(SYSTEM).into()),
        };
    }
    match &message.sender_id {
        Some(id) => (platform_id(id), message.sender_name.as_deref().unwrap_or_else(|| bare(id)).into()),
        None => (UNKNOWN.into(), message.sender_name.as_deref().unwrap_or(UNKNOWN).into()),
    }
}

/// A member's id, unless it is the one that stands for the room: nobody may speak with its voice.
fn platform_id(id: &str) -> Cow<'_, str> {
    if id == SYSTEM { Cow::Owned(format!("name:{id}")) } else { Cow::Borrowed(id) }
}

/// The name an id was made from.
fn bare(id: &str) -> &str {
    id.strip_prefix("name:").unwrap_or(id)
}

fn code(message: &Message) -> i64 {
    match &message.event {
        Some(event) if event.event == EventType::Recall => RECALL,
        Some(_) => NOTICE,
        None => chatlab_code(message.kind).unwrap_or(OTHER),
    }
}

/// What members see. A notice that has no sentence of its own is told by its type and those it names.
fn content(message: &Message) -> Option<Cow<'_, str>> {
    match (&message.text, &message.event) {
        (Some(text), _) => Some(text.into()),
        (None, Some(event)) => Some(sentence(event).into()),
        (None, None) => None,
    }
}

fn sentence(event: &Event) -> String {
    let name = |party: &Party| party.name.clone().or_else(|| party.id.clone()).unwrap_or_default();
    let what = serde_json::to_value(event.event).ok().and_then(|what| what.as_str().map(str::to_owned));
    let mut parts: Vec<String> = event.actor.iter().map(&name).collect();
    parts.push(format!("[{}]", what.unwrap_or_default()));
    parts.extend(event.targets.iter().map(name));
    parts.extend(event.value.clone());
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

fn role(role: &MemberRole) -> Role<'_> {
    let custom = |name| Role { id: "custom", name: Some(name) };
    match role {
        MemberRole::Owner => Role { id: "owner", name: None },
        MemberRole::Admin => Role { id: "admin", name: None },
        MemberRole::Moderator => custom("moderator"),
        MemberRole::Bot => custom("bot"),
        MemberRole::Guest => custom("guest"),
        MemberRole::Custom(title) => custom(title),
    }
}
