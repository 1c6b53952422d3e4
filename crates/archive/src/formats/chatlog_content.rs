//! What chatlog writes for a message in its text and CSV output: plain text, or the app's words and links in the manner
//! of Markdown. A member can type such words too; nothing that matters hangs on them.

use crate::model::{Attachment, Kind, Message, Nested, Presence};

use super::media::carried_by;
use super::mentions::named_mentions;
use super::money::money;

/// Puts the content of a member's message into the model.
pub(super) fn fill(message: &mut Message, content: &str) {
    message.text = Some(content.to_owned()).filter(|text| !text.is_empty());
    if let Some((quote, rest)) = quote(content) {
        message.kind = Kind::Reply;
        message.raw_kind = "引用".into();
        message.text = Some(rest.to_owned()).filter(|text| !text.is_empty());
        message.nested.push(quote);
    } else if let Some(marked) = marked(content) {
        message.kind = kind(marked.word);
        message.raw_kind = marked.word.to_owned().into();
        message.attachments.extend(attachment(&marked));
        message.money = money(message.kind, content);
    } else if content.starts_with("Type: ") && content.contains(" Content: ") {
        message.kind = Kind::Other;
        message.raw_kind = content.split(' ').nth(1).unwrap_or_default().to_owned().into();
    }
    message.mentions = named_mentions(message.text.as_deref().unwrap_or_default());
}

/// `![word|title](link)`, with or without each of its parts.
struct Marked<'c> {
    word: &'c str,
    title: Option<&'c str>,
    link: Option<&'c str>,
}

fn marked(content: &str) -> Option<Marked<'_>> {
    let inner = content.strip_prefix('!').unwrap_or(content).strip_prefix('[')?;
    let end = inner.find("](").or_else(|| inner.find(']'))?;
    let (name, rest) = (&inner[..end], &inner[end + 1..]);
    let (word, title) = name.split_once('|').map_or((name, None), |(word, title)| (word, Some(title)));
    let link = rest.strip_prefix('(').and_then(|link| link.strip_suffix(')'));
    let known = kind(word) != Kind::Other;
    // A forward is followed by what it holds, a transfer by its note; anything else stands alone.
    let whole = rest.is_empty() || link.is_some() || matches!(word, "合并转发" | "转账");
    (known && whole).then_some(Marked { word, title, link })
}

fn kind(word: &str) -> Kind {
    match word {
        "图片" => Kind::Image,
        "语音" => Kind::Voice,
        "视频" => Kind::Video,
        "动画表情" | "GIF表情" => Kind::Sticker,
        "名片" => Kind::Contact,
        "位置" => Kind::Location,
        "链接" => Kind::Link,
        "文件" => Kind::File,
        "合并转发" => Kind::Forward,
        "分享" | "小程序" | "视频号" | "音乐" | "笔记" => Kind::Share,
        "引用" => Kind::Reply,
        "群公告" => Kind::Announcement,
        "转账" => Kind::Transfer,
        "红包" | "红包封面" => Kind::RedPacket,
        "语音通话" => Kind::Call,
        _ => Kind::Other,
    }
}

/// The names of [`kind`], for the words of the formats that use them.
pub(super) const WORDS: &[&str] = &[
    "系统消息",
    "图片",
    "语音",
    "视频",
    "动画表情",
    "GIF表情",
    "名片",
    "位置",
    "链接",
    "文件",
    "合并转发",
    "分享",
    "小程序",
    "视频号",
    "音乐",
    "笔记",
    "引用",
    "群公告",
    "转账",
    "红包",
    "红包封面",
    "语音通话",
    "发送",
    "接收",
    "退还",
];

/// Media are links to the program that wrote the file; their last part is the digest of the file.
fn attachment(marked: &Marked<'_>) -> Option<Attachment> {
    let kind = carried_by(kind(marked.word))?;
    let last = marked.link.and_then(|link| link.rsplit('/').next()).unwrap_or_default();
    let md5 = last.split(',').find(|part| part.len() == 32 && part.bytes().all(|byte| byte.is_ascii_hexdigit()));
    Some(Attachment {
        kind,
        name: marked.title.map(str::to_owned),
        path: marked.link.map(str::to_owned),
        mime: None,
        size: None,
        digest: md5.map(|md5| format!("md5:{md5}")),
        presence: if marked.link.is_some() { Presence::UrlOnly } else { Presence::NotExported },
    })
}

/// A quoted message, `> name(id) 10-04 08:00:00` and its lines, and what follows it.
fn quote(content: &str) -> Option<(Nested, &str)> {
    let mut nested = Nested { sender_id: None, sender_name: None, text: None, time: None };
    let (head, mut rest) = content.strip_prefix("> ")?.split_once('\n')?;
    if head == "[引用]" {
        return Some((nested, rest));
    }
    let who = head.get(..head.len().checked_sub(" 10-04 08:00:00".len())?).filter(|who| {
        let time = &head.as_bytes()[who.len()..];
        let digits = |at: &[usize]| at.iter().all(|at| time[*at].is_ascii_digit());
        digits(&[1, 2, 4, 5, 7, 8, 10, 11, 13, 14]) && time[3] == b'-' && time[9] == b':'
    })?;
    match who.strip_suffix(')').and_then(|who| who.rsplit_once('(')) {
        Some((name, id)) => {
            nested.sender_name = Some(name.to_owned());
            nested.sender_id = Some(id.to_owned()).filter(|id| id != "我");
        }
        None => nested.sender_id = Some(who.to_owned()).filter(|id| id != "我"),
    }
    let mut text: Vec<&str> = Vec::new();
    while let Some(line) = rest.strip_prefix("> ") {
        let (line, after) = line.split_once('\n').unwrap_or((line, ""));
        text.push(line);
        rest = after;
    }
    nested.text = Some(text.join("\n")).filter(|text| !text.is_empty());
    Some((nested, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Provenance;

    fn told(content: &str) -> String {
        let mut message = Message::new(0, Provenance::default());
        fill(&mut message, content);
        let nested: Vec<_> = message.nested.iter().map(|nested| (&nested.sender_id, &nested.text)).collect();
        format!(
            "{:?} {:?} {:?} {:?}",
            message.kind,
            message.text.as_deref().unwrap_or_default(),
            message.attachments.len(),
            nested
        )
    }

    #[test]
    fn words_and_quotes() {
        for (content, expected) in [
            ("早", r#"Text "早" 0 []"#),
            (
                "![图片](http://127.0.0.1:5030/image/0123456789abcdef0123456789abcdef)",
                r#"Image "![图片](http://127.0.0.1:5030/image/0123456789abcdef0123456789abcdef)" 1 []"#,
            ),
            ("[图片] 真好看", r#"Text "[图片] 真好看" 0 []"#),
            ("[随便](x)", r#"Text "[随便](x)" 0 []"#),
            ("> 小满(wxid_x) 10-04 08:00:00\n> 一\n> 二\n好", r#"Reply "好" 0 [(Some("wxid_x"), Some("一\n二"))]"#),
            ("> [引用]\n好", r#"Reply "好" 0 [(None, None)]"#),
            ("> 古人云\n好", r#"Text "> 古人云\n好" 0 []"#),
            ("> 一二三四五六七八\n好", r#"Text "> 一二三四五六七八\n好" 0 []"#),
            ("[转账|发送 ¥88.00](会费)", r#"Transfer "[转账|发送 ¥88.00](会费)" 0 []"#),
            ("", r#"Text "" 0 []"#),
        ] {
            assert_eq!(told(content), expected, "{content}");
        }
    }
}
