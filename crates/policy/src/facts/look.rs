//! What one probe finds in one message.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use groupkeep_archive::{self as archive, AttachmentKind, Message};
use groupkeep_detect::{Confidence, Kind, Match, canonical, fold};
use regex::Regex;

use super::probe::Wanted;
use super::scan::Eyes;
use super::{Hit, PersonId, Place, What};

/// A sender who says so posts a contact of their own.
static OWN: LazyLock<Regex> = LazyLock::new(|| {
    literal(concat!(
        r"我(?:的|这边)?(?:手机|电话|号码|邮箱|微信|[Qq]{2}|号|换号)|我是|本人|加我|联系我|找我|",
        r"(?i-u:\bmy\b|\bme at\b|\breach me\b|\bcall me\b)",
    ))
});

static LINK: LazyLock<Regex> = LazyLock::new(|| literal(r#"https?://[^\s<>"，。；、）】」]+"#));

/// `[文件] name` is how several exporters write a file into the text.
static FILE_LABEL: LazyLock<Regex> = LazyLock::new(|| literal(r"^\s*\[(?:文件|[Ff]ile)\]\s*"));

fn literal(text: &str) -> Regex {
    Regex::new(text).expect("invariant: the literal expressions of this file compile")
}

/// How many bytes before a contact value may say whose it is.
const OWN_REACH: usize = 48;

/// A text of a message with what the detectors find in it.
struct Piece<'m> {
    text: &'m str,
    /// As the rules' wordings are matched: folded, without invisible characters.
    plain: String,
    matches: Vec<Match>,
}

/// A file of a message.
struct File<'m> {
    name: &'m str,
    digest: Option<&'m str>,
}

/// Everything of a message that is searched.
pub(crate) struct Body<'m> {
    pieces: Vec<Piece<'m>>,
    files: Vec<File<'m>>,
    /// The message was forwarded from elsewhere.
    forwarded: bool,
    /// And the source says from whom.
    credited: bool,
    /// Which of the shared wordings stand in it.
    wordings: Vec<bool>,
}

impl<'m> Body<'m> {
    pub fn new(message: &'m Message, eyes: &Eyes<'_>) -> Self {
        let forwarded = message.forwarded_from.is_some() || message.kind == archive::Kind::Forward;
        let mut texts: Vec<&str> = message.text.as_deref().into_iter().collect();
        // A quote repeats what already stands elsewhere in the archive; a forwarded body is new to the chat.
        if forwarded {
            texts.extend(message.nested.iter().filter_map(|nested| nested.text.as_deref()));
        }
        let files = files(message);
        for file in &files {
            // Some exporters write a file's name into the text.
            if !texts.iter().any(|text| text.contains(file.name)) {
                texts.push(file.name);
            }
        }
        let mut wordings = vec![false; eyes.probes.wordings.len()];
        let mut pieces = Vec::new();
        for text in texts.into_iter().filter(|text| !text.is_empty()) {
            let plain = fold(text).visible();
            for index in eyes.probes.wordings.matches(&plain) {
                wordings[index] = true;
            }
            pieces.push(Piece { text, plain, matches: eyes.detector.find(text) });
        }
        Self { pieces, files, forwarded, credited: message.forwarded_from.is_some(), wordings }
    }

    /// True when any wording of the range stands in the message.
    pub fn says(&self, wordings: &Range<usize>) -> bool {
        self.wordings[wordings.clone()].contains(&true)
    }

    /// True when a detector found anything in it.
    pub fn has_values(&self) -> bool {
        self.pieces.iter().any(|piece| !piece.matches.is_empty())
    }

    fn links(&self) -> Vec<String> {
        let links = self.pieces.iter().flat_map(|piece| LINK.find_iter(piece.text));
        links.map(|link| link.as_str().to_owned()).collect()
    }
}

fn files(message: &Message) -> Vec<File<'_>> {
    let mut files = Vec::new();
    for attachment in &message.attachments {
        if !matches!(attachment.kind, AttachmentKind::Image | AttachmentKind::Voice | AttachmentKind::Sticker) {
            let from_path = attachment.path.as_deref().and_then(|path| path.rsplit(['/', '\\']).next());
            if let Some(name) = attachment.name.as_deref().or(from_path) {
                files.push(File { name, digest: attachment.digest.as_deref() });
            }
        }
    }
    if files.is_empty()
        && message.kind == archive::Kind::File
        && let Some(text) = &message.text
    {
        let start = FILE_LABEL.find(text).map_or(0, |label| label.end());
        files.push(File { name: text[start..].trim(), digest: None });
    }
    files
}

/// The words that make the first match one: its named group, or else the first group that took part in it, or else all
/// of it. A wide expression takes in what people said around them.
fn trigger(wordings: &[Regex], text: &str) -> Option<Range<usize>> {
    let first = wordings.iter().filter_map(|wording| Some((wording.find(text)?.start(), wording)));
    let (start, wording) = first.min_by_key(|(start, _)| *start)?;
    let groups = wording.captures_at(text, start)?;
    let named = wording.capture_names().flatten().find_map(|name| groups.name(name));
    let group = named.or_else(|| groups.iter().skip(1).flatten().next());
    group.filter(|group| !group.is_empty()).or_else(|| groups.get(0)).map(|found| found.range())
}

