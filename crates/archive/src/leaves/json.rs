use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::{Leaf, RawForm, Role};
use crate::Error;
use crate::formats::spec::{Dialect, LinePlace, Table, key_text};
use crate::json::{self, Found, Spanned, Value, Walker, push_key};
use crate::lines::Lines;
use crate::model::Provenance;
use crate::source::Source;
use crate::stream::{Steps, is_remark};
use crate::window::Window;

/// The leaves of one JSON document.
pub(super) fn document(
    path: &Path,
    window: Window<Source>,
    table: &'static Table,
    dialect: Box<dyn Dialect>,
) -> Box<dyn Steps<Leaf>> {
    let lister = Lister::new(table, dialect);
    Box::new(Document { path: path.to_owned(), walker: Walker::new(window, table), lister })
}

/// The leaves of a file with one JSON value a line.
pub(super) fn lines(
    path: &Path,
    window: Window<Source>,
    table: &'static Table,
    place: LinePlace,
    dialect: Box<dyn Dialect>,
) -> Box<dyn Steps<Leaf>> {
    Box::new(JsonLines { path: path.to_owned(), lines: Lines::new(window), lister: Lister::new(table, dialect), place })
}

/// Names the roles of values and counts records and chats, exactly as the reader does.
struct Lister {
    table: &'static Table,
    roles: HashMap<&'static str, Role>,
    keys: HashMap<&'static str, Role>,
    /// Every place the table names or leads through.
    known: HashSet<&'static str>,
    /// Asked what a garbled string says, and for the chats of formats that name them in each record.
    dialect: Box<dyn Dialect>,
    records: u64,
    chats: u32,
}

/// The record whose values are being listed.
#[derive(Clone, Copy)]
struct Scope {
    base: u64,
    record: Option<u64>,
    chat: u32,
    system: bool,
    /// The sender is the one the format reserves for the room.
    reserved: bool,
}

impl Lister {
    fn new(table: &'static Table, dialect: Box<dyn Dialect>) -> Self {
        Self {
            table,
            dialect,
            roles: table.roles.iter().copied().collect(),
            keys: table.data_keys.iter().copied().collect(),
            known: table.places().flat_map(leading_to).collect(),
            records: 0,
            chats: 0,
        }
    }

    fn enter(&mut self, path: &str) {
        self.dialect.enter(path);
        if self.table.chats.contains(&path) {
            self.chats += 1;
        }
    }

    fn count(&mut self) -> Option<u64> {
        self.records += 1;
        Some(self.records - 1)
    }

    fn chat(&self) -> u32 {
        self.chats.saturating_sub(1)
    }

    /// A region that cannot be taken apart, which the reader counts as one record.
    fn opaque(&mut self, path: &str, bytes: Range<u64>, queue: &mut VecDeque<Leaf>) {
        let record = self.count();
        if !bytes.is_empty() {
            queue.push_back(Leaf {
                bytes,
                raw: RawForm::Opaque,
                value: String::new(),
                role: Role::Unknown,
                record,
                chat: self.chat(),
                key_path: path.to_owned(),
                unknown: None,
            });
        }
    }

    /// The chat of a value, which is perhaps a record; of values that speak of several chats or none, the first.
    fn chat_of(&mut self, path: &str, key: Option<&str>, value: &Spanned<'_>, place: &Provenance) -> u32 {
        if !self.dialect.keys_chats() {
            return self.chat();
        }
        let is_record = self.table.is_record(path) && value.is_object();
        let of_record = if is_record {
            self.dialect.message(value, place.clone()).ok().map(|message| message.chat)
        } else {
            self.dialect.header(path, key, value).map(|member| member.chat)
        };
        let of_members = self.dialect.members().first().map(|member| member.chat);
        let told: Vec<u32> = std::iter::from_fn(|| self.dialect.chat()).map(|chat| chat.ordinal).collect();
        of_record.or(of_members).or(told.first().copied()).unwrap_or(0)
    }

    fn value(
        &mut self,
        path: &str,
        key: Option<&str>,
        value: &Spanned<'_>,
        place: &Provenance,
        queue: &mut VecDeque<Leaf>,
    ) {
        let chat = self.chat_of(path, key, value, place);
        let outside = Scope { base: place.bytes.start, record: None, chat, system: false, reserved: false };
        self.list(&mut path.to_owned(), value, outside, queue);
    }

    /// What holds for the values of one record.
    fn scope(&mut self, value: &Spanned<'_>, outer: Scope) -> Scope {
        let system = (self.table.system)(value);
        let reserved = system && value.string("sender").is_some_and(|id| self.table.reserved.contains(&id));
        Scope { record: self.count(), system, reserved, ..outer }
    }

