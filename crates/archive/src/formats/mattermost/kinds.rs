//! Mattermost's types of posts, and the sentences of exports that have none.

use crate::json::Spanned;
use crate::model::{Event, EventType, Kind, Party};

/// True for what Mattermost says, not a member.
pub(super) fn is_notice(post: &Spanned<'_>) -> bool {
    event(post).is_some()
}

/// The notice a post is, if it is one.
///
/// Exports of old versions have no types and write joins as posts of whoever joined. A member could write the same, but
/// only about themselves and only being there, so that is believed; a member's word that somebody left, or was added by
/// somebody, is not.
pub(super) fn event(post: &Spanned<'_>) -> Option<Event> {
    let user = post.string("user").map(Party::known);
    let Some(kind) = post.string("type") else {
        let told = post.get("type").is_none() && post.get("message").is_some();
        let own = post.string("user").filter(|_| told)?;
        let rest = post.string("message")?.strip_prefix(own)?;
        let joined = matches!(rest, " joined the channel." | " joined the team.");
        return joined.then(|| Event::of(EventType::Join).to(user.into_iter().collect()));
    };
    let prop = |keys: &[&str]| {
        let props = post.get("props")?;
        keys.iter().find_map(|key| props.string(key))
    };
    let mut event = Event::of(type_of(kind)?);
    match event.event {
        EventType::Join | EventType::Leave => return Some(event.to(user.into_iter().collect())),
        EventType::Invite => {
            event.targets = prop(&["addedUsername"]).map(Party::known).into_iter().collect();
        }
        EventType::Kick => {
            let removed = prop(&["removedUsername"]).map(Party::known);
            // The post is by whoever was removed; who did it is not told.
            return Some(event.to(removed.or(user).into_iter().collect()));
        }
        EventType::Topic => event.value = prop(&["new_header", "new_purpose"]).map(str::to_owned),
        EventType::Rename => event.value = prop(&["new_displayname"]).map(str::to_owned),
        _ => {}
    }
    event.actor = user;
    Some(event)
}

fn type_of(kind: &str) -> Option<EventType> {
    Some(match kind {
        "system_join_channel" | "system_join_team" | "system_guest_join_channel" => EventType::Join,
        "system_leave_channel" | "system_leave_team" => EventType::Leave,
        "system_add_to_channel" | "system_add_to_team" | "system_add_guest_to_chan" => EventType::Invite,
        "system_remove_from_channel" | "system_remove_from_team" => EventType::Kick,
        "system_header_change" | "system_purpose_change" => EventType::Topic,
        "system_displayname_change" => EventType::Rename,
        "system_channel_deleted" => EventType::Dissolve,
        "system_channel_restored" | "system_convert_channel" | "system_change_chan_privacy" => EventType::Settings,
        "custom_calls" => EventType::Call,
        kind if kind.starts_with("system_") => EventType::Unknown,
        _ => return None,
    })
}

/// What a post is that is no notice.
pub(super) fn kind(kind: Option<&str>) -> Kind {
    match kind {
        None | Some("me" | "slack_attachment" | "reminder") => Kind::Text,
        Some(_) => Kind::Other,
    }
}

/// The values of `type` and `roles`.
pub(super) const WORDS: &[&str] = &[
    "system_join_channel",
    "system_join_team",
    "system_guest_join_channel",
    "system_leave_channel",
    "system_leave_team",
    "system_add_to_channel",
    "system_add_to_team",
    "system_add_guest_to_chan",
    "system_remove_from_channel",
    "system_remove_from_team",
    "system_header_change",
    "system_purpose_change",
    "system_displayname_change",
    "system_channel_deleted",
    "system_channel_restored",
    "system_convert_channel",
    "system_change_chan_privacy",
    "system_ephemeral",
    "custom_calls",
    "me",
    "slack_attachment",
    "reminder",
    "channel_admin",
    "channel_user",
    "channel_guest",
    "team_admin",
    "team_user",
    "team_guest",
    "system_admin",
    "system_user",
    "system_guest",
    "joined the channel.",
    "joined the team.",
];
