//! Slack's subtypes. What Slack says itself has a subtype that nobody can write.

use super::People;
use crate::json::Spanned;
use crate::model::{Event, EventType, Kind, Party};

/// True for what Slack says, not a member.
pub(in crate::formats) fn is_notice(message: &Spanned<'_>) -> bool {
    message.string("subtype").is_some_and(|subtype| type_of(subtype).is_some())
}

fn type_of(subtype: &str) -> Option<EventType> {
    Some(match subtype {
        "channel_join" | "group_join" | "joiner_notification" => EventType::Join,
        "channel_leave" | "group_leave" => EventType::Leave,
        "channel_topic" | "group_topic" | "channel_purpose" | "group_purpose" => EventType::Topic,
        "channel_name" | "group_name" => EventType::Rename,
        "pinned_item" => EventType::Pin,
        "huddle_thread" | "sh_room_created" | "sh_room_shared" => EventType::Call,
        // An archived channel can be opened again, so it is not dissolved.
        "channel_archive"
        | "group_archive"
        | "channel_unarchive"
        | "group_unarchive"
        | "channel_posting_permissions"
        | "channel_convert_to_private"
        | "channel_convert_to_public"
        | "bot_add"
        | "bot_remove"
        | "bot_enable"
        | "bot_disable"
        | "tabbed_canvas_updated"
        | "channel_canvas_updated" => EventType::Settings,
        "unpinned_item" | "reminder_add" | "reminder_delete" | "group_open" | "group_close" => EventType::Unknown,
        _ => return None,
    })
}

/// The notice a message is, if it is one.
pub(super) fn event(value: &Spanned<'_>, people: &People) -> Option<Event> {
    let party = |id: String| Party { name: people.name(&id).map(str::to_owned), id: Some(id), exporter: false };
    let mut event = Event::of(type_of(value.string("subtype")?)?);
    let actor = value.id("user").or_else(|| value.id("bot_id")).map(party);
    let text = |key| value.string(key).map(str::to_owned);
    match event.event {
        EventType::Join => {
            event.targets = actor.into_iter().collect();
            if let Some(inviter) = value.id("inviter") {
                event.event = EventType::Invite;
                event.actor = Some(party(inviter));
            }
            return Some(event);
        }
        EventType::Leave => return Some(event.to(actor.into_iter().collect())),
        EventType::Topic => event.value = text("topic").or_else(|| text("purpose")),
        EventType::Rename => event.value = text("name"),
        EventType::Pin => event.value = value.get("item").and_then(|item| item.id("ts").or_else(|| item.id("id"))),
        _ => {}
    }
    event.actor = actor;
    Some(event)
}

/// What a message is that is no notice, before its files are looked at.
pub(super) fn kind(subtype: Option<&str>) -> Kind {
    match subtype {
        None
        | Some(
            "bot_message"
            | "me_message"
            | "slackbot_response"
            | "file_share"
            | "file_mention"
            | "file_comment"
            | "tombstone"
            | "assistant_app_thread"
            | "reply_broadcast",
        ) => Kind::Text,
        Some("thread_broadcast") => Kind::Reply,
        Some(_) => Kind::Other,
    }
}

/// The subtypes and fixed names Slack writes.
pub(in crate::formats) const WORDS: &[&str] = &[
    "message",
    "USLACKBOT",
    "channel_join",
    "group_join",
    "joiner_notification",
    "channel_leave",
    "group_leave",
    "channel_topic",
    "group_topic",
    "channel_purpose",
    "group_purpose",
    "channel_name",
    "group_name",
    "channel_archive",
    "group_archive",
    "channel_unarchive",
    "group_unarchive",
    "channel_posting_permissions",
    "channel_convert_to_private",
    "channel_convert_to_public",
    "pinned_item",
    "unpinned_item",
    "bot_add",
    "bot_remove",
    "bot_enable",
    "bot_disable",
    "bot_message",
    "me_message",
    "slackbot_response",
    "file_share",
    "file_mention",
    "file_comment",
    "thread_broadcast",
    "reply_broadcast",
    "tombstone",
    "huddle_thread",
    "sh_room_created",
    "sh_room_shared",
    "tabbed_canvas_updated",
    "channel_canvas_updated",
    "assistant_app_thread",
    "reminder_add",
    "reminder_delete",
    "group_open",
    "group_close",
    "rich_text",
    "rich_text_section",
    "rich_text_list",
    "rich_text_quote",
    "rich_text_preformatted",
];
