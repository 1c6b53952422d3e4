//! Discord's message types. DiscordChatExporter writes the numbers of those it has no word for.

use crate::json::Spanned;
use crate::model::{ChatKind, Event, EventType, Kind, Message, Party};

/// True for what Discord says, not a member.
pub(super) fn is_notice(raw: &str) -> bool {
    type_of(raw).is_some()
}

fn type_of(raw: &str) -> Option<EventType> {
    Some(match raw {
        "RecipientAdd" => EventType::Invite,
        "RecipientRemove" => EventType::Kick,
        "Call" => EventType::Call,
        "ChannelNameChange" => EventType::Rename,
        "ChannelIconChange" => EventType::Avatar,
        "ChannelPinnedMessage" => EventType::Pin,
        "GuildMemberJoin" => EventType::Join,
        // A thread is to a channel what a topic is to a forum.
        "ThreadCreated" => EventType::Topic,
        // Boosts, followed channels, discovery, reminders, rule hits, subscriptions, stages, incidents, purchases, polls
        // that ended.
        "8" | "9" | "10" | "11" | "12" | "14" | "15" | "16" | "17" | "22" | "24" | "25" | "26" | "27" | "28" | "29"
        | "30" | "31" | "32" | "36" | "37" | "38" | "39" | "44" | "46" => EventType::Unknown,
        _ => return None,
    })
}

/// The notice a message is, if it is one.
pub(super) fn event(message: &Message, value: &Spanned<'_>) -> Option<Event> {
    let author = Party {
        id: message.sender_id.clone(),
        name: message.sender_alias.clone().or_else(|| message.sender_name.clone()),
        exporter: false,
    };
    let targets: Vec<Party> = message
        .mentions
        .iter()
        .map(|mention| Party { id: mention.id.clone(), name: mention.name.clone(), exporter: false })
        .collect();
    let mut event = Event::of(type_of(&message.raw_kind)?);
    let own = matches!(&targets[..], [only] if only.id.is_some() && only.id == author.id);
    match event.event {
        EventType::Invite if own => event.event = EventType::Join,
        EventType::Kick if own => event.event = EventType::Leave,
        EventType::Join => return Some(event.to(vec![author])),
        EventType::Invite | EventType::Kick => {
            event.targets = targets;
            return Some(event.by(author));
        }
        EventType::Pin => event.value = value.get("reference").and_then(|reference| reference.id("messageId")),
        EventType::Rename => event.value = quoted(message.text.as_deref(), "Changed the channel name: "),
        EventType::Topic => event.value = quoted(message.text.as_deref(), "Started a thread: "),
        _ => {}
    }
    Some(if own { event.to(targets) } else { event.by(author) })
}

/// The name in one of the exporter's own sentences.
fn quoted(text: Option<&str>, before: &str) -> Option<String> {
    let name = text?.strip_prefix(before)?.trim_end_matches('.');
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

/// What a message is that is no notice.
pub(super) fn kind(raw: &str) -> Kind {
    match raw {
        // 20 and 23 answer a command.
        "Default" | "20" | "23" => Kind::Text,
        "Reply" => Kind::Reply,
        _ => Kind::Other,
    }
}

pub(super) fn chat_kind(raw: &str) -> ChatKind {
    match raw {
        "DirectTextChat" => ChatKind::Direct,
        "GuildNews" => ChatKind::Channel,
        "" => ChatKind::Unknown,
        _ => ChatKind::Group,
    }
}
