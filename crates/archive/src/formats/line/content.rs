use crate::model::{Attachment, AttachmentKind, Kind, Message, Presence};

/// What stands in the place of what is no text, in English, Japanese, Chinese, Korean and Thai.
const WORDS: [(&str, Kind, Option<AttachmentKind>); 45] = [
    ("[Photo]", Kind::Image, Some(AttachmentKind::Image)),
    ("[写真]", Kind::Image, Some(AttachmentKind::Image)),
    ("[画像]", Kind::Image, Some(AttachmentKind::Image)),
    ("[照片]", Kind::Image, Some(AttachmentKind::Image)),
    ("[圖片]", Kind::Image, Some(AttachmentKind::Image)),
    ("[图片]", Kind::Image, Some(AttachmentKind::Image)),
    ("[사진]", Kind::Image, Some(AttachmentKind::Image)),
    ("[รูปภาพ]", Kind::Image, Some(AttachmentKind::Image)),
    ("[รูป]", Kind::Image, Some(AttachmentKind::Image)),
    ("[Sticker]", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("[スタンプ]", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("[貼圖]", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("[贴图]", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("[表情贴图]", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("[스티커]", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("[สติกเกอร์]", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("[Video]", Kind::Video, Some(AttachmentKind::Video)),
    ("[動画]", Kind::Video, Some(AttachmentKind::Video)),
    ("[影片]", Kind::Video, Some(AttachmentKind::Video)),
    ("[视频]", Kind::Video, Some(AttachmentKind::Video)),
    ("[동영상]", Kind::Video, Some(AttachmentKind::Video)),
    ("[วิดีโอ]", Kind::Video, Some(AttachmentKind::Video)),
    ("[Voice message]", Kind::Voice, Some(AttachmentKind::Voice)),
    ("[ボイスメッセージ]", Kind::Voice, Some(AttachmentKind::Voice)),
    ("[語音訊息]", Kind::Voice, Some(AttachmentKind::Voice)),
    ("[语音信息]", Kind::Voice, Some(AttachmentKind::Voice)),
    ("[음성 메시지]", Kind::Voice, Some(AttachmentKind::Voice)),
    ("[ข้อความเสียง]", Kind::Voice, Some(AttachmentKind::Voice)),
    ("[File]", Kind::File, Some(AttachmentKind::File)),
    ("[ファイル]", Kind::File, Some(AttachmentKind::File)),
    ("[檔案]", Kind::File, Some(AttachmentKind::File)),
    ("[文件]", Kind::File, Some(AttachmentKind::File)),
    ("[파일]", Kind::File, Some(AttachmentKind::File)),
    ("[ไฟล์]", Kind::File, Some(AttachmentKind::File)),
    ("[Location]", Kind::Location, None),
    ("[位置情報]", Kind::Location, None),
    ("[位置訊息]", Kind::Location, None),
    ("[位置信息]", Kind::Location, None),
    ("[위치 정보]", Kind::Location, None),
    ("[ตำแหน่งที่ตั้ง]", Kind::Location, None),
    ("[Contact]", Kind::Contact, None),
    ("[連絡先]", Kind::Contact, None),
    ("[聯絡資訊]", Kind::Contact, None),
    ("[联系人]", Kind::Contact, None),
    ("[연락처]", Kind::Contact, None),
];

/// Every word, as the format lists them.
pub(super) fn words() -> Vec<&'static str> {
    WORDS.iter().map(|(word, ..)| *word).collect()
}

/// Gives a message that is one of those words the kind it stands for. A member can type them; LINE does not tell that
/// apart.
pub(super) fn interpret(message: &mut Message) {
    let text = message.text.as_deref().unwrap_or_default();
    message.raw_kind = "text".into();
    if text.starts_with('☎') {
        message.kind = Kind::Call;
        message.raw_kind = "call".into();
    } else if text.starts_with('[')
        && let Some((word, kind, file)) = WORDS.iter().find(|(word, ..)| *word == text)
    {
        message.kind = *kind;
        message.raw_kind = word.trim_matches(['[', ']']).to_owned().into();
        message.attachments.extend(file.map(|kind| Attachment::new(kind, Presence::NotExported)));
    }
}
