use std::ops::Range;

use super::head::{Head, Who};

/// The message that is answered, in lines that begin with `> `; in bytes of the body.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Quote {
    /// Who wrote it; `None` where chatlog knows only that there is one.
    pub sender: Option<Who>,
    /// What was written, from the second line on, without the sign of the first.
    pub text: Range<usize>,
    /// Where the answer begins.
    pub end: usize,
}

const SIGN: &str = "> ";

impl Quote {
    /// `None` when the body begins with no quote. Lines a member begins with `> ` have no head above them.
    pub fn of(body: &str) -> Option<Self> {
        let first = body.strip_prefix(SIGN)?.lines().next()?;
        let break_at = |at: usize| body[at..].find('\n').map_or(body.len(), |n| at + n + 1);
        let start = break_at(0);
        if first == "[引用]" {
            return Some(Self { sender: None, text: start..start, end: start });
        }
        let sender = Head::of(first)?.sender.behind(SIGN.len());
        let mut end = start;
        while body[end..].starts_with(SIGN) {
            end = break_at(end);
        }
        let text = (start + SIGN.len()).min(end)..start.max(end - usize::from(body[..end].ends_with('\n')));
        let text = text.start..text.start + body[text].trim_end().len();
        Some(Self { sender: Some(sender), text, end })
    }
}

/// The text of a quote without the signs before its lines.
pub(super) fn unquoted(text: &str) -> String {
    let lines = text.lines().map(|line| line.strip_prefix(SIGN).unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes() {
        let told = |body: &str| {
            let quote = Quote::of(body)?;
            let sender = quote.sender.map(|sender| body[sender.id].to_owned());
            Some((sender, unquoted(&body[quote.text]), body[quote.end..].to_owned()))
        };
        let owned = |sender: Option<&str>, said: &str, text: &str| {
            Some((sender.map(str::to_owned), said.to_owned(), text.to_owned()))
        };
        for (body, expected) in [
            ("> 阿青(wxid_b1) 05-06 07:08:09\n> 早\r\n> 安\n也早", owned(Some("wxid_b1"), "早\n安", "也早")),
            ("> 阿青(wxid_b1) 05-06 07:08:09\n> 早", owned(Some("wxid_b1"), "早", "")),
            ("> 阿青(wxid_b1) 05-06 07:08:09", owned(Some("wxid_b1"), "", "")),
            ("> 阿青(wxid_b1) 05-06 07:08:09\n好", owned(Some("wxid_b1"), "", "好")),
            ("> [引用]\n好", owned(None, "", "好")),
            ("> 我觉得\n好", None),
            ("好", None),
        ] {
            assert_eq!(told(body), expected, "{body}");
        }
    }
}
