use super::{begins, unquoted};
use crate::Format;
use crate::leaves::leaves;
use crate::testing::{messages, report, with};
use crate::{Error, ReadOptions};

#[test]
fn what_parts_messages() {
    for line in
        ["From mei@example.org Mon Sep 20 08:00:00 2016", "From mei at example.org  Tue Oct  4 11:42:05 2005 +0800"]
    {
        assert!(begins(line.as_bytes()), "{line}");
    }
    for line in
        ["From mei@example.org", "From here to 2016", ">From mei Mon Sep 20 08:00:00 2016", "From: a 08:00 2016"]
    {
        assert!(!begins(line.as_bytes()), "{line}");
    }
    assert_eq!(unquoted(b">>From x"), b">From x");
    assert_eq!(unquoted(b"> From x"), b"> From x");
}

#[test]
fn a_line_inside_a_paragraph_begins_nothing() {
    let text = "From a@b.c Mon Sep 20 08:00:00 2016\nFrom: a@b.c\nSubject: x\n\nhe wrote\n\
                From a@b.c Mon Sep 20 08:00:00 2016\nmore\n";
    let found = messages(Format::Mbox, text);
    assert_eq!(found.len(), 1);
    assert!(found[0].text.as_deref().unwrap().ends_with("more"));
}

#[test]
fn what_is_no_message_is_counted() {
    let told = report(
        Format::Mbox,
        "notes first\n\nFrom a Mon Sep 20 08:00:00 2016\nFrom: a@b.c\n\nx\n\nFrom b Mon Sep 20 08:00:00 2016\n\n",
    );
    assert_eq!((told.read, told.messages, told.unknown), (3, 1, 2), "{:?}", told.notes);
}

#[test]
fn mail_is_not_rewritten() {
    with(Format::Mbox, "From a Mon Sep 20 08:00:00 2016\nFrom: a@b.c\n\nx\n", |unit| {
        assert!(matches!(leaves(unit, &ReadOptions::default()), Err(Error::NotRewritable { .. })));
    });
}
