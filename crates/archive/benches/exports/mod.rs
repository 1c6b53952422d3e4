//! Chat exports of any size, the same bytes each time: a group of 48 people who mostly write Chinese, as the apps and
//! tools really write it. Nothing is kept in memory, so that files of many gigabytes can be made.
//!
//! A further format is a function that writes the three parts, and a line in [`FORMS`].

mod csv;
mod json;
mod text;
mod words;

use std::io::{self, Write};

use groupkeep_archive::Format;

use words::{Said, Words};

/// One way in which a format is written.
pub struct Form {
    /// Names it in results.
    pub name: &'static str,
    /// What reads it.
    #[allow(dead_code, reason = "the generator alone has no need of it")]
    pub format: Format,
    /// The name the app gives to such a file.
    pub file: &'static str,
    /// Before the first message.
    pub begin: fn(&mut dyn Write) -> io::Result<()>,
    /// A message and what parts it from the one before.
    pub message: fn(&mut dyn Write, &Said) -> io::Result<()>,
    /// After the last message.
    pub end: fn(&mut dyn Write) -> io::Result<()>,
}

/// All of them.
pub const FORMS: &[Form] = &[
    json::WEFLOW,
    json::WEFLOW_COMPACT,
    json::CHATLAB,
    json::CHATLAB_COMPACT,
    json::CHATLAB_LINES,
    json::TELEGRAM,
    json::TELEGRAM_COMPACT,
    text::WHATSAPP_ANDROID,
    text::WHATSAPP_IOS,
    text::QQ,
    text::KAKAOTALK,
    text::LINE,
    csv::MEMOTRACE,
    csv::PYWXDUMP,
];

impl Form {
    /// Writes an export of as many messages as `more` wants, given the messages and bytes so far; how many they were.
    pub fn write(&self, out: &mut dyn Write, more: impl Fn(u64, u64) -> bool) -> io::Result<u64> {
        let mut out = Counted { out, written: 0 };
        let mut words = Words::new();
        (self.begin)(&mut out)?;
        let mut messages = 0;
        while more(messages, out.written) {
            (self.message)(&mut out, words.next())?;
            messages += 1;
        }
        (self.end)(&mut out)?;
        out.flush()?;
        Ok(messages)
    }
}

struct Counted<'o> {
    out: &'o mut dyn Write,
    written: u64,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.written += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
