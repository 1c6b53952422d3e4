//! State events as typed events.

use std::collections::HashMap;

use crate::json::{Spanned, Value};
use crate::model::{Event, EventType, MemberRole, Party};

/// True for what is no message of a member.
pub(super) fn is_notice(value: &Spanned<'_>) -> bool {
    event(value, &HashMap::new()).is_some()
}

/// The notice an event is, if it is one.
pub(super) fn event(value: &Spanned<'_>, names: &HashMap<String, String>) -> Option<Event> {
    let party = |id: String| Party { name: names.get(&id).cloned(), id: Some(id), exporter: false };
    let kind = value.string("type")?;
    let content = value.get("content");
    let text = |key: &str| content.and_then(|content| content.string(key)).map(str::to_owned);
    let mut event = Event::of(match kind {
        "m.room.member" => return Some(membership(value, &party)),
        "m.room.create" => EventType::Create,
        "m.room.name" => EventType::Rename,
        "m.room.topic" => EventType::Topic,
        "m.room.avatar" => EventType::Avatar,
        "m.room.pinned_events" => EventType::Pin,
        "m.room.power_levels" => EventType::RoleChange,
        "m.room.encryption" => EventType::EncryptionNotice,
        "m.room.tombstone" => EventType::Migrate,
        "m.room.redaction" => EventType::Recall,
        "m.room.third_party_invite" => EventType::Invite,
        "m.room.join_rules"
        | "m.room.history_visibility"
        | "m.room.guest_access"
        | "m.room.server_acl"
        | "m.room.canonical_alias"
        | "m.room.aliases" => EventType::Settings,
        "m.call.invite" | "m.call.hangup" | "m.call.reject" | "m.call.notify" => EventType::Call,
        _ if value.get("state_key").is_some() => EventType::Unknown,
        _ => return None,
    });
    event.actor = value.id("sender").map(party);
    match event.event {
        EventType::Rename => event.value = text("name"),
        EventType::Topic => event.value = text("topic"),
        EventType::Migrate => event.value = text("replacement_room"),
        EventType::Recall => event.value = value.id("redacts").or_else(|| text("redacts")),
        EventType::Invite => event.targets = text("display_name").map(Party::named).into_iter().collect(),
        EventType::Pin => {
            let pinned = content.map_or(&[][..], |content| content.list("pinned"));
            event.value = pinned.last().and_then(Spanned::as_str).map(str::to_owned);
        }
        EventType::RoleChange => {
            let changed = changed(value);
            let levels = content.map(levels).unwrap_or_default();
            let role = |id: &String| match levels.get(id).copied().and_then(role) {
                Some(MemberRole::Admin) => "admin",
                Some(_) => "moderator",
                None => "member",
            };
            let mut roles: Vec<&str> = changed.iter().map(role).collect();
            roles.dedup();
            // With several new roles at once, none is everybody's.
            event.value = matches!(roles[..], [_]).then(|| roles[0].to_owned());
            event.targets = changed.into_iter().map(party).collect();
        }
        _ => {}
    }
    Some(event)
}

/// A change of somebody's membership, or of their name or picture while they are in.
fn membership(value: &Spanned<'_>, party: &dyn Fn(String) -> Party) -> Event {
    let content = value.get("content");
    let now = content.and_then(|content| content.string("membership"));
    let previous = before(value).and_then(|before| before.string("membership"));
    let (sender, target) = (value.id("sender"), value.id("state_key"));
    let own = sender == target;
    let shown = content.and_then(|content| content.string("displayname")).map(str::to_owned);
    let target = target.map(|id| {
        let known = party(id);
        Party { name: shown.or(known.name), ..known }
    });
    let event = Event::of(match (now, previous) {
        (Some("join"), Some("join")) => EventType::Unknown,
        (Some("join"), _) => EventType::Join,
        (Some("invite"), _) => EventType::Invite,
        (Some("ban"), _) => EventType::Ban,
        // An invitation that came to nothing, or a ban that was lifted: nobody left.
        (Some("leave"), Some("invite" | "ban" | "knock")) => EventType::Unknown,
        (Some("leave"), _) if own => EventType::Leave,
        (Some("leave"), _) => EventType::Kick,
        _ => EventType::Unknown,
    });
    let event = event.to(target.into_iter().collect());
    match sender.filter(|_| !own) {
        Some(sender) => event.by(party(sender)),
        None => event,
    }
}

/// The content a state event replaced.
pub(super) fn before<'v, 'a>(value: &'v Spanned<'a>) -> Option<&'v Spanned<'a>> {
    let unsigned = value.get("unsigned").and_then(|unsigned| unsigned.get("prev_content"));
    unsigned.or_else(|| value.get("prev_content"))
}

/// What a state event says in words.
pub(super) fn sentence(value: &Spanned<'_>) -> Option<String> {
    let content = value.get("content")?;
    ["reason", "name", "topic", "body"].iter().find_map(|key| content.string(key)).map(str::to_owned)
}

/// The power levels of users.
pub(super) fn levels(content: &Spanned<'_>) -> HashMap<String, i64> {
    let Some(Value::Object(users)) = content.get("users").map(|users| &users.value) else { return HashMap::new() };
    users.iter().filter_map(|user| Some((user.key.clone().into_owned(), user.value.as_int()?))).collect()
}

/// Whose role other power levels changed, sorted.
pub(super) fn changed(value: &Spanned<'_>) -> Vec<String> {
    let now = value.get("content").map(levels).unwrap_or_default();
    let then = before(value).map(levels).unwrap_or_default();
    let mut ids: Vec<String> = now.keys().chain(then.keys()).cloned().collect();
    ids.sort();
    ids.dedup();
    let of = |levels: &HashMap<String, i64>, id: &String| levels.get(id).copied().and_then(role);
    ids.retain(|id| of(&now, id) != of(&then, id));
    ids
}

/// What a power level is called in Element.
pub(super) fn role(level: i64) -> Option<MemberRole> {
    match level {
        100.. => Some(MemberRole::Admin),
        50.. => Some(MemberRole::Moderator),
        _ => None,
    }
}

/// The names of events and of what they hold.
pub(super) const WORDS: &[&str] = &[
    "m.room.member",
    "m.room.create",
    "m.room.name",
    "m.room.topic",
    "m.room.avatar",
    "m.room.pinned_events",
    "m.room.power_levels",
    "m.room.encryption",
    "m.room.encrypted",
    "m.room.tombstone",
    "m.room.redaction",
    "m.room.third_party_invite",
    "m.room.join_rules",
    "m.room.history_visibility",
    "m.room.guest_access",
    "m.room.server_acl",
    "m.room.canonical_alias",
    "m.room.aliases",
    "m.room.message",
    "m.call.invite",
    "m.call.hangup",
    "m.call.reject",
    "m.call.notify",
    "m.reaction",
    "m.sticker",
    "m.poll.start",
    "m.poll.response",
    "m.poll.end",
    "org.matrix.msc3381.poll.start",
    "org.matrix.msc3381.poll.response",
    "org.matrix.msc3381.poll.end",
    "m.text",
    "m.emote",
    "m.notice",
    "m.image",
    "m.file",
    "m.audio",
    "m.video",
    "m.location",
    "m.bad.encrypted",
    "m.replace",
    "m.annotation",
    "m.thread",
    "m.reference",
    "org.matrix.custom.html",
    "m.megolm.v1.aes-sha2",
    "join",
    "leave",
    "invite",
    "ban",
    "knock",
];
