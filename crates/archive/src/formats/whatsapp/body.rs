use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::words::{Meaning, before_document, is_attached, is_edited, meaning, options_of};
use crate::formats::media::{kind_of, message_kind};
use crate::model::{AttachmentKind, Kind, State};
use crate::pattern::pattern;
use crate::text::first_line;

/// What the text of a record is. Ranges are in bytes of the body.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub kind: Kind,
    pub state: State,
    /// What was recognised: `text`, `attached`, `omitted`, `deleted`, `poll`, `location`.
    pub form: &'static str,
    /// What the member wrote: the text or the caption.
    pub text: Range<usize>,
    /// The name a document had where it was sent from.
    pub title: Option<Range<usize>>,
    /// The name of a file that was sent.
    pub file: Option<Range<usize>>,
    /// What kind of file was sent, also where its name is not given.
    pub media: Option<AttachmentKind>,
}

/// `<attached: NAME>` of iOS, whatever the locale calls it; always after an invisible mark.
static ATTACHED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[\u{200e}\u{200f}]<[^<>:：\d\n]{1,24}[:：]\s?(?P<file>[^<>/\\\n]+\.[A-Za-z0-9]{2,5})>"));

/// `NAME (file attached)` of Android.
static FILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\u{200e}?(?P<file>[^\n/\\<>]+\.[A-Za-z0-9]{2,5}) \((?P<words>[^()\n]{2,32})\)\s*(?:\n|$)")
});

/// Names WhatsApp itself gives to media, which need no known words beside them.
static OWN_NAME: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:IMG|VID|AUD|PTT|STK|DOC)-\d{8}-WA\d+\."));

/// The marks iOS puts before what it writes itself; the second in languages that run from right to left.
const MARKS: [char; 2] = ['\u{200e}', '\u{200f}'];

/// Full stops of the languages that end the app's own sentences with one.
const STOPS: [char; 3] = ['.', '。', '।'];

/// Recognises what stands after the sender's name.
pub(super) fn content(body: &str) -> Content {
    // Nearly all texts are seen at one glance to hold none of the app's marks.
    if memchr::memchr3(b'<', b'(', 0xE2, body.as_bytes()).is_none() && memchr::memchr(b':', body.as_bytes()).is_none() {
        let text = trim(body, 0..body.len());
        if meaning(body[text.clone()].trim_end_matches(STOPS)).is_none() {
            return said(Kind::Text, "text", text);
        }
    }
    let Some(before) = before_edited(body) else { return recognised(body) };
    let content = recognised(before);
    let state = if content.state == State::Live { State::Edited } else { content.state };
    Content { state, ..content }
}

fn recognised(body: &str) -> Content {
    let trimmed = body.trim();
    let marked = trimmed.trim_start_matches('<').starts_with(MARKS);
    let bare = unmarked(trimmed);
    let whole = |kind, state, form, media| Content { kind, state, form, text: 0..0, title: None, file: None, media };
    match meaning(bare) {
        Some(Meaning::Deleted) => whole(Kind::Text, State::Deleted, "deleted", None),
        Some(Meaning::Omitted) => whole(Kind::File, State::Live, "omitted", Some(AttachmentKind::Other)),
        Some(Meaning::Live) => said(Kind::Location, "location", trim(body, 0..body.len())),
        Some(Meaning::Marked(media)) if marked => whole(kind_of_marked(media), State::Live, "omitted", Some(media)),
        _ => omitted(body, marked, bare).or_else(|| attached(body)).unwrap_or_else(|| plain(body, bare)),
    }
}

/// The text without the marks around it and the full stop at its end.
fn unmarked(text: &str) -> &str {
    let text = text.trim_matches(MARKS).trim_end_matches(STOPS);
    // Old versions of iOS write angle brackets around what they left out, and the mark inside them.
    let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    inner.filter(|inner| inner.starts_with(MARKS)).map_or(text, |inner| inner.trim_start_matches(MARKS))
}

fn kind_of_marked(media: AttachmentKind) -> Kind {
    if media == AttachmentKind::Other { Kind::Contact } else { message_kind(media) }
}

