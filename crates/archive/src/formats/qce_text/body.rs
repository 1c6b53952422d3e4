use std::ops::Range;

pub(super) const TIME: &str = "时间: ";
pub(super) const TEXT: &str = "内容: ";
pub(super) const FILES: &str = "资源: ";
pub(super) const MENTIONS: &str = "提及: ";
pub(super) const ANSWER: &str = "回复: ";

/// The parts of a message, in bytes of its text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// The group's title for the member, without its brackets.
    pub title: Option<Range<usize>>,
    pub name: Range<usize>,
    pub time: Range<usize>,
    /// What was written, on one line or many.
    pub text: Option<Range<usize>>,
    /// Kind and name of each file.
    pub files: Vec<(Range<usize>, Range<usize>)>,
    /// Names.
    pub mentions: Vec<Range<usize>>,
    /// Whom the message answers, and what was said there.
    pub answer: Option<(Range<usize>, Range<usize>)>,
}

impl Parts {
    /// `None` when there is no time below the name. What follows the text has no mark of its own: a member who ends a
    /// text with `提及: …` is taken at the word.
    pub fn of(text: &str) -> Option<Self> {
        let mut lines = spans(text);
        let first = lines.next()?;
        let mut parts = Self { name: first.start..first.end - 1, ..Self::default() };
        if let Some(rest) = text[parts.name.clone()].strip_prefix('[')
            && let Some(n) = rest.find("] ")
        {
            parts.title = Some(1..n + 1);
            parts.name.start = n + 3;
        }
        let time = lines.next()?;
        let start = time.start + text[time.clone()].strip_prefix(TIME).map(|_| TIME.len())?;
        parts.time = start..start + text[start..time.end].trim_end().len();
        let mut rest: Vec<Range<usize>> = lines.collect();
        while rest.last().is_some_and(|line| text[line.clone()].trim().is_empty()) {
            rest.pop();
        }
        parts.take_answer(text, &mut rest);
        parts.take_mentions(text, &mut rest);
        parts.take_files(text, &mut rest);
        if let Some(start) = rest.iter().position(|line| text[line.clone()].starts_with(TEXT)) {
            let end = rest.last().map_or(0, |line| line.end);
            parts.text = Some(rest[start].start + TEXT.len()..end);
        }
        Some(parts)
    }

    /// `回复: 05-06 07:08 名字 - …`, whose text may have several lines.
    fn take_answer(&mut self, text: &str, rest: &mut Vec<Range<usize>>) {
        let found = rest.iter().rposition(|line| {
            let line = &text[line.clone()];
            line.starts_with(ANSWER) && line.contains(" - ")
        });
        let Some(at) = found else { return };
        let start = rest[at].start + ANSWER.len();
        let end = rest.last().map_or(start, |line| line.end);
        let Some(middle) = text[start..rest[at].end].find(" - ") else { return };
        let mut sender = start..start + middle;
        if is_short_time(&text[sender.clone()]) {
            sender.start += SHORT_TIME;
        }
        self.answer = Some((sender, start + middle + 3..end));
        rest.truncate(at);
    }

    fn take_mentions(&mut self, text: &str, rest: &mut Vec<Range<usize>>) {
        let Some(line) = rest.last().filter(|line| text[(*line).clone()].starts_with(MENTIONS)).cloned() else {
            return;
        };
        let mut start = line.start + MENTIONS.len();
        for name in text[start..line.end].split(", ") {
            if !name.trim().is_empty() {
                self.mentions.push(start..start + name.len());
            }
            start += name.len() + 2;
        }
        rest.pop();
    }

    /// `资源: 2 个文件` and so many lines `  - kind: name`.
    fn take_files(&mut self, text: &str, rest: &mut Vec<Range<usize>>) {
        let listed = rest.iter().rev().take_while(|line| text[(**line).clone()].starts_with("  - ")).count();
        let Some(at) = rest.len().checked_sub(listed + 1) else { return };
        if text[rest[at].clone()] != format!("{FILES}{listed} 个文件") {
            return;
        }
        for line in &rest[at + 1..] {
            let start = line.start + 4;
            let kind = text[start..line.end].find(": ").map_or(0, |n| n);
            self.files.push((start..start + kind, (start + kind + 2).min(line.end)..line.end));
        }
        rest.truncate(at);
    }
}

/// Length of `05-06 07:08 `.
const SHORT_TIME: usize = 12;

fn is_short_time(text: &str) -> bool {
    let form = |byte: u8| if byte.is_ascii_digit() { b'0' } else { byte };
    text.bytes().take(SHORT_TIME).map(form).eq(*b"00-00 00:00 ")
}

/// The lines of a text, without their breaks.
fn spans(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split('\n').map(move |line| {
        let span = start..start + line.strip_suffix('\r').unwrap_or(line).len();
        start += line.len() + 1;
        span
    })
}
