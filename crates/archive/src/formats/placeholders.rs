//! The words Chinese exports put in the place of what is no text: `[图片]`, `[文件] a.pdf`, `[转账|¥5]`.

use crate::model::{Attachment, AttachmentKind, Kind, Message, Presence};

use super::media::message_kind;
use super::money::money;

/// The words, what message they stand for, and what file.
const WORDS: [(&str, Kind, Option<AttachmentKind>); 41] = [
    ("图片", Kind::Image, Some(AttachmentKind::Image)),
    ("图片消息", Kind::Image, Some(AttachmentKind::Image)),
    ("image消息", Kind::Image, Some(AttachmentKind::Image)),
    ("闪照", Kind::Image, Some(AttachmentKind::Image)),
    ("语音", Kind::Voice, Some(AttachmentKind::Voice)),
    ("语音消息", Kind::Voice, Some(AttachmentKind::Voice)),
    ("audio消息", Kind::Voice, Some(AttachmentKind::Voice)),
    ("视频", Kind::Video, Some(AttachmentKind::Video)),
    ("视频消息", Kind::Video, Some(AttachmentKind::Video)),
    ("video消息", Kind::Video, Some(AttachmentKind::Video)),
    ("文件", Kind::File, Some(AttachmentKind::File)),
    ("文件消息", Kind::File, Some(AttachmentKind::File)),
    ("file消息", Kind::File, Some(AttachmentKind::File)),
    ("表情", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("表情包", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("表情消息", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("动画表情", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("GIF表情", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("位置", Kind::Location, None),
    ("位置消息", Kind::Location, None),
    ("名片", Kind::Contact, None),
    ("名片消息", Kind::Contact, None),
    ("链接", Kind::Link, None),
    ("链接消息", Kind::Link, None),
    ("音乐分享", Kind::Share, None),
    ("音乐", Kind::Share, None),
    ("小程序", Kind::Share, None),
    ("视频号", Kind::Share, None),
    ("分享", Kind::Share, None),
    ("聊天记录", Kind::Forward, None),
    ("合并转发", Kind::Forward, None),
    ("群公告", Kind::Announcement, None),
    ("红包", Kind::RedPacket, None),
    ("微信红包", Kind::RedPacket, None),
    ("QQ红包", Kind::RedPacket, None),
    ("红包封面", Kind::Share, None),
    ("转账", Kind::Transfer, None),
    ("通话", Kind::Call, None),
    ("语音通话", Kind::Call, None),
    ("视频通话", Kind::Call, None),
    ("引用", Kind::Reply, None),
];

/// Every word, as a format lists them.
pub(super) fn words() -> Vec<&'static str> {
    WORDS.iter().map(|(word, ..)| *word).collect()
}

/// Gives a message whose text is `[word]` or begins with it the kind that says. A member can type such a word; the
/// exports that use it do not tell that apart.
pub(super) fn interpret(message: &mut Message) {
    let Some(text) = message.text.as_deref() else { return };
    // chatlog writes pictures as Markdown does.
    let plain = text.strip_prefix("![").or_else(|| text.strip_prefix('['));
    let Some((word, rest)) = plain.and_then(|text| text.split_once(']')) else { return };
    let linked = rest.starts_with("(http") && rest.ends_with(')') && !rest.contains(char::is_whitespace);
    let (word, title) = word.split_once('|').unwrap_or((word, ""));
    let Some((word, kind, file)) = WORDS.iter().find(|(known, ..)| *known == word) else { return };
    // Pictures and stickers stand within texts too.
    let title = if title.is_empty() && !linked { rest.trim() } else { title };
    if matches!(file, Some(kind) if *kind != AttachmentKind::File) && !rest.trim().is_empty() && !linked {
        return;
    }
    message.kind = *kind;
    message.raw_kind = (*word).into();
    let name = Some(title).filter(|title| *kind == Kind::File && !title.is_empty() && !title.contains('\n'));
    message.attachments.extend(file.map(|kind| not_exported(kind, name)));
    message.money = money(*kind, text);
}

/// A file the export only mentions.
pub(super) fn not_exported(kind: AttachmentKind, name: Option<&str>) -> Attachment {
    Attachment {
        kind,
        name: name.map(str::to_owned),
        path: None,
        mime: None,
        size: None,
        digest: None,
        presence: Presence::NotExported,
    }
}

/// A message that is one file.
pub(super) fn carry(message: &mut Message, attachment: Attachment) {
    message.kind = message_kind(attachment.kind);
    message.attachments.push(attachment);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_the_kind() {
        let told = |text: &str| {
            let mut message = Message::new(0, crate::Provenance::default());
            message.text = Some(text.to_owned());
            interpret(&mut message);
            let name = message.attachments.first().and_then(|file| file.name.clone());
            (message.kind, name, message.money.and_then(|money| money.amount))
        };
        let some = |text: &str| Some(text.to_owned());
        for (text, expected) in [
            ("[图片]", (Kind::Image, None, None)),
            ("[图片]真好看", (Kind::Text, None, None)),
            ("[文件] 章程.pdf", (Kind::File, some("章程.pdf"), None)),
            ("[文件|章程.pdf](http://127.0.0.1:5030/file/ab)", (Kind::File, some("章程.pdf"), None)),
            ("![图片](http://127.0.0.1:5030/image/ab)", (Kind::Image, None, None)),
            ("![图片](http://127.0.0.1:5030/image/ab) 好看", (Kind::Text, None, None)),
            ("[转账|发送 ￥5.00](早餐)", (Kind::Transfer, None, some("5.00"))),
            ("[QQ红包]我发了一个“普通红包”", (Kind::RedPacket, None, None)),
            ("[林语]图片", (Kind::Text, None, None)),
            ("图片]", (Kind::Text, None, None)),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }
}
