use std::fmt;

use jiff::Timestamp;

use super::{pattern, time};
use crate::{Namespace, PublicKey};

/// One line that allows something.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    principals: String,
    pub(super) key: PublicKey,
    options: Options,
}

#[derive(Debug, Clone, Default)]
struct Options {
    namespaces: Option<String>,
    valid_after: Option<Timestamp>,
    valid_before: Option<Timestamp>,
    authority: bool,
}

/// Why a line with the right key does not admit a signature; the greatest came closest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Refusal {
    Principal,
    OnlyPatterns,
    Namespace,
    TooEarly(Timestamp),
    TooLate(Timestamp),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Principal => f.write_str("it is listed for others"),
            Self::OnlyPatterns => f.write_str("it is listed under patterns only, so the name of the signer is needed"),
            Self::Namespace => f.write_str("it is listed for other namespaces"),
            Self::TooEarly(time) => write!(f, "it is valid only after {time}"),
            Self::TooLate(time) => write!(f, "it was valid until {time}"),
        }
    }
}

impl Entry {
    /// A certificate authority, which vouches for nobody here.
    pub(super) fn is_authority(&self) -> bool {
        self.options.authority
    }

    /// The literal principal the signature counts for.
    pub(super) fn admits(
        &self,
        namespace: Namespace,
        principal: Option<&str>,
        at: Timestamp,
    ) -> Result<String, Refusal> {
        let principal = match principal {
            Some(name) if pattern::matches_list(name, &self.principals) => name,
            Some(_) => return Err(Refusal::Principal),
            None => pattern::literals(&self.principals)
                .find(|name| pattern::matches_list(name, &self.principals))
                .ok_or(Refusal::OnlyPatterns)?,
        };
        let options = &self.options;
        if options.namespaces.as_ref().is_some_and(|list| !pattern::matches_list(namespace.as_str(), list)) {
            return Err(Refusal::Namespace);
        }
        if let Some(after) = options.valid_after.filter(|after| at < *after) {
            return Err(Refusal::TooEarly(after));
        }
        if let Some(before) = options.valid_before.filter(|before| at > *before) {
            return Err(Refusal::TooLate(before));
        }
        Ok(principal.to_owned())
    }
}

const WHITE: [char; 4] = [' ', '\t', '\r', '\n'];

/// `None` for an empty line or a comment.
pub(super) fn parse(text: &str) -> Result<Option<Entry>, String> {
    let text = text.trim_matches(WHITE);
    if text.is_empty() || text.starts_with('#') {
        return Ok(None);
    }
    if text.contains('\0') {
        return Err("the line holds a zero byte".to_owned());
    }
    let (principals, rest) = principals(text)?;
    if principals.is_empty() {
        return Err("the principals are empty".to_owned());
    }
    // As OpenSSH: what reads as a key is the key, anything else must be options before one.
    if let Some(key) = key(rest) {
        return Ok(Some(Entry { principals, key: key?, options: Options::default() }));
    }
    let (field, rest) = split_options(rest)?;
    let options = options(field)?;
    let Some(key) = key(rest.trim_start_matches(WHITE)) else {
        return Err("no key such as `ssh-ed25519 AAAA…` after the principals and options".to_owned());
    };
    Ok(Some(Entry { principals, key: key?, options }))
}

fn principals(text: &str) -> Result<(String, &str), String> {
    let (principals, rest) = match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').ok_or("the quote around the principals is not closed")?,
        None => text.split_once(WHITE).unwrap_or((text, "")),
    };
    let rest = rest.trim_start_matches(WHITE);
    if rest.is_empty() {
        return Err("no key after the principals".to_owned());
    }
    Ok((principals.to_owned(), rest))
}

/// `None` when the text does not begin with the name of a key type.
fn key(text: &str) -> Option<Result<PublicKey, String>> {
    let kind = text.split(WHITE).next().unwrap_or_default();
    let known = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"].iter().any(|start| kind.starts_with(start));
    if !known || kind.contains(['=', '"', ',']) {
        return None;
    }
    Some(text.parse().map_err(|_| format!("the {kind} key does not parse: it is cut or mistyped")))
}

/// The options field ends at the first white space outside quotes; `\"` inside quotes is a quote.
fn split_options(text: &str) -> Result<(&str, &str), String> {
    let bytes = text.as_bytes();
    let (mut quoted, mut at) = (false, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' => quoted = !quoted,
            b' ' | b'\t' if !quoted => break,
            _ => {}
        }
        at += 1;
    }
    if quoted { Err("a quote in the options is not closed".to_owned()) } else { Ok(text.split_at(at)) }
}

fn options(field: &str) -> Result<Options, String> {
    let mut options = Options::default();
    let mut rest = field;
    loop {
        let name_end = rest.find(['=', ',']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_end);
        let (value, after) = match after.strip_prefix('=') {
            Some(value) => dequote(value, name).map(|(value, after)| (Some(value), after))?,
            None => (None, after),
        };
        options.set(name, value)?;
        match after.strip_prefix(',') {
            Some("") => return Err("a comma ends the options".to_owned()),
            Some(more) => rest = more,
            None if after.is_empty() => return Ok(options),
            None => return Err(format!("a comma is missing after the option `{name}`")),
        }
    }
}

fn dequote<'t>(text: &'t str, name: &str) -> Result<(String, &'t str), String> {
    let inner = text.strip_prefix('"').ok_or_else(|| format!("the value of `{name}` needs double quotes"))?;
    let mut value = String::new();
    let mut chars = inner.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if chars.peek().is_some_and(|(_, next)| *next == '"') => {
                value.push('"');
                chars.next();
            }
            '"' => return Ok((value, &inner[at + 1..])),
            c => value.push(c),
        }
    }
    Err(format!("the quote of `{name}` is not closed"))
}

impl Options {
    fn set(&mut self, name: &str, value: Option<String>) -> Result<(), String> {
        fn once<T>(slot: &mut Option<T>, value: T, name: &str) -> Result<(), String> {
            if slot.replace(value).is_some() { Err(format!("the option `{name}` is given twice")) } else { Ok(()) }
        }
        let lower = name.to_ascii_lowercase();
        match (lower.as_str(), value) {
            ("cert-authority", None) => self.authority = true,
            ("namespaces", Some(list)) if !list.is_empty() => once(&mut self.namespaces, list, &lower)?,
            ("namespaces", Some(_)) => return Err("the list of namespaces is empty".to_owned()),
            ("valid-after", Some(text)) => once(&mut self.valid_after, time::parse(&text)?, &lower)?,
            ("valid-before", Some(text)) => once(&mut self.valid_before, time::parse(&text)?, &lower)?,
            ("namespaces" | "valid-after" | "valid-before", None) => {
                return Err(format!("the option `{lower}` needs a value in double quotes"));
            }
            _ => {
                let shown: String = name.chars().take(40).collect();
                return Err(format!(
                    "`{shown}` is neither a key type nor an option: cert-authority, namespaces, valid-after and \
                     valid-before are known"
                ));
            }
        }
        if let (Some(after), Some(before)) = (self.valid_after, self.valid_before)
            && after >= before
        {
            return Err("valid-after is not before valid-before".to_owned());
        }
        Ok(())
    }
}
