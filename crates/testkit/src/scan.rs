use std::fs;
use std::path::{Path, PathBuf};

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};

/// How a needle was written where it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    /// Its UTF-8 bytes.
    Raw,
    /// Hexadecimal, either case.
    Hex,
    /// Base64 in the standard or the URL-safe alphabet, at any alignment.
    Base64,
    /// Every byte, or every byte that is no letter or digit, as `%XX`.
    Url,
    /// Two bytes a character, low byte first.
    Utf16,
    /// `\uXXXX` as in ASCII-only JSON.
    JsonEscape,
}

/// A needle that was found. Needles are named by number, so that a failing test does not print what it looks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The file, link or folder, relative to the folder searched.
    pub path: PathBuf,
    /// Index in the needles given.
    pub needle: usize,
    /// How it was written.
    pub encoding: Encoding,
}

/// Looks for every needle, in every encoding, in the content and the name of every file below `dir`, also across the
/// line breaks of wrapped text. Links are not followed, their targets are searched as text. One hit per file, needle and
/// encoding, sorted.
///
/// # Panics
/// When `dir` cannot be read, holds no file at all (then nothing was searched), or a needle is shorter than 5 bytes,
/// which is found by chance.
#[must_use]
pub fn scan_for(dir: &Path, needles: &[&str]) -> Vec<Hit> {
    let (patterns, meaning) = patterns(needles);
    let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&patterns);
    let automaton = automaton.expect("invariant: the patterns of a test fit an automaton");
    let mut hits = Vec::new();
    let mut searched = 0;
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let path = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display())).path();
            let meta = fs::symlink_metadata(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let mut haystacks = vec![path.file_name().unwrap_or_default().as_encoded_bytes().to_vec()];
            if meta.is_dir() {
                folders.push(path.clone());
            } else if meta.is_symlink() {
                haystacks.push(fs::read_link(&path).unwrap_or_default().as_os_str().as_encoded_bytes().to_vec());
            } else if meta.is_file() {
                searched += 1;
                let content = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                let unwrapped: Vec<u8> = content.iter().copied().filter(|b| !b"\r\n".contains(b)).collect();
                if unwrapped.len() < content.len() {
                    haystacks.push(unwrapped);
                }
                haystacks.push(content);
            }
            let relative = path.strip_prefix(dir).unwrap_or(&path);
            for haystack in &haystacks {
                for found in automaton.find_overlapping_iter(haystack) {
                    let (needle, encoding) = meaning[found.pattern().as_usize()];
                    hits.push(Hit { path: relative.to_owned(), needle, encoding });
                }
            }
        }
    }
    assert!(searched > 0, "{} holds no file, so nothing was searched", dir.display());
    hits.sort();
    hits.dedup();
    hits
}

fn patterns(needles: &[&str]) -> (Vec<Vec<u8>>, Vec<(usize, Encoding)>) {
    let mut patterns = Vec::new();
    let mut meaning = Vec::new();
    for (index, needle) in needles.iter().enumerate() {
        assert!(needle.len() >= 5, "needle {index} is too short to mean anything");
        for (encoding, pattern) in forms(needle) {
            patterns.push(pattern);
            meaning.push((index, encoding));
        }
    }
    (patterns, meaning)
}

