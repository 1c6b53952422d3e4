//! Who is who, as far as rules ask: whose number is this, and who is that payer?

use std::collections::{BTreeMap, BTreeSet, HashMap};

use groupkeep_archive::{AliasKind, Roster};
use groupkeep_config::table::Register;
use groupkeep_detect::{Kind, canonical};
use jiff::civil::Date;

/// Index into [`People::all`].
pub(crate) type PersonId = usize;

/// One member, known from the members table, from an export's list, or only from having written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    /// The id in the members table.
    pub table_id: Option<String>,
    /// True when a member list of an export or the members table names the person.
    pub listed: bool,
    /// A program, by any source.
    pub bot: bool,
    /// When the person left, by the members table.
    pub left_on: Option<Date>,
}

impl Person {
    /// True for a human who has not left by `day`.
    pub fn is_member_on(&self, day: Date) -> bool {
        !self.bot && self.left_on.is_none_or(|left| left > day)
    }
}

/// Everybody, and the ways to find them.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// Every person once.
    pub all: Vec<Person>,
    by_id: HashMap<String, PersonId>,
    /// `None` when two people share the name.
    by_name: HashMap<String, Option<PersonId>>,
    contacts: HashMap<(Kind, String), PersonId>,
}

impl People {
    /// Joins the roster of the exports with the members table.
    pub fn collect(roster: &Roster, members: Option<&Register>) -> Self {
        let mut people = Self::default();
        let mut by_table_id: BTreeMap<String, PersonId> = BTreeMap::new();
        for entry in &roster.entries {
            let person = people.all.len();
            people.all.push(Person {
                table_id: entry.table_id.clone(),
                listed: entry.table_id.is_some(),
                bot: entry.roles.contains(&groupkeep_archive::MemberRole::Bot),
                left_on: None,
            });
            if let Some(id) = &entry.table_id {
                by_table_id.insert(id.clone(), person);
                people.by_id.insert(id.clone(), person);
            }
            for id in &entry.ids {
                people.by_id.insert(id.clone(), person);
            }
            for alias in &entry.aliases {
                if alias.kind == AliasKind::Id {
                    people.by_id.entry(alias.text.clone()).or_insert(person);
                    people.contact(&alias.text, person);
                } else {
                    people.name(&alias.text, person);
                }
            }
        }
        for row in members.map(|table| table.rows.as_slice()).unwrap_or_default() {
            let Some(id) = row.text("member_id") else { continue };
            let person = by_table_id.get(id).or_else(|| people.by_id.get(id)).copied().unwrap_or_else(|| {
                people.all.push(Person::default());
                people.all.len() - 1
            });
            let known = &mut people.all[person];
            known.table_id.get_or_insert_with(|| id.to_owned());
            known.listed = true;
            known.bot |= row.text("role") == Some("bot");
            known.left_on = row.date("left_on");
            people.by_id.entry(id.to_owned()).or_insert(person);
            people.contact(id, person);
            let names = row.text("name").into_iter().chain(row.list("aliases").iter().map(String::as_str));
            for name in names {
                people.name(name, person);
                people.contact(name, person);
            }
            if let Some(phone) = row.text("phone") {
                people.contacts.insert((Kind::Mobile, canonical(Kind::Mobile, phone)), person);
            }
        }
        people
    }

    /// The person a sender, payer or row means, by id first and by an unshared name second. `platform` is that of the
    /// chat; a table has none.
    pub fn find(&self, platform: Option<&str>, id_or_name: &str) -> Option<PersonId> {
        let bare = id_or_name.strip_prefix("name:").unwrap_or(id_or_name);
        platform
            .and_then(|platform| self.by_id.get(&format!("{platform}:{id_or_name}")))
            .or_else(|| self.by_id.get(id_or_name))
            .or_else(|| self.by_name.get(bare).and_then(Option::as_ref))
            .copied()
    }

    /// What stands for a person, whether called by id or by name; for somebody unknown, the text itself.
    pub fn key(&self, id_or_name: &str) -> String {
        self.find(None, id_or_name).map_or_else(|| id_or_name.to_owned(), |person| format!("#{person}"))
    }

    /// Whose contact value this is, by the members table and the ids of the exports.
    pub fn owner_of(&self, kind: Kind, value: &str) -> Option<PersonId> {
        self.contacts.get(&(kind, canonical(kind, value))).copied()
    }

    /// The ids, in the members table, of everybody who is a member on `day`.
    pub fn members_on(&self, day: Date) -> BTreeSet<PersonId> {
        let listed = self.all.iter().enumerate().filter(|(_, person)| person.listed && person.is_member_on(day));
        listed.map(|(id, _)| id).collect()
    }

    fn name(&mut self, name: &str, person: PersonId) {
        let slot = self.by_name.entry(name.to_owned()).or_insert(Some(person));
        if *slot != Some(person) {
            *slot = None;
        }
    }

    /// Remembers an id or alias under every kind it could be posted as.
    fn contact(&mut self, text: &str, person: PersonId) {
        for kind in [Kind::Mobile, Kind::Email, Kind::WechatId, Kind::Qq] {
            self.contacts.entry((kind, canonical(kind, text))).or_insert(person);
        }
    }
}

#[cfg(test)]
mod tests {
    use groupkeep_config::table::{TableKind, load_register};
    use jiff::tz::TimeZone;

    use super::*;

    fn people(rows: &str) -> People {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("members.csv");
        std::fs::write(&path, format!("member_id,name,aliases,role,left_on,phone\n{rows}\n")).unwrap();
        let register = load_register(TableKind::Members, &path, &TimeZone::UTC).unwrap();
        People::collect(&Roster::default(), Some(&register))
    }

    #[test]
    fn ids_come_before_names_and_shared_names_mean_nobody() {
        let people = people("wxid_a1,小李,阿李|老李,,,\nwxid_b2,小王,老李,,,");
        assert_eq!(people.find(None, "wxid_a1"), Some(0));
        assert_eq!(people.find(None, "小王"), Some(1));
        assert_eq!(people.find(Some("wechat"), "name:阿李"), Some(0));
        assert_eq!((people.find(None, "老李"), people.find(None, "小赵")), (None, None));
    }

    #[test]
    fn a_number_has_an_owner_in_any_form() {
        let people = people("a,小李,li@example.org,,,138-1234-5678");
        assert_eq!(people.owner_of(Kind::Mobile, "13812345678"), Some(0));
        assert_eq!(people.owner_of(Kind::Mobile, "+86 138 1234 5678"), Some(0));
        assert_eq!(people.owner_of(Kind::Email, "Li@Example.org"), Some(0));
        assert_eq!(people.owner_of(Kind::Mobile, "13912345678"), None);
    }

    #[test]
    fn who_left_and_programs_are_no_members() {
        let people = people("a,,,,,\nb,,,bot,,\nc,,,,2026-10-31,\nd,,,,2026-11-02,");
        let members = people.members_on(jiff::civil::date(2026, 11, 1));
        assert_eq!(members.into_iter().collect::<Vec<_>>(), [0, 3]);
    }
}
