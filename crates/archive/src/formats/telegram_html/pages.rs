use jiff::tz::TimeZone;

use super::media;
use super::message::{Open, time};
use crate::ReadOptions;
use crate::formats::spec::ChatState;
use crate::html::{Gathered, Pages, Tag, Token, Told};
use crate::model::{Chat, Provenance, Reaction, SourceZone};
use crate::source::Nearby;

/// How deep areas are followed.
const DEEPEST: usize = 1000;

/// What a `div` is for, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Area {
    Header,
    Title,
    Message,
    Name,
    Forwarded,
    ForwardedName,
    Reply,
    Text,
    /// A line of a poll.
    Line,
    Other,
}

/// What the next text inside a reaction says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Awaited {
    Emoji,
    Count,
}

/// One page or several of one chat.
pub(in crate::formats) struct TelegramPages {
    state: ChatState,
    nearby: Nearby,
    zone: TimeZone,
    areas: Vec<Area>,
    title: Gathered,
    open: Option<Open>,
    /// The name of the last sender.
    sender: Option<String>,
    awaited: Option<Awaited>,
    /// Within the date behind the name of a forwarded message, or the votes behind an answer.
    aside: bool,
}

impl TelegramPages {
    pub fn new(chat: u32, nearby: Nearby, options: &ReadOptions) -> Self {
        Self {
            state: ChatState::new(Chat::new(chat, "telegram", SourceZone::Offset)),
            nearby,
            zone: options.timezone.clone(),
            areas: Vec::new(),
            title: Gathered::default(),
            open: None,
            sender: None,
            awaited: None,
            aside: false,
        }
    }

    fn area(&self, tag: &Tag) -> Area {
        let within = |area| self.areas.contains(&area);
        if tag.is(&["message"]) && (tag.is(&["default"]) || tag.is(&["service"])) {
            return Area::Message;
        }
        if !within(Area::Message) {
            return match () {
                () if tag.is(&["page_header"]) => Area::Header,
                () if within(Area::Header) && tag.is(&["text", "bold"]) => Area::Title,
                () => Area::Other,
            };
        }
        let service = self.open.as_ref().is_some_and(|open| open.service);
        match () {
            () if within(Area::Text) => Area::Other,
            () if tag.is(&["from_name"]) && within(Area::Forwarded) => Area::ForwardedName,
            () if tag.is(&["from_name"]) => Area::Name,
            () if tag.is(&["forwarded"]) => Area::Forwarded,
            () if tag.is(&["reply_to"]) => Area::Reply,
            () if tag.is(&["text"]) || (service && tag.is(&["body", "details"])) => Area::Text,
            () if tag.is(&["question"]) || tag.is(&["answer"]) => Area::Line,
            () => Area::Other,
        }
    }

    fn opens(&mut self, tag: &Tag, place: &Provenance) -> Option<Told> {
        if tag.name != "div" {
            self.inline(tag);
            return None;
        }
        let area = self.area(tag);
        let mut told = None;
        if area == Area::Message {
            // A message that was not closed ends here.
            told = self.close(place.bytes.start);
            self.areas.clear();
            let (service, joined) = (tag.is(&["service"]), tag.is(&["joined"]));
            self.open = Some(Open::begin(place.clone(), tag.get("id"), service, joined));
        }
        // No page nests as deep; one that does is no reason to fill memory.
        if self.areas.len() < DEEPEST {
            self.areas.push(area);
        }
        let Some(open) = &mut self.open else { return told };
        if tag.is(&["date", "details"]) && open.time.is_none() {
            open.time = tag.get("title").and_then(|title| time(title, &self.zone));
        }
        if area == Area::Forwarded {
            open.forwarded = Some(Gathered::default());
        }
        if area != Area::Message {
            open.kind = open.kind.or_else(|| media::other(tag));
            open.attachments.extend(media::file(tag, &self.nearby));
        }
        if let (Some(by), Some(reaction)) =
            (tag.get("title").filter(|_| tag.is(&["userpic"])), open.reactions.last_mut())
        {
            reaction.by.push(by.to_owned());
        }
        told
    }

