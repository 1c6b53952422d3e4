//! What Teams says itself. Graph names the kind of a notice in `@odata.type`, the administrator's export by the one field
//! that is not null; often all are.

use super::message::{field, text};
use crate::json::{Spanned, Value};
use crate::model::{Event, EventType, Party};

/// True for what Teams says, not a member.
pub(in crate::formats) fn is_notice(value: &Spanned<'_>) -> bool {
    field(value, "eventDetail").is_some_and(Spanned::is_object)
        || matches!(text(value, "messageType"), Some("systemEventMessage" | "chatEvent" | "unknownFutureValue"))
}

/// The notice a message is, if it is one.
pub(super) fn event(value: &Spanned<'_>) -> Option<Event> {
    if !is_notice(value) {
        return None;
    }
    let Some(detail) = field(value, "eventDetail").filter(|detail| detail.is_object()) else {
        return Some(Event::of(EventType::Unknown));
    };
    let actor = field(detail, "initiator").and_then(identity);
    let (kind, told) = kind(detail);
    let mut event = Event::of(type_of(&kind));
    let members: Vec<Party> = members(told).iter().filter_map(identity).collect();
    let own = matches!((&members[..], &actor), ([only], Some(actor)) if only.id.is_some() && only.id == actor.id);
    let first = |keys: &[&str]| keys.iter().find_map(|key| text(told, key)).map(str::to_owned);
    match event.event {
        EventType::Kick if own => event.event = EventType::Leave,
        EventType::Invite if own => event.event = EventType::Join,
        EventType::Rename => event.value = first(&["channelDisplayName", "chatDisplayName", "teamDisplayName"]),
        EventType::Topic => event.value = first(&["channelDescription", "teamDescription"]),
        EventType::RoleChange => {
            event.targets = field(told, "conversationMemberUser").and_then(party).into_iter().collect();
            let roles = field(told, "conversationMemberRoles").map_or(&[][..], Spanned::items);
            let role = roles.first().and_then(Spanned::as_str).unwrap_or("member");
            event.value = Some(role.to_lowercase());
        }
        _ => {}
    }
    if event.targets.is_empty() {
        event.targets = members;
    }
    event.actor = actor.filter(|_| !own);
    Some(event)
}

/// The kind of a notice, and the object that tells more of it.
fn kind<'v, 'a>(detail: &'v Spanned<'a>) -> (String, &'v Spanned<'a>) {
    if let Some(kind) = detail.string("@odata.type") {
        let kind = kind.trim_start_matches("#microsoft.graph.").trim_end_matches("EventMessageDetail");
        return (kind.to_owned(), detail);
    }
    let Value::Object(entries) = &detail.value else { return (String::new(), detail) };
    let told = entries.iter().find(|entry| {
        !matches!(&*entry.key, "EventType" | "Initiator" | "eventType" | "initiator")
            && entry.value.value != Value::Null
    });
    told.map_or_else(|| (String::new(), detail), |entry| (entry.key.clone().into_owned(), &entry.value))
}

fn type_of(kind: &str) -> EventType {
    match kind.to_ascii_lowercase().as_str() {
        "membersadded" => EventType::Invite,
        "membersdeleted" => EventType::Kick,
        "membersjoined" => EventType::Join,
        "membersleft" => EventType::Leave,
        "conversationmemberroleupdated" => EventType::RoleChange,
        "channelrenamed" | "chatrenamed" | "teamrenamed" => EventType::Rename,
        "channeldescriptionupdated" | "teamdescriptionupdated" => EventType::Topic,
        "callstarted" | "callended" | "callrecording" | "calltranscript" => EventType::Call,
        "channeladded" | "teamcreated" => EventType::Create,
        "channeldeleted" => EventType::Dissolve,
        "messagepinned" => EventType::Pin,
        "teamarchived"
        | "teamunarchived"
        | "teamjoiningdisabled"
        | "teamjoiningenabled"
        | "meetingpolicyupdated"
        | "tabupdated"
        | "teamsappinstalled"
        | "teamsappremoved"
        | "teamsappupgraded"
        | "channelsetasfavoritebydefault"
        | "channelunsetasfavoritebydefault" => EventType::Settings,
        _ => EventType::Unknown,
    }
}

/// Those a notice is about: a list, or a list in an object.
fn members<'v, 'a>(told: &'v Spanned<'a>) -> &'v [Spanned<'a>] {
    match told.value {
        Value::Array(_) => told.items(),
        _ => field(told, "members").map_or(&[], Spanned::items),
    }
}

/// Somebody written as `{user: {…}}`, `{application: {…}}` or as the object itself.
fn identity(value: &Spanned<'_>) -> Option<Party> {
    let inner = field(value, "user").or_else(|| field(value, "application"));
    party(inner.unwrap_or(value))
}

fn party(value: &Spanned<'_>) -> Option<Party> {
    let own = |key| text(value, key).map(str::to_owned);
    let party = Party { id: own("id"), name: own("displayName"), exporter: false };
    (party.id.is_some() || party.name.is_some()).then_some(party)
}

/// The values of types.
pub(in crate::formats) const WORDS: &[&str] = &[
    "message",
    "chatEvent",
    "typing",
    "unknownFutureValue",
    "systemEventMessage",
    "<systemEventMessage/>",
    "html",
    "text",
    "normal",
    "high",
    "urgent",
    "aadUser",
    "reference",
    "messageReference",
    "owner",
    "guest",
    "Public",
    "Private",
];
