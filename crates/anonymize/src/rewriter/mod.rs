//! Turns one value into what a release may hold instead of it.

mod decoded;
mod ids;
mod known;
mod text;

use groupkeep_detect::{Detector, Kind};

pub(crate) use known::KnownNumbers;

use crate::generalize::Clock;
use crate::people::{Identity, People};
use crate::profile::Operators;
use crate::pseudonym::{Pseudonyms, Subject};
use crate::tally::Tally;
use crate::vocabulary::Vocabulary;

/// A longer key is no identifier.
const LONGEST_KEY: usize = 40;

static NONE: KnownNumbers = KnownNumbers::none();

/// Where a value stands, for the list of ambiguous places.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'a> {
    /// Path of the file in the release.
    pub path: &'a str,
    /// Byte offset in the input.
    pub offset: u64,
}

/// One of the parts a text is written in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'a> {
    pub text: &'a str,
    /// The contact data that the format says it is.
    pub kind: Option<Kind>,
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
    /// Numbers that are replaced wherever they stand, whatever stands beside them.
    pub known: &'a KnownNumbers,
    detector: Detector,
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
        Self { operators, language, pseudonyms, people, clock, tally: Tally::default(), known: &NONE, detector }
    }

    /// A value that should be one of a format's own words, and stays if it is. Otherwise what a program wrote for
    /// programs is searched like text, and prose goes under a strict profile.
    pub fn own_word(&mut self, word: &str, spot: Spot<'_>) -> String {
        if Vocabulary::all().contains(word) || word.is_empty() {
            return word.to_owned();
        }
        let token = word.bytes().all(|byte| byte.is_ascii_graphic()) || !word.contains(char::is_alphanumeric);
        if token || !self.operators.strict {
            return self.text(word, spot);
        }
        self.tally.changed("unknown-field");
        String::new()
    }

    /// The name of a field that no format knows. Under a strict profile only a plain identifier stays.
    pub fn key(&mut self, key: &str, spot: Spot<'_>) -> String {
        let becomes = self.text(key, spot);
        let identifier =
            key.len() <= LONGEST_KEY && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !self.operators.strict || (identifier && becomes == key) {
            return becomes;
        }
        self.tally.changed("unknown-key");
        "unknown".to_owned()
    }

    /// The pseudonym to show instead of a name that fills its field. An empty name stays.
    pub fn name(&mut self, name: &str) -> String {
        if name.trim().is_empty() {
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
        let remark = name.starts_with("(File ") && name.ends_with(')');
        if name.is_empty() || remark || !self.operators.strict {
            return self.text(name, spot);
        }
        self.tally.changed("file-name");
        let stem = if self.language.starts_with("zh") { "文件" } else { "file" };
        match extension(name).filter(|end| self.detector.find(end).is_empty()) {
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
