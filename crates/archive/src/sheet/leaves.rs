use std::collections::VecDeque;
use std::path::PathBuf;

use super::reader::{Item, Reader, Spans};
use super::{Cells, Delimited, Sheet, Told};
use crate::Error;
use crate::formats::spec::Dialect;
use crate::leaves::{Leaf, RawForm, Role};
use crate::model::Provenance;
use crate::source::Source;
use crate::stream::Steps;
use crate::window::Window;

/// The values of a CSV file. The dialect reads along, for it knows whose words a row holds and which chat it is of.
pub(crate) fn leaves(
    path: PathBuf,
    window: Window<Source>,
    sheet: Sheet,
    dialect: Box<dyn Dialect>,
) -> Result<Box<dyn Steps<Leaf>>, Error> {
    let columns: Vec<(String, Role)> = sheet.columns.iter().map(|(name, role)| (name.to_string(), *role)).collect();
    let form = match sheet.cells {
        Delimited::Quoted => RawForm::Csv,
        Delimited::Bare => RawForm::Text,
    };
    let words = sheet.words;
    let reader = Reader::csv(window, sheet).map_err(|source| Error::read(&path, source))?;
    // Until a header line says otherwise, as a reader that lacks it has it.
    let roles = columns.clone();
    Ok(Box::new(Lister { path, reader, dialect, columns, roles, form, words, records: 0 }))
}

struct Lister {
    path: PathBuf,
    reader: Reader<Source>,
    dialect: Box<dyn Dialect>,
    /// The columns the format knows.
    columns: Vec<(String, Role)>,
    /// The name and role of every column of the file, from left to right.
    roles: Vec<(String, Role)>,
    form: RawForm,
    words: &'static [&'static str],
    records: u64,
}

impl Steps<Leaf> for Lister {
    fn step(&mut self, queue: &mut VecDeque<Leaf>) -> Result<bool, Error> {
        let Some(item) = self.reader.next().map_err(|source| Error::read(&self.path, source))? else {
            return Ok(false);
        };
        match item {
            Item::Preface(_) => {}
            Item::Header(cells, spans) => {
                let role = |name: &str| self.columns.iter().find(|(known, _)| known == name).map(|(_, role)| *role);
                self.roles = cells
                    .all
                    .iter()
                    .map(|cell| (cell.trim().to_owned(), role(cell.trim()).unwrap_or(Role::Unknown)))
                    .collect();
                // The name of a column nobody knows can hold anything.
                let unknown = |name: &str| role(name.trim()).is_none().then_some(("header".to_owned(), Role::Key));
                put(&cells, spans, self.form, None, 0, queue, |_, cell| unknown(cell));
            }
            Item::Oversize(place) | Item::Unknown(place, _) => {
                let record = self.records;
                self.records += 1;
                opaque(place, record, queue);
            }
            Item::Row(cells, spans, place) => {
                let told = self.dialect.row(&cells, place.clone());
                let (chat, notice, nobody, counts) = match &told {
                    Ok(Told::Message(message)) => (message.chat, message.is_event(), message.sender_id.is_none(), true),
                    Ok(Told::Member(member)) => (member.chat, false, false, false),
                    Ok(Told::Chat) => (0, false, false, false),
                    Err(_) => (0, false, false, true),
                };
                let record = self.records;
                self.records += u64::from(counts);
                if told.is_err() {
                    opaque(place, record, queue);
                    return Ok(true);
                }
                let (roles, words) = (&self.roles, self.words);
                put(&cells, spans, self.form, counts.then_some(record), chat, queue, |at, cell| {
                    let (name, role) = roles.get(at)?;
                    let role = match role.narrowed(cell) {
                        Role::Text if notice => Role::SystemText,
                        Role::MemberId | Role::MemberName if nobody && words.contains(&cell) => Role::Structure,
                        role => role,
                    };
                    Some((name.clone(), role))
                });
            }
        }
        Ok(true)
    }
}

/// The cells that `of` gives a name and a role.
fn put(
    cells: &Cells<'_>,
    spans: Spans<'_>,
    raw: RawForm,
    record: Option<u64>,
    chat: u32,
    queue: &mut VecDeque<Leaf>,
    of: impl Fn(usize, &str) -> Option<(String, Role)>,
) {
    for (at, (cell, span)) in cells.all.iter().zip(spans.cells).enumerate() {
        if span.is_empty() {
            continue;
        }
        let Some((key_path, role)) = of(at, cell) else { continue };
        let bytes = spans.base + span.start as u64..spans.base + span.end as u64;
        let value = cell.clone().into_owned();
        queue.push_back(Leaf { bytes, raw, value, role, record, chat, key_path, unknown: None });
    }
}

fn opaque(place: Provenance, record: u64, queue: &mut VecDeque<Leaf>) {
    if !place.bytes.is_empty() {
        let (value, key_path) = (String::new(), "row".to_owned());
        let (bytes, raw, role, record) = (place.bytes, RawForm::Opaque, Role::Unknown, Some(record));
        queue.push_back(Leaf { bytes, raw, value, role, record, chat: 0, key_path, unknown: None });
    }
}
