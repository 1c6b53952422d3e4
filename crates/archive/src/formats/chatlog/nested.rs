//! Quotes and merged forwards of chatlog, flattened in the order they are read.

use jiff::tz::TimeZone;

use crate::formats::moment::iso;
use crate::json::Spanned;
use crate::model::Nested;

/// What a message quotes, then what it forwards.
pub(super) fn nested(message: &Spanned<'_>, zone: &TimeZone) -> Vec<Nested> {
    let mut all = Vec::new();
    if let Some(contents) = message.get("contents") {
        add(contents, zone, &mut all);
    }
    all
}

fn add(contents: &Spanned<'_>, zone: &TimeZone, all: &mut Vec<Nested>) {
    if let Some(quoted) = contents.get("refer").filter(|quoted| quoted.is_object()) {
        let inner = quoted.get("contents");
        let text = quoted.string("content").or_else(|| inner.and_then(|inner| inner.string("title")));
        all.push(Nested {
            sender_id: quoted.id("sender"),
            sender_name: quoted.string("senderName").map(str::to_owned),
            text: text.map(str::to_owned),
            time: quoted.string("time").and_then(|text| iso(text, zone)),
        });
        if let Some(inner) = inner {
            add(inner, zone, all);
        }
    }
    if let Some(record) = contents.get("recordInfo") {
        items(record, zone, all);
    }
}

fn items(record: &Spanned<'_>, zone: &TimeZone, all: &mut Vec<Nested>) {
    for item in record.get("DataList").map_or(&[][..], |list| list.list("DataItems")) {
        all.push(Nested {
            sender_id: None,
            sender_name: item.string("SourceName").map(str::to_owned),
            text: item.string("DataDesc").or_else(|| item.string("DataTitle")).map(str::to_owned),
            time: item.string("SourceTime").and_then(|text| iso(text, zone)),
        });
        if let Some(inner) = item.get("RecordXML").and_then(|xml| xml.get("RecordInfo")) {
            items(inner, zone, all);
        }
    }
}
