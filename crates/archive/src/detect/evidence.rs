use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::keys::Keys;
use crate::Error;
use crate::json::{self, Spanned};

const HEAD: u64 = 256 << 10;
const TAIL: u64 = 64 << 10;

/// Lines of text that are looked at.
const LINES: usize = 200;

/// The first and last bytes of a file, and what they say.
pub(crate) struct Evidence {
    path: PathBuf,
    head: Vec<u8>,
    length: u64,
    document: Option<Keys>,
    utf8: bool,
}

impl Evidence {
    /// Reads both ends of the file.
    pub fn gather(path: &Path) -> Result<Self, Error> {
        let failed = |source| Error::read(path, source);
        let mut file = File::open(path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        let mut head = Vec::new();
        file.by_ref().take(HEAD).read_to_end(&mut head).map_err(failed)?;
        if head.is_empty() {
            return Err(Error::Empty { path: path.to_owned() });
        }
        let mut tail = Vec::new();
        if length > HEAD {
            let start = length.saturating_sub(TAIL).max(HEAD);
            file.seek(SeekFrom::Start(start)).map_err(failed)?;
            file.take(TAIL).read_to_end(&mut tail).map_err(failed)?;
        }
        if head.starts_with(b"\xEF\xBB\xBF") {
            head.drain(..3);
        }
        let document = Keys::of(&head, &tail);
        let utf8 = is_utf8(&head) && is_utf8(after_cut(&tail));
        Ok(Self { path: path.to_owned(), head, length, document, utf8 })
    }

    /// The keys of a JSON document; `None` when the file does not begin like one.
    pub fn document(&self) -> Option<&Keys> {
        self.document.as_ref()
    }

    /// The objects on the first lines; none when one of the lines is no object.
    pub fn json_lines(&self) -> Vec<Spanned<'_>> {
        let whole = self.length <= HEAD;
        let mut lines = self.head.split(|byte| *byte == b'\n').collect::<Vec<_>>();
        if !whole {
            lines.pop();
        }
        let mut values = Vec::new();
        for line in lines.into_iter().filter(|line| !crate::stream::is_remark(line)).take(LINES) {
            // A line a crash cut short must not hide what the others are.
            if let Ok(value) = json::parse(line)
                && value.is_object()
            {
                values.push(value);
            } else if values.is_empty() {
                return values;
            }
        }
        values
    }

    /// The first lines that are not blank, as text.
    pub fn lines(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.head);
        text.lines().filter(|line| !line.trim().is_empty()).take(LINES).map(str::to_owned).collect()
    }

    /// The file's own name.
    pub fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// What kind of app database the file is, if it is one.
    pub fn database(&self) -> Option<&'static str> {
        let name = self.name().to_lowercase();
        if self.head.starts_with(b"SQLite format 3\0") {
            return Some("it is an SQLite database");
        }
        let suffix = name.rsplit_once('.').map_or("", |(_, suffix)| suffix);
        let backup = suffix == "bak" || suffix.starts_with("crypt1");
        let database = matches!(suffix, "db" | "sqlite" | "sqlite3" | "db-wal" | "db-shm");
        match (backup, database) {
            (true, _) => Some("it is an app's backup"),
            (_, true) => Some("it is an app's database"),
            _ => None,
        }
    }

    /// Why the file cannot be text at all.
    pub fn foreign(&self) -> Option<&'static str> {
        if self.head.starts_with(b"PK\x03\x04") {
            return Some("it is a ZIP archive; unpack it and name the export file in it");
        }
        if self.head.starts_with(b"\xFF\xFE") || self.head.starts_with(b"\xFE\xFF") {
            return Some("it is UTF-16 text; save it as UTF-8");
        }
        if self.head.iter().all(u8::is_ascii_whitespace) {
            return Some("it begins with nothing but white space");
        }
        // A crash leaves runs of NUL bytes, but never at the start.
        if self.head.iter().take(64).any(|byte| *byte == 0) {
            return Some("it is not text");
        }
        (!self.utf8).then_some("it is not UTF-8 text; save it as UTF-8")
    }

    /// What the file looks like, for a person.
    pub fn shape(&self) -> &'static str {
        if self.document.is_some() { "it is JSON" } else { "it is text" }
    }
}

/// True for UTF-8 whose last character may be cut off.
fn is_utf8(text: &[u8]) -> bool {
    std::str::from_utf8(text).err().is_none_or(|error| error.error_len().is_none())
}

/// What follows the rest of a character that begins before the text.
fn after_cut(text: &[u8]) -> &[u8] {
    let rest = text.iter().take(3).take_while(|byte| matches!(**byte, 0x80..=0xBF)).count();
    &text[rest..]
}
