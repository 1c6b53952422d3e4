use crate::formats::media::{file_name, kind_of};
use crate::html::Tag;
use crate::model::{Attachment, AttachmentKind, Kind, Presence};
use crate::source::Nearby;

/// Classes of what is no file.
const OTHER: [(&str, Kind); 7] = [
    ("media_location", Kind::Location),
    ("media_live_location", Kind::Location),
    ("media_venue", Kind::Location),
    ("media_contact", Kind::Contact),
    ("media_call", Kind::Call),
    ("media_poll", Kind::Poll),
    ("media_game", Kind::Other),
];

/// Classes of files.
const FILES: [(&str, AttachmentKind); 9] = [
    ("photo_wrap", AttachmentKind::Image),
    ("media_photo", AttachmentKind::Image),
    ("sticker_wrap", AttachmentKind::Sticker),
    ("animated_wrap", AttachmentKind::Video),
    ("video_file_wrap", AttachmentKind::Video),
    ("media_video", AttachmentKind::Video),
    ("media_voice_message", AttachmentKind::Voice),
    ("media_audio_file", AttachmentKind::Audio),
    ("media_file", AttachmentKind::File),
];

/// What kind of message a tag makes that is no file.
pub(super) fn other(tag: &Tag) -> Option<Kind> {
    OTHER.iter().find(|(class, _)| tag.is(&[class])).map(|(_, kind)| *kind)
}

/// The file a tag stands for; one without an address was not exported.
pub(super) fn file(tag: &Tag, nearby: &Nearby) -> Option<Attachment> {
    let (_, kind) = FILES.iter().find(|(class, _)| tag.is(&[class]))?;
    let path = tag.get("href").filter(|path| !path.is_empty());
    // A sticker without its picture is written as a photo with its emoji.
    let kind = match path.map(kind_of) {
        Some(AttachmentKind::Sticker) => AttachmentKind::Sticker,
        _ => *kind,
    };
    Some(Attachment {
        kind,
        name: path.map(|path| file_name(path).to_owned()),
        presence: path.map_or(Presence::NotExported, |path| nearby.presence(path)),
        path: path.map(str::to_owned),
        mime: None,
        size: None,
        digest: None,
    })
}
