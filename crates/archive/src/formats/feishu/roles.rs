//! What the scalars of a page are.

use crate::leaves::{Role, TimeForm};

const MILLIS: Role = Role::Time(TimeForm::UnixMillis);

/// The fields of a page, under each of the places one can stand.
macro_rules! roles {
    ($($page:literal)*) => {
        &[
            $(
                (concat!($page, "code"), Role::Structure),
                (concat!($page, "msg"), Role::Structure),
                (concat!($page, "data.page_token"), Role::Secret),
                (concat!($page, "data.items[].message_id"), Role::MessageId),
                (concat!($page, "data.items[].root_id"), Role::MessageId),
                (concat!($page, "data.items[].parent_id"), Role::MessageId),
                (concat!($page, "data.items[].upper_message_id"), Role::MessageId),
                (concat!($page, "data.items[].thread_id"), Role::MessageId),
                (concat!($page, "data.items[].msg_type"), Role::Structure),
                (concat!($page, "data.items[].create_time"), MILLIS),
                (concat!($page, "data.items[].update_time"), MILLIS),
                (concat!($page, "data.items[].chat_id"), Role::ChatId),
                (concat!($page, "data.items[].sender.id"), Role::MemberId),
                (concat!($page, "data.items[].sender.id_type"), Role::Structure),
                (concat!($page, "data.items[].sender.sender_type"), Role::Structure),
                (concat!($page, "data.items[].sender.tenant_key"), Role::ChatId),
                (concat!($page, "data.items[].body.content"), Role::Text),
                (concat!($page, "data.items[].mentions[].key"), Role::Structure),
                (concat!($page, "data.items[].mentions[].id"), Role::MemberId),
                (concat!($page, "data.items[].mentions[].id_type"), Role::Structure),
                (concat!($page, "data.items[].mentions[].name"), Role::MemberName),
                (concat!($page, "data.items[].mentions[].tenant_key"), Role::ChatId),
            )*
        ]
    };
}

pub(super) const ROLES: &[(&str, Role)] = roles!("" "[].");

/// Where each line is a page.
pub(in crate::formats) const LINE_ROLES: &[(&str, Role)] = roles!("page.");

/// The values of types.
pub(in crate::formats) const WORDS: &[&str] = &[
    "text",
    "post",
    "image",
    "file",
    "folder",
    "audio",
    "media",
    "sticker",
    "interactive",
    "share_chat",
    "share_user",
    "system",
    "merge_forward",
    "hongbao",
    "location",
    "video_chat",
    "vote",
    "share_calendar_event",
    "calendar",
    "general_calendar",
    "todo",
    "user",
    "app",
    "anonymous",
    "unknown",
    "open_id",
    "union_id",
    "user_id",
    "app_id",
    "@_all",
    "success",
];
