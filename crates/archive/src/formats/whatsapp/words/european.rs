use super::Words;

/// English, German, French, Spanish, Portuguese, Italian, Dutch.
pub(super) const LANGUAGES: &[Words] = &[ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE, ITALIAN, DUTCH];

const ENGLISH: Words = Words {
    omitted: &["<Media omitted>", "<Video note omitted>", "<View once voice message omitted>"],
    attached: &["file attached"],
    image: &["image omitted"],
    video: &["video omitted", "video note omitted", "Video note omitted"],
    audio: &["audio omitted"],
    sticker: &["sticker omitted"],
    gif: &["GIF omitted"],
    document: &["document omitted"],
    contact: &["Contact card omitted"],
    deleted: &[
        "This message was deleted",
        "You deleted this message",
        "This message was deleted by an admin",
        "You deleted this message as admin",
    ],
    edited: &["This message was edited"],
    live: &["live location shared"],
    poll: &[["POLL", "OPTION"]],
};

const GERMAN: Words = Words {
    omitted: &["<Medien ausgeschlossen>", "<Medien weggelassen>", "<Medien ausgelassen>"],
    attached: &["Datei angehängt"],
    image: &["Bild weggelassen"],
    // The note: ?
    video: &["Video weggelassen", "Videonachricht weggelassen"],
    audio: &["Audio weggelassen"],
    sticker: &["Sticker weggelassen"],
    gif: &["GIF weggelassen"],
    document: &["Dokument weggelassen"],
    contact: &["Kontaktkarte ausgelassen", "Kontaktkarte weggelassen"],
    deleted: &["Diese Nachricht wurde gelöscht", "Du hast diese Nachricht gelöscht"],
    edited: &["Diese Nachricht wurde bearbeitet"],
    live: &["Live-Standort wird geteilt"],
    poll: &[["UMFRAGE", "OPTION"]],
};

const FRENCH: Words = Words {
    omitted: &["<Médias omis>", "<médias omis>", "<Fichier omis>"],
    attached: &["fichier joint"],
    image: &["image absente"],
    video: &["vidéo absente"],
    audio: &["audio omis"],
    sticker: &["sticker omis"],
    gif: &["GIF retiré"],
    document: &["document manquant"],
    contact: &["Fiche contact manquante"],
    deleted: &["Ce message a été supprimé", "Vous avez supprimé ce message"],
    edited: &["Ce message a été modifié"],
    live: &["Localisation en direct partagée"],
    poll: &[["SONDAGE", "OPTION"]],
};

const SPANISH: Words = Words {
    omitted: &["<Multimedia omitido>", "<multimedia omitido>", "<Archivo omitido>"],
    attached: &["archivo adjunto", "archivo adjuntado"],
    image: &["imagen omitida"],
    video: &["Video omitido", "video omitido"],
    audio: &["audio omitido"],
    sticker: &["sticker omitido"],
    gif: &["GIF omitido"],
    document: &["documento omitido"],
    contact: &["Tarjeta de contacto omitida"],
    deleted: &[
        "Se eliminó este mensaje",
        "Eliminaste este mensaje",
        "Este mensaje fue eliminado",
        // ?
        "Este mensaje se eliminó",
    ],
    // The second: ?
    edited: &["Se editó este mensaje", "Este mensaje fue editado"],
    live: &["ubicación en tiempo real compartida"],
    poll: &[["ENCUESTA", "OPCIÓN"]],
};

/// Of Brazil and of Portugal.
const PORTUGUESE: Words = Words {
    omitted: &[
        "<Mídia oculta>",
        "<Mídia omitida>",
        "<Arquivo de mídia oculto>",
        "<Ficheiro não revelado>",
        "<ficheiro não revelado>",
    ],
    attached: &["arquivo anexado", "ficheiro anexado"],
    image: &["imagem ocultada", "imagem não revelada"],
    video: &["vídeo omitido", "vídeo ocultado", "vídeo não revelado"],
    audio: &["áudio ocultado", "ficheiro de áudio não revelado"],
    sticker: &["figurinha omitida", "sticker não revelado"],
    gif: &["GIF omitido", "GIF omitida", "GIF não revelada"],
    document: &["documento omitido", "documento não revelado"],
    contact: &["Cartão do contato omitido", "Contacto não revelado"],
    deleted: &[
        "Mensagem apagada",
        "Esta mensagem foi apagada",
        "Essa mensagem foi apagada",
        "Você apagou esta mensagem",
        "Apagou esta mensagem",
    ],
    edited: &["Mensagem editada", "Esta mensagem foi editada"],
    live: &["localização atual compartilhada", "Está a partilhar a sua localização"],
    // ?
    poll: &[["ENQUETE", "OPÇÃO"], ["SONDAGEM", "OPÇÃO"]],
};

const ITALIAN: Words = Words {
    omitted: &["<Media omessi>", "<media omessi>", "<Media omesso>"],
    attached: &["file allegato"],
    image: &["immagine omessa"],
    video: &["video omesso"],
    audio: &["audio omesso"],
    sticker: &["sticker non incluso", "sticker omesso"],
    gif: &["GIF esclusa"],
    document: &["documento omesso"],
    contact: &["Scheda contatto omessa"],
    deleted: &["Questo messaggio è stato eliminato", "Hai eliminato questo messaggio"],
    edited: &["Questo messaggio è stato modificato"],
    live: &["posizione attuale condivisa"],
    poll: &[["SONDAGGIO", "OPZIONE"]],
};

const DUTCH: Words = Words {
    omitted: &["<Media weggelaten>", "<media weggelaten>"],
    attached: &["bestand bijgevoegd"],
    image: &["afbeelding weggelaten"],
    video: &["video weggelaten"],
    audio: &["audio weggelaten"],
    sticker: &["sticker weggelaten"],
    gif: &["GIF weggelaten"],
    document: &["document weggelaten"],
    contact: &["Visitekaartje weggelaten"],
    deleted: &["Dit bericht is verwijderd", "U hebt dit bericht verwijderd", "Je hebt dit bericht verwijderd"],
    // ?
    edited: &["Dit bericht is bewerkt"],
    live: &["live locatie gedeeld"],
    // ?
    poll: &[["PEILING", "OPTIE"], ["POLL", "OPTIE"]],
};
