use super::{Table, listed, named};
use crate::model::{EventType, Party};

pub(super) const TABLE: Table = &[
    (EventType::Create, None, r"〈A〉 created (?:this |the )?group(?: 〈V〉)?\.?"),
    (
        EventType::Topic,
        None,
        r"〈A〉 (?:changed|deleted|removed) (?:the|this) group(?:'s|’s)? description\.?(?: Tap to view\.?)?",
    ),
    (EventType::Avatar, None, r"〈A〉 (?:changed|deleted|removed) (?:the|this) group(?:'s|’s)? (?:icon|photo)\.?"),
    (EventType::Invite, None, r"(?P<target>You) were added\.?"),
    (EventType::Invite, None, r"〈A〉 added 〈T〉\.?"),
    (
        EventType::Join,
        None,
        r"〈T〉 joined (?:using|via) (?:this group(?:'s|’s)|a group|your|the|an?) (?:invite )?link\.?",
    ),
    (EventType::Join, None, r"〈T〉 joined from the community\.?"),
    (EventType::Join, None, r"〈T〉 (?:was added|joined the group)\.?"),
    (EventType::Leave, None, r"〈T〉 left(?: the group)?\.?"),
    (EventType::Kick, None, r"(?P<target>You) were removed\.?"),
    (EventType::Kick, None, r"〈T〉 was removed\.?"),
    (EventType::Kick, None, r"〈A〉 removed 〈T〉\.?"),
    (EventType::Rename, None, r"〈A〉 changed the (?:subject|group name)(?: from 〈Q〉)? to 〈V〉\.?"),
    (EventType::RoleChange, Some("admin"), r"(?P<target>You)(?:'re|’re| are) now an admin\.?"),
    (EventType::RoleChange, Some("admin"), r"〈T〉 is now an admin\.?"),
    (EventType::RoleChange, Some("admin"), r"〈A〉 made 〈T〉 an admin\.?"),
    (EventType::RoleChange, Some("member"), r"(?P<target>You)(?:'re|’re| are) no longer an admin\.?"),
    (EventType::RoleChange, Some("member"), r"〈T〉 is no longer an admin\.?"),
    (EventType::RoleChange, Some("member"), r"〈A〉 dismissed 〈T〉 as admin\.?"),
    (EventType::Nick, None, r"〈T〉 changed their phone number\b.*"),
    (EventType::Nick, None, r"〈T〉 changed to 〈W〉\.?"),
    (EventType::Pin, None, r"〈A〉 pinned a message\.?"),
    (
        EventType::Settings,
        None,
        r"〈A〉 (?:changed (?:the|this) group(?:'s|’s)? settings|turned (?:on|off) (?:disappearing messages|admin approval)).*",
    ),
    (EventType::Settings, None, r"〈A〉 changed the settings so .*"),
    (
        EventType::Settings,
        None,
        r"〈A〉 (?:updated the message timer|changed this group(?:'s|’s) invite link|reset this group(?:'s|’s) invite link|uses a default timer|set disappearing messages).*",
    ),
    (EventType::Call, None, r"(?:Missed )?(?:[Gg]roup )?(?:[Vv]oice|[Vv]ideo) call(?:[,.• ].*)?"),
    (EventType::Call, None, r"〈A〉 started a (?:voice |video )?call\.?"),
];

pub(super) fn party(text: &str) -> Party {
    named(text, &["You", "you"])
}

pub(super) fn parties(text: &str) -> Vec<Party> {
    listed(text, " and ", party)
}
