//! Mattermost's bulk export: one JSON object a line, several channels and direct conversations in one file. Posts have no
//! ids; the line a post stands on is the number by which its replies refer to it.

mod kinds;
mod roles;

use std::collections::HashSet;

use super::chats::Chats;
use super::media::{file_name, kind_of, message_kind};
use super::moment::epoch;
use super::spec::{Body, Dialect, Spec, Table};
use crate::detect::Evidence;
use crate::json::Spanned;
use crate::leaves::Role;
use crate::model::{
    Attachment, Chat, ChatKind, Event, IdBasis, Kind, Member, MemberRole, Message, Provenance, Reaction, SenderKind,
    SourceZone, State,
};
use crate::source::Nearby;
use crate::{Capabilities, Precision, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "mattermost-jsonl",
    capabilities: Capabilities {
        roster: Support::Typed,
        silent_members: Support::Typed,
        roles: Support::Typed,
        joins_leaves: Support::Typed,
        announcements: Support::Typed,
        recall: Support::No,
        activity: Support::Typed,
        stable_ids: Support::Typed,
        message_ids: Support::No,
        replies: Support::Typed,
        money: Support::No,
        attachments: Support::Typed,
        precision: Precision::Millisecond,
    },
    sniff,
    body: Body::Lines(&TABLE, place),
};

static TABLE: Table = Table {
    enter: &[],
    data_keys: &[] as &[(&str, Role)],
    records: &["post", "post.post.replies[]", "direct_post", "direct_post.direct_post.replies[]"],
    chats: &[],
    roles: roles::ROLES,
    reserved: &[],
    words: kinds::WORDS,
    system: |value| kinds::is_notice(value.get("post").or_else(|| value.get("direct_post")).unwrap_or(value)),
    dialect: |nearby, options| dialect(nearby, options),
};

/// The types of lines; each has its object under a key of the same name.
const PLACES: [&str; 12] = [
    "version",
    "role",
    "scheme",
    "team",
    "channel",
    "user",
    "post",
    "direct_channel",
    "direct_post",
    "emoji",
    "bot",
    "schemas",
];

fn place(value: &Spanned<'_>) -> Option<&'static str> {
    let kind = value.string("type")?;
    PLACES.iter().copied().find(|place| *place == kind && value.get(place).is_some())
}

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.json_lines();
    let known = lines.iter().filter(|line| place(line).is_some()).count();
    if known == 0 {
        return None;
    }
    let first = lines.first().is_some_and(|line| place(line) == Some("version"));
    let share = known as f64 / lines.len() as f64;
    let reason = format!(
        "{} lines with a `type` and a key of that name{}",
        known,
        if first { ", the first the version" } else { "" }
    );
    Some((share * if first { 0.97 } else { 0.7 }, reason))
}

fn dialect(nearby: &Nearby, _options: &ReadOptions) -> Box<dyn Dialect> {
    Box::new(Mattermost {
        chats: Chats::new("mattermost", SourceZone::Utc),
        nearby: nearby.clone(),
        bots: HashSet::new(),
        members: Vec::new(),
        post: (0, 0),
    })
}

struct Mattermost {
    chats: Chats,
    nearby: Nearby,
    bots: HashSet<String>,
    members: Vec<Member>,
    /// Chat and line of the post last told, to which the replies inside it belong.
    post: (u32, u64),
}

impl Dialect for Mattermost {
    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        let object = value.get(path)?;
        match path {
            "channel" => self.channel(object),
            "user" => self.user(object),
            "bot" => self.bots.extend(object.id("username")),
            "direct_channel" => {
                let chat = self.direct(&names(object));
                let members = names(object);
                let listed = members.into_iter().map(|name| Member::listed(chat, name, IdBasis::Native));
                self.members.extend(listed);
            }
            _ => {}
        }
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let line = provenance.line;
        let (post, chat) = if let Some(post) = value.get("direct_post") {
            (post, self.direct(&names(post)))
        } else {
            let post = value.get("post").filter(|post| post.get("user").is_some()).ok_or(NO_POST)?;
            let (team, channel) = (post.string("team").unwrap_or_default(), post.string("channel").unwrap_or_default());
            (post, self.room(team, channel))
        };
        self.post = (chat, line);
        let mut message = self.post(post, kinds::event(post), Message::new(chat, provenance))?;
        message.msg_id = Some(line.to_string());
        message.id_basis = IdBasis::ExportLocal;
        Ok(message)
    }

    fn inner(
        &mut self,
        _path: &str,
        value: &Spanned<'_>,
        provenance: Provenance,
    ) -> Result<Box<Message>, &'static str> {
        let (chat, line) = self.post;
        // Nothing Mattermost says itself is a reply.
        let mut message = self.post(value, None, Message::new(chat, provenance))?;
        message.reply_to = Some(line.to_string());
        message.thread_id.clone_from(&message.reply_to);
        if message.kind == Kind::Text {
            message.kind = Kind::Reply;
        }
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chats.take()
    }

    fn members(&mut self) -> Vec<Member> {
        std::mem::take(&mut self.members)
    }

    fn keys_chats(&self) -> bool {
        true
    }
}

const NO_POST: &str = "a post without author and time";

impl Mattermost {
    fn room(&mut self, team: &str, channel: &str) -> u32 {
        let key = format!("{team}/{channel}");
        self.chats.of(&key, |chat| {
            chat.chat_id = Some(key.clone());
            chat.kind = ChatKind::Group;
        })
    }

