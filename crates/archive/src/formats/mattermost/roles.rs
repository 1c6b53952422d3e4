//! What the scalars of Mattermost's bulk export are.

use crate::leaves::{Role, TimeForm};

const MILLIS: Role = Role::Time(TimeForm::UnixMillis);

/// The fields of a post, under each of the places one can stand, and of all else.
macro_rules! roles {
    ($($post:literal)*; $(($path:literal, $role:expr))*) => {
        &[
            $(
                (concat!($post, "type"), Role::Structure),
                (concat!($post, "user"), Role::MemberId),
                (concat!($post, "message"), Role::Text),
                (concat!($post, "props.override_username"), Role::MemberName),
                (concat!($post, "props.username"), Role::MemberId),
                (concat!($post, "props.addedUsername"), Role::MemberId),
                (concat!($post, "props.removedUsername"), Role::MemberId),
                (concat!($post, "props.userId"), Role::MemberId),
                (concat!($post, "props.addedUserId"), Role::MemberId),
                (concat!($post, "props.removedUserId"), Role::MemberId),
                (concat!($post, "props.old_header"), Role::Text),
                (concat!($post, "props.new_header"), Role::Text),
                (concat!($post, "props.old_purpose"), Role::Text),
                (concat!($post, "props.new_purpose"), Role::Text),
                (concat!($post, "props.old_displayname"), Role::ChatName),
                (concat!($post, "props.new_displayname"), Role::ChatName),
                (concat!($post, "props.from_webhook"), Role::Structure),
                (concat!($post, "props.from_bot"), Role::Structure),
                (concat!($post, "create_at"), MILLIS),
                (concat!($post, "edit_at"), MILLIS),
                (concat!($post, "update_at"), MILLIS),
                (concat!($post, "flagged_by[]"), Role::MemberId),
                (concat!($post, "reactions[].user"), Role::MemberId),
                (concat!($post, "reactions[].emoji_name"), Role::Structure),
                (concat!($post, "reactions[].create_at"), MILLIS),
                (concat!($post, "attachments[].path"), Role::FileName),
            )*
            $(($path, $role),)*
        ]
    };
}

