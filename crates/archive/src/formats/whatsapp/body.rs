use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use regex::Regex;

use super::block::first_line;
use crate::formats::media::{kind_of, message_kind};
use crate::model::{AttachmentKind, Kind, State};
use crate::pattern::pattern;

/// What the text of a record is. Ranges are in bytes of the body.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub kind: Kind,
    pub state: State,
    /// What was recognised: `text`, `attached`, `omitted`, `deleted`, `poll`, `location`.
    pub form: &'static str,
    /// What the member wrote: the text or the caption.
    pub text: Range<usize>,
    /// The name of a file that was sent.
    pub file: Option<Range<usize>>,
    /// What kind of file was sent, also where its name is not given.
    pub media: Option<AttachmentKind>,
}

/// `<attached: NAME>` of iOS, whatever the locale calls it; always after the invisible mark.
static ATTACHED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\u{200e}<[^<>:：\d\n]{1,24}[:：]\s?(?P<file>[^<>/\\\n]+\.[A-Za-z0-9]{2,5})>"));

/// What it begins with.
static BEFORE_ATTACHED: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\u{200e}<"));

/// `NAME (file attached)` of Android.
static FILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\u{200e}?(?P<file>[^\n/\\<>]+\.[A-Za-z0-9]{2,5}) \((?P<words>[^()\n]{3,32})\)\s*(?:\n|$)")
});

/// Names WhatsApp itself gives to media, which need no known words beside them.
static OWN_NAME: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:IMG|VID|AUD|PTT|STK|DOC)-\d{8}-WA\d+\."));

/// "file attached" in the locales Android exports in.
const ATTACHED_WORDS: [&str; 16] = [
    "file attached",
    "文件附件",
    "附加文件",
    "文件已附加",
    "附件",
    "檔案附件",
    "附加檔案",
    "Datei angehängt",
    "fichier joint",
    "archivo adjunto",
    "arquivo anexado",
    "file allegato",
    "bestand bijgevoegd",
    "ファイル添付",
    "파일 첨부됨",
    "файл добавлен",
];

/// Whole texts that stand for media left out.
const OMITTED: [&str; 14] = [
    "<Media omitted>",
    "<媒体已省略>",
    "<省略多媒体文件>",
    "<忽略多媒体文件>",
    "<已忽略多媒體檔>",
    "<多媒體檔案已略去>",
    "<Medien ausgeschlossen>",
    "<Médias omis>",
    "<Multimedia omitido>",
    "<Mídia oculta>",
    "<Media omessi>",
    "<Media weggelaten>",
    "<メディアは含まれていません>",
    "<Без медиафайлов>",
];

/// What iOS puts after its invisible mark for media left out.
const MARKED_OMITTED: [(&str, AttachmentKind); 22] = [
    ("image omitted", AttachmentKind::Image),
    ("video omitted", AttachmentKind::Video),
    ("video note omitted", AttachmentKind::Video),
    ("audio omitted", AttachmentKind::Voice),
    ("sticker omitted", AttachmentKind::Sticker),
    ("GIF omitted", AttachmentKind::Image),
    ("document omitted", AttachmentKind::File),
    ("Contact card omitted", AttachmentKind::Other),
    ("图像已忽略", AttachmentKind::Image),
    ("图片已忽略", AttachmentKind::Image),
    ("视频已忽略", AttachmentKind::Video),
    ("音频已忽略", AttachmentKind::Voice),
    ("贴图已忽略", AttachmentKind::Sticker),
    ("GIF 已忽略", AttachmentKind::Image),
    ("文档已忽略", AttachmentKind::File),
    ("文件已忽略", AttachmentKind::File),
    ("圖片已略去", AttachmentKind::Image),
    ("影片已略去", AttachmentKind::Video),
    ("音訊已略去", AttachmentKind::Voice),
    ("貼圖已略去", AttachmentKind::Sticker),
    ("GIF 已略去", AttachmentKind::Image),
    ("文件已略去", AttachmentKind::File),
];

/// What is left of a message that was removed.
const DELETED: [&str; 8] = [
    "This message was deleted",
    "You deleted this message",
    "此消息已删除",
    "你已删除此消息",
    "您已删除这条消息",
    "此訊息已刪除",
    "你已刪除此訊息",
    "您已刪除此訊息",
];

