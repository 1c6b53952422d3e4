//! What a format has to say about itself, and the ways to read one: as JSON or CSV by tables, or as text.

use crate::detect::Evidence;
use crate::json::{Key, Place, Spanned, Value, push_key};
use crate::leaves::{Leaf, Role};
use crate::model::{Chat, ChatKind, Member, Message, Provenance, Record};
use crate::sheet::{Cells, Sheet, Told};
use crate::source::{Nearby, Tree};
use crate::stream::Steps;
use crate::{Capabilities, Error, ReadOptions, Unit};

/// What is known about a format.
pub(crate) struct Spec {
    /// As written on the command line.
    pub name: &'static str,
    /// What it can tell about a group.
    pub capabilities: Capabilities,
    /// How well a file fits, from 0 to 1, and why; `None` when nothing speaks for it.
    pub sniff: fn(&Evidence) -> Option<(f64, String)>,
    /// How it is read.
    pub body: Body,
}

/// How a format is read.
pub(crate) enum Body {
    /// One JSON document.
    Document(&'static Table),
    /// One JSON value a line; the function says which place of the table a line is, `None` for what it does not know.
    Lines(&'static Table, LinePlace),
    /// A CSV file.
    Csv(Describe),
    /// The first sheet of a workbook, and how well its first rows fit.
    Workbook(Describe, RowsFit),
    /// Anything else that is one file.
    Text(&'static TextReader),
    /// The files of a folder or ZIP archive, one after the other.
    Tree(&'static TreeReader),
}

/// The description of a format's tables, which may depend on what a person says of their columns.
pub(crate) type Describe = fn(&ReadOptions) -> Sheet;

/// How well the first rows of a table fit a format, from 0 to 1, and why.
pub(crate) type RowsFit = fn(&[Vec<String>]) -> Option<(f64, String)>;

/// How an export of many files is read.
pub(crate) struct TreeReader {
    /// How well a folder or archive fits, from 0 to 1, and why; `None` when nothing speaks for it.
    pub sniff: fn(&Tree) -> Option<(f64, String)>,
    /// What is read of it, in which order.
    pub plan: fn(&Tree, &ReadOptions) -> Result<Plan, Error>,
    /// Every word the format itself puts into its files.
    pub words: fn() -> Vec<&'static str>,
}

/// The files to read, and who interprets them.
pub(crate) struct Plan {
    /// One interpreter for all of them; [`Dialect::part`] tells it which file begins.
    pub dialect: Box<dyn Dialect>,
    /// In this order.
    pub stages: Vec<Stage>,
}

/// One file of a plan.
pub(crate) struct Stage {
    /// Its name in the tree.
    pub part: String,
    /// How it is read.
    pub reading: Reading,
}

/// How one file of a plan is read.
pub(crate) enum Reading {
    /// As one JSON document.
    Document(&'static Table),
    /// As one JSON value a line.
    Lines(&'static Table, LinePlace),
    /// As CSV.
    Csv(Describe),
    /// By a reader of its own. It numbers the records from 0; they are numbered anew over all files.
    Steps(PartOpener),
}

/// Opens one file of a tree with a reader of its own.
pub(crate) type PartOpener = fn(&Tree, &str, &ReadOptions) -> Result<Box<dyn Steps<Record>>, Error>;

/// Which place of a table one line is; `None` for a line that is not known.
pub(crate) type LinePlace = fn(&Spanned<'_>) -> Option<&'static str>;

/// For formats that no single file shows.
pub(crate) fn never(_evidence: &Evidence) -> Option<(f64, String)> {
    None
}

/// The places of a JSON format. Paths are written as in [`Leaf::key_path`].
pub(crate) struct Table {
    /// Objects and arrays whose parts are read one by one.
    pub enter: &'static [&'static str],
    /// Objects whose keys are data, and what the keys are.
    pub data_keys: &'static [(&'static str, Role)],
    /// Places where one value is one record. A record may hold others, as a post holds its replies.
    pub records: &'static [&'static str],
    /// Places whose entering begins another chat; none when there is only one.
    pub chats: &'static [&'static str],
    /// What the scalars are. Whatever is not listed is [`Role::Unknown`].
    pub roles: &'static [(&'static str, Role)],
    /// Ids of senders that are no person.
    pub reserved: &'static [&'static str],
    /// The names the format gives to types, flags and senders that are no person.
    pub words: &'static [&'static str],
    /// True for a record whose text is the room's, not a member's.
    pub system: fn(&Spanned<'_>) -> bool,
    /// A fresh interpreter of the values.
    pub dialect: fn(&Nearby, &ReadOptions) -> Box<dyn Dialect>,
}

