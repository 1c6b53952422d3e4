use super::{Table, listed, named};
use crate::model::{EventType, Party};

/// The verb stands at the end, and "hat" or "hast" behind who acts.
pub(super) const TABLE: Table = &[
    (EventType::Create, None, r"〈A〉 (?:hat|hast) die Gruppe(?: 〈V〉)? erstellt\.?"),
    (EventType::Create, None, r"〈A〉 (?:hat|hast) diese Gruppe erstellt\.?"),
    (
        EventType::Topic,
        None,
        r"〈A〉 (?:hat|hast) die (?:Gruppenbeschreibung|Beschreibung (?:der|dieser) Gruppe) (?:geändert|gelöscht|entfernt)\.?.*",
    ),
    (
        EventType::Avatar,
        None,
        r"〈A〉 (?:hat|hast) das (?:Gruppenbild|Bild (?:der|dieser) Gruppe|Gruppen-Icon) (?:geändert|gelöscht|entfernt)\.?",
    ),
    (EventType::Invite, None, r"〈A〉 (?:hat|hast) 〈T〉 hinzugefügt\.?"),
    (EventType::Invite, None, r"〈T〉 (?:wurde|wurdest) hinzugefügt\.?"),
    (
        EventType::Join,
        None,
        r"〈T〉 (?:ist|bist) (?:(?:dieser|der) Gruppe )?(?:mithilfe|mit Hilfe|mittels) (?:des|eines) Einladungslinks (?:(?:dieser|der) Gruppe )?beigetreten\.?",
    ),
    (
        EventType::Join,
        None,
        r"〈T〉 (?:ist|bist) (?:(?:dieser|der) Gruppe )?(?:über|per|mit) (?:den |einen |einem |dem )?Einladungslink (?:(?:dieser|der) Gruppe )?beigetreten\.?",
    ),
    (EventType::Join, None, r"〈T〉 (?:ist|bist) (?:dieser Gruppe )?(?:über die|aus der) Community beigetreten\.?"),
    (EventType::Join, None, r"〈T〉 (?:ist|bist) (?:der|dieser) Gruppe beigetreten\.?"),
    (EventType::Leave, None, r"〈T〉 (?:hat|hast) die Gruppe verlassen\.?"),
    (EventType::Kick, None, r"〈A〉 (?:hat|hast) 〈T〉 entfernt\.?"),
    (EventType::Kick, None, r"〈T〉 (?:wurde|wurdest) entfernt\.?"),
    (
        EventType::Rename,
        None,
        r"〈A〉 (?:hat|hast) den (?:Betreff|Gruppennamen)(?: von 〈Q〉)? (?:zu|in|auf) 〈V〉 geändert\.?",
    ),
    (EventType::RoleChange, Some("admin"), r"〈T〉 (?:ist|bist) jetzt (?:ein |eine )?(?:Gruppen-?)?[Aa]dmin\.?"),
    (EventType::RoleChange, Some("member"), r"〈T〉 (?:ist|bist) (?:kein|keine) (?:Gruppen-?)?[Aa]dmin mehr\.?"),
    (EventType::RoleChange, Some("member"), r"〈T〉 (?:ist|bist) nicht mehr (?:Gruppen-?)?[Aa]dmin\.?"),
    (EventType::Nick, None, r"〈T〉 (?:hat|hast) (?:die|seine|ihre|deine) Telefonnummer (?:gewechselt|geändert)\b.*"),
    (EventType::Nick, None, r"〈T〉 (?:hat|hast) zu 〈W〉 gewechselt\.?"),
    (EventType::Pin, None, r"〈A〉 (?:hat|hast) eine Nachricht (?:fixiert|angeheftet|angepinnt)\.?"),
    (
        EventType::Settings,
        None,
        r"〈A〉 (?:hat|hast) (?:selbstlöschende Nachrichten|die Admin-Genehmigung) .*(?:aktiviert|deaktiviert)\b.*",
    ),
    (EventType::Settings, None, r"〈A〉 (?:hat|hast) selbstlöschende Nachrichten (?:aktiviert|deaktiviert)\b.*"),
    (
        EventType::Settings,
        None,
        r"〈A〉 (?:hat|hast) (?:den Nachrichten-?[Tt]imer|die Dauer (?:der|für) selbstlöschende[nr]? Nachrichten) (?:aktualisiert|geändert)\b.*",
    ),
    (
        EventType::Settings,
        None,
        r"〈A〉 (?:hat|hast) die (?:Gruppeneinstellungen|Einstellungen (?:der|dieser) Gruppe) (?:geändert|so geändert)\b.*",
    ),
    (
        EventType::Settings,
        None,
        r"〈A〉 (?:hat|hast) den Einladungslink (?:der|dieser) Gruppe (?:zurückgesetzt|geändert)\.?",
    ),
];

/// One of these stands in each of the sentences.
pub(super) const SIGNS: &[&str] = &[" hat ", " hast ", " ist ", " bist ", " wurde"];

pub(super) fn party(text: &str) -> Party {
    named(text, &["Du", "du", "dich", "Dich"])
}

pub(super) fn parties(text: &str) -> Vec<Party> {
    listed(text, " und ", party)
}
