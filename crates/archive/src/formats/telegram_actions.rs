//! Telegram's service messages as typed events. Their `members` are display names, sometimes null.

use crate::json::Spanned;
use crate::model::{Event, EventType, Party};

/// What a service message says.
pub(super) fn event(value: &Spanned<'_>) -> Event {
    let actor = Party {
        id: value
            .get("actor_id")
            .and_then(|id| id.as_int().map(|id| format!("user{id}")))
            .or_else(|| value.id("actor_id")),
        name: value.string("actor").map(str::to_owned),
        exporter: false,
    };
    let actor = (actor.id.is_some() || actor.name.is_some()).then_some(actor);
    let members: Vec<Party> = value.list("members").iter().filter_map(|name| name.as_str()).map(Party::named).collect();
    let action = value.string("action").unwrap_or_default();
    let mut event = Event::of(of(action));
    match event.event {
        EventType::Join => {
            let inviter = value.string("inviter").filter(|name| *name != "Group").map(Party::named);
            event.targets = actor.into_iter().collect();
            event.actor = inviter;
            return event;
        }
        // Whoever removes nobody but themselves has left.
        EventType::Kick if own_name(actor.as_ref(), &members) => {
            event.event = EventType::Leave;
            event.targets = actor.into_iter().collect();
            return event;
        }
        EventType::Invite if own_name(actor.as_ref(), &members) => {
            event.event = EventType::Join;
            event.targets = actor.into_iter().collect();
            return event;
        }
        EventType::Rename | EventType::Create => event.value = value.string("title").map(str::to_owned),
        EventType::Topic => {
            event.value = value.string("new_title").or_else(|| value.string("title")).map(str::to_owned);
        }
        EventType::Pin => event.value = value.id("message_id"),
        EventType::Migrate => event.value = value.string("title").map(str::to_owned),
        EventType::Transfer => event.value = value.string("cost").map(str::to_owned).or_else(|| value.id("amount")),
        EventType::Settings if action == "set_messages_ttl" => event.value = value.id("period"),
        EventType::Unknown if action.is_empty() => {
            event.value = value.string("information_text").map(str::to_owned);
        }
        _ => {}
    }
    event.actor = actor;
    event.targets = members;
    event
}

fn own_name(actor: Option<&Party>, members: &[Party]) -> bool {
    matches!(members, [only] if only.name.is_some() && actor.is_some_and(|actor| actor.name == only.name))
}

fn of(action: &str) -> EventType {
    match action {
        "create_group" | "create_channel" => EventType::Create,
        "invite_members" => EventType::Invite,
        "join_group_by_link" | "join_group_by_request" => EventType::Join,
        "remove_members" => EventType::Kick,
        "edit_group_title" => EventType::Rename,
        "edit_group_photo" | "delete_group_photo" => EventType::Avatar,
        "topic_created" | "topic_edit" => EventType::Topic,
        "pin_message" => EventType::Pin,
        "migrate_to_supergroup" | "migrate_from_group" => EventType::Migrate,
        "phone_call" | "group_call" | "group_call_scheduled" | "invite_to_group_call" | "conference_call" => {
            EventType::Call
        }
        "send_payment"
        | "send_premium_gift"
        | "send_star_gift"
        | "send_stars_gift"
        | "gift_code_prize"
        | "star_prize"
        | "paid_messages_refund" => EventType::Transfer,
        "set_messages_ttl"
        | "edit_chat_theme"
        | "set_chat_wallpaper"
        | "set_same_chat_wallpaper"
        | "boost_apply"
        | "paid_messages_price_change"
        | "allow_sending_messages"
        | "attach_menu_bot_allowed"
        | "web_app_bot_allowed" => EventType::Settings,
        // A history that was cleared, a score, a screenshot, a contact that came to Telegram, a passport, a giveaway: none of
        // it is about the group.
        _ => EventType::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    fn told(text: &str) -> (EventType, Option<String>, Vec<String>, Option<String>) {
        let event = event(&parse(text.as_bytes()).unwrap());
        let name = |party: Party| party.name.or(party.id).unwrap_or_default();
        (event.event, event.actor.map(name), event.targets.into_iter().map(name).collect(), event.value)
    }

    #[test]
    fn actions_become_events() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            told(r#"{"actor":"A","actor_id":"user1","action":"invite_members","members":["B",null,"C"]}"#),
            (EventType::Invite, Some("A".to_owned()), names(&["B", "C"]), None)
        );
        assert_eq!(
            told(r#"{"actor":"A","action":"remove_members","members":["A"]}"#),
            (EventType::Leave, None, names(&["A"]), None)
        );
        assert_eq!(
            told(r#"{"actor":"A","action":"remove_members","members":["B"]}"#),
            (EventType::Kick, Some("A".to_owned()), names(&["B"]), None)
        );
        assert_eq!(
            told(r#"{"actor":"B","action":"join_group_by_link","inviter":"Group"}"#),
            (EventType::Join, None, names(&["B"]), None)
        );
        assert_eq!(
            told(r#"{"actor":null,"actor_id":7,"action":"edit_group_title","title":"T"}"#),
            (EventType::Rename, Some("user7".to_owned()), vec![], Some("T".to_owned()))
        );
        assert_eq!(
            told(r#"{"actor":"B","action":"join_group_by_link","inviter":"A"}"#),
            (EventType::Join, Some("A".to_owned()), names(&["B"]), None)
        );
        assert_eq!(
            told(r#"{"actor":"A","action":"invite_members","members":["A"]}"#),
            (EventType::Join, None, names(&["A"]), None)
        );
        // Two may bear one name, but nobody removes two people by leaving.
        assert_eq!(
            told(r#"{"actor":"A","action":"remove_members","members":["A","B"]}"#),
            (EventType::Kick, Some("A".to_owned()), names(&["A", "B"]), None)
        );
        assert_eq!(
            told(r#"{"actor":null,"action":"remove_members","members":[null]}"#),
            (EventType::Kick, None, vec![], None)
        );
        assert_eq!(
            told(r#"{"actor":"A","action":"pin_message","message_id":7}"#),
            (EventType::Pin, Some("A".to_owned()), vec![], Some("7".to_owned()))
        );
        assert_eq!(
            told(r#"{"actor":"A","action":"topic_edit","new_title":"Poems"}"#),
            (EventType::Topic, Some("A".to_owned()), vec![], Some("Poems".to_owned()))
        );
        assert_eq!(
            told(r#"{"actor":"A","action":"set_messages_ttl","period":86400}"#),
            (EventType::Settings, Some("A".to_owned()), vec![], Some("86400".to_owned()))
        );
        for (action, event) in [
            ("create_channel", EventType::Create),
            ("join_group_by_request", EventType::Join),
            ("migrate_to_supergroup", EventType::Migrate),
            ("migrate_from_group", EventType::Migrate),
            ("group_call", EventType::Call),
            ("set_messages_ttl", EventType::Settings),
            ("delete_group_photo", EventType::Avatar),
            ("joined_telegram", EventType::Unknown),
            ("clear_history", EventType::Unknown),
            ("score_in_game", EventType::Unknown),
            ("take_screenshot", EventType::Unknown),
            ("conference_call", EventType::Call),
            ("send_premium_gift", EventType::Transfer),
            ("boost_apply", EventType::Settings),
            ("allow_sending_messages", EventType::Settings),
            ("", EventType::Unknown),
        ] {
            assert_eq!(told(&format!(r#"{{"action":"{action}"}}"#)).0, event, "{action}");
        }
    }
}
