use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::DateTime;

use crate::formats::kakaotalk_words::Placeholder;
use crate::formats::media::{file_name, kind_of};
use crate::model::{Attachment, AttachmentKind, Presence};
use crate::source::Nearby;

/// The files beside an export. Android's lines name them; those of iOS are called by the time they were sent,
/// `20260127_213901_1.jpeg`, and belong to the messages of that minute in their order.
pub(super) struct Files {
    nearby: Nearby,
    /// Names of iOS by minute, `20260127_2139`, in order; read when first asked for.
    timed: Option<BTreeMap<String, Vec<String>>>,
}

impl Files {
    pub fn new(nearby: Nearby) -> Self {
        Self { nearby, timed: None }
    }

    /// The files of a message that consists of a placeholder.
    pub fn of(&mut self, text: &str, found: &Placeholder, at: Option<DateTime>) -> Vec<Attachment> {
        let Some(kind) = found.file else { return Vec::new() };
        let name = text.get(found.rest.clone()).filter(|name| !name.is_empty());
        (0..found.count)
            .map(|_| {
                let mut file = Attachment::new(kind, Presence::NotExported);
                let path = name.and_then(|name| self.named(name)).or_else(|| self.sent(kind, name, at?));
                file.name = name.map(decoded);
                if path.is_some() {
                    (file.path, file.presence) = (path, Presence::Present);
                }
                file
            })
            .collect()
    }

    /// A file Android names by its digest.
    pub fn digest(&self, name: &str) -> Attachment {
        let kind = if name.ends_with(".webp") { AttachmentKind::Image } else { kind_of(name) };
        let mut file = Attachment::new(kind, self.nearby.presence(name));
        file.digest = name.split_once('.').map(|(digest, _)| format!("sha256:{digest}"));
        (file.name, file.path) = (Some(name.to_owned()), Some(name.to_owned()));
        file
    }

    /// The path of a file of that name. Names are encoded as in web addresses on one side or the other.
    fn named(&self, name: &str) -> Option<String> {
        [name.to_owned(), decoded(name), encoded(name)]
            .into_iter()
            .find(|path| !path.contains(['/', '\\']) && self.nearby.presence(path) == Presence::Present)
    }

    /// The next file of that kind sent in that minute.
    fn sent(&mut self, kind: AttachmentKind, name: Option<&str>, at: DateTime) -> Option<String> {
        let nearby = &self.nearby;
        let timed = self.timed.get_or_insert_with(|| by_minute(nearby.names()));
        if timed.is_empty() {
            return None;
        }
        let names = timed.get_mut(&at.strftime("%Y%m%d_%H%M").to_string())?;
        let suffix = |name: &str| name.rsplit_once('.').map(|(_, suffix)| suffix.to_ascii_lowercase());
        let fits = |path: &String| match name {
            Some(name) => suffix(path) == suffix(name),
            None if kind == AttachmentKind::Voice => kind_of(path) == AttachmentKind::Audio,
            None => kind_of(path) == kind || kind == AttachmentKind::Image && path.ends_with(".webp"),
        };
        let place = names.iter().position(fits)?;
        Some(names.remove(place))
    }
}

/// The names that say when their file was sent.
fn by_minute(names: Vec<String>) -> BTreeMap<String, Vec<String>> {
    let mut timed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in names {
        let digits =
            |range: Range<usize>| name.get(range).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if digits(0..8) && name[8..].starts_with('_') && digits(9..15) && name[15..].starts_with(['.', '_']) {
            timed.entry(name[..13].to_owned()).or_default().push(name);
        }
    }
    timed.values_mut().for_each(|names| names.sort());
    timed
}

/// A name of 64 hexadecimal digits and a suffix, as Android writes in the place of pictures.
pub(super) fn is_digest(line: &str) -> bool {
    let Some((digest, [b'.', suffix @ ..])) = line.as_bytes().split_at_checked(64) else { return false };
    (2..=5).contains(&suffix.len())
        && digest.iter().all(u8::is_ascii_hexdigit)
        && suffix.iter().all(u8::is_ascii_alphanumeric)
}

/// `%EA%B3%B5` as the character it stands for; the text as it is where that makes no characters.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, behind @ ..] = rest {
        let hex = |at: usize| char::from(*behind.get(at)?).to_digit(16);
        if let (b'%', Some(high), Some(low)) = (byte, hex(0), hex(1)) {
            bytes.extend(u8::try_from(high * 16 + low));
            rest = &behind[2..];
        } else {
            bytes.push(*byte);
            rest = behind;
        }
    }
    let name = String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned());
    // What hides a path in its name is no name.
    if file_name(&name) == name { name } else { text.to_owned() }
}

/// A name as a web address holds it.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_web_addresses() {
        for (name, plain) in [
            ("%EA%B3%B5%EC%9C%A0.pdf", "공유.pdf"),
            ("a%20b.pdf", "a b.pdf"),
            ("100%.pdf", "100%.pdf"),
            ("%FF.pdf", "%FF.pdf"),
            ("..%2Fa.pdf", "..%2Fa.pdf"),
        ] {
            assert_eq!(decoded(name), plain, "{name}");
        }
        assert_eq!(encoded("공유 1.pdf"), "%EA%B3%B5%EC%9C%A0%201.pdf");
    }

    #[test]
    fn digests_and_times_in_names() {
        let digest = "0123456789abcdef".repeat(4);
        assert!(is_digest(&format!("{digest}.jpg")) && !is_digest(&digest) && !is_digest(&format!("{digest}.jpg x")));
        let names =
            ["20260127_213902_2.jpeg", "20260127_213901_1.jpeg", "20260127_214001.pdf", "x.pdf", "20260127_2139"];
        let timed = by_minute(names.map(str::to_owned).to_vec());
        assert_eq!(timed["20260127_2139"], ["20260127_213901_1.jpeg", "20260127_213902_2.jpeg"]);
        assert_eq!(timed.len(), 2);
    }
}
