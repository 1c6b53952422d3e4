use std::ops::Range;

use crate::leaves::Role;
use crate::model::{Kind, Nested, Reaction};

/// What stands behind a sender's name.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub kind: Kind,
    pub form: &'static str,
    /// What the member wrote.
    pub text: String,
    pub reactions: Vec<Reaction>,
    pub quotes: Vec<Nested>,
    /// Names and paths of files.
    pub files: Vec<(String, String)>,
    /// The data in it, by bytes.
    pub fields: Vec<(Range<usize>, Role, &'static str)>,
}

const DELETED: &str = "(This message was deleted)";

/// How calls are written, perhaps with an outcome in brackets.
const CALLS: [&str; 8] = [
    "Incoming call",
    "Outgoing call",
    "Missed voice call",
    "Missed video call",
    "Incoming voice call",
    "Incoming video call",
    "Outgoing voice call",
    "Outgoing video call",
];

/// What signal-export itself writes.
pub(super) fn words() -> Vec<&'static str> {
    [super::ME, super::NOBODY, DELETED].into_iter().chain(CALLS).collect()
}

/// Takes a body apart: a quote first, then the text, then files, stickers and reactions.
pub(super) fn content(body: &str) -> Content {
    let end = body.trim_end().len();
    if &body[..end] == DELETED {
        let fields = vec![(0..end, Role::Structure, "placeholder")];
        return Content { form: "deleted", fields, ..Content::default() };
    }
    let mut content = Content { form: "text", ..Content::default() };
    let (start, quote) = quoted(body);
    // After a quote there may be nothing but blank lines.
    let start = start.min(end);
    if let Some(text) = quote {
        content.fields.push((body.find('>').unwrap_or(0)..start, Role::Text, "quote"));
        content.quotes.push(Nested { sender_id: None, sender_name: None, text: Some(text), time: None });
    }
    let (end, reactions) =
        reactions(&body[start..end]).map_or((end, None), |(at, found)| (start + at, Some((at, found))));
    if let Some((_, found)) = reactions {
        content.reactions = found;
        content.fields.push((end..body.trim_end().len(), Role::Text, "reactions"));
    }
    content.files(body, start..end);
    let bare = content.text.trim();
    if let Some(sticker) = bare.strip_prefix("(( ").and_then(|rest| rest.strip_suffix(" ))")) {
        (content.kind, content.form, content.text) = (Kind::Sticker, "sticker", sticker.to_owned());
    } else if CALLS.iter().any(|call| bare.strip_prefix(call).is_some_and(|rest| rest.is_empty() || is_outcome(rest))) {
        (content.kind, content.form) = (Kind::Call, "call");
        content.text = bare.to_owned();
    } else {
        content.text = bare.to_owned();
    }
    content.fields.sort_by_key(|(span, ..)| span.start);
    content
}

fn is_outcome(text: &str) -> bool {
    text.starts_with(" (") && text.ends_with(')') && text.len() < 40 && !text.contains('\n')
}

impl Content {
    /// The text without the files in it: `![name](./media/name)`.
    fn files(&mut self, body: &str, part: Range<usize>) {
        let mut from = part.start;
        while let Some((whole, name, path)) = file(&body[from..part.end]) {
            let (whole, name, path) = (shift(&whole, from), shift(&name, from), shift(&path, from));
            self.write(body, from..whole.start);
            let sticker = body[path.clone()].contains("exported_stickers/");
            if sticker {
                self.kind = Kind::Sticker;
            }
            self.files.push((body[name.clone()].to_owned(), body[path.clone()].trim_start_matches("./").to_owned()));
            self.fields.push((name, if sticker { Role::Text } else { Role::FileName }, "file"));
            self.fields.push((path, Role::FileName, "path"));
            from = whole.end;
        }
        self.write(body, from..part.end);
    }

    fn write(&mut self, body: &str, span: Range<usize>) {
        self.text.push_str(&body[span.clone()]);
        let part = &body[span.clone()];
        let start = span.start + part.len() - part.trim_start().len();
        if !part.trim().is_empty() {
            self.fields.push((start..start + part.trim().len(), Role::Text, "text"));
        }
    }
}

fn shift(span: &Range<usize>, by: usize) -> Range<usize> {
    span.start + by..span.end + by
}

/// Where the next file stands, its name and its path.
fn file(text: &str) -> Option<(Range<usize>, Range<usize>, Range<usize>)> {
    let mut from = 0;
    loop {
        let middle = from + text[from..].find("](")?;
        from = middle + 2;
        let end = from + text[from..].find([')', '\n']).filter(|end| text[from + end..].starts_with(')'))?;
        let path = from..end;
        let known = ["./media/", "media/", "../exported_stickers/"];
        if let Some(open) =
            text[..middle].rfind('[').filter(|_| known.iter().any(|known| text[from..].starts_with(known)))
        {
            let start = if text[..open].ends_with('!') { open - 1 } else { open };
            return Some((start..end + 1, open + 1..middle, path));
        }
    }
}

/// The quote a body begins with, and where what follows it begins.
fn quoted(body: &str) -> (usize, Option<String>) {
    let blank = body.len() - body.trim_start_matches([' ', '\r', '\n']).len();
    if !body[..blank].contains('\n') || !body[blank..].starts_with("> ") {
        return (0, None);
    }
    let (mut end, mut text) = (blank, String::new());
    for line in body[blank..].split_inclusive('\n') {
        let Some(said) = line.strip_prefix("> ") else { break };
        text.push_str(if text.is_empty() { "" } else { "\n" });
        text.push_str(said.trim_end_matches(['\r', '\n']));
        end += line.len();
    }
    (end - (body[..end].len() - body[..end].trim_end_matches(['\r', '\n']).len()), Some(text))
}

/// `(- Jane: 👍, Bo: ❤ -)` as the last line, and where it begins.
fn reactions(body: &str) -> Option<(usize, Vec<Reaction>)> {
    let start = body.rfind("\n(- ")? + 1;
    let inside = body[start..].strip_prefix("(- ")?.strip_suffix(" -)")?;
    let mut all: Vec<Reaction> = Vec::new();
    for part in inside.split(", ") {
        let (name, key) = part.rsplit_once(": ")?;
        match all.iter_mut().find(|reaction| reaction.key == key) {
            Some(reaction) => {
                reaction.count += 1;
                reaction.by.push(name.to_owned());
            }
            None => all.push(Reaction { key: key.to_owned(), count: 1, by: vec![name.to_owned()] }),
        }
    }
    Some((start, all))
}
