use std::ops::Range;

use jiff::civil::DateTime;

use super::line::{Dated, Head, Shape, banner};
use crate::lines::Lines;
use crate::stream::open;
use crate::{Error, Unit};

/// What stands above the records.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// How many lines it is, blank ones between included.
    pub lines: u64,
    pub title: Option<String>,
    pub saved: Option<DateTime>,
    /// How the records begin.
    pub shape: Option<Shape>,
}

/// How far the first record is looked for.
const FAR: usize = 100;

impl Header {
    /// Reads the first lines of a file.
    pub fn of(unit: &Unit) -> Result<Self, Error> {
        let mut lines = Lines::new(open(unit)?);
        let mut first = Vec::new();
        while first.len() < FAR
            && let Some(line) = lines.next().map_err(|source| Error::read(&unit.name(), source))?
        {
            first.push(String::from_utf8_lossy(line.raw).into_owned());
        }
        Ok(Self::told(&first))
    }

    /// What the first lines tell.
    pub fn told(lines: &[String]) -> Self {
        let mut header = Self::default();
        let start = lines.iter().position(|line| banner(line).is_some() || Head::of(line).is_some());
        let above = &lines[..start.unwrap_or(lines.len()).min(6)];
        for (number, line) in above.iter().enumerate() {
            let known = if let Some((_, at)) = saved(line) {
                header.saved = at;
                true
            } else {
                let title = title(line).map(|title| line[title].to_owned());
                let found = title.is_some();
                header.title = header.title.or(title);
                found
            };
            // Whatever stands above a line of the header belongs to it, as a name of the file or of the chat.
            header.lines = if known { number as u64 + 1 } else { header.lines };
        }
        header.shape = start.and_then(|start| {
            let head = lines[start..].iter().find_map(|line| Head::of(line)).map(|head| head.shape);
            if banner(&lines[start]).is_some() { Some(Shape::Brackets) } else { head }
        });
        let bare = above.iter().take(usize::try_from(header.lines).unwrap_or(0)).find(|line| !line.trim().is_empty());
        let names = |line: &&String| saved(line).is_none() && file(line).is_none();
        if let Some(bare) = bare.filter(|line| header.title.is_none() && names(line)) {
            header.title = Some(bare.trim().to_owned());
        }
        header
    }

    /// The chat's name, and how many members the title counts: only the phones' titles in Korean do.
    pub fn name(&self) -> (Option<&str>, Option<u32>) {
        let Some(title) = self.title.as_deref() else { return (None, None) };
        let counted = title
            .rsplit_once(' ')
            .filter(|_| self.shape == Some(Shape::Dated(super::line::Style::Korean)))
            .and_then(|(name, count)| Some((name, count.parse().ok()?)));
        counted.map_or((Some(title), None), |(name, count)| (Some(name), Some(count)))
    }
}

/// Where the chat's name, perhaps with the number of its members, stands in a title.
pub(super) fn title(line: &str) -> Option<Range<usize>> {
    let line = line.trim_end();
    let start = line.len() - line.trim_start_matches('\u{feff}').len();
    let name = &line[start..];
    let inner = [
        " 님과 카카오톡 대화",
        "님과 카카오톡 대화",
        " 님과의 카카오톡 대화",
        "님과의 카카오톡 대화",
        " 카카오톡 대화",
    ]
    .iter()
    .chain(&[" with KakaoTalk Chats", " KakaoTalk Chats"])
    .find_map(|end| name.strip_suffix(end))
    .map(|inner| start..start + inner.len());
    let english = name.strip_prefix("KakaoTalk Chats with ").map(|inner| line.len() - inner.len()..line.len());
    english.or(inner).filter(|span| !span.is_empty())
}

/// Where the time stands in the name of the file, with which iOS begins: `Talk_2026.2.10 08:50-1.txt`.
pub(super) fn file(line: &str) -> Option<Range<usize>> {
    let start = line.find("Talk_").filter(|start| line[..*start].trim_start_matches('\u{feff}').is_empty())? + 5;
    let end = line.trim_end().strip_suffix(".txt")?.rfind('-')?;
    let time = line.get(start..end)?;
    let figures = |byte: u8| byte.is_ascii_digit() || b". :_".contains(&byte);
    (!time.is_empty() && time.bytes().all(figures)).then_some(start..end)
}

/// When the file was saved: where that stands, and the moment.
pub(super) fn saved(line: &str) -> Option<(Range<usize>, Option<DateTime>)> {
    let text = ["저장한 날짜 : ", "저장한 날짜: ", "Date Saved : ", "Date Saved: "]
        .iter()
        .find_map(|words| line.strip_prefix(words))?;
    let found = Dated::of(text);
    let start = line.len() - text.len();
    Some((start..start + text.trim_end().len(), found.and_then(|found| found.moment())))
}

#[cfg(test)]
mod tests {
    use super::super::line::Style;
    use super::*;

    #[test]
    fn headers_of_many_versions() {
        for (text, lines, name, count, saved, shape) in [
            (
                "방 2 님과 카카오톡 대화\n저장한 날짜 : 2026년 2월 8일 오후 3:19\n\n\n2026년 2월 8일 오후 3:17\n2026년 2월 8일 오후 3:17, A : b",
                2,
                Some("방"),
                Some(2),
                Some("2026-02-08T15:19:00"),
                Some(Shape::Dated(Style::Korean)),
            ),
            (
                "Talk_2026.2.10 08:50-1.txt\n저장한 날짜 : 2026. 2. 10. 오후 12:16\n꿀성경 님과 카카오톡 대화\n2026. 2. 1. 오후 12:16, A : b",
                3,
                Some("꿀성경"),
                None,
                Some("2026-02-10T12:16:00"),
                Some(Shape::Dated(Style::Dotted)),
            ),
            (
                "Room 2 님과 카카오톡 대화\n저장한 날짜 : 2026-03-01 21:10:05\n--------------- 2026년 3월 1일 일요일 ---------------\n[A] [오후 1:00] b",
                2,
                Some("Room 2"),
                None,
                Some("2026-03-01T21:10:05"),
                Some(Shape::Brackets),
            ),
            (
                "KakaoTalk Chats with A / B\nDate Saved : July 1, 2023 at 3:05\u{202f}PM\n\nJuly 1, 2023 at 3:05\u{202f}PM, A : b",
                2,
                Some("A / B"),
                None,
                Some("2023-07-01T15:05:00"),
                Some(Shape::Dated(Style::English)),
            ),
            ("Talk_2026.2.10 08:50-1.txt\nDate Saved : 어제\n", 2, None, None, None, None),
            ("Date Saved : ", 1, None, None, None, None),
            ("저장한 이름\n저장한 날짜 : 어제\n", 2, Some("저장한 이름"), None, None, None),
            ("hello\n2026. 2. 1. 오후 12:16, A : b", 0, None, None, None, Some(Shape::Dated(Style::Dotted))),
            ("", 0, None, None, None, None),
        ] {
            let header = Header::told(&text.lines().map(str::to_owned).collect::<Vec<_>>());
            let at = header.saved.map(|at| at.to_string());
            assert_eq!((header.lines, header.name(), at.as_deref()), (lines, (name, count), saved), "{text}");
            assert_eq!(header.shape, shape, "{text}");
        }
    }
}
