use super::{Table, listed, named};
use crate::model::{EventType, Party};

pub(super) const TABLE: Table = &[
    (EventType::Create, None, r"〈A〉 (?:a|avez) créé le groupe(?: 〈V〉)?\.?"),
    (EventType::Create, None, r"〈A〉 (?:a|avez) créé ce groupe\.?"),
    (EventType::Topic, None, r"〈A〉 (?:a|avez) (?:changé|modifié|supprimé) la description (?:du|de ce) groupe\.?.*"),
    (
        EventType::Avatar,
        None,
        r"〈A〉 (?:a|avez) (?:changé|modifié|supprimé) (?:l['’]icône|l['’]image|la photo) (?:du|de ce) groupe\.?",
    ),
    (EventType::Invite, None, r"〈A〉 (?P<target>vous) a ajouté(?:e|\(e\))?\.?"),
    (EventType::Invite, None, r"〈A〉 (?:a|avez) ajouté 〈T〉\.?"),
    (EventType::Invite, None, r"〈T〉 (?:a|avez) été ajouté(?:e|\(e\))?\.?"),
    (
        EventType::Join,
        None,
        r"〈T〉 (?:a|avez) rejoint (?:le groupe )?(?:via|en utilisant|grâce à|à l['’]aide de|à l['’]aide d['’]) ?(?:le |un |du )?lien d['’]invitation(?: (?:du|de ce) groupe)?\.?",
    ),
    (EventType::Join, None, r"〈T〉 (?:a|avez) rejoint (?:le groupe )?(?:depuis|via) la communauté\.?"),
    (EventType::Join, None, r"〈T〉 (?:a|avez) rejoint le groupe\.?"),
    (EventType::Leave, None, r"〈T〉 (?:a|avez) quitté(?: le groupe)?\.?"),
    (EventType::Leave, None, r"〈T〉 (?:est|êtes) parti(?:e|\(e\))?\.?"),
    (EventType::Kick, None, r"〈A〉 (?P<target>vous) a (?:retiré|exclu|supprimé)(?:e|\(e\))?(?: du groupe)?\.?"),
    (EventType::Kick, None, r"〈A〉 (?:a|avez) retiré 〈T〉\.?"),
    (EventType::Kick, None, r"〈A〉 (?:a|avez) exclu 〈T〉\.?"),
    (EventType::Kick, None, r"〈T〉 (?:a|avez) été (?:retiré|exclu)(?:e|\(e\))?\.?"),
    (
        EventType::Rename,
        None,
        r"〈A〉 (?:a|avez) (?:changé|modifié) le (?:sujet|nom)(?: du groupe)?(?: de 〈Q〉)? (?:en|à|pour|par) 〈V〉\.?",
    ),
    (
        EventType::RoleChange,
        Some("admin"),
        r"〈T〉 (?:est|êtes) (?:maintenant|à présent|désormais) (?:un |une )?admin(?:istrateur|istratrice)?\.?",
    ),
    (
        EventType::RoleChange,
        Some("member"),
        r"〈T〉 n['’](?:est|êtes) plus (?:un |une )?admin(?:istrateur|istratrice)?\.?",
    ),
    (EventType::Nick, None, r"〈T〉 (?:a|avez) changé (?:de|son|votre) numéro(?: de téléphone)?\b.*"),
    (EventType::Nick, None, r"〈T〉 est passée?(?:\(e\))? au (?P<value>\+[\d\s()\-]{6,24})\.?"),
    (EventType::Pin, None, r"〈A〉 (?:a|avez) épinglé un message\.?"),
    (
        EventType::Settings,
        None,
        r"〈A〉 (?:a|avez) (?:activé|désactivé|mis à jour) (?:les messages éphémères|la durée des messages éphémères|le minuteur|l['’]approbation).*",
    ),
    (
        EventType::Settings,
        None,
        r"〈A〉 (?:a|avez) (?:changé|modifié|réinitialisé) (?:les paramètres|les réglages|le lien d['’]invitation) (?:du|de ce) groupe.*",
    ),
];

/// One of these stands in each of the sentences.
pub(super) const SIGNS: &[&str] = &["é", "rejoint", "exclu", " mis à ", " est ", "êtes "];

pub(super) fn party(text: &str) -> Party {
    named(text, &["Vous", "vous"])
}

pub(super) fn parties(text: &str) -> Vec<Party> {
    listed(text, " et ", party)
}
