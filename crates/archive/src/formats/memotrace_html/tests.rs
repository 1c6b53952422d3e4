use super::super::Format;
use crate::EventType;
use crate::testing::{messages, report};

fn page(objects: &str) -> String {
    format!(
        "<html><title>晨读会</title><script>\nconst chatMessages = [\n{objects}\n];\nconst x = [{{ type:1 }}];</script>"
    )
}

const TEXT: &str = "{ type:1, text: '\\\"老周\\\"退出了群聊',is_send:0,avatar_path:'',timestamp:1714950489,is_chatroom:1,displayname:'阿青'},";

#[test]
fn only_rows_of_the_room_are_events() {
    let room = TEXT.replace("type:1", "type:0").replace("'阿青'", "''");
    let told: Vec<_> = messages(Format::MemotraceHtml, page(&format!("{TEXT}{room}")))
        .into_iter()
        .map(|message| message.event.map(|event| event.event))
        .collect();
    assert_eq!(told, [None, Some(EventType::Leave)]);
}

#[test]
fn a_broken_object_is_counted_and_the_next_is_read() {
    let told = report(Format::MemotraceHtml, page(&format!("x{TEXT}{{ type:1 x}},{TEXT}")));
    assert_eq!((told.messages, told.unknown), (2, 2), "{:?}", told.notes);
}

#[test]
fn an_object_larger_than_the_window_is_read() {
    let long = TEXT.replace("退出", &"很长".repeat(300_000));
    let told = messages(Format::MemotraceHtml, page(&format!("{TEXT}{long}{TEXT}")));
    assert_eq!(
        told.iter().map(|message| message.text.as_ref().unwrap().len() > 1 << 20).collect::<Vec<_>>(),
        [false, true, false]
    );
}

#[test]
fn a_page_that_is_cut_says_so() {
    let whole = page(&TEXT.repeat(2));
    let told = report(Format::MemotraceHtml, &whole[..whole.find("];").unwrap() - 20]);
    assert_eq!((told.messages, told.unknown), (1, 1));
}
