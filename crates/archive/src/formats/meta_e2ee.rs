//! Messenger's download of end-to-end encrypted chats: one file a thread, keys in camel case.

use super::media::{file_name, kind_of, message_kind};
use super::meta::{repaired, told};
use super::moment::epoch;
use super::names::id_of_name;
use super::spec::{Body, ChatState, Dialect, Spec, Table};
use crate::detect::Evidence;
use crate::json::Spanned;
use crate::leaves::{Role, TimeForm};
use crate::model::{Attachment, Chat, ChatKind, Kind, Member, Message, Provenance, Reaction, SourceZone, State};
use crate::source::Nearby;
use crate::{Capabilities, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "meta-e2ee-json",
    capabilities: Capabilities { joins_leaves: Support::No, ..super::meta::CAPABILITIES },
    sniff,
    body: Body::Document(&TABLE),
};

static TABLE: Table = Table {
    enter: &["", "messages"],
    data_keys: &[] as &[(&str, Role)],
    records: &["messages[]"],
    chats: &[],
    roles: &[
        ("participants[]", Role::MemberName),
        ("threadName", Role::ChatName),
        ("messages[].senderName", Role::MemberName),
        ("messages[].text", Role::Text),
        ("messages[].timestamp", Role::Time(TimeForm::UnixMillis)),
        ("messages[].type", Role::Structure),
        ("messages[].media[].uri", Role::FileName),
        ("messages[].reactions[].actor", Role::MemberName),
        ("messages[].reactions[].reaction", Role::Structure),
    ],
    reserved: &[],
    words: &["text", "media", "link", "placeholder", "sticker"],
    system: |_| false,
    dialect: |nearby, _| {
        let state = ChatState::new(Chat::new(0, "meta", SourceZone::Utc));
        Box::new(Thread { state, nearby: nearby.clone(), members: Vec::new() })
    },
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    let signs = ["participants", "threadName", "messages[].senderName", "messages[].timestamp", "messages[].isUnsent"];
    let found = signs.iter().filter(|key| keys.has(key)).count();
    let reason = format!("{found} of {}", signs.join(", "));
    keys.has(signs[2]).then_some((0.18 * found as f64 + 0.05, reason))
}

struct Thread {
    state: ChatState,
    nearby: Nearby,
    members: Vec<Member>,
}

impl Dialect for Thread {
    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        match path {
            "threadName" => self.state.edit().name = value.as_str().map(told),
            "participants" => {
                let names: Vec<String> = value.items().iter().filter_map(Spanned::as_str).map(told).collect();
                self.state.edit().kind = if names.len() > 2 { ChatKind::Group } else { ChatKind::Direct };
                self.members.extend(names.into_iter().map(|name| {
                    let (id, basis) = id_of_name(&name);
                    Member { display_name: Some(name), ..Member::listed(0, id, basis) }
                }));
            }
            _ => {}
        }
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let mut message = Message::new(0, provenance);
        message.time = value.int("timestamp").and_then(epoch);
        let name = value.string("senderName").map(told);
        if message.time.is_none() && name.is_none() {
            return Err("a message without sender and time");
        }
        message.sent_by(None, name.as_deref());
        message.raw_kind = value.string("type").unwrap_or_default().to_owned().into();
        message.text = value.string("text").map(told);
        message.state = if value.flag("isUnsent") { State::Recalled } else { State::Live };
        message.attachments = value.list("media").iter().filter_map(|file| self.attachment(file)).collect();
        message.kind = match (value.string("type"), message.attachments.first()) {
            (_, Some(first)) => message_kind(first.kind),
            (Some("link"), None) => Kind::Link,
            (Some("sticker"), None) => Kind::Sticker,
            (Some("text") | None, None) => Kind::Text,
            (Some(_), None) => Kind::Other,
        };
        message.reactions = value.list("reactions").iter().filter_map(reaction).collect();
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }

    fn members(&mut self) -> Vec<Member> {
        std::mem::take(&mut self.members)
    }

    fn repaired(&self, text: &str) -> Option<String> {
        repaired(text)
    }
}

impl Thread {
    fn attachment(&self, file: &Spanned<'_>) -> Option<Attachment> {
        let uri = file.string("uri")?;
        let name = file_name(uri);
        Some(Attachment {
            name: Some(name.to_owned()),
            path: (!uri.starts_with("http")).then(|| uri.to_owned()),
            ..Attachment::new(kind_of(name), self.nearby.presence(uri))
        })
    }
}

fn reaction(row: &Spanned<'_>) -> Option<Reaction> {
    let by = row.string("actor").map(|name| id_of_name(&told(name)).0);
    Some(Reaction { key: told(row.string("reaction")?), count: 1, by: by.into_iter().collect() })
}

#[cfg(test)]
mod tests {
    use crate::Format::MetaE2eeJson;
    use crate::testing::messages;
    use crate::{Kind, State};

    #[test]
    fn types_and_what_became_of_them() {
        let row = |fields: &str| {
            format!(
                r#"{{"participants":["A"],"threadName":"t","messages":[{{"senderName":"A","timestamp":1727740800123,{fields}}}]}}"#
            )
        };
        for (fields, kind, state) in [
            (r#""type":"text","text":"x","isUnsent":false"#, Kind::Text, State::Live),
            (r#""type":"text","isUnsent":true"#, Kind::Text, State::Recalled),
            (r#""type":"media","media":[{"uri":"./media/a.mp4"}]"#, Kind::Video, State::Live),
            (r#""type":"link","text":"https://example.org""#, Kind::Link, State::Live),
            (r#""type":"placeholder""#, Kind::Other, State::Live),
        ] {
            let message = messages(MetaE2eeJson, row(fields)).remove(0);
            assert_eq!((message.kind, message.state), (kind, state), "{fields}");
        }
    }
}