const EDITED: [&str; 3] = ["<This message was edited>", "<此消息已编辑>", "<此訊息已編輯>"];

/// Everything the app itself writes into the place of a text.
pub(super) fn words() -> Vec<&'static str> {
    let marked = MARKED_OMITTED.iter().map(|(words, _)| words);
    ATTACHED_WORDS.iter().chain(&OMITTED).chain(marked).chain(&DELETED).chain(&EDITED).copied().collect()
}

const MARK: char = '\u{200e}';

/// Recognises what stands after the sender's name.
pub(super) fn content(body: &str) -> Content {
    let trimmed = body.trim();
    let bare = trimmed.trim_start_matches(MARK).trim_end_matches(['.', '。']);
    let marked = trimmed.starts_with(MARK);
    let whole = |kind, state, form, media| Content { kind, state, form, text: 0..0, file: None, media };
    if DELETED.contains(&bare) {
        return whole(Kind::Text, State::Deleted, "deleted", None);
    }
    if OMITTED.contains(&bare) {
        return whole(Kind::File, State::Live, "omitted", Some(AttachmentKind::Other));
    }
    if marked && let Some((media, name)) = omitted(bare) {
        let kind = if media == AttachmentKind::Other { Kind::Contact } else { message_kind(media) };
        let start = body.find(bare).unwrap_or(0);
        let file = (name > 0).then_some(start..start + name);
        return Content { file, ..whole(kind, State::Live, "omitted", Some(media)) };
    }
    attached(body).unwrap_or_else(|| plain(body, marked, bare))
}

/// What was left out and how long its name is: a document keeps it, as in `report.pdf • 3 pages document omitted`.
fn omitted(bare: &str) -> Option<(AttachmentKind, usize)> {
    let (words, media) = MARKED_OMITTED.iter().find(|(words, _)| bare.ends_with(words))?;
    let before = bare.strip_suffix(words)?;
    match before.split_once(" • ") {
        _ if before.is_empty() => Some((*media, 0)),
        Some((name, pages)) if *media == AttachmentKind::File && is_pages(pages) && !name.contains('\n') => {
            Some((*media, name.len()))
        }
        _ => None,
    }
}

/// A number of pages in any language; nothing longer, since what stands here is not taken for a member's words.
fn is_pages(text: &str) -> bool {
    text.chars().count() <= 24 && text.chars().filter(char::is_ascii_digit).count() <= 4
}

fn attached(body: &str) -> Option<Content> {
    let file = |file: Range<usize>, text: Range<usize>| {
        let name = &body[file.clone()];
        let media =
            if name.starts_with("PTT-") || name.contains("-AUDIO-") { AttachmentKind::Voice } else { kind_of(name) };
        let kind = if name.ends_with(".vcf") { Kind::Contact } else { message_kind(media) };
        Content { kind, state: State::Live, form: "attached", text, file: Some(file), media: Some(media) }
    };
    // Patterns are slow to begin, and hardly any text can match.
    if BEFORE_ATTACHED.find(body.as_bytes()).is_some()
        && let Some(found) = ATTACHED.captures(body)
        && let Some(whole) = found.get(0)
        && body[whole.end()..].trim().is_empty()
    {
        // What precedes the mark is a caption or, for documents, the name and number of pages.
        return Some(file(found.name("file")?.range(), trim(body, 0..whole.start())));
    }
    memchr::memchr(b'(', first_line(body).as_bytes())?;
    let found = FILE.captures(body)?;
    let name = found.name("file")?;
    if ATTACHED_WORDS.contains(&found.name("words")?.as_str()) {
        return Some(file(name.range(), trim(body, found.get(0)?.end()..body.len())));
    }
    // In a locale whose words are not known they count as text, so that nothing a member wrote passes for the app's.
    OWN_NAME.is_match(name.as_str()).then(|| file(name.range(), trim(body, name.end()..body.len())))
}

fn plain(body: &str, marked: bool, bare: &str) -> Content {
    let mut text = trim(body, 0..body.len());
    let mut state = State::Live;
    for words in EDITED {
        if let Some(rest) = body[text.clone()].strip_suffix(words) {
            text = trim(body, text.start..text.start + rest.len());
            state = State::Edited;
        }
    }
    let (kind, form) = if marked && bare.starts_with("POLL:") {
        (Kind::Poll, "poll")
    } else if bare.starts_with("https://maps.google.com/?q=")
        || ["Location: https://", "location: https://", "位置: https://", "位置：https://"]
            .iter()
            .any(|words| bare.starts_with(words))
    {
        (Kind::Location, "location")
    } else {
        (Kind::Text, "text")
    };
    Content { kind, state, form, text, file: None, media: None }
}

