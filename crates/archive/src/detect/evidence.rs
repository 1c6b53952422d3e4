use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::keys::Keys;
use crate::Error;
use crate::json::{self, Spanned};
use crate::sheet;
use crate::source::{self, Encoding, Source, Tree, utf8_share};

const HEAD: u64 = 256 << 10;
const TAIL: u64 = 64 << 10;

/// Lines of text that are looked at.
const LINES: usize = 200;

/// Rows of a table that are looked at.
const ROWS: usize = 30;

/// The first and last bytes of a file as UTF-8, and what they say.
pub(crate) struct Evidence {
    name: String,
    head: Vec<u8>,
    /// `head` is the whole file.
    whole: bool,
    document: Option<Keys>,
    text: bool,
    rows: Vec<Vec<String>>,
}

impl Evidence {
    /// Reads both ends of a file.
    pub fn gather(path: &Path) -> Result<Self, Error> {
        let failed = |source| Error::read(path, source);
        let mut file = File::open(path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        let mut head = Vec::new();
        file.by_ref().take(HEAD).read_to_end(&mut head).map_err(failed)?;
        let mut tail = Vec::new();
        let mut whole = length <= HEAD;
        if source::is_gzip(&head) {
            head.clear();
            let mut unpacked = Source::file(path)?;
            unpacked.by_ref().take(HEAD).read_to_end(&mut head).map_err(failed)?;
            whole = unpacked.read(&mut [0]).map_err(failed)? == 0;
        } else {
            if !whole {
                // On an even offset, so that a character of UTF-16 is not cut in half.
                let start = (length.saturating_sub(TAIL) & !1).max(HEAD);
                file.seek(SeekFrom::Start(start)).map_err(failed)?;
                file.read_to_end(&mut tail).map_err(failed)?;
            }
            let encoding = Encoding::of(&head);
            (head, tail) = (encoding.decode(&head), encoding.decode(&tail));
        }
        if head.is_empty() {
            return Err(Error::Empty { path: path.to_owned() });
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Self::of(name, head, &tail, whole))
    }

    /// Reads the beginning of a file in an archive.
    pub fn packed(tree: &Tree, part: &str) -> Result<Self, Error> {
        let (head, whole) = tree.head(part, HEAD)?;
        if head.is_empty() {
            return Err(Error::Empty { path: tree.path.join(part) });
        }
        let name = part.rsplit('/').next().unwrap_or(part).to_owned();
        Ok(Self::of(name, head, &[], whole))
    }

    fn of(name: String, mut head: Vec<u8>, tail: &[u8], whole: bool) -> Self {
        if head.starts_with(b"\xEF\xBB\xBF") {
            head.drain(..3);
        }
        let document = Keys::of(&head, tail);
        // Old chat logs mix encodings line by line; a file that is mostly something else is nobody's text.
        let text = is_readable(&head) && is_readable(after_cut(tail));
        let rows = if document.is_none() { sheet::first_rows(&head, ROWS) } else { Vec::new() };
        Self { name, head, whole, document, text, rows }
    }

    /// The keys of a JSON document; `None` when the file does not begin like one.
    pub fn document(&self) -> Option<&Keys> {
        self.document.as_ref()
    }

    /// The objects on the first lines; none when one of the lines is no object.
    pub fn json_lines(&self) -> Vec<Spanned<'_>> {
        let mut lines = self.head.split(|byte| *byte == b'\n').collect::<Vec<_>>();
        if !self.whole {
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

    /// True when nothing of the file lies beyond what is looked at.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The cells of the first rows, if the file is taken for CSV.
    pub fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    /// The first bytes as text.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.head)
    }

    /// The file's own name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// True for a ZIP archive.
    pub fn is_zip(&self) -> bool {
        source::is_zip(&self.head)
    }

    /// What kind of app database the file is, if it is one.
    pub fn database(&self) -> Option<&'static str> {
        if self.head.starts_with(b"SQLite format 3\0") {
            return Some("it is an SQLite database");
        }
        database_by_name(&self.name)
    }

    /// True for a set of talks to train a model with, as MemoTrace and others make of chats.
    pub fn is_training_set(&self) -> bool {
        let talk = |place: &str, says: &[&str]| {
            self.document.as_ref().is_some_and(|keys| says.iter().all(|key| keys.has(&format!("{place}[].{key}"))))
        };
        let roles = ["role", "content"];
        let places = ["conversations", "[].conversations", "messages", "[].messages"];
        // Whatever names a sender or a time is a chat of some other kind.
        let is_chat =
            |place: &&str| ["sender", "timestamp", "createTime", "time", "id"].iter().any(|key| talk(place, &[key]));
        let told =
            |place: &&str| talk(place, &roles) || talk(place, &["from", "value"]) && place.ends_with("conversations");
        places.iter().any(|place| told(place) && !is_chat(place))
    }

    /// Why the file cannot be text at all.
    pub fn foreign(&self) -> Option<&'static str> {
        if self.head.starts_with(b"PK\x03\x04") {
            return Some("it is a ZIP archive inside another; unpack the outer one");
        }
        if self.head.iter().all(u8::is_ascii_whitespace) {
            return Some("it begins with nothing but white space");
        }
        // A crash leaves runs of NUL bytes, but never at the start.
        if self.head.iter().take(64).any(|byte| *byte == 0) {
            return Some("it is not text");
        }
        (!self.text).then_some("it is text in an encoding that is not known; save it as UTF-8")
    }

    /// What the file looks like, for a person.
    pub fn shape(&self) -> &'static str {
        if self.document.is_some() { "it is JSON" } else { "it is text" }
    }
}

/// True for text of which at most half of the lines with more than ASCII, or a quarter of all, is not UTF-8.
fn is_readable(text: &[u8]) -> bool {
    let (all, broken) = text
        .split(|byte| *byte == b'\n')
        .fold((0, 0), |(all, broken), line| (all + 1, broken + u32::from(!source::is_utf8(line))));
    broken * 4 <= all || utf8_share(text) >= 0.5
}

/// What kind of app database a file is by its name.
pub(super) fn database_by_name(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let suffix = name.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    let backup = suffix == "bak" || suffix.starts_with("crypt1");
    let database = matches!(suffix, "db" | "sqlite" | "sqlite3" | "db-wal" | "db-shm");
    match (backup, database) {
        (true, _) => Some("it is an app's backup"),
        (_, true) => Some("it is an app's database"),
        _ => None,
    }
}

/// What follows the rest of a character that begins before the text.
fn after_cut(text: &[u8]) -> &[u8] {
    let rest = text.iter().take(3).take_while(|byte| matches!(**byte, 0x80..=0xBF)).count();
    &text[rest..]
}
