//! What the scalars of DiscordChatExporter's JSON are.

use crate::leaves::{Role, TimeForm};

const MOMENT: Role = Role::Time(TimeForm::Ymd);

/// Joins the fields of users, emojis, pictures and so on to the places they stand at.
macro_rules! roles {
    (user $($user:literal)*; emoji $($emoji:literal)*; picture $($picture:literal)*; body $($body:literal)*; $(($path:literal, $role:expr))*) => {
        &[
            $(
                (concat!($user, "id"), Role::MemberId),
                (concat!($user, "name"), Role::MemberName),
                (concat!($user, "discriminator"), Role::MemberAlias),
                (concat!($user, "nickname"), Role::MemberAlias),
                (concat!($user, "color"), Role::Structure),
                (concat!($user, "avatarUrl"), Role::Avatar),
                (concat!($user, "roles[].id"), Role::Structure),
                (concat!($user, "roles[].name"), Role::MemberAlias),
                (concat!($user, "roles[].color"), Role::Structure),
                (concat!($user, "roles[].position"), Role::Structure),
            )*
            $(
                (concat!($emoji, "id"), Role::Structure),
                (concat!($emoji, "name"), Role::Structure),
                (concat!($emoji, "code"), Role::Structure),
                (concat!($emoji, "imageUrl"), Role::Url),
            )*
            $(
                (concat!($picture, "url"), Role::Url),
                (concat!($picture, "canonicalUrl"), Role::Url),
                (concat!($picture, "width"), Role::Structure),
                (concat!($picture, "height"), Role::Structure),
            )*
            $(
                (concat!($body, "timestamp"), MOMENT),
                (concat!($body, "timestampEdited"), MOMENT),
                (concat!($body, "content"), Role::Text),
                (concat!($body, "attachments[].id"), Role::Structure),
                (concat!($body, "attachments[].url"), Role::Url),
                (concat!($body, "attachments[].fileName"), Role::FileName),
                (concat!($body, "attachments[].fileSizeBytes"), Role::Structure),
                (concat!($body, "stickers[].id"), Role::Structure),
                (concat!($body, "stickers[].name"), Role::Text),
                (concat!($body, "stickers[].format"), Role::Structure),
                (concat!($body, "stickers[].sourceUrl"), Role::Url),
                (concat!($body, "embeds[].title"), Role::Text),
                (concat!($body, "embeds[].url"), Role::Url),
                (concat!($body, "embeds[].timestamp"), MOMENT),
                (concat!($body, "embeds[].description"), Role::Text),
                (concat!($body, "embeds[].color"), Role::Structure),
                (concat!($body, "embeds[].author.name"), Role::Text),
                (concat!($body, "embeds[].author.url"), Role::Url),
                (concat!($body, "embeds[].author.iconUrl"), Role::Url),
                (concat!($body, "embeds[].author.iconCanonicalUrl"), Role::Url),
                (concat!($body, "embeds[].footer.text"), Role::Text),
                (concat!($body, "embeds[].footer.iconUrl"), Role::Url),
                (concat!($body, "embeds[].footer.iconCanonicalUrl"), Role::Url),
                (concat!($body, "embeds[].fields[].name"), Role::Text),
                (concat!($body, "embeds[].fields[].value"), Role::Text),
            )*
            $(($path, $role),)*
        ]
    };
}

pub(super) const ROLES: &[(&str, Role)] = roles! {
    user "messages[].author." "messages[].mentions[]." "messages[].reactions[].users[]." "messages[].interaction.user.";
    emoji "messages[].reactions[].emoji." "messages[].inlineEmojis[]." "messages[].embeds[].inlineEmojis[]."
        "messages[].forwardedMessage.embeds[].inlineEmojis[]." "messages[].components[].emoji."
        "messages[].components[].components[].emoji.";
    picture "messages[].embeds[].thumbnail." "messages[].embeds[].image." "messages[].embeds[].video."
        "messages[].embeds[].images[]." "messages[].forwardedMessage.embeds[].thumbnail."
        "messages[].forwardedMessage.embeds[].image." "messages[].forwardedMessage.embeds[].video."
        "messages[].forwardedMessage.embeds[].images[].";
    body "messages[]." "messages[].forwardedMessage.";
    ("guild.id", Role::ChatId)
    ("guild.name", Role::ChatName)
    ("guild.iconUrl", Role::Avatar)
    ("channel.id", Role::ChatId)
    ("channel.type", Role::Structure)
    ("channel.categoryId", Role::ChatId)
    ("channel.category", Role::ChatName)
    ("channel.name", Role::ChatName)
    ("channel.topic", Role::Text)
    ("channel.iconUrl", Role::Avatar)
    ("dateRange.after", MOMENT)
    ("dateRange.before", MOMENT)
    ("exportedAt", MOMENT)
    ("messageCount", Role::Structure)
    ("messages[].id", Role::MessageId)
    ("messages[].type", Role::Structure)
    ("messages[].callEndedTimestamp", MOMENT)
    ("messages[].reactions[].count", Role::Structure)
    ("messages[].reference.type", Role::Structure)
    ("messages[].reference.messageId", Role::MessageId)
    ("messages[].reference.channelId", Role::ChatId)
    ("messages[].reference.guildId", Role::ChatId)
    ("messages[].interaction.id", Role::MessageId)
    ("messages[].interaction.name", Role::Text)
    ("messages[].components[].type", Role::Structure)
    ("messages[].components[].components[].type", Role::Structure)
    ("messages[].components[].components[].style", Role::Structure)
    ("messages[].components[].components[].label", Role::Text)
    ("messages[].components[].components[].url", Role::Url)
    ("messages[].components[].components[].customId", Role::Secret)
    ("messages[].components[].components[].skuId", Role::Structure)
};

/// The values of `type`, and what the exporter writes for notices.
pub(super) const WORDS: &[&str] = &[
    "Default",
    "RecipientAdd",
    "RecipientRemove",
    "Call",
    "ChannelNameChange",
    "ChannelIconChange",
    "ChannelPinnedMessage",
    "GuildMemberJoin",
    "ThreadCreated",
    "Reply",
    "Forward",
    "DirectTextChat",
    "DirectGroupTextChat",
    "GuildTextChat",
    "GuildVoiceChat",
    "GuildCategory",
    "GuildNews",
    "GuildNewsThread",
    "GuildPublicThread",
    "GuildPrivateThread",
    "GuildStageVoice",
    "GuildDirectory",
    "GuildForum",
    "GuildMedia",
    "Apng",
    "Png",
    "Gif",
    "Lottie",
    "Added",
    "to the group.",
    "Removed",
    "from the group.",
    "Left the group.",
    "Started a call that lasted",
    "minutes.",
    "Changed the channel name:",
    "Changed the channel icon.",
    "Pinned a message.",
    "Joined the server.",
    "Started a thread.",
];
