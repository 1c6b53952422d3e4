//! chatlog's CSV of contacts: the exporter's address book, not a list of a group's members. Nothing in it is quoted, so
//! that a comma in a name moves what follows; such a row is not understood.

use super::rosters;
use super::spec::{Body, ChatState, Dialect, Spec};
use super::wechat::ROOM;
use crate::detect::Evidence;
use crate::leaves::Role;
use crate::model::{Chat, IdBasis, ListBasis, Member, Provenance, SourceZone};
use crate::sheet::{Cells, Delimited, Origin, Sheet, Told};
use crate::{Capabilities, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "chatlog-contacts",
    capabilities: Capabilities { roster: Support::Observed, silent_members: Support::No, ..rosters::CAPABILITIES },
    sniff,
    body: Body::Csv(sheet),
};

const USER_NAME: usize = 0;
const ALIAS: usize = 1;
const REMARK: usize = 2;
const NICK_NAME: usize = 3;
const AVATAR: usize = 4;

const REQUIRED: usize = 4;

/// Forks add the last one.
const COLUMNS: [(&str, Role); 5] = [
    ("UserName", Role::MemberId),
    ("Alias", Role::MemberId),
    ("Remark", Role::MemberAlias),
    ("NickName", Role::MemberName),
    ("AvatarURL", Role::Avatar),
];

fn sheet(_: &ReadOptions) -> Sheet {
    Sheet {
        columns: Sheet::columns(&COLUMNS),
        required: REQUIRED,
        cells: Delimited::Bare,
        preface: false,
        words: &[],
        dialect,
    }
}

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    super::header::sniff(evidence.rows(), &COLUMNS, 0.95)
        .or_else(|| super::header::sniff(evidence.rows(), &COLUMNS[..REQUIRED], 0.95))
}

fn dialect(_: &Origin<'_>) -> Box<dyn Dialect> {
    Box::new(Contacts { state: ChatState::new(Chat::new(0, "wechat", SourceZone::Utc)) })
}

struct Contacts {
    state: ChatState,
}

impl Dialect for Contacts {
    fn row(&mut self, cells: &Cells<'_>, _: Provenance) -> Result<Told, &'static str> {
        if cells.all.len() != cells.width() {
            return Err("a row in which a name holds a comma or a line break, so that nobody can tell which");
        }
        let id = cells.text(USER_NAME).filter(|id| !id.contains(char::is_whitespace)).ok_or("a row without an id")?;
        if id.ends_with(ROOM) {
            return Ok(Told::Chat);
        }
        // Where avatars are listed, theirs repeat the id and so confirm that nothing has moved.
        if cells.get(AVATAR).is_some_and(|avatar| avatar.starts_with("/avatar/") && !avatar.ends_with(&id)) {
            return Err("a row whose last cell is not of its first");
        }
        Ok(Told::Member(Member {
            display_name: cells.text(NICK_NAME),
            remark: cells.text(REMARK),
            aliases: cells.text(ALIAS).into_iter().collect(),
            list_basis: ListBasis::Observed,
            ..Member::listed(0, id, IdBasis::Native)
        }))
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}
