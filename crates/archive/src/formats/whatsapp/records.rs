use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use super::block::{Block, Blocks, Parts};
use super::body::{content, is_marked};
use super::survey::Survey;
use crate::formats::calendar::Calendar;
use crate::formats::media::file_name;
use crate::formats::names::id_of_name;
use crate::model::{
    Attachment, AttachmentKind, Chat, ChatKind, Event, EventType, Kind, Message, Party, Presence, Record, SenderKind,
    Skipped, SourceZone, Stamp, State, Unknown,
};
use crate::sentences;
use crate::source::Nearby;
use crate::stream::{NOT_UTF8, OVERSIZE, Steps, nearby};
use crate::{Error, ReadOptions, Unit};

/// Opens the records of an export; so much is read beforehand as no single line can tell.
pub(super) fn records(unit: &Unit, options: &ReadOptions) -> Result<Box<dyn Steps<Record>>, Error> {
    let survey = Survey::ahead(unit, options)?;
    let (path, chat) = (unit.name(), chat(&unit.name(), &survey));
    let (nearby, calendar) = (nearby(unit)?, Calendar::new(&options.timezone));
    let teller = Teller { nearby, calendar, news: Some(chat.clone()), path, chat, survey, seq: 0 };
    Ok(Box::new(Records { blocks: Blocks::open(unit)?, teller }))
}

struct Records {
    blocks: Blocks,
    teller: Teller,
}

/// Makes records of blocks.
struct Teller {
    nearby: Nearby,
    calendar: Calendar,
    path: PathBuf,
    /// The chat as it is known so far.
    chat: Chat,
    /// The same, until it was told.
    news: Option<Chat>,
    survey: Survey,
    seq: u64,
}

impl Steps<Record> for Records {
    fn step(&mut self, queue: &mut VecDeque<Record>) -> Result<bool, Error> {
        self.news(queue);
        let Some(block) = self.blocks.next()? else { return Ok(false) };
        let provenance = block.provenance.clone();
        let record = if block.oversize {
            Record::Skipped(Skipped { provenance, reason: OVERSIZE.to_owned() })
        } else if !block.is_text {
            Record::Unknown(Unknown { provenance, reason: NOT_UTF8.to_owned() })
        } else if block.head.is_none() {
            Record::Unknown(Unknown { provenance, reason: "lines before the first dated one".to_owned() })
        } else {
            Record::Message(self.teller.message(block))
        };
        self.teller.seq += 1;
        queue.push_back(record);
        self.news(queue);
        Ok(true)
    }
}

impl Records {
    /// Tells the chat where more is known of it.
    fn news(&mut self, queue: &mut VecDeque<Record>) {
        if let Some(chat) = self.teller.news.take() {
            queue.push_back(Record::from(chat));
        }
    }
}

impl Teller {
    fn message(&mut self, block: &Block) -> Box<Message> {
        let parts = block.parts();
        let body = &block.text[parts.1..];
        let mut message = Message::new(0, block.provenance.clone());
        message.seq = self.seq;
        message.time = self.time(block);
        if let Some(event) = room_event(block, &parts, &self.survey) {
            let sentence = sentences::unmarked(body);
            message.text = Some(sentence.to_owned()).filter(|text| !text.is_empty());
            message.raw_kind = "system".into();
            message.make_event(event);
            return message;
        }
        let name = parts.0.map(|name| &block.text[name]).unwrap_or_default();
        if !(block.is_ios() && is_marked(body)) && self.survey.learn(name) {
            let chat = chat(&self.path, &self.survey);
            self.news = (chat != self.chat).then(|| chat.clone());
            self.chat = chat;
        }
        let (id, basis) = id_of_name(name);
        (message.sender_id, message.sender_basis) = (Some(id), basis);
        message.sender_name = Some(name.to_owned());
        message.sender_kind = SenderKind::User;
        let content = content(body);
        message.kind = content.kind;
        message.state = content.state;
        message.raw_kind = content.form.into();
        let text = &body[content.text];
        if !text.is_empty() && message.state != State::Deleted {
            message.text = Some(text.to_owned());
        }
        if !block.is_ios() && content.form == "text" && matches!(text, "" | "null") {
            // So Android writes what can be seen only once, or only on the phone; the word itself may be a member's.
            (message.kind, message.raw_kind) = (Kind::Other, "not shown".into());
        }
        if let Some(kind) = content.media {
            let [title, file] = [content.title, content.file].map(|span| span.map(|span| body[span].to_owned()));
            message.attachments.push(self.attachment(kind, title, file));
        }
        message
    }

