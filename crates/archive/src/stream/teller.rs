use std::collections::VecDeque;

use crate::formats::spec::{Dialect, Table};
use crate::json::Spanned;
use crate::model::{Member, Message, Provenance, Record, Skipped, Unknown};

/// Asks the dialect and numbers the records.
pub(crate) struct Teller {
    pub dialect: Box<dyn Dialect>,
    seq: u64,
}

impl Teller {
    pub fn new(dialect: Box<dyn Dialect>) -> Self {
        Self { dialect, seq: 0 }
    }

    /// The number of the next record.
    pub fn count(&mut self) -> u64 {
        self.seq += 1;
        self.seq - 1
    }

    /// What became known of chats.
    pub fn chat(&mut self, queue: &mut VecDeque<Record>) {
        while let Some(chat) = self.dialect.chat() {
            queue.push_back(Record::from(chat));
        }
    }

    /// Counts what is not understood.
    pub fn unknown(&mut self, reason: &str, provenance: Provenance, queue: &mut VecDeque<Record>) {
        self.count();
        queue.push_back(Record::Unknown(Unknown { provenance, reason: reason.to_owned() }));
    }

    /// Counts what is left out.
    pub fn oversize(&mut self, provenance: Provenance, queue: &mut VecDeque<Record>) {
        self.count();
        queue.push_back(Record::Skipped(Skipped { provenance, reason: OVERSIZE.to_owned() }));
    }

    /// A record and those inside it.
    pub(super) fn message(&mut self, table: &Table, path: &str, whole: &Whole<'_>, queue: &mut VecDeque<Record>) {
        let told = if whole.value.is_object() {
            self.dialect.message(whole.value, whole.provenance.clone())
        } else {
            Err(NO_OBJECT)
        };
        self.told(told, whole.provenance.clone(), queue);
        self.inner(table, path, whole, queue);
    }

    pub(super) fn inner(&mut self, table: &Table, path: &str, whole: &Whole<'_>, queue: &mut VecDeque<Record>) {
        table.within(path, whole.value, &mut |path, value| {
            let provenance = whole.place(value);
            let told =
                if value.is_object() { self.dialect.inner(path, value, provenance.clone()) } else { Err(NO_OBJECT) };
            self.told(told, provenance, queue);
        });
    }

    fn told(&mut self, told: Result<Box<Message>, &'static str>, provenance: Provenance, queue: &mut VecDeque<Record>) {
        self.chat(queue);
        match told {
            Ok(mut message) => {
                message.seq = self.count();
                queue.push_back(Record::Message(message));
            }
            Err(reason) => self.unknown(reason, provenance, queue),
        }
        queue.extend(self.dialect.members().into_iter().map(Record::from));
    }

    pub fn header(&mut self, path: &str, key: Option<&str>, value: &Spanned<'_>, queue: &mut VecDeque<Record>) {
        let mut members: Vec<Member> = self.dialect.header(path, key, value).into_iter().collect();
        members.extend(self.dialect.members());
        if !members.is_empty() {
            self.chat(queue);
            queue.extend(members.into_iter().map(Record::from));
        }
    }
}

/// A value that was found whole, and where.
pub(super) struct Whole<'v> {
    pub value: &'v Spanned<'v>,
    pub raw: &'v [u8],
    pub provenance: &'v Provenance,
}

impl Whole<'_> {
    /// Where a value inside it stands.
    fn place(&self, inner: &Spanned<'_>) -> Provenance {
        let before = &self.raw[..inner.span.start];
        let characters = |text: &[u8]| text.iter().filter(|byte| !matches!(byte, 0x80..=0xBF)).count() as u64;
        let lines = before.iter().filter(|byte| **byte == b'\n').count() as u64;
        let column = match before.iter().rposition(|byte| *byte == b'\n') {
            Some(at) => 1 + characters(&before[at + 1..]),
            None => self.provenance.column + characters(before),
        };
        let start = self.provenance.bytes.start;
        Provenance {
            part: None,
            line: self.provenance.line + lines,
            column,
            bytes: start + inner.span.start as u64..start + inner.span.end as u64,
        }
    }
}

const NO_OBJECT: &str = "a record that is not an object";

/// Why a record that is no UTF-8 text is not understood.
pub(crate) const NOT_UTF8: &str = "not UTF-8 text";

/// Why a value over the limit is left out.
pub(crate) const OVERSIZE: &str = "larger than 16 MiB";
