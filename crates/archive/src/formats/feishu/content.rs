//! The content of a message: JSON in a string, of another shape for each type.

use super::super::media::kind_of;
use crate::json::Spanned;
use crate::model::{Attachment, AttachmentKind, Kind, Presence};

/// What a message is by its type.
pub(super) fn kind(msg_type: &str) -> Kind {
    match msg_type {
        "text" | "post" => Kind::Text,
        "image" => Kind::Image,
        "file" | "folder" => Kind::File,
        "audio" => Kind::Voice,
        "media" => Kind::Video,
        "sticker" => Kind::Sticker,
        "interactive" => Kind::Share,
        "share_chat" | "share_user" => Kind::Contact,
        "merge_forward" => Kind::Forward,
        "hongbao" => Kind::RedPacket,
        "location" => Kind::Location,
        "video_chat" => Kind::Call,
        "vote" => Kind::Poll,
        "share_calendar_event" | "calendar" | "general_calendar" | "todo" => Kind::Share,
        _ => Kind::Other,
    }
}

/// What members see, with the names of those who are mentioned.
pub(super) fn text(content: &Spanned<'_>, mentions: &[Spanned<'_>]) -> Option<String> {
    let plain = ["text", "title", "topic", "summary", "name"].iter().find_map(|key| content.string(key));
    let lines = content.list("content");
    let mut text = plain.map(str::to_owned).unwrap_or_default();
    for line in lines {
        if !text.is_empty() {
            text.push('\n');
        }
        text.extend(line.items().iter().map(span));
    }
    let named = mentions.iter().filter_map(|row| row.string("key").zip(row.string("name")));
    let mut named: Vec<(&str, &str)> = named.collect();
    // The longest first, so that `@_user_1` is not found in `@_user_10`.
    named.sort_by_key(|(key, _)| std::cmp::Reverse(key.len()));
    for (key, name) in named {
        text = text.replace(key, &format!("@{name}"));
    }
    Some(text).filter(|text| !text.is_empty())
}

/// One piece of a post.
fn span(piece: &Spanned<'_>) -> String {
    match piece.string("tag") {
        Some("at") => {
            let user = piece.string("user_id").unwrap_or_default();
            // The name where the post has it, else the key of a mention.
            if user.starts_with('@') {
                user.to_owned()
            } else {
                format!("@{}", piece.string("user_name").unwrap_or(user))
            }
        }
        _ => piece.string("text").or_else(|| piece.string("href")).unwrap_or_default().to_owned(),
    }
}

/// The file of a message; its bytes are asked for by key and never in a page.
pub(super) fn attachment(msg_type: &str, content: &Spanned<'_>) -> Option<Attachment> {
    let name = content.string("file_name");
    let kind = match msg_type {
        "image" => AttachmentKind::Image,
        "file" | "folder" => name.map_or(AttachmentKind::File, kind_of),
        "audio" => AttachmentKind::Voice,
        "media" => AttachmentKind::Video,
        "sticker" => AttachmentKind::Sticker,
        _ => return None,
    };
    content.id("file_key").or_else(|| content.id("image_key"))?;
    Some(Attachment { name: name.map(str::to_owned), ..Attachment::new(kind, Presence::NotExported) })
}