/// Media left out behind a caption or, for documents, behind the name and number of pages:
/// `report.pdf • 3 pages document omitted`.
fn omitted(body: &str, marked: bool, bare: &str) -> Option<Content> {
    let content = |media, text, title| Content {
        kind: kind_of_marked(media),
        state: State::Live,
        form: "omitted",
        text,
        title,
        file: None,
        media: Some(media),
    };
    let at = body.rfind(MARKS[0])?;
    if let Some(Meaning::Marked(media)) = meaning(unmarked(body[at..].trim())) {
        let before = trim(body, 0..at);
        let title = document(&body[before.clone()]).filter(|_| media == AttachmentKind::File);
        return Some(match title {
            Some(name) => content(media, 0..0, Some(before.start..before.start + name)),
            None => content(media, before, None),
        });
    }
    let name = document(before_document(bare).filter(|_| marked)?)?;
    let start = body.find(bare)?;
    Some(content(AttachmentKind::File, 0..0, Some(start..start + name)))
}

/// How long a document's name is that its number of pages follows.
fn document(text: &str) -> Option<usize> {
    let (name, pages) = text.rsplit_once(" • ")?;
    (is_pages(pages) && !name.contains('\n')).then_some(name.len())
}

/// A number of pages in any language; nothing longer, since what stands here is not taken for a member's words.
fn is_pages(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    text.chars().count() <= 24 && (1..=4).contains(&digits)
}

fn attached(body: &str) -> Option<Content> {
    let file = |file: Range<usize>, text: Range<usize>| {
        let name = &body[file.clone()];
        let media =
            if name.starts_with("PTT-") || name.contains("-AUDIO-") { AttachmentKind::Voice } else { kind_of(name) };
        let kind = if name.ends_with(".vcf") { Kind::Contact } else { message_kind(media) };
        let form = "attached";
        Content { kind, state: State::Live, form, text, title: None, file: Some(file), media: Some(media) }
    };
    // Patterns are slow to begin, and hardly any text can match.
    if memchr::memchr(b'<', body.as_bytes()).is_some()
        && (body.contains("\u{200e}<") || body.contains("\u{200f}<"))
        && let Some(found) = ATTACHED.captures(body)
        && let Some(whole) = found.get(0)
        && body[whole.end()..].trim().is_empty()
    {
        // What precedes the mark is a caption or, for documents, the name and number of pages.
        let before = trim(body, 0..whole.start());
        let content = file(found.name("file")?.range(), before.clone());
        return Some(match document(&body[before.clone()]) {
            Some(name) => Content { text: 0..0, title: Some(before.start..before.start + name), ..content },
            None => content,
        });
    }
    memchr::memchr(b'(', first_line(body).as_bytes())?;
    let found = FILE.captures(body)?;
    let name = found.name("file")?;
    if is_attached(found.name("words")?.as_str()) {
        return Some(file(name.range(), trim(body, found.get(0)?.end()..body.len())));
    }
    // In a locale whose words are not known they count as text, so that nothing a member wrote passes for the app's.
    OWN_NAME.is_match(name.as_str()).then(|| file(name.range(), trim(body, name.end()..body.len())))
}

fn plain(body: &str, bare: &str) -> Content {
    let mut text = trim(body, 0..body.len());
    let (kind, form) = if let Some(question) = poll(&body[text.clone()]) {
        text.start += question;
        (Kind::Poll, "poll")
    } else if is_place(bare) {
        (Kind::Location, "location")
    } else {
        (Kind::Text, "text")
    };
    said(kind, form, text)
}

/// What a member wrote.
fn said(kind: Kind, form: &'static str, text: Range<usize>) -> Content {
    Content { kind, state: State::Live, form, text, title: None, file: None, media: None }
}

/// What stands before the words for a message that was changed.
fn before_edited(body: &str) -> Option<&str> {
    let text = body.trim_end();
    let open = text.ends_with('>').then(|| text.rfind('<')).flatten()?;
    let words = text[open + 1..text.len() - 1].trim_matches(MARKS).trim_end_matches('.');
    is_edited(words).then(|| text[..open].trim_end_matches(|c: char| c.is_whitespace() || MARKS.contains(&c)))
}

/// Where a poll's question begins: behind a line that says it is one, and before an option.
fn poll(text: &str) -> Option<usize> {
    let question = memchr::memchr(b'\n', text.as_bytes())? + 1;
    let line = first_line(text);
    let option = line.ends_with([':', '：']).then(|| options_of(line)).flatten()?;
    let is_option = |line: &str| {
        let behind = line.trim_start_matches(MARKS).strip_prefix(option);
        behind.is_some_and(|behind| behind.trim_start().starts_with([':', '：']))
    };
    text[question..].lines().any(is_option).then_some(question)
}

