use std::sync::LazyLock;

use super::{Template, certain};
use crate::model::{Event, EventType, Party};

/// The sentences of WhatsApp in English and Chinese. `〈A〉` and `〈T〉` stand for names, which are not quoted; names that
/// hold a quote sign match no template, so that a group's name cannot play a sentence about its members.
const TABLE: &[(EventType, Option<&str>, &str)] = &[
    (EventType::EncryptionNotice, None, r"Messages (?:and calls|to this (?:chat|group)).{0,40}end-to-end encrypt.*"),
    (EventType::EncryptionNotice, None, r"Your security code with .+ changed.*"),
    (EventType::EncryptionNotice, None, r"(?:消息和通话|信息和通话|此对话中的消息).{0,20}端到端加密.*"),
    (EventType::EncryptionNotice, None, r"(?:訊息和通話|此對話的訊息).{0,20}端(?:到|對)端加密.*"),
    (EventType::Create, None, r#"〈A〉 created (?:this )?group(?: ["“](?P<value>.+)["”])?\.?"#),
    (
        EventType::Create,
        None,
        r#"〈A〉 ?(?:创建了群组|创建了此群组|建立了群組|已建立群組)(?: ?["“「](?P<value>.+)["”」])?。?"#,
    ),
    (EventType::Topic, None, r"〈A〉 (?:changed|deleted|removed) (?:the|this) group(?:'s|’s)? description\.?"),
    (EventType::Topic, None, r"〈A〉 ?(?:更改了群组描述|已變更群組說明|更改了群组说明)。?"),
    (EventType::Avatar, None, r"〈A〉 (?:changed|deleted|removed) (?:the|this) group(?:'s|’s)? (?:icon|photo)\.?"),
    (EventType::Avatar, None, r"〈A〉 ?(?:更改了群组图标|更改了群组头像|已變更群組圖示)。?"),
    (EventType::Invite, None, r"(?P<target>You) were added\.?"),
    (EventType::Invite, None, r"〈A〉 added 〈T〉\.?"),
    (EventType::Invite, None, r"〈A〉 ?(?:添加了|新增了|已新增|已添加) ?〈T〉。?"),
    (EventType::Join, None, r"〈T〉 joined using (?:this group's|this group’s|a group|your|an?) (?:invite )?link\.?"),
    (EventType::Join, None, r"〈T〉 joined from the community\.?"),
    (EventType::Join, None, r"〈T〉 (?:was added|joined the group)\.?"),
    (
        EventType::Join,
        None,
        r"〈T〉 ?(?:已?(?:使用|通过|透過)(?:此|本)?群[组組]的?邀[请請](?:链接|連結)加入(?:了?群[组組])?)。?",
    ),
    (EventType::Leave, None, r"〈T〉 left(?: the group)?\.?"),
    (EventType::Leave, None, r"〈T〉 ?(?:退出了群组|已退出群组|已退出|已離開群組|已離開|離開了群組)。?"),
    (EventType::Kick, None, r"(?P<target>You) were removed\.?"),
    (EventType::Kick, None, r"〈A〉 removed 〈T〉\.?"),
    (EventType::Kick, None, r"〈A〉 ?(?:移除了|已移除) ?〈T〉。?"),
    (EventType::Kick, None, r"〈A〉 ?已?[将將] ?〈T〉 ?移[出除](?:了?(?:此|本)?群[组組])?。?"),
    (EventType::Kick, None, r"〈T〉 ?已?被 ?〈A〉 ?移[出除](?:了?(?:此|本)?群[组組])?。?"),
    (
        EventType::Rename,
        None,
        r#"〈A〉 changed the (?:subject|group name)(?: from ["“].*["”])? to ["“](?P<value>.+)["”]\.?"#,
    ),
    (
        EventType::Rename,
        None,
        r#"〈A〉 ?(?:将群组名称|已將群組名稱|将主题|將群組名稱)(?:从["“「].*["”」])?(?:更改为|改为|變更為|改為) ?["“「](?P<value>.+)["”」]。?"#,
    ),
    (EventType::RoleChange, Some("admin"), r"(?P<target>You)(?:'re|’re| are) now an admin\.?"),
    (EventType::RoleChange, Some("admin"), r"〈T〉 is now an admin\.?"),
    (EventType::RoleChange, Some("member"), r"(?P<target>You)(?:'re|’re| are) no longer an admin\.?"),
    (EventType::RoleChange, Some("member"), r"〈T〉 is no longer an admin\.?"),
    (EventType::RoleChange, Some("admin"), r"〈T〉 ?(?:现在是管理员|已成为管理员|現在是管理員)。?"),
    (EventType::Pin, None, r"〈A〉 pinned a message\.?"),
    (EventType::Pin, None, r"〈A〉 ?(?:置顶了一条消息|已置頂訊息)。?"),
    (
        EventType::Settings,
        None,
        r"〈A〉 (?:changed (?:the|this) group(?:'s|’s)? settings|turned (?:on|off) (?:disappearing messages|admin approval)).*",
    ),
    (
        EventType::Settings,
        None,
        r"〈A〉 (?:updated the message timer|changed this group(?:'s|’s) invite link|reset this group(?:'s|’s) invite link).*",
    ),
    (EventType::Call, None, r"(?:Missed )?(?:group )?(?:voice|video) call.*"),
];

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| Template::compile(TABLE, expand));

