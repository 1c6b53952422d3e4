//! chatlog's CSV of group chats: which there are and who owns them. Nothing in it is quoted, so that a comma in a name
//! moves what follows; the id at the front and the owner at the end stand all the same.

use super::chats::Chats;
use super::rosters;
use super::spec::{Body, Dialect, Spec};
use super::wechat::ROOM;
use crate::detect::Evidence;
use crate::leaves::Role;
use crate::model::{Chat, ChatKind, IdBasis, Member, MemberRole, Provenance, SourceZone};
use crate::sheet::{Cells, Delimited, Origin, Sheet, Told};
use crate::{Capabilities, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "chatlog-rooms-csv",
    capabilities: Capabilities {
        roster: Support::No,
        silent_members: Support::No,
        roles: Support::Typed,
        ..rosters::CAPABILITIES
    },
    sniff,
    body: Body::Csv(sheet),
};

const NAME: usize = 0;
const REMARK: usize = 1;
const NICK_NAME: usize = 2;

const COLUMNS: [(&str, Role); 5] = [
    ("Name", Role::ChatId),
    ("Remark", Role::ChatName),
    ("NickName", Role::ChatName),
    ("Owner", Role::MemberId),
    ("UserCount", Role::Structure),
];

fn sheet(_: &ReadOptions) -> Sheet {
    Sheet {
        columns: Sheet::columns(&COLUMNS),
        required: COLUMNS.len(),
        cells: Delimited::Bare,
        preface: false,
        words: &[],
        dialect,
    }
}

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    super::header::sniff(evidence.rows(), &COLUMNS, 0.95)
}

fn dialect(_: &Origin<'_>) -> Box<dyn Dialect> {
    Box::new(Rooms { chats: Chats::new("wechat", SourceZone::Utc) })
}

struct Rooms {
    chats: Chats,
}

impl Dialect for Rooms {
    fn row(&mut self, cells: &Cells<'_>, _: Provenance) -> Result<Told, &'static str> {
        let id = cells.get(NAME).filter(|id| id.ends_with(ROOM)).ok_or("a row without the id of a group")?;
        let [.., owner, count] = &cells.all[..] else { return Err("a row that is cut off") };
        if cells.all.len() < COLUMNS.len() || !count.bytes().all(|byte| byte.is_ascii_digit()) || count.is_empty() {
            return Err("a row that is cut off");
        }
        let owner = Some(owner.to_string()).filter(|id| !id.is_empty() && !id.contains(char::is_whitespace));
        let whole = cells.all.len() == COLUMNS.len();
        let chat = self.chats.of(id, |chat| {
            (chat.chat_id, chat.kind, chat.owner_id) = (Some(id.to_owned()), ChatKind::Group, owner.clone());
            if whole {
                chat.name = cells.text(NICK_NAME).or_else(|| cells.text(REMARK));
            }
        });
        if !whole {
            return Err("a group in whose name is a comma, so that nobody can tell its name");
        }
        let member = |id| Member { roles: vec![MemberRole::Owner], ..Member::listed(chat, id, IdBasis::Native) };
        Ok(owner.map_or(Told::Chat, |id| Told::Member(member(id))))
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chats.take()
    }
}
