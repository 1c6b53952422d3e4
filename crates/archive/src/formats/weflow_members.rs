//! The members of a group as WeFlow's interface answers: silent ones too, and who owns it.

use super::rosters;
use super::spec::{Body, ChatState, Dialect, Spec, Table};
use crate::detect::Evidence;
use crate::json::{Spanned, Value};
use crate::leaves::{Role, TimeForm};
use crate::model::{Chat, ChatKind, IdBasis, Member, MemberRole, SourceZone};
use crate::{Capabilities, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "weflow-members",
    capabilities: Capabilities { roles: Support::Typed, ..rosters::CAPABILITIES },
    sniff,
    body: Body::Document(&TABLE),
};

static TABLE: Table = Table {
    enter: &["", "members"],
    data_keys: &[],
    records: &[],
    chats: &[],
    roles: &[
        ("success", Role::Structure),
        ("chatroomId", Role::ChatId),
        ("count", Role::Structure),
        ("fromCache", Role::Structure),
        ("updatedAt", Role::Time(TimeForm::UnixMillis)),
        ("members[].wxid", Role::MemberId),
        ("members[].displayName", Role::MemberName),
        ("members[].nickname", Role::MemberName),
        ("members[].remark", Role::MemberAlias),
        ("members[].alias", Role::MemberId),
        ("members[].groupNickname", Role::MemberAlias),
        ("members[].avatar", Role::Avatar),
        ("members[].avatarUrl", Role::Avatar),
        ("members[].isOwner", Role::Structure),
        ("members[].isFriend", Role::Structure),
        ("members[].messageCount", Role::Structure),
    ],
    reserved: &[],
    words: &[],
    system: |_| false,
    dialect: |_, _| {
        let mut chat = Chat::new(0, "wechat", SourceZone::Utc);
        chat.kind = ChatKind::Group;
        Box::new(Members { state: ChatState::new(chat) })
    },
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    let signs = ["chatroomId", "members", "members[].wxid", "members[].isOwner", "members[].isFriend"];
    let found = signs.iter().filter(|key| keys.has(key)).count();
    (keys.has("chatroomId") && keys.has("members[].wxid"))
        .then(|| (0.4 + 0.11 * found as f64, format!("{found} of {}", signs.join(", "))))
}

struct Members {
    state: ChatState,
}

impl Dialect for Members {
    fn header(&mut self, path: &str, _key: Option<&str>, value: &Spanned<'_>) -> Option<Member> {
        match path {
            "chatroomId" => self.state.edit().chat_id = value.as_str().map(str::to_owned),
            "updatedAt" => {
                let at = if let Value::Number(digits) = &value.value { digits.parse().ok() } else { None };
                self.state.edit().exported_at_ms = at.and_then(super::moment::epoch).map(|at| at.ms);
            }
            "members[]" => {
                let id = value.id("wxid")?;
                let is_owner = value.get("isOwner").is_some_and(|flag| matches!(flag.value, Value::Bool(true)));
                if is_owner {
                    self.state.edit().owner_id = Some(id.clone());
                }
                let name = |key| value.string(key).map(str::to_owned);
                return Some(Member {
                    display_name: name("nickname").or_else(|| name("displayName")),
                    group_alias: name("groupNickname"),
                    remark: name("remark"),
                    aliases: [name("displayName"), name("alias")].into_iter().flatten().collect(),
                    roles: if is_owner { vec![MemberRole::Owner] } else { Vec::new() },
                    ..Member::listed(0, id, IdBasis::Native)
                });
            }
            _ => {}
        }
        None
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}