fn expand(pattern: &str) -> String {
    pattern.replace("〈A〉", r#"(?P<actor>[^\n"“”「」]+?)"#).replace("〈T〉", r#"(?P<target>[^\n"“”「」]+?)"#)
}

/// What a sentence of the room says.
pub(crate) fn whatsapp(sentence: &str) -> Event {
    let sentence = sentence.trim_matches(|c: char| c.is_whitespace() || INVISIBLE.contains(&c));
    certain(&TEMPLATES, sentence, party, parties)
}

/// True for the notice that opens a chat; on iOS it stands under the group's own name.
pub(crate) fn encryption_notice(sentence: &str) -> bool {
    whatsapp(sentence).event == EventType::EncryptionNotice
}

/// True when what stands before a colon is the beginning of a sentence that quotes a group's name, so that the colon
/// belongs to that name.
pub(crate) fn quotes_a_name(before_colon: &str, sentence: &str) -> bool {
    before_colon.contains(['"', '“', '「']) && matches!(whatsapp(sentence).event, EventType::Create | EventType::Rename)
}

/// Marks that turn the direction of writing; WhatsApp puts them around names.
pub(crate) const INVISIBLE: [char; 9] =
    ['\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];

fn party(text: &str) -> Party {
    let text = text.trim_matches(|c: char| c.is_whitespace() || INVISIBLE.contains(&c));
    match text {
        "You" | "you" | "你" | "您" => Party::exporter(),
        name => Party::named(name.strip_prefix('~').map_or(name, str::trim_start)),
    }
}

fn parties(text: &str) -> Vec<Party> {
    let (start, last) = text.rsplit_once(" and ").unwrap_or((text, ""));
    let names = if last.is_empty() || start.contains(", ") || !last.contains(' ') { [start, last] } else { [text, ""] };
    names
        .iter()
        .flat_map(|part| part.split(", "))
        .flat_map(|part| part.split('、'))
        .filter(|part| !part.trim().is_empty())
        .map(party)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(TEMPLATES.len(), TABLE.len());
    }

    #[test]
    fn sentences_become_events() {
        for (sentence, expected) in [
            (
                "Messages and calls are end-to-end encrypted. No one outside of this chat can read them.",
                "EncryptionNotice  >  = ",
            ),
            ("消息和通话已进行端到端加密。", "EncryptionNotice  >  = "),
            ("+12 345 578 created group \"Groupname\"", "Create +12 345 578 >  = Groupname"),
            ("You were added", "Invite  > - = "),
            ("\u{200e}Rudi added you", "Invite Rudi > - = "),
            ("Rudi added Ana, Bo and Cy", "Invite Rudi > Ana,Bo,Cy = "),
            ("~\u{202f}Bo joined using this group's invite link", "Join  > Bo = "),
            ("Ana left", "Leave  > Ana = "),
            ("Rudi removed Bo", "Kick Rudi > Bo = "),
            ("Rudi changed the group name from \"A: b\" to \"Re: c\"", "Rename Rudi >  = Re: c"),
            ("You're now an admin", "RoleChange  > - = admin"),
            ("Ana is now an admin", "RoleChange  > Ana = admin"),
            ("林语 添加了 阿青、老周", "Invite 林语 > 阿青,老周 = "),
            ("阿青 退出了群组", "Leave  > 阿青 = "),
            ("方既明已将郑木兰移出", "Kick 方既明 > 郑木兰 = "),
            ("方既明 將 郑木兰 移出此群組", "Kick 方既明 > 郑木兰 = "),
            ("郑木兰已被方既明移出群组", "Kick 方既明 > 郑木兰 = "),
            ("方既明已添加郑木兰", "Invite 方既明 > 郑木兰 = "),
            ("林语 将群组名称更改为“晨读会”", "Rename 林语 >  = 晨读会"),
            ("You left", "Leave  > - = "),
            ("You removed Bo", "Kick - > Bo = "),
            ("Ana removed the group icon", "Avatar Ana >  = "),
            ("Ana deleted the group description", "Topic Ana >  = "),
            ("You changed this group's icon", "Avatar - >  = "),
            ("Rudi created group \"Ana left\"", "Create Rudi >  = Ana left"),
            ("Rudi added Tom and Jerry", "Invite Rudi > Tom,Jerry = "),
            ("\u{2068}~\u{a0}Bo\u{2069} left", "Leave  > Bo = "),
            ("Bo joined from the community", "Join  > Bo = "),
            ("Missed voice call", "Call  >  = "),
            ("Your security code with Bo changed. Tap to learn more.", "EncryptionNotice  >  = "),
            ("阿青 使用此群组的邀请链接加入了群组", "Join  > 阿青 = "),
            ("林语 将 老周 移出群组", "Kick 林语 > 老周 = "),
            ("阿青 现在是管理员", "RoleChange  > 阿青 = admin"),
            ("You are no longer an admin", "RoleChange  > - = member"),
            ("something else", "Unknown  >  = "),
            ("", "Unknown  >  = "),
        ] {
            assert_eq!(told(&whatsapp(sentence)), expected, "{sentence}");
        }
    }

    #[test]
    fn a_name_cannot_play_a_sentence() {
        for (sentence, expected) in [
            // Somebody is called "Rudi added Bo", "Rudi removed Bo" or "Bo left", and leaves, is added or removed.
            ("Rudi added Bo left", "Unknown  >  = "),
            ("Rudi removed Bo left", "Unknown  >  = "),
            ("Rudi added Bo left", "Unknown  >  = "),
            ("Rudi removed Cy added Bo", "Unknown  >  = "),
            ("Bo is now an admin left", "Leave  > Bo is now an admin = "),
            // The group is called so.
            ("Ana changed the subject to \"Rudi added Bo\"", "Rename Ana >  = Rudi added Bo"),
            ("Ana changed the group name from \"Rudi removed Bo\" to \"x\"", "Rename Ana >  = x"),
            ("Ana created group \"Rudi added Bo\"", "Create Ana >  = Rudi added Bo"),
            // Names with quotes match nothing.
            ("Bo \"Bobby\" left", "Unknown  >  = "),
            ("Ana left\nBo left", "Unknown  >  = "),
        ] {
            assert_eq!(told(&whatsapp(sentence)), expected, "{sentence}");
        }
    }

    #[test]
    fn a_colon_inside_a_quoted_name_does_not_end_a_sender() {
        assert!(quotes_a_name("Rudi changed the subject to \"Re", "Rudi changed the subject to \"Re: c\""));
        assert!(!quotes_a_name("Rudi", "Rudi: he created group \"x\""));
        assert!(!quotes_a_name("Ann \"Annie\"", "Ann \"Annie\": Rudi created group \"x\""));
        assert!(!quotes_a_name("Bo 6\"", "Bo 6\": Rudi changed the subject to \"x\""));
    }
}
