use crate::Format::PywxdumpJson;
use crate::leaves::Role;
use crate::testing::{all_leaves, messages, messages_in, report, zone};
use crate::{EventType, IdBasis, Kind, SenderKind};

fn row(fields: &str) -> String {
    format!(r#"[{{"id":1,"CreateTime":"2024-10-04 11:42:05","room_name":"1@chatroom",{fields}}}]"#)
}

#[test]
fn server_ids_keep_all_their_digits() {
    for (fields, id, basis) in [
        (r#""MsgSvrID":7345678901234567891"#, "7345678901234567891", IdBasis::Native),
        (r#""MsgSvrID":"7345678901234567891""#, "7345678901234567891", IdBasis::Native),
        (r#""MsgSvrID":0"#, "1", IdBasis::ExportLocal),
        (r#""MsgSvrID":"""#, "1", IdBasis::ExportLocal),
    ] {
        let message = messages(PywxdumpJson, row(fields)).remove(0);
        assert_eq!((message.msg_id.as_deref(), message.id_basis), (Some(id), basis), "{fields}");
    }
}

#[test]
fn the_room_is_believed_by_type_only() {
    for (kind, talker, event) in [
        ("系统通知", "wxid_a", true),
        ("消息撤回5", "wxid_a", true),
        ("邀请加群", "", true),
        ("拍一拍", "wxid_a", true),
        ("文本", "1@chatroom", true),
        ("文本", "wxid_a", false),
        ("未知-49,15", "wxid_a", false),
    ] {
        let text = row(&format!(r#""type_name":"{kind}","talker":"{talker}","msg":"\"B\"退出了群聊""#));
        let found = messages(PywxdumpJson, &text).remove(0).event.map(|event| event.event);
        assert_eq!(found, event.then_some(EventType::Leave), "{kind} {talker}");
        let leaf = all_leaves(PywxdumpJson, &text).into_iter().find(|leaf| leaf.key_path == "[].msg").unwrap();
        assert_eq!(leaf.role, if event { Role::SystemText } else { Role::Text });
    }
}

#[test]
fn words_have_their_kinds() {
    for (word, kind) in [
        ("文本", Kind::Text),
        ("动画表情", Kind::Sticker),
        ("(分享)小程序", Kind::Share),
        ("(分享)卡片式链接", Kind::Link),
        ("合并转发的聊天记录", Kind::Forward),
        ("引用回复", Kind::Reply),
        ("转账", Kind::Transfer),
        ("群公告", Kind::Announcement),
        ("视频号直播或直播回放", Kind::Share),
        ("添加好友", Kind::Other),
    ] {
        let message = messages(PywxdumpJson, row(&format!(r#""type_name":"{word}","talker":"a""#))).remove(0);
        assert_eq!((message.kind, message.raw_kind.as_ref()), (kind, word));
    }
}

#[test]
fn the_exporter_may_have_no_id() {
    let told = |fields: &str| {
        let message = messages(PywxdumpJson, row(fields)).remove(0);
        (message.sender_kind, message.sender_id)
    };
    assert_eq!(told(r#""is_sender":1,"talker":"我""#), (SenderKind::Exporter, None));
    assert_eq!(told(r#""is_sender":"1","talker":"wxid_me""#), (SenderKind::Exporter, Some("wxid_me".to_owned())));
    assert_eq!(told(r#""is_sender":0,"talker":"wxid_a""#), (SenderKind::User, Some("wxid_a".to_owned())));
    assert_eq!(told(r#""is_sender":0,"talker":"""#), (SenderKind::Unknown, None));
}

#[test]
fn local_times_take_the_zone_and_nothing_is_guessed() {
    let options = zone("Asia/Shanghai");
    for (time, expected) in [
        (r#""2024-10-04 11:42:05""#, Some(1_728_013_325_000)),
        ("1728013325", Some(1_728_013_325_000)),
        (r#""11:42""#, None),
    ] {
        let text = format!(r#"[{{"talker":"a","type_name":"文本","CreateTime":{time}}}]"#);
        assert_eq!(messages_in(PywxdumpJson, text, &options)[0].ts_ms(), expected, "{time}");
    }
}

#[test]
fn rooms_are_told_apart_and_empty_rows_counted() {
    let text = r#"[{"talker":"a","room_name":"1@chatroom"},{"talker":"a","room_name":"wxid_b"},{},7]"#;
    let told = report(PywxdumpJson, text);
    assert_eq!((told.chats, told.messages, told.unknown), (2, 2, 2));
}

#[test]
fn values_are_of_the_room_of_their_row() {
    let rows = ["1@chatroom", "2@chatroom", "1@chatroom"];
    let rows = rows.map(|room| format!(r#"{{"CreateTime":"2024-10-04 11:42:05","room_name":"{room}","msg":"x"}}"#));
    let leaves = all_leaves(PywxdumpJson, format!("[{}]", rows.join(",")));
    let texts = leaves.iter().filter(|leaf| leaf.key_path == "[].msg");
    assert_eq!(texts.map(|leaf| leaf.chat).collect::<Vec<_>>(), [0, 1, 0]);
}
