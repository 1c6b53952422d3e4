use std::ops::Range;
use std::path::PathBuf;

use super::head::Head;
use crate::json::RECORD_LIMIT;
use crate::lines::Lines;
use crate::model::Provenance;
use crate::sentences::{INVISIBLE, quotes_a_name};
use crate::source::Source;
use crate::stream::open;
use crate::text::{decode, first_line};
use crate::{Error, Unit};

/// A record: a line with a date and the lines that follow it without one.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Block {
    /// Line breaks inside included, the last one not. Bytes that are not UTF-8 appear as `?`, so that offsets are those of
    /// the file.
    pub text: String,
    /// False when some of its bytes are not UTF-8, so that nobody can say what they mean.
    pub is_text: bool,
    /// `None` for lines before the first record.
    pub head: Option<Head>,
    pub provenance: Provenance,
    /// Longer than a record may be; `text` is then empty.
    pub oversize: bool,
}

/// Where a sender's name stands, and where the text begins.
pub(super) type Parts = (Option<Range<usize>>, usize);

impl Block {
    /// Written by iOS, which puts names before the room's sentences and a mark into them.
    pub fn is_ios(&self) -> bool {
        self.head.as_ref().is_some_and(|head| head.ios)
    }

    /// Where the sender's name stands, and where the text begins; without a name it is a sentence of the room.
    pub fn parts(&self) -> Parts {
        let Some(head) = &self.head else { return (None, 0) };
        let rest = self.text.get(head.rest..).unwrap_or_default();
        let line = first_line(rest);
        let spaced = |at: &usize| line.as_bytes().get(at + 1) == Some(&b' ');
        let end = memchr::memchr_iter(b':', line.as_bytes()).find(spaced);
        let end = end.or_else(|| line.ends_with(':').then(|| line.len() - 1));
        let Some(end) = end else { return (None, head.rest) };
        let name = &line[..end];
        if quotes_a_name(name, line) {
            return (None, head.rest);
        }
        let bare = name.trim_start_matches(|c: char| c == '~' || c.is_whitespace() || INVISIBLE.contains(&c));
        let start = head.rest + name.len() - bare.len();
        let bare = bare.trim_end_matches(|c: char| c.is_whitespace() || INVISIBLE.contains(&c));
        if bare.is_empty() {
            return (None, head.rest);
        }
        let body = head.rest + (end + 2).min(line.len());
        (Some(start..start + bare.len()), body)
    }

    fn append(&mut self, text: &str, is_text: bool, place: &Provenance, oversize: bool) {
        let gap = place.bytes.start - self.provenance.bytes.end;
        self.is_text &= is_text;
        self.oversize |= oversize || self.text.len() + text.len() + 2 > RECORD_LIMIT;
        self.provenance.bytes.end = place.bytes.end;
        if self.oversize {
            self.text = String::new();
            return;
        }
        self.text.push_str(if gap == 2 { "\r\n" } else { "\n" });
        self.text.push_str(text);
    }
}

/// The blocks of a file.
pub(super) struct Blocks {
    path: PathBuf,
    lines: Lines<Source>,
    /// The block that is told, and the one that begins behind it. They change places, so that their memory is used again.
    blocks: [Block; 2],
    told: usize,
    /// The other one has begun.
    begun: bool,
}

impl Blocks {
    /// Opens a file that is not empty.
    pub fn open(unit: &Unit) -> Result<Self, Error> {
        let (path, lines) = (unit.name(), Lines::new(open(unit)?));
        Ok(Self { path, lines, blocks: Default::default(), told: 0, begun: false })
    }

    /// The next block; `None` at the end of the file. Blank lines before the first record are no block.
    pub fn next(&mut self) -> Result<Option<&Block>, Error> {
        self.told = 1 - self.told;
        let mut is_open = std::mem::take(&mut self.begun);
        while let Some(line) = self.lines.next().map_err(|source| Error::read(&self.path, source))? {
            let (text, is_text) = decode(line.raw, false);
            let head = Head::of(&text);
            if is_open && head.is_none() {
                self.blocks[self.told].append(&text, is_text, &line.provenance, line.oversize);
                continue;
            }
            let blank = |c: char| c.is_whitespace() || c == '\0';
            if head.is_none() && !line.oversize && text.trim_matches(blank).is_empty() {
                continue;
            }
            let block = &mut self.blocks[if is_open { 1 - self.told } else { self.told }];
            block.text.clear();
            block.text.push_str(if line.oversize { "" } else { &text });
            (block.is_text, block.head, block.oversize) = (is_text, head, line.oversize);
            block.provenance = line.provenance;
            if is_open {
                self.begun = true;
                break;
            }
            is_open = true;
        }
        Ok(is_open.then_some(&self.blocks[self.told]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &[u8]) -> Vec<Block> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let mut blocks = Blocks::open(&crate::open_as(file.path(), crate::Format::WhatsappText)).unwrap();
        let mut all = Vec::new();
        while let Some(block) = blocks.next().unwrap() {
            let range = block.provenance.bytes.start as usize..block.provenance.bytes.end as usize;
            assert_eq!(block.text.len(), range.len());
            assert_eq!(block.is_text, block.text.as_bytes() == &text[range]);
            all.push(block.clone());
        }
        all
    }

    #[test]
    fn lines_without_a_date_belong_to_the_record_before() {
        let all = blocks(b"\xEF\xBB\xBF\r\nintro\r\n1/2/24, 10:00 - A: b\r\nmore\xFF\r\n\r\n1/2/24, 10:01 - C left");
        let texts: Vec<&str> = all.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(texts, ["intro", "1/2/24, 10:00 - A: b\r\nmore?\r\n", "1/2/24, 10:01 - C left"]);
        assert!(all[0].head.is_none() && all[1].head.is_some());
    }

    #[test]
    fn senders_are_told_from_sentences() {
        let sender = |text: &str| {
            let block = &blocks(text.as_bytes())[0];
            let (name, body) = block.parts();
            (name.map(|name| block.text[name].to_owned()), block.text[body..].to_owned())
        };
        let own = |name: &str, body: &str| (Some(name.to_owned()), body.to_owned());
        assert_eq!(sender("1/2/24, 10:00 - A B: c: d"), own("A B", "c: d"));
        assert_eq!(sender("[1/2/24, 10:00:00] ~\u{202f}Bo: \u{200e}x"), own("Bo", "\u{200e}x"));
        assert_eq!(sender("1/2/24, 10:00 - A:"), own("A", ""));
        assert_eq!(sender("1/2/24, 10:00 - A:\nx"), own("A", "\nx"));
        assert_eq!(sender("1/2/24, 10:00 - A left").0, None);
        assert_eq!(sender("1/2/24, 10:00 - A changed the subject to \"Re: b\"").0, None);
    }
}
