//! The sentences of WhatsApp, by language.
//!
//! In the tables `〈A〉` stands for who acts, `〈T〉` for whom it is done to, `〈W〉` for another name somebody takes, `〈V〉`
//! for a value in quotes and `〈Q〉` for one nobody wants. Names are not quoted; those that hold a quote sign match no
//! template, so that a group's name cannot play a sentence about its members.

mod de;
mod en;
mod es;
mod fr;
mod ja;
mod ko;
mod notices;
mod pt;
mod th;
mod zh;

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use super::{Template, is_likely, is_of_members};
use crate::model::{Event, EventType, Party};

type Table = &'static [(EventType, Option<&'static str>, &'static str)];

/// The sentences of one language.
struct Language {
    signs: Signs,
    templates: LazyLock<Vec<Template>>,
    party: fn(&str) -> Party,
    parties: fn(&str) -> Vec<Party>,
}

/// What tells a language without building its templates, which takes a while.
enum Signs {
    /// It is what most exports are in.
    None,
    /// A character of its script.
    Script(RangeInclusive<char>),
    /// One of these stands in each of its sentences.
    Words(&'static [&'static str]),
}

/// A language by its module.
macro_rules! language {
    ($module:ident, $signs:expr) => {
        Language {
            signs: $signs,
            templates: LazyLock::new(|| compile($module::TABLE)),
            party: $module::party,
            parties: $module::parties,
        }
    };
}

static LANGUAGES: [Language; 9] = [
    language!(en, Signs::None),
    language!(zh, Signs::Script('\u{4e00}'..='\u{9fff}')),
    language!(ja, Signs::Script('\u{3041}'..='\u{30ff}')),
    language!(ko, Signs::Script('\u{ac00}'..='\u{d7a3}')),
    language!(th, Signs::Script('\u{e00}'..='\u{e7f}')),
    language!(es, Signs::Words(es::SIGNS)),
    language!(pt, Signs::Words(pt::SIGNS)),
    language!(de, Signs::Words(de::SIGNS)),
    language!(fr, Signs::Words(fr::SIGNS)),
];

impl Language {
    /// True unless the sentence cannot be of this language.
    fn may_be_of(&self, sentence: &str) -> bool {
        match &self.signs {
            Signs::None => true,
            Signs::Script(script) => sentence.chars().any(|c| script.contains(&c)),
            Signs::Words(words) => words.iter().any(|word| sentence.contains(word)),
        }
    }

    fn readings(&self, sentence: &str) -> impl Iterator<Item = Event> {
        self.templates.iter().filter_map(move |template| template.read(sentence, self.party, self.parties))
    }
}

/// The templates of a table. One that names two people is built twice: with the shortest first name and with the
/// longest. Where these differ the words between the names stand in a name too, and nobody can say which are which.
fn compile(table: Table) -> Vec<Template> {
    let two = |row: &str| ["〈A〉", "〈T〉", "〈W〉"].iter().filter(|name| row.contains(**name)).count() > 1;
    let twice: Vec<_> = table.iter().filter(|(_, _, row)| two(row)).copied().collect();
    let mut templates = Template::compile(table, lazy);
    templates.extend(Template::compile(&twice, greedy));
    templates
}

fn lazy(row: &str) -> String {
    let quoted = |inner: &str| format!(r#"["“„«「『]{inner}["”“»」』]"#);
    row.replace("〈A〉", r#"(?P<actor>[^\n"“”„«»「」『』]+?)"#)
        .replace("〈T〉", r#"(?P<target>[^\n"“”„«»「」『』]+?)"#)
        .replace("〈W〉", r#"(?P<value>[^\n"“”„«»「」『』]+?)"#)
        .replace("〈V〉", &quoted("(?P<value>.+)"))
        .replace("〈Q〉", &quoted(".*"))
}

/// The first name as long as it can be.
fn greedy(row: &str) -> String {
    lazy(row).replacen("+?)", "+)", 1)
}

/// What a sentence of the room says. Where it can be read as two things that are said of members, one of them stands in a
/// name, and nobody can say which: `Rudi added Bo left`.
pub(crate) fn whatsapp(sentence: &str) -> Event {
    let sentence = unmarked(sentence);
    let spoken = LANGUAGES.iter().filter(|language| language.may_be_of(sentence));
    let mut readings = spoken.flat_map(|language| language.readings(sentence)).filter(is_likely);
    let first = readings.next();
    let of_members = |event: &Event| is_of_members(event.event) || event.event == EventType::Nick;
    if notices::is_encryption(sentence) {
        let named = first.as_ref().is_some_and(of_members);
        return Event::of(if named { EventType::Unknown } else { EventType::EncryptionNotice });
    }
    let Some(first) = first else {
        return Event::of(if notices::is_call(sentence) { EventType::Call } else { EventType::Unknown });
    };
    let is_other = |other: &Event| {
        let acts = (other.event, &other.actor, &other.value) != (first.event, &first.actor, &first.value);
        acts || first.actor.is_some() && other.targets != first.targets
    };
    let ambiguous = of_members(&first) && readings.any(|other| of_members(&other) && is_other(&other));
    if ambiguous { Event::of(EventType::Unknown) } else { first }
}

/// True for the notice that opens a chat; on iOS it stands under the group's own name.
pub(crate) fn encryption_notice(sentence: &str) -> bool {
    whatsapp(sentence).event == EventType::EncryptionNotice
}

/// True when what stands before a colon is the beginning of a sentence that quotes a group's name, so that the colon
/// belongs to that name.
pub(crate) fn quotes_a_name(before_colon: &str, sentence: &str) -> bool {
    before_colon.contains(['"', '“', '„', '«', '「', '『'])
        && matches!(whatsapp(sentence).event, EventType::Create | EventType::Rename)
}

/// Marks that turn the direction of writing; WhatsApp puts them around names.
pub(crate) const INVISIBLE: [char; 9] =
    ['\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];

/// A name or sentence without blanks and such marks around it.
pub(crate) fn unmarked(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || INVISIBLE.contains(&c))
}

/// Somebody by name, or whoever made the export, by one of the words that say so.
fn named(text: &str, exporter: &[&str]) -> Party {
    let text = unmarked(text);
    if exporter.contains(&text) {
        return Party::exporter();
    }
    Party::named(text.strip_prefix('~').map_or(text, str::trim_start))
}

/// Several names apart by commas, the last of them behind the language's "and". Two names with blanks in the second may
/// be one name.
fn listed(text: &str, and: &str, party: fn(&str) -> Party) -> Vec<Party> {
    let (start, last) = text.rsplit_once(and).unwrap_or((text, ""));
    let names = if last.is_empty() || start.contains(", ") || !last.contains(' ') { [start, last] } else { [text, ""] };
    names
        .iter()
        .flat_map(|part| part.split(", "))
        .flat_map(|part| part.split('、'))
        .filter(|part| !part.trim().is_empty())
        .map(party)
        .collect()
}

#[cfg(test)]
mod tests;
