use std::collections::VecDeque;
use std::path::PathBuf;

use super::{MARK, Object, message};
use crate::formats::spec::ChatState;
use crate::html::decoded;
use crate::json::RECORD_LIMIT;
use crate::model::{Chat, ChatKind, Provenance, Record, Skipped, SourceZone, Unknown};
use crate::source::{Nearby, Source};
use crate::stream::{NOT_UTF8, OVERSIZE, Steps, nearby, open};
use crate::window::Window;
use crate::{Error, Unit};

/// Opens the records of a page.
pub(super) fn records(unit: &Unit) -> Result<Box<dyn Steps<Record>>, Error> {
    Ok(Box::new(Reader {
        path: unit.name(),
        window: open(unit)?,
        nearby: nearby(unit)?,
        state: ChatState::new(Chat::new(0, "wechat", SourceZone::Utc)),
        begun: false,
        cut: false,
        seq: 0,
    }))
}

/// How an object begins; where one is broken the next is looked for by it.
const BEGIN: &[u8] = b"{ type:";

struct Reader {
    path: PathBuf,
    window: Window<Source>,
    nearby: Nearby,
    state: ChatState,
    /// The data of the page is reached.
    begun: bool,
    /// The file ends within an object.
    cut: bool,
    seq: u64,
}

/// An object, or what stands in its place.
enum Piece {
    Object(Vec<u8>),
    Oversize,
    Broken,
    Cut,
}

impl Reader {
    /// Passes over everything before `sign`, and the sign if it is `with` it; false when it does not come.
    fn seek(&mut self, sign: &[u8], with: bool) -> std::io::Result<bool> {
        loop {
            self.window.reach(sign.len())?;
            let ahead = self.window.ahead();
            if let Some(at) = memchr::memmem::find(ahead, sign) {
                self.window.pass(if with { at + sign.len() } else { at });
                return Ok(true);
            }
            let kept = if ahead.len() < sign.len() { 0 } else { sign.len() - 1 };
            let n = ahead.len() - kept;
            if n == 0 {
                return Ok(false);
            }
            self.window.pass(n);
        }
    }

    /// True when an object follows, false at the end of the array.
    fn ahead(&mut self) -> std::io::Result<Option<bool>> {
        loop {
            let ahead = self.window.more()?;
            let Some(byte) = ahead.first().copied() else { return Ok(None) };
            let n = ahead.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b',').count();
            if n == 0 {
                return Ok(Some(byte != b']'));
            }
            self.window.pass(n);
        }
    }

    /// Takes the object ahead.
    fn object(&mut self) -> std::io::Result<Piece> {
        self.window.reach(64 << 10)?;
        let ahead = self.window.ahead();
        if ahead.first() != Some(&b'{') {
            return Ok(Piece::Broken);
        }
        if let Some(n) = Object::length(ahead) {
            let object = ahead[..n].to_vec();
            self.window.pass(n);
            return Ok(Piece::Object(object));
        }
        // Rarely one is larger than what is ahead; it is looked at anew whenever twice as much of it came.
        let mut raw: Vec<u8> = Vec::new();
        let mut looked = 0;
        loop {
            let ahead = self.window.more()?;
            if ahead.is_empty() {
                return Ok(Piece::Cut);
            }
            let n = ahead.len().min(64 << 10);
            let before = raw.len();
            raw.extend_from_slice(&ahead[..n]);
            if raw.len() > RECORD_LIMIT {
                return Ok(Piece::Oversize);
            }
            if raw.len() >= 2 * looked || n < 64 << 10 {
                looked = raw.len();
                if let Some(end) = Object::length(&raw).filter(|end| *end > before) {
                    raw.truncate(end);
                    self.window.pass(end - before);
                    return Ok(Piece::Object(raw));
                }
            }
            self.window.pass(n);
        }
    }

    fn record(&mut self) -> std::io::Result<Option<Record>> {
        let (start, place) = (self.window.offset(), self.window.position());
        let piece = self.object()?;
        self.cut = matches!(piece, Piece::Cut);
        if matches!(piece, Piece::Broken | Piece::Oversize) {
            // At least one byte further, or the same object would be found again.
            self.window.pass(usize::from(self.window.offset() == start));
            self.seek(BEGIN, false)?;
        }
        let provenance =
            Provenance { part: None, line: place.line, column: place.column, bytes: start..self.window.offset() };
        let unknown =
            |reason: &str| Record::Unknown(Unknown { provenance: provenance.clone(), reason: reason.to_owned() });
        Ok(Some(match piece {
            Piece::Oversize => Record::Skipped(Skipped { provenance, reason: OVERSIZE.to_owned() }),
            Piece::Broken => unknown("not an object"),
            Piece::Cut => unknown("the file is cut off"),
            Piece::Object(raw) => {
                let Ok(text) = std::str::from_utf8(&raw) else { return Ok(Some(unknown(NOT_UTF8))) };
                let told = Object::of(text)
                    .ok_or("not an object")
                    .and_then(|object| message(&object, provenance.clone(), &self.nearby));
                match told {
                    Ok(None) => return Ok(None),
                    Ok(Some(mut message)) => {
                        if self.state.chat.kind == ChatKind::Unknown {
                            self.state.edit().kind = if is_group(text) { ChatKind::Group } else { ChatKind::Direct };
                        }
                        message.seq = self.seq;
                        Record::Message(message)
                    }
                    Err(reason) => unknown(reason),
                }
            }
        }))
    }
}

/// What every object says of its chat.
fn is_group(object: &str) -> bool {
    Object::of(object).and_then(|object| object.number("is_chatroom")) == Some(1)
}

/// The title of a page, which is the chat's name.
fn title(page: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(page);
    let (_, rest) = text.split_once("<title>")?;
    let (title, _) = rest.split_once("</title>")?;
    Some(decoded(title.trim()).into_owned()).filter(|title| !title.is_empty())
}

impl Steps<Record> for Reader {
    fn step(&mut self, queue: &mut VecDeque<Record>) -> Result<bool, Error> {
        let path = self.path.clone();
        let failed = |source| Error::read(&path, source);
        if !self.begun {
            self.begun = true;
            self.window.reach(64 << 10).map_err(failed)?;
            self.state.edit().name = title(self.window.ahead());
            queue.extend(self.state.take().map(Record::from));
            if self.seek(MARK.as_bytes(), true).map_err(failed)? {
                return Ok(true);
            }
            let reason = "a page without its data".to_owned();
            let provenance = Provenance { part: None, line: 1, column: 1, bytes: 0..0 };
            queue.push_back(Record::Unknown(Unknown { provenance, reason }));
            return Ok(false);
        }
        match self.ahead().map_err(failed)? {
            Some(true) => {
                let record = self.record().map_err(failed)?;
                queue.extend(self.state.take().map(Record::from));
                self.seq += u64::from(record.is_some());
                queue.extend(record);
                Ok(!self.cut)
            }
            Some(false) => Ok(false),
            None => {
                let at = self.window.offset();
                let place = self.window.position();
                let provenance = Provenance { part: None, line: place.line, column: place.column, bytes: at..at };
                queue.push_back(Record::Unknown(Unknown { provenance, reason: "the file is cut off".to_owned() }));
                Ok(false)
            }
        }
    }
}
