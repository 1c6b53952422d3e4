//! Free text.

use std::ops::Range;

use groupkeep_detect::{Kind, Match, redact};

use super::{Rewriter, Spot};
use crate::generalize::{find_links, host_only, without_secrets};
use crate::people::Identity;
use crate::profile::Contact;
use crate::pseudonym::Subject;

impl Rewriter<'_> {
    /// What a member wrote, without what identifies.
    pub fn text(&mut self, text: &str, spot: Spot<'_>) -> String {
        self.rewrite(text, &[], spot)
    }

    /// A sentence of the platform about `parties`, the names it is known to hold: these are replaced even where they are
    /// everyday words.
    pub fn system_text(&mut self, text: &str, parties: &[String], spot: Spot<'_>) -> String {
        self.rewrite(text, parties, spot)
    }

    /// A web address that fills its field.
    pub fn url(&mut self, url: &str, spot: Spot<'_>) -> String {
        if url.is_empty() {
            return String::new();
        }
        if self.operators.strict {
            self.tally.changed("link");
            let host = host_only(url).unwrap_or_default();
            return self.host(&host, spot);
        }
        self.text(&without_secrets(url), spot)
    }

    fn rewrite(&mut self, text: &str, parties: &[String], spot: Spot<'_>) -> String {
        let text = &plain_escapes(text);
        let mut edits: Vec<(Range<usize>, String)> =
            party_places(text, parties).into_iter().map(|range| (range.clone(), self.name(&text[range]))).collect();
        for link in find_links(text) {
            if free(&edits, &link) {
                self.link(text, link, spot, &mut edits);
            }
        }
        for found in self.detector.find(text) {
            let range = found.start..found.end;
            if !free(&edits, &range) {
                continue;
            }
            if found.ambiguous {
                self.tally.ambiguous(spot.path, spot.offset, &text[range]);
            } else {
                let becomes = self.instead_of(&found, &text[range.clone()]);
                edits.push((range, becomes));
            }
        }
        edits.sort_by_key(|(range, _)| range.start);
        let mut rewritten = String::with_capacity(text.len());
        let mut done = 0;
        for (range, becomes) in edits {
            rewritten.push_str(&text[done..range.start]);
            rewritten.push_str(&becomes);
            done = range.end;
        }
        rewritten.push_str(&text[done..]);
        rewritten
    }

    /// Strict profiles keep a link's host. Otherwise the link stays without its secrets, unless it names somebody.
    fn link(&mut self, text: &str, link: Range<usize>, spot: Spot<'_>, edits: &mut Vec<(Range<usize>, String)>) {
        let url = &text[link.clone()];
        let becomes = if self.operators.strict || self.names_somebody(url) {
            let host = host_only(url).unwrap_or_default();
            self.host(&host, spot)
        } else {
            without_secrets(url)
        };
        if becomes == url {
            self.tally.left("link");
        } else {
            self.tally.changed("link");
            edits.push((link, becomes));
        }
    }

    fn host(&mut self, host: &str, spot: Spot<'_>) -> String {
        if self.detector.find(host).is_empty() { host.to_owned() } else { self.rewrite_host(host, spot) }
    }

    /// A host that holds an alias: the alias is replaced label by label, without looking for links again.
    fn rewrite_host(&mut self, host: &str, spot: Spot<'_>) -> String {
        host.split_inclusive(['.', '/', ':']).map(|label| self.rewrite(label, &[], spot)).collect()
    }

    fn names_somebody(&self, url: &str) -> bool {
        let certain = |text: &str| self.detector.find(text).iter().any(|found| !found.ambiguous);
        certain(url) || certain(&percent_decoded(url))
    }

    fn instead_of(&mut self, found: &Match, value: &str) -> String {
        let becomes = match (found.kind, found.member.and_then(|number| self.people.identity(number))) {
            (Kind::Member, Some(Identity { subject: Subject::Contact(kind), .. })) => {
                return self.contact(*kind, value);
            }
            (Kind::Member, Some(identity)) => {
                self.pseudonyms.name(identity.subject, &identity.canonical, self.language)
            }
            // Two members share the name, and one of them is certainly meant.
            (Kind::Member, None) => {
                let shared = self.people.by_name(value);
                self.pseudonyms.name(Subject::Outsider, &shared.canonical, self.language)
            }
            (kind, _) => return self.contact(kind, value),
        };
        self.tally.named(found.kind, value, &becomes);
        becomes
    }

    /// A number or address of a person, masked or replaced by its kind.
    pub fn contact(&mut self, kind: Kind, value: &str) -> String {
        let becomes = match self.operators.contact {
            Contact::Mask => redact(kind, value),
            Contact::Redact => format!("[{}]", kind.label(self.language)),
        };
        self.tally.replaced(kind, value, &becomes);
        becomes
    }
}

fn free(edits: &[(Range<usize>, String)], range: &Range<usize>) -> bool {
    edits.iter().all(|(taken, _)| taken.end <= range.start || range.end <= taken.start)
}

/// Where the names stand, the longest names first, not overlapping. A name that begins or ends with an ASCII letter or
/// digit must not be continued by one.
fn party_places(text: &str, parties: &[String]) -> Vec<Range<usize>> {
    let mut names: Vec<&str> = parties.iter().map(String::as_str).filter(|name| !name.trim().is_empty()).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut places: Vec<Range<usize>> = Vec::new();
    for name in names {
        // A name of one character is found only in quotes, at the beginning, or apart from other words.
        let single = name.chars().count() == 1;
        for (start, _) in text.match_indices(name) {
            let end = start + name.len();
            let before = text[..start].chars().next_back();
            let after = text[end..].chars().next();
            let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let continued = (name.starts_with(|c: char| c.is_ascii_alphanumeric()) && word(before))
                || (name.ends_with(|c: char| c.is_ascii_alphanumeric()) && word(after))
                || (single && letter(before));
            if !continued && places.iter().all(|taken| taken.end <= start || end <= taken.start) {
                places.push(start..end);
            }
        }
    }
    places
}

/// `text` with the escapes of JSON and XML inside it resolved where they stand for characters outside ASCII, so that a
/// name cannot hide in them; other escapes keep the inner structure intact and stay.
fn plain_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '&']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        match json_escape(rest).or_else(|| xml_escape(rest)).filter(|(c, _)| !c.is_ascii()) {
            Some((c, used)) => {
                plain.push(c);
                rest = &rest[used..];
            }
            None => {
                plain.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn json_escape(text: &str) -> Option<(char, usize)> {
    let unit = |text: &str| u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let first = unit(text)?;
    match char::from_u32(u32::from(first)) {
        Some(c) => Some((c, 6)),
        None => {
            let second = unit(text.get(6..)?)?;
            Some((char::decode_utf16([first, second]).next()?.ok()?, 12))
        }
    }
}

fn xml_escape(text: &str) -> Option<(char, usize)> {
    let (number, _) = text.strip_prefix("&#")?.split_once(';')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    Some((char::from_u32(code.ok()?)?, number.len() + 3))
}

fn percent_decoded(url: &str) -> String {
    let mut bytes = Vec::with_capacity(url.len());
    let mut rest = url.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = (*first == b'%').then(|| after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok())).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
