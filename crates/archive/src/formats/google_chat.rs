//! Google Chat as Takeout gives it: a folder or archive with a folder for each space and each direct conversation.

mod message;
mod prose;

use super::chats::Chats;
use super::spec::{self, Body, Dialect, Plan, Reading, Spec, Stage, Table, TreeReader};
use crate::detect::Evidence;
use crate::json::Spanned;
use crate::leaves::Role;
use crate::model::{Chat, ChatKind, IdBasis, Member, MemberRole, Message, Provenance, SourceZone};
use crate::source::{Nearby, Tree};
use crate::{Capabilities, Error, Precision, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "google-chat",
    capabilities: Capabilities {
        roster: Support::Typed,
        silent_members: Support::Typed,
        roles: Support::No,
        joins_leaves: Support::No,
        announcements: Support::No,
        recall: Support::Typed,
        activity: Support::Typed,
        stable_ids: Support::Typed,
        message_ids: Support::Typed,
        replies: Support::Typed,
        money: Support::No,
        attachments: Support::Typed,
        precision: Precision::Second,
    },
    sniff: spec::never,
    body: Body::Tree(&TREE),
};

static TREE: TreeReader = TreeReader { sniff, plan, words: || WORDS.to_vec() };

static GROUP: Table = table(&[""], &[]);
static MESSAGES: Table = table(&["", "messages"], &["messages[]"]);

const fn table(enter: &'static [&'static str], records: &'static [&'static str]) -> Table {
    Table {
        enter,
        data_keys: &[] as &[(&str, Role)],
        records,
        chats: &[],
        roles: &[],
        reserved: &[],
        words: WORDS,
        system: |_| false,
        dialect: |nearby, _| dialect(nearby),
    }
}

const WORDS: &[&str] = &["Human", "Bot", "DELETED", "CREATOR", "Space", "DM", "Group Chat", "MENTION", "MENTION_ALL"];

/// The folders that hold a conversation, each ending with `/` unless it is the tree's own.
fn conversations(tree: &Tree) -> Vec<&str> {
    let folders = tree.entries().iter().filter_map(|entry| entry.name.strip_suffix("messages.json"));
    folders.filter(|folder| folder.is_empty() || folder.ends_with('/')).collect()
}

fn sniff(tree: &Tree) -> Option<(f64, String)> {
    let folders = conversations(tree);
    let listed = folders.iter().filter(|folder| tree.has(&format!("{folder}group_info.json"))).count();
    if listed == 0 {
        return None;
    }
    let shaped = folders.iter().any(|folder| {
        Evidence::packed(tree, &format!("{folder}messages.json"))
            .is_ok_and(|evidence| evidence.document().is_some_and(|keys| keys.has("messages[].creator")))
    });
    let reason = format!("{listed} folders with group_info.json and messages.json, as Takeout writes them");
    Some((if shaped { 0.95 } else { 0.6 }, reason))
}

fn plan(tree: &Tree, _options: &ReadOptions) -> Result<Plan, Error> {
    let mut stages = Vec::new();
    for folder in conversations(tree) {
        let about = format!("{folder}group_info.json");
        if tree.has(&about) {
            stages.push(Stage { part: about, reading: Reading::Document(&GROUP) });
        }
        stages.push(Stage { part: format!("{folder}messages.json"), reading: Reading::Document(&MESSAGES) });
    }
    Ok(Plan { dialect: dialect(&Nearby::within(tree, "")), stages })
}

fn dialect(nearby: &Nearby) -> Box<dyn Dialect> {
    Box::new(GoogleChat {
        chats: Chats::new("google-chat", SourceZone::Utc),
        nearby: nearby.clone(),
        folder: String::new(),
        current: 0,
        members: Vec::new(),
    })
}

struct GoogleChat {
    chats: Chats,
    nearby: Nearby,
    /// The conversation's folder, ending with `/` unless it is the tree's own.
    folder: String,
    current: u32,
    members: Vec<Member>,
}

impl Dialect for GoogleChat {
    fn part(&mut self, name: &str) {
        let folder = name.rfind('/').map_or("", |at| &name[..=at]);
        folder.clone_into(&mut self.folder);
        let own = folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        self.current = self.chats.of(folder, |chat| {
            let (kind, id) = own.rsplit_once(' ').unwrap_or(("", own));
            chat.kind = match kind {
                "DM" => ChatKind::Direct,
                "Space" | "Group Chat" => ChatKind::Group,
                _ => ChatKind::Unknown,
            };
            chat.chat_id = Some(id.to_owned()).filter(|id| !id.is_empty());
        });
    }

    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        match path {
            "name" => {
                if let Some(chat) = self.chats.edit(self.current) {
                    chat.name = value.as_str().filter(|name| !name.is_empty()).map(str::to_owned);
                }
            }
            "members" => self.members.extend(value.items().iter().filter_map(|row| member(row, self.current))),
            _ => {}
        }
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        message::read(value, Message::new(self.current, provenance), &self.nearby, &self.folder)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chats.take()
    }

    fn members(&mut self) -> Vec<Member> {
        std::mem::take(&mut self.members)
    }
}

fn member(row: &Spanned<'_>, chat: u32) -> Option<Member> {
    let name = row.string("name");
    let (id, basis) = match row.string("email") {
        Some(email) => (email.to_owned(), IdBasis::Email),
        None => super::names::id_of_name(name?),
    };
    let bot = (row.string("user_type") == Some("Bot")).then_some(MemberRole::Bot);
    Some(Member {
        display_name: name.map(str::to_owned),
        roles: bot.into_iter().collect(),
        ..Member::listed(chat, id, basis)
    })
}

#[cfg(test)]
mod tests;
