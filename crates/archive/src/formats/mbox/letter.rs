use mail_parser::{Address, DateTime, HeaderValue, MessageParser, MimeHeaders, PartType};

use crate::formats::media::kind_of;
use crate::model::{Attachment, IdBasis, Kind, Message, Precision, Presence, Provenance, SenderKind, Stamp, TzBasis};

/// A message of a mailbox; `None` when nothing in it is a header.
pub(super) fn read(raw: &[u8], provenance: Provenance) -> Option<Box<Message>> {
    let letter = MessageParser::default().parse(raw)?;
    if letter.headers().is_empty() {
        return None;
    }
    let mut message = Message::new(0, provenance);
    message.raw_kind = "mail".into();
    message.msg_id = letter.message_id().map(str::to_owned);
    message.id_basis = if message.msg_id.is_some() { IdBasis::Native } else { IdBasis::None };
    message.time = letter.date().and_then(stamp);
    if let Some((name, address)) = sender(letter.from(), letter.header_raw("From")) {
        message.sender_kind = SenderKind::User;
        message.sender_basis = IdBasis::Email;
        message.sender_name = name.or_else(|| Some(address.clone()));
        message.sender_id = Some(address);
    }
    message.reply_to = ids(letter.in_reply_to()).pop();
    message.thread_id = ids(letter.references()).into_iter().next().or_else(|| message.reply_to.clone());
    message.kind = if message.reply_to.is_some() { Kind::Reply } else { Kind::Text };
    let subject = letter.subject().map(str::trim).filter(|subject| !subject.is_empty());
    let body = letter.body_text(0).map(|body| body.replace("\r\n", "\n").trim_end().to_owned());
    let parts: Vec<String> =
        subject.map(str::to_owned).into_iter().chain(body.filter(|body| !body.is_empty())).collect();
    message.text = Some(parts.join("\n\n")).filter(|text| !text.is_empty());
    message.attachments = letter
        .attachments()
        .map(|part| {
            let name = part.attachment_name().map(str::to_owned);
            let size = match &part.body {
                PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Some(bytes.len() as u64),
                _ => None,
            };
            let mime = part.content_type().map(|kind| match kind.subtype() {
                Some(subtype) => format!("{}/{subtype}", kind.ctype()),
                None => kind.ctype().to_owned(),
            });
            let kind = kind_of(name.as_deref().unwrap_or_default());
            Attachment { kind, name, path: None, mime, size, digest: None, presence: Presence::Present }
        })
        .collect();
    Some(message)
}

/// Name and address of whoever wrote it. Addresses are compared without case, as every provider does.
fn sender(from: Option<&Address<'_>>, raw: Option<&str>) -> Option<(Option<String>, String)> {
    let plain = raw.and_then(obscured);
    if plain.is_some() {
        return plain;
    }
    let first = from?.first()?;
    let address = first.address.as_deref().filter(|address| address.contains('@'))?;
    Some((first.name.as_deref().map(str::to_owned), address.to_lowercase()))
}

/// pipermail hides addresses: `mei at example.org (Mei)`.
fn obscured(raw: &str) -> Option<(Option<String>, String)> {
    let (local, rest) = raw.trim().split_once(" at ")?;
    let (host, name) = rest.split_once(' ').unwrap_or((rest, ""));
    if local.contains([' ', '<', '"', '@']) || !host.contains('.') {
        return None;
    }
    let name = name.trim().strip_prefix('(').and_then(|name| name.strip_suffix(')'));
    let decoded = name.map(|name| {
        // The name may be an encoded word.
        let header = format!("Subject: {name}\n\n");
        let parsed = MessageParser::default().parse(header.as_bytes());
        parsed.and_then(|parsed| parsed.subject().map(str::to_owned)).unwrap_or_else(|| name.to_owned())
    });
    Some((decoded, format!("{local}@{host}").to_lowercase()))
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Text(id) => vec![id.clone().into_owned()],
        HeaderValue::TextList(ids) => ids.iter().map(|id| id.clone().into_owned()).collect(),
        _ => Vec::new(),
    }
}

fn stamp(date: &DateTime) -> Option<Stamp> {
    let seconds = Some(date.to_timestamp()).filter(|seconds| date.is_valid() && *seconds > 0)?;
    Some(Stamp { ms: seconds.checked_mul(1000)?, precision: Precision::Second, basis: TzBasis::Offset })
}
