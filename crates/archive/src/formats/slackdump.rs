//! What `slackdump dump` writes: one conversation or thread a file, replies inside the message that began the thread.

mod roles;

use super::slack::{People, WORDS, message};
use super::spec::{Body, ChatState, Dialect, Spec, Table};
use crate::detect::Evidence;
use crate::json::Spanned;
use crate::leaves::Role;
use crate::model::{Chat, ChatKind, Member, Message, Provenance, SourceZone};
use crate::source::Nearby;
use crate::{Capabilities, Precision, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "slackdump-json",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
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
    data_keys: &[] as &[(&str, Role)],
    records: &["messages[]", "messages[].slackdump_thread_replies[]"],
    chats: &[],
    roles: roles::ROLES,
    reserved: &[],
    words: WORDS,
    system: |value| super::slack::is_notice(value),
    dialect: |nearby, options| dialect(nearby, options),
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    if !keys.has("channel_id") || !keys.has("messages") {
        return None;
    }
    let signs = ["messages[].ts", "messages[].user", "messages[].text", "name"];
    let found = signs.iter().filter(|key| keys.has(key)).count();
    let reason = format!("top-level keys `channel_id`, `messages` and {found} of {}", signs.join(", "));
    Some((0.5 + 0.11 * found as f64, reason))
}

fn dialect(nearby: &Nearby, _options: &ReadOptions) -> Box<dyn Dialect> {
    Box::new(Slackdump {
        state: ChatState::new(Chat::new(0, "slack", SourceZone::Utc)),
        people: People::default(),
        nearby: nearby.clone(),
    })
}

struct Slackdump {
    state: ChatState,
    /// Nobody: a dump has no list of them.
    people: People,
    nearby: Nearby,
}

impl Dialect for Slackdump {
    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        let text = value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        match path {
            "channel_id" => {
                let chat = self.state.edit();
                chat.kind = match text.as_deref().and_then(|id| id.chars().next()) {
                    Some('D') => ChatKind::Direct,
                    Some('C' | 'G') => ChatKind::Group,
                    _ => ChatKind::Unknown,
                };
                chat.chat_id = text;
            }
            "name" => self.state.edit().name = text,
            _ => {}
        }
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        message::read(value, Message::new(self.state.chat.ordinal, provenance), &self.people, &self.nearby)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}

#[cfg(test)]
mod tests;
