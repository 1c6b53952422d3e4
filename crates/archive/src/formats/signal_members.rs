//! signal-export's `members.csv`: who is in a group, by telephone number. The other groups somebody is in say who they
//! are, and are never kept.

use super::chats::Chats;
use super::names::id_of_name;
use super::rosters;
use super::spec::{Body, Dialect, Spec};
use crate::detect::Evidence;
use crate::leaves::{Role, TimeForm};
use crate::model::{Chat, ChatKind, IdBasis, Member, Provenance, SourceZone};
use crate::sheet::{Cells, Delimited, Origin, Sheet, Told};
use crate::{Capabilities, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "signal-members",
    capabilities: Capabilities { stable_ids: Support::Observed, ..rosters::CAPABILITIES },
    sniff,
    body: Body::Csv(sheet),
};

const GROUP_NAME: usize = 0;
const NAME: usize = 4;
const DISPLAY_NAME: usize = 5;
const NUMBER: usize = 6;

const COLUMNS: [(&str, Role); 8] = [
    ("group_name", Role::ChatName),
    ("exported_by", Role::MemberName),
    ("exported_on", Role::Time(TimeForm::Ymd)),
    ("num_shared_groups", Role::Structure),
    ("name", Role::MemberName),
    ("display_name", Role::MemberAlias),
    ("number", Role::MemberId),
    ("other_groups", Role::Secret),
];

fn sheet(_: &ReadOptions) -> Sheet {
    Sheet {
        columns: Sheet::columns(&COLUMNS),
        required: COLUMNS.len(),
        cells: Delimited::Quoted,
        preface: false,
        words: &[],
        dialect,
    }
}

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    super::header::sniff(evidence.rows(), &COLUMNS, 0.97)
}

fn dialect(_: &Origin<'_>) -> Box<dyn Dialect> {
    Box::new(Members { chats: Chats::new("signal", SourceZone::Naive) })
}

struct Members {
    chats: Chats,
}

impl Dialect for Members {
    fn row(&mut self, cells: &Cells<'_>, _: Provenance) -> Result<Told, &'static str> {
        let group = cells.get(GROUP_NAME).ok_or("a row without a group")?;
        let number = cells.get(NUMBER).map(id_of_name).filter(|(_, basis)| *basis == IdBasis::Phone);
        let name = cells.get(NAME).or_else(|| cells.get(DISPLAY_NAME));
        let (id, basis) = number.or_else(|| name.map(id_of_name)).ok_or("a row without a number and a name")?;
        let chat = self.chats.of(group, |chat| {
            (chat.name, chat.kind) = (Some(group.to_owned()), ChatKind::Group);
        });
        Ok(Told::Member(Member {
            display_name: name.map(str::to_owned),
            aliases: cells.text(DISPLAY_NAME).into_iter().collect(),
            ..Member::listed(chat, id, basis)
        }))
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chats.take()
    }
}
