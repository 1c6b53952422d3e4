//! @mentions inside WeChat texts.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::model::Mention;

/// The sign WeChat puts after a name picked from the member list; nobody types it by accident.
const END: char = '\u{2005}';

static SIGN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\u{2005}"));

/// The names picked in a text, without the `@`.
pub(super) fn named_mentions(text: &str) -> Vec<Mention> {
    // Hardly any text has one.
    if SIGN.find(text.as_bytes()).is_none() {
        return Vec::new();
    }
    text.split(END)
        .take(text.matches(END).count())
        .filter_map(|part| part.rsplit_once('@'))
        .map(|(_, name)| name.trim())
        .filter(|name| !name.is_empty())
        .map(|name| match name {
            "所有人" | "All" | "all" => Mention { id: None, name: None, all: true },
            name => Mention { id: None, name: Some(name.to_owned()), all: false },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_at_their_sign() {
        let names = |text: &str| -> Vec<String> {
            named_mentions(text).into_iter().map(|mention| mention.name.unwrap_or_else(|| "*".to_owned())).collect()
        };
        assert_eq!(names("@林语\u{2005}早 a@b @老周 先生\u{2005}@所有人\u{2005}x @没选"), ["林语", "老周 先生", "*"]);
        assert_eq!(names("早"), Vec::<String>::new());
    }
}
