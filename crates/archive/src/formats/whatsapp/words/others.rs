use super::Words;

/// Indonesian, Russian, Turkish, Arabic, Hindi, and a little of others.
pub(super) const LANGUAGES: &[Words] = &[INDONESIAN, RUSSIAN, TURKISH, ARABIC, HINDI, OTHERS];

const INDONESIAN: Words = Words {
    omitted: &["<Media tidak disertakan>", "<media tidak disertakan>"],
    attached: &["file terlampir"],
    image: &["gambar tidak disertakan"],
    video: &["video tidak disertakan"],
    audio: &["audio tidak disertakan"],
    sticker: &["stiker tidak disertakan"],
    gif: &["GIF tidak disertakan"],
    document: &["dokumen tidak disertakan"],
    contact: &["Kartu kontak tidak disertakan"],
    deleted: &[
        "Pesan ini dihapus",
        "Pesan ini telah dihapus",
        "Anda menghapus pesan ini",
        "Anda telah menghapus pesan ini",
    ],
    // The second: ?
    edited: &["Pesan ini diedit", "Pesan ini telah diedit"],
    live: &["Lokasi terkini dibagikan"],
    // ?
    poll: &[["POLLING", "OPSI"]],
};

const RUSSIAN: Words = Words {
    omitted: &["<Без медиафайлов>", "<без медиафайлов>", "<Файл пропущен>"],
    attached: &["файл добавлен"],
    image: &["изображение отсутствует"],
    video: &["видео отсутствует"],
    audio: &["аудиофайл отсутствует", "аудио отсутствует"],
    sticker: &["стикер не добавлен"],
    gif: &["GIF отсутствует"],
    document: &["документ отсутствует"],
    contact: &["Карточка контакта отсутствует", "карточка контакта отсутствует"],
    deleted: &["Данное сообщение удалено", "Вы удалили данное сообщение", "Вы удалили это сообщение"],
    // ?
    edited: &["Сообщение изменено", "Данное сообщение изменено"],
    live: &["Геоданные отправлены"],
    // ?
    poll: &[["ОПРОС", "ВАРИАНТ"]],
};

const TURKISH: Words = Words {
    omitted: &["<Medya dahil edilmedi>", "<medya dahil edilmedi>", "<Medya atlanmış>"],
    attached: &["dosya ekli"],
    image: &["görüntü dahil edilmedi"],
    video: &["video dahil edilmedi"],
    audio: &["ses dahil edilmedi"],
    sticker: &["Çıkartma dahil edilmedi", "çıkartma dahil edilmedi"],
    gif: &["GIF dahil edilmedi"],
    document: &["belge dahil edilmedi"],
    contact: &["Kişi kartı dahil edilmedi"],
    deleted: &["Bu mesaj silindi", "Bu mesajı sildiniz"],
    edited: &["Bu mesaj düzenlendi"],
    live: &["Mevcut konum paylaşıldı"],
    // ?
    poll: &[["ANKET", "SEÇENEK"]],
};

const ARABIC: Words = Words {
    omitted: &["<تم استبعاد الوسائط>"],
    attached: &["الملف مرفق"],
    image: &["لم يتم إدراج الصورة"],
    video: &["لم يتم إدراج الفيديوهات"],
    audio: &["لم يتم إدراج المقاطع الصوتية"],
    sticker: &["تم حذف الملصقات"],
    gif: &["لم يتم إدراج صورة GIF"],
    document: &["لم يتم إدراج المستند"],
    contact: &["لم يتم إدراج بطاقة جهة اتصال"],
    deleted: &["تم حذف هذه الرسالة", "لقد حذَفت هذه الرسالة", "لقد حذفت هذه الرسالة", "أنت حذفت هذه الرسالة"],
    // ?
    edited: &["تم تعديل هذه الرسالة"],
    live: &["تمت مشاركة الموقع المباشر"],
    // ?
    poll: &[["استطلاع رأي", "خيار"]],
};

