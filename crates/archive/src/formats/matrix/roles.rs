//! What the scalars of Element's JSON are.

use crate::leaves::{Role, TimeForm};

const MILLIS: Role = Role::Time(TimeForm::UnixMillis);

/// The fields of an event's content, under each of the places one can stand. A key with a point in it, as `m.relates_to`,
/// is `?` in a path.
macro_rules! roles {
    ($($content:literal)*; $(($path:literal, $role:expr))*) => {
        &[
            $(
                (concat!($content, "body"), Role::Text),
                (concat!($content, "formatted_body"), Role::Text),
                (concat!($content, "format"), Role::Structure),
                (concat!($content, "msgtype"), Role::Structure),
                (concat!($content, "filename"), Role::FileName),
                (concat!($content, "url"), Role::Url),
                (concat!($content, "geo_uri"), Role::Location),
                (concat!($content, "file.url"), Role::Url),
                (concat!($content, "file.iv"), Role::Secret),
                (concat!($content, "file.v"), Role::Structure),
                (concat!($content, "file.key.k"), Role::Secret),
                (concat!($content, "file.key.alg"), Role::Structure),
                (concat!($content, "file.key.kty"), Role::Structure),
                (concat!($content, "file.key.key_ops[]"), Role::Structure),
                (concat!($content, "file.hashes.sha256"), Role::Secret),
                (concat!($content, "info.mimetype"), Role::Structure),
                (concat!($content, "info.size"), Role::Structure),
                (concat!($content, "info.w"), Role::Structure),
                (concat!($content, "info.h"), Role::Structure),
                (concat!($content, "info.duration"), Role::Structure),
                (concat!($content, "info.thumbnail_url"), Role::Url),
                (concat!($content, "info.thumbnail_info.mimetype"), Role::Structure),
                (concat!($content, "info.thumbnail_info.size"), Role::Structure),
                (concat!($content, "info.thumbnail_info.w"), Role::Structure),
                (concat!($content, "info.thumbnail_info.h"), Role::Structure),
                (concat!($content, "?.user_ids[]"), Role::MemberId),
                (concat!($content, "?.event_id"), Role::MessageId),
                (concat!($content, "?.rel_type"), Role::Structure),
                (concat!($content, "?.key"), Role::Text),
                (concat!($content, "?.?.event_id"), Role::MessageId),
                (concat!($content, "?.kind"), Role::Structure),
                (concat!($content, "?.max_selections"), Role::Structure),
                (concat!($content, "?.question.body"), Role::Text),
                (concat!($content, "?.question.msgtype"), Role::Structure),
                (concat!($content, "?.question.?"), Role::Text),
                (concat!($content, "?.answers[]"), Role::Structure),
                (concat!($content, "?.answers[].id"), Role::Structure),
                (concat!($content, "?.answers[].?"), Role::Text),
                (concat!($content, "?.duration"), Role::Structure),
                (concat!($content, "?.waveform[]"), Role::Structure),
                (concat!($content, "info.?"), Role::Secret),
                (concat!($content, "events.?"), Role::Structure),
                (concat!($content, "notifications.room"), Role::Structure),
                (concat!($content, "membership"), Role::Structure),
                (concat!($content, "displayname"), Role::MemberName),
                (concat!($content, "avatar_url"), Role::Avatar),
                (concat!($content, "reason"), Role::Text),
                (concat!($content, "name"), Role::ChatName),
                (concat!($content, "topic"), Role::Text),
                (concat!($content, "users.*"), Role::Structure),
                (concat!($content, "users_default"), Role::Structure),
                (concat!($content, "events_default"), Role::Structure),
                (concat!($content, "state_default"), Role::Structure),
                (concat!($content, "ban"), Role::Structure),
                (concat!($content, "kick"), Role::Structure),
                (concat!($content, "redact"), Role::Structure),
                (concat!($content, "invite"), Role::Structure),
                (concat!($content, "historical"), Role::Structure),
                (concat!($content, "pinned[]"), Role::MessageId),
                (concat!($content, "join_rule"), Role::Structure),
                (concat!($content, "history_visibility"), Role::Structure),
                (concat!($content, "guest_access"), Role::Structure),
            )*
            $(($path, $role),)*
        ]
    };
}

pub(super) const ROLES: &[(&str, Role)] = roles! {
    "messages[].content." "messages[].content.?." "messages[].unsigned.prev_content.";
    ("room_name", Role::ChatName)
    ("room_creator", Role::MemberName)
    ("topic", Role::Text)
    ("export_date", Role::Time(TimeForm::Undecided))
    ("exported_by", Role::MemberName)
    ("messages[].type", Role::Structure)
    ("messages[].event_id", Role::MessageId)
    ("messages[].sender", Role::MemberId)
    ("messages[].user_id", Role::MemberId)
    ("messages[].state_key", Role::MemberId)
    ("messages[].room_id", Role::ChatId)
    ("messages[].origin_server_ts", MILLIS)
    ("messages[].redacts", Role::MessageId)
    ("messages[].age", Role::Structure)
    ("messages[].unsigned.age", Role::Structure)
    ("messages[].unsigned.membership", Role::Structure)
    ("messages[].unsigned.transaction_id", Role::Secret)
    ("messages[].unsigned.replaces_state", Role::MessageId)
    ("messages[].unsigned.prev_sender", Role::MemberId)
    ("messages[].unsigned.redacted_by", Role::MessageId)
    ("messages[].unsigned.redacted_because.type", Role::Structure)
    ("messages[].unsigned.redacted_because.event_id", Role::MessageId)
    ("messages[].unsigned.redacted_because.sender", Role::MemberId)
    ("messages[].unsigned.redacted_because.redacts", Role::MessageId)
    ("messages[].unsigned.redacted_because.room_id", Role::ChatId)
    ("messages[].unsigned.redacted_because.origin_server_ts", MILLIS)
    ("messages[].unsigned.redacted_because.content.reason", Role::Text)
    ("messages[].unsigned.redacted_because.content.redacts", Role::MessageId)
    ("messages[].unsigned.?.?.event_id", Role::MessageId)
    ("messages[].unsigned.?.?.sender", Role::MemberId)
    ("messages[].unsigned.?.?.origin_server_ts", MILLIS)
    ("messages[].unsigned.?.?.count", Role::Structure)
    ("messages[].unsigned.?.?.current_user_participated", Role::Structure)
    ("messages[].content.?", Role::Text)
    ("messages[].content.redacts", Role::MessageId)
    ("messages[].content.creator", Role::MemberId)
    ("messages[].content.room_version", Role::Structure)
    ("messages[].content.replacement_room", Role::ChatId)
    ("messages[].content.algorithm", Role::Structure)
    ("messages[].content.ciphertext", Role::Secret)
    ("messages[].content.sender_key", Role::Secret)
    ("messages[].content.session_id", Role::Secret)
    ("messages[].content.device_id", Role::Secret)
    ("messages[].content.alias", Role::ChatName)
    ("messages[].content.display_name", Role::MemberName)
    ("messages[].content.call_id", Role::Secret)
    ("messages[].content.version", Role::Structure)
};