    fn time(&mut self, block: &Block) -> Option<Stamp> {
        let head = block.head.as_ref()?;
        self.calendar.stamp(self.survey.moment(head)?, head.precision())
    }

    fn attachment(&self, kind: AttachmentKind, title: Option<String>, file: Option<String>) -> Attachment {
        let presence = file.as_deref().map_or(Presence::NotExported, |name| self.nearby.presence(name));
        let name = title.or_else(|| file.clone());
        Attachment { name, path: file, ..Attachment::new(kind, presence) }
    }
}

/// What the room says in a block; `None` when a member wrote it. On Android the room has no name. On iOS a member's text
/// that begins with the mark is believed only where the sentence is about its own sender.
pub(super) fn room_event(block: &Block, parts: &Parts, survey: &Survey) -> Option<Event> {
    let (name, start) = parts;
    let body = &block.text[*start..];
    let Some(name) = name.clone().map(|name| &block.text[name]) else { return Some(sentences::whatsapp(body)) };
    if !block.is_ios() || !is_marked(body) {
        return None;
    }
    let event = sentences::whatsapp(body);
    if survey.room.as_deref() == Some(name) {
        return Some(event);
    }
    if event.event == EventType::Call && event.actor.is_none() {
        return Some(event.by(Party::named(name)));
    }
    let about = event.actor.as_ref().or(event.targets.first());
    let own = about.is_some_and(|party| party.name.as_deref() == Some(name));
    (own && event.event != EventType::Unknown).then_some(event)
}

fn chat(path: &Path, survey: &Survey) -> Chat {
    let mut chat = Chat::new(0, "whatsapp", SourceZone::Naive);
    let titled = title(file_name(&path.to_string_lossy()));
    chat.name = survey.room.clone().or(titled);
    chat.kind = match (survey.group(), survey.senders()) {
        (Some(_), _) | (None, 3..) => ChatKind::Group,
        (None, _) if survey.room_is_person => ChatKind::Direct,
        _ => ChatKind::Unknown,
    };
    chat
}

/// What stands before and behind the chat's name in the name of a file.
const TITLES: [(&str, &str); 21] = [
    ("WhatsApp Chat with ", ""),
    ("WhatsApp Chat - ", ""),
    ("WhatsApp Chat mit ", ""),
    ("WhatsApp-Chat mit ", ""),
    ("Chat de WhatsApp con ", ""),
    ("Chat WhatsApp con ", ""),
    ("Conversa do WhatsApp com ", ""),
    ("Conversa no WhatsApp com ", ""),
    ("Discussion WhatsApp avec ", ""),
    ("WhatsApp-chat met ", ""),
    ("Чат WhatsApp с контактом ", ""),
    ("Чат WhatsApp с группой ", ""),
    ("Чат WhatsApp с ", ""),
    ("Chat WhatsApp dengan ", ""),
    ("دردشة واتساب مع ", ""),
    ("", " ile WhatsApp Sohbeti"),
    ("", "とのWhatsAppチャット"),
    ("", "님과의 WhatsApp 대화"),
    ("与", "的 WhatsApp 聊天"),
    ("與", "的 WhatsApp 對話"),
    ("與", "的WhatsApp對話"),
];

/// The chat's name in the name of its file, as Android gives it.
fn title(file: &str) -> Option<String> {
    let stem = file.strip_suffix(".txt")?;
    let name = TITLES.iter().find_map(|(before, behind)| stem.strip_prefix(before)?.strip_suffix(behind))?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        assert_eq!(title("WhatsApp Chat with 晨读会.txt").as_deref(), Some("晨读会"));
        assert_eq!(title("Chat de WhatsApp con Lectura.txt").as_deref(), Some("Lectura"));
        assert_eq!(title("與晨讀會的 WhatsApp 對話.txt").as_deref(), Some("晨讀會"));
        assert_eq!(title("与晨读会的 WhatsApp 聊天.txt").as_deref(), Some("晨读会"));
        assert_eq!((title("_chat.txt"), title("WhatsApp Chat with .txt")), (None, None));
    }
}
