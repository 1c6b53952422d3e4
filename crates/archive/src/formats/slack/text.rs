//! What a message says, and whom it addresses. Slack writes `&lt;` for a `<` that somebody typed, so that nobody can
//! imitate its marks.

use super::People;
use crate::json::{Spanned, Value};
use crate::model::Mention;

/// Deepest block that is looked into.
const DEEPEST: usize = 12;

/// The text of a message; where it is empty, what its attachments or blocks say.
pub(super) fn of(value: &Spanned<'_>) -> Option<String> {
    if let Some(text) = value.string("text") {
        return Some(text.to_owned());
    }
    let attached = value.list("attachments").iter().find_map(|attached| {
        ["text", "fallback", "pretext", "title"].iter().find_map(|key| attached.string(key)).map(str::to_owned)
    });
    attached.or_else(|| {
        let mut text = String::new();
        blocks(value.get("blocks")?, DEEPEST, &mut text);
        Some(text).filter(|text| !text.is_empty())
    })
}

fn blocks(value: &Spanned<'_>, depth: usize, text: &mut String) {
    if depth == 0 {
        return;
    }
    match &value.value {
        Value::Array(items) => items.iter().for_each(|item| blocks(item, depth - 1, text)),
        Value::Object(entries) => {
            for entry in entries {
                match (&*entry.key, entry.value.as_str()) {
                    ("text", Some(said)) => text.push_str(said),
                    ("user_id", Some(id)) => text.push_str(&format!("<@{id}>")),
                    (_, None) => blocks(&entry.value, depth - 1, text),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// Who is addressed: `<@U…>`, `<@U…|name>`, `<!channel>`.
pub(super) fn mentions(text: &str, people: &People) -> Vec<Mention> {
    let marks = text.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(mark, _)| mark);
    marks
        .filter_map(|mark| {
            let (mark, label) = mark.split_once('|').unwrap_or((mark, ""));
            match mark {
                "!channel" | "!here" | "!everyone" => Some(Mention { id: None, name: None, all: true }),
                _ => {
                    let id = mark.strip_prefix('@')?;
                    let name = Some(label).filter(|label| !label.is_empty()).or_else(|| people.name(id));
                    Some(Mention { id: Some(id.to_owned()), name: name.map(str::to_owned), all: false })
                }
            }
        })
        .collect()
}