fn forms(needle: &str) -> Vec<(Encoding, Vec<u8>)> {
    let bytes = needle.as_bytes();
    let each = |one: &dyn Fn(u8) -> String| bytes.iter().map(|b| one(*b)).collect::<String>().into_bytes();
    let escape = |upper: bool, all: bool| {
        each(&|b| match (b.is_ascii_alphanumeric() && !all, upper) {
            (true, _) => char::from(b).to_string(),
            (false, true) => format!("%{b:02X}"),
            (false, false) => format!("%{b:02x}"),
        })
    };
    let mut forms = vec![
        (Encoding::Raw, bytes.to_vec()),
        (Encoding::Hex, each(&|b| format!("{b:02x}"))),
        (Encoding::Hex, each(&|b| format!("{b:02X}"))),
        (Encoding::Url, escape(true, true)),
        (Encoding::Url, escape(false, true)),
        (Encoding::Url, escape(true, false)),
        (Encoding::Url, escape(false, false)),
        (Encoding::Utf16, needle.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ];
    for upper in [false, true] {
        let escaped = needle.encode_utf16().map(|unit| match (unit, upper) {
            (0x20..0x7f, _) => String::from_utf16_lossy(&[unit]),
            (_, true) => format!("\\u{unit:04X}"),
            (_, false) => format!("\\u{unit:04x}"),
        });
        forms.push((Encoding::JsonEscape, escaped.collect::<String>().into_bytes()));
    }
    // With `offset` bytes before it in its group of three, the characters that depend on the needle alone.
    for offset in 0..3 {
        let shifted: Vec<u8> = std::iter::repeat_n(0, offset).chain(bytes.iter().copied()).collect();
        let characters = (offset * 8).div_ceil(6)..shifted.len() * 8 / 6;
        for text in [BASE64_STANDARD_NO_PAD.encode(&shifted), BASE64_URL_SAFE_NO_PAD.encode(&shifted)] {
            forms.push((Encoding::Base64, text.as_bytes()[characters.clone()].to_vec()));
        }
    }
    // What needs no escaping is the needle itself, and is found as such.
    let raw = bytes.to_vec();
    forms.retain(|(encoding, form)| *encoding == Encoding::Raw || *form != raw);
    forms
}

#[cfg(test)]
mod tests {
    use base64::prelude::BASE64_STANDARD;

    use super::*;

    const NEEDLE: &str = "李明 13812345678";

    fn scan(content: &[u8]) -> Vec<Encoding> {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("f"), content).expect("a file");
        scan_for(dir.path(), &["nowhere to be found", NEEDLE])
            .into_iter()
            .map(|hit| {
                assert_eq!((hit.needle, hit.path.as_path()), (1, Path::new("f")));
                hit.encoding
            })
            .collect()
    }

    #[test]
    fn finds_every_encoding() {
        let escaped: String = NEEDLE.encode_utf16().map(|u| format!("\\u{u:04x}")).collect();
        assert_eq!(scan(format!("x{NEEDLE}y").as_bytes()), [Encoding::Raw]);
        assert_eq!(scan(b"e69d8ee6988e203133383132333435363738"), [Encoding::Hex]);
        assert_eq!(scan(b"E69D8EE6988E203133383132333435363738"), [Encoding::Hex]);
        assert_eq!(scan(b"q=%E6%9D%8E%E6%98%8E%2013812345678"), [Encoding::Url]);
        let wide: Vec<u8> = format!("ab{NEEDLE}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(scan(&wide), [Encoding::Utf16]);
        assert_eq!(scan(escaped.replace("\\u0031", "1").as_bytes()), []);
        assert_eq!(scan(b"{\"t\":\"\\u674e\\u660e 13812345678\"}"), [Encoding::JsonEscape]);
        assert_eq!(scan(b"nothing here"), []);
    }

    #[test]
    fn finds_base64_at_every_alignment_wrapped_or_not() {
        for before in 0..6 {
            let text = BASE64_STANDARD.encode(format!("{}{NEEDLE} and more", "x".repeat(before)));
            assert_eq!(scan(text.as_bytes()), [Encoding::Base64], "{before}");
            let (first, second) = text.split_at(text.len() / 2);
            assert_eq!(scan(format!("{first}\r\n{second}").as_bytes()), [Encoding::Base64], "{before}");
        }
    }

    #[test]
    fn looks_at_names_folders_and_links() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::create_dir(dir.path().join("13812345678")).expect("a folder");
        fs::write(dir.path().join("13812345678/a 13987654321.txt"), b"").expect("a file");
        let hits = scan_for(dir.path(), &["13812345678", "13987654321"]);
        let seen: Vec<_> = hits.iter().map(|hit| (hit.path.to_str().unwrap_or_default(), hit.needle)).collect();
        assert_eq!(seen, [("13812345678", 0), ("13812345678/a 13987654321.txt", 1)]);
    }

    #[test]
    #[should_panic(expected = "nothing was searched")]
    fn an_empty_folder_proves_nothing() {
        let dir = tempfile::tempdir().expect("a folder");
        let hits = scan_for(dir.path(), &["13812345678"]);
        assert!(hits.is_empty());
    }
}
