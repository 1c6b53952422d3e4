//! Mailing lists and mailboxes in mbox files: mboxo, mboxrd, and the archives of pipermail, which write `mei at
//! example.org`. Headers and bodies are decoded by mail-parser; a message has to fit into memory, which a record does.

mod letter;

use std::collections::VecDeque;
use std::path::PathBuf;

use super::spec::{Body, Spec, TextReader};
use crate::detect::Evidence;
use crate::json::RECORD_LIMIT;
use crate::lines::Lines;
use crate::model::{Chat, ChatKind, Provenance, Record, Skipped, SourceZone, Unknown};
use crate::source::Source;
use crate::stream::{OVERSIZE, Steps, window};
use crate::{Capabilities, Error, Precision, ReadOptions, Support, Unit};

pub(crate) static SPEC: Spec = Spec {
    name: "mbox",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
        joins_leaves: Support::No,
        announcements: Support::No,
        recall: Support::No,
        activity: Support::Typed,
        stable_ids: Support::Typed,
        message_ids: Support::Typed,
        replies: Support::Typed,
        money: Support::No,
        attachments: Support::Typed,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Text(&TextReader {
        words: Vec::new,
        records: |unit, options| Ok(Box::new(Mbox::open(unit, options)?)),
        leaves: |unit, _| {
            let reason = "mail is written in parts that are encoded one by one".to_owned();
            Err(Error::NotRewritable { path: unit.path.clone(), reason })
        },
        undecided: |_, _| Ok(None),
    }),
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.lines();
    if !begins(lines.first()?.as_bytes()) {
        return None;
    }
    let headers = lines.iter().skip(1).take_while(|line| is_header(line)).count();
    let known = ["from:", "date:", "subject:", "message-id:", "to:"];
    let found = known.iter().filter(|name| lines.iter().any(|line| line.to_lowercase().starts_with(*name))).count();
    (headers > 0).then(|| {
        let score = 0.5 + 0.1 * found.min(4) as f64;
        (score, format!("a line `From … year`, then {headers} header lines, and {found} of {}", known.join(" ")))
    })
}

fn is_header(line: &str) -> bool {
    line.starts_with([' ', '\t'])
        || line.split_once(':').is_some_and(|(name, _)| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':')
        })
}

/// True for the line that parts one message from the next: `From `, somebody, and a date that ends with a year, perhaps
/// followed by a zone.
fn begins(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let mut words = rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).rev();
    let year = |word: &[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit) && matches!(word[0], b'1' | b'2');
    let time = rest.iter().filter(|byte| **byte == b':').count() >= 1;
    time && words.by_ref().take(2).any(year)
}

struct Mbox {
    path: PathBuf,
    lines: Lines<Source>,
    chat: Option<Chat>,
    /// The message whose lines are being gathered.
    open: Option<Gathered>,
    /// The line before was blank, or there was none.
    apart: bool,
    seq: u64,
}

/// A message as it stands in the file, without its `From ` line.
#[derive(Default)]
struct Gathered {
    raw: Vec<u8>,
    provenance: Provenance,
    oversize: bool,
    /// It began with no `From ` line.
    stray: bool,
}

impl Mbox {
    fn open(unit: &Unit, _options: &ReadOptions) -> Result<Self, Error> {
        let path = unit.name();
        let lines = Lines::new(window(&path, Source::unchanged(unit)?)?);
        let mut chat = Chat::new(0, "mail", SourceZone::Offset);
        chat.kind = ChatKind::Group;
        chat.name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).filter(|name| !name.is_empty());
        Ok(Self { path, lines, chat: Some(chat), open: None, apart: true, seq: 0 })
    }

    fn record(&mut self, gathered: &Gathered) -> Record {
        let provenance = gathered.provenance.clone();
        self.seq += 1;
        if gathered.oversize {
            return Record::Skipped(Skipped { provenance, reason: OVERSIZE.to_owned() });
        }
        match letter::read(&gathered.raw, provenance.clone()).filter(|_| !gathered.stray) {
            Some(mut message) => {
                message.seq = self.seq - 1;
                Record::Message(message)
            }
            None => {
                let reason =
                    if gathered.stray { "lines before the first message" } else { "a message without headers" };
                Record::Unknown(Unknown { provenance, reason: reason.to_owned() })
            }
        }
    }
}

impl Steps<Record> for Mbox {
    fn step(&mut self, queue: &mut VecDeque<Record>) -> Result<bool, Error> {
        queue.extend(self.chat.take().map(Record::from));
        let Some(line) = self.lines.next().map_err(|source| Error::read(&self.path, source))? else {
            let last = self.open.take();
            queue.extend(last.map(|gathered| self.record(&gathered)));
            return Ok(false);
        };
        let blank = line.raw.is_empty();
        if std::mem::replace(&mut self.apart, blank) && begins(line.raw) {
            let done = self.open.replace(Gathered { provenance: line.provenance, ..Gathered::default() });
            queue.extend(done.map(|gathered| self.record(&gathered)));
            return Ok(true);
        }
        if self.open.is_none() && line.raw.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
            return Ok(true);
        }
        let gathered = self.open.get_or_insert_with(|| Gathered {
            provenance: line.provenance.clone(),
            stray: true,
            ..Gathered::default()
        });
        gathered.oversize |= line.oversize || gathered.raw.len() + line.raw.len() + 1 > RECORD_LIMIT;
        gathered.provenance.bytes.end = line.provenance.bytes.end;
        if gathered.oversize {
            gathered.raw = Vec::new();
        } else {
            gathered.raw.extend_from_slice(unquoted(line.raw));
            gathered.raw.push(b'\n');
        }
        Ok(true)
    }
}

/// A line of a body that would look like the beginning of a message is written `>From `, in mboxrd with one more `>`.
fn unquoted(line: &[u8]) -> &[u8] {
    let signs = line.iter().take_while(|byte| **byte == b'>').count();
    if signs > 0 && line[signs..].starts_with(b"From ") { &line[1..] } else { line }
}

#[cfg(test)]
mod tests;
