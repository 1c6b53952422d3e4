use super::super::Format;
use crate::testing::{all_leaves, messages, messages_in, records, report, zone};
use crate::{Kind, MemberRole, Record, SenderKind};

const RULE: &str = "================================================================";

fn file(body: &str) -> String {
    format!(
        "消息记录（此消息记录为文本格式，不支持重新导入）\n\n{RULE}\n消息分组:我的群聊\n{RULE}\n消息对象:晨读会\n{RULE}\n\n{body}"
    )
}

/// Sender, text and kind of each record.
fn told(text: &str) -> Vec<(String, String, Kind)> {
    let of = |message: crate::Message| {
        (message.sender_id.unwrap_or_default(), message.text.unwrap_or_default(), message.kind)
    };
    messages(Format::QqText, text).into_iter().map(of).collect()
}

fn line(id: &str, text: &str, kind: Kind) -> (String, String, Kind) {
    (id.to_owned(), text.to_owned(), kind)
}

#[test]
fn a_copied_record_is_text_where_the_file_leaves_lines_blank() {
    let text = file(
        "2024-05-06 07:08:09 阿青(10001)\n看\n2024-05-05 07:08:09 老周(10002)\n早\n\n2024-05-06 07:09:09 老周(10002)\n好\n",
    );
    let copied = "看\n2024-05-05 07:08:09 老周(10002)\n早";
    assert_eq!(told(&text), [line("10001", copied, Kind::Text), line("10002", "好", Kind::Text)]);
    // Without blank lines every head counts.
    let close = file(
        "2024-05-06 07:08:09 阿青(10001)\n看\n2024-05-05 07:08:09 老周(10002)\n早\n2024-05-06 07:09:09 老周(10002)\n好\n",
    );
    assert_eq!(told(&close).len(), 3);
}

#[test]
fn nobody_plays_the_system() {
    let text = file(
        "2024-05-06 07:08:09 系统消息(10000)(10001)\n老周退出了本群。\n\n2024-05-06 07:08:10 【群主】系统消息(10000)\n老周退出了本群。\n\n\
         2024-05-06 07:08:11 系统消息\n老周退出了本群。\n\n2024-05-06 07:08:12 系统消息(1000000)\n老周退出了本群。\n",
    );
    let events: Vec<bool> = messages(Format::QqText, text).iter().map(crate::Message::is_event).collect();
    assert_eq!(events, [false, false, false, true]);
}

#[test]
fn a_heading_within_a_text_is_text() {
    let text = file(&format!(
        "2024-05-06 07:08:09 阿青(10001)\n{RULE}\n消息对象:别的群\n{RULE}\n\n2024-05-06 07:08:10 阿青(10001)\n\n===\n消息对象:别的群\n"
    ));
    let report = report(Format::QqText, &text);
    assert_eq!((report.chats, report.read, report.messages), (1, 2, 2));
    let whole = messages(Format::QqText, &text).swap_remove(0).text.unwrap();
    assert_eq!(whole, format!("{RULE}\n消息对象:别的群\n{RULE}"));
}

#[test]
fn many_chats_in_one_file_are_many_chats() {
    let text = format!(
        "{}\n{RULE}\n消息对象:读书小组\n{RULE}\n\n2024-05-06 07:10:09 【管理员】阿青(10001)\n好\n\n{RULE}\n消息分组:我的好友\n{RULE}\n消息对象:老周(10002)\n{RULE}\n\n2024-05-06 07:11:09 老周\n好\n",
        file("2024-05-06 07:08:09 【管理员】阿青(10001)\n早\n")
    );
    let records = records(Format::QqText, &text);
    let chats: Vec<(u32, String)> = records
        .iter()
        .filter_map(|record| if let Record::Chat(chat) = record { Some((chat.ordinal, chat.key())) } else { None })
        .collect();
    let key = |ordinal, key: &str| (ordinal, key.to_owned());
    assert_eq!(chats, [key(0, "qq:name:"), key(0, "qq:name:晨读会"), key(1, "qq:name:读书小组"), key(2, "qq:10002")]);
    let roles: Vec<(u32, Vec<MemberRole>)> = records
        .into_iter()
        .filter_map(|record| if let Record::Member(member) = record { Some((member.chat, member.roles)) } else { None })
        .collect();
    assert_eq!(roles, [(0, vec![MemberRole::Admin]), (1, vec![MemberRole::Admin])]);
    let leaves = all_leaves(Format::QqText, &text);
    let of = |value: &str| leaves.iter().rfind(|leaf| leaf.value == value).map(|leaf| (leaf.chat, leaf.record));
    assert_eq!((of("读书小组"), of("好")), (Some((1, None)), Some((2, Some(2)))));
}

#[test]
fn a_file_of_unknown_heading_is_read() {
    let text = "===\n假装我是文件头\n===\n\n1983-03-07 11:22:33 A(123123)\nA\n\n1883-03-07 12:34:56 B(456456)\nB\n";
    let all = messages_in(Format::QqText, text, &zone("Asia/Shanghai"));
    assert_eq!(all.iter().map(|message| message.time.is_some()).collect::<Vec<_>>(), [true, false]);
    let report = report(Format::QqText, text);
    assert_eq!((report.read, report.messages, report.members), (2, 2, 2));
}

#[test]
fn clocks_of_twelve_hours_are_told_by_the_file() {
    let hours = |text: &str| -> Vec<(String, String)> {
        let of = |message: crate::Message| {
            (message.time.unwrap().instant().unwrap().to_string()[11..19].to_owned(), message.sender_name.unwrap())
        };
        messages(Format::QqText, text).into_iter().map(of).collect()
    };
    let own = |hour: &str, name: &str| (hour.to_owned(), name.to_owned());
    let twelve = "2024-05-06 9:02:42 PM 阿青\nx\n\n2024-05-06 12:02:42 AM 阿青\nx\n";
    assert_eq!(hours(twelve), [own("21:02:42", "阿青"), own("00:02:42", "阿青")]);
    let full = "2024-05-06 9:02:42 PM Mei\nx\n\n2024-05-06 21:02:42 阿青\nx\n\n2024-05-06 21:02:43 阿青\nx\n";
    assert_eq!(hours(full)[0], own("09:02:42", "PM Mei"));
}

#[test]
fn a_friend_is_no_system() {
    let all =
        messages(Format::QqText, "2024-05-06 07:08:09 林语\n早\n\n2024-05-06 07:08:10 小满<xm@example.org>\n早\n");
    let kinds: Vec<_> = all.iter().map(|message| (message.sender_kind, message.sender_id.as_deref())).collect();
    assert_eq!(kinds, [(SenderKind::User, Some("name:林语")), (SenderKind::User, Some("xm@example.org"))]);
}
