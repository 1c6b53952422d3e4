//! System sentences as typed events, by template and language.
//!
//! A template matches a whole sentence or nothing. It is only ever asked about rows that the export itself marks as the
//! room's, so that a member who writes such a sentence is not believed.

mod kakaotalk;
mod line;
mod telegram;
mod wechat;
mod whatsapp;

pub(crate) use kakaotalk::kakaotalk;
pub(crate) use line::line;
pub(crate) use telegram::telegram;
pub(crate) use wechat::wechat;
pub(crate) use whatsapp::{INVISIBLE, encryption_notice, quotes_a_name, unmarked, whatsapp};

use regex::{Captures, Regex};

use crate::model::{Event, EventType, Party};
use crate::pattern::pattern;

/// A pattern and what it means. The groups `actor`, `target` and `value` are taken where the pattern has them.
struct Template {
    pattern: Regex,
    /// A piece of text every sentence of the pattern holds; looking for it is much cheaper than the pattern.
    needle: String,
    event: EventType,
    value: Option<&'static str>,
}

impl Template {
    /// Builds the patterns, each of which has to match a whole sentence.
    fn compile(table: &[(EventType, Option<&'static str>, &str)], expand: fn(&str) -> String) -> Vec<Self> {
        table
            .iter()
            .map(|(event, value, sentence)| {
                let sentence = expand(sentence);
                let needle = needle(&sentence);
                Self { pattern: pattern(&format!("^{sentence}$")), needle, event: *event, value: *value }
            })
            .collect()
    }

    fn read(&self, sentence: &str, party: fn(&str) -> Party, split: fn(&str) -> Vec<Party>) -> Option<Event> {
        if !sentence.contains(&self.needle) {
            return None;
        }
        let found = self.pattern.captures(sentence)?;
        let group = |name| group(&found, name);
        let mut event = Event::of(self.event);
        event.actor = group("actor").map(party);
        event.targets = group("target").map(split).unwrap_or_default();
        event.value = self.value.map(str::to_owned).or_else(|| group("value").map(str::to_owned));
        Some(event)
    }
}

/// The longest piece of a pattern that stands in it as it is, outside of groups and classes; empty when there is none.
fn needle(pattern: &str) -> String {
    if pattern.contains("(?i") {
        return String::new();
    }
    let (mut best, mut run, mut depth, mut class) = (String::new(), String::new(), 0_u32, false);
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        let optional = matches!(chars.peek(), Some('?' | '*' | '+' | '{'));
        match c {
            '|' if depth == 0 => return String::new(),
            '\\' => {
                chars.next();
            }
            '[' | '{' => class = true,
            ']' | '}' => class = false,
            '(' if !class => depth += 1,
            ')' if !class => depth = depth.saturating_sub(1),
            c if depth == 0 && !class && !optional && (c.is_alphanumeric() || c == ' ') => {
                run.push(c);
                continue;
            }
            _ => {}
        }
        if run.len() > best.len() {
            best = std::mem::take(&mut run);
        }
        run.clear();
    }
    if run.len() > best.len() { run } else { best }
}

/// What a sentence says whose names stand in it without quotes. Where it tells two things of members, one of them stands
/// in a name, and nobody can say which: `Rudi added Bo left`.
fn certain(templates: &[Template], sentence: &str, party: fn(&str) -> Party, parties: fn(&str) -> Vec<Party>) -> Event {
    let mut readings =
        templates.iter().filter_map(|template| template.read(sentence, party, parties)).filter(is_likely);
    let first = readings.next().unwrap_or_else(|| Event::of(EventType::Unknown));
    let ambiguous =
        is_of_members(first.event) && readings.any(|other| is_of_members(other.event) && other.event != first.event);
    if ambiguous { Event::of(EventType::Unknown) } else { first }
}

/// True unless a name is longer than any is. Bounds inside the patterns would take a twentieth of a second to compile.
fn is_likely(event: &Event) -> bool {
    let length = |party: &Party| party.name.as_ref().map_or(0, |name| name.chars().count());
    event.actor.as_ref().map_or(0, length) <= 80 && event.targets.iter().map(length).sum::<usize>() <= 400
}

fn is_of_members(event: EventType) -> bool {
    matches!(event, EventType::Invite | EventType::Join | EventType::Leave | EventType::Kick | EventType::RoleChange)
}

fn group<'s>(found: &Captures<'s>, name: &str) -> Option<&'s str> {
    found.name(name).map(|part| part.as_str().trim()).filter(|part| !part.is_empty())
}

/// An event in one line, for tests: kind, actor, targets, value; `-` is the exporter.
#[cfg(test)]
fn told(event: &Event) -> String {
    let name = |party: &Party| if party.exporter { "-".to_owned() } else { party.name.clone().unwrap_or_default() };
    let targets: Vec<String> = event.targets.iter().map(name).collect();
    format!(
        "{:?} {} > {} = {}",
        event.event,
        event.actor.as_ref().map_or_else(String::new, name),
        targets.join(","),
        event.value.as_deref().unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::needle;

    #[test]
    fn needles_are_in_every_sentence() {
        for (pattern, expected) in [
            ("(?P<actor>.+)将(?P<target>.+)移出了?群聊", "移出"),
            ("(?:甲|乙)退出了?本群。?", "退出"),
            ("收到红包，请在手机上查看", "请在手机上查看"),
            ("a|bcd", ""),
            ("(?i)added", ""),
            ("[甲乙丙]x{2,3}", ""),
            (r"\w+ left", " left"),
        ] {
            assert_eq!(needle(pattern), expected, "{pattern}");
        }
    }
}
