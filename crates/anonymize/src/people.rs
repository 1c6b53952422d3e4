//! Who is meant: members, chats, and the words of the formats that are neither.

use std::collections::{BTreeMap, BTreeSet};

use groupkeep_archive::{AliasKind, Roster, RosterEntry};
use groupkeep_detect::{AliasUse, Kind, RosterIndex, RosterIndexBuilder, canonical};

use crate::error::Error;
use crate::pseudonym::Subject;

/// The id of the sender that is no person, in the one format that has one. Its name is anybody's.
const RESERVED: &str = "SYSTEM";

/// Somebody or something with an identity of its own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Identity {
    pub subject: Subject,
    /// What the pseudonym is made from; the same for every name of the same subject.
    pub canonical: String,
}

/// Everybody known before the work begins.
pub(crate) struct People {
    /// By the number the index knows them under.
    identities: Vec<Identity>,
    /// `platform:id` and table ids to the number.
    ids: BTreeMap<String, usize>,
    /// Every alias in free text.
    pub index: RosterIndex,
    members: usize,
}

impl std::fmt::Debug for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("People").field("members", &self.members).finish_non_exhaustive()
    }
}

impl People {
    /// Everybody on `roster`, the chats with the given ids, each a platform and an id, and contacts to be recognised
    /// wherever they stand.
    pub fn new(
        roster: &Roster,
        chats: &BTreeSet<(String, String)>,
        contacts: &BTreeSet<(Kind, String)>,
    ) -> Result<Self, Error> {
        let mut builder = RosterIndexBuilder::new();
        let mut identities = Vec::new();
        let mut ids = BTreeMap::new();
        for (number, entry) in roster.entries.iter().enumerate() {
            identities.push(Identity { subject: Subject::Member, canonical: entry.key.clone() });
            if is_system(entry) {
                continue;
            }
            for id in &entry.ids {
                ids.insert(id.clone(), number);
                if let Some((_, bare)) = id.split_once(':') {
                    add_id(&mut builder, number, bare);
                }
            }
            if let Some(id) = &entry.table_id {
                ids.insert(table_key(id), number);
                add_id(&mut builder, number, id);
            }
            for alias in &entry.aliases {
                if alias.kind == AliasKind::Id {
                    add_id(&mut builder, number, &alias.text);
                } else {
                    builder.add(number, &alias.text, AliasUse::Name);
                }
            }
        }
        for (platform, id) in chats {
            let key = format!("{platform}:{id}");
            // A direct chat has the other member's id.
            if ids.contains_key(&key) {
                continue;
            }
            let number = identities.len();
            identities.push(Identity { subject: Subject::Chat, canonical: key });
            builder.add(number, id, AliasUse::Id);
        }
        for (kind, value) in contacts {
            let number = identities.len();
            identities.push(Identity { subject: Subject::Contact(*kind), canonical: value.clone() });
            builder.add(number, value, AliasUse::Id);
        }
        Ok(Self { identities, ids, index: builder.build()?, members: roster.entries.len() })
    }

    /// How many members the roster has.
    pub fn members(&self) -> usize {
        self.members
    }

    /// Everybody, for making pseudonyms that do not collide.
    pub fn known(&self) -> BTreeSet<(Subject, String)> {
        self.identities.iter().map(|identity| (identity.subject, identity.canonical.clone())).collect()
    }

    /// The identity under a number of the index.
    pub fn identity(&self, number: usize) -> Option<&Identity> {
        self.identities.get(number)
    }

    /// Who has this id on this platform; somebody unknown becomes an outsider of that platform.
    pub fn by_id(&self, platform: &str, id: &str) -> Identity {
        match self.number_of(platform, id).and_then(|number| self.identity(number)) {
            Some(identity) => identity.clone(),
            None => Identity { subject: Subject::Outsider, canonical: format!("{platform}:{id}") },
        }
    }

    /// Who has this id in the members table, or this name.
    pub fn by_table_id(&self, id: &str) -> Identity {
        match self.ids.get(&table_key(id)).and_then(|number| self.identity(*number)) {
            Some(identity) => identity.clone(),
            None => self.by_name(id),
        }
    }

    /// Who is called this. A name of nobody, or of two members, is an outsider known by the name alone.
    pub fn by_name(&self, name: &str) -> Identity {
        match self.only_owner(name).and_then(|number| self.identity(number)) {
            Some(identity) => identity.clone(),
            None => {
                Identity { subject: Subject::Outsider, canonical: format!("name:{}", canonical(Kind::Member, name)) }
            }
        }
    }

    /// The roster's number of a member of the members table.
    pub fn number_of_table_id(&self, id: &str) -> Option<usize> {
        self.ids.get(&table_key(id)).copied()
    }

    /// The roster's number of whoever has this id on this platform. A WeChat id is also known with the suffix that newer
    /// clients add.
    pub fn number_of(&self, platform: &str, id: &str) -> Option<usize> {
        let listed = |id: &str| self.ids.get(&format!("{platform}:{id}")).copied();
        listed(id).or_else(|| listed(&canonical(Kind::WechatId, id))).or_else(|| self.only_owner(id))
    }

