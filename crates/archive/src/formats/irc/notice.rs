use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Event, EventType, Party};
use crate::pattern::pattern;

/// A notice as clients write it, and what it means. Nicks and channels hold no white space, so that nobody's nick can
/// play another notice.
const TABLE: &[(EventType, Option<&str>, &str)] = &[
    (
        EventType::Join,
        None,
        r"(?P<target>\S+) (?:\[[^\]]*\]|\([^)]*\)|<[^>]*>) (?:has )?joined(?: (?P<channel>[#&]\S+))?",
    ),
    (EventType::Join, None, r"Joins: (?P<target>\S+)(?: \(.*\))?"),
    (
        EventType::Leave,
        None,
        r"(?P<target>\S+) (?:\[[^\]]*\]|\([^)]*\)|<[^>]*>) (?:has )?(?:left|quit)(?: (?P<channel>[#&]\S+))?.*",
    ),
    (EventType::Leave, None, r"(?P<target>\S+) has (?:left|quit)(?: (?P<channel>[#&]\S+))?.*"),
    (EventType::Leave, None, r"(?:Quits|Parts): (?P<target>\S+).*"),
    (EventType::Kick, None, r"(?P<target>\S+) was kicked (?:from (?P<channel>[#&]\S+) )?by (?P<actor>\S+).*"),
    (EventType::Kick, None, r"(?P<actor>\S+) (?:has )?kicked (?P<target>\S+)(?: from (?P<channel>[#&]\S+))?.*"),
    (EventType::Nick, None, r"(?P<target>\S+) is now known as (?P<value>\S+)"),
    (EventType::RoleChange, Some("admin"), r"mode/(?P<channel>[#&]\S+) \[\+o+ (?P<target>[^\]]+)\] by (?P<actor>\S+)"),
    (EventType::RoleChange, Some("member"), r"mode/(?P<channel>[#&]\S+) \[-o+ (?P<target>[^\]]+)\] by (?P<actor>\S+)"),
    (EventType::Ban, None, r"mode/(?P<channel>[#&]\S+) \[\+b (?P<target>[^\]]+)\] by (?P<actor>\S+)"),
    (EventType::Settings, None, r"mode/(?P<channel>[#&]\S+) \[.*\] by (?P<actor>\S+)"),
    (EventType::RoleChange, Some("admin"), r"Mode (?P<channel>[#&]\S+) \[\+o+ (?P<target>[^\]]+)\] by (?P<actor>\S+)"),
    (EventType::RoleChange, Some("member"), r"Mode (?P<channel>[#&]\S+) \[-o+ (?P<target>[^\]]+)\] by (?P<actor>\S+)"),
    (EventType::Settings, None, r"Mode (?P<channel>[#&]\S+) \[.*\] by (?P<actor>\S+)"),
    (EventType::RoleChange, Some("admin"), r"(?P<actor>\S+) sets mode: \+o+ (?P<target>.+)"),
    (EventType::RoleChange, Some("member"), r"(?P<actor>\S+) sets mode: -o+ (?P<target>.+)"),
    (EventType::Settings, None, r"(?P<actor>\S+) sets mode: .*"),
    (
        EventType::Topic,
        None,
        r"(?P<actor>\S+) (?:has )?changed (?:the )?topic (?:of|for) (?P<channel>[#&]\S+)(?: from .+?)? to:? (?P<value>.*)",
    ),
    (EventType::Topic, None, r#"(?P<actor>\S+) changes topic to ["'](?P<value>.*)["']"#),
    (EventType::Topic, None, r#"Topic for (?P<channel>[#&]\S+)(?: is)?:? (?P<value>.*)"#),
];

static NOTICES: LazyLock<Vec<(EventType, Option<&str>, Regex)>> = LazyLock::new(|| {
    TABLE.iter().map(|(event, value, text)| (*event, *value, pattern(&format!("^{text}$")))).collect()
});

/// What a notice says, and the channel it names.
pub(super) fn read(sentence: &str) -> (Event, Option<String>) {
    let sentence = sentence.trim();
    let found = NOTICES.iter().find_map(|(event, value, notice)| Some((*event, *value, notice.captures(sentence)?)));
    let Some((kind, value, found)) = found else { return (Event::of(EventType::Unknown), None) };
    let group = |name| found.name(name).map(|part| part.as_str().to_owned());
    let mut event = Event::of(kind);
    event.actor = group("actor").map(Party::named);
    // Several nicks get a role at once: `[+oo mei rudi]`.
    let targets = group("target").unwrap_or_default();
    event.targets = targets.split_whitespace().map(Party::named).collect();
    event.value = value.map(str::to_owned).or_else(|| group("value"));
    (event, group("channel").map(|channel| channel.trim_end_matches(['.', ':', ',']).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_become_events() {
        for (sentence, expected) in [
            ("rudi [~r@h] has joined #reading", "Join  > rudi =  in #reading"),
            ("rudi (n=r@h) joined", "Join  > rudi =  in "),
            ("Joins: rudi (~r@h)", "Join  > rudi =  in "),
            ("rudi [~r@h] has quit [Ping timeout: 240 seconds]", "Leave  > rudi =  in "),
            ("rudi <r@h> has left #reading", "Leave  > rudi =  in #reading"),
            ("Quits: rudi (r@h) (bye)", "Leave  > rudi =  in "),
            ("rudi was kicked from #reading by mei [flooding]", "Kick mei > rudi =  in #reading"),
            ("mei has kicked rudi (flooding)", "Kick mei > rudi =  in "),
            ("rudi is now known as bo", "Nick  > rudi = bo in "),
            ("mode/#reading [+o rudi] by mei", "RoleChange mei > rudi = admin in #reading"),
            ("Mode #reading [-oo rudi bo] by ChanServ", "RoleChange ChanServ > rudi,bo = member in #reading"),
            ("mei sets mode: +o rudi", "RoleChange mei > rudi = admin in "),
            ("mode/#reading [+nt] by mei", "Settings mei >  =  in #reading"),
            ("mei changed the topic of #reading to: at six", "Topic mei >  = at six in #reading"),
            ("mei changes topic to \"at six\"", "Topic mei >  = at six in "),
            ("Netsplit over, joins: rudi", "Unknown  >  =  in "),
            ("", "Unknown  >  =  in "),
        ] {
            let (event, channel) = read(sentence);
            let name = |party: &Party| party.name.clone().unwrap_or_default();
            let targets: Vec<String> = event.targets.iter().map(name).collect();
            let told = format!(
                "{:?} {} > {} = {} in {}",
                event.event,
                event.actor.as_ref().map(name).unwrap_or_default(),
                targets.join(","),
                event.value.unwrap_or_default(),
                channel.unwrap_or_default()
            );
            assert_eq!(told, expected, "{sentence}");
        }
    }
}
