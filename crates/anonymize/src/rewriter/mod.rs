//! Turns one value into what a release may hold instead of it.

mod ids;
mod text;

use std::collections::BTreeSet;

use groupkeep_detect::{Detector, Kind};

use crate::generalize::Clock;
use crate::people::{Identity, People, is_reserved};
use crate::profile::Operators;
use crate::pseudonym::{Pseudonyms, Subject};
use crate::tally::Tally;

/// Where a value stands, for the list of ambiguous places.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'a> {
    /// Path of the file in the release.
    pub path: &'a str,
    /// Byte offset in the input.
    pub offset: u64,
}

/// One release's operators, pseudonyms and people, and the tally of what they did.
#[derive(Debug)]
pub(crate) struct Rewriter<'a> {
    pub operators: Operators,
    pub language: &'a str,
    pub pseudonyms: &'a Pseudonyms,
    pub people: &'a People,
    pub clock: Clock,
    pub tally: Tally,
    detector: Detector,
    key_paths: BTreeSet<String>,
}

impl<'a> Rewriter<'a> {
    pub fn new(
        operators: Operators,
        language: &'a str,
        pseudonyms: &'a Pseudonyms,
        people: &'a People,
        clock: Clock,
    ) -> Self {
        let detector = Detector::with_roster(&people.index);
        Self {
            operators,
            language,
            pseudonyms,
            people,
            clock,
            tally: Tally::default(),
            detector,
            key_paths: BTreeSet::new(),
        }
    }

    /// Remembers the words of a path of keys as words of a format.
    pub fn key_path(&mut self, path: &str) {
        if !self.key_paths.contains(path) {
            self.key_paths.insert(path.to_owned());
            for key in path.split(['.', '[', ']']).filter(|key| !key.is_empty()) {
                self.tally.word(key);
            }
        }
    }

    /// The pseudonym to show instead of a name that fills its field. Empty and reserved names stay.
    pub fn name(&mut self, name: &str) -> String {
        if name.trim().is_empty() || is_reserved(name) {
            return name.to_owned();
        }
        let identity = self.people.by_name(name);
        self.named(&identity, name)
    }

    /// As [`Self::name`], for a person of a table, who may be given by id or by name.
    pub fn person(&mut self, person: &str) -> String {
        if person.trim().is_empty() {
            return person.to_owned();
        }
        let identity = self.people.by_table_id(person);
        self.named(&identity, person)
    }

    fn named(&mut self, identity: &Identity, name: &str) -> String {
        let shown = self.pseudonyms.name(identity.subject, &identity.canonical, self.language);
        self.tally.named(Kind::Member, name, &shown);
        shown
    }

    /// The name of a chat: a member's in a direct chat.
    pub fn chat_name(&mut self, name: &str, spot: Spot<'_>) -> String {
        if name.trim().is_empty() {
            return name.to_owned();
        }
        let identity = self.people.by_name(name);
        if identity.subject == Subject::Member {
            return self.named(&identity, name);
        }
        if !self.operators.strict {
            return self.text(name, spot);
        }
        self.tally.changed("chat-name");
        self.pseudonyms.name(Subject::Chat, &format!("name:{name}"), self.language)
    }

    /// A file's name: rewritten text, or under a strict profile only its extension. Remarks in brackets, which exports
    /// write instead of a path, stay.
    pub fn file_name(&mut self, name: &str, spot: Spot<'_>) -> String {
        let remark = name.starts_with('(') && name.ends_with(')');
        if name.is_empty() || remark || !self.operators.strict {
            return self.text(name, spot);
        }
        self.tally.changed("file-name");
        let stem = if self.language.starts_with("zh") { "文件" } else { "file" };
        match extension(name) {
            Some(extension) => format!("{stem}.{extension}"),
            None => stem.to_owned(),
        }
    }
}

/// The short alphanumeric ending of a file's name.
fn extension(name: &str) -> Option<&str> {
    let (_, extension) = name.rsplit_once('.')?;
    let plain = (1..=5).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plain.then_some(extension)
}

#[cfg(test)]
mod tests;
