use std::collections::{BTreeMap, BTreeSet, HashMap};

use groupkeep_config::table::Register;

use super::{Alias, AliasKind, Roster, RosterEntry};
use crate::formats::names::id_of_name;
use crate::model::{Chat, Event, IdBasis, Member, Message, Party, Record};
use crate::{Error, ReadOptions, Unit, read};

impl Roster {
    /// Gathers everybody the units show and the members table lists: one entry per member.
    ///
    /// The same id on the same platform is the same member. A member has one entry over several platforms only where
    /// the table joins them: a row's `member_id` or one of its `aliases` is an id, `platform:ID`, or the name of a
    /// sender whose source has no ids. A name in a system sentence, quote or mention belongs to whoever bears it on that
    /// platform; if nobody does, it is somebody of their own.
    ///
    /// # Errors
    /// As [`read`].
    pub fn collect(units: &[Unit], members: Option<&Register>, options: &ReadOptions) -> Result<Self, Error> {
        let mut collector = Collector::default();
        for unit in units {
            collector.chats.clear();
            for record in read(unit, options)? {
                collector.add(&record?);
            }
        }
        Ok(collector.finish(members))
    }
}

/// Everything known of one id.
#[derive(Default)]
pub(super) struct Node {
    pub platform: String,
    pub id: String,
    pub basis: Option<IdBasis>,
    pub aliases: BTreeSet<Alias>,
    pub roles: BTreeSet<crate::model::MemberRole>,
    /// The last name and group card seen, so that a talkative member costs no set lookups.
    last: [Option<String>; 2],
}

#[derive(Default)]
struct Collector {
    nodes: Vec<Node>,
    /// By platform and id.
    index: HashMap<(String, String), usize>,
    /// Names without an id, by platform.
    loose: BTreeMap<(String, String), BTreeSet<AliasKind>>,
    /// The unit's chats by ordinal.
    chats: HashMap<u32, Chat>,
}

impl Collector {
    fn add(&mut self, record: &Record) {
        match record {
            Record::Chat(chat) => {
                for id in [&chat.owner_id, &chat.exported_by].into_iter().flatten() {
                    self.known(&chat.platform, id, IdBasis::Native);
                }
                self.chats.insert(chat.ordinal, Chat::clone(chat));
            }
            Record::Member(member) => self.member(member),
            Record::Message(message) => self.message(message),
            Record::Skipped(_) | Record::Unknown(_) => {}
        }
    }

    fn platform(&self, chat: u32) -> String {
        self.chats.get(&chat).map_or_else(String::new, |chat| chat.platform.clone())
    }

