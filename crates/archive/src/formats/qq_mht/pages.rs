use jiff::civil::Date;

use super::row::Row;
use crate::ReadOptions;
use crate::formats::calendar::Calendar;
use crate::formats::dated::{clock_on, dated};
use crate::formats::placeholders::{self, not_exported};
use crate::formats::qq_text::{Sender, Titles, kind_of_folder, subject, tell_sender};
use crate::formats::spec::ChatState;
use crate::html::{Pages, Token, Told};
use crate::model::{
    Attachment, AttachmentKind, Chat, ChatKind, Kind, Member, Message, Precision, Presence, Provenance, SenderKind,
    SourceZone,
};

/// The page of an MHT file.
pub(super) struct QqPages {
    calendar: Calendar,
    state: ChatState,
    kind: ChatKind,
    begun: bool,
    /// The day the rows below belong to.
    day: Option<Date>,
    row: Option<Row>,
    over: bool,
    titles: Titles,
}

impl QqPages {
    pub fn new(options: &ReadOptions) -> Self {
        Self {
            calendar: Calendar::new(&options.timezone),
            state: ChatState::new(Chat::new(0, "qq", SourceZone::Naive)),
            kind: ChatKind::Unknown,
            begun: false,
            day: None,
            row: None,
            over: false,
            titles: Titles::default(),
        }
    }

    fn close(&mut self, end: u64) -> Option<Told> {
        let mut row = self.row.take()?;
        row.place.bytes.end = end;
        if row.is_over() {
            return Some(Told::Oversize(row.place));
        }
        if row.is_message() {
            return Some(self.message(row));
        }
        let heading = row.plain.take().or_else(|| row.time.take()).or_else(|| row.sender.take())?;
        self.heading(&heading);
        None
    }

    fn heading(&mut self, heading: &str) {
        let named = |name: &str| heading.strip_prefix(name).map(|rest| rest.trim_start_matches([':', '：']).trim());
        if let Some(date) = named("日期") {
            // A day that is none leaves its rows without a time.
            self.day = dated(&format!("{date} 00:00:00")).and_then(|found| Some(found.at?.date()));
        } else if let Some(folder) = named("消息分组") {
            self.kind = kind_of_folder(folder);
        } else if let Some(name) = named("消息对象") {
            if self.begun || self.state.chat.name.is_some() {
                self.state = ChatState::new(Chat::new(self.state.chat.ordinal + 1, "qq", SourceZone::Naive));
                (self.begun, self.day, self.titles) = (false, None, Titles::default());
            }
            subject(self.state.edit(), name, self.kind);
        }
    }

    fn message(&mut self, mut row: Row) -> Told {
        self.begun = true;
        let mut message = Message::new(self.state.chat.ordinal, row.place);
        let clock = row.time.take().unwrap_or_default();
        message.time = self.day.and_then(|day| self.calendar.stamp(clock_on(day, &clock)?, Precision::Second));
        message.text = row.text.take();
        let Some(name) = row.sender.take() else {
            if message.time.is_none() {
                return Told::Unknown(message.provenance, "a row without sender and time");
            }
            return Told::Message(message);
        };
        let sender = Sender::of(&name);
        tell_sender(&mut message, &sender, &name);
        if message.event.is_none() {
            if let Some(title) = &sender.tag {
                self.titles.see(&message, &name[title.clone()]);
            }
            if row.own {
                message.sender_kind = SenderKind::Exporter;
            }
            placeholders::interpret(&mut message);
            message.attachments.extend(row.pictures.into_iter().map(picture));
            if message.kind == Kind::Text && message.text.is_none() && !message.attachments.is_empty() {
                message.kind = Kind::Image;
            }
        }
        Told::Message(message)
    }
}

/// A picture in a part behind the page. Whether the part is really there is not looked up: that would mean reading all of
/// a file that is mostly pictures.
fn picture(address: String) -> Attachment {
    let inside = address.ends_with(".dat");
    let presence = if inside { Presence::Present } else { Presence::Missing };
    Attachment {
        name: Some(address.clone()),
        path: Some(address),
        presence,
        ..not_exported(AttachmentKind::Image, None)
    }
}

impl Pages for QqPages {
    fn token(&mut self, token: Token, place: &Provenance) -> Option<Told> {
        match token {
            Token::Open(tag) if tag.name == "tr" => {
                let told = self.close(place.bytes.start);
                self.row = Some(Row::begin(place.clone()));
                told
            }
            Token::Open(tag) => {
                self.row.as_mut()?.opens(&tag);
                None
            }
            Token::Close(name) if matches!(name.as_str(), "tr" | "table") => self.close(place.bytes.end),
            Token::Close(name) if name == "html" => {
                self.over = true;
                self.close(place.bytes.start)
            }
            Token::Close(name) => {
                self.row.as_mut()?.closes(&name);
                None
            }
            Token::Text(text) => {
                self.row.as_mut()?.says(&text);
                None
            }
        }
    }

    fn end(&mut self) -> Option<Told> {
        let row = self.row.take()?;
        (!self.over).then_some(Told::Unknown(row.place, "the file is cut off"))
    }

    fn is_over(&self) -> bool {
        self.over
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }

    fn members(&mut self) -> Vec<Member> {
        self.titles.take()
    }
}
