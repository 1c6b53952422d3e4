use super::{Table, listed, named};
use crate::model::{EventType, Party};

/// Of Brazil and of Portugal, where the verb alone may say that it is "you".
pub(super) const TABLE: Table = &[
    (EventType::Create, None, r"〈A〉 criou o grupo(?: 〈V〉)?\.?"),
    (EventType::Create, None, r"〈A〉 criou este grupo\.?"),
    (EventType::Create, None, r"(?P<actor>Criou) (?:o|este) grupo(?: 〈V〉)?\.?"),
    (EventType::Topic, None, r"〈A〉 (?:mudou|alterou|apagou) a descrição (?:do|deste) grupo\.?.*"),
    (
        EventType::Avatar,
        None,
        r"〈A〉 (?:mudou|alterou|apagou|removeu) (?:a imagem|a foto|o ícone) (?:do|deste) grupo\.?",
    ),
    (EventType::Invite, None, r"〈T〉 foi adicionad[oa](?:\(a\))?(?: ao grupo)?\.?"),
    (EventType::Invite, None, r"〈A〉 adicionou 〈T〉\.?"),
    (EventType::Invite, None, r"(?P<actor>Adicionou) 〈T〉\.?"),
    (
        EventType::Join,
        None,
        r"〈T〉 entrou (?:no grupo )?(?:usando|através de|através do|por meio do|com) (?:um |o )?(?:link|convite|hiperligação de convite)(?: de convite)?(?: deste grupo| do grupo)?\.?",
    ),
    (
        EventType::Join,
        None,
        r"〈T〉 entrou (?:neste grupo )?(?:através da|pela|por meio da|a partir da|na) comunidade\.?",
    ),
    (EventType::Join, None, r"〈T〉 entrou no grupo\.?"),
    (EventType::Leave, None, r"〈T〉 saiu(?: do grupo)?\.?"),
    (EventType::Leave, None, r"(?P<target>Saiu)(?: do grupo)?\.?"),
    (EventType::Kick, None, r"〈T〉 foi removid[oa](?:\(a\))?(?: do grupo)?\.?"),
    (EventType::Kick, None, r"〈A〉 removeu 〈T〉\.?"),
    (EventType::Kick, None, r"(?P<actor>Removeu) 〈T〉\.?"),
    (EventType::Rename, None, r"〈A〉 (?:mudou|alterou) o (?:nome|assunto)(?: do grupo)?(?: de 〈Q〉)? para 〈V〉\.?"),
    (
        EventType::RoleChange,
        Some("admin"),
        r"(?:Agora )?(?P<target>[Vv]ocê)(?: agora)? é (?:um |uma )?admin(?:istrador|istradora|istrador\(a\))?(?: do grupo)?\.?",
    ),
    (
        EventType::RoleChange,
        Some("admin"),
        r"〈T〉 agora é (?:um |uma )?admin(?:istrador|istradora|istrador\(a\))?(?: do grupo)?\.?",
    ),
    (
        EventType::RoleChange,
        Some("admin"),
        r"〈T〉 é agora (?:um |uma )?admin(?:istrador|istradora|istrador\(a\))?(?: do grupo)?\.?",
    ),
    (
        EventType::RoleChange,
        Some("member"),
        r"〈T〉 não é mais (?:um |uma )?admin(?:istrador|istradora|istrador\(a\))?(?: do grupo)?\.?",
    ),
    (
        EventType::RoleChange,
        Some("member"),
        r"〈T〉 já não é (?:um |uma )?admin(?:istrador|istradora|istrador\(a\))?(?: do grupo)?\.?",
    ),
    (EventType::Nick, None, r"〈T〉 mudou (?:de|o|o seu|seu) número(?: de telefone| de telemóvel)?\b.*"),
    (EventType::Nick, None, r"〈T〉 mudou para (?P<value>\+[\d\s()\-\u{2011}]{6,24}|\+[\d\s()\-]{6,24})\.?"),
    (EventType::Pin, None, r"〈A〉 (?:fixou|afixou) uma mensagem\.?"),
    (
        EventType::Settings,
        None,
        r"〈A〉 (?:ativou|desativou|atualizou) (?:as mensagens temporárias|a duração das mensagens temporárias|o temporizador|a aprovação).*",
    ),
    (
        EventType::Settings,
        None,
        r"〈A〉 (?:mudou|alterou|redefiniu|repôs) (?:as configurações|as definições|o link de convite) (?:do|deste) grupo.*",
    ),
];

/// One of these stands in each of the sentences.
pub(super) const SIGNS: &[&str] = &[
    "criou",
    "Criou",
    "icionou ",
    "emoveu ",
    "entrou ",
    "saiu",
    "Saiu",
    "mudou ",
    "alterou ",
    "tivou ",
    "apagou ",
    "tualizou ",
    "redefiniu ",
    "repôs ",
    "fixou ",
    " foi ",
    " é ",
];

pub(super) fn party(text: &str) -> Party {
    named(text, &["Você", "você", "Tu", "tu", "Criou", "Adicionou", "Saiu", "Removeu"])
}

pub(super) fn parties(text: &str) -> Vec<Party> {
    listed(text, " e ", party)
}
