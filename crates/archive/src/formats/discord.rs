//! DiscordChatExporter's JSON: one channel, or one part of it. The parts of a channel (`… [part 2].json`) are exports of
//! their own with the same channel id.

mod kinds;
mod roles;

use std::collections::HashMap;

use super::media::{file_name, kind_of, message_kind};
use super::moment::iso;
use super::spec::{Body, ChatState, Dialect, Spec, Table};
use crate::detect::Evidence;
use crate::json::Spanned;
use crate::leaves::Role;
use crate::model::{
    Attachment, AttachmentKind, Chat, IdBasis, Kind, ListBasis, Member, MemberRole, Mention, Message, Nested,
    Provenance, Reaction, SenderKind, SourceZone, State,
};
use crate::source::Nearby;
use crate::{Capabilities, Precision, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "discord-json",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::Typed,
        joins_leaves: Support::Typed,
        announcements: Support::Typed,
        recall: Support::No,
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
    records: &["messages[]"],
    chats: &[],
    roles: roles::ROLES,
    reserved: &[],
    words: roles::WORDS,
    system: |message| kinds::is_notice(&message.id("type").unwrap_or_default()),
    dialect,
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    if !(keys.has("guild") && keys.has("channel") && keys.has("messages")) {
        return None;
    }
    let signs = ["guild.id", "channel.id", "channel.type", "dateRange"];
    let found = signs.iter().filter(|key| keys.has(key)).count();
    Some((0.5 + 0.12 * found as f64, format!("top-level keys `guild`, `channel` and {found} of {}", signs.join(", "))))
}

fn dialect(nearby: &Nearby, options: &ReadOptions) -> Box<dyn Dialect> {
    Box::new(Discord {
        state: ChatState::new(Chat::new(0, "discord", SourceZone::Offset)),
        nearby: nearby.clone(),
        zone: options.timezone.clone(),
        roles: HashMap::new(),
        members: Vec::new(),
    })
}

struct Discord {
    state: ChatState,
    nearby: Nearby,
    zone: jiff::tz::TimeZone,
    /// The roles last seen of each author: there is no list of members, but each message carries its author's.
    roles: HashMap<String, Vec<MemberRole>>,
    members: Vec<Member>,
}

impl Dialect for Discord {
    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        match path {
            "channel" => {
                let chat = self.state.edit();
                chat.chat_id = value.id("id");
                chat.name = value.string("name").map(str::to_owned);
                chat.topic = value.string("topic").map(str::to_owned);
                chat.kind = kinds::chat_kind(value.string("type").unwrap_or_default());
            }
            "exportedAt" => {
                let at = value.as_str().and_then(|text| iso(text, &self.zone));
                self.state.edit().exported_at_ms = at.map(|at| at.ms);
            }
            _ => {}
        }
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let time = |key| value.string(key).and_then(|text| iso(text, &self.zone));
        let author = value.get("author").filter(|author| author.is_object());
        let mut message = Message::new(self.state.chat.ordinal, provenance);
        message.time = time("timestamp");
        if message.time.is_none() && author.is_none() {
            return Err("a message without author and time");
        }
        message.edited = time("timestampEdited");
        message.state = if message.edited.is_some() { State::Edited } else { State::Live };
        message.identify(value.id("id"));
        message.raw_kind = value.id("type").unwrap_or_default().into();
        message.text = value.string("content").map(str::to_owned);
        message.mentions = value.list("mentions").iter().map(mention).collect();
        message.reactions = value.list("reactions").iter().filter_map(reaction).collect();
        if let Some(author) = author {
            self.meet(author);
            message.sent_by(author.id("id"), author.string("name"));
            message.sender_alias = author.string("nickname").map(str::to_owned);
            if author.flag("isBot") {
                message.sender_kind = SenderKind::Bot;
            }
        }
        if let Some(event) = kinds::event(&message, value) {
            message.make_notice(event);
            return Ok(message);
        }
        message.kind = kinds::kind(&message.raw_kind);
        message.attachments = self.attachments(value);
        let target = value.get("reference").and_then(|reference| reference.id("messageId"));
        if let Some(forwarded) = value.get("forwardedMessage").filter(|forwarded| forwarded.is_object()) {
            message.kind = Kind::Forward;
            message.attachments.extend(self.attachments(forwarded));
            message.nested.push(Nested {
                sender_id: None,
                sender_name: None,
                text: forwarded.string("content").map(str::to_owned),
                time: forwarded.string("timestamp").and_then(|text| iso(text, &self.zone)),
            });
            return Ok(message);
        }
        message.reply_to = target;
        if let (Kind::Text, Some(first)) = (message.kind, message.attachments.first()) {
            message.kind = message_kind(first.kind);
        }
        if message.text.is_none() && message.kind == Kind::Text {
            message.text = value.list("embeds").iter().find_map(embedded).map(str::to_owned);
            message.kind = if value.list("embeds").is_empty() { message.kind } else { Kind::Link };
        }
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }

    fn members(&mut self) -> Vec<Member> {
        std::mem::take(&mut self.members)
    }
}