pub(super) const ROLES: &[(&str, Role)] = roles! {
    "post.post." "post.post.replies[]." "direct_post.direct_post." "direct_post.direct_post.replies[].";
    ("version.type", Role::Structure)
    ("role.type", Role::Structure)
    ("scheme.type", Role::Structure)
    ("team.type", Role::Structure)
    ("channel.type", Role::Structure)
    ("user.type", Role::Structure)
    ("post.type", Role::Structure)
    ("direct_channel.type", Role::Structure)
    ("direct_post.type", Role::Structure)
    ("emoji.type", Role::Structure)
    ("bot.type", Role::Structure)
    ("schemas.type", Role::Structure)
    ("version.version", Role::Structure)
    ("version.info.generator", Role::Structure)
    ("version.info.version", Role::Structure)
    ("version.info.created", Role::Time(TimeForm::Ymd))
    ("role.role.name", Role::Structure)
    ("role.role.display_name", Role::Structure)
    ("role.role.description", Role::Structure)
    ("role.role.permissions[]", Role::Structure)
    ("role.role.scheme_managed", Role::Structure)
    ("scheme.scheme.name", Role::Structure)
    ("scheme.scheme.display_name", Role::Structure)
    ("scheme.scheme.description", Role::Structure)
    ("scheme.scheme.scope", Role::Structure)
    ("team.team.name", Role::ChatId)
    ("team.team.display_name", Role::ChatName)
    ("team.team.type", Role::Structure)
    ("team.team.allow_open_invite", Role::Structure)
    ("team.team.scheme", Role::Structure)
    ("team.team.description", Role::Text)
    ("channel.channel.team", Role::ChatId)
    ("channel.channel.name", Role::ChatId)
    ("channel.channel.display_name", Role::ChatName)
    ("channel.channel.header", Role::Text)
    ("channel.channel.purpose", Role::Text)
    ("channel.channel.type", Role::Structure)
    ("channel.channel.scheme", Role::Structure)
    ("channel.channel.deleted_at", MILLIS)
    ("user.user.username", Role::MemberId)
    ("user.user.email", Role::MemberAlias)
    ("user.user.nickname", Role::MemberAlias)
    ("user.user.last_name", Role::MemberAlias)
    ("user.user.position", Role::MemberAlias)
    ("user.user.first_name", Role::MemberName)
    ("user.user.auth_service", Role::Structure)
    ("user.user.roles", Role::Structure)
    ("user.user.locale", Role::Structure)
    ("user.user.use_military_time", Role::Structure)
    ("user.user.theme", Role::Structure)
    ("user.user.tutorial_step", Role::Structure)
    ("user.user.email_interval", Role::Structure)
    ("user.user.delete_at", Role::Structure)
    ("user.user.display_mode", Role::Structure)
    ("user.user.channel_display_mode", Role::Structure)
    ("user.user.collapse_previews", Role::Structure)
    ("user.user.show_unread_section", Role::Structure)
    ("user.user.use_markdown_preview", Role::Structure)
    ("user.user.use_formatting", Role::Structure)
    ("user.user.enable_join_leave_messages", Role::Structure)
    ("user.user.auth_data", Role::Secret)
    ("user.user.password", Role::Secret)
    ("user.user.profile_image", Role::Avatar)
    ("user.user.notify_props.desktop", Role::Structure)
    ("user.user.notify_props.desktop_sound", Role::Structure)
    ("user.user.notify_props.email", Role::Structure)
    ("user.user.notify_props.mobile", Role::Structure)
    ("user.user.notify_props.mobile_push_status", Role::Structure)
    ("user.user.notify_props.channel", Role::Structure)
    ("user.user.notify_props.comments", Role::Structure)
    ("user.user.notify_props.mention_keys", Role::Text)
    ("user.user.custom_status.text", Role::Text)
    ("user.user.custom_status.emoji", Role::Structure)
    ("user.user.custom_status.duration", Role::Structure)
    ("user.user.teams[].name", Role::ChatId)
    ("user.user.teams[].roles", Role::Structure)
    ("user.user.teams[].theme", Role::Structure)
    ("user.user.teams[].channels[].name", Role::ChatId)
    ("user.user.teams[].channels[].roles", Role::Structure)
    ("user.user.teams[].channels[].favorite", Role::Structure)
    ("user.user.teams[].channels[].mention_count", Role::Structure)
    ("user.user.teams[].channels[].msg_count", Role::Structure)
    ("user.user.teams[].channels[].mention_count_root", Role::Structure)
    ("user.user.teams[].channels[].msg_count_root", Role::Structure)
    ("user.user.teams[].channels[].last_viewed_at", MILLIS)
    ("user.user.teams[].channels[].notify_props.desktop", Role::Structure)
    ("user.user.teams[].channels[].notify_props.mobile", Role::Structure)
    ("user.user.teams[].channels[].notify_props.mark_unread", Role::Structure)
    ("user.user.teams[].channels[].notify_props.email", Role::Structure)
    ("user.user.teams[].channels[].notify_props.ignore_channel_mentions", Role::Structure)
    ("user.user.teams[].channels[].notify_props.channel_auto_follow_threads", Role::Structure)
    ("direct_channel.direct_channel.members[]", Role::MemberId)
    ("direct_channel.direct_channel.favorited_by[]", Role::MemberId)
    ("direct_channel.direct_channel.shown_by[]", Role::MemberId)
    ("direct_channel.direct_channel.participants[].username", Role::MemberId)
    ("direct_channel.direct_channel.header", Role::Text)
    ("direct_channel.direct_channel.participants[].last_viewed_at", MILLIS)
    ("direct_channel.direct_channel.participants[].mention_count", Role::Structure)
    ("direct_channel.direct_channel.participants[].msg_count", Role::Structure)
    ("post.post.team", Role::ChatId)
    ("post.post.channel", Role::ChatId)
    ("direct_post.direct_post.channel_members[]", Role::MemberId)
    ("emoji.emoji.name", Role::Text)
    ("emoji.emoji.image", Role::FileName)
    ("bot.bot.username", Role::MemberId)
    ("bot.bot.owner", Role::MemberId)
    ("bot.bot.display_name", Role::MemberName)
    ("bot.bot.description", Role::Text)
    ("bot.bot.delete_at", Role::Structure)
    ("bot.bot.profile_image", Role::Avatar)
    ("schemas.schemas.name", Role::Structure)
};
