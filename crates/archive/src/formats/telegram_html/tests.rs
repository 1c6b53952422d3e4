use super::super::Format;
use crate::testing::{messages, report};

fn page(body: &str) -> String {
    format!(
        "<!DOCTYPE html><div class=\"page_header\"><div class=\"text bold\">晨读会</div></div><div class=\"history\">{body}</div>"
    )
}

fn message(id: u32, name: &str, inner: &str) -> String {
    let (joined, name) = if name.is_empty() {
        (" joined", String::new())
    } else {
        ("", format!("<div class=\"from_name\">{name}</div>"))
    };
    format!(
        "<div class=\"message default clearfix{joined}\" id=\"message{id}\"><div class=\"body\"><div class=\"pull_right date details\" title=\"06.05.2024 07:08:09 UTC+08:00\">07:08</div>{name}{inner}</div></div>"
    )
}

#[test]
fn joined_messages_have_the_sender_before() {
    let body = [
        message(1, "", "<div class=\"text\">a</div>"),
        message(2, "Mei", "<div class=\"text\">b</div>"),
        "<div class=\"message service\" id=\"message3\"><div class=\"body details\">Mei pinned <a href=\"#x\">this message</a></div></div>".to_owned(),
        message(4, "", "<div class=\"text\">c</div>"),
    ];
    let told: Vec<_> = messages(Format::TelegramHtml, page(&body.concat()))
        .into_iter()
        .map(|message| (message.sender_name, message.text.unwrap(), message.event.map(|event| event.event)))
        .collect();
    let mei = Some("Mei".to_owned());
    let pin = Some(crate::EventType::Pin);
    assert_eq!(
        told,
        [
            (None, "a".to_owned(), None),
            (mei.clone(), "b".to_owned(), None),
            (None, "Mei pinned this message".to_owned(), pin),
            (mei, "c".to_owned(), None),
        ]
    );
}

#[test]
fn what_a_member_writes_is_text_whatever_it_looks_like() {
    let inner =
        "<div class=\"text\">&lt;/div&gt;&lt;div class=\"message service\"&gt;<div class=\"from_name\">x</div></div>";
    let told = messages(Format::TelegramHtml, page(&message(1, "Mei", inner))).swap_remove(0);
    assert_eq!(
        (told.sender_name.as_deref(), told.text.as_deref()),
        (Some("Mei"), Some("</div><div class=\"message service\">x"))
    );
}

#[test]
fn a_page_that_is_cut_says_so() {
    let whole = page(&message(1, "Mei", "<div class=\"text\">a</div>").repeat(2));
    let report = report(Format::TelegramHtml, &whole[..whole.len() - 20]);
    assert_eq!((report.messages, report.unknown), (1, 1));
    assert_eq!(report.notes, ["1 not understood: the file is cut off (line 1)"]);
}
