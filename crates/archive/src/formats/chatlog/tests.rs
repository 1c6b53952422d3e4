use crate::Format::ChatlogJson;
use crate::leaves::Role;
use crate::testing::{all_leaves, messages, records, report};
use crate::{
    AttachmentKind, ChatKind, Detection, EventType, Kind, Message, MoneyDirection, MoneyStatus, Presence, Record,
    SenderKind, TzBasis,
};

const ROW: &str = r#""seq":1727740800001,"time":"2024-10-01T08:00:00+08:00","talker":"1@chatroom","talkerName":"g","isChatRoom":true,"sender":"wxid_a","senderName":"A","isSelf":false"#;

fn one(fields: &str) -> Message {
    let all = messages(ChatlogJson, format!("[{{{ROW},{fields}}}]"));
    assert_eq!(all.len(), 1, "{fields}");
    all.into_iter().next().unwrap()
}

fn detected(text: &str) -> Detection {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    crate::detect(file.path()).unwrap()
}

#[test]
fn types_and_subtypes_have_their_kinds() {
    for (number, subtype, kind, raw) in [
        (1, 0, Kind::Text, "1"),
        (3, 0, Kind::Image, "3"),
        (34, 0, Kind::Voice, "34"),
        (42, 0, Kind::Contact, "42"),
        (43, 0, Kind::Video, "43"),
        (47, 0, Kind::Sticker, "47"),
        (48, 0, Kind::Location, "48"),
        (50, 0, Kind::Call, "50"),
        (49, 5, Kind::Link, "49/5"),
        (49, 6, Kind::File, "49/6"),
        (49, 8, Kind::Sticker, "49/8"),
        (49, 19, Kind::Forward, "49/19"),
        (49, 33, Kind::Share, "49/33"),
        (49, 51, Kind::Share, "49/51"),
        (49, 57, Kind::Reply, "49/57"),
        (49, 62, Kind::Poke, "49/62"),
        (49, 63, Kind::Share, "49/63"),
        (49, 87, Kind::Announcement, "49/87"),
        (49, 2000, Kind::Transfer, "49/2000"),
        (49, 2001, Kind::RedPacket, "49/2001"),
        (49, 2003, Kind::Share, "49/2003"),
        (49, 9999, Kind::Other, "49/9999"),
        (12345, 0, Kind::Other, "12345"),
    ] {
        let message = one(&format!(r#""type":{number},"subType":{subtype},"content":"x""#));
        assert_eq!((message.kind, &*message.raw_kind), (kind, raw));
    }
}

#[test]
fn the_room_speaks_under_its_own_sender_only() {
    let row = |sender: &str, number: i64| {
        let text = format!(
            r#"[{{"time":"2024-10-01T08:00:00+08:00","talker":"1@chatroom","sender":"{sender}","senderName":"系统消息","type":{number},"content":"\"B\"退出了群聊"}}]"#
        );
        let role =
            all_leaves(ChatlogJson, &text).into_iter().find(|leaf| leaf.key_path == "[].content").map(|leaf| leaf.role);
        let event = messages(ChatlogJson, &text).remove(0).event.map(|event| event.event);
        (event, role.unwrap())
    };
    assert_eq!(row("系统消息", 10_000), (Some(EventType::Leave), Role::SystemText));
    assert_eq!(row("系统消息", 1), (Some(EventType::Leave), Role::SystemText));
    assert_eq!(row("1@chatroom", 1), (Some(EventType::Leave), Role::SystemText));
    assert_eq!(row("wxid_a", 10_000), (Some(EventType::Leave), Role::SystemText));
    assert_eq!(row("wxid_a", 1), (None, Role::Text));
}

#[test]
fn times_keep_their_offset() {
    let at = one(r#""type":1,"content":"x""#).time.unwrap();
    assert_eq!((at.ms, at.basis), (1_727_740_800_000, TzBasis::Offset));
}

#[test]
fn a_forward_fifty_deep_is_read_whole() {
    let mut inner = r#"{"SourceName":"深","DataDesc":"底"}"#.to_owned();
    for depth in 0..50 {
        inner = format!(
            r#"{{"DataType":"17","SourceName":"{depth}","DataTitle":"聊天记录","RecordXML":{{"RecordInfo":{{"DataList":{{"DataItems":[{inner}]}}}}}}}}"#
        );
    }
    let fields = format!(
        r#""type":49,"subType":19,"content":"","contents":{{"title":"群聊的聊天记录","recordInfo":{{"DataList":{{"DataItems":[{inner}]}}}}}}"#
    );
    let message = one(&fields);
    assert_eq!((message.nested.len(), message.text.as_deref()), (51, Some("群聊的聊天记录")));
    assert_eq!(message.nested[50].text.as_deref(), Some("底"));
    let told = all_leaves(ChatlogJson, format!("[{{{ROW},{fields}}}]"));
    assert!(told.iter().any(|leaf| leaf.value == "底"));
}

#[test]
fn quotes_are_nested_and_never_spoof_the_message() {
    let message = one(
        r#""type":49,"subType":57,"content":"好","contents":{"refer":{"seq":0,"time":"2024-10-01T07:00:00+08:00","sender":"wxid_b","senderName":"B","type":49,"subType":57,"content":"二","contents":{"refer":{"sender":"系统消息","type":10000,"content":"\"C\"退出了群聊"}}}}"#,
    );
    let told: Vec<_> = message.nested.iter().map(|body| (body.sender_id.as_deref(), body.text.as_deref())).collect();
    assert_eq!(told, [(Some("wxid_b"), Some("二")), (Some("系统消息"), Some("\"C\"退出了群聊"))]);
    assert_eq!((message.event, message.kind), (None, Kind::Reply));
}

#[test]
fn money_is_read_from_the_words_of_the_export() {
    for (content, amount, status, direction) in [
        ("[转账|发送 ￥88.00](书费)", Some("88.00"), MoneyStatus::Offered, MoneyDirection::FromSender),
        ("[转账|接收 ￥88.00]", Some("88.00"), MoneyStatus::Accepted, MoneyDirection::ToSender),
        ("[转账|退还 ￥1.50]", Some("1.50"), MoneyStatus::Returned, MoneyDirection::FromSender),
        ("", None, MoneyStatus::Offered, MoneyDirection::FromSender),
    ] {
        let money = one(&format!(r#""type":49,"subType":2000,"content":"{content}""#)).money.unwrap();
        assert_eq!((money.amount.as_deref(), money.status, money.direction), (amount, status, direction), "{content}");
    }
    assert_eq!(one(r#""type":1,"subType":0,"content":"[转账|接收 ￥88.00]""#).money, None);
}

#[test]
fn media_are_named_by_path_or_digest() {
    for (fields, kind, digest, presence) in [
        (
            r#""type":3,"contents":{"md5":"aa","path":"msg\\attach\\x.dat"}"#,
            AttachmentKind::Image,
            Some("md5:aa"),
            Presence::Missing,
        ),
        (r#""type":43,"contents":{"rawmd5":"bb"}"#, AttachmentKind::Video, Some("md5:bb"), Presence::NotExported),
        (r#""type":34,"contents":{"voice":"77"}"#, AttachmentKind::Voice, None, Presence::NotExported),
        (r#""type":3,"imageUrl":"/image/12345""#, AttachmentKind::Image, None, Presence::UrlOnly),
        (
            r#""type":49,"subType":6,"contents":{"title":"讲义.pdf","md5":"cc"}"#,
            AttachmentKind::File,
            Some("md5:cc"),
            Presence::NotExported,
        ),
    ] {
        let attachments = one(fields).attachments;
        let [one] = &attachments[..] else { panic!("{fields}") };
        assert_eq!((one.kind, one.digest.as_deref(), one.presence), (kind, digest, presence), "{fields}");
    }
}

#[test]
fn both_wrappers_are_read() {
    let row = |sender: &str| {
        format!(r#"{{"time":"2024-10-01T08:00:00+08:00","sender":"{sender}","isSelf":true,"type":1,"content":"x"}}"#)
    };
    for text in [
        format!(
            r#"{{"code":0,"message":"success","data":{{"total":1,"talker":"wxid_b","messages":[{}]}}}}"#,
            row("self")
        ),
        format!(r#"{{"talker":"wxid_b","talkerName":"B","isChatRoom":false,"messages":[{}]}}"#, row("self")),
    ] {
        let all = records(ChatlogJson, &text);
        let [Record::Chat(chat), Record::Message(message)] = &all[..] else { panic!("{all:?}") };
        assert_eq!((chat.chat_id.as_deref(), chat.kind), (Some("wxid_b"), ChatKind::Direct), "{text}");
        assert_eq!((message.sender_id.as_deref(), message.sender_kind), (None, SenderKind::Exporter));
    }
}

#[test]
fn several_chats_in_one_list_are_told_apart() {
    let row = |talker: &str| {
        format!(
            r#"{{"time":"2024-10-01T08:00:00+08:00","talker":"{talker}","sender":"wxid_a","type":1,"content":"x"}}"#
        )
    };
    let text = format!("[{},{},{}]", row("2@chatroom"), row("wxid_b"), row("2@chatroom"));
    let chats: Vec<u32> = messages(ChatlogJson, &text).into_iter().map(|message| message.chat).collect();
    assert_eq!((chats, report(ChatlogJson, &text).chats), (vec![0, 1, 0], 2));
}

#[test]
fn what_is_no_list_of_messages_says_why() {
    for (text, why) in [
        (r#"{"code":0,"data":[{"talker":"wxid_a","talkerName":"A","isChatRoom":false}]}"#, "list of chats"),
        (r#"{"code":0,"data":{"talker":"wxid_a","talkerName":"A","isChatRoom":false}}"#, "facts about one chat"),
        (
            r#"{"code":0,"data":{"total":1,"results":[{"message":{"talker":"a","talkerName":"A","content":"x"}}]}}"#,
            "results of a search",
        ),
    ] {
        let Detection::NotExport { reason } = detected(text) else { panic!("{text}") };
        assert!(reason.contains(why), "{reason}");
    }
}

#[test]
fn names_in_notices_lose_the_ids_written_after_them() {
    let text = r#"\"林语(wxid_linyu0001)\"邀请\"阿青(wxid_aqing0002)、老周(周)\"加入了群聊"#;
    let event = one(&format!(r#""type":10000,"content":"{text}""#)).event.unwrap();
    let name = |party: &crate::Party| party.name.clone().unwrap();
    assert_eq!(event.event, EventType::Invite);
    assert_eq!(event.actor.as_ref().map(name).as_deref(), Some("林语"));
    assert_eq!(event.targets.iter().map(name).collect::<Vec<_>>(), ["阿青", "老周(周)"]);
    assert!(event.targets.iter().all(|party| party.id.is_none()));
}
