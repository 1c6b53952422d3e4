//! The export of an administrator of Teams: folders of teams and users with lists of channels, members and messages. A
//! message of a direct chat stands in the folder of each of its members.

pub(super) mod message;
mod notices;

use std::collections::HashMap;

use super::chats::Chats;
use super::spec::{self, Body, Dialect, Plan, Reading, Spec, Stage, Table, TreeReader};
use crate::json::Spanned;
use crate::leaves::Role;
use crate::model::{Chat, ChatKind, IdBasis, Member, MemberRole, Message, Provenance, SourceZone};
use crate::source::Tree;
use crate::{Capabilities, Error, Precision, ReadOptions, Support};
pub(super) use notices::{WORDS, is_notice};

pub(super) const CAPABILITIES: Capabilities = Capabilities {
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
};

pub(crate) static SPEC: Spec =
    Spec { name: "teams-admin", capabilities: CAPABILITIES, sniff: spec::never, body: Body::Tree(&TREE) };

static TREE: TreeReader = TreeReader { sniff, plan, words: || WORDS.to_vec() };

static LIST: Table = table(&[]);
static MESSAGES: Table = table(&["[]"]);

const fn table(records: &'static [&'static str]) -> Table {
    Table {
        enter: &[""],
        data_keys: &[] as &[(&str, Role)],
        records,
        chats: &[],
        roles: &[],
        reserved: &[],
        words: WORDS,
        system: |value| is_notice(value),
        dialect: |_, options| dialect(options),
    }
}

/// What a file of the export lists, in the order they are read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum List {
    Users,
    Teams,
    Channels,
    Members,
    Messages,
}

/// What a file lists, and the team it is of.
fn list(name: &str) -> Option<(List, &str)> {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let owner = folder.rsplit('/').next().unwrap_or_default();
    let stem = file.strip_suffix(".json")?;
    let kind = match stem.split_once('_').map_or(stem, |(kind, _)| kind) {
        "usersList" => List::Users,
        "teamsList" => List::Teams,
        "channels" => List::Channels,
        "teamMembers" => List::Members,
        "messages" => List::Messages,
        _ => return None,
    };
    Some((kind, owner))
}

fn sniff(tree: &Tree) -> Option<(f64, String)> {
    let lists: Vec<List> = tree.entries().iter().filter_map(|entry| list(&entry.name)).map(|(list, _)| list).collect();
    let count = |wanted: List| lists.iter().filter(|list| **list == wanted).count();
    let named = count(List::Users) + count(List::Teams);
    let messages = tree.entries().iter().filter(|entry| entry.name.contains("messages_")).count();
    let reason = format!("usersList.json or teamsList.json beside {messages} lists of messages");
    (named > 0 && messages > 0).then_some((0.95, reason))
}

fn plan(tree: &Tree, options: &ReadOptions) -> Result<Plan, Error> {
    let named = tree.entries().iter().filter_map(|entry| Some((list(&entry.name)?.0, entry.name.as_str())));
    let mut parts: Vec<(List, &str)> = named.collect();
    parts.sort();
    let stages = parts.into_iter().map(|(list, name)| Stage {
        part: name.to_owned(),
        reading: Reading::Document(if list == List::Messages { &MESSAGES } else { &LIST }),
    });
    Ok(Plan { dialect: dialect(options), stages: stages.collect() })
}

fn dialect(options: &ReadOptions) -> Box<dyn Dialect> {
    Box::new(Teams {
        chats: Chats::new("teams", SourceZone::Offset),
        zone: options.timezone.clone(),
        list: None,
        team: String::new(),
        names: HashMap::new(),
        channels: HashMap::new(),
        users: HashMap::new(),
        members: Vec::new(),
    })
}

struct Teams {
    chats: Chats,
    zone: jiff::tz::TimeZone,
    list: Option<List>,
    /// The folder the current file lies in.
    team: String,
    /// Names of teams by id.
    names: HashMap<String, String>,
    /// Ordinals of the channels of each team.
    channels: HashMap<String, Vec<u32>>,
    users: HashMap<String, Member>,
    members: Vec<Member>,
}

impl Dialect for Teams {
    fn part(&mut self, name: &str) {
        let told = list(name);
        self.list = told.map(|(list, _)| list);
        told.map_or("", |(_, owner)| owner).clone_into(&mut self.team);
    }

    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        if path != "[]" {
            return None;
        }
        match self.list {
            Some(List::Users) => self.user(value),
            Some(List::Teams) => {
                if let (Some(id), Some(name)) = (value.id("GroupsId"), value.string("Name")) {
                    self.names.insert(id, name.to_owned());
                }
            }
            Some(List::Channels) => self.channel(value),
            Some(List::Members) => self.member(value),
            _ => {}
        }
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let mut message = message::read(value, Message::new(0, provenance), &self.zone)?;
        message.chat = message::chat(value, &mut self.chats);
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chats.take()
    }

    fn members(&mut self) -> Vec<Member> {
        std::mem::take(&mut self.members)
    }
}

impl Teams {
    fn user(&mut self, value: &Spanned<'_>) {
        let Some(id) = value.id("Id") else { return };
        let addresses = ["Mail", "UserPrincipalName"].iter().filter_map(|key| value.string(key));
        let mut aliases: Vec<String> = addresses.map(str::to_owned).collect();
        aliases.dedup();
        let display_name = value.string("DisplayName").map(str::to_owned);
        self.users.insert(id.clone(), Member { display_name, aliases, ..Member::listed(0, id, IdBasis::Native) });
    }

    fn channel(&mut self, value: &Spanned<'_>) {
        let Some(id) = value.id("Id") else { return };
        let own = value.string("DisplayName").unwrap_or_default();
        // Every team has a channel called General.
        let name = self.names.get(&self.team).map_or_else(|| own.to_owned(), |team| format!("{team} / {own}"));
        let ordinal = self.chats.of(&id, |chat| {
            chat.chat_id = Some(id.clone());
            chat.kind = ChatKind::Group;
            chat.name = Some(name);
            chat.topic = value.string("Description").map(str::to_owned);
        });
        self.channels.entry(self.team.clone()).or_default().push(ordinal);
    }

    /// A member of a team, and so of each of its channels.
    fn member(&mut self, value: &Spanned<'_>) {
        let Some(id) = value.id("UserId") else { return };
        let known = self.users.get(&id).cloned().unwrap_or_else(|| Member::listed(0, id, IdBasis::Native));
        let account = value.string("UserName");
        let role = match value.string("Role").map(str::to_lowercase).as_deref() {
            Some("owner") => Some(MemberRole::Owner),
            Some("guest") => Some(MemberRole::Guest),
            _ if account.is_some_and(|account| account.contains("#EXT#")) => Some(MemberRole::Guest),
            Some("member") | None => None,
            Some(other) => Some(MemberRole::Custom(other.to_owned())),
        };
        let mut aliases = known.aliases.clone();
        aliases.extend(account.map(str::to_owned).filter(|account| !known.aliases.contains(account)));
        for chat in self.channels.get(&self.team).into_iter().flatten() {
            self.members.push(Member {
                chat: *chat,
                display_name: value.string("Name").map(str::to_owned).or_else(|| known.display_name.clone()),
                aliases: aliases.clone(),
                roles: role.clone().into_iter().collect(),
                ..known.clone()
            });
        }
    }
}

#[cfg(test)]
mod tests;
