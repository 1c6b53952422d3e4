use std::ops::Range;

use super::{OWN, SYSTEM};
use crate::formats::dated::{Dated, dated_at_end};

/// A name and its id, in bytes of the text they stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Who {
    pub name: Option<Range<usize>>,
    pub id: Range<usize>,
}

/// `名字(wxid) [群(id@chatroom)] 05-06 07:08:09`, in bytes of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub sender: Who,
    /// There only when several chats were asked for.
    pub room: Option<Who>,
    pub time: Dated,
}

impl Who {
    /// `名字(id)` or a bare id, which has no blanks. Names may hold brackets; the last pair is the id's.
    fn of(text: &str) -> Option<Self> {
        if let Some(inner) = text.strip_suffix(')')
            && let Some(open) = inner.rfind('(').filter(|open| *open > 0)
            && is_id(&inner[open + 1..])
        {
            return Some(Self { name: Some(0..open), id: open + 1..inner.len() });
        }
        is_id(text).then_some(Self { name: None, id: 0..text.len() })
    }

    /// The same for a text that begins at this place.
    pub fn behind(self, start: usize) -> Self {
        let on = |span: Range<usize>| span.start + start..span.end + start;
        Self { name: self.name.map(on), id: on(self.id) }
    }
}

fn is_id(text: &str) -> bool {
    let signs = |byte: u8| byte.is_ascii_alphanumeric() || b"_-@.".contains(&byte);
    text == OWN
        || text == SYSTEM
        || (text.len() >= 4 && text.bytes().all(signs) && text.bytes().any(|byte| byte.is_ascii_alphabetic()))
}

impl Head {
    /// `None` when the line does not begin a record.
    pub fn of(line: &str) -> Option<Self> {
        let time = dated_at_end(line)?;
        let before = line[..time.span.start].strip_suffix(' ').filter(|before| !before.ends_with(' '))?;
        if let Some(open) = before.strip_suffix(']').and_then(|before| before.rfind(" ["))
            && let Some(room) = Who::of(&before[open + 2..before.len() - 1])
            && let Some(sender) = Who::of(&before[..open])
        {
            return Some(Self { sender, room: Some(room.behind(open + 2)), time });
        }
        Some(Self { sender: Who::of(before)?, room: None, time })
    }

    /// True when the room speaks. It has no name before its word, and members have; nobody's id is that word.
    pub fn is_system(&self, line: &str) -> bool {
        self.sender.name.is_none() && line[self.sender.id.clone()] == *SYSTEM
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let told = |line: &str| {
            let head = Head::of(line)?;
            let who = |who: &Who| {
                let name = who.name.clone().map(|name| format!("{}/", &line[name])).unwrap_or_default();
                format!("{name}{}", &line[who.id.clone()])
            };
            let room = head.room.as_ref().map(|room| format!(" in {}", who(room))).unwrap_or_default();
            Some(format!("{}{room} at {}", who(&head.sender), &line[head.time.span]))
        };
        for (line, expected) in [
            ("阿青(wxid_aqing) 05-06 07:08:09", Some("阿青/wxid_aqing at 05-06 07:08:09")),
            ("阿青(早)(wxid_aqing) 07:08:09", Some("阿青(早)/wxid_aqing at 07:08:09")),
            ("林语(我) 05-06 07:08:09", Some("林语/我 at 05-06 07:08:09")),
            ("系统消息 05-06 07:08:09", Some("系统消息 at 05-06 07:08:09")),
            ("系统消息(wxid_x1) 05-06 07:08:09", Some("系统消息/wxid_x1 at 05-06 07:08:09")),
            (
                "wxid_b [晨读 会(1@chatroom)] 2024-05-06 07:08:09",
                Some("wxid_b in 晨读 会/1@chatroom at 2024-05-06 07:08:09"),
            ),
            ("阿青 07:08:09", None),
            ("阿青(早) 07:08:09", None),
            ("阿青(wxid_aqing)  07:08:09", None),
            ("2024-05-06 07:08:09", None),
            ("现在是 05-06 07:08:09", None),
        ] {
            assert_eq!(told(line).as_deref(), expected, "{line}");
        }
    }
}