    fn node(&mut self, platform: &str, id: &str, basis: IdBasis) -> usize {
        let id = super::canonical(platform, id);
        let key = (platform.to_owned(), id.to_owned());
        if let Some(at) = self.index.get(&key) {
            return *at;
        }
        self.nodes.push(Node { platform: key.0.clone(), id: key.1.clone(), basis: Some(basis), ..Node::default() });
        self.index.insert(key, self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    /// The node of an id, with the id as one of its aliases unless it was made from a name.
    fn known(&mut self, platform: &str, id: &str, basis: IdBasis) -> usize {
        let at = self.node(platform, id, basis);
        if basis != IdBasis::Name {
            self.alias(at, id, AliasKind::Id);
        }
        at
    }

    fn alias(&mut self, node: usize, text: &str, kind: AliasKind) {
        let text = text.trim();
        if !text.is_empty() {
            self.nodes[node].aliases.insert(Alias { text: text.to_owned(), kind });
        }
    }

    fn loose(&mut self, platform: &str, name: &str, kind: AliasKind) {
        let name = name.trim();
        if !name.is_empty() {
            self.loose.entry((platform.to_owned(), name.to_owned())).or_default().insert(kind);
        }
    }

    fn member(&mut self, member: &Member) {
        let platform = self.platform(member.chat);
        let at = self.known(&platform, &member.member_id, member.id_basis);
        let names = [
            (&member.display_name, AliasKind::Nickname),
            (&member.group_alias, AliasKind::GroupCard),
            (&member.remark, AliasKind::Remark),
        ];
        for (name, kind) in names {
            if let Some(name) = name {
                self.alias(at, name, kind);
            }
        }
        for name in &member.aliases {
            self.alias(at, name, AliasKind::Observed);
        }
        self.nodes[at].roles.extend(member.roles.iter().cloned());
    }

    fn message(&mut self, message: &Message) {
        let platform = self.platform(message.chat);
        if let Some(id) = &message.sender_id {
            let at = self.node(&platform, id, message.sender_basis);
            let seen = [message.sender_name.clone(), message.sender_alias.clone()];
            if self.nodes[at].last != seen || self.nodes[at].aliases.is_empty() {
                self.known(&platform, id, message.sender_basis);
                for (name, kind) in seen.iter().zip([AliasKind::Nickname, AliasKind::GroupCard]) {
                    if let Some(name) = name {
                        self.alias(at, name, kind);
                    }
                }
                self.nodes[at].last = seen;
            }
        }
        if let Some(event) = &message.event {
            self.event(&platform, event);
        }
        for mention in message.mentions.iter().filter(|mention| !mention.all) {
            self.somebody(&platform, mention.id.as_deref(), mention.name.as_deref(), AliasKind::Mention);
        }
        for body in &message.nested {
            self.somebody(&platform, body.sender_id.as_deref(), body.sender_name.as_deref(), AliasKind::Observed);
        }
        if let Some(name) = &message.forwarded_from {
            self.somebody(&platform, None, Some(name), AliasKind::Observed);
        }
        for who in message.reactions.iter().flat_map(|reaction| &reaction.by) {
            match who.strip_prefix("name:") {
                Some(name) => self.loose(&platform, name, AliasKind::Observed),
                None => {
                    self.known(&platform, who, IdBasis::Native);
                }
            }
        }
        if let Some(id) = message.money.as_ref().and_then(|money| money.payee_id.as_deref()) {
            self.known(&platform, id, IdBasis::Native);
        }
    }

    fn event(&mut self, platform: &str, event: &Event) {
        for Party { id, name, exporter } in event.actor.iter().chain(&event.targets) {
            if !exporter {
                self.somebody(platform, id.as_deref(), name.as_deref(), AliasKind::Observed);
            }
        }
    }

    fn somebody(&mut self, platform: &str, id: Option<&str>, name: Option<&str>, kind: AliasKind) {
        match (id, name) {
            (Some(id), name) => {
                let at = self.known(platform, id, IdBasis::Native);
                if let Some(name) = name {
                    self.alias(at, name, kind);
                }
            }
            (None, Some(name)) => self.loose(platform, name, kind),
            (None, None) => {}
        }
    }

    fn finish(mut self, members: Option<&Register>) -> Roster {
        self.settle_loose_names();
        let mut groups = super::join::Groups::new(&self.nodes);
        groups.join_suffixed(&self.nodes);
        if let Some(table) = members {
            groups.join_table(&self.nodes, table);
        }
        Roster { entries: entries(&self.nodes, &groups, members) }
    }

    /// Gives a name without an id to whoever bears it on that platform, or makes it somebody of its own.
    fn settle_loose_names(&mut self) {
        let mut bearers: HashMap<(String, String), Vec<usize>> = HashMap::new();
        for (at, node) in self.nodes.iter().enumerate() {
            let texts: BTreeSet<&str> = node.aliases.iter().map(|alias| alias.text.as_str()).collect();
            for text in texts {
                bearers.entry((node.platform.clone(), text.to_owned())).or_default().push(at);
            }
        }
        for ((platform, name), kinds) in std::mem::take(&mut self.loose) {
            let at = match bearers.get(&(platform.clone(), name.clone())).map(Vec::as_slice) {
                Some([only]) => *only,
                // Several members bear the name: it is each one's already, and nobody's alone.
                Some(_) => continue,
                None => {
                    let (id, basis) = id_of_name(&name);
                    self.known(&platform, &id, basis)
                }
            };
            for kind in kinds {
                self.alias(at, &name, kind);
            }
        }
    }
}

fn entries(nodes: &[Node], groups: &super::join::Groups, members: Option<&Register>) -> Vec<RosterEntry> {
    let rows = members.map_or(&[][..], |table| &table.rows);
    let mut entries: BTreeMap<String, RosterEntry> = BTreeMap::new();
    for (group, parts) in groups.members() {
        let row = groups.row(group);
        let ids: BTreeSet<String> =
            parts.iter().map(|at| format!("{}:{}", nodes[*at].platform, nodes[*at].id)).collect();
        let table_id = row.and_then(|row| rows.get(row)).and_then(|row| row.text("member_id")).map(str::to_owned);
        let key = match (&table_id, ids.first()) {
            (Some(id), _) => format!("table:{id}"),
            (None, Some(id)) => id.clone(),
            (None, None) => continue,
        };
        let mut entry = RosterEntry::new(key.clone(), table_id);
        entry.ids.extend(ids);
        for node in parts.iter().map(|at| &nodes[*at]) {
            entry.platform.get_or_insert_with(|| node.platform.clone());
            entry.aliases.extend(node.aliases.iter().cloned());
            entry.aliases.extend(super::further_ids(node));
            entry.roles.extend(node.roles.iter().cloned());
        }
        entries.insert(key, entry);
    }
    for row in rows {
        super::table::fill(row, &mut entries);
    }
    entries.into_values().collect()
}
