//! What is known of a group: collected once, then read by every rule.

mod collect;
mod exports;
mod folder;
mod hit;
mod look;
mod near;
mod pass;
mod patterns;
mod people;
mod place;
mod probe;
mod receipts;
mod releases;
mod scan;
mod seen;
mod shared;
mod shown;
mod source;
mod works;

pub(crate) use collect::{Inputs, collect};
pub(crate) use folder::{file_in, files_in, folders_in, is_intact};
pub(crate) use hit::{Hit, What};
pub(crate) use people::{People, PersonId};
pub(crate) use place::{ChatInfo, Place};
pub(crate) use probe::Probes;
pub(crate) use receipts::{Receipt, Receipts};
pub(crate) use releases::{Evidence, Release};
pub(crate) use seen::{Payment, Seen};
pub(crate) use source::Source;
pub(crate) use works::Works;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use groupkeep_config::charter::Charter;
use groupkeep_config::table::{Entry, Register, TableKind};
use groupkeep_config::{Backup, Scope};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::fingerprint::fingerprint;
use crate::trust::Trust;

/// The id of a message at a charter path. Ids are often all digits, which reads as a number where nobody quotes it.
fn message_id(charter: &Charter, path: &str) -> Option<String> {
    charter.text(path).map(str::to_owned).or_else(|| charter.int(path).map(|id| id.to_string()))
}

/// Everything rules are judged by.
#[derive(Debug)]
pub(crate) struct Facts {
    /// The group's folder.
    pub dir: PathBuf,
    /// The kind of group.
    pub scope: Scope,
    /// Where it mainly lives.
    pub platform: Option<String>,
    /// Of dates without an offset.
    pub timezone: TimeZone,
    /// The moment the check speaks for.
    pub as_of: Timestamp,
    /// Its day in the group's zone.
    pub today: Date,
    /// The exports that were read.
    pub sources: Vec<Source>,
    /// What the messages held.
    pub seen: Seen,
    /// Who is who.
    pub people: People,
    /// The registers that are configured.
    pub tables: BTreeMap<TableKind, Register>,
    /// What the group has written down about itself, if it has.
    pub charter: Option<Charter>,
    /// The folder of the charter, there or not.
    pub charter_dir: PathBuf,
    /// Where copies go.
    pub backup: Option<Backup>,
    /// What is released.
    pub release: Option<groupkeep_config::Release>,
    /// Receipts of backups.
    pub receipts: Receipts,
    /// Releases made.
    pub releases: Vec<Release>,
    /// Whose signatures count.
    pub trust: Trust,
    /// The region copies may stay in without a route.
    pub home: Option<String>,
    /// Exports that could not be read, or not to their end.
    pub unread: Vec<PathBuf>,
}

impl Facts {
    /// A register, if it is configured.
    pub fn table(&self, kind: TableKind) -> Option<&Register> {
        self.tables.get(&kind)
    }

    /// True when there is a charter with a value at `path`.
    pub fn charter_has(&self, path: &str) -> bool {
        self.charter.as_ref().is_some_and(|charter| charter.present(path))
    }

    /// True when the charter names a message at `path` that was not met in the chats.
    pub fn lacks_message(&self, path: &str) -> bool {
        let named = self.charter.as_ref().and_then(|charter| message_id(charter, path));
        named.is_some_and(|id| !self.seen.found_ids.contains(&id))
    }

    /// Where something that the charter lacks would be written.
    pub fn charter_file(&self) -> PathBuf {
        let usual = self.charter_dir.join("charter.yaml");
        let first = || self.charter.as_ref().and_then(|charter| charter.files().into_iter().next());
        if usual.is_file() { usual } else { first().unwrap_or_else(|| self.charter_dir.clone()) }
    }

    /// A path as findings show it: relative to the group's folder where it lies in it.
    pub fn relative(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.dir).unwrap_or(path).to_owned()
    }

    /// The works register as it stands today.
    pub fn works(&self) -> Works {
        Works::new(self.table(TableKind::Works), self.today)
    }

    /// The region that counts as home.
    pub fn home_region(&self) -> &str {
        self.home.as_deref().unwrap_or("CN")
    }

    /// Members, in whatever table they stand, with a consent to `name` that was given and not withdrawn by now.
    pub fn consented(&self, consents: &Register, name: &str) -> BTreeSet<PersonId> {
        let given = |row: &&Entry| {
            row.text("use") == Some(name)
                && row.instant("given_at", &self.timezone).is_some_and(|at| at <= self.as_of)
                && row.instant("withdrawn_at", &self.timezone).is_none_or(|at| at > self.as_of)
        };
        let rows = consents.rows.iter().filter(given);
        rows.filter_map(|row| self.people.find(None, row.text("member_id")?)).collect()
    }

    /// The rows of the members table that speak of these people.
    pub fn member_rows<'f>(&'f self, people: &'f [PersonId]) -> impl Iterator<Item = (&'f Register, &'f Entry)> {
        let table = self.table(TableKind::Members);
        table.into_iter().flat_map(move |table| {
            let meant = |row: &&Entry| {
                row.text("member_id").and_then(|id| self.people.find(None, id)).is_some_and(|id| people.contains(&id))
            };
            table.rows.iter().filter(meant).map(move |row| (table, row))
        })
    }

    /// Releases made for others than the group itself. One that cannot be read counts.
    pub fn shared_releases(&self) -> impl Iterator<Item = &Release> {
        let shared = |release: &&Release| release.evidence.as_ref().is_none_or(|one| one.profile != "internal");
        self.releases.iter().filter(shared)
    }

    /// Payments that were not taken back, each once even where exports overlap.
    pub fn payments(&self) -> Vec<&Payment> {
        let mut known = BTreeSet::new();
        let mut payments = Vec::new();
        for payment in self.seen.payments.iter().filter(|payment| !self.seen.is_recalled(&payment.place)) {
            let subject = payment.place.subject(self.chat_key(&payment.place));
            if known.insert(subject) {
                payments.push(payment);
            }
        }
        payments
    }

    /// The chat a place lies in.
    pub fn chat(&self, place: &Place) -> Option<&ChatInfo> {
        self.sources.get(place.source)?.chats.get(&place.chat)
    }

    /// What names the chat of a place in fingerprints.
    pub fn chat_key(&self, place: &Place) -> String {
        let path = self.sources.get(place.source).map(|source| source.shown.to_string_lossy().into_owned());
        let info = self.chat(place).cloned().unwrap_or_default();
        info.key(&path.unwrap_or_default(), place.chat)
    }

    /// The fingerprint of a finding at a message.
    pub fn finding_key(&self, rule: &str, place: &Place, ordinal: u32) -> String {
        fingerprint(rule, &place.subject(self.chat_key(place)), ordinal)
    }
}