/// Turns the values of one JSON format, or the rows of its tables, into the model.
pub(crate) trait Dialect {
    /// Another file of a tree begins.
    fn part(&mut self, _name: &str) {}
    /// An object or array is entered.
    fn enter(&mut self, _path: &str) {}
    /// An object or array is left.
    fn leave(&mut self, _path: &str) {}
    /// A value that is no record; a row of the member list becomes a member.
    fn header(&mut self, _path: &str, _key: Option<&str>, _value: &Spanned<'_>) -> Option<Member> {
        None
    }
    /// A record; the error says why it is none, without personal data.
    fn message(&mut self, _value: &Spanned<'_>, _provenance: Provenance) -> Result<Box<Message>, &'static str> {
        Err("a value where the format has none")
    }
    /// A record inside another; the outermost one was told just before.
    fn inner(
        &mut self,
        _path: &str,
        value: &Spanned<'_>,
        provenance: Provenance,
    ) -> Result<Box<Message>, &'static str> {
        self.message(value, provenance)
    }
    /// A row of a table before its header line.
    fn preface(&mut self, _cells: &Cells<'_>) {}
    /// A row of a table; the error says why it is no record, without personal data.
    fn row(&mut self, _cells: &Cells<'_>, _provenance: Provenance) -> Result<Told, &'static str> {
        Err("a row where the format has none")
    }
    /// A chat of which more is known than when it was last asked for; asked until there is none.
    fn chat(&mut self) -> Option<Chat>;
    /// True where the values of a record say which chat it is of, not its place in the file. Whoever lists the values then
    /// tells the dialect of every record, as a reader does.
    fn keys_chats(&self) -> bool {
        false
    }
    /// Members known since this was last asked for, where one value tells of several.
    fn members(&mut self) -> Vec<Member> {
        Vec::new()
    }
    /// What a string says, where the export garbles it.
    fn repaired(&self, _text: &str) -> Option<String> {
        None
    }
}

/// Opens a unit for reading one kind of thing from it.
pub(crate) type Opener<T> = fn(&Unit, &ReadOptions) -> Result<Box<dyn Steps<T>>, Error>;

/// How a text format is read.
pub(crate) struct TextReader {
    /// The words the app itself puts beside what members write.
    pub words: fn() -> Vec<&'static str>,
    /// The records.
    pub records: Opener<Record>,
    /// The values.
    pub leaves: Opener<Leaf>,
    /// What cannot be decided about the file, in words for a person.
    pub undecided: fn(&Unit, &ReadOptions) -> Result<Option<String>, Error>,
}

impl Place for &'static Table {
    fn enter(&self, path: &str) -> bool {
        self.enter.contains(&path)
    }

    fn keys_are_data(&self, path: &str) -> bool {
        self.data_keys.iter().any(|(place, _)| *place == path)
    }
}

impl Table {
    /// Every place the table says something about.
    pub fn places(&self) -> impl Iterator<Item = &'static str> {
        let keys = self.data_keys.iter().map(|(path, _)| *path);
        let others = self.enter.iter().chain(self.records).chain(self.chats).copied();
        self.roles.iter().map(|(path, _)| *path).chain(keys).chain(others)
    }

    /// True where one value is one record.
    pub fn is_record(&self, path: &str) -> bool {
        self.records.contains(&path)
    }

    /// Shows the records inside a value at that place, in the order of the file.
    pub fn within<'v, 'a>(&self, path: &str, value: &'v Spanned<'a>, show: &mut dyn FnMut(&str, &'v Spanned<'a>)) {
        let inside = |place: &&str| place.len() > path.len() && place.starts_with(path);
        if self.records.iter().any(inside) {
            self.descend(&mut path.to_owned(), value, show);
        }
    }

    fn descend<'v, 'a>(&self, path: &mut String, value: &'v Spanned<'a>, show: &mut dyn FnMut(&str, &'v Spanned<'a>)) {
        let before = path.len();
        let mut below = |path: &mut String, value: &'v Spanned<'a>| {
            if self.is_record(path) {
                show(path, value);
            }
            self.descend(path, value, show);
        };
        match &value.value {
            Value::Object(entries) => {
                for entry in entries {
                    push_key(path, &entry.key);
                    below(path, &entry.value);
                    path.truncate(before);
                }
            }
            Value::Array(items) => {
                path.push_str("[]");
                for item in items {
                    below(path, item);
                }
                path.truncate(before);
            }
            _ => {}
        }
    }
}

/// A chat whose later facts replace the earlier ones.
pub(crate) struct ChatState {
    pub chat: Chat,
    changed: bool,
    /// Those who wrote first, as many as it takes to tell a group.
    people: Vec<String>,
}

impl ChatState {
    /// A chat that was not yet asked for.
    pub fn new(chat: Chat) -> Self {
        Self { chat, changed: true, people: Vec::new() }
    }

    /// The chat, to be changed.
    pub fn edit(&mut self) -> &mut Chat {
        self.changed = true;
        &mut self.chat
    }

    /// Somebody writes: with a third the chat is a group.
    pub fn meet(&mut self, who: &str) {
        const GROUP: usize = 3;
        if self.people.len() < GROUP && !self.people.iter().any(|known| known == who) {
            self.people.push(who.to_owned());
            if self.people.len() == GROUP && self.chat.kind != ChatKind::Group {
                self.edit().kind = ChatKind::Group;
            }
        }
    }

    /// The chat, if it changed since the last call.
    pub fn take(&mut self) -> Option<Chat> {
        std::mem::take(&mut self.changed).then(|| self.chat.clone())
    }
}

/// The text of a data key.
pub(crate) fn key_text(key: Option<&Key>) -> Option<&str> {
    key.filter(|key| key.is_data).map(|key| key.text.as_str())
}
