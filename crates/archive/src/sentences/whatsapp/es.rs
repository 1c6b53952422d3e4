use super::{Table, listed, named};
use crate::model::{EventType, Party};

/// Of Spain and of America. Where the verb alone says that it is "you", it stands for who acts.
pub(super) const TABLE: Table = &[
    (EventType::Create, None, r"〈A〉 creó el grupo(?: 〈V〉)?\.?"),
    (EventType::Create, None, r"〈A〉 creó este grupo\.?"),
    (EventType::Create, None, r"(?P<actor>Creaste) el grupo(?: 〈V〉)?\.?"),
    (EventType::Create, None, r"(?P<actor>Creaste) este grupo\.?"),
    (EventType::Topic, None, r"〈A〉 (?:cambió|eliminó|modificó) la descripción (?:del|de este) grupo\.?.*"),
    (EventType::Topic, None, r"(?P<actor>Cambiaste|Eliminaste) la descripción (?:del|de este) grupo\.?.*"),
    (
        EventType::Avatar,
        None,
        r"〈A〉 (?:cambió|eliminó) (?:el ícono|el icono|la imagen|la foto) (?:del|de este) grupo\.?",
    ),
    (
        EventType::Avatar,
        None,
        r"(?P<actor>Cambiaste|Eliminaste) (?:el ícono|el icono|la imagen|la foto) (?:del|de este) grupo\.?",
    ),
    (EventType::Invite, None, r"〈A〉 (?P<target>te) añadió\.?"),
    (EventType::Invite, None, r"〈A〉 (?P<target>te) agregó\.?"),
    (EventType::Invite, None, r"〈A〉 añadió a 〈T〉\.?"),
    (EventType::Invite, None, r"〈A〉 agregó a 〈T〉\.?"),
    (EventType::Invite, None, r"(?P<actor>Añadiste|Agregaste) a 〈T〉\.?"),
    (EventType::Invite, None, r"Se (?P<target>te) (?:añadió|agregó)(?: al grupo)?\.?"),
    (EventType::Invite, None, r"Se añadió a 〈T〉\.?"),
    (
        EventType::Join,
        None,
        r"〈T〉 se unió (?:al grupo )?(?:usando|mediante|con|a través de) (?:el|un) enlace de invitación(?: de este grupo| del grupo)?\.?",
    ),
    (
        EventType::Join,
        None,
        r"(?P<target>Te uniste) (?:al grupo )?(?:usando|mediante|con|a través de) (?:el|un) enlace de invitación(?: de este grupo| del grupo)?\.?",
    ),
    (EventType::Join, None, r"〈T〉 se unió desde la comunidad\.?"),
    (EventType::Join, None, r"〈T〉 se unió al grupo\.?"),
    (EventType::Leave, None, r"〈T〉 salió(?: del grupo)?\.?"),
    (EventType::Leave, None, r"(?P<target>Saliste)(?: del grupo)?\.?"),
    (EventType::Kick, None, r"〈A〉 (?P<target>te) eliminó(?: del grupo)?\.?"),
    (EventType::Kick, None, r"〈A〉 eliminó a 〈T〉\.?"),
    (EventType::Kick, None, r"(?P<actor>Eliminaste) a 〈T〉\.?"),
    (EventType::Kick, None, r"Se (?P<target>te) eliminó(?: del grupo)?\.?"),
    (EventType::Rename, None, r"〈A〉 cambió el (?:asunto|nombre)(?: del grupo)?(?: de 〈Q〉)? a 〈V〉\.?"),
    (EventType::Rename, None, r"(?P<actor>Cambiaste) el (?:asunto|nombre)(?: del grupo)?(?: de 〈Q〉)? a 〈V〉\.?"),
    (
        EventType::RoleChange,
        Some("admin"),
        r"(?P<target>Ahora eres) (?:un |una )?admin(?:istrador|istradora|istrador\(a\)|\.)?(?: del grupo)?\.?",
    ),
    (
        EventType::RoleChange,
        Some("admin"),
        r"〈T〉 ahora es (?:un |una )?admin(?:istrador|istradora|istrador\(a\)|\.)?(?: del grupo)?\.?",
    ),
    (
        EventType::RoleChange,
        Some("member"),
        r"(?P<target>Ya no eres) (?:un |una )?admin(?:istrador|istradora|istrador\(a\)|\.)?(?: del grupo)?\.?",
    ),
    (
        EventType::RoleChange,
        Some("member"),
        r"〈T〉 ya no es (?:un |una )?admin(?:istrador|istradora|istrador\(a\)|\.)?(?: del grupo)?\.?",
    ),
    (EventType::Nick, None, r"〈T〉 cambió (?:su|de) número(?: de teléfono)?\b.*"),
    (EventType::Pin, None, r"〈A〉 fijó un mensaje\.?"),
    (EventType::Pin, None, r"(?P<actor>Fijaste) un mensaje\.?"),
    (
        EventType::Settings,
        None,
        r"〈A〉 (?:activó|desactivó|actualizó) (?:los mensajes temporales|la duración de los mensajes temporales|el temporizador de mensajes|la aprobación de).*",
    ),
    (
        EventType::Settings,
        None,
        r"(?P<actor>Activaste|Desactivaste|Actualizaste) (?:los mensajes temporales|la duración de los mensajes temporales|el temporizador de mensajes).*",
    ),
    (
        EventType::Settings,
        None,
        r"〈A〉 (?:cambió|restableció) (?:la configuración|los ajustes|la información|el enlace de invitación) (?:del|de este) grupo.*",
    ),
    (
        EventType::Settings,
        None,
        r"(?P<actor>Cambiaste|Restableciste) (?:la configuración|los ajustes|el enlace de invitación) (?:del|de este) grupo.*",
    ),
];

/// One of these stands in each of the sentences.
pub(super) const SIGNS: &[&str] = &["ó", "aste", "iste", "hora e", "a no e"];

pub(super) fn party(text: &str) -> Party {
    const YOU: [&str; 19] = [
        "Tú",
        "tú",
        "te",
        "Te uniste",
        "Saliste",
        "Creaste",
        "Cambiaste",
        "Eliminaste",
        "Añadiste",
        "Agregaste",
        "Ahora eres",
        "Ya no eres",
        "Fijaste",
        "Activaste",
        "Desactivaste",
        "Actualizaste",
        "Restableciste",
        "Usted",
        "usted",
    ];
    named(text, &YOU)
}

/// `Ana, Bo y Cy`, `Ana e Inés`.
pub(super) fn parties(text: &str) -> Vec<Party> {
    let and = if text.rfind(" e ") > text.rfind(" y ") { " e " } else { " y " };
    listed(text, and, party)
}
