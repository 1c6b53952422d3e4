//! Messenger's and Instagram's `message_1.json`, newest message first. The file does not say which of the two it is of.

mod message;
mod mojibake;
mod roles;

use std::collections::HashSet;

use super::chats::Chats;
use super::names::id_of_name;
use super::spec::{Body, Dialect, Spec, Table};
use crate::detect::Evidence;
use crate::json::Spanned;
use crate::leaves::Role;
use crate::model::{Chat, ChatKind, Member, Message, Provenance, SourceZone};
use crate::source::Nearby;
use crate::{Capabilities, Precision, Support};
pub(super) use mojibake::{repaired, told};

pub(super) const CAPABILITIES: Capabilities = Capabilities {
    roster: Support::Typed,
    silent_members: Support::Typed,
    roles: Support::No,
    joins_leaves: Support::Text,
    announcements: Support::No,
    recall: Support::Typed,
    activity: Support::Typed,
    stable_ids: Support::No,
    message_ids: Support::No,
    replies: Support::No,
    money: Support::No,
    attachments: Support::Typed,
    precision: Precision::Millisecond,
};

pub(crate) static SPEC: Spec =
    Spec { name: "meta-json", capabilities: CAPABILITIES, sniff, body: Body::Document(&TABLE) };

pub(super) static TABLE: Table = Table {
    enter: &["", "messages"],
    data_keys: &[] as &[(&str, Role)],
    records: &["messages[]"],
    chats: &[],
    roles: roles::ROLES,
    reserved: &[],
    words: roles::WORDS,
    system: |value| message::is_notice(value),
    dialect: |nearby, _| dialect(nearby),
};

pub(super) fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    let own = ["messages[].sender_name", "messages[].timestamp_ms"];
    if !own.iter().all(|key| keys.has(key)) {
        return None;
    }
    let signs = ["participants", "title", "thread_path", "is_still_participant"];
    let found = signs.iter().filter(|key| keys.has(key)).count();
    Some((0.65 + 0.08 * found as f64, format!("{} and {found} of {}", own.join(", "), signs.join(", "))))
}

pub(super) fn dialect(nearby: &Nearby) -> Box<dyn Dialect> {
    Box::new(Meta {
        chats: Chats::new("meta", SourceZone::Utc),
        nearby: nearby.clone(),
        folder: String::new(),
        listed: HashSet::new(),
        members: Vec::new(),
    })
}

struct Meta {
    chats: Chats,
    nearby: Nearby,
    /// Where the thread lies; its parts are one chat.
    folder: String,
    /// Members already told of: every part lists them.
    listed: HashSet<(u32, String)>,
    members: Vec<Member>,
}

impl Meta {
    fn ordinal(&mut self) -> u32 {
        self.chats.of(&self.folder, |_| {})
    }

    fn edit(&mut self, change: impl FnOnce(&mut Chat)) {
        let ordinal = self.ordinal();
        if let Some(chat) = self.chats.edit(ordinal) {
            change(chat);
        }
    }
}

impl Dialect for Meta {
    fn part(&mut self, name: &str) {
        name.rsplit_once('/').map_or("", |(folder, _)| folder).clone_into(&mut self.folder);
    }

    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        let text = value.as_str().filter(|text| !text.is_empty());
        match path {
            "title" => self.edit(|chat| chat.name = text.map(told)),
            "thread_path" => {
                let id = text.map(|path| path.rsplit('/').next().unwrap_or(path).to_owned());
                self.edit(|chat| chat.chat_id = id);
            }
            "participants" => {
                let kind = if value.items().len() > 2 { ChatKind::Group } else { ChatKind::Direct };
                self.edit(|chat| chat.kind = kind);
                let chat = self.ordinal();
                for name in value.items().iter().filter_map(|row| row.string("name")).map(told) {
                    let (id, basis) = id_of_name(&name);
                    if self.listed.insert((chat, id.clone())) {
                        self.members.push(Member { display_name: Some(name), ..Member::listed(chat, id, basis) });
                    }
                }
            }
            "thread_type" if text == Some("RegularGroup") => self.edit(|chat| chat.kind = ChatKind::Group),
            "joinable_mode" if value.is_object() => self.edit(|chat| chat.kind = ChatKind::Group),
            _ => {}
        }
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let chat = self.ordinal();
        message::read(value, Message::new(chat, provenance), &self.nearby, &self.folder)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chats.take()
    }

    fn members(&mut self) -> Vec<Member> {
        std::mem::take(&mut self.members)
    }

    fn repaired(&self, text: &str) -> Option<String> {
        repaired(text)
    }
}

#[cfg(test)]
mod tests;
