//! Slack's own export: a ZIP archive, or the folder it was unpacked to, with one folder a conversation and in it one file
//! a day. Other tools write the same.

mod kinds;
pub(super) mod message;
mod people;
mod text;

use super::chats::Chats;
use super::moment::epoch;
use super::spec::{self, Body, Dialect, Plan, Reading, Spec, Stage, Table, TreeReader};
use crate::json::Spanned;
use crate::leaves::Role;
use crate::model::{Chat, ChatKind, IdBasis, Member, Message, Provenance, SourceZone};
use crate::source::{Nearby, Tree};
use crate::{Capabilities, Error, Precision, ReadOptions, Support};
pub(super) use kinds::{WORDS, is_notice};
pub(super) use people::People;

pub(crate) static SPEC: Spec = Spec {
    name: "slack-export",
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
    sniff: spec::never,
    body: Body::Tree(&TREE),
};

static TREE: TreeReader = TreeReader { sniff, plan, words: || WORDS.to_vec() };

/// The lists of people and conversations, in the order they are read: names are wanted before members.
const LISTS: [(&str, ChatKind); 5] = [
    ("users.json", ChatKind::Unknown),
    ("channels.json", ChatKind::Group),
    ("groups.json", ChatKind::Group),
    ("mpims.json", ChatKind::Group),
    ("dms.json", ChatKind::Direct),
];

static LIST: Table = table(&[]);
static DAY: Table = table(&["[]"]);

const fn table(records: &'static [&'static str]) -> Table {
    Table {
        enter: &[""],
        data_keys: &[] as &[(&str, Role)],
        records,
        chats: &[],
        roles: &[],
        reserved: &[],
        words: WORDS,
        system: |message| is_notice(message),
        dialect: |nearby, _| dialect(nearby),
    }
}

/// The folder the lists lie in.
fn base(tree: &Tree) -> Option<&str> {
    LISTS.iter().filter_map(|(name, _)| tree.folder_of(name)).min_by_key(|folder| folder.len())
}

/// The folder and date of a file of one day.
fn day<'n>(base: &str, name: &'n str) -> Option<(&'n str, &'n str)> {
    let (folder, file) = name.strip_prefix(base)?.rsplit_once('/')?;
    let date = file.strip_suffix(".json")?;
    let shape = date.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    shape.eq(*b"0000-00-00").then_some((folder, date))
}

fn sniff(tree: &Tree) -> Option<(f64, String)> {
    let base = base(tree)?;
    let days = tree.entries().iter().filter(|entry| day(base, &entry.name).is_some()).count();
    let lists: Vec<&str> =
        LISTS.iter().map(|(name, _)| *name).filter(|name| tree.has(&format!("{base}{name}"))).collect();
    let score = match (lists.len(), days) {
        (_, 0) => return None,
        (1, _) => 0.8,
        _ => 0.95,
    };
    Some((score, format!("{} beside {days} files of a day, as in an export of Slack", lists.join(", "))))
}

fn plan(tree: &Tree, _options: &ReadOptions) -> Result<Plan, Error> {
    let base = base(tree).unwrap_or_default();
    let lists = LISTS.iter().map(|(name, _)| format!("{base}{name}")).filter(|name| tree.has(name));
    let days = tree.entries().iter().map(|entry| &entry.name).filter(|name| day(base, name).is_some());
    let stage = |part, table| Stage { part, reading: Reading::Document(table) };
    let stages = lists.map(|part| stage(part, &LIST)).chain(days.map(|part| stage(part.clone(), &DAY))).collect();
    Ok(Plan { dialect: dialect(&Nearby::within(tree, base)), stages })
}

fn dialect(nearby: &Nearby) -> Box<dyn Dialect> {
    Box::new(Slack {
        chats: Chats::new("slack", SourceZone::Utc),
        people: People::default(),
        nearby: nearby.clone(),
        list: None,
        current: 0,
        members: Vec::new(),
    })
}

struct Slack {
    chats: Chats,
    people: People,
    nearby: Nearby,
    /// Which list is being read, if it is one.
    list: Option<ChatKind>,
    /// The chat of the file of a day.
    current: u32,
    members: Vec<Member>,
}

impl Dialect for Slack {
    fn part(&mut self, name: &str) {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        self.list = LISTS.iter().find(|(list, _)| *list == file).map(|(_, kind)| *kind);
        if self.list.is_none() {
            let folder = folder.rsplit_once('/').map_or(folder, |(_, last)| last);
            self.current = self.chats.of(folder, |chat| chat.name = Some(folder.to_owned()));
        }
    }

    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        match self.list {
            Some(ChatKind::Unknown) if path == "[]" => self.people.add(value),
            Some(kind) if path == "[]" => self.conversation(value, kind),
            _ => {}
        }
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        message::read(value, Message::new(self.current, provenance), &self.people, &self.nearby)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chats.take()
    }

    fn members(&mut self) -> Vec<Member> {
        std::mem::take(&mut self.members)
    }
}

impl Slack {
    /// A row of a list of conversations. Their folders bear the name, those of direct ones the id.
    fn conversation(&mut self, value: &Spanned<'_>, kind: ChatKind) {
        let (id, name) = (value.id("id"), value.string("name"));
        let Some(key) = name.or(id.as_deref()) else { return };
        let text = |key| value.get(key).and_then(|about| about.string("value"));
        let ordinal = self.chats.of(key, |chat| {
            chat.chat_id.clone_from(&id);
            chat.name = name.map(str::to_owned);
            chat.kind = kind;
            chat.topic = text("topic").or_else(|| text("purpose")).map(str::to_owned);
        });
        if let Some(id) = &id {
            self.chats.also(id, ordinal);
        }
        let listed = value.list("members").iter().filter_map(Spanned::as_str);
        self.members.extend(listed.map(|id| self.people.member(ordinal, id)));
    }
}

/// The instant of a `ts`, which has microseconds and is the message's id in its conversation.
fn instant(ts: &str) -> Option<crate::Stamp> {
    let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, ""));
    let mut at = epoch(seconds.parse().ok()?)?;
    let thousandths: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    at.ms += thousandths;
    at.precision = if fraction.is_empty() { Precision::Second } else { Precision::Millisecond };
    Some(at)
}

#[cfg(test)]
mod tests;
