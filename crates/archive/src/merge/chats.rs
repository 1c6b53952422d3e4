//! Which chats of several sources are one, and what is known of it.

use std::collections::{BTreeMap, BTreeSet};

use super::people::{People, Votes};
use super::{Merge, Part};
use crate::Error;
use crate::model::{Chat, ChatKind, IdBasis, ListBasis, Member};
use crate::survey::ChatSurvey;

/// Messages that chats of one name have to share to be one.
const PROOF: u64 = 3;

/// The chats of all sources, those that are one in one list.
pub(super) fn grouped(merge: &Merge, one_chat: bool) -> Result<Vec<Vec<Part>>, Error> {
    let mut groups: Vec<Vec<Part>> = Vec::new();
    for (source, survey) in merge.surveys.iter().enumerate() {
        for ordinal in survey.chats.keys() {
            let part = Part { source, ordinal: *ordinal };
            let mut home = None;
            for (at, group) in groups.iter().enumerate() {
                if one_chat || same_chat(merge, group, part)? {
                    home = Some(at);
                    break;
                }
            }
            match home {
                Some(at) => groups[at].push(part),
                None => groups.push(vec![part]),
            }
        }
    }
    Ok(groups)
}

fn survey(merge: &Merge, part: Part) -> &ChatSurvey {
    &merge.surveys[part.source].chats[&part.ordinal]
}

/// True when nothing that is known of two chats of two sources speaks against their being one: platform and id are equal
/// or, where one has no id, platform and name. With equal names alone, [`Merge`] still asks for messages that both have.
#[must_use]
pub fn may_be_one(one: &Chat, other: &Chat) -> bool {
    one.platform == other.platform
        && match (&one.chat_id, &other.chat_id) {
            (Some(a), Some(b)) => a == b,
            _ => one.name.is_some() && one.name == other.name,
        }
}

fn same_chat(merge: &Merge, group: &[Part], part: Part) -> Result<bool, Error> {
    let other = &survey(merge, part).chat;
    let mut asked = false;
    for one in group.iter().map(|one| &survey(merge, *one).chat) {
        let may = may_be_one(one, other);
        if one.platform == other.platform && one.chat_id.is_some() && other.chat_id.is_some() {
            return Ok(may);
        }
        asked |= may;
    }
    if !asked {
        return Ok(false);
    }
    for one in group {
        if one.source != part.source && overlap(merge, *one, part)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// True when two chats have enough messages in common to be one: three or more, or all that the smaller one has.
fn overlap(merge: &Merge, one: Part, other: Part) -> Result<bool, Error> {
    let parts = [(one.source, survey(merge, one)), (other.source, survey(merge, other))];
    let fewer = parts.iter().map(|(_, survey)| survey.messages).min().unwrap_or(0);
    let (Some(a), Some(b)) = (parts[0].1.span(), parts[1].1.span()) else { return Ok(false) };
    // A minute more on both sides: their clocks may differ in how fine they are.
    if fewer == 0 || a.0 > b.1 + 60_000 || b.0 > a.1 + 60_000 {
        return Ok(false);
    }
    let mut votes = Votes::default();
    let mut buckets = merge.buckets(&parts);
    while let Some(bucket) = buckets.next()? {
        votes.note(&bucket);
        if votes.coincidences >= PROOF.min(fewer) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes over what only the other source knows of a chat.
pub(super) fn fill(chat: &mut Chat, other: Chat) {
    chat.chat_id = chat.chat_id.take().or(other.chat_id);
    chat.name = chat.name.take().or(other.name);
    chat.topic = chat.topic.take().or(other.topic);
    chat.owner_id = chat.owner_id.take().or(other.owner_id);
    if chat.kind == ChatKind::Unknown {
        chat.kind = other.kind;
    }
    // Two exporters are nobody's one exporter.
    if chat.exported_by != other.exported_by {
        chat.exported_by = None;
    }
    chat.exported_at_ms = chat.exported_at_ms.max(other.exported_at_ms);
}

/// Everybody in a chat, by the id they have in all sources.
pub(super) fn members(people: &People, parts: &[(usize, &ChatSurvey)]) -> Vec<Member> {
    let mut members: BTreeMap<String, (Member, BTreeSet<String>)> = BTreeMap::new();
    let mut remarks: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (place, (_, survey)) in parts.iter().enumerate() {
        let mut everybody: Vec<_> = survey.people.iter().collect();
        everybody.sort_by_key(|(id, _)| id.as_str());
        for (id, person) in everybody {
            let (id, basis) = people.id(place, id, person.basis);
            let (member, names) = members.entry(id.clone()).or_insert_with(|| (observed(&id, basis), BTreeSet::new()));
            names.extend(person.names.iter().cloned());
            if let Some(listed) = &person.listed {
                list(member, listed);
                remarks.entry(id).or_default().extend(listed.remark.clone());
            }
            let [name, alias] = &person.last;
            member.display_name = member.display_name.take().or_else(|| name.clone());
            member.group_alias = member.group_alias.take().or_else(|| alias.clone());
        }
    }
    let finish = |(mut member, mut names): (Member, BTreeSet<String>)| {
        for name in [&member.display_name, &member.group_alias, &member.remark].into_iter().flatten() {
            names.remove(name);
        }
        // A remark is one exporter's private name for somebody, and no alias of theirs.
        let private = remarks.get(&member.member_id);
        member.aliases =
            names.into_iter().filter(|name| private.is_none_or(|private| !private.contains(name))).collect();
        member
    };
    members.into_values().map(finish).collect()
}

fn observed(id: &str, basis: IdBasis) -> Member {
    Member {
        chat: 0,
        member_id: id.to_owned(),
        id_basis: basis,
        display_name: None,
        group_alias: None,
        remark: None,
        aliases: Vec::new(),
        roles: Vec::new(),
        joined_at_ms: None,
        left_at_ms: None,
        list_basis: ListBasis::Observed,
    }
}

fn list(member: &mut Member, listed: &Member) {
    member.display_name = listed.display_name.clone().or(member.display_name.take());
    member.group_alias = listed.group_alias.clone().or(member.group_alias.take());
    member.remark = listed.remark.clone().or(member.remark.take());
    member.joined_at_ms = member.joined_at_ms.or(listed.joined_at_ms);
    member.left_at_ms = member.left_at_ms.or(listed.left_at_ms);
    member.list_basis = ListBasis::Roster;
    for role in &listed.roles {
        if !member.roles.contains(role) {
            member.roles.push(role.clone());
        }
    }
}
