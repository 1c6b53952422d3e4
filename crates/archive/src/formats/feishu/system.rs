//! Notices: a template and what is put into it. The template is Feishu's own, so that no name can play another notice.

use crate::json::{Spanned, Value};
use crate::model::{Event, EventType, Party};

/// Words of a template, in the languages Feishu writes, and what it then tells. The first that matches counts.
const TEMPLATES: [(&[&str], EventType); 9] = [
    (&["administrator", "管理员", "new owner", "group owner to", "转让", "成为群主", "新群主"], EventType::RoleChange),
    (&["invited", "added", "邀请", "招待"], EventType::Invite),
    (&["removed", "移出", "移除", "削除"], EventType::Kick),
    (&["joined", "加入", "参加"], EventType::Join),
    (&["left the", "退出", "退室"], EventType::Leave),
    (&["group name", "群名", "グループ名"], EventType::Rename),
    (&["disbanded", "dissolved", "解散"], EventType::Dissolve),
    (&["announcement", "群公告"], EventType::Announce),
    (&["pinned", "置顶"], EventType::Pin),
];

/// The notice a system message is.
pub(super) fn event(content: Option<&Spanned<'_>>) -> Event {
    let Some(content) = content else { return Event::of(EventType::Unknown) };
    let template = content.string("template").unwrap_or_default().to_lowercase();
    let known = TEMPLATES.iter().find(|(words, _)| words.iter().any(|word| template.contains(word)));
    let event = known.map_or(EventType::Unknown, |(_, event)| *event);
    let names = |key: &str| -> Vec<Party> { values(content, key).into_iter().map(Party::named).collect() };
    let mut from = names("from_user");
    let to = names("to_chatters");
    let told = Event::of(event);
    match event {
        // Whoever joins or leaves is the subject where nobody else is named.
        EventType::Join | EventType::Leave if to.is_empty() => told.to(from),
        EventType::RoleChange => {
            let owner = ["owner", "群主", "转让"].iter().any(|word| template.contains(word));
            let taken = ["removed", "取消", "撤销", "no longer"].iter().any(|word| template.contains(word));
            let role = if owner { "owner" } else { "admin" };
            Event { actor: from.pop(), value: Some(if taken { "member" } else { role }.to_owned()), ..told.to(to) }
        }
        EventType::Rename => {
            let name = values(content, "group_name").into_iter().next();
            Event { actor: from.pop(), value: name, ..told }
        }
        _ => Event { actor: from.pop(), ..told.to(to) },
    }
}

/// The template with everything put in.
pub(super) fn sentence(content: &Spanned<'_>) -> Option<String> {
    let mut text = content.string("template")?.to_owned();
    let Value::Object(entries) = &content.value else { return None };
    for entry in entries.iter().filter(|entry| entry.key != "template") {
        text = text.replace(&format!("{{{}}}", entry.key), &values(content, &entry.key).join(", "));
    }
    Some(text)
}

/// The texts under a key, of which there may be one or a list.
fn values(content: &Spanned<'_>, key: &str) -> Vec<String> {
    let one = content.string(key).map(str::to_owned);
    let list = content.list(key).iter().filter_map(|value| value.as_str().map(str::to_owned));
    one.into_iter().chain(list).filter(|text| !text.is_empty()).collect()
}
