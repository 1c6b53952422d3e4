//! chatlog's JSON of group chats: their members, silent ones too, and who owns them.

use super::rosters;
use super::spec::{Body, ChatState, Dialect, Spec, Table};
use crate::detect::Evidence;
use crate::json::Spanned;
use crate::leaves::Role;
use crate::model::{Chat, ChatKind, IdBasis, Member, MemberRole, SourceZone};
use crate::{Capabilities, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "chatlog-rooms",
    capabilities: Capabilities { roles: Support::Typed, ..rosters::CAPABILITIES },
    sniff,
    body: Body::Document(&TABLE),
};

static TABLE: Table = Table {
    enter: &["", "items", "items[]", "items[].users"],
    data_keys: &[],
    records: &[],
    chats: &["items[]"],
    roles: &[
        ("items[].name", Role::ChatId),
        ("items[].owner", Role::MemberId),
        ("items[].users[].userName", Role::MemberId),
        ("items[].users[].displayName", Role::MemberAlias),
        ("items[].remark", Role::ChatName),
        ("items[].nickName", Role::ChatName),
        ("total", Role::Structure),
    ],
    reserved: &[],
    words: &[],
    system: |_| false,
    dialect: |_, _| {
        Box::new(Rooms { state: ChatState::new(Chat::new(0, "wechat", SourceZone::Utc)), next: 0, open: false })
    },
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    let signs = ["items[].name", "items[].owner", "items[].users"];
    let found = signs.iter().filter(|key| keys.has(key)).count();
    let room = keys.text("items[].name").is_some_and(|id| id.ends_with(super::wechat::ROOM));
    (found == signs.len()).then(|| {
        (if room { 0.95 } else { 0.6 }, format!("keys {}, the first name that of a group: {room}", signs.join(", ")))
    })
}

struct Rooms {
    state: ChatState,
    next: u32,
    /// A chat was begun; before the first there is none to tell of.
    open: bool,
}

impl Dialect for Rooms {
    fn enter(&mut self, path: &str) {
        if path == "items[]" {
            self.state = ChatState::new(Chat::new(self.next, "wechat", SourceZone::Utc));
            self.state.edit().kind = ChatKind::Group;
            self.next += 1;
            self.open = true;
        }
    }

    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        let text = || value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        match path {
            "items[].name" => self.state.edit().chat_id = text(),
            "items[].owner" => self.state.edit().owner_id = text(),
            "items[].nickName" => self.state.edit().name = text().or(self.state.chat.name.take()),
            "items[].remark" if self.state.chat.name.is_none() => self.state.edit().name = text(),
            "items[].users[]" => {
                let id = value.id("userName")?;
                let owner = self.state.chat.owner_id.as_deref() == Some(id.as_str());
                return Some(Member {
                    group_alias: value.string("displayName").map(str::to_owned),
                    roles: if owner { vec![MemberRole::Owner] } else { Vec::new() },
                    ..Member::listed(self.state.chat.ordinal, id, IdBasis::Native)
                });
            }
            _ => {}
        }
        None
    }

    fn chat(&mut self) -> Option<Chat> {
        if self.open { self.state.take() } else { None }
    }
}