    /// A conversation named by those in it.
    fn direct(&mut self, members: &[String]) -> u32 {
        let mut sorted = members.to_vec();
        sorted.sort();
        let key = sorted.join(", ");
        self.chats.of(&format!("@{key}"), |chat| {
            chat.kind = if sorted.len() > 2 { ChatKind::Group } else { ChatKind::Direct };
            chat.name = Some(key.clone());
        })
    }

    fn channel(&mut self, channel: &Spanned<'_>) {
        let Some(name) = channel.string("name") else { return };
        let ordinal = self.room(channel.string("team").unwrap_or_default(), name);
        let Some(chat) = self.chats.edit(ordinal) else { return };
        chat.name = channel.string("display_name").or(Some(name)).map(str::to_owned);
        chat.topic = channel.string("header").or_else(|| channel.string("purpose")).map(str::to_owned);
    }

    /// A user, as a member of each channel the line lists.
    fn user(&mut self, user: &Spanned<'_>) {
        let Some(id) = user.id("username") else { return };
        let full = [user.string("first_name"), user.string("last_name")];
        let full = full.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let display = user.string("nickname").or(Some(full.as_str())).filter(|name| !name.is_empty());
        let aliases = [Some(full.as_str()), user.string("email")].into_iter().flatten();
        let aliases: Vec<String> =
            aliases.filter(|name| !name.is_empty() && Some(*name) != display).map(str::to_owned).collect();
        for team in user.list("teams") {
            for channel in team.list("channels") {
                let (Some(team), Some(name)) = (team.string("name"), channel.string("name")) else { continue };
                let chat = self.room(team, name);
                self.members.push(Member {
                    display_name: display.map(str::to_owned),
                    aliases: aliases.clone(),
                    roles: member_roles(channel.string("roles").unwrap_or_default()),
                    ..Member::listed(chat, id.clone(), IdBasis::Native)
                });
            }
        }
    }

    fn post(
        &self,
        post: &Spanned<'_>,
        notice: Option<Event>,
        mut message: Box<Message>,
    ) -> Result<Box<Message>, &'static str> {
        message.time = post.int("create_at").and_then(epoch);
        let user = post.id("user");
        if message.time.is_none() && user.is_none() {
            return Err(NO_POST);
        }
        message.raw_kind = post.string("type").unwrap_or("post").to_owned().into();
        message.text = post.string("message").map(str::to_owned);
        message.edited = post.int("edit_at").and_then(epoch);
        message.state = if message.edited.is_some() { State::Edited } else { State::Live };
        message.reactions = reactions(post);
        if let Some(event) = notice {
            message.make_notice(event);
            return Ok(message);
        }
        message.kind = kinds::kind(post.string("type"));
        message.attachments = post.list("attachments").iter().filter_map(|file| self.attachment(file)).collect();
        if let (Kind::Text, Some(first)) = (message.kind, message.attachments.first()) {
            message.kind = message_kind(first.kind);
        }
        let is_bot = user.as_ref().is_some_and(|user| self.bots.contains(user));
        let shown = post.get("props").and_then(|props| props.string("override_username"));
        let name = user.clone();
        message.sent_by(user, shown.or(name.as_deref()));
        if is_bot || shown.is_some() {
            message.sender_kind = SenderKind::Bot;
        }
        Ok(message)
    }

    fn attachment(&self, file: &Spanned<'_>) -> Option<Attachment> {
        let path = file.string("path")?;
        let below = format!("data/{path}");
        let presence = match self.nearby.presence(path) {
            crate::Presence::Missing => self.nearby.presence(&below),
            found => found,
        };
        Some(Attachment {
            name: Some(file_name(path).to_owned()),
            path: Some(path.to_owned()),
            ..Attachment::new(kind_of(path), presence)
        })
    }
}

/// Those in a direct conversation; newer versions list them as objects.
fn names(value: &Spanned<'_>) -> Vec<String> {
    let lists = ["members", "channel_members"].iter().flat_map(|key| value.list(key));
    let names: Vec<String> = lists.filter_map(|name| name.as_str().map(str::to_owned)).collect();
    if names.is_empty() {
        return value.list("participants").iter().filter_map(|row| row.id("username")).collect();
    }
    names
}

fn member_roles(text: &str) -> Vec<MemberRole> {
    let roles = text.split_whitespace().filter_map(|role| match role {
        "channel_admin" => Some(MemberRole::Admin),
        "channel_guest" => Some(MemberRole::Guest),
        "channel_user" => None,
        other => Some(MemberRole::Custom(other.to_owned())),
    });
    roles.collect()
}

/// One reaction a line in the export, put together by emoji.
fn reactions(post: &Spanned<'_>) -> Vec<Reaction> {
    let mut all: Vec<Reaction> = Vec::new();
    for row in post.list("reactions") {
        let Some(key) = row.string("emoji_name") else { continue };
        let at = all.iter().position(|known| known.key == key).unwrap_or_else(|| {
            all.push(Reaction { key: key.to_owned(), count: 0, by: Vec::new() });
            all.len() - 1
        });
        all[at].count += 1;
        all[at].by.extend(row.id("user"));
    }
    all
}

#[cfg(test)]
mod tests;