/// Looks at one message for one rule.
pub(crate) struct Looker<'l, 'a> {
    /// What does not change.
    pub eyes: &'l Eyes<'a>,
    /// The message.
    pub body: &'l Body<'l>,
    /// Where it stands.
    pub place: &'l Place,
    /// Who sent it.
    pub sender: Option<PersonId>,
}

impl Looker<'_, '_> {
    fn hits(&self, found: impl IntoIterator<Item = What>) -> Vec<Hit> {
        let number = |(ordinal, what)| Hit { place: self.place.clone(), ordinal, what };
        (0u32..).zip(found).map(number).collect()
    }

    /// Values of the kinds asked for, one hit each, and at most one hit for all wordings.
    pub fn pattern(&self, wanted: &Wanted) -> Vec<Hit> {
        if self.body.says(&wanted.unless_at) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for piece in self.body.pieces.iter().filter(|_| !wanted.kinds.is_empty()) {
            for at in &piece.matches {
                let asked = wanted.kinds.contains(&at.kind) && at.confidence == Confidence::High;
                if asked && !(wanted.spare_owner && self.is_own(piece.text, at)) {
                    let shown = self.eyes.shown.value(at.kind, &piece.text[at.start..at.end]);
                    found.push(What::Value { kind: at.kind, shown });
                }
            }
        }
        if self.body.says(&wanted.matching_at) {
            let shown = self.body.pieces.iter().find_map(|piece| {
                let trigger = trigger(&wanted.matching, &piece.plain)?;
                Some(self.eyes.shown.wording(&piece.plain, trigger))
            });
            let shown = shown.unwrap_or_default();
            found.push(What::Wording { shown, links: self.body.links() });
        }
        self.hits(found)
    }

    /// True when the value is the sender's own: by the members table and the exports' ids, or, where nobody is known to
    /// own it, by the words before it.
    fn is_own(&self, text: &str, at: &Match) -> bool {
        match self.eyes.people.owner_of(at.kind, &text[at.start..at.end]) {
            Some(owner) => self.sender == Some(owner),
            None => {
                let mut from = at.start.saturating_sub(OWN_REACH);
                while !text.is_char_boundary(from) {
                    from += 1;
                }
                OWN.is_match(&text[from..at.start])
            }
        }
    }

    /// Lists of members: many phone numbers at once, and files named like one.
    pub fn lists(&self, phones: usize, names: &[String]) -> Vec<Hit> {
        let mut numbers = BTreeSet::new();
        for piece in &self.body.pieces {
            let mobiles = piece.matches.iter().filter(|at| at.kind == Kind::Mobile);
            numbers.extend(mobiles.map(|at| canonical(at.kind, &piece.text[at.start..at.end])));
        }
        let mut found = Vec::new();
        if phones > 0 && numbers.len() >= phones {
            found.push(What::Crowd { phones: numbers.len() });
        }
        for file in &self.body.files {
            let name = file.name.to_lowercase();
            if names.iter().any(|wanted| name.contains(&wanted.to_lowercase())) {
                found.push(What::ListFile { shown: self.eyes.shown.text(file.name) });
            }
        }
        self.hits(found)
    }

    /// Files of the given suffixes, and long texts from elsewhere.
    pub fn reposts(&self, extensions: &BTreeSet<String>, chars: usize) -> Vec<Hit> {
        let asked = |file: &&File<'_>| {
            file.name.rsplit_once('.').is_some_and(|(_, suffix)| extensions.contains(&suffix.trim().to_lowercase()))
        };
        let mut found: Vec<What> = self.body.files.iter().filter(asked).map(|file| self.file(file)).collect();
        found.extend(self.texts(chars));
        self.hits(found)
    }

    fn file(&self, file: &File<'_>) -> What {
        What::File {
            name: file.name.to_owned(),
            shown: self.eyes.shown.text(file.name),
            digest: file.digest.map(str::to_owned),
            links: self.body.links(),
        }
    }

    /// Long texts from elsewhere.
    pub fn long_texts(&self, chars: usize) -> Vec<Hit> {
        self.hits(self.texts(chars))
    }

    fn texts(&self, chars: usize) -> Vec<What> {
        let probes = self.eyes.probes;
        let mut found = Vec::new();
        // A text has at least as many bytes as characters, so most messages are settled without counting.
        for piece in self.body.pieces.iter().filter(|piece| piece.text.len() >= chars) {
            let count = piece.text.chars().count();
            if count >= chars && (self.body.forwarded || probes.repost_cues.is_match(piece.text)) {
                let attributed = self.body.credited || probes.attribution.is_match(piece.text);
                found.push(What::LongText { chars: count, links: self.body.links(), attributed });
            }
        }
        found
    }
}