/// The range without white space and invisible marks at its ends.
fn trim(body: &str, range: Range<usize>) -> Range<usize> {
    let part = &body[range.clone()];
    // A crash leaves NUL bytes at the end of a file.
    let blank = |c: char| c.is_whitespace() || c == MARK || c == '\0';
    let start = range.start + part.len() - part.trim_start_matches(blank).len();
    start..start + part.trim_matches(blank).len()
}

/// True when iOS marked the text as its own: a sentence of the room, not what the sender wrote. Marked media and marked
/// traces of removed messages are the sender's all the same.
pub(super) fn is_marked(body: &str) -> bool {
    body.starts_with(MARK) && content(body).form == "text"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(body: &str) -> (&'static str, Kind, String, Option<String>) {
        let content = content(body);
        (content.form, content.kind, body[content.text].to_owned(), content.file.map(|file| body[file].to_owned()))
    }

    #[test]
    fn every_pattern_compiles() {
        for pattern in [&ATTACHED, &FILE, &OWN_NAME] {
            LazyLock::force(pattern);
        }
    }

    #[test]
    fn forms_of_a_body() {
        let own = |text: &str| text.to_owned();
        for (body, form, kind, text, file) in [
            ("hello", "text", Kind::Text, "hello", None),
            ("<Media omitted>", "omitted", Kind::File, "", None),
            ("<省略多媒体文件>", "omitted", Kind::File, "", None),
            ("\u{200e}image omitted", "omitted", Kind::Image, "", None),
            ("image omitted", "text", Kind::Text, "image omitted", None),
            ("\u{200e}图像已忽略", "omitted", Kind::Image, "", None),
            (
                "\u{200e}plan.pdf • \u{200e}2 pages \u{200e}document omitted",
                "omitted",
                Kind::File,
                "",
                Some("plan.pdf"),
            ),
            (
                "\u{200e}<attached: 00000001-PHOTO-2024-01-02-10-00-00.jpg>",
                "attached",
                Kind::Image,
                "",
                Some("00000001-PHOTO-2024-01-02-10-00-00.jpg"),
            ),
            ("\u{200e}look \u{200e}image omitted", "text", Kind::Text, "look \u{200e}image omitted", None),
            ("look \u{200e}<附件：a b.pdf>", "attached", Kind::File, "look", Some("a b.pdf")),
            (
                "IMG-20241201-WA0001.jpg (file attached)\nlook",
                "attached",
                Kind::Image,
                "look",
                Some("IMG-20241201-WA0001.jpg"),
            ),
            (
                "IMG-20241201-WA0001.jpg (anything)",
                "attached",
                Kind::Image,
                "(anything)",
                Some("IMG-20241201-WA0001.jpg"),
            ),
            ("list.pdf (archivo adjunto)", "attached", Kind::File, "", Some("list.pdf")),
            ("list.pdf (my favourite)", "text", Kind::Text, "list.pdf (my favourite)", None),
            ("This message was deleted.", "deleted", Kind::Text, "", None),
            (
                "\u{200e}POLL:\nWhich?\nOPTION: a (1 vote)",
                "poll",
                Kind::Poll,
                "POLL:\nWhich?\nOPTION: a (1 vote)",
                None,
            ),
            (
                "location: https://maps.google.com/?q=1,2",
                "location",
                Kind::Location,
                "location: https://maps.google.com/?q=1,2",
                None,
            ),
            ("new \u{200e}<This message was edited>", "text", Kind::Text, "new", None),
        ] {
            assert_eq!(told(body), (form, kind, own(text), file.map(own)), "{body}");
        }
        assert_eq!(content("new \u{200e}<This message was edited>").state, State::Edited);
    }

    #[test]
    fn only_unrecognised_marked_bodies_are_the_rooms() {
        assert!(is_marked("\u{200e}Rudi added you"));
        assert!(!is_marked("Rudi added you"));
        assert!(!is_marked("\u{200e}image omitted"));
    }
}
