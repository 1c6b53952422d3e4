use super::super::Format;
use super::body::Parts;
use crate::testing::{messages, report};

const HEAD: &str = "[QQChatExporter V5 / x]\n\n===============================================\n           QQ聊天记录导出文件\n===============================================\n\n聊天名称: 晨读会\n\n\n";

#[test]
fn a_name_is_one_only_with_a_time_below() {
    let text = format!(
        "{HEAD}阿青:\n时间: 2024-05-06 07:08:09\n内容: 一\n\n\n二:\n三\n\n\n老周:\n时间: 2024-05-06 07:08:10\n内容: 四\n"
    );
    let told: Vec<_> = messages(Format::QceText, &text)
        .into_iter()
        .map(|message| (message.sender_name.unwrap(), message.text.unwrap()))
        .collect();
    let own = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    assert_eq!(told, [own("阿青", "一\n\n\n二:\n三"), own("老周", "四")]);
}

#[test]
fn provenance_is_that_of_each_record() {
    let text = format!(
        "{HEAD}阿青:\r\n时间: 2024-05-06 07:08:09\r\n内容: 一\r\n\r\n\r\n老周:\r\n时间: 2024-05-06 07:08:10\r\n内容: 四\r\n"
    );
    let places: Vec<_> = messages(Format::QceText, &text).into_iter().map(|message| message.provenance).collect();
    let slice = |at: usize| &text[places[at].bytes.start as usize..places[at].bytes.end as usize];
    assert_eq!(slice(0), "阿青:\r\n时间: 2024-05-06 07:08:09\r\n内容: 一\r\n\r\n");
    assert_eq!(slice(1), "老周:\r\n时间: 2024-05-06 07:08:10\r\n内容: 四");
    assert_eq!((places[0].line, places[1].line), (10, 15));
}

#[test]
fn what_the_exporter_adds_is_no_text() {
    let text = "阿青:\n时间: 2024-05-06 07:08:09\n内容: 早\n提及: 这是我写的\n资源: 2 个文件\n  - image: a.jpg\n  - file: \n提及: 老周, Mei\n回复: 05-06 07:00 老周 - 一\n二\n";
    let parts = Parts::of(text).unwrap();
    let of = |span: &std::ops::Range<usize>| text[span.clone()].to_owned();
    assert_eq!(parts.text.as_ref().map(of).unwrap(), "早\n提及: 这是我写的");
    let files: Vec<_> = parts.files.iter().map(|(kind, name)| (of(kind), of(name))).collect();
    assert_eq!(files, [("image".to_owned(), "a.jpg".to_owned()), ("file".to_owned(), String::new())]);
    assert_eq!(parts.mentions.iter().map(of).collect::<Vec<_>>(), ["老周", "Mei"]);
    let (sender, said) = parts.answer.unwrap();
    assert_eq!((of(&sender), of(&said)), ("老周".to_owned(), "一\n二".to_owned()));
}

#[test]
fn a_relative_time_is_none() {
    let text = format!("{HEAD}阿青:\n时间: 3天前 10:00\n内容: 早\n");
    let told = messages(Format::QceText, &text);
    assert_eq!((told[0].time, told[0].text.as_deref()), (None, Some("早")));
    assert_eq!(report(Format::QceText, &text).unknown, 0);
}
