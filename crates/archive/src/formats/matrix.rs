//! The JSON Element writes of a Matrix room: its events as the server sent them. Who did what is in typed state events,
//! which nobody can write as a message.

mod body;
mod roles;
mod state;

use std::collections::HashMap;

use super::moment::epoch;
use super::spec::{Body, ChatState, Dialect, Spec, Table};
use crate::detect::Evidence;
use crate::json::Spanned;
use crate::leaves::Role;
use crate::model::{
    Chat, ChatKind, IdBasis, Kind, Member, MemberRole, Message, Provenance, Reaction, SourceZone, State,
};
use crate::{Capabilities, Precision, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "matrix-json",
    capabilities: Capabilities {
        roster: Support::Typed,
        silent_members: Support::Typed,
        roles: Support::Typed,
        joins_leaves: Support::Typed,
        announcements: Support::Typed,
        recall: Support::Typed,
        activity: Support::Typed,
        stable_ids: Support::Typed,
        message_ids: Support::Typed,
        replies: Support::Typed,
        money: Support::No,
        attachments: Support::Typed,
        precision: Precision::Millisecond,
    },
    sniff,
    body: Body::Document(&TABLE),
};

static TABLE: Table = Table {
    enter: &["", "messages"],
    data_keys: &[
        ("messages[].content.users", Role::MemberId),
        ("messages[].unsigned.prev_content.users", Role::MemberId),
    ],
    records: &["messages[]"],
    chats: &[],
    roles: roles::ROLES,
    reserved: &[],
    words: state::WORDS,
    system: |value| state::is_notice(value),
    dialect: |_, _| {
        let chat = Chat { kind: ChatKind::Group, ..Chat::new(0, "matrix", SourceZone::Utc) };
        Box::new(Matrix {
            state: ChatState::new(chat),
            names: HashMap::new(),
            roles: HashMap::new(),
            members: Vec::new(),
        })
    },
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    if !keys.has("messages") {
        return None;
    }
    let top = ["room_name", "room_creator", "exported_by", "export_date"];
    let events = ["messages[].event_id", "messages[].origin_server_ts", "messages[].sender"];
    let count = |signs: &[&str]| signs.iter().filter(|key| keys.has(key)).count();
    let (top_found, events_found) = (count(&top), count(&events));
    let score = 0.15 * top_found as f64 + 0.15 * events_found as f64;
    let reason = format!("{top_found} of {}; events with {events_found} of {}", top.join(", "), events.join(", "));
    (top_found >= 2 || events_found == 3).then_some((score.min(0.99), reason))
}

struct Matrix {
    state: ChatState,
    /// Display names as the events so far told them.
    names: HashMap<String, String>,
    /// Roles above the ordinary, as the last power levels gave them.
    roles: HashMap<String, Vec<MemberRole>>,
    members: Vec<Member>,
}

impl Dialect for Matrix {
    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        let text = value.as_str().filter(|text| !text.is_empty());
        match path {
            "room_name" => self.state.edit().name = text.map(str::to_owned),
            "topic" => self.state.edit().topic = text.map(str::to_owned),
            // Mostly a display name, which is nobody's id.
            "exported_by" => {
                self.state.edit().exported_by =
                    text.filter(|name| name.starts_with('@') && name.contains(':')).map(str::to_owned);
            }
            _ => {}
        }
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let sender = value.id("sender");
        let mut message = Message::new(self.state.chat.ordinal, provenance);
        message.time = value.int("origin_server_ts").and_then(epoch);
        if message.time.is_none() && sender.is_none() {
            return Err("an event without sender and time");
        }
        if self.state.chat.chat_id.is_none()
            && let Some(room) = value.id("room_id")
        {
            self.state.edit().chat_id = Some(room);
        }
        message.identify(value.id("event_id"));
        message.raw_kind = value.string("type").unwrap_or_default().to_owned().into();
        if let Some(event) = state::event(value, &self.names) {
            message.text = state::sentence(value);
            self.note(value, message.time.map(|at| at.ms));
            message.make_notice(event);
            return Ok(message);
        }
        let name = sender.as_ref().and_then(|id| self.names.get(id)).cloned();
        message.sent_by(sender, name.as_deref());
        let content = value.get("content");
        if let Some(content) = content {
            body::read(value, content, &mut message);
        }
        redacted(value, &mut message);
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }

    fn members(&mut self) -> Vec<Member> {
        std::mem::take(&mut self.members)
    }
}

impl Matrix {
    /// Notes what a state event says of members.
    fn note(&mut self, value: &Spanned<'_>, at: Option<i64>) {
        let Some(content) = value.get("content") else { return };
        match value.string("type") {
            Some("m.room.member") => {
                let Some(id) = value.id("state_key") else { return };
                let membership = content.string("membership");
                let before = state::before(value).and_then(|before| before.string("membership"));
                if let Some(name) = content.string("displayname") {
                    self.names.insert(id.clone(), name.to_owned());
                }
                let came = membership == Some("join") && before != Some("join");
                let gone = matches!(membership, Some("leave" | "ban")) && before == Some("join");
                if membership == Some("join") || gone {
                    self.members.push(Member {
                        joined_at_ms: at.filter(|_| came),
                        left_at_ms: at.filter(|_| gone),
                        ..self.member(id)
                    });
                }
            }
            Some("m.room.power_levels") => {
                let levels = state::levels(content);
                self.roles =
                    levels.into_iter().filter_map(|(id, level)| Some((id, vec![state::role(level)?]))).collect();
                let mut told = state::changed(value);
                told.extend(self.roles.keys().cloned());
                told.sort();
                told.dedup();
                for id in told {
                    let member = self.member(id);
                    self.members.push(member);
                }
            }
            _ => {}
        }
    }

    fn member(&self, id: String) -> Member {
        Member {
            display_name: self.names.get(&id).cloned(),
            roles: self.roles.get(&id).cloned().unwrap_or_default(),
            ..Member::listed(self.state.chat.ordinal, id, IdBasis::Native)
        }
    }
}

/// What became of a message whose content was taken away.
fn redacted(value: &Spanned<'_>, message: &mut Message) {
    let unsigned = value.get("unsigned");
    let because = unsigned.and_then(|unsigned| unsigned.get("redacted_because")).filter(|because| because.is_object());
    if let Some(because) = because {
        let own = because.id("sender") == message.sender_id;
        message.state = if own { State::Recalled } else { State::Deleted };
    } else if unsigned.and_then(|unsigned| unsigned.get("redacted_by")).is_some() {
        message.state = State::Deleted;
    }
    if matches!(message.state, State::Recalled | State::Deleted) {
        message.text = None;
        message.kind = Kind::Text;
    }
}

/// One reaction, which in Matrix is an event of its own.
fn reaction(key: &str, sender: Option<&String>) -> Reaction {
    Reaction { key: key.to_owned(), count: 1, by: sender.cloned().into_iter().collect() }
}

#[cfg(test)]
mod tests;
