//! Free text.

use std::ops::Range;

use groupkeep_detect::{Kind, Match, redact};

use super::decoded::Decoded;
use super::{Part, Rewriter, Spot};
use crate::generalize::{find_links, host_only, without_secrets};
use crate::people::Identity;
use crate::profile::Contact;
use crate::pseudonym::Subject;

/// A stretch of a text and what stands there instead.
type Edit = (Range<usize>, String);

impl Rewriter<'_> {
    /// What a member wrote, without what identifies.
    pub fn text(&mut self, text: &str, spot: Spot<'_>) -> String {
        self.rewrite(&plain_escapes(text), Vec::new(), spot)
    }

    /// A text written in parts: what begins in one part and ends in another is replaced in the first of them, and a part
    /// that the format marks as contact data is replaced whole.
    pub fn text_in_parts(&mut self, parts: &[Part<'_>], spot: Spot<'_>) -> Vec<String> {
        let texts: Vec<String> = parts.iter().map(|part| plain_escapes(part.text)).collect();
        let mut edits: Vec<Vec<Edit>> = vec![Vec::new(); parts.len()];
        let whole = texts.concat();
        for found in self.finds(&whole) {
            let touched = touched(&texts, found.start..found.end);
            if touched.len() < 2 {
                continue;
            }
            if found.ambiguous {
                self.tally.ambiguous(spot.path, spot.offset, &whole[found.start..found.end]);
                continue;
            }
            let mut becomes = self.instead_of(&found, &whole[found.start..found.end]);
            for (at, range) in touched {
                edits[at].push((range, std::mem::take(&mut becomes)));
            }
        }
        for ((part, text), edits) in parts.iter().zip(&texts).zip(&mut edits) {
            if let Some(kind) = part.kind.filter(|_| edits.is_empty() && !text.trim().is_empty()) {
                edits.push((0..text.len(), self.marked_contact(kind, text)));
            }
        }
        texts.iter().zip(edits).map(|(text, edits)| self.rewrite(text, edits, spot)).collect()
    }

    /// Everything found in a text: what the detector finds in it, what it finds once the text is percent-decoded, and
    /// known numbers in any surrounding. Sorted, not overlapping.
    fn finds(&self, text: &str) -> Vec<Match> {
        let mut found = self.detector.find(text);
        if let Some(decoded) = Decoded::of(text) {
            let inside = self.detector.find(&decoded.text).into_iter().filter(|found| !found.ambiguous);
            let placed =
                inside.map(|found| Match { start: decoded.place(found.start), end: decoded.place(found.end), ..found });
            for candidate in placed.filter(|found| text[found.start..found.end].contains('%')) {
                prefer(&mut found, candidate);
            }
        }
        for candidate in self.known.find(text) {
            prefer(&mut found, candidate);
        }
        found.sort_by_key(|found| found.start);
        found
    }

    /// A sentence of the platform about `parties`, the names it is known to hold: these are replaced even where they are
    /// everyday words.
    pub fn system_text(&mut self, text: &str, parties: &[String], spot: Spot<'_>) -> String {
        let text = plain_escapes(text);
        let edits =
            party_places(&text, parties).into_iter().map(|range| (range.clone(), self.name(&text[range]))).collect();
        self.rewrite(&text, edits, spot)
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

    /// `text` with `edits` and with everything that is found beside them.
    fn rewrite(&mut self, text: &str, mut edits: Vec<Edit>, spot: Spot<'_>) -> String {
        for link in find_links(text) {
            if free(&edits, &link) {
                self.link(text, link, spot, &mut edits);
            }
        }
        for found in self.finds(text) {
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
    fn link(&mut self, text: &str, link: Range<usize>, spot: Spot<'_>, edits: &mut Vec<Edit>) {
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
        if self.finds(host).is_empty() {
            return host.to_owned();
        }
        let rewritten = self.rewrite_host(host, spot);
        // A name may be divided by the host's own dots.
        if self.finds(&rewritten).iter().any(|found| !found.ambiguous) { String::new() } else { rewritten }
    }

    /// A host that holds an alias: the alias is replaced label by label, without looking for links again.
    fn rewrite_host(&mut self, host: &str, spot: Spot<'_>) -> String {
        host.split_inclusive(['.', '/', ':']).map(|label| self.rewrite(label, Vec::new(), spot)).collect()
    }

    fn names_somebody(&self, url: &str) -> bool {
        self.finds(url).iter().any(|found| !found.ambiguous)
    }

    fn instead_of(&mut self, found: &Match, value: &str) -> String {
        let decoded = Decoded::of(value);
        let value = decoded.as_ref().map_or(value, |decoded| &decoded.text);
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

    /// Contact data in the words of its format, whatever it looks like. What has no unmistakable form is not searched for.
    fn marked_contact(&mut self, kind: Kind, value: &str) -> String {
        if self.detector.find(value).iter().any(|found| found.kind == kind) {
            return self.contact(kind, value);
        }
        let becomes = self.shown_contact(kind, value);
        self.tally.named(kind, value, &becomes);
        becomes
    }

    fn shown_contact(&self, kind: Kind, value: &str) -> String {
        match self.operators.contact {
            Contact::Mask => redact(kind, value),
            Contact::Redact => format!("[{}]", kind.label(self.language)),
        }
    }

    /// A number or address of a person, masked or replaced by its kind.
    pub fn contact(&mut self, kind: Kind, value: &str) -> String {
        let becomes = self.shown_contact(kind, value);
        self.tally.replaced(kind, value, &becomes);
        becomes
    }
}

/// The parts that `range` of their concatenation touches, each with the range in itself.
fn touched(parts: &[String], range: Range<usize>) -> Vec<(usize, Range<usize>)> {
    let mut start = 0;
    let mut touched = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let end = start + part.len();
        let inside = range.start.clamp(start, end) - start..range.end.clamp(start, end) - start;
        if !inside.is_empty() {
            touched.push((at, inside));
        }
        start = end;
    }
    touched
}

/// Adds a find that is certain, in place of the ones that lie in it; of finds that cross it the one there stays.
fn prefer(found: &mut Vec<Match>, candidate: Match) {
    let outside = |known: &Match| known.end <= candidate.start || candidate.end <= known.start;
    let inside = |known: &Match| {
        known.ambiguous
            || (candidate.start <= known.start
                && known.end <= candidate.end
                && known.end - known.start < candidate.end - candidate.start)
    };
    if found.iter().all(|known| outside(known) || inside(known)) {
        found.retain(|known| outside(known));
        found.push(candidate);
    }
}

fn free(edits: &[Edit], range: &Range<usize>) -> bool {
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