    /// A tag that is no `div`.
    fn inline(&mut self, tag: &Tag) {
        let last = self.areas.last().copied();
        if tag.name == "br" {
            if let Some(text) = self.text() {
                text.line_break();
            }
            return;
        }
        let Some(open) = &mut self.open else { return };
        match tag.name.as_str() {
            "a" if last == Some(Area::Reply) => {
                let target = tag.get("href").and_then(|href| href.rsplit_once("go_to_message"));
                open.reply = target.map(|(_, id)| id.to_owned());
            }
            "a" if !self.areas.contains(&Area::Text) => {
                open.kind = open.kind.or_else(|| media::other(tag));
                open.attachments.extend(media::file(tag, &self.nearby));
            }
            "span" if tag.is(&["reaction"]) => {
                open.reactions.push(Reaction { key: String::new(), count: 0, by: Vec::new() });
            }
            "span" if tag.is(&["emoji"]) => self.awaited = Some(Awaited::Emoji),
            "span" if tag.is(&["count"]) => self.awaited = Some(Awaited::Count),
            "span" if tag.is(&["date"]) || (last == Some(Area::Line) && tag.is(&["details"])) => self.aside = true,
            _ => {}
        }
    }

    /// Where text of this place goes.
    fn text(&mut self) -> Option<&mut Gathered> {
        let area = self.areas.iter().rev().find(|area| **area != Area::Other)?;
        if *area == Area::Title {
            return Some(&mut self.title);
        }
        let open = self.open.as_mut()?;
        match area {
            Area::Name => Some(&mut open.name),
            Area::ForwardedName => open.forwarded.as_mut(),
            Area::Text | Area::Line => Some(&mut open.text),
            _ => None,
        }
    }

    fn says(&mut self, text: &str) {
        let reaction = self.open.as_mut().and_then(|open| open.reactions.last_mut());
        if let (Some(awaited), Some(reaction), false) = (self.awaited, reaction, text.trim().is_empty()) {
            self.awaited = None;
            match awaited {
                Awaited::Emoji => text.trim().clone_into(&mut reaction.key),
                Awaited::Count => reaction.count = text.trim().parse().unwrap_or_default(),
            }
            return;
        }
        if !self.aside
            && let Some(gathered) = self.text()
        {
            gathered.push(text);
        }
    }

    fn closes(&mut self, name: &str, place: &Provenance) -> Option<Told> {
        if name == "span" {
            (self.aside, self.awaited) = (false, None);
        }
        if name != "div" {
            return None;
        }
        match self.areas.pop()? {
            Area::Message => self.close(place.bytes.end),
            Area::Title => {
                self.state.edit().name = self.title.take();
                None
            }
            Area::Line => {
                self.open.as_mut()?.text.line_break();
                None
            }
            _ => None,
        }
    }

    fn close(&mut self, end: u64) -> Option<Told> {
        let mut open = self.open.take()?;
        open.place.bytes.end = end;
        if open.is_over() {
            return Some(Told::Oversize(open.place));
        }
        if open.is_date() {
            return None;
        }
        for reaction in &mut open.reactions {
            reaction.count = reaction.count.max(reaction.by.len() as u64);
        }
        open.reactions.retain(|reaction| !reaction.key.is_empty());
        Some(Told::Message(open.close(self.state.chat.ordinal, &mut self.sender)))
    }
}

impl Pages for TelegramPages {
    fn token(&mut self, token: Token, place: &Provenance) -> Option<Told> {
        match token {
            Token::Open(tag) => self.opens(&tag, place),
            Token::Close(name) => self.closes(&name, place),
            Token::Text(text) => {
                self.says(&text);
                if let Some(open) = &mut self.open {
                    open.place.bytes.end = place.bytes.end;
                }
                None
            }
        }
    }

    fn end(&mut self) -> Option<Told> {
        let open = self.open.take()?;
        Some(Told::Unknown(open.place, "the file is cut off"))
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}
