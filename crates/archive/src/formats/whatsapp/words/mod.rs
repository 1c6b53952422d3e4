//! What WhatsApp itself writes into the place of a member's text, by language.
//!
//! The words of iOS are those of its `Localizable.strings` and the words of Android those of its `strings.xml`, as public
//! parsers of the exports quote them; where an older version or a country says it otherwise, both stand here. Words that
//! were only seen in one place, or put together after their neighbours, are marked with `?` in the comments.

mod asian;
mod european;
mod others;

use std::sync::LazyLock;

use crate::model::AttachmentKind;

/// The words of one language. Full stops at the end are left out.
#[derive(Clone, Copy)]
struct Words {
    /// Android: media left out.
    omitted: &'static [&'static str],
    /// Android: what stands in parentheses behind the name of a file.
    attached: &'static [&'static str],
    /// iOS, after its invisible mark: what was left out.
    image: &'static [&'static str],
    video: &'static [&'static str],
    audio: &'static [&'static str],
    sticker: &'static [&'static str],
    gif: &'static [&'static str],
    document: &'static [&'static str],
    contact: &'static [&'static str],
    /// What is left of a message that was removed.
    deleted: &'static [&'static str],
    /// What stands in angle brackets behind a message that was changed.
    edited: &'static [&'static str],
    /// A position that moved while it was shown.
    live: &'static [&'static str],
    /// What stands before a poll's question and before each of its options.
    poll: &'static [[&'static str; 2]],
}

fn languages() -> impl Iterator<Item = &'static Words> {
    european::LANGUAGES.iter().chain(asian::LANGUAGES).chain(others::LANGUAGES)
}

/// What a text of the app's own stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Media left out by Android, which does not say of what kind.
    Omitted,
    /// Something left out by iOS; believed only after its mark.
    Marked(AttachmentKind),
    /// A message that was removed.
    Deleted,
    /// A position that was shown for a while.
    Live,
}

/// By length in bytes, so that most texts of members are told from all of them at once.
static MEANINGS: LazyLock<Vec<Vec<(&'static str, Meaning)>>> = LazyLock::new(|| {
    let mut meanings = vec![Vec::new(); LONG + 1];
    let mut add = |words: &[&'static str], meaning| {
        for text in words {
            meanings[text.len()].push((*text, meaning));
        }
    };
    for words in languages() {
        add(words.omitted, Meaning::Omitted);
        add(words.image, Meaning::Marked(AttachmentKind::Image));
        add(words.video, Meaning::Marked(AttachmentKind::Video));
        add(words.audio, Meaning::Marked(AttachmentKind::Voice));
        add(words.sticker, Meaning::Marked(AttachmentKind::Sticker));
        add(words.gif, Meaning::Marked(AttachmentKind::Image));
        add(words.document, Meaning::Marked(AttachmentKind::File));
        add(words.contact, Meaning::Marked(AttachmentKind::Other));
        add(words.deleted, Meaning::Deleted);
        add(words.live, Meaning::Live);
    }
    meanings
});

/// No text of the app's own has more bytes.
const LONG: usize = 160;

/// What a whole text means that the app wrote; without the mark and the full stop.
#[inline]
pub(super) fn meaning(text: &str) -> Option<Meaning> {
    let same_length = MEANINGS.get(text.len())?;
    // The last bytes differ most often: in Chinese the first ones are those of half the characters.
    let last = text.as_bytes().last()?;
    let found = same_length.iter().find(|(words, _)| words.as_bytes().last() == Some(last) && *words == text);
    found.map(|(_, meaning)| *meaning)
}

/// The name of a document before the app's words for one that was left out.
pub(super) fn before_document(text: &str) -> Option<&str> {
    languages().flat_map(|words| words.document).find_map(|words| text.strip_suffix(words))
}

/// True for what Android writes in parentheses behind the name of a file.
pub(super) fn is_attached(text: &str) -> bool {
    languages().any(|words| words.attached.contains(&text))
}

/// True for what stands in angle brackets behind a message that was changed.
pub(super) fn is_edited(text: &str) -> bool {
    languages().any(|words| words.edited.contains(&text))
}

/// What stands before the options of a poll that begins with this line.
pub(super) fn options_of(line: &str) -> Option<&'static str> {
    let word = label(line)?;
    languages().flat_map(|words| words.poll).find(|[poll, _]| *poll == word).map(|[_, option]| *option)
}

/// What stands before the colon at the end of a line.
fn label(line: &str) -> Option<&str> {
    Some(line.trim_end().strip_suffix([':', '：'])?.trim_end())
}

/// Everything the app itself writes into the place of a text.
pub(super) fn words() -> Vec<&'static str> {
    let of = |words: &'static Words| {
        let whole = [
            words.omitted,
            words.attached,
            words.image,
            words.video,
            words.audio,
            words.sticker,
            words.gif,
            words.document,
            words.contact,
            words.deleted,
            words.edited,
            words.live,
        ];
        whole.into_iter().flatten().chain(words.poll.iter().flatten()).copied()
    };
    languages().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_means_two_things() {
        for words in languages() {
            for (list, meaning) in [
                (words.omitted, Meaning::Omitted),
                (words.image, Meaning::Marked(AttachmentKind::Image)),
                (words.video, Meaning::Marked(AttachmentKind::Video)),
                (words.audio, Meaning::Marked(AttachmentKind::Voice)),
                (words.sticker, Meaning::Marked(AttachmentKind::Sticker)),
                (words.document, Meaning::Marked(AttachmentKind::File)),
                (words.contact, Meaning::Marked(AttachmentKind::Other)),
                (words.deleted, Meaning::Deleted),
                (words.live, Meaning::Live),
            ] {
                for text in list {
                    assert_eq!(super::meaning(text), Some(meaning), "{text}");
                }
            }
        }
    }

    #[test]
    fn words_are_written_as_they_are_looked_for() {
        for words in languages() {
            assert!(words.omitted.iter().all(|text| text.starts_with('<') && text.ends_with('>')));
        }
        for text in words() {
            assert_eq!(text.trim_end_matches(['.', '。', '।']).trim(), text);
            assert!(text.len() <= LONG, "{text}");
        }
        assert!(languages().flat_map(|words| words.attached).all(|text| (2..=32).contains(&text.chars().count())));
    }
}
