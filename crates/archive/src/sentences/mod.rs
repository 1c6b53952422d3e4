//! System sentences as typed events, by template and language.
//!
//! A template matches a whole sentence or nothing. It is only ever asked about rows that the export itself marks as the
//! room's, so that a member who writes such a sentence is not believed.

mod telegram;
mod wechat;
mod whatsapp;

pub(crate) use telegram::telegram;
pub(crate) use wechat::wechat;
pub(crate) use whatsapp::{INVISIBLE, encryption_notice, quotes_a_name, whatsapp};

use regex::{Captures, Regex};

use crate::model::{Event, EventType, Party};
use crate::pattern::pattern;

/// A pattern and what it means. The groups `actor`, `target` and `value` are taken where the pattern has them.
struct Template {
    pattern: Regex,
    event: EventType,
    value: Option<&'static str>,
}

impl Template {
    /// Builds the patterns, each of which has to match a whole sentence.
    fn compile(table: &[(EventType, Option<&'static str>, &str)], expand: fn(&str) -> String) -> Vec<Self> {
        table
            .iter()
            .map(|(event, value, sentence)| {
                let pattern = pattern(&format!("^{}$", expand(sentence)));
                Self { pattern, event: *event, value: *value }
            })
            .collect()
    }

    fn read(&self, sentence: &str, party: fn(&str) -> Party, split: fn(&str) -> Vec<Party>) -> Option<Event> {
        let found = self.pattern.captures(sentence)?;
        let group = |name| group(&found, name);
        let mut event = Event::of(self.event);
        event.actor = group("actor").map(party);
        event.targets = group("target").map(split).unwrap_or_default();
        event.value = self.value.map(str::to_owned).or_else(|| group("value").map(str::to_owned));
        Some(event)
    }
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
