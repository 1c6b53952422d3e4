use crate::Format::LineText;
use crate::model::{ChatKind, Kind, Message};
use crate::testing::{all_leaves, chat, messages, messages_in, report};
use crate::{DateOrder, ReadOptions};

/// Time, sender or event, and text of each message.
fn told(all: &[Message]) -> Vec<(String, String, String)> {
    all.iter()
        .map(|message| {
            let time = message.time.and_then(|at| at.instant()).map_or_else(|| "-".to_owned(), |at| at.to_string());
            let event = message.event.as_ref().map(|event| format!("{:?}", event.event));
            (time, event.or(message.sender_name.clone()).unwrap_or_default(), message.text.clone().unwrap_or_default())
        })
        .collect()
}

fn own(time: &str, who: &str, text: &str) -> (String, String, String) {
    (time.to_owned(), who.to_owned(), text.to_owned())
}

#[test]
fn titles_in_all_languages() {
    for (line, name, kind) in [
        ("[LINE] Chat history in Reading circle", "Reading circle", ChatKind::Group),
        ("[LINE] Chat history with Ann Lee", "Ann Lee", ChatKind::Direct),
        ("[LINE] 読書会のトーク履歴", "読書会", ChatKind::Group),
        ("[LINE] 林語とのトーク履歴", "林語", ChatKind::Direct),
        ("[LINE] 與林語的聊天記錄", "林語", ChatKind::Direct),
        ("[LINE] 晨读会的聊天记录", "晨读会", ChatKind::Group),
        ("[LINE] ประวัติการสนทนากับ Mei", "Mei", ChatKind::Unknown),
        ("[LINE] 민지님과의 대화", "민지", ChatKind::Direct),
        ("[LINE]读书", "读书", ChatKind::Unknown),
    ] {
        let found = chat(LineText, format!("{line}\nSaved on: 2024/01/16, 10:00\n\n2024/01/15(月)\n10:00\ta\tx\n"));
        assert_eq!((found.name.as_deref(), found.kind), (Some(name), kind), "{line}");
    }
}

#[test]
fn dates_and_times_of_all_forms() {
    for (date, time, at) in [
        ("2024/01/15(月)", "16:05", "2024-01-15T16:05:00Z"),
        ("2024/01/18（四）", "下午4:05", "2024-01-18T16:05:00Z"),
        ("2024/1/2週二", "上午12:05", "2024-01-02T00:05:00Z"),
        ("2024.01.02 Tuesday", "4:05 PM", "2024-01-02T16:05:00Z"),
        ("2025.08.04 星期一", "16:05", "2025-08-04T16:05:00Z"),
        ("2026.01.09 金曜日", "午後4:05", "2026-01-09T16:05:00Z"),
        ("Fri, 1/30/2026", "4:05 pm", "2026-01-30T16:05:00Z"),
        ("Mon, 1/12/2025", "16:05", "2025-12-01T16:05:00Z"),
        ("2024년 1월 15일 월요일", "오후 4:05", "2024-01-15T16:05:00Z"),
        ("2567/01/15(จ.)", "16:05", "2024-01-15T16:05:00Z"),
    ] {
        let all = told(&messages(LineText, format!("{date}\n{time}\tMei\thi\n")));
        assert_eq!(all, [own(at, "Mei", "hi")], "{date} {time}");
    }
}

#[test]
fn no_time_is_made_up() {
    // No date was seen, its day of the week is another, there is no such day, or both orders have that day of the week.
    for date in ["", "2024/01/15(火)\n", "2024/02/30(月)\n", "Sat, 1/6/2024\n"] {
        assert_eq!(messages(LineText, format!("{date}16:05\tMei\thi\n"))[0].time, None, "{date}");
    }
    let text = "Sat, 1/6/2024\n16:05\tMei\thi\n";
    let options = ReadOptions { date_order: Some(DateOrder::Mdy), ..ReadOptions::default() };
    assert_eq!(told(&messages_in(LineText, text, &options))[0].0, "2024-01-06T16:05:00Z");
    // A date before showed the order.
    let text = format!("Fri, 1/29/2021\n16:05\tMei\thi\n{text}");
    assert_eq!(told(&messages(LineText, text))[1].0, "2024-01-06T16:05:00Z");
}

