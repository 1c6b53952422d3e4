//! The words KakaoTalk's exports put in the place of what is no text: `사진 2장`, `파일: 보고서.pdf`. A member can type
//! them too; the exports do not tell that apart.

use std::ops::Range;

use crate::model::{AttachmentKind, Kind};

/// What a text stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Placeholder {
    pub word: &'static str,
    pub kind: Kind,
    pub file: Option<AttachmentKind>,
    /// How many files.
    pub count: usize,
    /// A file's name or what else follows the word, in bytes of the text.
    pub rest: Range<usize>,
}

/// Words that are the whole text.
const WHOLE: [(&str, Kind, Option<AttachmentKind>); 20] = [
    ("사진", Kind::Image, Some(AttachmentKind::Image)),
    ("동영상", Kind::Video, Some(AttachmentKind::Video)),
    ("음성메시지", Kind::Voice, Some(AttachmentKind::Voice)),
    ("이모티콘", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("(이모티콘)", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("카카오톡 프로필", Kind::Contact, None),
    ("연락처", Kind::Contact, None),
    ("지도", Kind::Location, None),
    ("투표", Kind::Poll, None),
    ("Photo", Kind::Image, Some(AttachmentKind::Image)),
    ("Photos", Kind::Image, Some(AttachmentKind::Image)),
    ("Video", Kind::Video, Some(AttachmentKind::Video)),
    ("Voice Message", Kind::Voice, Some(AttachmentKind::Voice)),
    ("Voice message", Kind::Voice, Some(AttachmentKind::Voice)),
    ("Voice Note", Kind::Voice, Some(AttachmentKind::Voice)),
    ("Emoticon", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("Emoticons", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("Sticker", Kind::Sticker, Some(AttachmentKind::Sticker)),
    ("KakaoTalk Profile", Kind::Contact, None),
    ("Map", Kind::Location, None),
];

/// Words with something behind a colon.
const TITLED: [(&str, Kind, Option<AttachmentKind>); 17] = [
    ("파일", Kind::File, Some(AttachmentKind::File)),
    ("지도", Kind::Location, None),
    ("연락처", Kind::Contact, None),
    ("투표", Kind::Poll, None),
    ("톡게시판 '투표'", Kind::Poll, None),
    ("톡게시판 '공지'", Kind::Announcement, None),
    ("톡게시판 '글'", Kind::Share, None),
    ("톡게시판 '일정'", Kind::Share, None),
    ("캘린더", Kind::Share, None),
    ("음악", Kind::Share, None),
    ("샵검색", Kind::Share, None),
    ("File", Kind::File, Some(AttachmentKind::File)),
    ("Map", Kind::Location, None),
    ("Contact", Kind::Contact, None),
    ("Poll", Kind::Poll, None),
    ("Post 'Notice'", Kind::Announcement, None),
    ("Calendar", Kind::Share, None),
];

/// Words that begin a line of the app's own, and how they go on.
const BEGINNINGS: [(&str, Kind, &[&str]); 6] = [
    ("보이스톡", Kind::Call, &["해요", "취소", "부재중", "거절", "종료"]),
    ("페이스톡", Kind::Call, &["해요", "취소", "부재중", "거절", "종료"]),
    ("그룹콜", Kind::Call, &["해요", "시작", "종료"]),
    ("라이브톡", Kind::Call, &["시작", "종료"]),
    ("보이스룸", Kind::Call, &["시작", "종료"]),
    ("선착순 선물", Kind::RedPacket, &["", "도착", "종료", "보냈"]),
];

/// What is left of a message that was removed.
const DELETED: [&str; 4] =
    ["삭제된 메시지입니다.", "(삭제된 메시지입니다.)", "This message was deleted.", "Deleted message."];

/// Every word of the app.
pub(super) fn words() -> Vec<&'static str> {
    let named = WHOLE.iter().chain(&TITLED).map(|(word, ..)| *word);
    named.chain(BEGINNINGS.iter().map(|(word, ..)| *word)).chain(DELETED).collect()
}

/// True for what is left of a removed message.
pub(super) fn is_deleted(text: &str) -> bool {
    DELETED.contains(&text)
}

/// What a text stands for; `None` for a member's own words.
pub(super) fn placeholder(text: &str) -> Option<Placeholder> {
    if memchr::memchr(b'\n', text.as_bytes()).is_some() {
        return None;
    }
    if text.len() <= 24 {
        let word = counted(text);
        let (word, count) = word.unwrap_or((text, 1));
        if let Some((known, kind, file)) = WHOLE.iter().find(|(known, ..)| *known == word) {
            return Some(Placeholder { word: known, kind: *kind, file: *file, count, rest: 0..0 });
        }
    }
    // Most texts have no colon, which is seen fast.
    if memchr::memchr(b':', text.as_bytes()).is_some()
        && let Some((word, rest)) = text.split_once(": ")
        && let Some((known, kind, file)) = TITLED.iter().find(|(known, ..)| *known == word)
    {
        let rest = text.len() - rest.len()..text.len();
        return Some(Placeholder { word: known, kind: *kind, file: *file, count: 1, rest });
    }
    let (known, kind, _) = BEGINNINGS.iter().find(|(word, _, ends)| {
        text.strip_prefix(word).is_some_and(|rest| {
            let goes_on = |end: &&str| if end.is_empty() { rest.is_empty() } else { rest.contains(*end) };
            ends.iter().any(goes_on) && rest.chars().count() <= 24 || is_duration(rest)
        })
    })?;
    Some(Placeholder { word: known, kind: *kind, file: None, count: 1, rest: 0..0 })
}

/// `사진 2장`, `Photos 2`, `2 photos`.
fn counted(text: &str) -> Option<(&str, usize)> {
    let number = |digits: &str| digits.parse::<u8>().ok().map(usize::from).filter(|count| *count > 0);
    if let Some((word, count)) = text.rsplit_once(' ') {
        let count = count.strip_suffix(['장', '개']).unwrap_or(count);
        if let Some(count) = number(count) {
            return Some((word, count));
        }
        if let (Some(count), "photos" | "photo") = (number(word), text.rsplit(' ').next()?) {
            return Some(("Photos", count));
        }
    }
    None
}

/// ` 1:05`, how long a call took.
fn is_duration(text: &str) -> bool {
    let text = text.trim_start();
    text.contains(':') && text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_what_they_stand_for() {
        for (text, kind, count, rest) in [
            ("사진", Kind::Image, 1, ""),
            ("사진 12장", Kind::Image, 12, ""),
            ("2 photos", Kind::Image, 2, ""),
            ("동영상", Kind::Video, 1, ""),
            ("음성메시지", Kind::Voice, 1, ""),
            ("이모티콘", Kind::Sticker, 1, ""),
            ("파일: 보고서.pdf", Kind::File, 1, "보고서.pdf"),
            ("File: a: b.pdf", Kind::File, 1, "a: b.pdf"),
            ("지도: 서울 중구", Kind::Location, 1, "서울 중구"),
            ("톡게시판 '공지': 내일 6시", Kind::Announcement, 1, "내일 6시"),
            ("투표: 다음 책", Kind::Poll, 1, "다음 책"),
            ("보이스톡 0:35", Kind::Call, 1, ""),
            ("라이브톡 시작", Kind::Call, 1, ""),
            ("선착순 선물", Kind::RedPacket, 1, ""),
        ] {
            let found = placeholder(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.kind, found.count, &text[found.rest]), (kind, count, rest), "{text}");
        }
        for text in
            ["", "사진 좀", "사진이 좋다", "사진 0장", "파일 보고서", "사진\n사진", "보이스톡은 싫다", "보이스톡 12"]
        {
            assert_eq!(placeholder(text), None, "{text}");
        }
        assert!(is_deleted("삭제된 메시지입니다.") && !is_deleted("삭제된 메시지입니다. 왜?"));
    }
}
