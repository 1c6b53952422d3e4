use super::super::Format;
use super::quote;
use crate::EventType;
use crate::testing::messages;

#[test]
fn only_a_line_alone_is_the_rooms() {
    let text = "2024-05-06 07:08:09 \"老周\"退出了群聊\n\n2024-05-06 07:08:10 \"老周\"退出了群聊\n好\n\n2024-05-06 07:08:11 阿青\n\"老周\"退出了群聊\n";
    let events: Vec<_> = messages(Format::MemotraceText, text)
        .into_iter()
        .map(|message| message.event.map(|event| event.event))
        .collect();
    assert_eq!(events, [Some(EventType::Leave), None, None]);
}

#[test]
fn the_last_quote_is_the_quote() {
    for (text, expected) in [
        ("好\n引用:林语:早", Some(("好\n", "林语", "早"))),
        ("引用:林语:早", Some(("", "林语", "早"))),
        ("好\n引用:未知", Some(("好\n", "", "未知"))),
        ("引用:a:b\n引用:林语:早:安", Some(("引用:a:b\n", "林语", "早:安"))),
        ("好 引用:林语:早", None),
        ("引用", None),
        ("", None),
    ] {
        let found = quote(text).map(|(at, sender, said)| {
            (&text[..at], text.get(at + super::QUOTE.len()..sender).unwrap_or(""), &text[said..])
        });
        assert_eq!(found, expected, "{text}");
    }
}