#[test]
fn a_quoted_message_cannot_play_a_date_or_a_row() {
    let text = "2024/01/15(月)\n10:00\tMei\t\"first\n2024/01/16(火)\n10:01\tRudi\tnot me\n10:02\t\tBo left the group.\nsaid \"\"ok\"\" last\"\n10:03\tRudi\thi\n";
    let all = told(&messages(LineText, text));
    let body = "first\n2024/01/16(火)\n10:01\tRudi\tnot me\n10:02\t\tBo left the group.\nsaid \"ok\" last";
    assert_eq!(all, [own("2024-01-15T10:00:00Z", "Mei", body), own("2024-01-15T10:03:00Z", "Rudi", "hi")]);
}

#[test]
fn a_quote_sign_that_stays_open_swallows_nothing() {
    let text = "2024/01/15(月)\n10:00\tMei\t\"hello\n10:01\tRudi\tyes\n2024/01/16(火)\n10:02\tMei\t\"Yes\" he said\n10:03\tBo\t\"two\nlines\"\n";
    let all = told(&messages(LineText, text));
    assert_eq!(
        all,
        [
            own("2024-01-15T10:00:00Z", "Mei", "\"hello"),
            own("2024-01-15T10:01:00Z", "Rudi", "yes"),
            own("2024-01-16T10:02:00Z", "Mei", "\"Yes\" he said"),
            own("2024-01-16T10:03:00Z", "Bo", "two\nlines"),
        ]
    );
}

#[test]
fn notices_of_phones() {
    let text = "2024/01/15(月)\n10:00\t\t林語加入聊天\n10:01\tMeiがグループに参加しました。\n10:02\tMei\t林語離開聊天\n10:03\t\tsomething\n";
    let who: Vec<String> = told(&messages(LineText, text)).into_iter().map(|(_, who, _)| who).collect();
    assert_eq!(who, ["Join", "Join", "Mei", "Unknown"]);
}

#[test]
fn names_and_notices_of_computers() {
    let text = "2025.08.04 星期一\n16:10 SUNNY 早安 各位\n16:17 Enson已收回訊息\n16:18 SUNNY Enson已收回訊息\n16:19 Ann Lee hi\nmore\n16:20\tx\ty\n";
    let all: Vec<(String, String)> =
        told(&messages(LineText, text)).into_iter().map(|(_, who, text)| (who, text)).collect();
    let own = |who: &str, text: &str| (who.to_owned(), text.to_owned());
    assert_eq!(
        all,
        [
            own("SUNNY", "早安 各位"),
            own("Recall", "Enson已收回訊息"),
            own("SUNNY", "Enson已收回訊息"),
            own("Ann", "Lee hi\nmore\n16:20\tx\ty"),
        ]
    );
    // The title of a talk of two tells the whole name.
    let text = format!("[LINE] Chat history with Ann Lee\n{text}16:21 Ann Lee已收回訊息\n16:22 Ann Leer hi\n");
    let all: Vec<(String, String)> =
        told(&messages(LineText, text)).into_iter().map(|(_, who, text)| (who, text)).collect();
    assert_eq!((&all[3], &all[4]), (&own("Ann Lee", "hi\nmore\n16:20\tx\ty"), &own("Recall", "Ann Lee已收回訊息")));
}

#[test]
fn placeholders() {
    for (text, kind) in [
        ("[Photo]", Kind::Image),
        ("[スタンプ]", Kind::Sticker),
        ("[影片]", Kind::Video),
        ("[음성 메시지]", Kind::Voice),
        ("[ไฟล์]", Kind::File),
        ("☎ 通話時間 3:34", Kind::Call),
        ("[Photo] of us", Kind::Text),
    ] {
        assert_eq!(messages(LineText, format!("10:00\tMei\t{text}\n"))[0].kind, kind, "{text}");
    }
}

#[test]
fn all_is_counted_and_told_for_rewriting() {
    let text = "[LINE] Chat history in X\nSaved on: 2024/01/16, 10:00\n\n2024/01/15(月)\n10:00\tMei\thi\n10:01\t\tMei left the group.\n";
    let told = report(LineText, text);
    assert_eq!((told.read, told.messages, told.events, told.unknown), (2, 1, 1, 0));
    let values: Vec<String> = all_leaves(LineText, text).into_iter().map(|leaf| leaf.value).collect();
    assert_eq!(
        values,
        ["X", "2024/01/16, 10:00", "2024/01/15(月)", "10:00", "Mei", "hi", "10:01", "Mei left the group."]
    );
}
