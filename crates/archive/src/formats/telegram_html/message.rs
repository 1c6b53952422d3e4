use jiff::tz::TimeZone;

use crate::formats::media::message_kind;
use crate::formats::moment::{civil, local};
use crate::formats::names::id_of_name;
use crate::html::Gathered;
use crate::model::{Attachment, IdBasis, Kind, Message, Precision, Provenance, Reaction, SenderKind, Stamp, TzBasis};
use crate::sentences;

/// More files or reactions than one message has.
const MOST: usize = 10_000;

/// A message whose end is not there yet.
#[derive(Debug)]
pub(super) struct Open {
    pub place: Provenance,
    pub id: Option<String>,
    /// A notice of the room.
    pub service: bool,
    /// It has no name of its own: the one before wrote it too.
    pub joined: bool,
    pub time: Option<Stamp>,
    pub name: Gathered,
    pub text: Gathered,
    pub forwarded: Option<Gathered>,
    pub reply: Option<String>,
    pub kind: Option<Kind>,
    pub attachments: Vec<Attachment>,
    pub reactions: Vec<Reaction>,
}

impl Open {
    /// One that begins.
    pub fn begin(place: Provenance, id: Option<&str>, service: bool, joined: bool) -> Self {
        Self {
            place,
            id: id.and_then(|id| id.strip_prefix("message")).map(str::to_owned),
            service,
            joined,
            time: None,
            name: Gathered::default(),
            text: Gathered::default(),
            forwarded: None,
            reply: None,
            kind: None,
            attachments: Vec::new(),
            reactions: Vec::new(),
        }
    }

    /// A date between messages, which Telegram writes as a notice with a negative id.
    pub fn is_date(&self) -> bool {
        self.service && self.id.as_deref().is_some_and(|id| id.starts_with('-'))
    }

    /// More than a record may hold.
    pub fn is_over(&self) -> bool {
        self.attachments.len().max(self.reactions.len()) > MOST
            || self.text.is_over()
            || self.name.is_over()
            || self.forwarded.as_ref().is_some_and(Gathered::is_over)
    }

    /// The message, and the name of its sender for those that join it.
    pub fn close(mut self, chat: u32, before: &mut Option<String>) -> Box<Message> {
        let mut message = Message::new(chat, self.place);
        message.id_basis = if self.id.is_some() { IdBasis::Native } else { IdBasis::None };
        message.msg_id = self.id;
        message.time = self.time;
        message.text = self.text.take();
        if self.service {
            message.raw_kind = "service".into();
            message.make_event(sentences::telegram(message.text.as_deref().unwrap_or_default()));
            return message;
        }
        let name = self.name.take().map(|name| match name.split_once(" via @") {
            Some((name, _)) => name.trim().to_owned(),
            None => name,
        });
        let name = if self.joined { name.or_else(|| before.clone()) } else { name };
        message.sender_name.clone_from(&name);
        if let Some(name) = &name {
            let (id, basis) = id_of_name(name);
            (message.sender_id, message.sender_basis, message.sender_kind) = (Some(id), basis, SenderKind::User);
        }
        *before = name;
        message.forwarded_from = self.forwarded.and_then(|mut name| name.take());
        message.reply_to = self.reply;
        message.reactions = self.reactions;
        let carried = self.attachments.first().map(|file| message_kind(file.kind));
        message.kind = self.kind.or(carried).unwrap_or(match (&message.forwarded_from, &message.reply_to) {
            (Some(_), _) => Kind::Forward,
            (None, Some(_)) => Kind::Reply,
            (None, None) => Kind::Text,
        });
        message.attachments = self.attachments;
        message
    }
}

/// `06.05.2024 07:08:09 UTC+08:00`; older versions leave the offset out.
pub(super) fn time(title: &str, zone: &TimeZone) -> Option<Stamp> {
    let (date, rest) = title.split_once(' ')?;
    let (clock, offset) = rest.split_once(" UTC").unwrap_or((rest, ""));
    let mut date = date.splitn(3, '.');
    let (day, month, year) = (date.next()?.parse().ok()?, date.next()?.parse().ok()?, date.next()?.parse().ok()?);
    let mut clock = clock.splitn(3, ':');
    let mut part = || clock.next()?.parse().ok();
    let at = civil(year, month, day, part()?, part()?, part()?)?;
    if !rest.contains("UTC") {
        return local(at, Precision::Second, zone);
    }
    let offset = if offset.is_empty() { "+00:00" } else { offset };
    let at: jiff::Timestamp = format!("{at}{offset}").parse().ok()?;
    let ms = at.as_millisecond();
    (ms > 0).then_some(Stamp { ms, precision: Precision::Second, basis: TzBasis::Offset })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_their_offset() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let told = |title: &str| time(title, &zone).map(|at| (at.instant().unwrap().to_string(), at.basis));
        let own = |at: &str, basis| Some((at.to_owned(), basis));
        for (title, expected) in [
            ("06.05.2024 07:08:09 UTC+02:00", own("2024-05-06T05:08:09Z", TzBasis::Offset)),
            ("06.05.2024 07:08:09 UTC-03:30", own("2024-05-06T10:38:09Z", TzBasis::Offset)),
            ("06.05.2024 07:08:09 UTC", own("2024-05-06T07:08:09Z", TzBasis::Offset)),
            ("06.05.2024 07:08:09", own("2024-05-05T23:08:09Z", TzBasis::Assumed)),
            ("31.02.2024 07:08:09", None),
            ("6 May 2024", None),
            ("", None),
        ] {
            assert_eq!(told(title), expected, "{title}");
        }
    }
}
