use crate::Format::WechatAnalysisJson;
use crate::testing::{chat, messages};
use crate::{ChatKind, EventType, IdBasis, Kind, Message, MoneyStatus, Presence};

fn document(conversation: &str, rows: &str) -> String {
    format!(r#"{{"schemaVersion":1,"account":"wxid_me","conversation":{conversation},"messages":[{rows}]}}"#)
}

fn one(fields: &str) -> Message {
    let conversation = r#"{"username":"1@chatroom","displayName":"g","isGroup":true}"#;
    let row = format!(r#"{{"createTime":5,"senderUsername":"wxid_a",{fields}}}"#);
    messages(WechatAnalysisJson, document(conversation, &row)).remove(0)
}

#[test]
fn the_number_is_finer_than_the_way_it_is_shown() {
    for (fields, kind) in [
        (r#""renderType":"text","type":1"#, Kind::Text),
        (r#""renderType":"text","type":373662154801"#, Kind::Announcement),
        (r#""renderType":"text","type":49"#, Kind::Text),
        (r#""renderType":"link","type":49"#, Kind::Link),
        (r#""renderType":"link","type":141733920817"#, Kind::Share),
        (r#""renderType":"emoji","type":47"#, Kind::Sticker),
        (r#""renderType":"redPacket","type":49"#, Kind::RedPacket),
        (r#""renderType":"voip","type":50"#, Kind::Call),
        (r#""renderType":"quote","type":49"#, Kind::Reply),
        (r#""renderType":"chatHistory","type":49"#, Kind::Forward),
        (r#""renderType":"hologram","type":49"#, Kind::Other),
        (r#""type":42"#, Kind::Contact),
    ] {
        assert_eq!(one(fields).kind, kind, "{fields}");
    }
}

#[test]
fn money_has_its_own_fields() {
    for (fields, amount, status) in [
        (r#""amount":"￥100.00","transferStatus":"""#, Some("100.00"), MoneyStatus::Offered),
        (r#""amount":"￥100.00","transferStatus":"已被接收""#, Some("100.00"), MoneyStatus::Accepted),
        (r#""amount":"¥0.01","transferStatus":"已退还""#, Some("0.01"), MoneyStatus::Returned),
        (r#""amount":"","content":"￥5""#, None, MoneyStatus::Offered),
    ] {
        let money = one(&format!(r#""renderType":"transfer",{fields}"#)).money.unwrap();
        assert_eq!((money.amount.as_deref(), money.status), (amount, status), "{fields}");
    }
    assert_eq!(one(r#""renderType":"text","type":1,"amount":"￥5""#).money, None);
}

#[test]
fn only_the_room_makes_events() {
    let text = r#""content":"\"B\"退出了群聊""#;
    let event = |fields: &str| one(&format!("{fields},{text}")).event.map(|event| event.event);
    assert_eq!(event(r#""renderType":"system","type":1"#), Some(EventType::Leave));
    assert_eq!(event(r#""renderType":"text","type":10000"#), Some(EventType::Leave));
    assert_eq!(event(r#""renderType":"text","type":1,"senderUsername":"1@chatroom""#), Some(EventType::Leave));
    assert_eq!(event(r#""renderType":"text","type":1,"senderDisplayName":"系统消息""#), None);
}

#[test]
fn hidden_names_are_ids_of_this_export_only() {
    let row = r#"{"createTime":5,"renderType":"text","type":1,"senderUsername":"member_1","senderDisplayName":"成员#1","content":"[文本]"}"#;
    let text = document(r#"{"username":"","displayName":"已隐藏","isGroup":true}"#, row);
    let message = messages(WechatAnalysisJson, &text).remove(0);
    assert_eq!((message.sender_id.as_deref(), message.sender_basis), (Some("member_1"), IdBasis::ExportLocal));
    let chat = chat(WechatAnalysisJson, &text);
    assert_eq!((chat.chat_id, chat.name, chat.kind), (None, None, ChatKind::Group));
}

#[test]
fn a_group_may_be_called_hidden() {
    let row = r#"{"createTime":5,"senderUsername":"wxid_a","renderType":"text"}"#;
    let text = document(r#"{"username":"1@chatroom","displayName":"已隐藏","isGroup":true}"#, row);
    assert_eq!(messages(WechatAnalysisJson, &text)[0].sender_basis, IdBasis::Native);
}

#[test]
fn media_are_stored_linked_or_left_out() {
    for (fields, name, presence) in [
        (r#""renderType":"image","imageMd5":"aa""#, None, Presence::NotExported),
        (r#""renderType":"image","imageUrl":"https://example.org/a.jpg""#, None, Presence::UrlOnly),
        (
            r#""renderType":"video","offlineMedia":[{"kind":"video_thumb","path":"m/t.jpg"},{"kind":"video","path":"m/v.mp4"}]"#,
            Some("v.mp4"),
            Presence::Missing,
        ),
        (
            r#""renderType":"file","title":"讲义.pdf","offlineMedia":[{"kind":"file","path":"../x.pdf"}]"#,
            Some("讲义.pdf"),
            Presence::Missing,
        ),
    ] {
        let attachments = one(fields).attachments;
        let [one] = &attachments[..] else { panic!("{fields}") };
        assert_eq!((one.name.as_deref(), one.presence), (name, presence), "{fields}");
    }
}
