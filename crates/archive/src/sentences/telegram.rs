use crate::model::{Event, EventType, Party};

/// What stands between the one who acts and whom or what it concerns, in the words of Telegram Desktop's pages.
const VERBS: [(&str, EventType); 13] = [
    (" joined group by link from ", EventType::Join),
    (" joined group by request", EventType::Join),
    (" invited ", EventType::Invite),
    (" removed ", EventType::Kick),
    (" created group ", EventType::Create),
    (" changed group title to ", EventType::Rename),
    (" changed group photo", EventType::Avatar),
    (" deleted group photo", EventType::Avatar),
    (" pinned ", EventType::Pin),
    (" converted this group to a supergroup", EventType::Migrate),
    (" converted a basic group to this supergroup ", EventType::Migrate),
    (" left the group", EventType::Leave),
    (" started voice chat", EventType::Call),
];

/// What a notice of a page says. Names stand in it without quotes: a notice that could be read in two ways, because a
/// name holds such words, stays unknown.
pub(crate) fn telegram(sentence: &str) -> Event {
    let sentence = sentence.trim();
    let mut found =
        VERBS.iter().flat_map(|(verb, event)| sentence.match_indices(verb).map(|(at, verb)| (at, verb, *event)));
    let (Some((at, verb, event)), None) = (found.next(), found.next()) else { return Event::of(EventType::Unknown) };
    let (actor, rest) = (Party::named(&sentence[..at]), sentence[at + verb.len()..].trim());
    if at == 0 || sentence.contains('\n') || (!verb.ends_with(' ') && !rest.is_empty()) {
        return Event::of(EventType::Unknown);
    }
    let title = || rest.strip_prefix('«').and_then(|rest| rest.split_once('»'));
    match event {
        EventType::Join => {
            let told = Event::of(event).to(vec![actor]);
            if rest.is_empty() { told } else { told.by(Party::named(rest)) }
        }
        // Somebody who removes oneself leaves.
        EventType::Kick if actor.name.as_deref() == Some(rest) => Event::of(EventType::Leave).to(vec![actor]),
        EventType::Leave => Event::of(event).to(vec![actor]),
        EventType::Invite if actor.name.as_deref() == Some(rest) => Event::of(EventType::Join).to(vec![actor]),
        EventType::Invite | EventType::Kick => Event::of(event).by(actor).to(names(rest)),
        EventType::Create => {
            let (title, members) = title().unwrap_or((rest, ""));
            let members = members.strip_prefix(" with members ").map(names).unwrap_or_default();
            Event::of(event).by(actor).to(members).value(title)
        }
        EventType::Rename => match title() {
            Some((title, "")) => Event::of(event).by(actor).value(title),
            _ => Event::of(EventType::Unknown),
        },
        _ => Event::of(event).by(actor),
    }
}

/// `A, B and C`.
fn names(list: &str) -> Vec<Party> {
    let (first, last) = list.rsplit_once(" and ").map_or((list, None), |(first, last)| (first, Some(last)));
    first.split(", ").chain(last).filter(|name| !name.is_empty()).map(Party::named).collect()
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    #[test]
    fn notices_become_events() {
        for (sentence, expected) in [
            ("Mei invited Rudi, 阿青 and 老周", "Invite Mei > Rudi,阿青,老周 = "),
            ("Mei invited Mei", "Join  > Mei = "),
            ("Mei removed Rudi", "Kick Mei > Rudi = "),
            ("Mei removed Mei", "Leave  > Mei = "),
            ("Rudi joined group by link from Mei", "Join Mei > Rudi = "),
            ("Rudi joined group by request", "Join  > Rudi = "),
            ("Mei created group «晨读会» with members Rudi and 阿青", "Create Mei > Rudi,阿青 = 晨读会"),
            ("Mei changed group title to «晨读会 2»", "Rename Mei >  = 晨读会 2"),
            ("Mei pinned this message", "Pin Mei >  = "),
            ("Mei changed group photo", "Avatar Mei >  = "),
            ("Mei invited Rudi removed 老周", "Unknown  >  = "),
            ("Mei removed Rudi\nMei removed Rudi", "Unknown  >  = "),
            (" removed Rudi", "Unknown  >  = "),
            ("Mei changed group photo again", "Unknown  >  = "),
            ("", "Unknown  >  = "),
        ] {
            assert_eq!(told(&telegram(sentence)), expected, "{sentence}");
        }
    }
}