const HINDI: Words = Words {
    omitted: &["<मीडिया के बिना>"],
    attached: &["फाइल अटैच कर दी गई है", "फाइल संलग्न"],
    image: &["फ़ोटो हटाई गई"],
    video: &["वीडियो छोड़ा गया"],
    audio: &["ऑडियो हटाई गयी"],
    sticker: &["स्टिकर छोड़ा गया"],
    gif: &["GIF छोड़ा गया"],
    document: &["डॉक्यूमेंट छोड़ा गया"],
    contact: &["कॉन्टैक्ट कार्ड छोड़ा गया"],
    deleted: &["यह मैसेज डिलीट कर दिया गया है", "यह संदेश मिटाया गया", "आपने यह मैसेज डिलीट किया", "आपने यह संदेश मिटाया"],
    // ?
    edited: &["यह मैसेज एडिट किया गया", "यह मैसेज एडिट किया गया है"],
    live: &["लाइव स्थान साझा किया गया"],
    // ?
    poll: &[["पोल", "विकल्प"]],
};

/// The commonest words in Finnish, Swedish, Danish, Norwegian, Polish, Czech, Ukrainian, Vietnamese, Malay, Romanian,
/// Hungarian, Greek, Hebrew.
const OTHERS: Words = Words {
    omitted: &[
        "<Media jätetty pois>",
        "<Media har utelämnats>",
        "<Mediefil udeladt>",
        "<Uten vedlegg>",
        "<pliki pominięto>",
        "<pominięto multimedia>",
        "<Média vynechány>",
        "<Медіа пропущено>",
        "<Bỏ qua Media>",
        "<Media disingkirkan>",
        "<Conținut media omis>",
        "<Hiányzó médiafájl>",
        "<Εξαίρεση πολυμέσων>",
        "<המדיה לא נכללה>",
        "<מדיה הושמטה>",
    ],
    attached: &[
        "liitetiedosto",
        "bifogad fil",
        "fil vedhæftet",
        "vedlagt fil",
        "załączony plik",
        "soubor byl přiložen",
        "файл додано",
        "tệp đính kèm",
        "fail dilampirkan",
        "fișier atașat",
        "fájl csatolva",
        "συνημμένο αρχείο",
        "קובץ מצורף",
    ],
    image: &[
        "ei kuvaa",
        "bild utesluten",
        "billede udeladt",
        "bilde ikke inkludert",
        "obraz pominięty",
        "obrázek vynechán",
        "зображення відсутнє",
        "đã bỏ qua hình ảnh",
        "imej tidak dimasukkan",
        "Imagine omisă",
        "kép küldése sikertelen",
        "εικόνα παραλείφθηκε",
        "התמונה הושמטה",
    ],
    video: &[
        "video utesluten",
        "video udeladt",
        "video utelatt",
        "wideo pominięte",
        "video vynecháno",
        "відео відсутнє",
    ],
    audio: &["ljud utelslutet", "lyd udeladt", "lyd utelatt", "audio pominięte", "аудіо відсутнє"],
    sticker: &["sticker utesluten", "klistermærke udeladt", "klistremerke utelatt", "pominięto naklejkę"],
    gif: &["GIF utesluten", "GIF udeladt", "GIF utelatt", "Plik GIF pominięty", "GIF vynechán"],
    document: &[
        "dokument uteslutet",
        "dokument udeladt",
        "utelatt dokument",
        "dokument pominięty",
        "документ пропущено",
    ],
    contact: &["Kontaktkort uteslutet", "Kontaktkort udeladt", "Kontaktkort sløyfet", "Картка контакту відсутня"],
    deleted: &[
        "Tämä viesti poistettiin",
        "Det här meddelandet raderades",
        "Denne besked er blevet slettet",
        "Denne meldingen ble slettet",
        "Ta wiadomość została usunięta",
        "Tato zpráva byla smazána",
        "Це повідомлення було видалено",
        "Tin nhắn này đã bị xóa",
        "Mesej ini telah dipadam",
        "Acest mesaj a fost șters",
        "Ez az üzenet törlésre került",
        "Αυτό το μήνυμα διαγράφηκε",
        "הודעה זו נמחקה",
    ],
    edited: &[],
    live: &[],
    poll: &[],
};