    fn only_owner(&self, alias: &str) -> Option<usize> {
        let alias = alias.strip_prefix("name:").unwrap_or(alias);
        match self.index.owners(alias).as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

/// True for the id of a sender that stands for the system.
pub(crate) fn is_reserved(id: &str) -> bool {
    id == RESERVED
}

/// True for the entry of that sender.
pub(crate) fn is_system(entry: &RosterEntry) -> bool {
    let mut ids = entry.ids.iter().filter_map(|id| id.split_once(':'));
    entry.table_id.is_none() && entry.ids.len() == 1 && ids.all(|(_, id)| is_reserved(id))
}

/// Ids that a source made from a name are names; WeChat's ids are also known without the suffix of newer clients.
fn add_id(builder: &mut RosterIndexBuilder, number: usize, id: &str) {
    match id.strip_prefix("name:") {
        Some(name) => {
            builder.add(number, name, AliasUse::Name);
        }
        None => {
            builder.add(number, id, AliasUse::Id).add(number, &canonical(Kind::WechatId, id), AliasUse::Id);
        }
    }
}

fn table_key(id: &str) -> String {
    format!("table:{id}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use groupkeep_archive::Alias;

    fn entry(key: &str, ids: &[&str], names: &[&str], table_id: Option<&str>) -> RosterEntry {
        RosterEntry {
            key: key.to_owned(),
            platform: None,
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            aliases: names.iter().map(|name| Alias { text: (*name).to_owned(), kind: AliasKind::Nickname }).collect(),
            roles: BTreeSet::new(),
            table_id: table_id.map(str::to_owned),
        }
    }

    fn people() -> People {
        let roster = Roster {
            entries: vec![
                entry("table:m1", &["wechat:wxid_lin0001", "telegram:user7001"], &["林小溪", "班长"], Some("m1")),
                entry("whatsapp:name:Wang Wei", &["whatsapp:name:Wang Wei"], &["Wang Wei", "班长"], None),
                entry("chatlab:SYSTEM", &["chatlab:SYSTEM"], &["系统消息"], None),
            ],
        };
        let chats = BTreeSet::from([
            ("wechat".to_owned(), "123@chatroom".to_owned()),
            ("wechat".to_owned(), "wxid_lin0001".to_owned()),
        ]);
        People::new(&roster, &chats, &BTreeSet::from([(Kind::Qq, "87654321".to_owned())])).unwrap()
    }

    #[test]
    fn one_member_answers_to_every_id_and_name() {
        let people = people();
        let lin = people.by_name("林小溪");
        assert_eq!((lin.subject, lin.canonical.as_str()), (Subject::Member, "table:m1"));
        for same in [
            people.by_id("wechat", "wxid_lin0001"),
            people.by_id("wechat", "wxid_lin0001_10e8"),
            people.by_id("telegram", "user7001"),
            people.by_table_id("m1"),
            people.by_table_id("林小溪"),
        ] {
            assert!(same == lin);
        }
    }

    #[test]
    fn names_that_are_ids_are_the_same_person() {
        let people = people();
        assert!(people.by_id("whatsapp", "name:Wang Wei") == people.by_name("wang wei"));
    }

    #[test]
    fn nobody_and_two_bearers_are_outsiders_by_name() {
        let people = people();
        for name in ["路人甲", "班长"] {
            let identity = people.by_name(name);
            assert_eq!((identity.subject, identity.canonical), (Subject::Outsider, format!("name:{name}")));
        }
        assert_eq!(people.by_id("qq", "10001").canonical, "qq:10001");
    }

    #[test]
    fn chats_are_known_by_id_and_a_direct_chat_is_its_member() {
        let people = people();
        assert_eq!(people.by_id("wechat", "123@chatroom").subject, Subject::Chat);
        assert_eq!(people.index.owners("wxid_lin0001").len(), 1);
        assert!(people.index.owners("SYSTEM").is_empty() && people.index.owners("系统消息").is_empty());
        assert_eq!(people.members(), 3);
    }

    #[test]
    fn a_member_called_like_the_system_is_a_member() {
        let roster = Roster {
            entries: vec![
                entry("wechat:SYSTEM", &["wechat:SYSTEM"], &["系统消息"], None),
                entry("wechat:wxid_x", &["wechat:wxid_x"], &["系统消息"], None),
                entry("whatsapp:name:SYSTEM", &["whatsapp:name:SYSTEM"], &["SYSTEM"], None),
            ],
        };
        let people = People::new(&roster, &BTreeSet::new(), &BTreeSet::new()).unwrap();
        assert_eq!(people.by_name("系统消息").canonical, "wechat:wxid_x");
        assert_eq!(people.by_name("SYSTEM").canonical, "whatsapp:name:SYSTEM");
    }

    #[test]
    fn announced_contacts_are_known_everywhere() {
        let people = people();
        let owners = people.index.owners("87654321");
        assert_eq!(people.identity(owners[0]).unwrap().subject, Subject::Contact(Kind::Qq));
    }
}