    fn list(&mut self, path: &mut String, value: &Spanned<'_>, outer: Scope, queue: &mut VecDeque<Leaf>) {
        let before = path.len();
        let scope = if self.table.is_record(path) { self.scope(value, outer) } else { outer };
        match &value.value {
            Value::Object(entries) => {
                let data = self.keys.get(path.as_str()).copied();
                let from = queue.len();
                for entry in entries {
                    push_key(path, if data.is_some() { "*" } else { &entry.key });
                    if let Some(role) = data.or_else(|| (!self.known.contains(path.as_str())).then_some(Role::Key)) {
                        let text = entry.key.clone().into_owned();
                        queue.push_back(leaf(&path[..before], &entry.key_span, RawForm::JsonString, text, role, scope));
                    }
                    self.list(path, &entry.value, scope, queue);
                    path.truncate(before);
                }
                if !self.known.contains(path.as_str()) {
                    let bytes = scope.base + value.span.start as u64..scope.base + value.span.end as u64;
                    // Objects are closed from the inside out, so the outermost is the last to be named.
                    queue.range_mut(from..).for_each(|leaf| leaf.unknown = Some(bytes.clone()));
                }
            }
            Value::Array(items) => {
                path.push_str("[]");
                for item in items {
                    self.list(path, item, scope, queue);
                }
                path.truncate(before);
            }
            Value::Null => {
                queue.push_back(leaf(path, &value.span, RawForm::JsonOther, "null".to_owned(), Role::Structure, scope));
            }
            Value::Bool(flag) => {
                queue.push_back(leaf(path, &value.span, RawForm::JsonOther, flag.to_string(), Role::Structure, scope));
            }
            Value::Number(digits) => {
                let role = self.role(path, digits, scope);
                queue.push_back(leaf(path, &value.span, RawForm::JsonNumber, (*digits).to_owned(), role, scope));
            }
            Value::String(text) => {
                let text = self.dialect.repaired(text).unwrap_or_else(|| text.clone().into_owned());
                let role = self.role(path, &text, scope);
                queue.push_back(leaf(path, &value.span, RawForm::JsonString, text, role, scope));
            }
        }
    }

    /// The table's role, made exact by what the value shows.
    fn role(&self, path: &str, value: &str, scope: Scope) -> Role {
        let role = self.roles.get(path).copied().unwrap_or(Role::Unknown);
        match role {
            Role::Text if scope.system => Role::SystemText,
            Role::MemberId if self.table.reserved.contains(&value) => Role::Structure,
            Role::MemberName | Role::MemberAlias if scope.reserved && self.table.words.contains(&value) => {
                Role::Structure
            }
            role => role.narrowed(value),
        }
    }
}

fn leaf(path: &str, span: &Range<usize>, raw: RawForm, value: String, role: Role, scope: Scope) -> Leaf {
    let bytes = scope.base + span.start as u64..scope.base + span.end as u64;
    let key_path = path.to_owned();
    Leaf { bytes, raw, value, role, record: scope.record, chat: scope.chat, key_path, unknown: None }
}

/// A place and everything on the way to it.
fn leading_to(path: &'static str) -> impl Iterator<Item = &'static str> {
    let ends = path.match_indices(['.', '[']).map(|(at, _)| at);
    std::iter::once("").chain(ends.chain([path.len()]).map(|end| &path[..end]))
}

struct Document {
    path: PathBuf,
    walker: Walker<Source, &'static Table>,
    lister: Lister,
}

impl Steps<Leaf> for Document {
    fn step(&mut self, queue: &mut VecDeque<Leaf>) -> Result<bool, Error> {
        let lister = &mut self.lister;
        let walked = self.walker.walk(|item| {
            if let Some(key) = &item.key
                && (key.is_data || !lister.known.contains(item.path))
            {
                let parent = item.path.rsplit_once('.').map_or("", |(parent, _)| parent);
                let data = lister.keys.get(parent).copied();
                let role = data.unwrap_or(Role::Key);
                let chat = lister.chat();
                queue.push_back(Leaf {
                    bytes: key.bytes.clone(),
                    raw: RawForm::JsonString,
                    value: key.text.clone(),
                    role,
                    record: None,
                    chat,
                    key_path: parent.to_owned(),
                    unknown: None,
                });
            }
            let bytes = item.provenance.bytes.clone();
            match &item.found {
                Found::Enter => lister.enter(item.path),
                Found::Leave => lister.dialect.leave(item.path),
                // A record that is no object is still one record, and its values are still listed.
                Found::Value(Ok(value)) => {
                    lister.value(item.path, key_text(item.key.as_ref()), value, &item.provenance, queue);
                }
                Found::Value(Err(_)) | Found::Oversize | Found::Broken(_) => lister.opaque(item.path, bytes, queue),
            }
        });
        walked.map_err(|source| Error::read(&self.path, source))
    }
}

struct JsonLines {
    path: PathBuf,
    lines: Lines<Source>,
    lister: Lister,
    place: LinePlace,
}

impl Steps<Leaf> for JsonLines {
    fn step(&mut self, queue: &mut VecDeque<Leaf>) -> Result<bool, Error> {
        let Some(line) = self.lines.next().map_err(|source| Error::read(&self.path, source))? else {
            return Ok(false);
        };
        let bytes = line.provenance.bytes.clone();
        if line.oversize {
            self.lister.opaque("", bytes, queue);
        } else if is_remark(line.raw) {
            // A comment is prose of the exporter's; it is nobody's message.
            if let Some(hash) = line.raw.iter().position(|byte| *byte == b'#') {
                let text = &line.raw[hash + 1..];
                let start = hash + 1 + text.len() - text.trim_ascii_start().len();
                let bytes = bytes.start + start as u64..bytes.end;
                let (raw, value) = match std::str::from_utf8(&line.raw[start..]) {
                    Ok(text) => (RawForm::Text, text.to_owned()),
                    Err(_) => (RawForm::Opaque, String::new()),
                };
                if !bytes.is_empty() {
                    let (role, key_path) = (Role::Unknown, "#".to_owned());
                    queue.push_back(Leaf { bytes, raw, value, role, record: None, chat: 0, key_path, unknown: None });
                }
            }
        } else {
            match json::parse(line.raw).ok().and_then(|value| (self.place)(&value).map(|path| (path, value))) {
                Some((path, value)) => self.lister.value(path, None, &value, &line.provenance, queue),
                None => self.lister.opaque("", bytes, queue),
            }
        }
        Ok(true)
    }
}