/// A place on a map, perhaps behind the word for it in any language.
fn is_place(bare: &str) -> bool {
    let Some(colon) = memchr::memchr(b':', bare.as_bytes()) else { return false };
    let line = first_line(bare);
    if colon >= line.len() {
        return false;
    }
    // The first colon may be the address's own, also behind a word with the wide colon of Chinese.
    let before = line[..colon].strip_suffix("https").map_or(colon + 1, str::len);
    let word = line[..before].trim_end();
    let short = word.chars().count() <= 24 && !word.contains(char::is_numeric);
    line[before..].trim_start().starts_with("https://maps.google.com/?q=")
        && (word.is_empty() || short && word.ends_with([':', '：']))
}

/// The range without white space and invisible marks at its ends.
fn trim(body: &str, range: Range<usize>) -> Range<usize> {
    let part = &body[range.clone()];
    // A crash leaves NUL bytes at the end of a file.
    let blank = |c: char| c.is_whitespace() || MARKS.contains(&c) || c == '\0';
    let from_start = part.trim_start_matches(blank);
    let start = range.start + part.len() - from_start.len();
    start..start + from_start.trim_end_matches(blank).len()
}

/// True when iOS marked the text as its own: a sentence of the room, not what the sender wrote. Marked media and marked
/// traces of removed messages are the sender's all the same.
pub(super) fn is_marked(body: &str) -> bool {
    body.starts_with(MARKS) && content(body).form == "text"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(body: &str) -> (&'static str, Kind, String, Option<String>) {
        let content = content(body);
        (
            content.form,
            content.kind,
            body[content.text].to_owned(),
            content.title.or(content.file).map(|file| body[file].to_owned()),
        )
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
            ("\u{200e}look \u{200e}image omitted", "omitted", Kind::Image, "look", None),
            ("look image omitted", "text", Kind::Text, "look image omitted", None),
            ("<\u{200e}image omitted>", "omitted", Kind::Image, "", None),
            ("plan.pdf • \u{200e}12 Seiten \u{200e}Dokument weggelassen", "omitted", Kind::File, "", Some("plan.pdf")),
            (
                "plan.pdf • \u{200e}1 page \u{200e}<attached: 0001-plan.pdf>",
                "attached",
                Kind::File,
                "",
                Some("plan.pdf"),
            ),
            ("\u{200e}plan.pdf • 2 pages document omitted", "omitted", Kind::File, "", Some("plan.pdf")),
            ("مخطط.pdf • \u{200e}٣ صفحات \u{200e}لم يتم إدراج المستند", "omitted", Kind::File, "", Some("مخطط.pdf")),
            ("\u{200f}<المُرفق: 0001-PHOTO-x.jpg>", "attached", Kind::Image, "", Some("0001-PHOTO-x.jpg")),
            ("list.pdf (附件)", "attached", Kind::File, "", Some("list.pdf")),
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
            ("\u{200e}POLL:\nWhich?\nOPTION: a (1 vote)", "poll", Kind::Poll, "Which?\nOPTION: a (1 vote)", None),
            ("UMFRAGE:\nWann?\nOPTION: um 8 (2 Stimmen)", "poll", Kind::Poll, "Wann?\nOPTION: um 8 (2 Stimmen)", None),
            ("SONDAGE :\nQuand ?\nOPTION : 8 h (1 vote)", "poll", Kind::Poll, "Quand ?\nOPTION : 8 h (1 vote)", None),
            ("ENQUETE:\nQuando?", "text", Kind::Text, "ENQUETE:\nQuando?", None),
            ("live location shared", "location", Kind::Location, "live location shared", None),
            (
                "Standort: https://maps.google.com/?q=1,2",
                "location",
                Kind::Location,
                "Standort: https://maps.google.com/?q=1,2",
                None,
            ),
            (
                "see this: look: https://maps.google.com/?q=1,2",
                "text",
                Kind::Text,
                "see this: look: https://maps.google.com/?q=1,2",
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
        for edited in
            ["new \u{200e}<This message was edited>", "nuevo <Se editó este mensaje.>", "新 <这条消息已经过编辑>"]
        {
            assert_eq!(content(edited).state, State::Edited, "{edited}");
        }
    }

    #[test]
    fn only_unrecognised_marked_bodies_are_the_rooms() {
        assert!(is_marked("\u{200e}Rudi added you"));
        assert!(!is_marked("Rudi added you"));
        assert!(!is_marked("\u{200e}image omitted"));
    }
}