impl Discord {
    /// Notes an author whose roles were not yet told, or have changed.
    fn meet(&mut self, author: &Spanned<'_>) {
        let Some(id) = author.id("id") else { return };
        let bot = author.flag("isBot").then_some(MemberRole::Bot);
        let named = author.list("roles").iter().filter_map(|role| role.string("name"));
        let roles: Vec<MemberRole> =
            bot.into_iter().chain(named.map(|name| MemberRole::Custom(name.to_owned()))).collect();
        if self.roles.get(&id).is_some_and(|known| *known == roles) {
            return;
        }
        self.members.push(Member {
            display_name: author.string("name").map(str::to_owned),
            group_alias: author.string("nickname").map(str::to_owned),
            roles: roles.clone(),
            list_basis: ListBasis::Observed,
            ..Member::listed(self.state.chat.ordinal, id.clone(), IdBasis::Native)
        });
        self.roles.insert(id, roles);
    }

    fn attachments(&self, value: &Spanned<'_>) -> Vec<Attachment> {
        let files = value.list("attachments").iter().map(|file| (file, "url", "fileName"));
        let stickers = value.list("stickers").iter().map(|sticker| (sticker, "sourceUrl", "name"));
        files
            .chain(stickers)
            .filter_map(|(file, url, name)| {
                let url = file.string(url)?;
                let stored = !url.starts_with("http");
                let own = file.string(name).unwrap_or_else(|| file_name(url));
                let kind = if name == "name" { AttachmentKind::Sticker } else { kind_of(own) };
                Some(Attachment {
                    name: Some(own.to_owned()),
                    path: stored.then(|| url.to_owned()),
                    size: file.int("fileSizeBytes").and_then(|size| u64::try_from(size).ok()),
                    ..Attachment::new(kind, self.nearby.presence(url))
                })
            })
            .collect()
    }
}

fn mention(user: &Spanned<'_>) -> Mention {
    let name = user.string("nickname").or_else(|| user.string("name"));
    Mention { id: user.id("id"), name: name.map(str::to_owned), all: false }
}

fn reaction(value: &Spanned<'_>) -> Option<Reaction> {
    let emoji = value.get("emoji")?;
    Some(Reaction {
        key: emoji.string("name").or_else(|| emoji.string("code"))?.to_owned(),
        count: value.int("count").and_then(|count| u64::try_from(count).ok()).unwrap_or(1),
        by: value.list("users").iter().filter_map(|user| user.id("id")).collect(),
    })
}

fn embedded<'v>(embed: &'v Spanned<'_>) -> Option<&'v str> {
    ["title", "description", "url"].iter().find_map(|key| embed.string(key))
}

#[cfg(test)]
mod tests;
