//! The words that come from the program and the formats, and from nobody's data.
//!
//! They tell a leak from a format's own word: a member called `type` is no leak in every field of that name. Nothing an
//! input says is ever added, or a name that stands in the wrong field would hide itself.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use groupkeep_archive::Format;
use groupkeep_config::table::{CellKind, TableKind};
use groupkeep_detect::{Kind, canonical, compact_alias};

use crate::pseudonym::WORDS;

/// What pseudonyms, tags and `release.json` are written with, apart from the kinds of values.
const OWN: &[&str] = &[
    "groupkeep/anonymize/v1",
    "schema",
    "level",
    "masked",
    "pseudonymized",
    "de-identified",
    "profile",
    "internal",
    "share",
    "research",
    "tool",
    "as_of",
    "purpose",
    "recipient",
    "basis",
    "expires",
    "preparer",
    "outputs",
    "path",
    "sha256",
    "counts",
    "found",
    "replaced",
    "left",
    "ambiguous",
    "leak_check",
    "searched",
    "encodings",
    "raw",
    "folded",
    "compact",
    "split",
    "canaries",
    "found_before",
    "found_after",
    "key",
    "memory only, never written",
    "sealed to approvers",
    "tables",
    "kind",
    "rows",
    "columns",
    "name",
    "treatment",
    "pseudonym",
    "redact",
    "mask",
    "month",
    "coarsen",
    "band",
    "text",
    "drop",
    "keep",
    "review",
    "not reviewed",
    "risks",
    "time",
    "place",
    "amount",
    "link",
    "avatar",
    "secret",
    "chat-name",
    "file-name",
    "message-id",
    "membership",
    "private-column",
    "unknown-field",
    "unknown-key",
    "unknown",
    "file",
    "文件",
    "json",
    "jsonl",
    "csv",
    "tsv",
    "txt",
];

/// A set of such words.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    words: BTreeSet<&'static str>,
    folded: BTreeSet<String>,
    compact: BTreeSet<String>,
}

static ALL: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::of(Format::ALL.iter().copied(), TableKind::ALL.iter().copied()));

impl Vocabulary {
    /// The words of these formats and registers, and the program's own.
    pub fn of(formats: impl IntoIterator<Item = Format>, tables: impl IntoIterator<Item = TableKind>) -> Self {
        let mut words: BTreeSet<&'static str> = formats.into_iter().flat_map(Format::words).collect();
        for column in tables.into_iter().flat_map(TableKind::columns) {
            words.extend([column.name, column.zh]);
            if let CellKind::Choice(names) = column.kind {
                words.extend(names.iter().flat_map(|(en, zh)| [*en, *zh]));
            }
        }
        words.extend(TableKind::ALL.map(TableKind::name));
        words.extend(OWN.iter().chain(WORDS));
        words.extend(Kind::ALL.iter().flat_map(|kind| [kind.name(), kind.label("zh"), kind.label("en")]));
        let folded = words.iter().map(|word| canonical(Kind::Member, word)).collect();
        let compact = words.iter().filter_map(|word| compact_alias(word)).collect();
        Self { words, folded, compact }
    }

    /// The words of every format and register.
    pub fn all() -> &'static Self {
        &ALL
    }

    /// True if `word` is one of the words, perhaps between the invisible marks and the full stop some apps add.
    pub fn contains(&self, word: &str) -> bool {
        let bare = word.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200E}' | '\u{200F}' | '.' | '。'));
        self.words.contains(bare)
    }

    /// True if `alias` is one of the words or stands in one among others.
    pub fn covers(&self, alias: &str) -> bool {
        let fold = canonical(Kind::Member, alias);
        self.folded.iter().any(|word| holds_word(word, &fold))
            || compact_alias(alias).is_some_and(|form| self.compact.contains(&form))
    }
}

/// True if `word` stands in `text` and no ASCII letter or digit continues it.
fn holds_word(text: &str, word: &str) -> bool {
    let continues = |inner: Option<char>, outer: Option<char>| {
        inner.is_some_and(|c| c.is_ascii_alphanumeric()) && outer.is_some_and(|c| c.is_ascii_alphanumeric())
    };
    text.match_indices(word).any(|(start, _)| {
        let (before, after) = (text[..start].chars().next_back(), text[start + word.len()..].chars().next());
        !continues(word.chars().next(), before) && !continues(word.chars().next_back(), after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_formats_are_recognised_whole() {
        let all = Vocabulary::all();
        for word in ["type", "Message", "文本消息", "手机号", "成员", "群主", "private supergroup"] {
            assert!(all.covers(word), "{word}");
        }
        for name in ["林小溪", "ann", "19900002103", "张三"] {
            assert!(!all.covers(name), "{name}");
        }
        assert!(all.contains("\u{200E}image omitted") && all.contains("系统消息") && !all.contains("系统消息大哥"));
    }

    #[test]
    fn only_the_formats_there_are_lend_their_words() {
        let weflow = Vocabulary::of([Format::WeflowJson], []);
        assert!(weflow.covers("文本消息") && !weflow.covers("hashtag") && !weflow.covers("群主"));
    }
}
