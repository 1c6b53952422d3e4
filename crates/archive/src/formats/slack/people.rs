//! Who is who in a workspace: the rows of `users.json`.

use std::collections::HashMap;

use super::IdBasis;
use crate::json::Spanned;
use crate::model::{Member, MemberRole};

/// People by id.
#[derive(Default)]
pub(in crate::formats) struct People(HashMap<String, Member>);

impl People {
    /// Notes a row of `users.json`.
    pub fn add(&mut self, value: &Spanned<'_>) {
        let Some(id) = value.id("id") else { return };
        let nothing = Spanned { span: 0..0, value: crate::json::Value::Null };
        let profile = value.get("profile").unwrap_or(&nothing);
        let names = [
            profile.string("display_name"),
            profile.string("real_name").or_else(|| value.string("real_name")),
            value.string("name"),
            profile.string("email"),
        ];
        let mut names = names.into_iter().flatten().map(str::to_owned);
        let display_name = names.next();
        let mut aliases: Vec<String> = names.filter(|name| Some(name) != display_name.as_ref()).collect();
        aliases.dedup();
        let roles = [
            (["is_owner", "is_primary_owner"], MemberRole::Owner),
            (["is_admin", "is_admin"], MemberRole::Admin),
            (["is_restricted", "is_ultra_restricted"], MemberRole::Guest),
            (["is_bot", "is_bot"], MemberRole::Bot),
        ];
        let roles = roles.into_iter().filter(|(flags, _)| flags.iter().any(|flag| value.flag(flag)));
        let roles = roles.map(|(_, role)| role).collect();
        let member = Member { display_name, aliases, roles, ..Member::listed(0, id.clone(), IdBasis::Native) };
        self.0.insert(id, member);
    }

    /// Somebody as a member of a chat. Guests from other workspaces are in no list.
    pub fn member(&self, chat: u32, id: &str) -> Member {
        let known = self.0.get(id).cloned();
        Member { chat, ..known.unwrap_or_else(|| Member::listed(chat, id.to_owned(), IdBasis::Native)) }
    }

    /// The name of somebody.
    pub fn name(&self, id: &str) -> Option<&str> {
        self.0.get(id)?.display_name.as_deref()
    }

    /// True for a program.
    pub fn is_bot(&self, id: &str) -> bool {
        id == "USLACKBOT" || self.0.get(id).is_some_and(|member| member.roles.contains(&MemberRole::Bot))
    }
}
