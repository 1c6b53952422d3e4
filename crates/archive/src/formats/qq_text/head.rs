use std::ops::Range;

use crate::formats::dated::{Dated, dated_by};
use crate::model::IdBasis;

/// Ids under which QQ itself speaks.
const SYSTEM: [&str; 2] = ["10000", "1000000"];

/// The name it uses then.
pub(super) const SYSTEM_NAME: &str = "系统消息";

/// The line a record begins with, in bytes of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::formats) struct Head {
    /// When it was sent.
    pub at: Dated,
    /// Who sent it.
    pub sender: Sender,
}

/// A sender as QQ writes one, in bytes of the text it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::formats) struct Sender {
    /// The group's title for the member, without its brackets.
    pub tag: Option<Range<usize>>,
    /// The name on the group card; may be empty.
    pub name: Range<usize>,
    /// The QQ number or e-mail address.
    pub id: Option<(Range<usize>, IdBasis)>,
}

impl Head {
    /// `None` when the line does not begin a record. `twelve`: the file's clock has twelve hours.
    pub fn of(line: &str, twelve: bool) -> Option<Self> {
        // Most lines are told by their first bytes.
        if !line.as_bytes().first()?.is_ascii_digit() {
            return None;
        }
        let at = dated_by(line, twelve)?;
        let start = at.span.end + 1;
        let rest = line.get(start..).filter(|_| line.as_bytes()[at.span.end] == b' ')?;
        let rest = rest.trim_end();
        (!rest.is_empty()).then(|| Self { at, sender: Sender::of(rest).behind(start) })
    }
}

impl Sender {
    /// `【管理员】名字(10001)`, `名字<a@example.org>` or a bare name. Names hold brackets too, so the last pair is the id's.
    pub fn of(text: &str) -> Self {
        let number = |id: &str| (5..=12).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
        let bracketed = |open: char, close: char| {
            let start = text.strip_suffix(close)?.rfind(open)?;
            Some((start, start + 1..text.len() - 1))
        };
        let found = bracketed('(', ')')
            .filter(|(_, id)| number(&text[id.clone()]))
            .map(|(end, id)| (end, (id, IdBasis::Native)))
            .or_else(|| {
                let (end, id) = bracketed('<', '>').filter(|(_, id)| text[id.clone()].contains('@'))?;
                Some((end, (id, IdBasis::Email)))
            });
        let Some((end, id)) = found else { return Self { tag: None, name: 0..text.len(), id: None } };
        // Only groups give titles, and in groups everybody has an id.
        let tag = text[..end]
            .strip_prefix('【')
            .and_then(|rest| rest.find('】'))
            .map(|n| '【'.len_utf8()..'【'.len_utf8() + n);
        let start = tag.as_ref().map_or(0, |tag| tag.end + '】'.len_utf8());
        Self { tag, name: start..end, id: Some(id) }
    }

    /// The same for a text that begins at this place.
    pub fn behind(self, start: usize) -> Self {
        let on = |span: Range<usize>| span.start + start..span.end + start;
        Self { tag: self.tag.map(on), name: on(self.name), id: self.id.map(|(id, basis)| (on(id), basis)) }
    }

    /// True when QQ itself speaks; `line` is the text the sender stands in. Nobody else has such an id, and a member
    /// called like this has an own id behind the name; only in chats without ids could a friend take that name.
    pub fn is_system(&self, line: &str) -> bool {
        let id = self.id.as_ref().map(|(id, _)| &line[id.clone()]);
        id.is_some_and(|id| SYSTEM.contains(&id)) && self.tag.is_none() && line[self.name.clone()] == *SYSTEM_NAME
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders() {
        let told = |text: &str| {
            let sender = Sender::of(text);
            let part = |span: &Range<usize>| text[span.clone()].to_owned();
            (sender.tag.as_ref().map(part), part(&sender.name), sender.id.map(|(id, _)| part(&id)))
        };
        let some = |text: &str| Some(text.to_owned());
        for (text, tag, name, id) in [
            ("阿青(10001)", None, "阿青", some("10001")),
            ("【管理员】阿青(10001)", some("管理员"), "阿青", some("10001")),
            ("【群主】【老周】(1000001)", some("群主"), "【老周】", some("1000001")),
            ("阿青(早起)(10001)", None, "阿青(早起)", some("10001")),
            ("系统消息(10000)(1234567)", None, "系统消息(10000)", some("1234567")),
            ("(31646)", None, "", some("31646")),
            ("Mei<mei@example.org>", None, "Mei", some("mei@example.org")),
            ("Mei <3>", None, "Mei <3>", None),
            ("阿青(早起)", None, "阿青(早起)", None),
            ("【群主】阿青", None, "【群主】阿青", None),
            ("阿青(１２３４５)", None, "阿青(１２３４５)", None),
        ] {
            assert_eq!(told(text), (tag, name.to_owned(), id), "{text}");
        }
        for (text, system) in [
            ("系统消息(10000)", true),
            ("系统消息(1000000)", true),
            ("系统消息(1000001)", false),
            ("【群主】系统消息(10000)", false),
            ("阿青(10000)", false),
            ("系统消息(10000)(1234567)", false),
        ] {
            assert_eq!(Sender::of(text).is_system(text), system, "{text}");
        }
    }

    #[test]
    fn heads() {
        let head = Head::of("2019-07-16 18:15:05 【群主】林语(10001) ", false).unwrap();
        assert_eq!(head.sender, Sender::of("【群主】林语(10001)").behind(20));
        for line in ["2019-07-16 18:15:05", "2019-07-16 18:15:05 ", "2019-07-16 18:15:05阿青", "阿青", ""] {
            assert_eq!(Head::of(line, false), None, "{line}");
        }
    }
}
