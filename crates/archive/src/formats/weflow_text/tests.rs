use super::super::Format;
use crate::testing::{messages, report};
use crate::{EventType, Kind, Presence};

#[test]
fn names_hold_quotes_and_texts_hold_heads() {
    let text = "2024-05-06 07:08:09 'a' 'b'\n早\n2024-05-06 07:08:09 '老周'\n安\n\n2024-05-06 07:08:10 '老周'\n好\n";
    let told: Vec<_> = messages(Format::WeflowText, text)
        .into_iter()
        .map(|message| (message.sender_name.unwrap(), message.text.unwrap()))
        .collect();
    let own = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    assert_eq!(told, [own("a' 'b", "早\n2024-05-06 07:08:09 '老周'\n安"), own("老周", "好")]);
}

#[test]
fn a_path_in_the_place_of_a_text_is_a_file() {
    for (text, path) in [
        ("media/images/1.jpg", true),
        ("../1.jpg", true),
        ("去/不去", false),
        ("https://a.example/1.jpg", false),
        ("看 a/1.jpg", false),
    ] {
        let message = messages(Format::WeflowText, format!("2024-05-06 07:08:09 'a'\n{text}\n")).swap_remove(0);
        let found = message.attachments.first().map(|file| (file.path.clone().unwrap(), file.presence));
        assert_eq!(found, path.then(|| (text.to_owned(), Presence::Missing)), "{text}");
    }
}

#[test]
fn the_table_says_what_is_the_rooms() {
    let text = "时间\t消息类型\t内容\n2024-05-06 07:08:09\t系统消息\t\"老周\"退出了群聊\n2024-05-06 07:08:10\t文本消息\t\"老周\"退出了群聊\n2024-05-06 07:08:11\t新东西\tx\nshort\n";
    let told: Vec<_> = messages(Format::WeflowText, text)
        .into_iter()
        .map(|message| (message.kind, message.event.map(|event| event.event)))
        .collect();
    assert_eq!(told, [(Kind::Event, Some(EventType::Leave)), (Kind::Text, None), (Kind::Text, None)]);
    let report = report(Format::WeflowText, text);
    assert_eq!((report.read, report.accepted, report.unknown), (4, 3, 1));
}
