//! Attachments: what a file is by its name, and whether it is there.

use std::path::{Component, Path};

use crate::model::{AttachmentKind, Kind, Presence};

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

/// Whether the file an export names is there. A path that leads out of the export's folder is never looked at.
pub(super) fn presence(folder: &Path, path: &str) -> Presence {
    if path.starts_with("http://") || path.starts_with("https://") {
        return Presence::UrlOnly;
    }
    // An export made on Windows names its files with backslashes.
    let path = path.replace('\\', "/");
    let relative = Path::new(&path);
    let inside = relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if inside && folder.join(relative).is_file() { Presence::Present } else { Presence::Missing }
}

/// The last part of a path, with either kind of slash.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_inside_the_export_are_present() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("in")).unwrap();
        std::fs::write(folder.path().join("out.jpg"), "x").unwrap();
        std::fs::write(folder.path().join("in/a.jpg"), "x").unwrap();
        let inside = folder.path().join("in");
        assert_eq!(presence(&inside, "a.jpg"), Presence::Present);
        assert_eq!(presence(&inside, "b.jpg"), Presence::Missing);
        assert_eq!(presence(&inside, "../out.jpg"), Presence::Missing);
        assert_eq!(presence(&inside, folder.path().join("out.jpg").to_str().unwrap()), Presence::Missing);
        assert_eq!(presence(&inside, "https://example.org/a.jpg"), Presence::UrlOnly);
        assert_eq!(presence(folder.path(), "in\\a.jpg"), Presence::Present);
        assert_eq!(presence(&inside, "..\\out.jpg"), Presence::Missing);
        assert_eq!(presence(&inside, "C:\\in\\a.jpg"), Presence::Missing);
        assert_eq!(presence(&inside, "a.jpg\0"), Presence::Missing);
    }

    #[test]
    fn suffixes_tell_the_kind() {
        assert_eq!(kind_of("A.JPG"), AttachmentKind::Image);
        assert_eq!(kind_of("report.final.pdf"), AttachmentKind::File);
        assert_eq!(kind_of("none"), AttachmentKind::File);
        assert_eq!(file_name("C:\\Users\\x\\a.pdf"), "a.pdf");
    }
}
