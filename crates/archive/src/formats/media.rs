//! Attachments: what a file is by its name.

use crate::model::{AttachmentKind, Kind};

/// What a file is by its suffix; [`AttachmentKind::File`] when the suffix says nothing.
pub(super) fn kind_of(name: &str) -> AttachmentKind {
    let suffix = name.rsplit_once('.').map(|(_, suffix)| suffix.to_ascii_lowercase()).unwrap_or_default();
    match suffix.as_str() {
        "jpg" | "jpeg" | "png" | "gif" | "heic" | "bmp" | "tiff" => AttachmentKind::Image,
        "webp" => AttachmentKind::Sticker,
        "mp4" | "mov" | "3gp" | "mkv" | "avi" | "webm" => AttachmentKind::Video,
        "opus" | "ogg" | "amr" | "silk" => AttachmentKind::Voice,
        "mp3" | "m4a" | "aac" | "wav" | "flac" => AttachmentKind::Audio,
        _ => AttachmentKind::File,
    }
}

/// What kind of message carries such a file.
pub(super) fn message_kind(kind: AttachmentKind) -> Kind {
    match kind {
        AttachmentKind::Image => Kind::Image,
        AttachmentKind::Voice | AttachmentKind::Audio => Kind::Voice,
        AttachmentKind::Video => Kind::Video,
        AttachmentKind::Sticker => Kind::Sticker,
        AttachmentKind::File | AttachmentKind::Other => Kind::File,
    }
}

/// What kind of file a message of that kind carries; `None` for messages without one.
pub(super) fn carried_by(kind: Kind) -> Option<AttachmentKind> {
    Some(match kind {
        Kind::Image => AttachmentKind::Image,
        Kind::Voice => AttachmentKind::Voice,
        Kind::Video => AttachmentKind::Video,
        Kind::File => AttachmentKind::File,
        Kind::Sticker => AttachmentKind::Sticker,
        _ => return None,
    })
}

/// The last part of a path, with either kind of slash.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_tell_the_kind() {
        assert_eq!(kind_of("A.JPG"), AttachmentKind::Image);
        assert_eq!(kind_of("report.final.pdf"), AttachmentKind::File);
        assert_eq!(kind_of("none"), AttachmentKind::File);
        assert_eq!(file_name("C:\\Users\\x\\a.pdf"), "a.pdf");
    }
}
