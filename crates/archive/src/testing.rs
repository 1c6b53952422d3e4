//! Exports written on the spot, for the tests of the formats.

use jiff::tz::TimeZone;

use crate::leaves::{Leaf, leaves};
use crate::{Chat, Format, Member, Message, ReadOptions, Record, SourceReport, Unit, inspect, open_as, read};

/// Gives `look` a file with these bytes as a unit of that format.
pub(crate) fn with<T>(format: Format, text: impl AsRef<[u8]>, look: impl FnOnce(&Unit) -> T) -> T {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    look(&open_as(file.path(), format))
}

pub(crate) fn zone(name: &str) -> ReadOptions {
    ReadOptions { timezone: TimeZone::get(name).unwrap(), ..ReadOptions::default() }
}

pub(crate) fn records(format: Format, text: impl AsRef<[u8]>) -> Vec<Record> {
    records_in(format, text, &ReadOptions::default())
}

pub(crate) fn records_in(format: Format, text: impl AsRef<[u8]>, options: &ReadOptions) -> Vec<Record> {
    with(format, text, |unit| read(unit, options).unwrap().map(|record| record.unwrap()).collect())
}

pub(crate) fn messages(format: Format, text: impl AsRef<[u8]>) -> Vec<Message> {
    messages_in(format, text, &ReadOptions::default())
}

pub(crate) fn messages_in(format: Format, text: impl AsRef<[u8]>, options: &ReadOptions) -> Vec<Message> {
    let message = |record| if let Record::Message(message) = record { Some(*message) } else { None };
    records_in(format, text, options).into_iter().filter_map(message).collect()
}

/// The chat as it is known at the end.
pub(crate) fn chat(format: Format, text: impl AsRef<[u8]>) -> Chat {
    let chat = |record| if let Record::Chat(chat) = record { Some(*chat) } else { None };
    records(format, text).into_iter().filter_map(chat).next_back().unwrap()
}

pub(crate) fn members(format: Format, text: impl AsRef<[u8]>) -> Vec<Member> {
    let member = |record| if let Record::Member(member) = record { Some(*member) } else { None };
    records(format, text).into_iter().filter_map(member).collect()
}

pub(crate) fn report(format: Format, text: impl AsRef<[u8]>) -> SourceReport {
    with(format, text, |unit| inspect(unit, &ReadOptions::default()).unwrap())
}

pub(crate) fn all_leaves(format: Format, text: impl AsRef<[u8]>) -> Vec<Leaf> {
    with(format, text, |unit| leaves(unit, &ReadOptions::default()).unwrap().map(|leaf| leaf.unwrap()).collect())
}
