//! One message of a conversation.

use super::super::media::{file_name, kind_of, message_kind};
use super::prose::instant;
use crate::json::Spanned;
use crate::model::{Attachment, IdBasis, Kind, Mention, Message, Nested, Reaction, SenderKind, State};
use crate::source::Nearby;

/// Fills a message; the error says why it is none.
pub(super) fn read(
    value: &Spanned<'_>,
    mut message: Box<Message>,
    nearby: &Nearby,
    folder: &str,
) -> Result<Box<Message>, &'static str> {
    let creator = value.get("creator").filter(|creator| creator.is_object());
    let created = value.string("created_date");
    let updated = value.string("updated_date");
    if creator.is_none() && created.is_none() && updated.is_none() {
        return Err("a message without sender and date");
    }
    // A message that was changed may have the later date only; when it was sent is then not known.
    message.time = created.and_then(instant);
    message.edited = updated.and_then(instant);
    message.identify(value.id("message_id"));
    let deleted = value.string("message_state") == Some("DELETED") || value.get("deletion_metadata").is_some();
    message.state = match (deleted, updated) {
        (true, _) if removed_by_sender(value) => State::Recalled,
        (true, _) => State::Deleted,
        (_, Some(_)) => State::Edited,
        _ => State::Live,
    };
    message.raw_kind = value.string("message_state").unwrap_or("message").to_owned().into();
    message.text = value.string("text").map(str::to_owned);
    message.thread_id = value.id("topic_id");
    message.mentions = value.list("annotations").iter().filter_map(mention).collect();
    message.reactions = value.list("reactions").iter().filter_map(reaction).collect();
    message.attachments =
        value.list("attached_files").iter().filter_map(|file| attachment(file, nearby, folder)).collect();
    if let Some(creator) = creator {
        message.sent_by(creator.id("email"), creator.string("name"));
        if creator.id("email").is_some() {
            message.sender_basis = IdBasis::Email;
        }
        if creator.string("user_type") == Some("Bot") {
            message.sender_kind = SenderKind::Bot;
        }
    }
    if let Some(quoted) = value.get("quoted_message_metadata").filter(|quoted| quoted.is_object()) {
        let author = quoted.get("creator");
        message.kind = Kind::Reply;
        message.reply_to = quoted.id("message_id");
        message.nested.push(Nested {
            sender_id: author.and_then(|author| author.id("email")),
            sender_name: author.and_then(|author| author.string("name")).map(str::to_owned),
            text: quoted.string("text").map(str::to_owned),
            time: quoted.string("created_date").and_then(instant),
        });
    }
    if let (Kind::Text, Some(first)) = (message.kind, message.attachments.first()) {
        message.kind = message_kind(first.kind);
    }
    let calls = value.list("annotations").iter().filter_map(|row| row.get("gsuite_integration_metadata"));
    if message.kind == Kind::Text && calls.into_iter().any(|call| call.get("call_data").is_some()) {
        message.kind = Kind::Call;
    }
    Ok(message)
}

fn removed_by_sender(value: &Spanned<'_>) -> bool {
    value.get("deletion_metadata").and_then(|deletion| deletion.string("deletion_type")) == Some("CREATOR")
}

fn mention(row: &Spanned<'_>) -> Option<Mention> {
    let told = row.get("user_mention_metadata")?;
    if told.string("type") == Some("MENTION_ALL") {
        return Some(Mention { id: None, name: None, all: true });
    }
    let user = told.get("user")?;
    Some(Mention { id: user.id("email"), name: user.string("name").map(str::to_owned), all: false })
}

fn reaction(row: &Spanned<'_>) -> Option<Reaction> {
    let emoji = row.get("emoji")?;
    let key = emoji.string("unicode").or_else(|| emoji.get("custom_emoji")?.string("shortcode"))?;
    let by: Vec<String> =
        row.list("reactor_emails").iter().filter_map(|email| email.as_str().map(str::to_owned)).collect();
    Some(Reaction { key: key.to_owned(), count: by.len() as u64, by })
}

/// A file lies beside the messages under a name of Takeout's own.
fn attachment(file: &Spanned<'_>, nearby: &Nearby, folder: &str) -> Option<Attachment> {
    let path = file.string("export_name").or_else(|| file.string("original_name"))?;
    let name = file.string("original_name").unwrap_or_else(|| file_name(path));
    Some(Attachment {
        name: Some(name.to_owned()),
        path: Some(path.to_owned()),
        ..Attachment::new(kind_of(name), nearby.presence(&format!("{folder}{path}")))
    })
}
